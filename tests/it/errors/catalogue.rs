//! The list of all problems, `data/ERRORS.md` and `data/ERRORS.en.md`: written from the cases, compared with them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use hongtou::diag::Problem;

use super::cases::{Case, LANGUAGES, blessing};
use crate::support::root;

/// What the program says of a problem.
struct Entry {
    severity: String,
    message: String,
    expected: String,
    hint: String,
}

/// The entry of a case of `check`, or of another command from its text.
fn entry(case: &Case, language: &str) -> Entry {
    if case.command().trim() != "check" {
        return from_text(&case.name, &case.run(language).text);
    }
    let (report, _) = case.checked(case.laid().path(), language);
    let problems = report["problems"].as_array().expect("problems").clone();
    let problem = problems.into_iter().find(|problem| problem["code"] == *case.name);
    let problem = problem.unwrap_or_else(|| panic!("the case {} has no such problem", case.name));
    let text = |key: &str| problem[key].as_str().expect("text").to_owned();
    Entry { severity: text("severity"), message: text("message"), expected: text("expected"), hint: text("hint") }
}

/// The entry of the first problem of a code in a printed text.
fn from_text(code: &str, text: &str) -> Entry {
    let mark = format!("[{code}]: ");
    let message = text.lines().position(|line| line.contains(&mark)).unwrap_or_else(|| panic!("no {code} in {text}"));
    let lines: Vec<&str> = text.lines().skip(message).take_while(|line| !line.is_empty()).collect();
    let (severity, message) = lines[0].split_once(&mark).expect("the mark");
    let notes: Vec<&str> = lines.iter().filter_map(|line| line.trim_start().strip_prefix("= ")).collect();
    let is_hint = |note: &&&str| note.starts_with("help: ") || note.starts_with("办法：");
    let hint =
        notes.iter().find(is_hint).map_or("", |note| note.trim_start_matches("help: ").trim_start_matches("办法："));
    let label = lines.iter().find_map(|line| Some(line.split_once("^ ")?.1));
    let expected = label.or_else(|| notes.iter().find(|note| !is_hint(note)).copied()).unwrap_or_default();
    let severity = if severity.contains("error") || severity.contains("错误") { "error" } else { "warning" };
    let [severity, message, expected, hint] = [severity, message, expected, hint].map(str::to_owned);
    Entry { severity, message, expected, hint }
}

/// A text as Markdown prints it.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '$') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The whole page in a language.
fn page(entries: &BTreeMap<&str, Entry>, language: &str) -> String {
    let zh = language == "zh";
    let pick = |zh_text: &'static str, en: &'static str| if zh { zh_text } else { en };
    let mut page = String::from(pick(
        "# 错误和提示一览\n\n[English](ERRORS.en.md)\n\n\
         程序的每条错误和提示都有一个代码，印在方括号中。这里按代码列出全部，每个举一例：发现了什么，在那个位置注明什么，怎么办。\n\
         有**错误**时不生成任何文件；有**提示**时照常生成，请看一看。例子取自测试用的工作区，本页由测试写成，不要手工改动。\n",
        "# All errors and warnings\n\n[中文](ERRORS.md)\n\n\
         Every error and warning of the program has a code, which is printed in brackets. Here are all of them by their codes, each\n\
         with an example: what was found, what is said at the place, and what to do. With an **error** nothing is made; with a **warning** the\n\
         documents are made, and somebody should look. The examples are those of the tests, which write this page: do not edit it.\n",
    ));
    for (code, Entry { severity, message, expected, hint }) in entries {
        let severity = match severity.as_str() {
            "error" => pick("错误", "error"),
            _ => pick("提示", "warning"),
        };
        let _ = write!(page, "\n## `{code}`\n\n**{severity}**{}{}\n", pick("：", ": "), escaped(message));
        for (name, text) in [(pick("注明：", "at the place: "), expected), (pick("办法：", "help: "), hint)] {
            if !text.is_empty() {
                let _ = writeln!(page, "- {name}{}", escaped(text));
            }
        }
    }
    page
}

#[test]
fn the_list_of_errors_is_that_of_the_cases() {
    let cases: BTreeMap<String, Case> = Case::all().into_iter().map(|case| (case.name.clone(), case)).collect();
    for language in LANGUAGES {
        let of = |code: &'static str| {
            let case = cases.get(code).unwrap_or_else(|| panic!("{code} has no case of its own name"));
            (code, entry(case, language))
        };
        let entries: BTreeMap<&str, Entry> = Problem::CODES.iter().copied().map(of).collect();
        assert_eq!(entries.len(), Problem::CODES.len());
        let path = root().join(if language == "zh" { "data/ERRORS.md" } else { "data/ERRORS.en.md" });
        let page = page(&entries, language);
        if blessing() {
            fs::write(&path, page).expect("the page is written");
        } else {
            let found = fs::read_to_string(&path).unwrap_or_default();
            let different = found.lines().zip(page.lines()).find(|(found, page)| found != page);
            assert!(
                found == page,
                "{} is out of date: {different:?}\nHONGTOU_BLESS=1 cargo test --release errors",
                path.display()
            );
        }
    }
}
