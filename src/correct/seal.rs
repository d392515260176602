//! The seal (校验) of a row: a digest over its fields as they are meant and over the seal of the row before.
//!
//! Spreadsheet programs rewrite `9.50`, dates, line ends and the byte order mark; none of that breaks a seal. Seals find
//! accidents, not forgers: whoever has the program can seal anything.

use chrono::NaiveDate;

use crate::digest::digest;
use crate::model::Marks;

/// How many hexadecimal digits of the digest a seal shows.
const LENGTH: usize = 32;

/// The seal of a row with these fields behind a row with the seal `previous`.
#[must_use]
pub(super) fn seal<'a>(previous: Option<&str>, fields: impl Iterator<Item = &'a str>) -> String {
    let mut parts = vec![previous.unwrap_or_default().to_owned()];
    parts.extend(fields.map(canonical));
    let text = serde_json::Value::from(parts).to_string();
    format!("sha256-{}", &digest(text.as_bytes())[..LENGTH])
}

/// A field as it is meant: numbers without superfluous zeros, dates as `2022-01-25`, lines ended by a line feed.
#[must_use]
pub fn canonical(text: &str) -> String {
    let text = text.trim();
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-')) {
        return text.replace("\r\n", "\n");
    }
    let date = ["%Y-%m-%d", "%Y/%m/%d"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
    if let Some(date) = date {
        return date.format("%Y-%m-%d").to_string();
    }
    Marks::parse(text).map_or_else(|| text.replace("\r\n", "\n"), |marks| marks.to_string())
}
