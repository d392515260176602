//! Decides which documents must be made, and why: views against the manifest of the last build and the files there.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::digest::digest;
use crate::figures::{Figures, UnitChange, compare};
use crate::model::{Genre, UnitCode};
use crate::source::Sources;
use crate::view::{Content, Document, Kind, Maker};

/// How PDFs are exported; named in every key, so that another way makes all documents anew.
const OPTIONS: &str = "PDF/A-2a PDF/UA-1";

/// What stands for the layout of a document that is copied as it was issued.
const ISSUED: &str = "issued";

/// What the last build left in the output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Format version.
    pub schema: u32,
    /// The digests of all files of the workspace that were read, by path.
    pub inputs: BTreeMap<String, String>,
    /// What was asked for, if everything was made of it and nothing had to be told: until something changes, the same need not be
    /// worked out again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<String>,
    /// The documents by path.
    pub documents: BTreeMap<String, Entry>,
    /// The figures that documents print, by digest.
    pub figures: BTreeMap<String, Figures>,
}

/// One document of the last build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its kind.
    pub kind: Kind,
    /// The unit of a letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
    /// What it was made from.
    pub key: Key,
    /// The digest of its bytes.
    pub digest: String,
    /// Its length in bytes.
    pub size: u64,
    /// How many pages it has, if it has pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
    /// The digest of the figures it was made with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<String>,
}

/// Everything that a document was made from, part by part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The program.
    pub engine: String,
    /// How it was exported.
    pub options: String,
    /// The digest of all fonts.
    pub fonts: String,
    /// Which layout made it.
    pub layout: String,
    /// The digest of its view.
    pub view: String,
    /// The digests of the layouts and pictures that were read for it, by path.
    pub templates: BTreeMap<String, String>,
}

/// A document, and what tells its content from another.
#[derive(Debug)]
pub struct Prepared {
    /// The document.
    pub document: Document,
    /// The digest of its content as JSON.
    pub view: String,
    /// The length of that in bytes; not known of letters, which are short.
    pub length: usize,
}

impl Prepared {
    /// Whether it prints marks: so does, of the attachments, the score table of the results.
    #[must_use]
    pub fn prints_figures(&self) -> bool {
        let Document { kind, genre, .. } = &self.document;
        kind.needs_scores() || *genre == Some(Genre::Results)
    }
}

/// What all documents are made with beside their views.
#[derive(Debug)]
pub struct Workshop {
    engine: String,
    fonts: String,
    templates: BTreeMap<String, String>,
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

/// What to do for a document, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is there, made from the same.
    Fresh,
    /// It was never made.
    New,
    /// It was made from something else.
    Changed(Vec<Cause>),
    /// It was made but is gone from the folder.
    Gone,
    /// A file stands in its place that is not as the program made it.
    Occupied,
}

/// Why a document must be made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "cause", content = "of", rename_all = "kebab-case")]
pub enum Cause {
    /// It was issued since, or another one was issued in its place: that one is copied.
    Issued,
    /// It is a draft where an issued document was copied before.
    Draft,
    /// By another program, or exported in another way.
    Program,
    /// With other fonts.
    Fonts,
    /// By another layout, or by layouts or pictures of another content: their paths.
    Templates(Vec<String>),
    /// From figures that have changed since, those of its own unit where it is a letter.
    Figures(Vec<UnitChange>),
    /// From another view, though no figure changed: other words, number or date.
    Words,
}

impl Workshop {
    /// What the program, and the workspace's own layouts and fonts, make documents with.
    #[must_use]
    pub fn of(sources: &Sources) -> Self {
        let fonts: Vec<String> = sources.fonts().map(|(path, digest)| format!("{path} {digest}")).collect();
        Self {
            engine: env!("HONGTOU_BUILD").to_owned(),
            fonts: digest(fonts.join("\n").as_bytes()),
            templates: sources.layouts(),
        }
    }

    /// The key of a document for which these layouts and pictures are read.
    #[must_use]
    pub fn key(&self, prepared: &Prepared, reads: &BTreeSet<String>) -> Key {
        let typeset = prepared.document.is_typeset();
        let templates = reads.iter().filter_map(|path| Some((path.clone(), self.templates.get(path)?.clone())));
        // What was issued is copied: no program and no font has a part in it.
        let issued = matches!(prepared.document.content, Content::Issued { .. });
        Key {
            engine: if issued { String::new() } else { self.engine.clone() },
            options: if typeset { OPTIONS.to_owned() } else { String::new() },
            fonts: if typeset { self.fonts.clone() } else { String::new() },
            layout: layout(&prepared.document.content).to_owned(),
            view: prepared.view.clone(),
            templates: templates.collect(),
        }
    }

    /// Why a document that was made from `key` must be made again; empty if it need not.
    #[must_use]
    pub fn causes(&self, prepared: &Prepared, key: &Key) -> Vec<Cause> {
        let reads: BTreeSet<String> = key.templates.keys().cloned().collect();
        let now = self.key(prepared, &reads);
        match (now.layout == ISSUED, key.layout == ISSUED) {
            (true, same) => return if same && now == *key { Vec::new() } else { vec![Cause::Issued] },
            (false, true) => return vec![Cause::Draft],
            (false, false) => {}
        }
        let mut causes = Vec::new();
        if (&now.engine, &now.options) != (&key.engine, &key.options) {
            causes.push(Cause::Program);
        }
        if now.fonts != key.fonts {
            causes.push(Cause::Fonts);
        }
        let differ = |path: &&String| now.templates.get(*path) != key.templates.get(*path);
        let mut paths: Vec<String> = reads.iter().filter(differ).cloned().collect();
        if now.layout != key.layout {
            paths.push(now.layout);
        }
        if !paths.is_empty() {
            causes.push(Cause::Templates(paths));
        }
        if now.view != key.view {
            causes.push(Cause::Words);
        }
        causes
    }
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

/// Tells the contents of documents that a maker listed.
#[must_use]
pub fn prepare(documents: Vec<Document>, maker: &Maker<'_>) -> Vec<Prepared> {
    let one = |document: Document| {
        let (view, length) = match &document.content {
            Content::Letter { view, .. } => (view.clone(), 0),
            content => {
                let json = maker.json(content);
                (digest(json.as_bytes()), json.len())
            }
        };
        Prepared { document, view, length }
    };
    documents.into_iter().map(one).collect()
}

/// Plans a build. `present` holds the digests of the files there, by path; `whole` the kinds of which all documents are
/// among the prepared, so that what is left over of them is an orphan; `figures` what the documents print.
#[must_use]
pub fn plan(
    prepared: &[Prepared],
    workshop: &Workshop,
    manifest: &Manifest,
    present: &BTreeMap<String, String>,
    whole: &[Kind],
    figures: &Figures,
) -> Plan {
    let ours = |path: &str| {
        let known = manifest.documents.get(path).map(|entry| &entry.digest);
        present.get(path).is_none_or(|digest| known == Some(digest))
    };
    let decide = |prepared: &Prepared| {
        let path = &prepared.document.path;
        let Some(entry) = manifest.documents.get(path).filter(|_| ours(path)) else {
            return if ours(path) { Decision::New } else { Decision::Occupied };
        };
        let causes = workshop.causes(prepared, &entry.key);
        match present.get(path) {
            _ if !causes.is_empty() => Decision::Changed(told(causes, prepared, entry, manifest, figures)),
            Some(_) => Decision::Fresh,
            None => Decision::Gone,
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

/// The causes with the figures that make a view another one, as far as figures do.
fn told(causes: Vec<Cause>, prepared: &Prepared, entry: &Entry, manifest: &Manifest, figures: &Figures) -> Vec<Cause> {
    let before = entry.figures.as_ref().and_then(|digest| manifest.figures.get(digest));
    let tell = |cause| match (cause, before) {
        (Cause::Words, Some(before)) => {
            let unit = prepared.document.unit.as_ref();
            let changes = compare(before, figures).units;
            let own: Vec<UnitChange> =
                changes.into_iter().filter(|change| unit.is_none_or(|unit| *unit == change.code)).collect();
            if own.is_empty() { Cause::Words } else { Cause::Figures(own) }
        }
        (cause, _) => cause,
    };
    causes.into_iter().map(tell).collect()
}

/// What makes a document of its content, as the manifest names it.
fn layout(content: &Content) -> &str {
    match content {
        Content::Workbook => "workbook",
        Content::Figures => "figures",
        Content::Issued { .. } => ISSUED,
        Content::Typeset { .. } | Content::Letter { .. } => content.layout().unwrap_or_default(),
    }
}
