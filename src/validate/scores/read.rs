//! Reads the score tables row by row.

use std::collections::BTreeMap;

use super::{DECLINED, NOT_APPLICABLE, table_of};
use crate::diag::{Diagnostics, Problem};
use crate::load::{RawRow, RawTable};
use crate::model::{IssueDate, Marks};
use crate::span::{Span, Spanned};
use crate::validate::cells::{Unique, count, filled, nearest};
use crate::validate::columns;
use crate::validate::evidence::{Answer, Evaluation, Listing, Mark, Met, Publication, Rank};
use crate::validate::roster::{Roster, UnitId};
use crate::validate::scheme::{Item, Rule, Scheme};

/// The rows of all tables by unit and item.
pub(super) struct Tables {
    pub(super) marks: BTreeMap<(UnitId, usize), MarkCell>,
    pub(super) answers: BTreeMap<(UnitId, usize, usize), Answer>,
    pub(super) evaluations: BTreeMap<(UnitId, usize), EvaluationCell>,
    pub(super) publications: BTreeMap<UnitId, Vec<Publication>>,
    pub(super) listings: BTreeMap<UnitId, Vec<Listing>>,
    pub(super) ranks: BTreeMap<(usize, usize), Rank>,
}

/// What a mark's cell holds.
pub(super) enum MarkCell {
    Given(Mark),
    NotApplicable(Span),
    Blank(Span),
}

/// What an evaluation's cell holds.
pub(super) enum EvaluationCell {
    Given(Evaluation),
    Blank(Span),
}

/// Reads the tables of a workspace against its scheme and roster.
pub(super) struct Reader<'a> {
    pub(super) scheme: &'a Scheme,
    pub(super) roster: &'a Roster,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    pub(super) fn marks(&mut self, table: &RawTable) -> BTreeMap<(UnitId, usize), MarkCell> {
        let mut marks = BTreeMap::new();
        let Some([key, unit, item, mark, reason]) = table.columns(columns::MARKS, self.diagnostics) else {
            return marks;
        };
        let (mut keys, mut pairs) = (Unique::new("编号"), Unique::new("单位、项目"));
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let Some((id, place)) = self.unit_and_item(row, unit, item, "评分.csv") else { continue };
            let rule = &self.scheme.items()[place];
            pairs.check(&[self.roster.name(id), &rule.id], row.cell(item).span, self.diagnostics);
            let cell = row.cell(mark);
            let read = match cell.value.as_str() {
                "" => MarkCell::Blank(cell.span),
                NOT_APPLICABLE => MarkCell::NotApplicable(cell.span),
                _ => {
                    let Some(value) = self.mark(cell, &rule.id, &rule.full.value) else { continue };
                    if let Rule::Judged { step, .. } = &rule.rule
                        && !value.is_multiple_of(step)
                    {
                        let problem = Problem::NotAStep { found: value.clone(), step: step.clone() };
                        self.diagnostics.at(cell.span, problem);
                    }
                    MarkCell::Given(Mark { value, reason: text(row.cell(reason)), cell: cell.span })
                }
            };
            marks.insert((id, place), read);
        }
        marks
    }

    pub(super) fn answers(&mut self, table: &RawTable) -> BTreeMap<(UnitId, usize, usize), Answer> {
        let mut answers = BTreeMap::new();
        let Some([key, unit, item, criterion, met, reason]) = table.columns(columns::ANSWERS, self.diagnostics) else {
            return answers;
        };
        let (mut keys, mut triples) = (Unique::new("编号"), Unique::new("单位、项目、要点"));
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let Some((id, place)) = self.unit_and_item(row, unit, item, "达标.csv") else { continue };
            let Rule::Checklist { criteria, half_points } = &self.scheme.items()[place].rule else { continue };
            let cell = row.cell(criterion);
            let Some(at) = count(cell).map(|at| at as usize).filter(|at| *at <= criteria.len()) else {
                let problem = Problem::UnknownCriterion { found: cell.value.clone(), count: criteria.len() };
                self.diagnostics.at(cell.span, problem);
                continue;
            };
            triples.check(
                &[self.roster.name(id), &self.scheme.items()[place].id, &at.to_string()],
                cell.span,
                self.diagnostics,
            );
            let cell = row.cell(met);
            let met = match cell.value.as_str() {
                "" => continue,
                "是" => Met::Yes,
                "否" => Met::No,
                "半" if *half_points => Met::Half,
                _ => {
                    let known: &[&str] = if *half_points { &["是", "半", "否"] } else { &["是", "否"] };
                    let known = known.iter().map(|answer| (*answer).to_owned()).collect();
                    self.diagnostics.at(cell.span, Problem::UnknownAnswer { found: cell.value.clone(), known });
                    continue;
                }
            };
            answers.insert((id, place, at - 1), Answer { met, reason: text(row.cell(reason)), cell: cell.span });
        }
        answers
    }

    pub(super) fn evaluations(&mut self, table: &RawTable) -> BTreeMap<(UnitId, usize), EvaluationCell> {
        let mut evaluations = BTreeMap::new();
        let Some([key, indicator, evaluator, unit, mark, reason]) =
            table.columns(columns::EVALUATIONS, self.diagnostics)
        else {
            return evaluations;
        };
        let Some((item, scale)) = self.scheme.items().iter().find_map(|item| match &item.rule {
            Rule::Mean { scale, .. } => Some((item, scale)),
            _ => None,
        }) else {
            self.unused(table);
            return evaluations;
        };
        let (mut keys, mut pairs) = (Unique::new("编号"), Unique::new("指标、被评单位"));
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let place = self.indicator(row.cell(indicator));
            let evaluator_id = self.roster.unit_in(row.cell(evaluator), "评价单位", self.diagnostics);
            let unit_id = self.roster.unit_in(row.cell(unit), "被评单位", self.diagnostics);
            let (Some(place), Some(evaluator_id), Some(id)) = (place, evaluator_id, unit_id) else { continue };
            let data = &self.roster.indicators()[place];
            if data.lead != evaluator_id || !data.cooperating.contains(&id) {
                let problem = Problem::UnexpectedEvaluation {
                    indicator: data.name.clone(),
                    evaluator: self.roster.name(evaluator_id).to_owned(),
                    unit: self.roster.name(id).to_owned(),
                };
                self.diagnostics.at(row.cell(unit).span, problem);
                continue;
            }
            if !self.concerns(id, item, row.cell(unit).span) {
                continue;
            }
            pairs.check(&[&data.name, self.roster.name(id)], row.cell(unit).span, self.diagnostics);
            let cell = row.cell(mark);
            let value = match cell.value.as_str() {
                "" => {
                    evaluations.insert((id, place), EvaluationCell::Blank(cell.span));
                    continue;
                }
                DECLINED => None,
                _ => {
                    let Some(value) = self.mark(cell, &item.id, scale) else { continue };
                    Some(value)
                }
            };
            let reason = text(row.cell(reason));
            let evaluation = Evaluation { indicator: place, value, reason, cell: cell.span };
            evaluations.insert((id, place), EvaluationCell::Given(evaluation));
        }
        evaluations
    }

    pub(super) fn publications(&mut self, table: &RawTable) -> BTreeMap<UnitId, Vec<Publication>> {
        let mut publications: BTreeMap<UnitId, Vec<Publication>> = BTreeMap::new();
        let Some([key, unit, date, outlet, class, title]) = table.columns(columns::PUBLICATIONS, self.diagnostics)
        else {
            return publications;
        };
        let Some((item, classes)) = self.scheme.items().iter().find_map(|item| match &item.rule {
            Rule::Counted { classes } => Some((item, classes)),
            _ => None,
        }) else {
            self.unused(table);
            return publications;
        };
        let mut keys = Unique::new("编号");
        for row in table.rows() {
            self.key(row, key, &mut keys);
            self.date(row.cell(date));
            filled(row, outlet, "媒体", self.diagnostics);
            let title = filled(row, title, "标题", self.diagnostics);
            let cell = row.cell(class);
            let found = classes.iter().position(|class| class.name == cell.value);
            if found.is_none() {
                let known = classes.iter().map(|class| class.name.clone()).collect();
                self.diagnostics.at(cell.span, Problem::UnknownClass { found: cell.value.clone(), known });
            }
            let id = self.roster.unit_in(row.cell(unit), "单位", self.diagnostics);
            let (Some(class), Some(id)) = (found, id) else { continue };
            if self.concerns(id, item, row.cell(unit).span) {
                let row = Publication { class, title: title.value.clone(), counts: true, cell: title.span };
                publications.entry(id).or_default().push(row);
            }
        }
        for rows in publications.values_mut() {
            // The same title counts once, in the highest class; there the first row counts.
            let mut best: BTreeMap<String, usize> = BTreeMap::new();
            for at in 0..rows.len() {
                let held = best.entry(rows[at].title.clone()).or_insert(at);
                if rows[at].class > rows[*held].class {
                    *held = at;
                }
            }
            for (at, row) in rows.iter_mut().enumerate() {
                row.counts = best.get(&row.title) == Some(&at);
            }
        }
        publications
    }

    pub(super) fn listings(&mut self, table: &RawTable) -> BTreeMap<UnitId, Vec<Listing>> {
        let mut listings: BTreeMap<UnitId, Vec<Listing>> = BTreeMap::new();
        let Some([key, unit, body, case, date]) = table.columns(columns::LISTINGS, self.diagnostics) else {
            return listings;
        };
        let Some(item) = self.scheme.items().iter().find(|item| matches!(item.rule, Rule::Deduction { .. })) else {
            self.unused(table);
            return listings;
        };
        let mut keys = Unique::new("编号");
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let body = filled(row, body, "被列单位", self.diagnostics);
            let case = filled(row, case, "案号", self.diagnostics);
            let date = row.cell(date);
            let read = self.date(date);
            let id = self.roster.unit_in(row.cell(unit), "单位", self.diagnostics);
            let (Some(id), Some(date)) = (id, read) else { continue };
            if self.concerns(id, item, row.cell(unit).span) {
                let row = Listing {
                    body: body.value.clone(),
                    case: case.value.clone(),
                    date: date.to_string(),
                    cell: case.span,
                };
                listings.entry(id).or_default().push(row);
            }
        }
        listings
    }

    pub(super) fn ranks(&mut self, table: &RawTable) -> BTreeMap<(usize, usize), Rank> {
        let mut ranks = BTreeMap::new();
        let Some([key, indicator, among, rank, participants]) = table.columns(columns::RANKS, self.diagnostics) else {
            return ranks;
        };
        let Some(parts) = self.scheme.items().iter().find_map(|item| match &item.rule {
            Rule::RankTable { parts, .. } => Some(parts),
            _ => None,
        }) else {
            self.unused(table);
            return ranks;
        };
        let (mut keys, mut pairs) = (Unique::new("编号"), Unique::new("指标、范围"));
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let Some(place) = self.indicator(row.cell(indicator)) else { continue };
            let data = &self.roster.indicators()[place];
            let cell = row.cell(among);
            let part = parts.iter().position(|part| part.among == cell.value).filter(|_| data.provincial);
            let Some(part) = part else {
                let problem = Problem::UnexpectedRanking { indicator: data.name.clone(), among: cell.value.clone() };
                self.diagnostics.at(cell.span, problem);
                continue;
            };
            pairs.check(&[&data.name, &cell.value], cell.span, self.diagnostics);
            let cell = row.cell(rank);
            if cell.value.is_empty() {
                continue;
            }
            let (rank, participants) = (self.count(cell), self.count(row.cell(participants)));
            let (Some(rank), Some(participants)) = (rank, participants) else { continue };
            if rank > participants {
                self.diagnostics.at(cell.span, Problem::RankBeyond { rank, participants });
                continue;
            }
            ranks.insert((place, part), Rank { rank, participants, cell: cell.span });
        }
        ranks
    }

    /// Reports the first row of a table that no item of the scheme feeds on.
    fn unused(&mut self, table: &RawTable) {
        if let Some(row) = table.rows().first() {
            self.diagnostics.at(row.span(), Problem::UnusedTable);
        }
    }

    fn key(&mut self, row: &RawRow, column: usize, keys: &mut Unique) {
        let key = filled(row, column, "编号", self.diagnostics);
        keys.check(&[&key.value], key.span, self.diagnostics);
    }

    /// The assessed unit and the item of a row, if the item belongs in this table and applies to the unit.
    fn unit_and_item(
        &mut self,
        row: &RawRow,
        unit: usize,
        item: usize,
        table: &'static str,
    ) -> Option<(UnitId, usize)> {
        let cell = row.cell(item);
        let place = self.scheme.items().iter().position(|item| item.id == cell.value);
        if place.is_none() {
            let known = self.scheme.items().iter().map(|item| item.id.clone()).collect();
            self.diagnostics.at(cell.span, Problem::UnknownItem { found: cell.value.clone(), known });
        }
        let id = self.roster.unit_in(row.cell(unit), "单位", self.diagnostics);
        let (place, id) = (place?, id?);
        let rule = &self.scheme.items()[place];
        let right = table_of(&rule.rule);
        if right != table && !(table == "评分.csv" && right == "评价.csv") {
            self.diagnostics.at(cell.span, Problem::WrongTable { item: rule.id.clone(), table: right });
            return None;
        }
        if !self.assessed(id, row.cell(unit).span) {
            return None;
        }
        if !self.roster.unit(id).has(rule.applies_to) {
            let problem = Problem::DoesNotApply { unit: self.roster.name(id).to_owned(), item: rule.id.clone() };
            self.diagnostics.at(cell.span, problem);
            return None;
        }
        Some((id, place))
    }

    /// Whether a row of a table without items may speak of the unit: it is assessed, and the item fed by the table applies.
    fn concerns(&mut self, id: UnitId, item: &Item, span: Span) -> bool {
        if !self.assessed(id, span) {
            return false;
        }
        let applies = self.roster.unit(id).has(item.applies_to);
        if !applies {
            let problem = Problem::DoesNotApply { unit: self.roster.name(id).to_owned(), item: item.id.clone() };
            self.diagnostics.at(span, problem);
        }
        applies
    }

    /// Whether the unit is assessed; a row for one that is not is reported.
    fn assessed(&mut self, id: UnitId, span: Span) -> bool {
        let assessed = self.roster.unit(id).assessed();
        if !assessed {
            self.diagnostics.at(span, Problem::NotAssessed { unit: self.roster.name(id).to_owned() });
        }
        assessed
    }

    fn indicator(&mut self, cell: &Spanned<String>) -> Option<usize> {
        let place = self.roster.indicators().iter().position(|indicator| indicator.name == cell.value);
        if place.is_none() {
            let names = self.roster.indicators().iter().map(|indicator| indicator.name.as_str());
            let problem = Problem::UnknownIndicator { found: cell.value.clone(), nearest: nearest(&cell.value, names) };
            self.diagnostics.at(cell.span, problem);
        }
        place
    }

    fn mark(&mut self, cell: &Spanned<String>, item: &str, full: &Marks) -> Option<Marks> {
        let Some(value) = Marks::parse(&cell.value) else {
            self.diagnostics.at(cell.span, Problem::NotANumber { found: cell.value.clone() });
            return None;
        };
        if value.is_negative() {
            self.diagnostics.at(cell.span, Problem::Negative { found: value });
            return None;
        }
        if value > *full {
            let problem = Problem::AboveFull { item: item.to_owned(), found: value, full: full.clone() };
            self.diagnostics.at(cell.span, problem);
            return None;
        }
        Some(value)
    }

    fn count(&mut self, cell: &Spanned<String>) -> Option<u32> {
        let number = count(cell);
        if number.is_none() {
            self.diagnostics.at(cell.span, Problem::NotACount { found: cell.value.clone() });
        }
        number
    }

    fn date(&mut self, cell: &Spanned<String>) -> Option<IssueDate> {
        let Some(date) = IssueDate::parse(&cell.value) else {
            self.diagnostics.at(cell.span, Problem::BadDate { found: cell.value.clone() });
            return None;
        };
        if date.year() != self.scheme.year() {
            let problem = Problem::OutsideYear { found: cell.value.clone(), year: self.scheme.year() };
            self.diagnostics.at(cell.span, problem);
            return None;
        }
        Some(date)
    }
}

/// The text of a cell, its lines as one; `None` if it is blank.
fn text(cell: &Spanned<String>) -> Option<String> {
    (!cell.value.is_empty()).then(|| cell.value.lines().map(str::trim).collect())
}
