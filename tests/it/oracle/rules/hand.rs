//! Small offices whose figures were worked out by hand, from the words of the manual.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use hongtou::figures::{Figures, compare};
use serde_json::Value;
use tempfile::TempDir;

use super::compare::check;
use crate::manual::DOCUMENTS;
use crate::oracle::run::results;
use crate::support::hongtou;

/// An office of these settings, units and tables; what all settings begin with stands before them.
fn office(settings: &str, units: &str, tables: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(folder.path().join("scores")).expect("a folder");
    let scheme = format!(
        "schema = 1\n\n[scheme]\nwork = \"安全生产工作\"\nfield = \"安全生产\"\nyear = 2024\nbase = 100\n\n{settings}"
    );
    let files = [("scheme.toml", scheme.as_str()), ("documents.toml", DOCUMENTS), ("units.csv", units)];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    for (name, text) in tables {
        fs::write(folder.path().join(format!("scores/{name}.csv")), text).expect("a table");
    }
    folder
}

/// What the program makes of an office; the second computation agrees.
fn figures(folder: &Path) -> Value {
    let found = results(folder).unwrap_or_else(|said| panic!("{said}"));
    let differences = check(folder);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    found
}

/// What the units have under a key, in the order of the roster.
fn of_units<'a>(figures: &'a Value, key: &str) -> Vec<&'a str> {
    let units = figures["units"].as_array().expect("units");
    units.iter().map(|unit| unit[key].as_str().unwrap_or("nothing")).collect()
}

/// One item of 100 marks that everybody is judged by.
const TOTAL: &str = "[conversion]\nkind = \"none\"\n\n[[item]]\nid = \"总评\"\nsection = \"总评\"\nfull = 100\n\
                     rule = { kind = \"judged\", step = 1, texts = [\"评定。\"] }\n\n";

/// An office whose units have these totals, and these events.
fn graded(grades: &str, totals: &[u32], events: &[(usize, &str)]) -> Value {
    let mut units = "编码,类别,序号,单位\n".to_owned();
    let mut marks = "编号,单位,项目,得分,扣分原因\n".to_owned();
    for (at, total) in totals.iter().enumerate() {
        writeln!(units, "U{at},乡镇,{},第{at}镇", at + 1).expect("a row");
        writeln!(marks, "P{at},第{at}镇,总评,{total},一般。").expect("a row");
    }
    let mut happened = "编号,单位,项目,日期,事项\n".to_owned();
    for (at, (unit, veto)) in events.iter().enumerate() {
        writeln!(happened, "E{at},第{unit}镇,{veto},2024-05-01,一件大事").expect("a row");
    }
    let folder = office(&format!("{TOTAL}{grades}"), &units, &[("评分", &marks), ("事件", &happened)]);
    figures(folder.path())
}

#[test]
fn a_unit_beyond_a_quota_falls_to_the_first_grade_it_reaches() {
    let grades = "[grades]\nkey = \"raw\"\nbands = [{ name = \"优秀\", quota = { share = 30 } }, { name = \"良好\", from = 80 }, \
                  { name = \"合格\", from = 60 }, { name = \"不合格\" }]\n";
    // 30 % of four is one unit.
    let found = graded(grades, &[95, 85, 50, 20], &[]);
    assert_eq!(of_units(&found, "grade"), ["优秀", "良好", "不合格", "不合格"]);
}

/// One 优秀, one 良好, the others 合格; two vetoes.
const PLACES: &str = "[grades]\nkey = \"raw\"\nbands = [{ name = \"优秀\", quota = { count = 1 } }, \
                      { name = \"良好\", quota = { count = 1 } }, { name = \"合格\" }]\n\
                      veto = [{ id = \"通报\", text = \"通报的，\", cap = \"良好\" }, { id = \"事故\", text = \"事故的，\", cap = \"合格\" }]\n";

#[test]
fn a_vetoed_unit_has_no_better_chance_than_without_the_veto() {
    // 20 points would be the last 合格 without the veto, and are so with it.
    let found = graded(PLACES, &[90, 80, 50, 20], &[(3, "通报")]);
    assert_eq!(of_units(&found, "grade"), ["优秀", "良好", "合格", "合格"]);
}

#[test]
fn a_vetoed_unit_takes_no_place_above_its_cap_and_competes_from_there_on() {
    // The best may be 良好 at most: 优秀 goes to the second, 良好 to the best, before the third.
    let found = graded(PLACES, &[90, 80, 50, 20], &[(0, "通报")]);
    assert_eq!(of_units(&found, "grade"), ["良好", "优秀", "合格", "合格"]);
    // Capped below both quotas it takes no place of either.
    let found = graded(PLACES, &[90, 80, 50, 20], &[(0, "事故")]);
    assert_eq!(of_units(&found, "grade"), ["合格", "优秀", "良好", "合格"]);
}

#[test]
fn a_cap_must_be_reached_too() {
    let grades = "[grades]\nkey = \"raw\"\nbands = [{ name = \"优秀\", quota = { count = 1 } }, { name = \"合格\", from = 60 }, \
                  { name = \"不合格\" }]\nveto = [{ id = \"事故\", text = \"事故的，\", cap = \"合格\" }]\n";
    let found = graded(grades, &[50, 40], &[(0, "事故")]);
    assert_eq!(of_units(&found, "grade"), ["不合格", "优秀"]);
}

#[test]
fn an_event_may_cost_marks_and_veto_a_grade_under_one_name() {
    let settings = format!(
        "{TOTAL}[[item]]\nid = \"安全事故\"\nsection = \"扣分项\"\nfull = 10\n\
         rule = {{ kind = \"deduction\", per = \"event\", each = 3, text = \"每起扣{{分值}}分。\" }}\n\n\
         [grades]\nkey = \"raw\"\nbands = [{{ name = \"优秀\", from = 80 }}, {{ name = \"合格\" }}]\n\
         veto = [{{ id = \"安全事故\", text = \"发生事故的，\", cap = \"合格\" }}]\n"
    );
    let folder = office(
        &settings,
        "编码,类别,序号,单位\nU1,乡镇,1,甲镇\nU2,乡镇,2,乙镇\n",
        &[
            ("评分", "编号,单位,项目,得分,扣分原因\nP1,甲镇,总评,95,一。\nP2,乙镇,总评,95,一。\n"),
            ("事件", "编号,单位,项目,日期,事项,次数\nE1,甲镇,安全事故,2024-05-01,坍塌,2\n"),
        ],
    );
    let found = figures(folder.path());
    // 95 − 2×3 = 89, which would be 优秀.
    assert_eq!(of_units(&found, "total"), ["89.00", "95.00"]);
    assert_eq!(of_units(&found, "grade"), ["合格", "优秀"]);
    assert_eq!(found["units"][0]["vetoes"][0], "安全事故");
}

#[test]
fn a_capped_total_goes_by_the_base_of_the_group() {
    let settings = "[conversion]\nkind = \"capped-at-base\"\n\n\
                    [[group]]\nname = \"甲组\"\ncategories = [\"县\"]\nbase = 150\n\n\
                    [[group]]\nname = \"乙组\"\ncategories = [\"镇\"]\nbase = 100\n\n\
                    [[item]]\nid = \"甲评\"\nsection = \"甲评\"\nfull = 150\napplies_to = \"甲组\"\n\
                    rule = { kind = \"judged\", step = 1, texts = [\"评定。\"] }\n\n\
                    [[item]]\nid = \"乙评\"\nsection = \"乙评\"\nfull = 100\napplies_to = \"乙组\"\n\
                    rule = { kind = \"judged\", step = 1, texts = [\"评定。\"] }\n\n\
                    [[item]]\nid = \"附加\"\nsection = \"附加\"\nfull = 20\ncounts = \"outside\"\n\
                    rule = { kind = \"judged\", step = 1, texts = [\"评定。\"] }\n";
    let folder = office(
        settings,
        "编码,类别,序号,单位,分值设置\nU1,县,1,甲县,10\nU2,县,2,乙县,10\nU3,镇,1,丙镇,10\n",
        &[(
            "评分",
            "编号,单位,项目,得分,扣分原因\nP1,甲县,甲评,120,一。\nP2,甲县,附加,0,一。\nP3,乙县,甲评,145,一。\n\
             P4,乙县,附加,20,\nP5,丙镇,乙评,95,一。\nP6,丙镇,附加,20,\n",
        )],
    );
    // 10×120÷150; 10×min(165, 150)÷150; 10×min(115, 100)÷100.
    assert_eq!(of_units(&figures(folder.path()), "converted"), ["8.00", "10.00", "10.00"]);
}

#[test]
fn the_mean_of_others_weighs_items_as_the_total_does() {
    let settings = "[conversion]\nkind = \"none\"\n\n\
                    [[section]]\nname = \"甲\"\nfull = 100\nweight = 5\n\n[[section]]\nname = \"乙\"\nfull = 100\nweight = 95\n\n\
                    [[item]]\nid = \"甲一\"\nsection = \"甲\"\nfull = 100\nrule = { kind = \"judged\", step = 1, texts = [\"评定。\"] }\n\n\
                    [[item]]\nid = \"乙一\"\nsection = \"乙\"\nfull = 50\nrule = { kind = \"judged\", step = 1, texts = [\"评定。\"] }\n\n\
                    [[item]]\nid = \"乙二\"\nsection = \"乙\"\nfull = 50\nnot_applicable = \"mean-of-others\"\n\
                    rule = { kind = \"judged\", step = 1, texts = [\"评定。\"] }\n";
    let folder = office(
        settings,
        "编码,类别,序号,单位\nU1,乡镇,1,甲镇\n",
        &[("评分", "编号,单位,项目,得分,扣分原因\nP1,甲镇,甲一,0,一。\nP2,甲镇,乙一,50,\nP3,甲镇,乙二,不适用,\n")],
    );
    let found = figures(folder.path());
    let unit = &found["units"][0];
    // 甲一 counts 5, of which 0; 乙一 50×95÷100＝47.5, all of it: 47.5÷52.5 of 50 marks are 45.24.
    assert_eq!(unit["items"][2]["score"], "45.24");
    // (50＋45.24)×95÷100＝90.478.
    assert_eq!(unit["sections"][1]["score"], "90.48");
    assert_eq!(unit["total"], "90.48");
}

#[test]
fn what_a_bonus_gives_beyond_the_full_mark_and_what_raises_to_nought_are_figures_of_their_own() {
    let settings = format!(
        "{TOTAL}[[item]]\nid = \"加分\"\nsection = \"加分\"\nfull = 10\ncounts = \"bonus\"\n\
         rule = {{ kind = \"judged\", step = 1, texts = [\"评定。\"] }}\n\n\
         [[item]]\nid = \"扣分\"\nsection = \"扣分\"\nfull = 10\n\
         rule = {{ kind = \"deduction\", per = \"event\", each = 2, text = \"每次扣{{分值}}分。\" }}\n"
    );
    let folder = office(
        &settings,
        "编码,类别,序号,单位\nU1,乡镇,1,甲镇\nU2,乡镇,2,乙镇\n",
        &[
            (
                "评分",
                "编号,单位,项目,得分,扣分原因\nP1,甲镇,总评,95,一。\nP2,甲镇,加分,10,\nP3,乙镇,总评,1,一。\nP4,乙镇,加分,0,一。\n",
            ),
            ("事件", "编号,单位,项目,日期,事项,次数\nE1,甲镇,扣分,2024-05-01,通报,1\nE2,乙镇,扣分,2024-05-01,通报,3\n"),
        ],
    );
    let found = figures(folder.path());
    // 95＋10 is 105, of which 100 count, less 2; 1 less 6 is 5 below 0.
    assert_eq!(of_units(&found, "total"), ["98.00", "0.00"]);
    let adjusted = |at: usize| &found["units"][at]["adjustments"];
    assert_eq!(*adjusted(0), serde_json::json!([{ "limit": "own-full", "score": "-5.00" }]));
    assert_eq!(*adjusted(1), serde_json::json!([{ "limit": "zero", "score": "5.00" }]));
}

#[test]
fn reasons_beside_marks_that_do_not_count_are_not_told() {
    let settings = "[conversion]\nkind = \"none\"\n\n\
                    [[item]]\nid = \"测评\"\nsection = \"测评\"\nfull = 60\nrule = { kind = \"mean\", scale = 100, texts = [\"测评。\"], \
                    trim = { from = 3, highest = 0, lowest = 1 }, panels = [{ name = \"群众\", weight = 100 }] }\n\n\
                    [[item]]\nid = \"季度\"\nsection = \"季度\"\nfull = 40\nrule = { kind = \"periods\", periods = [\"上半年\", \"下半年\"], \
                    take = \"best\", count = 1, scale = 100, texts = [\"取最好的。\"] }\n";
    let folder = office(
        settings,
        "编码,类别,序号,单位\nU1,乡镇,1,甲镇\n",
        &[
            (
                "评价",
                "编号,项目,指标,评价单位,被评单位,得分,扣分原因\nJ1,测评,群众,甲,甲镇,90,办事慢。\nJ2,测评,群众,乙,甲镇,10,没有理由。\n\
                 J3,测评,群众,丙,甲镇,80,电话难打。\n",
            ),
            (
                "数据",
                "编号,单位,项目,分项,数值,扣分原因\nN1,甲镇,季度,上半年,50,上半年不好。\nN2,甲镇,季度,下半年,95,下半年好些。\n",
            ),
        ],
    );
    let found = figures(folder.path());
    let items = &found["units"][0]["items"];
    // The lowest of three is left out: 85×60÷100; the better half year: 95×40÷100.
    assert_eq!([&items[0]["score"], &items[1]["score"]], ["51.00", "38.00"]);
    assert_eq!(items[0]["reasons"], serde_json::json!(["办事慢。", "电话难打。"]));
    assert_eq!(items[1]["reasons"], serde_json::json!(["下半年好些。"]));
}

#[test]
fn totals_are_rounded_once_at_the_end_and_halves_to_the_even_neighbour() {
    let item = |id: &str, full: u32| {
        format!(
            "[[item]]\nid = \"{id}\"\nsection = \"{id}\"\nfull = {full}\n\
             rule = {{ kind = \"judged\", step = 0.1, scale = 8, texts = [\"评定。\"] }}\n\n"
        )
    };
    let settings = |mode: &str, at: &str| {
        let items: String = [("一", 50), ("二", 50)].map(|(id, full)| item(id, full)).concat();
        format!("[rounding]\nplaces = 1\nmode = \"{mode}\"\nat = \"{at}\"\n\n[conversion]\nkind = \"none\"\n\n{items}")
    };
    let units = "编码,类别,序号,单位\nU1,乡镇,1,甲镇\n";
    let marks = "编号,单位,项目,得分,扣分原因\nP1,甲镇,一,5.2,一。\nP2,甲镇,二,5.4,一。\n";
    let found = |mode: &str, at: &str| {
        let folder = office(&settings(mode, at), units, &[("评分", marks)]);
        let unit = figures(folder.path())["units"][0].clone();
        let text = |value: &Value| value.as_str().expect("a figure").to_owned();
        [text(&unit["items"][0]["score"]), text(&unit["items"][1]["score"]), text(&unit["total"])]
    };
    // 5.2×50÷8＝32.5, 5.4×50÷8＝33.75; the sum is 66.25.
    assert_eq!(found("half-up", "items"), ["32.5", "33.8", "66.3"]);
    assert_eq!(found("half-even", "items"), ["32.5", "33.8", "66.3"]);
    assert_eq!(found("half-up", "end"), ["32.5", "33.8", "66.3"]);
    assert_eq!(found("half-even", "end"), ["32.5", "33.8", "66.2"]);
}

#[test]
fn what_a_section_counts_and_what_a_limit_takes_off_are_changes_of_their_own() {
    let settings = "[conversion]\nkind = \"none\"\n\n[[section]]\nname = \"日常\"\nfull = 50\nweight = 100\n\n\
                    [[item]]\nid = \"检查\"\nsection = \"日常\"\nfull = 50\nrule = { kind = \"judged\", step = 1, texts = [\"评定。\"] }\n\n\
                    [[item]]\nid = \"加分\"\nsection = \"加分\"\nfull = 10\ncounts = \"bonus\"\n\
                    rule = { kind = \"judged\", step = 1, texts = [\"评定。\"] }\n";
    let found = |mark: u32| {
        let marks = format!("编号,单位,项目,得分,扣分原因\nP1,甲镇,检查,{mark},一。\nP2,甲镇,加分,10,\n");
        let folder = office(settings, "编码,类别,序号,单位\nU1,乡镇,1,甲镇\n", &[("评分", &marks)]);
        serde_json::from_value::<Figures>(figures(folder.path())).expect("figures")
    };
    // 45×100÷50＝90, with 10 just the full mark; 48×100÷50＝96, of whose 106 six are beyond it.
    let changes = serde_json::to_value(compare(&found(45), &found(48))).expect("changes");
    let unit = &changes["units"][0];
    let sides = |before: Value, after: Value| serde_json::json!({ "before": before, "after": after });
    assert_eq!(unit["sections"][0]["score"], sides("90.00".into(), "96.00".into()));
    assert_eq!(unit["adjustments"][0]["score"], sides(Value::Null, "-6.00".into()));
    assert_eq!(unit["total"], Value::Null);
}

#[test]
fn a_rate_of_completion_is_explained_by_the_cells_of_figure_and_target() {
    let settings = "[conversion]\nkind = \"none\"\n\n[[item]]\nid = \"招商\"\nsection = \"招商\"\nfull = 100\n\
                    rule = { kind = \"completion\", texts = [\"按完成率计分。\"] }\n";
    let folder = office(
        settings,
        "编码,类别,序号,单位\nU1,乡镇,1,甲镇\n",
        &[("数据", "编号,单位,项目,数值,目标值\nN1,甲镇,招商,8,10\n")],
    );
    let run = hongtou(folder.path(), &["explain", "甲镇", "招商", "--lang", "zh", "--workspace", "."]);
    let line = |name: &str| run.stdout.lines().find(|line| line.contains(name)).unwrap_or(&run.stderr).to_owned();
    assert!(line("数值").ends_with("数据.csv:2:10 “8”"), "{}", line("数值"));
    assert!(line("目标值").ends_with("数据.csv:2:12 “10”"), "{}", line("目标值"));
}

#[test]
fn what_a_figure_earns_is_explained_by_its_bound_or_formula() {
    let rules = [
        (
            "满意度",
            "kind = \"intervals\", tiers = [{ from = 95, points = 20 }, { from = 90, points = 8 }], otherwise = 5",
        ),
        ("办结率", "kind = \"difference\", base = 98, below = { costs = 1 }"),
        ("浓度", "kind = \"completion\", best = \"lowest\""),
        (
            "测评票",
            "kind = \"votes\", scale = 100, options = [{ name = \"好\", points = 100 }, { name = \"差\", points = 0 }]",
        ),
        ("评定", "kind = \"judged\", step = 0.1, round = true"),
    ];
    let mut settings = "[conversion]\nkind = \"none\"\n".to_owned();
    for (id, rule) in rules {
        let text = "texts = [\"计{分值}分。\"]";
        write!(settings, "\n[[item]]\nid = \"{id}\"\nsection = \"{id}\"\nfull = 20\nrule = {{ {rule}, {text} }}\n")
            .expect("settings");
    }
    let rows = "编号,单位,项目,分项,数值,目标值\nN1,甲镇,满意度,,92.7%,\nN2,甲镇,办结率,,95.5,\nN3,甲镇,浓度,,35,28\n\
                N4,甲镇,测评票,好,3,\nN5,甲镇,测评票,差,1,\n";
    let marks = "编号,单位,项目,得分,扣分原因\nP1,甲镇,评定,17.6543,一般。\n";
    let units = "编码,类别,序号,单位\nU1,乡镇,1,甲镇\n";
    let folder = office(&settings, units, &[("数据", rows), ("评分", marks)]);
    let found = figures(folder.path());
    assert_eq!(of_units(&found, "total"), ["74.70"]);
    let formulas = [
        ("满意度", "在90（含）至95（不含）"),
        ("办结率", "低于98，每1扣1分，计2个"),
        ("浓度", "28 ÷ 35 × 100"),
        ("测评票", "(3 × 100 + 1 × 0) ÷ 4"),
        ("评定", "四舍五入到0.1的整数倍"),
    ];
    for (id, formula) in formulas {
        let run = hongtou(folder.path(), &["explain", "甲镇", id, "--lang", "zh", "--workspace", "."]);
        assert!(run.stdout.contains(formula), "{id}: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn an_evaluator_who_is_a_number_is_no_unit_of_that_code() {
    let settings = "[conversion]\nkind = \"none\"\n\n[[item]]\nid = \"测评\"\nsection = \"测评\"\nfull = 100\nrule = { kind = \"mean\", \
                    scale = 100, texts = [\"测评。\"], panels = [{ name = \"领导\", weight = 60, members = [\"1\", \"2\"] }, \
                    { name = \"群众\", weight = 40 }] }\n";
    let units = "编码,类别,序号,单位\n1,乡镇,1,甲镇\n2,乡镇,2,乙镇\n";
    let marks = "编号,指标,评价单位,被评单位,得分,扣分原因\n\
                 1,领导,1,甲镇,100,\n2,领导,2,甲镇,90,慢。\n3,领导,1,乙镇,80,慢。\n4,领导,2,乙镇,60,慢。\n\
                 5,群众,1,甲镇,70,慢。\n6,群众,3,甲镇,50,慢。\n7,群众,2,乙镇,100,\n";
    let folder = office(settings, units, &[("评价", marks)]);
    let found = results(folder.path()).unwrap_or_else(|said| panic!("{said}"));
    // 95×60％＋60×40％ and 70×60％＋100×40％.
    assert_eq!(of_units(&found, "total"), ["81.00", "82.00"]);
}
