//! The places of problems, as `check --format json` tells them: each is the cell or value that the message is about.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8};
use serde_json::Value;

use super::cases::{Case, LANGUAGES};

/// Codes of problems that two places together make.
const BETWEEN: [&str; 32] = [
    "above-full",
    "already-decided",
    "already-weighted",
    "band-gap",
    "band-overlap",
    "before-mismatch",
    "changed-after-issue",
    "changes-nothing",
    "does-not-apply",
    "duplicate",
    "duplicate-column",
    "lead-count",
    "lead-not-assessed",
    "never-full",
    "no-group",
    "no-mapped-column",
    "no-such-sheet",
    "nobody-has",
    "not-assessed",
    "number-mismatch",
    "points-above-full",
    "ranks-not-for-leads",
    "rates-as-shares",
    "read-twice",
    "row-exists",
    "row-mismatch",
    "self-approval",
    "step-misses-full",
    "tier-gap",
    "tier-order",
    "tier-overlap",
    "unexpected-evaluation",
];

/// Codes of problems whose message quotes what stands elsewhere than at their place.
const ELSEWHERE: [&str; 7] =
    ["band-gap", "band-overlap", "duplicate", "empty-quota", "no-group", "quota-tie", "section-mismatch"];

/// Codes of problems whose place may be without text: a cell or a file is blank.
const BLANK: [&str; 9] = [
    "bad-document-number",
    "empty-cell",
    "missing-score",
    "no-header",
    "not-a-count",
    "toml-syntax",
    "unknown-code",
    "unknown-part",
    "unread-columns",
];

/// At most so many characters of the text at a place are told.
const LONGEST: usize = 1000;

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}"))
}

fn number(value: &Value, key: &str) -> usize {
    usize::try_from(value[key].as_u64().unwrap_or_else(|| panic!("{key} in {value}"))).expect("a small number")
}

/// The text of a file in any encoding that Chinese spreadsheet programs write.
fn decoded(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (encoding, mark) = Encoding::for_bom(&bytes).unwrap_or((UTF_8, 0));
    let sound = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
    let text = sound.or_else(|| GB18030.decode_without_bom_handling_and_without_replacement(&bytes));
    text.unwrap_or_else(|| panic!("{} is no text", path.display())).into_owned()
}

/// Line and column of a byte, both from 1, in characters.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..byte];
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().expect("a line").chars().count() + 1)
}

/// The cases of `check`.
fn checks() -> Vec<Case> {
    Case::all().into_iter().filter(|case| case.command().trim() == "check").collect()
}

#[test]
fn json_says_what_the_text_says() {
    for case in checks() {
        for language in LANGUAGES {
            let folder = case.laid();
            let (report, code) = case.checked(folder.path(), language);
            let golden = case.expected(language);
            assert!(golden.starts_with(&format!("exit code {code}\n")), "{} ends with {code}", case.name);
            assert_eq!(code == 0, number(&report, "errors") == 0, "{}: {report}", case.name);
            assert_eq!(code == 0, report["documents"].is_u64(), "{}", case.name);
            let problems = report["problems"].as_array().expect("problems");
            for problem in problems {
                let (code, message) = (text(problem, "code"), text(problem, "message"));
                let told = golden.contains(&format!("[{code}]: {message}")) || golden.contains(message);
                assert!(told, "{} in {language}: {code} {message}", case.name);
                let expected = text(problem, "expected");
                assert!(!expected.is_empty() || !text(problem, "hint").is_empty(), "{code} gives no remedy");
            }
            let of = |severity: &str| problems.iter().filter(|problem| problem["severity"] == *severity).count();
            let counts = ["errors", "warnings", "notes"].map(|count| number(&report, count));
            assert_eq!(counts, ["error", "warning", "note"].map(of), "{}", case.name);
        }
    }
}

#[test]
fn the_text_at_every_place_is_the_one_in_the_file() {
    let mut blank = BTreeSet::new();
    for case in checks() {
        let folder = case.laid();
        let (report, _) = case.checked(folder.path(), "en");
        for problem in report["problems"].as_array().expect("problems") {
            let code = text(problem, "code");
            for place in problem["places"].as_array().expect("places") {
                let name = text(place, "file");
                if name.ends_with(']') {
                    // A sheet is no text: its places are cells.
                    assert!(number(&place["start"], "line") > 0 && number(&place["start"], "column") > 0, "{name}");
                    continue;
                }
                let file = decoded(&folder.path().join("data").join(name));
                let file = file.as_str();
                let (start, end) = (number(&place["start"], "byte"), number(&place["end"], "byte"));
                let there = file.get(start..end).unwrap_or_else(|| panic!("{}: {place} is not in the file", case.name));
                let beginning: String = there.chars().take(LONGEST).collect();
                assert!(beginning == text(place, "text"), "{}: {code} at {}", case.name, place["start"]);
                for end in [&place["start"], &place["end"]] {
                    let told = (number(end, "line"), number(end, "column"));
                    assert_eq!(told, position(file, number(end, "byte")), "{}: {place}", case.name);
                }
                if there.is_empty() {
                    blank.insert(code.to_owned());
                    // A blank cell, a blank file, or the end of a line at which the rest of a value is absent.
                    let (before, behind) = (file[..start].chars().next_back(), file[end..].chars().next());
                    let edge = |c: Option<char>| c.is_none_or(|c| matches!(c, ',' | '\n' | '\r' | '"'));
                    let sound = edge(behind) && (edge(before) || code == "toml-syntax");
                    assert!(sound, "{}: {code} points at nothing: {place}", case.name);
                }
            }
        }
    }
    let blank: Vec<&str> = blank.iter().map(String::as_str).collect();
    assert_eq!(blank, BLANK);
}

#[test]
fn the_place_of_a_value_that_a_message_quotes_is_that_value() {
    let mut wrong = Vec::new();
    for case in checks() {
        let folder = case.laid();
        let (report, _) = case.checked(folder.path(), "en");
        for problem in report["problems"].as_array().expect("problems") {
            let (code, message) = (text(problem, "code"), text(problem, "message"));
            let Some(place) = problem["places"].get(0) else { continue };
            let Some((_, rest)) = message.split_once('“') else { continue };
            let quoted = rest.split('”').next().unwrap_or_default();
            // Tables and settings have their own ways to write marks, and spaces in a name do not count.
            let bare = |text: &str| text.replace(['"', '\\', ' '], "");
            let (there, quoted) = (bare(text(place, "text")), bare(quoted));
            if !there.contains(&quoted) && !quoted.contains(&there) && !ELSEWHERE.contains(&code) {
                wrong.push(format!("{}: {code}: {message} at {there:?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_two_places_make_together_shows_both() {
    let mut seen = BTreeSet::new();
    for case in checks() {
        let folder = case.laid();
        let (report, _) = case.checked(folder.path(), "en");
        for problem in report["problems"].as_array().expect("problems") {
            let code = text(problem, "code");
            let places = problem["places"].as_array().expect("places");
            if places.len() > 1 {
                assert!(BETWEEN.contains(&code), "{}: {code} has {} places", case.name, places.len());
                assert_ne!(places[0], places[1], "{}: {code}", case.name);
                seen.insert(code.to_owned());
            }
        }
    }
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), BETWEEN);
}
