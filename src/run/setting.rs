//! What documents are made with beside the data: what they bear, the words, and the notice that is due.

use super::amendment::amendment;
use super::standing::{Due, bearings, due, maker, with_issued};
use super::{Loaded, Stopped, refused};
use crate::diag::Diagnostics;
use crate::report::Console;
use crate::view::{Amendment, Bearings, Document, Kind, Maker, Selection, check_places};
use crate::wording::Wording;

/// Everything that the documents of a workspace are made with.
pub(super) struct Setting<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) bearings: Bearings,
    due: Due,
    wording: Wording<'a>,
    amendment: Option<Amendment>,
    draft: bool,
}

impl<'a> Setting<'a> {
    /// For a build of these kinds, of the data as they are.
    pub(super) fn of_build(
        console: &Console,
        loaded: &'a Loaded,
        kinds: &[Kind],
        draft: bool,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Stopped> {
        let due = due(console, loaded, None)?;
        let bearings = bearings(loaded, &due);
        Ok(Self { draft, ..Self::new(console, loaded, due, bearings, kinds, diagnostics)? })
    }

    /// For documents of these kinds that bear what they are said to.
    pub(super) fn new(
        console: &Console,
        loaded: &'a Loaded,
        due: Due,
        bearings: Bearings,
        kinds: &[Kind],
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Stopped> {
        let wording = Wording::new(&loaded.sources, &loaded.state.workspace, diagnostics);
        let wanted = kinds.contains(&Kind::Correction);
        let amendment = if wanted { amendment(console, loaded, &due, &bearings)? } else { None };
        Ok(Self { loaded, bearings, due, wording, amendment, draft: false })
    }

    /// What makes the views.
    pub(super) fn maker(&self) -> Maker<'_> {
        let maker = maker(self.loaded, &self.loaded.state, &self.wording, &self.bearings);
        Maker { amendment: self.amendment.as_ref(), draft: self.draft, ..maker }
    }

    /// The documents asked for: those that were issued as they lie in the store, all others as drafts.
    pub(super) fn documents(
        &self,
        console: &Console,
        selection: &Selection,
        diagnostics: &mut Diagnostics,
    ) -> Result<Vec<Document>, Stopped> {
        let drafts = self.maker().documents(selection, diagnostics);
        let documents = with_issued(console, self.loaded, drafts, selection, &self.due)?;
        let files = &self.loaded.state.workspace.documents.files;
        check_places(files, &documents.iter().collect::<Vec<_>>(), diagnostics);
        if diagnostics.has_errors() {
            return Err(refused(console, &self.loaded.sources, diagnostics));
        }
        Ok(documents)
    }
}
