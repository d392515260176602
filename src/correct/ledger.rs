//! `corrections.csv`: what was wrong, what it becomes, why, and who approved it.

use crate::model::IssueDate;
use crate::span::Span;

/// A row of the ledger that corrects data (更正、补充、撤销).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Its number in the ledger, from 1.
    pub serial: u32,
    /// When it was entered.
    pub date: IssueDate,
    /// What it does.
    pub act: Act,
    /// Why.
    pub reason: String,
    /// What proves it; may be blank.
    pub evidence: String,
    /// Who asked for it.
    pub requested_by: String,
    /// Whether it counts.
    pub state: State,
    /// Its row.
    pub span: Span,
}

/// What a correction does to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// 更正: a cell gets another value.
    Change {
        /// The table, `scores/评分.csv`.
        table: &'static str,
        /// The key of the row.
        key: String,
        /// The column.
        column: String,
        /// The value that stands there.
        before: String,
        /// The value it gets.
        after: String,
    },
    /// 补充: a row is added.
    Add {
        /// The table.
        table: &'static str,
        /// The key of the new row.
        key: String,
        /// Columns and values.
        cells: Vec<(String, String)>,
    },
    /// 撤销: a row no longer counts.
    Withdraw {
        /// The table.
        table: &'static str,
        /// The key of the row.
        key: String,
        /// Columns and the values that stand there.
        cells: Vec<(String, String)>,
    },
}

/// Whether a correction counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has approved it: shown, not applied.
    Draft,
    /// It counts from the row that approves it on.
    Approved {
        /// The row that approves it.
        serial: u32,
        /// Who approved it.
        by: String,
        /// When.
        date: IssueDate,
    },
    /// It was dropped before anyone approved it.
    Dropped,
}
