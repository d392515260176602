//! Stages an act of issue: its documents, everything they were made from, and the rows of the register.

use std::path::Path;

use super::issue::Wanted;
use super::make::make;
use super::setting::Setting;
use super::{Loaded, Outcome, Stopped, unreadable, unwritable};
use crate::cli::Issue;
use crate::correct::{Issued, REGISTER_COLUMNS, with_rows};
use crate::digest::digest;
use crate::edition::{Edition, Kept};
use crate::figures::Figures;
use crate::model::IssueDate;
use crate::plan::{Key, Prepared, Workshop};
use crate::render::Made;
use crate::report::Console;
use crate::source::{STORE, read, snapshot};
use crate::view::{Document, Kind};
use crate::write::{Change, WriteError};

/// The file of the register.
pub(super) const REGISTER: &str = "register.csv";

/// Makes the documents and stages them with their inputs as an edition.
pub(super) fn store(
    console: &Console,
    setting: &Setting<'_>,
    arguments: &Issue,
    prepared: &[Prepared],
    change: &mut Change,
) -> Result<Edition, Stopped> {
    let Setting { loaded, bearings, .. } = setting;
    let history = &loaded.history;
    let head = |head: Option<&str>| head.map(str::to_owned);
    let number = history.register.last_edition() + 1;
    let mut edition =
        Edition::new(number, arguments.date.iso(), head(history.ledger.head()), head(history.register.head()));
    let workshop = Workshop::of(&loaded.sources);
    let all: Vec<&Prepared> = prepared.iter().collect();
    let folder = format!("{STORE}{number}/");
    let failed = |error: WriteError| unwritable(console, &error);
    let finish = |at: usize, made: Made| {
        let Document { kind, genre, unit, .. } = &prepared[at].document;
        let number = genre.and_then(|genre| bearings.of(genre, unit.as_ref()).number.clone());
        let kept = Kept {
            kind: *kind,
            number: number.map(|number| number.to_string()).unwrap_or_default(),
            key: Key {
                tools: workshop.tools(&prepared[at].document, &made.reads),
                view: prepared[at].view.to_string(),
            },
            digest: digest(&made.bytes),
            size: made.bytes.len() as u64,
            pages: made.pages.unwrap_or_default(),
        };
        (made.bytes, kept)
    };
    make(console, setting, &all, arguments.jobs, &finish, &mut |at, (bytes, kept)| {
        let path = &prepared[at].document.path;
        change.put_known(&edition.place(path), &bytes, kept.digest.clone()).map_err(failed)?;
        edition.files.insert(path.clone(), kept);
        Ok(())
    })?;
    for (path, bytes) in snapshot(&arguments.workspace).map_err(|error| unreadable(console, &error))? {
        let digest = digest(&bytes);
        if loaded.sources.inputs().get(&path).is_some_and(|known| *known != digest) {
            return Err(touched(console, &path));
        }
        change.put_known(&format!("{folder}inputs/{path}"), &bytes, digest.clone()).map_err(failed)?;
        edition.inputs.insert(path, digest);
    }
    if loaded.state.workspace.scores.has_marks() {
        let figures = Figures::of(&loaded.state.workspace, &loaded.state.assessment, false);
        let text = format!("{}\n", figures.json());
        let digest = digest(text.as_bytes());
        change.put_known(&format!("{folder}figures.json"), text.as_bytes(), digest.clone()).map_err(failed)?;
        edition.figures = Some(digest);
    }
    let text = serde_json::to_string_pretty(&edition).unwrap_or_default();
    change.put(&format!("{folder}edition.json"), format!("{text}\n").as_bytes()).map_err(failed)?;
    Ok(edition)
}

/// Refuses to write over a file that is not as it was read.
pub(super) fn unchanged(console: &Console, loaded: &Loaded, path: &str, root: &Path) -> Result<(), Stopped> {
    let full = root.join(path);
    let found = if full.exists() { Some(read(&full).map_err(|error| unreadable(console, &error))?) } else { None };
    let same = found.map(|bytes| digest(&bytes)).as_ref() == loaded.sources.inputs().get(path);
    if same { Ok(()) } else { Err(touched(console, path)) }
}

/// A file is not as it was read.
fn touched(console: &Console, path: &str) -> Stopped {
    console.error_line(
        &format!("{path} 在这期间被改动过，没有改动任何文件：再运行一次"),
        &format!("{path} was changed meanwhile; nothing was changed: run it again"),
    );
    Stopped(Outcome::Refused)
}

/// Stages the register with the rows of an edition.
pub(super) fn register(
    loaded: &Loaded,
    edition: &Edition,
    wanted: &[Wanted],
    date: IssueDate,
    change: &mut Change,
) -> Result<(), WriteError> {
    let rows = wanted.iter().map(|Wanted { genre, unit, number, replaces }| {
        let text = number.to_string();
        let kept = edition.files.values().find(|kept| kept.number == text && kept.kind != Kind::Attachments);
        let issued = Issued {
            edition: edition.edition,
            genre: *genre,
            unit: unit.clone(),
            number: number.clone(),
            date,
            pages: kept.map_or(0, |kept| kept.pages),
            digest: kept.map(|kept| kept.digest.clone()).unwrap_or_default(),
            replaces: replaces.iter().map(|former| former.number.clone()).collect(),
            ledger: edition.ledger.clone(),
            row: None,
        };
        issued.fields()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let text = loaded.sources.text_of(REGISTER).map(|id| loaded.sources.file(id).text()).unwrap_or_default();
    let table = loaded.files.written(REGISTER);
    let head = loaded.history.register.head();
    change.put(REGISTER, &with_rows(table, &REGISTER_COLUMNS, text, text.len(), head, &rows))
}
