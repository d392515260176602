//! The cases under `tests/errors`, laid out and run as its README says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Run, copy, files, hongtou_with, root};

/// The languages of messages, as `--lang` and the names of goldens have them.
pub(super) const LANGUAGES: [&str; 2] = ["zh", "en"];

/// A folder of `tests/errors`: a workspace that differs from the sound one, and what the program says of it.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) folder: PathBuf,
}

/// A run of a case: its golden text, and every file before and after.
pub(super) struct Outcome {
    pub(super) text: String,
    pub(super) code: i32,
    pub(super) before: BTreeMap<String, Vec<u8>>,
    pub(super) after: BTreeMap<String, Vec<u8>>,
}

impl Case {
    /// Every case, by name.
    pub(super) fn all() -> Vec<Self> {
        let entries = fs::read_dir(cases()).expect("tests/errors is read");
        let folders = entries.map(|entry| entry.expect("an entry is read").path()).filter(|path| path.is_dir());
        let mut all: Vec<Self> = folders
            .map(|folder| Self { name: folder.file_name().expect("a name").to_string_lossy().into_owned(), folder })
            .filter(|case| case.name != "base")
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// Lays the case out in a folder of its own.
    pub(super) fn laid(&self) -> TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("data");
        copy(&cases().join("base"), &data);
        overlay(&self.folder.join("overlay"), &data);
        overlay(&self.folder.join("out"), &folder.path().join("out"));
        folder
    }

    /// The arguments of its command.
    pub(super) fn command(&self) -> String {
        fs::read_to_string(self.folder.join("command.txt")).unwrap_or_else(|_| "check".to_owned())
    }

    /// Carries out a command in a folder.
    fn call(&self, folder: &Path, command: &str, language: &str) -> Run {
        let arguments: Vec<&str> = command.split_whitespace().chain(["--lang", language]).collect();
        let variables = fs::read_to_string(self.folder.join("environment.txt")).unwrap_or_default();
        let variables: Vec<(&str, &str)> = variables.lines().filter_map(|line| line.split_once('=')).collect();
        hongtou_with(folder, &arguments, &variables)
    }

    /// Runs the program on the case in a folder of its own.
    pub(super) fn run(&self, language: &str) -> Outcome {
        let folder = self.laid();
        let before = files(folder.path());
        let run = self.call(folder.path(), &self.command(), language);
        let text = format!("exit code {}\n--- stdout\n{}--- stderr\n{}", run.code, run.stdout, run.stderr);
        Outcome { text, code: run.code, before, after: files(folder.path()) }
    }

    /// What `check` says of the case to programs, and its exit code.
    pub(super) fn checked(&self, folder: &Path, language: &str) -> (Value, i32) {
        let run = self.call(folder, "check --format json", language);
        assert_eq!(run.stderr, "", "{}", self.name);
        let report = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        (report, run.code)
    }

    pub(super) fn golden(&self, language: &str) -> PathBuf {
        self.folder.join(format!("expected.{language}.txt"))
    }

    pub(super) fn expected(&self, language: &str) -> String {
        fs::read_to_string(self.golden(language)).unwrap_or_default()
    }
}

pub(super) fn cases() -> PathBuf {
    root().join("tests/errors")
}

/// Whether the goldens are to be rewritten instead of compared.
pub(super) fn blessing() -> bool {
    std::env::var_os("HONGTOU_BLESS").is_some_and(|value| value == "1")
}

/// Lays the files of a case over a folder, as tests/errors/README.md says.
fn overlay(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let target = |name: &str| to.join(name);
        if let Some(name) = name.strip_suffix(".link") {
            link(&String::from_utf8(bytes).expect("a path is UTF-8"), &target(name));
        } else if let Some(name) = name.strip_suffix(".size") {
            let length = String::from_utf8(bytes).expect("a number is UTF-8");
            let file = fs::File::create(target(name)).expect("a large file is made");
            file.set_len(length.trim().parse().expect("a number of bytes")).expect("a large file is large");
        } else if let Some(name) = name.strip_suffix(".absent") {
            fs::remove_file(target(name)).expect("the base has the file that the case lacks");
        } else if let Some(name) = name.strip_suffix(".edit") {
            let text = fs::read_to_string(target(name)).expect("the base has the file that the case edits");
            let script = String::from_utf8(bytes).expect("an edit is UTF-8");
            fs::write(target(name), edited(text, &script)).expect("an edited file is written");
        } else {
            fs::create_dir_all(target(&name).parent().expect("a parent")).expect("a folder is made");
            fs::write(target(&name), bytes).expect("a file of the case is written");
        }
    }
}

/// Makes a link, where the system has them.
fn link(to: &str, at: &Path) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(to.trim(), at).expect("a link is made");
    #[cfg(not(unix))]
    let _ = (to, at);
}

/// A text after edits, which are separated by blank lines: the text of the `-` lines, which stands there once, becomes
/// that of the `+` lines; `+` lines without any `-` are put at the end.
fn edited(mut text: String, script: &str) -> String {
    for edit in script.trim_end().split("\n\n") {
        let side = |mark| edit.lines().filter_map(|line| line.strip_prefix(mark)).collect::<Vec<_>>().join("\n");
        let (old, new) = (side('-'), side('+'));
        if old.is_empty() {
            text = format!("{text}{new}\n");
        } else {
            assert_eq!(text.matches(&old).count(), 1, "{old:?} must stand exactly once in the base");
            text = text.replace(&old, &new);
        }
    }
    text
}
