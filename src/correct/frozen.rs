//! After issue the files stay as they were: what differs from the snapshot of the last edition must stand in the ledger.

use std::collections::BTreeMap;

use super::ledger::TABLES;
use super::seal::canonical;
use super::{Register, Table};
use crate::diag::{Diagnostics, Problem};
use crate::load::{Cell, Raw, RawTable, RawWorkspace};
use crate::model::Genre;
use crate::source::Sources;
use crate::span::{Span, Spanned};

/// Compares the files as they are with those of the snapshot of an edition, both of the same sources, where documents of `register` rest on them.
///
/// The method rests on scheme, roster and its own settings, and on the indicators, whose leads it counts; what prints marks,
/// on every table.
pub fn check_frozen(
    (now, snapshot): (&RawWorkspace, &RawWorkspace),
    sources: &Sources,
    register: &Register,
    diagnostics: &mut Diagnostics,
) {
    let issued = |genre| register.issued().iter().any(|issued| issued.genre == genre);
    let scored = [Genre::Results, Genre::Letter, Genre::Correction].into_iter().any(issued);
    compare(&now.scheme.root, &snapshot.scheme.root, &[], diagnostics);
    let sections = [("method", issued(Genre::Method)), ("results", issued(Genre::Results))];
    for (section, _) in sections.into_iter().filter(|(_, frozen)| *frozen) {
        if let (Some(now), Some(then)) = (entry(&now.documents.root, section), entry(&snapshot.documents.root, section))
        {
            compare(now, then, &["date"], diagnostics);
        }
    }
    for table in TABLES {
        if scored || ["units.csv", "indicators.csv"].contains(&table.name) {
            rows(&now.table(sources, table.name), &snapshot.table(sources, table.name), table, diagnostics);
        }
    }
}

/// Reports every cell and row of a table that is not as it was. New aliases change nothing that was issued.
fn rows(now: &RawTable, then: &RawTable, table: Table, diagnostics: &mut Diagnostics) {
    let text = |table: &RawTable, row: usize| {
        let cells = table.header().enumerate().map(|(place, _)| table.rows()[row].cell(place).value.clone());
        cells.collect::<Vec<_>>().join(",")
    };
    let (places_now, places_then) = (places(now, table), places(then, table));
    // Of a table that was not there, every row is new.
    let key_then = then.column(table.key).unwrap_or_default();
    for (at, row) in then.rows().iter().enumerate() {
        let Some(&place) = places_now.get(&canonical(&row.cell(key_then).value)) else {
            let problem = Problem::RemovedAfterIssue { table: table.name, row: text(then, at) };
            diagnostics.at(row.span(), problem);
            continue;
        };
        for (column, name) in then.header().enumerate() {
            let before = row.cell(column);
            let after = now.column(name).map(|column| now.rows()[place].cell(column));
            if let Some(after) = after
                && canonical(&after.value) != canonical(&before.value)
            {
                changed(after, before, diagnostics);
            }
        }
    }
    if table.name == "units.csv" {
        order(now, then, table, diagnostics);
    }
    let Some(key_now) = now.column(table.key).filter(|_| table.name != "aliases.csv") else { return };
    for (at, row) in now.rows().iter().enumerate() {
        if !places_then.contains_key(&canonical(&row.cell(key_now).value)) {
            diagnostics.at(row.span(), Problem::AddedAfterIssue { table: table.name, row: text(now, at) });
        }
    }
}

/// Reports the first row that stands in the place of another: the order of the roster is printed.
fn order(now: &RawTable, then: &RawTable, table: Table, diagnostics: &mut Diagnostics) {
    let [Some(key_now), Some(key_then)] = [now, then].map(|rows| rows.column(table.key)) else { return };
    let (places_now, places_then) = (places(now, table), places(then, table));
    let keys = |rows: &'_ RawTable, key: usize, known: &BTreeMap<String, usize>| -> Vec<Cell> {
        let cells = rows.rows().iter().map(|row| row.cell(key).clone());
        cells.filter(|cell| known.contains_key(&canonical(&cell.value))).collect()
    };
    let pairs = keys(now, key_now, &places_then).into_iter().zip(keys(then, key_then, &places_now));
    let moved = pairs.into_iter().find(|(now, then)| canonical(&now.value) != canonical(&then.value));
    if let Some((now, then)) = moved {
        changed(&now, &then, diagnostics);
    }
}

/// Where the row with each key stands.
fn places(table: &RawTable, kind: Table) -> BTreeMap<String, usize> {
    let Some(key) = table.column(kind.key) else { return BTreeMap::new() };
    table.rows().iter().enumerate().map(|(at, row)| (canonical(&row.cell(key).value), at)).collect()
}

fn changed(now: &Cell, then: &Cell, diagnostics: &mut Diagnostics) {
    let problem = Problem::ChangedAfterIssue { issued: then.value.to_string(), found: now.value.to_string() };
    diagnostics.between(now.span, then.span, problem);
}

/// Reports every value of a settings file that is not as it was, but for the keys that may change.
fn compare(now: &Spanned<Raw>, then: &Spanned<Raw>, free: &[&str], diagnostics: &mut Diagnostics) {
    match (&now.value, &then.value) {
        (Raw::Table(fields), Raw::Table(_)) => {
            for (name, value) in fields.iter().filter(|(name, _)| !free.contains(&name.value.as_str())) {
                match entry(then, &name.value) {
                    Some(before) => compare(value, before, free, diagnostics),
                    None => report(name.span, value, then.span, "", diagnostics),
                }
            }
            let Raw::Table(before) = &then.value else { return };
            for (name, value) in before.iter().filter(|(name, _)| !free.contains(&name.value.as_str())) {
                if entry(now, &name.value).is_none() {
                    let problem = Problem::ChangedAfterIssue { issued: written(&value.value), found: String::new() };
                    diagnostics.between(now.span, name.span, problem);
                }
            }
        }
        (Raw::List(one), Raw::List(other)) if one.len() == other.len() => {
            one.iter().zip(other).for_each(|(now, then)| compare(now, then, free, diagnostics));
        }
        _ if canonical(&written(&now.value)) == canonical(&written(&then.value)) => {}
        _ => report(now.span, now, then.span, &written(&then.value), diagnostics),
    }
}

fn report(place: Span, now: &Spanned<Raw>, then: Span, issued: &str, diagnostics: &mut Diagnostics) {
    let problem = Problem::ChangedAfterIssue { issued: issued.to_owned(), found: written(&now.value) };
    diagnostics.between(place, then, problem);
}

fn entry<'a>(table: &'a Spanned<Raw>, key: &str) -> Option<&'a Spanned<Raw>> {
    let Raw::Table(entries) = &table.value else { return None };
    entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
}

/// A value as one text, to be compared and shown.
fn written(value: &Raw) -> String {
    match value {
        Raw::Text(text) | Raw::Number(text) | Raw::Date(text) => text.clone(),
        Raw::Flag(flag) => flag.to_string(),
        Raw::List(list) => list.iter().map(|inner| written(&inner.value)).collect::<Vec<_>>().join("、"),
        Raw::Table(entries) => {
            let parts = entries.iter().map(|(name, value)| format!("{} = {}", name.value, written(&value.value)));
            parts.collect::<Vec<_>>().join("，")
        }
    }
}
