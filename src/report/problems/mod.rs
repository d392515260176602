//! Problems in words: for people with the lines they stand in, for programs as JSON.

mod concealed;
mod json;
mod text;

pub(super) use json::Gathered;

use super::{Text, text};
use crate::diag::{Problem, Severity};
use crate::lang::Lang;

/// At most so many characters of a sentence are printed: what it quotes may be of any length.
const LONGEST_SENTENCE: usize = 1000;

/// The words for a problem, as far as they can be read.
fn words(problem: &Problem, lang: Lang) -> Text {
    let Text { message, expected, hint } = text(problem, lang);
    Text { message: cut(message), expected: cut(expected), hint: cut(hint) }
}

/// The beginning of a sentence that is too long.
fn cut(sentence: String) -> String {
    match sentence.char_indices().nth(LONGEST_SENTENCE) {
        Some((end, _)) => format!("{}…", &sentence[..end]),
        None => sentence,
    }
}

/// What a severity is called in JSON.
fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
