//! `inspect`: PDFs are read, measured and reported.

use super::{Outcome, Stopped};
use crate::cli::{Inspect, WantedForm};
use crate::inspect::{Form, inspect as measure};
use crate::pdf;
use crate::report::Console;
use crate::source;

/// Measures PDFs against the standard.
pub(super) fn inspect(console: &Console, arguments: &Inspect) -> Result<(), Stopped> {
    let wanted = match arguments.form {
        WantedForm::General => Some(Form::General),
        WantedForm::Letter => Some(Form::Letter),
        WantedForm::Auto => None,
    };
    for path in &arguments.files {
        let bytes = source::read(path).map_err(|_| Stopped(Outcome::Failed))?;
        let document = pdf::read(bytes).map_err(|_| Stopped(Outcome::Failed))?;
        let inspection = measure(&document, wanted);
        console.line(&serde_json::to_string(&inspection).unwrap_or_default());
    }
    Ok(())
}
