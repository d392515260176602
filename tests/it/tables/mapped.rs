//! `sources.toml`: returns of many units under headers of their own feed the tables.

use std::fs;
use std::path::Path;

use super::{checked, figures, lines, rows, save, workbook};
use crate::support::{done, edit, hongtou, small};

/// A small workspace without some of its tables.
fn without(tables: &[&str]) -> tempfile::TempDir {
    let folder = small();
    for table in tables {
        fs::remove_file(folder.path().join(format!("data/scores/{table}.csv"))).expect("the table was there");
    }
    folder
}

fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join("data").join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
    fs::write(path, text).expect("a file is written");
}

#[test]
fn returns_in_a_folder_feed_one_table() {
    let folder = without(&["评价"]);
    let expected = figures(small().path());
    put(
        folder.path(),
        "sources.toml",
        r#"schema = 1

[[source]]
table = "评价"
files = "评价/*.xlsx"
columns = { "被评单位" = "单位名称", "得分" = "得 分(百分制)", "扣分原因" = ["说明", "扣分说明"] }
values = { "评价单位" = "{file}", "指标" = "{sheet}" }
ignore = ["电话", "序号"]
rows = { skip = ["填表*", "注：*"] }
"#,
    );
    let returns = folder.path().join("data/scores/评价");
    let market = "开办企业评价表\n填表单位：市场监管局\n序号,单位名称,得 分（百分制）,说明,电话\n1,税务局,95,发票申领超过一个工作日。,139\n2,青山镇,100,,139\n注：满分100分";
    save(workbook("开办企业", &lines(market)), &returns.join("市场监管局.xlsx"));
    save(
        workbook("办理建筑许可", &lines("单位名称,得 分(百分制),扣分说明\n税务局,不评价,")),
        &returns.join("住建局.xlsx"),
    );
    assert!(figures(folder.path()) == expected);
    let said = checked(folder.path());
    assert_eq!((said.code, said.stderr.lines().next()), (0, Some("说明[left-out]: 照 sources.toml 略去：1行")));
    let key =
        "correct change 评价 开办企业/市场监管局/税务局 得分 96 --reason 复核 --by 甲 --date 2022-01-25 --dry-run";
    let shown = done(folder.path(), key).stdout;
    // Wherever the rows stand, they keep their keys.
    let market = "序号,单位名称,得 分（百分制）,说明,电话\n1,青山镇,100,,139\n2,税务局,95,发票申领超过一个工作日。,139";
    save(workbook("开办企业", &lines(market)), &returns.join("市场监管局.xlsx"));
    assert_eq!(done(folder.path(), key).stdout, shown);
    let explained = done(folder.path(), "explain 税务局 重点工作").stdout;
    assert!(explained.contains("data/scores/评价/市场监管局.xlsx[开办企业]!C3 “95”"), "{explained}");
}

#[test]
fn a_wide_table_makes_a_row_for_each_unit_and_item() {
    let folder = without(&["达标", "评分"]);
    let expected = figures(small().path());
    put(
        folder.path(),
        "sources.toml",
        r#"schema = 1

[[source]]
table = "达标"
files = "汇总/达标.csv"
layout = "wide"
header = [1, 2]
items = [
  { header = "组织领导会议", item = "组织领导", criterion = 1 },
  { header = "组织领导专人", item = "组织领导", criterion = 2, reason = "说明" },
]

[[source]]
table = "评分"
files = "汇总/评分.csv"
layout = "wide"
items = [
  { header = "日常", item = "日常工作", reason = "日常原因" },
  { header = "重点", item = "重点工作", reason = "重点原因" },
  { header = "牵头", item = "牵头工作", reason = "牵头原因" },
]
"#,
    );
    put(
        folder.path(),
        "scores/汇总/达标.csv",
        "单位,组织领导,组织领导,说明\n单位,会议,专人,说明\n青山镇,是,是,\n青山乡,是,否,没有专人负责。\n市场监管局,是,是,\n住建局,是,是,\n税务局,是,是,\n",
    );
    put(
        folder.path(),
        "scores/汇总/评分.csv",
        "单位;日常;日常原因;重点;重点原因;牵头;牵头原因\n青山镇;20;;;;;\n青山乡;18.5;月报迟报两次。;60;;;\n市场监管局;20;无;55;台账不全。;10;/\n住建局;19;一次会议缺席。;60;;9;专班人员未及时调整。\n税务局;20;;;;;\n合计;97.5;;175;;19;\n",
    );
    assert!(figures(folder.path()) == expected, "{}", checked(folder.path()).stderr);
}

#[test]
fn blocks_side_by_side_are_read_one_after_the_other() {
    let folder = without(&["评分"]);
    let expected = figures(small().path());
    put(
        folder.path(),
        "sources.toml",
        "schema = 1\n[[source]]\ntable = \"评分\"\nfiles = \"*.xlsx\"\nignore = \"序号\"\n",
    );
    let marks = rows(&small().path().join("data/scores/评分.csv"));
    let block = |at: usize, row: &Vec<String>| [vec![at.to_string()], row[1..].to_vec()].concat();
    let head: Vec<String> = ["序号", "单位", "项目", "得分", "扣分原因"].map(str::to_owned).to_vec();
    let mut all = vec![vec!["评分表".to_owned()], [head.clone(), head].concat()];
    for at in 1..=6 {
        let right = marks.get(at + 6).map(|row| block(at, row)).unwrap_or_default();
        all.push([block(at, &marks[at]), right].concat());
    }
    save(workbook("评分", &all), &folder.path().join("data/scores/两栏.xlsx"));
    assert!(figures(folder.path()) == expected, "{}", checked(folder.path()).stderr);
}

#[test]
fn words_for_no_mark_are_never_a_zero() {
    let words = [("缺", "缺分"), ("—", "缺分"), ("／", "缺分"), ("0", "")];
    for (word, told) in words {
        let folder = small();
        edit(folder.path(), "data/scores/评分.csv", "青山镇,日常工作,20,", &format!("青山镇,日常工作,{word},无"));
        let said = checked(folder.path());
        let expected = format!("错误[missing-score]: 青山镇{told}：日常工作（评分.csv）");
        assert_eq!(said.stderr.contains(&expected), !told.is_empty(), "{word}: {}", said.stderr);
        assert_eq!(said.stderr.contains("no-reason"), told.is_empty(), "{word}: {}", said.stderr);
    }
    let folder = small();
    put(folder.path(), "sources.toml", "schema = 1\n[cells]\nnot_applicable = [\"免考\"]\n");
    edit(folder.path(), "data/scores/评分.csv", "青山镇,日常工作,20,", "青山镇,日常工作,免考,");
    assert_eq!(checked(folder.path()).code, 0);
    let shown = hongtou(folder.path(), &["explain", "青山镇"]).stdout;
    assert!(shown.contains("本单位满分 80"), "{shown}");
}

#[test]
fn names_are_the_same_in_any_width_but_near_twins_are_not() {
    let folder = small();
    edit(folder.path(), "data/units.csv", "税务局", "税务局(A区)");
    for table in ["indicators.csv", "scores/评分.csv", "scores/评价.csv", "scores/达标.csv", "scores/宣传.csv"]
    {
        let path = folder.path().join("data").join(table);
        let text = fs::read_to_string(&path).expect("a table");
        fs::write(
            path,
            text.replace("税务局,", "税 务局（Ａ区）,")
                .replace("税务局、", "税务局（A区）、")
                .replace("局,税务局\n", "局,税务局（Ａ区）\n"),
        )
        .expect("a table is written");
    }
    let said = checked(folder.path());
    assert_eq!(said.code, 0, "{}", said.stderr);
    edit(folder.path(), "data/scores/评分.csv", "青山镇,日常工作", "青山乡镇,日常工作");
    assert!(checked(folder.path()).stderr.contains("没有“青山乡镇”这个单位"));
}
