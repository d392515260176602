//! What a row of a file is: data, a heading, a total, or nothing; and whether its totals are what the rows give.

use super::feet::{foot, is_of_measures, is_title, repeats};
use super::header::{Field, plain};
use super::rows::{Figures, Total, is_heading};
use super::shape::{Head, Part};
use super::{Cell, RawRow};
use crate::diag::{Diagnostics, LeftOut, Problem};

/// The columns in which units are named.
pub(super) const UNITS: [&str; 2] = ["单位", "被评单位"];
/// The columns in which nothing but data stands.
const QUANTITIES: [&str; 9] = ["得分", "达标", "数值", "目标值", "名次", "参评数", "次数", "分值", "分值设置"];
/// The columns whose cell may say that a row is one of sums.
const SUBJECTS: [&str; 4] = ["单位", "被评单位", "指标", "类别"];

/// A part of a table from left to right: its range of columns, and that of each field.
pub(super) struct Block {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) columns: Vec<Option<usize>>,
}

/// What stands above a row.
pub(super) struct Above<'a> {
    /// The names of the columns.
    pub(super) header: Vec<&'a str>,
    /// The rows of the header, and those above it.
    pub(super) rows: &'a [RawRow],
    /// Whether nothing but the header does.
    pub(super) first: bool,
}

/// What a row is.
pub(super) enum What {
    Nothing,
    Data,
    Other(LeftOut),
    Total(Total, String),
}

impl Part<'_> {
    /// What a row is, in a block of the table.
    pub(super) fn what(&self, row: &RawRow, block: &Block, fields: &[Field], above: &Above<'_>) -> What {
        let within = row.cells.get(block.start..block.end.min(row.cells.len())).unwrap_or_default();
        let filled = distinct(within);
        let cell = |at: usize| block.columns[at].and_then(|column| row.cells.get(column));
        let Some(first) = filled.first() else { return What::Nothing };
        let subject = (0..fields.len()).find(|at| SUBJECTS[..2].contains(&fields[*at].name)).and_then(cell);
        let subject = subject.map(|cell| cell.value.as_str());
        let labels = [*first, subject.unwrap_or_default()];
        if self.mapping.is_some_and(|mapping| mapping.rows.leaves_out(row, labels, &above.header)) {
            return What::Other(LeftOut::Skipped);
        }
        if !self.is_strict() && repeats(row, above.rows, block) {
            return What::Other(LeftOut::Header);
        }
        if !self.is_strict() && above.first && is_of_measures(row, block) {
            return What::Other(LeftOut::Measures);
        }
        let foot = || foot(&filled, subject, |name| self.names(name));
        let title = || is_title(row, &filled, subject.unwrap_or_default(), block) && foot().is_none();
        let heading = is_heading(&filled, self.titles) && !self.is_data(row, block, fields);
        if heading || self.wants_headings() && title() {
            return What::Other(LeftOut::Heading);
        }
        // A row of which nothing is read may hold remarks; in a table of its own it may have lost its first cells.
        let read = (0..fields.len()).filter_map(cell).any(|cell| !cell.value.is_empty());
        if !read && !self.is_strict() {
            return What::Nothing;
        }
        let subjects = (0..fields.len()).filter(|at| SUBJECTS.contains(&fields[*at].name)).filter_map(cell);
        let mut labels = std::iter::once(*first).chain(subjects.map(|cell| cell.value.as_str()));
        let total = labels.find_map(|label| Some((Total::named(label, self.titles)?, label.to_owned())));
        if let Some((total, label)) = total.filter(|(_, label)| !self.names(label)) {
            return What::Total(total, label);
        }
        if self.is_strict() { What::Data } else { foot().map_or(What::Data, What::Other) }
    }

    /// Whether a row that only names a category is about a unit of that name, or has a mark for it: then it is no heading.
    fn is_data(&self, row: &RawRow, block: &Block, fields: &[Field]) -> bool {
        let cells = |names: &'static [&'static str]| {
            let of = move |(field, column): (&Field, &Option<usize>)| column.filter(|_| names.contains(&field.name));
            fields.iter().zip(&block.columns).filter_map(of).filter_map(|column| row.cells.get(column))
        };
        // A row of the roster with a code and a number has lost its name.
        let told = |name: &'static [&'static str]| {
            cells(name).any(|cell| !cell.value.is_empty() && !is_heading(&[&cell.value], self.titles))
        };
        if told(&["编码"]) && told(&["序号"]) {
            return true;
        }
        // A merged heading says in all columns what it says in the first.
        let first = row.cells.iter().find(|cell| !cell.value.is_empty()).map_or("", |cell| cell.value.as_str());
        let merged = |cell: &Cell| row.cells.len() > 1 && cell.value == first;
        let mut quantities = cells(&QUANTITIES).filter(|cell| !cell.value.is_empty());
        let filled = cells(&QUANTITIES).next().is_some_and(|cell| !cell.value.is_empty() && merged(cell));
        !filled && (quantities.any(|cell| !merged(cell)) || cells(&UNITS).any(|cell| self.names(&cell.value)))
    }

    /// Whether a text is a name of a unit of the roster.
    pub(super) fn names(&self, text: &str) -> bool {
        let name = plain(text);
        self.units.iter().any(|names| names.contains(&name))
    }

    /// Compares the figures of a row of totals with what the rows above it give.
    #[expect(clippy::too_many_arguments, reason = "a row is only known by its place in block and header")]
    pub(super) fn check(
        &self,
        row: &RawRow,
        block: &Block,
        head: &Head,
        fields: &[Field],
        figures: &mut [Figures],
        (total, label): (Total, String),
        diagnostics: &mut Diagnostics,
    ) {
        // Where a blank means that nothing happened, it may be a 0 of the mean or none.
        if total == Total::Mean && self.table == "事件.csv" {
            return;
        }
        for at in (0..fields.len()).filter(|at| Figures::are_in(fields[*at].name)) {
            let Some(column) = block.columns[at] else { continue };
            let Some(cell) = row.cells.get(column).filter(|cell| self.file().fault(cell.span.start()).is_none()) else {
                continue;
            };
            if let Some(computed) = figures[at].instead_of(total, &cell.value) {
                let (label, found) = (label.clone(), cell.value.to_string());
                let column = head.cells[column].value.lines().map(str::trim).collect();
                diagnostics.at(cell.span, Problem::SumMismatch { label, column, found, computed });
            }
        }
        // A mean stands beside the sum of the same rows.
        if total == Total::Sum {
            figures.iter_mut().for_each(Figures::begin);
        }
    }
}

/// The ranges of the blocks: each begins with its first column, the first one at the left edge.
pub(super) fn ranges(blocks: &[Vec<Option<usize>>], width: usize) -> Vec<Block> {
    let starts: Vec<usize> =
        blocks.iter().map(|columns| columns.iter().flatten().copied().min().unwrap_or_default()).collect();
    let block = |(at, columns): (usize, &Vec<Option<usize>>)| Block {
        start: if at == 0 { 0 } else { starts[at] },
        end: starts.get(at + 1).copied().unwrap_or(if at == 0 { usize::MAX } else { width }),
        columns: columns.clone(),
    };
    blocks.iter().enumerate().map(block).collect()
}

/// The filled cells of a row; what a merged cell repeats counts once.
pub(super) fn distinct(cells: &[Cell]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for cell in cells.iter().filter(|cell| !cell.value.is_empty()) {
        if !found.contains(&cell.value.as_str()) {
            found.push(&cell.value);
        }
    }
    found
}
