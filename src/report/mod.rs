//! The only printing: messages with their places, derivations, measurements, progress, and one line at the end.

pub mod changes;
mod chinese;
mod columns;
mod english;
pub mod inspection;
pub mod origin;
pub mod plan;
pub mod returns;
pub mod verification;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};

use codespan_reporting::diagnostic::{Diagnostic as Printable, Label};
use codespan_reporting::files::{Error as FileError, Files};
use codespan_reporting::term::termcolor::{Buffer, WriteColor};
use codespan_reporting::term::{Config, DisplayStyle, Styles, StylesWriter, emit_into_string, emit_to_write_style};
use indicatif::{ProgressBar, ProgressStyle};

use crate::diag::{Diagnostic, Diagnostics, Problem, Severity};
use crate::lang::Lang;
use crate::load::is_unprintable;
use crate::source::{SourceFile, Sources};
use crate::span::{SourceId, Span};
use crate::view::explain::Line;

/// How many problems of one code are shown with their source line; more of them take one line each.
const SHOWN_WHOLE: usize = 20;

/// The words for a problem.
pub struct Text {
    /// What was found.
    pub message: String,
    /// What was expected, printed at the place.
    pub expected: String,
    /// The remedy.
    pub hint: String,
}

/// The words for a problem in a language.
#[must_use]
pub fn text(problem: &Problem, lang: Lang) -> Text {
    let (message, expected, hint) = match lang {
        Lang::Zh => chinese::words(problem),
        Lang::En => english::words(problem),
    };
    Text { message, expected, hint }
}

/// Standard output and error of one run.
pub struct Console {
    lang: Lang,
    coloured: bool,
    coloured_output: bool,
    failed: Cell<bool>,
}

impl Console {
    /// A console in a language; coloured where output or error is a terminal and `NO_COLOR` is not set.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self {
            lang,
            coloured: wanted && std::io::stderr().is_terminal(),
            coloured_output: wanted && std::io::stdout().is_terminal(),
            failed: Cell::new(false),
        }
    }

    /// The language of messages.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether something could not be printed, as on a full disk.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.failed.get()
    }

    /// Prints all problems, errors first.
    pub fn diagnostics(&self, sources: &Sources, diagnostics: &Diagnostics) {
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        let files = Shown::new(sources);
        for diagnostic in diagnostics.sorted() {
            let code = diagnostic.problem.code();
            let count = shown.entry(code).or_default();
            *count += 1;
            // The line of a text that is too long is too long to be shown.
            let long = matches!(diagnostic.problem, Problem::TooLong { .. });
            let style = if *count > SHOWN_WHOLE || long { DisplayStyle::Short } else { DisplayStyle::Rich };
            self.error_text(&self.one(&files, diagnostic, style));
        }
    }

    /// A line on standard error.
    pub fn error_line(&self, zh: &str, en: &str) {
        self.error_text(&format!("{}\n", self.lang.pick(zh, en)));
    }

    /// A line on standard output.
    pub fn line(&self, text: &str) {
        self.text(&format!("{text}\n"));
    }

    /// A derivation as a tree: every line with its places, and of a corrected value the place where the former one stands.
    pub fn tree(&self, head: &str, lines: &[Line], sources: &Sources, origins: &BTreeMap<Span, Span>) {
        let mut text = format!("{head}\n");
        for (at, line) in lines.iter().enumerate() {
            let value = line.value.as_ref().map(|value| format!(" {value}")).unwrap_or_default();
            let places: Vec<String> = line.places.iter().map(|span| self.places(sources, *span, origins)).collect();
            let places = if places.is_empty() {
                String::new()
            } else {
                format!("  ← {}", places.join(self.lang.pick("，", ", ")))
            };
            let _ = writeln!(text, "{}{}{value}  {}{places}", branches(lines, at), line.name, line.how);
        }
        self.text(&text);
    }

    /// A place; behind that of a corrected value stands where its former one is.
    fn places(&self, sources: &Sources, span: Span, origins: &BTreeMap<Span, Span>) -> String {
        let mut text = place(sources, span);
        let mut former = origins.get(&span);
        while let Some(span) = former {
            text.push_str(self.lang.pick("（更正前：", " (before: "));
            text.push_str(&place(sources, *span));
            text.push_str(self.lang.pick("）", ")"));
            former = origins.get(span);
        }
        text
    }

    /// A progress bar of so many steps on standard error, if that is a terminal.
    #[must_use]
    pub fn progress(&self, steps: usize) -> ProgressBar {
        if !std::io::stderr().is_terminal() || steps < 2 {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(steps as u64);
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar
    }

    fn one(&self, files: &Shown<'_>, diagnostic: &Diagnostic, style: DisplayStyle) -> String {
        let words = text(&diagnostic.problem, self.lang);
        let (printable, name, shown) = match diagnostic.problem.severity() {
            Severity::Error => (Printable::error(), "error[", self.lang.pick("错误[", "error[")),
            Severity::Warning => (Printable::warning(), "warning[", self.lang.pick("提示[", "warning[")),
        };
        let labels = diagnostic.labels.iter().enumerate().map(|(at, span)| match at {
            0 => Label::primary(span.source.0, span.start..span.end).with_message(&words.expected),
            _ => Label::secondary(span.source.0, span.start..span.end)
                .with_message(self.lang.pick("另一处", "the other place")),
        });
        let mut notes = Vec::new();
        if diagnostic.labels.is_empty() && !words.expected.is_empty() {
            notes.push(words.expected.clone());
        }
        if !words.hint.is_empty() {
            notes.push(format!("{}{}", self.lang.pick("办法：", "help: "), words.hint));
        }
        let brief = matches!(style, DisplayStyle::Short);
        let printable = printable
            .with_code(diagnostic.problem.code())
            .with_message(printable_text(&words.message))
            .with_labels_iter(labels)
            .with_notes(if brief { Vec::new() } else { notes });
        let config = Config { display_style: style, ..Config::default() };
        let printed = if self.coloured {
            let styles = Styles::default();
            let mut buffer = Buffer::ansi();
            let mut writer = StylesWriter::new(&mut buffer, &styles);
            let done = emit_to_write_style(&mut writer, &config, files, &printable).is_ok() && buffer.reset().is_ok();
            done.then(|| String::from_utf8_lossy(buffer.as_slice()).into_owned())
        } else {
            emit_into_string(&config, files, &printable).ok()
        };
        // A place that cannot be shown must not hide what is wrong.
        let printed = printed.unwrap_or_else(|| format!("{name}{}]: {}\n", diagnostic.problem.code(), words.message));
        printed.replacen(name, shown, 1)
    }

    /// Text on standard output.
    pub fn text(&self, text: &str) {
        // A reader that went away, as `| head` does, is no error of ours.
        let mut output = std::io::stdout().lock();
        let done = output.write_all(text.as_bytes()).and_then(|()| output.flush());
        if done.is_err_and(|error| error.kind() != std::io::ErrorKind::BrokenPipe) {
            self.failed.set(true);
        }
    }

    /// Text on standard error.
    pub fn error_text(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}

/// File, line, column and content of a cell.
fn place(sources: &Sources, span: Span) -> String {
    let content = sources.slice(span);
    let short: String = content.chars().take(20).collect();
    let more = if short.len() < content.len() { "…" } else { "" };
    format!("{} “{short}{more}”", sources.place(span))
}

/// The branches before a line of a tree.
fn branches(lines: &[Line], at: usize) -> String {
    let depth = lines[at].depth;
    let continues = |level: usize| {
        lines[at + 1..].iter().map(|line| line.depth).find(|depth| *depth <= level).is_some_and(|depth| depth == level)
    };
    let trunk: String = (0..depth).map(|level| if continues(level) { "│  " } else { "   " }).collect();
    format!("{trunk}{}", if continues(depth) { "├─ " } else { "└─ " })
}

/// A text in which nothing can command a terminal: control and direction marks become other characters as long.
fn printable_text(text: &str) -> Cow<'_, str> {
    let harmless = |at: usize, c: char| match c {
        '\n' | '\t' => true,
        '\r' => text[at + 1..].starts_with('\n'),
        c => !is_unprintable(c),
    };
    if text.char_indices().all(|(at, c)| harmless(at, c)) {
        return Cow::Borrowed(text);
    }
    let twin = |(at, c): (usize, char)| match c.len_utf8() {
        _ if harmless(at, c) => c.to_string(),
        3 => "\u{FFFD}".to_owned(),
        length => "?".repeat(length),
    };
    Cow::Owned(text.char_indices().map(twin).collect())
}

/// A text on one line in which nothing can command a terminal.
fn printable_line(text: &str) -> String {
    printable_text(text).replace(['\n', '\r', '\t'], " ")
}

/// The inputs as the library that prints messages wants them.
struct Shown<'a> {
    sources: &'a Sources,
    texts: Vec<Cow<'a, str>>,
}

impl<'a> Shown<'a> {
    fn new(sources: &'a Sources) -> Self {
        Self { sources, texts: sources.files().iter().map(|file| printable_text(file.text())).collect() }
    }

    fn file(&self, id: usize) -> Result<&'a SourceFile, FileError> {
        if id < self.texts.len() { Ok(self.sources.file(SourceId(id))) } else { Err(FileError::FileMissing) }
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
        self.texts.get(id).map(|text| &**text).ok_or(FileError::FileMissing)
    }

    fn line_index(&'a self, id: usize, byte: usize) -> Result<usize, FileError> {
        Ok(self.file(id)?.position(byte).0 - 1)
    }

    fn line_range(&'a self, id: usize, line: usize) -> Result<std::ops::Range<usize>, FileError> {
        let file = self.file(id)?;
        Ok(file.line(line + 1).start..file.line(line + 2).start.max(file.line(line + 1).end))
    }
}
