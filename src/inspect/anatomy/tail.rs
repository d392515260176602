//! What closes the body: 附件说明, 发文机关署名, 成文日期, 附注.

use std::sync::LazyLock;

use regex::Regex;

use super::{Frame, NEXT_ROW, begin, pattern};
use crate::inspect::geometry::CELL;
use crate::inspect::rows::Row;

/// A name stands no further above its date, mm: with a 签名章 its row is in the middle of the seal.
const NAME_TO_DATE: f64 = 34.0;

/// 附件说明 takes no more rows.
const MOST_NOTED: usize = 60;
/// The distance of two rows of names below seals, mm.
const SEALS: std::ops::RangeInclusive<f64> = 25.0..=70.0;

/// A gap of more (em) may part two names.
const NAMES_APART: f64 = 0.15;

/// What closes the body.
#[derive(Debug, Default)]
pub(in crate::inspect) struct Tail<'a> {
    /// 附件说明.
    pub(in crate::inspect) attachments: Vec<&'a Row<'a>>,
    /// 发文机关署名, or the office of a signer.
    pub(in crate::inspect) names: Vec<&'a Row<'a>>,
    /// 成文日期.
    pub(in crate::inspect) date: Option<&'a Row<'a>>,
    /// 附注.
    pub(in crate::inspect) remark: Vec<&'a Row<'a>>,
    /// The row above 附件说明 or, without one, above the names.
    pub(in crate::inspect) before: Option<&'a Row<'a>>,
}

impl Tail<'_> {
    /// Whether a row is part of it.
    pub(in crate::inspect) fn holds(&self, row: &Row<'_>) -> bool {
        let all = self.attachments.iter().chain(&self.names).chain(&self.date).chain(&self.remark);
        all.into_iter().any(|known| std::ptr::eq(*known, row))
    }
}

/// 成文日期, rightly written or not.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:\d{2}|\d{4})年\d{1,2}月\d{1,2}[日号]|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日|\d{4}[.\-/]\d{1,2}[.\-/]\d{1,2})$",
    )
});
/// 附件说明.
static NOTE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^附件[:：]|^附件\d+[.．、]|^附件.{0,2}1[.．、]"));

/// A further name of 附件说明.
static ITEM: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{1,2}[.．、]"));

/// Splits the rows of the main part into those of the text and what closes it.
pub(super) fn split<'a, 'b>(rows: &'b [&'a Row<'a>], frame: Frame) -> (&'b [&'a Row<'a>], Tail<'a>) {
    let mut tail = Tail::default();
    let date = rows.iter().rposition(|row| !row.table && DATE.is_match(&row.words()) && row.x0 > frame.left + CELL);
    let note =
        rows.iter().rposition(|row| !row.table && NOTE.is_match(&row.words()) && row.x0 < frame.left + 6.0 * CELL);
    let mut end = rows.len();
    if let Some(at) = date {
        tail.date = Some(rows[at]);
        tail.remark = remark(rows, at);
        let first = names(rows, at, frame);
        tail.names = rows[first..at].to_vec();
        end = first;
    }
    // 附件说明 stands at the end of the text; an earlier “附件：” is a sentence.
    let closes = |at: &usize| *at < end && end - at <= MOST_NOTED && rows[*at..end].iter().all(|row| !row.table);
    if let Some(at) = note.filter(closes) {
        tail.attachments = rows[at..end].to_vec();
        end = at;
    }
    tail.before = end.checked_sub(1).map(|at| rows[at]);
    (&rows[..end], tail)
}

/// Where the names above a date begin.
fn names(rows: &[&Row<'_>], date: usize, frame: Frame) -> usize {
    let mut first = date;
    while first > 0 {
        let (row, below) = (rows[first - 1], rows[first]);
        let distance = below.baseline - row.baseline;
        let reach = if first == date { NAME_TO_DATE } else { NEXT_ROW };
        let at_left = begin(row, frame.left) < frame.left + 2.5 * CELL && row.x1 > frame.middle();
        let sentence = matches!(row.last(), Some('。' | '；' | '：' | '，' | '、' | '！' | '？' | '”'));
        let of_text = sentence
            || NOTE.is_match(&row.words())
            || ITEM.is_match(&row.words())
            || row.table
            || (at_left && row.x0 < frame.left + CELL / 2.0);
        let narrow = row.x0 < frame.left + 2.5 * CELL && row.x1 < frame.middle();
        if row.page != below.page || distance > reach || of_text || narrow {
            break;
        }
        first -= 1;
        // Names of one signature stand close to each other: what is further away is text.
        if first >= 1 && rows[first].baseline - rows[first - 1].baseline > NEXT_ROW {
            break;
        }
    }
    // The names of a joint issue stand in rows, with the height of a seal between.
    while first > 0 && first < date {
        let (row, below) = (rows[first - 1], rows[first]);
        let distance = below.baseline - row.baseline;
        let goes_on = if row.page == below.page { SEALS.contains(&distance) } else { are_names(below) };
        let sentence = matches!(row.last(), Some('。' | '；' | '：' | '，' | '、'));
        if !goes_on || sentence || row.table || !are_names(row) {
            break;
        }
        first -= 1;
    }
    first
}

/// Whether a row may be several names beside each other.
fn are_names(row: &Row<'_>) -> bool {
    let pieces = row.pieces(NAMES_APART);
    let long = pieces.iter().all(|piece| piece.text.chars().count() > 3);
    pieces.len() > 1 && long && !NOTE.is_match(&row.words())
}

/// The rows of 附注 below a date.
fn remark<'a>(rows: &[&'a Row<'a>], date: usize) -> Vec<&'a Row<'a>> {
    let mut found: Vec<&Row<'_>> = Vec::new();
    for row in &rows[date + 1..] {
        let last = found.last().map_or(rows[date], |last| *last);
        if row.page != last.page || row.baseline - last.baseline > NEXT_ROW + 6.0 || row.table {
            break;
        }
        found.push(*row);
    }
    found
}
