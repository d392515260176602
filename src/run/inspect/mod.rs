//! `inspect`: PDFs of unknown origin are measured, each in a process of its own, and reported in their order.

mod apart;
mod one;

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::{Outcome, Stopped, parallel};
use crate::cli::{Format, Inspect, WantedForm};
use crate::inspect::{Form, Verdict};
use crate::report::Console;
use crate::report::inspection::Inspected;

pub(super) use one::inspect_one;

/// A larger file (MiB) is not read.
const LARGEST: u64 = 512;

/// Measures PDFs against the standard.
pub(super) fn inspect(console: &Console, arguments: &Inspect) -> Result<(), Stopped> {
    let text = arguments.format == Format::Text;
    let measure = |path: &PathBuf| Inspected {
        file: path.to_string_lossy().into_owned(),
        result: apart::measure(path, arguments.form, arguments.limits),
    };
    let progress = console.progress(arguments.files.len());
    let mut all: Vec<Inspected> = Vec::with_capacity(arguments.files.len());
    parallel::in_order(&arguments.files, parallel::threads(None), measure, |inspected| {
        progress.step();
        progress.aside(|| match &inspected.result {
            Err(why) if !text => console.unmeasured(&inspected.file, why),
            _ if text => console.inspected(&inspected),
            _ => {}
        });
        all.push(inspected);
        ControlFlow::Continue(())
    });
    progress.finish();
    if !text {
        console.inspected_as_json(&all);
    } else if all.len() > 1 {
        console.inspected_total(&all);
    }
    let fails =
        |inspected: &Inspected| inspected.result.as_ref().is_ok_and(|inspection| inspection.worst() == Verdict::Fail);
    if all.iter().any(|inspected| inspected.result.is_err()) {
        Err(Stopped(Outcome::Failed))
    } else if all.iter().any(fails) {
        Err(Stopped(Outcome::Refused))
    } else {
        Ok(())
    }
}

/// The form that is asked for, if one is.
fn form(wanted: WantedForm) -> Option<Form> {
    match wanted {
        WantedForm::General => Some(Form::General),
        WantedForm::Letter => Some(Form::Letter),
        WantedForm::Auto => None,
    }
}
