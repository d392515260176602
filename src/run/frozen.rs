//! Refuses a workspace that is not as it was at the last act of issue: its register, its store, its files.

use std::collections::BTreeSet;
use std::path::Path;

use crate::correct::{History, check_frozen};
use crate::diag::{Diagnostics, Problem};
use crate::edition::Edition;
use crate::load::RawWorkspace;
use crate::source::{ReadError, Sources};

/// Compares register and files with the edition and the snapshot of the last act of issue; what differs is reported.
pub(super) fn check_store(
    root: &Path,
    sources: &mut Sources,
    files: &RawWorkspace,
    history: &History,
    diagnostics: &mut Diagnostics,
) -> Result<(), ReadError> {
    let last = history.register.last_edition();
    if last == 0 || diagnostics.has_errors() {
        return Ok(());
    }
    let Some(edition) = Edition::read(root, last, diagnostics)? else { return Ok(()) };
    let known: BTreeSet<String> = history.register.edition(last).map(|issued| issued.number.to_string()).collect();
    if edition.files.values().any(|kept| !known.contains(&kept.number)) {
        diagnostics.nowhere(Problem::RegisterCut { edition: last });
        return Ok(());
    }
    let kept = sources.read_snapshot(root, last, &edition.inputs, diagnostics)?;
    if diagnostics.has_errors() {
        return Ok(());
    }
    // What was noted of the files when they were issued is no news.
    let mut found = Diagnostics::default();
    let snapshot = RawWorkspace::load_below(sources, &kept, &mut found);
    match snapshot.filter(|_| !found.has_errors()) {
        Some(snapshot) => check_frozen((files, &snapshot), sources, &history.register, diagnostics),
        None => diagnostics.extend(found),
    }
    Ok(())
}
