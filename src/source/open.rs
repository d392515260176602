//! Opens files: regular ones, of a size that can be worked on, that lie where they seem to lie.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{extension_of, is_font, is_picture, is_spreadsheet};
use crate::diag::{Diagnostics, Problem};

/// The largest table, settings file or template, MiB.
pub const LARGEST: u64 = 64;

/// The largest font or picture, MiB.
const LARGEST_FONT: u64 = 512;

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
    let told = file.metadata().map_or(0, |told| told.len());
    up_to(file, told, most).map_err(failed)
}

/// What another process hands over on standard input, of at most so many bytes.
///
/// # Errors
/// If it cannot be read.
pub fn read_handed_over(most: u64) -> std::io::Result<Vec<u8>> {
    up_to(std::io::stdin().lock(), 0, most)
}

/// Everything that can be read from something, of at most so many bytes; how many there are, as far as that is told, need not be right.
fn up_to(input: impl Read, told: u64, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(told.min(most)).unwrap_or_default());
    input.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// The bytes of an input of a workspace. What lies elsewhere, is no file, or too large for what it is, is reported without
/// being opened: a pipe would wait for ever.
pub(super) fn input(root: &Path, path: &str, diagnostics: &mut Diagnostics) -> Result<Option<Vec<u8>>, ReadError> {
    let full = root.join(path);
    let failed = |error| ReadError { path: full.clone(), error };
    if leads_out(root, &full) {
        diagnostics.nowhere(Problem::LeadsOut { path: shown(root, path) });
        return Ok(None);
    }
    let told = std::fs::metadata(&full).map_err(failed)?;
    if !told.is_file() {
        diagnostics.nowhere(Problem::NotAFile { path: shown(root, path) });
        return Ok(None);
    }
    let most = if is_font(path) || is_picture(path) { LARGEST_FONT } else { LARGEST };
    let too_large = || Problem::TooLarge { path: shown(root, path), most };
    if told.len() > most << 20 {
        diagnostics.nowhere(too_large());
        return Ok(None);
    }
    match read_at_most(&full, most << 20) {
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

/// The files in a folder of the workspace, and in those below it that are to be entered, by path with `/`, sorted; none if
/// the folder is absent. A link to a folder is not followed, since it may lead in a circle: it is a file that cannot be read.
pub(super) fn files_below(root: &Path, folder: &str, enter: &dyn Fn(&str) -> bool) -> Result<Vec<String>, ReadError> {
    let full = root.join(folder);
    if !full.exists() {
        return Ok(Vec::new());
    }
    let failed = |error| ReadError { path: full.clone(), error };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&full).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        // A folder with the name of a table is told to be none.
        let table = is_spreadsheet(&path) || extension_of(&path) == "csv";
        if table || !entry.file_type().map_err(failed)?.is_dir() {
            if !is_passing(&path) {
                found.push(path);
            }
        } else if enter(&path) {
            found.extend(files_below(root, &path, enter)?);
        }
    }
    found.sort();
    Ok(found)
}

/// Whether something is at a path of the workspace, be it a link that leads nowhere.
pub(super) fn is_there(root: &Path, path: &str) -> bool {
    root.join(path).symlink_metadata().is_ok()
}

/// Whether a file is there only while another program has a table open: `~$评分.xlsx` of Excel and WPS, `.~评分.xlsx` of old
/// WPS, `.~lock.评分.ods#` of LibreOffice.
fn is_passing(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["~$", ".~"].iter().any(|mark| name.starts_with(mark))
}

/// Whether a path leads out of the workspace by a link, or a link at it nowhere: what lies there may be anybody's.
pub(super) fn leads_out(root: &Path, full: &Path) -> bool {
    match (root.canonicalize(), full.canonicalize()) {
        (Ok(root), Ok(target)) => !target.starts_with(root),
        _ => full.is_symlink(),
    }
}
