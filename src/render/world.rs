//! Typst's view of the world: the layouts, the fonts, one view, and nothing else; no clock, no network, no disk.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::{EcoVec, eco_format};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::Faces;
use super::reads::reads;
use crate::diag::{Diagnostics, Problem};
use crate::source::{Sources, is_picture};
use crate::span::{SourceId, Span};
use crate::view::Meta;

/// What all documents share.
pub(super) struct Shared<'a> {
    sources: &'a Sources,
    faces: &'a Faces,
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    layouts: HashMap<FileId, (Source, SourceId)>,
    pictures: HashMap<FileId, Bytes>,
    view: FileId,
    fonts: String,
    reads: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Shared<'a> {
    pub(super) fn new(sources: &'a Sources, faces: &'a Faces) -> Self {
        let (mut layouts, mut parsed) = (HashMap::new(), Vec::new());
        for (path, id) in sources.texts_below("templates/", "typ") {
            if let Some(file) = file_id(path.trim_start_matches("templates")) {
                let source = Source::new(file, sources.file(id).text().to_owned());
                parsed.push((path, source.clone()));
                layouts.insert(file, (source, id));
            }
        }
        let pictures = sources.binaries_below("templates/").filter(|(path, _)| is_picture(path));
        let pictures = pictures
            .filter_map(|(path, bytes)| {
                Some((file_id(path.trim_start_matches("templates"))?, Bytes::new(bytes.clone())))
            })
            .collect();
        Self {
            sources,
            faces,
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(faces.book.clone()),
            layouts,
            pictures,
            // One id for the views of all documents: ids are 16-bit numbers for the life of the process.
            view: file_id("/view.json").unwrap_or_else(|| unreachable!("the path of the view is valid")),
            fonts: serde_json::to_string(&faces.roles()).unwrap_or_default(),
            reads: reads(sources, &parsed),
        }
    }

    /// The paths of the layouts and pictures that are read for the documents of a layout, whatever their views.
    pub(super) fn reads(&self, layout: &str) -> BTreeSet<String> {
        self.reads.get(layout).cloned().unwrap_or_default()
    }

    /// Where something in a layout stands, for messages.
    fn place(&self, world: &dyn World, diagnostic: &SourceDiagnostic) -> Option<Span> {
        // The innermost place may lie in the view or in nothing; then the call that led there says more.
        let spans = std::iter::once(diagnostic.span).chain(diagnostic.trace.iter().map(|call| call.span.into()));
        spans.into_iter().find_map(|span| {
            let (_, source) = self.layouts.get(&span.id()?)?;
            let range = world.range(span)?;
            let length = self.sources.file(*source).text().len();
            Some(Span::new(*source, range.start.min(length)..range.end.min(length)))
        })
    }
}

/// The world of one document.
pub(super) struct Single<'a> {
    shared: &'a Shared<'a>,
    main: FileId,
    view: Bytes,
}

impl<'a> Single<'a> {
    pub(super) fn new(shared: &'a Shared<'a>, layout: &str, json: &str) -> Self {
        let main = file_id(&format!("/{layout}")).unwrap_or(shared.view);
        // The families present are no part of the view: what a document says does not depend on them.
        let fields = json.strip_prefix('{').unwrap_or(json);
        let whole = format!("{{\"fonts\":{},{fields}", shared.fonts);
        Self { shared, main, view: Bytes::from_string(whole) }
    }

    /// The document with its pages. Warnings are errors.
    pub(super) fn laid_out(&self, name: &str) -> Result<PagedDocument, Diagnostics> {
        let compiled = typst::compile::<PagedDocument>(self);
        let document = compiled.output.map_err(|errors| self.problems(name, &errors))?;
        if !compiled.warnings.is_empty() {
            return Err(self.problems(name, &compiled.warnings));
        }
        Ok(document)
    }

    /// The document as PDF/A-2a and PDF/UA-1, and how many pages it has.
    pub(super) fn pdf(&self, name: &str, meta: &Meta) -> Result<(Vec<u8>, usize), Diagnostics> {
        let document = self.laid_out(name)?;
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
        let standards = standards.unwrap_or_else(|_| unreachable!("PDF/A-2a and PDF/UA-1 go together"));
        let (year, month, day) = meta.date;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{} {year}-{month}-{day} {name}", meta.title)),
            creator: Smart::Custom(Some("hongtou".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| self.problems(name, &errors))?;
        Ok((bytes, document.pages().len()))
    }

    fn problems(&self, name: &str, errors: &EcoVec<SourceDiagnostic>) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        for error in errors {
            let problem = problem(name, error);
            match self.shared.place(self, error) {
                Some(span) => diagnostics.at(span, problem),
                None => diagnostics.nowhere(problem),
            }
        }
        diagnostics
    }
}

impl World for Single<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.shared.layouts.get(&id).map(|(source, _)| source.clone()).ok_or_else(|| absent(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.shared.view {
            return Ok(self.view.clone());
        }
        self.shared.pictures.get(&id).cloned().ok_or_else(|| absent(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.faces.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn problem(name: &str, error: &SourceDiagnostic) -> Problem {
    // Some hints are about options of Typst's own command.
    let hints = error.hints.iter().map(|hint| hint.v.to_string()).filter(|hint| !hint.contains("`--"));
    Problem::Layout { document: name.to_owned(), message: error.message.to_string(), hints: hints.collect() }
}

/// What the exporter finds in documents of several worlds.
pub(super) fn unplaced(name: &str, errors: &EcoVec<SourceDiagnostic>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    errors.iter().for_each(|error| diagnostics.nowhere(problem(name, error)));
    diagnostics
}

/// The date of a document as its PDF bears it.
pub(super) fn date(meta: &Meta) -> Smart<Option<Datetime>> {
    let (year, month, day) = meta.date;
    let small = |number: u32| u8::try_from(number).ok();
    Smart::Custom(small(month).zip(small(day)).and_then(|(month, day)| Datetime::from_ymd(year, month, day)))
}

fn file_id(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

/// Nothing is there but what was read of `templates/`: neither the disk nor the network is looked at.
fn absent(id: FileId) -> FileError {
    let path = id.get();
    let wanted = match path.root() {
        VirtualRoot::Project => eco_format!("there is no templates/{}", path.vpath().get_without_slash()),
        VirtualRoot::Package(package) => eco_format!("{package} is a package, and packages are not fetched"),
    };
    FileError::Other(Some(eco_format!("{wanted}; layouts read only what lies below templates/")))
}
