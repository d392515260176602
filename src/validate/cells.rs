//! What all tables need of their cells: unique values, whole numbers, names and their nearest.

use std::collections::BTreeMap;

use crate::correct::canonical;
use crate::diag::{Diagnostics, Problem};
use crate::load::{Cell, RawRow};
use crate::span::Span;

/// Reports values that stand twice in a table.
pub(super) struct Unique {
    column: &'static str,
    seen: BTreeMap<String, Span>,
}

impl Unique {
    pub(super) fn new(column: &'static str) -> Self {
        Self { column, seen: BTreeMap::new() }
    }

    /// Notes a value of one or several parts; one with nothing but blank parts is somebody else's problem.
    pub(super) fn check(&mut self, parts: &[&str], span: Span, diagnostics: &mut Diagnostics) {
        if parts.iter().all(|part| part.is_empty()) {
            return;
        }
        // No input holds the separator, so that parts cannot run into each other.
        // 001 and 1 are one key to a spreadsheet program, and to the ledger.
        let key = parts.iter().map(|part| canonical(part)).collect::<Vec<_>>().join("\u{1F}");
        if let Some(earlier) = self.seen.insert(key, span) {
            let problem =
                Problem::Duplicate { column: self.column.to_owned(), value: parts.join(" ").trim().to_owned() };
            diagnostics.between(span, earlier, problem);
        }
    }
}

/// A cell that must not be blank.
pub(super) fn filled<'a>(
    row: &'a RawRow,
    column: usize,
    name: &'static str,
    diagnostics: &mut Diagnostics,
) -> &'a Cell {
    let cell = row.cell(column);
    if cell.value.is_empty() {
        diagnostics.at(cell.span, Problem::EmptyCell { column: name });
    }
    cell
}

/// A whole number from 1.
pub(super) fn count(cell: &Cell) -> Option<u32> {
    let digits = !cell.value.is_empty() && cell.value.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| cell.value.parse().ok().filter(|count| *count > 0)).flatten()
}

/// A name without spaces, its letters, figures and brackets in half width.
pub(super) fn normalised(name: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '（' | '）' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        c => c,
    };
    name.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()
}

/// Up to three of the names that are nearest to one that is not known.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = normalised(name);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut scored: Vec<(usize, &str)> = known
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(&wanted, candidate);
            let longest = wanted.chars().count().max(candidate.chars().count());
            let contained = candidate.contains(&wanted) || wanted.contains(candidate);
            (contained || distance * 2 <= longest).then_some((distance, candidate))
        })
        .collect();
    scored.sort_unstable();
    scored.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}
