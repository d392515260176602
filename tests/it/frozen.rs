//! After issue data files stay as they were: what differs from the snapshot must stand in the ledger.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::oracle::{Rng, Sheet};
use crate::support::{done, edit, files, hongtou, laid, small};

/// Every table, the row that is changed with the key it has, and the cell that becomes another one.
const EDITS: [(&str, &str, &str, &str); 9] = [
    ("units.csv", "U03,市直单位,1,市场监管局,3", "3", "4"),
    ("indicators.csv", "B02,办理建筑许可,市,住建局,税务局", "市", "省"),
    ("aliases.csv", "市场监督管理局,市场监管局", "市场监管局", "住建局"),
    ("scores/评分.csv", "P02,青山乡,日常工作,18.5,月报迟报两次。", "18.5", "18"),
    ("scores/达标.csv", "D04,青山乡,组织领导,2,否,没有专人负责。", "否", "是"),
    ("scores/评价.csv", "J01,开办企业,市场监管局,税务局,95,发票申领超过一个工作日。", "95", "96"),
    ("scores/宣传.csv", "X02,税务局,2021-06-18,市日报,市级媒体,税务局推行一次办结", "市级媒体", "县级媒体"),
    ("scores/失信.csv", "S01,青山乡,青山乡某水利站,（2021）豫0000执1号,2021-08-09", "2021-08-09", "2021-08-10"),
    ("scores/排名.csv", "R01,开办企业,全省,12,104", "12", "9"),
];

/// Why, who and when.
const GROUNDS: &str = "--reason 核对 --by 甲 --date 2022-02-10";

/// A workspace in which method, results and letters were issued.
fn issued() -> TempDir {
    static MADE: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = small();
        done(folder.path(), "issue method --date 2021-03-01");
        done(folder.path(), "issue results letters --date 2022-01-10");
        files(folder.path())
    });
    laid(made)
}

/// Line and column of a cell of a row, both from 1.
fn place(folder: &Path, path: &str, row: &str, cell: &str) -> String {
    let text = fs::read_to_string(folder.join(path)).expect("a table");
    let line = text.lines().position(|line| line == row).expect("the row") + 1;
    let column = row.split(',').position(|one| one == cell).expect("the cell");
    let before: usize = row.split(',').take(column).map(|cell| cell.chars().count() + 1).sum();
    format!("{path}:{line}:{}", before + 1)
}

/// What `check` says when it refuses a workspace; nothing may have changed.
fn refused(folder: &Path) -> String {
    let before = files(folder);
    let run = hongtou(folder, &["check"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(before == files(folder));
    run.stderr
}

#[test]
fn a_value_that_differs_from_the_snapshot_is_shown_with_the_one_that_was_issued() {
    let sound = issued();
    for (table, row, was, is) in EDITS {
        let folder = laid(&files(sound.path()));
        let folder = folder.path();
        let mut cells: Vec<&str> = row.split(',').collect();
        let at = cells.iter().rposition(|cell| *cell == was).expect("the cell");
        cells[at] = is;
        let (now, then) = (format!("data/{table}"), format!("data/issued/2/inputs/{table}"));
        edit(folder, &now, row, &cells.join(","));
        let said = refused(folder);
        let head =
            format!("error[changed-after-issue]: this is “{is}”; when the documents were issued it was “{was}”\n");
        assert!(said.contains(&head), "{table}: {said}");
        let now = place(folder, &now, &cells.join(","), is);
        let then = place(folder, &then, row, was);
        assert!(said.contains(&format!("┌─ {now}\n")) && said.contains(&format!("┌─ {then}\n")), "{table}: {said}");
        assert!(said.ends_with("\n1 error, 0 warnings; nothing was changed\n"), "{table}: {said}");
    }
}

#[test]
fn a_row_that_is_gone_is_shown_where_it_was_issued() {
    let sound = issued();
    for (table, row, ..) in EDITS {
        let folder = laid(&files(sound.path()));
        let folder = folder.path();
        edit(folder, &format!("data/{table}"), &format!("{row}\n"), "");
        let said = refused(folder);
        let name = table.trim_start_matches("scores/");
        let head = format!(
            "error[removed-after-issue]: {name} lacks a row that was there when the documents were issued: {row}\n"
        );
        assert!(said.contains(&head), "{table}: {said}");
        let then = format!("data/issued/2/inputs/{table}");
        let then = place(folder, &then, row, row.split(',').next().expect("a key"));
        assert!(said.contains(&format!("┌─ {then}\n")), "{table}: {said}");
        assert!(said.ends_with("\n1 error, 0 warnings; nothing was changed\n"), "{table}: {said}");
    }
}

#[test]
fn a_row_that_was_not_issued_is_shown_where_it_stands() {
    let sound = issued();
    for (table, row, ..) in EDITS {
        if table == "aliases.csv" {
            continue;
        }
        let folder = laid(&files(sound.path()));
        let folder = folder.path();
        let key = row.split(',').next().expect("a key");
        let new = row.replacen(key, "N99", 1);
        edit(folder, &format!("data/{table}"), row, &format!("{new}\n{row}"));
        let said = refused(folder);
        let name = table.trim_start_matches("scores/");
        let head = format!(
            "error[added-after-issue]: {name} has a row that was not there when the documents were issued: {new}\n"
        );
        assert!(said.contains(&head), "{table}: {said}");
        let now = place(folder, &format!("data/{table}"), &new, "N99");
        assert!(said.contains(&format!("┌─ {now}\n")), "{table}: {said}");
        assert!(said.ends_with("\n1 error, 0 warnings; nothing was changed\n"), "{table}: {said}");
    }
}

#[test]
fn a_table_that_was_not_there_at_issue_or_is_gone_since_counts_as_one_without_rows() {
    let folder = small();
    let folder = folder.path();
    let (path, kept) = (folder.join("data/scores/失信.csv"), folder.join("失信.csv"));
    fs::rename(&path, &kept).expect("the table goes");
    done(folder, "issue method --date 2021-03-01");
    done(folder, "issue results letters --date 2022-01-10");
    fs::copy(&kept, &path).expect("the table comes");
    let said = refused(folder);
    let row = "S01,青山乡,青山乡某水利站,（2021）豫0000执1号,2021-08-09";
    let head = "失信.csv has a row that was not there when the documents were issued";
    assert!(said.contains(&format!("error[added-after-issue]: {head}: {row}\n")), "{said}");
    let header = "编号,单位,被列单位,案号,日期\n";
    fs::write(&path, header).expect("a table without rows");
    done(folder, "check");
    done(folder, &format!("correct add 失信 S01 单位=青山乡 被列单位=青山乡 案号=一 日期=2021-08-09 {GROUNDS}"));

    let folder = issued();
    let folder = folder.path();
    fs::remove_file(folder.join("data/scores/失信.csv")).expect("the table goes");
    let said = refused(folder);
    let head = "失信.csv lacks a row that was there when the documents were issued";
    assert!(said.contains(&format!("error[removed-after-issue]: {head}: {row}\n")), "{said}");
}

#[test]
fn a_new_alias_for_a_unit_is_no_change_of_what_was_issued() {
    let folder = issued();
    edit(
        folder.path(),
        "data/aliases.csv",
        "市场监督管理局,市场监管局\n",
        "市场监督管理局,市场监管局\n市监局,市场监管局\n",
    );
    done(folder.path(), "check");
}

#[test]
fn the_message_for_a_changed_value_is_exactly_this() {
    let folder = issued();
    edit(folder.path(), "data/scores/评分.csv", "P02,青山乡,日常工作,18.5,", "P02,青山乡,日常工作,20,");
    let expected = "\
error[changed-after-issue]: this is “20”; when the documents were issued it was “18.5”
  ┌─ data/scores/评分.csv:3:14
  │
3 │ P02,青山乡,日常工作,20,月报迟报两次。
  │                     ^^ “18.5”
  │
  ┌─ data/issued/2/inputs/scores/评分.csv:3:14
  │
3 │ P02,青山乡,日常工作,18.5,月报迟报两次。
  │                     ---- the other place
  │
  = help: put the value back; data are corrected with `hongtou correct`, scheme and form cannot be after issue

1 error, 0 warnings; nothing was changed
";
    assert_eq!(refused(folder.path()), expected);
}

#[test]
fn settings_that_were_issued_are_frozen_and_those_that_were_not_are_free() {
    let sound = issued();
    let frozen = [
        ("scheme.toml", "year = 2021", "year = 2020"),
        ("scheme.toml", "full = 60\n", "full = 61\n"),
        ("scheme.toml", "text = \"有专人负责。", "text = \"有专班负责。"),
        ("scheme.toml", "key = \"rate\"", "key = \"rate\"\nscope = \"all\""),
        ("scheme.toml", "[rounding]\nplaces = 2\n", ""),
        ("documents.toml", "object = \"各乡镇，", "object = \"各镇，"),
        ("documents.toml", "items_title = ", "copies = \"市委\"\nitems_title = "),
    ];
    for (path, old, new) in frozen {
        let folder = laid(&files(sound.path()));
        edit(folder.path(), &format!("data/{path}"), old, new);
        let said = refused(folder.path());
        assert!(said.contains("error[changed-after-issue]: "), "{old}: {said}");
        assert!(said.contains(&format!("┌─ data/{path}:")), "{old}: {said}");
        assert!(said.contains(&format!("┌─ data/issued/2/inputs/{path}:")), "{old}: {said}");
    }
    let free = [
        ("documents.toml", "telephone = \"0000-0000000\"", "telephone = \"0000-1111111\""),
        ("documents.toml", "objection_days = 5", "objection_days = 6"),
        ("documents.toml", "date = 2022-01-10", "date = 2022-01-12"),
        ("scheme.toml", "year = 2021", "year =    2021 # 考核年度"),
        ("numbers.csv", "反馈函,U05,青营商办〔2022〕6号", "反馈函,U05,青营商办〔2022〕7号"),
    ];
    for (path, old, new) in free {
        let folder = laid(&files(sound.path()));
        edit(folder.path(), &format!("data/{path}"), old, new);
        done(folder.path(), "check");
    }
}

#[test]
fn the_method_alone_freezes_roster_and_indicators_and_leaves_scores_free() {
    let folder = small();
    let folder = folder.path();
    done(folder, "issue method --date 2021-03-01");
    edit(folder, "data/scores/评分.csv", "P02,青山乡,日常工作,18.5,", "P02,青山乡,日常工作,20,");
    edit(folder, "data/scores/失信.csv", "S01,青山乡,", "S02,青山乡,");
    edit(folder, "data/documents.toml", "关于|{{ year }}年度|{{ work }}|考核结果的|通报", "{{ year }}年度|考核|通报");
    done(folder, "check");
    // The method says how many units lead an indicator.
    edit(folder, "data/indicators.csv", "市,住建局,税务局", "省,住建局,税务局");
    assert!(refused(folder).contains("this is “省”; when the documents were issued it was “市”"));
    edit(folder, "data/indicators.csv", "省,住建局,税务局", "市,住建局,税务局");
    edit(folder, "data/units.csv", "U02,乡镇,2,青山乡,2", "U02,乡镇,2,青山乡,3");
    assert!(
        refused(folder).contains("error[changed-after-issue]: this is “3”; when the documents were issued it was “2”")
    );
}

#[test]
fn what_a_spreadsheet_program_rewrites_is_no_change_of_the_data() {
    let folder = issued();
    let folder = folder.path();
    let sound = done(folder, "check");
    let tables: Vec<(&str, Sheet)> =
        EDITS.iter().map(|(table, ..)| (*table, Sheet::load(&folder.join("data").join(table)))).collect();
    for seed in 0..24 {
        let mut rng = Rng::new(seed);
        for (table, sheet) in &tables {
            let mut rows = vec![sheet.header.clone()];
            rows.extend(sheet.rows.iter().cloned());
            let mut order: Vec<usize> = (0..sheet.header.len()).collect();
            if rng.percent(50) {
                rng.shuffle(&mut order);
            }
            let (mark, end, blank) = (rng.percent(50), *rng.pick(&["\n", "\r\n"]), rng.below(3));
            let mut text = if mark { "\u{FEFF}".to_owned() } else { String::new() };
            for row in rows {
                let mark = |place: usize| ["得分", "分值设置"].contains(&sheet.header[place].as_str());
                let cells = order.iter().map(|place| cell(&mut rng, &row[*place], mark(*place)));
                let cells: Vec<String> = cells.collect();
                text.push_str(&cells.join(","));
                text.push_str(&",".repeat(blank));
                text.push_str(end);
            }
            fs::write(folder.join("data").join(table), text).expect("a table");
        }
        let run = hongtou(folder, &["check"]);
        assert_eq!((run.code, &run.stdout, &run.stderr), (0, &sound.stdout, &sound.stderr), "seed {seed}");
    }
}

/// A cell in other bytes: a mark with more zeros behind its point, quotes, blanks around it.
fn cell(rng: &mut Rng, text: &str, mark: bool) -> String {
    let number = mark && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let text = match (number && rng.percent(50), text.contains('.')) {
        (true, true) => format!("{text}0"),
        (true, false) => format!("{text}.00"),
        _ => text.to_owned(),
    };
    match rng.below(4) {
        0 => format!("\"{text}\""),
        1 => format!(" {text} "),
        _ => text,
    }
}

#[test]
fn a_correction_in_the_ledger_changes_a_value_whose_file_stays_as_it_was() {
    let folder = issued();
    let folder = folder.path();
    let before = files(&folder.join("data/scores"));
    done(folder, "correct change 评分 P02 得分 20 --reason 录入错误 --by 甲 --date 2022-02-10");
    done(folder, "correct approve 1 --by 乙 --date 2022-02-11");
    done(folder, "check");
    assert!(before == files(&folder.join("data/scores")));
    // The corrected value in the file itself is one more change.
    edit(folder, "data/scores/评分.csv", "P02,青山乡,日常工作,18.5,", "P02,青山乡,日常工作,20,");
    assert!(refused(folder).contains("this is “20”; when the documents were issued it was “18.5”"));
}

/// The lines of an explanation that speak of an item.
fn explained(folder: &Path, unit: &str, item: &str) -> String {
    done(folder, &format!("explain {unit} {item}")).stdout
}

#[test]
fn explain_leads_from_a_corrected_value_to_its_row_in_the_ledger_and_to_the_cell_it_replaces() {
    let folder = issued();
    let folder = folder.path();
    let mark = "data/scores/评分.csv:3:14 “18.5”";
    assert!(explained(folder, "青山乡", "日常工作").contains(mark));
    done(folder, "correct change 评分 P02 得分 19 --reason 录入错误 --by 甲 --date 2022-02-10");
    let before = explained(folder, "青山乡", "日常工作");
    assert!(before.contains(mark) && !before.contains("corrections.csv"), "{before}");
    done(folder, "correct approve 1 --by 乙 --date 2022-02-11");
    let once = explained(folder, "青山乡", "日常工作");
    let first = format!("data/corrections.csv:2:36 “19” (before: {mark})");
    assert!(once.contains(&first), "{once}");
    done(folder, "correct change 评分 P02 得分 20 --reason 又核对一次 --by 甲 --date 2022-02-12");
    done(folder, "correct approve 3 --by 乙 --date 2022-02-13");
    let twice = explained(folder, "青山乡", "日常工作");
    let second = "data/corrections.csv:4:34 “20” (before: data/corrections.csv:2:36 “19”)";
    assert!(twice.contains(&format!("{second} (before: {mark})\n")), "{twice}");
    let chinese = done(folder, "explain 青山乡 日常工作 --lang zh").stdout;
    assert!(chinese.contains(&format!("（更正前：{mark}）\n")), "{chinese}");
}

#[test]
fn explain_leads_from_an_added_row_to_the_ledger_and_knows_a_withdrawn_one_no_more() {
    let folder = issued();
    let folder = folder.path();
    let listed = explained(folder, "青山乡", "失信扣分");
    assert!(listed.contains("data/scores/失信.csv:2:"), "{listed}");
    done(folder, "correct withdraw 失信 S01 --reason 已撤销列入 --by 甲 --date 2022-02-10");
    let add = "correct add 宣传 X03 单位=青山乡 日期=2021-05-01 媒体=市日报 级别=市级媒体 标题=一网通办";
    done(folder, &format!("{add} --reason 补报 --by 甲 --date 2022-02-10"));
    done(folder, "correct approve 1 2 --by 乙 --date 2022-02-11");
    let listed = explained(folder, "青山乡", "失信扣分");
    assert!(!listed.contains("失信.csv:2:"), "{listed}");
    let news = explained(folder, "青山乡", "宣传信息");
    assert!(news.contains("data/corrections.csv:3:"), "{news}");
}

#[test]
fn codes_that_lost_their_leading_zeros_in_one_file_are_the_same_codes() {
    let folder = small();
    let folder = folder.path();
    let swap = |path: &str, old: &str, new: &str| {
        let path = folder.join("data").join(path);
        let text = fs::read_to_string(&path).expect("a table");
        fs::write(path, text.replace(old, new)).expect("a table");
    };
    swap("units.csv", "U0", "00");
    swap("numbers.csv", "U0", "00");
    done(folder, "issue method --date 2021-03-01");
    done(folder, "issue results letters --date 2022-01-10");
    let sound = done(folder, "check");
    for path in ["register.csv", "numbers.csv", "units.csv"] {
        swap(path, "反馈函,00", "反馈函,");
        swap(path, "\n00", "\n");
        let run = done(folder, "check");
        assert_eq!((&run.stdout, &run.stderr), (&sound.stdout, &sound.stderr), "{path}");
        let run = hongtou(folder, &["issue", "letters", "--date", "2022-02-01"]);
        assert_eq!(run.stderr, "all letters were issued and none has changed: there is nothing to issue\n", "{path}");
    }
    done(folder, "correct change units 005 分值设置 3 --reason 写错 --by 甲 --date 2022-02-10");
    // Two rows under one key would leave open which of them is corrected.
    let folder = small();
    edit(folder.path(), "data/scores/评分.csv", "P01,", "1,");
    edit(folder.path(), "data/scores/评分.csv", "P02,", "001,");
    assert!(refused(folder.path()).contains("error[duplicate]"));
}
