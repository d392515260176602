//! The score tables as one sheet: the evidence for every item of every assessed unit, and what is absent.

mod entries;
mod evaluations;
mod events;
mod read;
mod readings;
mod returns;

use std::collections::BTreeMap;

use self::evaluations::EvaluationCell;
use self::read::{AnswerCell, MarkCell, RankCell, Reader, Tables};
use self::readings::ReadingCell;
use self::readings::takes_readings;
pub use self::returns::Return;
use self::returns::Tally;
use super::evidence::{Entry, Event, Evidence, Mark};
use super::roster::{Roster, Unit, UnitId};
use super::scheme::{Conversion, Counts, Rule, Scheme, Source};
use crate::diag::{Diagnostics, Missing, MissingPart, Problem};
use crate::load::RawWorkspace;
use crate::model::Marks;
use crate::source::Sources;
use crate::span::{Span, Spanned};

/// The name in 评分 of what the conversion would compute, if it is entered instead.
const ENTERED: &str = "折算得分";

/// The table of whatever happens.
const EVENTS: &str = "事件.csv";

/// The tables that feed a rule about what happens: one of its own, and the one of whatever happens.
fn own_table(rule: &Rule) -> Option<&'static str> {
    match rule {
        Rule::Counted { source: Source::Events, .. } => Some("宣传.csv"),
        Rule::Deduction { .. } | Rule::Loss { .. } => Some("失信.csv"),
        _ => None,
    }
}

/// The table that feeds a rule, the first if there are several.
#[must_use]
pub fn table_of(rule: &Rule) -> &'static str {
    match rule {
        Rule::Checklist { .. } | Rule::AllOrNothing { .. } => "达标.csv",
        Rule::Judged { .. } => "评分.csv",
        Rule::Mean { .. } => "评价.csv",
        Rule::Counted { source: Source::Events, .. } | Rule::Deduction { .. } | Rule::Loss { .. } => EVENTS,
        Rule::Counted { source: Source::Number, .. }
        | Rule::Completion { .. }
        | Rule::Difference(_)
        | Rule::Intervals { .. }
        | Rule::Standing { .. }
        | Rule::Votes { .. }
        | Rule::Periods { .. } => "数据.csv",
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
    /// For each unit, one for each item.
    entries: Vec<Entry>,
    items: usize,
    missing: Vec<(UnitId, Option<Span>, Missing)>,
    vetoes: BTreeMap<UnitId, Vec<(usize, Event)>>,
    entered: BTreeMap<UnitId, Mark>,
    returns: Vec<Return>,
    /// For each item, the table that holds its events, and how many rows it has.
    events: Vec<(&'static str, usize)>,
}

impl ScoreSheet {
    pub(in crate::validate) fn read(
        (raw, sources): (&RawWorkspace, &Sources),
        scheme: &Scheme,
        roster: &Roster,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut reader = Reader {
            scheme,
            roster,
            blanks: raw.blanks(),
            diagnostics,
            tally: Tally::default(),
            unused: BTreeMap::new(),
        };
        let mut tables = Tables::default();
        let mut rows = BTreeMap::new();
        let mut table = |path: &'static str| {
            let table = raw.table(sources, path);
            rows.insert(path, table.rows().len());
            table
        };
        reader.marks(&table("评分.csv"), &mut tables);
        tables.answers = reader.answers(&table("达标.csv"));
        tables.evaluations = reader.evaluations(&table("评价.csv"));
        reader.publications(&table("宣传.csv"), &mut tables.events);
        reader.listings(&table("失信.csv"), &mut tables.events);
        reader.events(&table(EVENTS), &mut tables.events, &mut tables.vetoes);
        reader.count_once(&mut tables.events);
        tables.readings = reader.readings(&table("数据.csv"), &mut tables.marks);
        tables.ranks = reader.ranks(&table("排名.csv"));
        reader.tell_unused();
        let entries = Vec::with_capacity(roster.units().len() * scheme.items().len());
        let vetoes = std::mem::take(&mut tables.vetoes);
        let events = |rule: &Rule| {
            let own = own_table(rule).filter(|own| raw.has(own));
            let table = own.unwrap_or_else(|| table_of(rule));
            (table, rows.get(table).copied().unwrap_or_default())
        };
        let mut sheet = Self {
            entries,
            items: scheme.items().len(),
            missing: Vec::new(),
            vetoes,
            entered: BTreeMap::new(),
            returns: Vec::new(),
            events: scheme.items().iter().map(|item| events(&item.rule)).collect(),
        };
        for (id, unit) in roster.ids() {
            for item in 0..sheet.items {
                let entry = sheet.entry(&mut tables, &mut reader, id, unit, item);
                sheet.entries.push(entry);
            }
            sheet.expect_entered(&mut tables, &mut reader, id, unit);
            if unit.assessed && !concerned(scheme, sheet.entries_of(id)) {
                reader.diagnostics.at(unit.row, Problem::NothingApplies { unit: unit.name.value.clone() });
            }
        }
        sheet.returns = std::mem::take(&mut reader.tally).finish();
        let mut happen = scheme.items().iter().map(|item| &item.rule).filter(|rule| own_table(rule).is_some());
        let has_vetoes = scheme.grades().is_some_and(|grades| !grades.vetoes.is_empty());
        let wanted = has_vetoes || happen.any(|rule| events(rule).0 == EVENTS);
        if wanted && sheet.has_marks() && !raw.has(EVENTS) {
            diagnostics.nowhere(Problem::NoEventTable { path: format!("scores/{EVENTS}") });
        }
        sheet
    }

    /// The parts of an item that have a figure each; one without a name if the item has no parts.
    #[must_use]
    pub fn parts_of(rule: &Rule) -> Vec<&str> {
        readings::parts(rule)
    }

    /// The name in 评分 of what the conversion would compute, if it is entered instead.
    pub const ENTERED: &str = ENTERED;

    /// The most that a unit may have for 折算得分: its share of the yearly total, or if it has none, all that it can get, or
    /// a hundred, the scale that is usual.
    #[must_use]
    pub fn most_entered(scheme: &Scheme, unit: &Unit) -> Spanned<Marks> {
        let own = scheme.items().iter().filter(|item| item.counts != Counts::Deduction && unit.has(&item.applies_to));
        let base = unit.group.map_or(scheme.base(), |group| &scheme.groups()[group].base);
        let all = || Spanned {
            value: own.map(|item| &item.full.value).sum::<Marks>().max(base.value.clone()).max(Marks::from(100)),
            ..base.clone()
        };
        unit.weight.clone().unwrap_or_else(all)
    }

    /// Whether a rule takes figures from 数据.
    #[must_use]
    pub fn takes_figures(rule: &Rule) -> bool {
        readings::takes_readings(rule)
    }

    /// Whether a rule counts events.
    #[must_use]
    pub fn counts_events(rule: &Rule) -> bool {
        events::counts_events(rule)
    }

    /// The entry of an item, by its place in the scheme.
    #[must_use]
    pub fn entry_of(&self, unit: UnitId, item: usize) -> &Entry {
        &self.entries_of(unit)[item]
    }

    fn entries_of(&self, unit: UnitId) -> &[Entry] {
        &self.entries[unit.0 * self.items..][..self.items]
    }

    /// The table that holds the events of an item, by its place in the scheme, and how many rows it has.
    #[must_use]
    pub fn events_of(&self, item: usize) -> (&'static str, usize) {
        self.events[item]
    }

    /// Whether any mark was entered: a year without one has not been assessed yet.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        self.entries.iter().any(|entry| match entry {
            Entry::Given(evidence) => !matches!(evidence, Evidence::Events(_)),
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

    /// Takes 折算得分, or notes that it is absent, if it is to be entered.
    fn expect_entered(&mut self, tables: &mut Tables, reader: &mut Reader<'_>, id: UnitId, unit: &Unit) {
        if reader.scheme.conversion() != Conversion::Entered || !unit.assessed {
            return;
        }
        let blank = match tables.entered.remove(&id) {
            Some(MarkCell::Given(mark)) => {
                reader.tally.note("评分.csv", None, true, None);
                self.entered.insert(id, mark);
                return;
            }
            Some(MarkCell::Blank(cell) | MarkCell::NotApplicable(cell)) => Some(cell),
            None => None,
        };
        reader.tally.note("评分.csv", None, false, blank);
        let missing = Missing { item: ENTERED.to_owned(), table: "评分.csv", part: MissingPart::Whole };
        self.missing.push((id, blank, missing));
    }

    /// The entry of an item of a unit, out of the tables: what they say of it is taken from them.
    fn entry(&mut self, tables: &mut Tables, reader: &mut Reader<'_>, id: UnitId, unit: &Unit, place: usize) -> Entry {
        let item = &reader.scheme.items()[place];
        if !unit.assessed || !unit.has(&item.applies_to) {
            return Entry::Outside;
        }
        let found = match (tables.marks.remove(&(id, place)), &item.rule) {
            // A unit without evaluators may be marked, or excepted, in 评分.
            (mark, Rule::Mean { scale, panels, .. }) if panels.is_empty() => {
                let cells = tables.evaluations.remove(&(id, place)).unwrap_or_default();
                reader.mean(&cells, mark, (id, unit), place, scale)
            }
            (Some(MarkCell::NotApplicable(cell)), _) => {
                let rows = tables.holds(reader.roster, id, place);
                if rows {
                    let problem = Problem::UnusedMark { unit: unit.name.value.clone(), item: item.id.clone() };
                    reader.diagnostics.at(cell, problem);
                }
                Ok(Entry::NotApplicable(cell))
            }
            (mark, Rule::Judged { scale, .. }) => {
                reader.judged(unit, item, mark, scale.as_ref().map(|scale| &scale.value))
            }
            (_, Rule::Mean { panels, .. }) => {
                let cells = tables.evaluations.remove(&(id, place)).unwrap_or_default();
                reader.panels(&cells, id, unit, place, panels)
            }
            (_, Rule::Checklist { criteria, .. }) => reader.checklist(tables, id, unit, place, criteria.len()),
            (_, Rule::AllOrNothing { criteria }) => reader.checklist(tables, id, unit, place, criteria.len()),
            (_, Rule::Counted { source: Source::Events, .. } | Rule::Deduction { .. } | Rule::Loss { .. }) => {
                let events = tables.events.remove(&(id, place)).unwrap_or_default();
                Ok(Entry::Given(Evidence::Events(events.into())))
            }
            (_, Rule::RankTable { parts, .. }) => {
                let among: Vec<&str> = parts.iter().map(|part| part.among.as_str()).collect();
                reader.rankings(tables, id, place, &among)
            }
            (_, rule) if takes_readings(rule) => reader.figures(tables, id, place),
            _ => unreachable!("every rule has its table"),
        };
        found.unwrap_or_else(|(part, table, blank)| {
            self.missing.push((id, blank, Missing { item: item.id.clone(), table, part }));
            Entry::Missing
        })
    }
}

impl Tables {
    /// Whether some table other than 评分 says anything of a unit under an item.
    fn holds(&self, roster: &Roster, id: UnitId, place: usize) -> bool {
        let parts = (id, place, 0)..=(id, place, usize::MAX);
        let evaluated = |cell: &EvaluationCell| matches!(cell, EvaluationCell::Given(one) if one.value.is_some());
        let led = |((_, indicator, _), cell): (&(usize, usize, usize), &RankCell)| {
            roster.indicators()[*indicator].lead == id && matches!(cell, RankCell::Given(_))
        };
        self.answers.range(parts.clone()).any(|(_, cell)| matches!(cell, AnswerCell::Given(_)))
            || self.readings.range(parts).any(|(_, cell)| !matches!(cell, ReadingCell::Blank(_)))
            || self.evaluations.get(&(id, place)).is_some_and(|cells| cells.iter().any(evaluated))
            || self.events.contains_key(&(id, place))
            || self.ranks.range((place, 0, 0)..=(place, usize::MAX, usize::MAX)).any(led)
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
