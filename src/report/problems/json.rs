//! Problems for programs: one JSON document with everything that is said of a workspace.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::super::printable::harmless;
use super::concealed::Concealed;
use super::{LONGEST_SENTENCE, cut, name, words};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::lang::Lang;
use crate::report::{Console, Text};
use crate::source::Sources;
use crate::span::Span;
use crate::validate::Return;

/// The version of the format.
const SCHEMA: u32 = 1;
/// How many problems of one code are listed; more of them are only counted.
const LISTED: usize = 1000;
/// What is told though nothing is wrong.
const NOTE: &str = "note";

/// Everything that is said, gathered for one document.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Gathered {
    schema: u32,
    errors: usize,
    warnings: usize,
    notes: usize,
    /// How many documents can be made.
    documents: Option<usize>,
    /// What has been collected, if the marks could be read.
    returns: Option<Vec<Returned>>,
    problems: Vec<Row>,
    /// How many problems of a code are not listed.
    omitted: BTreeMap<&'static str, usize>,
    /// What else would be said on standard error.
    messages: Vec<String>,
    #[serde(skip)]
    counts: BTreeMap<&'static str, usize>,
}

#[derive(Debug, Serialize)]
struct Row {
    code: &'static str,
    severity: &'static str,
    message: String,
    expected: String,
    hint: String,
    places: Vec<Place>,
}

/// What one table, or one evaluator in it, should hold and holds.
#[derive(Debug, Serialize)]
struct Returned {
    table: &'static str,
    /// The evaluator; none where the office itself fills in the table.
    evaluator: Option<String>,
    /// How many cells it should fill in, and how many it has.
    expected: usize,
    given: usize,
    /// The cells that are there and blank.
    blank: Vec<Place>,
    /// How many of them are not listed.
    omitted: usize,
}

/// A place, the first of a problem the one to mend.
#[derive(Debug, Serialize)]
struct Place {
    /// The file, below the workspace.
    file: String,
    start: Position,
    /// Behind the last character.
    end: Position,
    /// The text there, its beginning if it is long.
    text: String,
}

/// Line and column from 1, counted in characters, and the byte in the decoded text of the file from 0.
#[derive(Debug, Serialize)]
struct Position {
    line: usize,
    column: usize,
    byte: usize,
}

impl Default for Gathered {
    fn default() -> Self {
        Self {
            schema: SCHEMA,
            errors: 0,
            warnings: 0,
            notes: 0,
            documents: None,
            returns: None,
            problems: Vec::new(),
            omitted: BTreeMap::new(),
            messages: Vec::new(),
            counts: BTreeMap::new(),
        }
    }
}

impl Gathered {
    /// Takes note of problems, errors first.
    pub(super) fn problems(&mut self, sources: &Sources, diagnostics: &Diagnostics, lang: Lang) {
        let concealed = Concealed::of(diagnostics);
        for diagnostic in diagnostics.sorted() {
            self.add((sources, &concealed), diagnostic, name(diagnostic.problem.severity()), lang);
        }
        for (code, _, beyond) in diagnostics.beyond() {
            *self.omitted.entry(code).or_default() += beyond;
        }
        self.errors += diagnostics.count(Severity::Error);
        self.warnings += diagnostics.count(Severity::Warning);
        self.notes += diagnostics.count(Severity::Note);
    }

    /// Takes note of what is told though nothing is wrong.
    pub(super) fn notes(&mut self, sources: &Sources, notes: &Diagnostics, lang: Lang) {
        let concealed = Concealed::of(notes);
        for diagnostic in notes.sorted() {
            self.add((sources, &concealed), diagnostic, NOTE, lang);
            self.notes += 1;
        }
    }

    /// Takes note of what has been collected.
    pub(in crate::report) fn returned(&mut self, sources: &Sources, returns: &[Return]) {
        let nothing = Concealed::of(&Diagnostics::default());
        let returned = returns.iter().map(|one| Returned {
            table: one.table,
            evaluator: one.who.clone(),
            expected: one.expected,
            given: one.given,
            blank: one.blanks.iter().take(LISTED).map(|cell| place((sources, &nothing), *cell)).collect(),
            omitted: one.blanks.len().saturating_sub(LISTED),
        });
        self.returns = Some(returned.collect());
    }

    /// Takes note of a failure that no file of the workspace is the place of.
    pub(in crate::report) fn failure(&mut self, code: &'static str, message: String) {
        let (expected, hint, places) = (String::new(), String::new(), Vec::new());
        self.problems.push(Row {
            code,
            severity: name(Severity::Error),
            message: cut(message),
            expected,
            hint,
            places,
        });
        self.errors += 1;
    }

    /// Takes note of a line on standard error.
    pub(in crate::report) fn message(&mut self, text: &str) {
        self.messages.push(cut(text.trim().to_owned()));
    }

    fn add(&mut self, inputs: (&Sources, &Concealed), diagnostic: &Diagnostic, severity: &'static str, lang: Lang) {
        let code = diagnostic.problem.code();
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count > LISTED {
            *self.omitted.entry(code).or_default() += 1;
            return;
        }
        let Text { message, expected, hint } = words(&diagnostic.problem, lang);
        let places = diagnostic.labels.iter().map(|span| place(inputs, *span)).collect();
        self.problems.push(Row { code, severity, message, expected, hint, places });
    }

    fn document(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        harmless(&text.unwrap_or_else(|error| unreachable!("a report has only texts as keys: {error}")))
    }
}

fn place((sources, concealed): (&Sources, &Concealed), span: Span) -> Place {
    let file = sources.file(span.source);
    let position = |byte| {
        let (line, column) = file.position(byte);
        Position { line, column, byte }
    };
    let text = concealed.masked(span.source, span.start(), Cow::Borrowed(sources.slice(span)));
    let end = text.char_indices().nth(LONGEST_SENTENCE).map_or(text.len(), |(end, _)| end);
    let (start, last) = (position(span.start()), position(span.end()));
    Place { file: file.path().to_owned(), start, end: last, text: text[..end].to_owned() }
}

impl Console {
    /// Takes note of what has been collected, for programs; whether it is gathered for them.
    pub fn gather_returns(&self, sources: &Sources, returns: &[Return]) -> bool {
        self.gather(|gathered| gathered.returned(sources, returns))
    }

    /// Prints what was gathered as one document; `documents` is how many can be made.
    pub fn gathered_as_json(&self, documents: Option<usize>) {
        let mut text = String::new();
        self.gather(|gathered| {
            gathered.documents = documents;
            text = gathered.document();
        });
        self.line(&text);
    }
}
