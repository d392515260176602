//! Makes documents on all processors: typeset, or copied from the store where they were issued.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::parallel::{in_order, threads};
use super::{Loaded, Outcome, Stopped, refused, unreadable};
use crate::diag::{Diagnostics, Problem};
use crate::digest::digest;
use crate::plan::Prepared;
use crate::render::{Faces, Job, Made, Pages, Studio};
use crate::report::Console;
use crate::source::read;
use crate::view::{Content, Kind, check_coverage};

/// Opens the fonts, and checks that they have all characters of these documents.
pub(super) fn faces(console: &Console, loaded: &Loaded, prepared: &[&Prepared]) -> Result<Faces, Stopped> {
    let mut diagnostics = Diagnostics::default();
    let faces = Faces::open(&loaded.sources, &mut diagnostics);
    let typeset = prepared.iter().filter(|prepared| prepared.document.is_typeset());
    let texts = typeset.map(|prepared| prepared.json.as_str());
    check_coverage(texts, &loaded.sources, &loaded.state.raw, faces.covers(), &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(refused(console, &loaded.sources, &diagnostics));
    }
    Ok(faces)
}

/// Makes documents and hands them over one by one, in an order that does not depend on the number of threads: copies, then all but
/// the letters, the longest view first, then the letters. `finish` is done by the thread that made the document, `deliver` by this
/// one. What is refused is printed.
pub(super) fn make<T: Send>(
    console: &Console,
    loaded: &Loaded,
    due: &[&Prepared],
    jobs: Option<u16>,
    finish: &(dyn Fn(usize, Made) -> T + Sync),
    deliver: &mut dyn FnMut(usize, T) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let (copies, mut fresh): (Vec<usize>, Vec<usize>) =
        (0..due.len()).partition(|at| matches!(due[*at].document.content, Content::Issued { .. }));
    for at in copies {
        deliver(at, finish(at, copied(console, loaded, due[at])?))?;
    }
    if fresh.is_empty() {
        return Ok(());
    }
    // What takes longest begins first, or the other threads would wait for it at the end.
    let length = |prepared: &Prepared| if prepared.document.kind == Kind::Letters { 0 } else { prepared.json.len() };
    fresh.sort_by_key(|at| Reverse(length(due[*at])));
    let faces = faces(console, loaded, due)?;
    let threads = threads(jobs);
    let studio = Studio::new(&loaded.sources, &faces, threads);
    let work = |at: usize| studio.make(&job(due[at])).map(|made| finish(at, made));
    each(console, loaded, &fresh, threads, &work, deliver)
}

/// Lays documents out, and gives the pages of each.
pub(super) fn laid_out(
    console: &Console,
    loaded: &Loaded,
    faces: &Faces,
    due: &[&Prepared],
    jobs: Option<u16>,
) -> Result<Vec<Pages>, Stopped> {
    let threads = threads(jobs);
    let studio = Studio::new(&loaded.sources, faces, threads);
    let all: Vec<usize> = (0..due.len()).collect();
    let mut laid = Vec::with_capacity(all.len());
    each(console, loaded, &all, threads, &|at| studio.lay_out(&job(due[at])), &mut |_, pages| {
        laid.push(pages);
        Ok(())
    })?;
    Ok(laid)
}

fn job(prepared: &Prepared) -> Job<'_> {
    Job { name: &prepared.document.path, content: &prepared.document.content, json: &prepared.json }
}

/// Does the work on documents by their numbers and hands over what comes of it, in their order; what is refused is printed.
fn each<T: Send>(
    console: &Console,
    loaded: &Loaded,
    due: &[usize],
    threads: usize,
    work: &(dyn Fn(usize) -> Result<T, Diagnostics> + Sync),
    deliver: &mut dyn FnMut(usize, T) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let progress = console.progress(due.len());
    // One fault in a layout fails every letter alike: what stands at one place is told once.
    let mut refusals = Diagnostics::default();
    let mut done = Ok(());
    in_order(
        due,
        threads,
        |at| (*at, work(*at)),
        |(at, made)| {
            progress.step();
            match made {
                // After a refusal nothing will take effect.
                Ok(made) if !refusals.has_errors() => done = deliver(at, made),
                Ok(_) => {}
                Err(diagnostics) => refusals.extend_with_new_places(diagnostics),
            }
            if done.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        },
    );
    progress.finish();
    done?;
    if refusals.has_errors() { Err(refused(console, &loaded.sources, &refusals)) } else { Ok(()) }
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
