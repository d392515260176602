//! Words of an office's own: what stands for yes and no, what an entry says that its words mean, several names in a cell.

use std::collections::BTreeMap;

use super::entry::by_field;
use super::fields::{Fields, text_of};
use super::header::plain;
use super::{Cell, Raw};
use crate::diag::{Diagnostics, Expected, Problem};
use crate::span::Spanned;

/// What stands between several names in one cell.
const BETWEEN: [char; 10] = ['、', '，', ',', '；', ';', '/', '／', '\n', '\r', '|'];

/// What the words of an entry mean: by field and word, as words are compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    meanings: BTreeMap<(&'static str, String), String>,
}

impl Words {
    /// Reads `map` of an entry.
    pub(super) fn read(fields: &mut Fields<'_>, known: &[&'static str], diagnostics: &mut Diagnostics) -> Self {
        let mut meanings = BTreeMap::new();
        for (field, value) in by_field(fields, "map", known, diagnostics) {
            let Raw::Table(words) = &value.value else {
                diagnostics.at(value.span, Problem::WrongType { key: field.to_owned(), expected: Expected::Table });
                continue;
            };
            for (word, meaning) in words {
                let text = match &meaning.value {
                    Raw::Number(digits) => Some(digits.clone()),
                    _ => text_of(meaning, &word.value, diagnostics).map(|text| text.value),
                };
                meanings.extend(text.map(|text| ((field, plain(&word.value)), text)));
            }
        }
        Self { meanings }
    }

    /// What the text of a cell means.
    pub(super) fn of(&self, field: &'static str, text: &str) -> Option<&str> {
        if self.meanings.is_empty() {
            return None;
        }
        self.meanings.get(&(field, plain(text))).map(String::as_str)
    }
}

/// The names in a cell that holds several.
pub fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(BETWEEN).map(str::trim).filter(|name| !name.is_empty())
}

/// The cells of a cell with several names.
pub(super) fn split(cell: &Cell) -> Vec<Cell> {
    names_in(&cell.value).map(|name| Spanned { value: name.into(), span: cell.span }).collect()
}
