//! From text to raw tables and raw settings, every cell and value with its place; knows syntax only.

mod settings;
mod table;

pub use settings::{Raw, RawSettings};
pub use table::{RawRow, RawTable};

use std::collections::BTreeMap;

use crate::diag::{Diagnostics, Problem};
use crate::source::{SCORE_TABLES, Sources};

/// The workspace as it is written, nothing checked yet.
#[derive(Debug)]
pub struct RawWorkspace {
    /// `scheme.toml`.
    pub scheme: RawSettings,
    /// `documents.toml`.
    pub documents: RawSettings,
    tables: BTreeMap<&'static str, RawTable>,
}

/// The tables every workspace has.
const ROSTER_TABLES: [&str; 4] = ["units.csv", "indicators.csv", "aliases.csv", "register.csv"];

impl RawWorkspace {
    /// Reads all tables and settings; `None` if a file is absent or broken, with the reasons in `diagnostics`.
    #[must_use]
    pub fn load(sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut present = |path: &str, needed: bool| {
            let id = sources.text_of(path);
            if id.is_none() && needed {
                diagnostics.nowhere(Problem::MissingFile { path: path.to_owned() });
            }
            id
        };
        let scheme = present("scheme.toml", true);
        let documents = present("documents.toml", true);
        let mut found = Vec::new();
        for path in ROSTER_TABLES {
            found.push((path, present(path, matches!(path, "units.csv" | "indicators.csv"))));
        }
        found.extend(SCORE_TABLES.map(|path| (path, sources.text_of(&format!("scores/{path}")))));
        let scheme = RawSettings::load(sources, scheme?, diagnostics);
        let documents = RawSettings::load(sources, documents?, diagnostics);
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

    /// The table of a file; one without header and rows if the file is absent.
    #[must_use]
    pub fn table(&self, path: &'static str) -> &RawTable {
        &self.tables[path]
    }
}
