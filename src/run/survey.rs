//! Measures the PDFs of a build, and sums up what was found on them.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::counted;
use crate::diag::{Diagnostics, Problem};
use crate::inspect::{Finding, Form, Id, Verdict, inspect};
use crate::pdf;
use crate::report::Console;
use crate::report::inspection::{sentence, tally};
use crate::view::{Bearings, Document, Kind};

/// What was found on the PDFs of a build, if they are to be measured.
pub(super) struct Survey<'a> {
    wanted: bool,
    /// What the documents bear.
    bearings: &'a Bearings,
    found: Mutex<Found>,
}

/// What was found so far, whatever the order of measuring.
#[derive(Default)]
struct Found {
    measured: usize,
    /// Documents of ours that cannot be read.
    unread: Vec<String>,
    rows: BTreeMap<(Verdict, Id), Row>,
}

/// A row of the checklist that documents do not pass.
struct Row {
    documents: usize,
    /// Path and finding of the first of them by name.
    first: (String, Finding),
}

impl<'a> Survey<'a> {
    pub(super) fn new(wanted: bool, bearings: &'a Bearings) -> Self {
        Self { wanted, bearings, found: Mutex::default() }
    }

    /// Whether a document bears a number without its serial yet.
    fn is_unnumbered(&self, document: &Document) -> bool {
        let number = |genre| self.bearings.of(genre, document.unit.as_ref()).number.as_ref();
        document.genre.is_some_and(|genre| number(genre).is_none())
    }

    /// Measures a document if it is a PDF. Its bytes are our own: no process of its own is needed.
    pub(super) fn measure(&self, document: &Document, bytes: &[u8]) {
        if !self.wanted || !document.is_typeset() {
            return;
        }
        let form = match document.kind {
            Kind::Method | Kind::Results | Kind::Correction => Some(Form::General),
            Kind::Letters => Some(Form::Letter),
            Kind::Attachments | Kind::Register | Kind::Data => None,
        };
        let inspection = pdf::read(bytes.to_vec()).map(|pdf| inspect(&pdf, form));
        let Ok(mut found) = self.found.lock() else { return };
        found.measured += 1;
        let Ok(inspection) = inspection else {
            found.unread.push(document.path.clone());
            return;
        };
        // Of a draft whose serial is blank nobody expects a whole number.
        let told = |finding: &Finding| {
            finding.verdict >= Verdict::Warn && !(finding.id == Id::H07 && self.is_unnumbered(document))
        };
        for finding in inspection.findings.into_iter().filter(told) {
            let first = (document.path.clone(), finding.clone());
            let row = found.rows.entry((finding.verdict, finding.id)).or_insert(Row { documents: 0, first });
            row.documents += 1;
            if document.path < row.first.0 {
                row.first = (document.path.clone(), finding);
            }
        }
    }

    /// Adds every fail to the problems, and prints the warnings in one line.
    pub(super) fn report(self, console: &Console, diagnostics: &mut Diagnostics) {
        let Ok(found) = self.found.into_inner() else { return };
        for document in found.unread {
            let finding = console.lang().pick("读不出来", "it cannot be read").to_owned();
            diagnostics.nowhere(Problem::NotConforming { document, documents: 1, row: "PDF", finding });
        }
        let mut warnings = BTreeMap::new();
        for ((verdict, id), Row { documents, first: (document, finding) }) in found.rows {
            if verdict == Verdict::Fail {
                let finding = sentence(&finding, console.lang());
                let row = id.row().name;
                diagnostics.nowhere(Problem::NotConforming { document, documents, row, finding });
            } else {
                warnings.insert(id.row().name, documents);
            }
        }
        if self.wanted && found.measured > 0 && !diagnostics.has_errors() {
            let measured = found.measured;
            let rows = tally(&warnings);
            if rows.is_empty() {
                console.error_line(
                    &format!("测量了{measured}个 PDF，全部合格"),
                    &format!("measured {}: all pass", counted(measured, "PDF")),
                );
            } else {
                console.error_line(
                    &format!("测量了{measured}个 PDF，没有不合格的；有提示的文件数：{rows}"),
                    &format!("measured {}: none fails; documents with warnings: {rows}", counted(measured, "PDF")),
                );
            }
        }
    }
}
