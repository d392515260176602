//! Findings for programs: one JSON document for all files, as `inspection.schema.json` describes it.

use serde::Serialize;

use super::super::printable::harmless;
use super::{Inspected, NO_TEXT, Unmeasured, outcome, requirement, words};
use crate::inspect::{Figures, Form, Id, Note, Strength, Value, Verdict};
use crate::lang::Lang;

/// The version of the format.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    #[serde(rename = "file")]
    name: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    figures: Option<&'a Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<Row<'a>>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: Id,
    clause: &'static str,
    strength: &'static str,
    requirement: &'static str,
    verdict: Verdict,
    page: Option<usize>,
    found: &'a Option<Value>,
    expected: &'a Option<Value>,
    tolerance: Option<f64>,
    note: Option<Note>,
    places: usize,
}

/// All files as one document.
pub(super) fn document(all: &[Inspected], lang: Lang) -> String {
    let report = Report { schema: SCHEMA, files: all.iter().map(|inspected| file(inspected, lang)).collect() };
    let text = serde_json::to_string_pretty(&report);
    harmless(&text.unwrap_or_else(|error| unreachable!("a report has only texts as keys: {error}")))
}

fn file(inspected: &Inspected, lang: Lang) -> File<'_> {
    let inspection = inspected.result.as_ref().ok();
    let why = inspected.result.as_ref().err();
    let blank = inspection.is_some_and(|inspection| inspection.figures.body_size.is_none());
    let rows = inspection.map(|inspection| {
        let row = |finding| row(finding, lang);
        inspection.findings.iter().map(row).collect()
    });
    File {
        name: &inspected.file,
        outcome: outcome(&inspected.result),
        reason: why.map(Unmeasured::code),
        message: match why {
            Some(why) => Some(words::unmeasured(why, lang).0),
            None => blank.then(|| lang.pick(NO_TEXT.0, NO_TEXT.1).to_owned()),
        },
        form: inspection.map(|inspection| inspection.form),
        pages: inspection.map(|inspection| inspection.pages),
        figures: inspection.map(|inspection| &inspection.figures),
        findings: rows,
    }
}

fn row(finding: &crate::inspect::Finding, lang: Lang) -> Row<'_> {
    let item = finding.id.row();
    Row {
        id: finding.id,
        clause: item.clause,
        strength: match item.strength {
            Strength::Must => "M",
            Strength::Normally => "G",
            Strength::Recommended => "R",
        },
        requirement: requirement(finding.id, lang),
        verdict: finding.verdict,
        page: finding.page,
        found: &finding.found,
        expected: &finding.expected,
        tolerance: finding.tolerance,
        note: finding.note,
        places: finding.places,
    }
}
