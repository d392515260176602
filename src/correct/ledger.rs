//! `corrections.csv`: what was wrong, what it becomes, why, and who approved it.

use super::record::{LEDGER_COLUMNS, cells_of, sealed_rows};
use super::seal::canonical;
use crate::diag::{Diagnostics, Problem};
use crate::load::{Cell, RawRow, RawWorkspace, is_unprintable};
use crate::model::IssueDate;
use crate::span::Span;

/// A table that corrections may change: its name in `RawWorkspace`, the column that tells its rows apart, and the columns
/// that say what a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// `units.csv`, `评分.csv`.
    pub name: &'static str,
    /// What a document calls it.
    pub title: &'static str,
    /// `编码`, `编号`.
    pub key: &'static str,
    /// Whom a row concerns: `单位`.
    pub subject: &'static str,
    /// What of it: `项目`.
    pub labels: &'static [&'static str],
}

/// All tables that corrections may change.
pub const TABLES: [Table; 11] = [
    Table { name: "units.csv", title: "名册", key: "编码", subject: "单位", labels: &[] },
    Table { name: "indicators.csv", title: "指标分工", key: "编号", subject: "指标", labels: &[] },
    Table { name: "aliases.csv", title: "别名", key: "别名", subject: "别名", labels: &[] },
    Table { name: "评分.csv", title: "评分", key: "编号", subject: "单位", labels: &["项目"] },
    Table { name: "达标.csv", title: "达标", key: "编号", subject: "单位", labels: &["项目", "要点"] },
    Table {
        name: "评价.csv", title: "评价", key: "编号", subject: "被评单位", labels: &["指标", "评价单位"]
    },
    Table { name: "宣传.csv", title: "宣传", key: "编号", subject: "单位", labels: &["标题"] },
    Table { name: "失信.csv", title: "失信", key: "编号", subject: "单位", labels: &["被列单位"] },
    Table { name: "排名.csv", title: "排名", key: "编号", subject: "指标", labels: &["范围"] },
    Table { name: "事件.csv", title: "事件", key: "编号", subject: "单位", labels: &["项目", "事项"] },
    Table { name: "数据.csv", title: "数据", key: "编号", subject: "单位", labels: &["项目", "分项"] },
];

impl Table {
    /// The table of this name: `评分.csv`, `评分` or `scores/评分.csv`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.strip_prefix("scores/").unwrap_or(name);
        TABLES.into_iter().find(|table| table.name == name || table.name.strip_suffix(".csv") == Some(name))
    }
}

/// A row of the ledger that corrects data (更正、补充、撤销).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Its number in the ledger, from 1.
    pub serial: u32,
    /// When it was entered.
    pub date: IssueDate,
    /// What it does.
    pub act: Act,
    /// Why.
    pub reason: String,
    /// What proves it; may be blank.
    pub evidence: String,
    /// Who asked for it.
    pub requested_by: String,
    /// Whether it counts.
    pub state: State,
    /// Its row.
    pub row: Span,
}

/// What a correction does to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// 更正: a cell gets another value.
    Change {
        /// The table.
        table: Table,
        /// The key of the row.
        key: String,
        /// The column.
        column: String,
        /// The value that stands there.
        before: Cell,
        /// The value it gets.
        after: Cell,
    },
    /// 补充: a row is added.
    Add {
        /// The table.
        table: Table,
        /// The key of the new row.
        key: String,
        /// Columns and values.
        cells: Vec<(String, String)>,
    },
    /// 撤销: a row no longer counts.
    Withdraw {
        /// The table.
        table: Table,
        /// The key of the row.
        key: String,
        /// Columns and the values that stand there.
        cells: Vec<(String, String)>,
    },
}

/// Whether a correction counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has approved it: shown, not applied.
    Draft,
    /// It counts from the row that approves it on.
    Approved {
        /// The row that approves it.
        serial: u32,
        /// Who approved it.
        by: String,
        /// When.
        date: IssueDate,
    },
    /// It was dropped before anyone approved it.
    Dropped,
}

/// The whole ledger.
#[derive(Debug, Default)]
pub struct Ledger {
    corrections: Vec<Correction>,
    seals: Vec<String>,
    unsealed: Vec<Vec<String>>,
}

/// Where each column of the ledger stands.
type Columns = [usize; LEDGER_COLUMNS.len()];

impl Ledger {
    pub(super) fn read(raw: &RawWorkspace, diagnostics: &mut Diagnostics) -> Self {
        let table = raw.written("corrections.csv");
        let mut ledger = Self::default();
        if table.is_absent() {
            return ledger;
        }
        let Some(columns) = table.columns(LEDGER_COLUMNS, diagnostics) else { return ledger };
        let (sealed, unsealed) = sealed_rows(table, columns, "corrections.csv", diagnostics);
        if let Some(first) = unsealed.first() {
            diagnostics.at(first.span(), Problem::Unsealed { count: unsealed.len() });
        }
        for (row, seal) in sealed {
            ledger.seals.push(seal);
            ledger.enter(row, &columns, diagnostics);
        }
        // Rows without a seal are checked like all others, so that they are sound when they are sealed, but do not count.
        let counting = ledger.corrections.clone();
        for row in unsealed {
            let fields = columns.split_last().map(|(_, fields)| fields).unwrap_or_default();
            ledger.unsealed.push(fields.iter().map(|column| row.cell(*column).value.to_string()).collect());
            ledger.enter(row, &columns, diagnostics);
        }
        ledger.corrections = counting;
        for draft in ledger.corrections.iter().filter(|correction| correction.state == State::Draft) {
            diagnostics.at(draft.row, Problem::NotApproved { serial: draft.serial });
        }
        ledger
    }

    /// The corrections in the order of the ledger, those that do not count among them.
    #[must_use]
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// How many rows are sealed.
    #[must_use]
    pub fn length(&self) -> u32 {
        u32::try_from(self.seals.len()).unwrap_or(u32::MAX)
    }

    /// The fields of the rows that stand unsealed at the end.
    #[must_use]
    pub fn unsealed(&self) -> &[Vec<String>] {
        &self.unsealed
    }

    /// The seal of the last sealed row.
    #[must_use]
    pub fn head(&self) -> Option<&str> {
        self.seals.last().map(String::as_str)
    }

    /// How many rows there were when the row with this seal was the last one; none if there was no row yet.
    #[must_use]
    pub fn length_at(&self, head: Option<&str>) -> Option<u32> {
        let Some(head) = head else { return Some(0) };
        let place = self.seals.iter().position(|seal| seal == head)?;
        u32::try_from(place + 1).ok()
    }

    /// The corrections that count within the first rows of the ledger, in the order of their approval.
    pub(super) fn counting(&self, rows: u32) -> Vec<&Correction> {
        let mut counting: Vec<(u32, &Correction)> = Vec::new();
        for correction in &self.corrections {
            if let State::Approved { serial, .. } = correction.state
                && serial <= rows
            {
                counting.push((serial, correction));
            }
        }
        counting.sort_by_key(|(serial, _)| *serial);
        counting.into_iter().map(|(_, correction)| correction).collect()
    }

    /// The corrections approved in the rows behind the first ones, in the order of their approval.
    #[must_use]
    pub fn approved_since(&self, rows: u32) -> Vec<&Correction> {
        let all = self.counting(u32::MAX);
        all.into_iter()
            .filter(|correction| matches!(correction.state, State::Approved { serial, .. } if serial > rows))
            .collect()
    }

    /// When a correction was approved last.
    #[must_use]
    pub fn last_approval(&self) -> Option<IssueDate> {
        let dates = self.corrections.iter().filter_map(|correction| match correction.state {
            State::Approved { date, .. } => Some(date),
            _ => None,
        });
        dates.max()
    }

    /// Takes a row; what is wrong with it is reported.
    fn enter(&mut self, row: &RawRow, columns: &Columns, diagnostics: &mut Diagnostics) {
        let expected = u32::try_from(self.seals.len() + self.unsealed.len()).unwrap_or(u32::MAX);
        let entry = Entry { row, columns };
        let serial = entry.cell("序号");
        if canonical(&serial.value) != expected.to_string() {
            diagnostics.at(serial.span, Problem::WrongSerial { found: serial.value.to_string(), expected });
        }
        let date = entry.cell("日期");
        let Some(date) = IssueDate::parse(&canonical(&date.value)) else {
            diagnostics.at(date.span, Problem::BadDate { found: date.value.to_string() });
            return;
        };
        let kind = entry.cell("类型");
        match kind.value.as_str() {
            "批准" => self.approve(&entry, expected, date, diagnostics),
            "撤销" if entry.cell("表").value.trim_end_matches(".csv") == "corrections" => {
                if let Some(at) = self.draft(entry.cell("行"), diagnostics) {
                    self.corrections[at].state = State::Dropped;
                }
            }
            "更正" | "补充" | "撤销" => {
                let Some(act) = entry.act(&kind.value, diagnostics) else { return };
                let (reason, by) = (entry.filled("理由", diagnostics), entry.filled("申请人", diagnostics));
                let early = entry.cell("批准人");
                if !early.value.is_empty() {
                    diagnostics.at(early.span, Problem::ApprovedInPlace { serial: expected });
                }
                self.corrections.push(Correction {
                    serial: expected,
                    date,
                    act,
                    reason,
                    evidence: entry.cell("依据").value.to_string(),
                    requested_by: by,
                    state: State::Draft,
                    row: row.span(),
                });
            }
            other => {
                let choices = ["更正", "补充", "撤销", "批准"].map(str::to_owned).to_vec();
                let problem = Problem::UnknownChoice { key: "类型".to_owned(), found: other.to_owned(), choices };
                diagnostics.at(kind.span, problem);
            }
        }
    }

    fn approve(&mut self, entry: &Entry<'_>, serial: u32, date: IssueDate, diagnostics: &mut Diagnostics) {
        let by = entry.filled("批准人", diagnostics);
        let Some(at) = self.draft(entry.cell("行"), diagnostics) else { return };
        let correction = &mut self.corrections[at];
        if same_person(&correction.requested_by, &by) {
            diagnostics.between(entry.cell("批准人").span, correction.row, Problem::SelfApproval { name: by });
            return;
        }
        correction.state = State::Approved { serial, by, date };
    }

    /// The correction that nobody has decided on and that a cell names by its serial.
    fn draft(&self, cell: &Cell, diagnostics: &mut Diagnostics) -> Option<usize> {
        let serial: Option<u32> = canonical(&cell.value).parse().ok();
        let at = self.corrections.iter().position(|correction| Some(correction.serial) == serial);
        match at.map(|at| (at, &self.corrections[at])) {
            Some((at, Correction { state: State::Draft, .. })) => return Some(at),
            Some((_, decided)) => {
                diagnostics.between(cell.span, decided.row, Problem::AlreadyDecided { serial: decided.serial });
            }
            None => diagnostics.at(cell.span, Problem::NoSuchCorrection { found: cell.value.to_string() }),
        }
        None
    }
}

/// A row of the ledger by the names of its columns.
struct Entry<'a> {
    row: &'a RawRow,
    columns: &'a Columns,
}

impl Entry<'_> {
    fn cell(&self, name: &str) -> &Cell {
        let place = LEDGER_COLUMNS.iter().position(|column| *column == name).unwrap_or_default();
        self.row.cell(self.columns[place])
    }

    fn filled(&self, name: &'static str, diagnostics: &mut Diagnostics) -> String {
        let cell = self.cell(name);
        if cell.value.is_empty() {
            diagnostics.at(cell.span, Problem::EmptyCell { column: name });
        }
        cell.value.to_string()
    }

    fn act(&self, kind: &str, diagnostics: &mut Diagnostics) -> Option<Act> {
        let name = self.cell("表");
        let Some(table) = Table::named(&name.value) else {
            let known = TABLES.map(|table| table.name.to_owned()).to_vec();
            diagnostics.at(name.span, Problem::UnknownTable { found: name.value.to_string(), known });
            return None;
        };
        let key = self.filled("行", diagnostics);
        let (before, after) = (self.cell("原值"), self.cell("新值"));
        if kind == "更正" {
            let column = self.filled("列", diagnostics);
            // The key tells the rows apart for good: registers and letters go by it.
            if column == table.key {
                let known =
                    std::iter::once(table.subject).chain(table.labels.iter().copied()).map(str::to_owned).collect();
                diagnostics.at(self.cell("列").span, Problem::NoSuchColumn { table: table.name, found: column, known });
                return None;
            }
            if canonical(&before.value) == canonical(&after.value) {
                diagnostics.between(
                    after.span,
                    before.span,
                    Problem::ChangesNothing { value: after.value.to_string() },
                );
                return None;
            }
            return Some(Act::Change { table, key, column, before: before.clone(), after: after.clone() });
        }
        let cells = self.cells(if kind == "补充" { after } else { before }, diagnostics)?;
        Some(if kind == "补充" { Act::Add { table, key, cells } } else { Act::Withdraw { table, key, cells } })
    }

    /// Columns and values of a whole row: 列 holds the header line, the cell the values, both as CSV.
    fn cells(&self, values: &Cell, diagnostics: &mut Diagnostics) -> Option<Vec<(String, String)>> {
        let columns = cells_of(&self.cell("列").value).unwrap_or_default();
        let cells = cells_of(&values.value).unwrap_or_default();
        if columns.is_empty() || columns.len() != cells.len() {
            let problem = Problem::RowMismatch { columns: columns.len(), cells: cells.len() };
            diagnostics.between(values.span, self.cell("列").span, problem);
            return None;
        }
        let twice = columns.iter().enumerate().find(|(at, column)| columns[..*at].contains(column));
        if let Some((_, column)) = twice {
            let problem = Problem::Duplicate { column: "列".to_owned(), value: column.clone() };
            diagnostics.at(self.cell("列").span, problem);
            return None;
        }
        Some(columns.into_iter().zip(cells).collect())
    }
}

/// Whether two names are those of one person: spaces, marks without a form and full width do not matter.
fn same_person(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        let shown = name.chars().filter(|c| !c.is_whitespace() && !is_unprintable(*c));
        let narrow = |c: char| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            c => c,
        };
        shown.map(narrow).flat_map(char::to_lowercase).collect()
    };
    plain(one) == plain(other)
}
