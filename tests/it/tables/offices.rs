//! Tables of other offices, as they are: given these files and an entry of `sources.toml`, exactly these marks.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{checked, figures, lines, save, workbook};
use crate::manual::DOCUMENTS;

const SETTINGS: &str = "schema = 1\n[scheme]\nwork = \"安全生产工作\"\nfield = \"安全生产\"\nyear = 2024\nbase = 100\n\
                        [conversion]\nkind = \"none\"\n";

/// An item with 100 marks that an office gives.
const JUDGED: &str = "[[item]]\nid = \"工作\"\nsection = \"工作\"\nfull = 100\nrule = { kind = \"judged\", step = 0.1, texts = [\"评定。\"] }\n";
/// An item that loses marks by events of two kinds.
const LOSS: &str = "[[item]]\nid = \"报表\"\nsection = \"报表\"\nfull = 100\nrule = { kind = \"loss\", kinds = [\n\
  { name = \"迟报\", each = 1, text = \"每次扣{分值}分。\" }, { name = \"漏报\", each = 2, text = \"每次扣{分值}分。\" } ] }\n";
/// An item that loses marks by events of one kind.
const EACH: &str = "[[item]]\nid = \"通报\"\nsection = \"通报\"\nfull = 100\nrule = { kind = \"loss\", each = 5, text = \"每次扣{分值}分。\" }\n";
/// An item of two criteria.
const CHECKLIST: &str = "[[item]]\nid = \"制度\"\nsection = \"制度\"\nfull = 100\nrule = { kind = \"checklist\", criteria = [\n\
  { points = 60, text = \"有制度。计{分值}分。\" }, { points = 40, text = \"有专人。计{分值}分。\" } ] }\n";

/// A workspace of three units in two categories, with this item, these entries and these files below `scores/`.
fn office(items: &str, entries: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("scores")).expect("a folder is made");
    let units = "编码,类别,序号,单位,标签\nA1,镇,1,甲镇,重点\nA2,镇,2,乙镇,\nA3,乡,1,丙乡,\n";
    let (scheme, sources) = (format!("{SETTINGS}{items}"), format!("schema = 1\n{entries}"));
    let aliases = "别名,单位\n丙,丙乡\n";
    let own = [("scheme.toml", scheme.as_str()), ("documents.toml", DOCUMENTS), ("sources.toml", &sources)];
    for (path, text) in own.into_iter().chain([("units.csv", units), ("aliases.csv", aliases)]) {
        fs::write(data.join(path), text).expect("a file of the workspace");
    }
    for (path, text) in files {
        let path = data.join("scores").join(path);
        if path.extension().is_some_and(|extension| extension == "xlsx") {
            save(workbook("表", &lines(text)), &path);
        } else {
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
            fs::write(path, text).expect("a table");
        }
    }
    folder
}

/// The marks of all units, by unit and item.
fn marks(folder: &Path) -> String {
    let results: Value = serde_json::from_str(&figures(folder)).expect("JSON");
    let mut text = String::new();
    for unit in results["units"].as_array().expect("units") {
        for item in unit["items"].as_array().expect("items") {
            let score = item["score"].as_str().unwrap_or("-");
            write!(text, "{} {} ", unit["name"].as_str().expect("a name"), score).expect("a line");
        }
    }
    text.trim_end().to_owned()
}

/// What is said of it, with the marks in front.
fn given(folder: &TempDir) -> (String, String) {
    let said = checked(folder.path()).stderr;
    assert!(!said.contains("错误["), "{said}");
    (marks(folder.path()), said)
}

#[test]
fn quotients_have_fifteen_digits() {
    let item = JUDGED.replace("0.1", "0.0000000000001");
    let entry = "[[source]]\ntable = \"评分\"\nfiles = \"表.*\"\nvalues = { \"项目\" = \"工作\", \"扣分原因\" = \"按比例。\" }\n";
    let rows = "单位,得分\n甲镇,10.1219512195122\n乙镇,94.5833333333333\n丙乡,7.0000000000001\n";
    for file in ["表.csv", "表.xlsx"] {
        assert_eq!(given(&office(&item, entry, &[(file, rows)])).0, "甲镇 10.12 乙镇 94.58 丙乡 7.00", "{file}");
    }
}

#[test]
fn a_count_that_is_blank_is_no_event() {
    let entry = |kind: &str| {
        format!(
            "[[source]]\ntable = \"事件\"\nfiles = \"台账.csv\"\ncolumns = {{ \"次数\" = \"{kind}（次）\" }}\n\
             values = {{ \"项目\" = \"报表\", \"级别\" = \"{kind}\", \"事项\" = \"{kind}\", \"日期\" = \"2024-12-31\" }}\n"
        )
    };
    let entries = [entry("迟报"), entry("漏报")].concat();
    let rows = "单位,迟报（次）,漏报（次）\n甲镇,2,\n乙镇,0,无\n丙乡,/,1\n合计,2,1\n";
    let (marks, said) = given(&office(LOSS, &entries, &[("台账.csv", rows)]));
    assert_eq!(marks, "甲镇 98.00 乙镇 100.00 丙乡 98.00");
    assert!(said.contains("说明[left-out]: 次数或分值空白、为0，没有发生，不计：2行"), "{said}");
    assert!(!said.contains("unread-columns") && !said.contains("sum-mismatch"), "{said}");
    // The same by the columns of one entry.
    let wide = "[[source]]\ntable = \"事件\"\nfiles = \"台账.csv\"\nlayout = \"wide\"\nvalues = { \"项目\" = \"报表\", \"日期\" = \"2024-12-31\" }\n\
                items = [ { header = \"迟报（次）\", class = \"迟报\" }, { header = \"漏报（次）\", class = \"漏报\" } ]\n";
    assert_eq!(given(&office(LOSS, wide, &[("台账.csv", rows)])).0, marks);
    let wrong = rows.replace("合计,2,1", "合计,2,2");
    assert!(given(&office(LOSS, wide, &[("台账.csv", &wrong)])).1.contains("sum-mismatch"));
}

#[test]
fn marks_taken_off_that_are_blank_are_no_event() {
    let entry = "[[source]]\ntable = \"事件\"\nfiles = \"扣分.csv\"\ncolumns = { \"分值\" = \"扣分\" }\n\
                 values = { \"项目\" = \"通报\", \"事项\" = \"检查通报\", \"日期\" = \"2024-12-31\" }\n";
    let rows = "单位,扣分\n甲镇,\n乙镇,+2\n丙乡,/\n";
    assert_eq!(given(&office(EACH, entry, &[("扣分.csv", rows)])).0, "甲镇 100.00 乙镇 98.00 丙乡 100.00");
    // A table of its own names its events one by one.
    let own = "编号,单位,项目,日期,事项,次数,分值\nE1,甲镇,通报,2024-05-01,一,,\nE2,乙镇,通报,2024-05-01,二,0,\nE3,丙乡,通报,2024-05-01,三,无,\n";
    assert_eq!(given(&office(EACH, "", &[("事件.csv", own)])).0, "甲镇 95.00 乙镇 100.00 丙乡 100.00");
    // So does a ledger: what costs the usual marks is told.
    let ledger = "[[source]]\ntable = \"事件\"\nfiles = \"台账.csv\"\ncolumns = { \"分值\" = \"认定分值\" }\nvalues = { \"项目\" = \"通报\" }\n";
    let rows = "单位,日期,事项,认定分值\n甲镇,2024-05-01,一,\n乙镇,2024-05-01,二,3\n丙乡,2024-05-01,三,0\n";
    let (marks, said) = given(&office(EACH, ledger, &[("台账.csv", rows)]));
    assert_eq!(marks, "甲镇 95.00 乙镇 97.00 丙乡 100.00");
    assert!(said.contains("分值空白的事件按办法中的分值计：1处"), "{said}");
    // A count without its marks says neither.
    let both = entry.replace("\"扣分\" }", "\"扣分\", \"次数\" = \"次\" }");
    let said = checked(office(EACH, &both, &[("扣分.csv", "单位,次,扣分\n甲镇,2,\n乙镇,,\n丙乡,,3\n")]).path()).stderr;
    assert!(
        said.contains("错误[empty-cell]: “分值”列空白") && said.contains("错误[empty-cell]: “次数”列空白"),
        "{said}"
    );
}

#[test]
fn a_sign_where_an_item_does_not_apply_is_as_good_as_none() {
    let items = [
        JUDGED,
        &JUDGED.replace("工作", "安全").replace("rule", "counts = \"beyond-base\"\napplies_to = \"重点\"\nrule"),
    ];
    let entry = "[[source]]\ntable = \"评分\"\nfiles = \"表.csv\"\nlayout = \"wide\"\nitems = [ { header = \"工作\", item = \"工作\" }, { header = \"安全\", item = \"安全\" } ]\n";
    let rows = "单位,工作,安全\n甲镇,100,100\n乙镇,100,/\n丙乡,100,不适用\n";
    let marks = given(&office(&items.concat(), entry, &[("表.csv", rows)])).0;
    assert_eq!(marks, "甲镇 100.00 甲镇 100.00 乙镇 100.00 丙乡 100.00");
    let said = checked(office(&items.concat(), entry, &[("表.csv", &rows.replace('/', "9"))]).path()).stderr;
    assert!(said.contains("does-not-apply"), "{said}");
}

#[test]
fn words_are_mapped() {
    let entry = "[cells]\nyes = [\"完成\"]\nno = [\"未完成\"]\n[[source]]\ntable = \"达标\"\nfiles = \"表.csv\"\nlayout = \"wide\"\n\
                 items = [ { header = \"制度\", item = \"制度\", criterion = 1 }, { header = \"专人\", item = \"制度\", criterion = 2 } ]\n";
    let (marks, said) =
        given(&office(CHECKLIST, entry, &[("表.csv", "单位,制度,专人\n甲镇,√,完成\n乙镇,×,未完成\n丙乡,✔,✘\n")]));
    assert_eq!(marks, "甲镇 100.00 乙镇 0.00 丙乡 60.00");
    assert!(said.contains("说明[tidied]: √读作“是”，×读作“否”：4处"), "{said}");
    let entry = "[[source]]\ntable = \"评分\"\nfiles = \"表.csv\"\n\
                 map = { \"项目\" = { \"1.网格管理（10分）\" = \"工作\" }, \"得分\" = { \"优秀\" = 95, \"良好\" = \"85\" } }\n";
    let rows = "单位,项目,得分\n甲镇,1. 网格管理(10分),优秀\n乙镇,工作,良 好\n丙乡,1.网格管理（10分）,70\n";
    assert_eq!(given(&office(JUDGED, entry, &[("表.csv", rows)])).0, "甲镇 95.00 乙镇 85.00 丙乡 70.00");
}

#[test]
fn rows_that_are_no_units_are_left_out() {
    let entry = "[[source]]\ntable = \"评分\"\nfiles = \"表.*\"\ncolumns = { \"得分\" = \"得分\" }\nvalues = { \"项目\" = \"工作\" }\n";
    let rows = "考核得分表,,\n序号,单位,得分\n,,分\n1,甲镇,90\n2,乙镇,80\n考核得分表,,\n序号,单位,得分\n3,丙,70\n,全县合计,240\n,全县平均,80\n,均值,80\n,最高分,90\n\
                ,最低分,70\n,满分,100\n填表人：张三,,2025-01-03\n审核人,李四,\n备注：以上为初步得分。,,\n,,\n2025年1月3日,,\n";
    for file in ["表.csv", "表.xlsx"] {
        let (marks, said) = given(&office(JUDGED, entry, &[(file, rows)]));
        assert_eq!(marks, "甲镇 90.00 乙镇 80.00 丙乡 70.00", "{file}");
        for told in [
            "略去合计、平均行：2行",
            "略去再次出现的表头、标题：2行",
            "略去表头下面的计量单位：1行",
            "不是单位的行：6行",
        ] {
            assert!(said.contains(told), "{file}: {told}: {said}");
        }
    }
    let wrong = rows.replace("全县合计,240", "全县合计,250");
    assert!(given(&office(JUDGED, entry, &[("表.csv", &wrong)])).1.contains("全县合计是250，各行算出的是240"));
    let other = rows.replace("均值", "上年同期");
    let said = checked(office(JUDGED, entry, &[("表.csv", &other)]).path()).stderr;
    assert!(said.contains("rows = { skip = [\"上年同期\"] }"), "{said}");
    let other = other.replace("\n,上年同期", "\n9,上年同期");
    let skip = format!("{entry}rows = {{ skip = [\"上年同期\"] }}\n");
    assert!(given(&office(JUDGED, &skip, &[("表.csv", &other)])).1.contains("照 sources.toml 略去：1行"));
}

#[test]
fn a_column_is_chosen_by_its_letter() {
    let entry = "[[source]]\ntable = \"评分\"\nfiles = \"表.*\"\ncolumns = { \"得分\" = \"D列\" }\nvalues = { \"项目\" = \"工作\" }\nignore = [\"得分\"]\n";
    let rows = "单位,得分,次,得分\n甲镇,1,1,90\n乙镇,2,1,80\n丙乡,3,1,70\n";
    for (file, entry) in [("表.csv", entry), ("表.xlsx", entry), ("表.csv", &entry.replace("D列", "第4列"))] {
        assert_eq!(given(&office(JUDGED, entry, &[(file, rows)])).0, "甲镇 90.00 乙镇 80.00 丙乡 70.00", "{file}");
    }
    let said = checked(office(JUDGED, &entry.replace("D列", "得分"), &[("表.xlsx", rows)]).path()).stderr;
    assert!(said.contains("有两个“得分”列") && said.contains("\"得分\" = \"D列\""), "{said}");
    let rows = rows.replacen("得分,次,得分", "得分（折算前）,次,得分（折算后）", 1);
    let said = checked(office(JUDGED, &entry.replace("D列", "得分"), &[("表.xlsx", &rows)]).path()).stderr;
    assert!(said.contains("“得分（折算前）”和“得分（折算后）”都可以是“得分”列"), "{said}");
}

#[test]
fn rows_are_chosen_by_a_column_and_filled_from_above() {
    let entry = "[[source]]\ntable = \"评分\"\nfiles = \"表.csv\"\ncolumns = { \"得分\" = \"一月\" }\nvalues = { \"项目\" = \"工作\" }\n\
                 fill = [\"单位\"]\nrows = { only = { \"类别\" = \"完成\" } }\n";
    let rows = "单位,类别,一月\n甲镇,目标,10\n,完成,90\n〃,完成率,9\n乙镇,目标,10\n同上,完成,80\n,完成率,8\n丙乡,目标,10\n,完成,70\n,完成率,7\n";
    let folder = office(JUDGED, entry, &[("表.csv", rows)]);
    assert_eq!(given(&folder).0, "甲镇 90.00 乙镇 80.00 丙乡 70.00");
    let skip = entry.replace("only = { \"类别\" = \"完成\" }", "skip = { \"类别\" = [\"目标\", \"完成率\"] }");
    assert_eq!(given(&office(JUDGED, &skip, &[("表.csv", rows)])).0, "甲镇 90.00 乙镇 80.00 丙乡 70.00");
    let said = checked(office(JUDGED, &entry.replace("\"类别\"", "\"种类\""), &[("表.csv", rows)]).path()).stderr;
    assert!(said.contains("no-mapped-column") && said.contains("“种类”"), "{said}");
}

#[test]
fn days_and_months_are_of_the_year() {
    let own =
        "编号,单位,项目,日期,事项\nE1,甲镇,通报,7月15日,一\nE2,乙镇,通报,2024年7月,二\nE3,丙乡,通报,2024年7月15,三\n";
    let folder = office(EACH, "", &[("事件.csv", own)]);
    let (marks, said) = given(&folder);
    assert_eq!(marks, "甲镇 95.00 乙镇 95.00 丙乡 95.00");
    assert!(
        said.contains("没有年份的日期按考核年度读取：1处") && said.contains("只有年月的日期，印出年月：1处"),
        "{said}"
    );
    let results = figures(folder.path());
    for reason in ["一，2024年7月15日", "二，2024年7月\"", "三，2024年7月15日"] {
        assert!(results.contains(reason), "{reason}: {results}");
    }
    for date in ["2023年7月", "13月1日", "2024.7", "7.15", "2月30日"] {
        let said = checked(office(EACH, "", &[("事件.csv", &own.replace("7月15日", date))]).path()).stderr;
        assert!(said.contains("错误[bad-date]") || said.contains("错误[outside-year]"), "{date}: {said}");
    }
}

#[test]
fn a_file_that_is_read_twice_is_told() {
    let entry = "[[source]]\ntable = \"事件\"\nfiles = \"台账*.csv\"\nvalues = { \"项目\" = \"通报\" }\n";
    let rows = "单位,日期,事项\n甲镇,2024-05-01,一\n乙镇,2024-05-01,一\n";
    let said = given(&office(EACH, entry, &[("台账.csv", rows)])).1;
    assert!(!said.contains("read-twice"), "{said}");
    let said = given(&office(EACH, entry, &[("台账.csv", rows), ("台账(1).csv", rows)])).1;
    assert!(said.contains("提示[read-twice]: 与另一处的行相同，可能重复计算：2行"), "{said}");
    let said = given(&office(EACH, &[entry, entry].concat(), &[("台账.csv", rows)])).1;
    assert!(said.contains("提示[read-twice]: sources.toml 中有几项读取同一行，重复计算：2行"), "{said}");
}

#[test]
fn several_units_in_a_cell_have_a_row_each() {
    let entry = "[[source]]\ntable = \"事件\"\nfiles = \"台账.csv\"\nvalues = { \"项目\" = \"通报\" }\n";
    let rows = "单位,日期,事项\n甲镇、乙镇,2024-05-01,一\n丙,2024-05-01,二\n";
    let said = checked(office(EACH, entry, &[("台账.csv", rows)]).path()).stderr;
    assert!(said.contains("没有“甲镇、乙镇”这个单位") && said.contains("split = [\"单位\"]"), "{said}");
    let split = format!("{entry}split = [\"单位\"]\n");
    assert_eq!(given(&office(EACH, &split, &[("台账.csv", rows)])).0, "甲镇 95.00 乙镇 95.00 丙乡 95.00");
}

#[test]
fn the_name_of_a_file_tells_the_unit() {
    let entry = "[[source]]\ntable = \"评分\"\nfiles = \"社区/{单位}考核表.csv\"\nvalues = { \"项目\" = \"工作\" }\n";
    let files = [("甲镇", "90"), ("乙镇", "80"), ("丙", "70")];
    let files = files.map(|(unit, mark)| (format!("社区/{unit}考核表.csv"), format!("得分,说明\n{mark},\n")));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(given(&office(JUDGED, entry, &files)).0, "甲镇 90.00 乙镇 80.00 丙乡 70.00");
    let wrong = [files, vec![("社区/丁镇考核表.csv", "得分\n5\n")]].concat();
    let said = checked(office(JUDGED, entry, &wrong).path()).stderr;
    assert!(said.contains("没有“丁镇”这个单位") && said.contains("丁镇考核表.csv:1:1"), "{said}");
}

#[test]
fn one_sheet_feeds_several_tables() {
    let items = [JUDGED, &EACH.replace("full = 100\nrule", "full = 10\ncounts = \"beyond-base\"\nrule")];
    let entry = "[[source]]\ntable = \"评分\"\nfiles = \"汇总.*\"\nheader = [2, 3]\ncolumns = { \"单位\" = \"单位名称\", \"得分\" = \"考核分\" }\n\
                 values = { \"项目\" = \"工作\" }\n\
                 [[source]]\ntable = \"事件\"\nfiles = \"汇总.*\"\nheader = [2, 3]\ncolumns = { \"单位\" = \"单位名称\", \"次数\" = \"件数\" }\n\
                 values = { \"项目\" = \"通报\", \"日期\" = \"2024-12-31\", \"事项\" = \"检查\" }\n";
    let rows = "汇总表,,,,\n序号,单位名称,工作（100分）,工作（100分）,通报\n序号,单位名称,自评分,考核分,件数\n,,分,分,件\n一,镇,,,\n1,甲镇,100,94.5,1\n2,乙镇,100,80,/\n\
                ,镇小计,200,174.5,1\n二,乡,,,\n3,丙乡,100,70,\n,全县合计,300,244.5,1\n,平均,100,81.5,0.33\n,最高分,100,94.5,\n";
    for file in ["汇总.csv", "汇总.xlsx"] {
        let (marks, said) = given(&office(&items.concat(), entry, &[(file, rows)]));
        assert_eq!(marks, "甲镇 94.50 甲镇 5.00 乙镇 80.00 乙镇 10.00 丙乡 70.00 丙乡 10.00", "{file}");
        assert!(said.contains("没有读取的列：序号、工作（100分）自评分\n"), "{file}: {said}");
        assert!(!said.contains("sum-mismatch"), "{file}: {said}");
        assert_eq!(said.matches("unread-columns").count(), 1, "{file}: {said}");
    }
}

#[test]
fn hidden_rows_and_columns_are_told() {
    let entry =
        "[[source]]\ntable = \"评分\"\nfiles = \"表.xlsx\"\nvalues = { \"项目\" = \"工作\" }\nignore = [\"得分\"]\n";
    let rows = "单位,得分,得分\n甲镇,90,9\n乙镇,80,8\n丙乡,70,7\n";
    let folder = office(JUDGED, entry, &[]);
    let mut book = workbook("表", &lines(rows));
    let sheet = book.worksheet_from_index(0).expect("a sheet");
    // Of two columns with one name that is meant which can be seen.
    sheet.set_column_hidden(2).expect("a column");
    sheet.set_row_hidden(2).expect("a row");
    save(book, &folder.path().join("data/scores/表.xlsx"));
    let (marks, said) = given(&folder);
    assert_eq!(marks, "甲镇 90.00 乙镇 80.00 丙乡 70.00");
    assert!(said.contains("说明[hidden-cells]: 隐藏的行照样读取：第3行"), "{said}");
    let folder = office(JUDGED, entry, &[]);
    let mut book = workbook("表", &lines(&rows.replace(",得分\n", ",说明\n")));
    book.worksheet_from_index(0).expect("a sheet").set_column_hidden(1).expect("a column");
    save(book, &folder.path().join("data/scores/表.xlsx"));
    assert!(given(&folder).1.contains("说明[hidden-cells]: 隐藏的列照样读取：B列"));
}

#[test]
fn a_roster_of_headings_and_names_is_one() {
    let entry = "[[source]]\ntable = \"units\"\nfiles = \"名单.csv\"\ncolumns = { \"单位\" = \"单位名称\" }\nvalues = { \"类别\" = \"{heading}\" }\n";
    let own = "编号,单位,项目,得分,扣分原因\nP1,甲镇,工作,90,一\nP2,乙镇,工作,80,二\nP3,丙乡,工作,70,三\n";
    let folder = office(JUDGED, entry, &[("评分.csv", own)]);
    fs::remove_file(folder.path().join("data/units.csv")).expect("the roster was there");
    let roster =
        "考核单位名单\n序号,单位名称,电话\n一,镇（2个）,\n1,甲镇,11\n2,乙镇,12\n二、乡（共1个）,,\n3,丙乡,13\n";
    fs::write(folder.path().join("data/名单.csv"), roster.replacen("名单\n", "名单,,\n", 1)).expect("a roster");
    let (marks, said) = given(&folder);
    assert_eq!(marks, "甲镇 90.00 乙镇 80.00 丙乡 70.00");
    assert!(said.contains("略去类别标题行：2行") && said.contains("以名称为编码"), "{said}");
    let results: Value = serde_json::from_str(&figures(folder.path())).expect("JSON");
    let told = |unit: &Value| ["code", "category", "number"].map(|key| unit[key].as_str().unwrap_or("-").to_owned());
    let all: Vec<_> = results["units"].as_array().expect("units").iter().map(told).collect();
    assert_eq!(all, [["甲镇", "镇", "1"], ["乙镇", "镇", "2"], ["丙乡", "乡", "3"]]);
}

#[test]
fn a_matrix_of_units_that_evaluate_each_other_is_read() {
    let item = "[[item]]\nid = \"互评\"\nsection = \"互评\"\nfull = 100\nrule = { kind = \"mean\", scale = 100, texts = [\"互评。\"], panels = [\n\
                { name = \"各单位\", weight = 100, members = [\"甲镇\", \"乙镇\", \"丙乡\"] } ] }\n";
    let entry = "[[source]]\ntable = \"评价\"\nfiles = \"互评.csv\"\nlayout = \"wide\"\ncolumns = { \"被评单位\" = \"单位\" }\n\
                 items = [ { header = \"甲镇\", evaluator = \"甲镇\" }, { header = \"乙镇\", evaluator = \"乙镇\" }, { header = \"丙\", evaluator = \"丙乡\" } ]\n";
    let rows = "单位,甲镇,乙镇,丙\n甲镇,/,90,80\n乙镇,100,—,80\n丙乡,60,70,不适用\n";
    assert_eq!(given(&office(item, entry, &[("互评.csv", rows)])).0, "甲镇 85.00 乙镇 90.00 丙乡 65.00");
}
