//! The process that reads one spreadsheet of unknown origin: it limits itself, reads, and answers with JSON.

use super::{Outcome, Stopped};
use crate::apart::limit;
use crate::cli::ReadSheets;
use crate::diag::BookFault;
use crate::report::Console;
use crate::source::{LARGEST, read_handed_over, sheets};

/// Reads the spreadsheet on standard input and prints its cells for the process that asked. An end without an answer is an
/// answer too.
pub(super) fn read_sheets(console: &Console, arguments: &ReadSheets) -> Result<(), Stopped> {
    limit(arguments.limits);
    let bytes = read_handed_over(LARGEST << 20).map_err(|_| Stopped(Outcome::Failed))?;
    let answer: Result<sheets::Book, BookFault> = sheets::read(&bytes);
    let Ok(text) = serde_json::to_string(&answer) else { return Err(Stopped(Outcome::Failed)) };
    console.line(&text);
    Ok(())
}
