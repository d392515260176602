//! Puts files in place: all staged first, then moved one by one, the record last; never half a file.

mod effect;
mod folder;
mod lock;
mod out;
mod record;

pub use folder::{Change, Folder, Reading, is_unfinished};
pub use out::{OutFolder, Stage};
pub use record::{Record, is_own_file};

use std::io;
use std::path::{Path, PathBuf};

use crate::digest::digest;

/// An operation on a file that failed.
#[derive(Debug)]
pub struct WriteError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system says.
    pub error: io::Error,
    /// The process that holds the folder, if it is known.
    pub holder: Option<String>,
}

impl WriteError {
    fn new(path: &Path, error: io::Error) -> Self {
        Self { path: path.to_owned(), error, holder: None }
    }
}

/// The folders of a path that are not there, the innermost first.
#[must_use]
pub fn absent(root: &Path) -> Vec<PathBuf> {
    let named = root.ancestors().filter(|folder| !folder.as_os_str().is_empty());
    named.take_while(|folder| !folder.exists()).map(Path::to_owned).collect()
}

/// Takes away what a process that was ended left in a folder, and the folders that were `absent` before it began; what
/// it had begun to move is completed or undone.
///
/// # Errors
/// If the folder cannot be written.
pub fn tidy(root: &Path, absent: &[PathBuf]) -> Result<(), WriteError> {
    if root.is_dir() {
        drop(Folder::open(root, false)?);
    }
    for folder in absent {
        // One with something in it stays.
        let _ = effect::remove_folder(folder);
    }
    Ok(())
}

/// What became of a file that was to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It is there.
    Done,
    /// Another one stands in its place, and stays.
    Occupied,
}

/// Writes one file where nothing else is, or in the place of what is there if `force` says so.
///
/// # Errors
/// If it cannot be written.
pub fn put_file(path: &Path, bytes: &[u8], force: bool) -> Result<Placed, WriteError> {
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(name) = name.filter(|_| !path.is_dir()) else {
        return Err(WriteError::new(path, io::ErrorKind::IsADirectory.into()));
    };
    let root = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let there = folder::digest_of(path)?;
    if there.as_ref().is_some_and(|there| *there == digest(bytes)) {
        return Ok(Placed::Done);
    }
    if there.is_some() && !force {
        return Ok(Placed::Occupied);
    }
    let folder = Folder::open(root, true)?;
    let mut change = folder.change()?;
    change.put(name, bytes)?;
    change.commit()?;
    Ok(Placed::Done)
}

/// Writes the files of a new workspace into a folder that is absent or empty, one after the other as they come; how many.
///
/// # Errors
/// If the folder is there with something in it, or cannot be written.
pub fn new_folder(root: &Path, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<usize, WriteError> {
    let folder = Folder::open(root, true)?;
    let mut entries = std::fs::read_dir(root).map_err(|error| WriteError::new(root, error))?;
    // Where folders cannot be locked, the file that stands for the lock is there.
    if entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != lock::FILE)) {
        return Err(WriteError::new(root, io::ErrorKind::DirectoryNotEmpty.into()));
    }
    let mut change = folder.change()?;
    let mut count = 0;
    for (path, bytes) in files {
        change.put(&path, &bytes)?;
        count += 1;
    }
    change.commit()?;
    Ok(count)
}
