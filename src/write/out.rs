//! The output folder: what the program made there, and what a build puts there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ecow::EcoString;
use serde::Serialize;

use super::WriteError;
use super::folder::{Change, Folder, figures_at};
use super::record::{Record, SCHEMA};
use crate::diag::Diagnostics;
use crate::digest::digest_of_json;
use crate::paths::MANIFEST;
use crate::plan::{Entry, Manifest, Prepared, Tools};

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
    tools: BTreeMap<EcoString, Tools>,
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
        Stage { folder: &self.folder, change: None, files: BTreeMap::new(), tools: BTreeMap::new() }
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
    /// that are staged or as they should be already, `settled` what was asked for if nothing had to be told, `figures` what they
    /// print, which may take itself the time to be serialised.
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
        figures: &impl Serialize,
    ) -> Result<(), WriteError> {
        let known = self.record.manifest();
        let mut manifest = Manifest { schema: SCHEMA, inputs, settled, ..known.clone() };
        let staged = !stage.files.is_empty();
        for path in orphans {
            manifest.documents.remove(path);
        }
        manifest.documents.extend(stage.files);
        manifest.tools.extend(stage.tools);
        let print = prepared.iter().any(Prepared::prints_figures);
        let current = print.then(|| EcoString::from(digest_of_json(figures)));
        for prepared in prepared {
            if let Some(entry) = manifest.documents.get_mut(&prepared.document.path) {
                entry.figures = current.clone().filter(|_| prepared.prints_figures());
            }
        }
        let used: BTreeSet<EcoString> = manifest.documents.values().map(|entry| entry.tools.clone()).collect();
        manifest.tools.retain(|digest, _| used.contains(digest));
        let there = self.record.figures_there();
        // What is lost is lost: of documents that are not made again nobody can tell any more what changed since.
        for entry in manifest.documents.values_mut() {
            entry.figures.take_if(|digest| !there.contains(&**digest) && current.as_ref() != Some(digest));
        }
        let now = manifest.figures();
        let absent = current.filter(|digest| now.contains(&**digest) && !there.contains(&**digest));
        if !staged && orphans.is_empty() && manifest == *known && absent.is_none() {
            return Ok(());
        }
        let mut change = match stage.change {
            Some(change) => change,
            None => self.folder.change()?,
        };
        for path in orphans {
            change.remove(path)?;
        }
        for digest in there.iter().filter(|digest| !now.contains(&***digest)) {
            change.remove(&figures_at(digest))?;
        }
        if let Some(digest) = absent {
            change.put_with(&figures_at(&digest), |writer| Ok(serde_json::to_writer(writer, figures)?))?;
        }
        change.put_with(MANIFEST, |writer| {
            serde_json::to_writer_pretty(&mut *writer, &manifest)?;
            writer.write_all(b"\n")
        })?;
        change.commit()
    }
}

impl Stage<'_> {
    /// Keeps the bytes of a file until all files are there.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn put(&mut self, path: &str, bytes: &[u8], mut entry: Entry, tools: Tools) -> Result<(), WriteError> {
        let change = match &mut self.change {
            Some(change) => change,
            none => none.insert(self.folder.change()?),
        };
        change.put_known(path, bytes, entry.digest.to_string())?;
        // All documents that were made with the same share its digest.
        match self.tools.get_key_value(&entry.tools) {
            Some((known, _)) => entry.tools = known.clone(),
            None => _ = self.tools.insert(entry.tools.clone(), tools),
        }
        self.files.insert(path.to_owned(), entry);
        Ok(())
    }
}
