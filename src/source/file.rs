//! The text of one input, and how its places are named: line and column of a text, cell of a sheet.

use std::borrow::Cow;
use std::ops::Range;

use super::sheets::Sheet;
use super::text::Text;
use crate::diag::CellFault;
use crate::span::narrow;

/// The text of one input.
#[derive(Debug)]
pub struct SourceFile {
    pub(super) path: String,
    pub(super) name: String,
    text: Text,
    line_starts: Box<[u32]>,
    grid: Option<Grid>,
}

/// What is told of a sheet beside its text.
#[derive(Debug)]
struct Grid {
    sheet: String,
    hidden: bool,
    /// The rows and the columns that are not shown although they hold something, from 1.
    unseen: [Vec<usize>; 2],
    /// Cells without a value that can be read, by the byte where they begin.
    faults: Vec<(usize, CellFault)>,
}

impl SourceFile {
    pub(super) fn new(path: String, name: String, text: String) -> Self {
        let line_starts = narrowed(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)));
        Self { path, name, text: Text::of(text), line_starts, grid: None }
    }

    /// A sheet as a table with commas: one line for each row, whatever line breaks its cells have.
    pub(super) fn of_sheet(path: &str, name: &str, sheet: Sheet) -> Self {
        let (path, name) = (format!("{path}[{}]", sheet.name), format!("{name}[{}]", sheet.name));
        let laid = sheet.laid_out();
        let from_one = |places: Vec<u32>| places.into_iter().map(|place| place as usize + 1).collect();
        let unseen = [sheet.hidden_rows, sheet.hidden_columns].map(from_one);
        let grid = Grid { sheet: sheet.name, hidden: sheet.hidden, unseen, faults: laid.faults };
        Self { path, name, text: Text::of(laid.text), line_starts: narrowed(laid.row_starts), grid: Some(grid) }
    }

    /// The path as it is shown to people; of a sheet with its name in brackets.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path below the workspace, of a sheet with its name in brackets.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path as it is shown to people, without a sheet.
    #[must_use]
    pub fn file_name(&self) -> &str {
        let sheet = self.grid.as_ref().map(|grid| format!("[{}]", grid.sheet));
        sheet.and_then(|sheet| self.name.strip_suffix(&sheet)).unwrap_or(&self.name)
    }

    /// The decoded text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.kept()
    }

    /// The same for whoever goes through it once: a long one takes less room between times.
    #[must_use]
    pub fn passing(&self) -> Cow<'_, str> {
        self.text.passing()
    }

    /// The name of the sheet, if it is one.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.grid.as_ref().map(|grid| grid.sheet.as_str())
    }

    /// Whether it is a sheet that its program does not show.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.grid.as_ref().is_some_and(|grid| grid.hidden)
    }

    /// The rows and the columns of a sheet, from 1, that its program does not show although they hold something.
    #[must_use]
    pub fn unseen(&self) -> [&[usize]; 2] {
        self.grid.as_ref().map_or([&[], &[]], |grid| [&grid.unseen[0], &grid.unseen[1]])
    }

    /// What is wrong with the cell of a sheet that begins at a byte.
    #[must_use]
    pub fn fault(&self, byte: usize) -> Option<&CellFault> {
        let faults = &self.grid.as_ref()?.faults;
        let at = faults.binary_search_by_key(&byte, |(start, _)| *start).ok()?;
        Some(&faults[at].1)
    }

    /// Line and column of a byte, both from 1; the column counts characters, in a sheet columns.
    #[must_use]
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let byte = self.text().floor_char_boundary(byte);
        let line = self.line_of(byte);
        let before = &self.text()[self.line_starts[line - 1] as usize..byte];
        if self.grid.is_none() {
            return (line, before.chars().count() + 1);
        }
        let mut quoted = false;
        let separators = before.bytes().filter(|byte| {
            quoted ^= *byte == b'"';
            *byte == b',' && !quoted
        });
        (line, separators.count() + 1)
    }

    /// The line of a byte, from 1.
    #[must_use]
    pub fn line_of(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start as usize <= byte)
    }

    /// Where a byte is, behind the name of the file: `:3:7`, in a sheet `!G3`.
    #[must_use]
    pub fn place(&self, byte: usize) -> String {
        let (line, column) = self.position(byte);
        if self.grid.is_some() { format!("!{}{line}", letters(column)) } else { format!(":{line}:{column}") }
    }

    /// The bytes of every line.
    pub fn lines(&self) -> impl Iterator<Item = Range<usize>> {
        (1..=self.line_starts.len()).map(|line| self.line(line))
    }

    /// The bytes of a line counted from 1.
    #[must_use]
    pub fn line(&self, line: usize) -> Range<usize> {
        let begin = |line: usize| self.line_starts.get(line).map_or(self.text.len(), |start| *start as usize);
        let (start, end) = (begin(line.saturating_sub(1)), begin(line));
        start..start + self.text()[start..end].trim_end_matches(['\r', '\n']).len()
    }
}

/// Places in a text that is no longer than an input may be.
fn narrowed(places: impl IntoIterator<Item = usize>) -> Box<[u32]> {
    places.into_iter().map(narrow).collect()
}

/// The name of a column of a sheet: A, Z, AA.
#[must_use]
pub fn letters(column: usize) -> String {
    let mut rest = column;
    let mut name = String::new();
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        name.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    name
}
