//! The rows of ledger and register as they are written: columns, lines of CSV, seals.

use super::seal::seal;
use crate::diag::{Diagnostics, Problem};
use crate::load::{RawRow, RawTable};

/// `corrections.csv`: 更正账.
pub const LEDGER_COLUMNS: [&str; 13] =
    ["序号", "日期", "类型", "表", "行", "列", "原值", "新值", "理由", "依据", "申请人", "批准人", "校验"];
/// `register.csv`: 发文登记.
pub const REGISTER_COLUMNS: [&str; 10] =
    ["版次", "文种", "编码", "发文字号", "成文日期", "页数", "文件摘要", "代替", "更正账", "校验"];

/// The cells of a line of CSV; `None` if it is more than one line or no CSV.
#[must_use]
pub(super) fn cells_of(line: &str) -> Option<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
    let mut records = reader.records();
    let record = records.next()?.ok()?;
    records.next().is_none().then(|| record.iter().map(|cell| cell.trim().to_owned()).collect())
}

/// Cells as a line of CSV, without its end.
#[must_use]
pub fn line_of<S: AsRef<str>>(cells: &[S]) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let written = writer.write_record(cells.iter().map(AsRef::as_ref));
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default().trim_end_matches('\n').to_owned()
}

/// The sealed rows of a table with their seals in order, and those that stand unsealed behind them.
///
/// The first row whose seal does not fit it and its forerunner is reported, and nothing behind it is taken.
pub(super) fn sealed_rows<'a, const N: usize>(
    table: &'a RawTable,
    columns: [usize; N],
    path: &'static str,
    diagnostics: &mut Diagnostics,
) -> (Vec<(&'a RawRow, String)>, Vec<&'a RawRow>) {
    let mut sealed: Vec<(&RawRow, String)> = Vec::new();
    let mut unsealed = Vec::new();
    for (at, row) in table.rows().iter().enumerate() {
        let (last, fields) = columns.split_last().unwrap_or((&0, &[]));
        let found = row.cell(*last);
        if found.value.is_empty() {
            unsealed.push(row);
            continue;
        }
        let previous = sealed.last().map(|(_, seal)| seal.as_str());
        let fits = seal(previous, fields.iter().map(|column| row.cell(*column).value.as_str())) == found.value;
        if !fits || !unsealed.is_empty() {
            let first: &RawRow = unsealed.first().copied().unwrap_or(row);
            diagnostics.at(first.span(), Problem::SealBroken { path, row: at + 1 - unsealed.len() });
            return (sealed, Vec::new());
        }
        sealed.push((row, found.value.to_string()));
    }
    (sealed, unsealed)
}
