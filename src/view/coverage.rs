//! Finds characters that no font has before anything is typeset, and the cells they come from.

use std::collections::BTreeSet;

use crate::diag::{Diagnostics, Problem};
use crate::load::RawWorkspace;
use crate::source::Sources;
use crate::span::Span;

/// Reports every place of the inputs that holds a printed character without a glyph.
///
/// `texts` are the views as JSON, `covers` says whether some font has a character.
pub fn check<'a>(
    texts: impl Iterator<Item = &'a str>,
    sources: &Sources,
    raw: &RawWorkspace,
    covers: impl Fn(char) -> bool,
    diagnostics: &mut Diagnostics,
) {
    let mut printed: BTreeSet<char> = BTreeSet::new();
    texts.for_each(|text| printed.extend(text.chars()));
    let uncovered: Vec<char> = printed.into_iter().filter(|c| !c.is_control() && !covers(*c)).collect();
    for character in uncovered {
        let mut found = false;
        for table in raw.tables() {
            for (column, row, cell) in table.cells().filter(|(_, _, cell)| cell.value.contains(character)) {
                let unit = ["单位", "被评单位", "牵头单位"]
                    .iter()
                    .find_map(|name| table.cell_in(row, name))
                    .map(str::to_owned);
                let problem = Problem::UncoveredCharacter { unit, field: column.to_owned(), character };
                diagnostics.at(place(sources, cell.span, character), problem);
                found = true;
            }
        }
        for (path, id) in sources.texts_below("", "toml").chain(sources.texts_below("", "j2")) {
            let text = sources.file(id).text();
            if let Some(start) = text.find(character) {
                let span = Span { source: id, start, end: start + character.len_utf8() };
                let problem = Problem::UncoveredCharacter { unit: None, field: path.to_owned(), character };
                diagnostics.at(span, problem);
                found = true;
            }
        }
        if !found {
            diagnostics.nowhere(Problem::UncoveredCharacter { unit: None, field: "—".to_owned(), character });
        }
    }
}

/// The character itself within its cell.
fn place(sources: &Sources, cell: Span, character: char) -> Span {
    let start = cell.start + sources.slice(cell).find(character).unwrap_or(0);
    Span { start, end: start + character.len_utf8(), ..cell }
}
