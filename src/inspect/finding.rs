//! What a measurement found: a finding for each row of the checklist.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::checklist::{Id, Strength};

/// How a measurement ended, from the least to the most serious.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The document has no such element.
    NotApplicable,
    /// The element could not be told from others with confidence, or gives nothing to measure.
    NotMeasured,
    /// As required.
    Pass,
    /// Not as recommended, or of a reading that is not the first.
    Warn,
    /// Against a flat requirement.
    Fail,
}

/// A value that was found or is required.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "unit", content = "value", rename_all = "kebab-case")]
pub enum Value {
    /// Millimetres.
    Mm(f64),
    /// Points.
    Pt(f64),
    /// A number of things.
    Count(usize),
    /// Text, as it is printed.
    Text(String),
}

/// What else is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// A face of another class stands in.
    Substitute,
    /// A face of another class is used.
    Face,
    /// The size of the type differs.
    Size,
    /// The colour differs.
    Colour,
    /// The place differs.
    Place,
    /// The text has another form.
    Form,
    /// The rows counted as blank rows of the grid: the other reading of 空一行 and 空二行.
    BlankRows,
    /// It is absent.
    Absent,
    /// It should not be there.
    Superfluous,
    /// It is on another page than it should.
    Page,
    /// Two things differ that should be the same.
    Differs,
    /// A row ends within a word.
    SplitWord,
    /// A number or a level is skipped.
    Skipped,
}

/// The finding on one row of the checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The row.
    pub id: Id,
    /// How the measurement ended.
    pub verdict: Verdict,
    /// The page, from 1; of several the first that is as bad.
    pub page: Option<usize>,
    /// What was found there.
    pub found: Option<Value>,
    /// What is required.
    pub expected: Option<Value>,
    /// By how much it may differ.
    pub tolerance: Option<f64>,
    /// What else is to be said.
    pub note: Option<Note>,
    /// How many places were as bad as this one.
    pub places: usize,
}

/// The findings on a document while they are being made.
#[derive(Debug, Default)]
pub(super) struct Findings {
    of: BTreeMap<Id, Finding>,
}

/// One look at one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    page: Option<usize>,
    found: Option<Value>,
    expected: Option<Value>,
    tolerance: Option<f64>,
    note: Option<Note>,
}

impl Look {
    /// At a page counted from 0.
    pub(super) fn on(page: usize) -> Self {
        Self { page: Some(page + 1), ..Self::default() }
    }

    pub(super) fn mm(self, found: f64, expected: f64, tolerance: f64) -> Self {
        Self {
            found: Some(Value::Mm(rounded(found))),
            expected: Some(Value::Mm(rounded(expected))),
            tolerance: Some(tolerance),
            ..self
        }
    }

    pub(super) fn pt(self, found: f64, expected: f64) -> Self {
        Self { found: Some(Value::Pt(rounded(found))), expected: Some(Value::Pt(expected)), ..self }
    }

    pub(super) fn count(self, found: usize, expected: usize) -> Self {
        Self { found: Some(Value::Count(found)), expected: Some(Value::Count(expected)), ..self }
    }

    pub(super) fn text(self, found: impl Into<String>) -> Self {
        Self { found: Some(Value::Text(found.into())), ..self }
    }

    pub(super) fn wanted(self, expected: impl Into<String>) -> Self {
        Self { expected: Some(Value::Text(expected.into())), ..self }
    }

    pub(super) fn note(self, note: Note) -> Self {
        Self { note: Some(note), ..self }
    }
}

impl Findings {
    /// Takes down a look; the worst of a row counts.
    pub(super) fn add(&mut self, id: Id, verdict: Verdict, look: Look) {
        let Look { page, found, expected, tolerance, note } = look;
        let finding = Finding { id, verdict, page, found, expected, tolerance, note, places: 1 };
        match self.of.get_mut(&id) {
            Some(known) if known.verdict == verdict => known.places += 1,
            Some(known) if known.verdict > verdict => {}
            _ => {
                self.of.insert(id, finding);
            }
        }
    }

    /// Passes, or fails by the strength of the requirement.
    pub(super) fn check(&mut self, id: Id, right: bool, look: Look) {
        let wrong = if id.row().strength == Strength::Must { Verdict::Fail } else { Verdict::Warn };
        self.add(id, if right { Verdict::Pass } else { wrong }, look);
    }

    /// Passes, or warns whatever the strength.
    pub(super) fn advise(&mut self, id: Id, right: bool, look: Look) {
        self.add(id, if right { Verdict::Pass } else { Verdict::Warn }, look);
    }

    /// A length that may differ from what is required by a tolerance.
    pub(super) fn length(&mut self, id: Id, page: usize, found: f64, expected: f64, tolerance: f64) -> bool {
        let right = (found - expected).abs() <= tolerance + 0.005;
        self.check(id, right, Look::on(page).mm(found, expected, tolerance));
        right
    }

    /// A gap of blank rows: `expected` from edge to edge, or with a warning `other`, the reading as rows of the grid.
    pub(super) fn gap(&mut self, id: Id, page: usize, found: f64, expected: f64, tolerance: f64, other: f64) {
        if (found - other).abs() <= tolerance && (found - expected).abs() > tolerance {
            self.add(id, Verdict::Warn, Look::on(page).mm(found, expected, tolerance).note(Note::BlankRows));
        } else {
            self.length(id, page, found, expected, tolerance);
        }
    }

    /// The element is there, but cannot be measured.
    pub(super) fn unmeasured(&mut self, id: Id) {
        self.add(id, Verdict::NotMeasured, Look::default());
    }

    /// Takes back what was found on a row: another finding tells the same fault.
    pub(super) fn retract(&mut self, id: Id) {
        self.of.remove(&id);
        self.unmeasured(id);
    }

    /// What was found on a row so far.
    pub(super) fn verdict(&self, id: Id) -> Option<Verdict> {
        self.of.get(&id).map(|finding| finding.verdict)
    }

    /// All rows of the checklist in its order; those that nothing was found on do not apply.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        for id in Id::ALL {
            self.of.entry(id).or_insert(Finding {
                id,
                verdict: Verdict::NotApplicable,
                page: None,
                found: None,
                expected: None,
                tolerance: None,
                note: None,
                places: 0,
            });
        }
        self.of.into_values().collect()
    }
}

/// A length to the thousandth.
pub(super) fn rounded(length: f64) -> f64 {
    let rounded = (length * 1000.0).round() / 1000.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}
