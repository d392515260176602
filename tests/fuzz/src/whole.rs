//! A whole workspace, from its files to the views of its documents; and wording alone. Each target tells whether all documents
//! can be made.

use hongtou::assess::assess;
use hongtou::correct::{Corrected, History};
use hongtou::diag::Diagnostics;
use hongtou::digest::digest;
use hongtou::load::RawWorkspace;
use hongtou::plan::{Prepared, prepare};
use hongtou::validate::validate;
use hongtou::view::{Bearings, Kind, Maker, Selection, check_places as check_paths};
use hongtou::wording::Wording;

use super::base::{Files, check_places, files, sources};

/// Files as an archive of text: a line `==== path` before each. They take the places of those of the small workspace.
#[must_use]
pub fn workspace(input: &[u8]) -> bool {
    const MARK: &[u8] = b"\n==== ";
    let mut all = files();
    let input = [b"\n", input].concat();
    let starts: Vec<usize> = (0..input.len()).filter(|at| input[*at..].starts_with(MARK)).collect();
    for (at, start) in starts.iter().enumerate() {
        let part = &input[start + MARK.len()..starts.get(at + 1).copied().unwrap_or(input.len())];
        let end = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let path = String::from_utf8_lossy(&part[..end]).trim().to_owned();
        // Layouts are no part of a check.
        if hongtou::source::extension_of(&path) != "typ" {
            all.insert(path, part.get(end + 1..).unwrap_or_default().to_vec());
        }
    }
    check(&all)
}

/// A wording template in the place of that of the letters; its first line is the title's pattern.
#[must_use]
pub fn wording(input: &[u8]) -> bool {
    let mut all = files();
    all.insert("templates/wording/letter.md.j2".to_owned(), input.to_vec());
    check(&all)
}

/// All that `check` does with files, but for fonts.
fn check(all: &Files) -> bool {
    let mut diagnostics = Diagnostics::default();
    let Some(read) = sources(all, &mut diagnostics) else { return false };
    let made = made(&read, &mut diagnostics);
    check_places(&read, &diagnostics);
    made.is_some()
}

fn made(read: &hongtou::source::Sources, diagnostics: &mut Diagnostics) -> Option<()> {
    let raw = RawWorkspace::load(read, diagnostics)?;
    let history = History::read(&raw, &[], diagnostics);
    let corrected = Corrected::at((&raw, read), &history.ledger, u32::MAX, diagnostics);
    let workspace = validate(&corrected.raw, read, diagnostics)?;
    if diagnostics.has_errors() {
        return None;
    }
    let assessment = assess(&workspace, diagnostics);
    let scored = workspace.scores.missing(&workspace.roster).is_empty();
    let wording = Wording::new(read, &workspace, diagnostics);
    let bearings = Bearings::drafts(&workspace);
    let issued = history.register.issued();
    let maker = Maker {
        sources: read,
        workspace: &workspace,
        assessment: &assessment,
        bearings: &bearings,
        wording: &wording,
        amendment: None,
        issued,
        draft: !scored,
    };
    let selection = Selection { kinds: Kind::ALL.to_vec(), unit: None, scored: true };
    let documents = maker.documents(&selection, diagnostics);
    check_paths(&workspace.documents.files, &documents.iter().collect::<Vec<_>>(), diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    for Prepared { document, view, .. } in prepare(documents, &maker) {
        let path = &document.path;
        assert!(hongtou::paths::is_portable(path), "{path}");
        assert_eq!(digest(maker.json(&document.content).as_bytes()), view, "{path} is made again as it was listed");
    }
    Some(())
}
