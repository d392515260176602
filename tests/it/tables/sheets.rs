//! Spreadsheets in the place of CSV: what their programs show is what is read.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula};

use super::{checked, figures, lines, ods, ods_of, replace, rows, save, tables, workbook};
use crate::pdf::read;
use crate::support::{done, files, hongtou, root, sample, small};

/// The cells of the marks of the small workspace.
const MARKS: &str = "scores/评分";

/// The extension of a path.
fn kind(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

#[test]
fn a_workspace_of_spreadsheets_gives_the_same_figures() {
    let expected = figures(sample().path());
    for extension in ["xlsx", "ods"] {
        let folder = sample();
        let data = folder.path().join("data");
        for table in tables(&data) {
            let (name, all) = (table.rsplit('/').next().expect("a name"), rows(&data.join(format!("{table}.csv"))));
            let bytes = match extension {
                "xlsx" => workbook(name, &all).save_to_buffer().expect("a workbook"),
                _ => ods(name, &all),
            };
            replace(&data, &table, extension, &bytes);
        }
        assert!(figures(folder.path()) == expected, "{extension}");
    }
}

#[test]
fn an_old_excel_file_gives_the_same_figures() {
    let folder = small();
    let expected = figures(folder.path());
    let bytes = fs::read(root().join("tests/fixtures/评分.xls")).expect("the fixture");
    replace(&folder.path().join("data"), MARKS, "xls", &bytes);
    assert!(figures(folder.path()) == expected);
}

#[test]
fn what_is_issued_from_spreadsheets_is_kept_and_made_anew() {
    let folder = small();
    let data = folder.path().join("data");
    for table in tables(&data) {
        let all = rows(&data.join(format!("{table}.csv")));
        let bytes = workbook("表", &all).save_to_buffer().expect("a workbook");
        replace(&data, &table, "xlsx", &bytes);
    }
    done(folder.path(), "issue results letters --date 2022-01-20");
    let kept = files(&data.join("issued/1/inputs"));
    for (path, bytes) in files(&data).iter().filter(|(path, _)| kind(path) == "xlsx" && !path.starts_with("issued")) {
        assert_eq!(kept.get(path), Some(bytes), "{path}");
    }
    done(folder.path(), "build --edition 1 --rerender");
    done(folder.path(), "correct change 评分 P02 得分 19 --reason 漏记 --by 甲 --date 2022-01-25");
    done(folder.path(), "correct approve 1 --by 乙 --date 2022-01-25");
    done(folder.path(), "issue correction letters --date 2022-02-10");
    done(folder.path(), "build --edition 2 --rerender");
    done(folder.path(), "build");
    // After issue the cells stay as they were.
    let mut all = rows(&root().join("tests/errors/base/scores/评分.csv"));
    all[1][3] = "15".to_owned();
    save(workbook("表", &all), &data.join("scores/评分.xlsx"));
    let run = checked(folder.path());
    let told = "这里是“15”，印发时是“20”\n  ┌─ data/scores/评分.xlsx[表]!D2\n";
    assert!(run.code == 1 && run.stderr.contains(told), "{}", run.stderr);
    assert!(run.stderr.contains("┌─ data/issued/2/inputs/scores/评分.xlsx[表]!D2"), "{}", run.stderr);
}

#[test]
fn next_year_takes_over_spreadsheets_and_what_was_corrected_in_them() {
    let folder = small();
    let data = folder.path().join("data");
    for table in ["units", "indicators"] {
        let all = rows(&data.join(format!("{table}.csv")));
        replace(&data, table, "xlsx", &workbook("表", &all).save_to_buffer().expect("a workbook"));
    }
    done(folder.path(), "init --from data next");
    let made = files(&folder.path().join("next"));
    assert_eq!(made.get("units.xlsx"), files(&data).get("units.xlsx"));
    done(folder.path(), "issue results --date 2022-01-20");
    done(folder.path(), "correct change units U01 单位 青山街道 --reason 改名 --by 甲 --date 2022-01-25");
    done(folder.path(), "correct approve 1 --by 乙 --date 2022-01-25");
    done(folder.path(), "init --from data corrected");
    let made = files(&folder.path().join("corrected"));
    assert!(!made.contains_key("units.xlsx"), "{:?}", made.keys());
    assert!(String::from_utf8_lossy(&made["units.csv"]).contains("U01,乡镇,1,青山街道,2"));
}

/// The figures of the small workspace with the same marks kept in another way.
fn same_figures(make: impl Fn(&Path)) {
    let folder = small();
    let expected = figures(folder.path());
    fs::remove_file(folder.path().join("data/scores/评分.csv")).expect("the marks were there");
    make(&folder.path().join("data"));
    let found = figures(folder.path());
    assert!(found == expected, "{}", checked(folder.path()).stderr);
}

#[test]
fn titles_headings_sums_and_merged_cells_are_understood() {
    let marks = rows(&root().join("tests/errors/base/scores/评分.csv"));
    same_figures(|data| {
        let mut all = lines("2021年度评分表\n编号,单 位,项目,得\n分(占40%),扣分原因");
        // The header's cell has a line break of its own.
        all.truncate(1);
        all.push(["编号", "单 位", "项目", "得\n分（占40%）", "扣分原因"].map(str::to_owned).to_vec());
        all.push(vec!["（一）乡镇（2个）".to_owned()]);
        all.extend(marks[1..3].iter().cloned());
        all.push(["", "小计", "", "38.5"].map(str::to_owned).to_vec());
        all.push(vec!["二、市直单位".to_owned()]);
        all.extend(marks[3..].iter().cloned());
        all.push(["", "平均分", "", "29.2"].map(str::to_owned).to_vec());
        all.push(["", "总 计", "", "291.5"].map(str::to_owned).to_vec());
        let mut book = workbook("评分", &all);
        let sheet = book.worksheet_from_index(0).expect("the sheet");
        sheet.merge_range(0, 0, 0, 4, "2021年度评分表", &Format::new()).expect("a merge");
        save(book, &data.join("scores/评分.xlsx"));
    });
}

#[test]
fn a_merged_cell_is_the_value_of_all_its_rows() {
    same_figures(|data| {
        let mut all = rows(&root().join("tests/errors/base/scores/评分.csv"));
        all[1..].sort_by_key(|row| row[1].clone());
        let mut book = workbook("评分", &all);
        let sheet = book.worksheet_from_index(0).expect("the sheet");
        let mut from = 1;
        for part in all[1..].chunk_by(|one, other| one[1] == other[1]) {
            let to = from + u32::try_from(part.len()).expect("few rows") - 1;
            if to > from {
                sheet.merge_range(from, 1, to, 1, &part[0][1], &Format::new()).expect("a merge");
            }
            from = to + 1;
        }
        save(book, &data.join("scores/评分.xlsx"));
    });
}

#[test]
fn numbers_are_read_as_they_are_shown_and_formulas_as_they_were_computed() {
    same_figures(|data| {
        let all = rows(&root().join("tests/errors/base/scores/评分.csv"));
        let mut book = workbook("评分", &all);
        let sheet = book.worksheet_from_index(0).expect("the sheet");
        // 18.5 as it comes out of a sum of binary numbers, and as a formula with its value.
        sheet.write(2, 3, 18.499_999_999_999_996).expect("a cell");
        sheet.write(4, 3, Formula::new("=SUM(9,10)").set_result("19")).expect("a cell");
        save(book, &data.join("scores/评分.xlsx"));
    });
}

#[test]
fn dates_of_cells_are_dates() {
    let folder = small();
    let expected = figures(folder.path());
    let data = folder.path().join("data");
    let all = rows(&data.join("scores/宣传.csv"));
    let mut book = workbook("宣传", &all);
    let sheet = book.worksheet_from_index(0).expect("the sheet");
    for (row, form) in [(1, "yyyy/m/d"), (2, "yyyy\"年\"m\"月\"d\"日\"")] {
        let day = ExcelDateTime::parse_from_str(&all[row as usize][2]).expect("a date");
        sheet.write_with_format(row, 2, &day, &Format::new().set_num_format(form)).expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    replace(&data, "scores/宣传", "xlsx", &bytes);
    assert!(figures(folder.path()) == expected);
    assert_eq!(checked(folder.path()).stderr, "");
}

#[test]
fn a_percentage_is_not_its_hundredth() {
    let shown = Format::new().set_num_format("0.00%");
    let folder = small();
    let all = rows(&folder.path().join("data/scores/评分.csv"));
    let mut book = workbook("评分", &all);
    let sheet = book.worksheet_from_index(0).expect("the sheet");
    sheet.write_with_format(1, 3, 0.9846, &shown).expect("a cell");
    replace(&folder.path().join("data"), MARKS, "xlsx", &book.save_to_buffer().expect("a workbook"));
    let said = checked(folder.path()).stderr;
    assert!(
        said.starts_with("错误[not-a-number]: “98.46%”不是确定的数\n  ┌─ data/scores/评分.xlsx[评分]!D2"),
        "{said}"
    );
}

#[test]
fn a_percent_sign_that_is_only_printed_moves_no_point() {
    for form in ["0.0\\%", "0.0\"%\"", "[>1]0.0\"%\";0%", "0.0_%", "0.0;[Red]-0%", "[Red][<0]-0%;0.0"] {
        same_figures(|data| {
            let all = rows(&root().join("tests/errors/base/scores/评分.csv"));
            let mut book = workbook("评分", &all);
            let sheet = book.worksheet_from_index(0).expect("the sheet");
            sheet.write_with_format(2, 3, 18.5, &Format::new().set_num_format(form)).expect("a cell");
            save(book, &data.join("scores/评分.xlsx"));
        });
    }
}

#[test]
fn repeated_and_merged_cells_of_libre_office_cost_nothing() {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let header: String = ["编号", "单位", "项目", "得分", "扣分原因"].map(text).concat();
    let figure = "<table:table-cell office:value-type=\"float\" office:value=\"20\"/>";
    let rows = format!(
        "<table:table-row>{header}<table:table-cell table:number-columns-repeated=\"16379\"/></table:table-row>\
         <table:table-row>{}<table:table-cell office:value-type=\"string\" table:number-rows-spanned=\"2\"><text:p>青山镇</text:p>\
         </table:table-cell>{}{figure}</table:table-row>\
         <table:table-row>{}<table:covered-table-cell/>{}{figure}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>",
        text("P01"),
        text("日常工作"),
        text("P02"),
        text("工作机制")
    );
    let folder = small();
    replace(&folder.path().join("data"), MARKS, "ods", &ods_of("评分", &rows));
    let said = checked(folder.path()).stderr;
    let expected = "错误[unknown-item]: 没有“工作机制”这个项目\n  ┌─ data/scores/评分.ods[评分]!C3\n  │\n3 │ P02,青山镇,工作机制,20,\n";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn private_columns_and_sheets_are_in_no_output() {
    const SECRET: &str = "13937512345";
    let folder = small();
    let data = folder.path().join("data");
    for table in tables(&data) {
        let mut all = rows(&data.join(format!("{table}.csv")));
        all[0].push("电话".to_owned());
        all.iter_mut().skip(1).for_each(|row| row.push(format!("tel {SECRET}")));
        let mut book = workbook("表", &all);
        let sheet = book.add_worksheet().set_name("旧").expect("a name").set_hidden(true);
        sheet.write(0, 0, SECRET).expect("a cell");
        replace(&data, &table, "xlsx", &book.save_to_buffer().expect("a workbook"));
    }
    done(folder.path(), "build");
    done(folder.path(), "issue results letters --date 2022-01-20");
    done(folder.path(), "correct withdraw 宣传 X01 --reason 重复 --by 甲 --date 2022-01-25");
    done(folder.path(), "correct change 评分 P02 得分 19 --reason 漏记 --by 甲 --date 2022-01-25");
    done(folder.path(), "correct approve 1 2 --by 乙 --date 2022-01-25");
    done(folder.path(), "build");
    let said = hongtou(folder.path(), &["correct", "list"]);
    assert!(!said.stdout.contains(SECRET) && !said.stderr.contains(SECRET), "{}{}", said.stdout, said.stderr);
    let outputs = files(&folder.path().join("out"))
        .into_iter()
        .chain([("更正账".to_owned(), fs::read(data.join("corrections.csv")).expect("the ledger"))]);
    for (path, bytes) in outputs {
        assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{path}");
        if kind(&path) == "pdf" {
            let document = read(&folder.path().join("out").join(&path));
            assert!(!document.tree.text.contains(SECRET), "{path}");
        } else if kind(&path) == "xlsx" {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
            for at in 0..archive.len() {
                let mut part = archive.by_index(at).expect("a part");
                let mut text = Vec::new();
                std::io::Read::read_to_end(&mut part, &mut text).expect("a part is read");
                assert!(!String::from_utf8_lossy(&text).contains(SECRET), "{path}");
            }
        }
    }
}
