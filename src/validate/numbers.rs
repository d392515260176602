//! Figures and dates of cells: what was tidied is noted, what is not certain is reported.

use crate::diag::{Diagnostics, Problem};
use crate::load::{HIGHEST_COUNT, Read, date as read_date, figure};
use crate::model::{EventDate, Marks};
use crate::span::Spanned;

/// The number in a cell, as a mark is written.
pub(super) fn number(cell: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<Marks> {
    read_number(cell, false, diagnostics)
}

/// The number in a cell that may be written as a percentage: 98.46% is 98.46.
pub(super) fn percentage(cell: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<Marks> {
    read_number(cell, true, diagnostics)
}

fn read_number(cell: &Spanned<String>, percentage: bool, diagnostics: &mut Diagnostics) -> Option<Marks> {
    let read = figure(&cell.value, percentage);
    if read.is_none() {
        diagnostics.at(cell.span, Problem::NotANumber { found: cell.value.clone() });
    }
    noted(read, cell, diagnostics)
}

/// The whole number from 1 in a cell.
pub(super) fn count(cell: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<u32> {
    let whole =
        |marks: &Marks| marks.to_string().parse::<u32>().ok().filter(|count| (1..=HIGHEST_COUNT).contains(count));
    // 1.0 is whole, but nobody counts so.
    let read =
        figure(&cell.value, false).filter(|read| whole(&read.value).is_some() && !cell.value.contains(['.', '．']));
    if read.is_none() {
        diagnostics.at(cell.span, Problem::NotACount { found: cell.value.clone() });
    }
    noted(read, cell, diagnostics).as_ref().and_then(whole)
}

/// The date in a cell; one without a year is of the year that is meant.
pub(super) fn date(cell: &Spanned<String>, year: i32, diagnostics: &mut Diagnostics) -> Option<EventDate> {
    let read = read_date(&cell.value, Some(year));
    if read.is_none() {
        diagnostics.at(cell.span, Problem::BadDate { found: cell.value.clone() });
    }
    noted(read, cell, diagnostics)
}

/// The value that was read, with a note of what was tidied.
fn noted<T>(read: Option<Read<T>>, cell: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<T> {
    let read = read?;
    read.tidied.into_iter().for_each(|kind| diagnostics.tidied(cell.span, kind));
    Some(read.value)
}
