//! The record of an output folder and the files there, read without changing anything.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::WriteError;
use super::folder::{FIGURES, bytes_of, digest_of, figures_at, is_own};
use crate::diag::Problem;
use crate::digest::digest;
use crate::figures::Figures;
use crate::paths::{MANIFEST, is_portable};
use crate::plan::{Manifest, Prepared};
use crate::view::Kind;

/// The format version of the record.
pub(super) const SCHEMA: u32 = 4;

/// What the program made in an output folder.
#[derive(Debug)]
pub struct Record {
    root: PathBuf,
    manifest: Manifest,
    damaged: bool,
}

impl Record {
    /// Reads the record of a folder; an absent folder has an empty one.
    ///
    /// # Errors
    /// If it is there but cannot be opened.
    pub fn read(root: &Path) -> Result<Self, WriteError> {
        let (manifest, damaged) = read_manifest(root)?;
        Ok(Self { root: root.to_owned(), manifest, damaged })
    }

    /// What the last build left.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The figures with a digest that documents were made with; `None` if they are no longer there as they were.
    #[must_use]
    pub fn figures(&self, known: &str) -> Option<Figures> {
        let text = bytes_of(&self.root.join(figures_at(known))).ok()??;
        serde_json::from_slice(&text).ok().filter(|_| digest(&text) == known)
    }

    /// Whether all figures are there as they were that documents were made with.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        let there = self.figures_there();
        self.manifest.figures().into_iter().all(|digest| there.contains(digest))
    }

    /// The digests of the figures that are there; files that are no such figures any more, or never were, are none.
    pub(super) fn figures_there(&self) -> BTreeSet<String> {
        let names = fs::read_dir(self.figures_folder()).into_iter().flatten().flatten();
        let digest = |name: OsString| Some(name.to_str()?.strip_suffix(".json")?.to_owned());
        let sound = |name: &String| {
            digest_of(&self.root.join(figures_at(name))).is_ok_and(|digest| digest.as_ref() == Some(name))
        };
        names.filter_map(|entry| digest(entry.file_name())).filter(sound).collect()
    }

    fn figures_folder(&self) -> PathBuf {
        self.root.join(FIGURES)
    }

    /// Whether there is a record at all.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.damaged || self.root.join(MANIFEST).is_file()
    }

    /// Whether there is a record that cannot be trusted: it counts as none.
    #[must_use]
    pub fn damaged(&self) -> bool {
        self.damaged
    }

    /// The digests of the files there that the record names or that are wanted.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn present<'a>(
        &'a self,
        wanted: impl Iterator<Item = &'a str>,
    ) -> Result<BTreeMap<String, String>, WriteError> {
        let mut present = BTreeMap::new();
        for path in self.manifest.documents.keys().map(String::as_str).chain(wanted) {
            if !present.contains_key(path)
                && let Some(digest) = digest_of(&self.root.join(path))?
            {
                present.insert(path.to_owned(), digest);
            }
        }
        Ok(present)
    }

    /// Why a file that is not as the program made it is not replaced; `None` if it is.
    #[must_use]
    pub fn objection(&self, path: &str, force: bool) -> Option<Problem> {
        // Without a record nobody can tell whose the file is.
        let ours = self.damaged || self.manifest.documents.contains_key(path);
        let path = self.shown(path);
        match (ours, force) {
            (true, true) => None,
            (true, false) => Some(Problem::EditedByHand { path }),
            (false, _) => Some(Problem::NotOurs { path }),
        }
    }

    /// What bars the way to the place of a document: files where folders are wanted, unless they go as orphans, or a
    /// folder where the document is wanted.
    #[must_use]
    pub fn barriers(&self, path: &str, orphans: &[String]) -> Vec<Problem> {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        let barred =
            folders.filter(|folder| self.root.join(folder).is_file() && !orphans.iter().any(|path| path == folder));
        let taken = [path].into_iter().filter(|path| self.root.join(path).is_dir());
        barred.chain(taken).map(|path| Problem::NotOurs { path: self.shown(path) }).collect()
    }

    /// The documents of these kinds that stay as they are although they are neither made again nor removed.
    #[must_use]
    pub fn left_over(&self, prepared: &[Prepared], kinds: &[Kind], orphans: &[String]) -> Vec<String> {
        let made = prepared.iter().map(|prepared| &prepared.document.path);
        let known: BTreeSet<&String> = made.chain(orphans).collect();
        let documents = self.manifest.documents.iter();
        let left = documents.filter(|(path, entry)| kinds.contains(&entry.kind) && !known.contains(path));
        left.map(|(path, _)| path.clone()).collect()
    }

    fn shown(&self, path: &str) -> String {
        self.root.join(path).to_string_lossy().replace('\\', "/")
    }
}

/// The record of a folder, an empty one if it has none, and whether it is damaged: one that cannot be read, is of another
/// version or names paths that lead elsewhere counts as none.
fn read_manifest(root: &Path) -> Result<(Manifest, bool), WriteError> {
    let path = root.join(MANIFEST);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return Ok((Manifest::default(), true)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((Manifest::default(), false)),
        Err(error) => return Err(WriteError::new(&path, error)),
    };
    let manifest = serde_json::from_str(&text).ok().filter(|manifest: &Manifest| {
        let mut documents = manifest.documents.iter();
        manifest.schema == SCHEMA
            && documents
                .all(|(path, entry)| is_portable(path) && path != MANIFEST && manifest.tools.contains_key(&entry.tools))
    });
    let damaged = manifest.is_none();
    Ok((manifest.unwrap_or_default(), damaged))
}

/// Whether a path below an output folder is the program's own, and no document: the record, the stage, the lock.
#[must_use]
pub fn is_own_file(path: &str) -> bool {
    path == MANIFEST || is_own(path)
}
