//! Decides which documents must be made, and why: views against the manifest of the last build and the files there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;
use serde::{Deserialize, Serialize};

use crate::digest::digest;
use crate::figures::{Figures, UnitChange, compare};
use crate::model::{Genre, UnitCode};
use crate::source::Sources;
use crate::view::{Content, Document, Kind, Maker};

/// How PDFs are exported; named in what every document was made with, so that another way makes all documents anew.
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
    /// What documents were made with, by digest.
    pub tools: BTreeMap<EcoString, Tools>,
    /// The documents by path.
    pub documents: BTreeMap<String, Entry>,
}

impl Manifest {
    /// The digests of all figures that documents were made with.
    #[must_use]
    pub fn figures(&self) -> BTreeSet<&str> {
        self.documents.values().filter_map(|entry| entry.figures.as_deref()).collect()
    }
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
    /// The digest of what it was made with.
    pub tools: EcoString,
    /// The digest of its view.
    pub view: EcoString,
    /// The digest of its bytes.
    pub digest: EcoString,
    /// Its length in bytes.
    pub size: u64,
    /// How many pages it has, if it has pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
    /// The digest of the figures it was made with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<EcoString>,
}

/// What a document was made with, which many have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tools {
    /// The program.
    pub engine: String,
    /// How it was exported.
    pub options: String,
    /// The digest of all fonts.
    pub fonts: String,
    /// Which layout made it.
    pub layout: String,
    /// The digests of the layouts and pictures that were read for it, by path.
    pub templates: BTreeMap<String, String>,
}

/// Everything that a document was made from, as an edition keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenKey", into = "WrittenKey")]
pub struct Key {
    /// What it was made with.
    pub tools: Tools,
    /// The digest of its view.
    pub view: String,
}

/// A key as it is written: part by part.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKey {
    engine: String,
    options: String,
    fonts: String,
    layout: String,
    view: String,
    templates: BTreeMap<String, String>,
}

impl From<WrittenKey> for Key {
    fn from(WrittenKey { engine, options, fonts, layout, view, templates }: WrittenKey) -> Self {
        Self { tools: Tools { engine, options, fonts, layout, templates }, view }
    }
}

impl From<Key> for WrittenKey {
    fn from(Key { tools: Tools { engine, options, fonts, layout, templates }, view }: Key) -> Self {
        Self { engine, options, fonts, layout, view, templates }
    }
}

/// A document, and what tells its content from another.
#[derive(Debug)]
pub struct Prepared {
    /// The document.
    pub document: Document,
    /// The digest of its content as JSON.
    pub view: EcoString,
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

    /// What a document is made with for which these layouts and pictures are read.
    #[must_use]
    pub fn tools(&self, document: &Document, reads: &BTreeSet<String>) -> Tools {
        let typeset = document.is_typeset();
        let templates = reads.iter().filter_map(|path| Some((path.clone(), self.templates.get(path)?.clone())));
        // What was issued is copied: no program and no font has a part in it.
        let issued = matches!(document.content, Content::Issued { .. });
        Tools {
            engine: if issued { String::new() } else { self.engine.clone() },
            options: if typeset { OPTIONS.to_owned() } else { String::new() },
            fonts: if typeset { self.fonts.clone() } else { String::new() },
            layout: layout(&document.content).to_owned(),
            templates: templates.collect(),
        }
    }

    /// Why a document that was made with `tools` from a view with this digest must be made again; empty if it need not.
    #[must_use]
    pub fn causes(&self, prepared: &Prepared, tools: &Tools, view: &str) -> Vec<Cause> {
        let reads: BTreeSet<String> = tools.templates.keys().cloned().collect();
        let now = self.tools(&prepared.document, &reads);
        match (now.layout == ISSUED, tools.layout == ISSUED) {
            (true, same) => {
                return if same && now == *tools && prepared.view == view { Vec::new() } else { vec![Cause::Issued] };
            }
            (false, true) => return vec![Cause::Draft],
            (false, false) => {}
        }
        let mut causes = Vec::new();
        if (&now.engine, &now.options) != (&tools.engine, &tools.options) {
            causes.push(Cause::Program);
        }
        if now.fonts != tools.fonts {
            causes.push(Cause::Fonts);
        }
        let differ = |path: &&String| now.templates.get(*path) != tools.templates.get(*path);
        let mut paths: Vec<String> = reads.iter().filter(differ).cloned().collect();
        if now.layout != tools.layout {
            paths.push(now.layout);
        }
        if !paths.is_empty() {
            causes.push(Cause::Templates(paths));
        }
        if prepared.view != view {
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
                (digest(json.as_bytes()).into(), json.len())
            }
        };
        Prepared { document, view, length }
    };
    documents.into_iter().map(one).collect()
}

/// Plans a build. `present` holds the digests of the files there, by path; `whole` the kinds of which all documents are
/// among the prepared, so that what is left over of them is an orphan; `told` tells what changed in the figures since those with
/// a digest.
#[must_use]
pub fn plan(
    prepared: &[Prepared],
    workshop: &Workshop,
    manifest: &Manifest,
    present: &BTreeMap<String, String>,
    whole: &[Kind],
    told: &Told<'_>,
) -> Plan {
    let ours = |path: &str| {
        let known = manifest.documents.get(path).map(|entry| &entry.digest);
        present.get(path).is_none_or(|digest| known.is_some_and(|known| known == digest))
    };
    let decide = |prepared: &Prepared| {
        let path = &prepared.document.path;
        let known = manifest.documents.get(path).and_then(|entry| Some((entry, manifest.tools.get(&entry.tools)?)));
        let Some((entry, tools)) = known.filter(|_| ours(path)) else {
            return if ours(path) { Decision::New } else { Decision::Occupied };
        };
        let causes = workshop.causes(prepared, tools, &entry.view);
        match present.get(path) {
            _ if !causes.is_empty() => Decision::Changed(told.with_figures(causes, prepared, entry)),
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

/// What changed in the figures, worked out once for all documents that were made with the same ones.
pub struct Told<'a> {
    /// The figures with a digest, if they are still there.
    before: &'a dyn Fn(&str) -> Option<Figures>,
    /// The figures as they are.
    now: &'a dyn Fn() -> Figures,
    known: RefCell<BTreeMap<String, Changed>>,
}

/// Changes of units in the order of the roster, and where that of a unit stands.
struct Changed {
    units: Vec<UnitChange>,
    places: BTreeMap<UnitCode, usize>,
}

impl<'a> Told<'a> {
    /// Tells changes between figures with a digest and those that are now.
    #[must_use]
    pub fn new(before: &'a dyn Fn(&str) -> Option<Figures>, now: &'a dyn Fn() -> Figures) -> Self {
        Self { before, now, known: RefCell::default() }
    }

    /// The causes with the figures that make a view another one, as far as figures do.
    fn with_figures(&self, causes: Vec<Cause>, prepared: &Prepared, entry: &Entry) -> Vec<Cause> {
        let tell = |cause| match (cause, &entry.figures) {
            (Cause::Words, Some(before)) => {
                let own = self.of(before, prepared.document.unit.as_ref());
                if own.is_empty() { Cause::Words } else { Cause::Figures(own) }
            }
            (cause, _) => cause,
        };
        causes.into_iter().map(tell).collect()
    }

    /// What changed since the figures with a digest: all of it, or what concerns one unit.
    fn of(&self, digest: &str, unit: Option<&UnitCode>) -> Vec<UnitChange> {
        let mut known = self.known.borrow_mut();
        let Changed { units, places } = known.entry(digest.to_owned()).or_insert_with(|| {
            let before = (self.before)(digest);
            let units = before.map(|before| compare(&before, &(self.now)()).units).unwrap_or_default();
            let places = units.iter().enumerate().map(|(place, change)| (change.code.clone(), place)).collect();
            Changed { units, places }
        });
        match unit {
            None => units.clone(),
            Some(unit) => places.get(unit).map(|place| units[*place].clone()).into_iter().collect(),
        }
    }
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
