//! Reads the score tables row by row: marks, answers, ranks, and what all tables have in common.

use std::collections::BTreeMap;

use ecow::EcoString;

use super::evaluations::Evaluations;
use super::events::{Events, Vetoes};
use super::readings::Readings;
use super::returns::Tally;
use super::{ENTERED, ScoreSheet, fits_table, table_of};
use crate::diag::{Diagnostics, Problem};
use crate::load::{Blank, Blanks, Cell, RawRow, RawTable};
use crate::model::{EventDate, Marks};
use crate::span::Span;
use crate::validate::cells::{Unique, count, filled, nearest};
use crate::validate::columns;
use crate::validate::evidence::{Answer, Mark, Met, Rank};
use crate::validate::numbers;
use crate::validate::roster::{Roster, UnitId};
use crate::validate::scheme::{Conversion, Item, Rule, Scheme, Veto};

/// The rows of all tables by unit and item.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) marks: Marked,
    /// 折算得分; never 不适用.
    pub(super) entered: BTreeMap<UnitId, MarkCell>,
    pub(super) answers: BTreeMap<(UnitId, usize, usize), AnswerCell>,
    pub(super) evaluations: Evaluations,
    pub(super) events: Events,
    pub(super) vetoes: Vetoes,
    pub(super) readings: Readings,
    pub(super) ranks: BTreeMap<(usize, usize, usize), RankCell>,
}

/// What 评分 says, by unit and item.
pub(super) type Marked = BTreeMap<(UnitId, usize), MarkCell>;

/// What the cell of a criterion holds.
pub(super) enum AnswerCell {
    Given(Answer),
    Blank(Span),
}

/// What the cell of a rank holds.
pub(super) enum RankCell {
    Given(Rank),
    Blank(Span),
}

/// What a mark's cell holds.
pub(super) enum MarkCell {
    Given(Mark),
    NotApplicable(Span),
    Blank(Span),
}

/// Reads the tables of a workspace against its scheme and roster.
pub(super) struct Reader<'a> {
    pub(super) scheme: &'a Scheme,
    pub(super) roster: &'a Roster,
    pub(super) blanks: &'a Blanks,
    pub(super) diagnostics: &'a mut Diagnostics,
    pub(super) tally: Tally,
    /// The filled cells that nothing uses, by column and item: the first and how many.
    pub(super) unused: BTreeMap<(&'static str, String), (Span, usize)>,
}

impl<'a> Reader<'a> {
    pub(super) fn marks(&mut self, table: &RawTable, tables: &mut Tables) {
        let Some([key, unit, item, mark, reason]) = table.columns(columns::MARKS, self.diagnostics) else { return };
        let (mut keys, mut pairs) = (Unique::new("编号"), Unique::new("单位、项目"));
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let cell = row.cell(mark);
            if self.scheme.conversion() == Conversion::Entered && row.cell(item).value == ENTERED {
                if let Some((id, read)) = self.entered(row, unit, cell, reason) {
                    pairs.check(&[self.roster.name(id), ENTERED], row.cell(unit).span, self.diagnostics);
                    tables.entered.insert(id, read);
                }
                continue;
            }
            let away = self.blanks.of(&cell.value) == Some(Blank::NotApplicable);
            // A sign in the cell of a wide table that does not concern the unit is as good as none.
            let said = self.blanks.of(&cell.value).is_none();
            let wanted = if away { None } else { Some("评分.csv") };
            let Some((id, place)) = self.unit_and_item(row, [unit, item], wanted, said) else { continue };
            let rule = &self.scheme.items()[place];
            pairs.check(&[self.roster.name(id), &rule.id], row.cell(unit).span, self.diagnostics);
            let read = match self.blanks.of(&cell.value) {
                Some(Blank::Missing) => MarkCell::Blank(cell.span),
                Some(Blank::NotApplicable) => MarkCell::NotApplicable(cell.span),
                _ => {
                    let (step, most) = match &rule.rule {
                        Rule::Judged { step, round, scale, .. } => {
                            ((!round).then_some(step), scale.as_ref().unwrap_or(&rule.full))
                        }
                        _ => (None, &rule.full),
                    };
                    let Some(value) = self.mark(cell, rule, &most.value, most.span) else { continue };
                    if let Some(step) = step
                        && !value.is_multiple_of(step)
                    {
                        let problem = Problem::NotAStep { found: value.clone(), step: step.clone() };
                        self.diagnostics.at(cell.span, problem);
                    }
                    MarkCell::Given(Mark { value, reason: self.text(row.cell(reason)), cell: cell.span })
                }
            };
            tables.marks.insert((id, place), read);
        }
        self.check_scales(&tables.marks);
    }

    /// 折算得分 of a unit: at most its share of the yearly total, or all it can get.
    fn entered(&mut self, row: &RawRow, unit: usize, cell: &Cell, reason: usize) -> Option<(UnitId, MarkCell)> {
        let id = self.roster.unit_in(row.cell(unit), "单位", self.diagnostics)?;
        let blank = self.blanks.of(&cell.value).is_some();
        let data = self.roster.unit(id);
        if !data.assessed && (blank || !self.assessed(id, row.cell(unit).span)) {
            return None;
        }
        if blank {
            return Some((id, MarkCell::Blank(cell.span)));
        }
        let value = self.number(cell)?;
        let most = ScoreSheet::most_entered(self.scheme, data);
        if value > most.value {
            let problem = Problem::AboveFull { item: ENTERED.to_owned(), found: value, full: most.value };
            self.diagnostics.between(cell.span, most.span, problem);
            return None;
        }
        Some((id, MarkCell::Given(Mark { value, reason: self.text(row.cell(reason)), cell: cell.span })))
    }

    /// Reports an item of which no mark exceeds the full mark although its scale is higher.
    fn check_scales(&mut self, marks: &Marked) {
        for (place, item) in self.scheme.items().iter().enumerate() {
            let Rule::Judged { scale: Some(scale), .. } = &item.rule else { continue };
            let of_item = marks.iter().filter(|((_, other), _)| *other == place);
            let values: Vec<(&Marks, Span)> = of_item
                .filter_map(|(_, cell)| match cell {
                    MarkCell::Given(mark) => Some((&mark.value, mark.cell)),
                    MarkCell::NotApplicable(_) | MarkCell::Blank(_) => None,
                })
                .collect();
            self.warn_weighted(place, (&scale.value, scale.span), &values);
        }
    }

    /// Marks that are weighted already must not be weighted again.
    pub(super) fn warn_weighted(&mut self, place: usize, (scale, there): (&Marks, Span), values: &[(&Marks, Span)]) {
        let item = &self.scheme.items()[place];
        let full = &item.full.value;
        if scale > full
            && values.len() >= 3
            && values.iter().all(|(value, _)| *value <= full)
            && values.iter().any(|(value, _)| !value.is_zero())
        {
            let (id, full, scale) = (item.id.clone(), full.clone(), scale.clone());
            self.diagnostics.between(values[0].1, there, Problem::AlreadyWeighted { item: id, full, scale });
        }
    }

    pub(super) fn answers(&mut self, table: &RawTable) -> BTreeMap<(UnitId, usize, usize), AnswerCell> {
        let mut answers = BTreeMap::new();
        let Some([key, unit, item, criterion, met, reason]) = table.columns(columns::ANSWERS, self.diagnostics) else {
            return answers;
        };
        let (mut keys, mut triples) = (Unique::new("编号"), Unique::new("单位、项目、要点"));
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let said = self.blanks.of(&row.cell(met).value).is_none();
            let Some((id, place)) = self.unit_and_item(row, [unit, item], Some("达标.csv"), said) else { continue };
            let (criteria, half_points) = match &self.scheme.items()[place].rule {
                Rule::Checklist { criteria, half_points } => (criteria.len(), *half_points),
                Rule::AllOrNothing { criteria } => (criteria.len(), false),
                _ => continue,
            };
            let cell = row.cell(criterion);
            let Some(at) = count(cell).map(|at| at as usize).filter(|at| *at <= criteria) else {
                let problem = Problem::UnknownCriterion { found: cell.value.to_string(), count: criteria };
                self.diagnostics.at(cell.span, problem);
                continue;
            };
            triples.check(
                &[self.roster.name(id), &self.scheme.items()[place].id, &at.to_string()],
                row.cell(unit).span,
                self.diagnostics,
            );
            let cell = row.cell(met);
            let met = match cell.value.as_str() {
                _ if !said => {
                    answers.insert((id, place, at - 1), AnswerCell::Blank(cell.span));
                    continue;
                }
                "是" => Met::Yes,
                "否" => Met::No,
                "半" if half_points => Met::Half,
                _ => {
                    let known: &[&str] = if half_points { &["是", "半", "否"] } else { &["是", "否"] };
                    let known = known.iter().map(|answer| (*answer).to_owned()).collect();
                    self.diagnostics.at(cell.span, Problem::UnknownAnswer { found: cell.value.to_string(), known });
                    continue;
                }
            };
            let answer = Answer { met, reason: self.text(row.cell(reason)), cell: cell.span };
            answers.insert((id, place, at - 1), AnswerCell::Given(answer));
        }
        answers
    }

    pub(super) fn ranks(&mut self, table: &RawTable) -> BTreeMap<(usize, usize, usize), RankCell> {
        let mut ranks = BTreeMap::new();
        let Some(([key, indicator, among, rank, participants], [item])) =
            table.columns_and(columns::RANKS, [columns::ITEM], self.diagnostics)
        else {
            return ranks;
        };
        let fed = self.fed_by(|rule| matches!(rule, Rule::RankTable { .. }));
        let Some(fed) = self.used(table, fed) else { return ranks };
        let (mut keys, mut pairs) = (Unique::new("编号"), Unique::new("指标、范围"));
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let Some(of_item) = self.item_of(row, item, &fed) else { continue };
            let Rule::RankTable { parts, .. } = &self.scheme.items()[of_item].rule else { continue };
            let Some(place) = self.indicator(row.cell(indicator)) else { continue };
            let data = &self.roster.indicators()[place];
            let cell = row.cell(among);
            let part = parts.iter().position(|part| part.among == cell.value).filter(|_| data.provincial);
            let Some(part) = part else {
                let problem =
                    Problem::UnexpectedRanking { indicator: data.name.clone(), among: cell.value.to_string() };
                self.diagnostics.at(cell.span, problem);
                continue;
            };
            let id = if fed.len() > 1 { self.scheme.items()[of_item].id.as_str() } else { "" };
            pairs.check(&[id, &data.name, &cell.value], cell.span, self.diagnostics);
            let cell = row.cell(rank);
            let said = !self.is_missing(cell);
            if !self.concerns(data.lead, of_item, row.cell(indicator).span, said) {
                continue;
            }
            if !said {
                ranks.insert((of_item, place, part), RankCell::Blank(cell.span));
                continue;
            }
            let (rank, participants) = (self.count(cell), self.count(row.cell(participants)));
            let (Some(rank), Some(participants)) = (rank, participants) else { continue };
            if rank > participants {
                self.diagnostics.at(cell.span, Problem::RankBeyond { rank, participants });
                continue;
            }
            let rank = Rank { rank, participants, cell: cell.span };
            ranks.insert((of_item, place, part), RankCell::Given(rank));
        }
        ranks
    }

    /// The items, by place in the scheme, whose rule a table feeds.
    pub(super) fn fed_by(&self, feeds: impl Fn(&Rule) -> bool) -> Vec<usize> {
        let items = self.scheme.items().iter().enumerate();
        items.filter(|(_, item)| feeds(&item.rule)).map(|(place, _)| place).collect()
    }

    /// The items that a table feeds; one that feeds none is reported.
    pub(super) fn used(&mut self, table: &RawTable, fed: Vec<usize>) -> Option<Vec<usize>> {
        if fed.is_empty() {
            self.unused(table);
            return None;
        }
        Some(fed)
    }

    /// What vetoes a grade.
    pub(super) fn vetoes(&self) -> impl Iterator<Item = &'a Veto> + use<'a> {
        self.scheme.grades().into_iter().flat_map(|grades| &grades.vetoes)
    }

    /// The item of a row, of those that its table feeds; it need not be named if there is only one.
    pub(super) fn item_of(&mut self, row: &RawRow, column: Option<usize>, fed: &[usize]) -> Option<usize> {
        let named = column.map(|column| row.cell(column)).filter(|cell| !cell.value.is_empty());
        let Some(cell) = named else {
            if let [only] = fed {
                return Some(*only);
            }
            let span = column.map_or(row.span(), |column| row.cell(column).span);
            self.diagnostics.at(span, Problem::EmptyCell { column: columns::ITEM });
            return None;
        };
        let place = self.item(cell)?;
        if !fed.contains(&place) {
            let item = &self.scheme.items()[place];
            let table = table_of(&item.rule);
            self.diagnostics.at(cell.span, Problem::WrongTable { item: item.id.clone(), table });
            return None;
        }
        Some(place)
    }

    /// The item that a cell names.
    fn item(&mut self, cell: &Cell) -> Option<usize> {
        let place = self.scheme.items().iter().position(|item| item.id == cell.value);
        if place.is_none() {
            let known = self.scheme.items().iter().map(|item| item.id.clone()).collect();
            self.diagnostics.at(cell.span, Problem::UnknownItem { found: cell.value.to_string(), known });
        }
        place
    }

    /// Reports the first row of a table that no item of the scheme feeds on.
    pub(super) fn unused(&mut self, table: &RawTable) {
        if let Some(row) = table.rows().first() {
            self.diagnostics.at(row.span(), Problem::UnusedTable);
        }
    }

    pub(super) fn key(&mut self, row: &RawRow, column: usize, keys: &mut Unique) {
        let key = filled(row, column, "编号", self.diagnostics);
        keys.check(&[&key.value], key.span, self.diagnostics);
    }

    /// The assessed unit and the item of a row, if the item belongs in this table (if none is given: wherever it belongs) and
    /// applies to the unit.
    fn unit_and_item(
        &mut self,
        row: &RawRow,
        [unit, item]: [usize; 2],
        table: Option<&'static str>,
        said: bool,
    ) -> Option<(UnitId, usize)> {
        let cell = row.cell(item);
        let place = self.item(cell);
        let id = self.roster.unit_in(row.cell(unit), "单位", self.diagnostics);
        let (place, id) = (place?, id?);
        let rule = &self.scheme.items()[place];
        if table.is_some_and(|table| !fits_table(&rule.rule, table)) {
            let right = table_of(&rule.rule);
            self.diagnostics.at(cell.span, Problem::WrongTable { item: rule.id.clone(), table: right });
            return None;
        }
        self.concerns(id, place, row.cell(unit).span, said).then_some((id, place))
    }

    /// Whether a row may speak of the unit: it is assessed, and the item, by place in the scheme, applies to it. A row that
    /// says nothing is no fault.
    pub(super) fn concerns(&mut self, id: UnitId, place: usize, span: Span, said: bool) -> bool {
        let (unit, item) = (self.roster.unit(id), &self.scheme.items()[place]);
        let applies = unit.has(&item.applies_to);
        if !said || !unit.assessed {
            return unit.assessed && applies || said && self.assessed(id, span);
        }
        if !applies {
            let problem = Problem::DoesNotApply {
                unit: unit.name.value.clone(),
                item: item.id.clone(),
                audience: item.applies_to.title(),
            };
            let there = item.applies_to.names().first().map_or(item.place, |name| name.span);
            self.diagnostics.between(span, there, problem);
        }
        applies
    }

    /// Takes note of a filled cell that nothing uses, for a message of all in its column.
    pub(super) fn unused_cell(&mut self, column: &'static str, item: &str, cell: Option<&Cell>) {
        if let Some(cell) = cell.filter(|cell| !self.is_missing(cell)) {
            self.unused.entry((column, item.to_owned())).or_insert((cell.span, 0)).1 += 1;
        }
    }

    /// Tells of the cells that nothing uses.
    pub(super) fn tell_unused(&mut self) {
        for ((column, item), (span, count)) in std::mem::take(&mut self.unused) {
            self.diagnostics.at(span, Problem::UnusedCells { column, item, count });
        }
    }

    /// Whether the unit is assessed; a row for one that is not is reported.
    pub(super) fn assessed(&mut self, id: UnitId, span: Span) -> bool {
        let assessed = self.roster.unit(id).assessed;
        if !assessed {
            let unit = self.roster.unit(id);
            self.diagnostics.between(span, unit.row, Problem::NotAssessed { unit: unit.name.value.clone() });
        }
        assessed
    }

    pub(super) fn indicator(&mut self, cell: &Cell) -> Option<usize> {
        let place = self.roster.indicator(&cell.value);
        if place.is_none() {
            let names = self.roster.indicators().iter().map(|indicator| indicator.name.as_str());
            let problem =
                Problem::UnknownIndicator { found: cell.value.to_string(), nearest: nearest(&cell.value, names) };
            self.diagnostics.at(cell.span, problem);
        }
        place
    }

    /// A number of at least 0.
    pub(super) fn number(&mut self, cell: &Cell) -> Option<Marks> {
        let value = numbers::number(cell, self.diagnostics)?;
        self.not_negative(cell, value)
    }

    /// The number that was read in a cell, if it is at least 0.
    pub(super) fn not_negative(&mut self, cell: &Cell, value: Marks) -> Option<Marks> {
        if value.is_negative() {
            self.diagnostics.at(cell.span, Problem::Negative { found: value });
            return None;
        }
        Some(value)
    }

    /// A number from 0 to a full mark, which stands there.
    pub(super) fn mark(&mut self, cell: &Cell, item: &Item, full: &Marks, there: Span) -> Option<Marks> {
        let value = self.number(cell)?;
        if value > *full {
            let problem = Problem::AboveFull { item: item.id.clone(), found: value, full: full.clone() };
            self.diagnostics.between(cell.span, there, problem);
            return None;
        }
        Some(value)
    }

    pub(super) fn count(&mut self, cell: &Cell) -> Option<u32> {
        numbers::count(cell, self.diagnostics)
    }

    pub(super) fn date(&mut self, cell: &Cell) -> Option<EventDate> {
        let (first, last) = self.scheme.days();
        let date = numbers::date(cell, (first, last), self.diagnostics)?;
        let problem = match self.scheme.period() {
            Some((from, to)) if !date.lies_within(from, to) => {
                Problem::OutsidePeriod { found: cell.value.to_string(), from: from.iso(), to: to.iso() }
            }
            None if !date.lies_within(first, last) => {
                Problem::OutsideYear { found: cell.value.to_string(), year: self.scheme.year() }
            }
            _ => return Some(date),
        };
        self.diagnostics.at(cell.span, problem);
        None
    }

    /// The text of a cell, its lines as one; `None` if it is blank, or a word that stands for nothing.
    pub(super) fn text(&self, cell: &Cell) -> Option<EcoString> {
        let text = || {
            let line: String = cell.value.lines().map(str::trim).collect();
            if line == cell.value { cell.value.clone() } else { line.into() }
        };
        (!self.is_missing(cell)).then(text)
    }

    /// Whether a cell is blank, or a word that stands for nothing.
    pub(super) fn is_missing(&self, cell: &Cell) -> bool {
        self.blanks.of(&cell.value) == Some(Blank::Missing)
    }
}
