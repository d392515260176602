//! `sources.toml`: which files feed which tables, under which headers, and what stands for no mark.

use globset::GlobMatcher;

use super::blanks::Blanks;
use super::columns;
use super::fields::{Fields, check_schema, text_of};
use super::header::Field;
use super::{Raw, RawSettings};
use crate::diag::{Diagnostics, Expected, Problem};
use crate::source::{ROSTER_TABLES, SCORE_TABLES, SOURCES, Sources, pattern, table_named};
use crate::span::{Span, Spanned};

/// The column that tells the rows of a table apart.
pub(super) const KEY: &str = "编号";
/// The columns that an entry may do without.
const DISPENSABLE: [&str; 2] = [KEY, "扣分原因"];
/// What values may name.
const PLACEHOLDERS: [&str; 3] = ["{file}", "{folder}", "{sheet}"];

/// What `sources.toml` says.
#[derive(Clone, Debug, Default)]
pub(super) struct Mappings {
    /// The words for no mark.
    pub(super) blanks: Blanks,
    /// Its entries; none for one with faults, which are reported.
    entries: Vec<Option<Mapping>>,
}

/// An entry.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    /// Where it stands.
    pub(super) span: Span,
    /// The pattern of its files.
    pub(super) files: Spanned<String>,
    /// The sheets that are read.
    pub(super) sheet: Option<Spanned<SheetChoice>>,
    /// The rows of the header, from 1.
    pub(super) header: Option<(u32, u32)>,
    /// The fields that have columns.
    pub(super) fields: Vec<Field>,
    /// Fields with one value for all rows.
    pub(super) values: Vec<(&'static str, Spanned<String>)>,
    /// The columns of a wide table that each make a row; none of a long one.
    pub(super) items: Vec<WideItem>,
    /// Headers of columns that are left out without a note.
    pub(super) ignore: Vec<String>,
    /// Rows that are left out.
    pub(super) skip: Vec<GlobMatcher>,
}

/// Which sheets of a spreadsheet are read.
#[derive(Clone, Debug)]
pub(super) enum SheetChoice {
    /// The one at this place, from 1.
    At(u32),
    /// Those whose names fit.
    Named(String, GlobMatcher),
}

/// A column of a wide table.
#[derive(Clone, Debug)]
pub(super) struct WideItem {
    /// The headers of the value and of the reason, by their places among the fields.
    pub(super) value: usize,
    pub(super) reason: Option<usize>,
    /// The fields that it fills with the same in all rows.
    pub(super) values: Vec<(&'static str, Spanned<String>)>,
    /// The field that the value is for.
    pub(super) field: &'static str,
}

impl Mappings {
    /// Reads the file below a folder of the workspace, if there is one; what is wrong with it is reported.
    pub(super) fn load(sources: &Sources, folder: &str, diagnostics: &mut Diagnostics) -> Self {
        let Some(id) = sources.text_of(&format!("{folder}{SOURCES}")) else { return Self::default() };
        let Some(raw) = RawSettings::load(sources, id, diagnostics) else { return Self::default() };
        let Some(mut fields) = Fields::of(&raw.root, SOURCES, diagnostics) else { return Self::default() };
        check_schema(&mut fields, diagnostics);
        let blanks = Blanks::read(&mut fields, diagnostics);
        let entries = match fields.optional("source").map(|list| (&list.value, list)) {
            None => Vec::new(),
            Some((Raw::List(entries), _)) => entries.iter().map(|entry| Mapping::read(entry, diagnostics)).collect(),
            Some((_, list)) => {
                diagnostics.at(list.span, wrong("source", Expected::List));
                Vec::new()
            }
        };
        fields.finish(diagnostics);
        Self { blanks, entries }
    }

    /// An entry by its place.
    pub(super) fn entry(&self, at: usize) -> Option<&Mapping> {
        self.entries.get(at)?.as_ref()
    }

    /// All sound entries with their places.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, &Mapping)> {
        self.entries.iter().enumerate().filter_map(|(at, entry)| Some((at, entry.as_ref()?)))
    }
}

impl Mapping {
    /// Whether a field has one value for all rows, or is filled by the items of a wide table.
    pub(super) fn tells(&self, field: &str) -> bool {
        let by_item = |item: &WideItem| item.field == field || item.values.iter().any(|(name, _)| *name == field);
        self.values.iter().any(|(name, _)| *name == field) || self.items.iter().any(by_item)
    }

    fn read(entry: &Spanned<Raw>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut fields = Fields::of(entry, "source", diagnostics)?;
        let name = fields.text("table", diagnostics);
        let files = fields.text("files", diagnostics);
        let table = name.as_ref().and_then(|name| {
            let table = table_named(&name.value);
            if table.is_none() {
                let choices = ROSTER_TABLES.iter().chain(&SCORE_TABLES).map(|table| table.trim_end_matches(".csv"));
                let choices = choices.map(str::to_owned).collect();
                let problem = Problem::UnknownChoice { key: "table".to_owned(), found: name.value.clone(), choices };
                diagnostics.at(name.span, problem);
            }
            table
        });
        let sound = files.as_ref().is_some_and(|files| pattern(&files.value).is_some());
        if let Some(files) = files.as_ref().filter(|_| !sound) {
            diagnostics.at(files.span, Problem::BadPattern { found: files.value.clone() });
        }
        let known: Vec<&'static str> = table.map(columns::all).unwrap_or_default();
        let required = table.map(columns::of).unwrap_or_default();
        let sheet = sheet(&mut fields, diagnostics);
        let header = header(&mut fields, diagnostics);
        let wide = fields.choice("layout", Some(false), &[("long", false), ("wide", true)], diagnostics)?;
        let named = named_columns(&mut fields, &known, diagnostics);
        let values = values(&mut fields, &known, diagnostics);
        let ignore = fields.texts("ignore", diagnostics).unwrap_or_default();
        let skip = skipped(&mut fields, diagnostics);
        let items = if wide { fields.value("items", diagnostics) } else { None };
        let mut mapping = Self {
            span: name.as_ref().map_or(fields.span(), |name| name.span),
            files: files?,
            sheet,
            header,
            fields: Vec::new(),
            values,
            items: Vec::new(),
            ignore: ignore.into_iter().map(|header| header.value).collect(),
            skip,
        };
        let told = items.and_then(|items| mapping.wide(items, &known, diagnostics)).unwrap_or_default();
        for field in known.iter().filter(|field| !told.contains(field)) {
            let named = named.iter().find(|(name, _)| name == field);
            let constant = mapping.values.iter().find(|(name, _)| name == field);
            match (named, constant) {
                (Some(_), Some((_, value))) => {
                    diagnostics.at(value.span, Problem::FieldTwice { field: (*field).to_owned() });
                }
                (None, Some(_)) => {}
                (named, None) => {
                    let headers = named.map_or_else(|| vec![(*field).to_owned()], |(_, headers)| headers.clone());
                    let needed = named.is_some() || required.contains(field) && !DISPENSABLE.contains(field);
                    mapping.fields.push(Field { name: field, headers, needed });
                }
            }
        }
        fields.finish(diagnostics);
        (table.is_some() && sound).then_some(mapping)
    }

    /// Reads the items of a wide table; gives the fields that they fill.
    fn wide(
        &mut self,
        items: &Spanned<Raw>,
        known: &[&'static str],
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<&'static str>> {
        let Raw::List(list) = &items.value else {
            diagnostics.at(items.span, wrong("items", Expected::List));
            return None;
        };
        let first = |names: &[&str]| known.iter().copied().find(|field| names.contains(field));
        let (value, item, reason) =
            (first(&["得分", "达标", "数值"])?, first(&["项目", "指标"])?, first(&["扣分原因"]));
        let mut told = vec![value, item];
        told.extend(reason);
        let (criterion, part) = (first(&["要点"]), first(&["分项"]));
        told.extend(criterion);
        told.extend(part);
        for entry in list {
            let Some(mut fields) = Fields::of(entry, "items", diagnostics) else { continue };
            let header = fields.text("header", diagnostics);
            let name = fields.text("item", diagnostics);
            let noted = fields.optional_text("reason", diagnostics).filter(|_| reason.is_some());
            let number = if criterion.is_some() { fields.count("criterion", diagnostics) } else { None };
            let named = fields.optional_text("part", diagnostics).filter(|_| part.is_some());
            fields.finish(diagnostics);
            let (Some(header), Some(name)) = (header, name) else { continue };
            let mut values = vec![(item, name)];
            values.extend(part.zip(named));
            values.extend(criterion.zip(number.map(|number| number.map(|number| number.to_string()))));
            let mut column = |name: &'static str, header: Spanned<String>| {
                self.fields.push(Field { name, headers: vec![header.value], needed: true });
                self.fields.len() - 1
            };
            let at = column(value, header);
            let reason = noted.zip(reason).map(|(header, field)| column(field, header));
            self.items.push(WideItem { value: at, reason, values, field: value });
        }
        Some(told)
    }
}

fn wrong(key: &str, expected: Expected) -> Problem {
    Problem::WrongType { key: key.to_owned(), expected }
}

/// Which sheets are read: a number from 1, or a pattern for names.
fn sheet(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Spanned<SheetChoice>> {
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
fn header(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<(u32, u32)> {
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
fn by_field<'a>(
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

fn named_columns(
    fields: &mut Fields<'_>,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'static str, Vec<String>)> {
    let mut found = Vec::new();
    for (field, value) in by_field(fields, "columns", known, diagnostics) {
        let headers: Vec<Option<Spanned<String>>> = match &value.value {
            Raw::List(list) if !list.is_empty() => {
                list.iter().map(|header| text_of(header, field, diagnostics)).collect()
            }
            _ => vec![text_of(value, field, diagnostics)],
        };
        found.push((field, headers.into_iter().flatten().map(|header| header.value).collect()));
    }
    found
}

fn values(
    fields: &mut Fields<'_>,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'static str, Spanned<String>)> {
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
        found.push((field, text));
    }
    found
}

fn skipped(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Vec<GlobMatcher> {
    let Some(mut rows) = fields.optional_table("rows", diagnostics) else { return Vec::new() };
    let patterns = rows.texts("skip", diagnostics).unwrap_or_default();
    rows.finish(diagnostics);
    let mut found = Vec::new();
    for text in patterns {
        match pattern(&text.value) {
            Some(matcher) => found.push(matcher),
            None => diagnostics.at(text.span, Problem::BadPattern { found: text.value }),
        }
    }
    found
}
