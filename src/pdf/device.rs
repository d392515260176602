//! Collects what the interpreter draws.

use std::collections::{BTreeMap, HashMap};

use hayro_interpret::font::Glyph as Drawn;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{BlendMode, ClipPath, Device, GlyphDrawMode, Image, Paint, PathDrawMode, SoftMask, StrokeProps};
use kurbo::{Affine, BezPath, PathEl, PathSeg, Point, Rect, Shape as _, Stroke, StrokeOpts, Vec2};

use super::fonts;
use super::{Colour, Direction, Glyph, MM, Page, Role, Shape};

/// How far from an axis (mm over the length of a line, or radians) still counts as along it.
const ALONG: f64 = 1e-3;

/// Type of this size (pt) and above is large.
const LARGE: f64 = 18.0;

/// The device that the pages are drawn on, one after the other.
#[derive(Default)]
pub(super) struct Reader {
    page: Page,
    /// The faces met, by the key of the interpreter.
    known: BTreeMap<u128, usize>,
    names: Vec<String>,
    /// The boxes around the outlines of glyphs in thousandths of an em, by face and glyph.
    outlines: HashMap<(usize, u32), Option<Rect>>,
    /// The passages that are open: whether an artifact, and its mark.
    open: Vec<(bool, Option<i32>)>,
}

impl Reader {
    /// Begins a page of a width and height in mm.
    pub(super) fn begin(&mut self, width: f64, height: f64) {
        self.page = Page { width, height, ..Page::default() };
        self.open.clear();
    }

    /// The page that was drawn.
    pub(super) fn finish(&mut self) -> Page {
        std::mem::take(&mut self.page)
    }

    /// The names of all faces met, the nameless ones by `names`, which has the names of fonts by their keys.
    pub(super) fn faces(mut self, names: &BTreeMap<u128, String>) -> Vec<String> {
        for (key, at) in &self.known {
            if let Some(name) = names.get(key).filter(|_| self.names[*at].is_empty()) {
                self.names[*at].clone_from(name);
            }
        }
        self.names
    }

    fn artifact(&self) -> bool {
        self.open.iter().any(|(artifact, _)| *artifact)
    }

    fn add_shape(&mut self, rect: Rect, colour: Colour, straight: bool) {
        // What lies nowhere is not seen.
        if !rect.is_finite() {
            return;
        }
        let artifact = self.artifact();
        self.page.shapes.push(Shape { rect, colour, straight, artifact });
    }
}

impl Device<'_> for Reader {
    fn draw_glyph(&mut self, glyph: &Drawn<'_>, page: Affine, at: Affine, paint: &Paint<'_>, mode: &GlyphDrawMode) {
        match mode {
            GlyphDrawMode::Fill => {}
            // Type that is outlined besides being filled is not there twice, but its ink is bolder.
            GlyphDrawMode::Stroke(stroke) => {
                let place = Affine::scale(MM) * page;
                let origin = place * at * Point::ZERO;
                let last = self.page.glyphs.last_mut().filter(|last| last.at.distance(origin) < 1e-6);
                if let (Some(last), Drawn::Outline(outline)) = (last, glyph) {
                    let width = f64::from(stroke.line_width) * place.determinant().abs().sqrt();
                    last.ink =
                        last.ink.map(|ink| bolder(ink, &(place * at * outline.outline()), width, stroke, last.size));
                }
                return;
            }
            // Hidden type is not there at all.
            GlyphDrawMode::Invisible => return,
        }
        let Drawn::Outline(outline) = glyph else {
            self.page.unmeasured = true;
            return;
        };
        let text = match glyph.as_unicode() {
            Some(BfString::Char(character)) => character.to_string(),
            Some(BfString::String(text)) => text,
            None => "\u{FFFD}".to_owned(),
        };
        let face = *self.known.entry(outline.font_cache_key()).or_insert_with(|| {
            let name = outline.font_data().and_then(|data| data.postscript_name).unwrap_or_default();
            self.names.push(fonts::plain(&name).to_owned());
            self.names.len() - 1
        });
        // The em of a glyph is 1000 units.
        let place = Affine::scale(MM) * page * at;
        let origin = place * Point::ZERO;
        let across = place * Point::new(1000.0, 0.0) - origin;
        let height = (place * Point::new(0.0, 1000.0) - origin).hypot();
        if !(height.is_finite() && across.hypot().is_finite() && origin.is_finite() && height > 0.0) {
            return;
        }
        let around = *self.outlines.entry((face, outline.glyph_id().to_u32())).or_insert_with(|| {
            let path = outline.outline();
            if path.elements().is_empty() { None } else { Some(path.bounding_box()) }
        });
        let advance = outline.advance_width().map_or(1000.0, f64::from) / 1000.0;
        self.page.glyphs.push(Glyph {
            text,
            face,
            size: height / MM,
            stretch: across.hypot() / height,
            at: origin,
            advance: across * advance,
            ink: around.map(|around| place.transform_rect_bbox(around)),
            colour: colour(paint),
            direction: direction(across),
            artifact: self.artifact(),
            mark: self.open.iter().rev().find_map(|(_, mark)| *mark),
            role: Role::default(),
        });
    }

    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'_>, mode: &PathDrawMode) {
        let place = Affine::scale(MM) * transform;
        let path = place * path;
        let colour = colour(paint);
        match mode {
            PathDrawMode::Fill(_) => {
                for part in parts(&path) {
                    let straight = part.segments().all(|segment| axis(segment).is_some());
                    self.add_shape(part.bounding_box(), colour, straight);
                }
            }
            PathDrawMode::Stroke(stroke) => {
                let half = f64::from(stroke.line_width) * place.determinant().abs().sqrt() / 2.0;
                for part in parts(&path) {
                    if !part.segments().all(|segment| axis(segment).is_some()) {
                        self.add_shape(part.bounding_box().inflate(half, half), colour, false);
                        continue;
                    }
                    for segment in part.segments() {
                        let along = matches!(axis(segment), Some(Axis::Horizontal));
                        let (x, y) = if along { (0.0, half) } else { (half, 0.0) };
                        self.add_shape(segment.bounding_box().inflate(x, y), colour, true);
                    }
                }
            }
        }
    }

    fn draw_image(&mut self, image: Image<'_, '_>, transform: Affine) {
        let around = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.page.pictures.push((Affine::scale(MM) * transform).transform_rect_bbox(around));
    }

    fn begin_marked_content(&mut self, tag: &[u8], mark: Option<i32>) {
        self.open.push((tag == b"Artifact", mark));
    }

    fn end_marked_content(&mut self) {
        self.open.pop();
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The ink of a glyph whose outline is drawn in a width (mm), too. The corners of large type are followed to their points;
/// in small type these are too short to matter.
fn bolder(ink: Rect, outline: &BezPath, width: f64, stroke: &StrokeProps, size: f64) -> Rect {
    if size < LARGE {
        return ink.inflate(width / 2.0, width / 2.0);
    }
    let style = Stroke::new(width).with_join(stroke.line_join).with_miter_limit(f64::from(stroke.miter_limit));
    ink.union(kurbo::stroke(outline.iter(), &style, &StrokeOpts::default(), 0.01).bounding_box())
}

fn colour(paint: &Paint<'_>) -> Colour {
    Colour(match paint {
        Paint::Color(colour) => {
            let [red, green, blue, _] = colour.to_rgba().components();
            Some([red, green, blue])
        }
        Paint::Pattern(_) => None,
    })
}

fn direction(across: Vec2) -> Direction {
    let length = across.hypot();
    if across.y.abs() < ALONG * length && across.x > 0.0 {
        Direction::Upright
    } else if across.x.abs() < ALONG * length {
        if across.y < 0.0 { Direction::Up } else { Direction::Down }
    } else {
        Direction::Oblique
    }
}

enum Axis {
    Horizontal,
    Vertical,
}

/// The axis a straight segment runs along, if any.
fn axis(segment: PathSeg) -> Option<Axis> {
    let PathSeg::Line(line) = segment else { return None };
    let way = line.p1 - line.p0;
    if way.y.abs() <= ALONG * way.x.abs().max(1.0) {
        Some(Axis::Horizontal)
    } else if way.x.abs() <= ALONG * way.y.abs().max(1.0) {
        Some(Axis::Vertical)
    } else {
        None
    }
}

/// The parts of a path that hang together.
fn parts(path: &BezPath) -> Vec<BezPath> {
    let mut parts: Vec<BezPath> = Vec::new();
    for element in path.elements() {
        match (element, parts.last_mut()) {
            (PathEl::MoveTo(_), _) => parts.push(BezPath::from_vec(vec![*element])),
            (_, Some(part)) => part.push(*element),
            (_, None) => {}
        }
    }
    parts.retain(|part| part.elements().len() > 1);
    parts
}
