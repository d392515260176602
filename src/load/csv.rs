//! CSV text to rows of cells, each with its exact place, whatever separates them.

use std::borrow::Cow;
use std::collections::HashSet;

use ecow::EcoString;

use super::RawRow;
use crate::diag::{BookFault, Diagnostics, Problem};
use crate::source::{SourceFile, sheets::MOST_COLUMNS};
use crate::span::{SourceId, Span, Spanned};

/// The most cells a table may have: each needs some hundred bytes of memory.
const MOST_CELLS: usize = 8_000_000;

/// What stands between the cells of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// A character of one byte.
    Plain(u8),
    /// ，
    FullWidth,
}

/// The separator of CSV as the program writes it.
pub(super) const COMMA: Separator = Separator::Plain(b',');
/// The full-width comma.
const WIDE: char = '，';
/// What the library that splits rows takes for a full-width comma: as many bytes, of which blanks are no part of a cell.
const STAND_IN: &str = "  \u{1F}";

impl Separator {
    /// The separator of a text by the first of its first rows that has one: the one that stands there most often outside
    /// quotation marks; a full-width comma only if there is no other.
    pub(super) fn of(text: &str, rows: usize) -> Self {
        let filled = || text.lines().filter(|line| !line.trim().is_empty()).take(rows);
        let plain = filled().find_map(|line| {
            let count = |wanted: char| unquoted(line).filter(|c| *c == wanted).count();
            let all = [(count('\t'), b'\t'), (count(';'), b';'), (count(','), b',')];
            all.into_iter().max_by_key(|(count, _)| *count).filter(|(count, _)| *count > 0)
        });
        match plain {
            Some((_, separator)) => Self::Plain(separator),
            None if filled().any(|line| unquoted(line).any(|c| c == WIDE)) => Self::FullWidth,
            None => COMMA,
        }
    }

    /// Whether a text begins with it.
    fn begins(self, text: &[u8]) -> bool {
        match self {
            Self::Plain(byte) => text.first() == Some(&byte),
            Self::FullWidth => text.starts_with("，".as_bytes()),
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Plain(_) => 1,
            Self::FullWidth => WIDE.len_utf8(),
        }
    }
}

/// The characters of a line outside quotation marks.
fn unquoted(line: &str) -> impl Iterator<Item = char> {
    let mut quoted = false;
    line.chars().filter(move |c| {
        quoted ^= *c == '"';
        !quoted
    })
}

/// The rows of the text of a file that are not blank; `None` if where rows and cells end cannot be told, with the reason in
/// `diagnostics`.
pub(super) fn rows(
    (id, file): (SourceId, &SourceFile),
    text: &str,
    separator: Separator,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<RawRow>> {
    if let Some(at) = lone_carriage_return(text) {
        diagnostics.at(Span::new(id, at..at + 1), Problem::LoneCarriageReturn);
        return None;
    }
    let replaced;
    let (shown, delimiter) = match separator {
        Separator::Plain(byte) => (text, byte),
        Separator::FullWidth => {
            replaced = stood_in(text);
            (replaced.as_str(), 0x1F)
        }
    };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(shown.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut texts = Texts::default();
    let mut rows = Vec::new();
    let mut cells = 0;
    while let Ok(true) = reader.read_record(&mut record) {
        let begin = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let begin = begin + text[begin..].len() - text[begin..].trim_start_matches(['\r', '\n']).len();
        if record.len() > MOST_COLUMNS as usize {
            let problem = Problem::TooManyColumns { found: record.len(), most: MOST_COLUMNS as usize };
            let first = text[begin..].chars().next().map_or(0, char::len_utf8);
            diagnostics.at(Span::new(id, begin..begin + first), problem);
            return None;
        }
        cells += record.len();
        if cells > MOST_CELLS {
            let path = file.name().to_owned();
            diagnostics.nowhere(Problem::Spreadsheet { path, why: BookFault::Cells(MOST_CELLS) });
            return None;
        }
        let (row, fault) = row_at(text, id, begin, separator, &record, &mut texts);
        if row.is_blank() {
            continue;
        }
        if let Some((cell, problem)) = fault {
            diagnostics.at(cell.up_to(cell.start() + 1), problem);
            return None;
        }
        rows.push(row);
    }
    Some(rows)
}

/// A carriage return that no line feed follows.
fn lone_carriage_return(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find(|at| bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

/// The text with a stand-in for every full-width comma outside quotation marks; all else stays in its place.
fn stood_in(text: &str) -> String {
    let mut quoted = false;
    let mut made = String::with_capacity(text.len());
    for character in text.chars() {
        quoted ^= character == '"';
        if character == WIDE && !quoted { made.push_str(STAND_IN) } else { made.push(character) }
    }
    made
}

/// The cells of a record with their places, and what is wrong with their quotation marks. The CSV library gives the values;
/// where each cell begins and ends in the text is found again by its quotation marks and separators.
fn row_at(
    text: &str,
    source: SourceId,
    begin: usize,
    separator: Separator,
    record: &csv::StringRecord,
    texts: &mut Texts,
) -> (RawRow, Option<(Span, Problem)>) {
    let mut cells = Vec::with_capacity(record.len());
    let mut start = begin;
    let mut fault = None;
    for value in record {
        let (end, quotes) = cell_end(text, start, separator);
        let raw = &text[start..end];
        let inner = raw.len() - raw.trim_start().len();
        let trimmed = raw.trim();
        let span = Span::new(source, start + inner..start + inner + trimmed.len());
        let problem = match quotes {
            Quotes::Sound => None,
            Quotes::Open => Some(Problem::UnclosedQuote),
            Quotes::TextBehind => Some(Problem::TextBehindQuote),
        };
        fault = fault.or(problem.map(|problem| (span, problem)));
        cells.push(Spanned { value: texts.shared(&as_read(value)), span });
        start = (end + separator.len()).min(text.len());
    }
    let end = cells.last().map_or(begin, |cell| cell.span.end());
    (RawRow { cells: cells.into(), span: Span::new(source, begin..end) }, fault)
}

/// What a cell with this text is read as: without blanks around it and marks that nobody sees.
#[must_use]
pub fn as_read(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).collect::<String>().trim().to_owned())
}

/// The texts of the cells of a file: most of the long ones, as names of units, stand in many.
#[derive(Default)]
struct Texts(HashSet<EcoString>);

impl Texts {
    /// A text, which is one with an equal one before it.
    fn shared(&mut self, text: &str) -> EcoString {
        if text.len() <= EcoString::INLINE_LIMIT {
            return EcoString::inline(text);
        }
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new = EcoString::from(text);
        self.0.insert(new.clone());
        new
    }
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

/// Where the cell that begins at `start` ends, at a separator or line end outside quotes; and how its quotes are.
fn cell_end(text: &str, start: usize, separator: Separator) -> (usize, Quotes) {
    let opened = text[start..].starts_with('"');
    let mut within = opened;
    let mut previous_quote = false;
    let from = start + usize::from(within);
    let bytes = text.as_bytes();
    let end = (from..bytes.len()).find(|at| match bytes[*at] {
        b'"' if within => {
            previous_quote = !previous_quote;
            false
        }
        _ if within && !previous_quote => false,
        b'\r' | b'\n' => true,
        _ if separator.begins(&bytes[*at..]) => true,
        _ => {
            within = false;
            false
        }
    });
    let quotes = match end {
        _ if opened && !within => Quotes::TextBehind,
        None if within && !previous_quote => Quotes::Open,
        _ => Quotes::Sound,
    };
    (end.unwrap_or(text.len()), quotes)
}
