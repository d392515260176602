//! Glyphs put together to rows, page by page, and what else of a page is measured: rules, seals, page numbers' ground.

use kurbo::Rect;

use super::faces::{Class, class, descent};
use crate::pdf::{Colour, Direction, Document, Glyph, MM, Page, Shape};

/// Glyphs whose baselines differ by less (mm) stand on one row.
const SAME_ROW: f64 = 0.35;
/// A straight shape no thicker than this (mm) is a rule.
const THICKEST_RULE: f64 = 3.0;
/// A straight shape at least this long (mm) is a rule.
const SHORTEST_RULE: f64 = 3.0;

/// A row of type, as it is read.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// The page, from 0.
    pub(super) page: usize,
    /// Its glyphs from left to right.
    pub(super) glyphs: Vec<&'a Glyph>,
    /// What they say.
    pub(super) text: String,
    /// Baseline, mm.
    pub(super) baseline: f64,
    /// Left edge of the first cell, mm.
    pub(super) x0: f64,
    /// Right edge of the last cell, mm.
    pub(super) x1: f64,
    /// Height of most of its type, pt.
    pub(super) size: f64,
    /// The class of most of its Chinese type, else of most of its type.
    pub(super) class: Class,
    /// How far its type reaches below the baseline, in em.
    descent: f64,
    /// Whether it stands in a table.
    pub(super) table: bool,
    /// The level of the heading it belongs to, 0 if none.
    pub(super) heading: u8,
    /// Whether it is an artifact of the page.
    pub(super) artifact: bool,
}

impl<'a> Row<'a> {
    fn new(page: usize, placed: &[Placed<'a>], document: &Document) -> Option<Self> {
        let seen: Vec<&Placed<'a>> = placed.iter().filter(|placed| !placed.glyph.is_blank()).collect();
        let (first, last) = (seen.first()?, seen.last()?);
        let glyphs: Vec<&Glyph> = placed.iter().map(|placed| placed.glyph).collect();
        let visible: Vec<&Glyph> = seen.iter().map(|placed| placed.glyph).collect();
        let size = most(visible.iter().map(|glyph| tenths(glyph.size)))? / 10.0;
        let han: Vec<&Glyph> = visible.iter().copied().filter(|glyph| glyph.text.chars().any(is_han)).collect();
        let classed = if han.is_empty() { &visible } else { &han };
        let face = commonest(classed.iter().map(|glyph| glyph.face)).and_then(|face| document.faces.get(face));
        let face = face.map_or("", String::as_str);
        let count = |told: fn(&Glyph) -> bool| 2 * visible.iter().filter(|glyph| told(glyph)).count() > visible.len();
        Some(Self {
            page,
            text: glyphs.iter().map(|glyph| glyph.text.as_str()).collect(),
            baseline: most(seen.iter().map(|placed| (placed.y * 1000.0).round()))? / 1000.0,
            x0: first.x,
            x1: last.x + last.advance,
            size,
            class: class(face),
            descent: descent(face),
            table: count(|glyph| glyph.role.table),
            heading: visible.first()?.role.heading,
            artifact: count(|glyph| glyph.artifact),
            glyphs,
        })
    }

    /// Upper edge of the boxes of its characters, mm.
    pub(super) fn top(&self) -> f64 {
        self.baseline - (1.0 - self.descent) * self.size * MM
    }

    /// Lower edge of the boxes of its characters, mm.
    pub(super) fn bottom(&self) -> f64 {
        self.baseline + self.descent * self.size * MM
    }

    /// The middle between its edges, mm.
    pub(super) fn middle(&self) -> f64 {
        f64::midpoint(self.x0, self.x1)
    }

    /// Width of one of its characters, mm.
    pub(super) fn em(&self) -> f64 {
        self.size * MM
    }

    /// Its glyphs that leave ink.
    pub(super) fn visible(&self) -> impl DoubleEndedIterator<Item = &'a Glyph> + '_ {
        self.glyphs.iter().copied().filter(|glyph| !glyph.is_blank())
    }

    /// What it says without blanks.
    pub(super) fn words(&self) -> String {
        self.text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// The box around its ink.
    pub(super) fn ink(&self) -> Option<Rect> {
        self.visible().filter_map(|glyph| glyph.ink).reduce(|a, b| a.union(b))
    }

    /// The colour of its first glyph.
    pub(super) fn colour(&self) -> Colour {
        self.visible().next().map_or(Colour(None), |glyph| glyph.colour)
    }

    /// Its first character.
    pub(super) fn first(&self) -> Option<char> {
        self.visible().next()?.text.chars().next()
    }

    /// Its last character.
    pub(super) fn last(&self) -> Option<char> {
        self.visible().next_back()?.text.chars().next_back()
    }

    /// The distances of its neighbouring Chinese characters, mm.
    pub(super) fn steps(&self) -> impl Iterator<Item = f64> {
        let glyphs: Vec<&Glyph> = self.visible().collect();
        let han = |glyph: &&Glyph| glyph.text.chars().all(is_han);
        let pairs = glyphs.windows(2).filter(|pair| pair.iter().all(han)).map(|pair| pair[1].at.x - pair[0].at.x);
        pairs.collect::<Vec<f64>>().into_iter()
    }

    /// Its pieces between gaps wider than `gap` (em), each as text, left and right edge.
    pub(super) fn pieces(&self, gap: f64) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for glyph in self.visible() {
            let (from, to) = (glyph.at.x, glyph.at.x + glyph.advance.x);
            match pieces.last_mut() {
                Some(piece) if from - piece.x1 < gap * self.em() => {
                    piece.text.push_str(&glyph.text);
                    piece.x1 = to;
                }
                _ => pieces.push(Piece { text: glyph.text.clone(), x0: from, x1: to }),
            }
        }
        pieces
    }
}

/// A part of a row.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
}

/// What of a page is measured.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    /// The page itself.
    pub(super) page: &'a Page,
    /// Upright rows from top to bottom, artifacts among them.
    pub(super) rows: Vec<Row<'a>>,
    /// The rows of type that is turned to the left, in the coordinates of a reader who turns the sheet: x from the foot of
    /// the sheet, y from its left edge.
    pub(super) turned: Vec<Row<'a>>,
    /// Glyphs that run from top to bottom.
    pub(super) downward: usize,
    /// Horizontal rules from top to bottom.
    pub(super) rules: Vec<&'a Shape>,
    /// Vertical rules.
    uprights: Vec<&'a Shape>,
}

/// A glyph in the coordinates of its reader.
struct Placed<'a> {
    glyph: &'a Glyph,
    x: f64,
    y: f64,
    advance: f64,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(at: usize, page: &'a Page, document: &Document) -> Self {
        let inside =
            |glyph: &&Glyph| (0.0..page.width).contains(&glyph.at.x) && (0.0..page.height).contains(&glyph.at.y);
        // What is written on a seal is part of it.
        let round = |shape: &&Shape| {
            let (width, height) = (shape.rect.width(), shape.rect.height());
            !shape.straight
                && shape.colour.is_red()
                && (25.0..75.0).contains(&width)
                && (width - height).abs() < 0.2 * width
        };
        let seals: Vec<Rect> = page.shapes.iter().filter(round).map(|shape| shape.rect).collect();
        let sealed = |glyph: &&Glyph| glyph.colour.is_red() && seals.iter().any(|seal| seal.contains(glyph.at));
        let seen = |glyph: &&Glyph| !glyph.colour.is_white() && !sealed(glyph);
        let glyphs = || page.glyphs.iter().filter(inside).filter(seen);
        let upright = glyphs().filter(|glyph| glyph.direction == Direction::Upright);
        let upright = upright.map(|glyph| Placed { glyph, x: glyph.at.x, y: glyph.at.y, advance: glyph.advance.x });
        let up = glyphs().filter(|glyph| glyph.direction == Direction::Up);
        let up =
            up.map(|glyph| Placed { glyph, x: page.height - glyph.at.y, y: glyph.at.x, advance: -glyph.advance.y });
        // A filled area without any breadth leaves no ink to be measured.
        let inked =
            |shape: &&Shape| shape.rect.width() > 0.01 && shape.rect.height() > 0.01 && !shape.colour.is_white();
        let straight = || page.shapes.iter().filter(inked).filter(|shape| shape.straight);
        let horizontal = |shape: &&Shape| shape.rect.height() <= THICKEST_RULE && shape.rect.width() >= SHORTEST_RULE;
        let vertical = |shape: &&Shape| shape.rect.width() <= THICKEST_RULE && shape.rect.height() >= SHORTEST_RULE;
        let mut rules: Vec<&Shape> = straight().filter(horizontal).collect();
        rules.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0).then(a.rect.x0.total_cmp(&b.rect.x0)));
        let mut sheet = Self {
            page,
            rows: rows(at, upright.collect(), document),
            turned: rows(at, up.collect(), document),
            downward: glyphs().filter(|glyph| glyph.direction == Direction::Down && !glyph.is_blank()).count(),
            rules,
            uprights: straight().filter(vertical).collect(),
        };
        let in_grid: Vec<bool> = sheet.rows.iter().map(|row| sheet.in_grid(row)).collect();
        for (row, in_grid) in sheet.rows.iter_mut().zip(in_grid) {
            row.table |= in_grid;
        }
        sheet
    }

    /// Whether a row lies between vertical rules, as the cells of a table do.
    fn in_grid(&self, row: &Row<'_>) -> bool {
        let middle = f64::midpoint(row.top(), row.bottom());
        let beside = || self.uprights.iter().filter(|rule| rule.rect.y0 - 1.0 < middle && middle < rule.rect.y1 + 1.0);
        beside().any(|rule| rule.rect.x0 < row.x0 + 1.0) && beside().any(|rule| rule.rect.x1 > row.x1 - 1.0)
    }

    /// The rows of its text: no artifacts, and none outside the page.
    pub(super) fn text(&self) -> impl DoubleEndedIterator<Item = &Row<'a>> {
        self.rows.iter().filter(|row| !row.artifact)
    }

    /// Whether a horizontal rule belongs to a table: a vertical rule meets it.
    pub(super) fn in_table(&self, rule: &Shape) -> bool {
        self.uprights.iter().any(|upright| {
            upright.rect.y0 < rule.rect.y1 + 0.5
                && upright.rect.y1 > rule.rect.y0 - 0.5
                && upright.rect.x0 > rule.rect.x0 - 0.5
                && upright.rect.x1 < rule.rect.x1 + 0.5
        })
    }
}

fn rows<'a>(page: usize, mut placed: Vec<Placed<'a>>, document: &Document) -> Vec<Row<'a>> {
    placed.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows = Vec::new();
    for glyphs in placed.chunk_by_mut(|a, b| b.y - a.y < SAME_ROW) {
        // Artifacts lie behind or beside the text and are no part of its rows.
        for artifact in [false, true] {
            let mut part: Vec<Placed<'a>> = glyphs
                .iter()
                .filter(|placed| placed.glyph.artifact == artifact)
                .map(|placed| Placed { ..*placed })
                .collect();
            part.sort_by(|a, b| a.x.total_cmp(&b.x));
            rows.extend(Row::new(page, &part, document));
        }
    }
    rows
}

/// The most frequent of some whole numbers, the first of those that are equally frequent.
pub(super) fn most(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let runs: Vec<&[f64]> = values.chunk_by(|a, b| (a - b).abs() < 0.5).collect();
    runs.iter().rev().max_by_key(|run| run.len()).map(|run| run[0])
}

/// The most frequent number, the smallest of those that are equally frequent.
pub(super) fn commonest(values: impl Iterator<Item = usize>) -> Option<usize> {
    let mut values: Vec<usize> = values.collect();
    values.sort_unstable();
    let runs: Vec<&[usize]> = values.chunk_by(|a, b| a == b).collect();
    runs.iter().rev().max_by_key(|run| run.len()).map(|run| run[0])
}

/// The middle one of some numbers.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// A number in tenths, rounded.
pub(super) fn tenths(value: f64) -> f64 {
    (value * 10.0).round()
}

/// Whether a character is a Chinese one.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{2FFFF}')
}
