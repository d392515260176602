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

#[test]
fn a_unit_named_like_its_category_is_no_heading() {
    let folder = without(&["评分"]);
    let data = folder.path().join("data");
    for table in ["units", "indicators", "scores/达标", "scores/评价", "scores/宣传"] {
        let path = data.join(format!("{table}.csv"));
        let text = fs::read_to_string(&path).expect("a table");
        fs::write(&path, text.replace("青山镇", "乡镇")).expect("a table is written");
    }
    put(
        folder.path(),
        "sources.toml",
        "schema = 1\n[[source]]\ntable = \"评分\"\nfiles = \"日常.csv\"\nvalues = { \"项目\" = \"日常工作\" }\n\n\
         [[source]]\ntable = \"评分\"\nfiles = \"其他.csv\"\n",
    );
    put(
        folder.path(),
        "scores/日常.csv",
        "单位,得分,扣分原因\n乡镇,,\n乡镇,20,\n青山乡,18.5,月报迟报两次。\n市直单位,,\n市场监管局,20,\n住建局,19,一次会议缺席。\n税务局,20,\n",
    );
    put(
        folder.path(),
        "scores/其他.csv",
        "单位,项目,得分,扣分原因\n青山乡,重点工作,60,\n市场监管局,重点工作,55,台账不全。\n住建局,重点工作,60,\n市场监管局,牵头工作,10,\n住建局,牵头工作,9,专班人员未及时调整。\n",
    );
    // The blank row is about the unit, too, and not passed over in silence.
    let said = checked(folder.path());
    assert!(said.stderr.contains("重复") && said.stderr.contains("略去类别标题行：1行"), "{}", said.stderr);
    edit(folder.path(), "data/scores/日常.csv", "乡镇,,\n", "");
    let said = checked(folder.path());
    assert_eq!(said.code, 0, "{}", said.stderr);
    let shown = done(folder.path(), "explain 乡镇 日常工作").stdout;
    assert!(shown.contains("“20”"), "{shown}");
}

#[test]
fn blank_cells_of_a_wide_table_are_named() {
    let folder = without(&["达标"]);
    put(
        folder.path(),
        "sources.toml",
        "schema = 1\n[[source]]\ntable = \"达标\"\nfiles = \"汇总.csv\"\nlayout = \"wide\"\nitems = [\n\
         { header = \"会议\", item = \"组织领导\", criterion = 1 },\n\
         { header = \"专人\", item = \"组织领导\", criterion = 2, reason = \"说明\" },\n]\n",
    );
    put(
        folder.path(),
        "scores/汇总.csv",
        "单位,会议,专人,说明\n青山镇,是,,\n青山乡,是,否,没有专人负责。\n市场监管局,是,是,\n住建局,是,是,\n税务局,,,\n档案馆,,,\n注：是或否,,,\n",
    );
    let said = checked(folder.path());
    assert_eq!(said.code, 1);
    let line = said.stdout.lines().find(|line| line.starts_with("达标：")).expect("a line about 达标");
    assert_eq!(
        line,
        "达标：应填10格，已填7格；缺3格（data/scores/汇总.csv:2:7、data/scores/汇总.csv:6:5、data/scores/汇总.csv:6:6）"
    );
    assert!(said.stderr.contains("data/scores/汇总.csv:2:7") && !said.stderr.contains("units.csv"), "{}", said.stderr);
}

#[test]
fn totals_and_headings_of_groups_are_left_out() {
    let folder = small();
    edit(
        folder.path(),
        "data/scheme.toml",
        "[[item]]\nid = \"组织领导\"",
        "[[group]]\nname = \"基层组\"\nbase = 100\ncategories = [\"乡镇\"]\n\n[[group]]\nname = \"部门组\"\nbase = 100\n\
         categories = [\"市直单位\"]\n\n[[item]]\nid = \"组织领导\"",
    );
    edit(folder.path(), "data/scores/评分.csv", "P03,", ",基层组小计,,38.5,\n,部门组,,,\nP03,");
    let said = checked(folder.path());
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(
        said.stderr.contains("略去合计、平均行：1行") && said.stderr.contains("略去类别标题行：1行"),
        "{}",
        said.stderr
    );
}

#[test]
fn cells_that_nothing_reads_are_in_no_message() {
    let folder = small();
    edit(folder.path(), "data/scores/评分.csv", "扣分原因\n", "扣分原因,手机,\n");
    let path = folder.path().join("data/scores/评分.csv");
    let text = fs::read_to_string(&path).expect("the marks");
    let rows = text.lines().enumerate().map(|(at, line)| match at {
        0 => format!("{line}\n"),
        3 => format!("{line},13912345678\n"),
        _ => format!("{line},13912345678,李主任\n"),
    });
    fs::write(&path, rows.collect::<String>()).expect("the marks are written");
    edit(folder.path(), "data/scores/评分.csv", "青山镇,日常工作,20", "青山镇,日常工作,21");
    for format in ["text", "json"] {
        let said = hongtou(folder.path(), &["check", "--lang", "zh", "--format", format]);
        let told = format!("{}{}", said.stdout, said.stderr);
        assert!(
            told.contains("above-full") && told.contains("ragged-row") && told.contains("unread-columns"),
            "{told}"
        );
        assert!(!told.contains("139") && !told.contains("李主任"), "{told}");
    }
    let said = checked(folder.path());
    assert!(said.stderr.contains("没有读取的列：手机、G"), "{}", said.stderr);
    assert!(said.stderr.contains("│ P01,青山镇,日常工作,21,,***********,＊＊＊"), "{}", said.stderr);
}

#[test]
fn many_totals_cost_no_more_than_one() {
    let folder = small();
    let path = folder.path().join("data/scores/评分.csv");
    let text = fs::read_to_string(&path).expect("the marks");
    let totals = ",合计,,291.5,\n".repeat(20_000);
    fs::write(&path, text + &totals).expect("the marks are written");
    let begun = std::time::Instant::now();
    assert_eq!(checked(folder.path()).code, 0);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn figures_are_read_as_they_are_written() {
    let folder = small();
    edit(
        folder.path(),
        "data/scheme.toml",
        "rule = { kind = \"judged\", step = 0.5, texts = [\"日常工作有计划、有落实。计{分值}分。\"] }",
        "rule = { kind = \"standing\", among = \"all\", points = \"linear\", least = 5, texts = [\"按增长率计分。\"] }",
    );
    let path = folder.path().join("data/scores/评分.csv");
    let text = fs::read_to_string(&path).expect("the marks");
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("日常工作")).collect();
    fs::write(&path, kept.join("\n") + "\n").expect("the marks are written");
    put(
        folder.path(),
        "scores/数据.csv",
        "编号,单位,项目,数值\nN1,青山镇,日常工作,98.46%\nN2,青山乡,日常工作,-3.5\nN3,市场监管局,日常工作,-12%\nN4,住建局,日常工作,０\nN5,税务局,日常工作,不适用\n",
    );
    let said = checked(folder.path());
    assert_eq!(said.code, 0, "{}", said.stderr);
    for (unit, mark) in [("青山镇", "20"), ("住建局", "15"), ("青山乡", "10"), ("市场监管局", "5")] {
        let shown = done(folder.path(), &format!("explain {unit} 日常工作")).stdout;
        assert!(shown.contains(&format!("日常工作 {mark}  rank ")), "{unit}: {shown}");
    }
    let shown = done(folder.path(), "explain 税务局").stdout;
    assert!(shown.contains("本单位满分 80"), "{shown}");
    // Of the best there is no share below nothing.
    edit(folder.path(), "data/scheme.toml", "points = \"linear\", least = 5", "points = \"pro-rata\"");
    assert!(checked(folder.path()).stderr.contains("错误[negative]: -3.5小于0"));
}
