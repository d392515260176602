//! Which rows of a file an entry takes and which it leaves out, by their first cell or that of a column.

use globset::GlobMatcher;

use super::fields::{Fields, text_of};
use super::header::{self, Field};
use super::{Cell, Raw, RawRow};
use crate::diag::{Diagnostics, Expected, Problem};
use crate::source::pattern;
use crate::span::Spanned;

/// What stands in a cell to say that it is as the one above it.
const DITTO: [&str; 6] = ["〃", "″", "\"", "同上", "同前", "，，"];

/// What an entry says of rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    skip: Vec<Rule>,
    only: Vec<Rule>,
}

/// A pattern for the cells of a column, or for the first cell that holds anything.
#[derive(Clone, Debug)]
struct Rule {
    column: Option<Spanned<String>>,
    patterns: Vec<GlobMatcher>,
}

impl Selection {
    /// Reads `rows` of an entry.
    pub(super) fn read(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Self {
        let Some(mut rows) = fields.optional_table("rows", diagnostics) else { return Self::default() };
        let skip = rules(&mut rows, "skip", diagnostics);
        let only = rules(&mut rows, "only", diagnostics);
        if let Some(span) = rows.place("only").filter(|_| only.iter().any(|rule| rule.column.is_none())) {
            diagnostics.at(span, Problem::WrongType { key: "only".to_owned(), expected: Expected::Table });
        }
        rows.finish(diagnostics);
        Self { skip, only }
    }

    /// The columns that it names.
    pub(super) fn columns(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.skip.iter().chain(&self.only).filter_map(|rule| rule.column.as_ref())
    }

    /// Whether it leaves out a row of a table with this header, of which the first filled cell and that of the unit are given.
    pub(super) fn leaves_out(&self, row: &RawRow, labels: [&str; 2], header: &[&str]) -> bool {
        let fits = |rule: &Rule| {
            let any = |text: &str| rule.patterns.iter().any(|pattern| pattern.is_match(text));
            match &rule.column {
                None => labels.into_iter().any(any),
                Some(column) => {
                    let at = header::place(header, &column.value);
                    at.and_then(|at| row.cells.get(at)).is_some_and(|cell| any(&cell.value))
                }
            }
        };
        self.skip.iter().any(fits) || !self.only.iter().all(fits)
    }
}

/// One rule for the first cells, or one for each column.
fn rules(rows: &mut Fields<'_>, key: &'static str, diagnostics: &mut Diagnostics) -> Vec<Rule> {
    let Some(value) = rows.optional(key) else { return Vec::new() };
    let Raw::Table(columns) = &value.value else {
        let texts = rows.texts(key, diagnostics).unwrap_or_default();
        return vec![Rule { column: None, patterns: patterns(texts, diagnostics) }];
    };
    let mut found = Vec::new();
    for (column, value) in columns {
        let texts: Vec<_> = match &value.value {
            Raw::List(list) => list.iter().map(|text| text_of(text, &column.value, diagnostics)).collect(),
            _ => vec![text_of(value, &column.value, diagnostics)],
        };
        let patterns = patterns(texts.into_iter().flatten().collect(), diagnostics);
        found.push(Rule { column: Some(column.clone()), patterns });
    }
    found
}

fn patterns(texts: Vec<Spanned<String>>, diagnostics: &mut Diagnostics) -> Vec<GlobMatcher> {
    let mut found = Vec::new();
    for text in texts {
        match pattern(&text.value) {
            Some(matcher) => found.push(matcher),
            None => diagnostics.at(text.span, Problem::BadPattern { found: text.value }),
        }
    }
    found
}

/// The value that a cell takes over from the row above it, of a column that is filled: if it is blank, or says so.
pub(super) struct Filling {
    columns: Vec<usize>,
    above: Vec<Option<Cell>>,
}

impl Filling {
    /// For the columns of the fields that are filled.
    pub(super) fn of(names: &[&'static str], fields: &[Field], columns: &[Option<usize>]) -> Self {
        let place =
            |name: &&'static str| fields.iter().position(|field| field.name == *name).and_then(|at| columns[at]);
        let columns: Vec<usize> = names.iter().filter_map(place).collect();
        let above = vec![None; columns.len()];
        Self { columns, above }
    }

    /// Takes what the cells of a row hold, or fills them; says whether it did.
    pub(super) fn fill(&mut self, row: &mut RawRow) -> bool {
        let mut filled = false;
        for (column, above) in self.columns.iter().zip(&mut self.above) {
            let Some(cell) = row.cells.get_mut(*column) else { continue };
            if !cell.value.is_empty() && !DITTO.contains(&cell.value.as_str()) {
                *above = Some(cell.clone());
            } else if let Some(above) = above {
                *cell = above.clone();
                filled = true;
            }
        }
        filled
    }
}
