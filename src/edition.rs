//! What an act of issue keeps in the workspace for good: the documents, and every input they were made from.
//!
//! `issued/3/` holds `edition.json`, the documents under `files/`, the inputs under `inputs/`, and the printed figures in
//! `figures.json` if marks were there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::correct::Register;
use crate::diag::{Diagnostics, Problem};
use crate::digest::digest;
use crate::figures::Figures;
use crate::paths::is_portable;
use crate::plan::Key;
use crate::source::{Holdings, ReadError, STORE, read};
use crate::view::Kind;

/// The format version of `edition.json`.
const SCHEMA: u32 = 1;

/// An act of issue (版次).
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Format version.
    pub schema: u32,
    /// Its number, from 1.
    pub edition: u32,
    /// The date its documents bear, `2022-01-20`.
    pub date: String,
    /// The seal of the last ledger row that counted.
    pub ledger: Option<String>,
    /// The seal of the register's last row before it.
    pub register: Option<String>,
    /// The documents, by their paths below the output folder.
    pub files: BTreeMap<String, Kept>,
    /// The digests of all inputs, by path below the workspace.
    pub inputs: BTreeMap<String, String>,
    /// The digest of the printed figures; none if no marks were there.
    #[serde(default)]
    pub figures: Option<String>,
}

/// A document as it was issued.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Its kind.
    pub kind: Kind,
    /// Its number; that of its parent for an attachment that is a file of its own.
    pub number: String,
    /// What it was made from.
    pub key: Key,
    /// The digest of its bytes.
    pub digest: String,
    /// Its length in bytes.
    pub size: u64,
    /// How many pages it has.
    pub pages: usize,
}

/// What the register and an edition do not tell alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Mismatch {
    /// A row whose digest, date or number of pages is not that of the document kept.
    Differs {
        /// The edition.
        edition: u32,
        /// The number of the document.
        number: String,
        /// In which columns.
        columns: Vec<&'static str>,
    },
    /// A row without a document in the edition it names.
    Unkept {
        /// The edition.
        edition: u32,
        /// The number of the document.
        number: String,
    },
    /// A document of the edition without a row.
    Unregistered {
        /// The edition.
        edition: u32,
        /// The number of the document.
        number: String,
    },
}

impl Edition {
    /// An edition that is being issued.
    #[must_use]
    pub fn new(edition: u32, date: String, ledger: Option<String>, register: Option<String>) -> Self {
        Self {
            schema: SCHEMA,
            edition,
            date,
            ledger,
            register,
            files: BTreeMap::new(),
            inputs: BTreeMap::new(),
            figures: None,
        }
    }

    /// Reads an edition of a workspace; one that is damaged is reported.
    ///
    /// # Errors
    /// If it is there but cannot be read.
    pub fn read(root: &Path, edition: u32, diagnostics: &mut Diagnostics) -> Result<Option<Self>, ReadError> {
        let path = format!("{STORE}{edition}/edition.json");
        let full = root.join(&path);
        let found = if full.exists() { serde_json::from_slice(&read(&full)?).ok() } else { None };
        let sound = |found: &Self| {
            found.schema == SCHEMA && found.edition == edition && found.files.keys().all(|path| is_portable(path))
        };
        let found = found.filter(sound);
        if found.is_none() {
            diagnostics.nowhere(Problem::StoreDamaged { path: full.to_string_lossy().replace('\\', "/") });
        }
        Ok(found)
    }

    /// The printed figures of an edition; `None` if it printed none.
    ///
    /// # Errors
    /// If they are there but cannot be read.
    pub fn figures(root: &Path, edition: u32) -> Result<Option<Figures>, ReadError> {
        let full = root.join(format!("{STORE}{edition}/figures.json"));
        Ok(if full.exists() { serde_json::from_slice(&read(&full)?).ok() } else { None })
    }

    /// Where a document of it lies below the workspace.
    #[must_use]
    pub fn place(&self, path: &str) -> String {
        format!("{STORE}{}/files/{path}", self.edition)
    }

    /// The bytes of a document; one that is not as it was issued is reported.
    ///
    /// # Errors
    /// If it is there but cannot be read.
    pub fn bytes(&self, root: &Path, path: &str, diagnostics: &mut Diagnostics) -> Result<Option<Vec<u8>>, ReadError> {
        let full = root.join(self.place(path));
        let bytes = if full.exists() { Some(read(&full)?) } else { None };
        let known = self.files.get(path).map(|kept| &kept.digest);
        let sound = bytes.filter(|bytes| Some(&digest(bytes)) == known);
        if sound.is_none() {
            diagnostics.nowhere(Problem::StoreDamaged { path: full.to_string_lossy().replace('\\', "/") });
        }
        Ok(sound)
    }

    /// What lies in its store, held against what it says of documents and inputs; paths are below its own folder.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn holdings(&self, root: &Path) -> Result<Holdings, ReadError> {
        let files = self.files.iter().map(|(path, kept)| (format!("files/{path}"), kept.digest.as_str()));
        let inputs = self.inputs.iter().map(|(path, digest)| (format!("inputs/{path}"), digest.as_str()));
        let store = root.join(format!("{STORE}{}", self.edition));
        let figures = self.figures.iter().map(|digest| ("figures.json".to_owned(), digest.as_str()));
        let mut holdings = Holdings::of(&store, &files.chain(inputs).chain(figures).collect())?;
        holdings.foreign.retain(|path| path != "edition.json");
        Ok(holdings)
    }

    /// What the register says otherwise of its documents. Rows that are missing tell nothing where the register is not
    /// `whole`.
    #[must_use]
    pub fn mismatches(&self, register: &Register, whole: bool) -> Vec<Mismatch> {
        let edition = self.edition;
        let mut mismatches = Vec::new();
        let documents = || self.files.values().filter(|kept| kept.kind != Kind::Attachments);
        for row in register.edition(edition) {
            let number = row.number.to_string();
            let Some(kept) = documents().find(|kept| kept.number == number) else {
                mismatches.push(Mismatch::Unkept { edition, number });
                continue;
            };
            let same = [
                ("文件摘要", kept.digest == row.digest),
                ("成文日期", self.date == row.date.iso()),
                ("页数", kept.pages == row.pages),
            ];
            let columns: Vec<&str> = same.into_iter().filter(|(_, same)| !same).map(|(column, _)| column).collect();
            if !columns.is_empty() {
                mismatches.push(Mismatch::Differs { edition, number, columns });
            }
        }
        let numbers: BTreeSet<&str> = self.files.values().map(|kept| kept.number.as_str()).collect();
        for number in numbers.into_iter().filter(|_| whole) {
            if !register.edition(edition).any(|row| row.number.to_string() == number) {
                mismatches.push(Mismatch::Unregistered { edition, number: number.to_owned() });
            }
        }
        mismatches
    }
}
