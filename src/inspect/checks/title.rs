//! 标题 (7.3.1), 主送机关 (7.3.2) and where the body begins (7.3.3).

use crate::inspect::Form;
use crate::inspect::anatomy::{Anatomy, begin};
use crate::inspect::checklist::Id;
use crate::inspect::faces::Class;
use crate::inspect::finding::{Findings, Look, Note, Verdict};
use crate::inspect::geometry::{BLANK_1, BLANK_2, GRID_1, GRID_2, PITCH, WIDTH};
use crate::inspect::rows::Row;

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    if matches!(anatomy.form, Form::General | Form::Letter) {
        title(anatomy, findings);
    }
    addressees(anatomy, findings);
    body_on_page_1(anatomy, findings);
}

fn title(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let ids = if anatomy.form == Form::Letter { [Id::L06, Id::B02, Id::B03] } else { [Id::B01, Id::B02, Id::B03] };
    let Some(first) = anatomy.title.first() else {
        for id in ids {
            findings.unmeasured(id);
        }
        return;
    };
    if anatomy.form == Form::Letter {
        findings.gap(Id::L06, 0, first.top() - anatomy.head.bottom, BLANK_2, 1.8, GRID_2);
    } else if anatomy.head.rule.is_some() {
        findings.gap(Id::B01, 0, first.top() - anatomy.head.bottom, BLANK_2, 1.5, GRID_2);
    } else {
        findings.unmeasured(Id::B01);
    }
    let middle = |row: &Row<'_>| anatomy.frame.across(WIDTH / 2.0, row.middle());
    for row in &anatomy.title {
        let look = Look::on(row.page);
        if !(21.65..=22.15).contains(&row.size) {
            findings.check(Id::B02, false, look.pt(row.size, 22.0).note(Note::Size));
        } else if off_middle(row, middle(row)).abs() > 0.5 {
            let middle = middle(row);
            findings.length(Id::B02, row.page, middle + off_middle(row, middle), middle, 0.5);
        } else {
            let face = look.text(anatomy.face(row)).wanted("小标宋");
            match row.class {
                Class::XiaoBiaoSong => findings.add(Id::B02, Verdict::Pass, face),
                Class::HeavySong => findings.add(Id::B02, Verdict::Warn, face.note(Note::Substitute)),
                _ => findings.add(Id::B02, Verdict::Warn, face.note(Note::Face)),
            }
        }
    }
    shape(&anatomy.title, findings);
}

/// How far the middle of a row lies from where it should. Marks at its ends may have been cut to half their cells.
pub(super) fn off_middle(row: &Row<'_>, wanted: f64) -> f64 {
    let half = row.em() / 2.0;
    let opens = row.first().is_some_and(|c| "（《“‘〔【".contains(c));
    let closes = row.last().is_some_and(|c| "）》”’〕】，。、；：".contains(c));
    let left = if opens { vec![row.x0, row.x0 + half] } else { vec![row.x0] };
    let right = if closes { vec![row.x1, row.x1 - half] } else { vec![row.x1] };
    let pairs = left.iter().flat_map(|left| right.iter().map(move |right| f64::midpoint(*left, *right) - wanted));
    pairs.min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0)
}

/// A trapezoid or a diamond: rows never grow again once they have shrunk, and they are not all alike.
fn shape(rows: &[&Row<'_>], findings: &mut Findings) {
    let widths: Vec<f64> = rows.iter().map(|row| row.x1 - row.x0).collect();
    let least = rows[0].em() / 2.0;
    let mut shrunk = false;
    let mut hourglass = false;
    for pair in widths.windows(2) {
        hourglass |= shrunk && pair[1] > pair[0] + least;
        shrunk |= pair[1] < pair[0] - least;
    }
    let alike = rows.len() > 1 && widths.windows(2).all(|pair| (pair[1] - pair[0]).abs() < least);
    let shown = || widths.iter().map(|width| format!("{width:.0}")).collect::<Vec<_>>().join(" / ") + " mm";
    if hourglass {
        findings.check(Id::B03, false, Look::on(0).text(shown()).note(Note::Form));
    } else {
        findings.advise(Id::B03, !alike, Look::on(0).text(shown()).note(Note::Form));
    }
    for pair in rows.windows(2) {
        let (end, start) = (pair[0].last().unwrap_or(' '), pair[1].first().unwrap_or(' '));
        let number = end.is_ascii_digit() && (start.is_ascii_digit() || "年月日号".contains(start));
        let mark = "（《“‘〔".contains(end) || "）》”’〕，。、；：".contains(start);
        if number || mark {
            let shown = format!("{}|{}", pair[0].words(), pair[1].words());
            findings.check(Id::B03, false, Look::on(0).text(shown).note(Note::SplitWord));
        }
    }
    if let Some((before, after)) = super::words::split(rows) {
        findings.add(Id::B03, Verdict::Warn, Look::on(0).text(format!("{before}|{after}")).note(Note::SplitWord));
    }
}

fn addressees(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let (Some(first), Some(last)) = (anatomy.addressees.first(), anatomy.addressees.last()) else { return };
    if let Some(title) = anatomy.title.last() {
        findings.gap(Id::B04, first.page, first.top() - title.bottom(), BLANK_1, 1.2, GRID_1);
    }
    for row in &anatomy.addressees {
        let from = begin(row, anatomy.frame.left);
        findings.length(Id::B05, row.page, from, anatomy.frame.across(0.0, from), 0.6);
    }
    let look = Look::on(last.page).text(last.words()).wanted("：").note(Note::Form);
    findings.check(Id::B05, last.last() == Some('：'), look);
    if let Some(next) = anatomy.body.first().filter(|next| next.page == last.page && anatomy.is_text(next)) {
        findings.length(Id::B06, next.page, next.baseline - last.baseline, anatomy.pitch.unwrap_or(PITCH), 0.5);
    }
}

fn body_on_page_1(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    if anatomy.title.is_empty() || anatomy.body.is_empty() {
        return;
    }
    let there = anatomy.body.iter().any(|row| row.page == 0);
    findings.check(Id::B07, there, if there { Look::on(0) } else { Look::on(0).note(Note::Absent) });
}
