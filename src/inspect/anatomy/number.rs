//! Page numbers: rows below the type area that hold a number and nothing else.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;
use crate::inspect::rows::{Row, Sheet};

/// A page number.
#[derive(Debug)]
pub(in crate::inspect) struct PageNumber<'a> {
    /// Its page, from 0.
    pub(in crate::inspect) page: usize,
    /// Its row.
    pub(in crate::inspect) row: &'a Row<'a>,
    /// The number.
    pub(in crate::inspect) value: Option<u32>,
}

/// Rows lower than this (mm) are below the type area.
const BELOW: f64 = 263.5;
/// A number, with dashes or words around it.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[—–\-－_─·]*第?(\d{1,5})页?(?:/\d+|共\d+页)?[—–\-－_─·]*$"));

impl PageNumber<'_> {
    /// The middle of the stroke of its first dash, mm.
    pub(in crate::inspect) fn axis(&self) -> Option<f64> {
        let mut dashes = self.row.visible().filter(|glyph| glyph.text.chars().all(|c| "—–-－―".contains(c)));
        dashes.find_map(|glyph| glyph.ink).map(|ink| ink.center().y)
    }
}

/// A number between dashes may be one a little higher, too, if nothing stands below it.
const LOWEST: f64 = 245.0;
static DASHED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[—–\-－]\d{1,5}[—–\-－]$"));

/// Whether a row is a page number.
pub(super) fn is_number(row: &Row<'_>) -> bool {
    row.baseline > BELOW && NUMBER.is_match(&row.words())
}

pub(super) fn find<'a>(sheets: &'a [Sheet<'a>]) -> Vec<PageNumber<'a>> {
    let on = |(page, sheet): (usize, &'a Sheet<'a>)| {
        let last = sheet.rows.last().filter(|row| row.baseline > LOWEST && DASHED.is_match(&row.words()));
        let row = sheet.rows.iter().rfind(|row| is_number(row)).or(last)?;
        let value = NUMBER.captures(&row.words()).and_then(|found| found.get(1)?.as_str().parse().ok());
        Some(PageNumber { page, row, value })
    };
    sheets.iter().enumerate().filter_map(on).collect()
}
