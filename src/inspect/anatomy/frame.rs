//! The type area as it lies on the pages, and where things belong in it.

use super::{Attachment, Imprint, PageNumber, begin, is_text};
use crate::inspect::geometry::{CELL, HEIGHT, LEFT, NUMBER_DROP, TOP, WIDTH};
use crate::inspect::rows::{Row, Sheet, is_han, median, most, tenths};

/// The type area as it was found, where that is not the standard's: further places count from its edges.
#[derive(Clone, Copy, Debug)]
pub(in crate::inspect) struct Frame {
    /// Its left edge, mm.
    pub(in crate::inspect) left: f64,
    /// Its upper edge, mm.
    pub(in crate::inspect) top: f64,
    /// Its lower edge, mm.
    pub(in crate::inspect) foot: f64,
    /// Its width as found, mm.
    pub(in crate::inspect) width: Option<f64>,
    /// The width of a cell as found, mm.
    pub(in crate::inspect) cell: f64,
    /// Whether the left edge was found on the pages.
    pub(in crate::inspect) left_found: bool,
    /// Whether the upper edge was found on the pages.
    pub(in crate::inspect) top_found: bool,
}

impl Frame {
    /// Its middle, mm.
    pub(in crate::inspect) fn middle(self) -> f64 {
        self.left + WIDTH / 2.0
    }

    /// Its right edge, mm.
    pub(in crate::inspect) fn right(self) -> f64 {
        self.left + WIDTH
    }

    /// Where something belongs that is `offset` from the left edge: by the standard's edges, or by those found if that
    /// explains better where it is. A margin that is off is one fault, and told once.
    pub(in crate::inspect) fn across(self, offset: f64, found: f64) -> f64 {
        let by_left = nearer(found, LEFT + offset, self.left + offset);
        // In a narrower area what is centred or at the right has moved along with its right edge.
        let narrowed = self.width.map_or(0.0, |width| width - WIDTH) * offset / WIDTH;
        let by_width = nearer(found, by_left, self.left + offset + narrowed);
        // Cells of another width move what is counted in cells from one of the edges.
        let (from_left, from_right) = (self.cells(offset / CELL), self.cells((WIDTH - offset) / CELL));
        let scaled = if offset < WIDTH / 3.0 { from_left } else { WIDTH - from_right };
        if (offset - WIDTH / 2.0).abs() < WIDTH / 6.0 { by_width } else { nearer(found, by_width, self.left + scaled) }
    }

    /// How wide something is to be that is as wide as the type area.
    pub(in crate::inspect) fn wide(self, found: f64) -> f64 {
        nearer(found, WIDTH, self.width.unwrap_or(WIDTH))
    }

    /// So many cells of the width found, mm.
    fn cells(self, count: f64) -> f64 {
        count * self.cell
    }

    /// So many cells: of the standard's width, or of the width found if that is nearer to what was measured.
    pub(in crate::inspect) fn indent(self, count: f64, found: f64) -> f64 {
        nearer(found, count * CELL, self.cells(count))
    }

    /// The same from the upper edge.
    pub(in crate::inspect) fn down(self, offset: f64, found: f64) -> f64 {
        let by_top = nearer(found, TOP + offset, self.top + offset);
        // What is near the foot has moved along with it.
        if offset >= HEIGHT / 2.0 { nearer(found, by_top, self.foot + offset - HEIGHT) } else { by_top }
    }
}

/// `b` if it explains where something was found better than `a`, and well enough.
fn nearer(found: f64, a: f64, b: f64) -> f64 {
    let (from_a, from_b) = ((found - a).abs(), (found - b).abs());
    if from_b < from_a && from_b <= 1.5 { b } else { a }
}

/// The edges of the type area: the left one from rows that go on, the upper one from pages that begin with text.
pub(super) fn find(
    sheets: &[Sheet<'_>],
    main: &[&Row<'_>],
    attachments: &[Attachment<'_>],
    body_size: f64,
    foot: impl Fn(f64) -> f64,
) -> Frame {
    let flush = main.iter().filter(|row| is_text(row, body_size) && row.first().is_some_and(is_han));
    let flush: Vec<f64> = flush.map(|row| tenths(row.x0)).collect();
    // The left edge is where rows go on: more than one, and further left than the rows that are indented.
    let left = flush
        .iter()
        .copied()
        .filter(|x| flush.iter().filter(|other| (*other - x).abs() < 3.0).count() >= 2)
        .fold(f64::INFINITY, f64::min);
    let left = most(flush.iter().copied().filter(|x| (x - left).abs() < 3.0));
    // Where every paragraph is one row, all rows are indented and none tells of the edge.
    let left = left.filter(|left| (left / 10.0 - LEFT - 2.0 * CELL).abs() > CELL / 2.0);
    let starts = sheets.iter().skip(1).filter_map(|sheet| {
        let row = sheet.text().next()?;
        let label = attachments.iter().find(|attachment| attachment.holds(row));
        // What stands further to the right may be a signature, below the room for its seal.
        let text = is_text(row, body_size) && row.x0 < left.map_or(LEFT, |left| left / 10.0) + 3.5 * CELL;
        let counts = label.map_or(text, |attachment| attachment.first && !attachment.turned);
        (counts && sheet.turned.is_empty()).then(|| row.top())
    });
    // A page may begin with something that is set lower, but with nothing that is set higher.
    let top = starts.fold(f64::INFINITY, f64::min);
    let near = |found: f64, wanted: f64| (found - wanted).abs() < 15.0;
    let left = left.map(|left| left / 10.0).filter(|left| near(*left, LEFT));
    let top = Some(top).filter(|top| near(*top, TOP));
    // Within the tolerance the standard's own edge counts.
    let edge = |found: Option<f64>, wanted: f64| found.filter(|found| (found - wanted).abs() > 1.0).unwrap_or(wanted);
    let (left_found, top_found) = (left.is_some(), top.is_some());
    let left = edge(left, LEFT);
    let top = edge(top, TOP);
    let cell = step(main.iter().filter(|row| is_text(row, body_size)).copied(), left + WIDTH);
    let cell = cell.filter(|cell| (cell - CELL).abs() > 0.05 && (4.0..7.0).contains(cell)).unwrap_or(CELL);
    Frame { left, top, foot: foot(top), width: width(main, left, body_size), cell, left_found, top_found }
}

/// Where the foot of the type area lies below its upper edge: lower or higher than the standard's if the last rule of the
/// 版记 and the page numbers say so alike.
pub(super) fn foot_shift(numbers: &[PageNumber<'_>], imprint: Option<&Imprint<'_>>) -> impl Fn(f64) -> f64 {
    let rule = imprint.and_then(|imprint| imprint.rules.last()).map(|rule| rule.rect.center().y);
    let axis = median(numbers.iter().filter_map(PageNumber::axis).collect());
    move |top| {
        let shift = |found: Option<f64>, drop: f64| found.map(|found| found - top - HEIGHT - drop);
        match (shift(rule, 0.0), shift(axis, NUMBER_DROP)) {
            // At the standard's own foot nothing has moved, whatever the upper edge.
            (Some(rule), Some(axis))
                if rule.abs() > 0.5 && (rule - axis).abs() < 0.4 && (top + rule - TOP).abs() > 0.5 =>
            {
                top + HEIGHT + rule
            }
            _ => top + HEIGHT,
        }
    }
}

/// Fewer distances of characters tell nothing of the width of a cell.
const STEPS: usize = 20;

/// The distance of neighbouring characters where nothing was stretched: in rows that end before the right edge.
pub(in crate::inspect) fn step<'a>(rows: impl Iterator<Item = &'a Row<'a>>, right: f64) -> Option<f64> {
    let early = rows.filter(|row| row.heading == 0 && row.x1 < right - 2.0 * CELL);
    let steps: Vec<f64> = early.flat_map(Row::steps).collect();
    let enough = steps.len() >= STEPS;
    median(steps).filter(|step| enough && *step > 3.0)
}

/// The width of the text: where rows end that go on, if they are justified. Full rows end in a character that fills its
/// cell: marks may stand with half their cell outside.
fn width(main: &[&Row<'_>], left: f64, body_size: f64) -> Option<f64> {
    let flush = |row: &Row<'_>| (begin(row, left) - left).abs() < CELL / 2.0;
    let full = main.iter().filter(|row| is_text(row, body_size) && flush(row) && row.last().is_some_and(is_han));
    // Small type that is set widely ends before the edge of its cell.
    let edge = |row: &&&Row<'_>| row.x1 + (median(row.steps().collect()).unwrap_or(0.0) - row.em()).max(0.0);
    let edges: Vec<f64> = full.map(|row| edge(&row)).filter(|x1| *x1 > left + 0.8 * WIDTH).map(tenths).collect();
    let common = most(edges.iter().copied())?;
    let alike = edges.iter().filter(|edge| (**edge - common).abs() <= 3.0).count();
    // Rows that end anywhere are not justified and tell nothing of the edge.
    (alike >= 3 && 3 * alike >= 2 * edges.len()).then_some(common / 10.0 - left)
}
