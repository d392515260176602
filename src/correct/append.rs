//! Adds rows to ledger and register: what stands there stays byte for byte.

use super::record::line_of;
use super::seal::seal;
use crate::load::RawTable;

/// The bytes of a table with more rows behind those that are sealed, each sealed in turn; always UTF-8 with commas.
///
/// `text` is the file as it is, `kept` how many of its bytes stay, if its cells are separated by commas; `fields` are the new rows without their seals, by the
/// names of `columns`, of which the last one is the seal.
#[must_use]
pub fn with_rows(
    table: &RawTable,
    columns: &[&str],
    text: &str,
    kept: usize,
    head: Option<&str>,
    fields: &[Vec<String>],
) -> Vec<u8> {
    let mut new = String::from("\u{FEFF}");
    let header: Vec<&str> = if table.is_absent() { columns.to_vec() } else { table.header().collect() };
    if table.is_absent() {
        new.push_str(&line_of(&header));
        new.push_str("\r\n");
    } else if !table.is_appendable() {
        let standing = table.rows().iter().filter(|row| row.span().start() < kept);
        let values = standing.map(|row| (0..header.len()).map(|at| row.cell(at).value.as_str()).collect::<Vec<_>>());
        for cells in std::iter::once(header.clone()).chain(values) {
            new.push_str(&line_of(&cells));
            new.push_str("\r\n");
        }
    } else {
        new.push_str(&text[..kept]);
        if !new.ends_with('\n') {
            new.push_str("\r\n");
        }
    }
    let mut previous = head.map(str::to_owned);
    for row in fields {
        let own = seal(previous.as_deref(), row.iter().map(String::as_str));
        let value = |column: &&str| {
            let place = columns.iter().position(|known| known == column);
            place.map(|place| row.get(place).unwrap_or(&own).as_str()).unwrap_or_default()
        };
        let cells: Vec<&str> = header.iter().map(value).collect();
        new.push_str(&line_of(&cells));
        new.push_str("\r\n");
        previous = Some(own);
    }
    new.into_bytes()
}
