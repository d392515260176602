//! One table out of all files and sheets that feed it.

use std::collections::BTreeSet;

use super::blanks::Blanks;
use super::columns;
use super::mapping::{Mapping, Mappings, SheetChoice};
use super::shape::{Head, Keys, Part};
use super::{RawRow, RawTable};
use crate::diag::{BookFault, Diagnostics, Problem};
use crate::source::{Fed, SourceFile, Sources};
use crate::span::{SourceId, Span};

/// What is known when a table is read.
pub(super) struct Known<'a> {
    pub(super) sources: &'a Sources,
    pub(super) mappings: &'a Mappings,
    /// The categories and groups of units: a row that only names one is a heading.
    pub(super) titles: &'a [String],
    /// The names of units and their aliases, as they are compared.
    pub(super) units: [&'a BTreeSet<String>; 2],
}

/// A text whose header was looked for.
struct Opened<'a> {
    part: Part<'a>,
    rows: Vec<RawRow>,
    head: Option<Head>,
}

impl Opened<'_> {
    fn fits(&self) -> bool {
        self.head.as_ref().is_some_and(Head::fits)
    }
}

impl Known<'_> {
    /// Reads a table from what feeds it; an absent one if nothing does.
    pub(super) fn table(&self, table: &'static str, fed: &[Fed], diagnostics: &mut Diagnostics) -> RawTable {
        let mut keys = Keys::new();
        let mut whole: Option<RawTable> = None;
        for fed in fed {
            let mapping = fed.entry.and_then(|entry| self.mappings.entry(entry));
            // An entry with faults was reported.
            if fed.entry.is_some() && mapping.is_none() {
                whole = whole.or_else(|| Some(RawTable::unreadable()));
                continue;
            }
            let siblings = fed.entry.map(|entry| self.mappings.columns_beside(entry)).unwrap_or_default();
            for opened in self.opened(table, fed, mapping, &siblings, diagnostics) {
                let Opened { part, mut rows, head } = opened;
                let made = match head {
                    Some(head) => part.table(&mut rows, head, &mut keys, diagnostics),
                    None => RawTable { source: Some(part.id), ..RawTable::default() },
                };
                whole = Some(match whole {
                    None => made,
                    Some(whole) => whole.joined(made, columns::of(table)),
                });
            }
            whole = whole.or_else(|| Some(RawTable::unreadable()));
        }
        whole.unwrap_or_default()
    }

    /// The texts of a file that are read for a table.
    fn opened<'a>(
        &'a self,
        table: &'static str,
        fed: &Fed,
        mapping: Option<&'a Mapping>,
        siblings: &'a [String],
        diagnostics: &mut Diagnostics,
    ) -> Vec<Opened<'a>> {
        let mut all = Vec::new();
        for id in self.chosen(fed, mapping, diagnostics) {
            let blanks: &Blanks = &self.mappings.blanks;
            let (sources, titles, units) = (self.sources, self.titles, self.units);
            let part = Part { sources, id, table, mapping, siblings, titles, units, blanks };
            let Some(rows) = part.rows(diagnostics) else { continue };
            let head = part.head(&rows);
            all.push(Opened { part, rows, head });
        }
        if mapping.is_some_and(|mapping| mapping.sheet.is_some()) {
            return all;
        }
        let filled = |opened: &Opened<'_>| !opened.rows.is_empty();
        let (visible, hidden): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|opened| !self.sources.file(opened.part.id).is_hidden());
        if visible.is_empty() {
            if let Some(opened) = hidden.first() {
                let path = self.sources.file(opened.part.id).file_name().to_owned();
                diagnostics.nowhere(Problem::Spreadsheet { path, why: BookFault::NoSheet });
            }
            return Vec::new();
        }
        tell(self.sources, hidden.iter().filter(|opened| filled(opened)), true, diagnostics);
        if visible.iter().any(Opened::fits) {
            let (fit, other): (Vec<_>, Vec<_>) = visible.into_iter().partition(Opened::fits);
            tell(self.sources, other.iter().filter(|opened| filled(opened)), false, diagnostics);
            return fit;
        }
        // None fits: what is missing is told of the first that holds anything.
        let first = visible.iter().position(filled).unwrap_or_default();
        visible.into_iter().skip(first).take(1).collect()
    }

    /// The sheets of a file that may be read: those that are named, or all.
    fn chosen(&self, fed: &Fed, mapping: Option<&Mapping>, diagnostics: &mut Diagnostics) -> Vec<SourceId> {
        let name = |id: &SourceId| self.sources.file(*id).sheet();
        let Some(choice) = mapping.and_then(|mapping| mapping.sheet.as_ref()) else { return fed.texts.clone() };
        // A CSV file has no sheets, and one that could not be read was reported.
        if fed.texts.iter().all(|id| name(id).is_none()) {
            return fed.texts.clone();
        }
        let (found, chosen): (String, Vec<SourceId>) = match &choice.value {
            SheetChoice::At(number) => {
                (number.to_string(), fed.texts.get(*number as usize - 1).copied().into_iter().collect())
            }
            SheetChoice::Named(text, matcher) => {
                let fits = |id: &&SourceId| name(id).is_some_and(|name| name == text || matcher.is_match(name.trim()));
                (text.clone(), fed.texts.iter().filter(fits).copied().collect())
            }
        };
        if chosen.is_empty() {
            let known = fed.texts.iter().filter_map(name).map(str::to_owned).collect();
            let span = fed.texts.first().map(|id| Span::new(*id, 0..0));
            let problem = Problem::NoSuchSheet { found, known };
            match span {
                Some(span) => diagnostics.between(choice.span, span, problem),
                None => diagnostics.at(choice.span, problem),
            }
        }
        chosen
    }
}

/// One note of sheets that are not read; what stands in them is nobody's business.
fn tell<'a>(
    sources: &Sources,
    opened: impl Iterator<Item = &'a Opened<'a>>,
    hidden: bool,
    diagnostics: &mut Diagnostics,
) {
    let files: Vec<&SourceFile> = opened.map(|opened| sources.file(opened.part.id)).collect();
    if let Some(first) = files.first() {
        let sheets = files.iter().filter_map(|file| file.sheet()).map(str::to_owned).collect();
        diagnostics.nowhere(Problem::UnreadSheets { path: first.file_name().to_owned(), sheets, hidden });
    }
}
