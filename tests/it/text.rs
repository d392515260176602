//! What the documents say, read back from the PDFs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::pdf::{Document, Element, Page, Run, read};
use crate::support::{edit, hongtou, root, sample};

/// Below this (mm from the upper edge) an artifact is a page number: the type area ends at 262 mm.
const FOOT: f64 = 262.0;
/// The middle of the type area, mm from the left edge.
const MIDDLE: f64 = 106.0;
/// How many failures of one kind are told.
const TOLD: usize = 8;

/// The sample's documents, built and read once.
struct Sample {
    results: Value,
    notice: Document,
    /// The letters by the names of their files.
    letters: BTreeMap<String, Document>,
}

fn shared() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let folder = sample();
        let out = build(folder.path(), &["--only", "letters", "--only", "results", "--only", "data"]);
        let results = fs::read_to_string(out.join("结果/results.json")).expect("the results");
        Sample {
            results: serde_json::from_str(&results).expect("the results are JSON"),
            notice: read(&out.join("结果通报/考核结果通报.pdf")),
            letters: letters(&out),
        }
    })
}

/// Builds the workspace of a folder and gives the folder of the documents.
fn build(folder: &Path, arguments: &[&str]) -> PathBuf {
    let run = hongtou(folder, &[&["build"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    folder.join("out")
}

fn method(folder: &Path) -> Document {
    read(&build(folder, &["--only", "method"]).join("考核办法/考核办法.pdf"))
}

fn letters(out: &Path) -> BTreeMap<String, Document> {
    let entries = fs::read_dir(out.join("反馈函")).expect("the letters");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), read(&path))).collect()
}

/// Non-empty text of a key of `results.json`, or its number as text.
fn text(value: &Value, key: &str) -> String {
    let value = &value[key];
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().expect(key)
}

fn assessed(results: &Value) -> impl Iterator<Item = &Value> {
    list(results, "units").iter().filter(|unit| unit["assessed"] == true)
}

fn letter_of<'a>(letters: &'a BTreeMap<String, Document>, unit: &Value) -> &'a Document {
    let name = format!("{}-{}-{}.pdf", text(unit, "category"), text(unit, "number"), text(unit, "name"));
    letters.get(&name).unwrap_or_else(|| panic!("there is no letter {name}"))
}

/// The cells of all rows of all tables.
fn rows(document: &Document) -> Vec<Vec<&str>> {
    document.tree.all("TR").into_iter().map(Element::parts).collect()
}

/// The text outside tables.
fn prose(document: &Document) -> String {
    let tables = document.tree.all("Table");
    tables.iter().fold(document.tree.text.clone(), |text, table| text.replacen(&table.text, "", 1))
}

/// The numbers in a text.
fn figures(text: &str) -> Vec<&str> {
    let parts = text.split(|character: char| !character.is_ascii_digit() && character != '.');
    parts.map(|part| part.trim_matches('.')).filter(|part| !part.is_empty()).collect()
}

/// Whether a text has all these numbers, each as often as it is asked for.
fn has_figures(text: &str, wanted: &[&str]) -> bool {
    let mut there = figures(text);
    wanted.iter().all(|wanted| {
        let at = there.iter().position(|figure| figure == wanted);
        at.map(|at| there.swap_remove(at)).is_some()
    })
}

fn artifacts(page: &Page) -> (Vec<&Run>, Vec<&Run>) {
    page.runs.iter().filter(|run| run.artifact).partition(|run| run.y > FOOT)
}

/// What is wrong with the page numbers, the first of which stands on page `from`.
fn misnumbered(document: &Document, from: usize) -> Vec<String> {
    let pages = document.pages.iter().zip(1..);
    let found = pages.filter_map(|(page, at)| {
        let (numbers, _) = artifacts(page);
        let numbers: Vec<&str> = numbers.into_iter().map(|run| run.text.as_str()).collect();
        let wanted = if at < from { vec![] } else { vec![format!("— {at} —")] };
        (numbers != wanted).then(|| format!("page {at} is numbered {numbers:?}"))
    });
    found.collect()
}

/// Where two texts first differ, with what stands before and after in both.
fn difference(intended: &str, found: &str) -> Option<String> {
    let (intended, found): (Vec<char>, Vec<char>) = (intended.chars().collect(), found.chars().collect());
    let same = intended.iter().zip(&found).take_while(|(a, b)| a == b).count();
    if same == intended.len() && same == found.len() {
        return None;
    }
    let part = |text: &[char], from: usize| text[from.min(text.len())..].iter().take(30).collect::<String>();
    let before: String = intended[same.saturating_sub(30)..same].iter().collect();
    let (intended, found) = (part(&intended, same), part(&found, same));
    Some(format!("character {same}, after “{before}”:\n  intended “{intended}”\n  found    “{found}”"))
}

/// `intended.txt` by section: without the comments, which begin the sections.
fn intended_sections(text: &str) -> [Vec<&str>; 8] {
    let mut sections = vec![Vec::new()];
    for line in text.lines() {
        match line.strip_prefix("# ") {
            Some(_) => sections.push(Vec::new()),
            None => sections.last_mut().expect("a section").push(line),
        }
    }
    sections.retain(|section| !section.is_empty());
    sections.try_into().expect("head, body, attachment 1, rules, attachment 2, two blocks, imprint")
}

/// The rows of the score table: each of the left block with that beside it, without the spaces between cells.
fn side_by_side(left: &[&str], right: &[&str]) -> Vec<[String; 2]> {
    let cell = |block: &[&str], at: usize| block.get(at).map(|row| row.replace(' ', "")).unwrap_or_default();
    (0..left.len().max(right.len())).map(|at| [cell(left, at), cell(right, at)]).collect()
}

fn intended_file() -> String {
    fs::read_to_string(root().join("tests/fixtures/seed/intended.txt")).expect("the intended text")
}

/// The intended text in the order in which the document is read: the blocks of the score table row by row.
fn intended() -> String {
    let file = intended_file();
    let [head, body, first, rules, second, left, right, imprint] = intended_sections(&file);
    let before = [head, body, first, rules, second].concat().concat();
    assert!(!before.contains(' '), "spaces separate cells of the score table and of the imprint only");
    [before, side_by_side(&left, &right).concat().concat(), imprint.concat().replace(' ', "")].concat()
}

#[test]
fn text_of_the_method_equals_the_intended_text_word_for_word() {
    let (marked, plain) = (sample(), sample());
    edit(plain.path(), "data/documents.toml", "sample = true", "sample = false");
    let file = intended_file();
    let [_, _, _, rules, _, left, right, _] = intended_sections(&file);
    let heads = [String::new(), rules[..5].concat(), side_by_side(&left[..1], &right[..1]).concat().concat()];
    for folder in [marked, plain] {
        let document = method(folder.path());
        if let Some(difference) = difference(&intended(), &document.tree.text) {
            panic!("{difference}");
        }
        assert_eq!(misnumbered(&document, 1), Vec::<String>::new());
        for page in &document.pages {
            let (_, repeated) = artifacts(page);
            let repeated: String = repeated.into_iter().map(|run| run.text.as_str()).collect();
            assert!(heads.contains(&repeated), "neither text nor the head of a table: {repeated}");
        }
    }
}

#[test]
fn blocks_of_the_score_table_stand_side_by_side() {
    let folder = sample();
    let document = method(folder.path());
    let file = intended_file();
    let [.., left, right, _] = intended_sections(&file);
    let lines: BTreeSet<[String; 2]> = (document.pages.iter().flat_map(Page::lines))
        .map(|line| {
            let (left, right): (Vec<&Run>, Vec<&Run>) = line.into_iter().partition(|run| run.x < MIDDLE);
            [left, right].map(|runs| runs.iter().map(|run| run.text.as_str()).collect())
        })
        .collect();
    // A head may take two lines.
    for row in &side_by_side(&left, &right)[1..] {
        assert!(lines.contains(row), "no line reads {row:?}");
    }
}

#[test]
fn a_changed_word_of_the_method_is_found() {
    let intended = intended();
    for (file, old, new) in [
        ("scheme.toml", "并落实到位", "并落到实处"),
        ("scheme.toml", "points = 1, text = \"对市", "points = 1, text = \"对本市"),
        ("units.csv", "移民安置服务中心", "移民安置服务站"),
        ("units.csv", "审计局,\n", "审计局,10\n"),
        ("documents.toml", "date = 2021-10-02", "date = 2021-10-03"),
    ] {
        let folder = sample();
        edit(folder.path(), &format!("data/{file}"), old, new);
        assert!(difference(&intended, &method(folder.path()).tree.text).is_some(), "{new} is not found");
    }
    let change = difference("一二三四五", "一二三五").expect("a difference");
    assert_eq!(change, "character 3, after “一二三”:\n  intended “四五”\n  found    “五”");
    assert!(difference(&intended, &format!("{intended}。")).is_some());
    assert!(difference(&format!("{intended}。"), &intended).is_some());
    assert_eq!(difference(&intended, &intended), None);
}

/// The row of an item in a letter, without the reasons.
fn item_row(item: &Value, of_scheme: &Value) -> [String; 4] {
    let name = of_scheme["name"].as_str().or(of_scheme["section"].as_str()).expect("a name");
    let full = text(item, "full");
    let full = if of_scheme["counts"] == "deduction" { format!("扣{full}") } else { full };
    match item["applicable"].as_bool() {
        Some(true) => [name.to_owned(), full, text(item, "score"), text(item, "lost")],
        _ => [name.to_owned(), full, "不适用".to_owned(), String::new()],
    }
}

/// What is wrong with the table of a letter.
fn wrong_rows(letter: &Document, unit: &Value, scheme: &[Value]) -> Vec<String> {
    let mut wrong = Vec::new();
    let rows = rows(letter);
    let items = list(unit, "items");
    if rows.len() != items.len() + 1 {
        wrong.push(format!("{} rows for {} items", rows.len() - 1, items.len()));
    }
    for (row, item) in rows[1..].iter().zip(items) {
        let of_scheme = scheme.iter().find(|of_scheme| of_scheme["id"] == item["id"]).expect("an item of the scheme");
        let (figures, reasons) = (&row[..4], row[4]);
        if figures != item_row(item, of_scheme) {
            wrong.push(format!("{row:?} for {item}"));
        }
        let given = list(item, "reasons").iter().map(|reason| reason.as_str().expect("a reason"));
        wrong.extend(
            given
                .filter(|given| !reasons.contains(given.trim_end_matches(['。', '；'])))
                .map(|given| format!("{row:?} without {given}")),
        );
        if item["lost"] == "0.00" && !reasons.is_empty() && list(item, "reasons").is_empty() {
            wrong.push(format!("{row:?}: a reason for nothing"));
        }
    }
    wrong
}

#[test]
fn every_letter_names_its_unit_its_figures_and_its_rank() {
    let Sample { results, letters, .. } = shared();
    let mut register = csv::Reader::from_path(root().join("data/numbers.csv")).expect("the register");
    let register: Vec<csv::StringRecord> = register.records().map(|record| record.expect("a record")).collect();
    let names: Vec<String> = list(results, "units").iter().map(|unit| text(unit, "name")).collect();
    let mut wrong = Vec::new();
    for unit in assessed(results) {
        let letter = letter_of(letters, unit);
        let name = text(unit, "name");
        let mut tell = |what: String| wrong.push(format!("{name}: {what}"));
        let paragraphs: Vec<&str> = letter.tree.all("P").into_iter().map(|element| element.text.as_str()).collect();
        let number = register.iter().find(|record| record[1] == *text(unit, "code")).expect("a number");
        for paragraph in [format!("{name}："), number[2].to_owned()] {
            if paragraphs.iter().filter(|found| **found == paragraph).count() != 1 {
                tell(format!("no paragraph, or more than one, is {paragraph}"));
            }
        }
        let wanted = ["total", "own_full", "rate", "weight", "converted", "of", "rank"].map(|key| text(unit, key));
        let place = format!("第{}名", text(unit, "rank"));
        let same = |other: &&Value| other["category"] == unit["category"] && other["rank"] == unit["rank"];
        let tied = assessed(results).filter(same).count() > 1;
        let fits = |found: &&&str| {
            has_figures(found, &wanted.each_ref().map(String::as_str))
                && found.contains(&place)
                && found.contains("并列") == tied
        };
        if paragraphs.iter().filter(fits).count() != 1 {
            tell(format!("no paragraph says {wanted:?}, {place}, tied: {tied}"));
        }
        wrong_rows(letter, unit, list(results, "items")).into_iter().chain(misnumbered(letter, 2)).for_each(&mut tell);
        let prose = prose(letter);
        let others = names.iter().filter(|other| !name.contains(*other) && prose.contains(*other));
        others.for_each(|other| tell(format!("names {other}")));
    }
    assert_eq!(letters.len(), 72);
    assert!(wrong.is_empty(), "{} failures\n{}", wrong.len(), wrong[..wrong.len().min(TOLD)].join("\n"));
}

#[test]
fn results_notice_prints_the_figures_of_results_json() {
    let Sample { results, notice, .. } = shared();
    let paragraphs: Vec<&str> = notice.tree.all("P").into_iter().map(|element| element.text.as_str()).collect();
    let chart = notice.tree.all("Figure").into_iter().map(|chart| chart.text.as_str()).collect::<String>();
    let mut wrong = Vec::new();
    for category in list(results, "categories") {
        let [name, mean, best] = ["name", "mean_rate", "best_rate"].map(|key| text(category, key));
        let best_units: Vec<&str> = list(category, "best_units").iter().filter_map(Value::as_str).collect();
        let counts = ["units", "assessed"].map(|key| text(category, key));
        let wanted = [&counts[0], &counts[1], &mean, &best].map(String::as_str);
        let fits = |found: &&&str| has_figures(found, &wanted) && found.contains(&best_units.join("、"));
        if paragraphs.iter().filter(fits).count() != 1 {
            wrong.push(format!("no paragraph says {wanted:?} {best_units:?} of {name}"));
        }
        if !chart.contains(&format!("{name}{mean}%")) {
            wrong.push(format!("the chart has no {mean}% of {name}"));
        }
    }
    let rows = rows(notice);
    let halves: Vec<&[&str]> = rows.iter().filter(|row| row.len() == 10).flat_map(|row| row.chunks(5)).collect();
    let items = list(results, "items");
    for unit in list(results, "units") {
        let cell = |key: &str| if unit[key].is_null() { String::new() } else { text(unit, key) };
        let [rank, name, total, own_full] = ["rank", "name", "total", "own_full"].map(cell);
        let [rate, converted, number, weight] = ["rate", "converted", "number", "weight"].map(cell);
        let place = if rank.is_empty() { String::new() } else { format!("第{rank}名") };
        let standing = [&rank, &name, &total, &own_full, &rate, &converted].map(String::as_str);
        let scored = [&number, &name, &weight, &converted, &place].map(String::as_str);
        let mut all = vec![number.clone(), name.clone()];
        all.extend(items.iter().map(|item| {
            let of_unit = list(unit, "items").iter().find(|of_unit| of_unit["id"] == item["id"]);
            of_unit.map_or_else(String::new, |of_unit| match of_unit["applicable"].as_bool() {
                Some(true) => text(of_unit, "score"),
                _ => "不适用".to_owned(),
            })
        }));
        all.extend([&total, &own_full, &rate, &converted, &rank].map(Clone::clone));
        let counts = [
            ("by rank", rows.iter().filter(|row| **row == standing).count(), usize::from(unit["assessed"] == true)),
            ("of scores", halves.iter().filter(|half| **half == scored).count(), 1),
            ("of items", rows.iter().filter(|row| **row == all).count(), 1),
        ];
        let counts = counts.into_iter().filter(|(_, found, wanted)| found != wanted);
        wrong.extend(counts.map(|(table, found, _)| format!("{found} rows of {name} in the table {table}: {all:?}")));
    }
    wrong.extend(misnumbered(notice, 1));
    assert!(wrong.is_empty(), "{} failures\n{}", wrong.len(), wrong[..wrong.len().min(TOLD)].join("\n"));
}

#[test]
fn draft_prints_que_for_a_missing_mark_and_the_other_letters_as_ever() {
    let Sample { results, letters: finished, .. } = shared();
    let folder = sample();
    let path = folder.path().join("data/scores/评分.csv");
    let table = fs::read_to_string(&path).expect("a table");
    let row = table.lines().find(|line| line.contains(",发改委,工作机制,")).expect("a row");
    edit(folder.path(), "data/scores/评分.csv", &format!("{row}\n"), "");
    let draft = letters(&build(folder.path(), &["--only", "letters", "--draft"]));
    assert_eq!(draft.len(), finished.len());
    for unit in assessed(results) {
        let (draft, finished) = (letter_of(&draft, unit), letter_of(finished, unit));
        let (name, category) = (text(unit, "name"), text(unit, "category"));
        if name == "发改委" {
            let (rows, before) = (rows(draft), rows(finished));
            let at = before.iter().position(|row| row[0] == "工作机制").expect("the row of the item");
            assert_eq!(rows[at], ["工作机制", "2", "缺", "缺", ""]);
            assert_eq!((&rows[..at], &rows[at + 1..]), (&before[..at], &before[at + 1..]));
            let (prose, total) = (prose(draft), text(unit, "total"));
            assert!(prose.contains("工作机制") && !prose.contains(&total), "{prose}");
        } else if category == "经济发展单位" {
            // Ranks may move, for one unit less is ranked.
            assert_eq!(rows(draft), rows(finished), "{name}");
            let figures = ["total", "rate", "converted"].map(|key| text(unit, key));
            assert!(has_figures(&prose(draft), &figures.each_ref().map(String::as_str)), "{name}");
        } else {
            assert_eq!(draft.tree.text, finished.tree.text, "{name}");
        }
    }
}

#[test]
fn values_with_markup_print_as_they_are() {
    const SIGNS: &str = r#"#let(a)*b*_c_$d$@e<f>`g`\h[i]{{ year }}{# j #}{% if k %}~--...//l/*m*/&amp;'n'"o"!(p)"#;
    let name = "#枣*林_镇$@<b>`[x]{{year}}";
    let (reason, person) = (format!("1. {SIGNS}"), format!("- {SIGNS}"));
    // Braces are placeholders in the texts of the rules.
    let rule = format!("1. {}", SIGNS.replace(['{', '}'], "|"));
    let folder = sample();
    for table in ["units", "indicators", "scores/评分", "scores/达标", "scores/评价", "scores/宣传"] {
        let path = folder.path().join(format!("data/{table}.csv"));
        let rows = fs::read_to_string(&path).expect("a table");
        assert!(rows.contains("枣林镇"), "{table}");
        fs::write(path, rows.replace("枣林镇", name)).expect("a table");
    }
    let (old, quoted) = (format!("{name},工作机制,2,"), reason.replace('"', "\"\""));
    edit(folder.path(), "data/scores/评分.csv", &old, &format!("{name},工作机制,1.5,\"{quoted}\""));
    edit(folder.path(), "data/documents.toml", "person = \"王明\"", &format!("person = '''{person}'''"));
    let second = "\"由各指标牵头单位考核配合单位，";
    edit(folder.path(), "data/scheme.toml", second, &format!("'''{rule}''', {second}"));
    let out = build(folder.path(), &["--only", "method", "--only", "results"]);
    build(folder.path(), &["--unit", name]);
    let letter = letters(&out).into_values().next().expect("the letter");
    assert!(letter.tree.all("P").iter().any(|paragraph| paragraph.text == format!("{name}：")), "{}", letter.tree.text);
    assert!(rows(&letter).contains(&vec!["工作机制", "2", "1.50", "0.50", &reason]), "{:?}", rows(&letter));
    assert!(prose(&letter).contains(&person), "{}", prose(&letter));
    let method = read(&out.join("考核办法/考核办法.pdf"));
    let count = method.tree.all("P").iter().filter(|paragraph| paragraph.text.ends_with(&format!("2.{rule}"))).count();
    assert_eq!(count, 2, "in the body and in the attachment: {}", method.tree.text);
    assert!(rows(&method).iter().any(|row| row[1] == name), "{}", method.tree.text);
    let notice = read(&out.join("结果通报/考核结果通报.pdf"));
    assert!(rows(&notice).iter().any(|row| row[0] == name && row[2].contains(&reason)), "{}", notice.tree.text);
}

#[test]
fn a_sealed_letter_leaves_room_for_the_seal() {
    let folder = crate::support::sample();
    let room = || {
        let run = crate::support::hongtou(folder.path(), &["build", "--unit", "发改委"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let letter = read(&folder.path().join("out/反馈函/经济发展单位-1-发改委.pdf"));
        let page = letter.pages.last().expect("a page");
        let baseline = |words: &str| {
            let lines = page.lines();
            let line =
                lines.iter().find(|line| line.iter().map(|run| run.text.as_str()).collect::<String>().contains(words));
            line.expect(words)[0].y
        };
        baseline("舞钢市优化营商环境工作领导小组办公室") - baseline("特此函告")
    };
    let unsealed = room();
    crate::support::edit(folder.path(), "data/documents.toml", "[letter]\n", "[letter]\nseal = \"organ\"\n");
    let sealed = room();
    // GB/T 9704-2012, 7.3.5: a row without a seal (16 mm between baselines), the room of a seal of 50 mm with one.
    assert!((15.0..18.0).contains(&unsealed), "{unsealed} mm");
    assert!((45.0..52.0).contains(&sealed), "{sealed} mm");
}
