//! Claims about the program that need no second computation: change a workspace, compare.

use super::random::generate;
use super::ratio::Ratio;
use super::read::Workspace;
use super::run::{results, sample};
use super::sheet::{Rng, Sheet, copy_folder, tables};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

/// A random workspace.
fn random(seed: u64) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    generate(&sample(), folder.path(), seed);
    folder
}

/// The sample, to be changed.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy_folder(&sample(), folder.path());
    folder
}

/// Sorts the reasons and remarks of every item: their order may follow the rows.
fn sort_reasons(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::Array(reasons) if key == "reasons" => {
                        reasons.sort_by_key(ToString::to_string);
                    }
                    Value::String(remark) if key == "remark" => {
                        let mut parts: Vec<&str> = remark.split('；').collect();
                        parts.sort_unstable();
                        *remark = parts.join("；");
                    }
                    _ => sort_reasons(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(sort_reasons),
        _ => {}
    }
}

fn sorted_results(folder: &Path) -> Value {
    let mut value = results(folder).expect("the program builds");
    sort_reasons(&mut value);
    value
}

/// The results of the unit with this code.
fn unit<'a>(results: &'a Value, code: &str) -> &'a Value {
    let mut units = results["units"].as_array().expect("units").iter();
    units.find(|unit| unit["code"] == code).expect("the unit")
}

/// The first row of 评分 that gives an assessed unit a judged score below full marks.
struct Judged {
    sheet: Sheet,
    row: usize,
    code: String,
    item: String,
    full: Ratio,
}

fn judged_below_full(folder: &Path, rng: &mut Rng) -> Judged {
    let workspace = Workspace::read(folder).expect("a valid workspace");
    let sheet = Sheet::load(&folder.join("scores/评分.csv"));
    let (name, item, score) = (sheet.column("单位"), sheet.column("项目"), sheet.column("得分"));
    let mut order: Vec<usize> = (0..sheet.rows.len()).collect();
    rng.shuffle(&mut order);
    for row in order {
        let cells = &sheet.rows[row];
        let place = workspace.unit(&cells[name]).expect("a known unit");
        let mut items = workspace.scheme.items.iter();
        let full = items.find(|i| i.id == cells[item]).expect("an item").full;
        let below = Ratio::parse(&cells[score]).is_some_and(|score| score < full);
        if workspace.assessed(place) && below {
            let (code, item) = (workspace.units[place].code.clone(), cells[item].clone());
            return Judged { sheet, row, code, item, full };
        }
    }
    panic!("everybody has full marks");
}

impl Judged {
    /// Writes the table with another score in the row.
    fn save(&mut self, folder: &Path, score: &str) {
        let column = self.sheet.column("得分");
        score.clone_into(&mut self.sheet.rows[self.row][column]);
        self.sheet.save(&folder.join("scores/评分.csv"));
    }

    /// The item in some results.
    fn of<'a>(&self, results: &'a Value) -> &'a Value {
        let items = unit(results, &self.code)["items"].as_array();
        let mut items = items.expect("items").iter();
        items.find(|item| item["id"] == *self.item).expect("item")
    }
}

#[test]
fn order_of_rows_and_columns_does_not_change_the_results() {
    for seed in 1000..1008 {
        let folder = random(seed);
        let before = sorted_results(folder.path());
        let mut rng = Rng::new(seed);
        for path in tables(folder.path()) {
            let mut sheet = Sheet::load(&path);
            // The order of units.csv is the order of the roster.
            if !path.ends_with("units.csv") {
                rng.shuffle(&mut sheet.rows);
            }
            sheet.shuffle_columns(&mut rng);
            sheet.save(&path);
        }
        assert_eq!(before, sorted_results(folder.path()), "seed {seed}");
    }
}

#[test]
fn the_same_workspace_gives_the_same_results() {
    let folder = random(1100);
    let first = results(folder.path()).expect("the program builds");
    assert_eq!(first, results(folder.path()).expect("the program builds"));
}

#[test]
fn raising_a_score_never_lowers_the_rank_and_leaves_the_others_alone() {
    for seed in 2000..2015 {
        let folder = random(seed);
        let mut judged = judged_below_full(folder.path(), &mut Rng::new(seed));
        let workspace = Workspace::read(folder.path()).expect("a valid workspace");
        let skips = workspace.scheme.skip_after_ties;
        let before = results(folder.path()).expect("the program builds");
        let full = judged.full.plain();
        judged.save(folder.path(), &full);
        let after = results(folder.path()).expect("the program builds");
        let rank = |results: &Value| unit(results, &judged.code)["rank"].as_i64();
        let (old, new) = (rank(&before).expect("rank"), rank(&after).expect("rank"));
        let code = &judged.code;
        assert!(new <= old, "seed {seed}, {code}: from {old} to {new}");
        for other in before["units"].as_array().expect("units") {
            let now = unit(&after, other["code"].as_str().expect("code"));
            if other["code"] != *judged.code {
                for key in ["items", "own_full", "total", "rate", "converted", "of"] {
                    assert_eq!(other[key], now[key], "seed {seed}, {}", other["code"]);
                }
                // Nobody moves up because a rival gained, unless the rival left a rank behind.
                let (old, new) = (other["rank"].as_i64(), now["rank"].as_i64());
                assert!(old <= new || !skips, "seed {seed}, {}", other["code"]);
            }
        }
    }
}

#[test]
fn blank_is_not_zero() {
    let folder = copy();
    let mut judged = judged_below_full(folder.path(), &mut Rng::new(7));

    judged.save(folder.path(), "0");
    let zero = results(folder.path()).expect("a score of 0 is a score");
    let item = judged.of(&zero);
    assert_eq!(item["score"], "0.00");
    assert_eq!(item["lost"].as_str().and_then(Ratio::parse), Some(judged.full));

    judged.save(folder.path(), "不适用");
    let exempt = results(folder.path()).expect("an item may be declared 不适用");
    assert_eq!(judged.of(&exempt)["score"], Value::Null);
    assert_eq!(judged.of(&exempt)["applicable"], false);
    let own_full = |results: &Value| {
        let text = unit(results, &judged.code)["own_full"].as_str();
        text.and_then(Ratio::parse).expect("own_full")
    };
    assert_eq!(own_full(&exempt), own_full(&zero) - judged.full);

    judged.save(folder.path(), "");
    assert!(results(folder.path()).is_err(), "a blank score is refused");

    judged.sheet.rows.remove(judged.row);
    judged.sheet.save(&folder.path().join("scores/评分.csv"));
    assert!(results(folder.path()).is_err(), "a missing row is refused");
}

#[test]
fn a_unit_without_weight_has_no_figures() {
    let results = results(&sample()).expect("the program builds");
    let units = results["units"].as_array().expect("units").iter();
    let mut outside = units.filter(|unit| unit["weight"].is_null());
    assert!(outside.clone().count() > 0, "the sample has such units");
    assert!(outside.all(|unit| {
        let keys = ["own_full", "total", "rate", "converted", "rank", "of"];
        unit["assessed"] == false && keys.iter().all(|key| unit[key].is_null())
    }));
}
