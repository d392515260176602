//! Reads 数据: figures that rules turn into marks, such as values, targets, counts and the marks of periods.

use std::collections::{BTreeMap, BTreeSet};

use super::read::{MarkCell, Marked, Reader};
use super::table_of;
use crate::diag::Problem;
use crate::load::{Blank, Cell, RawRow, RawTable};
use crate::model::Marks;
use crate::span::Span;
use crate::validate::cells::Unique;
use crate::validate::columns;
use crate::validate::evidence::Reading;
use crate::validate::numbers;
use crate::validate::roster::{Unit, UnitId};
use crate::validate::scheme::{Field, Item, Points, RankScope, Rule};

/// The figures of each unit under each item, by place in the scheme and part of the item.
pub(super) type Readings = BTreeMap<(UnitId, usize, usize), ReadingCell>;

/// What a figure's cell holds.
pub(super) enum ReadingCell {
    /// A figure, and whether it says that it is a percentage.
    Given(Reading, bool),
    Blank(Span),
    /// A figure whose target is absent although others have one: the cell for the target.
    NoTarget(Span),
}

/// Whether figures feed a rule.
pub(super) fn takes_readings(rule: &Rule) -> bool {
    table_of(rule) == "数据.csv"
}

/// Whether a figure may be held against a target.
fn takes_target(rule: &Rule) -> bool {
    matches!(rule, Rule::Completion { .. } | Rule::Difference(_) | Rule::Intervals { .. })
}

/// The parts of an item that have a figure each; one without a name if the item is one.
pub(super) fn parts(rule: &Rule) -> Vec<&str> {
    match rule {
        Rule::Counted { classes, .. } => classes.iter().map(|class| class.name.as_str()).collect(),
        Rule::Votes { options, .. } => options.iter().map(|option| option.name.as_str()).collect(),
        Rule::Periods { periods, .. } => periods.iter().map(String::as_str).collect(),
        _ => vec![""],
    }
}

/// The columns of a row of 数据.
struct Place {
    key: usize,
    unit: usize,
    item: usize,
    value: usize,
    part: Option<usize>,
    target: Option<usize>,
    reason: Option<usize>,
}

/// A row that speaks of a part of an item of a unit.
struct Told {
    id: UnitId,
    place: usize,
    part: usize,
}

impl Reader<'_> {
    /// The figures of all items; what is declared 不适用 among them is added to the marks.
    pub(super) fn readings(&mut self, table: &RawTable, marks: &mut Marked) -> Readings {
        let mut readings = Readings::new();
        let Some(([key, unit, item, value], [part, target, reason])) =
            table.columns_and(columns::FIGURES, columns::FIGURES_OPTIONAL, self.diagnostics)
        else {
            return readings;
        };
        let columns = Place { key, unit, item, value, part, target, reason };
        let fed = self.fed_by(takes_readings);
        let Some(fed) = self.used(table, fed) else { return readings };
        let targeted = self.targeted(table, &columns, &fed);
        let (mut keys, mut triples) = (Unique::new("编号"), Unique::new("单位、项目、分项"));
        for row in table.rows() {
            self.key(row, columns.key, &mut keys);
            let Some(Told { id, place, part }) = self.told(row, &columns, &fed) else { continue };
            let item = &self.scheme.items()[place];
            let name = parts(&item.rule)[part];
            triples.check(&[self.roster.name(id), &item.id, name], row.cell(columns.unit).span, self.diagnostics);
            let cell = row.cell(columns.value);
            match self.blanks.of(&cell.value) {
                Some(Blank::Missing) => {
                    readings.insert((id, place, part), ReadingCell::Blank(cell.span));
                    continue;
                }
                Some(Blank::NotApplicable) => {
                    marks.entry((id, place)).or_insert(MarkCell::NotApplicable(cell.span));
                    continue;
                }
                _ => {}
            }
            if let Some(found) = self.reading(row, &columns, place, part, targeted.contains(&place)) {
                readings.insert((id, place, part), found);
            }
        }
        self.check_entered_ranks(&readings, marks);
        self.check_rates(&readings);
        readings
    }

    /// The unit, item and part that a row is about.
    fn told(&mut self, row: &RawRow, columns: &Place, fed: &[usize]) -> Option<Told> {
        let place = self.item_of(row, Some(columns.item), fed);
        let id = self.roster.unit_in(row.cell(columns.unit), "单位", self.diagnostics);
        let (place, id) = (place?, id?);
        if !self.concerns(id, place, row.cell(columns.unit).span, !self.is_missing(row.cell(columns.value))) {
            return None;
        }
        let item = &self.scheme.items()[place];
        let known = parts(&item.rule);
        let named = columns.part.map(|part| row.cell(part));
        let found = named.map_or("", |cell| cell.value.as_str());
        let part = known.iter().position(|name| *name == found);
        if part.is_none() {
            let problem = Problem::UnknownPart {
                item: item.id.clone(),
                found: found.to_owned(),
                known: known.iter().map(|name| (*name).to_owned()).collect(),
            };
            self.diagnostics.at(named.map_or(row.span(), |cell| cell.span), problem);
        }
        Some(Told { id, place, part: part? })
    }

    /// The items of which some unit has a target: there a blank target is one that is absent, but for a percentage.
    fn targeted(&self, table: &RawTable, columns: &Place, fed: &[usize]) -> BTreeSet<usize> {
        let Some(target) = columns.target else { return BTreeSet::new() };
        let items = self.scheme.items();
        let of = |row: &RawRow| match row.cell(columns.item).value.as_str() {
            "" => fed.first().copied().filter(|_| fed.len() == 1),
            name => fed.iter().copied().find(|place| items[*place].id == name),
        };
        let rows = table.rows().iter().filter(|row| !self.is_missing(row.cell(target)));
        rows.filter_map(of).filter(|place| matches!(items[*place].rule, Rule::Completion { .. })).collect()
    }

    /// What a row that is not blank says.
    fn reading(
        &mut self,
        row: &RawRow,
        columns: &Place,
        place: usize,
        part: usize,
        targeted: bool,
    ) -> Option<ReadingCell> {
        let item = &self.scheme.items()[place];
        let cell = row.cell(columns.value);
        // 98% needs no target to be a share of.
        let certain = cell.value.ends_with(['%', '％']);
        let target = columns.target.map(|target| row.cell(target));
        let target = if takes_target(&item.rule) {
            match target.filter(|cell| !self.is_missing(cell)) {
                Some(cell) => Some((self.target(cell)?, cell.span)),
                None if targeted && !certain => {
                    return Some(ReadingCell::NoTarget(target.map_or(row.span(), |cell| cell.span)));
                }
                None => None,
            }
        } else {
            self.unused_cell("目标值", &item.id, target);
            None
        };
        let value = self.figure(item, target.is_some(), cell)?;
        let reason = columns.reason.and_then(|reason| self.text(row.cell(reason)));
        Some(ReadingCell::Given(Reading { part, value, target, reason, cell: cell.span }, certain))
    }

    /// A figure as its rule wants it; a rate of completion without a target is a percentage.
    fn figure(&mut self, item: &Item, targeted: bool, cell: &Cell) -> Option<Marks> {
        match &item.rule {
            Rule::Completion { .. } if !targeted => {
                let rate = numbers::percentage(cell, self.diagnostics)?;
                self.not_negative(cell, rate)
            }
            Rule::Difference(_) | Rule::Intervals { .. } if targeted => numbers::number(cell, self.diagnostics),
            Rule::Difference(_) | Rule::Intervals { .. } => numbers::percentage(cell, self.diagnostics),
            Rule::Counted { .. } | Rule::Votes { .. } => {
                numbers::count_from(0, cell, self.diagnostics).map(|n| Marks::from(n as usize))
            }
            Rule::Standing { field: Field::Rank, .. } => self.count(cell).map(|count| Marks::from(count as usize)),
            // A growth rate may be below nothing, of which no share can be had.
            Rule::Standing { points, .. } => {
                let figure = numbers::percentage(cell, self.diagnostics)?;
                if matches!(points, Points::ProRata) { self.not_negative(cell, figure) } else { Some(figure) }
            }
            Rule::Periods { scale, .. } => self.mark(cell, item, scale, item.place),
            _ => self.number(cell),
        }
    }

    /// Nobody ranks behind the number of those that are ranked.
    fn check_entered_ranks(&mut self, readings: &Readings, marks: &Marked) {
        for (place, item) in self.scheme.items().iter().enumerate() {
            let Rule::Standing { field: Field::Rank, among, .. } = &item.rule else { continue };
            let away = |id: UnitId| matches!(marks.get(&(id, place)), Some(MarkCell::NotApplicable(_)));
            let mut sizes: BTreeMap<usize, u32> = BTreeMap::new();
            for (id, unit) in self.roster.ids() {
                if unit.assessed && unit.has(&item.applies_to) && !away(id) {
                    *sizes.entry(scope(unit, *among)).or_default() += 1;
                }
            }
            for (id, unit) in self.roster.ids() {
                let Some(ReadingCell::Given(reading, _)) = readings.get(&(id, place, 0)) else { continue };
                let participants = sizes.get(&scope(unit, *among)).copied().unwrap_or_default();
                if reading.value > Marks::from(participants as usize) {
                    let problem = Problem::RankBeyond { rank: reading.value.whole(), participants };
                    self.diagnostics.at(reading.cell, problem);
                }
            }
        }
    }

    /// Rates that are percentages do not all stand between 0 and 1.
    fn check_rates(&mut self, readings: &Readings) {
        let most = Marks::parse("1.5").unwrap_or_else(Marks::zero);
        for (place, item) in self.scheme.items().iter().enumerate() {
            let Rule::Completion { .. } = &item.rule else { continue };
            let of_item = readings.iter().filter(|((_, other, _), _)| *other == place);
            let rates: Vec<(&Reading, bool)> = of_item
                .filter_map(|(_, cell)| match cell {
                    ReadingCell::Given(reading, certain) => Some((reading, *certain)),
                    ReadingCell::Blank(_) | ReadingCell::NoTarget(_) => None,
                })
                .collect();
            let doubtful =
                |(reading, certain): &(&Reading, bool)| reading.target.is_none() && !certain && reading.value <= most;
            let highest = rates.iter().map(|(reading, _)| &reading.value).max();
            if let (Some(highest), true) = (highest.filter(|rate| !rate.is_zero()), rates.iter().all(doubtful)) {
                let problem = Problem::RatesAsShares { item: item.id.clone(), highest: highest.clone() };
                self.diagnostics.between(rates[0].0.cell, item.place, problem);
            }
        }
    }

    /// A number that something is divided by.
    fn target(&mut self, cell: &Cell) -> Option<Marks> {
        let target = self.number(cell)?;
        if target.is_zero() {
            self.diagnostics.at(cell.span, Problem::ZeroTarget);
            return None;
        }
        Some(target)
    }
}

/// What tells the units of one scope from those of others.
fn scope(unit: &Unit, among: RankScope) -> usize {
    match among {
        RankScope::Category => unit.category,
        RankScope::Group => unit.group.unwrap_or_default(),
        RankScope::All | RankScope::SameFullMark => 0,
    }
}
