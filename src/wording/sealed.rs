//! Values on their way through Markdown: each is sealed in letters between two noncharacters, and opened after parsing.

use minijinja::value::ValueKind;
use minijinja::{Error, Output, State, Value};

use super::unprintable;

/// Before a sealed value. Inputs that hold one of these marks are refused.
const BEGIN: char = '\u{FDD0}';
/// Behind a sealed value.
const END: char = '\u{FDD1}';
/// Before the name of an insert.
const INSERT_BEGIN: char = '\u{FDD2}';
/// Behind the name of an insert.
const INSERT_END: char = '\u{FDD3}';

/// Writes a value as minijinja's formatter: sealed, so that no character of it can be markup.
pub(super) fn write(output: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = match value.kind() {
        ValueKind::String | ValueKind::Number => value.to_string(),
        ValueKind::Undefined => return Err(minijinja::ErrorKind::UndefinedError.into()),
        kind => return Err(unprintable(&format!("{kind} cannot be printed"))),
    };
    if insert_name(&text).is_some() {
        return output.write_str(&text).map_err(|_| unprintable("cannot be written"));
    }
    output.write_str(&seal(&text)).map_err(|_| unprintable("cannot be written"))
}

/// The place where a table or chart is put in.
pub(super) fn insert(name: &str) -> String {
    format!("{INSERT_BEGIN}{name}{INSERT_END}")
}

/// The name, if the text is the place of an insert and nothing else.
pub(super) fn insert_name(text: &str) -> Option<&str> {
    let name = text.strip_prefix(INSERT_BEGIN)?.strip_suffix(INSERT_END)?;
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_').then_some(name)
}

/// Whether an insert stands in the text.
pub(super) fn holds_insert(text: &str) -> bool {
    text.contains(INSERT_BEGIN)
}

fn seal(text: &str) -> String {
    let letter = |half: u8| char::from(b'a' + half);
    let sealed: String = text.bytes().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect();
    format!("{BEGIN}{sealed}{END}")
}

/// Opens every sealed value in a text; one that was sealed twice is opened twice.
pub(super) fn open(text: &str) -> String {
    let Some((before, rest)) = text.split_once(BEGIN) else { return text.to_owned() };
    let Some((sealed, after)) = rest.split_once(END) else { return text.to_owned() };
    let half = |letter: u8| letter.wrapping_sub(b'a') & 15;
    let bytes = sealed.as_bytes().chunks_exact(2).map(|pair| half(pair[0]) << 4 | half(pair[1])).collect();
    let value = String::from_utf8(bytes).unwrap_or_default();
    format!("{before}{}{}", open(&value), open(after))
}
