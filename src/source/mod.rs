//! Reads every input once: the workspace's tables, settings, templates and fonts, over those carried in the program.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::diag::{BookFault, Diagnostics, Problem};
use crate::digest::digest;
use crate::span::{LONGEST_INPUT, SourceId, Span};

mod decode;
pub mod embedded;
mod file;
mod foreign;
mod holdings;
mod inventory;
mod open;
pub mod sheets;
mod text;
mod workspace;

pub use file::{SourceFile, letters};
pub use foreign::{own_templates, size_of_tables};
pub use holdings::Holdings;
pub use inventory::{
    Feed, Inventory, ROSTER_TABLES, SOURCES, file_pattern, is_spreadsheet, pattern, table_named, tables,
};
pub use open::{LARGEST, ReadError, read, read_at_most, read_handed_over};

pub use workspace::{WorkspaceFile, digests, editions, is_among_inputs, snapshot, workspace_files};

use open::{files_below, input, is_there, leads_out, shown};
use workspace::data_files;

/// A font or a picture: bytes nobody reads as text.
pub type Bytes = Cow<'static, [u8]>;

/// The tables a workspace may have under `scores/`, by file name.
pub const SCORE_TABLES: [&str; 8] =
    ["评分.csv", "达标.csv", "评价.csv", "宣传.csv", "失信.csv", "排名.csv", "事件.csv", "数据.csv"];

/// The settings, which stand in the workspace itself.
const SETTINGS: [&str; 3] = ["scheme.toml", "documents.toml", SOURCES];

/// The tables that the program writes there.
const WRITTEN: [&str; 2] = ["corrections.csv", "register.csv"];

/// The folder of a workspace that holds what was issued, edition by edition.
pub const STORE: &str = "issued/";

/// What a table is read from: the texts of its files in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fed {
    /// The file, below the workspace.
    pub path: String,
    /// The entry of `sources.toml` that names it, counted from 0; none if its own name does.
    pub entry: Option<usize>,
    /// Its text, or its sheets; none if it could not be read.
    pub texts: Vec<SourceId>,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    by_path: BTreeMap<String, SourceId>,
    sheets: BTreeMap<String, Vec<SourceId>>,
    fed: BTreeMap<String, Vec<Fed>>,
    binary: BTreeMap<String, Bytes>,
    unreadable: BTreeSet<String>,
    inputs: BTreeMap<String, String>,
}

impl Sources {
    /// Reads the workspace at `root`, then lays it over the templates and fonts carried in the program.
    ///
    /// # Errors
    /// If the folder or one of its files cannot be read.
    pub fn read(root: &Path, diagnostics: &mut Diagnostics) -> Result<Self, ReadError> {
        let mut sources = Self::default();
        std::fs::read_dir(root).map_err(|error| ReadError { path: root.to_owned(), error })?;
        for (path, bytes) in embedded::templates() {
            sources.add(&format!("templates/{path}"), None, Cow::Borrowed(bytes), diagnostics);
        }
        for (path, bytes) in embedded::fonts() {
            sources.add(&format!("fonts/{path}"), None, Cow::Borrowed(bytes), diagnostics);
        }
        for path in SETTINGS.into_iter().filter(|path| is_there(root, path)) {
            sources.read_file(root, path, diagnostics)?;
        }
        let settings = sources.text_of(SOURCES).map(|id| sources.file(id).text().to_owned());
        let paths = data_files(root, settings.as_deref())?;
        // Nobody may believe that it is read, whatever its name.
        let astray = |path: &String| path.starts_with("scores/") && leads_out(root, &root.join(path));
        let (astray, paths): (Vec<String>, Vec<String>) = paths.into_iter().partition(astray);
        for path in astray {
            diagnostics.nowhere(Problem::LeadsOut { path: shown(root, &path) });
        }
        let inventory = Inventory::of(&paths, settings.as_deref());
        for (first, second) in &inventory.clashes {
            diagnostics.nowhere(Problem::TwoFiles { first: shown(root, first), second: shown(root, second) });
        }
        for path in unread(&inventory) {
            let scores = || SCORE_TABLES.iter().map(|table| format!("scores/{table}")).collect();
            let beside = || own_files().map(str::to_owned).collect();
            let tables = if path.starts_with("scores/") { scores() } else { beside() };
            diagnostics.nowhere(Problem::UnreadFile { path: shown(root, path), tables });
        }
        sources.feed(root, "", &inventory, diagnostics)?;
        for folder in ["templates", "fonts"] {
            for path in files_below(root, folder, &|_| true)? {
                sources.read_file(root, &path, diagnostics)?;
            }
        }
        Ok(sources)
    }

    /// Reads one file of a workspace and nothing else, if it is there.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read_one(root: &Path, path: &str, diagnostics: &mut Diagnostics) -> Result<Self, ReadError> {
        let mut sources = Self::default();
        if is_there(root, path) {
            sources.read_file(root, path, diagnostics)?;
        }
        Ok(sources)
    }

    /// Reads the tables and settings of a snapshot below the workspace; gives their folder, `issued/1/inputs/`. What is
    /// gone or has not the digest it was kept with is reported.
    ///
    /// # Errors
    /// If a file is there but cannot be read.
    pub fn read_snapshot(
        &mut self,
        root: &Path,
        edition: u32,
        digests: &BTreeMap<String, String>,
        diagnostics: &mut Diagnostics,
    ) -> Result<String, ReadError> {
        let folder = format!("{STORE}{edition}/inputs/");
        let known = SETTINGS.into_iter().chain(ROSTER_TABLES).chain(WRITTEN).map(str::to_owned);
        let mut paths: Vec<String> = known.filter(|path| digests.contains_key(path)).collect();
        let others: Vec<String> = digests.keys().filter(|path| !paths.contains(path)).cloned().collect();
        paths.extend(others);
        paths.retain(|path| !path.starts_with("templates/") && !path.starts_with("fonts/"));
        for path in &paths {
            let kept = format!("{folder}{path}");
            let full = root.join(&kept);
            let bytes = if full.exists() { Some(read(&full)?) } else { None };
            match bytes.filter(|bytes| Some(&digest(bytes)) == digests.get(path)) {
                Some(bytes) => self.add(&kept, Some(root), Cow::Owned(bytes), diagnostics),
                None => diagnostics.nowhere(Problem::StoreDamaged { path: shown(root, &kept) }),
            }
        }
        let settings = self.text_of(&format!("{folder}{SOURCES}")).map(|id| self.file(id).text().to_owned());
        let inventory = Inventory::of(&paths, settings.as_deref());
        self.feed(root, &folder, &inventory, diagnostics)?;
        Ok(folder)
    }

    /// Puts another text in the place of one that was read, or of one that is absent.
    pub fn replace(&mut self, root: &Path, path: &str, bytes: Vec<u8>, diagnostics: &mut Diagnostics) {
        self.add(path, Some(root), Cow::Owned(bytes), diagnostics);
    }

    /// The text at a path of the workspace, if there is one.
    #[must_use]
    pub fn text_of(&self, path: &str) -> Option<SourceId> {
        self.by_path.get(path).copied()
    }

    /// What feeds a table below a folder of the workspace.
    #[must_use]
    pub fn fed(&self, folder: &str, table: &str) -> &[Fed] {
        self.fed.get(&format!("{folder}{}", place_of(table))).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether the file at a path is there but is no text.
    #[must_use]
    pub fn is_unreadable(&self, path: &str) -> bool {
        self.unreadable.contains(path)
    }

    /// One of the texts.
    #[must_use]
    pub fn file(&self, id: SourceId) -> &SourceFile {
        &self.files[id.place()]
    }

    /// All texts in the order of reading.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The text at a place.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.file(span.source).text()[span.bytes()]
    }

    /// File, line and column of a place, as `data/units.csv:3:7`; of a sheet its cell, `data/units.xlsx[名册]!G3`.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        let file = self.file(span.source);
        format!("{}{}", file.name, file.place(span.start()))
    }

    /// The same below the workspace, wherever that lies: `units.csv:3:7`.
    #[must_use]
    pub fn place_in_workspace(&self, span: Span) -> String {
        let file = self.file(span.source);
        format!("{}{}", file.path, file.place(span.start()))
    }

    /// Every text under a folder with an extension, by path.
    pub fn texts_below<'a>(&'a self, folder: &'a str, extension: &'a str) -> impl Iterator<Item = (&'a str, SourceId)> {
        let wanted =
            move |path: &str| path.starts_with(folder) && extension_of(path) == extension && !path.starts_with(STORE);
        self.by_path.iter().filter(move |(path, _)| wanted(path)).map(|(path, id)| (path.as_str(), *id))
    }

    /// Every file under a folder that is not text, by path.
    pub fn binaries_below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a Bytes)> {
        self.binary.iter().filter(move |(path, _)| path.starts_with(folder)).map(|(path, bytes)| (path.as_str(), bytes))
    }

    /// The digests of all files of the workspace itself, by path.
    #[must_use]
    pub fn inputs(&self) -> &BTreeMap<String, String> {
        &self.inputs
    }

    /// The digests of all layouts and their pictures, by path.
    #[must_use]
    pub fn layouts(&self) -> BTreeMap<String, String> {
        let texts =
            self.texts_below("templates/", "typ").map(|(path, id)| (path, digest(self.file(id).text().as_bytes())));
        let pictures = self.binaries_below("templates/").filter(|(path, _)| is_picture(path));
        let pictures = pictures.map(|(path, bytes)| (path, digest(bytes)));
        texts.chain(pictures).map(|(path, digest)| (path.to_owned(), digest)).collect()
    }

    /// The digests of all fonts, by path; those of the fonts carried in the program stand in `fonts/SHA256SUMS`.
    pub fn fonts(&self) -> impl Iterator<Item = (&str, String)> {
        self.binaries_below("fonts/").filter(|(path, _)| is_font(path)).map(|(path, _)| {
            let own = self.inputs.get(path).cloned();
            (path, own.or_else(|| embedded::font_digest(path)).unwrap_or_default())
        })
    }

    /// Reads what feeds the tables below a folder, each file once, unless that was done before; with it what the program
    /// writes.
    fn feed(
        &mut self,
        root: &Path,
        folder: &str,
        inventory: &Inventory,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), ReadError> {
        let (roster, mut scores): (Vec<&Feed>, Vec<&Feed>) =
            inventory.feeds.iter().partition(|feed| ROSTER_TABLES.contains(&feed.table));
        scores.sort_by_key(|feed| &feed.path);
        let written = WRITTEN.into_iter().filter(|path| folder.is_empty() && is_there(root, path));
        let roster = roster.into_iter().map(|feed| feed.path.as_str());
        for path in roster.chain(written).chain(scores.into_iter().map(|feed| feed.path.as_str())) {
            let path = format!("{folder}{path}");
            let read = self.by_path.contains_key(&path) || self.sheets.contains_key(&path);
            if !read && !self.unreadable.contains(&path) {
                self.read_file(root, &path, diagnostics)?;
            }
        }
        for Feed { table, path, entry } in &inventory.feeds {
            let path = format!("{folder}{path}");
            let texts = self.sheets.get(&path).cloned();
            let texts = texts.unwrap_or_else(|| self.text_of(&path).into_iter().collect());
            let fed = self.fed.entry(format!("{folder}{}", place_of(table))).or_default();
            fed.push(Fed { path, entry: *entry, texts });
        }
        Ok(())
    }

    fn read_file(&mut self, root: &Path, path: &str, diagnostics: &mut Diagnostics) -> Result<(), ReadError> {
        let Some(bytes) = input(root, path, diagnostics)? else {
            self.unreadable.insert(path.to_owned());
            return Ok(());
        };
        if !path.starts_with(STORE) {
            self.inputs.insert(path.to_owned(), digest(&bytes));
        }
        self.add(path, Some(root), Cow::Owned(bytes), diagnostics);
        Ok(())
    }

    fn add(&mut self, path: &str, root: Option<&Path>, bytes: Bytes, diagnostics: &mut Diagnostics) {
        let name = root.map_or_else(|| path.to_owned(), |root| shown(root, path));
        if is_spreadsheet(path) {
            self.add_sheets(path, &name, bytes.into_owned(), diagnostics);
            return;
        }
        if !is_text(path) {
            self.binary.insert(path.to_owned(), bytes);
            return;
        }
        let table = extension_of(path) == "csv";
        let text = if table { decode::table(bytes.into_owned()) } else { decode::utf8(bytes.into_owned()) };
        match text {
            Ok(text) if text.len() > LONGEST_INPUT => {
                self.unreadable.insert(path.to_owned());
                diagnostics.nowhere(Problem::TooLarge { path: name, most: LARGEST });
            }
            Ok(text) => {
                let id = SourceId::at(self.files.len());
                self.files.push(SourceFile::new(path.to_owned(), name, text));
                self.by_path.insert(path.to_owned(), id);
            }
            Err(decode::Undecodable { line, byte, encoding }) => {
                self.unreadable.insert(path.to_owned());
                diagnostics.nowhere(if table {
                    Problem::Undecodable { path: name, line, byte, encoding }
                } else {
                    Problem::NotUtf8 { path: name, line, encoding }
                });
            }
        }
    }

    fn add_sheets(&mut self, path: &str, name: &str, bytes: Vec<u8>, diagnostics: &mut Diagnostics) {
        match sheets::read_apart(bytes) {
            Ok(book) if book.sheets.is_empty() => {
                self.unreadable.insert(path.to_owned());
                diagnostics.nowhere(Problem::Spreadsheet { path: name.to_owned(), why: BookFault::NoSheet });
            }
            Ok(book) => {
                let mut ids = Vec::new();
                for sheet in book.sheets {
                    ids.push(SourceId::at(self.files.len()));
                    self.files.push(SourceFile::of_sheet(path, name, sheet));
                }
                self.sheets.insert(path.to_owned(), ids);
            }
            Err(why) => {
                self.unreadable.insert(path.to_owned());
                diagnostics.nowhere(Problem::Spreadsheet { path: name.to_owned(), why });
            }
        }
    }
}

/// The files of the workspace itself that have a meaning of their own.
fn own_files() -> impl Iterator<Item = &'static str> {
    SETTINGS.into_iter().chain(ROSTER_TABLES).chain(WRITTEN)
}

/// What looks like data and is read by nothing.
fn unread(inventory: &Inventory) -> impl Iterator<Item = &String> {
    inventory.unread.iter().filter(|path| !own_files().any(|own| own == path.as_str()))
}

/// Whether a file is a font, by its name.
#[must_use]
pub fn is_font(path: &str) -> bool {
    matches!(extension_of(path).as_str(), "otf" | "ttf" | "ttc" | "otc")
}

/// Whether a file is a picture that a layout can use, by its name.
#[must_use]
pub fn is_picture(path: &str) -> bool {
    matches!(extension_of(path).as_str(), "svg" | "png" | "jpg" | "jpeg")
}

/// The extension of a path in lower case, without its dot.
#[must_use]
pub fn extension_of(path: &str) -> String {
    Path::new(path).extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Whether the file at this path is read as text.
fn is_text(path: &str) -> bool {
    matches!(extension_of(path).as_str(), "toml" | "csv" | "typ" | "j2")
}

/// Where the file of a table stands below the workspace.
fn place_of(table: &str) -> String {
    if SCORE_TABLES.contains(&table) { format!("scores/{table}") } else { table.to_owned() }
}
