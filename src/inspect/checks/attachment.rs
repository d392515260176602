//! Attachments (7.3.7) and turned tables (8).

use std::sync::LazyLock;

use regex::Regex;

use super::title::off_middle;
use crate::inspect::Form;
use crate::inspect::anatomy::{Anatomy, Attachment, pattern};
use crate::inspect::checklist::Id;
use crate::inspect::faces::Class;
use crate::inspect::finding::{Findings, Look, Note, Verdict};
use crate::inspect::geometry::{HEIGHT, PITCH, WIDTH};
use crate::inspect::rows::Row;
use crate::pdf::MM;

static BOUND: LazyLock<Regex> = LazyLock::new(|| pattern(r"^附件(?:[1-9][0-9]*)?$"));
static DETACHED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[^0-9〔〕\s]+〔(?:19|20)[0-9]{2}〕[1-9][0-9]*号附件(?:[1-9][0-9]*)?$"));
/// An item of 附件说明.
static ITEM: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[0-9]+[.．、]"));

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let detached = anatomy.form == Form::Unknown && anatomy.attachments.first().is_some_and(|first| first.page == 0);
    for (at, attachment) in anatomy.attachments.iter().enumerate() {
        label(anatomy, attachment, detached && at == 0, findings);
        title(anatomy, attachment, findings);
    }
    if !detached && anatomy.form != Form::Unknown {
        matching(anatomy, findings);
    }
    turned(anatomy, findings);
}

/// Where something on a page of an attachment belongs that is so far from the left and from the upper edge of the type
/// area, in the coordinates of its reader.
fn edges(anatomy: &Anatomy<'_>, attachment: &Attachment<'_>) -> (impl Fn(f64, f64) -> f64, impl Fn(f64, f64) -> f64) {
    let (frame, turned) = (anatomy.frame, attachment.turned);
    let height = anatomy.sheets[attachment.page].page.height;
    let across = move |offset: f64, found: f64| {
        if turned { height - frame.down(HEIGHT - offset, height - found) } else { frame.across(offset, found) }
    };
    let down = move |offset: f64, found: f64| {
        if turned { frame.across(offset, found) } else { frame.down(offset, found) }
    };
    (across, down)
}

fn label(anatomy: &Anatomy<'_>, attachment: &Attachment<'_>, detached: bool, findings: &mut Findings) {
    let (row, page) = (attachment.label, attachment.page);
    let words = row.words();
    let look = Look::on(page).text(words.clone());
    if detached {
        // Without a number there is none to check yet: blanks within the row are no part of its words.
        if words.contains('号') && !words.contains("〕号") {
            findings.check(Id::A04, DETACHED.is_match(&words), look.wanted("××〔2021〕1号附件1"));
        } else {
            findings.add(Id::A04, Verdict::Warn, look.wanted("××〔2021〕1号附件1").note(Note::Absent));
        }
    } else if !BOUND.is_match(&words) {
        findings.check(Id::A01, false, look.wanted("附件1").note(Note::Form));
    } else if row.class != Class::Hei {
        let look = Look::on(page).text(anatomy.face(row)).wanted("黑体").note(Note::Face);
        findings.add(Id::A01, if row.class == Class::Other { Verdict::Warn } else { Verdict::Fail }, look);
    }
    if !(15.65..=16.1).contains(&row.size) && (row.size - anatomy.body_size).abs() > 0.35 {
        findings.check(Id::A01, false, Look::on(page).pt(row.size, 16.0).note(Note::Size));
    }
    if !attachment.first {
        findings.check(Id::A01, false, Look::on(page).text(words).note(Note::Place));
        return;
    }
    let (across, down) = edges(anatomy, attachment);
    findings.length(Id::A01, page, row.x0, across(0.0, row.x0), 0.6);
    findings.length(Id::A01, page, row.top(), down(0.0, row.top()), 1.0);
}

/// The title is centred on row 3.
fn title(anatomy: &Anatomy<'_>, attachment: &Attachment<'_>, findings: &mut Findings) {
    let Some(first) = attachment.title.first() else {
        findings.unmeasured(Id::A02);
        return;
    };
    if !attachment.first {
        return;
    }
    let (across, down) = edges(anatomy, attachment);
    let middle = f64::midpoint(first.top(), first.bottom());
    // Row 3 of the page, or two rows below a label that is not where it should be, in the pitch of the text.
    let pitch = anatomy.pitch.unwrap_or(PITCH);
    let label = f64::midpoint(attachment.label.top(), attachment.label.bottom());
    let row_3 = [down(2.0 * PITCH + 8.0 * MM, middle), down(2.0 * pitch + 8.0 * MM, middle), label + 2.0 * pitch];
    let row_3 = row_3.into_iter().min_by(|a, b| (a - middle).abs().total_cmp(&(b - middle).abs())).unwrap_or(middle);
    findings.length(Id::A02, attachment.page, middle, row_3, 1.5);
    let width = if attachment.turned { HEIGHT } else { WIDTH };
    for row in &attachment.title {
        let centre = across(width / 2.0, row.middle());
        findings.length(Id::A02, attachment.page, centre + off_middle(row, centre), centre, 1.0);
    }
}

/// Numbers and titles are those of 附件说明.
fn matching(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let items = items(anatomy);
    if items.is_empty() {
        if let Some(first) = anatomy.attachments.first().filter(|_| anatomy.tail.date.is_some()) {
            findings.check(Id::A03, false, Look::on(first.page).text(first.label.words()).note(Note::Absent));
        }
        return;
    }
    let all = anatomy.attachments.len() >= items.len();
    for (at, attachment) in anatomy.attachments.iter().enumerate() {
        let number = attachment.number().map(|number| number as usize);
        // Where some attachments are elsewhere, those that are here are known by their numbers.
        let place = if all { at } else { number.map_or(at, |number| number.saturating_sub(1)) };
        let Some(item) = items.get(place) else {
            let look = Look::on(attachment.page).text(attachment.label.words()).note(Note::Absent);
            findings.check(Id::A03, false, look);
            continue;
        };
        if items.len() > 1 && number != Some(place + 1) {
            let look = Look::on(attachment.page).text(attachment.label.words()).wanted(format!("附件{}", place + 1));
            findings.check(Id::A03, false, look.note(Note::Differs));
        }
        let title = attachment.title_text();
        if title.is_empty() {
            findings.unmeasured(Id::A03);
        } else {
            let look = Look::on(attachment.page).text(title.clone()).wanted(item.clone());
            let same = title == item.trim_end_matches(['。', '；', '，', '、', '.', ';']);
            findings.check(Id::A03, same, if same { look } else { look.note(Note::Differs) });
        }
    }
}

/// The names in 附件说明.
fn items(anatomy: &Anatomy<'_>) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for (at, row) in anatomy.tail.attachments.iter().enumerate() {
        let words = row.words();
        let words = if at == 0 { words.chars().skip(3).collect() } else { words };
        match (ITEM.find(&words), items.last_mut()) {
            (Some(found), _) => items.push(words[found.end()..].to_owned()),
            (None, Some(last)) => last.push_str(&words),
            (None, None) => items.push(words),
        }
    }
    items
}

/// Turned tables: their head lies along the left edge of the sheet, and they keep to the type area.
fn turned(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    for (at, sheet) in anatomy.sheets.iter().enumerate() {
        let up: usize = sheet.turned.iter().map(|row| row.glyphs.len()).sum();
        let upright: usize = sheet.text().map(|row| row.glyphs.len()).sum();
        if sheet.downward > up && sheet.downward > 20.max(upright) {
            findings.check(Id::T01, false, Look::on(at).note(Note::Place));
        } else if up > 20.max(upright) {
            let left = sheet.turned.iter().map(Row::top).fold(f64::INFINITY, f64::min);
            let right = sheet.turned.iter().map(Row::bottom).fold(0.0, f64::max);
            let look = Look::on(at);
            let (from, to) = (anatomy.frame.across(0.0, left), anatomy.frame.across(WIDTH, right));
            if left < from - 1.0 {
                findings.check(Id::T01, false, look.mm(left, from, 1.0));
            } else {
                findings.check(Id::T01, right <= to + 1.0, look.mm(right, to, 1.0));
            }
        }
    }
}
