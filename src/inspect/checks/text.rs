//! Numbers and punctuation in the text (9).

use std::sync::LazyLock;

use regex::Regex;

use crate::inspect::anatomy::{Anatomy, pattern};
use crate::inspect::checklist::Id;
use crate::inspect::finding::{Findings, Look, Note, Verdict};
use crate::inspect::rows::Row;

/// 发文字号 with other brackets, with 第, or with a leading zero, as it is quoted in a sentence.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\p{Han}(?:[\[［【(（](?:19|20)[0-9]{2}[\]］】)）](?:第)?[0-9]+号|〔[0-9]{4}〕(?:第[0-9]*|0[0-9]*)号)")
});
/// Punctuation behind a bracketed label.
static LABEL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^（[一二三四五六七八九十0-9]+）[、.．，]"));
/// A label with the mark of another level.
static OTHER_LABEL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:[0-9]+、|[一二三四五六七八九十]+[.．])"));
/// Half-width punctuation between Chinese characters.
static HALF_WIDTH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\p{Han}[,;:?!]\p{Han}|\(\p{Han}+\)"));

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    for (page, text) in paragraphs(anatomy) {
        let look = |found: &str| Look::on(page).text(found).note(Note::Form);
        if let Some(found) = NUMBER.find(&text).or_else(|| LABEL.find(&text)) {
            findings.check(Id::X01, false, look(found.as_str()));
        } else if let Some(found) = HALF_WIDTH.find(&text).or_else(|| OTHER_LABEL.find(&text)) {
            findings.add(Id::X01, Verdict::Warn, look(found.as_str()));
        } else {
            findings.check(Id::X01, true, Look::on(page));
        }
    }
}

/// The paragraphs of the body, each with the page it begins on.
fn paragraphs(anatomy: &Anatomy<'_>) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut before: Option<&Row<'_>> = None;
    for row in anatomy.body.iter().filter(|row| !row.table) {
        let goes_on = before.is_some() && anatomy.is_flush(row);
        match found.last_mut() {
            Some((_, text)) if goes_on => text.push_str(&row.words()),
            _ => found.push((row.page, row.words())),
        }
        before = Some(row);
    }
    found
}
