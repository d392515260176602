//! The 版记: its rules and its rows at the foot of the last page.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;
use crate::inspect::rows::{Row, Sheet};
use crate::pdf::Shape;

/// 版记.
#[derive(Debug)]
pub(in crate::inspect) struct Imprint<'a> {
    /// Its page, from 0.
    pub(in crate::inspect) page: usize,
    /// Its rules from top to bottom.
    pub(in crate::inspect) rules: Vec<&'a Shape>,
    /// Its rows.
    pub(in crate::inspect) rows: Vec<&'a Row<'a>>,
}

impl<'a> Imprint<'a> {
    /// Whether a row is one of its rows.
    pub(in crate::inspect) fn holds(&self, row: &Row<'_>) -> bool {
        self.rows.iter().any(|known| std::ptr::eq(*known, row))
    }

    /// The row of 印发机关 and 印发日期.
    pub(in crate::inspect) fn issue(&self) -> Option<&'a Row<'a>> {
        self.rows.iter().copied().find(|row| ISSUED.is_match(&row.words()))
    }

    /// The first row of what begins with a label, and the rows that go on.
    pub(in crate::inspect) fn list(&self, label: &str) -> Vec<&'a Row<'a>> {
        let Some(start) = self.rows.iter().position(|row| row.words().starts_with(label)) else { return Vec::new() };
        let goes_on = |row: &&&Row<'_>| !ISSUED.is_match(&row.words()) && !LISTED.is_match(&row.words());
        let mut found = vec![self.rows[start]];
        found.extend(self.rows[start + 1..].iter().take_while(|row| goes_on(row)).copied());
        found
    }
}

/// 印发日期 at the end of its row.
pub(in crate::inspect) static ISSUED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d日(?:印发?)?$|印发$"));
/// 抄送 or 主送 at the beginning.
static LISTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:抄送|主送)[:：]"));
static DATED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d{2,4}年\d{1,2}月\d{1,2}日印发$"));

pub(super) fn find<'a>(sheets: &'a [Sheet<'a>]) -> Option<Imprint<'a>> {
    sheets.iter().enumerate().rev().find_map(|(page, sheet)| on(page, sheet))
}

fn on<'a>(page: usize, sheet: &'a Sheet<'a>) -> Option<Imprint<'a>> {
    let of_imprint = |row: &&Row<'_>| !row.table && (LISTED.is_match(&row.words()) || DATED.is_match(&row.words()));
    let first = sheet.text().find(of_imprint)?;
    let wide = |rule: &&&Shape| rule.rect.width() > 80.0 && rule.rect.width() < 165.0 && !sheet.in_table(rule);
    let near = |rule: &&&Shape| rule.rect.y1 > first.top() - 12.0;
    let rules: Vec<&Shape> = sheet.rules.iter().filter(wide).filter(near).copied().collect();
    let foot = rules.last().map_or(f64::INFINITY, |rule| rule.rect.y1);
    let in_it = |row: &&Row<'_>| {
        row.baseline > first.baseline - 1.0
            && row.baseline < foot.max(first.baseline + 1.0)
            && !super::number::is_number(row)
    };
    let rows: Vec<&Row<'_>> = sheet.text().filter(in_it).collect();
    Some(Imprint { page, rules, rows })
}
