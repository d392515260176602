//! Puts files in place: all staged first, then moved one by one, the manifest last; never half a file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostics, Problem};
use crate::digest::digest;
use crate::paths::is_portable;
use crate::plan::{Entry, Manifest, Prepared};
use crate::view::Kind;

/// The record of what the program made, in the output folder.
const MANIFEST: &str = ".hongtou.json";
/// The format version of the record.
const SCHEMA: u32 = 1;
/// The folder in which files wait until all are there.
const STAGE: &str = ".hongtou-stage";

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

/// Leaves the folder as it was found: one that was made for nothing goes again.
impl Drop for OutFolder {
    fn drop(&mut self) {
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
    folder: StageFolder,
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
        let lock = lock(root).map_err(|error| WriteError { path: root.to_owned(), error })?;
        let mut folder = Self { root: root.to_owned(), made, manifest: read_manifest(root)?, _lock: lock };
        folder.finish_last_build()?;
        Ok(folder)
    }

    /// A build that was cut off named what it was about to write: what it did write is taken over, and what it left
    /// unfinished removed.
    fn finish_last_build(&mut self) -> Result<(), WriteError> {
        for (path, entry) in std::mem::take(&mut self.manifest.pending) {
            if self.digest_of(&path)?.as_ref() == Some(&entry.digest) {
                self.manifest.documents.insert(path, entry);
            }
        }
        remove_stage(&self.root)
    }

    /// The digest of a file below the folder, if it is there.
    fn digest_of(&self, path: &str) -> Result<Option<String>, WriteError> {
        let full = self.root.join(path);
        #[expect(clippy::disallowed_methods, reason = "these are the program's own results, no inputs")]
        match fs::read(&full) {
            Ok(bytes) => Ok(Some(digest(&bytes))),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::IsADirectory => Ok(None),
            Err(error) => Err(WriteError { path: full, error }),
        }
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
            if let Some(digest) = self.digest_of(path)? {
                present.insert(path.to_owned(), digest);
            }
        }
        Ok(present)
    }

    /// Where files are kept until all are there.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn stage(&self) -> Result<Stage, WriteError> {
        let folder = StageFolder::new(&self.root)?;
        Ok(Stage { folder, files: BTreeMap::new() })
    }

    /// Checks that no file is replaced that the program did not make: `occupied` are the paths where another file stands,
    /// with the digests of those files, and that nothing bars the way to a place. A file with the very bytes that are to be written is no obstacle.
    pub fn check(
        &self,
        stage: &Stage,
        occupied: &[(String, String)],
        orphans: &[String],
        force: bool,
        diagnostics: &mut Diagnostics,
    ) {
        let shown = |path: &str| self.root.join(path).to_string_lossy().replace('\\', "/");
        for (path, there) in occupied {
            let same = stage.files.get(path).is_some_and(|staged| staged.entry.digest == *there);
            let ours = self.manifest.documents.contains_key(path);
            let replaceable = same || (ours && force);
            if !replaceable {
                let path = shown(path);
                diagnostics.nowhere(if ours { Problem::EditedByHand { path } } else { Problem::NotOurs { path } });
            }
        }
        for path in stage.files.keys() {
            let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
            let barred =
                folders.filter(|folder| self.root.join(folder).is_file() && !orphans.iter().any(|path| path == folder));
            let taken = [path.as_str()].into_iter().filter(|path| self.root.join(path).is_dir());
            for path in barred.chain(taken) {
                diagnostics.nowhere(Problem::NotOurs { path: shown(path) });
            }
        }
    }

    /// The documents of these kinds that stay as they are although they are neither made again nor removed.
    #[must_use]
    pub fn left_over(&self, prepared: &[Prepared], kinds: &[Kind], orphans: &[String]) -> Vec<String> {
        let made: BTreeSet<&str> = prepared.iter().map(|prepared| prepared.document.path.as_str()).collect();
        let documents = self.manifest.documents.iter();
        let left = documents.filter(|(path, entry)| {
            kinds.contains(&entry.kind) && !made.contains(path.as_str()) && !orphans.contains(path)
        });
        left.map(|(path, _)| path.clone()).collect()
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
        self.manifest.schema = SCHEMA;
        self.manifest.pending = stage.files.iter().map(|(path, staged)| (path.clone(), staged.entry.clone())).collect();
        self.write_manifest()?;
        // Orphans go first: one may stand where a folder is wanted, or be the same file under a name in other case.
        for path in orphans {
            self.remove(path)?;
        }
        for (path, staged) in &stage.files {
            let target = self.root.join(path);
            let failed = |error| WriteError { path: target.clone(), error };
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent).map_err(failed)?;
            }
            fs::rename(&staged.temporary, &target).map_err(failed)?;
            self.manifest.documents.insert(path.clone(), staged.entry.clone());
        }
        self.manifest.pending.clear();
        self.write_manifest()
    }

    fn remove(&mut self, path: &str) -> Result<(), WriteError> {
        let target = self.root.join(path);
        match fs::remove_file(&target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(WriteError { path: target, error }),
            _ => {}
        }
        self.manifest.documents.remove(path);
        // A folder that is empty now goes too; one that is not stays.
        if let Some(parent) = target.parent().filter(|parent| *parent != self.root) {
            let _ = fs::remove_dir(parent);
        }
        Ok(())
    }

    fn write_manifest(&self) -> Result<(), WriteError> {
        let path = self.root.join(MANIFEST);
        let failed = |error: io::Error| WriteError { path: path.clone(), error };
        let text = serde_json::to_string_pretty(&self.manifest).map_err(|error| failed(error.into()))?;
        let new = path.with_extension("json.new");
        write_through(&new, format!("{text}\n").as_bytes()).map_err(failed)?;
        fs::rename(&new, &path).map_err(failed)
    }
}

/// Locks the folder for this process; an error at once if another one holds it.
#[cfg(unix)]
fn lock(root: &Path) -> io::Result<File> {
    let lock = File::open(root)?;
    lock.try_lock()?;
    Ok(lock)
}

/// Locks a file in the folder for this process; an error at once if another one holds it. Folders cannot be locked here.
#[cfg(not(unix))]
fn lock(root: &Path) -> io::Result<File> {
    let lock = File::options().create(true).append(true).open(root.join(".hongtou.lock"))?;
    lock.try_lock()?;
    Ok(lock)
}

/// The manifest of a folder; an empty one if it has none. One that is damaged, of another version or with paths that lead
/// elsewhere is an error.
fn read_manifest(root: &Path) -> Result<Manifest, WriteError> {
    let path = root.join(MANIFEST);
    let damaged =
        |error: String| WriteError { path: path.clone(), error: io::Error::new(io::ErrorKind::InvalidData, error) };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Manifest::default()),
        Err(error) => return Err(WriteError { path, error }),
    };
    let manifest: Manifest = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
    let mut paths = manifest.documents.keys().chain(manifest.pending.keys());
    if manifest.schema != SCHEMA {
        return Err(damaged(format!("schema {}", manifest.schema)));
    }
    match paths.find(|path| !is_portable(path)) {
        Some(foreign) => Err(damaged(foreign.clone())),
        None => Ok(manifest),
    }
}

/// Writes a file and waits until it is on the disk.
fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A folder for files that are not yet in their places; it goes with its last file.
struct StageFolder(PathBuf);

impl StageFolder {
    fn new(root: &Path) -> Result<Self, WriteError> {
        remove_stage(root)?;
        let path = root.join(STAGE);
        fs::create_dir(&path).map_err(|error| WriteError { path: path.clone(), error })?;
        Ok(Self(path))
    }
}

impl Drop for StageFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes what a build that was cut off left in its stage.
fn remove_stage(root: &Path) -> Result<(), WriteError> {
    let path = root.join(STAGE);
    match fs::remove_dir_all(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WriteError { path, error }),
        _ => Ok(()),
    }
}

impl Stage {
    /// Keeps the bytes of a file until all files are there.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn put(&mut self, path: &str, bytes: &[u8], entry: Entry) -> Result<(), WriteError> {
        let temporary = self.folder.0.join(self.files.len().to_string());
        write_through(&temporary, bytes).map_err(|error| WriteError { path: temporary.clone(), error })?;
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
    fs::create_dir_all(root).map_err(|error| failed(root, error))?;
    let entries = fs::read_dir(root).map_err(|error| failed(root, error))?;
    if entries.count() > 0 {
        return Err(failed(root, io::ErrorKind::DirectoryNotEmpty.into()));
    }
    let stage = StageFolder::new(root)?;
    let mut tops = BTreeSet::new();
    for (path, bytes) in files {
        let target = stage.0.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
        }
        write_through(&target, bytes).map_err(|error| failed(&target, error))?;
        tops.extend(path.split('/').next());
    }
    for top in tops {
        fs::rename(stage.0.join(top), root.join(top)).map_err(|error| failed(root, error))?;
    }
    Ok(())
}
