//! The files of a workspace as they are: what is kept of it when something is issued, and what next year begins with.

use std::collections::BTreeMap;
use std::path::Path;

use super::inventory::{Inventory, ROSTER_TABLES, SOURCES};
use super::open::{ReadError, files_below, input, read};
use super::{SETTINGS, STORE, WRITTEN, decode, unread};
use crate::diag::Diagnostics;
use crate::digest::digest;

/// A file of a workspace as it is, and the table that it feeds, if it feeds one.
pub type WorkspaceFile = (String, Vec<u8>, Option<&'static str>);

/// Its path, and the table that it feeds, if it feeds one.
type WorkspacePath = (String, Option<&'static str>);

/// The files of a workspace that make up its roster, settings, templates and fonts, by path; of scores none.
///
/// # Errors
/// If one cannot be read.
pub fn workspace_files(root: &Path) -> Result<Vec<WorkspaceFile>, ReadError> {
    let mut files = all_files(root)?;
    files.retain(|(_, _, table)| table.is_none_or(|table| ROSTER_TABLES.contains(&table)));
    Ok(files)
}

/// Every file of a workspace that documents are made from, by path, as it is.
///
/// # Errors
/// If one cannot be read.
pub fn snapshot(root: &Path) -> Result<Vec<(String, Vec<u8>)>, ReadError> {
    Ok(all_files(root)?.into_iter().map(|(path, bytes, _)| (path, bytes)).collect())
}

/// The digests of all files that reading a workspace would read, by path, found without parsing any but `sources.toml`; `None` if
/// something must be told of what lies there.
///
/// # Errors
/// If one cannot be read.
pub fn digests(root: &Path) -> Result<Option<BTreeMap<String, String>>, ReadError> {
    let (paths, inventory) = all_paths(root)?;
    if !inventory.clashes.is_empty() || unread(&inventory).next().is_some() {
        return Ok(None);
    }
    let mut told = Diagnostics::default();
    let mut digests = BTreeMap::new();
    for (path, _) in paths {
        let Some(bytes) = input(root, &path, &mut told)? else { return Ok(None) };
        digests.insert(path, digest(&bytes));
    }
    Ok(Some(digests))
}

/// Every file that is read, once.
fn all_files(root: &Path) -> Result<Vec<WorkspaceFile>, ReadError> {
    let (paths, _) = all_paths(root)?;
    paths.into_iter().map(|(path, table)| Ok((path.clone(), read(&root.join(path))?, table))).collect()
}

/// The paths of all files that are read, in the order of settings, templates and fonts, tables, each with the table that it feeds; and
/// what lies there beside them.
fn all_paths(root: &Path) -> Result<(Vec<WorkspacePath>, Inventory), ReadError> {
    let mut paths: Vec<WorkspacePath> = Vec::new();
    let own = SETTINGS.iter().chain(&WRITTEN).filter(|path| root.join(path).exists());
    paths.extend(own.map(|path| ((*path).to_owned(), None)));
    for folder in ["templates", "fonts"] {
        paths.extend(files_below(root, folder, &|_| true)?.into_iter().map(|path| (path, None)));
    }
    // What cannot be opened is told of by whoever reads it.
    let mut untold = Diagnostics::default();
    let settings = if root.join(SOURCES).exists() { input(root, SOURCES, &mut untold)? } else { None };
    let settings = settings.and_then(|settings| decode::utf8(settings).ok());
    let found = data_files(root, settings.as_deref())?;
    let inventory = Inventory::of(&found, settings.as_deref());
    for feed in &inventory.feeds {
        if !paths.iter().any(|(path, _)| *path == feed.path) {
            paths.push((feed.path.clone(), Some(feed.table)));
        }
    }
    Ok((paths, inventory))
}

/// The files of a workspace that may be data: those in it, those below `scores/`, and, if `sources.toml` names such, those
/// in other folders.
pub(super) fn data_files(root: &Path, settings: Option<&str>) -> Result<Vec<String>, ReadError> {
    let into_folders = settings.is_some_and(Inventory::looks_into_folders);
    let mut found = files_below(root, "", &|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        into_folders && !own_folders().contains(&path) && !name.starts_with('.')
    })?;
    found.extend(files_below(root, "scores", &|path| !path.contains("/."))?);
    found.sort();
    Ok(found)
}

/// The folders of a workspace that have a meaning of their own.
fn own_folders() -> [&'static str; 4] {
    ["scores", "templates", "fonts", STORE.trim_end_matches('/')]
}

/// Whether a folder, be it there or not, is the workspace itself or lies in one of its folders of inputs.
#[must_use]
pub fn is_among_inputs(root: &Path, folder: &Path) -> bool {
    let full = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    // What is not there yet will lie in the first folder above it that is.
    let there = full.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let Some((above, there)) = there else { return false };
    let folder = there.join(full.strip_prefix(above).unwrap_or(Path::new("")));
    let Ok(root) = root.canonicalize() else { return false };
    folder == root || own_folders().iter().any(|name| folder.starts_with(root.join(name)))
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
