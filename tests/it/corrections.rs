//! What may be entered into the ledger, and what becomes of letters and notices when corrections come back on themselves.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::pdf::{Element, read};
use crate::support::{Run, copy, edit, files, hongtou, root};

/// A folder with a small workspace of which method, results and letters were issued.
fn issued() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root().join("tests/errors/base"), &folder.path().join("data"));
    does(folder.path(), &["issue", "method", "--date", "2021-10-02"]);
    does(folder.path(), &["issue", "results", "letters", "--date", "2022-01-20"]);
    folder
}

fn does(folder: &Path, words: &[&str]) -> String {
    let run = hongtou(folder, words);
    assert_eq!(run.code, 0, "{words:?}\n{}{}", run.stdout, run.stderr);
    run.stdout
}

fn change(folder: &Path, what: [&str; 4], reason: &str) -> Run {
    let [table, key, column, value] = what;
    let words =
        ["correct", "change", table, key, column, value, "--reason", reason, "--by", "李红", "--date", "2022-02-10"];
    hongtou(folder, &words)
}

/// Enters a change and approves it.
fn corrected(folder: &Path, what: [&str; 4]) {
    let run = change(folder, what, "误填");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (_, serial) = run.stdout.rsplit_once("entered in the ledger as ").expect("a serial");
    let serial: String = serial.chars().take_while(char::is_ascii_digit).collect();
    does(folder, &["correct", "approve", &serial, "--by", "王明", "--date", "2022-02-14"]);
}

/// The paragraphs of a document.
fn told(path: &Path) -> String {
    fn walk(element: &Element, lines: &mut Vec<String>) {
        if element.role == "P" {
            lines.push(element.text.clone());
        } else {
            element.children.iter().for_each(|child| walk(child, lines));
        }
    }
    let mut lines = Vec::new();
    walk(&read(path).tree, &mut lines);
    lines.join("\n")
}

#[test]
fn what_could_not_be_read_or_printed_any_more_is_refused_before_it_is_entered() {
    let folder = issued();
    let before = files(&folder.path().join("data"));
    let long = "长".repeat(2001);
    for reason in ["甲\n乙", "甲\t乙", "甲\u{202E}乙", "甲\u{200E}乙", "误填😀", &long] {
        let run = change(folder.path(), ["评分", "P02", "得分", "19"], reason);
        assert_eq!(run.code, 1, "{reason:?}: {}", run.stdout);
        assert!(files(&folder.path().join("data")) == before, "{reason:?} was entered");
    }
    for value in ["1\n9", "1\u{202E}9"] {
        assert_eq!(change(folder.path(), ["评分", "P02", "得分", value], "误填").code, 1, "{value:?}");
    }
    does(folder.path(), &["check"]);
}

#[test]
fn nobody_approves_under_another_spelling_of_the_own_name() {
    let folder = issued();
    assert_eq!(change(folder.path(), ["评分", "P02", "得分", "19"], "误填").code, 0);
    for name in ["李红", " 李 红 ", "李\u{3000}红", "李\u{00A0}红"] {
        let run = hongtou(folder.path(), &["correct", "approve", "1", "--by", name, "--date", "2022-02-11"]);
        assert!(run.code == 1 && run.stderr.contains("self-approval"), "{name:?}: {}", run.stderr);
    }
}

#[test]
fn a_voided_letter_is_followed_by_a_new_one_when_its_unit_is_assessed_again() {
    let folder = issued();
    let folder = folder.path();
    corrected(folder, ["units", "U02", "分值设置", ""]);
    let said = does(folder, &["issue", "correction", "--date", "2022-02-20"]);
    assert!(said.contains(", voids 青营商办〔2022〕"), "{said}");
    does(folder, &["build"]);
    let letter = files(&folder.join("out")).into_keys().find(|path| path.contains("反馈函") && path.contains("青山乡"));
    assert_eq!(letter, None, "a void letter stays nowhere");
    let old =
        files(&folder.join("data/issued/2/files")).into_keys().find(|path| path.contains("青山乡")).expect("a letter");
    let verified = does(folder, &["verify", &format!("data/issued/2/files/{old}")]);
    assert!(!verified.contains("it holds"), "{verified}");
    corrected(folder, ["units", "U02", "分值设置", "2"]);
    let said = does(folder, &["issue", "letters", "--date", "2022-02-21"]);
    assert!(said.contains("反馈函 (青山乡)"), "{said}");
}

#[test]
fn a_name_in_use_cannot_be_taken_and_a_key_not_changed() {
    let folder = issued();
    let aliases = fs::read_to_string(folder.path().join("data/aliases.csv")).expect("the aliases");
    let (alias, unit) = aliases.lines().nth(1).and_then(|line| line.split_once(',')).expect("an alias");
    let units = fs::read_to_string(folder.path().join("data/units.csv")).expect("the roster");
    let other = units.lines().skip(1).find(|line| !line.contains(unit)).expect("another unit");
    let other = other.split(',').next().expect("a code");
    let taken = change(folder.path(), ["units", other, "单位", alias], "改名");
    assert!(taken.code == 1 && taken.stderr.contains("alias-is-a-name"), "{}", taken.stderr);
    let key = change(folder.path(), ["units", other, "编码", "U99"], "改码");
    assert!(key.code == 1 && key.stderr.contains("no-such-column"), "{}", key.stderr);
}

#[test]
fn a_notice_is_silent_on_what_was_undone_and_takes_back_what_it_announced() {
    let folder = issued();
    let folder = folder.path();
    corrected(folder, ["评分", "P02", "得分", "19.5"]);
    does(folder, &["issue", "correction", "--date", "2022-02-16"]);
    corrected(folder, ["评分", "P02", "得分", "18.5"]);
    corrected(folder, ["评分", "P10", "得分", "8"]);
    corrected(folder, ["评分", "P10", "得分", "10"]);
    does(folder, &["build", "--only", "correction"]);
    let waiting =
        files(&folder.join("out/待印发")).into_keys().find(|path| path.contains("更正通知2")).expect("a draft");
    let text = told(&folder.join("out/待印发").join(waiting));
    assert!(text.contains("青山乡的反馈函与更正后的结果一致，不再重新印发，原函继续有效。"), "{text}");
    assert!(text.contains("更正为“10”") && !text.contains("“8”"), "{text}");
}

#[test]
fn an_edition_that_leads_out_of_the_folder_is_damaged() {
    let folder = issued();
    edit(folder.path(), "data/issued/1/edition.json", "\"考核办法.pdf\"", "\"../../away.pdf\"");
    for arguments in [&["build"][..], &["build", "--edition", "1"]] {
        let run = hongtou(folder.path(), arguments);
        assert!(run.code == 1 && run.stderr.contains("store-damaged"), "{arguments:?}: {}", run.stderr);
    }
    assert!(!folder.path().join("away.pdf").exists());
}

#[test]
fn nothing_is_built_into_the_store() {
    let folder = issued();
    let before = files(folder.path());
    for arguments in
        [&["build", "--out", "data/issued/9"][..], &["build", "--edition", "2", "--out", "data/issued/x/y"]]
    {
        let run = hongtou(folder.path(), arguments);
        assert!(run.code == 2 && run.stderr.contains("choose another folder"), "{arguments:?}: {}", run.stderr);
    }
    assert!(files(folder.path()) == before);
}
