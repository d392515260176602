//! Tells the elements of a document from each other: head, title, body, signature, attachments, 版记, page numbers.
//!
//! An element that cannot be told with confidence is left out: it is then not measured, and nobody is accused.

mod attachment;
mod frame;
mod head;
mod imprint;
mod number;
mod tail;

pub(super) use attachment::Attachment;
pub(super) use frame::{Frame, step};
pub(super) use head::{DoubleRule, Head};
pub(super) use imprint::Imprint;
pub(super) use number::PageNumber;
pub(super) use tail::Tail;

use std::sync::LazyLock;

use regex::Regex;

use super::Form;
use super::faces::Class;
use super::geometry::CELL;
use super::rows::{Row, Sheet, median, most, tenths};
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
        let foot = frame::foot_shift(&numbers, imprint.as_ref());
        let frame = frame::find(sheets, rest, &attachments, body_size, foot);
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

    /// The class of faces that more than half of the text is set in.
    pub(super) fn text_class(&self) -> Option<Class> {
        let rows: Vec<&Row<'_>> =
            self.body.iter().copied().filter(|row| self.is_text(row) && row.heading == 0).collect();
        let most = |class: &Class| 2 * rows.iter().filter(|row| row.class == *class).count() > rows.len();
        Class::ALL.into_iter().find(most)
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
        row.visible().next().map_or("", |glyph| self.document.face(glyph))
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
