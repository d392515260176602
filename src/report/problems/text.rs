//! Problems for people: message, place with its line, what was expected, and the remedy.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

use codespan_reporting::diagnostic::{Diagnostic as Printable, Label};
use codespan_reporting::files::{Error as FileError, Files};
use codespan_reporting::term::termcolor::{Buffer, WriteColor};
use codespan_reporting::term::{Config, DisplayStyle, Styles, StylesWriter, emit_into_string, emit_to_write_style};

use super::concealed::Concealed;
use super::words;
use crate::diag::{Diagnostic, Diagnostics, Problem, Severity};
use crate::lang::Lang;
use crate::report::printable::printable_text;
use crate::report::{Console, Text};
use crate::source::{SourceFile, Sources};
use crate::span::{SourceId, Span};

/// How many problems of one code are shown with their source line; more of them take one line each.
const SHOWN_WHOLE: usize = 20;
/// How many problems of one code are shown at all; more of them are only counted.
const SHOWN: usize = 100;
/// A line of an input with more bytes is too long to be shown.
const LONGEST_LINE: usize = 1000;

impl Console {
    /// Prints all problems, errors first; of those for programs it takes note.
    pub fn diagnostics(&self, sources: &Sources, diagnostics: &Diagnostics) {
        if self.gather(|gathered| gathered.problems(sources, diagnostics, self.lang())) {
            return;
        }
        let mut counts: BTreeMap<&str, (Severity, usize)> = BTreeMap::new();
        let files = Shown::new(sources, diagnostics);
        for diagnostic in diagnostics.sorted() {
            let problem = &diagnostic.problem;
            let (_, count) = counts.entry(problem.code()).or_insert((problem.severity(), 0));
            *count += 1;
            if *count > SHOWN {
                continue;
            }
            let long = diagnostic.labels.iter().any(|span| files.length_of_lines(*span) > LONGEST_LINE);
            let style = if *count > SHOWN_WHOLE || long { DisplayStyle::Short } else { DisplayStyle::Rich };
            self.error_text(&self.one(&files, diagnostic, style));
        }
        for (code, severity, beyond) in diagnostics.beyond() {
            counts.entry(code).or_insert((severity, 0)).1 += beyond;
        }
        for (code, (severity, count)) in counts.into_iter().filter(|(_, (_, count))| *count > SHOWN) {
            let name = label(severity, self.lang());
            let more = count - SHOWN;
            self.error_line(
                &format!("{name}[{code}]: 此类还有{more}处，没有一一列出"),
                &format!("{name}[{code}]: … and {} more of this kind", grouped(more)),
            );
        }
    }

    /// Prints messages without their places below a line that says what they are about; for programs they are notes.
    pub fn notes(&self, sources: &Sources, head: (&str, &str), notes: &Diagnostics) {
        if self.gather(|gathered| gathered.notes(sources, notes, self.lang())) {
            return;
        }
        self.error_line(head.0, head.1);
        let all = notes.sorted();
        for note in all.iter().take(SHOWN) {
            self.error_text(&format!("  {}\n", printable(&note.problem, self.lang()).message));
        }
        if let Some(more @ 1..) = all.len().checked_sub(SHOWN) {
            self.error_line(&format!("  还有{more}处，没有一一列出"), &format!("  … and {} more", grouped(more)));
        }
    }

    fn one(&self, files: &Shown<'_>, diagnostic: &Diagnostic, style: DisplayStyle) -> String {
        let words = printable(&diagnostic.problem, self.lang());
        let severity = diagnostic.problem.severity();
        let (print, name) = match severity {
            Severity::Error => (Printable::error(), "error["),
            Severity::Warning => (Printable::warning(), "warning["),
            Severity::Note => (Printable::note(), "note["),
        };
        let shown = format!("{}[", label(severity, self.lang()));
        let labels = diagnostic.labels.iter().enumerate().map(|(at, span)| match at {
            0 => Label::primary(span.source.place(), span.bytes()).with_message(&words.expected),
            _ => Label::secondary(span.source.place(), span.bytes())
                .with_message(self.lang().pick("另一处", "the other place")),
        });
        let mut notes = Vec::new();
        if diagnostic.labels.is_empty() && !words.expected.is_empty() {
            notes.push(words.expected.clone());
        }
        if !words.hint.is_empty() {
            notes.push(format!("{}{}", self.lang().pick("办法：", "help: "), words.hint));
        }
        let brief = matches!(style, DisplayStyle::Short);
        let print = print
            .with_code(diagnostic.problem.code())
            .with_message(&words.message)
            .with_labels_iter(labels)
            .with_notes(if brief { Vec::new() } else { notes });
        let config = Config { display_style: style, ..Config::default() };
        let printed = if self.colours().error {
            let styles = Styles::default();
            let mut buffer = Buffer::ansi();
            let mut writer = StylesWriter::new(&mut buffer, &styles);
            let done = emit_to_write_style(&mut writer, &config, files, &print).is_ok() && buffer.reset().is_ok();
            done.then(|| String::from_utf8_lossy(buffer.as_slice()).into_owned())
        } else {
            emit_into_string(&config, files, &print).ok()
        };
        // A place that cannot be shown must not hide what is wrong.
        let printed = printed.unwrap_or_else(|| format!("{name}{}]: {}\n", diagnostic.problem.code(), words.message));
        let printed = printed.replacen(name, &shown, 1);
        // The library knows lines and columns only.
        diagnostic.labels.iter().fold(printed, |printed, span| {
            let file = files.sources.file(span.source);
            match file.sheet() {
                Some(_) => {
                    let (line, column) = file.position(span.start());
                    let place = files.sources.place(*span);
                    printed.replacen(&format!("{}:{line}:{column}", file.name()), &place, 1)
                }
                None => printed,
            }
        })
    }
}

/// The words for a problem, in which nothing that they quote can command a terminal.
fn printable(problem: &Problem, lang: Lang) -> Text {
    let Text { message, expected, hint } = words(problem, lang);
    let [message, expected, hint] = [message, expected, hint].map(|text| printable_text(&text).into_owned());
    Text { message, expected, hint }
}

/// What a severity is called in messages.
fn label(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("错误", "error"),
        Severity::Warning => lang.pick("提示", "warning"),
        Severity::Note => lang.pick("说明", "note"),
    }
}

/// A number with a comma before every third digit from its end.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The text of an input, harmless to a terminal; of a sheet every row on one line.
fn shown(file: &SourceFile) -> Cow<'_, str> {
    let text = printable_text(file.text());
    if file.sheet().is_none() {
        return text;
    }
    let mut bytes = text.into_owned().into_bytes();
    for row in file.lines() {
        bytes[row].iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' ');
    }
    Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
}

/// The inputs as the library that prints messages wants them.
struct Shown<'a> {
    sources: &'a Sources,
    concealed: Concealed,
    /// The text of every file, as soon as a message shows some of it.
    texts: Vec<OnceCell<Cow<'a, str>>>,
}

impl<'a> Shown<'a> {
    fn new(sources: &'a Sources, diagnostics: &Diagnostics) -> Self {
        let texts = sources.files().iter().map(|_| OnceCell::new()).collect();
        Self { sources, concealed: Concealed::of(diagnostics), texts }
    }

    /// How many bytes the lines of a place have.
    fn length_of_lines(&self, span: Span) -> usize {
        let file = self.sources.file(span.source);
        let [first, last] = [span.start(), span.end()].map(|byte| file.line_of(byte));
        file.line(last).end.saturating_sub(file.line(first).start)
    }

    fn file(&self, id: usize) -> Result<&'a SourceFile, FileError> {
        if id < self.texts.len() { Ok(self.sources.file(SourceId::at(id))) } else { Err(FileError::FileMissing) }
    }
}

impl<'a> Files<'a> for Shown<'_> {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, FileError> {
        Ok(self.file(id)?.name())
    }

    fn source(&'a self, id: usize) -> Result<&'a str, FileError> {
        let file = self.file(id)?;
        Ok(self.texts[id].get_or_init(|| self.concealed.masked(SourceId::at(id), 0, shown(file))))
    }

    fn line_index(&'a self, id: usize, byte: usize) -> Result<usize, FileError> {
        Ok(self.file(id)?.line_of(byte) - 1)
    }

    fn column_number(&'a self, id: usize, _: usize, byte: usize) -> Result<usize, FileError> {
        Ok(self.file(id)?.position(byte).1)
    }

    fn line_range(&'a self, id: usize, line: usize) -> Result<std::ops::Range<usize>, FileError> {
        let file = self.file(id)?;
        Ok(file.line(line + 1).start..file.line(line + 2).start.max(file.line(line + 1).end))
    }
}
