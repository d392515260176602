//! Bad workspaces: each case under `tests/errors` gives exactly its golden messages, in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use hongtou::diag::Problem;

use crate::support::{copy, files, hongtou, hongtou_with, root};

/// The languages of messages, as `--lang` and the names of goldens have them.
const LANGUAGES: [&str; 2] = ["zh", "en"];

/// A folder of `tests/errors`: a workspace that differs from the sound one, and what the program says of it.
struct Case {
    name: String,
    folder: PathBuf,
}

/// A run of a case: its golden text, and every file before and after.
struct Outcome {
    text: String,
    code: i32,
    before: BTreeMap<String, Vec<u8>>,
    after: BTreeMap<String, Vec<u8>>,
}

impl Case {
    /// Every case, by name.
    fn all() -> Vec<Self> {
        let entries = fs::read_dir(cases()).expect("tests/errors is read");
        let folders = entries.map(|entry| entry.expect("an entry is read").path()).filter(|path| path.is_dir());
        let mut all: Vec<Self> = folders
            .map(|folder| Self { name: folder.file_name().expect("a name").to_string_lossy().into_owned(), folder })
            .filter(|case| case.name != "base")
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// Runs the program on the case in a folder of its own.
    fn run(&self, language: &str) -> Outcome {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("data");
        copy(&cases().join("base"), &data);
        overlay(&self.folder.join("overlay"), &data);
        overlay(&self.folder.join("out"), &folder.path().join("out"));
        let before = files(folder.path());
        let command = fs::read_to_string(self.folder.join("command.txt")).unwrap_or_else(|_| "check".to_owned());
        let arguments: Vec<&str> = command.split_whitespace().chain(["--lang", language]).collect();
        let variables = fs::read_to_string(self.folder.join("environment.txt")).unwrap_or_default();
        let variables: Vec<(&str, &str)> = variables.lines().filter_map(|line| line.split_once('=')).collect();
        let run = hongtou_with(folder.path(), &arguments, &variables);
        let text = format!("exit code {}\n--- stdout\n{}--- stderr\n{}", run.code, run.stdout, run.stderr);
        Outcome { text, code: run.code, before, after: files(folder.path()) }
    }

    fn golden(&self, language: &str) -> PathBuf {
        self.folder.join(format!("expected.{language}.txt"))
    }

    fn expected(&self, language: &str) -> String {
        fs::read_to_string(self.golden(language)).unwrap_or_default()
    }
}

fn cases() -> PathBuf {
    root().join("tests/errors")
}

/// Whether the goldens are to be rewritten instead of compared.
fn blessing() -> bool {
    std::env::var_os("HONGTOU_BLESS").is_some_and(|value| value == "1")
}

/// Lays the files of a case over a folder, as tests/errors/README.md says.
fn overlay(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let target = |name: &str| to.join(name);
        if let Some(name) = name.strip_suffix(".absent") {
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

/// The lines in which two texts differ: between what both begin with and what both end with.
fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let same = expected.iter().zip(&found).take_while(|(a, b)| a == b).count();
    let rest = expected[same..].iter().rev().zip(found[same..].iter().rev());
    let tail = rest.take_while(|(a, b)| a == b).count();
    let part = |lines: &[&str], mark: &str| -> String {
        lines[same..lines.len() - tail].iter().flat_map(|line| [mark, *line, "\n"]).collect()
    };
    format!(", from line {}:\n{}{}", same + 1, part(&expected, "- "), part(&found, "+ "))
}

/// What stands behind the code in the first line of each message.
fn headers(golden: &str) -> Vec<&str> {
    let named = |line: &&str| ["错误[", "提示[", "error[", "warning["].iter().any(|name| line.starts_with(name));
    golden.lines().filter(named).filter_map(|line| Some(line.split_once("]: ")?.1)).collect()
}

/// A message without what it quotes.
fn unquoted(header: &str) -> String {
    let mut pieces = header.split('“');
    let first = pieces.next().unwrap_or_default();
    std::iter::once(first).chain(pieces.map(|piece| piece.split_once('”').map_or("", |(_, rest)| rest))).collect()
}

/// A message without what it quotes and without the names of files.
fn own_words(header: &str) -> String {
    let file = |word: &str| word.contains('/') || word.contains(".csv") || word.contains(".toml");
    let text = unquoted(header);
    let words = text.split([' ', '：', '；', '，', '（', '）']);
    words.filter(|word| !file(word)).collect::<Vec<_>>().join(" ")
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

#[test]
fn the_base_workspace_is_without_fault() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&cases().join("base"), &folder.path().join("data"));
    let run = hongtou(folder.path(), &["check"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(run.stdout.ends_with(" 0 warnings\n"), "{}", run.stdout);
}

#[test]
fn every_bad_workspace_gives_exactly_its_golden_message() {
    let mut failures = Vec::new();
    for case in Case::all() {
        for language in LANGUAGES {
            let outcome = case.run(language);
            if !(0..=2).contains(&outcome.code) {
                failures.push(format!("{} in {language} ended the program:\n{}", case.name, outcome.text));
                continue;
            }
            if outcome.code != 0 && outcome.before != outcome.after {
                let touched = outcome.after.iter().filter(|(name, bytes)| outcome.before.get(*name) != Some(bytes));
                let touched: Vec<&String> = touched.map(|(name, _)| name).collect();
                failures.push(format!("{} in {language} was refused, yet changed {touched:?}", case.name));
            }
            if blessing() {
                fs::write(case.golden(language), &outcome.text).expect("a golden is written");
            } else if outcome.text != case.expected(language) {
                let difference = difference(&case.expected(language), &outcome.text);
                failures.push(format!("{} in {language}{difference}", case.name));
            }
        }
    }
    let bless = "HONGTOU_BLESS=1 cargo test --release errors";
    assert!(failures.is_empty(), "{}\nif these are right: {bless}", failures.join("\n"));
}

#[test]
fn every_problem_code_has_a_golden_case_in_both_languages() {
    if blessing() {
        return;
    }
    let all = Case::all();
    for language in LANGUAGES {
        let goldens: String = all.iter().map(|case| case.expected(language)).collect();
        let untold: Vec<&str> =
            Problem::CODES.iter().copied().filter(|code| !goldens.contains(&format!("[{code}]: "))).collect();
        assert!(untold.is_empty(), "no case in {language} tells of {untold:?}");
    }
}

#[test]
fn chinese_messages_are_chinese_and_english_ones_english() {
    if blessing() {
        return;
    }
    for case in Case::all() {
        let (chinese, english) = (case.expected("zh"), case.expected("en"));
        assert_eq!(headers(&chinese).len(), headers(&english).len(), "{} says more in one language", case.name);
        for header in headers(&chinese) {
            assert!(own_words(header).contains(is_han), "{}: not Chinese: {header}", case.name);
        }
        let inputs = inputs(&case);
        for header in headers(&english) {
            let words = own_words(header);
            let letters = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
            assert!(words.split(' ').any(letters), "{}: not English: {header}", case.name);
            let foreign: BTreeSet<&str> = words.split(|c| !is_han(c)).filter(|run| !inputs.contains(*run)).collect();
            assert!(foreign.is_empty(), "{}: {foreign:?} is not from the inputs: {header}", case.name);
            let chinese_marks = ['，', '。', '：', '；', '！', '？'];
            assert!(!unquoted(header).contains(chinese_marks), "{}: Chinese punctuation: {header}", case.name);
        }
        assert!(!english.contains("办法：") && !chinese.contains("help: "), "{} mixes languages", case.name);
    }
}

/// All that a case can quote: names and texts of its files.
fn inputs(case: &Case) -> String {
    let all = files(&cases().join("base")).into_iter().chain(files(&case.folder.join("overlay")));
    let texts: Vec<String> = all.map(|(name, bytes)| format!("{name}\n{}", String::from_utf8_lossy(&bytes))).collect();
    texts.join("\n")
}
