//! The only printing: messages with their places, derivations, measurements, progress, and one line at the end.

pub mod changes;
mod chinese;
mod columns;
mod english;
pub mod inspection;
pub mod origin;
pub mod plan;
mod printable;
mod problems;
mod relay;
pub mod returns;
mod tree;
pub mod verification;

pub use relay::{Colours, Hearing, Progress, Repeater, Said};

use std::cell::{Cell, RefCell};
use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

use crate::diag::Problem;
use crate::lang::Lang;
use printable::{printable_line, printable_text};
use problems::Gathered;

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
    colours: Colours,
    /// Whether another process listens and prints.
    relayed: bool,
    /// What is said of a workspace, if it is for programs.
    gathered: Option<RefCell<Gathered>>,
    failed: Cell<bool>,
    /// Whether anything went to standard error.
    spoken: Cell<bool>,
}

impl Console {
    /// A console in a language; coloured where output or error is a terminal and `NO_COLOR` is not set.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            colours: Colours::wanted(),
            relayed: false,
            gathered: None,
            failed: Cell::new(false),
            spoken: Cell::new(false),
        }
    }

    /// A console whose words go to another process that listens, and prints them.
    #[must_use]
    pub fn relayed(lang: Lang, colours: Colours) -> Self {
        Self { relayed: true, colours, ..Self::new(lang) }
    }

    /// The same console on which all that goes to standard error is gathered for programs.
    #[must_use]
    pub fn gathering(&self) -> Self {
        let gathered = Some(RefCell::default());
        Self { relayed: self.relayed, colours: self.colours, gathered, ..Self::new(self.lang) }
    }

    /// The language of messages.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Which outputs take colours.
    #[must_use]
    pub fn colours(&self) -> Colours {
        self.colours
    }

    /// Whether another process listens and prints.
    #[must_use]
    pub fn is_relayed(&self) -> bool {
        self.relayed
    }

    /// Whether what is said is gathered for programs.
    #[must_use]
    pub fn is_gathering(&self) -> bool {
        self.gathered.is_some()
    }

    /// Whether something could not be printed, as on a full disk.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.failed.get()
    }

    /// Whether anything was told beside what was asked for: a message, a warning, a note.
    #[must_use]
    pub fn has_spoken(&self) -> bool {
        self.spoken.get()
    }

    /// Says that from here on nothing of unknown origin is at work: whoever listens shall wait.
    pub fn settled(&self) {
        if self.relayed {
            Said::Settled.send();
        }
    }

    /// Hands over what is gathered for programs, if it is; whether it is.
    fn gather(&self, add: impl FnOnce(&mut Gathered)) -> bool {
        self.gathered.as_ref().map(|gathered| add(&mut gathered.borrow_mut())).is_some()
    }

    /// A line on standard error.
    pub fn error_line(&self, zh: &str, en: &str) {
        self.error_text(&format!("{}\n", printable_text(self.lang.pick(zh, en))));
    }

    /// A line on standard error that says why nothing could be done; for programs it has a code.
    pub fn failure(&self, code: &'static str, zh: &str, en: &str) {
        if !self.gather(|gathered| gathered.failure(code, self.lang.pick(zh, en).to_owned())) {
            self.error_line(zh, en);
        }
    }

    /// A line on standard output.
    pub fn line(&self, text: &str) {
        self.text(&format!("{text}\n"));
    }

    /// The progress of work of so many steps: a bar on standard error, if that is a terminal.
    #[must_use]
    pub fn progress(&self, steps: usize) -> Progress {
        if self.relayed {
            Said::Begun(steps).send();
            return Progress::new(None);
        }
        if !std::io::stderr().is_terminal() || steps < 2 {
            return Progress::new(Some(ProgressBar::hidden()));
        }
        let bar = ProgressBar::new(steps as u64);
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Progress::new(Some(bar))
    }

    /// Text on standard output.
    pub fn text(&self, text: &str) {
        if self.relayed {
            return Said::Output(text.to_owned()).send();
        }
        // A reader that went away, as `| head` does, is no error of ours.
        let mut output = std::io::stdout().lock();
        let done = output.write_all(text.as_bytes()).and_then(|()| output.flush());
        if done.is_err_and(|error| error.kind() != std::io::ErrorKind::BrokenPipe) {
            self.failed.set(true);
        }
    }

    /// Text on standard error.
    pub fn error_text(&self, text: &str) {
        self.spoken.set(true);
        if self.gather(|gathered| gathered.message(text)) {
            return;
        }
        if self.relayed {
            return Said::Error(text.to_owned()).send();
        }
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}
