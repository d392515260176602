//! Words that must not be split between two rows.

use crate::inspect::rows::Row;

/// The first place where a row ends within a word: what stands before and after it.
pub(super) fn split(_rows: &[&Row<'_>]) -> Option<(String, String)> {
    None
}
