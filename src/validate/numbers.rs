//! Figures and dates of cells: what was tidied is noted, what is not certain is reported.

use crate::diag::{Diagnostics, Problem, Tidied};
use crate::load::{Cell, HIGHEST_COUNT, Read, date as read_date, figure};
use crate::model::{EventDate, IssueDate, Marks};

/// The number in a cell, as a mark is written.
pub(super) fn number(cell: &Cell, diagnostics: &mut Diagnostics) -> Option<Marks> {
    read_number(cell, false, diagnostics)
}

/// The number in a cell that may be written as a percentage: 98.46% is 98.46.
pub(super) fn percentage(cell: &Cell, diagnostics: &mut Diagnostics) -> Option<Marks> {
    read_number(cell, true, diagnostics)
}

fn read_number(cell: &Cell, percentage: bool, diagnostics: &mut Diagnostics) -> Option<Marks> {
    let read = figure(&cell.value, percentage);
    if read.is_none() {
        diagnostics.at(cell.span, Problem::NotANumber { found: cell.value.to_string() });
    }
    noted(read, cell, diagnostics)
}

/// The words for what is counted that may stand behind a number.
const COUNTED: [char; 6] = ['次', '个', '件', '篇', '条', '起'];

/// The whole number from 1 in a cell.
pub(super) fn count(cell: &Cell, diagnostics: &mut Diagnostics) -> Option<u32> {
    // 1.0 is whole, but nobody ranks so.
    if cell.value.contains(['.', '．']) {
        diagnostics.at(cell.span, Problem::NotACount { found: cell.value.to_string() });
        return None;
    }
    count_from(1, cell, diagnostics)
}

/// The whole number from a least one in a cell, such as 5, 5次 or 5.0.
pub(super) fn count_from(least: u32, cell: &Cell, diagnostics: &mut Diagnostics) -> Option<u32> {
    let counts = |count: &u32| (least..=HIGHEST_COUNT).contains(count);
    let whole = |marks: &Marks| marks.to_string().parse::<u32>().ok().filter(counts);
    let bare = cell.value.trim_end_matches(COUNTED);
    let worded = cell.value.chars().count() == bare.chars().count() + 1;
    let text = if worded { bare.trim_end() } else { cell.value.as_str() };
    let read = figure(text, false).filter(|read| whole(&read.value).is_some());
    let Some(mut read) = read else {
        let found = cell.value.to_string();
        let problem = if least == 0 { Problem::NotAQuantity { found } } else { Problem::NotACount { found } };
        diagnostics.at(cell.span, problem);
        return None;
    };
    if worded {
        read.tidied.insert(Tidied::Unit);
    }
    if text.contains(['.', '．']) {
        read.tidied.insert(Tidied::Point);
    }
    noted(Some(read), cell, diagnostics).as_ref().and_then(whole)
}

/// The date in a cell; one without a year is of the year in which it lies between two days.
pub(super) fn date(
    cell: &Cell,
    (first, last): (IssueDate, IssueDate),
    diagnostics: &mut Diagnostics,
) -> Option<EventDate> {
    let within = |read: &Read<EventDate>| read.value.lies_within(first, last);
    let in_first = read_date(&cell.value, Some(first.year()));
    let read = in_first.filter(within).or_else(|| read_date(&cell.value, Some(last.year())));
    if read.is_none() {
        diagnostics.at(cell.span, Problem::BadDate { found: cell.value.to_string() });
    }
    noted(read, cell, diagnostics)
}

/// The value that was read, with a note of what was tidied.
fn noted<T>(read: Option<Read<T>>, cell: &Cell, diagnostics: &mut Diagnostics) -> Option<T> {
    let read = read?;
    read.tidied.into_iter().for_each(|kind| diagnostics.tidied(cell.span, kind));
    Some(read.value)
}
