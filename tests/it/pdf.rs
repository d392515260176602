//! The text of a PDF and where it stands.
//!
//! The drawing instructions of each page are interpreted as a viewer would; every glyph is turned back into text through the
//! PDF's own `ToUnicode` map, which is also what search, copying and screen readers go by.

use std::fs;
use std::path::Path;

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, TransformExt, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect, Vec2};

/// Millimetres in a point.
const MM: f64 = 25.4 / 72.0;
/// Glyphs whose baselines differ by less (mm) stand on one line.
const SAME_LINE: f64 = 0.3;
/// What a glyph without an entry in `ToUnicode` is read as.
const UNREADABLE: &str = "\u{FFFD}";

/// Glyphs drawn one after the other on one baseline without a gap.
#[derive(Clone, Debug)]
pub struct Run {
    /// What they say.
    pub text: String,
    /// Where the first begins, mm from the left edge of the page.
    pub x: f64,
    /// Where the last ends, mm from the left edge of the page.
    pub end: f64,
    /// Their baseline, mm from the upper edge of the page.
    pub y: f64,
    /// Height of the type, pt.
    pub size: f64,
    /// Whether the PDF calls them an artifact: page numbers, heads of tables that are repeated.
    pub artifact: bool,
}

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Width, mm.
    pub width: f64,
    /// Height, mm.
    pub height: f64,
    /// What is written on it, in the order of drawing.
    pub runs: Vec<Run>,
}

impl Page {
    /// What is written on it, in the order of drawing.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// The rows of text from top to bottom, each from left to right, whatever the order of drawing.
    pub fn lines(&self) -> Vec<Vec<&Run>> {
        let mut runs: Vec<&Run> = self.runs.iter().collect();
        runs.sort_by(|a, b| a.y.total_cmp(&b.y));
        let mut lines: Vec<Vec<&Run>> = runs.chunk_by(|a, b| b.y - a.y < SAME_LINE).map(<[_]>::to_vec).collect();
        for line in &mut lines {
            line.sort_by(|a, b| a.x.total_cmp(&b.x));
        }
        lines
    }
}

/// Reads a PDF.
///
/// # Panics
/// If it cannot be read.
pub fn read(path: &Path) -> Vec<Page> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let pdf = Pdf::new(bytes).unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
    let cache = InterpreterCache::new();
    let pages = pdf.pages().iter().map(|page| {
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let (place, bounds) = (page.initial_transform(true).to_kurbo(), Rect::new(0.0, 0.0, width, height));
        let mut context = Context::new(place, bounds, &cache, pdf.xref(), InterpreterSettings::default());
        let mut reader = Reader::default();
        interpret_page(page, &mut context, &mut reader);
        Page { width: width * MM, height: height * MM, runs: reader.runs }
    });
    pages.collect()
}

/// Collects what is written.
#[derive(Default)]
struct Reader {
    runs: Vec<Run>,
    /// For each marked content that is open, whether it is an artifact.
    open: Vec<bool>,
}

impl Device<'_> for Reader {
    fn draw_glyph(&mut self, glyph: &Glyph<'_>, page: Affine, at: Affine, _: &Paint<'_>, mode: &GlyphDrawMode) {
        // Text that is outlined besides being filled is not there twice; hidden text is not there at all.
        if !matches!(mode, GlyphDrawMode::Fill) {
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(character)) => character.to_string(),
            Some(BfString::String(text)) => text,
            None => UNREADABLE.to_owned(),
        };
        let advance = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width().map_or(0.0, f64::from),
            Glyph::Type3(_) => 0.0,
        };
        // The em of a glyph is 1000 units.
        let place = Affine::scale(MM) * page * at;
        let (from, to, above) =
            (place * Point::ZERO, place * Point::new(advance, 0.0), place * Point::new(0.0, 1000.0));
        let size = Vec2::hypot(above - from) / MM;
        let artifact = self.open.contains(&true);
        if let Some(run) = self.runs.last_mut() {
            let near = (from.y - run.y).abs() < SAME_LINE && (from.x - run.end).abs() < run.size * MM / 4.0;
            if near && (size - run.size).abs() < 0.1 && artifact == run.artifact {
                run.text.push_str(&text);
                run.end = to.x;
                return;
            }
        }
        self.runs.push(Run { text, x: from.x, end: to.x, y: from.y, size, artifact });
    }

    fn begin_marked_content(&mut self, tag: &[u8], _: Option<i32>) {
        self.open.push(tag == b"Artifact");
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
