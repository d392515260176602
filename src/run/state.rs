//! The data of a workspace at some moment of its ledger, checked and computed.

use crate::assess::{Assessment, assess};
use crate::correct::{Corrected, Correction, History, Origins};
use crate::diag::Diagnostics;
use crate::load::RawWorkspace;
use crate::source::Sources;
use crate::validate::{Workspace, validate};

/// Data with the corrections that counted at some moment.
pub(super) struct State {
    /// The tables, corrected.
    pub(super) raw: RawWorkspace,
    /// Where corrected values stood before.
    pub(super) origins: Origins,
    /// The checked workspace.
    pub(super) workspace: Workspace,
    /// Its figures.
    pub(super) assessment: Assessment,
}

impl State {
    /// The data when the ledger had so many rows, and with these further corrections as if they counted.
    pub(super) fn at(
        (files, sources): (&RawWorkspace, &Sources),
        history: &History,
        rows: u32,
        further: &[&Correction],
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut corrected = Corrected::at((files, sources), &history.ledger, rows, diagnostics);
        for correction in further {
            corrected.apply(correction, diagnostics);
        }
        Self::of(corrected, diagnostics)
    }

    /// The data as they were when the ledger had so many rows; of what may change after issue, only what fits them.
    pub(super) fn past(
        (files, sources): (&RawWorkspace, &Sources),
        history: &History,
        rows: u32,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut corrected = Corrected::at((files, sources), &history.ledger, rows, diagnostics);
        corrected.drop_later_names();
        Self::of(corrected, diagnostics)
    }

    fn of(corrected: Corrected<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Corrected { raw, sources, origins } = corrected;
        let workspace = validate(&raw, sources, diagnostics)?;
        let assessment = assess(&workspace, diagnostics);
        Some(Self { raw, origins, workspace, assessment })
    }
}
