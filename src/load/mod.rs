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
use crate::source::{Fed, Sources, tables};
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
///
/// A table takes many times the room of its text. One that stands in files alone is not kept but read again for whoever asks,
/// so that seldom more than one of them is there.
#[derive(Clone, Debug)]
pub struct RawWorkspace {
    /// `scheme.toml`.
    pub scheme: RawSettings,
    /// `documents.toml`.
    pub documents: RawSettings,
    /// How files are read; shared by all states of the data.
    reading: Arc<Reading>,
    /// The tables that were corrected.
    corrected: BTreeMap<&'static str, Arc<RawTable>>,
    /// The tables that the program writes.
    written: BTreeMap<&'static str, Arc<RawTable>>,
}

/// What must be known to read tables from the files of a folder.
#[derive(Debug)]
struct Reading {
    /// The folder of the workspace, as `issued/1/inputs/`.
    folder: String,
    mappings: Mappings,
    /// The categories and groups of units.
    titles: Vec<String>,
    /// The names of units, as they are compared.
    names: BTreeSet<String>,
    /// Their aliases, likewise.
    aliases: BTreeSet<String>,
    /// The tables that have no files.
    absent: BTreeSet<&'static str>,
}

/// The tables that are read before any alias is known.
const BEFORE_ALIASES: [&str; 3] = ["units.csv", "indicators.csv", "aliases.csv"];

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
        let mut reading = Reading {
            folder: folder.to_owned(),
            mappings: Mappings::load(sources, folder, diagnostics),
            titles: Vec::new(),
            names: BTreeSet::new(),
            aliases: BTreeSet::new(),
            absent: BTreeSet::new(),
        };
        // The headings of the roster can be told only when its units are known.
        let units = reading.table(sources, "units.csv", &mut Diagnostics::default());
        reading.titles = scheme.as_ref().map(groups_of).unwrap_or_default();
        reading.titles.extend(categories_of(&units));
        reading.names = names_of(&units, "单位", "编码");
        drop(units);
        for table in tables() {
            let read = reading.table(sources, table, diagnostics);
            // One file that is read once has no row twice.
            if reading.fed(sources, table).len() > 1 {
                twice::tell(table, &read, diagnostics);
            }
            if table == "aliases.csv" {
                reading.aliases = names_of(&read, "别名", "单位");
            }
            if read.is_absent() {
                reading.absent.insert(table);
            }
        }
        reading.tell_unfed(sources, diagnostics);
        let written = WRITTEN.map(|path| {
            let id = sources.text_of(&format!("{folder}{path}"));
            let table = id.map_or_else(RawTable::default, |id| RawTable::load(sources, id, diagnostics));
            (path, Arc::new(table))
        });
        Some(Self {
            scheme: scheme?,
            documents: documents?,
            reading: Arc::new(reading),
            corrected: BTreeMap::new(),
            written: written.into(),
        })
    }

    /// The words that stand for no mark.
    #[must_use]
    pub fn blanks(&self) -> &Blanks {
        &self.reading.mappings.blanks
    }

    /// Every table, one after the other as they are asked for.
    pub fn tables(&self, sources: &Sources) -> impl Iterator<Item = Arc<RawTable>> {
        let read = tables().map(|path| self.table(sources, path));
        self.written.values().cloned().chain(read)
    }

    /// Whether there is such a table among those that are read.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        let absent = self.corrected.get(path).map(|table| table.is_absent());
        !absent.unwrap_or_else(|| self.reading.absent.contains(path))
    }

    /// The table of a file; one without header and rows if the file is absent. The sources are those that the workspace was
    /// loaded from, which told what is wrong with it then.
    #[must_use]
    pub fn table(&self, sources: &Sources, path: &'static str) -> Arc<RawTable> {
        self.corrected.get(path).map_or_else(|| Arc::new(self.reading.again(sources, path)), Arc::clone)
    }

    /// The same, to be corrected.
    pub fn table_mut(&mut self, sources: &Sources, path: &'static str) -> &mut RawTable {
        let table = self.corrected.entry(path).or_insert_with(|| Arc::new(self.reading.again(sources, path)));
        Arc::make_mut(table)
    }

    /// The table of a file that the program writes; one without header and rows if it did not yet.
    #[must_use]
    pub fn written(&self, path: &'static str) -> &RawTable {
        &self.written[path]
    }
}

impl Reading {
    /// What feeds a table.
    fn fed<'s>(&self, sources: &'s Sources, table: &str) -> &'s [Fed] {
        sources.fed(&self.folder, table)
    }

    /// A table out of its files; what was read before it, of the roster, is known.
    fn table(&self, sources: &Sources, table: &'static str, diagnostics: &mut Diagnostics) -> RawTable {
        let none = BTreeSet::new();
        let aliases = if BEFORE_ALIASES.contains(&table) { &none } else { &self.aliases };
        let units = [&self.names, aliases];
        let known = Known { sources, mappings: &self.mappings, titles: &self.titles, units };
        known.table(table, self.fed(sources, table), diagnostics)
    }

    /// The same once more, when what is wrong with it has been told.
    fn again(&self, sources: &Sources, table: &'static str) -> RawTable {
        self.table(sources, table, &mut Diagnostics::default())
    }

    /// Notes the entries that no file fits.
    fn tell_unfed(&self, sources: &Sources, diagnostics: &mut Diagnostics) {
        for (at, mapping) in self.mappings.entries() {
            if !tables().any(|table| self.fed(sources, table).iter().any(|fed| fed.entry == Some(at))) {
                diagnostics.at(mapping.files.span, Problem::NoFileYet { pattern: mapping.files.value.clone() });
            }
        }
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
