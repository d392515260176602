//! The output folder: what the program made there, and what a build puts there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::WriteError;
use super::folder::{Change, Folder, digest_of};
use crate::diag::{Diagnostics, Problem};
use crate::digest::digest;
use crate::figures::Figures;
use crate::paths::{MANIFEST, is_portable};
use crate::plan::{Entry, Manifest, Prepared};
use crate::view::Kind;

/// The format version of the record.
const SCHEMA: u32 = 2;

/// The output folder, locked for one build.
pub struct OutFolder {
    folder: Folder,
    root: PathBuf,
    manifest: Manifest,
    damaged: bool,
}

/// The files of a build that are made but not yet in their places.
pub struct Stage<'a> {
    folder: &'a Folder,
    change: Option<Change>,
    files: BTreeMap<String, Entry>,
}

impl OutFolder {
    /// Opens the folder, and makes it if need be. A build that is under way there is an error.
    ///
    /// # Errors
    /// If the folder cannot be made, read or locked.
    pub fn open(root: &Path) -> Result<Self, WriteError> {
        let folder = Folder::open(root, true)?;
        let (manifest, damaged) = read_manifest(root)?;
        Ok(Self { folder, root: root.to_owned(), manifest, damaged })
    }

    /// What the last build left.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether there is a record that cannot be trusted: it counts as none.
    #[must_use]
    pub fn damaged(&self) -> bool {
        self.damaged
    }

    /// The digests of the files there, of those that a build could touch.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn present<'a>(
        &'a self,
        wanted: impl Iterator<Item = &'a str>,
    ) -> Result<BTreeMap<String, String>, WriteError> {
        present(&self.root, &self.manifest, wanted)
    }

    /// Where files are kept until all are there.
    #[must_use]
    pub fn stage(&self) -> Stage<'_> {
        Stage { folder: &self.folder, change: None, files: BTreeMap::new() }
    }

    /// Checks that no file is replaced that the program did not make: `occupied` are the paths where another file stands,
    /// with the digests of those files, and that nothing bars the way to a place. A file with the very bytes that are to be written is no obstacle.
    pub fn check(
        &self,
        stage: &Stage<'_>,
        occupied: &[(String, String)],
        orphans: &[String],
        force: bool,
        diagnostics: &mut Diagnostics,
    ) {
        let shown = |path: &str| self.root.join(path).to_string_lossy().replace('\\', "/");
        for (path, there) in occupied {
            let same = stage.files.get(path).is_some_and(|staged| staged.digest == *there);
            // Without a record nobody can tell whose the file is.
            let ours = self.damaged || self.manifest.documents.contains_key(path);
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

    /// Moves the staged files into their places and removes the orphans, the record last. `kept` are the documents that
    /// are as they should be already, `figures` what all of them print.
    ///
    /// # Errors
    /// If a file cannot be moved or removed; everything is then as it was.
    pub fn commit(
        &self,
        stage: Stage<'_>,
        orphans: &[String],
        kept: &[&Prepared],
        inputs: BTreeMap<String, String>,
        figures: &Figures,
    ) -> Result<(), WriteError> {
        let text = serde_json::to_string(figures).unwrap_or_default();
        let current = digest(text.as_bytes());
        let mut manifest = Manifest { schema: SCHEMA, inputs, ..self.manifest.clone() };
        manifest.documents.retain(|path, _| !orphans.contains(path));
        manifest.documents.extend(stage.files.clone());
        let made = stage.files.keys().map(String::as_str).chain(kept.iter().map(|kept| kept.document.path.as_str()));
        for path in made {
            if let Some(entry) = manifest.documents.get_mut(path) {
                entry.figures = entry.kind.needs_scores().then(|| current.clone());
            }
        }
        manifest.figures.insert(current, figures.clone());
        let used: BTreeSet<&String> = manifest.documents.values().filter_map(|entry| entry.figures.as_ref()).collect();
        manifest.figures.retain(|digest, _| used.contains(digest));
        if stage.files.is_empty() && orphans.is_empty() && manifest == self.manifest {
            return Ok(());
        }
        let mut change = match stage.change {
            Some(change) => change,
            None => self.folder.change()?,
        };
        for path in orphans {
            change.remove(path)?;
        }
        let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
        change.put(MANIFEST, format!("{text}\n").as_bytes())?;
        change.commit()
    }
}

impl Stage<'_> {
    /// Keeps the bytes of a file until all files are there.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn put(&mut self, path: &str, bytes: &[u8], entry: Entry) -> Result<(), WriteError> {
        let change = match &mut self.change {
            Some(change) => change,
            none => none.insert(self.folder.change()?),
        };
        change.put(path, bytes)?;
        self.files.insert(path.to_owned(), entry);
        Ok(())
    }
}

/// The digests of the files below a folder that its record names or that are wanted.
///
/// # Errors
/// If a file cannot be read.
pub fn present<'a>(
    root: &Path,
    manifest: &'a Manifest,
    wanted: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, String>, WriteError> {
    let mut present = BTreeMap::new();
    for path in manifest.documents.keys().map(String::as_str).chain(wanted) {
        if !present.contains_key(path)
            && let Some(digest) = digest_of(&root.join(path))?
        {
            present.insert(path.to_owned(), digest);
        }
    }
    Ok(present)
}

/// The record of a folder, an empty one if it has none, and whether it is damaged: one that cannot be read, is of another
/// version or names paths that lead elsewhere counts as none.
///
/// # Errors
/// If it is there but cannot be opened.
pub fn read_manifest(root: &Path) -> Result<(Manifest, bool), WriteError> {
    let path = root.join(MANIFEST);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return Ok((Manifest::default(), true)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((Manifest::default(), false)),
        Err(error) => return Err(WriteError::new(&path, error)),
    };
    let manifest = serde_json::from_str(&text).ok().filter(|manifest: &Manifest| {
        manifest.schema == SCHEMA && manifest.documents.keys().all(|path| is_portable(path) && path != MANIFEST)
    });
    let damaged = manifest.is_none();
    Ok((manifest.unwrap_or_default(), damaged))
}
