//! `build`: what must be made is planned, rendered into the stage, and put in place.

use std::sync::Mutex;

use super::parallel::{in_order, threads};
use super::survey::Survey;
use super::{Loaded, Outcome, Stopped, find_unit, load, refused, unreadable, unwritable};
use crate::cli::Build;
use crate::diag::{Diagnostics, Problem};
use crate::digest::digest;
use crate::plan::{Decision, Entry, Plan, Prepared, plan, prepare};
use crate::render::{Job, Studio};
use crate::report::{Console, text};
use crate::source::{Sources, is_font, is_picture, read};
use crate::view::{Bearings, Document, Kind, Maker, Selection, check_coverage};
use crate::wording::Wording;
use crate::write::{OutFolder, Stage, WriteError};

/// Makes the documents that are new or have changed.
pub(super) fn build(console: &Console, arguments: &Build) -> Result<(), Stopped> {
    let (loaded, mut diagnostics) = load(console, &arguments.workspace)?;
    let unit = match &arguments.unit {
        Some(name) => Some(find_unit(console, &loaded.state.workspace, name, true)?),
        None => None,
    };
    let kinds: Vec<Kind> = match (&arguments.only[..], unit) {
        ([], Some(_)) => vec![Kind::Letters],
        ([], None) => Kind::ALL.to_vec(),
        (only, _) => Kind::ALL.into_iter().filter(|kind| only.contains(kind)).collect(),
    };
    if unit.is_some() && !kinds.contains(&Kind::Letters) {
        console.error_line(
            "--unit 只用于反馈函，与这里的 --only 不能同用",
            "--unit names a letter; this --only leaves letters out",
        );
        return Err(Stopped(Outcome::Failed));
    }
    let asked = !arguments.only.is_empty() || unit.is_some();
    let scored = readiness(console, &loaded, &kinds, asked, arguments.draft, &mut diagnostics)?;
    let selection = Selection { kinds, unit, scored };
    let prepared = documents(console, &loaded, &selection, arguments.draft, &mut diagnostics)?;
    console.diagnostics(&loaded.sources, &diagnostics);
    let failed = |error: WriteError| unwritable(console, &error);
    let folder = OutFolder::open(&arguments.out).map_err(failed)?;
    let wanted = prepared.iter().map(|prepared| prepared.document.path.as_str());
    let present = folder.present(wanted).map_err(failed)?;
    let whole: Vec<Kind> =
        selection.kinds.iter().copied().filter(|kind| unit.is_none() && (scored || *kind == Kind::Method)).collect();
    let plan = plan(&prepared, folder.manifest(), &present, &whole);
    let left: Vec<String> = folder.left_over(&prepared, &selection.kinds, &plan.orphans);
    let mut stage = folder.stage().map_err(failed)?;
    let survey = Survey::new(arguments.inspect);
    make(console, &loaded, arguments, &prepared, &plan, &mut stage, &survey)?;
    if arguments.inspect {
        present_ones(console, arguments, &prepared, &plan, &survey)?;
    }
    let mut diagnostics = Diagnostics::default();
    survey.report(console, &mut diagnostics);
    let occupied: Vec<(String, String)> =
        plan.occupied(&prepared).filter_map(|path| Some((path.to_owned(), present.get(path)?.clone()))).collect();
    let orphans: Vec<String> =
        plan.orphans.iter().chain(plan.edited.iter().filter(|_| arguments.force)).cloned().collect();
    folder.check(&stage, &occupied, &orphans, arguments.force, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(refused(console, &loaded.sources, &diagnostics));
    }
    folder.commit(&stage, &orphans).map_err(failed)?;
    summary(console, &plan, orphans.len(), arguments);
    if !scored {
        stale(console, &left);
    }
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
    if draft {
        console.error_line("送审稿，以下分数尚缺：", "draft; these marks are still missing:");
    } else if needed && (asked || scores.has_marks()) {
        for (unit, place, missing) in missing {
            diagnostics.at(place, Problem::MissingScore { unit: roster.name(unit).to_owned(), missing });
        }
        return Err(refused(console, &loaded.sources, diagnostics));
    } else {
        console.error_line(
            "因为缺分，印有分数的文件没有生成。缺分：",
            "documents that print marks are not made, because marks are missing:",
        );
    }
    for (unit, _, missing) in missing {
        let problem = Problem::MissingScore { unit: roster.name(unit).to_owned(), missing };
        console.error_text(&format!("  {}\n", text(&problem, console.lang()).message));
    }
    Ok(draft)
}

/// The views of the documents asked for, with their keys, all characters covered by some font.
pub(super) fn documents(
    console: &Console,
    loaded: &Loaded,
    selection: &Selection,
    draft: bool,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Prepared>, Stopped> {
    let wording = Wording::new(&loaded.sources, &loaded.state.workspace, diagnostics);
    let bearings = Bearings::drafts(&loaded.state.workspace);
    let maker = Maker {
        sources: &loaded.sources,
        workspace: &loaded.state.workspace,
        assessment: &loaded.state.assessment,
        bearings: &bearings,
        wording: &wording,
        fonts: loaded.faces.roles(),
        draft,
    };
    let documents: Vec<Document> = maker.documents(selection, diagnostics);
    let prepared = prepare(documents, &engine(&loaded.sources));
    let typeset = prepared.iter().filter(|prepared| prepared.document.is_typeset());
    let texts = typeset.map(|prepared| prepared.json.as_str());
    check_coverage(texts, &loaded.sources, &loaded.state.raw, |c| loaded.faces.cover(c), diagnostics);
    if diagnostics.has_errors() {
        return Err(refused(console, &loaded.sources, diagnostics));
    }
    Ok(prepared)
}

/// Renders what is not fresh into the stage.
fn make(
    console: &Console,
    loaded: &Loaded,
    arguments: &Build,
    prepared: &[Prepared],
    plan: &Plan,
    stage: &mut Stage,
    survey: &Survey,
) -> Result<(), Stopped> {
    let due: Vec<&Prepared> = prepared
        .iter()
        .zip(&plan.decisions)
        .filter(|(_, decision)| **decision != Decision::Fresh)
        .map(|(prepared, _)| prepared)
        .collect();
    if due.is_empty() {
        return Ok(());
    }
    let jobs: Vec<Job<'_>> = due
        .iter()
        .map(|prepared| Job {
            name: &prepared.document.path,
            content: &prepared.document.content,
            json: &prepared.json,
        })
        .collect();
    let threads = threads(arguments.jobs);
    let bar = console.progress(jobs.len());
    let staged = Mutex::new((stage, Vec::new(), None));
    Studio::new(&loaded.sources, &loaded.faces).render(&jobs, threads, &|at, made| {
        bar.inc(1);
        if let Ok(bytes) = &made {
            survey.measure(&due[at].document, bytes);
        }
        let Ok(mut staged) = staged.lock() else { return };
        let (stage, refusals, failure) = &mut *staged;
        match made {
            Ok(bytes) => {
                let document = &due[at].document;
                let entry = Entry { kind: document.kind, key: due[at].key.clone(), digest: digest(&bytes) };
                if let Err(error) = stage.put(&document.path, &bytes, entry) {
                    failure.get_or_insert(error);
                }
            }
            Err(diagnostics) => refusals.push((at, diagnostics)),
        }
    });
    bar.finish_and_clear();
    let Ok((_, mut refusals, failure)) = staged.into_inner() else { return Err(Stopped(Outcome::Failed)) };
    if let Some(error) = failure {
        return Err(unwritable(console, &error));
    }
    if refusals.is_empty() {
        return Ok(());
    }
    // One fault in a layout fails every letter alike: what stands at one place is told once.
    refusals.sort_by_key(|(at, _)| *at);
    let mut distinct = Diagnostics::default();
    for (_, diagnostics) in refusals {
        distinct.extend_with_new_places(diagnostics);
    }
    Err(refused(console, &loaded.sources, &distinct))
}

/// Measures the PDFs that are as they should be already.
fn present_ones(
    console: &Console,
    arguments: &Build,
    prepared: &[Prepared],
    plan: &Plan,
    survey: &Survey,
) -> Result<(), Stopped> {
    let pairs = prepared.iter().zip(&plan.decisions);
    let fresh = pairs.filter(|(prepared, decision)| **decision == Decision::Fresh && prepared.document.is_typeset());
    let fresh: Vec<&Prepared> = fresh.map(|(prepared, _)| prepared).collect();
    let mut failure = None;
    let measure = |prepared: &&Prepared| {
        let document = &prepared.document;
        read(&arguments.out.join(&document.path)).map(|bytes| survey.measure(document, &bytes))
    };
    in_order(&fresh, threads(arguments.jobs), measure, |done| failure = failure.take().or(done.err()));
    failure.map_or(Ok(()), |failure| Err(unreadable(console, &failure)))
}

/// The digest of everything that shapes documents beside their views: program, layouts, marks and fonts.
fn engine(sources: &Sources) -> String {
    let mut parts = vec![env!("HONGTOU_BUILD").to_owned()];
    for (path, id) in sources.texts_below("templates/", "typ") {
        parts.push(format!("{path} {}", digest(sources.file(id).text().as_bytes())));
    }
    for (path, bytes) in sources.binaries_below("templates/").chain(sources.binaries_below("fonts/")) {
        if is_font(path) || is_picture(path) {
            parts.push(format!("{path} {}", digest(bytes)));
        }
    }
    digest(parts.join("\n").as_bytes())
}

fn summary(console: &Console, plan: &Plan, removed: usize, arguments: &Build) {
    let count = |wanted: &[Decision]| plan.decisions.iter().filter(|decision| wanted.contains(decision)).count();
    let (new, fresh) = (count(&[Decision::New, Decision::Gone]), count(&[Decision::Fresh]));
    let changed = count(&[Decision::Changed, Decision::Occupied]);
    let (out, force) = (arguments.out.display(), arguments.force);
    console.line(&console.lang().pick(
        format!("完成：新生成{new}个，更新{changed}个，未变{fresh}个，移除{removed}个（{out}）"),
        format!("done: {new} new, {changed} updated, {fresh} unchanged, {removed} removed ({out})"),
    ));
    for path in plan.edited.iter().filter(|_| !force) {
        console.error_line(
            &format!("数据中已没有 {path}，但它被改动过，没有移除"),
            &format!("{path} is no longer called for, but was edited: it stays"),
        );
    }
}

/// Names the documents of an earlier build that this one could neither make again nor remove.
fn stale(console: &Console, left: &[String]) {
    if left.is_empty() {
        return;
    }
    console.error_line(
        "注意：以下文件是以前生成的，没有更新，与现有数据可能不符：",
        "note: these documents are of an earlier build, were not updated, and may not agree with the data:",
    );
    for path in left {
        console.error_text(&format!("  {path}\n"));
    }
}
