//! Texts in which nothing can command a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::load::is_unprintable;

/// A text in which nothing can command a terminal: control and direction marks become other characters as long.
pub(super) fn printable_text(text: &str) -> Cow<'_, str> {
    let harmless = |at: usize, c: char| match c {
        '\n' | '\t' => true,
        '\r' => text[at + 1..].starts_with('\n'),
        c => !is_unprintable(c),
    };
    if text.char_indices().all(|(at, c)| harmless(at, c)) {
        return Cow::Borrowed(text);
    }
    let twin = |(at, c): (usize, char)| match c.len_utf8() {
        _ if harmless(at, c) => c.to_string(),
        3 => "\u{FFFD}".to_owned(),
        length => "?".repeat(length),
    };
    Cow::Owned(text.char_indices().map(twin).collect())
}

/// A text on one line in which nothing can command a terminal.
pub(super) fn printable_line(text: &str) -> String {
    printable_text(text).replace(['\n', '\r', '\t'], " ")
}

/// The same JSON in which nothing can command a terminal: such characters, which stand in texts only, are escaped.
pub(super) fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !is_unprintable(c) {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}
