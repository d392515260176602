//! From view to bytes: PDF through Typst, workbooks through rust_xlsxwriter, JSON; the only module that knows typst.

mod faces;
mod forms;
mod reads;
mod sheets;
mod world;

pub use faces::Faces;
pub use forms::{FormFault, form};

use std::sync::atomic::{AtomicUsize, Ordering};

use std::collections::BTreeSet;

use crate::diag::Diagnostics;
use crate::source::Sources;
use crate::view::{Content, Meta};
use world::{Shared, Single};

/// Everything documents have in common: fonts, library and layouts, made once.
pub struct Studio<'a> {
    shared: Shared<'a>,
}

/// A document to render: what it is called in messages, what it is made of, and its view as JSON.
pub struct Job<'a> {
    /// Its path below the output folder.
    pub name: &'a str,
    /// Its content.
    pub content: &'a Content,
    /// Its content as JSON, from which its key was made too.
    pub json: &'a str,
}

/// A document that was made.
pub struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many pages it has, if it has pages.
    pub pages: Option<usize>,
    /// The paths of the layouts and pictures that are read for it.
    pub reads: BTreeSet<String>,
}

/// How many documents a worker makes before results of the layout engine that no document asked for lately are dropped.
const EVICT_EVERY: usize = 8;
/// How many of those rounds a result survives without being asked for.
const EVICT_AGE: usize = 2;

impl<'a> Studio<'a> {
    /// Prepares fonts and layouts.
    #[must_use]
    pub fn new(sources: &'a Sources, faces: &'a Faces) -> Self {
        Self { shared: Shared::new(sources, faces) }
    }

    /// Renders all jobs on so many threads and hands every result over as soon as it is there, in no fixed order.
    ///
    /// The bytes do not depend on the number of threads. Workers take the next job from a counter: a work-stealing pool
    /// would nest jobs, since the PDF exporter is parallel in itself.
    pub fn render(
        &self,
        jobs: &[Job<'_>],
        threads: usize,
        deliver: &(dyn Fn(usize, Result<Made, Diagnostics>) + Sync),
    ) {
        let next = AtomicUsize::new(0);
        let work = || {
            for done in 1.. {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(job) = jobs.get(at) else { break };
                deliver(at, self.one(job));
                if done % EVICT_EVERY == 0 {
                    typst::comemo::evict(EVICT_AGE);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads.min(jobs.len()) {
                scope.spawn(work);
            }
            work();
        });
    }

    /// Typesets one document: the PDF that `layout` makes of the view `json`. `name` and `meta` identify it.
    ///
    /// # Errors
    /// If the layout fails or warns.
    pub fn typeset(&self, name: &str, layout: &str, json: &str, meta: &Meta) -> Result<Made, Diagnostics> {
        let (bytes, pages) = Single::new(&self.shared, layout, json).pdf(name, meta)?;
        Ok(Made { bytes, pages: Some(pages), reads: self.shared.reads(layout) })
    }

    fn one(&self, job: &Job<'_>) -> Result<Made, Diagnostics> {
        let plain = |bytes| Ok(Made { bytes, pages: None, reads: BTreeSet::new() });
        match job.content {
            Content::Typeset { layout, view } => self.typeset(job.name, layout, job.json, &view.meta),
            Content::Workbook(workbook) => plain(sheets::write(workbook)),
            Content::Figures(_) => plain(format!("{}\n", job.json).into_bytes()),
            // What was issued is copied from the store, and never comes here.
            Content::Issued { .. } => plain(Vec::new()),
        }
    }
}
