//! From text to raw tables and raw settings, every cell and value with its place; knows syntax only.

mod settings;
mod table;

pub use settings::{Raw, RawSettings};
pub use table::{RawRow, RawTable, as_read};

use std::collections::BTreeMap;

use crate::diag::{Diagnostics, Problem};
use crate::source::{SCORE_TABLES, Sources};

/// The most characters that one text of the inputs may have.
pub const LONGEST_TEXT: usize = 2000;

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
    tables: BTreeMap<&'static str, RawTable>,
}

/// The tables that stand in the workspace itself.
const WORKSPACE_TABLES: [&str; 6] =
    ["units.csv", "indicators.csv", "aliases.csv", "numbers.csv", "corrections.csv", "register.csv"];

impl RawWorkspace {
    /// Reads all tables and settings; `None` if a file is absent or broken, with the reasons in `diagnostics`.
    #[must_use]
    pub fn load(sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        Self::load_below(sources, "", diagnostics)
    }

    /// The same of the files below a folder of the workspace, as `issued/1/inputs/`.
    #[must_use]
    pub fn load_below(sources: &Sources, folder: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut present = |path: &str, needed: bool| {
            let path = &format!("{folder}{path}");
            let id = sources.text_of(path);
            if id.is_none() && needed && !sources.is_unreadable(path) {
                diagnostics.nowhere(Problem::MissingFile { path: path.clone() });
            }
            id
        };
        let scheme = present("scheme.toml", true);
        let documents = present("documents.toml", true);
        let mut found = Vec::new();
        for path in WORKSPACE_TABLES {
            found.push((path, present(path, path == "units.csv")));
        }
        found.extend(SCORE_TABLES.map(|path| (path, sources.text_of(&format!("{folder}scores/{path}")))));
        let scheme = scheme.and_then(|id| RawSettings::load(sources, id, diagnostics));
        let documents = documents.and_then(|id| RawSettings::load(sources, id, diagnostics));
        let mut tables = BTreeMap::new();
        for (path, id) in found {
            let table = id.map_or_else(RawTable::default, |id| RawTable::load(sources, id, diagnostics));
            tables.insert(path, table);
        }
        Some(Self { scheme: scheme?, documents: documents?, tables })
    }

    /// Every table.
    pub fn tables(&self) -> impl Iterator<Item = &RawTable> {
        self.tables.values()
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
        self.tables.entry(path).or_default()
    }
}
