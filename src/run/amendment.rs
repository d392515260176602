//! Puts together what a 更正通知 tells: the documents as they stand, and what the ledger says happened since.

use super::standing::{Due, baseline, differs, due, maker, past, reference, withdrawn};
use super::{Loaded, Stopped, refused, state::State, unreadable};
use crate::correct::{History, Issued, matters};
use crate::diag::Diagnostics;
use crate::edition::Edition;
use crate::figures::Figures;
use crate::model::{Genre, UnitCode};
use crate::plan::{Prepared, prepare};
use crate::report::Console;
use crate::source::STORE;
use crate::view::{Amendment, Bearings, Content, Corrected, Kind, Reference, Selection};
use crate::wording::Wording;

/// What the notice that is due tells; `None` if none is due.
pub(super) fn amendment(
    console: &Console,
    loaded: &Loaded,
    now: &Due,
    bearings: &Bearings,
) -> Result<Option<Amendment>, Stopped> {
    let History { register, ledger } = &loaded.history;
    let state = &loaded.state;
    let mut pasts = Vec::new();
    for issued in now.corrected.iter().filter_map(|genre| register.standing(*genre, None)) {
        let rows = baseline(loaded, issued);
        pasts.push((issued, rows, past(console, loaded, rows)?));
    }
    let Some(first) = pasts.iter().map(|(_, rows, _)| *rows).min() else { return Ok(None) };
    let states = |table| {
        let states = std::iter::once(&state.raw).chain(pasts.iter().map(|(_, _, past)| &past.raw));
        states.map(|raw| raw.table(&loaded.sources, table)).collect()
    };
    let matters = matters(&ledger.approved_since(first), &states);
    let roster = &state.workspace.roster;
    let name = |issued: &Issued| {
        let code = issued.unit.as_ref()?;
        let unit = roster.units().iter().find(|unit| unit.code == *code);
        Some(unit.map_or_else(|| code.to_string(), |unit| unit.name.value.clone()))
    };
    let withdrawn = withdrawn(loaded).into_iter().filter_map(|issued| Some((name(issued)?, reference(issued))));
    // Letters that went out again before their notice are told, too.
    let again = |code: &UnitCode| {
        let letter = register.standing(Genre::Letter, Some(code)).filter(|letter| !letter.replaces.is_empty());
        letter.is_some_and(|letter| ledger.length_at(letter.ledger.as_deref()).is_some_and(|rows| rows > first))
    };
    let letters = roster.ids().filter(|(id, unit)| now.letters.contains(id) || unit.assessed && again(&unit.code));
    let kept = kept(console, loaded, now)?;
    let mut corrected = Vec::new();
    for (issued, rows, past) in &pasts {
        corrected.extend(as_it_stood(console, loaded, issued, *rows, past, bearings)?);
    }
    let notices = register.issued().iter().filter(|issued| issued.genre == Genre::Correction);
    Ok(Some(Amendment {
        count: 1 + notices.count(),
        corrected,
        matters,
        letters: letters.map(|(_, unit)| unit.name.value.clone()).collect(),
        withdrawn: withdrawn.collect(),
        kept,
    }))
}

/// The units whose letters the last notice called for, and that are right again as they are.
fn kept(console: &Console, loaded: &Loaded, now: &Due) -> Result<Vec<String>, Stopped> {
    let History { register, ledger } = &loaded.history;
    let Some(notice) = register.standing(Genre::Correction, None) else { return Ok(Vec::new()) };
    let then = past(console, loaded, ledger.length_at(notice.ledger.as_deref()).unwrap_or_default())?;
    let called: Vec<UnitCode> = due(console, loaded, Some(&then))?
        .letters
        .into_iter()
        .map(|id| then.workspace.roster.unit(id).code.clone())
        .collect();
    let roster = &loaded.state.workspace.roster;
    let holds = |code: &UnitCode| {
        let letter = register.standing(Genre::Letter, Some(code));
        letter.is_some_and(|letter| letter.edition <= notice.edition && letter.replaces.is_empty())
    };
    let units = roster.ids().filter(|(id, unit)| {
        unit.assessed && called.contains(&unit.code) && !now.letters.contains(id) && holds(&unit.code)
    });
    Ok(units.map(|(_, unit)| unit.name.value.clone()).collect())
}

/// A document as it was printed, or as the last notice left it.
fn as_it_stood(
    console: &Console,
    loaded: &Loaded,
    issued: &Issued,
    rows: u32,
    past: &State,
    bearings: &Bearings,
) -> Result<Option<Corrected>, Stopped> {
    let mut ignored = Diagnostics::default();
    let wording = Wording::new(&loaded.sources, &past.workspace, &mut ignored);
    let maker = maker(loaded, past, &wording, bearings);
    let selection = Selection { kinds: Kind::of(issued.genre).into_iter().collect(), unit: None, scored: true };
    let prepared = prepare(maker.documents(&selection, &mut ignored), &maker).into_iter().next();
    let Some(Prepared { document, view: digest, .. }) = prepared else { return Ok(None) };
    if rows == loaded.history.ledger.length_at(issued.ledger.as_deref()).unwrap_or_default() {
        reworded(console, loaded, issued, &digest)?;
    }
    let Content::Typeset { view, .. } = document.content else { return Ok(None) };
    Ok(Some(Corrected {
        genre: issued.genre,
        reference: reference(issued),
        notices: notices(console, loaded, issued)?,
        view,
        figures: Figures::of(&past.workspace, &past.assessment, false),
    }))
}

/// Tells if words of a document were changed after its issue, so that what a notice quotes is not what was printed.
fn reworded(console: &Console, loaded: &Loaded, issued: &Issued, view: &str) -> Result<(), Stopped> {
    let mut diagnostics = Diagnostics::default();
    let edition = Edition::read(&loaded.root, issued.edition, &mut diagnostics);
    let edition = edition.map_err(|error| unreadable(console, &error))?;
    let Some(edition) = edition else { return Err(refused(console, &loaded.sources, &diagnostics)) };
    let number = issued.number.to_string();
    let kept = edition.files.values().find(|kept| kept.number == number && kept.kind != Kind::Attachments);
    if kept.is_some_and(|kept| kept.key.view != view) {
        let place = format!("{STORE}{}/inputs", issued.edition);
        console.error_line(
            &format!("注意：{number}印发以后改过行文模板或 documents.toml，更正通知引用的原文可能与印发的不同，请核对（当时的在 {place}）"),
            &format!("note: wording or documents.toml were changed after {number} was issued: what the notice quotes may not be what was printed; compare with {place}"),
        );
    }
    Ok(())
}

/// The notices that corrected a document: those before which its data had moved away from what it said.
fn notices(console: &Console, loaded: &Loaded, issued: &Issued) -> Result<Vec<Reference>, Stopped> {
    let History { ledger, register } = &loaded.history;
    let rows = |issued: &Issued| ledger.length_at(issued.ledger.as_deref()).unwrap_or_default();
    let mut known = rows(issued);
    let mut found = Vec::new();
    for notice in register.issued().iter().filter(|notice| notice.genre == Genre::Correction) {
        if rows(notice) > known {
            if differs(console, loaded, issued, known, rows(notice))? {
                found.push(reference(notice));
            }
            known = rows(notice);
        }
    }
    Ok(found)
}
