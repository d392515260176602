//! Paper, type area, rows, cells, colour and fonts (chapter 5).

use crate::inspect::Form;
use crate::inspect::anatomy::{Anatomy, LABEL, NEXT_ROW, step};
use crate::inspect::checklist::Id;
use crate::inspect::faces::Class;
use crate::inspect::finding::{Findings, Look, Note, Verdict};
use crate::inspect::geometry::{CELLS, HEIGHT, LEFT, PAPER, PITCH, ROWS, TOP, WIDTH};
use crate::inspect::rows::{Row, Sheet, is_han, median};
use crate::pdf::Glyph;

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    paper(anatomy, findings);
    type_area(anatomy, findings);
    rows(anatomy, findings);
    cells(anatomy, findings);
    body_type(anatomy, findings);
    colour(anatomy, findings);
    fonts(anatomy, findings);
}

fn paper(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    for (at, sheet) in anatomy.sheets.iter().enumerate() {
        let (width, height) = (sheet.page.width, sheet.page.height);
        let off = (width - PAPER.0).abs().max((height - PAPER.1).abs());
        let look = Look::on(at).text(format!("{width:.1} × {height:.1} mm")).wanted("210 × 297 mm");
        // What is trimmed may differ by 2 mm (6.3); a file has no reason to.
        if off > 2.0 {
            findings.check(Id::P01, false, look);
        } else {
            findings.advise(Id::P01, off <= 0.1, look);
        }
    }
}

fn type_area(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let frame = anatomy.frame;
    let second = usize::from(anatomy.sheets.len() > 1);
    if frame.top_found {
        findings.length(Id::P02, second, frame.top, TOP, 1.0);
    } else {
        findings.unmeasured(Id::P02);
    }
    if frame.left_found {
        findings.length(Id::P03, 0, frame.left, LEFT, 1.0);
    } else {
        findings.unmeasured(Id::P03);
    }
    match frame.width {
        Some(width) => {
            findings.length(Id::P04, 0, width, WIDTH, 1.0);
        }
        None => findings.unmeasured(Id::P04),
    }
    for (at, sheet) in anatomy.sheets.iter().enumerate() {
        outside(anatomy, at, sheet, findings);
    }
}

/// Nothing but the page number stands above or below the type area; on page 1 of a letter the mark may, and text
/// down to the lower rule.
fn outside(anatomy: &Anatomy<'_>, at: usize, sheet: &Sheet<'_>, findings: &mut Findings) {
    let letter = anatomy.form == Form::Letter && at == 0;
    let edges = || {
        let frame = anatomy.frame;
        if letter { (30.0, 277.0) } else { (frame.top.min(TOP), frame.foot.max(TOP + HEIGHT)) }
    };
    for row in &sheet.rows {
        // A mark behind the page is an artifact that is no black type of the size of text.
        let behind = row.artifact && (!row.colour().is_black() || row.size > 20.0);
        let number = anatomy.numbers.iter().any(|number| std::ptr::eq(number.row, row));
        let head = letter && anatomy.head.holds(row);
        let (top, foot) = edges();
        if behind || number || head {
            continue;
        }
        if row.top() < top - 1.0 {
            findings.check(Id::P05, false, Look::on(at).mm(row.top(), top, 1.0));
        } else if row.bottom() > foot + 1.0 {
            findings.check(Id::P05, false, Look::on(at).mm(row.bottom(), foot, 1.0));
        } else {
            findings.check(Id::P05, true, Look::on(at));
        }
    }
}

/// Whether a page is nothing but rows of text, from its first to its last.
fn is_plain(anatomy: &Anatomy<'_>, sheet: &Sheet<'_>) -> bool {
    let text = || sheet.text().filter(|row| !anatomy.numbers.iter().any(|number| std::ptr::eq(number.row, *row)));
    let closing = |row: &Row<'_>| {
        anatomy.tail.holds(row)
            || anatomy.imprint.as_ref().is_some_and(|imprint| imprint.holds(row))
            || anatomy.attachments.iter().any(|attachment| attachment.holds(row))
            || anatomy.title.iter().any(|title| std::ptr::eq(*title, row))
    };
    let figures = !sheet.page.pictures.is_empty() || !sheet.turned.is_empty();
    !figures && text().count() > 0 && text().all(|row| anatomy.is_text(row) && !closing(row))
}

fn rows(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let texts: Vec<&Row<'_>> = anatomy.texts().collect();
    let near = texts.windows(2).filter(|pair| pair[0].page == pair[1].page);
    let near = near.map(|pair| pair[1].baseline - pair[0].baseline).filter(|distance| *distance < NEXT_ROW);
    let distances: Vec<f64> = near.collect();
    let mut short = None;
    let mut full_pages = 0;
    let mut measured = 0;
    for (at, sheet) in anatomy.sheets.iter().enumerate() {
        let rows: Vec<&Row<'_>> = sheet.text().filter(|row| anatomy.is_text(row)).collect();
        let full = is_plain(anatomy, sheet) && (goes_on(anatomy, at) || rows.len() == ROWS);
        if at == 0 || !full {
            continue;
        }
        measured += 1;
        let (count, foot) = (rows.len(), rows.last().map_or(0.0, |row| row.bottom()));
        if count == ROWS {
            full_pages += 1;
            let wanted = anatomy.frame.down(HEIGHT, foot);
            let right = (-2.505..=0.555).contains(&(foot - wanted));
            findings.check(Id::P09, right, Look::on(at).mm(foot, wanted, 2.5));
        } else {
            short = short.or(Some((at, foot)));
        }
        findings.check(Id::P06, count == ROWS, Look::on(at).count(count, ROWS));
    }
    let pitch = median(distances.clone()).filter(|_| distances.len() >= 3);
    let (usual, possible) = (10.195..=10.555, 9.995..=10.805);
    match pitch {
        Some(pitch) if !possible.contains(&pitch) => {
            findings.check(Id::P07, false, Look::default().mm(pitch, PITCH, 0.25));
        }
        Some(pitch) => findings.advise(Id::P07, usual.contains(&pitch), Look::default().mm(pitch, PITCH, 0.25)),
        None => findings.unmeasured(Id::P07),
    }
    let frame = anatomy.frame;
    let shifted = (frame.foot - frame.top - HEIGHT).abs() > 0.5;
    if pitch.is_some_and(|pitch| !usual.contains(&pitch)) {
        // Another pitch gives another number of rows: one fault is told once.
        findings.retract(Id::P06);
        findings.retract(Id::P09);
    } else if shifted {
        // So does another height of the type area.
        findings.retract(Id::P06);
        let last = anatomy.sheets.len().saturating_sub(1);
        findings.check(Id::P09, false, Look::on(last).mm(frame.foot, TOP + HEIGHT, 0.5));
    } else if let Some((at, foot)) = short.filter(|_| full_pages == 0 && measured > 1) {
        // No page is full: the type area itself ends too early, or too late.
        let right = (foot - frame.foot).abs() <= 2.5;
        findings.check(Id::P09, right, Look::on(at).mm(foot, frame.foot, 2.5));
    }
    for id in [Id::P06, Id::P09] {
        if findings.verdict(id).is_none() {
            findings.unmeasured(id);
        }
    }
}

/// Whether the text of a page goes on on the next one within a paragraph, so that the page is full.
fn goes_on(anatomy: &Anatomy<'_>, at: usize) -> bool {
    let Some(next) = anatomy.sheets.get(at + 1) else { return false };
    let rows: Vec<&Row<'_>> =
        next.text().filter(|row| !anatomy.numbers.iter().any(|number| std::ptr::eq(number.row, *row))).collect();
    let text: Vec<&&Row<'_>> = rows.iter().take_while(|row| anatomy.is_text(row) && !anatomy.tail.holds(row)).collect();
    // Where signature or 版记 follow, the last rows of the text may have been taken along.
    let follows = rows.get(text.len());
    let imprint = |row: &&&Row<'_>| anatomy.imprint.as_ref().is_some_and(|imprint| imprint.holds(row));
    let closing = follows.is_some_and(|row| anatomy.tail.holds(row)) || follows.as_ref().is_some_and(imprint);
    let least = if closing { 4 } else { 1 };
    text.len() >= least
        && text.first().is_some_and(|row| {
            let begins = row.heading > 0
                || LABEL.is_match(&row.words())
                || anatomy.attachments.iter().any(|attachment| attachment.holds(row));
            !begins && anatomy.is_flush(row)
        })
}

/// How many characters a row holds: by the distance of neighbouring characters where nothing was stretched, in rows that
/// end before the edge; else by counting them in full rows.
fn cells(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    if findings.verdict(Id::P04) == Some(Verdict::Fail) {
        findings.unmeasured(Id::P08);
        return;
    }
    let mut counts = Vec::new();
    for row in anatomy.texts().filter(|row| row.heading == 0) {
        let pure = row.visible().all(|glyph| glyph.text.chars().all(is_han));
        if pure && (row.x1 - anatomy.frame.right()).abs() < 1.0 {
            counts.push(row.visible().count() + if anatomy.is_indented(row) { 2 } else { 0 });
        }
    }
    let natural = step(anatomy.texts().filter(|row| anatomy.is_text(row)), anatomy.frame.right());
    let found = match natural {
        Some(step) => {
            let room = (WIDTH + 0.35) / step;
            (1..100_u8).take_while(|count| f64::from(*count) <= room).last().map(usize::from)
        }
        // A row may be spread, as a mark that must not begin a row takes a character along: the fullest rows count.
        None => counts.into_iter().max(),
    };
    match found {
        Some(found) => findings.check(Id::P08, found == CELLS, Look::default().count(found, CELLS)),
        None => findings.unmeasured(Id::P08),
    }
}

fn body_type(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let rows: Vec<&Row<'_>> =
        anatomy.body.iter().copied().filter(|row| anatomy.is_text(row) && row.heading == 0).collect();
    let labelled = |row: &&&Row<'_>| LABEL.is_match(&row.words());
    let plain: Vec<&Row<'_>> = rows.iter().filter(|row| !labelled(row)).copied().collect();
    let plain = if plain.is_empty() { rows } else { plain };
    let Some(first) = plain.first() else {
        findings.unmeasured(Id::P10);
        return;
    };
    let fang = plain.iter().filter(|row| row.class == Class::FangSong).count();
    let other = plain.iter().find(|row| row.class != Class::FangSong);
    let size = anatomy.body_size;
    let look = Look::on(first.page);
    if !(15.65..=16.1).contains(&size) {
        findings.check(Id::P10, false, look.pt(size, 16.0).note(Note::Size));
    } else if let Some(other) = other.filter(|_| 2 * fang < plain.len()) {
        let face = anatomy.face(other);
        findings.check(Id::P10, false, Look::on(other.page).text(face).wanted("仿宋").note(Note::Face));
    } else {
        findings.check(Id::P10, true, look.pt(size, 16.0));
    }
}

fn colour(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    for sheet in anatomy.sheets {
        for row in sheet.text().chain(&sheet.turned).filter(|row| !row.artifact) {
            if anatomy.head.mark.iter().any(|mark| std::ptr::eq(*mark, row)) {
                continue;
            }
            let wrong = row.visible().find(|glyph| !glyph.colour.is_black());
            let look = Look::on(row.page).note(Note::Colour);
            match wrong {
                Some(glyph) => findings.check(Id::P11, false, look.text(shown(glyph)).wanted("#000000")),
                None => findings.check(Id::P11, true, Look::on(row.page)),
            }
        }
    }
}

/// A colour as it is written in the web.
fn shown(glyph: &Glyph) -> String {
    let Some(parts) = glyph.colour.0 else { return "?".to_owned() };
    let byte = |part: f32| {
        format!("{:02x}", (0..=255u8).rev().find(|byte| f32::from(*byte) / 255.0 <= part + 0.002).unwrap_or(0))
    };
    format!("#{}", parts.map(byte).concat())
}

fn fonts(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    for font in &anatomy.document.fonts {
        let look = Look::default().text(font.name.clone());
        findings.check(Id::P12, font.embedded, if font.embedded { Look::default() } else { look.note(Note::Absent) });
    }
    let silent = anatomy.sheets.iter().enumerate().find_map(|(at, sheet)| {
        sheet.page.glyphs.iter().find(|glyph| glyph.text.contains('\u{FFFD}')).map(|glyph| (at, glyph))
    });
    if let Some((at, glyph)) = silent {
        let name = anatomy.document.face(glyph);
        findings.check(Id::P12, false, Look::on(at).text(name).note(Note::Form));
    }
}
