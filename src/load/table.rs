//! Raw tables: a header, and rows of cells with their places.

use ecow::EcoString;

use super::csv::{COMMA, Separator, rows};
use super::{LONGEST_TEXT, is_unprintable};
use crate::diag::{Diagnostics, Problem};
use crate::source::Sources;
use crate::span::{SourceId, Span, Spanned};

/// The text of a cell and its place; a short text needs no memory of its own, and a long one is shared by all cells that hold it.
pub type Cell = Spanned<EcoString>;

/// The columns whose cells may have several lines.
pub(super) const FREE_TEXT: [&str; 3] = ["扣分原因", "原值", "新值"];

/// A table as it is written: a header and rows of as many cells.
#[derive(Clone, Debug, Default)]
pub struct RawTable {
    pub(super) source: Option<SourceId>,
    /// Whether it could not be made out, which was reported.
    pub(super) broken: bool,
    pub(super) header: Vec<Cell>,
    pub(super) rows: Vec<RawRow>,
    /// Whether rows can be added to its text as the program writes them.
    pub(super) appendable: bool,
}

/// One row that is not blank.
#[derive(Clone, Debug)]
pub struct RawRow {
    pub(super) cells: Box<[Cell]>,
    pub(super) span: Span,
}

impl RawRow {
    /// The cell of a column; the text has no spaces around it.
    #[must_use]
    pub fn cell(&self, column: usize) -> &Cell {
        &self.cells[column]
    }

    /// The whole row.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Gives it blank cells behind its own, or takes the last ones away, so that it has as many as this.
    pub(super) fn resize(&mut self, width: usize) {
        let mut cells = std::mem::take(&mut self.cells).into_vec();
        cells.resize(width, Spanned { value: EcoString::new(), span: self.span.behind() });
        self.cells = cells.into();
    }

    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.value.is_empty())
    }
}

impl RawTable {
    /// Reads a table that the program writes: the header is the first row, a row with too few or too many cells is reported
    /// and left out.
    #[must_use]
    pub fn load(sources: &Sources, id: SourceId, diagnostics: &mut Diagnostics) -> Self {
        let file = sources.file(id);
        let text = file.passing();
        let separator = Separator::of(&text, 1);
        let mut table = Self { source: Some(id), appendable: separator == COMMA, ..Self::default() };
        let Some(rows) = rows((id, file), &text, separator, diagnostics) else { return Self { broken: true, ..table } };
        let mut rows = rows.into_iter();
        table.header = rows.next().map(|row| row.cells.into_vec()).unwrap_or_default();
        for row in rows {
            if is_whole(&row, table.header.len(), diagnostics) {
                for (column, cell) in table.header.iter().zip(&row.cells) {
                    check_text(cell, &column.value, diagnostics);
                }
                table.rows.push(row);
            }
        }
        table
    }

    /// A table that cannot be made out, which was reported.
    pub(super) fn unreadable() -> Self {
        Self { broken: true, ..Self::default() }
    }

    /// The rows of this table and those of another behind them, in the columns of both. If one of the two has not the columns
    /// that are needed, it is that one alone: whoever asks for them is told what is wrong with it.
    pub(super) fn joined(mut self, other: Self, needed: &[&str]) -> Self {
        let whole = |table: &Self| needed.iter().all(|column| table.column(column).is_some());
        if !whole(&self) {
            return self;
        }
        if !whole(&other) {
            return other;
        }
        let blank = |row: &RawRow| Spanned { value: EcoString::new(), span: row.span.behind() };
        // A column that a table may have need not stand in all of its files.
        for cell in &other.header {
            if self.column(&cell.value).is_none() {
                self.header.push(cell.clone());
                self.rows.iter_mut().for_each(|row| row.resize(self.header.len()));
            }
        }
        let places: Vec<Option<usize>> = self.header.iter().map(|cell| other.column(&cell.value)).collect();
        let rows = other.rows.into_iter().map(|row| RawRow {
            cells: places.iter().map(|place| place.map_or_else(|| blank(&row), |at| row.cells[at].clone())).collect(),
            span: row.span,
        });
        self.rows.extend(rows);
        self
    }

    /// Whether rows can be added to its text as the program writes them: whether its cells are separated by commas.
    #[must_use]
    pub fn is_appendable(&self) -> bool {
        self.appendable
    }

    /// Whether there is no such file.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.source.is_none() && !self.broken
    }

    /// The rows below the header.
    #[must_use]
    pub fn rows(&self) -> &[RawRow] {
        &self.rows
    }

    /// The names of the columns.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(|cell| cell.value.as_str())
    }

    /// Where a column stands.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|cell| cell.value == name)
    }

    /// Gives a table that is not there a header, which stands somewhere else.
    pub fn begin(&mut self, columns: &[&str], span: Span) {
        if self.is_absent() {
            self.source = Some(span.source);
            self.header = columns.iter().map(|column| Spanned { value: (*column).into(), span }).collect();
        }
    }

    /// Gives a cell another value, which stands somewhere else.
    pub fn set(&mut self, row: usize, column: usize, cell: Cell) {
        self.rows[row].cells[column] = cell;
    }

    /// Adds a row of as many cells as the header has; all of them stand at one place.
    pub fn add(&mut self, cells: Vec<String>, span: Span) {
        let cells = cells.into_iter().map(|value| Spanned { value: value.into(), span }).collect();
        self.rows.push(RawRow { cells, span });
    }

    /// Removes a row.
    pub fn remove(&mut self, row: usize) {
        self.rows.remove(row);
    }

    /// Keeps the rows that are wanted.
    pub fn retain(&mut self, wanted: impl FnMut(&RawRow) -> bool) {
        self.rows.retain(wanted);
    }

    /// Puts a row behind the last other row that has the same in a column, or last if none has.
    pub fn regroup(&mut self, row: usize, column: usize) {
        let moved = self.rows.remove(row);
        let same = |other: &RawRow| other.cells[column].value == moved.cells[column].value;
        let place = self.rows.iter().rposition(same).map_or(self.rows.len(), |last| last + 1);
        self.rows.insert(place, moved);
    }

    /// Every cell with the name of its column and its row.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &RawRow, &Cell)> {
        self.rows.iter().flat_map(|row| {
            self.header.iter().zip(&row.cells).map(move |(column, cell)| (column.value.as_str(), row, cell))
        })
    }

    /// The cell of a row in a column, if the table has the column.
    #[must_use]
    pub fn cell_in<'a>(&self, row: &'a RawRow, column: &str) -> Option<&'a str> {
        let place = self.header.iter().position(|cell| cell.value == column)?;
        Some(row.cells.get(place)?.value.as_str())
    }

    /// Where the named columns stand, in the order of the names. `None` if one is absent. Columns that nobody reads are
    /// reported, as is a name that stands twice.
    pub fn columns<const N: usize>(
        &self,
        names: [&'static str; N],
        diagnostics: &mut Diagnostics,
    ) -> Option<[usize; N]> {
        let (columns, []) = self.columns_and(names, [], diagnostics)?;
        Some(columns)
    }

    /// The same, and where those columns stand that may be absent.
    pub fn columns_and<const N: usize, const M: usize>(
        &self,
        names: [&'static str; N],
        optional: [&'static str; M],
        diagnostics: &mut Diagnostics,
    ) -> Option<([usize; N], [Option<usize>; M])> {
        let source = self.source.filter(|_| !self.broken)?;
        let Some(first) = self.header.first() else {
            let columns = names.map(str::to_owned).to_vec();
            diagnostics.at(Span::new(source, 0..0), Problem::NoHeader { columns });
            return None;
        };
        let header_span = self.header_span().unwrap_or(first.span);
        for (at, cell) in self.header.iter().enumerate() {
            if let Some(earlier) =
                self.header[..at].iter().find(|other| other.value == cell.value && !cell.value.is_empty())
            {
                let (column, other) = (cell.value.to_string(), cell.value.to_string());
                let problem = Problem::DuplicateColumn { column, other, field: None, place: String::new() };
                diagnostics.between(cell.span, earlier.span, problem);
            }
        }
        let is_read = |name: &str| names.contains(&name) || optional.contains(&name);
        let unread: Vec<_> =
            self.header.iter().filter(|cell| !cell.value.is_empty() && !is_read(&cell.value)).collect();
        let mut complete = true;
        let columns = names.map(|name| {
            self.header.iter().position(|cell| cell.value == name).unwrap_or_else(|| {
                let found = self.header.iter().map(|cell| cell.value.to_string()).collect();
                diagnostics.at(header_span, Problem::MissingColumn { column: name, found });
                complete = false;
                0
            })
        });
        if let (Some(first), true) = (unread.first(), complete) {
            let columns = unread.iter().map(|cell| cell.value.to_string()).collect();
            diagnostics.at(first.span, Problem::UnreadColumns { columns });
        }
        complete.then_some((columns, optional.map(|name| self.column(name))))
    }

    /// Where the header stands; `None` if there is none.
    #[must_use]
    pub fn header_span(&self) -> Option<Span> {
        let (first, last) = (self.header.first()?, self.header.last()?);
        Some(first.span.up_to(last.span.end()))
    }
}

/// Whether a row has as many cells as the header; one that has not is reported. A surplus cell may be a decimal comma that
/// moved all that follow: not even a blank one is passed over.
pub(super) fn is_whole(row: &RawRow, expected: usize, diagnostics: &mut Diagnostics) -> bool {
    let found = row.cells.len();
    if found != expected {
        diagnostics.at(row.span, Problem::RaggedRow { expected, found });
    }
    found == expected
}

/// Reports a text that no form has room for, or that cannot be printed.
pub(super) fn check_text(cell: &Cell, column: &str, diagnostics: &mut Diagnostics) {
    let length = cell.value.chars().count();
    if length > LONGEST_TEXT {
        diagnostics.at(cell.span, Problem::TooLong { length, most: LONGEST_TEXT });
    } else if cell.value.contains('\n') && !FREE_TEXT.contains(&column) {
        diagnostics.at(cell.span, Problem::LineBreak { column: column.to_owned() });
    } else if let Some(character) = cell.value.chars().find(|c| !matches!(c, '\n' | '\r') && is_unprintable(*c)) {
        diagnostics.at(cell.span, Problem::ForbiddenCharacter { character });
    }
}
