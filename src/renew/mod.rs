//! The files of a new workspace: the sample, one of any size like it, or next year's workspace from this year's.

mod synthetic;

pub use synthetic::{MOST, Synthetic};

use toml_edit::{DocumentMut, TableLike, Value};

use crate::correct::line_of;
use crate::load::{RawTable, RawWorkspace};
use crate::model::IssueDate;
use crate::source::{SOURCES, Sources, WorkspaceFile, embedded, extension_of};
use crate::validate::columns;

/// The tables of a year, by path, with their columns; a new year begins with the headers alone.
const TABLES: [(&str, &[&str]); 9] = [
    ("numbers.csv", &columns::NUMBERS),
    ("scores/评分.csv", &columns::MARKS),
    ("scores/达标.csv", &columns::ANSWERS),
    ("scores/评价.csv", &columns::EVALUATIONS),
    ("scores/宣传.csv", &columns::PUBLICATIONS),
    ("scores/失信.csv", &columns::LISTINGS),
    ("scores/排名.csv", &columns::RANKS),
    ("scores/事件.csv", &columns::ALL_EVENTS),
    ("scores/数据.csv", &columns::ALL_FIGURES),
];

/// The tables that are carried over as they are.
const CARRIED: [&str; 3] = ["units.csv", "indicators.csv", "aliases.csv"];

/// The sample workspace.
#[must_use]
pub fn sample() -> Vec<(String, Vec<u8>)> {
    embedded::sample().into_iter().map(|(path, bytes)| (path, bytes.to_vec())).collect()
}

/// A workspace to be filled in: a commented scheme and form, the manuals, and tables with their headers alone.
#[must_use]
pub fn blank() -> Vec<(String, Vec<u8>)> {
    let table = |(path, columns): (&str, Vec<&str>)| {
        (path.to_owned(), format!("\u{FEFF}{}\r\n", columns.join(",")).into_bytes())
    };
    let units = columns::UNITS.into_iter().filter(|column| *column != "分值设置").collect();
    let mut made: Vec<(String, Vec<u8>)> = TABLES.map(|(path, columns)| table((path, columns.to_vec()))).to_vec();
    made.extend([("units.csv", units), ("aliases.csv", columns::ALIASES.to_vec())].map(table));
    made.extend(
        [("scheme.toml", include_str!("blank/scheme.toml")), ("documents.toml", include_str!("blank/documents.toml"))]
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())),
    );
    made.extend(sample().into_iter().filter(|(path, _)| extension_of(path) == "md"));
    made.sort();
    made
}

/// Next year's workspace from the files of this year's: roster, roles, scheme, form, templates and fonts carried over,
/// year and dates raised by one, numbers and scores emptied. Comments stay. What the ledger `corrected` in a table that
/// is carried over stays so.
#[must_use]
pub fn next_year(
    files: &[WorkspaceFile],
    raw: &RawWorkspace,
    corrected: Option<(&RawWorkspace, &Sources)>,
) -> Vec<(String, Vec<u8>)> {
    let mut made: Vec<(String, Vec<u8>)> = Vec::new();
    for (path, bytes, table) in files {
        let kept = path == SOURCES || path.starts_with("templates/") || path.starts_with("fonts/");
        match table.and_then(|table| CARRIED.into_iter().find(|carried| *carried == table)) {
            // What was corrected is written anew, in the place of all files that it came from.
            Some(table) if corrected.is_some() => {
                let anew = corrected.map(|(raw, sources)| written(&raw.table(sources, table))).unwrap_or_default();
                if !made.iter().any(|(path, _)| path == table) {
                    made.push((table.to_owned(), anew));
                }
            }
            Some(_) => made.push((path.clone(), bytes.clone())),
            None if kept => made.push((path.clone(), bytes.clone())),
            None if path == "scheme.toml" || path == "documents.toml" => {
                made.push((path.clone(), raised(&String::from_utf8_lossy(bytes)).into_bytes()));
            }
            None => {}
        }
    }
    // Tables that not every method has begin anew where this year has them.
    let wanted = |path: &str| match path {
        "scores/事件.csv" | "scores/数据.csv" => path.strip_prefix("scores/").is_some_and(|name| raw.has(name)),
        _ => true,
    };
    let tables = TABLES.into_iter().filter(|(path, _)| wanted(path));
    made.extend(
        tables.map(|(path, columns)| (path.to_owned(), format!("\u{FEFF}{}\r\n", columns.join(",")).into_bytes())),
    );
    made.sort();
    made
}

/// A table as CSV, for Excel with a byte order mark.
fn written(table: &RawTable) -> Vec<u8> {
    let header: Vec<&str> = table.header().collect();
    let rows = table.rows().iter();
    let rows = rows.map(|row| (0..header.len()).map(|column| row.cell(column).value.as_str()).collect::<Vec<_>>());
    let lines = std::iter::once(header.clone()).chain(rows).map(|cells| format!("{}\r\n", line_of(&cells)));
    format!("\u{FEFF}{}", lines.collect::<Vec<_>>().concat()).into_bytes()
}

/// A settings file with `year` and every `date` raised by one year.
fn raised(text: &str) -> String {
    let mut document: DocumentMut = match text.trim_start_matches('\u{FEFF}').parse() {
        Ok(document) => document,
        // The workspace was checked before, so that this is not reached; a file as it was is then the least harm.
        Err(_) => return text.to_owned(),
    };
    raise(document.as_table_mut());
    document.to_string()
}

fn raise(table: &mut dyn TableLike) {
    for (key, item) in table.iter_mut() {
        if let Some(inner) = item.as_table_like_mut() {
            raise(inner);
        } else if let Some(value) = item.as_value_mut()
            && let Some(mut raised) = raised_value(key.get(), value)
        {
            *raised.decor_mut() = value.decor().clone();
            *value = raised;
        }
    }
}

/// A year or date, one year later.
fn raised_value(key: &str, value: &Value) -> Option<Value> {
    let later = |text: &str| Some(IssueDate::parse(text)?.a_year_later().iso());
    match (key, value) {
        ("year", Value::Integer(year)) => Some(Value::from(year.value() + 1)),
        ("date", Value::Datetime(date)) => {
            later(&date.value().to_string())?.parse::<toml_edit::Datetime>().ok().map(Value::from)
        }
        ("date", Value::String(text)) => later(text.value()).map(Value::from),
        _ => None,
    }
}
