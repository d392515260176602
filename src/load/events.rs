//! Whether a row of 事件 tells of an event: not if its count is blank or 0, or nothing was taken off.

use std::collections::BTreeMap;

use super::Cell;
use super::figures::figure;
use super::shape::Part;
use crate::diag::{Diagnostics, Problem, Tidied};

/// What a cell of figures holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    /// There is no such column.
    Absent,
    Blank,
    Zero,
    Some,
}

impl Part<'_> {
    /// Whether a row of events tells of none. A table of its own may leave both blank: that is one event with the usual marks.
    pub(super) fn is_no_event(&self, cells: &mut BTreeMap<&str, Cell>, diagnostics: &mut Diagnostics) -> bool {
        if self.table != "事件.csv" {
            return false;
        }
        let held = |field: &str| match cells.get(field).map(|cell| cell.value.as_str()) {
            None => Held::Absent,
            // A table of events names them one by one; only a table of others may have rows without one.
            Some("") if self.mapping.is_none() => Held::Absent,
            Some(text) if self.blanks.of(text).is_some() => Held::Blank,
            Some(text) if figure(text, false).is_some_and(|read| read.value.is_zero()) => Held::Zero,
            Some(_) => Held::Some,
        };
        let (times, points) = (held("次数"), held("分值"));
        // A ledger names its events one by one, too, and some may cost what is usual.
        if times == Held::Absent && points == Held::Blank && self.is_ledger(cells) {
            if let Some(cell) = cells.get_mut("分值") {
                diagnostics.tidied(cell.span, Tidied::Usual);
                cell.value.clear();
            }
            return false;
        }
        if self.mapping.is_none() {
            return matches!(times, Held::Blank | Held::Zero);
        }
        let mut unclear = |column: &'static str| {
            if let Some(cell) = cells.get(column) {
                diagnostics.at(cell.span, Problem::EmptyCell { column });
            }
            false
        };
        match (times, points) {
            (Held::Zero | Held::Blank, Held::Absent | Held::Blank | Held::Zero)
            | (Held::Absent, Held::Blank | Held::Zero)
            | (Held::Zero, Held::Some) => true,
            (Held::Blank, Held::Some) => unclear("次数"),
            (Held::Some, Held::Blank) => unclear("分值"),
            _ => false,
        }
    }
    /// Whether a row names an event of its own, in the one column of marks that its file has.
    fn is_ledger(&self, cells: &BTreeMap<&str, Cell>) -> bool {
        let Some(mapping) = self.mapping else { return false };
        let own = !mapping.tells("事项") && cells.get("事项").is_some_and(|cell| !cell.value.is_empty());
        own && mapping.items.is_empty() && self.siblings.is_empty()
    }
}
