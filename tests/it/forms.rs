//! The forms that collect marks: what is filled in and dropped into `scores/` is what the tables say.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hongtou::source::sheets;
use serde_json::Value;

use crate::support::{done, hongtou, sample, small};
use crate::tables::{Rows, rows, save, workbook};

/// The row of the head: title and note stand above it.
const HEAD: usize = 2;

/// The rows of a form, as wide as its head.
fn form(path: &Path) -> Rows {
    let book = sheets::read(&fs::read(path).expect("a form")).expect("a workbook");
    let [sheet] = book.sheets.as_slice() else { panic!("{} has one sheet", path.display()) };
    let end = |of: fn(&(u32, u32, String)) -> u32| sheet.cells.iter().map(of).max().map_or(0, |last| last as usize + 1);
    let mut grid = vec![vec![String::new(); end(|cell| cell.1)]; end(|cell| cell.0)];
    for (row, column, text) in &sheet.cells {
        grid[*row as usize][*column as usize].clone_from(text);
    }
    // Title and note cover all columns.
    grid[..HEAD].iter_mut().for_each(|row| row.truncate(1));
    grid
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

/// The paths of the forms in a folder.
fn forms(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all: Vec<_> = fs::read_dir(folder).expect("forms").map(|entry| entry.expect("an entry").path()).collect();
    all.sort();
    all
}

/// A table with its rows as cells by column; units by the names of the roster.
struct Table(Vec<BTreeMap<String, String>>);

impl Table {
    fn read(workspace: &Path, name: &str) -> Self {
        let roster: BTreeMap<String, String> = rows(&workspace.join("aliases.csv"))
            .into_iter()
            .skip(1)
            .map(|row| (row[0].clone(), row[1].clone()))
            .collect();
        let table = rows(&workspace.join(format!("scores/{name}.csv")));
        let head = table[0].clone();
        let named = |column: &String, cell: &String| match column.as_str() {
            // Spaces in names do not matter.
            "单位" | "评价单位" | "被评单位" => roster.get(cell).unwrap_or(cell).replace(' ', ""),
            _ => cell.clone(),
        };
        let row =
            |row: &Vec<String>| head.iter().zip(row).map(|(name, cell)| (name.clone(), named(name, cell))).collect();
        Self(table.iter().skip(1).map(row).collect())
    }

    /// The row that is about the same as a row of a form.
    fn of(&self, known: &BTreeMap<&str, &str>) -> Option<&BTreeMap<String, String>> {
        let same = |row: &&BTreeMap<String, String>| {
            known.iter().all(|(column, cell)| row.get(*column).is_none_or(|other| other == cell))
        };
        self.0.iter().find(same)
    }
}

/// Fills a form in from the tables of a workspace.
fn filled(mut form: Rows, table: &Table) -> Rows {
    let head = form[HEAD].clone();
    let open = |column: &str| matches!(column, "得分" | "达标" | "名次" | "参评数" | "扣分原因" | "说明");
    for row in form.iter_mut().skip(HEAD + 1) {
        let cells = head.iter().zip(row.iter()).filter(|(column, _)| !open(column));
        let known = cells.map(|(column, cell)| (column.as_str(), cell.as_str())).collect();
        let Some(entered) = table.of(&known).cloned() else {
            // The office marks a unit that others evaluate only if all decline.
            assert!(row.last().is_some_and(|text| text.starts_with("有评价的空着")), "no row is about {known:?}");
            continue;
        };
        for (column, cell) in head.iter().zip(row.iter_mut()).filter(|(column, _)| open(column)) {
            if let Some(value) = entered.get(column) {
                cell.clone_from(value);
            }
        }
    }
    form
}

/// The figures of `results.json` that do not quote the tables.
fn figures(folder: &Path) -> Vec<Value> {
    let text = crate::tables::figures(folder);
    let results: Value = serde_json::from_str(&text).expect("JSON");
    let unit = |unit: &Value| {
        let scores: Vec<&Value> = unit["items"].as_array().expect("items").iter().map(|item| &item["score"]).collect();
        serde_json::json!([unit["name"], scores, unit["total"], unit["rate"], unit["rank"], unit["tied"]])
    };
    results["units"].as_array().expect("units").iter().map(unit).collect()
}

#[test]
fn forms_that_come_back_filled_in_give_the_figures_of_the_tables() {
    let folder = sample();
    let data = folder.path().join("data");
    let expected = figures(folder.path());
    let run = done(folder.path(), "forms --out forms");
    assert!(run.stdout.contains("30 forms"), "{}", run.stdout);
    let mut returned = Vec::new();
    for path in forms(&folder.path().join("forms")) {
        let name = stem(&path);
        let table = name.split('-').next().expect("a table");
        let filled = if table == "事件" {
            events(&form(&path), &data)
        } else {
            filled(form(&path), &Table::read(&data, table))
        };
        returned.push((name.clone(), table.to_owned(), filled));
    }
    for table in ["评分", "达标", "评价", "宣传", "失信", "排名"] {
        fs::remove_file(data.join(format!("scores/{table}.csv"))).expect("the table was there");
    }
    for (name, table, rows) in &returned {
        save(workbook(table, rows), &data.join(format!("scores/{name}.xlsx")));
    }
    assert!(figures(folder.path()) == expected);
    let check = hongtou(folder.path(), &["check", "--lang", "zh"]);
    assert_eq!((check.code, check.stderr.as_str()), (0, ""), "{}", check.stdout);
}

/// The form of events with those that the sample counts and deducts for.
fn events(form: &Rows, data: &Path) -> Rows {
    let mut filled = form[..=HEAD].to_vec();
    let head = &form[HEAD];
    let row = |cells: &[(&str, &str)]| -> Vec<String> {
        let cell = |column: &String| cells.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| *cell);
        head.iter().map(|column| cell(column).to_owned()).collect()
    };
    for publication in Table::read(data, "宣传").0 {
        let cell = |column: &str| publication[column].as_str();
        filled.push(row(&[
            ("单位", cell("单位")),
            ("项目", "舆论氛围"),
            ("日期", cell("日期")),
            ("级别", cell("级别")),
            ("事项", cell("标题")),
        ]));
    }
    for listing in Table::read(data, "失信").0 {
        let cell = |column: &str| listing[column].as_str();
        filled.push(row(&[
            ("单位", cell("单位")),
            ("项目", "失信被执行人"),
            ("日期", cell("日期")),
            ("事项", cell("案号")),
        ]));
    }
    filled
}

#[test]
fn check_says_who_has_returned_and_which_cells_are_blank() {
    let folder = small();
    let data = folder.path().join("data");
    done(folder.path(), "forms --out forms");
    let path = folder.path().join("forms/评价-市场监管局.xlsx");
    let mut rows = filled(form(&path), &Table::read(&data, "评价"));
    let mark = rows[HEAD].iter().position(|column| column == "得分").expect("a column for marks");
    rows[HEAD + 2][mark].clear();
    fs::remove_file(data.join("scores/评价.csv")).expect("the table was there");
    save(workbook("评价", &rows), &data.join("scores/评价-市场监管局.xlsx"));
    let check = hongtou(folder.path(), &["check", "--lang", "zh"]);
    assert_eq!(check.code, 1);
    let line = check.stdout.lines().find(|line| line.starts_with("评价：")).expect("a line about 评价");
    assert_eq!(
        line,
        "评价：应填3格，已填1格，2个评价者中1个已交；未交：住建局；市场监管局缺1格（data/scores/评价-市场监管局.xlsx[评价]!E5）"
    );
    // A form that is dropped in as it was written says nothing yet, and is no error of its own.
    let again = hongtou(folder.path(), &["forms", "--out", "forms", "--lang", "zh"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("文件夹不是空的"), "{}", again.stderr);
}
