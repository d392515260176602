//! The rows that a row of a file makes in its table: cells, values that are the same for all, keys.

use std::collections::{BTreeMap, BTreeSet};

use super::RawRow;
use super::columns;
use super::header::Field;
use super::kinds::Block;
use super::mapping::KEY;
use super::shape::{Keys, Part};
use super::table::{FREE_TEXT, check_text};
use crate::diag::{Diagnostics, Problem};
use crate::span::{Span, Spanned};

impl Part<'_> {
    /// The rows that one row makes, which may give its cells to them: one, or of a wide table one for each of its items; none
    /// if a cell has no value to be taken, which is reported.
    pub(super) fn data(
        &self,
        row: &mut RawRow,
        block: &Block,
        fields: &[Field],
        names: &[&'static str],
        keys: &mut Keys,
        diagnostics: &mut Diagnostics,
    ) -> Vec<RawRow> {
        let read = || block.columns.iter().flatten().filter_map(|column| row.cells.get(*column));
        let faults: Vec<_> = read().filter_map(|cell| Some((cell, self.file().fault(cell.span.start)?))).collect();
        if !faults.is_empty() {
            for (cell, fault) in faults {
                diagnostics.at(cell.span, Problem::CellFault { fault: *fault, found: cell.value.clone() });
            }
            return Vec::new();
        }
        let blank = Spanned { value: String::new(), span: Span { start: row.span.end, ..row.span } };
        let keyless = names.contains(&KEY) && !self.has_key(fields, block);
        if self.mapping.is_none() && !keyless {
            let span = row.span;
            let cells = names.iter().map(|name| {
                let field = fields.iter().position(|field| field.name == *name);
                let cell = field.and_then(|field| row.cells.get_mut(block.columns[field]?));
                let cell = cell.map(|cell| Spanned { value: std::mem::take(&mut cell.value), span: cell.span });
                cell.map_or_else(|| blank.clone(), |cell| self.cell(cell, name, diagnostics))
            });
            return vec![RawRow { cells: cells.collect(), span }];
        }
        let mut column = |field: usize| {
            let cell = block.columns[field].and_then(|column| row.cells.get(column)).cloned();
            cell.map_or_else(|| blank.clone(), |cell| self.cell(cell, fields[field].name, diagnostics))
        };
        let items = self.mapping.map(|mapping| mapping.items.as_slice()).unwrap_or_default();
        let inside: BTreeSet<usize> = items.iter().flat_map(|item| [Some(item.value), item.reason]).flatten().collect();
        let mut common: BTreeMap<&str, Spanned<String>> = BTreeMap::new();
        for (at, field) in fields.iter().enumerate().filter(|(at, _)| !inside.contains(at)) {
            common.insert(field.name, column(at));
        }
        for (name, value) in self.mapping.map(|mapping| mapping.values.as_slice()).unwrap_or_default() {
            common.insert(name, Spanned { value: self.filled(&value.value), span: value.span });
        }
        let mut rows = Vec::new();
        if items.is_empty() {
            rows.push(common);
        } else {
            for item in items {
                let (value, reason) = (column(item.value), item.reason.map(&mut column));
                // An item that does not concern a unit is left blank.
                if value.value.is_empty() && reason.as_ref().is_none_or(|reason| reason.value.is_empty()) {
                    continue;
                }
                let mut cells = common.clone();
                cells.extend(item.values.iter().cloned());
                cells.insert(item.field, value);
                cells.extend(reason.map(|reason| ("扣分原因", reason)));
                rows.push(cells);
            }
        }
        let made = rows.into_iter().map(|mut cells| {
            if keyless {
                let key = made_key(&cells, self.table, keys);
                cells.insert(KEY, Spanned { value: key, span: row.span });
            }
            let cells = names.iter().map(|name| cells.get(name).cloned().unwrap_or_else(|| blank.clone()));
            RawRow { cells: cells.collect(), span: row.span }
        });
        made.collect()
    }

    /// Whether a block has a column, or the entry a value, for the key of its rows; one row of a wide table makes several.
    fn has_key(&self, fields: &[Field], block: &Block) -> bool {
        if self.mapping.is_some_and(|mapping| !mapping.items.is_empty()) {
            return false;
        }
        let column = fields.iter().position(|field| field.name == KEY).and_then(|at| block.columns[at]);
        column.is_some() || self.mapping.is_some_and(|mapping| mapping.values.iter().any(|(name, _)| *name == KEY))
    }

    /// A cell that is read: what is wrong with it is reported.
    fn cell(&self, mut cell: Spanned<String>, field: &str, diagnostics: &mut Diagnostics) -> Spanned<String> {
        // In a sheet no quotation mark can be missing: a line break is one that the column was too narrow for.
        if self.in_sheet() && !FREE_TEXT.contains(&field) {
            cell.value = cell.value.lines().map(str::trim).collect();
        }
        check_text(&cell, field, diagnostics);
        cell
    }

    /// A value with the names of file, folder and sheet put in.
    fn filled(&self, value: &str) -> String {
        let sheet = self.file().sheet().unwrap_or_default();
        let path = self.file().path();
        let path = path.strip_suffix(&format!("[{sheet}]")).unwrap_or(path);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
        let folder = folder.rsplit('/').next().unwrap_or_default();
        value.replace("{file}", name).replace("{folder}", folder).replace("{sheet}", sheet)
    }
}

/// A key made of what a row is about, so that it stays the same wherever the row stands.
fn made_key(cells: &BTreeMap<&str, Spanned<String>>, table: &str, keys: &mut Keys) -> String {
    let part = |name: &&str| cells.get(*name).map(|cell| cell.value.split_whitespace().collect::<String>());
    let key = columns::identity(table).iter().filter_map(part).collect::<Vec<_>>().join("/");
    let count = keys.entry(key.clone()).or_insert(0);
    *count += 1;
    if *count == 1 { key } else { format!("{key}#{count}") }
}
