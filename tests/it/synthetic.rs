//! One mark that moves a unit from the 26th to the 14th place of forty: who is told, and what stays as it was issued.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{done, files, hongtou, without_figures};

/// How many units are ranked against each other.
const UNITS: usize = 40;
/// The place of the unit whose mark was wrong, and the one it gets.
const FROM: usize = 26;
const TO: usize = 14;

/// The name of a unit: 甲子局, 乙丑局 and so on.
fn name(unit: usize) -> String {
    let pick = |from: &str, at: usize| from.chars().nth(at).expect("a character");
    format!("{}{}局", pick("甲乙丙丁戊己庚辛壬癸", unit % 10), pick("子丑寅卯辰巳午未申酉戌亥", unit % 12))
}

/// The place of a unit, unlike its place in the roster.
fn place(unit: usize) -> usize {
    (unit * 7 + 3) % UNITS + 1
}

/// The unit at a place.
fn unit_at(wanted: usize) -> usize {
    (0..UNITS).find(|unit| place(*unit) == wanted).expect("every place is taken")
}

/// The path of a unit's letter below the output folder.
fn letter(unit: usize) -> String {
    format!("反馈函/{}.pdf", name(unit))
}

/// The mark of the unit at a place in tenths: no two have the same.
fn tenths(place: usize) -> usize {
    1000 - place * 15
}

fn decimal(tenths: usize) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A folder with a workspace of forty units in two categories, which have one item and are ranked all together.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scores = folder.path().join("data/scores");
    fs::create_dir_all(&scores).expect("a folder is made");
    let mut units = "编码,类别,序号,单位,分值设置\n".to_owned();
    let mut marks = "编号,单位,项目,得分,扣分原因\n".to_owned();
    for unit in 0..UNITS {
        let (category, number) = if unit < 20 { ("东片", unit + 1) } else { ("西片", unit - 19) };
        let (name, mark) = (name(unit), decimal(tenths(place(unit))));
        writeln!(units, "U{unit:02},{category},{number},{name},2").expect("a row");
        writeln!(marks, "P{unit:02},{name},日常工作,{mark},材料不全。").expect("a row");
    }
    let data = folder.path().join("data");
    for (path, text) in [
        ("units.csv", units.as_str()),
        ("indicators.csv", "编号,指标,层级,牵头单位,配合单位\n"),
        ("scores/评分.csv", &marks),
        ("scheme.toml", SCHEME),
        ("documents.toml", DOCUMENTS),
    ] {
        fs::write(data.join(path), text).expect("a file of the workspace");
    }
    folder
}

const SCHEME: &str = r#"schema = 1

[scheme]
work = "优化营商环境工作"
field = "营商环境"
year = 2021
base = 100

[rounding]
places = 2

[conversion]
kind = "share-of-own-full-mark"

[ranking]
key = "rate"
scope = "all"

[[item]]
id = "日常工作"
section = "日常工作"
full = 100
rule = { kind = "judged", step = 0.1, texts = ["日常工作有计划、有落实。计{分值}分。"] }
"#;

const DOCUMENTS: &str = r#"schema = 1

[issuer]
name = "青山市营商环境办公室"
mark = "青山市营商环境办公室文件"
code = "青营商办"
short = "市营商办"

[contact]
person = "李明"
telephone = "0000-0000000"

[method]
date = 2021-03-01
title = "{{ year }}年度|{{ work }}|考核办法"
object = "市直各单位。"
rules_title = "{{ year }}年度{{ work }}考核细则"
table_title = "{{ year }}年度{{ work }}打分表"

[results]
date = 2022-01-10
title = "关于|{{ year }}年度|{{ work }}|考核结果的|通报"
table_title = "{{ year }}年度{{ work }}打分表"
items_title = "{{ year }}年度{{ work }}各项目得分表"
losses_title = "{{ year }}年度{{ work }}扣分情况表"

[letter]
code = "青营商办函"
date = 2022-01-11
title = "关于|{{ year }}年度|{{ work }}|考核结果的|反馈函"
objection_days = 5
report_days = 15

[score_table]

[files]
method = "考核办法.pdf"
results = "结果通报.pdf"
rules = "附件1.pdf"
blank_table = "附件2.pdf"
filled_table = "打分表.pdf"
letter = "反馈函/{{ unit }}.pdf"
workbook = "得分表.xlsx"
figures = "results.json"
"#;

/// The thirteen units whose place is another one now, in the order of the roster.
fn touched() -> Vec<usize> {
    (0..UNITS).filter(|unit| (TO..=FROM).contains(&place(*unit))).collect()
}

/// What the correction does, as `correct` prints it.
fn effect() -> String {
    let wrong = unit_at(FROM);
    let mut text = format!(
        "units whose figures change (1):\n  {}\n    日常工作: mark 61.00 → 79.50, lost 39.00 → 20.50\n    \
         total 总分 61.00 → 79.50, rate 得分率 61.00 → 79.50, converted 折算得分 1.22 → 1.59, \
         rank 26 of 40 → rank 14 of 40\n\
         units that move though their own figures stay (12):\n",
        name(wrong)
    );
    for unit in touched().into_iter().filter(|unit| *unit != wrong) {
        let (name, place) = (name(unit), place(unit));
        writeln!(text, "  {name} rank {place} of 40 → rank {} of 40", place + 1).expect("a line");
    }
    let (category, all) = if wrong < 20 { ("东片", 0..20) } else { ("西片", 20..40) };
    let sum: usize = all.map(|unit| tenths(place(unit))).sum();
    // The mean of twenty marks, in hundredths: tenths × 10 ÷ 20, halves up.
    let mean = |sum: usize| {
        let hundredths = sum.div_ceil(2);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    };
    writeln!(text, "categories:\n  {category} mean rate 平均得分率 {} → {}", mean(sum), mean(sum + 185))
        .expect("a line");
    text.push_str("to be issued: a 更正通知 of 结果通报 (青营商办〔2022〕1号)\n");
    let names: Vec<String> = touched().into_iter().map(name).collect();
    writeln!(text, "letters to be issued again (13): {}", names.join(", ")).expect("a line");
    text
}

/// The rows of the register without their seals: edition, genre, unit, number, date, what is replaced.
fn register(folder: &Path) -> Vec<[String; 6]> {
    let text = fs::read_to_string(folder.join("data/register.csv")).expect("the register");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let row = |record: csv::StringRecord| [0, 1, 2, 3, 4, 7].map(|column| record[column].to_owned());
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

/// The documents of an output folder.
fn made(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut made = without_figures(files(&folder.join("out")));
    made.remove("manifest.json");
    made
}

#[test]
fn a_figure_that_moves_a_unit_from_26th_to_14th_calls_for_thirteen_letters_and_no_other() {
    let folder = workspace();
    let folder = folder.path();
    done(folder, "issue method --date 2021-03-01");
    done(folder, "issue results --date 2022-01-10");
    done(folder, "issue letters --date 2022-01-11");
    done(folder, "build");
    let (issued, rows, before) = (files(&folder.join("data/issued")), register(folder), made(folder));
    assert_eq!(rows.len(), 2 + UNITS);

    let change = format!("correct change 评分 P{:02} 得分 79.5", unit_at(FROM));
    let entered = done(folder, &format!("{change} --reason 录入错误 --by 甲 --date 2022-02-10"));
    let next = "entered in the ledger as 1. Next: `hongtou correct approve 1`\n";
    assert_eq!(entered.stdout, format!("{}{next}", effect()));
    let unapproved = hongtou(folder, &["issue", "letters", "--date", "2022-02-20"]);
    assert_eq!((unapproved.code, register(folder).len()), (1, 2 + UNITS), "{}", unapproved.stdout);
    let approved = done(folder, "correct approve 1 --by 乙 --date 2022-02-11");
    assert_eq!(approved.stdout, format!("{}entered in the ledger as 2\n", effect()));

    // Numbers are given in the order of the roster: forty letters had 1 to 40.
    let expected: Vec<[String; 6]> = (UNITS + 1..)
        .zip(touched())
        .map(|(serial, unit)| {
            let number = |serial: usize| format!("青营商办函〔2022〕{serial}号");
            let code = format!("U{unit:02}");
            ["4", "反馈函", &code, &number(serial), "2022-02-20", &number(unit + 1)].map(str::to_owned)
        })
        .collect();
    let mut told = String::new();
    for (unit, [_, _, _, number, date, former]) in touched().into_iter().zip(&expected) {
        writeln!(told, "反馈函 ({})  {number}  {date}, replaces {former}", name(unit)).expect("a line");
    }
    told.push_str("issued as edition 4: 13, kept in data/issued/4. Next: hongtou build\n");
    assert_eq!(done(folder, "issue letters --date 2022-02-20").stdout, told);
    assert_eq!(register(folder), [rows, expected].concat());

    done(folder, "build");
    let store = files(&folder.join("data/issued"));
    assert!(issued.iter().all(|(path, bytes)| store.get(path) == Some(bytes)), "the store has changed");
    let again: BTreeSet<String> = touched().into_iter().map(letter).collect();
    let kept = store.keys().filter_map(|path| path.strip_prefix("4/files/")).map(str::to_owned);
    assert_eq!(kept.collect::<BTreeSet<_>>(), again);
    let after = made(folder);
    let mut changed: BTreeSet<String> =
        before.keys().filter(|path| before.get(*path) != after.get(*path)).cloned().collect();
    // The figures for further work and the register are no documents: they are as the data are.
    for path in ["得分表.xlsx", "results.json", "登记/发文登记簿.pdf"] {
        assert!(changed.remove(path), "{path}: {changed:?}");
    }
    assert_eq!(changed, again);
    assert!(again.iter().all(|path| after[path] == store[&format!("4/files/{path}")]));
    let letters = |files: &BTreeMap<String, Vec<u8>>| files.keys().filter(|path| path.contains("反馈函/")).count();
    assert_eq!((letters(&before), letters(&after)), (UNITS, UNITS));
    let nothing = hongtou(folder, &["issue", "letters", "--date", "2022-02-21"]);
    assert_eq!(nothing.code, 1, "{}", nothing.stdout);
}
