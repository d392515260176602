//! CSV text to rows of cells, each with its exact place.

use super::{LONGEST_TEXT, is_unprintable};
use crate::diag::{Diagnostics, Problem};
use crate::source::Sources;
use crate::span::{SourceId, Span, Spanned};

/// The columns whose cells may have several lines.
const FREE_TEXT: [&str; 3] = ["扣分原因", "原值", "新值"];

/// A table as it is written: a header and rows of as many cells.
#[derive(Clone, Debug, Default)]
pub struct RawTable {
    source: Option<SourceId>,
    broken: bool,
    header: Vec<Spanned<String>>,
    rows: Vec<RawRow>,
}

/// One row that is not blank.
#[derive(Clone, Debug)]
pub struct RawRow {
    cells: Vec<Spanned<String>>,
    span: Span,
    fault: Option<(Span, Problem)>,
}

impl RawRow {
    /// The cell of a column; the text has no spaces around it.
    #[must_use]
    pub fn cell(&self, column: usize) -> &Spanned<String> {
        &self.cells[column]
    }

    /// The whole row.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }
}

impl RawTable {
    /// Splits a text into rows and cells. Blank rows are passed over; a row with too few or too many cells is reported
    /// and left out.
    #[must_use]
    pub fn load(sources: &Sources, id: SourceId, diagnostics: &mut Diagnostics) -> Self {
        let text = sources.file(id).text();
        let mut table = Self { source: Some(id), ..Self::default() };
        if let Some(at) = lone_carriage_return(text) {
            diagnostics.at(Span { source: id, start: at, end: at + 1 }, Problem::LoneCarriageReturn);
            return Self { source: Some(id), broken: true, ..Self::default() };
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        while let Ok(true) = reader.read_record(&mut record) {
            let begin = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            let begin = begin + text[begin..].len() - text[begin..].trim_start_matches(['\r', '\n']).len();
            let row = row_at(text, id, begin, &record);
            if row.cells.iter().all(|cell| cell.value.is_empty()) {
                continue;
            }
            if let Some((cell, problem)) = row.fault {
                diagnostics.at(Span { end: cell.start + 1, ..cell }, problem);
                return Self { source: Some(id), broken: true, ..Self::default() };
            }
            table.push(row, diagnostics);
        }
        table
    }

    /// Whether there is no such file.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.source.is_none()
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
            self.header = columns.iter().map(|column| Spanned { value: (*column).to_owned(), span }).collect();
        }
    }

    /// Gives a cell another value, which stands somewhere else.
    pub fn set(&mut self, row: usize, column: usize, cell: Spanned<String>) {
        self.rows[row].cells[column] = cell;
    }

    /// Adds a row of as many cells as the header has; all of them stand at one place.
    pub fn add(&mut self, cells: Vec<String>, span: Span) {
        let cells = cells.into_iter().map(|value| Spanned { value, span }).collect();
        self.rows.push(RawRow { cells, span, fault: None });
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
    pub fn cells(&self) -> impl Iterator<Item = (&str, &RawRow, &Spanned<String>)> {
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
            diagnostics.at(Span { source, start: 0, end: 0 }, Problem::NoHeader { columns });
            return None;
        };
        let header_span = self.header_span().unwrap_or(first.span);
        for (at, cell) in self.header.iter().enumerate() {
            if let Some(earlier) =
                self.header[..at].iter().find(|other| other.value == cell.value && !cell.value.is_empty())
            {
                diagnostics.between(cell.span, earlier.span, Problem::DuplicateColumn { column: cell.value.clone() });
            }
        }
        let is_read = |name: &str| names.contains(&name) || optional.contains(&name);
        let unread: Vec<_> =
            self.header.iter().filter(|cell| !cell.value.is_empty() && !is_read(&cell.value)).collect();
        let mut complete = true;
        let columns = names.map(|name| {
            self.header.iter().position(|cell| cell.value == name).unwrap_or_else(|| {
                let found = self.header.iter().map(|cell| cell.value.clone()).collect();
                diagnostics.at(header_span, Problem::MissingColumn { column: name, found });
                complete = false;
                0
            })
        });
        if let (Some(first), true) = (unread.first(), complete) {
            let columns = unread.iter().map(|cell| cell.value.clone()).collect();
            diagnostics.at(first.span, Problem::UnreadColumns { columns });
        }
        complete.then_some((columns, optional.map(|name| self.column(name))))
    }

    /// Where the header stands; `None` if there is none.
    #[must_use]
    pub fn header_span(&self) -> Option<Span> {
        let (first, last) = (self.header.first()?, self.header.last()?);
        Some(Span { end: last.span.end, ..first.span })
    }

    fn push(&mut self, row: RawRow, diagnostics: &mut Diagnostics) {
        if self.header.is_empty() {
            self.header = row.cells;
            return;
        }
        let (expected, found) = (self.header.len(), row.cells.len());
        if found != expected {
            // A surplus cell may be a decimal comma that moved all that follow: not even a blank one is passed over.
            diagnostics.at(row.span, Problem::RaggedRow { expected, found });
            return;
        }
        for (column, cell) in self.header.iter().zip(&row.cells) {
            let length = cell.value.chars().count();
            if length > LONGEST_TEXT {
                diagnostics.at(cell.span, Problem::TooLong { length, most: LONGEST_TEXT });
            } else if cell.value.contains('\n') && !FREE_TEXT.contains(&column.value.as_str()) {
                diagnostics.at(cell.span, Problem::LineBreak { column: column.value.clone() });
            } else if let Some(character) = cell.value.chars().find(|c| !matches!(c, '\n' | '\r') && is_unprintable(*c))
            {
                diagnostics.at(cell.span, Problem::ForbiddenCharacter { character });
            }
        }
        self.rows.push(row);
    }
}

/// A carriage return that no line feed follows.
fn lone_carriage_return(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find(|at| bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

/// The cells of a record with their places. The CSV library gives the values; where each cell begins and ends in the
/// text is found again by its quotes and commas.
fn row_at(text: &str, source: SourceId, begin: usize, record: &csv::StringRecord) -> RawRow {
    let mut cells = Vec::with_capacity(record.len());
    let mut start = begin;
    let mut fault = None;
    for value in record {
        let (end, quotes) = cell_end(text, start);
        let raw = &text[start..end];
        let inner = raw.len() - raw.trim_start().len();
        let trimmed = raw.trim();
        let span = Span { source, start: start + inner, end: start + inner + trimmed.len() };
        let problem = match quotes {
            Quotes::Sound => None,
            Quotes::Open => Some(Problem::UnclosedQuote),
            Quotes::TextBehind => Some(Problem::TextBehindQuote),
        };
        fault = fault.or(problem.map(|problem| (span, problem)));
        cells.push(Spanned { value: as_read(value), span });
        start = (end + 1).min(text.len());
    }
    let end = cells.last().map_or(begin, |cell| cell.span.end);
    RawRow { cells, span: Span { source, start: begin, end }, fault }
}

/// What a cell with this text is read as: without blanks around it and marks that nobody sees.
#[must_use]
pub fn as_read(text: &str) -> String {
    text.trim().chars().filter(|c| !is_invisible(*c)).collect()
}

/// Marks of no width that copying from web pages and chats leaves in cells.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// How the quotes of a cell are.
enum Quotes {
    /// None, or a pair around the whole cell.
    Sound,
    /// A first one without a second.
    Open,
    /// Text stands behind the second one: the reader would drop both without a word.
    TextBehind,
}

/// Where the cell that begins at `start` ends, at a comma or line end outside quotes; and how its quotes are.
fn cell_end(text: &str, start: usize) -> (usize, Quotes) {
    let opened = text[start..].starts_with('"');
    let mut within = opened;
    let mut previous_quote = false;
    let from = start + usize::from(within);
    let length = text.as_bytes()[from..].iter().position(|byte| match byte {
        b'"' if within => {
            previous_quote = !previous_quote;
            false
        }
        _ if within && !previous_quote => false,
        b',' | b'\r' | b'\n' => true,
        _ => {
            within = false;
            false
        }
    });
    let quotes = match length {
        _ if opened && !within => Quotes::TextBehind,
        None if within && !previous_quote => Quotes::Open,
        _ => Quotes::Sound,
    };
    (length.map_or(text.len(), |length| from + length), quotes)
}
