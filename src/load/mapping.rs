//! `sources.toml`: which files feed which tables, under which headers, and what stands for no mark.

use globset::GlobMatcher;

use super::blanks::Blanks;
use super::captures::Captures;
use super::columns;
use super::entry::{header, named_columns, named_fields, sheet, values, wrong};
use super::fields::{Fields, check_schema};
use super::header::Field;
use super::selection::Selection;
use super::words::Words;
use super::{Cell, Raw, RawSettings};
use crate::diag::{Diagnostics, Expected, Problem};
use crate::source::{SOURCES, Sources, file_pattern, table_named, tables};
use crate::span::{Span, Spanned};

/// The column that tells the rows of a table apart.
pub(super) const KEY: &str = "编号";
/// The columns that an entry may do without: keys, codes and numbers are made.
const DISPENSABLE: [&str; 4] = [KEY, "扣分原因", "编码", "序号"];
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
    pub(super) values: Vec<(&'static str, Cell)>,
    /// The columns of a wide table that each make a row; none of a long one.
    pub(super) items: Vec<WideItem>,
    /// Headers of columns that are left out without a note.
    pub(super) ignore: Vec<String>,
    /// Rows that are left out.
    pub(super) rows: Selection,
    /// Fields whose blank cells take the value above them.
    pub(super) fill: Vec<&'static str>,
    /// Fields whose cells may name several units, each of which gets a row.
    pub(super) split: Vec<&'static str>,
    /// What words mean.
    pub(super) words: Words,
    /// What the names of files tell.
    pub(super) captures: Option<Captures>,
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
    pub(super) values: Vec<(&'static str, Cell)>,
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

    /// The columns that other entries read of the files of an entry.
    pub(super) fn columns_beside(&self, at: usize) -> Vec<String> {
        let Some(own) = self.entry(at) else { return Vec::new() };
        let beside = self.entries().filter(|(other, entry)| *other != at && entry.files.value == own.files.value);
        let named = |(_, entry): (usize, &Mapping)| {
            let fields = entry.fields.iter().flat_map(|field| field.headers.clone());
            let rows = entry.rows.columns().map(|column| column.value.clone());
            fields.chain(rows).chain(entry.ignore.clone()).collect::<Vec<_>>()
        };
        beside.flat_map(named).collect()
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
        let captured = self.captures.as_ref().is_some_and(|captures| captures.fields.contains(&field));
        captured || self.values.iter().any(|(name, _)| *name == field) || self.items.iter().any(by_item)
    }

    fn read(entry: &Spanned<Raw>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut fields = Fields::of(entry, "source", diagnostics)?;
        let name = fields.text("table", diagnostics);
        let files = fields.text("files", diagnostics);
        let table = name.as_ref().and_then(|name| {
            let table = table_named(&name.value);
            if table.is_none() {
                let choices = tables().map(|table| table.trim_end_matches(".csv"));
                let choices = choices.map(str::to_owned).collect();
                let problem = Problem::UnknownChoice { key: "table".to_owned(), found: name.value.clone(), choices };
                diagnostics.at(name.span, problem);
            }
            table
        });
        let sound = files.as_ref().is_some_and(|files| file_pattern(&files.value).is_some());
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
        let rows = Selection::read(&mut fields, diagnostics);
        let fill = named_fields(&mut fields, "fill", &known, diagnostics);
        let split = named_fields(&mut fields, "split", &known, diagnostics);
        let words = Words::read(&mut fields, &known, diagnostics);
        let captures = files.as_ref().and_then(|files| Captures::read(files, &known, diagnostics));
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
            rows,
            fill,
            split,
            words,
            captures,
        };
        let told = items.and_then(|items| mapping.wide(items, &known, diagnostics)).unwrap_or_default();
        // What items need not tell may have a column.
        let own = |field: &&&str| ["项目", "指标"].contains(*field) && named.iter().any(|(name, _, _)| name == *field);
        for field in known.iter().filter(|field| !told.contains(field) || own(field)) {
            let named = named.iter().find(|(name, _, _)| name == field);
            let constant = mapping.values.iter().find(|(name, _)| name == field).map(|(_, value)| value.span);
            let by_name = mapping.captures.as_ref().filter(|captures| captures.fields.contains(field));
            match (named, constant.or(by_name.map(|_| mapping.files.span))) {
                (Some(_), Some(span)) => {
                    diagnostics.at(span, Problem::FieldTwice { field: (*field).to_owned() });
                }
                (None, Some(_)) => {}
                (named, None) => {
                    let headers = named.map_or_else(|| vec![(*field).to_owned()], |(_, headers, _)| headers.clone());
                    let needed = named.is_some() || required.contains(field) && !DISPENSABLE.contains(field);
                    let told = named.map(|(_, _, span)| *span);
                    mapping.fields.push(Field { name: field, headers, needed, told });
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
            (first(&["得分", "达标", "数值", "次数"])?, first(&["项目", "指标"])?, first(&["扣分原因"]));
        let further = [("part", "分项"), ("class", "级别"), ("evaluator", "评价单位"), ("what", "事项")];
        let further = further.map(|(key, field)| (key, known.iter().copied().find(|known| *known == field)));
        let (criterion, points) = (first(&["要点"]), first(&["分值"]));
        let mut told = vec![value];
        told.extend(reason);
        told.extend(criterion);
        for entry in list {
            let Some(mut fields) = Fields::of(entry, "items", diagnostics) else { continue };
            let header = fields.text("header", diagnostics);
            // A table of one item, or whose evaluators say whom they speak of, names it once.
            let constant = |field: &str| self.values.iter().any(|(name, _)| *name == field);
            let elsewhere = fields.place("evaluator").is_some() || constant(item);
            let name =
                if elsewhere { fields.optional_text("item", diagnostics) } else { fields.text("item", diagnostics) };
            let noted = fields.optional_text("reason", diagnostics).filter(|_| reason.is_some());
            let number = if criterion.is_some() { fields.count("criterion", diagnostics) } else { None };
            if fields.place("evaluator").is_some() {
                told.push(item);
            }
            let mut values: Vec<_> = name.map(|name| (item, name.map(Into::into))).into_iter().collect();
            for (key, field) in further {
                let text = if field.is_some() { fields.optional_text(key, diagnostics) } else { None };
                values.extend(field.zip(text.map(|text| text.map(Into::into))));
            }
            let taken =
                fields.choice("as", Some(value), &[(value, value), ("分值", points.unwrap_or(value))], diagnostics);
            fields.finish(diagnostics);
            let (Some(header), Some(value)) = (header, taken) else { continue };
            values.extend(criterion.zip(number.map(|number| number.map(|number| number.to_string().into()))));
            // A column of counts says by its name what was counted.
            if known.contains(&"事项") && !constant("事项") && !values.iter().any(|(name, _)| *name == "事项") {
                values.push(("事项", header.clone().map(Into::into)));
            }
            let mut column = |name: &'static str, header: Spanned<String>| {
                let told = Some(header.span);
                self.fields.push(Field { name, headers: vec![header.value], needed: true, told });
                self.fields.len() - 1
            };
            let at = column(value, header);
            let reason = noted.zip(reason).map(|(header, field)| column(field, header));
            told.push(value);
            told.extend(values.iter().map(|(name, _)| *name));
            self.items.push(WideItem { value: at, reason, values, field: value });
        }
        Some(told)
    }
}
