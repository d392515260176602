//! The main figures of a document, told without any judgement, so that other software can measure the same.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::anatomy::pattern;
use super::finding::rounded;
use super::rows::{Row, Sheet, commonest, is_han, median, most, tenths};
use crate::pdf::Colour;

/// Rows of a page lower than this (mm) are no rows of the body.
const BODY_FOOT: f64 = 263.0;
/// A page number lies below this, mm.
const NUMBER_TOP: f64 = 262.0;
/// Rows further apart (mm) have no common pitch.
const FARTHEST: f64 = 12.0;
/// Shorter rules (mm) are no figures.
const SHORTEST: f64 = 30.0;
/// A dash is at least so long, mm.
const DASH: f64 = 3.0;
/// What is red above the first red rule ends so far above it, mm.
const ABOVE_RULE: f64 = 0.5;
/// A row that reaches less far (mm) tells nothing of the right edge.
const WIDE: f64 = 100.0;

/// The main figures of a document, in mm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The most frequent left edge of rows of the body.
    pub left: Option<f64>,
    /// The most frequent right edge of wide rows of the body.
    pub right: Option<f64>,
    /// How many characters stand in most rows of the body that are full and all Chinese.
    pub cells: Option<usize>,
    /// The median distance of rows of the body.
    pub pitch: Option<f64>,
    /// The size of most type, pt.
    pub body_size: Option<f64>,
    /// The rows of the body on each page.
    pub rows: Vec<usize>,
    /// The first baseline of the body on each page.
    pub first_baseline: Vec<Option<f64>>,
    /// The last one.
    pub last_baseline: Vec<Option<f64>>,
    /// Red horizontal rules.
    pub red_rules: Vec<RuleFigure>,
    /// Black horizontal rules.
    pub black_rules: Vec<RuleFigure>,
    /// The ink of the red type above the first red rule of page 1.
    pub mark: Option<BoxFigure>,
    /// Page numbers.
    pub page_numbers: Vec<NumberFigure>,
}

/// The box around some ink, mm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoxFigure {
    /// Left edge.
    pub x0: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub x1: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// A horizontal rule, mm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleFigure {
    /// Its page, from 1.
    pub page: usize,
    /// Left edge.
    pub x0: f64,
    /// Right edge.
    pub x1: f64,
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// A page number, mm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberFigure {
    /// Its page, from 1.
    pub page: usize,
    /// What it says.
    pub text: String,
    /// Left edge of the first character.
    pub left: f64,
    /// Right edge of the last one.
    pub right: f64,
    /// Baseline.
    pub baseline: f64,
    /// The middle of the stroke of its dashes.
    pub axis: Option<f64>,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[—–\-－_─]*\s*\d+\s*[—–\-－_─]*$"));

impl Figures {
    pub(super) fn of(sheets: &[Sheet<'_>]) -> Self {
        let glyphs = sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(Row::visible);
        // Without any type there are no rows, whatever the size.
        let body_size = most(glyphs.map(|glyph| tenths(glyph.size))).map(|size| size / 10.0);
        let size = body_size.unwrap_or_default();
        let of_body = |row: &&Row<'_>| {
            let alike = row.visible().filter(|glyph| (glyph.size - size).abs() < 0.15).count();
            row.baseline < BODY_FOOT && 2 * alike >= row.visible().count()
        };
        let body: Vec<Vec<&Row<'_>>> = sheets.iter().map(|sheet| sheet.rows.iter().filter(of_body).collect()).collect();
        let all = || body.iter().flatten();
        let left = most(all().filter(|row| row.first().is_some_and(is_han)).map(|row| tenths(row.x0)));
        let wide = all().filter(|row| row.last().is_some_and(is_han) && row.x1 > row.x0 + WIDE);
        // Of equally frequent ones the outer edge counts on both sides.
        let right = most(wide.map(|row| -tenths(row.x1))).map(|right| -right);
        let at = |x: f64, edge: Option<f64>| edge.is_some_and(|edge| (x - edge / 10.0).abs() < 1.0);
        let full = all().filter(|row| row.visible().all(|glyph| glyph.text.chars().all(is_han)));
        let full = full.filter(|row| at(row.x0, left) && at(row.x1, right)).map(|row| row.visible().count());
        let red_rules = rules(sheets, Colour::is_red);
        let distances = body.iter().flat_map(|rows| rows.windows(2).map(|pair| pair[1].baseline - pair[0].baseline));
        let page_numbers = sheets.iter().zip(1..).flat_map(|(sheet, page)| {
            let below = sheet.rows.iter().filter(|row| row.baseline > NUMBER_TOP && NUMBER.is_match(row.text.trim()));
            below.map(move |row| NumberFigure {
                page,
                text: row.text.trim().to_owned(),
                left: rounded(row.x0),
                right: rounded(row.x1),
                baseline: rounded(row.baseline),
                axis: dash(row),
            })
        });
        Self {
            left: left.map(|left| left / 10.0),
            right: right.map(|right| right / 10.0),
            cells: commonest(full),
            pitch: median(distances.filter(|distance| *distance <= FARTHEST).collect()).map(rounded),
            body_size,
            rows: body.iter().map(Vec::len).collect(),
            first_baseline: body.iter().map(|rows| Some(rounded(rows.first()?.baseline))).collect(),
            last_baseline: body.iter().map(|rows| Some(rounded(rows.last()?.baseline))).collect(),
            mark: mark(sheets, &red_rules),
            red_rules,
            black_rules: rules(sheets, Colour::is_black),
            page_numbers: page_numbers.collect(),
        }
    }
}

/// The middle of the stroke of the first dash of a page number, if it is wide enough to be one.
fn dash(row: &Row<'_>) -> Option<f64> {
    let dashes = row.visible().filter(|glyph| !glyph.text.chars().any(char::is_numeric));
    let strokes = dashes.filter_map(|glyph| glyph.ink).filter(|ink| ink.width() >= DASH);
    strokes.map(|ink| rounded(ink.center().y)).next()
}

/// The ink of the red type above the first red rule of page 1.
fn mark(sheets: &[Sheet<'_>], red_rules: &[RuleFigure]) -> Option<BoxFigure> {
    let first = red_rules.iter().filter(|rule| rule.page == 1).map(|rule| rule.top).reduce(f64::min)?;
    let glyphs = sheets.first()?.rows.iter().flat_map(Row::visible).filter(|glyph| glyph.colour.is_red());
    let inks = glyphs.filter_map(|glyph| glyph.ink).filter(|ink| ink.y0 < first - ABOVE_RULE);
    let ink = inks.reduce(|a, b| a.union(b))?;
    let bottom = ink.y1.min(first - ABOVE_RULE);
    Some(BoxFigure { x0: rounded(ink.x0), top: rounded(ink.y0), x1: rounded(ink.x1), bottom: rounded(bottom) })
}

fn rules(sheets: &[Sheet<'_>], wanted: fn(Colour) -> bool) -> Vec<RuleFigure> {
    let long = sheets.iter().zip(1..).flat_map(|(sheet, page)| sheet.rules.iter().map(move |rule| (page, rule)));
    let long = long.filter(|(_, rule)| rule.rect.width() >= SHORTEST && wanted(rule.colour));
    long.map(|(page, rule)| RuleFigure {
        page,
        x0: rounded(rule.rect.x0),
        x1: rounded(rule.rect.x1),
        top: rounded(rule.rect.y0),
        bottom: rounded(rule.rect.y1),
    })
    .collect()
}
