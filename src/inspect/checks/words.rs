//! Words that must not be split between two rows.

use crate::inspect::rows::{Row, is_han};
use crate::wording::words;

/// A word of two characters that is rarer than this may have come about by chance.
const COMMON: usize = 800;
/// A text is understood if so many of ten of its characters belong to words.
const UNDERSTOOD: usize = 7;

/// The first place where a row ends within a word: what stands before and after it in the word.
///
/// What the dictionary does not understand, such as a title full of names, is not judged.
pub(super) fn split(rows: &[&Row<'_>]) -> Option<(String, String)> {
    let texts: Vec<String> = rows.iter().map(|row| row.words()).collect();
    let whole = texts.concat();
    if texts.len() < 2 {
        return None;
    }
    let words = words(&whole);
    let han = |text: &str| text.chars().filter(|c| is_han(*c)).count();
    let known: usize = words.iter().map(|(word, _)| han(word)).filter(|count| *count > 1).sum();
    if 10 * known < UNDERSTOOD * han(&whole) {
        return None;
    }
    let mut ends = Vec::new();
    for text in &texts {
        ends.push(ends.last().unwrap_or(&0) + text.len());
    }
    let mut start = 0;
    for (word, frequency) in words {
        let end = start + word.len();
        let certain = han(word) > 2 || (han(word) == 2 && frequency >= COMMON);
        if let Some(cut) = ends.iter().find(|cut| start < **cut && **cut < end).filter(|_| certain) {
            return Some((whole[start..*cut].to_owned(), whole[*cut..end].to_owned()));
        }
        start = end;
    }
    None
}
