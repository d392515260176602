//! Reads a PDF: which glyphs and shapes stand where on each page; the only module that knows the PDF interpreter.
//!
//! All places are millimetres from the upper left corner of the page, y downwards; sizes of type are points.
#![expect(clippy::float_arithmetic, reason = "places on a page are no marks")]

mod device;
mod fonts;
mod information;
mod structure;

pub use fonts::FontFile;
pub use information::Information;
pub use structure::{Element, Kid, Passage, Role};

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};
use kurbo::{Point, Rect, Vec2};

use device::Reader;

/// Millimetres in a point.
pub const MM: f64 = 25.4 / 72.0;

/// A PDF as it is seen.
#[derive(Debug)]
pub struct Document {
    /// Its pages.
    pub pages: Vec<Page>,
    /// The PostScript names of the faces that glyphs refer to, without the prefix of a subset; blank if unknown.
    pub faces: Vec<String>,
    /// The fonts that its pages name.
    pub fonts: Vec<FontFile>,
    /// What the file says of itself.
    pub information: Information,
    /// The structure tree, if there is one.
    pub structure: Option<Element>,
}

impl Document {
    /// The name of the face of a glyph; blank if unknown.
    #[must_use]
    pub fn face(&self, glyph: &Glyph) -> &str {
        self.faces.get(glyph.face).map_or("", String::as_str)
    }
}

/// A page.
#[derive(Debug, Default)]
pub struct Page {
    /// Width as it is seen, mm.
    pub width: f64,
    /// Height as it is seen, mm.
    pub height: f64,
    /// What is written on it, in the order of drawing.
    pub glyphs: Vec<Glyph>,
    /// Lines and areas.
    pub shapes: Vec<Shape>,
    /// Where raster images lie.
    pub pictures: Vec<Rect>,
    /// Whether something on it is drawn in a way that cannot be measured, as with fonts of Type 3.
    pub unmeasured: bool,
}

/// The direction in which type runs on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From left to right, as read.
    Upright,
    /// From bottom to top: turned by 90° to the left.
    Up,
    /// From top to bottom: turned by 90° to the right.
    Down,
    /// Any other.
    Oblique,
}

/// A glyph.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// What it says; U+FFFD if the font does not tell.
    pub text: String,
    /// The place of its face in [`Document::faces`].
    pub face: usize,
    /// Height of its em, pt.
    pub size: f64,
    /// Width of its em over the height: below 1 if condensed.
    pub stretch: f64,
    /// Its origin on the baseline.
    pub at: Point,
    /// From its origin to where the font wants the next glyph, mm.
    pub advance: Vec2,
    /// The box around its ink, if it has any.
    pub ink: Option<Rect>,
    /// Its colour.
    pub colour: Colour,
    /// How it runs.
    pub direction: Direction,
    /// Whether it is an artifact of the page, not to be read out.
    pub artifact: bool,
    /// The marked passage it belongs to.
    pub mark: Option<i32>,
    /// What the structure tree says of that passage.
    pub role: Role,
}

impl Glyph {
    /// Whether it leaves no ink by its meaning.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }
}

/// A colour as red, green and blue from 0 to 1; `None` for patterns and shadings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour(pub Option<[f32; 3]>);

impl Colour {
    /// Whether it passes for the black of text.
    #[must_use]
    pub fn is_black(self) -> bool {
        self.0.is_some_and(|parts| parts.iter().all(|part| *part < 0.2))
    }

    /// Whether it passes for the red of a head or a seal.
    #[must_use]
    pub fn is_red(self) -> bool {
        self.0.is_some_and(|[red, green, blue]| red > 0.6 && green < 0.45 && blue < 0.45)
    }

    /// Whether it is hardly seen on paper.
    #[must_use]
    pub fn is_white(self) -> bool {
        self.0.is_some_and(|parts| parts.iter().all(|part| *part > 0.97))
    }
}

/// A straight line or an area.
#[derive(Clone, Debug)]
pub struct Shape {
    /// What it covers, the width of a stroke included.
    pub rect: Rect,
    /// Its colour.
    pub colour: Colour,
    /// Whether it is a line or a rectangle along the page; else `rect` is the box around it.
    pub straight: bool,
    /// Whether it is an artifact of the page.
    pub artifact: bool,
}

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no PDF, or too broken.
    NotPdf,
    /// It is encrypted and cannot be opened without its password.
    Encrypted,
    /// It has no page.
    NoPages,
}

/// Reads a PDF.
///
/// # Errors
/// If it is none, is broken, encrypted or empty. Whoever reads a file of unknown origin should do so in a process with
/// limits of time and memory.
pub fn read(bytes: Vec<u8>) -> Result<Document, Unreadable> {
    let encrypted = bytes.windows(8).any(|window| window == b"/Encrypt");
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Unreadable::Encrypted,
        LoadPdfError::Decryption(_) if encrypted => Unreadable::Encrypted,
        _ => Unreadable::NotPdf,
    })?;
    if pdf.pages().is_empty() {
        return Err(Unreadable::NoPages);
    }
    let cache = InterpreterCache::new();
    let mut reader = Reader::default();
    let mut pages: Vec<Page> = Vec::with_capacity(pdf.pages().len());
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let place = page.initial_transform(true).to_kurbo();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context = Context::new(place, bounds, &cache, pdf.xref(), InterpreterSettings::default());
        reader.begin(f64::from(width) * MM, f64::from(height) * MM);
        interpret_page(page, &mut context, &mut reader);
        pages.push(reader.finish());
    }
    let structure = structure::read(&pdf);
    if let Some(root) = &structure {
        structure::assign(root, &mut pages);
    }
    let (fonts, names) = fonts::read(&pdf);
    let information = information::read(&pdf, encrypted);
    Ok(Document { pages, faces: reader.faces(&names), fonts, information, structure })
}
