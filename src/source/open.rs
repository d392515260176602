//! Opens files: regular ones, of a size that can be worked on, that lie where they seem to lie.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::is_spreadsheet;
use super::{STORE, extension_of};
use crate::diag::{Diagnostics, Problem};

/// The largest table or settings file, MiB.
pub const LARGEST: u64 = 64;

/// A file that could not be read at all.
#[derive(Debug)]
pub struct ReadError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system says.
    pub error: std::io::Error,
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
    let file = File::open(path).map_err(failed)?;
    up_to(file, most).map_err(failed)
}

/// What another process hands over on standard input, of at most so many bytes.
///
/// # Errors
/// If it cannot be read.
pub fn read_handed_over(most: u64) -> std::io::Result<Vec<u8>> {
    up_to(std::io::stdin().lock(), most)
}

/// Everything that can be read from something, of at most so many bytes.
fn up_to(input: impl Read, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// The bytes of an input of a workspace. What is no file, or too large to be a table or settings, is reported without being
/// opened: a pipe would wait for ever.
pub(super) fn input(root: &Path, path: &str, diagnostics: &mut Diagnostics) -> Result<Option<Vec<u8>>, ReadError> {
    let full = root.join(path);
    let failed = |error| ReadError { path: full.clone(), error };
    let told = std::fs::metadata(&full).map_err(failed)?;
    if !told.is_file() {
        diagnostics.nowhere(Problem::NotAFile { path: shown(root, path) });
        return Ok(None);
    }
    let bounded = is_spreadsheet(path) || matches!(extension_of(path).as_str(), "csv" | "toml");
    if !bounded {
        return read(&full).map(Some);
    }
    let too_large = || Problem::TooLarge { path: shown(root, path), most: LARGEST };
    if told.len() > LARGEST << 20 {
        diagnostics.nowhere(too_large());
        return Ok(None);
    }
    match read_at_most(&full, LARGEST << 20) {
        Err(failure) if failure.error.kind() == ErrorKind::FileTooLarge => {
            diagnostics.nowhere(too_large());
            Ok(None)
        }
        read => read.map(Some),
    }
}

/// How a file of the workspace is shown: below the folder the user named.
pub(super) fn shown(root: &Path, path: &str) -> String {
    root.join(path).to_string_lossy().replace('\\', "/")
}

/// The files in a folder of the workspace and below, by path with `/`, sorted; none if the folder is absent.
pub(super) fn files_below(root: &Path, folder: &str) -> Result<Vec<String>, ReadError> {
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

/// The files in a folder of the workspace, and those below it if they are wanted, that may be data. A link that leads out
/// of the workspace is reported: what it leads to may be anybody's.
pub(super) fn data_below(
    root: &Path,
    folder: &str,
    deep: bool,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<String>, ReadError> {
    let full = root.join(folder);
    if !full.exists() {
        return Ok(Vec::new());
    }
    let failed = |error| ReadError { path: full.clone(), error };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&full).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            let other = folder.is_empty()
                && ["scores", "templates", "fonts", STORE.trim_end_matches('/')].contains(&name.as_str());
            if deep && !other && !name.starts_with('.') {
                found.extend(data_below(root, &path, deep, diagnostics)?);
            }
        } else if !folder.is_empty() && kind.is_symlink() && !stays_within(root, &full.join(&name)) {
            diagnostics.nowhere(Problem::LeadsOut { path: shown(root, &path) });
        } else if !entry.path().is_dir() {
            found.push(path);
        }
    }
    Ok(found)
}

/// Whether a link leads to something in the workspace.
fn stays_within(root: &Path, path: &Path) -> bool {
    match (root.canonicalize(), path.canonicalize()) {
        (Ok(root), Ok(target)) => target.starts_with(root),
        _ => false,
    }
}
