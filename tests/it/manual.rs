//! The rule manual is true: what it shows of every kind of rule is what the program makes of it.
//!
//! An example of `data/RULES.md` is a block of an item, the tables that feed it, and the marks. Around it a small workspace is
//! built: the units it names, an item that fills the base up, nothing else. Others are whole: a scheme, a roster, tables and what
//! comes of them, as it stands or with one setting changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{hongtou, root};

/// A block of the manual: what stands behind its fence, and its text.
struct Block {
    info: String,
    text: String,
}

/// An example: an item, the tables that feed it, the marks it gives.
struct Example {
    item: String,
    tables: Vec<(String, String)>,
    marks: Vec<(String, String)>,
}

/// A whole office: its scheme and roster, its tables, and what comes of them, each with the setting that is changed.
#[derive(Default)]
struct Office {
    scheme: String,
    roster: String,
    tables: BTreeMap<String, String>,
    results: Vec<(String, String)>,
}

/// The blocks of the manual in their order.
fn blocks() -> Vec<Block> {
    let text = fs::read_to_string(root().join("data/RULES.md")).expect("the manual");
    let (mut blocks, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
    for line in text.lines() {
        open = match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(block)) => {
                blocks.push(block);
                None
            }
            (Some(info), None) => Some(Block { info: info.to_owned(), text: String::new() }),
            (None, Some(mut block)) => {
                block.text.push_str(line);
                block.text.push('\n');
                Some(block)
            }
            (None, None) => None,
        };
    }
    assert!(open.is_none(), "a block of the manual has no end");
    blocks
}

/// The examples of the manual in their order.
fn examples() -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for block in blocks().into_iter().take_while(|block| block.info != "toml 方案") {
        if block.info == "toml" {
            if block.text.starts_with("[[item]]") {
                examples.push(Example { item: block.text, tables: Vec::new(), marks: Vec::new() });
            }
        } else if let Some(table) = block.info.strip_prefix("csv ") {
            examples.last_mut().expect("a table feeds an item").tables.push((table.to_owned(), block.text));
        } else if block.info == "text 得分" {
            let marks = block.text.lines().map(|line| line.split_once(' ').expect("a unit and its mark"));
            let marks = marks.map(|(unit, mark)| (unit.to_owned(), mark.to_owned())).collect();
            examples.last_mut().expect("marks follow an item").marks = marks;
        }
    }
    examples
}

/// The whole offices, which stand behind the examples.
fn offices() -> Vec<Office> {
    let mut offices: Vec<Office> = Vec::new();
    for Block { info, text } in blocks().into_iter().skip_while(|block| block.info != "toml 方案") {
        if info == "toml 方案" {
            offices.push(Office { scheme: format!("{}{text}", SETTINGS.replace(CONVERSION, "")), ..Office::default() });
            continue;
        }
        let office = offices.last_mut().expect("an office begins with its scheme");
        match info.split_once(' ') {
            Some(("csv", "名册")) => office.roster = text,
            Some(("csv", table)) => drop(office.tables.insert(table.to_owned(), text)),
            Some(("text", results)) => {
                let changed = results.strip_prefix("结果").expect("results").trim();
                office.results.push((changed.to_owned(), text));
            }
            _ => panic!("a block {info:?} of an office"),
        }
    }
    offices
}

/// The setting of a key that stands in a line of its own.
fn setting<'a>(item: &'a str, key: &str) -> &'a str {
    let line = item.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = ")).expect(key);
    line.trim_matches('"')
}

const SETTINGS: &str = r#"schema = 1

[scheme]
work = "安全生产工作"
field = "安全生产"
year = 2024
base = 100

[conversion]
kind = "none"

"#;

/// What stands at the end of these, and which an office has of its own.
const CONVERSION: &str = "[conversion]\nkind = \"none\"\n\n";

/// The form of documents that small workspaces have.
pub(crate) const DOCUMENTS: &str = r#"schema = 1

[issuer]
name = "青山县安全生产委员会办公室"
mark = "青山县安全生产委员会办公室文件"
code = "青安办"
short = "县安委办"

[contact]
person = "李明"
telephone = "0000-0000000"

[method]
date = 2024-03-01
title = "{{ year }}年度{{ work }}考核办法"
object = "各乡镇。"
rules_title = "{{ year }}年度{{ work }}考核细则"
table_title = "{{ year }}年度{{ work }}打分表"

[results]
date = 2025-01-10
title = "关于{{ year }}年度{{ work }}考核结果的通报"
table_title = "{{ year }}年度{{ work }}打分表"
items_title = "{{ year }}年度{{ work }}各项目得分表"
losses_title = "{{ year }}年度{{ work }}扣分情况表"

[letter]
date = 2025-01-11
title = "关于{{ year }}年度{{ work }}考核结果的反馈函"
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

/// A folder with a workspace of these files in `data`.
fn workspace(scheme: &str, units: &str, tables: &BTreeMap<String, String>) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("scores")).expect("a folder is made");
    let path =
        |name: &str| if name == "indicators" { "indicators.csv".to_owned() } else { format!("scores/{name}.csv") };
    let tables = tables.iter().map(|(name, text)| (path(name), text.as_str()));
    let files = [("scheme.toml", scheme), ("documents.toml", DOCUMENTS), ("units.csv", units)];
    for (path, text) in files.map(|(path, text)| (path.to_owned(), text)).into_iter().chain(tables) {
        fs::write(data.join(path), text).expect("a file of the workspace");
    }
    folder
}

/// What the program makes of it.
///
/// # Panics
/// If it refuses it.
fn results(folder: &TempDir, told: &str) -> Value {
    let run = hongtou(folder.path(), &["build", "--only", "data"]);
    assert_eq!(run.code, 0, "{told}\n{}{}", run.stdout, run.stderr);
    let text = fs::read_to_string(folder.path().join("out/results.json")).expect("results.json");
    serde_json::from_str(&text).expect("JSON")
}

/// The workspace around an example: what the item leaves of the base goes to an item that everybody has half of.
fn around(example: &Example) -> TempDir {
    let full: u32 = setting(&example.item, "full").parse().expect("a full mark");
    let rest = if example.item.contains("\"deduction\"") { 100 } else { 100 - full };
    let scheme = format!(
        "{SETTINGS}{}\n[[item]]\nid = \"其他工作\"\nsection = \"其他工作\"\nfull = {rest}\n\
         rule = {{ kind = \"judged\", step = 0.5, texts = [\"其他工作。\"] }}\n",
        example.item
    );
    let mut units = "编码,类别,序号,单位,标签\n".to_owned();
    let mut tables: BTreeMap<String, String> = example.tables.iter().cloned().collect();
    let marks = tables.entry("评分".to_owned()).or_insert_with(|| "编号,单位,项目,得分,扣分原因\n".to_owned());
    for (at, (unit, _)) in example.marks.iter().enumerate() {
        let tag = if unit == "乙镇" { "重点单位" } else { "" };
        writeln!(units, "A{at},{},{},{unit},{tag}", &unit[unit.len() - 3..], at + 1).expect("a row");
        writeln!(marks, "Z{at},{unit},其他工作,{},一般。", format_args!("{}.{}", rest / 2, rest % 2 * 5))
            .expect("a row");
    }
    workspace(&scheme, &units, &tables)
}

#[test]
fn every_example_of_the_manual_gives_the_marks_it_shows() {
    let examples = examples();
    for example in &examples {
        let found = results(&around(example), &example.item);
        let id = setting(&example.item, "id");
        let marks: Vec<(String, String)> = found["units"]
            .as_array()
            .expect("units")
            .iter()
            .map(|unit| {
                let items = unit["items"].as_array().expect("items");
                let item = items.iter().find(|item| item["id"] == id).expect("the item");
                let text = |value: &Value| value.as_str().expect("a text").to_owned();
                (text(&unit["name"]), text(&item["score"]))
            })
            .collect();
        assert_eq!(marks, example.marks, "{}", example.item);
    }
    assert!(examples.len() >= 19, "{} examples", examples.len());
}

/// What a unit has under the head of a column.
fn figure(unit: &Value, head: &str) -> String {
    let keys = [
        ("总分", "total"),
        ("本单位满分", "own_full"),
        ("得分率", "rate"),
        ("折算得分", "converted"),
        ("名次", "rank"),
        ("等次", "grade"),
    ];
    let named = |list: &str, key: &str, name: &str| {
        unit[list].as_array().and_then(|list| list.iter().find(|one| one[key] == name)).cloned()
    };
    let found = match keys.iter().find(|(name, _)| *name == head) {
        Some((_, key)) => unit[key].clone(),
        None => match head.strip_suffix("折算") {
            Some(section) => named("sections", "name", section).expect(head)["score"].clone(),
            None => named("items", "id", head).expect(head)["score"].clone(),
        },
    };
    match found {
        Value::Null => "不适用".to_owned(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[test]
fn every_office_of_the_manual_comes_to_what_it_shows() {
    let offices = offices();
    for office in &offices {
        assert!(!office.results.is_empty(), "{}", office.scheme);
        for (changed, shown) in &office.results {
            let key = changed.split(" = ").next().filter(|key| !key.is_empty());
            let changes = |line: &&str| key.is_some_and(|key| line.starts_with(&format!("{key} = ")));
            let scheme = match office.scheme.lines().find(changes) {
                Some(line) => office.scheme.replacen(line, changed, 1),
                None => office.scheme.clone(),
            };
            assert!(key.is_none() || scheme != office.scheme, "{changed} changes nothing");
            let found = results(&workspace(&scheme, &office.roster, &office.tables), changed);
            let mut lines = shown.lines().map(|line| line.split(' ').collect::<Vec<_>>());
            let heads = lines.next().expect("heads");
            for (line, unit) in lines.zip(found["units"].as_array().expect("units")) {
                let own: Vec<String> = heads[1..].iter().map(|head| figure(unit, head)).collect();
                assert_eq!(
                    (line[0], line[1..].to_vec()),
                    (unit["name"].as_str().expect("a name"), own.iter().map(String::as_str).collect())
                );
            }
        }
    }
    assert!(offices.len() >= 5, "{} offices", offices.len());
}

#[test]
fn the_manual_has_an_example_of_every_kind_of_rule() {
    let text = fs::read_to_string(root().join("data/RULES.md")).expect("the manual");
    let rules = text.split("\n## ").find(|part| part.starts_with("三、")).expect("the rules");
    let kinds = rules.lines().filter_map(|line| line.strip_prefix("### ")?.split(' ').next());
    for kind in kinds {
        let shown = format!("kind = \"{kind}\"");
        assert!(examples().iter().any(|example| example.item.contains(&shown)), "{kind}");
    }
}

/// The blocks of settings, put together to one scheme, and what they speak of.
#[test]
fn the_settings_that_the_manual_shows_are_accepted_and_do_what_it_says() {
    let blocks = blocks();
    let settings: Vec<&str> = blocks
        .iter()
        .filter(|block| block.info == "toml" && !block.text.starts_with("[[item]]"))
        .map(|block| block.text.as_str())
        .collect();
    assert_eq!(settings.len(), 3, "general settings, groups and sections, grades");
    let items = r#"
[[item]]
id = "年终考核"
section = "年终考核"
full = 100
rule = { kind = "judged", step = 1, texts = ["按百分制评定。"] }

[[item]]
id = "日常工作"
section = "日常工作"
full = 110
rule = { kind = "judged", step = 1, texts = ["计{分值}分。"] }

[[item]]
id = "事故"
section = "扣分项"
full = 10
rule = { kind = "deduction", each = 1, per = "event", text = "每起扣{分值}分。" }
"#;
    let units = "编码,类别,序号,单位\nA1,县,1,甲县\nA2,县,2,乙县\nA3,区,1,丙区\nA4,区,2,丁区\n";
    let marks = "编号,单位,项目,得分,扣分原因\n\
                 P1,甲县,年终考核,95,一。\nP2,甲县,日常工作,104,二。\n\
                 P3,乙县,年终考核,95,一。\nP4,乙县,日常工作,105,二。\n\
                 P5,丙区,年终考核,100,\nP6,丙区,日常工作,110,\n\
                 P7,丁区,年终考核,50,一。\nP8,丁区,日常工作,60,二。\n";
    let events = "编号,单位,项目,日期,事项\nE1,乙县,事故,2024-02-01,一起火灾\nE2,丙区,重大事故,2024-05-01,一起坍塌\n";
    let tables = [("评分", marks), ("事件", events)].map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let folder = workspace(&format!("{}{items}", settings.concat()), units, &tables);
    let found = results(&folder, "the settings of the manual");
    let told: Vec<[&str; 5]> = found["units"]
        .as_array()
        .expect("units")
        .iter()
        .map(|unit| ["own_full", "total", "rate", "rank", "grade"].map(|key| text_of(&unit[key])))
        .collect();
    // 95×40÷100＝38. Two have one rate, of whom the one without an accident stands first. 30% of four is one unit.
    assert_eq!(
        told,
        [
            ["150", "142.00", "94.67", "2", "优秀"],
            ["150", "142.00", "94.67", "3", "良好"],
            ["150", "150.00", "100.00", "1", "合格"],
            ["150", "80.00", "53.33", "4", "不合格"],
        ]
    );
}

/// A text, or a number as one; grades may stand as an object with their name.
fn text_of(value: &Value) -> &str {
    match value {
        Value::Number(number) => number
            .as_u64()
            .and_then(|number| ["0", "1", "2", "3", "4"].get(usize::try_from(number).ok()?).copied())
            .unwrap_or("?"),
        Value::Object(_) => value["name"].as_str().unwrap_or("?"),
        _ => value.as_str().unwrap_or("?"),
    }
}
