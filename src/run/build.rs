//! `build`: what must be made is planned, rendered into the stage, and put in place.

use std::ops::ControlFlow;

use super::decide::{Called, Decided, called_for, left_behind, loaded_for};
use super::make::make;
use super::parallel::{in_order, threads};
use super::restore::restore;
use super::setting::Setting;
use super::still::{asked, still};
use super::survey::Survey;
use super::{Loaded, Stopped, refused, unreadable, unwritable};
use crate::cli::{Build, Request};
use crate::diag::{Diagnostics, Problem};
use crate::digest::{digest, digest_of_json};
use crate::figures::Figures;
use crate::plan::{Decision, Entry, Plan, Prepared, Workshop};
use crate::render::Made;
use crate::report::Console;
use crate::source::read;
use crate::view::Kind;
use crate::write::{OutFolder, Stage, WriteError};

/// Makes the documents that are new or have changed.
pub(super) fn build(console: &Console, arguments: &Build) -> Result<(), Stopped> {
    if let Some(number) = arguments.edition {
        return restore(console, arguments, number);
    }
    let request = &arguments.request;
    if !arguments.inspect
        && let Some(documents) = still(console, request)?
    {
        summary(console, [0, 0, documents, 0], request);
        return Ok(());
    }
    let (loaded, diagnostics) = loaded_for(console, request)?;
    let called = called_for(console, request, &loaded, diagnostics)?;
    let Called { setting, prepared, .. } = &called;
    let failed = |error: WriteError| unwritable(console, &error);
    let folder = OutFolder::open(&request.out).map_err(failed)?;
    let decided = called.decide(console, folder.record(), request.force)?;
    let Decided { plan, present, orphans, left } = &decided;
    let (fresh, due) = decided.sorted(prepared);
    let mut stage = folder.stage();
    let survey = Survey::new(arguments.inspect, &setting.bearings);
    stale(console, setting, arguments, &due, &mut stage, &survey)?;
    if arguments.inspect {
        present_ones(console, arguments, &fresh, &survey)?;
    }
    let mut diagnostics = Diagnostics::default();
    survey.report(console, &mut diagnostics);
    let occupied: Vec<(String, String)> =
        plan.occupied(prepared).filter_map(|path| Some((path.to_owned(), present.get(path)?.clone()))).collect();
    folder.check(&stage, &occupied, orphans, request.force, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(refused(console, &loaded.sources, &diagnostics));
    }
    console.settled();
    let settled = asked(request).filter(|_| !console.has_spoken() && left.is_empty() && plan.edited.is_empty());
    let figures = Figures::of_each(&loaded.state.workspace, &loaded.state.assessment, request.draft);
    folder.commit(stage, orphans, prepared, loaded.sources.inputs().clone(), settled, &figures).map_err(failed)?;
    summary(console, counts(plan, orphans.len()), request);
    for path in plan.edited.iter().filter(|_| !request.force) {
        console.error_line(
            &format!("数据中已没有 {path}，但它被改动过，没有移除"),
            &format!("{path} is no longer called for, but was edited: it stays"),
        );
    }
    left_behind(console, left);
    Ok(())
}

/// Whether marks are there for the documents asked for. Without any, what needs none can still be made.
pub(super) fn readiness(
    console: &Console,
    loaded: &Loaded,
    kinds: &[Kind],
    asked: bool,
    draft: bool,
    diagnostics: &mut Diagnostics,
) -> Result<bool, Stopped> {
    let scores = &loaded.state.workspace.scores;
    let missing = scores.missing(&loaded.state.workspace.roster);
    let needed = kinds.iter().any(|kind| kind.needs_scores());
    if missing.is_empty() || !(needed || kinds.contains(&Kind::Attachments)) {
        return Ok(missing.is_empty());
    }
    let roster = &loaded.state.workspace.roster;
    let mut absent = Diagnostics::default();
    for (unit, place, missing) in missing {
        absent.at(place, Problem::MissingScore { unit: roster.name(unit).to_owned(), missing });
    }
    let head = if draft {
        ("送审稿，以下分数尚缺：", "draft; these marks are still missing:")
    } else if needed && (asked || scores.has_marks()) {
        diagnostics.extend(absent);
        return Err(refused(console, &loaded.sources, diagnostics));
    } else {
        (
            "因为缺分，印有分数的文件没有生成。缺分：",
            "documents that print marks are not made, because marks are missing:",
        )
    };
    console.notes(&loaded.sources, head, &absent);
    Ok(draft)
}

/// Makes what is not fresh, into the stage.
fn stale(
    console: &Console,
    setting: &Setting<'_>,
    arguments: &Build,
    due: &[&Prepared],
    stage: &mut Stage<'_>,
    survey: &Survey<'_>,
) -> Result<(), Stopped> {
    let workshop = Workshop::of(&setting.loaded.sources);
    let finish = |at: usize, made: Made| {
        let document = &due[at].document;
        survey.measure(document, &made.bytes);
        let tools = workshop.tools(document, &made.reads);
        let entry = Entry {
            kind: document.kind,
            unit: document.unit.clone(),
            tools: digest_of_json(&tools).into(),
            view: due[at].view.clone(),
            digest: digest(&made.bytes).into(),
            size: made.bytes.len() as u64,
            pages: made.pages,
            figures: None,
        };
        (made.bytes, entry, tools)
    };
    make(console, setting, due, arguments.jobs, &finish, &mut |at, (bytes, entry, tools)| {
        stage.put(&due[at].document.path, &bytes, entry, tools).map_err(|error| unwritable(console, &error))
    })
}

/// Measures the PDFs that are as they should be already.
fn present_ones(console: &Console, arguments: &Build, fresh: &[&Prepared], survey: &Survey<'_>) -> Result<(), Stopped> {
    let fresh: Vec<&Prepared> = fresh.iter().copied().filter(|prepared| prepared.document.is_typeset()).collect();
    let mut failure = None;
    let measure = |prepared: &&Prepared| {
        let document = &prepared.document;
        read(&arguments.request.out.join(&document.path)).map(|bytes| survey.measure(document, &bytes))
    };
    in_order(&fresh, threads(arguments.jobs), measure, |done| {
        failure = done.err();
        if failure.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    failure.map_or(Ok(()), |failure| Err(unreadable(console, &failure)))
}

/// How many documents are new, updated, unchanged and removed.
fn counts(plan: &Plan, removed: usize) -> [usize; 4] {
    let count = |wanted: fn(&Decision) -> bool| plan.decisions.iter().filter(|decision| wanted(decision)).count();
    let new = count(|decision| matches!(decision, Decision::New | Decision::Gone));
    let changed = count(|decision| matches!(decision, Decision::Changed(_) | Decision::Occupied));
    let fresh = count(|decision| *decision == Decision::Fresh);
    [new, changed, fresh, removed]
}

fn summary(console: &Console, [new, changed, fresh, removed]: [usize; 4], request: &Request) {
    let out = request.out.display();
    console.line(&console.lang().pick(
        format!("完成：新生成{new}个，更新{changed}个，未变{fresh}个，移除{removed}个（{out}）"),
        format!("done: {new} new, {changed} updated, {fresh} unchanged, {removed} removed ({out})"),
    ));
}
