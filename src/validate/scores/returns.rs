//! Who has returned marks and who has not: what each table should hold, by evaluator where there are several.

use std::collections::BTreeMap;

use crate::span::Span;

/// What one table, or one evaluator in it, should hold and holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Return {
    /// The table: `评价`.
    pub table: &'static str,
    /// The evaluator; `None` where the office itself fills in the table.
    pub who: Option<String>,
    /// How many cells it should fill in.
    pub expected: usize,
    /// How many it has filled in.
    pub given: usize,
    /// The cells that are there and blank.
    pub blanks: Vec<Span>,
}

impl Return {
    /// Whether nothing is absent.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.given == self.expected
    }
}

/// The returns counted so far.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<(&'static str, Option<String>), Return>);

impl Tally {
    /// Notes a cell that should be filled in: whether it is, and where it stands if it is blank.
    pub(super) fn note(&mut self, table: &'static str, who: Option<&str>, given: bool, blank: Option<Span>) {
        let table = table.trim_end_matches(".csv");
        let key = (table, who.map(str::to_owned));
        let new = || Return { table, who: who.map(str::to_owned), ..Return::default() };
        let found = self.0.entry(key).or_insert_with(new);
        found.expected += 1;
        found.given += usize::from(given);
        found.blanks.extend(blank);
    }

    /// All of them, by table and evaluator.
    pub(super) fn finish(self) -> Vec<Return> {
        self.0.into_values().collect()
    }
}
