//! What a process says that another one listens to: frames, each whole or nothing, which the other one prints.

use std::io::{IsTerminal, Write};

use indicatif::ProgressBar;

use super::Console;

/// One thing that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Text for standard output.
    Output(String),
    /// Text for standard error.
    Error(String),
    /// Work of so many steps begins.
    Begun(usize),
    /// A step is done.
    Step,
    /// The work is done.
    Finished,
    /// From here on nothing of unknown origin is at work: however long it takes, it shall be done.
    Settled,
}

impl Said {
    /// Hands itself over to who listens on standard output.
    pub(super) fn send(&self) {
        let (mark, text) = match self {
            Self::Output(text) => (b'o', text.as_str()),
            Self::Error(text) => (b'e', text.as_str()),
            Self::Begun(steps) => (b'b', &*steps.to_string()),
            Self::Step => (b's', ""),
            Self::Finished => (b'f', ""),
            Self::Settled => (b'w', ""),
        };
        let mut frame = vec![mark];
        frame.extend_from_slice(&(text.len() as u64).to_le_bytes());
        frame.extend_from_slice(text.as_bytes());
        let mut output = std::io::stdout().lock();
        if output.write_all(&frame).and_then(|()| output.flush()).is_err() {
            // Nobody listens any more: nobody is left who would end this process.
            std::process::exit(2);
        }
    }
}

/// The frames heard so far.
#[derive(Debug, Default)]
pub struct Hearing {
    rest: Vec<u8>,
}

/// The mark and the length of a frame, bytes.
const HEAD: usize = 9;

impl Hearing {
    /// Takes the next piece, and gives what is said in the frames that are whole by now.
    pub fn take(&mut self, piece: &[u8]) -> Vec<Said> {
        self.rest.extend_from_slice(piece);
        let mut said = Vec::new();
        let mut at = 0;
        while let Some((head, rest)) = self.rest[at..].split_at_checked(HEAD) {
            let length = head[1..].try_into().map_or(u64::MAX, u64::from_le_bytes);
            let Some(text) = usize::try_from(length).ok().and_then(|length| rest.get(..length)) else { break };
            let whole = String::from_utf8_lossy(text).into_owned();
            at += HEAD + text.len();
            said.extend(match head[0] {
                b'o' => Some(Said::Output(whole)),
                b'e' => Some(Said::Error(whole)),
                b'b' => Some(Said::Begun(whole.parse().unwrap_or_default())),
                b's' => Some(Said::Step),
                b'f' => Some(Said::Finished),
                b'w' => Some(Said::Settled),
                _ => None,
            });
        }
        self.rest.drain(..at);
        said
    }
}

/// Which outputs take colours, as one process tells the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Colours {
    /// Standard output.
    pub output: bool,
    /// Standard error.
    pub error: bool,
}

impl Colours {
    /// Where output or error is a terminal, if `NO_COLOR` is not set.
    pub(super) fn wanted() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { output: wanted && std::io::stdout().is_terminal(), error: wanted && std::io::stderr().is_terminal() }
    }
}

/// The steps of some work, shown as they are done.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// With a bar, or told to the process that listens.
    pub(super) fn new(bar: Option<ProgressBar>) -> Self {
        Self { bar }
    }

    /// A step is done.
    pub fn step(&self) {
        match &self.bar {
            Some(bar) => bar.inc(1),
            None => Said::Step.send(),
        }
    }

    /// Prints something while the bar stands aside.
    pub fn aside(&self, print: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// All is done.
    pub fn finish(&self) {
        match &self.bar {
            Some(bar) => bar.finish_and_clear(),
            None => Said::Finished.send(),
        }
    }
}

/// Prints what another process says.
pub struct Repeater<'a> {
    console: &'a Console,
    progress: Option<Progress>,
}

impl<'a> Repeater<'a> {
    /// Prints on a console.
    #[must_use]
    pub fn new(console: &'a Console) -> Self {
        Self { console, progress: None }
    }

    /// Prints one thing.
    pub fn repeat(&mut self, said: &Said) {
        match (said, &self.progress) {
            (Said::Output(text), None) => self.console.text(text),
            (Said::Output(text), Some(progress)) => progress.aside(|| self.console.text(text)),
            (Said::Error(text), None) => self.console.error_text(text),
            (Said::Error(text), Some(progress)) => progress.aside(|| self.console.error_text(text)),
            (Said::Begun(steps), _) => self.progress = Some(self.console.progress(*steps)),
            (Said::Step, Some(progress)) => progress.step(),
            (Said::Finished, _) => self.silence(),
            (Said::Step, None) | (Said::Settled, _) => {}
        }
    }

    /// Takes the bar away.
    pub fn silence(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.finish();
        }
    }
}
