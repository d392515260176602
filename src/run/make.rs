//! Makes documents on all processors: typeset, or copied from the store where they were issued.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::parallel::{in_order, threads};
use super::setting::Setting;
use super::{Loaded, Outcome, Stopped, refused, unreadable};
use crate::diag::{Diagnostics, Problem};
use crate::digest::digest;
use crate::plan::Prepared;
use crate::render::{Faces, Made, Pages, Studio, workbook};
use crate::report::Console;
use crate::source::read;
use crate::view::{Characters, Content, Document, Maker, View, check_coverage, json};

/// Opens the fonts, and checks that they have all characters of these documents.
pub(super) fn faces<'d>(
    console: &Console,
    setting: &Setting<'_>,
    documents: impl Iterator<Item = &'d Document>,
) -> Result<Faces, Stopped> {
    let mut diagnostics = Diagnostics::default();
    let loaded = setting.loaded;
    let faces = Faces::open(&loaded.sources, &mut diagnostics);
    let (maker, mut printed) = (setting.maker(), Characters::default());
    documents.filter(|document| document.is_typeset()).for_each(|document| printed.add(&maker.json(&document.content)));
    check_coverage(&printed, &loaded.sources, &loaded.state.raw, faces.covers(), &mut diagnostics);
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
    setting: &Setting<'_>,
    due: &[&Prepared],
    jobs: Option<u16>,
    finish: &(dyn Fn(usize, Made) -> T + Sync),
    deliver: &mut dyn FnMut(usize, T) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let loaded = setting.loaded;
    let (copies, mut fresh): (Vec<usize>, Vec<usize>) =
        (0..due.len()).partition(|at| matches!(due[*at].document.content, Content::Issued { .. }));
    for at in copies {
        deliver(at, finish(at, copied(console, loaded, due[at])?))?;
    }
    if fresh.is_empty() {
        return Ok(());
    }
    // What takes longest begins first, or the other threads would wait for it at the end.
    fresh.sort_by_key(|at| Reverse(due[*at].length));
    let faces = faces(console, setting, due.iter().map(|prepared| &prepared.document))?;
    let threads = threads(jobs);
    let studio = Studio::new(&loaded.sources, &faces, threads);
    let maker = setting.maker();
    let work = |at: usize| made(&studio, &maker, &due[at].document).map(|made| finish(at, made));
    each(console, loaded, &fresh, threads, &work, deliver)
}

/// Lays documents out, and gives the pages of each.
pub(super) fn laid_out(
    console: &Console,
    setting: &Setting<'_>,
    faces: &Faces,
    due: &[&Document],
    jobs: Option<u16>,
) -> Result<Vec<(Pages, View)>, Stopped> {
    let threads = threads(jobs);
    let studio = Studio::new(&setting.loaded.sources, faces, threads);
    let maker = setting.maker();
    let all: Vec<usize> = (0..due.len()).collect();
    let mut laid = Vec::with_capacity(all.len());
    let work = |at: usize| {
        let Document { path, content, .. } = due[at];
        let (layout, view) = (content.layout().unwrap_or_default(), maker.view_of(content));
        let view = view.map_or_else(|| unreachable!("{path} was listed as typeset"), Cow::into_owned);
        studio.lay_out(path, layout, &json(&view)).map(|pages| (pages, view))
    };
    each(console, setting.loaded, &all, threads, &work, &mut |_, pages| {
        laid.push(pages);
        Ok(())
    })?;
    Ok(laid)
}

/// Makes one document.
fn made(studio: &Studio<'_>, maker: &Maker<'_>, document: &Document) -> Result<Made, Diagnostics> {
    let Document { path, content, .. } = document;
    let plain = |bytes| Ok(Made { bytes, pages: None, reads: BTreeSet::new() });
    if let (Some(layout), Some(view)) = (content.layout(), maker.view_of(content)) {
        return studio.typeset(path, layout, &json(&*view), &view.meta);
    }
    match content {
        Content::Workbook => plain(workbook(&maker.workbook())),
        Content::Figures => plain(format!("{}\n", maker.figures().json()).into_bytes()),
        // What was issued is copied from the store.
        Content::Typeset { .. } | Content::Letter { .. } | Content::Issued { .. } => {
            unreachable!("{path} is typeset again as it was listed, or copied")
        }
    }
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
