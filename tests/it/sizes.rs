//! `init --synthetic`: a workspace of any size that is valid, and always the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::{done, files, hongtou};

/// The column of a table.
fn column(path: &Path, column: usize) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a table");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    reader.records().map(|record| record.expect("a row")[column].to_owned()).collect()
}

#[test]
fn a_synthetic_workspace_of_any_size_is_whole_and_without_a_warning() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for units in [1, 2, 7, 72, 500] {
        done(folder.path(), &format!("init w{units} --synthetic {units}"));
        let run = done(folder.path(), &format!("check --workspace w{units}"));
        let told = format!("no errors: {} documents can be made, 0 warnings\n", units + 7);
        assert_eq!((run.stdout, run.stderr), (told, String::new()));
        let plan = done(folder.path(), &format!("plan --workspace w{units} --only letters --format json"));
        let plan: serde_json::Value = serde_json::from_str(&plan.stdout).expect("one JSON document");
        assert_eq!(plan["counts"]["new"], units, "{plan}");

        let roster = folder.path().join(format!("w{units}/units.csv"));
        for unique in [0, 3] {
            let values = column(&roster, unique);
            assert_eq!(values.iter().collect::<BTreeSet<_>>().len(), units, "{values:?}");
        }
        let numbers = column(&folder.path().join(format!("w{units}/numbers.csv")), 2);
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), units + 2);
    }
    let categories = column(&folder.path().join("w500/units.csv"), 1);
    let known: BTreeSet<_> = categories.iter().collect();
    assert_eq!(known.len(), 6, "{known:?}");
    let bytes = |units| files(&folder.path().join(format!("w{units}"))).values().map(Vec::len).sum::<usize>();
    let each = (bytes(500) - bytes(72)) / (500 - 72);
    assert!((1000..2000).contains(&each), "{each} bytes for each unit");
}

#[test]
fn as_many_units_always_give_the_same_bytes_and_others_give_others() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, units) in [("one", 72), ("same", 72), ("other", 73)] {
        done(folder.path(), &format!("init {name} --synthetic {units}"));
    }
    let [one, same, other] = ["one", "same", "other"].map(|name| files(&folder.path().join(name)));
    assert_eq!(one, same);
    assert_ne!(one, other);
    let documents = String::from_utf8(one["documents.toml"].clone()).expect("UTF-8");
    assert!(documents.contains("\nsample = true"), "{documents}");
    for (path, bytes) in one {
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(!["舞钢", "平顶山", "河南"].iter().any(|place| text.contains(place)), "{path} names a real place");
    }
}

#[test]
fn ranks_are_spread_and_some_are_shared() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    done(folder.path(), "init data --synthetic 500");
    done(folder.path(), "build --only data");
    let text = fs::read(folder.path().join("out/结果/results.json")).expect("the results");
    let results: serde_json::Value = serde_json::from_slice(&text).expect("one JSON document");
    let units = results["units"].as_array().expect("units");
    let tied = units.iter().filter(|unit| unit["tied"] == true).count();
    let rates: BTreeSet<_> = units.iter().map(|unit| unit["rate"].as_str().expect("a rate")).collect();
    assert!((20..400).contains(&tied) && rates.len() > 150, "{tied} tied, {} rates", rates.len());
}

#[test]
fn no_workspace_has_no_units_or_too_many() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for wrong in ["0", "1000001"] {
        let run = hongtou(folder.path(), &["init", "data", "--synthetic", wrong]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(&format!("{wrong} is not in 1..=1000000")), "{}", run.stderr);
        let run = hongtou(folder.path(), &["init", "data", "--synthetic", wrong, "--lang", "zh"]);
        assert!(run.stderr.contains(&format!("不能是 {wrong}，须在1到1000000之间")), "{}", run.stderr);
    }
    for others in [&["--synthetic", "many"][..], &["--synthetic", "3", "--blank"], &["--synthetic", "3", "--from", "x"]]
    {
        let run = hongtou(folder.path(), &[&["init", "data"], others].concat());
        assert_eq!(run.code, 2, "{others:?}");
    }
    assert!(files(folder.path()).is_empty());
}
