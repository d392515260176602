//! `plan`: what a build would do and why, without doing it.

use std::collections::BTreeSet;

use super::decide::{Called, Decided, called_for, left_behind, loaded_for};
use super::{Outcome, Stopped, unwritable};
use crate::cli::{Format, Plan};
use crate::diag::Problem;
use crate::plan::{Decision, Prepared};
use crate::report::Console;
use crate::report::plan::{Action, Line, Outlook, Reason};
use crate::view::Content;
use crate::write::{Reading, Record, WriteError, is_unfinished};

/// Prints what a build would do; nothing is written.
pub(super) fn plan(console: &Console, arguments: &Plan) -> Result<(), Stopped> {
    let request = &arguments.request;
    let (loaded, diagnostics) = loaded_for(console, request)?;
    let called = called_for(console, request, &loaded, diagnostics)?;
    let failed = |error: WriteError| unwritable(console, &error);
    let reading = Reading::glance(&request.out).map_err(failed)?;
    let record = Record::read(&request.out).map_err(failed)?;
    let decided = called.decide(console, &record, request.force)?;
    if is_unfinished(&request.out) {
        console.error_line(
            "注意：有一次生成中途断了，build 会先把它做完；这里显示的是做完之前的情况",
            "note: a build was cut off and the next one first completes it; this is how things stand before that",
        );
    }
    drop(reading);
    let outlook = outlook(&called, &decided, &record, request.force, request.out.display().to_string());
    match arguments.format {
        Format::Text => console.text(&outlook.text(arguments.all, console.lang())),
        Format::Json => console.line(&serde_json::to_string_pretty(&outlook).unwrap_or_default()),
    }
    left_behind(console, &decided.left);
    if outlook.counts.occupied == 0 {
        return Ok(());
    }
    let occupied = |line: &&Line| line.action == Action::Occupied;
    let unsure = outlook.documents.iter().filter(occupied).all(|line| line.reasons == [Reason::Unrecorded]);
    if unsure {
        console.error_line(
            "有文件占着位置：除非正是要写的文件，build 会停下，不改动任何文件",
            "files are in the way: unless they are the very ones to be written, build stops and changes nothing",
        );
    } else {
        console.error_line(
            "有文件占着位置：build 会停下，不改动任何文件",
            "files are in the way: build stops and changes nothing",
        );
    }
    Err(Stopped(Outcome::Refused))
}

fn outlook(called: &Called<'_>, decided: &Decided, record: &Record, force: bool, out: String) -> Outlook {
    let mut lines = Vec::new();
    for (prepared, decision) in called.prepared.iter().zip(&decided.plan.decisions) {
        let (action, reasons) = outcome(prepared, decision, decided, record, force);
        let document = &prepared.document;
        let (path, kind, unit) = (document.path.clone(), document.kind, document.unit.clone());
        lines.push(Line { path, kind, unit, action, reasons });
    }
    let known = &record.manifest().documents;
    let (gone, edited): (BTreeSet<&String>, BTreeSet<&String>) =
        (decided.orphans.iter().collect(), decided.plan.edited.iter().collect());
    for path in decided.plan.orphans.iter().chain(&decided.plan.edited) {
        let Some(entry) = known.get(path) else { continue };
        let goes = gone.contains(path);
        let edited = edited.contains(path).then_some(Reason::Edited);
        lines.push(Line {
            path: path.clone(),
            kind: entry.kind,
            unit: entry.unit.clone(),
            action: if goes { Action::Remove } else { Action::Keep },
            reasons: std::iter::once(Reason::Uncalled).chain(edited).collect(),
        });
    }
    Outlook::new(out, lines, decided.left.clone())
}

/// What is done with a document, and why.
fn outcome(
    prepared: &Prepared,
    decision: &Decision,
    decided: &Decided,
    record: &Record,
    force: bool,
) -> (Action, Vec<Reason>) {
    let path = prepared.document.path.as_str();
    let (made, issued) = match &prepared.document.content {
        Content::Issued { digest, .. } => (Action::Copy, Some(digest)),
        _ => (Action::Make, None),
    };
    let there = if record.manifest().documents.contains_key(path) { Reason::Edited } else { Reason::Unrecorded };
    let (action, reasons) = match decision {
        Decision::Fresh => return (Action::Fresh, Vec::new()),
        Decision::New => (made, vec![Reason::New]),
        Decision::Gone => (made, vec![Reason::Gone]),
        Decision::Changed(causes) => (made, causes.iter().cloned().map(Reason::Changed).collect()),
        Decision::Occupied => {
            // What was issued is known before it is copied: the very same file is no obstacle.
            let same = issued.is_some() && issued == decided.present.get(path);
            let replaced = same || record.objection(path, force).is_none();
            (if replaced { made } else { Action::Occupied }, vec![there])
        }
    };
    let barriers = record.barriers(path, &decided.orphans);
    let barred: Vec<Reason> = barriers
        .into_iter()
        .filter_map(|problem| match problem {
            Problem::NotOurs { path } => Some(Reason::Barred(path)),
            _ => None,
        })
        .collect();
    if barred.is_empty() { (action, reasons) } else { (Action::Occupied, barred) }
}
