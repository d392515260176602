//! What a build does, decided from the data and the output folder before anything is made; `build` and `plan` share it.

use std::collections::BTreeMap;
use std::path::Path;

use super::build::readiness;
use super::setting::Setting;
use super::{Loaded, Outcome, Stopped, find_unit, load, unwritable};
use crate::cli::Request;
use crate::diag::Diagnostics;
use crate::plan::{Decision, Plan, Prepared, Told, Workshop, plan, prepare};
use crate::report::Console;
use crate::source::is_among_inputs;
use crate::view::{Kind, Selection};
use crate::write::Record;

/// The documents that the data call for, of those asked for.
pub(super) struct Called<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) prepared: Vec<Prepared>,
    /// The kinds asked for.
    kinds: Vec<Kind>,
    /// The kinds of which no document is left out.
    whole: Vec<Kind>,
    /// Whether marks are there.
    scored: bool,
}

/// What is to be done in the output folder.
pub(super) struct Decided {
    pub(super) plan: Plan,
    /// The digests of the files there, by path.
    pub(super) present: BTreeMap<String, String>,
    /// What is removed.
    pub(super) orphans: Vec<String>,
    /// What stays from an earlier build because marks are missing to make it again.
    pub(super) left: Vec<String>,
}

/// Refuses to write documents among the inputs, or into the store, where nothing but what was issued may lie.
pub(super) fn apart(console: &Console, workspace: &Path, out: &Path) -> Result<(), Stopped> {
    if !is_among_inputs(workspace, out) {
        return Ok(());
    }
    let (zh, en) = (out.display(), out.display());
    console.error_line(
        &format!("{zh} 是工作区本身，或在它的 scores、templates、fonts、issued 之中：请另选文件夹"),
        &format!(
            "{en} is the workspace itself, or lies in its scores, templates, fonts or issued: choose another folder"
        ),
    );
    Err(Stopped(Outcome::Failed))
}

/// Reads the workspace.
pub(super) fn loaded_for(console: &Console, request: &Request) -> Result<(Loaded, Diagnostics), Stopped> {
    apart(console, &request.workspace, &request.out)?;
    load(console, &request.workspace)
}

/// Lists the documents that a workspace calls for.
pub(super) fn called_for<'a>(
    console: &Console,
    request: &Request,
    loaded: &'a Loaded,
    mut diagnostics: Diagnostics,
) -> Result<Called<'a>, Stopped> {
    let unit = match &request.unit {
        Some(name) => Some(find_unit(console, &loaded.state.workspace, name, true)?),
        None => None,
    };
    let kinds: Vec<Kind> = match (&request.only[..], unit) {
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
    let asked = !request.only.is_empty() || unit.is_some();
    let scored = readiness(console, loaded, &kinds, asked, request.draft, &mut diagnostics)?;
    let selection = Selection { kinds, unit, scored };
    let setting = Setting::of_build(console, loaded, &selection.kinds, request.draft, &mut diagnostics)?;
    let prepared = prepare(setting.documents(console, &selection, &mut diagnostics)?, &setting.maker());
    console.diagnostics(&loaded.sources, &diagnostics);
    let kinds = selection.kinds;
    let whole = kinds.iter().copied().filter(|kind| unit.is_none() && (scored || kind.is_whole_unscored())).collect();
    Ok(Called { setting, prepared, kinds, whole, scored })
}

impl Called<'_> {
    /// Holds the documents against what is in the output folder.
    pub(super) fn decide(&self, console: &Console, record: &Record, force: bool) -> Result<Decided, Stopped> {
        if record.damaged() {
            console.error_line(
                "注意：输出文件夹的记录（manifest.json）损坏或属于别的版本，按没有记录处理，全部重新生成",
                "note: the record of the output folder (manifest.json) is damaged or of another version: everything is made anew",
            );
        }
        let wanted = self.prepared.iter().map(|prepared| prepared.document.path.as_str());
        let present = record.present(wanted).map_err(|error| unwritable(console, &error))?;
        let workshop = Workshop::of(&self.setting.loaded.sources);
        let (before, now) = (|digest: &str| record.figures(digest), || self.setting.maker().figures());
        let told = Told::new(&before, &now);
        let plan = plan(&self.prepared, &workshop, record.manifest(), &present, &self.whole, &told);
        let orphans = plan.orphans.iter().chain(plan.edited.iter().filter(|_| force)).cloned().collect();
        let left = if self.scored { Vec::new() } else { record.left_over(&self.prepared, &self.kinds, &plan.orphans) };
        Ok(Decided { plan, present, orphans, left })
    }
}

impl Decided {
    /// The documents that are as they should be, and those that must be made.
    pub(super) fn sorted<'a>(&self, prepared: &'a [Prepared]) -> (Vec<&'a Prepared>, Vec<&'a Prepared>) {
        let pairs = prepared.iter().zip(&self.plan.decisions);
        let (fresh, due): (Vec<_>, Vec<_>) = pairs.partition(|(_, decision)| **decision == Decision::Fresh);
        let [fresh, due] = [fresh, due].map(|pairs| pairs.into_iter().map(|(prepared, _)| prepared).collect());
        (fresh, due)
    }
}

/// Names the documents of an earlier build that this one can neither make again nor remove.
pub(super) fn left_behind(console: &Console, left: &[String]) {
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
