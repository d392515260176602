//! Titles without marks: where a row may end.

use std::fs;

use hongtou::wording::Phrases;

use crate::pdf::read;
use crate::support::{edit, hongtou, root, sample};

/// What takes titles apart in a workspace of the sample's kind.
fn phrases() -> Phrases {
    let words = ["优化营商环境工作", "枣林镇", "尚店镇", "垭口街道", "发改委", "人行"].map(str::to_owned);
    Phrases::new(words, ["舞钢市优化营商环境工作领导小组办公室".to_owned()])
}

fn rows(title: &str) -> String {
    phrases().of_title(title).join("|")
}

/// Rows of the titles of both notices, of their attachments, and of a letter.
fn printed(folder: &std::path::Path) -> Vec<String> {
    let run =
        hongtou(folder, &["build", "--only", "method", "--only", "results", "--unit", "发改委", "--only", "letters"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let documents = ["考核办法/考核办法.pdf", "结果通报/考核结果通报.pdf", "反馈函/经济发展单位-1-发改委.pdf"];
    let mut rows = Vec::new();
    for document in documents.map(|path| read(&folder.join("out").join(path))) {
        for line in document.pages.iter().flat_map(crate::pdf::Page::lines) {
            // 2号: nothing but titles is as large.
            if (21.9..22.1).contains(&line[0].size) {
                rows.push(line.iter().map(|run| run.text.as_str()).collect());
            }
        }
    }
    rows
}

#[test]
fn the_samples_titles_without_marks_give_the_same_rows_as_with_them() {
    let folder = sample();
    let marked = printed(folder.path());
    assert_eq!(marked.len(), 11, "{marked:?}");
    let path = folder.path().join("data/documents.toml");
    let text = fs::read_to_string(&path).expect("the form");
    fs::write(&path, text.replace('|', "")).expect("the form");
    assert_eq!(printed(folder.path()), marked);
}

#[test]
fn a_mark_in_a_value_is_printed_and_ends_no_row() {
    let folder = sample();
    edit(folder.path(), "data/scheme.toml", "work = \"优化营商环境工作\"", "work = \"优|化\"");
    for title in ["关于|{{ work }}|的通报", "关于{{ work }}的通报"] {
        let path = folder.path().join("data/documents.toml");
        let text = fs::read_to_string(&path).expect("the form");
        let old =
            text.lines().find(|line| line.starts_with("title = \"关于") && line.ends_with("通报\"")).expect("a title");
        fs::write(&path, text.replace(old, &format!("title = \"{title}\""))).expect("the form");
        let rows = printed(folder.path());
        assert!(rows.contains(&"关于优|化的通报".to_owned()), "{rows:?}");
    }
}

#[test]
fn names_years_and_words_stay_whole_and_particles_cling() {
    let cases = [
        ("舞钢市2021年度优化营商环境工作目标考核办法", "舞钢市|2021年度|优化营商环境工作|目标|考核办法"),
        ("关于2021年度优化营商环境工作考核结果的通报", "关于2021年度|优化营商环境工作|考核|结果的|通报"),
        ("舞钢市优化营商环境工作领导小组办公室关于考核的通报", "舞钢市优化营商环境工作领导小组办公室|关于|考核的|通报"),
        ("关于枣林镇与尚店镇2021年10月至12月放管服改革", "关于枣林镇|与尚店镇|2021年10月至12月|放管服|改革"),
        ("关于二〇二一年第三季度督查情况的通报", "关于二〇二一年|第三季度|督查|情况的|通报"),
        ("关于印发《营商工作办法（草案）》的通知", "关于印发|《营商|工作|办法|（草案）》的|通知"),
        ("关于对2021—2022年度个人行为的决定", "关于对2021—2022年度|个人行为的|决定"),
        ("舞钢市5G网络建设", "舞钢市|5G网络|建设"),
        ("2021年度工作目标考评打分表", "2021年度|工作|目标|考评|打分表"),
    ];
    for (title, expected) in cases {
        assert_eq!(rows(title), expected);
    }
}

#[test]
fn a_mark_too_long_for_a_row_is_cut_between_words_even_inside_the_issuers_name() {
    let mark = phrases().of_mark("舞钢市优化营商环境工作领导小组办公室文件");
    assert_eq!(mark.join("|"), "舞钢市|优化营商环境工作|领导小组|办公室|文件");
}

#[test]
fn nothing_of_a_title_is_lost_and_no_phrase_begins_with_a_particle() {
    let parts = [
        "舞钢市",
        "的",
        "《",
        "2021",
        "年度",
        "和",
        "枣林镇",
        "》",
        " ",
        "A",
        "、",
        "发改委",
        "埡口",
        "（",
        "）",
        "第",
        "〇",
    ];
    // Every text of four parts: marks and particles in all places, also where no author would put them.
    let many = parts.len().pow(4);
    let phrases = phrases();
    for number in 0..many {
        let digits = [number, number / parts.len(), number / parts.len().pow(2), number / parts.len().pow(3)];
        let title: String = digits.iter().map(|digit| parts[digit % parts.len()]).collect();
        let title = title.trim();
        let found = phrases.of_title(title);
        assert_eq!(found.concat(), title);
        for phrase in found.iter().skip(1) {
            assert!(!phrase.starts_with(['的', '》', '、', '）']), "{found:?}");
        }
    }
}

#[test]
fn the_dictionary_is_sorted_and_adds_up_to_what_the_program_says() {
    let text = fs::read_to_string(root().join("src/wording/dictionary/words.txt")).expect("the dictionary");
    let words: Vec<(&str, usize)> = text
        .lines()
        .map(|line| line.split_once(' ').expect("a word and its count"))
        .map(|(word, count)| (word, count.parse().expect("a count")))
        .collect();
    assert!(words.is_sorted_by(|a, b| a.0 < b.0));
    let sum: usize = words.iter().map(|(_, count)| count).sum();
    let code = fs::read_to_string(root().join("src/wording/words.rs")).expect("the source");
    assert!(code.replace('_', "").contains(&format!("TOTAL: usize = {sum};")), "the sum is {sum}");
    assert!(words.iter().all(|(word, _)| word.chars().count() <= 7));
}
