//! What closes the body: 附件说明 (7.3.4), signature, date and seal (7.3.5), 附注 (7.3.6).

use std::sync::LazyLock;

use kurbo::Rect;
use regex::Regex;

use crate::inspect::anatomy::{Anatomy, begin, pattern};
use crate::inspect::checklist::Id;
use crate::inspect::finding::{Findings, Look, Note};
use crate::inspect::geometry::{BLANK_1, CELL, GRID_1, PITCH, WIDTH};
use crate::inspect::rows::Row;

static DATE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[0-9]{4}年(?:[1-9]|1[0-2])月(?:[1-9]|[12][0-9]|3[01])日$"));
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([0-9]+)([.．、])"));

/// A gap of more (em) may part two names.
const NAMES_APART: f64 = 0.15;

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    attachments(anatomy, findings);
    let Some(date) = anatomy.tail.date else { return };
    let words = date.words();
    let look = Look::on(date.page).text(words).wanted("2021年1月1日");
    findings.check(Id::S07, DATE.is_match(date.text.trim()), look);
    if !anatomy.body.is_empty() {
        // Whatever of the text stands above, the page is not one of a signature alone.
        let mut above = anatomy.body.iter().chain(&anatomy.tail.attachments);
        let above = above.any(|row| row.page == date.page);
        findings.advise(
            Id::S08,
            above,
            if above { Look::on(date.page) } else { Look::on(date.page).note(Note::Absent) },
        );
    }
    remark(anatomy, date, findings);
    if anatomy.tail.names.is_empty() {
        return;
    }
    signature(anatomy, date, findings);
}

/// 附件说明 (7.3.4).
fn attachments(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let rows = &anatomy.tail.attachments;
    let Some(first) = rows.first() else { return };
    if let Some(before) = anatomy.tail.before.filter(|before| before.page == first.page && !before.table) {
        findings.gap(Id::B10, first.page, first.top() - before.bottom(), BLANK_1, 1.2, GRID_1);
    }
    findings.length(Id::B11, first.page, first.x0, anatomy.frame.across(2.0 * CELL, first.x0), 0.6);
    let text = first.text.trim();
    let look = |row: &Row<'_>| Look::on(row.page).text(row.words());
    if !text.starts_with("附件：") {
        findings.check(Id::B11, false, look(first).wanted("附件：").note(Note::Form));
        return;
    }
    let mut name_at: Option<f64> = None;
    let mut number_at: Option<f64> = None;
    let mut counted = 0;
    for (at, row) in rows.iter().enumerate() {
        let glyphs: Vec<_> = row.visible().collect();
        let skip = if at == 0 { 3 } else { 0 };
        let rest: String = glyphs.iter().skip(skip).map(|glyph| glyph.text.as_str()).collect();
        if let Some(found) = NUMBERED.captures(&rest) {
            counted += 1;
            let number: usize = found[1].parse().unwrap_or(0);
            if number != counted {
                findings.check(Id::B11, false, look(row).note(Note::Skipped));
            }
            if &found[2] != "." {
                findings.check(Id::B11, false, look(row).wanted("1.").note(Note::Form));
            }
            let x = glyphs[skip].at.x;
            if let Some(wanted) = number_at.filter(|wanted| (x - wanted).abs() > 0.6) {
                findings.length(Id::B11, row.page, x, wanted, 0.6);
            }
            number_at = number_at.or(Some(x));
            name_at = glyphs.get(skip + found[0].chars().count()).map(|glyph| glyph.at.x);
            finished(rows, at, findings);
        } else if at == 0 {
            name_at = glyphs.get(skip).map(|glyph| glyph.at.x);
        } else if let Some(wanted) = name_at {
            let shift = begin(row, wanted) - wanted;
            if shift.abs() > 0.6 {
                findings.length(Id::B11, row.page, row.x0, wanted, 0.6);
            }
        }
    }
    if let Some(last) = rows.last() {
        ended(last, findings);
    }
}

/// The row before a numbered one ends a name.
fn finished(rows: &[&Row<'_>], at: usize, findings: &mut Findings) {
    if let Some(before) = at.checked_sub(1).map(|at| rows[at]) {
        ended(before, findings);
    }
}

/// No punctuation follows a name.
fn ended(row: &Row<'_>, findings: &mut Findings) {
    if row.last().is_some_and(|c| "。；，、：.;,".contains(c)) {
        findings.check(Id::B11, false, Look::on(row.page).text(row.words()).note(Note::Superfluous));
    }
}

/// 附注 (7.3.6).
fn remark(anatomy: &Anatomy<'_>, date: &Row<'_>, findings: &mut Findings) {
    let rows = &anatomy.tail.remark;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
    let bracketed = matches!(first.first(), Some('（' | '('));
    if !bracketed && !["联系人", "联系电话", "此件"].iter().any(|word| first.words().contains(word)) {
        return;
    }
    let form = first.first() == Some('（') && last.last() == Some('）');
    findings.check(Id::S09, form, Look::on(first.page).text(first.words()).wanted("（…）").note(Note::Form));
    if first.page == date.page {
        let left = anatomy.frame.left;
        let indent = begin(first, left) - left;
        findings.length(Id::S09, first.page, indent, anatomy.frame.indent(2.0, indent), 0.6);
        let (next, gap) = (first.baseline - date.baseline, first.top() - date.bottom());
        let right = (next - PITCH).abs() <= 1.0 || (gap - BLANK_1).abs() <= 1.2;
        findings.check(Id::S09, right, Look::on(first.page).mm(next, PITCH, 1.0));
    }
}

fn signature(anatomy: &Anatomy<'_>, date: &Row<'_>, findings: &mut Findings) {
    let names = &anatomy.tail.names;
    let (Some(first), Some(last)) = (names.first(), names.last()) else { return };
    let before = anatomy.tail.attachments.last().copied().or(anatomy.tail.before);
    let before = before.filter(|before| before.page == first.page && !before.table);
    let gap = before.map(|before| first.top() - before.bottom());
    let right = |cells: f64, found: f64| anatomy.frame.across(WIDTH - cells * CELL, found);
    // Names of a joint issue stand beside each other, the last one above the date.
    let pieces = last.pieces(NAMES_APART);
    let alone = |x0: f64, x1: f64| (f64::midpoint(x0, x1) - date.middle()).abs() <= 0.8;
    let beside = pieces.last().filter(|piece| pieces.len() > 1 && alone(piece.x0, piece.x1));
    let jointly = !alone(last.x0, last.x1) && (beside.is_some() || last.pieces(2.0).len() > 1);
    let name = beside.filter(|_| jointly).map_or((last.x0, last.x1), |piece| (piece.x0, piece.x1));
    let off_middle = f64::midpoint(name.0, name.1) - date.middle();
    let offset = date.x0 - first.x0;
    let centred = off_middle.abs() <= 0.8;
    let shifted = (offset - 2.0 * CELL).abs() <= 0.8;
    if date.baseline - last.baseline > 15.0 {
        // 签名章: its room is not seen, the date is.
        findings.length(Id::S06, date.page, date.x1, right(4.0, date.x1), 0.8);
        return;
    }
    // A name that is wider than the date by much pushes both to the left.
    let wider = ((name.1 - name.0) - (date.x1 - date.x0)) / 2.0;
    let sealed_at = right(4.0_f64.max(wider / CELL), date.x1);
    let at_four = (date.x1 - sealed_at).abs() <= 0.8;
    let sealed = match gap {
        _ if jointly => true,
        _ if centred && at_four => true,
        _ if shifted => false,
        Some(gap) => gap > 25.0,
        None => off_middle.abs() < (offset - 2.0 * CELL).abs(),
    };
    if sealed {
        if jointly {
            findings.unmeasured(Id::S01);
        } else {
            findings.length(Id::S01, date.page, date.x1, sealed_at, 0.8);
        }
        findings.length(Id::S02, last.page, date.middle() + off_middle, date.middle(), 0.8);
        seal(anatomy, date, before, findings);
        return;
    }
    if let Some(gap) = gap {
        findings.gap(Id::S04, first.page, gap, BLANK_1, 1.2, GRID_1);
    }
    let widest = names.iter().map(|row| row.x1).fold(0.0, f64::max);
    let date_longer = date.x1 - date.x0 > names.iter().map(|row| row.x1 - row.x0).fold(0.0, f64::max);
    if date_longer {
        findings.length(Id::S05, date.page, date.x1, right(2.0, date.x1), 0.8);
    } else {
        findings.length(Id::S04, last.page, widest, right(2.0, widest), 0.8);
    }
    findings.length(Id::S05, date.page, offset, anatomy.frame.indent(2.0, offset), 0.8);
}

/// A seal that is there: close below the text, over name and date, both a little below its middle (7.3.5.1).
fn seal(anatomy: &Anatomy<'_>, date: &Row<'_>, before: Option<&Row<'_>>, findings: &mut Findings) {
    let page = anatomy.sheets[date.page].page;
    let red = page.shapes.iter().filter(|shape| !shape.straight && shape.colour.is_red()).map(|shape| shape.rect);
    let round =
        |rect: &Rect| (25.0..75.0).contains(&rect.width()) && (rect.width() - rect.height()).abs() < 0.2 * rect.width();
    let top = before.map_or(0.0, |before| before.bottom() - 20.0);
    let beside =
        |rect: &Rect| rect.center().x > anatomy.frame.left + 40.0 && rect.y1 > top && rect.y0 < date.bottom() + 60.0;
    let Some(seal) = red.chain(page.pictures.iter().copied()).filter(round).find(beside) else {
        findings.unmeasured(Id::S03);
        return;
    };
    let look = Look::on(date.page);
    if let Some(before) = before {
        let gap = seal.y0 - before.bottom();
        findings.check(Id::S03, gap <= BLANK_1 + 0.05, look.clone().mm(gap, BLANK_1, 0.0));
    }
    let covered = |row: &Row<'_>| {
        row.bottom() > seal.y0 && row.top() < seal.y1 && row.x0 < seal.center().x && seal.center().x < row.x1
    };
    let covered = anatomy.tail.names.iter().all(|row| covered(row)) && covered(date);
    let below = anatomy.tail.names.last().is_none_or(|row| row.baseline > seal.center().y) && covered;
    findings.check(Id::S03, below, look.note(Note::Place));
}
