//! The score tables as one sheet: the evidence for every item of every assessed unit, and what is absent.

mod evaluations;
mod events;
mod read;
mod readings;
mod returns;

use std::collections::BTreeMap;

use self::evaluations::EvaluationCell;
use self::read::{MarkCell, Reader, Tables};
use self::readings::ReadingCell;
pub use self::returns::Return;
use self::returns::Tally;
use super::cells::normalised;
use super::evidence::{Answer, Entry, Evaluation, Event, Evidence, IndicatorRanks, Mark, Met, Voice};
use super::roster::{Roster, Unit, UnitId};
use super::scheme::{Conversion, Item, Panel, Rule, Scheme, Source};
use crate::diag::{Diagnostics, Missing, MissingPart, Problem};
use crate::load::RawWorkspace;
use crate::model::Marks;
use crate::span::Span;

/// 不适用 in a mark's cell: the item leaves the unit's own full mark.
const NOT_APPLICABLE: &str = "不适用";
/// 不评价 in an evaluation's cell: it takes no part in the mean.
const DECLINED: &str = "不评价";
/// The name in 评分 of what the conversion would compute, if it is entered instead.
const ENTERED: &str = "折算得分";

/// The table that feeds a rule, the first if there are several.
#[must_use]
pub fn table_of(rule: &Rule) -> &'static str {
    match rule {
        Rule::Checklist { .. } | Rule::AllOrNothing { .. } => "达标.csv",
        Rule::Judged { .. } => "评分.csv",
        Rule::Mean { .. } => "评价.csv",
        Rule::Counted { source: Source::Events, .. } => "宣传.csv",
        Rule::Deduction { .. } | Rule::Loss { .. } => "失信.csv",
        Rule::Counted { .. } | Rule::Completion { .. } | Rule::Standing { .. } | Rule::Periods { .. } => "数据.csv",
        Rule::RankTable { .. } => "排名.csv",
    }
}

/// Whether a rule finds its evidence in 评分 or 达标.
fn fits_table(rule: &Rule, table: &str) -> bool {
    let by_indicators = matches!(rule, Rule::Mean { panels, .. } if panels.is_empty());
    table_of(rule) == table || table == "评分.csv" && by_indicators
}

/// The evidence for every unit and item.
#[derive(Debug)]
pub struct ScoreSheet {
    entries: Vec<Vec<Entry>>,
    missing: Vec<(UnitId, Option<Span>, Missing)>,
    vetoes: BTreeMap<UnitId, Vec<(usize, Event)>>,
    entered: BTreeMap<UnitId, Mark>,
    returns: Vec<Return>,
    rows: BTreeMap<&'static str, usize>,
}

impl ScoreSheet {
    pub(in crate::validate) fn read(
        raw: &RawWorkspace,
        scheme: &Scheme,
        roster: &Roster,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut reader = Reader { scheme, roster, diagnostics, tally: Tally::default() };
        let mut tables = Tables::default();
        reader.marks(raw.table("评分.csv"), &mut tables);
        tables.answers = reader.answers(raw.table("达标.csv"));
        tables.evaluations = reader.evaluations(raw.table("评价.csv"));
        reader.publications(raw.table("宣传.csv"), &mut tables.events);
        reader.listings(raw.table("失信.csv"), &mut tables.events);
        reader.events(raw.table("事件.csv"), &mut tables.events, &mut tables.vetoes);
        reader.count_once(&mut tables.events);
        tables.readings = reader.readings(raw.table("数据.csv"));
        tables.ranks = reader.ranks(raw.table("排名.csv"));
        let rows = crate::source::SCORE_TABLES.map(|table| (table, raw.table(table).rows().len())).into();
        let (entries, missing) = (Vec::new(), Vec::new());
        let (vetoes, entered) = (std::mem::take(&mut tables.vetoes), std::mem::take(&mut tables.entered));
        let mut sheet = Self { entries, missing, vetoes, entered, returns: Vec::new(), rows };
        let events = |rule: &Rule| match table_of(rule) {
            own @ ("宣传.csv" | "失信.csv") if raw.table(own).is_absent() && !raw.table("事件.csv").is_absent() => {
                "事件.csv"
            }
            own => own,
        };
        for (id, unit) in roster.ids() {
            let entries: Vec<Entry> = (0..scheme.items().len())
                .map(|item| sheet.entry(&tables, &mut reader, id, unit, item, &events))
                .collect();
            sheet.expect_entered(scheme, id, unit);
            if unit.assessed && !concerned(scheme, &entries) {
                reader.diagnostics.at(unit.row, Problem::NothingApplies { unit: unit.name.value.clone() });
            }
            sheet.entries.push(entries);
        }
        sheet.returns = std::mem::take(&mut reader.tally).finish();
        if sheet.has_marks() {
            let mut tables: Vec<&str> = scheme.items().iter().map(|item| events(&item.rule)).collect();
            tables.dedup();
            for table in
                ["宣传.csv", "失信.csv"].iter().filter(|table| tables.contains(table) && raw.table(table).is_absent())
            {
                reader.diagnostics.nowhere(Problem::NoEventTable { path: format!("scores/{table}") });
            }
        }
        sheet
    }

    /// The parts of an item that have a figure each; one without a name if the item has no parts.
    #[must_use]
    pub fn parts_of(rule: &Rule) -> Vec<&str> {
        readings::parts(rule)
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
            Entry::Given(evidence) => !matches!(evidence, Evidence::Events { .. }),
            Entry::Outside | Entry::NotApplicable(_) | Entry::Missing => false,
        })
    }

    /// Who has returned marks and who has not, by table and evaluator.
    #[must_use]
    pub fn returns(&self) -> &[Return] {
        &self.returns
    }

    /// What vetoes the grade of a unit, by place among the vetoes.
    #[must_use]
    pub fn vetoes_of(&self, unit: UnitId) -> &[(usize, Event)] {
        self.vetoes.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// 折算得分 as it was entered.
    #[must_use]
    pub fn entered_of(&self, unit: UnitId) -> Option<&Mark> {
        self.entered.get(&unit)
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

    /// Notes an absent 折算得分 if it is to be entered.
    fn expect_entered(&mut self, scheme: &Scheme, id: UnitId, unit: &Unit) {
        if scheme.conversion() == Conversion::Entered && unit.assessed && !self.entered.contains_key(&id) {
            let missing = Missing { item: ENTERED.to_owned(), table: "评分.csv", part: MissingPart::Whole };
            self.missing.push((id, None, missing));
        }
    }

    fn entry(
        &mut self,
        tables: &Tables,
        reader: &mut Reader<'_>,
        id: UnitId,
        unit: &Unit,
        place: usize,
        events: &dyn Fn(&Rule) -> &'static str,
    ) -> Entry {
        let item = &reader.scheme.items()[place];
        if !unit.assessed || !unit.has(&item.applies_to) {
            return Entry::Outside;
        }
        let found = match (tables.marks.get(&(id, place)), &item.rule) {
            // A unit without evaluators may be marked, or excepted, in 评分.
            (_, Rule::Mean { scale, panels, .. }) if panels.is_empty() => reader.mean(tables, id, unit, place, scale),
            (Some(MarkCell::NotApplicable(cell)), _) => {
                let rows = tables.holds(id, place);
                if rows {
                    let problem = Problem::UnusedMark { unit: unit.name.value.clone(), item: item.id.clone() };
                    reader.diagnostics.at(*cell, problem);
                }
                Ok(Entry::NotApplicable(*cell))
            }
            (mark, Rule::Judged { scale, .. }) => {
                reader.judged(unit, item, mark, scale.as_ref().map(|scale| &scale.value))
            }
            (_, Rule::Mean { panels, .. }) => reader.panels(tables, id, unit, place, panels),
            (_, Rule::Checklist { criteria, .. }) => reader.checklist(tables, id, unit, place, criteria.len()),
            (_, Rule::AllOrNothing { criteria }) => reader.checklist(tables, id, unit, place, criteria.len()),
            (_, Rule::Counted { source: Source::Events, .. } | Rule::Deduction { .. } | Rule::Loss { .. }) => {
                let table = events(&item.rule);
                let events = tables.events.get(&(id, place)).cloned().unwrap_or_default();
                Ok(Entry::Given(Evidence::Events { events, table, rows: self.rows(table) }))
            }
            (_, Rule::Counted { .. } | Rule::Completion { .. } | Rule::Standing { .. } | Rule::Periods { .. }) => {
                reader.figures(tables, id, place)
            }
            (_, Rule::RankTable { parts, .. }) => {
                let among: Vec<&str> = parts.iter().map(|part| part.among.as_str()).collect();
                reader.rankings(tables, id, place, &among)
            }
        };
        found.unwrap_or_else(|(part, table, blank)| {
            self.missing.push((id, blank, Missing { item: item.id.clone(), table, part }));
            Entry::Missing
        })
    }
}

impl Tables {
    /// Whether some table other than 评分 has rows of a unit under an item.
    fn holds(&self, id: UnitId, place: usize) -> bool {
        let own = |(unit, item, _): &(UnitId, usize, usize)| (*unit, *item) == (id, place);
        self.answers.keys().any(own)
            || self.readings.keys().any(own)
            || self.evaluations.contains_key(&(id, place))
            || self.events.contains_key(&(id, place))
    }
}

/// Whether some item that has a full mark concerns the unit.
fn concerned(scheme: &Scheme, entries: &[Entry]) -> bool {
    scheme
        .items()
        .iter()
        .zip(entries)
        .any(|(item, entry)| item.counts.raises_full() && !matches!(entry, Entry::Outside | Entry::NotApplicable(_)))
}

/// An entry; or what is absent of a mark, in which table, and the blank cell if there is one.
type Found = Result<Entry, (MissingPart, &'static str, Option<Span>)>;

impl Reader<'_> {
    /// A mark given by judgement.
    fn judged(&mut self, unit: &Unit, item: &Item, mark: Option<&MarkCell>, scale: Option<&Marks>) -> Found {
        let blank = match mark {
            Some(MarkCell::Blank(cell)) => Some(*cell),
            _ => None,
        };
        self.tally.note("评分.csv", None, matches!(mark, Some(MarkCell::Given(_))), blank);
        match mark {
            Some(MarkCell::Given(mark)) => {
                if mark.value < *scale.unwrap_or(&item.full.value) && mark.reason.is_none() {
                    self.no_reason(unit, item, mark.cell);
                }
                Ok(Entry::Given(Evidence::Judged(mark.clone(), Vec::new())))
            }
            Some(MarkCell::Blank(cell)) => Err((MissingPart::Whole, "评分.csv", Some(*cell))),
            _ => Err((MissingPart::Whole, "评分.csv", None)),
        }
    }

    /// The answers to all criteria.
    fn checklist(&mut self, tables: &Tables, id: UnitId, unit: &Unit, place: usize, count: usize) -> Found {
        let item = &self.scheme.items()[place];
        let found: Vec<_> = (0..count).map(|at| tables.answers.get(&(id, place, at))).collect();
        found.iter().for_each(|answer| self.tally.note("达标.csv", None, answer.is_some(), None));
        if found.iter().all(Option::is_some) {
            let answers: Vec<Answer> = found.into_iter().flatten().cloned().collect();
            for answer in answers.iter().filter(|answer| answer.met != Met::Yes && answer.reason.is_none()) {
                self.no_reason(unit, item, answer.cell);
            }
            return Ok(Entry::Given(Evidence::Checklist(answers)));
        }
        let absent: Vec<usize> =
            found.iter().enumerate().filter(|(_, answer)| answer.is_none()).map(|(at, _)| at + 1).collect();
        let whole = absent.len() == count;
        Err((if whole { MissingPart::Whole } else { MissingPart::Criteria(absent) }, "达标.csv", None))
    }

    /// The figures of all parts of an item.
    fn figures(&mut self, tables: &Tables, id: UnitId, place: usize) -> Found {
        let parts = readings::parts(&self.scheme.items()[place].rule);
        let (mut given, mut absent, mut blank) = (Vec::new(), Vec::new(), None);
        for (at, part) in parts.iter().enumerate() {
            match tables.readings.get(&(id, place, at)) {
                Some(ReadingCell::Given(reading)) => {
                    self.tally.note("数据.csv", None, true, None);
                    given.push(reading.clone());
                }
                other => {
                    let cell = match other {
                        Some(ReadingCell::Blank(cell)) => Some(*cell),
                        _ => None,
                    };
                    self.tally.note("数据.csv", None, false, cell);
                    blank = blank.or(cell);
                    absent.push((*part).to_owned());
                }
            }
        }
        if absent.is_empty() {
            return Ok(Entry::Given(Evidence::Readings(given)));
        }
        let whole = absent.len() == parts.len();
        Err((if whole { MissingPart::Whole } else { MissingPart::Parts(absent) }, "数据.csv", blank))
    }

    /// The ranks of all indicators that the unit leads.
    fn rankings(&mut self, tables: &Tables, id: UnitId, place: usize, among: &[&str]) -> Found {
        let (mut absent, mut found) = (Vec::new(), Vec::new());
        let led = self.roster.indicators().iter().enumerate();
        for (indicator, data) in led.filter(|(_, data)| data.provincial && data.lead == id) {
            let ranks: Vec<_> =
                (0..among.len()).map(|part| tables.ranks.get(&(place, indicator, part)).copied()).collect();
            ranks.iter().for_each(|rank| self.tally.note("排名.csv", None, rank.is_some(), None));
            for (_, among) in ranks.iter().zip(among).filter(|(rank, _)| rank.is_none()) {
                absent.push((data.name.clone(), (*among).to_owned()));
            }
            found.push(IndicatorRanks { indicator, ranks: ranks.into_iter().flatten().collect() });
        }
        if absent.is_empty() && !found.is_empty() {
            return Ok(Entry::Given(Evidence::Rankings(found)));
        }
        Err((MissingPart::Rankings(absent), "排名.csv", None))
    }

    /// The evaluations that the indicators expect of a unit, or the judged mark of a unit without any.
    fn mean(&mut self, tables: &Tables, id: UnitId, unit: &Unit, place: usize, scale: &Marks) -> Found {
        let item = &self.scheme.items()[place];
        let none = Vec::new();
        let cells = tables.evaluations.get(&(id, place)).unwrap_or(&none);
        let (mut given, mut absent, mut blank) = (Vec::new(), Vec::new(), None);
        for (indicator, data) in self.roster.indicators().iter().enumerate() {
            if !data.cooperating.contains(&id) {
                continue;
            }
            let lead = self.roster.name(data.lead);
            match cells.iter().find(|cell| *cell.voice() == Voice::Lead(indicator)) {
                Some(EvaluationCell::Given(evaluation)) => {
                    self.tally.note("评价.csv", Some(lead), true, None);
                    given.push(evaluation.clone());
                }
                other => {
                    let cell = match other {
                        Some(EvaluationCell::Blank(_, cell)) => Some(*cell),
                        _ => None,
                    };
                    self.tally.note("评价.csv", Some(lead), false, cell);
                    blank = blank.or(cell);
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
            self.expect_reasons(unit, item, &given, scale);
            return Ok(Entry::Given(Evidence::Mean(given)));
        }
        let judged = self.judged(unit, item, mark, None)?;
        Ok(match judged {
            Entry::Given(Evidence::Judged(mark, _)) => Entry::Given(Evidence::Judged(mark, given)),
            other => other,
        })
    }

    /// The evaluations of all panels.
    fn panels(&mut self, tables: &Tables, id: UnitId, unit: &Unit, place: usize, panels: &[Panel]) -> Found {
        let item = &self.scheme.items()[place];
        let none = Vec::new();
        let cells = tables.evaluations.get(&(id, place)).unwrap_or(&none);
        let (mut given, mut absent, mut blank) = (Vec::new(), Vec::new(), None);
        for (at, panel) in panels.iter().enumerate() {
            let of_panel: Vec<(&str, &EvaluationCell)> = cells
                .iter()
                .filter_map(|cell| match cell.voice() {
                    Voice::Member(panel, name) if *panel == at => Some((name.as_str(), cell)),
                    _ => None,
                })
                .collect();
            let title = panel.name.value.as_str();
            // Nobody evaluates itself. Where nobody is named, whoever has a row is expected, and one at least.
            let named: Vec<&str> = panel
                .members
                .iter()
                .filter(|member| self.roster.find(member) != Some(id))
                .map(String::as_str)
                .collect();
            let expected =
                if panel.members.is_empty() { of_panel.iter().map(|(name, _)| *name).collect() } else { named };
            let who = |name| if panel.members.is_empty() { title } else { name };
            let mut heard = false;
            for name in expected {
                match of_panel.iter().find(|(voice, _)| normalised(voice) == normalised(name)) {
                    Some((_, EvaluationCell::Given(evaluation))) => {
                        self.tally.note("评价.csv", Some(who(name)), true, None);
                        heard |= evaluation.value.is_some();
                        given.push(evaluation.clone());
                    }
                    other => {
                        let cell = match other {
                            Some((_, EvaluationCell::Blank(_, cell))) => Some(*cell),
                            _ => None,
                        };
                        self.tally.note("评价.csv", Some(who(name)), false, cell);
                        blank = blank.or(cell);
                        absent.push((name.to_owned(), title.to_owned()));
                    }
                }
            }
            if !heard && absent.is_empty() {
                self.tally.note("评价.csv", Some(title), false, None);
                absent.push((title.to_owned(), item.id.clone()));
            }
        }
        if !absent.is_empty() {
            return Err((MissingPart::Evaluations(absent), "评价.csv", blank));
        }
        if let Rule::Mean { scale, .. } = &item.rule {
            self.expect_reasons(unit, item, &given, scale);
        }
        Ok(Entry::Given(Evidence::Mean(given)))
    }

    /// Of evaluations below the full mark, one at least says why.
    fn expect_reasons(&mut self, unit: &Unit, item: &Item, given: &[Evaluation], scale: &Marks) {
        let lost = |evaluation: &&Evaluation| evaluation.value.as_ref().is_some_and(|value| value < scale);
        if let Some(first) = given.iter().find(lost)
            && given.iter().filter(lost).all(|evaluation| evaluation.reason.is_none())
        {
            self.no_reason(unit, item, first.cell);
        }
    }

    fn no_reason(&mut self, unit: &Unit, item: &Item, cell: Span) {
        let problem = Problem::NoReason { unit: unit.name.value.clone(), item: item.id.clone() };
        self.diagnostics.at(cell, problem);
    }
}
