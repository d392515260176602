//! Which documents stand as they were issued, and which of them the data have moved away from.

use std::collections::{BTreeMap, BTreeSet};

use super::state::State;
use super::{Loaded, Stopped, refused, unreadable};
use crate::correct::{History, Issued};
use crate::diag::Diagnostics;
use crate::edition::Edition;
use crate::model::{Genre, UnitCode};
use crate::report::Console;
use crate::validate::UnitId;
use crate::view::{Bearing, Bearings, Content, Document, Kind, Maker, Reference, Selection};
use crate::wording::Wording;

/// What must be issued because the data are no longer as they were.
#[derive(Clone, Debug, Default)]
pub(super) struct Due {
    /// Documents that a 更正通知 must correct.
    pub(super) corrected: Vec<Genre>,
    /// Units whose letter says something else now.
    pub(super) letters: Vec<UnitId>,
}

impl Due {
    /// Whether nothing is due.
    pub(super) fn is_empty(&self) -> bool {
        self.corrected.is_empty() && self.letters.is_empty()
    }
}

/// What is due with the data as they are, or in an `other` state: an issued document is touched if its view, made of the data as they were then, is not the
/// view made of the data as they are. Wording, numbers and dates are the same for both, so that only data count.
pub(super) fn due(console: &Console, loaded: &Loaded, other: Option<&State>) -> Result<Due, Stopped> {
    let state = other.unwrap_or(&loaded.state);
    let register = &loaded.history.register;
    let mut due = Due::default();
    let mut then: BTreeMap<u32, Vec<Issued>> = BTreeMap::new();
    for genre in [Genre::Method, Genre::Results] {
        if let Some(issued) = register.standing(genre, None) {
            then.entry(baseline(loaded, issued)).or_default().push(issued.clone());
        }
    }
    for (_, unit) in state.workspace.roster.ids() {
        if let Some(issued) = register.standing(Genre::Letter, Some(&unit.code)) {
            then.entry(baseline(loaded, issued)).or_default().push(issued.clone());
        }
    }
    let (bearings, units) = (Bearings::drafts(&state.workspace), assessed(state));
    // The data as they are have not moved away from what no later correction touched.
    for (rows, documents) in then {
        if other.is_none() && loaded.history.ledger.approved_since(rows).is_empty() {
            continue;
        }
        let past = past(console, loaded, rows)?;
        let (before, after) =
            (views(loaded, &past, &bearings, &documents), views(loaded, state, &bearings, &documents));
        for ((issued, before), after) in documents.iter().zip(before).zip(after) {
            match &issued.unit {
                _ if before == after => {}
                None => due.corrected.push(issued.genre),
                // A unit that gets no letter any more is told by the notice.
                Some(_) if after.is_none() => {}
                Some(code) => due.letters.extend(units.get(code)),
            }
        }
    }
    due.letters.sort();
    Ok(due)
}

/// The data as they were when the ledger had so many rows.
pub(super) fn past(console: &Console, loaded: &Loaded, rows: u32) -> Result<State, Stopped> {
    let mut diagnostics = Diagnostics::default();
    let past = State::past((&loaded.files, &loaded.sources), &loaded.history, rows, &mut diagnostics);
    past.ok_or_else(|| refused(console, &loaded.sources, &diagnostics))
}

/// The letters that hold though their units are not assessed any more: a notice must void them.
pub(super) fn withdrawn(loaded: &Loaded) -> Vec<&Issued> {
    let register = &loaded.history.register;
    let letters = register.issued().iter().filter(|issued| issued.genre == Genre::Letter);
    let holds = |issued: &&Issued| register.standing(Genre::Letter, issued.unit.as_ref()) == Some(issued);
    let units = assessed(&loaded.state);
    let assessed = |issued: &Issued| issued.unit.as_ref().is_some_and(|code| units.contains_key(code));
    letters.filter(holds).filter(|issued| !assessed(issued)).collect()
}

/// Whether a document would say something else of the data when the ledger had so many rows, and so many.
pub(super) fn differs(
    console: &Console,
    loaded: &Loaded,
    issued: &Issued,
    before: u32,
    after: u32,
) -> Result<bool, Stopped> {
    let bearings = Bearings::drafts(&loaded.state.workspace);
    let document = std::slice::from_ref(issued);
    let view = |rows| Ok(views(loaded, &past(console, loaded, rows)?, &bearings, document));
    Ok(view(before)? != view(after)?)
}

/// How many rows the ledger had when a document was last as the data are: at its issue, or, of what a notice corrects, at
/// the last notice.
pub(super) fn baseline(loaded: &Loaded, issued: &Issued) -> u32 {
    let History { ledger, register } = &loaded.history;
    let rows = |issued: &Issued| ledger.length_at(issued.ledger.as_deref()).unwrap_or_default();
    let noticed = register.standing(Genre::Correction, None).map(rows).unwrap_or_default();
    if issued.genre == Genre::Letter { rows(issued) } else { rows(issued).max(noticed) }
}

/// A document as others cite it.
pub(super) fn reference(issued: &Issued) -> Reference {
    Reference { number: issued.number.clone(), date: issued.date }
}

/// What tells the views of documents from others, made of the data of a state.
fn views(loaded: &Loaded, state: &State, bearings: &Bearings, documents: &[Issued]) -> Vec<Option<String>> {
    let mut ignored = Diagnostics::default();
    let wording = Wording::new(&loaded.sources, &state.workspace, &mut ignored);
    let units = assessed(state);
    let maker = maker(loaded, state, &wording, bearings);
    let view = |issued: &Issued| {
        let unit = match &issued.unit {
            Some(code) => Some(*units.get(code)?),
            None => None,
        };
        let selection = Selection { kinds: Kind::of(issued.genre).into_iter().collect(), unit, scored: true };
        let documents = maker.documents(&selection, &mut Diagnostics::default());
        documents.first().map(|document| match &document.content {
            Content::Letter { view, .. } => view.to_string(),
            content => maker.json(content),
        })
    };
    documents.iter().map(view).collect()
}

/// The units that are assessed, by code.
fn assessed(state: &State) -> BTreeMap<&UnitCode, UnitId> {
    let units = state.workspace.roster.ids().filter(|(_, unit)| unit.assessed);
    units.map(|(id, unit)| (&unit.code, id)).collect()
}

/// What makes the views of a state, but for notices of correction.
pub(super) fn maker<'a>(
    loaded: &'a Loaded,
    state: &'a State,
    wording: &'a Wording<'a>,
    bearings: &'a Bearings,
) -> Maker<'a> {
    let State { workspace, assessment, .. } = state;
    Maker {
        sources: &loaded.sources,
        workspace,
        assessment,
        wording,
        bearings,
        amendment: None,
        issued: loaded.history.register.issued(),
        draft: false,
    }
}

/// What documents bear: those that were issued what they were issued with, all others what is set aside for them. A
/// letter that is due replaces the one that stands, and bears no date before the last correction was approved, nor does
/// a notice.
pub(super) fn bearings(loaded: &Loaded, due: &Due) -> Bearings {
    let History { ledger, register } = &loaded.history;
    let roster = &loaded.state.workspace.roster;
    let mut bearings = Bearings::drafts(&loaded.state.workspace);
    let mut stands = |genre, unit: Option<&UnitCode>| {
        if let Some(Issued { number, date, .. }) = register.standing(genre, unit) {
            let bearing = Bearing { number: Some(number.clone()), date: *date, replaces: None };
            bearings.set(genre, unit.cloned(), bearing);
        }
    };
    stands(Genre::Method, None);
    stands(Genre::Results, None);
    roster.ids().for_each(|(_, unit)| stands(Genre::Letter, Some(&unit.code)));
    let last = ledger.last_approval();
    for unit in due.letters.iter().map(|unit| roster.unit(*unit)) {
        let former = bearings.of(Genre::Letter, Some(&unit.code)).clone();
        let replaces = former.number.map(|number| Reference { number, date: former.date });
        let date = last.map_or(former.date, |last| last.max(former.date));
        bearings.set(Genre::Letter, Some(unit.code.clone()), Bearing { number: None, date, replaces });
    }
    let mut notice = bearings.of(Genre::Correction, None).clone();
    notice.date = last.map_or(notice.date, |last| last.max(notice.date));
    bearings.set(Genre::Correction, None, notice);
    bearings
}

/// Where drafts wait that are to replace what was issued.
const PENDING: &str = "待印发";

/// The documents of a build: what was issued as it lies in the store, and drafts of what was not.
pub(super) fn with_issued(
    console: &Console,
    loaded: &Loaded,
    drafts: Vec<Document>,
    selection: &Selection,
    due: &Due,
) -> Result<Vec<Document>, Stopped> {
    let register = &loaded.history.register;
    let roster = &loaded.state.workspace.roster;
    if register.issued().is_empty() {
        return Ok(drafts);
    }
    let mut documents = issued(console, loaded, selection)?;
    let again: BTreeSet<&UnitCode> = due.letters.iter().map(|id| &roster.unit(*id).code).collect();
    for draft in drafts {
        let standing = draft.genre.and_then(|genre| register.standing(genre, draft.unit.as_ref()));
        let replaces = draft.unit.as_ref().is_some_and(|code| again.contains(code));
        match standing {
            _ if replaces || draft.genre == Some(Genre::Correction) => {
                documents.push(Document { path: format!("{PENDING}/{}", draft.path), ..draft });
            }
            None => documents.push(draft),
            Some(_) => {}
        }
    }
    Ok(documents)
}

/// What stands issued, of the kinds and the unit asked for.
pub(super) fn issued(console: &Console, loaded: &Loaded, selection: &Selection) -> Result<Vec<Document>, Stopped> {
    let register = &loaded.history.register;
    let only = selection.unit.map(|unit| &loaded.state.workspace.roster.unit(unit).code);
    let mut documents = Vec::new();
    for number in 1..=register.last_edition() {
        let mut diagnostics = Diagnostics::default();
        let edition =
            Edition::read(&loaded.root, number, &mut diagnostics).map_err(|error| unreadable(console, &error))?;
        let Some(edition) = edition else { return Err(refused(console, &loaded.sources, &diagnostics)) };
        let rows: BTreeMap<String, &Issued> =
            register.edition(number).map(|row| (row.number.to_string(), row)).collect();
        for (path, kept) in &edition.files {
            let Some(row) = rows.get(&kept.number) else { continue };
            let stands = row.genre == Genre::Correction
                || register
                    .standing(row.genre, row.unit.as_ref())
                    .is_some_and(|standing| standing.number == row.number);
            let wanted = selection.kinds.contains(&kept.kind) && (only.is_none() || row.unit.as_ref() == only);
            if stands && wanted {
                // An attachment of a notice takes the place of the one that it replaces.
                if kept.kind == Kind::Attachments {
                    documents.retain(|former: &Document| former.kind != Kind::Attachments || former.path != *path);
                }
                documents.push(Document {
                    kind: kept.kind,
                    genre: Some(row.genre),
                    unit: row.unit.clone(),
                    path: path.clone(),
                    content: Content::Issued {
                        file: edition.place(path),
                        digest: kept.digest.clone(),
                        pages: kept.pages,
                    },
                });
            }
        }
    }
    Ok(documents)
}
