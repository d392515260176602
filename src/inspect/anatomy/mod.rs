//! Tells the elements of a document from each other: head, title, body, signature, attachments, 版记, page numbers.
//!
//! An element that cannot be told with confidence is left out: it is then not measured, and nobody is accused.

mod attachment;
mod head;
mod imprint;
mod number;
mod tail;

pub(super) use attachment::Attachment;
pub(super) use head::{DoubleRule, Head};
pub(super) use imprint::Imprint;
pub(super) use number::PageNumber;
pub(super) use tail::Tail;

use std::sync::LazyLock;

use regex::Regex;

use super::Form;
use super::faces::Class;
use super::geometry::{CELL, HEIGHT, LEFT, NUMBER_DROP, TOP, WIDTH};
use super::rows::{Row, Sheet, is_han, median, most, tenths};
use crate::pdf::Document;

/// A title is larger than the body by so much at least, pt.
const LARGER: f64 = 2.0;
/// What ends above or begins below this (mm) stands outside the type area, wherever that may lie.
const HIGHEST: f64 = 27.0;
const LOWEST: f64 = 274.0;
/// 主送机关 without a colon take no more rows.
const MOST_ADDRESSED: usize = 8;
/// Rows further apart (mm) are not rows of one text.
pub(super) const NEXT_ROW: f64 = 12.5;

/// The type area as it was found, where that is not the standard's: further places count from its edges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Its left edge, mm.
    pub(super) left: f64,
    /// Its upper edge, mm.
    pub(super) top: f64,
    /// Its lower edge, mm.
    pub(super) foot: f64,
    /// Its width as found, mm.
    pub(super) width: Option<f64>,
    /// The width of a cell as found, mm.
    pub(super) cell: f64,
    /// Whether the left edge was found on the pages.
    pub(super) left_found: bool,
    /// Whether the upper edge was found on the pages.
    pub(super) top_found: bool,
}

impl Frame {
    /// Its middle, mm.
    pub(super) fn middle(self) -> f64 {
        self.left + WIDTH / 2.0
    }

    /// Its right edge, mm.
    pub(super) fn right(self) -> f64 {
        self.left + WIDTH
    }

    /// Where something belongs that is `offset` from the left edge: by the standard's edges, or by those found if that
    /// explains better where it is. A margin that is off is one fault, and told once.
    pub(super) fn across(self, offset: f64, found: f64) -> f64 {
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
    pub(super) fn wide(self, found: f64) -> f64 {
        nearer(found, WIDTH, self.width.unwrap_or(WIDTH))
    }

    /// So many cells of the width found, mm.
    fn cells(self, count: f64) -> f64 {
        count * self.cell
    }

    /// So many cells: of the standard's width, or of the width found if that is nearer to what was measured.
    pub(super) fn indent(self, count: f64, found: f64) -> f64 {
        nearer(found, count * CELL, self.cells(count))
    }

    /// The same from the upper edge.
    pub(super) fn down(self, offset: f64, found: f64) -> f64 {
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

/// A document taken apart.
#[derive(Debug)]
pub(super) struct Anatomy<'a> {
    pub(super) document: &'a Document,
    pub(super) sheets: &'a [Sheet<'a>],
    pub(super) form: Form,
    pub(super) frame: Frame,
    /// Size of most of the type outside tables, pt.
    pub(super) body_size: f64,
    /// Distance of most rows, mm.
    pub(super) pitch: Option<f64>,
    pub(super) head: Head<'a>,
    /// 标题.
    pub(super) title: Vec<&'a Row<'a>>,
    /// 主送机关.
    pub(super) addressees: Vec<&'a Row<'a>>,
    /// The rows of the text before what closes it, rows of tables among them.
    pub(super) body: Vec<&'a Row<'a>>,
    pub(super) tail: Tail<'a>,
    pub(super) attachments: Vec<Attachment<'a>>,
    pub(super) imprint: Option<Imprint<'a>>,
    pub(super) numbers: Vec<PageNumber<'a>>,
}

impl<'a> Anatomy<'a> {
    pub(super) fn of(document: &'a Document, sheets: &'a [Sheet<'a>], wanted: Option<Form>) -> Self {
        let numbers = number::find(sheets);
        let body_size = body_size(sheets);
        let (form, head) = head::find(sheets, body_size, wanted);
        let attachments = attachment::find(sheets, &head, form, body_size);
        let imprint = imprint::find(sheets);
        let ends = attachments
            .first()
            .map_or((sheets.len(), 0.0), |first| (first.page, if first.turned { 0.0 } else { first.label.top() }));
        let in_imprint = |row: &Row<'_>| imprint.as_ref().is_some_and(|imprint| imprint.holds(row));
        let is_number = |row: &Row<'_>| numbers.iter().any(|number| std::ptr::eq(number.row, row));
        let main: Vec<&Row<'_>> = sheets
            .iter()
            .flat_map(Sheet::text)
            .filter(|row| row.page < ends.0 || (row.page == ends.0 && row.bottom() < ends.1 + 1.0))
            .filter(|row| row.page > 0 || row.top() > head.bottom - 1.0)
            .filter(|row| !in_imprint(row) && !is_number(row))
            .filter(|row| (row.page == 0 || row.bottom() > HIGHEST) && row.top() < LOWEST)
            .filter(|row| !head.holds(row))
            .collect();
        let title =
            if head.mark.is_empty() && head.rule.is_none() { Vec::new() } else { title(&main, body_size, form) };
        let rest = &main[title.len()..];
        let frame = frame(sheets, rest, &attachments, body_size, foot_shift(&numbers, imprint.as_ref()));
        let addressees = addressees(rest, frame);
        let rest = &rest[addressees.len()..];
        let (text, tail) = tail::split(rest, frame);
        let pitch = pitch(text, body_size);
        Self {
            document,
            sheets,
            form,
            frame,
            body_size,
            pitch,
            head,
            title,
            addressees,
            body: text.to_vec(),
            tail,
            attachments,
            imprint,
            numbers,
        }
    }

    /// Whether a row is text of the body: of its size and in no table.
    pub(super) fn is_text(&self, row: &Row<'_>) -> bool {
        is_text(row, self.body_size)
    }

    /// The rows of the body's size outside tables in all parts that are set like the body, in their order.
    pub(super) fn texts(&self) -> impl Iterator<Item = &'a Row<'a>> + '_ {
        let closing = |row: &Row<'_>| self.tail.holds(row);
        let of_imprint = |row: &Row<'_>| self.imprint.as_ref().is_some_and(|imprint| imprint.holds(row));
        let labels = |row: &Row<'_>| self.attachments.iter().any(|attachment| attachment.holds(row));
        let rows = self.sheets.iter().flat_map(Sheet::text);
        rows.filter(move |row| {
            (row.page > 0 || row.top() > self.head.bottom - 1.0)
                && self.is_text(row)
                && !self.head.holds(row)
                && !closing(row)
                && !of_imprint(row)
                && !labels(row)
                && !self.numbers.iter().any(|number| std::ptr::eq(number.row, *row))
                && !self.title.iter().any(|title| std::ptr::eq(*title, *row))
        })
    }

    /// Whether a row begins a paragraph: it is indented by about two cells.
    pub(super) fn is_indented(&self, row: &Row<'_>) -> bool {
        (begin(row, self.frame.left) - self.frame.left - 2.0 * CELL).abs() < CELL / 2.0
    }

    /// Whether a row begins at the left edge of the type area.
    pub(super) fn is_flush(&self, row: &Row<'_>) -> bool {
        (begin(row, self.frame.left) - self.frame.left).abs() < CELL / 2.0
    }

    /// The name of a face.
    pub(super) fn face(&self, row: &Row<'_>) -> &str {
        let face = row.visible().next().map_or(0, |glyph| glyph.face);
        self.document.faces.get(face).map_or("", String::as_str)
    }
}

fn is_text(row: &Row<'_>, body_size: f64) -> bool {
    !row.table && !row.artifact && (row.size - body_size).abs() < 0.35
}

/// Where a row begins. An opening mark fills the right half of its cell; the left one may be cut off at the beginning of
/// a row, which then begins half a cell before its edge.
pub(super) fn begin(row: &Row<'_>, left: f64) -> f64 {
    if !row.first().is_some_and(|c| "（《“‘〔【「『〈［".contains(c)) {
        return row.x0;
    }
    let shifted = row.x0 + row.em() / 2.0;
    let nearest = |x: f64| (x - left).abs().min((x - left - 2.0 * CELL).abs());
    if nearest(shifted) < nearest(row.x0) { shifted } else { row.x0 }
}

/// The size of most type outside tables.
fn body_size(sheets: &[Sheet<'_>]) -> f64 {
    let rows = || sheets.iter().flat_map(Sheet::text);
    let sizes = |table: bool| {
        let rows = rows().filter(move |row| table || !row.table);
        most(rows.flat_map(|row| row.visible().map(|glyph| tenths(glyph.size))))
    };
    sizes(false).or_else(|| sizes(true)).unwrap_or(160.0) / 10.0
}

/// The rows of the title: the first rows of the main part that are larger, or a heading of level 1.
fn title<'a>(main: &[&'a Row<'a>], body_size: f64, form: Form) -> Vec<&'a Row<'a>> {
    if form == Form::Order {
        return Vec::new();
    }
    let tagged = main.first().is_some_and(|row| row.heading == 1);
    let of_title = |row: &Row<'_>| {
        row.page == 0
            && if tagged {
                row.heading == 1
            } else {
                !row.table
                    && (row.size > body_size + LARGER || matches!(row.class, Class::XiaoBiaoSong | Class::HeavySong))
            }
    };
    main.iter().take_while(|row| of_title(row)).copied().collect()
}

/// The edges of the type area: the left one from rows that go on, the upper one from pages that begin with text.
fn frame(
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
fn foot_shift(numbers: &[PageNumber<'_>], imprint: Option<&Imprint<'_>>) -> impl Fn(f64) -> f64 {
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
pub(super) fn step<'a>(rows: impl Iterator<Item = &'a Row<'a>>, right: f64) -> Option<f64> {
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

/// The rows of 主送机关: they end with a colon, and name organs instead of announcing what follows.
fn addressees<'a>(rows: &[&'a Row<'a>], frame: Frame) -> Vec<&'a Row<'a>> {
    let Some(first) = rows.first().filter(|row| row.page == 0 && !row.table && row.heading == 0) else {
        return Vec::new();
    };
    let flush = |row: &Row<'_>| (begin(row, frame.left) - frame.left).abs() < CELL / 2.0;
    let mut text = String::new();
    let mut found = Vec::new();
    for row in rows.iter().take_while(|row| row.page == 0 && !row.table) {
        // What goes on below a full row belongs to it, wherever it begins.
        let full = found.last().is_some_and(|last: &&Row<'_>| last.x1 > frame.right() - 2.0 * CELL);
        if !found.is_empty() && !flush(row) && !full {
            break;
        }
        text.push_str(&row.words());
        found.push(*row);
        if matches!(row.last(), Some('：' | ':')) {
            break;
        }
    }
    let colon = matches!(text.chars().last(), Some('：' | ':'));
    if !colon {
        // Without a colon, flush rows that name organs, above text that is indented.
        let rows: Vec<&Row<'_>> =
            rows.iter().copied().take_while(|row| row.page == 0 && !row.table && flush(row)).collect();
        let names: String = rows.iter().map(|row| row.words()).collect();
        let names = names.trim_end_matches(['。', '，', '、', '；']);
        let lists = !names.contains(['。', '；', '“']) && ORGANS.is_match(names);
        return if flush(first) && lists && rows.len() <= MOST_ADDRESSED { rows } else { Vec::new() };
    }
    let announces = text.contains(['。', '；', '“']) || text.ends_with("如下：") || text.ends_with("如下:");
    // What is flush and ends in a colon addresses somebody, whatever the name; what is indented must name organs.
    let organs = flush(first) || ORGANS.is_match(text.trim_end_matches(['：', ':']));
    if announces || LABEL.is_match(&text) || !organs { Vec::new() } else { found }
}

/// The median distance of neighbouring rows.
fn pitch(rows: &[&Row<'_>], body_size: f64) -> Option<f64> {
    let pairs = rows.windows(2).filter(|pair| pair[0].page == pair[1].page);
    let pairs = pairs.filter(|pair| pair.iter().all(|row| is_text(row, body_size)));
    median(pairs.map(|pair| pair[1].baseline - pair[0].baseline).filter(|distance| *distance < NEXT_ROW).collect())
}

/// The label of a level at the beginning of a paragraph.
pub(super) static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.(?:[^\d]|$)|\d+、|（\d+）)")
});
/// What the names of organs end in.
static ORGANS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:局|委|办|府|部|部委|委员会|部门|单位|公司|集团|院|厅|中心|街道|乡|镇|处|会|行|所|队|站|社|校|学|室|区|县|市|省|站|场|园|库|馆|机关|组织|机构|团体|企业|同志)[）)]?$",
    )
});

/// A pattern that is known to be one.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| unreachable!("a pattern of the program: {error}"))
}
