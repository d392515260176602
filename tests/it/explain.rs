//! `hongtou explain`: every figure down to its cells. Goldens: `HONGTOU_BLESS=1 cargo test --release explain`.

use std::fs;

use crate::support::{hongtou, root, sample};

/// Compares with a golden file, or rewrites it when `HONGTOU_BLESS` is set.
fn golden(name: &str, found: &str) {
    let path = root().join("tests/explain").join(name);
    if std::env::var_os("HONGTOU_BLESS").is_some() {
        fs::write(&path, found).expect("a golden file is written");
    }
    let expected = fs::read_to_string(&path).expect("a golden file");
    assert!(expected == found, "{name} differs; found:\n{found}");
}

#[test]
fn explain_prints_the_tree_of_a_unit_in_both_languages() {
    let folder = sample();
    for lang in ["zh", "en"] {
        let run = hongtou(folder.path(), &["explain", "发改委", "--lang", lang]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        golden(&format!("发改委.{lang}.txt"), &run.stdout);
    }
}

#[test]
fn explain_shows_deductions_caps_repeats_declined_evaluations_and_ties() {
    let folder = sample();
    for unit in ["农业机械技术中心", "住建局", "农商银行", "退役军人事务局", "叶舞高速公路公司", "中石化公司"]
    {
        let run = hongtou(folder.path(), &["explain", unit, "--lang", "zh"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        golden(&format!("{unit}.zh.txt"), &run.stdout);
    }
}

#[test]
fn every_place_that_explain_names_holds_what_it_quotes() {
    let folder = sample();
    let run = hongtou(folder.path(), &["explain", "发改委"]);
    let mut places = 0;
    for line in run.stdout.lines() {
        let Some((_, list)) = line.split_once("  ← ") else { continue };
        for place in list.split("”, ") {
            let Some((place, quoted)) = place.split_once(" “") else { continue };
            let parts: Vec<&str> = place.rsplitn(3, ':').collect();
            let [column, row, path] = parts[..] else { panic!("{place} has no line and column") };
            let text = fs::read_to_string(folder.path().join(path)).expect(path);
            let row: usize = row.parse().expect("a line");
            let column: usize = column.parse().expect("a column");
            let at: String = text.lines().nth(row - 1).expect("the line").chars().skip(column - 1).collect();
            let quoted = quoted.trim_end_matches(['”', '…']);
            assert!(at.starts_with(quoted), "{place}: {at:?} does not begin with {quoted:?}");
            places += 1;
        }
    }
    assert!(places > 40, "{places} places");
}

#[test]
fn explain_of_a_unit_that_is_not_assessed_says_so() {
    let folder = sample();
    let run = hongtou(folder.path(), &["explain", "党校"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.starts_with("党校 (WG069, 保障发展单位): 分值设置 is blank, not assessed"), "{}", run.stdout);
    assert_eq!(hongtou(folder.path(), &["explain", "发改委", "无此项目"]).code, 2);
}
