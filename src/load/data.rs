//! The rows that a row of a file makes in its table: cells, values that are the same for all, keys.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;

use super::columns;
use super::header::Field;
use super::header::plain;
use super::kinds::{Block, UNITS};
use super::mapping::{KEY, Mapping};
use super::shape::{Given, Keys, Part};
use super::table::{FREE_TEXT, check_text};
use super::words::split;
use super::{Cell, RawRow};
use crate::diag::{Diagnostics, LeftOut, Problem, Tidied};
use crate::source::SCORE_TABLES;
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
        given: &mut Given<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<RawRow> {
        let read = || block.columns.iter().flatten().filter_map(|column| row.cells.get(*column));
        let faults: Vec<_> = read().filter_map(|cell| Some((cell, self.file().fault(cell.span.start())?))).collect();
        if !faults.is_empty() {
            for (cell, fault) in faults {
                diagnostics.at(cell.span, Problem::CellFault { fault: *fault, found: cell.value.to_string() });
            }
            return Vec::new();
        }
        let blank = Spanned { value: EcoString::new(), span: row.span.behind() };
        let keyless = names.contains(&KEY) && !self.has_key(fields, block);
        if self.mapping.is_none() && !keyless && self.table != "事件.csv" {
            let span = row.span;
            let cells = names.iter().map(|name| {
                let field = fields.iter().position(|field| field.name == *name);
                let cell = field.and_then(|field| row.cells.get_mut(block.columns[field]?));
                let cell = cell.map(|cell| Spanned { value: std::mem::take(&mut cell.value), span: cell.span });
                cell.map_or_else(|| blank.clone(), |cell| self.cell(cell, name, diagnostics))
            });
            return vec![RawRow { cells: cells.collect(), span }];
        }
        let mut rows = self.described(row, block, fields, &blank, given, diagnostics);
        rows = self.split(rows);
        rows.retain_mut(|cells| {
            let none = self.is_no_event(cells, diagnostics);
            if none {
                given.left_out.entry(LeftOut::NoEvent).or_insert((row.span, 0)).1 += 1;
            }
            !none
        });
        let made = rows.into_iter().map(|mut cells| {
            if keyless {
                let key = made_key(&cells, self.table, given.keys);
                cells.insert(KEY, Spanned { value: key.into(), span: row.span });
            }
            let cells = names.iter().map(|name| cells.get(name).cloned().unwrap_or_else(|| blank.clone()));
            RawRow { cells: cells.collect(), span: row.span }
        });
        made.collect()
    }

    /// The cells by field of the rows that one row makes as its entry describes it.
    fn described(
        &self,
        row: &RawRow,
        block: &Block,
        fields: &[Field],
        blank: &Cell,
        given: &mut Given<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<BTreeMap<&'static str, Cell>> {
        let column = |field: usize, diagnostics: &mut Diagnostics| {
            let cell = block.columns[field].and_then(|column| row.cells.get(column)).cloned();
            cell.map_or_else(|| blank.clone(), |cell| self.cell(cell, fields[field].name, diagnostics))
        };
        let items = self.mapping.map(|mapping| mapping.items.as_slice()).unwrap_or_default();
        let inside: BTreeSet<usize> = items.iter().flat_map(|item| [Some(item.value), item.reason]).flatten().collect();
        let mut common: BTreeMap<&'static str, Cell> = BTreeMap::new();
        let own = |at: &usize| !inside.contains(at) && block.columns[*at].is_some();
        for (at, field) in fields.iter().enumerate().filter(|(at, _)| own(at)) {
            common.insert(field.name, column(at, diagnostics));
        }
        for (name, value) in self.mapping.map(|mapping| mapping.values.as_slice()).unwrap_or_default() {
            common.insert(name, self.filled(value, &given.heading));
        }
        for (name, value) in self.captured() {
            common.insert(name, value);
        }
        if self.table == "units.csv" {
            self.complete_unit(&mut common, given.keys, diagnostics);
        }
        if items.is_empty() {
            return vec![common];
        }
        let about_a_unit = UNITS.iter().filter_map(|name| common.get(name)).any(|cell| self.names(&cell.value));
        let mut rows = Vec::new();
        for item in items {
            let value = column(item.value, diagnostics);
            let reason = item.reason.map(|reason| column(reason, diagnostics));
            // A row without marks may be a remark; a unit's blank cell is one that is to be filled in.
            if value.value.is_empty() && reason.as_ref().is_none_or(|one| one.value.is_empty()) && !about_a_unit {
                continue;
            }
            let mut cells = common.clone();
            cells.extend(item.values.iter().cloned());
            // Nobody evaluates itself: what stands on the diagonal of a matrix is no mark.
            let told = |field: &str| cells.get(field).map(|cell| plain(&cell.value));
            let own = told("评价单位").is_some_and(|name| Some(name) == told("被评单位"));
            if own && self.blanks.of(&value.value).is_some() {
                continue;
            }
            cells.insert(item.field, value);
            cells.extend(reason.map(|reason| ("扣分原因", reason)));
            rows.push(cells);
        }
        rows
    }

    /// Whether a block has a column, or the entry a value, for the key of its rows; one row of a wide table makes several.
    fn has_key(&self, fields: &[Field], block: &Block) -> bool {
        if self.mapping.is_some_and(|mapping| !mapping.items.is_empty()) {
            return false;
        }
        let column = fields.iter().position(|field| field.name == KEY).and_then(|at| block.columns[at]);
        column.is_some() || self.mapping.is_some_and(|mapping| mapping.values.iter().any(|(name, _)| *name == KEY))
    }

    /// A cell that is read, in the words of the table: what is wrong with it is reported.
    fn cell(&self, mut cell: Cell, field: &'static str, diagnostics: &mut Diagnostics) -> Cell {
        if let Some(meaning) = self.mapping.and_then(|mapping| mapping.words.of(field, &cell.value)) {
            cell.value = meaning.into();
        }
        if field == "达标"
            && let Some((answer, sign)) = self.blanks.answer(&cell.value)
        {
            cell.value = answer.into();
            if sign {
                diagnostics.tidied(cell.span, Tidied::Answer);
            }
        }
        // In a sheet no quotation mark can be missing: a line break is one that the column was too narrow for.
        if self.in_sheet() && !FREE_TEXT.contains(&field) {
            cell.value = cell.value.lines().map(str::trim).collect::<String>().into();
        }
        check_text(&cell, field, diagnostics);
        cell
    }

    /// The rows of cells that name several units each.
    fn split<'r>(&self, rows: Vec<BTreeMap<&'r str, Cell>>) -> Vec<BTreeMap<&'r str, Cell>> {
        let fields = self.mapping.map(|mapping| mapping.split.as_slice()).unwrap_or_default();
        fields.iter().fold(rows, |rows, field| {
            let one = |cells: BTreeMap<&'r str, Cell>| {
                let parts = match cells.get(field) {
                    Some(cell) if !self.names(&cell.value) => split(cell),
                    _ => Vec::new(),
                };
                if parts.len() < 2 {
                    return vec![cells];
                }
                let with = |part: Cell| {
                    let mut cells = cells.clone();
                    cells.insert(field, part);
                    cells
                };
                parts.into_iter().map(with).collect()
            };
            rows.into_iter().flat_map(one).collect()
        })
    }

    /// The fields that the name of the file tells.
    fn captured(&self) -> Vec<(&'static str, Cell)> {
        let Some(captures) = self.mapping.and_then(|mapping| mapping.captures.as_ref()) else { return Vec::new() };
        let path = self.path();
        let below =
            if SCORE_TABLES.contains(&self.table) { path.split_once("scores/").map(|(_, path)| path) } else { None };
        let found = captures.of(below.unwrap_or(path)).into_iter();
        found.map(|(field, value)| (field, Spanned { value: value.into(), span: self.start() })).collect()
    }

    /// Whether the headings of categories are wanted as values.
    pub(super) fn wants_headings(&self) -> bool {
        let wanted = |mapping: &Mapping| mapping.values.iter().any(|(_, value)| value.value.contains("{heading}"));
        self.mapping.is_some_and(wanted)
    }

    /// A unit without a code has its name for one; one without a number is counted in its category.
    fn complete_unit(&self, cells: &mut BTreeMap<&str, Cell>, keys: &mut Keys, diagnostics: &mut Diagnostics) {
        let name = cells.get("单位").filter(|name| self.mapping.is_some() && !name.value.is_empty());
        let Some(name) = name.cloned() else { return };
        let value = |value: String| Spanned { value: value.into(), span: name.span };
        if !cells.contains_key("编码") {
            diagnostics.tidied(name.span, Tidied::Code);
            cells.insert("编码", value(plain(&name.value)));
        }
        if !cells.contains_key("序号") {
            let category = cells.get("类别").map_or("", |cell| cell.value.as_str());
            let count = keys.entry(format!("类别/{category}")).or_insert(0);
            *count += 1;
            cells.insert("序号", value(count.to_string()));
        }
    }

    /// The path of the file, without a sheet.
    fn path(&self) -> &str {
        let path = self.file().path();
        let sheet = self.file().sheet().map(|sheet| format!("[{sheet}]"));
        sheet.and_then(|sheet| path.strip_suffix(&sheet)).unwrap_or(path)
    }

    /// The beginning of the file: where what its name tells is shown.
    fn start(&self) -> Span {
        Span::new(self.id, 0..0)
    }

    /// A value with the names of file, folder, sheet and heading put in.
    fn filled(&self, value: &Cell, heading: &str) -> Cell {
        if !value.value.contains('{') {
            return value.clone();
        }
        let sheet = self.file().sheet().unwrap_or_default();
        let path = self.path();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
        let folder = folder.rsplit('/').next().unwrap_or_default();
        let text = value.value.replace("{file}", name).replace("{folder}", folder).replace("{sheet}", sheet);
        Spanned { value: text.replace("{heading}", heading), span: self.start() }
    }
}

/// A key made of what a row is about, so that it stays the same wherever the row stands.
fn made_key(cells: &BTreeMap<&str, Cell>, table: &str, keys: &mut Keys) -> String {
    let part = |name: &&str| cells.get(*name).map(|cell| cell.value.split_whitespace().collect::<String>());
    let key = columns::identity(table).iter().filter_map(part).collect::<Vec<_>>().join("/");
    let count = keys.entry(key.clone()).or_insert(0);
    *count += 1;
    if *count == 1 { key } else { format!("{key}#{count}") }
}
