//! The text of a PDF: what is read, in which order, and where it stands.
//!
//! Glyphs and structure tree are read as the program reads them; here they become text. Every passage is put in its place
//! by the structure tree: what search, copying and screen readers go by. Type that the tree leaves out is a panic.
#![expect(clippy::float_arithmetic, reason = "places on a page are no marks")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hongtou::pdf::{self, Glyph, Kid, MM, Passage};
use kurbo::Point;

/// Glyphs whose baselines differ by less (mm) stand on one line.
const SAME_LINE: f64 = 0.3;
/// A gap of more (em), forward or back, ends a run; punctuation is set half an em back at most.
const GAP: f64 = 0.6;

/// Glyphs drawn one after the other without a gap.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// What they say.
    pub(crate) text: String,
    /// Where the first begins, mm from the left edge of the page.
    pub(crate) x: f64,
    /// Its baseline, mm from the upper edge of the page.
    pub(crate) y: f64,
    /// Height of the type, pt.
    pub(crate) size: f64,
    /// Whether it is an artifact of the page, not to be read out: page numbers, heads of tables that are repeated.
    pub(crate) artifact: bool,
    /// Where the next glyph belongs, in mm as above.
    end: Point,
}

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    /// What is written on it, in the order of drawing.
    pub(crate) runs: Vec<Run>,
}

impl Page {
    /// The lines of an upright page from top to bottom, each from left to right, whatever the order of drawing.
    pub(crate) fn lines(&self) -> Vec<Vec<&Run>> {
        let mut runs: Vec<&Run> = self.runs.iter().collect();
        runs.sort_by(|a, b| a.y.total_cmp(&b.y));
        let mut lines: Vec<Vec<&Run>> = runs.chunk_by(|a, b| b.y - a.y < SAME_LINE).map(<[_]>::to_vec).collect();
        for line in &mut lines {
            line.sort_by(|a, b| a.x.total_cmp(&b.x));
        }
        lines
    }
}

/// An element of the structure tree.
#[derive(Debug)]
pub(crate) struct Element {
    /// What it is: `P`, `H1`, `Table`, `TR`, `TD`.
    pub(crate) role: String,
    /// What it and the elements in it say, in the order of reading.
    pub(crate) text: String,
    /// The elements in it.
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// The elements of a role below this one, in the order of reading.
    pub(crate) fn all(&self, role: &str) -> Vec<&Element> {
        let mut found = Vec::new();
        for child in &self.children {
            found.extend((child.role == role).then_some(child));
            found.extend(child.all(role));
        }
        found
    }

    /// What each of the elements in it says: the cells of a row.
    pub(crate) fn parts(&self) -> Vec<&str> {
        self.children.iter().map(|child| child.text.as_str()).collect()
    }
}

/// A document.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its pages.
    pub(crate) pages: Vec<Page>,
    /// What it says.
    pub(crate) tree: Element,
}

/// Reads a PDF.
///
/// # Panics
/// If it cannot be read, or if its type and its structure do not match.
pub(crate) fn read(path: &Path) -> Document {
    read_bytes(&path.display().to_string(), fs::read(path).expect("the file"))
}

/// Reads a PDF that is called so in messages.
///
/// # Panics
/// As [`read`].
pub(crate) fn read_bytes(name: &str, bytes: Vec<u8>) -> Document {
    let read = pdf::read(bytes).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let mut marked: BTreeMap<Passage, String> = BTreeMap::new();
    for (at, page) in read.pages.iter().enumerate() {
        for glyph in page.glyphs.iter().filter(|glyph| !glyph.artifact) {
            let mark = glyph.mark.expect("all type is marked");
            marked.entry((at, mark)).or_default().push_str(&glyph.text);
        }
    }
    let pages = read.pages.iter().map(|page| Page { runs: runs(&page.glyphs) }).collect();
    let tree = element(read.structure.as_ref().expect("a structure tree"), &mut marked);
    assert!(marked.is_empty(), "{name}: not in the structure tree: {marked:?}");
    Document { pages, tree }
}

/// Glyphs as runs.
fn runs(glyphs: &[Glyph]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for glyph in glyphs {
        let (from, end, size) = (glyph.at, glyph.at + glyph.advance, glyph.size);
        let goes_on = |run: &&mut Run| {
            let near = from.distance(run.end) < GAP * size * MM;
            near && (size - run.size).abs() < 0.1 && glyph.artifact == run.artifact
        };
        if let Some(run) = runs.last_mut().filter(goes_on) {
            run.text.push_str(&glyph.text);
            run.end = end;
        } else {
            runs.push(Run { text: glyph.text.clone(), x: from.x, y: from.y, size, artifact: glyph.artifact, end });
        }
    }
    runs
}

/// An element with what it says, which is taken out of `marked`.
fn element(read: &pdf::Element, marked: &mut BTreeMap<Passage, String>) -> Element {
    let mut made = Element { role: read.role.clone(), text: String::new(), children: Vec::new() };
    for kid in &read.kids {
        match kid {
            Kid::Element(kid) => {
                let child = element(kid, marked);
                made.text.push_str(&child.text);
                made.children.push(child);
            }
            Kid::Passage(passage) => made.text.push_str(&marked.remove(passage).unwrap_or_default()),
        }
    }
    made
}
