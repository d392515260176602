//! The files of a workspace, as plain tables.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use toml::{Table, Value};

use crate::oracle::ratio::Ratio;

/// A row by column.
pub(super) type Row = HashMap<String, String>;

/// A table of a workspace; none if there is no such file.
pub(super) fn table(folder: &Path, name: &str) -> Vec<Row> {
    let Ok(text) = fs::read_to_string(folder.join(format!("{name}.csv"))) else { return Vec::new() };
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| {
        header.iter().zip(&record).map(|(column, cell)| (column.to_owned(), cell.trim().to_owned())).collect()
    };
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

/// A cell; blank if there is no such column.
pub(super) fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

/// A number of a cell.
pub(super) fn decimal(text: &str) -> Ratio {
    Ratio::parse(text).unwrap_or_else(|| panic!("{text:?} is a number"))
}

/// A number of the settings.
pub(super) fn number(value: &Value) -> Ratio {
    match value {
        Value::Integer(number) => Ratio::int((*number).into()),
        Value::Float(number) => decimal(&number.to_string()),
        other => panic!("{other} is a number"),
    }
}

/// Reads settings.
pub(super) trait Settings {
    fn text(&self, key: &str) -> Option<&str>;
    fn marks(&self, key: &str) -> Option<Ratio>;
    fn count(&self, key: &str) -> Option<usize>;
    fn tables(&self, key: &str) -> Vec<&Table>;
    fn texts(&self, key: &str) -> Vec<String>;
}

impl Settings for Table {
    fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Value::as_str)
    }

    fn marks(&self, key: &str) -> Option<Ratio> {
        self.get(key).map(number)
    }

    fn count(&self, key: &str) -> Option<usize> {
        self.get(key).map(|value| usize::try_from(value.as_integer().expect("a count")).expect("a count"))
    }

    fn tables(&self, key: &str) -> Vec<&Table> {
        self.get(key)
            .and_then(Value::as_array)
            .map(|list| list.iter().filter_map(Value::as_table).collect())
            .unwrap_or_default()
    }

    fn texts(&self, key: &str) -> Vec<String> {
        match self.get(key) {
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }
}
