//! A year of the sample: issue, corrections, notices of correction. Goldens: `HONGTOU_BLESS=1 cargo test --release story`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::pdf::{Document, Element, read};
use crate::support::{edit, files, hongtou, root, sample, without_figures};

/// Compares with a golden file, or rewrites it when `HONGTOU_BLESS` is set.
fn golden(name: &str, found: &str) {
    let path = root().join("tests/story").join(name);
    if std::env::var_os("HONGTOU_BLESS").is_some() {
        fs::write(&path, found).expect("a golden file is written");
    }
    let expected = fs::read_to_string(&path).expect("a golden file");
    assert!(expected == found, "{name} differs; found:\n{found}");
}

/// Runs a command that must succeed and gives what it printed; `BLANK` stands for a blank argument.
fn does(folder: &Path, command: &str) -> String {
    let words = command.split_whitespace().map(|word| if word == "BLANK" { "" } else { word });
    let words: Vec<&str> = words.chain(["--lang", "zh"]).collect();
    let run = hongtou(folder, &words);
    assert_eq!(run.code, 0, "{command}\n{}{}", run.stdout, run.stderr);
    run.stdout
}

/// What a document says, a line for each heading, paragraph and row of a table.
fn told(document: &Document) -> Vec<String> {
    fn walk(element: &Element, lines: &mut Vec<String>) {
        match element.role.as_str() {
            "TR" => {
                lines.push(element.parts().join(" | "));
            }
            "P" | "Title" | "H1" | "H2" | "H3" | "LI" => lines.push(element.text.clone()),
            _ => element.children.iter().for_each(|child| walk(child, lines)),
        }
    }
    let mut lines = Vec::new();
    walk(&document.tree, &mut lines);
    lines
}

/// The same up to its attachments, and from there on.
fn parts(document: &Document) -> (Vec<String>, Vec<String>) {
    let mut lines = told(document);
    let attachments = lines.iter().position(|line| line == "附件1").expect("there are attachments");
    let rest = lines.split_off(attachments);
    (lines, rest)
}

fn text(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

/// The sample, its method issued in October, its results and letters in January.
fn issued() -> TempDir {
    let folder = sample();
    does(folder.path(), "issue method --date 2021-10-02");
    does(folder.path(), "issue results letters --date 2022-01-20");
    folder
}

/// A slip into the row of a neighbour, a report that was missed, a listing by a court that was withdrawn.
const CORRECTIONS: [&str; 4] = [
    "correct change 评分 P057 得分 9.25 --reason 汇总时误填了下一行交通运输局的得分 --evidence 原始评分表 --by 李红 --date 2022-02-10",
    "correct add 宣传 X348 单位=民政局 日期=2021-11-16 媒体=河南日报 级别=省辖市级以上 标题=舞钢市社会组织登记便民利企 --reason 该单位报送的一条稿件漏登 --by 李红 --date 2022-02-10",
    "correct withdraw 失信 S002 --reason 法院已将其移出名单 --evidence 法院复函 --by 李红 --date 2022-02-11",
    "correct approve 1 2 3 --by 王明 --date 2022-02-14",
];

#[test]
fn three_corrections_give_one_notice_and_five_letters_and_touch_nothing_else() {
    let folder = issued();
    does(folder.path(), "build");
    let before = files(&folder.path().join("out"));
    for command in CORRECTIONS {
        does(folder.path(), command);
    }
    let said = does(folder.path(), "issue correction letters --date 2022-02-16");
    golden("issue.zh.txt", &said.replace('\\', "/"));
    does(folder.path(), "build --inspect");
    let [before, after] = [before, files(&folder.path().join("out"))].map(without_figures);
    let changed: Vec<&str> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        changed,
        [
            "manifest.json",
            "反馈函/乡镇-6-杨庄乡.pdf",
            "反馈函/乡镇-7-尚店镇.pdf",
            "反馈函/经济发展单位-17-民政局.pdf",
            "反馈函/经济发展单位-18-医保局.pdf",
            "反馈函/经济发展单位-9-城市管理局.pdf",
            "更正通知/更正通知1.pdf",
            "登记/反馈函签收表3.pdf",
            "登记/发文登记簿.pdf",
            "结果/results.json",
            "结果/得分表.xlsx",
            "附件/打分表（含得分）.pdf",
        ]
    );
    assert!(before.keys().all(|path| after.contains_key(path)), "nothing is gone");
    let (notice, attachments) = parts(&read(&folder.path().join("out/更正通知/更正通知1.pdf")));
    golden("notice.txt", &text(&notice));
    let letter = told(&read(&folder.path().join("out/反馈函/乡镇-6-杨庄乡.pdf")));
    golden("letter.txt", &text(&letter));
    // The tables that replace the old ones are those of an office that had made no mistake.
    let (_, expected) = parts(&read(&corrected().path().join("out/结果通报/考核结果通报.pdf")));
    // Heads stand at the top of every page, which the first paragraph moves; the imprint has a date of its own.
    let moves = |line: &&String| {
        line.starts_with("（本附件代替")
            || line.starts_with("序号 | ")
            || line.starts_with("单位 | 扣分 | ")
            || line.contains("印发")
    };
    let fixed = |lines: &[String]| lines.iter().filter(|line| !moves(line)).cloned().collect::<Vec<_>>();
    let (attachments, expected) = (fixed(&attachments), fixed(&expected));
    let differ = attachments.iter().zip(&expected).find(|(one, other)| one != other);
    assert!(differ.is_none() && attachments.len() == expected.len(), "{differ:?}");
    for edition in 1..=3 {
        let said = does(folder.path(), &format!("build --edition {edition} --rerender"));
        assert!(said.contains("逐字节相同"), "{said}");
    }
}

/// The results of the sample without the three mistakes.
fn corrected() -> TempDir {
    let folder = sample();
    edit(folder.path(), "data/scores/评分.csv", "P057,城市管理局,日常工作,8.75", "P057,城市管理局,日常工作,9.25");
    edit(folder.path(), "data/scores/失信.csv", "S002,尚店镇,尚店镇,（2021）豫0481执99902号,2021-05-27\n", "");
    let path = folder.path().join("data/scores/宣传.csv");
    let publications = fs::read_to_string(&path).expect("the publications");
    fs::write(path, format!("{publications}X348,民政局,2021-11-16,河南日报,省辖市级以上,舞钢市社会组织登记便民利企\n"))
        .expect("the publications are written");
    does(folder.path(), "build --only results");
    folder
}

#[test]
fn a_renamed_a_reweighted_and_an_unassessed_unit_are_told_by_a_notice_of_method_and_results() {
    let folder = sample();
    does(folder.path(), "issue method --date 2021-10-02");
    does(folder.path(), "issue results letters --date 2022-01-20");
    for command in [
        "correct change 评分 P057 得分 9.25 --reason 误填 --by 李红 --date 2022-02-10",
        "correct approve 1 --by 王明 --date 2022-02-14",
        "issue correction --date 2022-02-16",
        "correct change units WG005 单位 尹集街道 --reason 撤镇设街道 --by 李红 --date 2022-03-01",
        "correct change units WG002 分值设置 4 --reason 文件规定 --by 李红 --date 2022-03-01",
        "correct change units WG004 分值设置 BLANK --reason 不再考核 --by 李红 --date 2022-03-01",
        "correct change units WG003 序号 8 --reason 归类错误 --by 李红 --date 2022-03-01",
        "correct change units WG003 类别 街道 --reason 归类错误 --by 李红 --date 2022-03-01",
    ] {
        if command.contains("类别") {
            does(folder.path(), "correct approve 3 4 5 6 --by 王明 --date 2022-03-02");
        }
        does(folder.path(), command);
    }
    does(folder.path(), "correct approve 11 --by 王明 --date 2022-03-02");
    does(folder.path(), "build --only correction");
    let second = folder.path().join("out/待印发/更正通知/更正通知2.pdf");
    let (notice, _) = parts(&read(&second));
    golden("second-notice.txt", &text(&notice));
    let first = files(&folder.path().join("data/issued/3/files"));
    let first: BTreeMap<String, Vec<u8>> = first.into_iter().filter(|(path, _)| path.ends_with("1.pdf")).collect();
    assert_eq!(
        Some(&fs::read(folder.path().join("out/更正通知/更正通知1.pdf")).expect("the first")),
        first.values().next()
    );
    // The next year begins with the roster as it was corrected.
    does(folder.path(), "init next --from data");
    let table = |path: &str| fs::read_to_string(folder.path().join(path)).expect(path);
    assert!(table("next/units.csv").contains("WG014,街道,7,院岭街道,2\r\nWG003,街道,8,庙街乡,2\r\n"));
    assert!(table("next/units.csv").contains("WG005,乡镇,5,尹集街道,2\r\n"));
    assert!(table("next/aliases.csv").contains("尹集镇,尹集街道\r\n"));
}
