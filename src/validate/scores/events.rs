//! Reads the tables of events: 宣传, 失信 and, for whatever else happens, 事件.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};

use super::read::Reader;
use crate::diag::Problem;
use crate::load::{Cell, RawRow, RawTable};
use crate::model::Marks;
use crate::span::Span;
use crate::validate::cells::{Unique, filled};
use crate::validate::columns;
use crate::validate::evidence::Event;
use crate::validate::roster::UnitId;
use crate::validate::scheme::{Rule, Source};

/// The events of each unit under each item, by place in the scheme.
pub(super) type Events = BTreeMap<(UnitId, usize), Vec<Event>>;

/// The events of each unit that veto a grade, by place among the vetoes.
pub(super) type Vetoes = BTreeMap<UnitId, Vec<(usize, Event)>>;

/// Whether a rule counts events.
pub(super) fn counts_events(rule: &Rule) -> bool {
    matches!(rule, Rule::Counted { source: Source::Events, .. })
}

impl Reader<'_> {
    /// 宣传: publications that count.
    pub(super) fn publications(&mut self, table: &RawTable, events: &mut Events) {
        let Some(([key, unit, date, outlet, class, title], [item])) =
            table.columns_and(columns::PUBLICATIONS, [columns::ITEM], self.diagnostics)
        else {
            return;
        };
        let fed = self.fed_by(counts_events);
        let Some(fed) = self.used(table, fed) else { return };
        let mut keys = Unique::new("编号");
        for row in table.rows() {
            self.key(row, key, &mut keys);
            self.date(row.cell(date));
            filled(row, outlet, "媒体", self.diagnostics);
            let title = filled(row, title, "标题", self.diagnostics);
            let place = self.item_of(row, item, &fed);
            let class = place.and_then(|place| self.class_of(place, Some(row.cell(class)), row));
            let id = self.roster.unit_in(row.cell(unit), "单位", self.diagnostics);
            let (Some(place), Some(class), Some(id)) = (place, class, id) else { continue };
            if self.concerns(id, place, row.cell(unit).span, true) {
                let (name, reason) = (title.value.clone(), title.value.clone());
                let event = Event { class, name, reason, times: 1, points: None, counts: true, cell: title.span };
                events.entry((id, place)).or_default().push(event);
            }
        }
    }

    /// 失信: listings that cost marks.
    pub(super) fn listings(&mut self, table: &RawTable, events: &mut Events) {
        let Some(([key, unit, body, case, date], [item])) =
            table.columns_and(columns::LISTINGS, [columns::ITEM], self.diagnostics)
        else {
            return;
        };
        let fed = self.fed_by(|rule| rule.events().is_some());
        let Some(fed) = self.used(table, fed) else { return };
        let mut keys = Unique::new("编号");
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let body = filled(row, body, "被列单位", self.diagnostics);
            let case = filled(row, case, "案号", self.diagnostics);
            let date = self.date(row.cell(date));
            let place = self.item_of(row, item, &fed);
            let class = place.and_then(|place| self.class_of(place, None, row));
            let id = self.roster.unit_in(row.cell(unit), "单位", self.diagnostics);
            let (Some(place), Some(class), Some(id), Some(date)) = (place, class, id, date) else { continue };
            if self.concerns(id, place, row.cell(unit).span, true) {
                let name = eco_format!("{} {}", body.value, case.value);
                let reason = eco_format!("{}：{}，{date}", body.value, case.value);
                let event = Event { class, name, reason, times: 1, points: None, counts: true, cell: case.span };
                events.entry((id, place)).or_default().push(event);
            }
        }
    }

    /// 事件: what counts, costs marks or vetoes a grade.
    pub(super) fn events(&mut self, table: &RawTable, events: &mut Events, vetoes: &mut Vetoes) {
        let Some(([key, unit, item, date, what], [class, times, points])) =
            table.columns_and(columns::EVENTS, columns::EVENTS_OPTIONAL, self.diagnostics)
        else {
            return;
        };
        let fed = self.fed_by(|rule| counts_events(rule) || rule.events().is_some());
        let names: Vec<String> = self.vetoes().map(|veto| veto.id.value.clone()).collect();
        if fed.is_empty() && names.is_empty() {
            self.unused(table);
            return;
        }
        let mut keys = Unique::new("编号");
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let what = filled(row, what, "事项", self.diagnostics);
            let date = self.date(row.cell(date));
            let [class, times, points] = [class, times, points].map(|column| column.map(|column| row.cell(column)));
            let asked = &row.cell(item).value;
            let veto = names.iter().position(|name| name == asked);
            // What vetoes a grade may cost marks as well, under an item of the same name.
            let item_too = fed.iter().any(|place| self.scheme.items()[*place].id == *asked);
            let place = if veto.is_none() || item_too { self.item_of(row, Some(item), &fed) } else { None };
            let id = self.roster.unit_in(row.cell(unit), "单位", self.diagnostics);
            let span = row.cell(unit).span;
            if let Some(veto) = veto {
                if place.is_none() {
                    // A veto is a veto, however often it is pronounced.
                    for (column, cell) in columns::EVENTS_OPTIONAL.into_iter().zip([class, times, points]) {
                        self.unused_cell(column, &names[veto], cell);
                    }
                }
                let (Some(id), Some(date)) = (id, date) else { continue };
                if self.assessed(id, span) {
                    let (name, reason) = (what.value.clone(), eco_format!("{}，{date}", what.value));
                    let event = Event { class: 0, name, reason, times: 1, points: None, counts: true, cell: what.span };
                    vetoes.entry(id).or_default().push((veto, event));
                }
                // Whom the item does not concern is vetoed all the same.
                if place.is_none_or(|place| !self.roster.unit(id).has(&self.scheme.items()[place].applies_to)) {
                    continue;
                }
            }
            let times = self.times(times);
            let class = place.and_then(|place| self.class_of(place, class, row));
            let points = self.points(place, points);
            let (Some(place), Some(id), Some(class), Some(date)) = (place, id, class, date) else { continue };
            let (Some(times), Some(points)) = (times, points) else { continue };
            let reason = eco_format!("{}，{date}", what.value);
            let event = Event { class, name: what.value.clone(), reason, times, points, counts: true, cell: what.span };
            if self.concerns(id, place, span, true) {
                events.entry((id, place)).or_default().push(event);
            }
        }
    }

    /// Of counted events with one name the one of the highest class counts, there the first.
    pub(super) fn count_once(&self, events: &mut Events) {
        for ((_, place), rows) in events.iter_mut() {
            if !counts_events(&self.scheme.items()[*place].rule) {
                continue;
            }
            let mut best: BTreeMap<EcoString, usize> = BTreeMap::new();
            for at in 0..rows.len() {
                let held = best.entry(rows[at].name.clone()).or_insert(at);
                if rows[at].class > rows[*held].class {
                    *held = at;
                }
            }
            for (at, row) in rows.iter_mut().enumerate() {
                row.counts = best.get(&row.name) == Some(&at);
            }
        }
    }

    /// The class or kind of event that a cell names; a rule with one kind that has no name needs no cell.
    fn class_of(&mut self, place: usize, cell: Option<&Cell>, row: &RawRow) -> Option<usize> {
        let known: Vec<String> = match &self.scheme.items()[place].rule {
            Rule::Counted { classes, .. } => classes.iter().map(|class| class.name.clone()).collect(),
            rule => rule.events()?.kinds.iter().filter_map(|kind| kind.name.clone()).collect(),
        };
        if known.is_empty() {
            let item = &self.scheme.items()[place].id;
            self.unused_cell("级别", item, cell);
            return Some(0);
        }
        let (found, span) = cell.map_or((String::new(), row.span()), |cell| (cell.value.to_string(), cell.span));
        let class = known.iter().position(|name| *name == found);
        if class.is_none() {
            self.diagnostics.at(span, Problem::UnknownClass { found, known });
        }
        class
    }

    /// The marks of an event alone with their cell, if it has any of its own; the outer `None`: what is there is none.
    #[expect(clippy::option_option, reason = "the outer one says that it was reported")]
    fn points(&mut self, place: Option<usize>, cell: Option<&Cell>) -> Option<Option<Box<(Marks, Span)>>> {
        match (cell.filter(|cell| !self.is_missing(cell)), place) {
            (Some(cell), Some(place)) => {
                let item = &self.scheme.items()[place];
                let points = self.mark(cell, item, &item.full.value, item.full.span)?;
                Some(Some(Box::new((points, cell.span))))
            }
            _ => Some(None),
        }
    }

    /// How many times an event happened: once if nothing is said.
    fn times(&mut self, cell: Option<&Cell>) -> Option<u32> {
        match cell {
            Some(cell) if !self.is_missing(cell) => self.count(cell),
            _ => Some(1),
        }
    }
}
