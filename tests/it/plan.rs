//! What `plan` foresees is what `build` then does, and `plan` itself does nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{copy, edit, files, hongtou, root};

/// A folder with a workspace of six units in `data`, of which twelve documents are made.
pub(crate) fn small() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root().join("tests/errors/base"), &folder.path().join("data"));
    folder
}

/// Renames a unit in every text of the workspace.
fn rename(folder: &Path, old: &str, new: &str) {
    for (path, bytes) in files(&folder.join("data")) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        fs::write(folder.join("data").join(path), text.replace(old, new)).expect("a file");
    }
}

/// Copies a file of the program's own templates into the workspace, with another text in the place of one of its own.
fn template(folder: &Path, path: &str, old: &str, new: &str) {
    let target = folder.join("data/templates").join(path);
    fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
    fs::copy(root().join("templates").join(path), &target).expect("a template");
    edit(folder, &format!("data/templates/{path}"), old, new);
}

/// The documents of an output folder: what they were made from, by the record, and their bytes.
fn made(out: &Path) -> BTreeMap<String, (Value, Vec<u8>)> {
    let mut files = files(out);
    let Some(record) = files.remove("manifest.json") else { return BTreeMap::new() };
    let record: Value = serde_json::from_slice(&record).expect("a record");
    let documents = record["documents"].as_object().expect("documents");
    let from = |entry: &Value| serde_json::json!([entry["tools"], entry["view"]]);
    let one = |path: &String| Some((path.clone(), (from(&documents[path]), files.remove(path)?)));
    documents.keys().filter_map(one).collect()
}

/// Plans and then builds with these arguments: the plan changes nothing, and names exactly the documents that the build
/// makes, copies and removes. Gives the actions and causes by path.
fn foreseen(folder: &Path, arguments: &[&str]) -> BTreeMap<String, (String, String)> {
    let with =
        |command: &'static str, more: &[&'static str]| -> Vec<&str> { [&[command][..], arguments, more].concat() };
    let before = files(folder);
    let plan = hongtou(folder, &with("plan", &["--format", "json"]));
    assert!(before == files(folder), "a plan changes nothing");
    let outlook: Value =
        serde_json::from_str(&plan.stdout).unwrap_or_else(|_| panic!("{}{}", plan.stdout, plan.stderr));
    let old = made(&folder.join("out"));
    let build = hongtou(folder, &with("build", &[]));
    let new = made(&folder.join("out"));
    assert_eq!(plan.code, build.code, "{}{}", plan.stderr, build.stderr);
    let mut planned = BTreeMap::new();
    for line in outlook["documents"].as_array().expect("documents") {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let reasons: Vec<String> =
            line["reasons"].as_array().expect("reasons").iter().map(|reason| text(&reason["cause"])).collect();
        if line["action"] != "fresh" {
            planned.insert(text(&line["path"]), (text(&line["action"]), reasons.join("+")));
        }
    }
    let changed: BTreeSet<&String> =
        old.keys().chain(new.keys()).filter(|path| old.get(*path) != new.get(*path)).collect();
    if plan.code == 0 {
        let counts = &outlook["counts"];
        let done = format!(
            "done: {} new, {} updated, {} unchanged, {} removed (out)\n",
            counts["new"], counts["updated"], counts["unchanged"], counts["removed"]
        );
        assert_eq!(build.stdout, done);
        let due: BTreeSet<&String> =
            planned.iter().filter(|(_, (action, _))| action != "keep").map(|(path, _)| path).collect();
        assert_eq!(due, changed);
    } else {
        assert!(changed.is_empty() && planned.values().any(|(action, _)| action == "occupied"));
    }
    planned
}

/// How many documents are planned for with an action and causes.
fn counted(planned: &BTreeMap<String, (String, String)>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (action, causes) in planned.values() {
        *counts.entry(format!("{action} {causes}")).or_default() += 1;
    }
    counts
}

fn counts<const N: usize>(pairs: [(&str, usize); N]) -> BTreeMap<String, usize> {
    pairs.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}

#[test]
fn a_plan_names_exactly_the_documents_that_the_build_then_changes() {
    let folder = small();
    let folder = folder.path();
    let foreseen = |arguments: &[&str]| counted(&foreseen(folder, arguments));
    assert_eq!(foreseen(&["--only", "letters"]), counts([("make new", 5)]));
    assert_eq!(foreseen(&[]), counts([("make new", 7)]));
    assert_eq!(foreseen(&[]), counts([]));

    edit(folder, "data/scores/评分.csv", "P02,青山乡,日常工作,18.5,", "P02,青山乡,日常工作,18,");
    assert_eq!(foreseen(&["--unit", "青山镇"]), counts([]));
    assert_eq!(foreseen(&["--unit", "青山乡"]), counts([("make figures", 1)]));
    assert_eq!(foreseen(&[]), counts([("make figures", 4)]));
    edit(folder, "data/scores/评分.csv", "P02,青山乡,日常工作,18,", "P02,青山乡,日常工作,20,");
    assert_eq!(foreseen(&[]), counts([("make figures", 5)]));

    template(folder, "letter.typ", "", "// A remark.\n");
    assert_eq!(foreseen(&[]), counts([("make templates", 5)]));
    template(folder, "wording/letter.md.j2", "", "此致。\n\n");
    assert_eq!(foreseen(&[]), counts([("make words", 5)]));
    edit(folder, "data/documents.toml", "date = 2022-01-11", "date = 2022-01-12");
    assert_eq!(foreseen(&[]), counts([("make words", 5)]));

    fs::create_dir(folder.join("data/fonts")).expect("a folder");
    fs::copy(root().join("fonts/FandolKai-Regular.ttf"), folder.join("data/fonts/office.ttf")).expect("a font");
    assert_eq!(foreseen(&["--only", "method"]), counts([("make fonts", 1)]));
    assert_eq!(foreseen(&[]), counts([("make fonts", 9)]));

    rename(folder, "税务局", "税务总局");
    let planned = counted(&self::foreseen(folder, &[]));
    assert_eq!(planned["remove uncalled"], 1);
    assert_eq!(planned["make new"], 1);

    fs::remove_file(folder.join("out/考核办法.pdf")).expect("a document");
    assert_eq!(foreseen(&[]), counts([("make gone", 1)]));
    assert_eq!(foreseen(&["--draft"]), counts([("make words", 12)]));
    assert_eq!(foreseen(&[]), counts([("make words", 12)]));
}

#[test]
fn a_plan_says_what_is_in_the_way_of_a_build() {
    let folder = small();
    let folder = folder.path();
    foreseen(folder, &[]);
    fs::write(folder.join("out/考核办法.pdf"), "by hand").expect("a document");
    assert_eq!(counted(&foreseen(folder, &[])), counts([("occupied edited", 1)]));
    assert_eq!(counted(&foreseen(folder, &["--force"])), counts([("make edited", 1)]));

    rename(folder, "税务局", "税务总局");
    fs::write(folder.join("out/反馈函/市直单位-3-税务局.pdf"), "by hand").expect("a document");
    fs::write(folder.join("out/反馈函/市直单位-3-税务总局.pdf"), "by somebody").expect("a file");
    assert_eq!(counted(&foreseen(folder, &["--only", "letters"]))["occupied unrecorded"], 1);
    assert_eq!(counted(&foreseen(folder, &["--only", "letters", "--force"]))["occupied unrecorded"], 1);
    fs::remove_file(folder.join("out/反馈函/市直单位-3-税务总局.pdf")).expect("a file");
    let planned = foreseen(folder, &[]);
    assert_eq!(planned["反馈函/市直单位-3-税务局.pdf"], ("keep".to_owned(), "uncalled+edited".to_owned()));
    let planned = foreseen(folder, &["--force"]);
    assert_eq!(planned["反馈函/市直单位-3-税务局.pdf"], ("remove".to_owned(), "uncalled+edited".to_owned()));

    fs::remove_file(folder.join("out/附件1.pdf")).expect("a document");
    fs::create_dir(folder.join("out/附件1.pdf")).expect("a folder");
    assert_eq!(counted(&foreseen(folder, &["--force"])), counts([("occupied barred", 1)]));
}

#[test]
fn a_plan_tells_the_documents_that_are_copied_because_they_were_issued() {
    let folder = small();
    let folder = folder.path();
    foreseen(folder, &["--only", "method", "--only", "attachments"]);
    let run = hongtou(folder, &["issue", "method", "--date", "2021-03-01"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let planned = foreseen(folder, &[]);
    assert_eq!(planned["考核办法.pdf"], ("copy".to_owned(), "issued".to_owned()));
    fs::remove_file(folder.join("out/考核办法.pdf")).expect("a document");
    assert_eq!(counted(&foreseen(folder, &[])), counts([("copy gone", 1)]));
    fs::remove_file(folder.join("out/manifest.json")).expect("the record");
    let plan = hongtou(folder, &["plan", "--only", "method", "--lang", "en"]);
    let expected = "copy  考核办法.pdf: the record does not know the file there\n\
        plan: 0 new, 1 updated, 0 unchanged, 0 removed (out)\n";
    assert_eq!((plan.code, plan.stdout.as_str()), (0, expected));
}

#[test]
fn the_cause_of_every_document_is_told_in_both_languages() {
    let folder = small();
    let folder = folder.path();
    hongtou(folder, &["build"]);
    edit(folder, "data/scores/评分.csv", "P02,青山乡,日常工作,18.5,", "P02,青山乡,日常工作,18,");
    template(folder, "method.typ", "", "// A remark.\n");
    fs::remove_file(folder.join("out/附件1.pdf")).expect("a document");
    let figures = "青山乡: 日常工作: mark 18.50 → 18.00, lost 1.50 → 2.00; total 总分 79.50 → 79.00, \
        rate 得分率 79.50 → 79.00, converted 折算得分 1.59 → 1.58";
    let plan = hongtou(folder, &["plan"]);
    let expected = format!(
        "make  考核办法.pdf: other templates: templates/method.typ
make  结果通报.pdf: {figures}
make  反馈函/乡镇-2-青山乡.pdf: {figures}
make  附件1.pdf: was made, and is gone
make  打分表.pdf: {figures}
make  得分表.xlsx: {figures}
make  results.json: {figures}
plan: 1 new, 6 updated, 5 unchanged, 0 removed (out)
"
    );
    assert_eq!((plan.code, plan.stdout, plan.stderr.as_str()), (0, expected, ""));
    let plan = hongtou(folder, &["plan", "--only", "method", "--only", "attachments", "--lang", "zh"]);
    let figures = "青山乡：日常工作：得分 18.50 → 18.00，扣分 1.50 → 2.00；总分 79.50 → 79.00，\
        得分率 79.50 → 79.00，折算得分 1.59 → 1.58";
    let expected = format!(
        "生成  考核办法.pdf：模板不同：templates/method.typ
生成  附件1.pdf：生成过，文件不见了
生成  打分表.pdf：{figures}
计划：新生成1个，更新2个，未变1个，移除0个（out）
"
    );
    assert_eq!((plan.code, plan.stdout, plan.stderr.as_str()), (0, expected, ""));
}

#[test]
fn figures_of_many_units_are_cut_short() {
    let folder = small();
    let folder = folder.path();
    hongtou(folder, &["build", "--only", "results"]);
    edit(folder, "data/scores/评分.csv", "日常工作,20,", "日常工作,12,");
    edit(folder, "data/scores/评分.csv", "日常工作,20,", "日常工作,13,");
    edit(folder, "data/scores/评分.csv", "日常工作,19,", "日常工作,14,");
    edit(folder, "data/scores/评分.csv", "日常工作,18.5,", "日常工作,15,");
    let plan = hongtou(folder, &["plan", "--only", "results"]);
    let line = plan.stdout.lines().next().expect("a line");
    assert!(line.starts_with("make  结果通报.pdf: 青山镇: 日常工作: mark 20.00 → 12.00"), "{line}");
    assert!(line.ends_with("; and 2 units more"), "{line}");
}

#[test]
fn a_plan_opens_no_layout_and_makes_no_folder() {
    let folder = small();
    let folder = folder.path();
    template(folder, "letter.typ", "", "#no-such-function()\n");
    let before = files(folder);
    let plan = hongtou(folder, &["plan"]);
    assert_eq!((plan.code, plan.stderr.as_str()), (0, ""));
    assert!(plan.stdout.ends_with("plan: 12 new, 0 updated, 0 unchanged, 0 removed (out)\n"), "{}", plan.stdout);
    assert!(!folder.join("out").exists() && before == files(folder));
    assert_eq!(hongtou(folder, &["build"]).code, 1);
}

#[test]
fn without_marks_a_plan_says_what_is_missing_and_what_stays_as_it_was() {
    let folder = small();
    let folder = folder.path();
    hongtou(folder, &["build"]);
    for entry in fs::read_dir(folder.join("data/scores")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let header = fs::read_to_string(&path).expect("a table").lines().next().expect("a header").to_owned();
        fs::write(path, header).expect("a table");
    }
    let (plan, build) = (hongtou(folder, &["plan"]), hongtou(folder, &["build"]));
    assert_eq!((plan.code, plan.stdout.as_str()), (0, "plan: 0 new, 0 updated, 3 unchanged, 0 removed (out)\n"));
    assert!(plan.stderr.contains("are not made, because marks are missing") && plan.stderr.contains("results.json"));
    assert_eq!(plan.stderr, build.stderr);
}

#[cfg(unix)]
#[test]
fn a_plan_needs_no_leave_to_write_and_waits_for_no_reader() {
    let folder = small();
    let folder = folder.path();
    hongtou(folder, &["build"]);
    let held = fs::File::open(folder.join("out")).expect("the folder is opened");
    held.lock_shared().expect("the folder is read by somebody");
    assert_eq!(hongtou(folder, &["plan"]).code, 0);
    held.unlock().expect("the folder is free");
    held.lock().expect("the folder is changed by somebody");
    let plan = hongtou(folder, &["plan"]);
    assert_eq!(plan.code, 2);
    assert!(plan.stderr.contains("another hongtou"), "{}", plan.stderr);
}

#[test]
fn with_all_a_plan_tells_every_document_of_the_record() {
    let folder = small();
    let folder = folder.path();
    assert_eq!(hongtou(folder, &["build"]).code, 0);
    let told = hongtou(folder, &["plan", "--all", "--lang", "zh"]).stdout;
    let fresh: BTreeSet<&str> = told.lines().filter_map(|line| line.strip_prefix("未变  ")).collect();
    let documents = made(&folder.join("out"));
    assert_eq!(fresh, documents.keys().map(String::as_str).collect());
    let last = format!("计划：新生成0个，更新0个，未变{}个，移除0个（out）", documents.len());
    assert_eq!(told.lines().last(), Some(last.as_str()));
}
