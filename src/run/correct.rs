//! `correct` and `seal`: rows for the ledger, checked as if they stood there, shown with their effect, then added.

use std::path::Path;

use super::effect::{Effect, print};
use super::keep::unchanged;
use super::{Loaded, Outcome, Stopped, load, load_held, refused, state::State, unwritable};
use crate::cli::{Act, Correct, Grounds, Moment, Seal};
use crate::correct::{
    Act as Does, Correction, History, LEDGER_COLUMNS, State as Decided, Table, line_of, standing, with_rows,
};
use crate::diag::Diagnostics;
use crate::load::{RawWorkspace, as_read};
use crate::model::IssueDate;
use crate::render::Faces;
use crate::report::Console;
use crate::view::{Characters, check_coverage};
use crate::write::Folder;

/// The file of the ledger.
const LEDGER: &str = "corrections.csv";

/// Enters, approves, drops or lists corrections.
pub(super) fn correct(console: &Console, arguments: &Correct) -> Result<(), Stopped> {
    match &arguments.act {
        Act::Change { table, key, column, value, grounds } => {
            enter(console, &grounds.moment, &|loaded| {
                let table = named(console, table)?;
                let raw = loaded.state.raw.table(&loaded.sources, table.name);
                // A row or column that is not there is found when the ledger is replayed.
                let before = standing(&raw, table, key, column).map(|cell| cell.value.clone()).unwrap_or_default();
                Ok(vec![row(grounds, "更正", table.name, key, column, &before, value)])
            })
        }
        Act::Add { table, key, cells, grounds } => enter(console, &grounds.moment, &|_| {
            let table = named(console, table)?;
            let mut pairs = vec![(table.key, key.as_str())];
            for cell in cells {
                let Some(pair) = cell.split_once('=') else { return Err(no_pair(console, cell)) };
                pairs.push(pair);
            }
            let (columns, values): (Vec<&str>, Vec<&str>) = pairs.into_iter().unzip();
            Ok(vec![row(grounds, "补充", table.name, key, &line_of(&columns), "", &line_of(&values))])
        }),
        Act::Withdraw { table, key, grounds } => enter(console, &grounds.moment, &|loaded| {
            let table = named(console, table)?;
            let raw = loaded.state.raw.table(&loaded.sources, table.name);
            let columns: Vec<&str> = raw.header().filter(|column| !column.is_empty()).collect();
            let value = |column: &&str| standing(&raw, table, key, column).map(|cell| cell.value.as_str());
            let values: Vec<&str> = columns.iter().map(|column| value(column).unwrap_or_default()).collect();
            Ok(vec![row(grounds, "撤销", table.name, key, &line_of(&columns), &line_of(&values), "")])
        }),
        Act::Approve { serials, by, moment } => enter(console, moment, &|_| {
            Ok(serials.iter().map(|serial| decision(moment.date, "批准", "", *serial, "", "", by)).collect())
        }),
        Act::Drop { serial, reason, by, moment } => {
            enter(console, moment, &|_| Ok(vec![decision(moment.date, "撤销", LEDGER, *serial, reason, by, "")]))
        }
        Act::List { workspace } => list(console, workspace),
    }
}

/// Seals the rows that were typed by hand at the end of the ledger.
pub(super) fn seal(console: &Console, arguments: &Seal) -> Result<(), Stopped> {
    let folder = Folder::open(&arguments.workspace, false).map_err(|error| unwritable(console, &error))?;
    let (loaded, diagnostics) = load_held(console, &arguments.workspace)?;
    let rows = loaded.history.ledger.unsealed().to_vec();
    if rows.is_empty() {
        console.diagnostics(&loaded.sources, &diagnostics);
        console.line(console.lang().pick("更正账末尾没有未校验的行", "no row at the end of the ledger lacks its seal"));
        return Ok(());
    }
    let target = Target { folder: &folder, root: &arguments.workspace, dry_run: arguments.dry_run };
    append(console, loaded, &target, &rows)
}

/// The rows to be added, made of the data as they stand.
type Rows<'a> = &'a dyn Fn(&Loaded) -> Result<Vec<Vec<String>>, Stopped>;

/// Where rows are added, and whether they are only shown.
struct Target<'a> {
    folder: &'a Folder,
    root: &'a Path,
    dry_run: bool,
}

/// Adds rows to the ledger of a workspace that nobody else writes meanwhile.
fn enter(console: &Console, moment: &Moment, rows: Rows<'_>) -> Result<(), Stopped> {
    let folder = Folder::open(&moment.workspace, false).map_err(|error| unwritable(console, &error))?;
    let (loaded, _) = load_held(console, &moment.workspace)?;
    if !loaded.history.ledger.unsealed().is_empty() {
        console.error_line(
            "更正账末尾有手工填写、没有校验的行：先核对，再运行 hongtou seal",
            "the ledger ends in rows typed by hand without seals: check them and run `hongtou seal` first",
        );
        return Err(Stopped(Outcome::Refused));
    }
    let rows = rows(&loaded)?;
    let target = Target { folder: &folder, root: &moment.workspace, dry_run: moment.dry_run };
    append(console, loaded, &target, &rows)
}

/// Puts rows behind the sealed ones, reads the ledger as it would then be, prints the effect, and only then writes.
fn append(console: &Console, mut loaded: Loaded, target: &Target<'_>, rows: &[Vec<String>]) -> Result<(), Stopped> {
    let table = loaded.files.written(LEDGER);
    let text = loaded.sources.text_of(LEDGER).map(|id| loaded.sources.file(id).text()).unwrap_or_default();
    let sealed = loaded.history.ledger.length() as usize;
    let kept = table.rows().get(sealed).map_or(text.len(), |row| row.span().start());
    let numbered: Vec<Vec<String>> = (sealed + 1..)
        .zip(rows)
        .map(|(serial, row)| {
            // The seal is made of what the cells will be read as.
            let mut row: Vec<String> = row.iter().map(|text| as_read(text).into_owned()).collect();
            row[0] = serial.to_string();
            row
        })
        .collect();
    let bytes = with_rows(table, &LEDGER_COLUMNS, text, kept, loaded.history.ledger.head(), &numbered);
    let before = loaded.history.ledger.length();
    let mut diagnostics = Diagnostics::default();
    loaded.sources.replace(target.root, LEDGER, bytes.clone(), &mut diagnostics);
    let files = RawWorkspace::load(&loaded.sources, &mut diagnostics).unwrap_or(loaded.files);
    let history = History { register: loaded.history.register, ..History::read(&files, &[], &mut diagnostics) };
    // A sealed row cannot be edited, and a notice may print it.
    let faces = Faces::open(&loaded.sources, &mut diagnostics);
    let mut written = Characters::default();
    numbered.iter().flatten().for_each(|text| written.add(text));
    check_coverage(&written, &loaded.sources, &files, faces.covers(), &mut diagnostics);
    // What is entered counts only when it is approved; its effect is shown as if it were.
    let new: Vec<&Correction> = history.ledger.corrections().iter().filter(|new| new.serial > before).collect();
    let drafts: Vec<&Correction> = new.iter().copied().filter(|new| new.state == Decided::Draft).collect();
    let mut found = Diagnostics::default();
    let state = State::at((&files, &loaded.sources), &history, u32::MAX, &drafts, &mut found);
    let Some(state) = state.filter(|_| !diagnostics.has_errors() && !found.has_errors()) else {
        // That a draft does not count yet is no news to who enters it.
        let wrong = if diagnostics.has_errors() { &diagnostics } else { &found };
        return Err(refused(console, &loaded.sources, wrong));
    };
    let next = drafts.first().map(|draft| draft.serial);
    let loaded = Loaded { files, history, ..loaded };
    print(console, &loaded, &Effect { before: &loaded.state, after: &state })?;
    let serials: Vec<String> = numbered.iter().map(|row| row[0].clone()).collect();
    let serials = serials.join(console.lang().pick("、", ", "));
    if target.dry_run {
        console.line(console.lang().pick("只作显示，没有记入", "shown only, nothing was entered"));
        return Ok(());
    }
    unchanged(console, &loaded, LEDGER, target.root)?;
    let mut change = target.folder.change().map_err(|error| unwritable(console, &error))?;
    change.put(LEDGER, &bytes).map_err(|error| unwritable(console, &error))?;
    console.settled();
    change.commit().map_err(|error| unwritable(console, &error))?;
    let next = next.map(|serial| {
        console.lang().pick(
            format!("。批准：hongtou correct approve {serial}"),
            format!(". Next: `hongtou correct approve {serial}`"),
        )
    });
    let next = next.unwrap_or_default();
    console.line(
        &console
            .lang()
            .pick(format!("已记入更正账第{serials}号{next}"), format!("entered in the ledger as {serials}{next}")),
    );
    Ok(())
}

/// The row of a correction, its serial left blank.
fn row(grounds: &Grounds, kind: &str, table: &str, key: &str, column: &str, before: &str, after: &str) -> Vec<String> {
    let date = grounds.moment.date.iso();
    let fields =
        ["", &date, kind, table, key, column, before, after, &grounds.reason, &grounds.evidence, &grounds.by, ""];
    fields.map(str::to_owned).to_vec()
}

/// The row that decides on a correction, its own serial left blank.
fn decision(
    date: IssueDate,
    kind: &str,
    table: &str,
    serial: u32,
    reason: &str,
    asked: &str,
    approved: &str,
) -> Vec<String> {
    let (date, serial) = (date.iso(), serial.to_string());
    let fields = ["", &date, kind, table, &serial, "", "", "", reason, "", asked, approved];
    fields.map(str::to_owned).to_vec()
}

/// The table that an argument names.
fn named(console: &Console, name: &str) -> Result<Table, Stopped> {
    Table::named(name).ok_or_else(|| {
        let known: Vec<&str> = crate::correct::TABLES.iter().map(|table| table.name).collect();
        console.error_line(
            &format!("没有“{name}”这张表。可用：{}", known.join("、")),
            &format!("there is no table “{name}”; one of {}", known.join(", ")),
        );
        Stopped(Outcome::Failed)
    })
}

fn no_pair(console: &Console, cell: &str) -> Stopped {
    console.error_line(
        &format!("“{cell}”应写成 列=值，例如 单位=住建局"),
        &format!("“{cell}” should be COLUMN=VALUE, as 单位=住建局"),
    );
    Stopped(Outcome::Failed)
}

/// Prints every correction: what it does, why, and whether it counts.
fn list(console: &Console, workspace: &Path) -> Result<(), Stopped> {
    let (loaded, diagnostics) = load(console, workspace)?;
    console.diagnostics(&loaded.sources, &diagnostics);
    let corrections = loaded.history.ledger.corrections();
    if corrections.is_empty() {
        console.line(console.lang().pick("没有更正", "there are no corrections"));
    }
    for correction in corrections {
        console.line(&line(console, correction));
    }
    Ok(())
}

/// A correction in one line, whatever lines its values have.
fn line(console: &Console, correction: &Correction) -> String {
    let lang = console.lang();
    let cells = |cells: &[(String, String)]| {
        let texts: Vec<String> = cells.iter().map(|(column, value)| format!("{column}={value}")).collect();
        texts.join(" ")
    };
    let act = match &correction.act {
        Does::Change { table, key, column, before, after } => {
            format!("更正 {} {key} {column}：{} → {}", table.name, before.value, after.value)
        }
        Does::Add { table, key, cells: added } => format!("补充 {} {key}：{}", table.name, cells(added)),
        Does::Withdraw { table, key, cells: gone } => format!("撤销 {} {key}：{}", table.name, cells(gone)),
    };
    let act = act.lines().collect::<Vec<_>>().join(" ");
    let state = match &correction.state {
        Decided::Draft => lang.pick("未批准", "not approved").to_owned(),
        Decided::Dropped => lang.pick("已不要", "dropped").to_owned(),
        Decided::Approved { by, date, .. } => {
            lang.pick(format!("{}由{by}批准", date.iso()), format!("approved by {by} on {}", date.iso()))
        }
    };
    let (serial, date, by) = (correction.serial, correction.date.iso(), &correction.requested_by);
    let reason = &correction.reason;
    lang.pick(
        format!("{serial}  {date}  {act}  理由：{reason}  申请：{by}  {state}"),
        format!("{serial}  {date}  {act}  reason: {reason}  asked for by {by}  {state}"),
    )
}
