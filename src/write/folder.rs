//! Changes a folder as a whole: everything is staged, a journal says what is to happen, then files are moved.
//!
//! A process that ends before the journal is there has changed nothing; after that, the next one that opens the folder
//! completes the change. One that fails half-way by an error undoes what it did.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{WriteError, effect, lock};
use crate::digest::{Digesting, digest};

/// The folder in which files wait until all are there.
const STAGE: &str = ".hongtou-stage";
/// What is to happen with them.
const JOURNAL: &str = "journal.json";
/// The folder of the figures that documents were made with.
pub(super) const FIGURES: &str = ".hongtou-figures";
/// Who changes the folder.
const HOLDER: &str = "holder";

/// A folder that this process alone may change.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// The folders that were made for it, the outermost first.
    new: Vec<PathBuf>,
    _lock: File,
}

/// A folder that nobody may change meanwhile.
#[derive(Debug)]
pub struct Reading {
    _lock: File,
}

/// What a change does with one path.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Below the folder, with `/`.
    path: String,
    /// The digest of the file that was there.
    before: Option<String>,
    /// The digest of the staged file that goes there; without one, the file there is removed.
    after: Option<String>,
}

/// Files that are made but not yet in their places.
#[derive(Debug)]
pub struct Change {
    root: PathBuf,
    steps: Vec<Step>,
}

impl Folder {
    /// Opens a folder to change it, and makes it if it is wanted; completes what a process left that was cut off.
    ///
    /// # Errors
    /// If the folder cannot be made or read, or another process holds it.
    pub fn open(root: &Path, make: bool) -> Result<Self, WriteError> {
        let failed = |error| WriteError::new(root, error);
        let mut new = Vec::new();
        if make {
            effect::make_folders(root, &mut new).map_err(failed)?;
        }
        let lock = lock::exclusive(root).map_err(|error| held(root, error))?;
        let folder = Self { root: root.to_owned(), new, _lock: lock };
        complete(root)?;
        Ok(folder)
    }

    /// Begins a change.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn change(&self) -> Result<Change, WriteError> {
        let stage = self.root.join(STAGE);
        let failed = |error| WriteError::new(&stage, error);
        effect::make_folder(&stage).map_err(failed)?;
        let change = Change { root: self.root.clone(), steps: Vec::new() };
        effect::write(&stage.join(HOLDER), std::process::id().to_string().as_bytes()).map_err(failed)?;
        effect::make_folder(&stage.join("old")).map_err(failed)?;
        Ok(change)
    }
}

/// Leaves no folder that was made for nothing.
impl Drop for Folder {
    fn drop(&mut self) {
        for folder in self.new.iter().rev() {
            let _ = effect::remove_folder(folder);
        }
    }
}

impl Reading {
    /// Opens a folder to read it; completes what a process left that was cut off.
    ///
    /// # Errors
    /// If the folder cannot be read, or another process changes it.
    pub fn open(root: &Path) -> Result<Self, WriteError> {
        if is_unfinished(root) {
            drop(Folder::open(root, false)?);
        }
        lock::shared(root).map(|lock| Self { _lock: lock }).map_err(|error| held(root, error))
    }

    /// Looks into a folder and changes nothing, not even what a process left that was cut off; `None` if it is absent or
    /// cannot be held.
    ///
    /// # Errors
    /// If another process changes it.
    pub fn glance(root: &Path) -> Result<Option<Self>, WriteError> {
        match lock::shared_as_found(root) {
            Ok(lock) => Ok(Some(Self { _lock: lock })),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(held(root, error)),
            Err(_) => Ok(None),
        }
    }
}

/// Whether a process was cut off while it changed a folder: the next one that changes it completes that first.
#[must_use]
pub fn is_unfinished(root: &Path) -> bool {
    root.join(STAGE).join(JOURNAL).exists()
}

/// Whether a path below a folder is the stage, the file that stands for the lock, or holds figures.
pub(super) fn is_own(path: &str) -> bool {
    let lies_in = |folder| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    path == lock::FILE || lies_in(STAGE) || lies_in(FIGURES)
}

/// Where figures with a digest lie below an output folder.
pub(super) fn figures_at(digest: &str) -> String {
    format!("{FIGURES}/{digest}.json")
}

/// An error that says who holds a folder.
fn held(root: &Path, error: io::Error) -> WriteError {
    let holder = if error.kind() == io::ErrorKind::WouldBlock {
        fs::read_to_string(root.join(STAGE).join(HOLDER)).ok()
    } else {
        None
    };
    WriteError { holder, ..WriteError::new(root, error) }
}

impl Change {
    fn stage(&self) -> PathBuf {
        self.root.join(STAGE)
    }

    /// Stages the bytes of a file.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.put_known(path, bytes, digest(bytes))
    }

    /// Stages a file that `write` writes; nothing of it is kept in memory.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put_with(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), WriteError> {
        let temporary = self.stage().join(self.steps.len().to_string());
        let written = effect::write_with(&temporary, |file| {
            let mut writer = Digesting::new(BufWriter::new(file));
            write(&mut writer)?;
            writer.flush()?;
            Ok(writer.digest())
        });
        let digest = written.map_err(|error| WriteError::new(&temporary, error))?;
        self.step(path, Some(digest))
    }

    /// Stages the bytes of a file whose digest is known.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn put_known(&mut self, path: &str, bytes: &[u8], digest: String) -> Result<(), WriteError> {
        let temporary = self.stage().join(self.steps.len().to_string());
        effect::write(&temporary, bytes).map_err(|error| WriteError::new(&temporary, error))?;
        self.step(path, Some(digest))
    }

    /// Has a file removed.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn remove(&mut self, path: &str) -> Result<(), WriteError> {
        self.step(path, None)
    }

    fn step(&mut self, path: &str, after: Option<String>) -> Result<(), WriteError> {
        let before = digest_of(&self.root.join(path))?;
        self.steps.push(Step { path: path.to_owned(), before, after });
        Ok(())
    }

    /// Makes the change: files that are to go first, then the staged ones in the order of staging.
    ///
    /// # Errors
    /// If a file cannot be moved or removed; everything is then as it was.
    pub fn commit(mut self) -> Result<(), WriteError> {
        if self.steps.is_empty() {
            return Ok(());
        }
        let journal = self.stage().join(JOURNAL);
        let new = journal.with_extension("new");
        let failed = |error: io::Error| WriteError::new(&journal, error);
        let text = serde_json::to_vec(&self.steps).map_err(|error| failed(error.into()))?;
        effect::write(&new, &text).map_err(failed)?;
        effect::settle(&self.stage());
        effect::rename(&new, &journal).map_err(failed)?;
        effect::settle(&self.stage());
        let steps = std::mem::take(&mut self.steps);
        let mut done = Vec::new();
        let mut made = Vec::new();
        for at in order(&steps) {
            if let Err(error) = forward(&self.root, &steps[at], at, &mut made) {
                // If undoing fails too, the journal stays, and the next process completes the change.
                undo(&self.root, &steps, at, &done, &made)?;
                return Err(error);
            }
            done.push(at);
        }
        settle(&self.root, &steps);
        // Everything is in its place: a journal that cannot be removed now goes with the next change.
        let _ = effect::remove(&journal);
        Ok(())
    }
}

/// A change that was not made leaves nothing; one that was cut off by an error in undoing keeps its journal.
impl Drop for Change {
    fn drop(&mut self) {
        if !self.stage().join(JOURNAL).exists() {
            let _ = effect::remove_all(&self.stage());
        }
    }
}

/// Files that go first: one may stand where a folder is wanted, or be the same file under a name in other case.
fn order(steps: &[Step]) -> Vec<usize> {
    let (puts, removals): (Vec<usize>, Vec<usize>) = (0..steps.len()).partition(|at| steps[*at].after.is_some());
    [removals, puts].concat()
}

/// Takes one step; folders that it makes are added to `made`.
fn forward(root: &Path, step: &Step, at: usize, made: &mut Vec<PathBuf>) -> Result<(), WriteError> {
    let target = root.join(&step.path);
    let failed = |error| WriteError::new(&target, error);
    let stage = root.join(STAGE);
    let (staged, old) = (stage.join(at.to_string()), stage.join("old").join(at.to_string()));
    if step.after.is_none() {
        if target.exists() && !old.exists() {
            effect::rename(&target, &old).map_err(failed)?;
        }
        remove_empty(root, &target);
        return Ok(());
    }
    if let Some(parent) = target.parent() {
        effect::make_folders(parent, made).map_err(failed)?;
    }
    if step.before.is_some() && target.exists() && !old.exists() {
        effect::keep(&target, &old).map_err(failed)?;
    }
    effect::rename(&staged, &target).map_err(failed)
}

/// Undoes the steps that were taken, the last one first, and the one that failed as far as it went.
fn undo(root: &Path, steps: &[Step], failed: usize, done: &[usize], made: &[PathBuf]) -> Result<(), WriteError> {
    let stage = root.join(STAGE);
    for at in std::iter::once(&failed).chain(done.iter().rev()) {
        let step = &steps[*at];
        let target = root.join(&step.path);
        let wrong = |error| WriteError::new(&target, error);
        let (staged, old) = (stage.join(at.to_string()), stage.join("old").join(at.to_string()));
        if step.after.is_some() {
            // What is still staged has replaced nothing.
            if staged.exists() {
                continue;
            }
            effect::rename(&target, &staged).map_err(wrong)?;
        }
        if old.exists() {
            if let Some(parent) = target.parent() {
                effect::make_folders(parent, &mut Vec::new()).map_err(wrong)?;
            }
            effect::rename(&old, &target).map_err(wrong)?;
        }
    }
    for folder in made.iter().rev() {
        let _ = effect::remove_folder(folder);
    }
    let journal = stage.join(JOURNAL);
    effect::remove(&journal).map_err(|error| WriteError::new(&journal, error))
}

/// Completes the change of a process that was cut off, or undoes it if somebody changed one of its files since; that file
/// then stays as it is.
fn complete(root: &Path) -> Result<(), WriteError> {
    let stage = root.join(STAGE);
    let journal = stage.join(JOURNAL);
    let failed = |error| WriteError::new(&journal, error);
    let text = match fs::read_to_string(&journal) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => String::new(),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => String::new(),
        text => text.map_err(failed)?,
    };
    // A journal gets its name only when it is whole: one that makes no sense is none.
    let steps: Vec<Step> = serde_json::from_str(&text).unwrap_or_default();
    let mut conflicts = BTreeSet::new();
    for (at, step) in steps.iter().enumerate().filter(|(_, step)| stays_below(&step.path)) {
        let there = digest_of(&root.join(&step.path))?;
        // What was in its place already when somebody changed it is no obstacle.
        let waits = step.after.is_none() || stage.join(at.to_string()).exists();
        if waits && there.is_some() && there != step.before && there != step.after {
            conflicts.insert(at);
        }
    }
    let taken: Vec<usize> =
        order(&steps).into_iter().filter(|at| !conflicts.contains(at) && stays_below(&steps[*at].path)).collect();
    if let (false, Some((last, others))) = (conflicts.is_empty(), taken.split_last()) {
        undo(root, &steps, *last, others, &[])?;
        for at in taken {
            remove_empty(root, &root.join(&steps[at].path));
        }
    } else {
        for at in taken {
            let step = &steps[at];
            let whole = step.after.is_none() || digest_of(&stage.join(at.to_string()))? == step.after;
            let there = digest_of(&root.join(&step.path))?;
            if whole && (there == step.before || there.is_none()) {
                forward(root, step, at, &mut Vec::new())?;
            }
        }
    }
    settle(root, &steps);
    if journal.exists() {
        effect::remove(&journal).map_err(failed)?;
    }
    effect::remove_all(&stage).map_err(|error| WriteError::new(&stage, error))
}

/// Whether a path of a journal leads to a file below the folder and beside the stage.
fn stays_below(path: &str) -> bool {
    let path = Path::new(path);
    path.components().all(|part| matches!(part, Component::Normal(_))) && !path.starts_with(STAGE)
}

/// Waits until the names of the files that were put or removed are on the disk, and those of their folders.
fn settle(root: &Path, steps: &[Step]) {
    let paths = steps.iter().map(|step| Path::new(&step.path));
    let folders: BTreeSet<&Path> = paths.flat_map(|path| path.ancestors().skip(1)).collect();
    for folder in folders {
        effect::settle(&root.join(folder));
    }
}

/// Removes the folders above a file that is gone, as far as they are empty.
fn remove_empty(root: &Path, file: &Path) {
    for folder in file.ancestors().skip(1).take_while(|folder| *folder != root) {
        // A folder that was never made is no reason to leave those above it.
        if effect::remove_folder(folder).is_err_and(|error| error.kind() != io::ErrorKind::NotFound) {
            break;
        }
    }
}

/// The digest of a file, if there is one.
pub(super) fn digest_of(path: &Path) -> Result<Option<String>, WriteError> {
    Ok(bytes_of(path)?.map(|bytes| digest(&bytes)))
}

/// The bytes of a file, if there is one.
pub(super) fn bytes_of(path: &Path) -> Result<Option<Vec<u8>>, WriteError> {
    use io::ErrorKind as K;
    #[expect(clippy::disallowed_methods, reason = "these are the program's own results, no inputs")]
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), K::NotFound | K::NotADirectory | K::IsADirectory) => Ok(None),
        Err(error) => Err(WriteError::new(path, error)),
    }
}
