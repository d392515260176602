//! 版记 (7.4).

use std::sync::LazyLock;

use regex::Regex;

use crate::inspect::Form;
use crate::inspect::anatomy::{Anatomy, Imprint, pattern};
use crate::inspect::checklist::Id;
use crate::inspect::faces::Class;
use crate::inspect::finding::{Findings, Look, Note};
use crate::inspect::geometry::{CELL_4, HEIGHT, WIDTH};
use crate::inspect::rows::Row;

static ISSUED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[0-9]{4}年(?:[1-9]|1[0-2])月(?:[1-9]|[12][0-9]|3[01])日印发$"));

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let Some(imprint) = &anatomy.imprint else { return };
    if anatomy.form == Form::Letter {
        of_letter(anatomy, imprint, findings);
        return;
    }
    rules(anatomy, imprint, findings);
    let (copies, addressees) = (imprint.list("抄送"), imprint.list("主送"));
    list(anatomy, &copies, Id::C03, findings);
    moved(imprint, &addressees, &copies, findings);
    list(anatomy, &addressees, Id::C04, findings);
    issue(anatomy, imprint, findings);
    let even = (imprint.page + 1).is_multiple_of(2);
    findings.advise(Id::C07, even, if even { Look::on(imprint.page) } else { Look::on(imprint.page).note(Note::Page) });
}

/// Length, colour and thickness of the rules, and where the last one lies (7.4.1).
fn rules(anatomy: &Anatomy<'_>, imprint: &Imprint<'_>, findings: &mut Findings) {
    let page = imprint.page;
    let (Some(first), Some(last)) = (imprint.rules.first(), imprint.rules.last()) else {
        findings.check(Id::C01, false, Look::on(page).note(Note::Absent));
        return;
    };
    for rule in &imprint.rules {
        let outer = std::ptr::eq(*rule, *first) || std::ptr::eq(*rule, *last);
        let thickness = if outer { 0.35 } else { 0.25 };
        let rect = rule.rect;
        if !rule.colour.is_black() {
            findings.check(Id::C01, false, Look::on(page).note(Note::Colour));
        } else if (rect.width() - anatomy.frame.wide(rect.width())).abs() > 0.5 {
            findings.length(Id::C01, page, rect.width(), WIDTH, 0.5);
        } else if (rect.x0 - anatomy.frame.across(0.0, rect.x0)).abs() > 0.5 {
            findings.length(Id::C01, page, rect.x0, anatomy.frame.across(0.0, rect.x0), 0.5);
        } else {
            let right = (rect.height() - thickness).abs() <= 0.051;
            findings.advise(Id::C01, right, Look::on(page).mm(rect.height(), thickness, 0.05));
        }
    }
    let last_page = anatomy.sheets.iter().rposition(|sheet| sheet.text().next().is_some() || !sheet.turned.is_empty());
    if last_page.is_some_and(|last_page| last_page != page) {
        findings.check(Id::C02, false, Look::on(page).note(Note::Page));
    }
    let foot = last.rect.center().y;
    findings.length(Id::C02, page, foot, anatomy.frame.down(HEIGHT, foot), 0.5);
}

/// 抄送 or 主送 (7.4.2).
fn list(anatomy: &Anatomy<'_>, rows: &[&Row<'_>], id: Id, findings: &mut Findings) {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
    let left = anatomy.frame.across(CELL_4, first.x0);
    let page = first.page;
    style(anatomy, first, id, findings);
    if first.words().chars().nth(2) != Some('：') {
        findings.advise(id, false, Look::on(page).text(first.words()).note(Note::Form));
    }
    findings.advise(id, (first.x0 - left).abs() <= 0.7, Look::on(page).mm(first.x0, left, 0.7));
    let name = first.visible().nth(3).map_or(left, |glyph| glyph.at.x);
    for row in &rows[1..] {
        findings.advise(id, (row.x0 - name).abs() <= 0.7, Look::on(page).mm(row.x0, name, 0.7));
    }
    // The empty half of the last mark may stand outside.
    let widest =
        rows.iter().map(|row| row.x1 - row.last().filter(|c| "，。、；".contains(*c)).map_or(0.0, |_| row.em() / 2.0));
    let widest = widest.fold(0.0, f64::max);
    let right = anatomy.frame.across(WIDTH - CELL_4, widest);
    findings.advise(id, widest <= right + 0.7, Look::on(page).mm(widest, right, 0.7));
    let stop = last.last() == Some('。');
    findings.advise(id, stop, Look::on(page).text(last.words()).wanted("。").note(Note::Form));
}

/// The type of the 版记: 4号 仿宋. Where the whole text is in another face, that is told of the text.
fn style(anatomy: &Anatomy<'_>, row: &Row<'_>, id: Id, findings: &mut Findings) {
    let look = Look::on(row.page);
    if (row.size - 14.0).abs() > 0.15 {
        findings.advise(id, false, look.pt(row.size, 14.0).note(Note::Size));
    } else if row.class != Class::FangSong && anatomy.text_class() != Some(row.class) {
        findings.advise(id, false, look.text(anatomy.face(row)).wanted("仿宋").note(Note::Face));
    } else {
        findings.advise(id, true, look);
    }
}

/// 主送 that was moved here stands above 抄送, with no rule between (7.4.2).
fn moved(imprint: &Imprint<'_>, addressees: &[&Row<'_>], copies: &[&Row<'_>], findings: &mut Findings) {
    let (Some(to), Some(copy)) = (addressees.last(), copies.first()) else { return };
    let between = |rule: &&&crate::pdf::Shape| rule.rect.y0 > to.baseline && rule.rect.y1 < copy.baseline;
    let rules = imprint.rules.iter().filter(between).count();
    findings.check(Id::C04, rules == 0, Look::on(imprint.page).count(rules, 0));
    if to.baseline > copy.baseline {
        findings.check(Id::C04, false, Look::on(imprint.page).note(Note::Place));
    }
}

/// 印发机关 and 印发日期 (7.4.3).
fn issue(anatomy: &Anatomy<'_>, imprint: &Imprint<'_>, findings: &mut Findings) {
    let Some(row) = imprint.issue() else { return };
    let page = imprint.page;
    style(anatomy, row, Id::C05, findings);
    let (left, right) = (anatomy.frame.across(CELL_4, row.x0), anatomy.frame.across(WIDTH - CELL_4, row.x1));
    findings.advise(Id::C05, (row.x0 - left).abs() <= 0.7, Look::on(page).mm(row.x0, left, 0.7));
    findings.advise(Id::C05, (row.x1 - right).abs() <= 0.7, Look::on(page).mm(row.x1, right, 0.7));
    let words = row.words();
    findings.advise(
        Id::C05,
        ISSUED.is_match(&words),
        Look::on(page).text(words).wanted("2021年1月1日印发").note(Note::Form),
    );
    let above = imprint.rows.iter().rfind(|other| other.baseline < row.baseline - 1.0);
    if let Some(above) = above {
        let between = |rule: &&&crate::pdf::Shape| rule.rect.y0 > above.baseline && rule.rect.y1 < row.baseline;
        let rules = imprint.rules.iter().filter(between).count();
        findings.check(Id::C06, rules == 1, Look::on(page).count(rules, 1));
    }
}

/// The 版记 of a letter: no rules, no 印发, at the foot of the last page (10.1).
fn of_letter(anatomy: &Anatomy<'_>, imprint: &Imprint<'_>, findings: &mut Findings) {
    let page = imprint.page;
    if !imprint.rules.is_empty() {
        findings.check(Id::L08, false, Look::on(page).count(imprint.rules.len(), 0).note(Note::Superfluous));
    } else if let Some(row) = imprint.issue() {
        findings.check(Id::L08, false, Look::on(page).text(row.words()).note(Note::Superfluous));
    } else if let Some(last) = imprint.rows.last() {
        findings.length(Id::L08, page, last.bottom(), anatomy.frame.down(HEIGHT, last.bottom()), 1.0);
    }
    list(anatomy, &imprint.list("抄送"), Id::C03, findings);
}
