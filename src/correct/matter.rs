//! What a correction is about, in the words of the table that it corrects.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::replay::find;
use super::{Act, Correction, Table, canonical};
use crate::load::RawTable;

/// A correction as a reader is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// 更正, 补充 or 撤销.
    pub kind: &'static str,
    /// Whom it concerns.
    pub subject: String,
    /// What of it: `“日常工作”得分`; of a whole row the name of its table.
    pub topic: String,
    /// What stood there; blank if there was nothing.
    pub before: String,
    /// What stands there; blank if there is nothing.
    pub after: String,
    /// Why.
    pub reason: String,
    /// What proves it; may be blank.
    pub evidence: String,
}

/// What corrections together come to: of several changes of a cell the first value and the last, and nothing of what was
/// undone. Aliases are for the tables alone, no document prints them. A table is given as it is in all states of the data in
/// which a row may be found.
#[must_use]
pub fn matters(corrections: &[&Correction], states: &dyn Fn(&'static str) -> Vec<Arc<RawTable>>) -> Vec<Matter> {
    let mut tables = BTreeMap::new();
    let mut net: Vec<(&Correction, Matter)> = Vec::new();
    for correction in corrections.iter().filter(|correction| correction.table().name != "aliases.csv") {
        let name = correction.table().name;
        let mut matter = correction.matter(tables.entry(name).or_insert_with(|| states(name)));
        let former = net.iter().position(|(former, _)| correction.undoes(former));
        match former {
            Some(at) if matches!(correction.act, Act::Change { .. }) => {
                let (_, former) = net.remove(at);
                if canonical(&former.before) == canonical(&matter.after) {
                    continue;
                }
                if former.reason != matter.reason {
                    matter.reason = format!("{}；{}", former.reason.trim_end_matches('。'), matter.reason);
                }
                matter.before = former.before;
                matter.subject = former.subject;
                net.insert(at, (correction, matter));
            }
            Some(at) => drop(net.remove(at)),
            None => net.push((correction, matter)),
        }
    }
    net.into_iter().map(|(_, matter)| matter).collect()
}

impl Correction {
    fn table(&self) -> Table {
        let (Act::Change { table, .. } | Act::Add { table, .. } | Act::Withdraw { table, .. }) = &self.act;
        *table
    }

    /// Whether it changes the cell that another changed, or withdraws the row that another added.
    fn undoes(&self, former: &Correction) -> bool {
        match (&former.act, &self.act) {
            (Act::Change { table, key, column, .. }, Act::Change { table: other, key: same, column: again, .. }) => {
                table == other && canonical(key) == canonical(same) && column == again
            }
            (Act::Add { table, key, .. }, Act::Withdraw { table: other, key: same, .. }) => {
                table == other && canonical(key) == canonical(same)
            }
            _ => false,
        }
    }

    /// What the correction is about. The row is looked up in the tables given, the first that has it.
    fn matter(&self, tables: &[Arc<RawTable>]) -> Matter {
        let (kind, subject, topic, before, after) = match &self.act {
            Act::Change { table, key, column, before, after } => {
                let value = |column: &str| cell(tables, *table, key, column);
                let subject = if column == table.subject { before.value.to_string() } else { value(table.subject) };
                let subject = if subject.is_empty() { key.clone() } else { subject };
                let labels = table.labels.iter().filter(|label| *label != column).map(|label| value(label));
                let labels: Vec<String> =
                    labels.filter(|label| !label.is_empty()).map(|label| format!("“{label}”")).collect();
                let labels = labels.concat();
                let column = if labels.is_empty() && column == table.subject { "名称" } else { column };
                ("更正", subject, format!("{labels}{column}"), before.value.to_string(), after.value.to_string())
            }
            Act::Add { table, key, cells } => {
                ("补充", subject(*table, key, cells), table.title.to_owned(), String::new(), row(*table, cells))
            }
            Act::Withdraw { table, key, cells } => {
                ("撤销", subject(*table, key, cells), table.title.to_owned(), row(*table, cells), String::new())
            }
        };
        Matter { kind, subject, topic, before, after, reason: self.reason.clone(), evidence: self.evidence.clone() }
    }
}

/// What a cell holds in the first of the tables that have its row.
fn cell(tables: &[Arc<RawTable>], table: Table, key: &str, column: &str) -> String {
    let value = |raw: &Arc<RawTable>| {
        let row = find(raw, table, key)?;
        Some(raw.rows()[row].cell(raw.column(column)?).value.clone())
    };
    tables.iter().find_map(value).unwrap_or_default().to_string()
}

fn subject(table: Table, key: &str, cells: &[(String, String)]) -> String {
    let named = cells.iter().find(|(column, value)| column == table.subject && !value.is_empty());
    named.map_or_else(|| key.to_owned(), |(_, value)| value.clone())
}

/// A whole row in one line, without its key and its subject.
fn row(table: Table, cells: &[(String, String)]) -> String {
    let told = cells
        .iter()
        .filter(|(column, value)| column != table.key && column != table.subject && !value.is_empty())
        .map(|(column, value)| format!("{column}“{value}”"));
    told.collect::<Vec<_>>().join("，")
}
