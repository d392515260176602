//! 信函格式 (10.1).

use super::head;
use crate::inspect::anatomy::{Anatomy, DoubleRule};
use crate::inspect::checklist::Id;
use crate::inspect::finding::{Findings, Look, Note};
use crate::inspect::geometry::{LETTER_FOOT, LETTER_MARK, LETTER_RULE, RULE_DROP, SEVEN_EIGHTHS, WIDTH};
use crate::inspect::rows::Row;

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let ink = anatomy.head.mark_ink();
    match ink {
        Some(ink) => {
            findings.length(Id::L01, 0, ink.y0, LETTER_MARK, 1.0);
            let text = anatomy.head.mark_text();
            if text.ends_with("文件") {
                findings.check(Id::L01, false, Look::on(0).text(text).note(Note::Superfluous));
            }
            head::mark(anatomy, findings);
        }
        None => findings.unmeasured(Id::L01),
    }
    match &anatomy.head.upper {
        Some(rule) => {
            if let Some(ink) = ink {
                findings.length(Id::L02, 0, rule.rect().y0 - ink.y1, RULE_DROP, 0.7);
            }
            double(rule, true, Id::L02, findings);
            middle(rule, findings);
        }
        None => findings.check(Id::L02, false, Look::on(0).note(Note::Absent)),
    }
    match &anatomy.head.lower {
        Some(rule) => {
            findings.length(Id::L03, 0, rule.rect().y1, LETTER_FOOT, 0.7);
            double(rule, false, Id::L03, findings);
            middle(rule, findings);
            text_above(anatomy, rule, findings);
        }
        None => findings.check(Id::L03, false, Look::on(0).note(Note::Absent)),
    }
    for (at, sheet) in anatomy.sheets.iter().enumerate().skip(1) {
        let again = sheet.rules.iter().any(|rule| rule.colour.is_red() && rule.rect.width() > 100.0);
        findings.advise(Id::L03, !again, if again { Look::on(at).note(Note::Superfluous) } else { Look::on(at) });
    }
    number(anatomy, findings);
}

/// Length, colour and order of the two rules: the thick one is the outer one.
fn double(rule: &DoubleRule<'_>, thick_first: bool, id: Id, findings: &mut Findings) {
    let look = Look::on(0);
    let Some(lower) = rule.lower else {
        findings.check(id, false, look.count(1, 2));
        return;
    };
    for one in [rule.upper, lower] {
        findings.length(id, 0, one.rect.width(), LETTER_RULE, 0.5);
        if !one.colour.is_red() {
            findings.check(id, false, Look::on(0).note(Note::Colour));
        }
    }
    let thick_above = rule.upper.rect.height() > lower.rect.height();
    findings.check(
        id,
        thick_above == thick_first,
        if thick_above == thick_first { look } else { look.note(Note::Place) },
    );
}

/// Centred on the page or on the type area.
fn middle(rule: &DoubleRule<'_>, findings: &mut Findings) {
    let found = rule.rect().center().x;
    let wanted = if (found - 105.0).abs() < (found - 106.0).abs() { 105.0 } else { 106.0 };
    findings.length(Id::L04, 0, found, wanted, 1.0);
}

/// 发文字号 at the right edge, classification at the left edge, both close below the upper rule.
fn number(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let (Some(row), Some(piece), Some(upper)) = (anatomy.head.number, &anatomy.head.number_piece, &anatomy.head.upper)
    else {
        findings.unmeasured(Id::L05);
        return;
    };
    head::number_text(anatomy, findings);
    findings.length(Id::L05, row.page, piece.x1, anatomy.frame.across(WIDTH, piece.x1), 0.65);
    let first = anatomy.head.between.first().copied().unwrap_or(row);
    findings.length(Id::L05, row.page, first.top() - upper.rect().y1, SEVEN_EIGHTHS, 0.6);
    for row in &anatomy.head.between {
        if row.x0 < anatomy.frame.middle() - 20.0 {
            findings.length(Id::L05, row.page, row.x0, anatomy.frame.across(0.0, row.x0), 0.6);
        }
    }
}

fn text_above(anatomy: &Anatomy<'_>, rule: &DoubleRule<'_>, findings: &mut Findings) {
    let numbers = |row: &&Row<'_>| anatomy.numbers.iter().any(|number| std::ptr::eq(number.row, *row));
    let rows = anatomy.sheets[0].text().filter(|row| !numbers(row));
    let Some(lowest) = rows.map(Row::bottom).max_by(f64::total_cmp) else { return };
    let gap = rule.rect().y0 - lowest;
    findings.check(Id::L07, gap >= SEVEN_EIGHTHS - 0.5, Look::on(0).mm(gap, SEVEN_EIGHTHS, 0.5));
}
