//! A workspace that was read and assessed in this process, so that tests can make its documents as they like.

use std::path::Path;

use hongtou::assess::{Assessment, assess};
use hongtou::diag::{Diagnostics, Severity};
use hongtou::load::RawWorkspace;
use hongtou::render::{Faces, Studio};
use hongtou::source::Sources;
use hongtou::validate::{Workspace, validate};
use hongtou::view::{Bearings, Document, Maker};
use hongtou::wording::Wording;

/// Everything that documents are made from.
pub(crate) struct Office {
    sources: Sources,
    faces: Faces,
    /// The checked workspace.
    pub(crate) workspace: Workspace,
    /// Its figures.
    pub(crate) assessment: Assessment,
}

impl Office {
    /// Reads the workspace in `folder`, which must be without fault.
    pub(crate) fn open(folder: &Path) -> Self {
        let mut diagnostics = Diagnostics::default();
        let sources = Sources::read(folder, &mut diagnostics).expect("the workspace is read");
        let faces = Faces::open(&sources, &mut diagnostics);
        let raw = RawWorkspace::load(&sources, &mut diagnostics).expect("the tables are read");
        let workspace = validate(&raw, &sources, &mut diagnostics);
        let workspace = workspace.unwrap_or_else(|| panic!("{:?}", diagnostics.sorted()));
        let assessment = assess(&workspace, &mut diagnostics);
        Self { sources, faces, workspace, assessment }
    }

    /// What `make` makes when documents bear `bearings`; nothing may be reported as an error.
    pub(crate) fn make<T>(&self, bearings: &Bearings, make: impl FnOnce(&Maker<'_>, &mut Diagnostics) -> T) -> T {
        let mut diagnostics = Diagnostics::default();
        let wording = Wording::new(&self.sources, &self.workspace, &mut diagnostics);
        let maker = Maker {
            sources: &self.sources,
            workspace: &self.workspace,
            assessment: &self.assessment,
            bearings,
            amendment: None,
            issued: &[],
            wording: &wording,
            draft: false,
        };
        let documents = make(&maker, &mut diagnostics);
        assert_eq!(diagnostics.count(Severity::Error), 0, "{:?}", diagnostics.sorted());
        documents
    }

    /// The view of a document and the PDF that its layout makes of it.
    pub(crate) fn typeset(&self, maker: &Maker<'_>, document: &Document) -> (String, Vec<u8>) {
        let Document { path, content, .. } = document;
        let (layout, view) = (content.layout().expect("a layout"), maker.view_of(content).expect("a view"));
        let json = maker.json(content);
        let made = Studio::new(&self.sources, &self.faces, 1).typeset(path, layout, &json, &view.meta);
        (json, made.unwrap_or_else(|problems| panic!("{}: {:?}", document.path, problems.sorted())).bytes)
    }
}
