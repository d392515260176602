//! `check` for programs: whatever is wrong, standard output is one whole JSON document; and much that is wrong is told in
//! little space.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{done, edit, files, hongtou, hongtou_with, sample, small};

/// What `check --format json` prints in a folder, and its exit code.
fn report(folder: &Path, arguments: &[&str]) -> (Value, i32) {
    let all: Vec<&str> = ["check", "--format", "json"].into_iter().chain(arguments.iter().copied()).collect();
    let run = hongtou(folder, &all);
    assert_eq!(run.stderr, "");
    (serde_json::from_str(&run.stdout).expect("one JSON document"), run.code)
}

/// The codes of the problems in a report.
fn codes(report: &Value) -> Vec<&str> {
    let problems = report["problems"].as_array().expect("problems");
    problems.iter().map(|problem| problem["code"].as_str().expect("a code")).collect()
}

#[test]
fn a_sound_workspace_has_no_problems() {
    let folder = sample();
    let (report, code) = report(folder.path(), &[]);
    assert_eq!((code, &report["schema"], &report["documents"]), (0, &Value::from(1), &Value::from(79)));
    assert_eq!([&report["errors"], &report["warnings"], &report["notes"]], [0, 0, 0].map(Value::from).each_ref());
    assert!(codes(&report).is_empty(), "{report}");
}

#[test]
fn marks_that_are_still_missing_are_notes() {
    let folder = small();
    for table in ["评分", "达标", "评价", "排名"] {
        let path = folder.path().join(format!("data/scores/{table}.csv"));
        let text = fs::read_to_string(&path).expect("a table");
        let header = text.lines().next().expect("a header").to_owned();
        fs::write(&path, header + "\n").expect("a table without rows");
    }
    let (report, code) = report(folder.path(), &[]);
    assert_eq!((code, &report["errors"], &report["notes"]), (0, &Value::from(0), &Value::from(5)), "{report}");
    assert!(codes(&report).iter().all(|code| *code == "missing-score"), "{report}");
    assert!(report["documents"].as_u64().is_some_and(|documents| documents > 0));
}

#[test]
fn what_cannot_be_read_is_told_as_json_too() {
    let folder = small();
    let told = |arguments: &[&str]| {
        let (report, code) = report(folder.path(), arguments);
        (codes(&report).join(" "), code, report["documents"].is_null())
    };
    assert_eq!(told(&["--workspace", "nowhere"]), ("unreadable".to_owned(), 2, true));
    assert_eq!(told(&["--workspace", "data/units.csv"]), ("unreadable".to_owned(), 2, true));
    fs::write(folder.path().join("data/units.csv"), b"\xFF\xFE\x00").expect("a table");
    fs::write(folder.path().join("data/scheme.toml"), "a = [").expect("settings");
    fs::remove_file(folder.path().join("data/documents.toml")).expect("settings");
    let (codes, code, unmade) = told(&[]);
    assert_eq!((code, unmade), (1, true));
    for wanted in ["undecodable", "toml-syntax", "missing-file"] {
        assert!(codes.contains(wanted), "{codes}");
    }
}

#[test]
fn a_folder_that_is_being_changed_is_told_as_json_too() {
    let folder = small();
    let lock = fs::File::open(folder.path().join("data")).expect("the folder");
    if cfg!(unix) {
        lock.lock().expect("a lock");
        let (report, code) = report(folder.path(), &[]);
        assert_eq!((codes(&report), code), (vec!["unwritable"], 2), "{report}");
    }
}

#[test]
fn templates_that_run_away_are_told_as_json_too() {
    let folder = small();
    let template = folder.path().join("data/templates/wording/method.md.j2");
    fs::create_dir_all(template.parent().expect("a folder")).expect("a folder");
    fs::write(template, format!("{{{{ {} year }}}}", "not ".repeat(100_000))).expect("a template");
    let (report, code) = report(folder.path(), &[]);
    assert_eq!((codes(&report), code), (vec!["runaway-template"], 1), "{report}");
    assert_eq!(report["errors"], 1);
}

#[test]
fn texts_of_the_inputs_command_no_terminal() {
    let folder = small();
    edit(folder.path(), "data/scores/评分.csv", "日常工作", "日常\u{1B}[2J\u{202E}工作");
    let run = hongtou(folder.path(), &["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    assert!(!run.stdout.contains(['\u{1B}', '\u{202E}']));
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert!(report["problems"][0]["places"][0]["text"].as_str().expect("a text").contains('\u{1B}'), "{report}");
}

#[test]
fn a_hundred_thousand_bad_rows_are_told_in_little_time_and_space() {
    const ROWS: usize = 100_000;
    let folder = small();
    let path = folder.path().join("data/scores/宣传.csv");
    let mut table = String::from("编号,单位,日期,媒体,级别,标题\n");
    for row in 0..ROWS {
        let _ = writeln!(table, "Y{row},青山镇,三月一日,青山发布,县级媒体,信息之{row}");
    }
    fs::write(path, table).expect("a table");
    let begin = Instant::now();
    let run = hongtou_with(folder.path(), &["check", "--lang", "en"], &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.len() < 30_000, "{} bytes", run.stderr.len());
    assert!(run.stderr.contains("error[bad-date]: … and 99,900 more of this kind\n"));
    assert!(run.stderr.contains("100000 errors, "), "{}", run.stderr.lines().last().unwrap_or_default());
    let run = hongtou(folder.path(), &["check", "--format", "json"]);
    assert!(run.stdout.len() < 1_000_000, "{} bytes", run.stdout.len());
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&report["errors"], &report["omitted"]["bad-date"]), (&Value::from(ROWS), &Value::from(ROWS - 1000)));
    assert_eq!(report["problems"].as_array().map(Vec::len), Some(1000));
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[test]
fn a_long_line_and_a_long_name_are_not_printed_whole() {
    let folder = small();
    let name = "甲".repeat(300_000);
    let settings = folder.path().join("data/scheme.toml");
    let text = fs::read_to_string(&settings).expect("settings");
    fs::write(&settings, format!("\"{name}\" = 1\n{text}")).expect("settings");
    edit(
        folder.path(),
        "data/scores/评分.csv",
        "青山乡,日常工作,18.5,",
        &format!("青山乡,日常工作,18.5,{}", ",".repeat(200_000)),
    );
    let run = hongtou(folder.path(), &["check"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("[unknown-key]") && run.stderr.contains("[too-many-columns]"));
    assert!(run.stderr.len() < 20_000, "{} bytes", run.stderr.len());
}

#[test]
fn a_document_with_words_still_to_be_written_is_not_issued() {
    let folder = small();
    done(folder.path(), "build");
    let before = files(folder.path());
    edit(folder.path(), "data/documents.toml", "青山市营商环境办公室文件", "……办公室文件");
    assert!(done(folder.path(), "check").stderr.starts_with("warning[placeholder]"));
    let run = hongtou(folder.path(), &["issue", "method", "--date", "2021-03-01"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("nothing was issued"), "{}", run.stderr);
    edit(folder.path(), "data/documents.toml", "……办公室文件", "青山市营商环境办公室文件");
    assert!(files(folder.path()) == before);
}

#[test]
fn documents_are_not_put_among_the_inputs() {
    let folder = small();
    let before = files(folder.path());
    for out in ["data", "data/scores", "data/scores/new/out", "data/issued", "data/../data/fonts"] {
        let run = hongtou(folder.path(), &["build", "--out", out]);
        assert_eq!(run.code, 2, "{out}: {}", run.stderr);
    }
    assert!(files(folder.path()) == before);
}
