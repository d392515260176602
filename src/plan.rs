//! Decides which documents must be made, and why: views against the manifest of the last build and the files there.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::digest::digest;
use crate::view::{Content, Document, Kind};

/// What the last build left in the output folder, and what a build that was cut off was about to leave.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Format version.
    pub schema: u32,
    /// The documents by path.
    pub documents: BTreeMap<String, Entry>,
    /// Documents that were being put in place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pending: BTreeMap<String, Entry>,
}

/// One document of the last build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its kind.
    pub kind: Kind,
    /// The digest of everything it was made from.
    pub key: String,
    /// The digest of its bytes.
    pub digest: String,
}

/// A document with everything it is made from as text, and the digest of that.
#[derive(Debug)]
pub struct Prepared {
    /// The document.
    pub document: Document,
    /// Its content as JSON.
    pub json: String,
    /// The digest of everything the document is made from.
    pub key: String,
}

/// What must be done.
#[derive(Debug)]
pub struct Plan {
    /// One for each document, in their order.
    pub decisions: Vec<Decision>,
    /// Paths of documents that the data no longer calls for.
    pub orphans: Vec<String>,
    /// Paths of such documents that were edited after they were made.
    pub edited: Vec<String>,
}

impl Plan {
    /// The paths where a file stands that is not as the program made it.
    pub fn occupied<'a>(&'a self, prepared: &'a [Prepared]) -> impl Iterator<Item = &'a str> {
        let pairs = prepared.iter().zip(&self.decisions);
        pairs
            .filter(|(_, decision)| **decision == Decision::Occupied)
            .map(|(prepared, _)| prepared.document.path.as_str())
    }
}

/// What to do for a document, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is there, made from the same.
    Fresh,
    /// It was never made.
    New,
    /// It was made from something else.
    Changed,
    /// It was made but is gone from the folder.
    Gone,
    /// A file stands in its place that is not as the program made it.
    Occupied,
}

/// Serialises documents and computes their keys; `engine` is the digest of program, layouts and fonts.
#[must_use]
pub fn prepare(documents: Vec<Document>, engine: &str) -> Vec<Prepared> {
    let one = |document: Document| {
        let json = json(&document.content);
        let key = digest(format!("{engine}\n{}\n{json}", layout(&document.content)).as_bytes());
        Prepared { document, json, key }
    };
    documents.into_iter().map(one).collect()
}

/// Plans a build. `present` holds the digests of the files there, by path; `whole` the kinds of which all documents are
/// among the prepared, so that what is left over of them is an orphan.
#[must_use]
pub fn plan(prepared: &[Prepared], manifest: &Manifest, present: &BTreeMap<String, String>, whole: &[Kind]) -> Plan {
    let ours = |path: &str| {
        let known = manifest.documents.get(path).map(|entry| &entry.digest);
        present.get(path).is_none_or(|digest| known == Some(digest))
    };
    let decide = |prepared: &Prepared| {
        let path = &prepared.document.path;
        match manifest.documents.get(path) {
            _ if !ours(path) => Decision::Occupied,
            None => Decision::New,
            Some(entry) if entry.key != prepared.key => Decision::Changed,
            Some(entry) if present.get(path) == Some(&entry.digest) => Decision::Fresh,
            Some(_) if present.contains_key(path) => Decision::Changed,
            Some(_) => Decision::Gone,
        }
    };
    let wanted: BTreeSet<&str> = prepared.iter().map(|prepared| prepared.document.path.as_str()).collect();
    let left_over = manifest
        .documents
        .iter()
        .filter(|(path, entry)| whole.contains(&entry.kind) && !wanted.contains(path.as_str()));
    let (orphans, edited) = left_over.map(|(path, _)| path.clone()).partition(|path| ours(path));
    Plan { decisions: prepared.iter().map(decide).collect(), orphans, edited }
}

/// The content as JSON: what the layout reads, and what the key is made from.
fn json(content: &Content) -> String {
    let made = match content {
        Content::Typeset { view, .. } => serde_json::to_string(view),
        Content::Figures(figures) => serde_json::to_string_pretty(figures),
        Content::Workbook(workbook) => return format!("{workbook:?}"),
    };
    made.unwrap_or_else(|error| unreachable!("a view has only texts as keys: {error}"))
}

fn layout(content: &Content) -> &str {
    match content {
        Content::Typeset { layout, .. } => layout,
        Content::Workbook(_) => "workbook",
        Content::Figures(_) => "figures",
    }
}
