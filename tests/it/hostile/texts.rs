//! Names and reasons that look like code to some program on the way: each is printed as it is, or refused with its place,
//! and nothing is written outside the folder of documents.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::pdf::{Document, read};
use crate::support::{edit, files, hongtou, small};

/// What is printed as it is.
const HARMLESS: [&str; 35] = [
    "#read(\"/etc/passwd\")",
    "#let x = 1",
    "$x^2 + 1$",
    "@label <label>",
    "*甲*乙*",
    "_甲_乙_",
    "\\甲\\",
    "\\u{41}",
    "<b>甲</b>",
    "<script>alert(1)</script>",
    "&lt;甲&amp;",
    "1. 甲",
    "- 甲",
    "+ 甲",
    "> 甲",
    "# 甲",
    "`甲`",
    "[甲](http://example.com)",
    "![甲](/etc/passwd)",
    "http://example.com/甲",
    "// 甲",
    "/* 甲 */",
    "--- 甲 ~ 乙",
    "{{ 7*7 }}",
    "{% include \"/etc/passwd\" %}",
    "{# 甲 #}",
    "../../x",
    "/etc/passwd",
    "C:\\甲",
    "=HYPERLINK(\"http://example.com\",\"甲\")",
    "=1+1",
    "+1",
    "@SUM(1)",
    "\"甲\"，'乙'",
    "CON甲..乙",
];

/// What is refused wherever it stands, and the code of the problem.
const REFUSED: [(&str, &str); 9] = [
    ("甲\0乙", "forbidden-character"),
    ("甲\u{1B}[2J", "forbidden-character"),
    ("甲\u{7}", "forbidden-character"),
    ("甲\u{200F}乙", "forbidden-character"),
    ("甲\u{202E}乙", "forbidden-character"),
    ("甲\u{2028}乙", "forbidden-character"),
    ("甲\u{FDD0}ab\u{FDD1}", "forbidden-character"),
    ("甲😀", "uncovered-character"),
    ("甲\u{E000}", "uncovered-character"),
];

/// Names that are no names of files, or too long for one.
const NO_NAMES: [&str; 4] = [
    "CON",
    "nul",
    "com1",
    "甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲",
];

/// The units of the small workspace that are assessed: code, name, and the row of a mark with room for a reason.
const UNITS: [(&str, &str); 5] =
    [("U01", "青山镇"), ("U02", "青山乡"), ("U03", "市场监管局"), ("U04", "住建局"), ("U05", "税务局")];

/// A text as a cell of CSV.
fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Gives units other names; tables go on naming them by their former names, which become aliases.
fn rename(folder: &Path, names: &[&str]) {
    let data = folder.join("data");
    let mut units = fs::read_to_string(data.join("units.csv")).expect("the units");
    let mut aliases = String::from("别名,单位\n");
    for ((_, former), name) in UNITS.iter().zip(names) {
        units = units.replacen(&format!(",{former},"), &format!(",{},", cell(name)), 1);
        let _ = writeln!(aliases, "{former},{}", cell(name));
    }
    let names: BTreeMap<&str, &str> = UNITS.iter().map(|(_, former)| *former).zip(names.iter().copied()).collect();
    let name = names.get("住建局").copied().unwrap_or("住建局");
    let _ = writeln!(aliases, "住房和城乡建设局,{}", cell(name));
    fs::write(data.join("units.csv"), units).expect("the units");
    fs::write(data.join("aliases.csv"), aliases).expect("the aliases");
}

/// Gives the marks of 日常工作 other reasons, the first of which is that of the first unit.
fn reasons(folder: &Path, reasons: &[&str]) {
    let path = folder.join("data/scores/评分.csv");
    let text = fs::read_to_string(&path).expect("the marks");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (line, reason) in lines[1..].iter_mut().zip(reasons) {
        let cells: Vec<&str> = line.split(',').take(3).collect();
        *line = format!("{},15,{}", cells.join(","), cell(reason));
    }
    fs::write(path, lines.join("\n") + "\n").expect("the marks");
}

/// The files beside the folder of documents.
fn beside(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files(folder).into_iter().filter(|(path, _)| !path.starts_with("out/")).collect()
}

/// A text without the spaces that lines may end with or begin after.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The letters by the codes of their units.
fn letters(out: &Path) -> BTreeMap<String, Document> {
    let manifest = fs::read_to_string(out.join("manifest.json")).expect("the record");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let documents = manifest["documents"].as_object().expect("documents");
    let letters = documents.iter().filter_map(|(path, entry)| Some((entry["unit"].as_str()?.to_owned(), path)));
    letters.map(|(unit, path)| (unit, read(&out.join(path)))).collect()
}

/// All parts of a workbook, one after the other.
fn parts(workbook: &Path) -> String {
    let bytes = fs::read(workbook).expect("the workbook");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        part.read_to_string(&mut text).expect("a part is text");
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn names_and_reasons_that_look_like_code_are_printed_as_they_are() {
    let begin = Instant::now();
    for (at, texts) in HARMLESS.chunks(UNITS.len()).enumerate() {
        let next: Vec<&str> = HARMLESS.iter().cycle().skip((at + 2) * UNITS.len()).take(texts.len()).copied().collect();
        let folder = small();
        rename(folder.path(), texts);
        reasons(folder.path(), &next);
        let person = next[0].replace('\\', "\\\\").replace('"', "\\\"");
        edit(folder.path(), "data/documents.toml", "person = \"李明\"", &format!("person = \"{person}\""));
        edit(folder.path(), "data/documents.toml", "{{ category }}-{{ number }}-{{ unit }}.pdf", "{{ unit }}.pdf");
        edit(folder.path(), "data/documents.toml", "[letter]\n", "[letter]\nnote = \"联系人：{{ contact.person }}\"\n");
        let before = beside(folder.path());
        let run = hongtou(folder.path(), &["build"]);
        assert_eq!(run.code, 0, "{texts:?}: {}", run.stderr);
        assert!(beside(folder.path()) == before, "{texts:?} wrote beside the folder");
        let out = folder.path().join("out");
        assert!(files(&out).keys().all(|path| path.split('/').all(|part| part != "..")), "{:?}", files(&out).keys());
        let results: Value =
            serde_json::from_slice(&fs::read(out.join("results.json")).expect("the results")).expect("JSON");
        let workbook = parts(&out.join("得分表.xlsx"));
        for formula in ["<f>", "<f ", "hyperlink", "externalLink"] {
            assert!(!workbook.contains(formula), "{formula} in the workbook of {texts:?}");
        }
        let notice = solid(&read(&out.join("结果通报.pdf")).tree.text);
        let letters = letters(&out);
        for ((code, _), (name, reason)) in UNITS.iter().zip(texts.iter().zip(&next)) {
            let unit = results["units"].as_array().expect("units").iter().find(|unit| unit["code"] == **code);
            let unit = unit.expect("the unit");
            assert_eq!(unit["name"], **name);
            let all: Vec<&Value> =
                unit["items"].as_array().expect("items").iter().map(|item| &item["reasons"]).collect();
            let known = |reasons: &&Value| reasons.as_array().expect("reasons").iter().any(|known| known == *reason);
            assert!(all.iter().any(known), "{reason} in {all:?}");
            let letter = solid(&letters[*code].tree.text);
            // The workbook has no reasons.
            assert!(workbook.contains(&escaped(name)), "{name} in the workbook");
            for text in [name, reason] {
                assert!(letter.contains(&solid(text)), "{text} in the letter: {letter}");
                assert!(notice.contains(&solid(text)), "{text} in the notice: {notice}");
            }
            assert!(letter.contains(&solid(next[0])), "{} in the letter: {letter}", next[0]);
        }
    }
    assert!(begin.elapsed() < Duration::from_mins(2), "{:?}", begin.elapsed());
}

#[test]
fn what_cannot_be_printed_is_refused_where_it_stands() {
    for (text, code) in REFUSED {
        for named in [true, false] {
            let folder = small();
            if named {
                rename(folder.path(), &[text]);
            } else {
                reasons(folder.path(), &[text]);
            }
            let before = files(folder.path());
            for command in ["check", "build"] {
                let run = hongtou(folder.path(), &[command]);
                assert_eq!(run.code, 1, "{text:?}: {}", run.stderr);
                let place = if named { "units.csv:2:" } else { "评分.csv:2:" };
                let told = run.stderr.contains(&format!("[{code}]")) && run.stderr.contains(place);
                assert!(told, "{text:?}: {}", run.stderr);
                assert!(!run.stderr.contains(|c: char| c.is_control() && c != '\n'), "{text:?}: {:?}", run.stderr);
                assert!(!run.stderr.contains(['\u{202E}', '\u{200F}', '\u{2028}']), "{text:?}: {:?}", run.stderr);
            }
            assert!(files(folder.path()) == before, "{text:?} left something");
        }
    }
}

#[test]
fn names_that_no_file_may_have_are_refused() {
    for name in NO_NAMES {
        let folder = small();
        rename(folder.path(), &[name]);
        edit(folder.path(), "data/documents.toml", "{{ category }}-{{ number }}-{{ unit }}.pdf", "{{ unit }}.pdf");
        let before = files(folder.path());
        for command in ["check", "build"] {
            let run = hongtou(folder.path(), &[command]);
            assert_eq!(run.code, 1, "{name}: {}", run.stderr);
            assert!(run.stderr.contains("[bad-file-name]"), "{name}: {}", run.stderr);
        }
        assert!(files(folder.path()) == before, "{name} left something");
    }
}

#[test]
fn long_texts_are_printed_whole_or_refused() {
    let long = "甲乙丙丁戊己庚辛壬癸".repeat(30);
    let folder = small();
    reasons(folder.path(), &[&long]);
    rename(folder.path(), &[&long[..300]]);
    edit(
        folder.path(),
        "data/documents.toml",
        "{{ category }}-{{ number }}-{{ unit }}.pdf",
        "{{ number }}-{{ category }}.pdf",
    );
    let run = hongtou(folder.path(), &["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let letters = letters(&folder.path().join("out"));
    assert!(solid(&letters["U01"].tree.text).contains(&long));
    let longer = "甲".repeat(2001);
    reasons(folder.path(), &[&longer]);
    let run = hongtou(folder.path(), &["check"]);
    assert!(run.code == 1 && run.stderr.contains("[too-long]") && run.stderr.len() < 2000, "{}", run.stderr);
}
