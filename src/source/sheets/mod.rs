//! Spreadsheets: read cell by cell by a process of its own, then laid out as text in which every cell has its place.

mod format;
mod hidden;
mod number;
mod ods;
mod percent;
mod read;

use std::ffi::OsString;

use serde::{Deserialize, Serialize};

use crate::apart::{Broken, Limits, ask};
use crate::diag::{BookFault, CellFault};

pub use read::read;

/// The hidden command by which the program has a spreadsheet read.
pub const COMMAND: &str = "read-sheets";

/// Limits for reading a spreadsheet.
const LIMITS: Limits = Limits { seconds: 30, memory: 1024 };
/// The most an answer may hold, bytes.
const LONGEST_ANSWER: u64 = 256 << 20;
/// The most columns a table may have.
pub const MOST_COLUMNS: u32 = 1000;
/// The most rows a sheet may have.
pub const MOST_ROWS: u32 = 1 << 20;
/// The most filled cells the sheets of a file may have.
const MOST_CELLS: usize = 4_000_000;
/// The most text they may have, bytes.
const MOST_TEXT: usize = 64 << 20;
/// Beyond so many cells rows are not filled up to the width of their sheet.
const MOST_FILLED_UP: usize = 16 << 20;

/// The sheets of a spreadsheet in their order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Book {
    /// The sheets.
    pub sheets: Vec<Sheet>,
}

/// One sheet.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether its program does not show it.
    pub hidden: bool,
    /// The rows that it does not show although they hold something, from 0.
    pub hidden_rows: Vec<u32>,
    /// The same of columns.
    pub hidden_columns: Vec<u32>,
    /// The filled cells by row and column, both from 0, as they are shown.
    pub cells: Vec<(u32, u32, String)>,
    /// The cells whose value cannot be taken, by row and column.
    pub faults: Vec<(u32, u32, CellFault)>,
}

/// A sheet as text.
pub(super) struct LaidOut {
    pub(super) text: String,
    pub(super) row_starts: Vec<usize>,
    pub(super) faults: Vec<(usize, CellFault)>,
}

/// Has a process of its own read the bytes of a spreadsheet.
///
/// # Errors
/// If they are none, or too much.
pub(super) fn read_apart(bytes: Vec<u8>) -> Result<Book, BookFault> {
    let answer = ask(&[OsString::from(COMMAND)], bytes, LIMITS, LONGEST_ANSWER).map_err(|broken| match broken {
        Broken::NotStarted(why) => BookFault::NotStarted(why),
        Broken::OutOfTime => BookFault::OutOfTime(LIMITS.seconds),
        Broken::OutOfMemory => BookFault::OutOfMemory(LIMITS.memory),
        Broken::TooMuch => BookFault::Text(MOST_TEXT >> 20),
        Broken::Crashed => BookFault::Crashed,
    })?;
    serde_json::from_slice(&answer).unwrap_or(Err(BookFault::Crashed))
}

impl Sheet {
    /// The sheet as lines with commas, one for each row; rows are filled up to the width of the sheet, so that a blank cell
    /// at their end has a place too.
    pub(super) fn laid_out(&self) -> LaidOut {
        let mut laid = LaidOut { text: String::new(), row_starts: vec![0], faults: Vec::new() };
        let filled =
            self.cells.iter().map(|(_, column, _)| column).chain(self.faults.iter().map(|(_, column, _)| column));
        let width = filled.max().map_or(0, |last| *last as usize + 1);
        let rows = self.cells.chunk_by(|one, other| one.0 == other.0);
        let filled_up = rows.clone().count().saturating_mul(width) <= MOST_FILLED_UP;
        let mut faults = self.faults.iter().peekable();
        for row in rows {
            let Some((number, ..)) = row.first() else { continue };
            while laid.row_starts.len() <= *number as usize {
                laid.text.push('\n');
                laid.row_starts.push(laid.text.len());
            }
            let mut cells = row.iter().peekable();
            let last = if filled_up { width } else { row.last().map_or(0, |(_, column, _)| *column as usize + 1) };
            for column in 0..u32::try_from(last).unwrap_or_default() {
                if column > 0 {
                    laid.text.push(',');
                }
                while let Some((.., fault)) = faults.next_if(|(row, at, _)| (*row, *at) <= (*number, column)) {
                    laid.faults.push((laid.text.len(), *fault));
                }
                if let Some((.., text)) = cells.next_if(|(_, at, _)| *at == column) {
                    push_quoted(&mut laid.text, text);
                }
            }
        }
        laid.text.push('\n');
        laid
    }
}

/// Adds a cell, in quotation marks if it holds what would end it.
fn push_quoted(line: &mut String, text: &str) {
    if text.contains([',', '"', '\n']) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}
