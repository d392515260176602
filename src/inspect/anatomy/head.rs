//! What stands above the title: classification, mark, number, signers, red rules.

use super::pattern;
use crate::inspect::Form;
use crate::inspect::rows::{Piece, Row, Sheet};
use crate::pdf::Shape;

use std::sync::LazyLock;

use kurbo::Rect;
use regex::Regex;

/// The mark of an organ is at least so large, pt.
const MARK_SIZE: f64 = 24.0;
/// The mark stands above this, mm.
const MARK_FOOT: f64 = 190.0;
/// A rule of the head is at least so long, mm.
const RULE: f64 = 80.0;
/// Without a rule the number lies no further below the mark, mm.
const WITHOUT_RULE: f64 = 40.0;
/// The rules of a double rule lie no further apart, mm.
const DOUBLE: f64 = 3.0;

/// Two rules close to each other, from their upper to their lower edge.
#[derive(Clone, Copy, Debug)]
pub(in crate::inspect) struct DoubleRule<'a> {
    pub(in crate::inspect) upper: &'a Shape,
    pub(in crate::inspect) lower: Option<&'a Shape>,
}

impl DoubleRule<'_> {
    /// The box around both.
    pub(in crate::inspect) fn rect(&self) -> Rect {
        self.lower.map_or(self.upper.rect, |lower| self.upper.rect.union(lower.rect))
    }
}

/// The head of a document.
#[derive(Debug, Default)]
pub(in crate::inspect) struct Head<'a> {
    /// 份号, 密级, 紧急程度 and whatever else stands above the mark.
    pub(in crate::inspect) above: Vec<&'a Row<'a>>,
    /// 发文机关标志.
    pub(in crate::inspect) mark: Vec<&'a Row<'a>>,
    /// The row of 发文字号.
    pub(in crate::inspect) number: Option<&'a Row<'a>>,
    /// 发文字号 itself.
    pub(in crate::inspect) number_piece: Option<Piece>,
    /// The rows between mark and rule: number and signers.
    pub(in crate::inspect) between: Vec<&'a Row<'a>>,
    /// The rule of the general format.
    pub(in crate::inspect) rule: Option<&'a Shape>,
    /// The upper double rule of a letter.
    pub(in crate::inspect) upper: Option<DoubleRule<'a>>,
    /// The lower double rule of a letter.
    pub(in crate::inspect) lower: Option<DoubleRule<'a>>,
    /// Where the head ends, mm.
    pub(in crate::inspect) bottom: f64,
}

impl Head<'_> {
    /// Whether a row is part of the head.
    pub(in crate::inspect) fn holds(&self, row: &Row<'_>) -> bool {
        self.above.iter().chain(&self.mark).chain(&self.between).any(|known| std::ptr::eq(*known, row))
    }

    /// The box around the ink of the mark.
    pub(in crate::inspect) fn mark_ink(&self) -> Option<Rect> {
        self.mark.iter().filter_map(|row| row.ink()).reduce(|a, b| a.union(b))
    }

    /// What the mark says.
    pub(in crate::inspect) fn mark_text(&self) -> String {
        self.mark.iter().map(|row| row.words()).collect()
    }
}

/// The form of a document and its head.
pub(super) fn find<'a>(sheets: &'a [Sheet<'a>], body_size: f64, wanted: Option<Form>) -> (Form, Head<'a>) {
    let mut head = Head::default();
    let Some(sheet) = sheets.first() else { return (Form::Unknown, head) };
    let long = || sheet.rules.iter().copied().filter(|rule| rule.rect.width() > RULE && !sheet.in_table(rule));
    let red: Vec<&Shape> = long().filter(|rule| rule.colour.is_red()).collect();
    let red = distinct(red);
    let doubles = doubles_of(&red);
    let large = |row: &&Row<'_>| row.size >= MARK_SIZE.max(body_size + 4.0) && row.baseline < MARK_FOOT;
    let large: Vec<&Row<'_>> = sheet.text().filter(large).collect();
    let first = red.iter().map(|rule| rule.rect.y0).fold(f64::INFINITY, f64::min);
    // A red rule below the text ends no head.
    let above: Vec<&Row<'_>> = large.iter().copied().filter(|row| row.top() < first).collect();
    head.mark = if above.is_empty() { large } else { above };
    // Only what is red is a mark for sure; large black type may be a title.
    let certain = head.mark.iter().any(|row| row.colour().is_red());
    let mark_foot = head.mark.iter().map(|row| row.bottom()).fold(0.0, f64::max);
    let black = long().find(|rule| {
        let near = rule.rect.y0 > mark_foot && rule.rect.y0 < mark_foot + 60.0;
        near && !rule.colour.is_red()
            && sheet.text().any(|row| row.bottom() < rule.rect.y0 && row.top() > mark_foot - 1.0)
    });
    // The rules of a letter may have lost their colour, but there are two of them, right below the mark.
    let colourless: Vec<&Shape> = long().filter(|rule| rule.rect.width() > 140.0 && rule.rect.height() < 2.5).collect();
    let colourless = distinct(colourless);
    let black_doubles: Vec<DoubleRule<'_>> = doubles_of(&colourless)
        .into_iter()
        .filter(|rule| {
            red.is_empty()
                && rule.rect().y0 > mark_foot - 3.0
                && (rule.rect().y0 < mark_foot + 15.0 || rule.rect().y0 > 265.0)
        })
        .collect();
    let (red, doubles) = if black_doubles.is_empty() { (red, doubles) } else { (colourless, black_doubles) };
    let is_letter = !doubles.is_empty() || red.iter().any(|rule| rule.rect.y0 > 265.0 || rule.rect.width() > 165.0);
    let text = head.mark_text();
    let form = match wanted {
        Some(form) => form,
        None if is_letter => Form::Letter,
        None if certain && text.ends_with('令') => Form::Order,
        None if certain && text.ends_with("纪要") => Form::Minutes,
        None if !red.is_empty() && !head.mark.is_empty() => Form::General,
        None if certain || (!head.mark.is_empty() && black.is_some()) => Form::General,
        None => Form::Unknown,
    };
    match form {
        Form::Letter => letter(&mut head, sheet, &red, &doubles),
        Form::Unknown => head.mark.clear(),
        Form::General | Form::Order | Form::Minutes => {
            let below = |rule: &&&Shape| rule.rect.y0 > mark_foot - 1.0 && rule.rect.y0 < 265.0;
            head.rule = red.iter().find(below).copied().or(if red.is_empty() { black } else { None });
            let mark_top = head.mark.iter().map(|row| row.top()).fold(f64::INFINITY, f64::min);
            head.above = sheet
                .text()
                .filter(|row| row.bottom() < mark_top + 2.0 && !head.mark.iter().any(|mark| std::ptr::eq(*mark, *row)))
                .collect();
            if let Some(rule) = head.rule {
                head.between = sheet
                    .text()
                    .filter(|row| row.top() > mark_foot - 3.0 && row.bottom() < rule.rect.y1 + 1.0)
                    .collect();
                head.between.retain(|row| !head.mark.iter().any(|mark| std::ptr::eq(*mark, *row)));
                head.bottom = rule.rect.y1;
            } else if form == Form::Order || form == Form::Minutes {
                let number = pattern(r"^第\d+[号期]$|号$|〕\d+号");
                head.between = sheet
                    .text()
                    .filter(|row| row.top() > mark_foot - 1.0)
                    .take(1)
                    .filter(|row| number.is_match(&row.words()))
                    .collect();
                head.bottom = head.between.last().map_or(mark_foot, |row| row.bottom());
            } else {
                // The rule is missing: the number still ends the head.
                let near =
                    sheet.text().filter(|row| row.top() > mark_foot - 3.0 && row.top() < mark_foot + WITHOUT_RULE);
                head.between = near.take(3).filter(|row| NUMBERED.is_match(&row.words())).take(1).collect();
                head.bottom = head.between.last().map_or(mark_foot, |row| row.bottom());
            }
            let numbered = |row: &&&Row<'_>| NUMBERED.is_match(&row.words());
            head.number = head.between.iter().rfind(numbered).or(head.between.last()).copied();
            let piece = |row: &Row<'_>| {
                let mut pieces = row.pieces(2.0).into_iter();
                pieces.find(|piece| NUMBERED.is_match(&piece.text)).or_else(|| row.pieces(2.0).into_iter().next())
            };
            head.number_piece = head.number.and_then(piece);
        }
    }
    (form, head)
}

fn letter<'a>(head: &mut Head<'a>, sheet: &'a Sheet<'a>, red: &[&'a Shape], doubles: &[DoubleRule<'a>]) {
    let middle = 150.0;
    let single = |rule: &&'a Shape| DoubleRule { upper: rule, lower: None };
    head.upper = doubles.iter().find(|rule| rule.rect().y0 < middle).copied();
    head.upper = head.upper.or_else(|| red.iter().find(|rule| rule.rect.y0 < middle).map(&single));
    head.lower = doubles.iter().rfind(|rule| rule.rect().y0 >= middle).copied();
    head.lower = head.lower.or_else(|| red.iter().rfind(|rule| rule.rect.y0 >= middle).map(single));
    let Some(upper) = head.upper.map(|rule| rule.rect()) else { return };
    head.mark.retain(|row| row.top() < upper.y0);
    head.bottom = upper.y1;
    // 份号, 密级 and 紧急程度 at the left, 发文字号 at the right, row by row below the rule.
    let mut last = upper.y1;
    for row in sheet.text().filter(|row| row.top() > upper.y0) {
        let right = row.pieces(2.0).pop();
        let number = right.as_ref().is_some_and(|piece| {
            pattern(r"\d").is_match(&piece.text)
                && (piece.text.contains('号') || pattern(r"[〔\[［【(（]\d{4}").is_match(&piece.text))
        });
        let left = CLASSIFICATION.iter().any(|word| row.words().starts_with(word))
            || row.words().chars().all(|c| c.is_ascii_digit());
        if row.top() - last > 14.0 || !(number && head.number.is_none() || left) {
            break;
        }
        if number && head.number.is_none() {
            head.number = Some(row);
            head.number_piece = right;
        }
        head.between.push(row);
        last = row.bottom();
        head.bottom = last;
    }
}

/// What looks like 发文字号, rightly written or not.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d号|[〔\[［【(（]\d{2,4}[〕\]］】)）]"));

/// What 密级 and 紧急程度 begin with.
pub(in crate::inspect) const CLASSIFICATION: [&str; 7] = ["绝密", "机密", "秘密", "特急", "加急", "平急", "特提"];

/// Rules without those that are drawn again in the same place.
fn distinct(rules: Vec<&Shape>) -> Vec<&Shape> {
    let mut found: Vec<&Shape> = Vec::new();
    for rule in rules {
        if found.last().is_none_or(|last| rule.rect.y0 > last.rect.y1 - 0.02 || rule.rect.x0 > last.rect.x1) {
            found.push(rule);
        }
    }
    found
}

/// Rules that lie close to each other, two by two.
fn doubles_of<'a>(rules: &[&'a Shape]) -> Vec<DoubleRule<'a>> {
    let mut found: Vec<DoubleRule<'a>> = Vec::new();
    let mut at = 0;
    while at + 1 < rules.len() {
        let (a, b) = (rules[at], rules[at + 1]);
        if b.rect.y0 - a.rect.y1 < DOUBLE && (a.rect.center().x - b.rect.center().x).abs() < 40.0 {
            found.push(DoubleRule { upper: a, lower: Some(b) });
            at += 2;
        } else {
            at += 1;
        }
    }
    found
}
