//! From text to raw tables and raw settings, every cell and value with its place; knows how they are written, not what they
//! mean.

mod blanks;
mod captures;
pub mod columns;
mod csv;
mod data;
mod entry;
mod events;
mod feet;
pub(crate) mod fields;
mod figures;
mod header;
mod kinds;
mod mapping;
mod rows;
mod selection;
mod settings;
mod shape;
mod table;
mod tables;
mod twice;
mod words;

pub use blanks::{Blank, Blanks};
pub use csv::as_read;
pub use figures::{Read, date, figure};
pub use settings::{Raw, RawSettings};
pub use table::{Cell, RawRow, RawTable};
pub use words::names_in;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mapping::Mappings;
use tables::Known;

use crate::diag::{Diagnostics, Problem};
use crate::source::{ROSTER_TABLES, SCORE_TABLES, Sources};
use crate::span::Spanned;

/// The most characters that one text of the inputs may have.
pub const LONGEST_TEXT: usize = 2000;

/// The highest number that something of the inputs can be counted to, so that sums of counts stay far from any limit.
pub const HIGHEST_COUNT: u32 = 1_000_000;

/// Whether a character has no printed form: control characters, direction marks, and the noncharacters that stand for
/// values while wording is parsed.
#[must_use]
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{FDD0}'..='\u{FDEF}' | '\u{FFFC}'..='\u{FFFF}')
        || matches!(character, '\u{00AD}' | '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{FE00}'..='\u{FE0F}')
        || matches!(character, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The workspace as it is written, nothing checked yet.
#[derive(Clone, Debug)]
pub struct RawWorkspace {
    /// `scheme.toml`.
    pub scheme: RawSettings,
    /// `documents.toml`.
    pub documents: RawSettings,
    /// The words that stand for no mark.
    pub blanks: Blanks,
    /// Shared by all states of the data in which they are the same.
    tables: BTreeMap<&'static str, Arc<RawTable>>,
}

/// The tables that the program writes.
const WRITTEN: [&str; 2] = ["corrections.csv", "register.csv"];

impl RawWorkspace {
    /// Reads all tables and settings; `None` if a file is absent or broken, with the reasons in `diagnostics`.
    #[must_use]
    pub fn load(sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        Self::load_below(sources, "", diagnostics)
    }

    /// The same of the files below a folder of the workspace, as `issued/1/inputs/`.
    #[must_use]
    pub fn load_below(sources: &Sources, folder: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let present = |path: &str, diagnostics: &mut Diagnostics| {
            let path = format!("{folder}{path}");
            let id = sources.text_of(&path);
            if id.is_none() && !sources.is_unreadable(&path) {
                diagnostics.nowhere(Problem::MissingFile { path });
            }
            id
        };
        let scheme = present("scheme.toml", diagnostics);
        let documents = present("documents.toml", diagnostics);
        if sources.fed(folder, "units.csv").is_empty() {
            diagnostics.nowhere(Problem::MissingFile { path: format!("{folder}units.csv") });
        }
        let scheme = scheme.and_then(|id| RawSettings::load(sources, id, diagnostics));
        let documents = documents.and_then(|id| RawSettings::load(sources, id, diagnostics));
        let mappings = Mappings::load(sources, folder, diagnostics);
        let mut tables = BTreeMap::new();
        let mut titles = scheme.as_ref().map(groups_of).unwrap_or_default();
        let mut units = BTreeSet::new();
        let fed = |table: &'static str| {
            let below = if SCORE_TABLES.contains(&table) { "scores/" } else { "" };
            (table, sources.fed(folder, &format!("{below}{table}")))
        };
        let all: Vec<_> = ROSTER_TABLES.into_iter().chain(SCORE_TABLES).map(fed).collect();
        for (table, fed) in &all {
            if *table == "units.csv" {
                // Its own headings can be told only when its units are known.
                let known = Known { sources, mappings: &mappings, titles: &[], units: &BTreeSet::new() };
                let read = known.table(table, fed, &mut Diagnostics::default());
                titles.extend(categories_of(&read));
                units = names_of(&read, "单位", "编码");
            }
            let known = Known { sources, mappings: &mappings, titles: &titles, units: &units };
            let read = known.table(table, fed, diagnostics);
            // One file that is read once has no row twice.
            if fed.len() > 1 {
                twice::tell(table, &read, diagnostics);
            }
            if *table == "aliases.csv" {
                units.extend(names_of(&read, "别名", "单位"));
            }
            tables.insert(*table, Arc::new(read));
        }
        for (at, mapping) in mappings.entries() {
            if !all.iter().any(|(_, fed)| fed.iter().any(|fed| fed.entry == Some(at))) {
                diagnostics.at(mapping.files.span, Problem::NoFileYet { pattern: mapping.files.value.clone() });
            }
        }
        for path in WRITTEN {
            let id = sources.text_of(&format!("{folder}{path}"));
            let table = id.map_or_else(RawTable::default, |id| RawTable::load(sources, id, diagnostics));
            tables.insert(path, Arc::new(table));
        }
        Some(Self { scheme: scheme?, documents: documents?, blanks: mappings.blanks, tables })
    }

    /// Every table.
    pub fn tables(&self) -> impl Iterator<Item = &RawTable> {
        self.tables.values().map(Arc::as_ref)
    }

    /// Whether there is such a table.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.tables.get(name).is_some_and(|table| !table.is_absent())
    }

    /// The table of a file; one without header and rows if the file is absent.
    #[must_use]
    pub fn table(&self, path: &'static str) -> &RawTable {
        &self.tables[path]
    }

    /// The same, to be corrected.
    pub fn table_mut(&mut self, path: &'static str) -> &mut RawTable {
        Arc::make_mut(self.tables.entry(path).or_default())
    }
}

/// The groups that a scheme has.
fn groups_of(scheme: &RawSettings) -> Vec<String> {
    let entry = |table: &Spanned<Raw>, key: &str| match &table.value {
        Raw::Table(entries) => entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value.clone()),
        _ => None,
    };
    let Some(Spanned { value: Raw::List(groups), .. }) = entry(&scheme.root, "group") else { return Vec::new() };
    let name = |group: &Spanned<Raw>| match entry(group, "name")?.value {
        Raw::Text(name) => Some(name),
        _ => None,
    };
    groups.iter().filter_map(name).collect()
}

/// The names in a column, as they are compared, of the rows that have something else in another one.
fn names_of(table: &RawTable, column: &str, other: &str) -> BTreeSet<String> {
    let [Some(column), Some(other)] = [column, other].map(|name| table.column(name)) else { return BTreeSet::new() };
    let rows = table.rows().iter().map(|row| (&row.cell(column).value, &row.cell(other).value));
    rows.filter(|(name, other)| !name.is_empty() && !other.is_empty() && name != other)
        .map(|(name, _)| header::plain(name))
        .collect()
}

/// The categories that units have.
fn categories_of(units: &RawTable) -> Vec<String> {
    let [Some(column), Some(code)] = ["类别", "编码"].map(|name| units.column(name)) else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for row in units.rows().iter().filter(|row| !row.cell(code).value.is_empty()) {
        let category = &row.cell(column).value;
        if !category.is_empty() && !found.iter().any(|known| known == category) {
            found.push(category.to_string());
        }
    }
    found
}
