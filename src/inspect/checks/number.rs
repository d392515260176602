//! Page numbers (7.5).

use std::sync::LazyLock;

use regex::Regex;

use crate::inspect::Form;
use crate::inspect::anatomy::{Anatomy, PageNumber, pattern};
use crate::inspect::checklist::Id;
use crate::inspect::faces::{Class, class};
use crate::inspect::finding::{Findings, Look, Note};
use crate::inspect::geometry::{CELL_4, HEIGHT, NUMBER_DROP, WIDTH};

static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^—\s?[1-9][0-9]*\s?—$"));

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    for number in &anatomy.numbers {
        form(anatomy, number, findings);
        place(anatomy, number, findings);
    }
    order(anatomy, findings);
    if anatomy.form == Form::Letter {
        let first = anatomy.numbers.iter().find(|number| number.page == 0);
        match first {
            Some(number) => {
                findings.check(Id::N05, false, Look::on(0).text(number.row.words()).note(Note::Superfluous));
            }
            None => findings.check(Id::N05, true, Look::on(0)),
        }
    }
}

fn form(anatomy: &Anatomy<'_>, number: &PageNumber<'_>, findings: &mut Findings) {
    let (row, look) = (number.row, Look::on(number.page));
    let text = row.text.trim();
    let digit = row.visible().find(|glyph| glyph.text.chars().all(|c| c.is_ascii_digit()));
    let face = digit.map_or("", |glyph| anatomy.document.face(glyph));
    if !NUMBER.is_match(text) {
        findings.check(Id::N01, false, look.text(text).wanted("— 1 —").note(Note::Form));
    } else if (row.size - 14.0).abs() > 0.15 {
        findings.check(Id::N01, false, look.pt(row.size, 14.0).note(Note::Size));
    } else {
        let song = class(face) == Class::Song;
        findings.check(Id::N01, song, look.text(face).wanted("宋体").note(Note::Face));
    }
}

/// Height by the ink of a dash, side by the ends of the dashes.
fn place(anatomy: &Anatomy<'_>, number: &PageNumber<'_>, findings: &mut Findings) {
    let (row, page, frame) = (number.row, number.page, anatomy.frame);
    match number.axis() {
        Some(axis) => {
            findings.length(Id::N02, page, axis, frame.down(HEIGHT + NUMBER_DROP, axis), 0.5);
        }
        None => findings.unmeasured(Id::N02),
    }
    let Some(ink) = row.ink() else { return };
    let odd = (page + 1) % 2 == 1;
    let inset = if odd {
        frame.across(WIDTH - CELL_4, ink.x1) + CELL_4 - ink.x1
    } else {
        ink.x0 - frame.across(CELL_4, ink.x0) + CELL_4
    };
    let right = (4.35..=7.85).contains(&inset);
    findings.check(Id::N03, right, Look::on(page).mm(inset, CELL_4, 1.0));
}

/// Numbers run from the first page to the last, through the attachments.
fn order(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let letter = anatomy.form == Form::Letter;
    let pages = anatomy.sheets.len();
    let headed = matches!(anatomy.form, Form::General | Form::Order | Form::Minutes);
    if anatomy.numbers.is_empty() {
        // A letter of two pages may do without.
        if headed {
            findings.check(Id::N04, false, Look::on(0).note(Note::Absent));
        } else if letter && pages > 1 {
            findings.advise(Id::N04, false, Look::on(1).note(Note::Absent));
        }
        return;
    }
    let blank = |page: usize| {
        anatomy.sheets[page].rows.iter().all(|row| row.artifact) && anatomy.sheets[page].turned.is_empty()
    };
    let last_after_blank = |page: usize| page + 1 == pages && page > 0 && blank(page - 1);
    let Some(first) = anatomy.numbers.iter().find(|number| number.value.is_some()) else { return };
    let start = first.value.unwrap_or(1);
    for page in 0..pages {
        let number = anatomy.numbers.iter().find(|number| number.page == page);
        let steps = i64::try_from(page).unwrap_or(0) - i64::try_from(first.page).unwrap_or(0);
        // Page 1 is the first one where the whole document is here; a part of one counts from its own first number.
        let origin = if headed || letter { i64::try_from(first.page).unwrap_or(0) + 1 } else { i64::from(start) };
        let wanted = origin + steps;
        match number {
            Some(number) => {
                let right = number.value.map(i64::from) == Some(wanted);
                let look = Look::on(page).text(number.row.words()).wanted(format!("— {wanted} —"));
                findings.check(Id::N04, right, look);
            }
            None if (letter && page == 0) || blank(page) || last_after_blank(page) => {}
            None if letter && pages == 2 => findings.advise(Id::N04, false, Look::on(page).note(Note::Absent)),
            None => findings.check(Id::N04, false, Look::on(page).note(Note::Absent)),
        }
    }
}
