//! Has a PDF of unknown origin measured by a process of its own.

use std::path::Path;

use clap::ValueEnum;

use crate::apart::{Broken, Limits, ask};
use crate::cli::WantedForm;
use crate::inspect::Inspection;
use crate::report::inspection::Unmeasured;

/// The most an answer may hold, bytes.
const LONGEST_ANSWER: u64 = 16 << 20;

/// Measures a file.
pub(super) fn measure(path: &Path, form: WantedForm, limits: Limits) -> Result<Inspection, Unmeasured> {
    let form = form.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let arguments = ["inspect-one".into(), "--form".into(), form.into(), "--".into(), path.into()];
    let answer = ask(&arguments, Vec::new(), limits, LONGEST_ANSWER).map_err(|broken| match broken {
        Broken::NotStarted(why) => Unmeasured::NotStarted(why),
        Broken::OutOfTime => Unmeasured::OutOfTime(limits.seconds),
        Broken::OutOfMemory => Unmeasured::OutOfMemory(limits.memory),
        Broken::TooMuch => Unmeasured::TooMuch,
        Broken::Crashed => Unmeasured::Crashed,
    })?;
    serde_json::from_slice(&answer).unwrap_or(Err(Unmeasured::Crashed))
}
