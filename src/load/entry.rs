//! The parts of an entry of `sources.toml`: sheet, header, columns, values, fields.

use super::fields::{Fields, text_of};
use super::mapping::SheetChoice;
use super::{Cell, Raw};
use crate::diag::{Diagnostics, Expected, Problem};
use crate::source::pattern;
use crate::span::{Span, Spanned};

/// What values may name.
const PLACEHOLDERS: [&str; 4] = ["{file}", "{folder}", "{sheet}", "{heading}"];

pub(super) fn wrong(key: &str, expected: Expected) -> Problem {
    Problem::WrongType { key: key.to_owned(), expected }
}

/// Which sheets are read: a number from 1, or a pattern for names.
pub(super) fn sheet(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Spanned<SheetChoice>> {
    let value = fields.optional("sheet")?;
    if let Raw::Number(_) = value.value {
        return Some(fields.optional_count("sheet", diagnostics)?.map(SheetChoice::At));
    }
    let name = text_of(value, "sheet", diagnostics)?;
    let Some(matcher) = pattern(&name.value) else {
        diagnostics.at(name.span, Problem::BadPattern { found: name.value });
        return None;
    };
    Some(name.map(|name| SheetChoice::Named(name, matcher)))
}

/// The rows of the header: one, or the first and the last of several.
pub(super) fn header(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<(u32, u32)> {
    let value = fields.optional("header")?;
    let Raw::List(rows) = &value.value else {
        let row = fields.optional_count("header", diagnostics)?.value;
        return Some((row, row));
    };
    let row = |row: &Spanned<Raw>| match &row.value {
        Raw::Number(digits) => digits.parse::<u32>().ok().filter(|row| *row > 0),
        _ => None,
    };
    let rows: Option<Vec<u32>> = rows.iter().map(row).collect();
    match rows.as_deref() {
        Some([first, .., last]) if first < last && last - first < 10 => Some((*first, *last)),
        _ => {
            diagnostics.at(value.span, wrong("header", Expected::Count));
            None
        }
    }
}

/// The entries of a table whose keys are fields of the table that is fed.
pub(super) fn by_field<'a>(
    fields: &mut Fields<'a>,
    key: &'static str,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'static str, &'a Spanned<Raw>)> {
    let Some(value) = fields.optional(key) else { return Vec::new() };
    let Raw::Table(entries) = &value.value else {
        diagnostics.at(value.span, wrong(key, Expected::Table));
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, value) in entries {
        match known.iter().find(|field| **field == name.value) {
            Some(field) => found.push((*field, value)),
            None if known.is_empty() => {}
            None => {
                let known = known.iter().map(|field| (*field).to_owned()).collect();
                diagnostics.at(name.span, Problem::UnknownKey { key: name.value.clone(), known });
            }
        }
    }
    found
}

pub(super) fn named_columns(
    fields: &mut Fields<'_>,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'static str, Vec<String>, Span)> {
    let mut found = Vec::new();
    for (field, value) in by_field(fields, "columns", known, diagnostics) {
        let headers: Vec<Option<Spanned<String>>> = match &value.value {
            Raw::List(list) if !list.is_empty() => {
                list.iter().map(|header| text_of(header, field, diagnostics)).collect()
            }
            _ => vec![text_of(value, field, diagnostics)],
        };
        found.push((field, headers.into_iter().flatten().map(|header| header.value).collect(), value.span));
    }
    found
}

pub(super) fn values(
    fields: &mut Fields<'_>,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'static str, Cell)> {
    let mut found = Vec::new();
    for (field, value) in by_field(fields, "values", known, diagnostics) {
        let text = match &value.value {
            Raw::Number(digits) => Some(Spanned { value: digits.clone(), span: value.span }),
            Raw::Date(date) => Some(Spanned { value: date.clone(), span: value.span }),
            _ => text_of(value, field, diagnostics),
        };
        let Some(text) = text else { continue };
        let rest = PLACEHOLDERS.iter().fold(text.value.clone(), |rest, known| rest.replace(known, ""));
        if rest.contains(['{', '}']) {
            let known = PLACEHOLDERS.map(str::to_owned).to_vec();
            diagnostics.at(text.span, Problem::UnknownPlaceholder { found: text.value.clone(), known });
        }
        found.push((field, text.map(Into::into)));
    }
    found
}

/// Names of fields of the table that is fed.
pub(super) fn named_fields(
    fields: &mut Fields<'_>,
    key: &'static str,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Vec<&'static str> {
    let mut found = Vec::new();
    for name in fields.texts(key, diagnostics).unwrap_or_default() {
        match known.iter().find(|field| **field == name.value) {
            Some(field) => found.push(*field),
            None if known.is_empty() => {}
            None => {
                let choices = known.iter().map(|field| (*field).to_owned()).collect();
                let problem = Problem::UnknownChoice { key: key.to_owned(), found: name.value, choices };
                diagnostics.at(name.span, problem);
            }
        }
    }
    found
}
