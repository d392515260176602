//! Paragraphs and levels of the body (7.3.3).

use super::special;
use crate::inspect::Form;
use crate::inspect::anatomy::{Anatomy, LABEL, begin};
use crate::inspect::checklist::Id;
use crate::inspect::faces::{Class, class};
use crate::inspect::finding::{Findings, Look, Note};
use crate::inspect::geometry::CELL;
use crate::inspect::rows::{Row, is_han};

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let starts = starts(anatomy);
    indents(anatomy, &starts, findings);
    levels(anatomy, &starts, findings);
}

/// The rows that begin a paragraph for sure: what stands above them ended early.
fn starts<'a>(anatomy: &Anatomy<'a>) -> Vec<&'a Row<'a>> {
    // The lists of minutes are measured by themselves.
    let listed = anatomy.form == Form::Minutes;
    let text = anatomy.body.iter().take_while(|row| !(listed && special::is_listed(&row.words())));
    let rows: Vec<&Row<'_>> = anatomy.addressees.iter().chain(text).copied().collect();
    let first = anatomy.addressees.is_empty().then(|| anatomy.body.first().copied()).flatten();
    let begins = |pair: &&[&'a Row<'a>]| {
        let addressed = anatomy.addressees.last().is_some_and(|last| std::ptr::eq(*last, pair[0]));
        let of_addressees = anatomy.addressees.iter().any(|row| std::ptr::eq(*row, pair[1]));
        let early = pair[0].x1 < anatomy.frame.right() - 1.5 * CELL || pair[0].heading > 0 || addressed;
        !of_addressees && !pair[0].table && (anatomy.is_text(pair[0]) || addressed) && early
    };
    let found = rows.windows(2).filter(begins).map(|pair| pair[1]);
    let centred =
        |row: &Row<'_>| row.x0 > anatomy.frame.left + 4.0 * CELL && row.x1 < anatomy.frame.right() - 2.0 * CELL;
    first.into_iter().chain(found).filter(|row| anatomy.is_text(row) && !centred(row)).collect()
}

fn indents(anatomy: &Anatomy<'_>, starts: &[&Row<'_>], findings: &mut Findings) {
    let indent = |row: &Row<'_>| begin(row, anatomy.frame.left) - anatomy.frame.left;
    let off = |row: &&&Row<'_>| (indent(row) - anatomy.frame.indent(2.0, indent(row))).abs() > 0.7;
    let wrong: Vec<&&Row<'_>> = starts.iter().filter(off).collect();
    let Some(first) = wrong.first().copied().or(starts.first()) else {
        findings.unmeasured(Id::B08);
        return;
    };
    let found = begin(first, anatomy.frame.left) - anatomy.frame.left;
    let look = Look::on(first.page).mm(found, 2.0 * CELL, 0.6);
    // A single row may be no paragraph; half of them are.
    if 2 * wrong.len() > starts.len() {
        findings.check(Id::B08, false, look);
    } else {
        findings.advise(Id::B08, wrong.is_empty(), look);
    }
}

/// The level that a label stands for.
fn level(text: &str) -> Option<usize> {
    let label = LABEL.find(text)?.as_str();
    Some(match (label.starts_with('（'), label.chars().any(|c| c.is_ascii_digit())) {
        (false, false) => 1,
        (true, false) => 2,
        (false, true) => 3,
        (true, true) => 4,
    })
}

fn levels(anatomy: &Anatomy<'_>, starts: &[&Row<'_>], findings: &mut Findings) {
    // A paragraph may begin below a full row, too: its indent tells.
    let begins = |row: &&Row<'_>| {
        anatomy.is_text(row) && (anatomy.is_indented(row) || starts.iter().any(|start| std::ptr::eq(*start, *row)))
    };
    let labelled: Vec<(&Row<'_>, usize)> =
        anatomy.body.iter().copied().filter(begins).filter_map(|row| Some((row, level(&row.words())?))).collect();
    // The lower levels have the face of the text; if that is wrong it is told once.
    let text = anatomy.text_class().unwrap_or(Class::FangSong);
    for (row, level) in &labelled {
        let wanted = [Class::Hei, Class::Kai, text, text][level - 1];
        let name = ["黑体", "楷体", "仿宋", "仿宋"][level - 1];
        // The label and the beginning of what follows; a heading may run on as text.
        let han = row.visible().take(6).filter(|glyph| glyph.text.chars().all(is_han));
        let faces: Vec<&str> = han.map(|glyph| anatomy.document.face(glyph)).collect();
        // In text of another face the lower levels may have either.
        let fits = |face: &&&str| class(face) == wanted || (*level > 2 && class(face) == Class::FangSong);
        let right = faces.iter().filter(fits).count();
        let look = Look::on(row.page).text(faces.first().copied().unwrap_or_default()).wanted(name);
        findings.check(Id::B09, 2 * right >= faces.len(), look.note(Note::Face));
    }
    let second = labelled.iter().any(|(_, level)| *level == 2);
    // Text that has level 1 does not begin with a lower one.
    let first = labelled.first().filter(|(_, level)| *level > 1);
    if let Some((row, _)) = first.filter(|_| labelled.iter().any(|(_, level)| *level == 1)) {
        let shown: String = row.words().chars().take(12).collect();
        findings.check(Id::B09, false, Look::on(row.page).text(shown).note(Note::Skipped));
    }
    for pair in labelled.windows(2) {
        let ((_, above), (row, level)) = (&pair[0], &pair[1]);
        // With two levels alone, 1. below 一、 is usual.
        let skipped = *level > above + 1 && !(*above == 1 && *level == 3 && !second);
        if skipped {
            let shown: String = row.words().chars().take(12).collect();
            findings.check(Id::B09, false, Look::on(row.page).text(shown).note(Note::Skipped));
        }
    }
}
