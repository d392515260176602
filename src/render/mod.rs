//! From view to bytes: PDF through Typst, workbooks through rust_xlsxwriter; the only module that knows typst.

mod bound;
mod faces;
mod forms;
mod reads;
mod sheets;
mod world;

pub use bound::{Bound, Leaf, Pages, bind};
pub use faces::Faces;
pub use forms::{FormFault, form};
pub use sheets::workbook;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diag::Diagnostics;
use crate::source::Sources;
use crate::view::Meta;
use world::{Shared, Single};

/// Everything documents have in common: fonts, library and layouts, made once.
pub struct Studio<'a> {
    shared: Shared<'a>,
    /// How many threads typeset at once.
    threads: usize,
    /// How many documents were typeset by all of them.
    typeset: AtomicUsize,
    /// How many long documents are being typeset.
    long: AtomicUsize,
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

/// Results of the layout engine that no document of the last two rounds asked for are dropped, a round being one document for each
/// thread: what letters have in common stays, and memory does not grow with their number. To keep more was slower, since
/// new memory costs more than what was found again (`benches/README.md`).
const ROUNDS: usize = 1;
/// The view (bytes) of a document that asks for its own results again, after many letters: while it is typeset, nothing is dropped,
const LONG: usize = 32 << 10;
/// unless so many letters were made meanwhile.
const PATIENCE: usize = 256;

impl<'a> Studio<'a> {
    /// Prepares fonts and layouts for so many threads.
    #[must_use]
    pub fn new(sources: &'a Sources, faces: &'a Faces, threads: usize) -> Self {
        Self {
            shared: Shared::new(sources, faces),
            threads: threads.max(1),
            typeset: AtomicUsize::new(0),
            long: AtomicUsize::new(0),
        }
    }

    /// Typesets one document: the PDF that `layout` makes of the view `json`. `name` and `meta` identify it. Several threads
    /// may do so at once: the bytes do not depend on how many.
    ///
    /// # Errors
    /// If the layout fails or warns.
    pub fn typeset(&self, name: &str, layout: &str, json: &str, meta: &Meta) -> Result<Made, Diagnostics> {
        let long = usize::from(json.len() >= LONG);
        self.long.fetch_add(long, Ordering::Relaxed);
        let made = Single::new(&self.shared, layout, json).pdf(name, meta);
        self.long.fetch_sub(long, Ordering::Relaxed);
        self.forget();
        let (bytes, pages) = made?;
        Ok(Made { bytes, pages: Some(pages), reads: self.shared.reads(layout) })
    }

    /// Drops results that letters do not share: to be called after each document.
    fn forget(&self) {
        let typeset = self.typeset.fetch_add(1, Ordering::Relaxed);
        let waits = self.long.load(Ordering::Relaxed) > 0;
        if typeset.is_multiple_of(if waits { PATIENCE } else { self.threads }) {
            typst::comemo::evict(ROUNDS);
        }
    }
}
