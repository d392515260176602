//! The process that reads one file of unknown origin: it limits itself, measures, and answers with JSON.

use std::io::ErrorKind;
use std::path::Path;

use super::{LARGEST, form};
use crate::apart::{Limits, limit};
use crate::cli::{InspectOne, WantedForm};
use crate::inspect::{BoxFigure, Figures, Finding, Inspection, Value, Verdict, inspect};
use crate::pdf::{self, Unreadable};
use crate::report::Console;
use crate::report::inspection::Unmeasured;
use crate::run::{Outcome, Stopped};
use crate::source::read_at_most;

/// The stack for reading, bytes: what nests too deeply for it ends this process and no other.
const STACK: usize = 64 << 20;
/// At most so many characters of a text of the file are told.
const LONGEST: usize = 200;

/// Measures one file and prints the answer for the process that asked. An end without an answer is an answer too.
pub(in crate::run) fn inspect_one(console: &Console, arguments: &InspectOne) -> Result<(), Stopped> {
    limit(arguments.limits);
    let (path, wanted, limits) = (arguments.file.clone(), arguments.form, arguments.limits);
    let reading = std::thread::Builder::new().stack_size(STACK).spawn(move || measure(&path, wanted, limits));
    let answer = match reading.map(std::thread::JoinHandle::join) {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(Unmeasured::Crashed),
        Err(error) => Err(Unmeasured::NotStarted(error.to_string())),
    };
    let Ok(text) = serde_json::to_string(&answer) else { return Err(Stopped(Outcome::Failed)) };
    console.line(&text);
    Ok(())
}

fn measure(path: &Path, wanted: WantedForm, limits: Limits) -> Result<Inspection, Unmeasured> {
    let bytes = read_at_most(path, LARGEST << 20).map_err(|failure| match failure.error.kind() {
        ErrorKind::NotFound => Unmeasured::NotFound,
        ErrorKind::IsADirectory => Unmeasured::Folder,
        ErrorKind::FileTooLarge => Unmeasured::TooLarge(LARGEST),
        ErrorKind::OutOfMemory => Unmeasured::OutOfMemory(limits.memory),
        _ => Unmeasured::System(failure.error.to_string()),
    })?;
    let document = pdf::read(bytes).map_err(|why| match why {
        Unreadable::NotPdf => Unmeasured::NotPdf,
        Unreadable::Encrypted => Unmeasured::Encrypted,
        Unreadable::NoPages => Unmeasured::NoPages,
    })?;
    Ok(bounded(inspect(&document, form(wanted))))
}

/// The same with nothing but numbers that can be written down, and texts of a length that can be read.
fn bounded(inspection: Inspection) -> Inspection {
    let findings = inspection.findings.into_iter().map(|finding| {
        let lengths = [number(finding.found.as_ref()), number(finding.expected.as_ref()), finding.tolerance];
        if lengths.into_iter().flatten().all(f64::is_finite) {
            Finding { found: finding.found.map(short), expected: finding.expected.map(short), ..finding }
        } else {
            Finding { verdict: Verdict::NotMeasured, found: None, expected: None, tolerance: None, ..finding }
        }
    });
    let findings = findings.collect();
    let mut figures: Figures = inspection.figures;
    for figure in [&mut figures.left, &mut figures.right, &mut figures.pitch, &mut figures.body_size] {
        *figure = figure.filter(|figure| figure.is_finite());
    }
    for baseline in figures.first_baseline.iter_mut().chain(&mut figures.last_baseline) {
        *baseline = baseline.filter(|baseline| baseline.is_finite());
    }
    for rules in [&mut figures.red_rules, &mut figures.black_rules] {
        rules.retain(|rule| [rule.x0, rule.x1, rule.top, rule.bottom].into_iter().all(f64::is_finite));
    }
    figures.page_numbers.retain(|number| [number.left, number.right, number.baseline].into_iter().all(f64::is_finite));
    let finite = |mark: &BoxFigure| [mark.x0, mark.top, mark.x1, mark.bottom].into_iter().all(f64::is_finite);
    figures.mark = figures.mark.filter(finite);
    for number in &mut figures.page_numbers {
        number.axis = number.axis.filter(|axis| axis.is_finite());
        number.text = number.text.chars().take(LONGEST).collect();
    }
    Inspection { figures, findings, ..inspection }
}

fn number(value: Option<&Value>) -> Option<f64> {
    match value? {
        Value::Mm(number) | Value::Pt(number) => Some(*number),
        Value::Count(_) | Value::Text(_) => None,
    }
}

fn short(value: Value) -> Value {
    match value {
        Value::Text(text) if text.chars().count() > LONGEST => {
            Value::Text(text.chars().take(LONGEST).chain(['…']).collect())
        }
        other => other,
    }
}
