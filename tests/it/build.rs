//! What a build makes, what it leaves alone, and that it is the same every time.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{copy, edit, files, hongtou, root, sample, sha256, without_figures};

/// The tables under `scores/`.
const TABLES: [&str; 6] = ["评分", "达标", "评价", "宣传", "失信", "排名"];

#[test]
fn one_command_makes_every_document() {
    let folder = sample();
    let run = hongtou(folder.path(), &["build"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert_eq!(run.stdout, "done: 79 new, 0 updated, 0 unchanged, 0 removed (out)\n");
    let made = files(&folder.path().join("out"));
    let letters = made.keys().filter(|path| path.starts_with("反馈函/")).count();
    assert_eq!(letters, 72);
    for path in [
        "考核办法/考核办法.pdf",
        "结果通报/考核结果通报.pdf",
        "附件/附件1-考核细则.pdf",
        "附件/附件2-打分表.pdf",
        "附件/打分表（含得分）.pdf",
        "反馈函/经济发展单位-1-发改委.pdf",
        "结果/得分表.xlsx",
        "结果/results.json",
        "manifest.json",
    ] {
        assert!(made.contains_key(path), "{path} is not there");
    }
    assert_eq!(without_figures(made).len(), 80);
}

#[test]
fn builds_in_two_folders_with_one_and_two_threads_give_the_same_bytes() {
    let (one, two) = (sample(), sample());
    assert_eq!(hongtou(one.path(), &["build", "--jobs", "1"]).code, 0);
    let workspace = two.path().join("data");
    let workspace = workspace.to_str().expect("a UTF-8 path");
    let elsewhere = two.path().join("elsewhere");
    let elsewhere = elsewhere.to_str().expect("a UTF-8 path");
    let run = hongtou(&root(), &["build", "--workspace", workspace, "--out", elsewhere, "--jobs", "2", "--lang", "zh"]);
    assert_eq!(run.code, 0);
    assert!(files(&one.path().join("out")) == files(&two.path().join("elsewhere")), "some file differs");
}

#[test]
fn a_second_build_has_nothing_to_do() {
    let folder = sample();
    hongtou(folder.path(), &["build", "--only", "letters"]);
    let before = files(&folder.path().join("out"));
    let run = hongtou(folder.path(), &["build", "--only", "letters"]);
    assert_eq!(run.stdout, "done: 0 new, 0 updated, 72 unchanged, 0 removed (out)\n");
    assert!(before == files(&folder.path().join("out")));
}

#[test]
fn a_build_over_an_old_one_equals_a_build_into_an_empty_folder() {
    let folder = sample();
    hongtou(folder.path(), &["build", "--out", "over"]);
    edit(folder.path(), "data/scores/评分.csv", ",1.9,", ",1.8,");
    edit(folder.path(), "data/units.csv", "枣林镇", "枣林新镇");
    for table in ["评分", "达标", "评价", "宣传", "失信"] {
        let path = format!("data/scores/{table}.csv");
        let text = fs::read_to_string(folder.path().join(&path)).expect("a table");
        fs::write(folder.path().join(path), text.replace("枣林镇", "枣林新镇")).expect("a table");
    }
    let indicators = folder.path().join("data/indicators.csv");
    let text = fs::read_to_string(&indicators).expect("a table");
    fs::write(indicators, text.replace("枣林镇", "枣林新镇")).expect("a table");
    let over = hongtou(folder.path(), &["build", "--out", "over"]);
    let clean = hongtou(folder.path(), &["build", "--out", "clean"]);
    assert_eq!((over.code, clean.code), (0, 0), "{}{}", over.stderr, clean.stderr);
    assert!(over.stdout.ends_with("1 removed (over)\n"), "{}", over.stdout);
    assert!(files(&folder.path().join("over")) == files(&folder.path().join("clean")));
}

#[test]
fn a_score_that_moves_no_rank_changes_one_letter() {
    let folder = sample();
    hongtou(folder.path(), &["build", "--only", "letters"]);
    edit(folder.path(), "data/scores/评分.csv", "发改委,工作机制,1.9,", "发改委,工作机制,1.89,");
    let run = hongtou(folder.path(), &["build", "--only", "letters"]);
    assert_eq!(run.stdout, "done: 0 new, 1 updated, 71 unchanged, 0 removed (out)\n");
}

#[test]
fn without_scores_the_method_is_made_and_the_results_stop_with_a_list() {
    let folder = sample();
    for table in TABLES {
        let path = folder.path().join(format!("data/scores/{table}.csv"));
        let text = fs::read_to_string(&path).expect("a table");
        let header = text.lines().next().expect("a header").to_owned();
        fs::write(path, header).expect("a table");
    }
    let run = hongtou(folder.path(), &["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let made: BTreeSet<String> = files(&folder.path().join("out")).into_keys().collect();
    let expected = ["考核办法/考核办法.pdf", "附件/附件1-考核细则.pdf", "附件/附件2-打分表.pdf", "manifest.json"];
    assert_eq!(made, expected.map(str::to_owned).into());
    assert!(
        run.stderr
            .contains("  发改委 lacks marks: 领导重视 (达标.csv); 工作机制 (评分.csv); 重点工作, evaluation by 住建局"),
        "{}",
        run.stderr
    );
    let before = files(&folder.path().join("out"));
    let run = hongtou(folder.path(), &["build", "--only", "results"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stderr.matches("error[missing-score]").count(), 72, "{}", run.stderr);
    assert!(before == files(&folder.path().join("out")));
    fs::remove_dir_all(folder.path().join("data/scores")).expect("scores/ goes");
    assert_eq!(hongtou(folder.path(), &["build", "--only", "method"]).code, 0);
}

#[test]
fn one_missing_score_stops_the_build_and_changes_nothing() {
    let folder = sample();
    hongtou(folder.path(), &["build", "--only", "data"]);
    let before = files(&folder.path().join("out"));
    let path = folder.path().join("data/scores/评分.csv");
    let text = fs::read_to_string(&path).expect("a table");
    let row = text.lines().find(|line| line.contains(",发改委,工作机制,")).expect("a row");
    fs::write(&path, text.replace(&format!("{row}\n"), "")).expect("a table");
    let run = hongtou(folder.path(), &["build"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("发改委 lacks marks: 工作机制 (评分.csv)"), "{}", run.stderr);
    assert!(before == files(&folder.path().join("out")));
    let draft = hongtou(folder.path(), &["build", "--draft"]);
    assert_eq!(draft.code, 0, "{}", draft.stderr);
    assert!(draft.stderr.contains("  发改委 lacks marks: 工作机制 (评分.csv)"), "{}", draft.stderr);
}

#[test]
fn only_and_unit_leave_the_other_documents_alone() {
    let folder = sample();
    let run = hongtou(folder.path(), &["build", "--unit", "发展和改革委员会"]);
    assert_eq!(run.stdout, "done: 1 new, 0 updated, 0 unchanged, 0 removed (out)\n", "{}", run.stderr);
    let run = hongtou(folder.path(), &["build", "--only", "method", "--only", "data"]);
    assert_eq!(run.stdout, "done: 3 new, 0 updated, 0 unchanged, 0 removed (out)\n");
    assert_eq!(without_figures(files(&folder.path().join("out"))).len(), 5);
    let run = hongtou(folder.path(), &["build", "--unit", "发改局"]);
    assert_eq!((run.code, run.stderr.as_str()), (2, "unknown unit “发改局”; is it 发改委?\n"));
}

#[test]
fn a_file_edited_by_hand_is_reported_and_replaced_only_with_force() {
    let folder = sample();
    hongtou(folder.path(), &["build", "--only", "data"]);
    let json = folder.path().join("out/结果/results.json");
    fs::write(&json, "{}").expect("the file is edited");
    let run = hongtou(folder.path(), &["build", "--only", "data"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error[edited-by-hand]: out/结果/results.json"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(&json).expect("the file"), "{}");
    assert_eq!(hongtou(folder.path(), &["build", "--only", "data", "--force"]).code, 0);
    assert!(fs::read_to_string(&json).expect("the file").len() > 1000);
    fs::write(folder.path().join("out/notes.txt"), "mine").expect("a file of the user's");
    assert_eq!(hongtou(folder.path(), &["build", "--only", "method"]).code, 0);
    assert_eq!(fs::read_to_string(folder.path().join("out/notes.txt")).expect("the file"), "mine");
}

#[test]
fn a_template_of_the_workspace_takes_precedence_over_the_one_carried() {
    let folder = sample();
    let wording = folder.path().join("data/templates/wording");
    copy(&root().join("templates/wording"), &wording);
    hongtou(folder.path(), &["build", "--unit", "发改委"]);
    edit(folder.path(), "data/templates/wording/letter.md.j2", "特此函告。", "特此函复。");
    let run = hongtou(folder.path(), &["build", "--unit", "发改委"]);
    assert_eq!(run.stdout, "done: 0 new, 1 updated, 0 unchanged, 0 removed (out)\n");
}

#[test]
fn next_years_workspace_carries_roster_and_scheme_and_empties_scores() {
    let folder = sample();
    let run = hongtou(folder.path(), &["init", "2022", "--from", "data"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).expect(path);
    assert_eq!(read("2022/units.csv"), read("data/units.csv"));
    assert_eq!(read("2022/indicators.csv"), read("data/indicators.csv"));
    assert_eq!(read("2022/scheme.toml"), read("data/scheme.toml").replace("year = 2021", "year = 2022"));
    let dates = [("2022-01-18", "2023-01-18"), ("2022-01-20", "2023-01-20"), ("2021-10-02", "2022-10-02")];
    let documents = dates.iter().fold(read("data/documents.toml"), |text, (old, new)| text.replace(old, new));
    assert_eq!(read("2022/documents.toml"), documents);
    assert_eq!(read("2022/numbers.csv"), "\u{FEFF}文种,编码,发文字号\r\n");
    let build = hongtou(folder.path(), &["build", "--workspace", "2022", "--out", "next"]);
    assert_eq!(build.code, 0, "{}", build.stderr);
    assert!(folder.path().join("next/考核办法/考核办法.pdf").exists());
    assert_eq!(hongtou(folder.path(), &["init", "2022"]).code, 2, "a folder with files in it is not touched");
}

#[test]
fn a_new_workspace_is_the_sample_and_needs_nothing_beside_the_program() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = hongtou(folder.path(), &["init", "data"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(files(&folder.path().join("data")) == files(&root().join("data")));
    let check = hongtou(folder.path(), &["check"]);
    assert_eq!(check.stdout, "no errors: 79 documents can be made, 0 warnings\n");
    let licences = hongtou(folder.path(), &["licenses"]).stdout;
    for part in ["MIT License", "Apache License", "GNU GENERAL PUBLIC LICENSE", "SIL OPEN FONT LICENSE", "Sun Junyi"] {
        assert!(licences.contains(part), "{part} is not printed");
    }
}

#[test]
fn a_category_of_one_unit_is_printed() {
    let folder = sample();
    edit(folder.path(), "data/units.csv", "WG001,乡镇,1,枣林镇,2", "WG001,城关,1,枣林镇,2");
    let run = hongtou(folder.path(), &["build", "--only", "results"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_missing_mark_leaves_attachments_of_an_earlier_build_and_names_them() {
    let folder = sample();
    hongtou(folder.path(), &["build", "--only", "attachments"]);
    edit(folder.path(), "data/scores/评分.csv", "发改委,工作机制,1.9,", "发改委,工作机制,,");
    let run = hongtou(folder.path(), &["build", "--only", "attachments"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("发改委 lacks marks: 工作机制 (评分.csv)"), "{}", run.stderr);
    assert!(run.stderr.contains("may not agree with the data:\n  附件/打分表（含得分）.pdf\n"), "{}", run.stderr);
    assert!(folder.path().join("out/附件/打分表（含得分）.pdf").exists());
}

#[test]
fn a_file_in_the_way_stops_the_build_before_anything_moves() {
    let folder = sample();
    fs::create_dir(folder.path().join("out")).expect("a folder");
    fs::write(folder.path().join("out/附件"), "mine").expect("a file of the user's");
    let run = hongtou(folder.path(), &["build", "--only", "method", "--only", "attachments"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("error[not-ours]: out/附件"), "{}", run.stderr);
    let left: Vec<String> = files(&folder.path().join("out")).into_keys().collect();
    assert_eq!(left, ["附件"]);
}

#[test]
fn figures_are_kept_as_long_as_documents_were_made_with_them() {
    let folder = sample();
    let kept = || -> Vec<String> {
        let kept = files(&folder.path().join("out/.hongtou-figures")).into_iter();
        kept.map(|(name, bytes)| {
            let digest = name.strip_suffix(".json").expect("a name").to_owned();
            assert_eq!(sha256(&bytes), digest);
            digest
        })
        .collect()
    };
    let diff = || hongtou(folder.path(), &["diff", "--since-draft"]);
    let build = |arguments: &[&str]| hongtou(folder.path(), &[&["build"], arguments].concat());
    build(&["--only", "method"]);
    assert_eq!(kept(), Vec::<String>::new(), "no document prints any");
    build(&[]);
    let [old] = &kept()[..] else { panic!("{:?}", kept()) };
    let figures = |digest: &str| record(folder.path())["documents"]["结果通报/考核结果通报.pdf"]["figures"] == digest;
    assert!(figures(old));
    edit(folder.path(), "data/scores/评分.csv", "P057,城市管理局,日常工作,8.75", "P057,城市管理局,日常工作,9.25");
    build(&["--only", "letters"]);
    assert_eq!(kept().len(), 2, "the notice was made with the old ones");
    assert_eq!(diff().stdout.matches("against the figures of ").count(), 2);
    build(&[]);
    let [new] = &kept()[..] else { panic!("{:?}", kept()) };
    assert!(new != old && figures(new));

    let lost = || {
        let lost = diff();
        assert_eq!((lost.code, lost.stdout.as_str()), (2, ""));
        assert!(lost.stderr.contains("are gone or changed: run `hongtou build` first"), "{}", lost.stderr);
        let again = build(&[]);
        assert_eq!(again.stdout, "done: 0 new, 0 updated, 79 unchanged, 0 removed (out)\n");
        assert_eq!(kept(), std::slice::from_ref(new));
        assert_eq!(diff().code, 0);
    };
    let place = folder.path().join("out/.hongtou-figures");
    fs::remove_dir_all(&place).expect("the folder goes");
    lost();
    fs::write(place.join(format!("{new}.json")), "{}").expect("a file is edited");
    lost();
}

/// The record of the output folder.
fn record(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("out/manifest.json")).expect("the record");
    serde_json::from_str(&text).expect("the record is JSON")
}

#[test]
fn the_record_tells_what_each_document_was_made_from() {
    let folder = sample();
    hongtou(folder.path(), &["build", "--unit", "发改委"]);
    hongtou(folder.path(), &["build", "--only", "method", "--only", "data"]);
    let record = record(folder.path());
    let documents = record["documents"].as_object().expect("documents");
    assert_eq!(documents.len(), 4);
    let made = files(&folder.path().join("out"));
    for (path, entry) in documents {
        assert_eq!(entry["size"], made[path].len(), "{path}");
        let pages = entry["pages"].as_u64().unwrap_or_default();
        assert_eq!(pages > 0, path.ends_with("pdf"), "{path} has {pages} pages");
    }
    let templates = |path: &str| -> Vec<&str> {
        let (_, entry) = documents.iter().find(|(document, _)| document.contains(path)).expect("a document");
        let tools = entry["tools"].as_str().expect("a digest");
        record["tools"][tools]["templates"].as_object().expect("templates").keys().map(String::as_str).collect()
    };
    let letter = templates("反馈函");
    for read in ["templates/letter.typ", "templates/gongwen/letter.typ", "templates/marks/sample.svg"] {
        assert!(letter.contains(&read), "{letter:?}");
    }
    assert!(!letter.contains(&"templates/method.typ"), "{letter:?}");
    assert_eq!(templates("results.json"), Vec::<&str>::new());
    assert!(record["inputs"]["scores/评分.csv"].is_string());
}

#[test]
fn another_layout_or_picture_makes_only_the_documents_that_read_it_anew() {
    let folder = sample();
    copy(&root().join("templates"), &folder.path().join("data/templates"));
    let build = ["build", "--only", "method", "--only", "results"];
    hongtou(folder.path(), &build);
    let layout = folder.path().join("data/templates/results.typ");
    let text = fs::read_to_string(&layout).expect("a layout");
    fs::write(&layout, format!("{text}// another\n")).expect("a layout");
    let run = hongtou(folder.path(), &build);
    assert_eq!(run.stdout, "done: 0 new, 1 updated, 1 unchanged, 0 removed (out)\n");
    // The path of a mark is put together by the layout.
    let mark = folder.path().join("data/templates/marks/sample.svg");
    let text = fs::read_to_string(&mark).expect("a picture");
    fs::write(&mark, format!("{text}\n")).expect("a picture");
    let run = hongtou(folder.path(), &build);
    assert_eq!(run.stdout, "done: 0 new, 2 updated, 0 unchanged, 0 removed (out)\n");
    let before = files(&folder.path().join("out"));
    fs::remove_dir_all(folder.path().join("out")).expect("the folder goes");
    hongtou(folder.path(), &build);
    assert!(before == files(&folder.path().join("out")));
}
