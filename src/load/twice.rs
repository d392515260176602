//! Rows of events that are read twice: two entries read one file, or a file was copied.

use std::collections::BTreeMap;

use super::columns;
use super::header::plain;
use super::{RawRow, RawTable};
use crate::diag::{Diagnostics, Problem};
use crate::span::{SourceId, Span};

/// The tables whose rows add up.
const EVENTS: [&str; 3] = ["宣传.csv", "失信.csv", "事件.csv"];
/// What an event is told by, beside its unit.
const TOLD: [&str; 4] = ["日期", "事项", "标题", "案号"];

/// Reports rows that two entries read, and equal rows of two files: one warning for each two files.
pub(super) fn tell(table: &str, rows: &RawTable, diagnostics: &mut Diagnostics) {
    if !EVENTS.contains(&table) || rows.is_absent() || rows.broken {
        return;
    }
    let column = |name: &'static str| rows.column(name);
    let whole: Vec<usize> =
        columns::identity(table).iter().chain(&["项目", "级别"]).copied().filter_map(column).collect();
    let told: Vec<usize> = TOLD.into_iter().filter_map(column).collect();
    let mut seen: BTreeMap<Vec<String>, Vec<&RawRow>> = BTreeMap::new();
    let mut found: BTreeMap<(SourceId, SourceId), (Span, Span, usize)> = BTreeMap::new();
    for row in rows.rows() {
        let cells = whole.iter().filter_map(|at| row.cells.get(*at));
        let key: Vec<String> = cells.map(|cell| plain(&cell.value)).collect();
        // What an entry says of all its rows tells none of them apart.
        let own = told.iter().filter_map(|at| row.cells.get(*at)).any(|cell| {
            cell.span.source == row.span.source && (row.span.start()..=row.span.end()).contains(&cell.span.start())
        });
        let earlier = seen.entry(key).or_default();
        let same = |earlier: &&&RawRow| {
            let other = earlier.span.source != row.span.source;
            earlier.span == row.span || other && own
        };
        if let Some(first) = earlier.iter().find(same) {
            let pair = (first.span.source, row.span.source);
            found.entry(pair).or_insert((row.span, first.span, 0)).2 += 1;
        }
        if earlier.len() < 8 {
            earlier.push(row);
        }
    }
    for (here, there, count) in found.into_values() {
        if here == there {
            diagnostics.at(here, Problem::ReadTwice { count, same: true });
        } else {
            diagnostics.between(here, there, Problem::ReadTwice { count, same: false });
        }
    }
}
