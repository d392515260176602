//! The main figures of a document, told without any judgement, so that other software can measure the same.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::anatomy::pattern;
use super::finding::rounded;
use super::rows::{Row, Sheet, is_han, median, most, tenths};

/// Rows of a page lower than this (mm) are no rows of the body.
const BODY_FOOT: f64 = 263.0;
/// A page number lies below this, mm.
const NUMBER_TOP: f64 = 262.0;
/// Rows further apart (mm) have no common pitch.
const FARTHEST: f64 = 12.0;
/// Shorter rules (mm) are no figures.
const SHORTEST: f64 = 30.0;
/// A row that reaches less far (mm) tells nothing of the right edge.
const WIDE: f64 = 100.0;

/// The main figures of a document, in mm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The most frequent left edge of rows of the body.
    pub left: Option<f64>,
    /// The most frequent right edge of wide rows of the body.
    pub right: Option<f64>,
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
    /// Page numbers.
    pub page_numbers: Vec<NumberFigure>,
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
        let distances = body.iter().flat_map(|rows| rows.windows(2).map(|pair| pair[1].baseline - pair[0].baseline));
        let page_numbers = sheets.iter().zip(1..).flat_map(|(sheet, page)| {
            let below = sheet.rows.iter().filter(|row| row.baseline > NUMBER_TOP && NUMBER.is_match(row.text.trim()));
            below.map(move |row| NumberFigure {
                page,
                text: row.text.trim().to_owned(),
                left: rounded(row.x0),
                right: rounded(row.x1),
                baseline: rounded(row.baseline),
            })
        });
        Self {
            left: left.map(|left| left / 10.0),
            right: right.map(|right| right / 10.0),
            pitch: median(distances.filter(|distance| *distance <= FARTHEST).collect()).map(rounded),
            body_size,
            rows: body.iter().map(Vec::len).collect(),
            first_baseline: body.iter().map(|rows| Some(rounded(rows.first()?.baseline))).collect(),
            last_baseline: body.iter().map(|rows| Some(rounded(rows.last()?.baseline))).collect(),
            red_rules: rules(sheets, |colour| colour.is_red()),
            black_rules: rules(sheets, |colour| colour.is_black()),
            page_numbers: page_numbers.collect(),
        }
    }
}

fn rules(sheets: &[Sheet<'_>], wanted: fn(crate::pdf::Colour) -> bool) -> Vec<RuleFigure> {
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
