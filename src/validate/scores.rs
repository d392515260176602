//! The score tables as one sheet: the evidence for every item of every assessed unit, and what is absent.

use std::collections::BTreeMap;

use super::cells::{Unique, count, filled, nearest};
use super::columns;
use super::evidence::{Answer, Entry, Evaluation, Evidence, IndicatorRanks, Listing, Mark, Met, Publication, Rank};
use super::roster::{Roster, Unit, UnitId};
use super::scheme::{Counts, Item, Rule, Scheme};
use crate::diag::{Diagnostics, Missing, MissingPart, Problem};
use crate::load::{RawRow, RawTable, RawWorkspace};
use crate::model::{IssueDate, Marks};
use crate::span::{Span, Spanned};

/// 不适用 in a mark's cell: the item leaves the unit's own full mark.
const NOT_APPLICABLE: &str = "不适用";
/// 不评价 in an evaluation's cell: it takes no part in the mean.
const DECLINED: &str = "不评价";

/// The table that feeds a rule.
#[must_use]
pub fn table_of(rule: &Rule) -> &'static str {
    match rule {
        Rule::Checklist { .. } => "达标.csv",
        Rule::Judged { .. } => "评分.csv",
        Rule::Mean { .. } => "评价.csv",
        Rule::Counted { .. } => "宣传.csv",
        Rule::Deduction { .. } => "失信.csv",
        Rule::RankTable { .. } => "排名.csv",
    }
}

/// The evidence for every unit and item.
#[derive(Debug)]
pub struct ScoreSheet {
    entries: Vec<Vec<Entry>>,
    missing: Vec<(UnitId, Option<Span>, Missing)>,
    rows: BTreeMap<&'static str, usize>,
}

impl ScoreSheet {
    pub(super) fn read(raw: &RawWorkspace, scheme: &Scheme, roster: &Roster, diagnostics: &mut Diagnostics) -> Self {
        let mut reader = Reader { scheme, roster, diagnostics };
        let marks = reader.marks(raw.table("评分.csv"));
        let answers = reader.answers(raw.table("达标.csv"));
        let evaluations = reader.evaluations(raw.table("评价.csv"));
        let publications = reader.publications(raw.table("宣传.csv"));
        let listings = reader.listings(raw.table("失信.csv"));
        let ranks = reader.ranks(raw.table("排名.csv"));
        let rows = crate::source::SCORE_TABLES.map(|table| (table, raw.table(table).rows().len())).into();
        let tables = Tables { marks, answers, evaluations, publications, listings, ranks };
        let mut sheet = Self { entries: Vec::new(), missing: Vec::new(), rows };
        for (id, unit) in roster.ids() {
            let entries: Vec<Entry> =
                (0..scheme.items().len()).map(|item| sheet.entry(&tables, &mut reader, id, unit, item)).collect();
            if unit.assessed() && !concerned(scheme, &entries) {
                reader.diagnostics.at(unit.row, Problem::NothingApplies { unit: unit.name.value.clone() });
            }
            sheet.entries.push(entries);
        }
        if sheet.has_marks() {
            for table in ["宣传.csv", "失信.csv"].iter().filter(|table| raw.table(table).is_absent()) {
                reader.diagnostics.nowhere(Problem::NoEventTable { path: format!("scores/{table}") });
            }
        }
        sheet
    }

    /// The entry of an item, by its place in the scheme.
    #[must_use]
    pub fn entry_of(&self, unit: UnitId, item: usize) -> &Entry {
        &self.entries[unit.0][item]
    }

    /// Whether any mark was entered: a year without one has not been assessed yet.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        self.entries.iter().flatten().any(|entry| match entry {
            Entry::Given(evidence) => !matches!(evidence, Evidence::Counted(_) | Evidence::Deduction(_)),
            Entry::Outside | Entry::NotApplicable(_) | Entry::Missing => false,
        })
    }

    /// What is absent of one unit's marks.
    pub fn missing_of(&self, unit: UnitId) -> impl Iterator<Item = &Missing> {
        let start = self.missing.partition_point(|(other, ..)| *other < unit);
        self.missing[start..].iter().take_while(move |(other, ..)| *other == unit).map(|(_, _, missing)| missing)
    }

    /// How many rows a table has.
    #[must_use]
    pub fn rows(&self, table: &str) -> usize {
        self.rows.get(table).copied().unwrap_or(0)
    }

    /// Every unit that lacks marks, in the order of the roster, with the place to look at and what is absent.
    #[must_use]
    pub fn missing<'a>(&'a self, roster: &'a Roster) -> Vec<(UnitId, Span, Vec<Missing>)> {
        let mut units: Vec<(UnitId, Span, Vec<Missing>)> = Vec::new();
        for (unit, place, missing) in &self.missing {
            match units.last_mut() {
                Some((last, _, parts)) if last == unit => parts.push(missing.clone()),
                _ => units.push((*unit, place.unwrap_or(roster.unit(*unit).row), vec![missing.clone()])),
            }
        }
        units
    }

    fn entry(&mut self, tables: &Tables, reader: &mut Reader<'_>, id: UnitId, unit: &Unit, place: usize) -> Entry {
        let item = &reader.scheme.items()[place];
        if !unit.assessed() || !unit.has(item.applies_to) {
            return Entry::Outside;
        }
        let (part, table, blank) = match &item.rule {
            Rule::Judged { .. } => match tables.marks.get(&(id, place)) {
                Some(MarkCell::Given(mark)) => {
                    reader.expect_reason(unit, item, &mark.value, mark.reason.is_some(), mark.cell);
                    return Entry::Given(Evidence::Judged(mark.clone(), Vec::new()));
                }
                Some(MarkCell::NotApplicable(cell)) => return Entry::NotApplicable(*cell),
                Some(MarkCell::Blank(cell)) => (MissingPart::Whole, "评分.csv", Some(*cell)),
                None => (MissingPart::Whole, "评分.csv", None),
            },
            Rule::Mean { scale, .. } => match reader.mean(tables, id, unit, place, scale) {
                Ok(entry) => return entry,
                Err(missing) => missing,
            },
            Rule::Checklist { criteria, .. } => {
                let found: Vec<_> = (0..criteria.len()).map(|at| tables.answers.get(&(id, place, at))).collect();
                if found.iter().all(Option::is_some) {
                    let answers: Vec<Answer> = found.into_iter().flatten().cloned().collect();
                    for answer in answers.iter().filter(|answer| answer.met != Met::Yes && answer.reason.is_none()) {
                        reader.no_reason(unit, item, answer.cell);
                    }
                    return Entry::Given(Evidence::Checklist(answers));
                }
                let absent: Vec<usize> =
                    found.iter().enumerate().filter(|(_, answer)| answer.is_none()).map(|(at, _)| at + 1).collect();
                let whole = absent.len() == criteria.len();
                (if whole { MissingPart::Whole } else { MissingPart::Criteria(absent) }, "达标.csv", None)
            }
            Rule::Counted { .. } => {
                let rows = tables.publications.get(&id).cloned().unwrap_or_default();
                return Entry::Given(Evidence::Counted(rows));
            }
            Rule::Deduction { .. } => {
                let rows = tables.listings.get(&id).cloned().unwrap_or_default();
                return Entry::Given(Evidence::Deduction(rows));
            }
            Rule::RankTable { parts, .. } => {
                let mut absent = Vec::new();
                let mut found = Vec::new();
                let led = reader.roster.indicators().iter().enumerate();
                for (indicator, data) in led.filter(|(_, data)| data.provincial && data.lead == id) {
                    let ranks: Vec<_> =
                        (0..parts.len()).map(|part| tables.ranks.get(&(indicator, part)).copied()).collect();
                    for (_, part) in ranks.iter().zip(parts).filter(|(rank, _)| rank.is_none()) {
                        absent.push((data.name.clone(), part.among.clone()));
                    }
                    found.push(IndicatorRanks { indicator, ranks: ranks.into_iter().flatten().collect() });
                }
                if absent.is_empty() && !found.is_empty() {
                    return Entry::Given(Evidence::Rankings(found));
                }
                (MissingPart::Rankings(absent), "排名.csv", None)
            }
        };
        self.missing.push((id, blank, Missing { item: item.id.clone(), table, part }));
        Entry::Missing
    }
}

/// Whether some item other than a deduction concerns the unit, so that it has a full mark.
fn concerned(scheme: &Scheme, entries: &[Entry]) -> bool {
    scheme.items().iter().zip(entries).any(|(item, entry)| {
        item.counts != Counts::Deduction && !matches!(entry, Entry::Outside | Entry::NotApplicable(_))
    })
}

/// The rows of all tables by unit and item.
struct Tables {
    marks: BTreeMap<(UnitId, usize), MarkCell>,
    answers: BTreeMap<(UnitId, usize, usize), Answer>,
    evaluations: BTreeMap<(UnitId, usize), EvaluationCell>,
    publications: BTreeMap<UnitId, Vec<Publication>>,
    listings: BTreeMap<UnitId, Vec<Listing>>,
    ranks: BTreeMap<(usize, usize), Rank>,
}

/// What a mark's cell holds.
enum MarkCell {
    Given(Mark),
    NotApplicable(Span),
    Blank(Span),
}

/// What an evaluation's cell holds.
enum EvaluationCell {
    Given(Evaluation),
    Blank(Span),
}

/// What is absent of a mark, in which table, and the blank cell if there is one.
type Absent = (MissingPart, &'static str, Option<Span>);

struct Reader<'a> {
    scheme: &'a Scheme,
    roster: &'a Roster,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn marks(&mut self, table: &RawTable) -> BTreeMap<(UnitId, usize), MarkCell> {
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

    fn answers(&mut self, table: &RawTable) -> BTreeMap<(UnitId, usize, usize), Answer> {
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

    fn evaluations(&mut self, table: &RawTable) -> BTreeMap<(UnitId, usize), EvaluationCell> {
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

    fn publications(&mut self, table: &RawTable) -> BTreeMap<UnitId, Vec<Publication>> {
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

    fn listings(&mut self, table: &RawTable) -> BTreeMap<UnitId, Vec<Listing>> {
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

    fn ranks(&mut self, table: &RawTable) -> BTreeMap<(usize, usize), Rank> {
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

    /// The evaluations that the indicators expect of a unit, or the judged mark of a unit without any.
    fn mean(&mut self, tables: &Tables, id: UnitId, unit: &Unit, place: usize, scale: &Marks) -> Result<Entry, Absent> {
        let item = &self.scheme.items()[place];
        let (mut given, mut absent, mut blank) = (Vec::new(), Vec::new(), None);
        for (indicator, data) in self.roster.indicators().iter().enumerate() {
            if !data.cooperating.contains(&id) {
                continue;
            }
            match tables.evaluations.get(&(id, indicator)) {
                Some(EvaluationCell::Given(evaluation)) => given.push(evaluation.clone()),
                other => {
                    if let Some(EvaluationCell::Blank(cell)) = other {
                        blank = blank.or(Some(*cell));
                    }
                    absent.push((self.roster.name(data.lead).to_owned(), data.name.clone()));
                }
            }
        }
        let mark = tables.marks.get(&(id, place));
        let evaluated = given.iter().any(|evaluation| evaluation.value.is_some());
        if let Some(MarkCell::NotApplicable(cell)) = mark
            && !evaluated
        {
            return Ok(Entry::NotApplicable(*cell));
        }
        if !absent.is_empty() {
            return Err((MissingPart::Evaluations(absent), "评价.csv", blank));
        }
        if evaluated {
            if let Some(MarkCell::Given(Mark { cell, .. }) | MarkCell::NotApplicable(cell)) = mark {
                let problem = Problem::UnusedMark { unit: unit.name.value.clone(), item: item.id.clone() };
                self.diagnostics.at(*cell, problem);
            }
            let lost = |evaluation: &&Evaluation| evaluation.value.as_ref().is_some_and(|value| value < scale);
            if let Some(first) = given.iter().find(lost)
                && given.iter().filter(lost).all(|evaluation| evaluation.reason.is_none())
            {
                self.no_reason(unit, item, first.cell);
            }
            return Ok(Entry::Given(Evidence::Mean(given)));
        }
        match mark {
            Some(MarkCell::Given(mark)) => {
                self.expect_reason(unit, item, &mark.value, mark.reason.is_some(), mark.cell);
                Ok(Entry::Given(Evidence::Judged(mark.clone(), given)))
            }
            Some(MarkCell::Blank(cell)) => Err((MissingPart::Whole, "评分.csv", Some(*cell))),
            _ => Err((MissingPart::Whole, "评分.csv", None)),
        }
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

    fn expect_reason(&mut self, unit: &Unit, item: &Item, value: &Marks, reason: bool, cell: Span) {
        if *value < item.full.value && !reason {
            self.no_reason(unit, item, cell);
        }
    }

    fn no_reason(&mut self, unit: &Unit, item: &Item, cell: Span) {
        let problem = Problem::NoReason { unit: unit.name.value.clone(), item: item.id.clone() };
        self.diagnostics.at(cell, problem);
    }
}

/// The text of a cell, its lines as one; `None` if it is blank.
fn text(cell: &Spanned<String>) -> Option<String> {
    (!cell.value.is_empty()).then(|| cell.value.lines().map(str::trim).collect())
}
