//! Which files of a workspace feed which table: by their names, or as `sources.toml` says.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobMatcher};
use toml::de::{DeTable, DeValue};

use super::{SCORE_TABLES, extension_of};

/// The settings that say which files feed which tables.
pub const SOURCES: &str = "sources.toml";

/// The tables of the workspace itself that a spreadsheet may stand for; the program writes the others.
pub const ROSTER_TABLES: [&str; 4] = ["units.csv", "indicators.csv", "aliases.csv", "numbers.csv"];

/// The extensions of spreadsheets that can be read.
const SPREADSHEETS: [&str; 3] = ["xlsx", "xls", "ods"];

/// A file and the table it feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// The table by the name of its CSV file.
    pub table: &'static str,
    /// The file, below the workspace.
    pub path: String,
    /// The entry of `sources.toml` that names it, counted from 0; none if its own name does.
    pub entry: Option<usize>,
}

/// The files of a workspace by what is done with them.
#[derive(Debug, Default)]
pub struct Inventory {
    /// What is read, table by table, in the order in which rows are put together.
    pub feeds: Vec<Feed>,
    /// Two files that both stand for one table.
    pub clashes: Vec<(String, String)>,
    /// Files that look like data and that nothing reads.
    pub unread: Vec<String>,
}

impl Inventory {
    /// Assigns the files of a workspace; `settings` is the text of `sources.toml`.
    pub(super) fn of(paths: &[String], settings: Option<&str>) -> Self {
        let patterns = settings.map(patterns).unwrap_or_default();
        let mut inventory = Self::default();
        let mut read: BTreeSet<&str> = BTreeSet::new();
        for table in tables() {
            let own: Vec<&String> = paths.iter().filter(|path| stands_for(path, table)).collect();
            let entries = patterns.iter().enumerate().filter_map(|(at, pattern)| Some((at, pattern.as_ref()?)));
            let mapped: Vec<Feed> = entries
                .filter(|(_, pattern)| pattern.table == table)
                .flat_map(|(at, pattern)| {
                    let files = paths.iter().filter(|path| pattern.matches(path));
                    files.map(move |path| Feed { table, path: path.clone(), entry: Some(at) })
                })
                .collect();
            // A file that an entry describes is read as that says.
            let own: Vec<&String> =
                own.into_iter().filter(|path| !mapped.iter().any(|feed| feed.path == **path)).collect();
            if let [first, second, ..] = own[..] {
                inventory.clashes.push((first.clone(), second.clone()));
            }
            let returned: Vec<&String> = paths
                .iter()
                .filter(|path| is_return(path, table) && !mapped.iter().any(|feed| feed.path == **path))
                .collect();
            let own = own.into_iter().chain(returned);
            inventory.feeds.extend(own.map(|path| Feed { table, path: path.clone(), entry: None }));
            inventory.feeds.extend(mapped);
        }
        read.extend(inventory.feeds.iter().map(|feed| feed.path.as_str()));
        let unread = paths.iter().filter(|path| !read.contains(path.as_str()) && is_data(path));
        inventory.unread = unread.cloned().collect();
        inventory
    }

    /// Whether an entry names files that lie elsewhere than in the workspace itself and in `scores/`.
    pub(super) fn looks_into_folders(settings: &str) -> bool {
        let mut found = patterns(settings).into_iter().flatten();
        found.any(|pattern| ROSTER_TABLES.contains(&pattern.table) && pattern.matcher.glob().glob().contains('/'))
    }
}

/// Whether a file is a spreadsheet, by its name.
#[must_use]
pub fn is_spreadsheet(path: &str) -> bool {
    SPREADSHEETS.contains(&extension_of(path).as_str())
}

/// The tables that are read, by file name: those of the roster, then those of marks.
pub fn tables() -> impl Iterator<Item = &'static str> {
    ROSTER_TABLES.into_iter().chain(SCORE_TABLES)
}

/// The table that a name stands for, with or without its extension: `评分`, `units.csv`.
#[must_use]
pub fn table_named(name: &str) -> Option<&'static str> {
    tables().find(|table| *table == name || table.strip_suffix(".csv") == Some(name))
}

/// A pattern for paths; `*` and `?` stay within a folder, `**` does not.
#[must_use]
pub fn pattern(text: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(text).literal_separator(true).backslash_escape(false).build().ok()?;
    Some(glob.compile_matcher())
}

/// A pattern for files, in which `{单位}` stands for any part of a name that tells it.
#[must_use]
pub fn file_pattern(text: &str) -> Option<GlobMatcher> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once('{') {
        let (name, behind) = inner.split_once('}')?;
        plain.push_str(before);
        if name.contains(',') {
            plain.push_str(&rest[before.len()..rest.len() - behind.len()]);
        } else {
            plain.push('*');
        }
        rest = behind;
    }
    plain.push_str(rest);
    pattern(&plain)
}

/// The files that an entry of `sources.toml` names.
struct Pattern {
    table: &'static str,
    matcher: GlobMatcher,
}

impl Pattern {
    fn matches(&self, path: &str) -> bool {
        let below = if ROSTER_TABLES.contains(&self.table) { Some(path) } else { path.strip_prefix("scores/") };
        let readable = is_spreadsheet(path) || extension_of(path) == "csv";
        readable && below.is_some_and(|path| self.matcher.is_match(path))
    }
}

/// The patterns of the entries, one for each; none for one that is not as it should be, which is reported elsewhere.
fn patterns(settings: &str) -> Vec<Option<Pattern>> {
    let (root, _) = DeTable::parse_recoverable(settings);
    let Some(DeValue::Array(entries)) = root.get_ref().get("source").map(toml::Spanned::get_ref) else {
        return Vec::new();
    };
    let read = |entry: &DeValue<'_>| {
        let DeValue::Table(entry) = entry else { return None };
        let text = |key: &str| match entry.get(key)?.get_ref() {
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => None,
        };
        Some(Pattern { table: table_named(&text("table")?)?, matcher: file_pattern(&text("files")?)? })
    };
    entries.iter().map(|entry| read(entry.get_ref())).collect()
}

/// Whether a file by its name stands for a table.
fn stands_for(path: &str, table: &str) -> bool {
    let name = if SCORE_TABLES.contains(&table) { path.strip_prefix("scores/") } else { Some(path) };
    let Some(name) = name.filter(|name| !name.contains('/')) else { return false };
    let stem = name.rsplit_once('.').map(|(stem, _)| stem);
    name == table || stem == table.strip_suffix(".csv") && is_spreadsheet(name)
}

/// Whether a file by its name is one of several that together are a table of scores: `评价-住建局.xlsx`.
fn is_return(path: &str, table: &str) -> bool {
    let readable = is_spreadsheet(path) || extension_of(path) == "csv";
    let name = path.strip_prefix("scores/").filter(|name| readable && !name.contains('/'));
    let stem = table.strip_suffix(".csv").filter(|_| SCORE_TABLES.contains(&table));
    let rest = name.zip(stem).and_then(|(name, stem)| name.strip_prefix(stem));
    rest.is_some_and(|rest| rest.starts_with(['-', '－']))
}

/// Whether a file that nothing reads may be one that somebody thinks is read.
fn is_data(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    !name.starts_with(['.', '~'])
        && (path.starts_with("scores/")
            || !path.contains('/') && (is_spreadsheet(path) || matches!(extension_of(path).as_str(), "csv" | "toml")))
}
