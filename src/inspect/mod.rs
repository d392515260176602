//! Measures a PDF against GB/T 9704-2012: every row of the checklist, with what was found and what is required.
//!
//! `pdf` gives glyphs and shapes; `rows` puts them together, `anatomy` tells the elements of the document from each
//! other, `checks` measure them, one module for each chapter of the standard, and each finding is one row of the
//! `checklist`. Nothing here knows whether the document is one of ours.
#![expect(clippy::float_arithmetic, reason = "places on a page are no marks")]

mod anatomy;
mod checklist;
mod checks;
mod faces;
mod figures;
mod finding;
mod geometry;
mod rows;

pub use checklist::{Id, Item, Strength};
pub use figures::{BoxFigure, Figures, NumberFigure, RuleFigure};
pub use finding::{Finding, Note, Value, Verdict};

use serde::{Deserialize, Serialize};

use crate::pdf::Document;
use anatomy::Anatomy;
use finding::Findings;
use rows::Sheet;

/// The form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// 通用格式, chapter 7.
    General,
    /// 信函格式, 10.1.
    Letter,
    /// 命令（令）格式, 10.2.
    Order,
    /// 纪要格式, 10.3.
    Minutes,
    /// No head was found: an attachment by itself, or no official document.
    Unknown,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// The form it was measured by.
    pub form: Form,
    /// Its pages.
    pub pages: usize,
    /// The main figures, whether required or not.
    pub figures: Figures,
    /// A finding for each row of the checklist, in its order.
    pub findings: Vec<Finding>,
}

impl Inspection {
    /// The most serious verdict.
    #[must_use]
    pub fn worst(&self) -> Verdict {
        self.findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::NotMeasured)
    }

    /// How many rows ended so.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.findings.iter().filter(|finding| finding.verdict == verdict).count()
    }
}

/// Measures a document by the form `wanted`, or by the one it seems to have.
#[must_use]
pub fn inspect(document: &Document, wanted: Option<Form>) -> Inspection {
    let sheets: Vec<Sheet<'_>> =
        document.pages.iter().enumerate().map(|(at, page)| Sheet::new(at, page, document)).collect();
    let anatomy = Anatomy::of(document, &sheets, wanted);
    let mut findings = Findings::default();
    checks::all(&anatomy, &mut findings);
    Inspection {
        form: anatomy.form,
        pages: document.pages.len(),
        figures: Figures::of(&sheets),
        findings: findings.finish(),
    }
}
