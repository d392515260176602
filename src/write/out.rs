//! The output folder: what the program made there, and what a build puts there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::WriteError;
use super::folder::{Change, Folder};
use super::record::{Record, SCHEMA};
use crate::diag::Diagnostics;
use crate::digest::digest;
use crate::figures::Figures;
use crate::paths::MANIFEST;
use crate::plan::{Entry, Manifest, Prepared};

/// The output folder, locked for one build.
pub struct OutFolder {
    folder: Folder,
    record: Record,
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
        Ok(Self { folder, record: Record::read(root)? })
    }

    /// What was made there before.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
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
        for (path, there) in occupied {
            let same = stage.files.get(path).is_some_and(|staged| staged.digest == *there);
            if let Some(problem) = self.record.objection(path, force).filter(|_| !same) {
                diagnostics.nowhere(problem);
            }
        }
        for path in stage.files.keys() {
            for problem in self.record.barriers(path, orphans) {
                diagnostics.nowhere(problem);
            }
        }
    }

    /// Moves the staged files into their places and removes the orphans, the record last. `prepared` are the documents
    /// that are staged or as they should be already, `settled` what was asked for if nothing had to be told, `figures` what they print.
    ///
    /// # Errors
    /// If a file cannot be moved or removed; everything is then as it was.
    pub fn commit(
        &self,
        stage: Stage<'_>,
        orphans: &[String],
        prepared: &[Prepared],
        inputs: BTreeMap<String, String>,
        settled: Option<String>,
        figures: &Figures,
    ) -> Result<(), WriteError> {
        let text = serde_json::to_string(figures).unwrap_or_default();
        let current = digest(text.as_bytes());
        let mut manifest = Manifest { schema: SCHEMA, inputs, settled, ..self.record.manifest().clone() };
        manifest.documents.retain(|path, _| !orphans.contains(path));
        manifest.documents.extend(stage.files.clone());
        for prepared in prepared {
            if let Some(entry) = manifest.documents.get_mut(&prepared.document.path) {
                entry.figures = prepared.prints_figures().then(|| current.clone());
            }
        }
        manifest.figures.insert(current, figures.clone());
        let used: BTreeSet<&String> = manifest.documents.values().filter_map(|entry| entry.figures.as_ref()).collect();
        manifest.figures.retain(|digest, _| used.contains(digest));
        if stage.files.is_empty() && orphans.is_empty() && manifest == *self.record.manifest() {
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
        change.put_known(path, bytes, entry.digest.clone())?;
        self.files.insert(path.to_owned(), entry);
        Ok(())
    }
}
