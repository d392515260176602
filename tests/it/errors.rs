//! Bad workspaces: each case under `tests/errors` gives exactly its golden messages, in both languages.

mod cases;
mod catalogue;
mod places;
mod targets;

use std::collections::BTreeSet;
use std::fs;

use hongtou::diag::Problem;

use crate::support::{copy, files, hongtou};
use cases::{Case, LANGUAGES, blessing, cases};

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
    let named = |line: &&str| {
        ["错误[", "提示[", "说明[", "error[", "warning[", "note["].iter().any(|name| line.starts_with(name))
    };
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
