//! 版头 of the general format (7.2).

use std::sync::LazyLock;

use regex::Regex;

use super::title::off_middle;
use crate::inspect::anatomy::{Anatomy, pattern};
use crate::inspect::checklist::Id;
use crate::inspect::faces::Class;
use crate::inspect::finding::{Findings, Look, Note, Verdict};
use crate::inspect::geometry::{BLANK_2, CELL, GRID_2, MARK_DROP, PITCH, RULE_DROP, WIDTH};
use crate::inspect::rows::Row;

static SECRECY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:绝密|机密|秘密)(?:★(?:[1-9][0-9]*(?:年|个月|天|日)|长期))?$"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[^0-9〔〕\s]+〔(?:19|20)[0-9]{2}〕[1-9][0-9]*号$"));

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    classification(anatomy, &anatomy.head.above, findings);
    let Some(ink) = anatomy.head.mark_ink() else {
        for id in [Id::H04, Id::H05, Id::H06] {
            findings.unmeasured(id);
        }
        number(anatomy, findings);
        rule(anatomy, findings);
        return;
    };
    findings.length(Id::H04, 0, ink.y0, anatomy.frame.down(MARK_DROP, ink.y0), 1.0);
    mark(anatomy, findings);
    match anatomy.head.between.first() {
        Some(row) => findings.gap(Id::H06, 0, row.top() - ink.y1, BLANK_2, 1.5, GRID_2),
        None => findings.unmeasured(Id::H06),
    }
    number(anatomy, findings);
    signers(anatomy, findings);
    rule(anatomy, findings);
}

/// 份号, 密级和保密期限, 紧急程度 (7.2.1 to 7.2.3).
fn classification(anatomy: &Anatomy<'_>, rows: &[&Row<'_>], findings: &mut Findings) {
    let mut last_order = 0;
    for row in rows {
        let words = row.words();
        let (id, order, form) = if words.chars().all(|c| c.is_ascii_digit()) {
            (Id::H01, 1, words.len() == 6)
        } else if ["绝密", "机密", "秘密"].iter().any(|word| words.starts_with(word)) {
            (Id::H02, 2, SECRECY.is_match(&words))
        } else if ["特急", "加急", "平急", "特提"].iter().any(|word| words.starts_with(word)) {
            (Id::H03, 3, words.chars().count() == 2)
        } else {
            continue;
        };
        let look = Look::on(row.page);
        let left = anatomy.frame.across(0.0, row.x0);
        if !form {
            findings.check(id, false, look.text(words).note(Note::Form));
        } else if (row.x0 - left).abs() > 0.6 {
            findings.length(id, row.page, row.x0, left, 0.6);
        } else if !(15.65..=16.1).contains(&row.size) {
            findings.check(id, false, look.pt(row.size, 16.0).note(Note::Size));
        } else if order > 1 && row.class != Class::Hei {
            findings.check(id, false, look.text(anatomy.face(row)).wanted("黑体").note(Note::Face));
        } else if order <= last_order {
            findings.check(id, false, look.note(Note::Place));
        } else {
            let top = |rows: f64| anatomy.frame.down(rows * PITCH, row.top());
            match order {
                1 => findings.length(id, row.page, row.top(), top(0.0), 1.0),
                2 => findings.length(id, row.page, row.top(), top(1.0), 1.0),
                _ => {
                    findings.check(id, true, look);
                    true
                }
            };
        }
        last_order = order;
    }
}

/// Middle, colour and face of 发文机关标志 (7.2.4), the same in all forms.
pub(super) fn mark(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let Some(ink) = anatomy.head.mark_ink() else { return };
    // The mark of a letter stands above rules that may be centred on the page.
    let (found, page_middle) = (ink.center().x, crate::inspect::geometry::PAPER.0 / 2.0);
    let on_page = anatomy.form == crate::inspect::Form::Letter && (found - page_middle).abs() <= 1.0;
    if !on_page {
        findings.length(Id::H05, 0, found, anatomy.frame.across(WIDTH / 2.0, found), 1.0);
    }
    for row in &anatomy.head.mark {
        let look = Look::on(row.page);
        if let Some(glyph) = row.visible().find(|glyph| !glyph.colour.is_red()) {
            let _ = glyph;
            findings.check(Id::H05, false, look.text(row.words()).note(Note::Colour));
            continue;
        }
        match row.class {
            Class::XiaoBiaoSong => findings.add(Id::H05, Verdict::Pass, look),
            Class::HeavySong => {
                findings.add(
                    Id::H05,
                    Verdict::Warn,
                    look.text(anatomy.face(row)).wanted("小标宋").note(Note::Substitute),
                );
            }
            _ => findings.add(Id::H05, Verdict::Warn, look.text(anatomy.face(row)).wanted("小标宋").note(Note::Face)),
        }
    }
}

/// Text of 发文字号 (7.2.5), and its place in the general format.
fn number(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let (Some(row), Some(piece)) = (anatomy.head.number, &anatomy.head.number_piece) else {
        for id in [Id::H07, Id::H08] {
            findings.unmeasured(id);
        }
        return;
    };
    number_text(anatomy, findings);
    if has_signers(anatomy) {
        findings.length(Id::H08, row.page, piece.x0, anatomy.frame.across(CELL, piece.x0), 0.8);
    } else {
        let alone = row.pieces(2.0).len() == 1;
        let middle = f64::midpoint(piece.x0, piece.x1);
        // A bracket at the beginning may have lost half its cell.
        let wanted = anatomy.frame.across(WIDTH / 2.0, middle);
        let middle = if alone { wanted + off_middle(row, wanted) } else { middle };
        findings.length(Id::H08, row.page, middle, anatomy.frame.across(WIDTH / 2.0, middle), 0.8);
    }
}

/// The form of 发文字号, the same in all forms.
pub(super) fn number_text(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let Some(piece) = &anatomy.head.number_piece else { return };
    let words: String = piece.text.chars().filter(|c| !c.is_whitespace()).collect();
    let look = Look::on(0).text(words.clone()).wanted("××〔2021〕1号");
    findings.check(Id::H07, NUMBER.is_match(&words), look);
}

fn has_signers(anatomy: &Anatomy<'_>) -> bool {
    anatomy.head.between.iter().any(|row| row.words().contains("签发人"))
}

/// 签发人 of an upward document (7.2.6).
fn signers(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    if !has_signers(anatomy) {
        return;
    }
    let right = |found: f64| anatomy.frame.across(WIDTH - CELL, found);
    let mut widest = 0.0_f64;
    for row in &anatomy.head.between {
        let pieces = row.pieces(2.0);
        let names = pieces.iter().filter(|piece| !piece.text.contains('号') && !piece.text.contains('〔'));
        if names.clone().next().is_none() {
            continue;
        }
        widest = widest.max(row.x1);
        if let Some(at) = row.glyphs.iter().position(|glyph| glyph.text.contains(['：', ':'])) {
            let label = row.glyphs[..at].iter().rfind(|glyph| !glyph.is_blank());
            let face = label.map_or("", |glyph| anatomy.document.face(glyph));
            let fang = crate::inspect::faces::class(face) == Class::FangSong;
            findings.advise(Id::H09, fang, Look::on(row.page).text(face).wanted("仿宋").note(Note::Face));
            let after = row.glyphs[at + 1..].iter().filter(|glyph| !glyph.is_blank());
            for glyph in after {
                let face = anatomy.document.face(glyph);
                let kai = crate::inspect::faces::class(face) == Class::Kai;
                findings.advise(Id::H09, kai, Look::on(row.page).text(face).wanted("楷体").note(Note::Face));
            }
        }
    }
    findings.length(Id::H09, 0, widest, right(widest), 0.8);
    // The number stands on the row of the last signer.
    let last = anatomy.head.between.last();
    let number =
        anatomy.head.between.iter().find(|row| row.words().contains('号') && !row.words().starts_with("签发人"));
    if let (Some(last), Some(number)) = (last, number) {
        findings.length(Id::H09, last.page, number.baseline, last.baseline, 0.2);
    }
}

/// The red rule (7.2.7).
fn rule(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let Some(rule) = anatomy.head.rule else {
        if anatomy.head.number.is_some() && !anatomy.head.mark.is_empty() {
            findings.check(Id::H11, false, Look::on(0).note(Note::Absent));
        } else {
            findings.unmeasured(Id::H11);
        }
        findings.unmeasured(Id::H10);
        return;
    };
    match anatomy.head.between.last() {
        Some(row) => {
            findings.length(Id::H10, 0, rule.rect.y0 - row.bottom(), RULE_DROP, 0.5);
        }
        None => findings.unmeasured(Id::H10),
    }
    if rule.colour.is_red() {
        let rect = rule.rect;
        if findings.length(Id::H11, 0, rect.width(), anatomy.frame.wide(rect.width()), 0.8) {
            findings.length(Id::H11, 0, rect.x0, anatomy.frame.across(0.0, rect.x0), 0.5);
            findings.length(Id::H11, 0, rect.x1, anatomy.frame.across(WIDTH, rect.x1), 0.5);
        }
    } else {
        findings.check(Id::H11, false, Look::on(0).note(Note::Colour));
    }
}
