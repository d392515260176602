//! What the commands of issue and correction say and which files they write, as golden texts beside their inputs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{files, hongtou, root, small};

/// The languages of messages, as `--lang` and the names of goldens have them.
const LANGUAGES: [&str; 2] = ["zh", "en"];

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// Every folder of `tests/flow` by name.
fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/flow")).expect("tests/flow is read");
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// What happened to files: `+` new, `~` changed, `-` gone.
fn difference(before: &Files, after: &Files) -> String {
    let mut text = String::new();
    for path in before.keys().chain(after.keys().filter(|path| !before.contains_key(*path))) {
        let mark = match (before.get(path), after.get(path)) {
            (None, _) => '+',
            (_, None) => '-',
            (one, other) if one != other => '~',
            _ => continue,
        };
        writeln!(text, "{mark} {path}").expect("a line");
    }
    text
}

/// Carries out the lines of a case, as tests/flow/README.md says.
fn transcript(commands: &str, language: &str) -> String {
    let folder = small();
    let mut text = String::new();
    for line in commands.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(typed) = line.strip_prefix(">> ") {
            let (path, row) = typed.split_once(' ').expect("a path and a line");
            append(&folder.path().join(path), row);
            writeln!(text, "{line}\n").expect("a line");
            continue;
        }
        let silent = line.strip_prefix("@ ");
        let arguments: Vec<&str> = silent.unwrap_or(line).split(' ').skip(1).chain(["--lang", language]).collect();
        let before = files(folder.path());
        let run = hongtou(folder.path(), &arguments);
        if silent.is_some() {
            assert_eq!(run.code, 0, "{line}: {}", run.stderr);
            continue;
        }
        writeln!(text, "$ {line}\n{}{}", run.stdout, run.stderr).expect("a line");
        let changed = difference(&before, &files(folder.path()));
        writeln!(text, "exit code {}\n{changed}", run.code).expect("a line");
    }
    text
}

fn append(path: &Path, row: &str) {
    let text = fs::read_to_string(path).expect("the file is there");
    fs::write(path, format!("{text}{row}\r\n")).expect("the file is written");
}

/// The first lines in which two texts differ.
fn first_difference(expected: &str, found: &str) -> String {
    let same = expected.lines().zip(found.lines()).take_while(|(one, other)| one == other).count();
    let part = |text: &str, mark: &str| -> String {
        text.lines().skip(same).take(12).flat_map(|line| [mark, line, "\n"]).collect()
    };
    format!("from line {}:\n{}{}", same + 1, part(expected, "- "), part(found, "+ "))
}

#[test]
fn every_flow_of_issue_and_correction_says_and_writes_exactly_its_golden() {
    let blessing = std::env::var_os("HONGTOU_BLESS").is_some_and(|value| value == "1");
    let mut failures = Vec::new();
    let cases = cases();
    assert!(cases.len() > 5, "{cases:?}");
    for case in cases {
        let commands = fs::read_to_string(case.join("commands.txt")).expect("the commands of the case");
        for language in LANGUAGES {
            let found = transcript(&commands, language);
            let golden = case.join(format!("expected.{language}.txt"));
            if blessing {
                fs::write(&golden, &found).expect("a golden is written");
            }
            let expected = fs::read_to_string(&golden).unwrap_or_default();
            if expected != found {
                failures.push(format!("{}, {}", golden.display(), first_difference(&expected, &found)));
            }
        }
    }
    let bless = "HONGTOU_BLESS=1 cargo test --release flow";
    assert!(failures.is_empty(), "{}\nif these are right: {bless}", failures.join("\n"));
}
