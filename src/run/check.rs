//! `check`: all that can be wrong with a workspace is told, and nothing is made.

use super::build::readiness;
use super::make::faces;
use super::setting::Setting;
use super::{Stopped, counted, load, notes};
use crate::cli::{Check, Format};
use crate::diag::{Diagnostics, Severity};
use crate::report::{Console, returns};
use crate::view::{Kind, Selection};

/// Checks a workspace.
pub(super) fn check(console: &Console, arguments: &Check) -> Result<(), Stopped> {
    if arguments.format == Format::Json {
        let gathering = console.gathering();
        let checked = checked(&gathering, arguments);
        gathering.gathered_as_json(checked.as_ref().ok().map(|checked| checked.documents));
        return checked.map(drop);
    }
    let Checked { documents, diagnostics } = checked(console, arguments)?;
    let warnings = diagnostics.count(Severity::Warning);
    let (notes_zh, notes_en) = notes(&diagnostics);
    console.line(&console.lang().pick(
        format!("数据检查通过：{documents}个文件可以排版，提示{warnings}条{notes_zh}"),
        format!("no errors: {documents} documents can be made, {}{notes_en}", counted(warnings, "warning")),
    ));
    Ok(())
}

/// What a workspace without errors has.
struct Checked {
    /// How many documents can be made.
    documents: usize,
    diagnostics: Diagnostics,
}

fn checked(console: &Console, arguments: &Check) -> Result<Checked, Stopped> {
    let (loaded, mut diagnostics) = load(console, &arguments.workspace)?;
    let returned = loaded.state.workspace.scores.returns();
    if !console.gather_returns(&loaded.sources, returned) {
        for line in returns::lines(returned, &loaded.sources, console.lang()) {
            console.line(&line);
        }
    }
    let kinds = Kind::ALL.to_vec();
    let scored = readiness(console, &loaded, &kinds, false, false, &mut diagnostics)?;
    let selection = Selection { kinds, unit: None, scored };
    let setting = Setting::of_build(console, &loaded, &selection.kinds, false, &mut diagnostics)?;
    let documents = setting.documents(console, &selection, &mut diagnostics)?;
    let faces = faces(console, &setting, documents.iter())?;
    console.diagnostics(&loaded.sources, &diagnostics);
    let count = documents.len();
    // Nothing comes after a check: to give everything back piece by piece would take a tenth of its time.
    std::mem::forget((setting, documents, faces));
    std::mem::forget(loaded);
    Ok(Checked { documents: count, diagnostics })
}
