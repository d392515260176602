//! TOML text to a tree of values, each with its place; numbers keep the digits they were written with.

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Diagnostics, Problem};
use crate::source::Sources;
use crate::span::{SourceId, Span, Spanned};

/// A value as it is written.
#[derive(Clone, Debug)]
pub enum Raw {
    /// Text.
    Text(String),
    /// A decimal number, digit by digit: `0.5` is not made binary.
    Number(String),
    /// `true` or `false`.
    Flag(bool),
    /// A date or time.
    Date(String),
    /// A list.
    List(Vec<Spanned<Raw>>),
    /// A table in the order of its keys' places.
    Table(Vec<(Spanned<String>, Spanned<Raw>)>),
}

/// What stands in the settings of a blank workspace where words of the office belong.
const PLACEHOLDER: &str = "……";

/// A settings file.
#[derive(Clone, Debug)]
pub struct RawSettings {
    /// The keys and values of the file.
    pub root: Spanned<Raw>,
}

impl RawSettings {
    /// Parses a text; the first syntax error is reported, since those behind it mostly follow from it.
    pub(super) fn load(sources: &Sources, id: SourceId, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = sources.file(id).text();
        let (table, errors) = DeTable::parse_recoverable(text);
        if let Some(error) = errors.first() {
            let range = error.span().unwrap_or(0..0);
            let span = Span::new(id, range.start.min(text.len())..range.end.min(text.len()));
            diagnostics.at(span, Problem::TomlSyntax { message: error.message().to_owned() });
        }
        let whole = Span::new(id, 0..text.lines().next().map_or(0, str::len));
        let root = Spanned { value: table_of(table.get_ref(), id), span: whole };
        errors.is_empty().then_some(Self { root })
    }

    /// The texts that still hold the dots of a workspace that was begun blank.
    #[must_use]
    pub fn placeholders(&self) -> Vec<Span> {
        fn look(value: &Spanned<Raw>, found: &mut Vec<Span>) {
            match &value.value {
                Raw::Text(text) if text.contains(PLACEHOLDER) => found.push(value.span),
                Raw::List(list) => list.iter().for_each(|value| look(value, found)),
                Raw::Table(entries) => entries.iter().for_each(|(_, value)| look(value, found)),
                Raw::Text(_) | Raw::Number(_) | Raw::Flag(_) | Raw::Date(_) => {}
            }
        }
        let mut found = Vec::new();
        look(&self.root, &mut found);
        found
    }
}

fn table_of(table: &DeTable<'_>, source: SourceId) -> Raw {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| {
            let key = Spanned { value: key.get_ref().to_string(), span: span_of(key, source) };
            (key, value_of(value, source))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span);
    Raw::Table(entries)
}

fn value_of(value: &TomlSpanned<DeValue<'_>>, source: SourceId) -> Spanned<Raw> {
    let raw = match value.get_ref() {
        DeValue::String(text) => Raw::Text(text.to_string()),
        DeValue::Integer(number) => Raw::Number(number.to_string()),
        DeValue::Float(number) => Raw::Number(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Raw::Flag(*flag),
        DeValue::Datetime(date) => Raw::Date(date.to_string()),
        DeValue::Array(list) => Raw::List(list.iter().map(|inner| value_of(inner, source)).collect()),
        DeValue::Table(table) => table_of(table, source),
    };
    Spanned { value: raw, span: span_of(value, source) }
}

fn span_of<T>(value: &TomlSpanned<T>, source: SourceId) -> Span {
    Span::new(source, value.span())
}
