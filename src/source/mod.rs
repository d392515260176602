//! Reads every input once: the workspace's tables, settings, templates and fonts, over those carried in the program.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostics, Problem};
use crate::digest::digest;
use crate::span::{SourceId, Span};

pub mod embedded;
mod foreign;
mod holdings;

pub use foreign::{own_templates, size_of_tables};
pub use holdings::Holdings;

/// A font or a picture: bytes nobody reads as text.
pub type Bytes = Cow<'static, [u8]>;

/// The tables a workspace may have under `scores/`, by file name.
pub const SCORE_TABLES: [&str; 8] =
    ["评分.csv", "达标.csv", "评价.csv", "宣传.csv", "失信.csv", "排名.csv", "事件.csv", "数据.csv"];

/// The files that stand in the workspace itself.
const WORKSPACE_FILES: [&str; 8] = [
    "scheme.toml",
    "documents.toml",
    "units.csv",
    "indicators.csv",
    "aliases.csv",
    "numbers.csv",
    "corrections.csv",
    "register.csv",
];

/// The folder of a workspace that holds what was issued, edition by edition.
pub const STORE: &str = "issued/";

/// A file that could not be read at all.
#[derive(Debug)]
pub struct ReadError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system says.
    pub error: std::io::Error,
}

/// The text of one input.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    name: String,
    text: String,
    line_starts: Vec<usize>,
}

impl SourceFile {
    fn new(path: String, name: String, text: String) -> Self {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path, name, text, line_starts }
    }

    /// The path below the workspace.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path as it is shown to people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The decoded text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    #[must_use]
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = self.line_starts[line - 1];
        (line, self.text[start..byte].chars().count() + 1)
    }

    /// The bytes of a line counted from 1.
    #[must_use]
    pub fn line(&self, line: usize) -> Range<usize> {
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.line_starts.get(line).copied().unwrap_or(self.text.len());
        start..start + self.text[start..end].trim_end_matches(['\r', '\n']).len()
    }
}

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    by_path: BTreeMap<String, SourceId>,
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
        for path in WORKSPACE_FILES {
            if root.join(path).exists() {
                sources.read_file(root, path, diagnostics)?;
            }
        }
        for entry in std::fs::read_dir(root).map_err(|error| ReadError { path: root.to_owned(), error })?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if matches!(extension_of(&name).as_str(), "csv" | "toml") && !WORKSPACE_FILES.contains(&name.as_str()) {
                let tables = WORKSPACE_FILES.map(str::to_owned).to_vec();
                diagnostics.nowhere(Problem::UnreadFile { path: shown(root, &name), tables });
            }
        }
        for folder in ["scores", "templates", "fonts"] {
            for path in files_below(root, folder)? {
                let table = path.strip_prefix("scores/");
                if table.is_none_or(|name| SCORE_TABLES.contains(&name)) {
                    sources.read_file(root, &path, diagnostics)?;
                } else if table.is_some_and(|name| !name.starts_with(['.', '~'])) {
                    let tables = SCORE_TABLES.iter().map(|name| format!("scores/{name}")).collect();
                    diagnostics.nowhere(Problem::UnreadFile { path: shown(root, &path), tables });
                }
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
        if root.join(path).exists() {
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
        let scores = SCORE_TABLES.map(|table| format!("scores/{table}"));
        let paths = WORKSPACE_FILES.iter().map(|path| (*path).to_owned()).chain(scores);
        for (path, known) in paths.filter_map(|path| Some((path.clone(), digests.get(&path)?))) {
            let kept = format!("{folder}{path}");
            let full = root.join(&kept);
            let bytes = if full.exists() { Some(read(&full)?) } else { None };
            match bytes.filter(|bytes| digest(bytes) == *known) {
                Some(bytes) => self.add(&kept, Some(root), Cow::Owned(bytes), diagnostics),
                None => diagnostics.nowhere(Problem::StoreDamaged { path: shown(root, &kept) }),
            }
        }
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

    /// Whether the file at a path is there but is no text.
    #[must_use]
    pub fn is_unreadable(&self, path: &str) -> bool {
        self.unreadable.contains(path)
    }

    /// One of the texts.
    #[must_use]
    pub fn file(&self, id: SourceId) -> &SourceFile {
        &self.files[id.0]
    }

    /// All texts in the order of reading.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The text at a place.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.file(span.source).text[span.start..span.end]
    }

    /// File, line and column of a place, as `data/units.csv:3:7`.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        let file = self.file(span.source);
        let (line, column) = file.position(span.start);
        format!("{}:{line}:{column}", file.name)
    }

    /// The same below the workspace, wherever that lies: `units.csv:3:7`.
    #[must_use]
    pub fn place_in_workspace(&self, span: Span) -> String {
        let file = self.file(span.source);
        let (line, column) = file.position(span.start);
        format!("{}:{line}:{column}", file.path)
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

    fn read_file(&mut self, root: &Path, path: &str, diagnostics: &mut Diagnostics) -> Result<(), ReadError> {
        let bytes = read(&root.join(path))?;
        if !path.starts_with(STORE) {
            self.inputs.insert(path.to_owned(), digest(&bytes));
        }
        self.add(path, Some(root), Cow::Owned(bytes), diagnostics);
        Ok(())
    }

    fn add(&mut self, path: &str, root: Option<&Path>, bytes: Bytes, diagnostics: &mut Diagnostics) {
        let name = root.map_or_else(|| path.to_owned(), |root| shown(root, path));
        if !is_text(path) {
            self.binary.insert(path.to_owned(), bytes);
            return;
        }
        let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        match std::str::from_utf8(body) {
            Ok(text) => {
                let id = SourceId(self.files.len());
                self.files.push(SourceFile::new(path.to_owned(), name, text.to_owned()));
                self.by_path.insert(path.to_owned(), id);
            }
            Err(error) => {
                let offset = bytes.len() - body.len() + error.valid_up_to();
                let line = bytes[..offset].split(|byte| *byte == b'\n').count();
                self.unreadable.insert(path.to_owned());
                diagnostics.nowhere(Problem::NotUtf8 { path: name, line });
            }
        }
    }
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

/// The files of a workspace that make up its tables, settings, templates and fonts, by path, as they are.
///
/// # Errors
/// If one cannot be read.
pub fn workspace_files(root: &Path) -> Result<Vec<(String, Vec<u8>)>, ReadError> {
    let mut paths: Vec<String> =
        WORKSPACE_FILES.iter().filter(|path| root.join(path).exists()).map(|path| (*path).to_owned()).collect();
    for folder in ["templates", "fonts"] {
        paths.extend(files_below(root, folder)?);
    }
    paths.into_iter().map(|path| Ok((path.clone(), read(&root.join(path))?))).collect()
}

/// Every file of a workspace that documents are made from, by path, as it is.
///
/// # Errors
/// If one cannot be read.
pub fn snapshot(root: &Path) -> Result<Vec<(String, Vec<u8>)>, ReadError> {
    let mut files = workspace_files(root)?;
    for table in SCORE_TABLES.map(|table| format!("scores/{table}")) {
        if root.join(&table).exists() {
            files.push((table.clone(), read(&root.join(&table))?));
        }
    }
    Ok(files)
}

/// The numbers of the editions in the store of a workspace, the first one first.
///
/// # Errors
/// If the store cannot be read.
pub fn editions(root: &Path) -> Result<Vec<u32>, ReadError> {
    let store = root.join(STORE);
    if !store.exists() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(&store).map_err(|error| ReadError { path: store, error })?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut found: Vec<u32> = names.filter_map(|name| name.parse().ok()).collect();
    found.sort_unstable();
    Ok(found)
}

/// The bytes of a file.
///
/// # Errors
/// If it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads inputs")]
    std::fs::read(path).map_err(|error| ReadError { path: path.to_owned(), error })
}

/// The bytes of a file of unknown origin, which may be anything that can be opened: a folder and whatever has more than
/// `most` bytes are errors.
///
/// # Errors
/// If it cannot be read.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let failed = |error| ReadError { path: path.to_owned(), error };
    // Some systems open a folder and some refuse it for lack of permission.
    if path.is_dir() {
        return Err(failed(ErrorKind::IsADirectory.into()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most { Err(failed(ErrorKind::FileTooLarge.into())) } else { Ok(bytes) }
}

/// Whether the file at this path is read as text.
fn is_text(path: &str) -> bool {
    matches!(extension_of(path).as_str(), "toml" | "csv" | "typ" | "j2")
}

/// How a file of the workspace is shown: below the folder the user named.
fn shown(root: &Path, path: &str) -> String {
    root.join(path).to_string_lossy().replace('\\', "/")
}

/// The files in a folder of the workspace and below, by path with `/`, sorted; none if the folder is absent.
fn files_below(root: &Path, folder: &str) -> Result<Vec<String>, ReadError> {
    let full = root.join(folder);
    if !full.exists() {
        return Ok(Vec::new());
    }
    let failed = |error| ReadError { path: full.clone(), error };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&full).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(files_below(root, &path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
