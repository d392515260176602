//! The ledger and the register, and the corrections of the ledger applied.

use hongtou::correct::{Corrected, History};
use hongtou::diag::Diagnostics;
use hongtou::load::RawWorkspace;
use hongtou::validate::validate;

use super::base::{check_places, files, parts, sources};

/// A ledger and a register over sound tables; tells whether they are sound, too.
#[must_use]
pub fn history(input: &[u8]) -> bool {
    let [ledger, register] = parts(input);
    let mut diagnostics = Diagnostics::default();
    let mut all = files();
    all.insert("corrections.csv".to_owned(), ledger);
    let editions: &[u32] = if register.is_empty() { &[] } else { &[1] };
    if !register.is_empty() {
        all.insert("register.csv".to_owned(), register);
    }
    let Some(read) = sources(&all, &mut diagnostics) else { return false };
    if let Some(raw) = RawWorkspace::load(&read, &mut diagnostics) {
        let history = History::read(&raw, editions, &mut diagnostics);
        let corrected = Corrected::at((&raw, &read), &history.ledger, u32::MAX, &mut diagnostics);
        let workspace = validate(&corrected.raw, &read, &mut diagnostics);
        assert!(workspace.is_some() || diagnostics.has_errors(), "refused without a reason");
    }
    check_places(&read, &diagnostics);
    !diagnostics.has_errors()
}
