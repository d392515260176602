//! What a change of the data does, told before it is made: figures, ranks, documents.

use super::standing::{Due, due};
use super::state::State;
use super::{Loaded, Stopped};
use crate::figures::{Figures, compare};
use crate::model::Genre;
use crate::report::Console;
use crate::report::changes::changes;

/// The data before and after.
pub(super) struct Effect<'a> {
    pub(super) before: &'a State,
    pub(super) after: &'a State,
}

/// Prints what changes: the units' own figures, every other unit whose rank moves, categories, and the documents that
/// are to be made because of all that counts.
pub(super) fn print(console: &Console, loaded: &Loaded, effect: &Effect<'_>) -> Result<(), Stopped> {
    let figures = |state: &State| Figures::of(&state.workspace, &state.assessment, false);
    let text = changes(&compare(&figures(effect.before), &figures(effect.after)), console.lang());
    if text.is_empty() {
        console.line(console.lang().pick("没有数字变动", "no figure changes"));
    } else {
        console.text(&text);
    }
    documents(console, loaded, effect.after, &due(console, loaded, Some(effect.after))?);
    Ok(())
}

/// The documents that are to be issued when the data are as in a state.
pub(super) fn documents(console: &Console, loaded: &Loaded, state: &State, due: &Due) {
    let lang = console.lang();
    if loaded.history.register.issued().is_empty() {
        console.line(lang.pick("尚未印发，只更新送审的文件", "nothing was issued yet: only drafts change"));
        return;
    }
    if due.is_empty() {
        console.line(lang.pick("已印发的文件都不受影响", "no document that was issued is touched"));
        return;
    }
    for genre in &due.corrected {
        let number = loaded.history.register.standing(*genre, None).map(|issued| issued.number.to_string());
        let number = number.unwrap_or_default();
        console.line(&lang.pick(
            format!("要印发更正通知：更正{}（{number}）", genre.name()),
            format!("to be issued: a {} of {} ({number})", Genre::Correction.name(), genre.name()),
        ));
    }
    if !due.letters.is_empty() {
        let names: Vec<&str> = due.letters.iter().map(|unit| state.workspace.roster.name(*unit)).collect();
        let (count, names) = (names.len(), names.join(lang.pick("、", ", ")));
        console.line(&lang.pick(
            format!("要重新印发反馈函{count}份：{names}"),
            format!("letters to be issued again ({count}): {names}"),
        ));
    }
}
