//! Many documents bound into one file for printing: pages as each document has them, bookmarks above them.
//!
//! Each document is laid out by itself, as for its own file, so that its pages are the same by construction: its numbers,
//! its places of signature and date, what it looks up in itself. Only then are the pages put behind each other and exported
//! at once, so that fonts are embedded once. The other way, one Typst document that calls the layout for every letter,
//! would need layouts that never ask for the physical page, would be laid out by one thread, and every look-up would
//! search all letters.
//!
//! A page's frame holds the tags by which Typst finds elements. Documents of one layout have the same locations in them,
//! and a bound file needs none: they are left out, and each document gets a heading of its own for the bookmarks.

use std::num::NonZeroUsize;

use typst::ecow::EcoVec;
use typst::foundations::{NativeElement, Smart};
use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{Frame, FrameItem, Point};
use typst::model::{DocumentInfo, HeadingElem};
use typst::text::TextElem;
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{Studio, world};
use crate::diag::Diagnostics;
use crate::view::Meta;

/// The pages of a document that is to be bound.
pub struct Pages {
    pages: EcoVec<Page>,
    info: DocumentInfo,
}

/// A document in its place: the bookmark above it and its own.
pub struct Leaf {
    /// The bookmark that it and its neighbours stand below.
    pub chapter: String,
    /// Its own bookmark.
    pub title: String,
    /// Its pages.
    pub pages: Pages,
}

/// A bound file.
pub struct Bound {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many pages it has, blank ones among them.
    pub pages: usize,
}

impl Studio<'_> {
    /// Lays out one document, as [`Self::typeset`] would. Several threads may do so at once.
    ///
    /// # Errors
    /// If the layout fails or warns.
    pub fn lay_out(&self, name: &str, layout: &str, json: &str) -> Result<Pages, Diagnostics> {
        let laid = world::Single::new(&self.shared, layout, json).laid_out(name);
        self.forget();
        laid.map(|document| Pages::of(&document))
    }
}

impl Pages {
    fn of(document: &PagedDocument) -> Self {
        let bare = |page: &Page| Page { frame: without_tags(&page.frame), ..page.clone() };
        let info = typst::model::Document::info(document).clone();
        Self { pages: document.pages().iter().map(bare).collect(), info }
    }
}

/// Binds documents into one PDF/A-2b in which each has sheets of its own: it begins on a right-hand page, and behind one of
/// an odd number of pages a blank one follows. `identity` tells one file from another.
///
/// # Errors
/// If the exporter refuses what is in the documents.
pub fn bind(leaves: Vec<Leaf>, name: &str, meta: &Meta, identity: &str) -> Result<Bound, Diagnostics> {
    let mut info = DocumentInfo::default();
    let mut pages: EcoVec<Page> = EcoVec::new();
    let mut chapter = None;
    // No two headings may have one location.
    let mut serial = 0..;
    for leaf in leaves {
        let Leaf { title, pages: Pages { pages: own, info: of_leaf }, chapter: above } = leaf;
        if pages.is_empty() {
            info = of_leaf;
        }
        let mut bookmarks = Frame::default();
        if chapter.as_ref() != Some(&above) {
            bookmark(&mut bookmarks, &above, NonZeroUsize::MIN, serial.next().unwrap_or_default());
            chapter = Some(above);
        }
        bookmark(&mut bookmarks, &title, NonZeroUsize::MIN.saturating_add(1), serial.next().unwrap_or_default());
        for (at, mut page) in own.into_iter().enumerate() {
            if at == 0 {
                page.frame.prepend_multiple(bookmarks.items().cloned());
            }
            pages.push(page);
        }
        if let Some(last) = pages.last().filter(|_| !pages.len().is_multiple_of(2)) {
            let blank = Page { frame: Frame::hard(last.frame.size()), ..last.clone() };
            pages.push(blank);
        }
    }
    let count = pages.len();
    info.title = Some(meta.title.as_str().into());
    info.date = world::date(meta);
    let document = PagedDocument::new(pages, info);
    let standards = PdfStandards::new(&[PdfStandard::A_2b]);
    let options = PdfOptions {
        ident: Smart::Custom(format!("{} {identity}", meta.title)),
        creator: Smart::Custom(Some("hongtou".to_owned())),
        standards: standards.unwrap_or_else(|_| unreachable!("PDF/A-2b goes with itself")),
        // Whoever prints needs no structure, which would be the larger part of the file.
        tagged: false,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| world::unplaced(name, &errors))?;
    Ok(Bound { bytes, pages: count })
}

/// A frame without its tags, and without what only they refer to.
fn without_tags(frame: &Frame) -> Frame {
    let mut bare = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        bare.set_baseline(frame.baseline());
    }
    bare.push_multiple(frame.items().filter_map(|(position, item)| match item {
        FrameItem::Tag(_) => None,
        FrameItem::Group(group) => {
            let mut group = group.clone();
            group.frame = without_tags(&group.frame);
            group.parent = None;
            Some((*position, FrameItem::Group(group)))
        }
        item => Some((*position, item.clone())),
    }));
    bare
}

/// Adds a heading that shows nothing: the exporter makes bookmarks of headings.
fn bookmark(frame: &mut Frame, title: &str, depth: NonZeroUsize, serial: u128) {
    let location = Location::new(serial);
    let heading = HeadingElem::new(TextElem::packed(title)).with_depth(depth).pack().located(location);
    let flags = TagFlags { introspectable: true, tagged: false };
    for tag in [Tag::Start(heading, flags), Tag::End(location, serial, flags)] {
        frame.push(Point::zero(), FrameItem::Tag(tag));
    }
}
