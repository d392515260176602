//! Makes documents on all processors: typeset, or copied from the store where they were issued.

use std::collections::BTreeSet;
use std::sync::Mutex;

use super::parallel::threads;
use super::{Loaded, Outcome, Stopped, refused, unreadable};
use crate::diag::{Diagnostics, Problem};
use crate::digest::digest;
use crate::plan::Prepared;
use crate::render::{Faces, Job, Made, Studio};
use crate::report::Console;
use crate::source::read;
use crate::view::{Content, check_coverage};

/// Opens the fonts, and checks that they have all characters of these documents.
pub(super) fn faces(console: &Console, loaded: &Loaded, prepared: &[&Prepared]) -> Result<Faces, Stopped> {
    let mut diagnostics = Diagnostics::default();
    let faces = Faces::open(&loaded.sources, &mut diagnostics);
    let typeset = prepared.iter().filter(|prepared| prepared.document.is_typeset());
    let texts = typeset.map(|prepared| prepared.json.as_str());
    check_coverage(texts, &loaded.sources, &loaded.state.raw, |c| faces.cover(c), &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(refused(console, &loaded.sources, &diagnostics));
    }
    Ok(faces)
}

/// Makes documents and hands each over as soon as it is there, in no fixed order; what is refused is printed.
pub(super) fn make(
    console: &Console,
    loaded: &Loaded,
    due: &[&Prepared],
    jobs: Option<u16>,
    deliver: &(dyn Fn(usize, Made) + Sync),
) -> Result<(), Stopped> {
    let (copies, fresh): (Vec<usize>, Vec<usize>) =
        (0..due.len()).partition(|at| matches!(due[*at].document.content, Content::Issued { .. }));
    for at in copies {
        deliver(at, copied(console, loaded, due[at])?);
    }
    if fresh.is_empty() {
        return Ok(());
    }
    let faces = faces(console, loaded, due)?;
    let wanted: Vec<Job<'_>> = fresh
        .iter()
        .map(|at| &due[*at])
        .map(|prepared| Job {
            name: &prepared.document.path,
            content: &prepared.document.content,
            json: &prepared.json,
        })
        .collect();
    let progress = console.progress(wanted.len());
    let refusals = Mutex::new(Vec::new());
    Studio::new(&loaded.sources, &faces).render(&wanted, threads(jobs), &|at, made| {
        progress.step();
        match made {
            Ok(made) => deliver(fresh[at], made),
            Err(diagnostics) => {
                if let Ok(mut refusals) = refusals.lock() {
                    refusals.push((at, diagnostics));
                }
            }
        }
    });
    progress.finish();
    let Ok(mut refusals) = refusals.into_inner() else { return Err(Stopped(Outcome::Failed)) };
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

/// A document from the store.
fn copied(console: &Console, loaded: &Loaded, prepared: &Prepared) -> Result<Made, Stopped> {
    let Content::Issued { file, digest: known, pages } = &prepared.document.content else {
        return Err(Stopped(Outcome::Failed));
    };
    let full = loaded.root.join(file);
    let bytes = if full.exists() { read(&full).map_err(|error| unreadable(console, &error))? } else { Vec::new() };
    if digest(&bytes) != *known {
        let mut diagnostics = Diagnostics::default();
        diagnostics.nowhere(Problem::StoreDamaged { path: full.to_string_lossy().replace('\\', "/") });
        return Err(refused(console, &loaded.sources, &diagnostics));
    }
    Ok(Made { bytes, pages: Some(*pages), reads: BTreeSet::new() })
}
