//! Finds characters that no font has before anything is typeset, and the cells they come from.

use std::collections::BTreeSet;

use crate::diag::{Diagnostics, Problem};
use crate::load::RawWorkspace;
use crate::source::Sources;
use crate::span::Span;

/// A set of characters, a bit each.
#[derive(Debug)]
pub struct Characters(Vec<u64>);

impl Default for Characters {
    fn default() -> Self {
        Self(vec![0; char::MAX as usize / BITS + 1])
    }
}

/// How many characters a word holds.
const BITS: usize = u64::BITS as usize;

impl Characters {
    /// Adds all characters of a text.
    pub fn add(&mut self, text: &str) {
        text.chars()
            .map(|character| character as usize)
            .for_each(|number| self.0[number / BITS] |= 1 << (number % BITS));
    }

    /// All of them, in the order of their numbers.
    fn iter(&self) -> impl Iterator<Item = char> {
        let words = (0_u32..).step_by(BITS).zip(&self.0).filter(|(_, word)| **word != 0);
        let numbers = words.flat_map(|(first, word)| {
            (0..u64::BITS).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit)
        });
        numbers.filter_map(char::from_u32)
    }
}

/// Reports every place of the inputs that holds a printed character without a glyph; `covers` says whether some font has one.
pub fn check(
    printed: &Characters,
    sources: &Sources,
    raw: &RawWorkspace,
    covers: impl Fn(char) -> bool,
    diagnostics: &mut Diagnostics,
) {
    let uncovered: Vec<char> = printed.iter().filter(|c| !c.is_control() && !covers(*c)).collect();
    if uncovered.is_empty() {
        return;
    }
    let mut found = BTreeSet::new();
    for table in raw.tables(sources) {
        for (column, row, cell) in table.cells() {
            for character in uncovered.iter().copied().filter(|character| cell.value.contains(*character)) {
                let names = ["单位", "被评单位", "牵头单位"];
                let unit = names.iter().find_map(|name| table.cell_in(row, name)).map(str::to_owned);
                let problem = Problem::UncoveredCharacter { unit, field: column.to_owned(), character };
                diagnostics.at(place(sources, cell.span, character), problem);
                found.insert(character);
            }
        }
    }
    for (path, id) in sources.texts_below("", "toml").chain(sources.texts_below("", "j2")) {
        let text = sources.file(id).text();
        for character in &uncovered {
            if let Some(start) = text.find(*character) {
                let span = Span::new(id, start..start + character.len_utf8());
                let problem = Problem::UncoveredCharacter { unit: None, field: path.to_owned(), character: *character };
                diagnostics.at(span, problem);
                found.insert(*character);
            }
        }
    }
    for character in uncovered.into_iter().filter(|character| !found.contains(character)) {
        diagnostics.nowhere(Problem::UncoveredCharacter { unit: None, field: "—".to_owned(), character });
    }
}

/// The character itself within its cell.
fn place(sources: &Sources, cell: Span, character: char) -> Span {
    let start = cell.start() + sources.slice(cell).find(character).unwrap_or(0);
    Span::new(cell.source, start..start + character.len_utf8())
}
