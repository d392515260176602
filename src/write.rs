//! Puts files in place: all staged first, then moved one by one, the manifest last; never half a file.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use crate::diag::{Diagnostics, Problem};
use crate::plan::{Entry, Manifest, digest};

/// The record of what the program made, in the output folder.
const MANIFEST: &str = ".hongtou.json";
/// Held while a build writes.
const LOCK: &str = ".hongtou.lock";

/// An operation on a file that failed.
#[derive(Debug)]
pub struct WriteError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system says.
    pub error: io::Error,
}

/// The output folder, locked for one build.
pub struct OutFolder {
    root: PathBuf,
    made: bool,
    manifest: Manifest,
    _lock: File,
}

/// Leaves the folder as it was found: the lock goes, and a folder made for nothing goes with it.
impl Drop for OutFolder {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.root.join(LOCK));
        if self.made {
            let _ = fs::remove_dir(&self.root);
        }
    }
}

/// A file made but not yet in its place.
struct Staged {
    temporary: PathBuf,
    entry: Entry,
}

/// The files of a build that are made but not yet in their places.
pub struct Stage {
    folder: TempDir,
    files: BTreeMap<String, Staged>,
}

impl OutFolder {
    /// Opens the folder, makes it if need be, and waits for no other build: one that is under way is an error.
    ///
    /// # Errors
    /// If the folder cannot be made, read or locked.
    pub fn open(root: &Path) -> Result<Self, WriteError> {
        let made = !root.exists();
        fs::create_dir_all(root).map_err(|error| WriteError { path: root.to_owned(), error })?;
        let path = root.join(LOCK);
        let failed = |error| WriteError { path: path.clone(), error };
        let lock = File::options().create(true).append(true).open(&path).map_err(failed)?;
        lock.try_lock().map_err(|error| failed(error.into()))?;
        let path = root.join(MANIFEST);
        let manifest = match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| WriteError { path, error: error.into() })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Manifest::default(),
            Err(error) => return Err(WriteError { path, error }),
        };
        Ok(Self { root: root.to_owned(), made, manifest, _lock: lock })
    }

    /// What the last build left.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The digests of the files there, of those that a build could touch.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn present<'a>(
        &'a self,
        wanted: impl Iterator<Item = &'a str>,
    ) -> Result<BTreeMap<String, String>, WriteError> {
        let known = self.manifest.documents.keys().map(String::as_str);
        let mut present = BTreeMap::new();
        for path in known.chain(wanted) {
            let full = self.root.join(path);
            #[expect(clippy::disallowed_methods, reason = "these are the program's own results, no inputs")]
            match fs::read(&full) {
                Ok(bytes) => {
                    present.insert(path.to_owned(), digest(&bytes));
                }
                Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
                Err(error) => return Err(WriteError { path: full, error }),
            }
        }
        Ok(present)
    }

    /// Where files are kept until all are there.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn stage(&self) -> Result<Stage, WriteError> {
        let made = tempfile::Builder::new().prefix(".hongtou-").tempdir_in(&self.root);
        let folder = made.map_err(|error| WriteError { path: self.root.clone(), error })?;
        Ok(Stage { folder, files: BTreeMap::new() })
    }

    /// Checks that no file is replaced that the program did not make: `occupied` are the paths where another file stands,
    /// with the digests of those files. A file with the very bytes that are to be written is no obstacle.
    pub fn check(&self, stage: &Stage, occupied: &[(String, String)], force: bool, diagnostics: &mut Diagnostics) {
        for (path, there) in occupied {
            let same = stage.files.get(path).is_some_and(|staged| staged.entry.digest == *there);
            let ours = self.manifest.documents.contains_key(path);
            if same || (ours && force) {
                continue;
            }
            let path = self.root.join(path).to_string_lossy().replace('\\', "/");
            diagnostics.nowhere(if ours { Problem::EditedByHand { path } } else { Problem::NotOurs { path } });
        }
    }

    /// Moves the staged files into their places and removes the orphans. The manifest first names what is about to be
    /// written, so that a build that is cut off can be finished by the next one, and last what there is.
    ///
    /// # Errors
    /// If a file cannot be moved or removed; every file is then old or new.
    pub fn commit(mut self, stage: &Stage, orphans: &[String]) -> Result<(), WriteError> {
        if stage.files.is_empty() && orphans.is_empty() {
            return Ok(());
        }
        self.manifest.schema = 1;
        self.manifest.pending =
            stage.files.iter().map(|(path, staged)| (path.clone(), staged.entry.digest.clone())).collect();
        self.write_manifest()?;
        for (path, staged) in &stage.files {
            let target = self.root.join(path);
            let failed = |error| WriteError { path: target.clone(), error };
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent).map_err(failed)?;
            }
            fs::rename(&staged.temporary, &target).map_err(failed)?;
            self.manifest.documents.insert(path.clone(), staged.entry.clone());
        }
        for path in orphans {
            let target = self.root.join(path);
            match fs::remove_file(&target) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(WriteError { path: target, error });
                }
                _ => {}
            }
            self.manifest.documents.remove(path);
            // A folder that is empty now goes too; one that is not stays.
            if let Some(parent) = target.parent().filter(|parent| *parent != self.root) {
                let _ = fs::remove_dir(parent);
            }
        }
        self.manifest.pending.clear();
        self.write_manifest()
    }

    fn write_manifest(&self) -> Result<(), WriteError> {
        let path = self.root.join(MANIFEST);
        let failed = |error: io::Error| WriteError { path: path.clone(), error };
        let text = serde_json::to_string_pretty(&self.manifest).map_err(|error| failed(error.into()))?;
        let mut file = NamedTempFile::new_in(&self.root).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.write_all(b"\n").map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

impl Stage {
    /// Keeps the bytes of a file until all files are there.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn put(&mut self, path: &str, bytes: &[u8], entry: Entry) -> Result<(), WriteError> {
        let temporary = self.folder.path().join(self.files.len().to_string());
        let failed = |error| WriteError { path: temporary.clone(), error };
        let mut file = File::create(&temporary).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        self.files.insert(path.to_owned(), Staged { temporary, entry });
        Ok(())
    }
}

/// Writes the files of a new workspace into a folder that is absent or empty.
///
/// # Errors
/// If the folder is there with something in it, or cannot be written.
pub fn new_folder(root: &Path, files: &[(String, Vec<u8>)]) -> Result<(), WriteError> {
    let failed = |path: &Path, error: io::Error| WriteError { path: path.to_owned(), error };
    match fs::read_dir(root) {
        Ok(entries) => {
            if entries.count() > 0 {
                return Err(failed(root, io::ErrorKind::DirectoryNotEmpty.into()));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(root, error)),
    }
    let parent = root.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
    let stage =
        tempfile::Builder::new().prefix(".hongtou-").tempdir_in(parent).map_err(|error| failed(parent, error))?;
    let folder = stage.path().join("workspace");
    for (path, bytes) in files {
        let target = folder.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
        }
        let mut file = File::create(&target).map_err(|error| failed(&target, error))?;
        file.write_all(bytes).map_err(|error| failed(&target, error))?;
        file.sync_all().map_err(|error| failed(&target, error))?;
    }
    // An empty folder may be replaced by a rename on some systems only; it is made anew.
    let _ = fs::remove_dir(root);
    fs::rename(&folder, root).map_err(|error| failed(root, error))
}
