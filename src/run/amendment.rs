//! Puts together what a 更正通知 tells: the documents as they stand, and what the ledger says happened since.

use super::standing::{Due, baseline, differs, kind_of, maker};
use super::{Loaded, state::State};
use crate::correct::{History, Issued};
use crate::diag::Diagnostics;
use crate::figures::Figures;
use crate::load::RawWorkspace;
use crate::model::Genre;
use crate::view::{Amendment, Bearings, Content, Corrected, Reference, Selection};
use crate::wording::Wording;

/// What the notice that is due tells; `None` if none is due.
pub(super) fn amendment(loaded: &Loaded, due: &Due, bearings: &Bearings) -> Option<Amendment> {
    let register = &loaded.history.register;
    let state = &loaded.state;
    let standing: Vec<(Genre, &Issued)> =
        due.corrected.iter().filter_map(|genre| Some((*genre, register.standing(*genre, None)?))).collect();
    let mut pasts = Vec::new();
    for (genre, issued) in standing {
        let rows = baseline(loaded, issued);
        let past = State::at(&loaded.files, &loaded.history, rows, &[], &mut Diagnostics::default())?;
        pasts.push((genre, issued, rows, past));
    }
    let first = pasts.iter().map(|(_, _, rows, _)| *rows).min()?;
    let tables: Vec<&RawWorkspace> =
        std::iter::once(&state.raw).chain(pasts.iter().map(|(_, _, _, past)| &past.raw)).collect();
    let matters = loaded.history.ledger.approved_since(first).into_iter();
    let matters = matters.map(|correction| correction.matter(&tables)).collect();
    let assessed = |state: &State, issued: &Issued| {
        let units = state.workspace.roster.units();
        let unit = units.iter().find(|unit| Some(&unit.code) == issued.unit.as_ref() && unit.assessed());
        unit.map(|unit| unit.name.value.clone())
    };
    // A unit that gets no letter any more got one of the data as they were.
    let (_, _, _, past) = pasts.last()?;
    let letters = register.issued().iter().filter(|issued| issued.genre == Genre::Letter);
    let standing = letters.filter(|issued| register.standing(Genre::Letter, issued.unit.as_ref()) == Some(issued));
    let gone = standing.filter(|issued| assessed(state, issued).is_none());
    let withdrawn = gone.filter_map(|issued| Some((assessed(past, issued)?, reference(issued)))).collect();
    let roster = &state.workspace.roster;
    let letters = due.letters.iter().map(|unit| roster.name(*unit).to_owned()).collect();
    let count = 1 + register.issued().iter().filter(|issued| issued.genre == Genre::Correction).count();
    let corrected =
        pasts.iter().filter_map(|(genre, issued, _, past)| as_it_stood(loaded, *genre, issued, past, bearings));
    Some(Amendment { count, corrected: corrected.collect(), matters, letters, withdrawn })
}

/// A document as it was printed, or as the last notice left it.
fn as_it_stood(loaded: &Loaded, genre: Genre, issued: &Issued, past: &State, bearings: &Bearings) -> Option<Corrected> {
    let mut ignored = Diagnostics::default();
    let wording = Wording::new(&loaded.sources, &past.workspace, &mut ignored);
    let maker = maker(loaded, past, &wording, bearings, false);
    let selection = Selection { kinds: kind_of(genre).into_iter().collect(), unit: None, scored: true };
    let document = maker.documents(&selection, &mut ignored).into_iter().next()?;
    let Content::Typeset { view, .. } = document.content else { return None };
    Some(Corrected {
        genre,
        reference: reference(issued),
        notices: notices(loaded, issued),
        view,
        figures: Figures::of(&past.workspace, &past.assessment, false),
    })
}

/// The notices that corrected a document: those before which its data had moved away from what it said.
fn notices(loaded: &Loaded, issued: &Issued) -> Vec<Reference> {
    let History { ledger, register } = &loaded.history;
    let rows = |issued: &Issued| ledger.length_at(issued.ledger.as_deref()).unwrap_or_default();
    let mut known = rows(issued);
    let mut found = Vec::new();
    for notice in register.issued().iter().filter(|notice| notice.genre == Genre::Correction) {
        if rows(notice) > known {
            if differs(loaded, issued, known, rows(notice)) {
                found.push(reference(notice));
            }
            known = rows(notice);
        }
    }
    found
}

fn reference(issued: &Issued) -> Reference {
    Reference { number: issued.number.clone(), date: issued.date }
}
