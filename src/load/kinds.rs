//! What a row of a file is: data, a heading, a total, or nothing; and whether its totals are what the rows give.

use super::RawRow;
use super::header::Field;
use super::rows::{Figures, Total, is_heading};
use super::shape::{Head, Part};
use crate::diag::{Diagnostics, LeftOut, Problem};
use crate::span::Spanned;

/// The columns whose cell may say that a row is one of sums.
const SUBJECTS: [&str; 4] = ["单位", "被评单位", "指标", "类别"];

/// A part of a table from left to right: its range of columns, and that of each field.
pub(super) struct Block {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) columns: Vec<Option<usize>>,
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
    pub(super) fn what(&self, row: &RawRow, block: &Block, fields: &[Field]) -> What {
        let within = row.cells.get(block.start..block.end.min(row.cells.len())).unwrap_or_default();
        let filled = distinct(within);
        let cell = |at: usize| block.columns[at].and_then(|column| row.cells.get(column));
        let Some(first) = filled.first() else { return What::Nothing };
        if self.mapping.is_some_and(|mapping| mapping.skip.iter().any(|skip| skip.is_match(first))) {
            return What::Other(LeftOut::Skipped);
        }
        if is_heading(&filled, self.categories) {
            return What::Other(LeftOut::Heading);
        }
        // A row of which nothing is read may hold remarks; in a table of its own it may have lost its first cells.
        let read = (0..fields.len()).filter_map(cell).any(|cell| !cell.value.is_empty());
        if !read && !self.is_strict() {
            return What::Nothing;
        }
        let subjects = (0..fields.len()).filter(|at| SUBJECTS.contains(&fields[*at].name)).filter_map(cell);
        let mut labels = std::iter::once(*first).chain(subjects.map(|cell| cell.value.as_str()));
        let total = labels.find_map(|label| Some((Total::named(label, self.categories)?, label.to_owned())));
        total.map_or(What::Data, |(total, label)| What::Total(total, label))
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
        for at in (0..fields.len()).filter(|at| Figures::are_in(fields[*at].name)) {
            let Some(column) = block.columns[at] else { continue };
            let Some(cell) = row.cells.get(column).filter(|cell| self.file().fault(cell.span.start).is_none()) else {
                continue;
            };
            if let Some(computed) = figures[at].instead_of(total, &cell.value) {
                let (label, found) = (label.clone(), cell.value.clone());
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
pub(super) fn distinct(cells: &[Spanned<String>]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for cell in cells.iter().filter(|cell| !cell.value.is_empty()) {
        if !found.contains(&cell.value.as_str()) {
            found.push(&cell.value);
        }
    }
    found
}
