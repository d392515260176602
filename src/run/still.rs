//! Whether everything is as the last build left it, told from digests alone: nothing is parsed, computed or typeset for it.
//!
//! A build that made all that was asked for and had nothing to tell notes what was asked for. As long as program, inputs and documents
//! are the same, so is the answer, since documents depend on nothing else.

use super::keep::REGISTER;
use super::{Stopped, unreadable, unwritable};
use crate::cli::Request;
use crate::digest::digest;
use crate::report::Console;
use crate::source::{digests, embedded};
use crate::write::{Reading, Record, WriteError, is_unfinished};

/// What a request for all documents asks for, with the program that is asked; `None` for one that asks for some of them.
pub(super) fn asked(request: &Request) -> Option<String> {
    let whole = request.only.is_empty() && request.unit.is_none();
    let program = env!("HONGTOU_BUILD");
    whole.then(|| digest(format!("{program} {} {}", embedded::fingerprint(), request.draft).as_bytes()))
}

/// How many documents there are, if the same was asked for before and nothing has changed since.
pub(super) fn still(console: &Console, request: &Request) -> Result<Option<usize>, Stopped> {
    let failed = |error: WriteError| unwritable(console, &error);
    if !request.workspace.is_dir() || !request.out.is_dir() || is_unfinished(&request.out) {
        return Ok(None);
    }
    let readings = [Reading::glance(&request.workspace), Reading::glance(&request.out)];
    let record = Record::read(&request.out).map_err(failed)?;
    let manifest = record.manifest();
    // What was issued is copied from the store, which is no input.
    let known = manifest.settled.is_some() && manifest.settled == asked(request);
    if readings.iter().any(|reading| !matches!(reading, Ok(Some(_))))
        || !known
        || manifest.inputs.contains_key(REGISTER)
    {
        return Ok(None);
    }
    let inputs = digests(&request.workspace).map_err(|error| unreadable(console, &error))?;
    if inputs.as_ref() != Some(&manifest.inputs) {
        return Ok(None);
    }
    let present = record.present(std::iter::empty()).map_err(failed)?;
    let same = record.has_figures()
        && manifest.documents.iter().all(|(path, entry)| present.get(path).is_some_and(|there| *there == entry.digest));
    Ok(same.then_some(present.len()))
}
