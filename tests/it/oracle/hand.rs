//! The oracle itself against figures worked out by hand.

use super::compute::{Figures, figures};
use super::ratio::{Mode, Ratio};
use std::fs;
use std::path::Path;

const SCHEME: &str = r#"
[scheme]
work = "工作"
year = 2021
base = 20
[rounding]
places = 2
mode = "half-up"
at = "items"
[conversion]
kind = "share-of-own-full-mark"
[ranking]
key = "rate"
scope = "category"
ties = "skip"
[[item]]
id = "会议"
section = "会议"
name = "会议"
full = 3
rule = { kind = "checklist", half_points = true, criteria = [{ points = 1 }, { points = 2 }] }
[[item]]
id = "机制"
section = "机制"
name = "机制"
full = 2
rule = { kind = "judged", step = 0.01 }
[[item]]
id = "重点"
section = "重点"
name = "重点"
full = 10
rule = { kind = "mean", scale = 100 }
[[item]]
id = "宣传"
section = "宣传"
name = "宣传"
full = 5
rule = { kind = "counted", classes = [
  { name = "一般", each = 0.5, cap = 3 }, { name = "市级", each = 1, cap = 2 } ] }
[[item]]
id = "失信"
section = "失信"
name = "失信"
full = 6
rule = { kind = "deduction", each = 4, per = "event" }
[[item]]
id = "牵头"
section = "牵头"
name = "牵头"
full = 4
applies_to = "指标牵头单位"
counts = "beyond-base"
rule = { kind = "judged", step = 0.01 }
[[item]]
id = "名次"
section = "名次"
name = "名次"
full = 6
applies_to = "省评价指标牵头单位"
counts = "beyond-base"
rule = { kind = "rank-table", parts = [
  { among = "省", otherwise = 1, tiers = [{ to = 1, points = 3 }, { to = 10, points = 2 }] },
  { among = "市", otherwise = 1, tiers = [{ to = 1, points = 3 }, { to = 10, points = 2 }] } ] }
"#;

/// 乙二 has no 分值设置: its evaluations count, its own row in 评分 does not.
const TABLES: [(&str, &str); 9] = [
    (
        "units",
        "编码,类别,序号,单位,分值设置\na1,甲,1,甲一,10\na2,甲,2,甲二,2\na3,甲,3,甲三,20\n\
         b1,乙,1,乙一,10\nb2,乙,2,乙二,\n",
    ),
    (
        "indicators",
        "编号,指标,层级,牵头单位,配合单位\n1,开办,省,甲一,甲二、甲三\n2,用水,省,甲一,甲二、乙二\n\
         3,用电,市,乙二,甲二\n",
    ),
    ("aliases", "别名,单位\n贰,甲二\n"),
    (
        "scores/评分",
        "编号,单位,项目,得分,扣分原因\n1,甲一,机制,1.25,缺台账\n2,甲一,重点,9.5,\n\
         3,甲一,牵头,3.33,\n4,贰,机制,不适用,\n5,甲三,机制,2,\n6,甲三,重点,10,\n7,乙一,机制,2,\n\
         8,乙一,重点,10,\n9,乙二,机制,1,\n",
    ),
    (
        "scores/达标",
        "编号,单位,项目,要点,达标,扣分原因\n1,甲一,会议,1,是,\n2,甲一,会议,2,否,没有记录\n\
         3,甲 二,会议,1,是,\n4,甲二,会议,2,是,\n5,甲三,会议,1,是,\n6,甲三,会议,2,是,\n\
         7,乙一,会议,1,是,\n8,乙一,会议,2,是,\n",
    ),
    (
        "scores/评价",
        "编号,指标,评价单位,被评单位,得分,扣分原因\n1,开办,甲一,甲二,84.9,\n\
         2,开办,甲一,甲三,不评价,\n3,用水,甲一,甲二,不评价,\n4,用电,乙二,甲二,80,\n",
    ),
    (
        "scores/宣传",
        "编号,单位,日期,媒体,级别,标题\n1,甲一,2021-01-01,报,一般,子\n2,甲一,2021-02-01,报,市级,子\n\
         3,甲一,2021-01-01,报,市级,丑\n4,甲一,2021-01-01,报,市级,寅\n5,甲一,2021-01-01,报,一般,卯\n\
         6,甲三,2021-01-01,报,一般,一\n7,甲三,2021-01-01,报,一般,二\n8,甲三,2021-01-01,报,一般,三\n\
         9,甲三,2021-01-01,报,一般,四\n10,甲三,2021-01-01,报,一般,五\n11,甲三,2021-01-01,报,一般,六\n\
         12,甲三,2021-01-01,报,一般,七\n13,乙一,2021-01-01,报,市级,子\n14,乙一,2021-01-01,报,市级,丑\n\
         15,乙一,2021-01-01,报,一般,子二\n16,乙一,2021-01-01,报,一般,子二\n",
    ),
    ("scores/失信", "编号,单位,被列单位,案号,日期\n1,甲一,甲一,一号,2021-05-01\n2,甲一,下属,二号,2021-06-01\n"),
    (
        "scores/排名",
        "编号,指标,范围,名次,参评数\n1,开办,省,1,100\n2,开办,市,11,12\n3,用水,省,11,100\n\
         4,用水,市,2,12\n",
    ),
];

/// The figures of the small workspace after replacing texts of its files.
fn compute(changes: &[(&str, &str)]) -> Result<Figures, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let mut text = text.to_owned();
        for (old, new) in changes {
            text = text.replace(old, new);
        }
        fs::write(Path::new(folder.path()).join(name), text).expect("a file is written");
    };
    fs::create_dir(folder.path().join("scores")).expect("a folder");
    write("documents.toml", "sample = true\n");
    write("scheme.toml", SCHEME);
    for (name, text) in TABLES {
        write(&format!("{name}.csv"), text);
    }
    figures(folder.path())
}

/// Scores of the items, then total, own full mark, rate, converted and "rank/of".
fn line(figures: &Figures, unit: usize) -> String {
    let unit = &figures.units[unit];
    let items = unit.items.iter();
    let mut parts: Vec<String> = items.map(|item| item.score.map_or("/".to_owned(), Ratio::plain)).collect();
    if let Some(s) = &unit.standing {
        let values = [s.total, s.own_full, s.rate, s.converted];
        parts.push("=".to_owned());
        parts.extend(values.map(Ratio::plain));
        parts.push(format!("{}/{}", s.rank, s.of));
    }
    parts.join(" ")
}

/// Rank and field of the four assessed units.
fn ranks(changes: &[(&str, &str)]) -> Vec<(usize, usize)> {
    let figures = compute(changes).expect("a valid workspace");
    let standings = figures.units.iter().filter_map(|unit| unit.standing.clone());
    standings.map(|s| (s.rank, s.of)).collect()
}

#[test]
fn oracle_agrees_with_figures_worked_out_by_hand() {
    let figures = compute(&[]).expect("a valid workspace");
    // 甲一: 会议 1 of 1 + 2; nobody evaluates it, so 重点 is judged 9.5; 宣传: 子 counts once as
    // 市级, so 市级 3 → cap 2, 一般 1 → 0.5; 失信: 2 × 4 = 8 → 6; 名次: (3 + 1 + 1 + 2) ÷ 2 = 3.5.
    // 1 + 1.25 + 9.5 + 2.5 − 6 + 3.33 + 3.5 = 15.08; full 20 + 4 + 6 = 30;
    // 15.08 ÷ 30 = 0.50266…; × 10 = 5.0266….
    let first = "1 1.25 9.5 2.5 -6 3.33 3.5 = 15.08 30 50.27 5.03 3/3";
    assert_eq!(line(&figures, 0), first);
    // 甲二: 机制 不适用, so full 18; 重点: (84.9 + 80) ÷ 2 × 10 ÷ 100 = 8.245 → 8.25 half up;
    // 11.25 ÷ 18 = 0.625; × 2 = 1.25.
    assert_eq!(line(&figures, 1), "3 / 8.25 0 0 = 11.25 18 62.5 1.25 2/3");
    // 甲三: its only evaluation is 不评价, so 重点 is judged 10; 宣传: 7 × 0.5 = 3.5 → cap 3.
    assert_eq!(line(&figures, 2), "3 2 10 3 0 = 18 20 90 18 1/3");
    // 乙一: 宣传: 市级 2, 一般 one title 0.5.
    assert_eq!(line(&figures, 3), "3 2 10 2.5 0 = 17.5 20 87.5 8.75 1/1");
    assert_eq!(line(&figures, 4), "");
    // (50.27 + 62.5 + 90) ÷ 3 = 67.59.
    let category = &figures.categories[0];
    assert_eq!(category.mean_rate.map(Ratio::plain).as_deref(), Some("67.59"));
    assert_eq!(category.best_units, ["甲三"]);
    let other = &figures.categories[1];
    assert_eq!((other.units, other.assessed), (2, 1));
    let reasons: Vec<_> = figures.units[0].items.iter().flat_map(|i| &i.reasons).collect();
    assert_eq!(reasons, ["没有记录", "缺台账"]);
}

#[test]
fn oracle_rounds_and_converts_the_other_ways_as_worked_out_by_hand() {
    // 8.245 → 8.24; 11.24 ÷ 18 = 0.62444…; × 2 = 1.24888….
    let even = compute(&[("half-up", "half-even")]).expect("valid");
    assert_eq!(line(&even, 1), "3 / 8.24 0 0 = 11.24 18 62.44 1.25 2/3");
    // One place, items: 8.245 → 8.2, 1.25 → 1.3, 3.33 → 3.3:
    // 1 + 1.3 + 9.5 + 2.5 − 6 + 3.3 + 3.5 = 15.1; ÷ 30 = 0.50333…; × 10 = 5.0333….
    let one = compute(&[("places = 2", "places = 1")]).expect("valid");
    let first = "1 1.3 9.5 2.5 -6 3.3 3.5 = 15.1 30 50.3 5 3/3";
    assert_eq!(line(&one, 0), first);
    // One place, only at the end: the exact sum 15.08 → 15.1.
    let end = [("places = 2", "places = 1"), ("at = \"items\"", "at = \"end\"")];
    let end = compute(&end).expect("valid");
    assert_eq!(line(&end, 0), first);
    // 3 + 8.245 = 11.245 → 11.2; ÷ 18 = 0.62222…; × 2 = 1.2444….
    assert_eq!(line(&end, 1), "3 / 8.2 0 0 = 11.2 18 62.2 1.2 2/3");
    // Capped at 20: 10 × 15.08 ÷ 20 = 7.54; 2 × 11.25 ÷ 20 = 1.125 → 1.13.
    let capped = compute(&[("share-of-own-full-mark", "capped-at-base")]).expect("valid");
    assert!(line(&capped, 0).ends_with("50.27 7.54 3/3"));
    assert!(line(&capped, 1).ends_with("62.5 1.13 2/3"));
    // Half of the second criterion is 1; once a year 4 is taken off, not 6: 15.08 + 1 + 2 = 18.08.
    let half = [("会议,2,否", "会议,2,半"), ("\"event\"", "\"year\"")];
    let half = compute(&half).expect("valid");
    assert!(line(&half, 0).starts_with("2 1.25 9.5 2.5 -4 3.33 3.5 = 18.08 30"));
    // 失信 takes 6 off; with nothing else earned the total stops at nought.
    let none = compute(&[
        ("会议,1,是", "会议,1,否"),
        ("机制,1.25", "机制,0"),
        ("重点,9.5", "重点,0"),
        ("牵头,3.33", "牵头,0"),
        ("1,甲一,2021-01-01,报,一般,子", "1,乙二,2021-01-01,报,一般,子"),
        ("2,甲一,2021-02-01", "2,乙二,2021-02-01"),
    ])
    .expect("valid");
    // 宣传: 丑, 寅 市级 2, 卯 一般 0.5; 2.5 − 6 + 3.5 = 0.
    assert!(line(&none, 0).starts_with("0 0 0 2.5 -6 0 3.5 = 0 30 0 0"));
}

#[test]
fn oracle_ranks_in_every_way_as_worked_out_by_hand() {
    // Totals 15.08, 11.25, 18, 17.5; converted 5.03, 1.25, 18, 8.75; own full 30, 18, 20, 20.
    let (all, raw) = ("scope = \"all\"", "key = \"raw\"");
    let (scope, key) = ("scope = \"category\"", "key = \"rate\"");
    assert_eq!(ranks(&[(scope, all)]), [(4, 4), (3, 4), (1, 4), (2, 4)]);
    assert_eq!(ranks(&[(scope, all), (key, raw)]), [(3, 4), (4, 4), (1, 4), (2, 4)]);
    let same = "scope = \"same-full-mark\"";
    assert_eq!(ranks(&[(scope, same)]), [(1, 1), (1, 1), (1, 2), (2, 2)]);
    assert_eq!(ranks(&[(key, "key = \"converted\"")]), [(2, 3), (3, 3), (1, 3), (1, 1)]);
    // 甲三 without 0.5 of 机制 has 17.5 as 乙一 has: both first, the next third or second.
    let tie = ("甲三,机制,2", "甲三,机制,1.5");
    let skip = [(scope, all), (key, raw), tie];
    assert_eq!(ranks(&skip), [(3, 4), (4, 4), (1, 4), (1, 4)]);
    let close = [skip.as_slice(), &[("\"skip\"", "\"consecutive\"")]].concat();
    assert_eq!(ranks(&close), [(2, 4), (3, 4), (1, 4), (1, 4)]);
}

#[test]
fn oracle_refuses_a_missing_score_and_takes_zero() {
    let zero = compute(&[("甲三,机制,2", "甲三,机制,0")]).expect("valid");
    assert!(line(&zero, 2).starts_with("3 0 10 3 0 = 16 20"));
    for (old, new) in [
        ("甲三,机制,2", "甲三,机制,"),
        ("5,甲三,机制,2,\n", ""),
        ("8,乙一,会议,2,是,\n", ""),
        ("4,用电,乙二,甲二,80,\n", ""),
        ("4,用水,市,2,12\n", ""),
        ("甲三,机制,2", "甲三,机制,2.01"),
        ("甲三,机制,2", "甲三,机制,1.001"),
        ("甲三,机制,2", "甲三,牵头,2"),
        ("2021-06-01", "2020-06-01"),
    ] {
        assert!(compute(&[(old, new)]).is_err(), "{old} → {new}");
    }
}

#[test]
fn exact_numbers_round_at_the_very_middle_only_by_the_mode() {
    let round = |text: &str, mode| {
        let value = Ratio::parse(text).expect("a number");
        value.round(2, mode).fixed(2)
    };
    for (text, up, even) in [
        ("0.125", "0.13", "0.12"),
        ("0.135", "0.14", "0.14"),
        ("0.12500000001", "0.13", "0.13"),
        ("-0.125", "-0.13", "-0.12"),
        ("7", "7.00", "7.00"),
    ] {
        assert_eq!(round(text, Mode::HalfUp), up);
        assert_eq!(round(text, Mode::HalfEven), even);
    }
    assert_eq!(Ratio::parse("1.2.3"), None);
    assert_eq!(Ratio::parse(""), None);
}
