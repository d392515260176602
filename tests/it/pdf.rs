//! The text of a PDF: what is read, in which order, and where it stands.
//!
//! The drawing instructions of each page are interpreted as a viewer would. Every glyph is turned back into text through the
//! PDF's own `ToUnicode` map and every passage is put in its place by the structure tree: what search, copying and screen
//! readers go by. Type that the tree leaves out is a panic.
#![expect(clippy::float_arithmetic, reason = "places on a page are no marks")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, ObjRef, Object};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, TransformExt, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect};

/// Millimetres in a point.
const MM: f64 = 25.4 / 72.0;
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
    let name = path.display();
    let pdf = Pdf::new(fs::read(path).expect("the file")).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let cache = InterpreterCache::new();
    let mut reader = Reader::default();
    let pages = pdf.pages().iter().enumerate().map(|(at, page)| {
        let (place, bounds) = (page.initial_transform(true).to_kurbo(), Rect::new(0.0, 0.0, 1.0, 1.0));
        let mut context = Context::new(place, bounds, &cache, pdf.xref(), InterpreterSettings::default());
        reader.page = at;
        interpret_page(page, &mut context, &mut reader);
        Page { runs: std::mem::take(&mut reader.runs) }
    });
    let pages = pages.collect();
    let catalog: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).expect("a catalog");
    let root: Dict<'_> = catalog.get("StructTreeRoot").expect("a structure tree");
    let sheets: Vec<_> = pdf.pages().iter().map(|page| page.raw().obj_id().map(ObjRef::from)).collect();
    let tree = element(&root, &sheets, None, &mut reader.marked);
    assert!(reader.marked.is_empty(), "{name}: not in the structure tree: {:?}", reader.marked);
    Document { pages, tree }
}

/// Reads an element of the structure tree; what it says is taken out of `marked`.
fn element(dict: &Dict<'_>, sheets: &[Option<ObjRef>], page: Option<usize>, marked: &mut Marked) -> Element {
    let on = |dict: &Dict<'_>| sheets.iter().position(|sheet| sheet.is_some() && *sheet == dict.get_ref("Pg")).or(page);
    let page = on(dict);
    let role = dict.get::<Name<'_>>("S").map(|name| name.as_str().to_owned()).unwrap_or_default();
    let mut read = Element { role, text: String::new(), children: Vec::new() };
    let kids: Vec<Object<'_>> = match dict.get::<Object<'_>>("K") {
        Some(Object::Array(kids)) => Array::iter(&kids).collect(),
        kid => kid.into_iter().collect(),
    };
    for kid in kids {
        let (page, mark) = match kid {
            Object::Dict(kid) if kid.contains_key("S") => {
                let child = element(&kid, sheets, page, marked);
                read.text.push_str(&child.text);
                read.children.push(child);
                continue;
            }
            Object::Dict(kid) => (on(&kid), kid.get::<i32>("MCID")),
            kid => (page, kid.into_i32()),
        };
        let said = page.zip(mark).and_then(|place| marked.remove(&place));
        read.text.push_str(&said.unwrap_or_default());
    }
    read
}

/// What each marked passage says, by page and mark.
type Marked = BTreeMap<(usize, i32), String>;

/// Collects what is written.
#[derive(Default)]
struct Reader {
    page: usize,
    runs: Vec<Run>,
    marked: Marked,
    /// The passages that are open: whether an artifact, and its mark.
    open: Vec<(bool, Option<i32>)>,
}

impl Device<'_> for Reader {
    fn draw_glyph(&mut self, glyph: &Glyph<'_>, page: Affine, at: Affine, _: &Paint<'_>, mode: &GlyphDrawMode) {
        // Type that is outlined besides being filled is not there twice; hidden type is not there at all.
        if !matches!(mode, GlyphDrawMode::Fill) {
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(character)) => character.to_string(),
            Some(BfString::String(text)) => text,
            // The font does not tell what it says.
            None => "\u{FFFD}".to_owned(),
        };
        let artifact = self.open.iter().any(|(artifact, _)| *artifact);
        if !artifact {
            let mark = self.open.iter().rev().find_map(|(_, mark)| *mark).expect("all type is marked");
            self.marked.entry((self.page, mark)).or_default().push_str(&text);
        }
        let advance = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width().map_or(0.0, f64::from),
            Glyph::Type3(_) => 0.0,
        };
        // The em of a glyph is 1000 units.
        let place = Affine::scale(MM) * page * at;
        let (from, end, above) =
            (place * Point::ZERO, place * Point::new(advance, 0.0), place * Point::new(0.0, 1000.0));
        let size = from.distance(above) / MM;
        let goes_on = |run: &&mut Run| {
            let near = from.distance(run.end) < GAP * size * MM;
            near && (size - run.size).abs() < 0.1 && artifact == run.artifact
        };
        if let Some(run) = self.runs.last_mut().filter(goes_on) {
            run.text.push_str(&text);
            run.end = end;
        } else {
            self.runs.push(Run { text, x: from.x, y: from.y, size, artifact, end });
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], mark: Option<i32>) {
        self.open.push((tag == b"Artifact", mark));
    }

    fn end_marked_content(&mut self) {
        self.open.pop();
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
