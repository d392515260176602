//! Replays the corrections that count over the raw tables, in the order of their approval.

use std::collections::{BTreeMap, BTreeSet};

use super::seal::canonical;
use super::{Act, Correction, Ledger, Table};
use crate::diag::{Diagnostics, Problem};
use crate::load::{Cell, RawTable, RawWorkspace};
use crate::source::Sources;
use crate::span::Span;

/// For each corrected cell, by its place in the ledger: where the value stood that it replaces.
pub type Origins = BTreeMap<Span, Span>;

/// The columns of the aliases.
const ALIASES: [&str; 2] = ["别名", "单位"];

/// Tables with corrections applied.
#[derive(Debug)]
pub struct Corrected<'s> {
    /// The tables.
    pub raw: RawWorkspace,
    /// What they are read from.
    pub sources: &'s Sources,
    /// Where the corrected values came from.
    pub origins: Origins,
}

impl<'s> Corrected<'s> {
    /// Applies what counts within the first rows of the ledger. A correction that does not fit what stands there is an
    /// error that shows both places.
    #[must_use]
    pub fn at(
        (raw, sources): (&RawWorkspace, &'s Sources),
        ledger: &Ledger,
        rows: u32,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut corrected = Self { raw: raw.clone(), sources, origins: Origins::new() };
        for correction in ledger.counting(rows) {
            corrected.apply(correction, diagnostics);
        }
        corrected
    }

    /// Applies one more correction, whether it counts or not.
    pub fn apply(&mut self, correction: &Correction, diagnostics: &mut Diagnostics) {
        match &correction.act {
            Act::Change { table, key, column, before, after } => {
                let Some(row) = self.row(*table, key, correction.row, diagnostics) else { return };
                let raw = self.raw.table_mut(self.sources, table.name);
                let Some(place) = column_of(raw, *table, column, correction.row, diagnostics) else { return };
                let standing = raw.rows()[row].cell(place).clone();
                if canonical(&standing.value) != canonical(&before.value) {
                    let problem = Problem::BeforeMismatch {
                        expected: before.value.to_string(),
                        found: standing.value.to_string(),
                    };
                    diagnostics.between(before.span, standing.span, problem);
                    return;
                }
                raw.set(row, place, after.clone());
                self.origins.insert(after.span, standing.span);
                match (table.name, column.as_str()) {
                    ("units.csv", "单位") => self.keep_name(&standing.value, after),
                    // The units of a category stand together.
                    ("units.csv", "类别") => raw.regroup(row, place),
                    _ => {}
                }
            }
            Act::Add { table, key, cells } => self.add(*table, key, cells, correction.row, diagnostics),
            Act::Withdraw { table, key, cells } => {
                let Some(row) = self.row(*table, key, correction.row, diagnostics) else { return };
                let raw = self.raw.table_mut(self.sources, table.name);
                for (column, value) in cells {
                    let Some(place) = column_of(raw, *table, column, correction.row, diagnostics) else { return };
                    let standing = raw.rows()[row].cell(place);
                    if canonical(&standing.value) != canonical(value) {
                        let problem =
                            Problem::BeforeMismatch { expected: value.clone(), found: standing.value.to_string() };
                        diagnostics.between(correction.row, standing.span, problem);
                        return;
                    }
                }
                self.origins.insert(correction.row, raw.rows()[row].span());
                raw.remove(row);
            }
        }
    }

    /// Drops what names units that these tables do not know yet: aliases and numbers are free to change after issue.
    pub fn drop_later_names(&mut self) {
        let plain = |text: &str| text.split_whitespace().collect::<String>();
        let units = self.raw.table(self.sources, "units.csv");
        let column = |name: &str| -> BTreeSet<String> {
            let place = units.column(name);
            units.rows().iter().filter_map(|row| Some(plain(&row.cell(place?).value))).collect()
        };
        let (names, codes) = (column("单位"), column("编码"));
        let aliases = self.raw.table_mut(self.sources, "aliases.csv");
        if let [Some(alias), Some(unit)] = ALIASES.map(|column| aliases.column(column)) {
            aliases.retain(|row| {
                let (alias, unit) = (plain(&row.cell(alias).value), plain(&row.cell(unit).value));
                (names.contains(&unit) || codes.contains(&unit)) && !names.contains(&alias)
            });
        }
        let numbers = self.raw.table_mut(self.sources, "numbers.csv");
        if let Some(code) = numbers.column("编码") {
            numbers.retain(|row| row.cell(code).value.is_empty() || codes.contains(&plain(&row.cell(code).value)));
        }
    }

    /// A unit that is renamed keeps its former name as an alias: other tables go on naming it as they did.
    fn keep_name(&mut self, former: &str, name: &Cell) {
        let aliases = self.raw.table_mut(self.sources, "aliases.csv");
        aliases.begin(&ALIASES, name.span);
        let [Some(alias), Some(unit)] = ALIASES.map(|column| aliases.column(column)) else { return };
        // Its own alias becomes its name; that of another unit stays in the way.
        aliases.retain(|row| row.cell(alias).value != name.value || row.cell(unit).value != former);
        for row in 0..aliases.rows().len() {
            if aliases.rows()[row].cell(unit).value == former {
                aliases.set(row, unit, name.clone());
            }
        }
        if aliases.rows().iter().any(|row| row.cell(alias).value == former) {
            return;
        }
        let value = |column: &str| match column {
            "别名" => former.to_owned(),
            "单位" => name.value.to_string(),
            _ => String::new(),
        };
        let cells = aliases.header().map(value).collect();
        aliases.add(cells, name.span);
    }

    fn add(&mut self, table: Table, key: &str, cells: &[(String, String)], place: Span, diagnostics: &mut Diagnostics) {
        let raw = self.raw.table_mut(self.sources, table.name);
        let named: Vec<&str> = cells.iter().map(|(column, _)| column.as_str()).collect();
        let begun: Vec<&str> =
            std::iter::once(table.key).filter(|key| !named.contains(key)).chain(named.iter().copied()).collect();
        raw.begin(&begun, place);
        for (column, _) in cells {
            if column_of(raw, table, column, place, diagnostics).is_none() {
                return;
            }
        }
        let value = |name: &str| cells.iter().find(|(column, _)| column == name).map(|(_, value)| value.clone());
        if value(table.key).is_some_and(|written| canonical(&written) != canonical(key)) {
            diagnostics.at(place, Problem::KeyMismatch { key: key.to_owned(), column: table.key });
            return;
        }
        if let Some(row) = find(raw, table, key) {
            let problem = Problem::RowExists { table: table.name, key: key.to_owned() };
            diagnostics.between(place, raw.rows()[row].span(), problem);
            return;
        }
        let filled = raw
            .header()
            .map(|column| if column == table.key { key.to_owned() } else { value(column).unwrap_or_default() });
        let filled: Vec<String> = filled.collect();
        raw.add(filled, place);
        if let ("units.csv", Some(category)) = (table.name, raw.column("类别")) {
            raw.regroup(raw.rows().len() - 1, category);
        }
    }

    /// The row with a key.
    fn row(&mut self, table: Table, key: &str, place: Span, diagnostics: &mut Diagnostics) -> Option<usize> {
        let found = find(self.raw.table_mut(self.sources, table.name), table, key);
        if found.is_none() {
            diagnostics.at(place, Problem::NoSuchRow { table: table.name, column: table.key, key: key.to_owned() });
        }
        found
    }
}

/// The row of a table with a key.
pub(super) fn find(raw: &RawTable, table: Table, key: &str) -> Option<usize> {
    let place = raw.column(table.key)?;
    raw.rows().iter().position(|row| canonical(&row.cell(place).value) == canonical(key))
}

/// Where a column of a table stands.
fn column_of(raw: &RawTable, table: Table, column: &str, place: Span, diagnostics: &mut Diagnostics) -> Option<usize> {
    let found = raw.column(column);
    if found.is_none() {
        let known = raw.header().map(str::to_owned).collect();
        diagnostics.at(place, Problem::NoSuchColumn { table: table.name, found: column.to_owned(), known });
    }
    found
}

/// The cell that a correction would change.
#[must_use]
pub fn standing<'a>(raw: &'a RawTable, table: Table, key: &str, column: &str) -> Option<&'a Cell> {
    let row = find(raw, table, key)?;
    Some(raw.rows()[row].cell(raw.column(column)?))
}
