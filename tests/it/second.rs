//! Another office, which has nothing in common with the sample, gets every kind of document from its files alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::pdf::{Element, read};
use crate::support::{copy, done, edit, files, root};
use crate::tables::figures;

/// What belongs to the sample alone.
const OF_THE_SAMPLE: [&str; 2] = ["营商", "舞钢"];

/// The workspace.
pub(crate) fn office() -> PathBuf {
    root().join("tests/second/office")
}

/// A folder with the workspace in `data`.
fn second() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&office(), &folder.path().join("data"));
    folder
}

/// The same with the tables as an office would send them: CSV as Chinese Excel saves it, workbooks.
fn received() -> TempDir {
    let folder = second();
    let data = folder.path().join("data");
    for path in files(&data).into_keys().filter(|path| kind(path) == "csv") {
        std::fs::remove_file(data.join(path)).expect("a table goes");
    }
    copy(&root().join("tests/second/received"), &data);
    folder
}

fn kind(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// Method, results and letters issued, a mark corrected, notice and letters issued, everything built and measured.
fn year() -> TempDir {
    let folder = received();
    for command in [
        "issue method --date 2024-02-28",
        "issue results letters --date 2025-02-06",
        "correct change 评分 P015 得分 20 --reason 会议签到记录核对有误 --evidence 会议签到表 --by 陈立 --date 2025-02-20",
        "correct approve 1 --by 周明远 --date 2025-02-21",
        "issue correction letters --date 2025-03-03",
        "build --inspect",
    ] {
        done(folder.path(), command);
    }
    folder
}

/// The files below the output folder.
fn made(folder: &Path) -> BTreeSet<String> {
    files(&folder.join("out")).into_keys().collect()
}

/// What a document says, heading by heading, paragraph by paragraph, row by row.
fn told(path: &Path) -> Vec<String> {
    fn walk(element: &Element, lines: &mut Vec<String>) {
        match element.role.as_str() {
            "TR" => lines.push(element.parts().join(" | ")),
            "P" | "Title" | "H1" | "H2" | "H3" | "LI" => lines.push(element.text.clone()),
            _ => element.children.iter().for_each(|child| walk(child, lines)),
        }
    }
    let mut lines = Vec::new();
    walk(&read(path).tree, &mut lines);
    lines
}

/// Fails unless one line of the text holds all this.
fn says(lines: &[String], parts: &[&str]) {
    let found = lines.iter().any(|line| parts.iter().all(|part| line.contains(part)));
    assert!(found, "{parts:?} not in:\n{}", lines.join("\n"));
}

#[test]
fn every_kind_of_document_comes_from_its_files() {
    let folder = year();
    let made = made(folder.path());
    for path in [
        "考核办法.pdf",
        "考核情况通报.pdf",
        "附件/评分细则.pdf",
        "附件/评分表（空白）.pdf",
        "附件/评分表.pdf",
        "反馈函/监管部门/3-消防救援支队.pdf",
        "更正/第1号更正通知.pdf",
        "登记/发文登记簿.pdf",
        "登记/第2次签收表.pdf",
        "登记/第3次签收表.pdf",
        "数据/考核得分.xlsx",
        "数据/results.json",
        "manifest.json",
    ] {
        assert!(made.contains(path), "{path} is not among {made:?}");
    }
    assert_eq!(made.iter().filter(|path| path.starts_with("反馈函/")).count(), 43);
    let out = folder.path().join("out");
    let method = told(&out.join("考核办法.pdf"));
    says(&method, &["被考核单位分为三组：县区组（县、区、功能区），满分150分；"]);
    says(&method, &["（二）年终考核（100分，按40分计入总分）"]);
    says(&method, &["事故控制（30分）：适用于县区组。按每十万人口"]);
    says(&method, &["优秀、良好、合格、不合格四个等次", "名额不超过本组参加考核单位的30%；", "其余单位为不合格。"]);
    says(&method, &["折算得分相同的依次比较隐患整改、社会评价的得分"]);
    let results = told(&out.join("考核情况通报.pdf"));
    says(&results, &["单位44个", "被考核单位43个", "不参加考核的单位1个。"]);
    says(&results, &["优秀11个："]);
    says(
        &results,
        &["云川矿业集团因较大责任事故（一起井下冒顶较大事故，2024年11月5日）实行一票否决，等次最高为合格。"],
    );
    // What a weighted section counts stands behind its last item that concerns the unit.
    let letter = told(&out.join("反馈函/县/4-白河县.pdf"));
    says(&letter, &["平时考核折算 | 40 | "]);
    says(&letter, &["年终考核折算 | 40 | "]);
    let letter = told(&out.join("反馈函/驻市企业/3-云川铁路车务段.pdf"));
    says(&letter, &["在“企业组”13个被考核单位中列第"]);
    says(&letter, &["社会评价 | 20 | ", "不适用，按其他项目的得分率计分"]);
    let notice = told(&out.join("更正/第1号更正通知.pdf"));
    says(&notice, &["消防救援支队的“会议活动”得分，原为“17”，更正为“20”。原因：会议签到记录核对有误。"]);
    says(&notice, &["消防救援支队、农业农村局的反馈函因内容变化重新印发，原函作废。"]);
    let letter = told(&out.join("反馈函/监管部门/3-消防救援支队.pdf"));
    says(&letter, &["本函代替《关于反馈2024年度安全生产工作考核情况的函》（云安委办函〔2025〕"]);
    for path in made.iter().filter(|path| Path::new(path).extension().is_some_and(|end| end == "pdf")) {
        let lines = told(&out.join(path));
        let text = lines.concat();
        let foreign: Vec<&str> = OF_THE_SAMPLE.into_iter().filter(|word| text.contains(word)).collect();
        assert!(foreign.is_empty(), "{path} speaks of {foreign:?}");
        assert!(!lines.iter().any(String::is_empty), "{path} has an empty paragraph");
    }
}

#[test]
fn no_code_and_no_template_speaks_of_the_sample() {
    let sources = files(&root().join("src")).into_iter().filter(|(path, _)| !path.starts_with("wording/dictionary"));
    let templates = files(&root().join("templates"));
    let layout = |path: &str| Path::new(path).extension().is_some_and(|end| end == "typ");
    let templates = templates.into_iter().filter(|(path, _)| path.starts_with("wording/") || layout(path));
    for (path, bytes) in sources.chain(templates) {
        let text = String::from_utf8_lossy(&bytes);
        let found: Vec<&str> =
            text.lines().filter(|line| OF_THE_SAMPLE.iter().any(|word| line.contains(word))).collect();
        assert!(found.is_empty(), "{path}: {found:?}");
    }
}

#[test]
fn an_incremental_build_equals_a_clean_one_and_two_threads_equal_one() {
    let folder = second();
    let folder = folder.path();
    done(folder, "build --jobs 2");
    done(folder, "build --jobs 1 --out one");
    assert!(files(&folder.join("out")) == files(&folder.join("one")), "two threads make other files than one");
    for (path, old, new) in [
        ("scores/评分.csv", "P015,消防救援支队,会议活动,17,", "P015,消防救援支队,会议活动,20,"),
        ("scores/事件.csv", "一般隐患", "重大隐患"),
        ("scheme.toml", "share = 30", "share = 20"),
        ("units.csv", "云川粮食集团", "云川粮油集团"),
        ("aliases.csv", "\r\n", "\r\n云川粮食集团,云川粮油集团\r\n"),
    ] {
        edit(folder, &format!("data/{path}"), old, new);
    }
    done(folder, "build");
    done(folder, "build --out clean");
    assert!(files(&folder.join("out")) == files(&folder.join("clean")), "not as in a clean build");
}

#[test]
fn tables_as_an_office_sends_them_give_the_figures_of_plain_ones() {
    let [plain, sent] = [second(), received()];
    let data = files(&sent.path().join("data"));
    let encoded = |bytes: &[u8]| std::str::from_utf8(bytes).is_err();
    let csv: Vec<_> = data.iter().filter(|(path, _)| kind(path) == "csv").collect();
    assert!(csv.iter().filter(|(_, bytes)| encoded(bytes)).count() == csv.len(), "every CSV file is in GB18030");
    assert_eq!(data.keys().filter(|path| kind(path) == "xlsx").count(), 2);
    assert!(figures(plain.path()) == figures(sent.path()));
}

/// The tables are what their script writes.
#[test]
fn the_tables_are_those_of_their_script() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let script = root().join("tests/second/make.py");
    let run = std::process::Command::new("python3").arg(script).arg(folder.path()).output();
    // Who has no Python cannot have changed the script.
    let Ok(run) = run else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let office = files(&office());
    for (path, bytes) in files(folder.path()) {
        assert!(office.get(&path) == Some(&bytes), "{path} is not as the script writes it");
    }
}
