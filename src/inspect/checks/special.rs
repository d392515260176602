//! 命令（令）格式 (10.2) and 纪要格式 (10.3).

use super::head;
use crate::inspect::Form;
use crate::inspect::anatomy::{Anatomy, begin};
use crate::inspect::checklist::Id;
use crate::inspect::faces::{Class, class};
use crate::inspect::finding::{Findings, Look, Note};
use crate::inspect::geometry::{BLANK_1, BLANK_2, CELL, GRID_2, MARK_DROP, ORDER_DROP};

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    head::mark(anatomy, findings);
    let Some(ink) = anatomy.head.mark_ink() else { return };
    let (id, drop) = if anatomy.form == Form::Order { (Id::O01, ORDER_DROP) } else { (Id::J01, MARK_DROP) };
    findings.length(id, 0, ink.y0, anatomy.frame.down(drop, ink.y0), 1.0);
    if anatomy.form == Form::Order {
        if let Some(number) = anatomy.head.number {
            findings.gap(Id::O01, 0, number.top() - ink.y1, BLANK_2, 1.5, GRID_2);
            if let Some(body) = anatomy.body.first().filter(|row| row.page == 0) {
                findings.gap(Id::O01, 0, body.top() - number.bottom(), BLANK_2, 1.5, GRID_2);
            }
        }
    } else {
        attendance(anatomy, findings);
    }
}

/// 出席, 请假, 列席 below the body of minutes.
fn attendance(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let rows = &anatomy.body;
    let Some(start) = rows.iter().position(|row| !row.table && is_listed(&row.words())) else { return };
    if let Some(before) = start.checked_sub(1).map(|at| rows[at]).filter(|before| before.page == rows[start].page) {
        let gap = rows[start].top() - before.bottom();
        findings.advise(Id::J02, (gap - BLANK_1).abs() <= 1.2, Look::on(rows[start].page).mm(gap, BLANK_1, 1.2));
    }
    let mut names_at = 0.0;
    for row in &rows[start..] {
        let look = Look::on(row.page);
        if !is_listed(&row.words()) {
            findings.advise(Id::J02, (row.x0 - names_at).abs() <= 0.6, look.mm(row.x0, names_at, 0.6));
            continue;
        }
        let indent = begin(row, anatomy.frame.left) - anatomy.frame.left;
        findings.advise(Id::J02, (indent - 2.0 * CELL).abs() <= 0.6, look.clone().mm(indent, 2.0 * CELL, 0.6));
        let face = |at: usize| row.visible().nth(at).map_or("", |glyph| anatomy.document.face(glyph));
        for (at, wanted, name) in [(0, Class::Hei, "黑体"), (3, Class::FangSong, "仿宋")] {
            let right = class(face(at)) == wanted;
            findings.advise(Id::J02, right, look.clone().text(face(at)).wanted(name).note(Note::Face));
        }
        names_at = row.visible().nth(3).map_or(0.0, |glyph| glyph.at.x);
    }
}

/// Whether a row begins one of the lists of minutes.
pub(super) fn is_listed(words: &str) -> bool {
    let label = ["出席", "请假", "列席"].iter().any(|label| words.starts_with(label));
    label && words.chars().nth(2).is_some_and(|c| c == '：' || c == ':')
}
