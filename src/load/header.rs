//! Which column of a table is which: names as they are written, then without blanks and the width of brackets.

use crate::span::Span;

/// A field of a table and the headers that its column may have.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) headers: Vec<String>,
    /// Whether the table cannot be read without it.
    pub(super) needed: bool,
    /// Where `sources.toml` names them.
    pub(super) told: Option<Span>,
}

/// Where the fields stand.
#[derive(Debug)]
pub(super) enum Columns {
    /// For each block of a table whose columns repeat to the right: the column of each field.
    Blocks(Vec<Vec<Option<usize>>>),
    /// The fields, by their place, that have no column.
    Missing(Vec<usize>),
    /// A second column for a field that not all have: the field, and where both stand.
    Twice(usize, usize, usize),
}

/// Looks for the columns of all fields in a header; of one of several rows the lowest name alone may tell, if no other column
/// has it; of two columns of which one is hidden, by its number from 1, the other is meant.
pub(super) fn columns(header: &[&str], lowest: &[&str], hidden: &[usize], fields: &[Field]) -> Columns {
    let places = |field: &Field| {
        let whole = places(header, field);
        if !whole.is_empty() {
            return whole;
        }
        let lower = places(lowest, field);
        if lower.len() == 1 { lower } else { Vec::new() }
    };
    let mut places: Vec<Vec<usize>> = fields.iter().map(places).collect();
    for columns in places.iter_mut().filter(|columns| columns.len() == 2) {
        let shown: Vec<usize> = columns.iter().copied().filter(|at| !hidden.contains(&(at + 1))).collect();
        if shown.len() == 1 {
            *columns = shown;
        }
    }
    let needed = || fields.iter().zip(&places).filter(|(field, _)| field.needed);
    let missing = |(field, places): (&Field, &Vec<usize>)| field.needed && places.is_empty();
    let missing: Vec<usize> =
        fields.iter().zip(&places).enumerate().filter(|(_, pair)| missing(*pair)).map(|(at, _)| at).collect();
    if !missing.is_empty() {
        return Columns::Missing(missing);
    }
    let blocks = needed().map(|(_, places)| places.len()).min().unwrap_or(1);
    let twice = places.iter().enumerate().find(|(_, places)| places.len() > 1 && places.len() != blocks);
    if let Some((field, [first, second, ..])) = twice.map(|(field, places)| (field, places.as_slice())) {
        return Columns::Twice(field, *first, *second);
    }
    let block = |at: usize| places.iter().map(|places| places.get(at).copied()).collect();
    Columns::Blocks((0..blocks).map(block).collect())
}

/// A name as it is compared: without blanks, brackets and signs in half width.
pub(super) fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()
}

/// The column that a name, or its letter or number, stands for.
pub(super) fn place(header: &[&str], name: &str) -> Option<usize> {
    let field = Field { name: "", headers: vec![name.to_owned()], needed: true, told: None };
    places(header, &field).first().copied()
}

/// The column that is told by its letter or number: `D列`, `第4列`.
fn numbered(name: &str) -> Option<usize> {
    let name = plain(name);
    let name = name.strip_suffix('列')?;
    if let Some(number) = name.strip_prefix('第') {
        return number.parse::<usize>().ok()?.checked_sub(1);
    }
    let letters = (1..=3).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let value = |value: usize, byte: u8| value * 26 + usize::from(byte.to_ascii_uppercase() - b'A') + 1;
    letters.then(|| name.bytes().fold(0, value) - 1)
}

/// The columns of a field from left to right, by the nearest way of naming it that any column has.
fn places(header: &[&str], field: &Field) -> Vec<usize> {
    let places = |same: &dyn Fn(&str, &str) -> bool| -> Vec<usize> {
        let fits = |text: &&&str| !text.is_empty() && field.headers.iter().any(|wanted| same(text, wanted));
        header.iter().enumerate().filter(|(_, text)| fits(text)).map(|(at, _)| at).collect()
    };
    let exact = places(&|text, wanted| text == wanted);
    if !exact.is_empty() {
        return exact;
    }
    let numbered: Vec<usize> = field.headers.iter().filter_map(|name| numbered(name)).collect();
    if let Some(at) = numbered.first().filter(|at| **at < header.len()) {
        return vec![*at];
    }
    let close = places(&|text, wanted| plain(text) == plain(wanted));
    if close.is_empty() { places(&|text, wanted| stem(&plain(text)) == plain(wanted)) } else { close }
}

/// A header without the unit or share in brackets behind it: `得分(占40%)` is `得分`.
fn stem(text: &str) -> &str {
    match text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        Some((stem, _)) => stem,
        None => text,
    }
}
