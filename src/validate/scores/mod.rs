//! The score tables as one sheet: the evidence for every item of every assessed unit, and what is absent.

mod read;

use std::collections::BTreeMap;

use self::read::{EvaluationCell, MarkCell, Reader, Tables};
use super::evidence::{Answer, Entry, Evaluation, Evidence, IndicatorRanks, Mark, Met};
use super::roster::{Roster, Unit, UnitId};
use super::scheme::{Counts, Item, Rule, Scheme};
use crate::diag::{Diagnostics, Missing, MissingPart, Problem};
use crate::load::RawWorkspace;
use crate::model::Marks;
use crate::span::Span;

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
    pub(in crate::validate) fn read(
        raw: &RawWorkspace,
        scheme: &Scheme,
        roster: &Roster,
        diagnostics: &mut Diagnostics,
    ) -> Self {
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

/// What is absent of a mark, in which table, and the blank cell if there is one.
type Absent = (MissingPart, &'static str, Option<Span>);

impl Reader<'_> {
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
