//! What can be wrong with a spreadsheet and with one of its cells.

use serde::{Deserialize, Serialize};

/// Why a spreadsheet cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BookFault {
    /// It is no spreadsheet, whatever its name says, or it is damaged.
    NotOne,
    /// It has no sheet with cells that its program shows.
    NoSheet,
    /// A password protects it.
    Encrypted,
    /// More columns than a table may have.
    Columns(u32),
    /// More rows than a sheet may have.
    Rows(u32),
    /// More cells than can be worked on.
    Cells(usize),
    /// More text than can be worked on, MiB.
    Text(usize),
    /// It took more seconds than are allowed.
    OutOfTime(u64),
    /// It needs more MiB of memory than are allowed.
    OutOfMemory(u64),
    /// Reading it broke off.
    Crashed,
    /// The process for it did not start.
    NotStarted(String),
}

/// Why the value of a cell cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellFault {
    /// It is an error such as `#REF!`.
    Error,
    /// It is true or false.
    Flag,
    /// It is a formula whose value was never computed.
    NotComputed,
}
