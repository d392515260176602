//! The forms that collect marks: what is filled in and dropped into `scores/` is what the tables say.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use hongtou::source::sheets;
use serde_json::{Value, json};

use crate::support::{done, edit, hongtou, sample, small};
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
    let (report, _) = report(folder.path());
    let returned = report["returns"].as_array().expect("returns");
    let of = |who: &str| returned.iter().find(|one| one["evaluator"] == who).expect("the evaluator");
    let (market, housing) = (of("市场监管局"), of("住建局"));
    assert_eq!((&market["table"], &market["expected"], &market["given"]), (&json!("评价"), &json!(2), &json!(1)));
    assert_eq!((&housing["expected"], &housing["given"]), (&json!(1), &json!(0)));
    assert_eq!(market["blank"][0]["file"], "scores/评价-市场监管局.xlsx[评价]");
    assert_eq!(market["blank"].as_array().map(Vec::len), Some(1));
}

/// What `check` says to programs, and its exit code.
fn report(folder: &Path) -> (Value, i32) {
    let run = hongtou(folder, &["check", "--format", "json", "--lang", "zh"]);
    (serde_json::from_str(&run.stdout).expect("JSON"), run.code)
}

#[test]
fn forms_are_written_only_into_a_folder_that_is_empty() {
    let folder = small();
    done(folder.path(), "forms --out forms");
    let again = hongtou(folder.path(), &["forms", "--out", "forms", "--lang", "zh"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("文件夹不是空的"), "{}", again.stderr);
}

#[test]
fn a_form_that_is_dropped_in_as_it_was_written_says_nothing_yet() {
    let folder = small();
    let data = folder.path().join("data");
    panels(folder.path());
    done(folder.path(), "forms --out forms");
    let tables = ["评价", "达标", "排名"];
    for table in tables {
        fs::remove_file(data.join(format!("scores/{table}.csv"))).expect("the table was there");
    }
    let back = |path: &std::path::PathBuf| tables.iter().any(|table| stem(path).starts_with(table));
    for path in forms(&folder.path().join("forms")).into_iter().filter(back) {
        fs::copy(&path, data.join("scores").join(path.file_name().expect("a name"))).expect("a form returns");
    }
    let (report, code) = report(folder.path());
    assert_eq!(code, 1);
    let codes: Vec<&Value> = report["problems"].as_array().expect("problems").iter().map(|one| &one["code"]).collect();
    assert!(codes.iter().all(|code| **code == "missing-score"), "{report}");
    // What is absent is pointed at where it is to be filled in.
    let returned = report["returns"].as_array().expect("returns");
    let blank = |table: &str| -> usize {
        let of_table = returned.iter().filter(|one| one["table"] == table);
        of_table.map(|one| one["blank"].as_array().map_or(0, Vec::len)).sum()
    };
    assert_eq!((blank("达标"), blank("排名")), (10, 1), "{report}");
}

/// Gives the small workspace two items with panels: 张三 and 住建局 are in both, of one whoever likes evaluates.
fn panels(folder: &Path) {
    edit(
        folder,
        "data/scheme.toml",
        "rule = { kind = \"mean\", scale = 100, texts = [\"由牵头单位评价配合单位，以平均值计算。\"] }",
        "rule = { kind = \"mean\", scale = 100, texts = [\"由评议组评价。\"], panels = [\n\
         { name = \"领导评价\", weight = 60, members = [\"张三\", \"住房和城乡建设局\"] },\n\
         { name = \"群众评价\", weight = 40 },\n] }",
    );
    edit(
        folder,
        "data/scheme.toml",
        "rule = { kind = \"judged\", step = 0.5, texts = [\"日常工作有计划、有落实。计{分值}分。\"] }",
        "rule = { kind = \"mean\", scale = 10, texts = [\"由评议组评价。\"], panels = [\n\
         { name = \"部门评价\", weight = 70, members = [\"住建局\", \"张 三\"] },\n\
         { name = \"群众评价\", weight = 30 },\n] }",
    );
    let head = "编号,项目,指标,评价单位,被评单位,得分,扣分原因\n";
    fs::write(folder.join("data/scores/评价.csv"), head).expect("a table without rows");
    let marks = folder.join("data/scores/评分.csv");
    let text = fs::read_to_string(&marks).expect("the marks");
    let kept = text.lines().filter(|line| !line.contains("日常工作") && !line.contains("重点工作"));
    fs::write(&marks, kept.collect::<Vec<_>>().join("\n") + "\n").expect("the marks are written");
}

/// A form with a mark in every row; the rows of units that a panel leaves to anyone are those of an evaluator.
fn marked(mut form: Rows, mark: &str, anyone: &str) -> Rows {
    let head = form[HEAD].clone();
    let at = |name: &str| head.iter().position(|column| column == name).expect("a column");
    for row in form.iter_mut().skip(HEAD + 1) {
        mark.clone_into(&mut row[at("得分")]);
        "一般。".clone_into(&mut row[at("扣分原因")]);
        if row[at("评价单位")].is_empty() {
            anyone.clone_into(&mut row[at("评价单位")]);
        }
    }
    form
}

#[test]
fn every_evaluator_has_one_form_with_all_it_is_asked() {
    let folder = small();
    let data = folder.path().join("data");
    panels(folder.path());
    let run = done(folder.path(), "forms --out forms");
    let written = forms(&folder.path().join("forms"));
    let mut names: Vec<String> =
        written.iter().map(|path| stem(path)).filter(|name| name.starts_with("评价")).collect();
    names.sort();
    assert_eq!(names, ["评价-住房和城乡建设局", "评价-张三", "评价-群众评价"]);
    assert!(run.stdout.contains(&format!("{} forms", written.len())), "{}", run.stdout);
    fs::remove_file(data.join("scores/评价.csv")).expect("the table was there");
    for name in &names {
        let all = form(&folder.path().join(format!("forms/{name}.xlsx")));
        let asked: Vec<[&str; 4]> =
            all.iter().skip(HEAD + 1).map(|row| [0, 1, 2, 3].map(|column| row[column].as_str())).collect();
        // Nobody evaluates itself, whichever of its names the scheme writes.
        let expected = if name == "评价-住房和城乡建设局" { 8 } else { 10 };
        assert_eq!(asked.len(), expected, "{name}: {asked:?}");
        assert!(asked.iter().any(|row| row[0] == "重点工作") && asked.iter().any(|row| row[0] == "日常工作"));
        save(workbook("评价", &marked(all, "9", "李四")), &data.join(format!("scores/{name}.xlsx")));
    }
    let check = hongtou(folder.path(), &["check", "--lang", "zh"]);
    assert_eq!(check.code, 0, "{}{}", check.stdout, check.stderr);
    let shown = done(folder.path(), "explain 青山镇 日常工作").stdout;
    assert!(shown.contains("李四"), "{shown}");
}

#[test]
fn a_form_comes_back_as_csv() {
    let folder = small();
    let data = folder.path().join("data");
    let expected = figures(folder.path());
    done(folder.path(), "forms --out forms");
    let table = Table::read(&data, "评分");
    fs::remove_file(data.join("scores/评分.csv")).expect("the table was there");
    let rows = filled(form(&folder.path().join("forms/评分.xlsx")), &table);
    let width = rows[HEAD].len();
    let line = |row: &Vec<String>| {
        let mut cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        cells.resize(width, String::new());
        format!("{}\r\n", cells.join(","))
    };
    let text: String = rows.iter().map(line).collect();
    fs::write(data.join("scores/评分-营商办.csv"), text).expect("a form returns");
    assert!(figures(folder.path()) == expected, "{}", hongtou(folder.path(), &["check"]).stderr);
    // A table of one's own needs no keys, either.
    let text = "单位,项目,得分,扣分原因\n青山镇,日常工作,20,\n";
    fs::write(data.join("scores/评分-营商办.csv"), text).expect("a table");
    let check = hongtou(folder.path(), &["check", "--lang", "zh"]);
    assert!(check.stderr.contains("缺分") && !check.stderr.contains("missing-column"), "{}", check.stderr);
}

#[test]
fn each_row_of_a_form_has_its_own_most() {
    let folder = small();
    edit(folder.path(), "data/scheme.toml", "kind = \"share-of-own-full-mark\"", "kind = \"entered\"");
    let marks = folder.path().join("data/scores/评分.csv");
    let entered = "Z1,青山镇,折算得分,2,\nZ2,青山乡,折算得分,2,\nZ3,市场监管局,折算得分,3,\nZ4,住建局,折算得分,3,\nZ5,税务局,折算得分,2.5,\n";
    fs::write(&marks, fs::read_to_string(&marks).expect("the marks") + entered).expect("the marks are written");
    done(folder.path(), "forms --out forms");
    let path = folder.path().join("forms/评分.xlsx");
    let explained = form(&path);
    let of = |item: &str| explained.iter().filter(|row| row.get(1).is_some_and(|cell| cell == item)).count();
    assert_eq!((of("日常工作"), of("牵头工作"), of("折算得分")), (5, 2, 5));
    let mut book = zip::ZipArchive::new(fs::File::open(&path).expect("a form")).expect("a workbook");
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("XML");
    for most in ["&lt;=60)", "&lt;=20)", "&lt;=10)", "&lt;=2)", "&lt;=3)", "&lt;=2.5)"] {
        assert!(sheet.contains(most), "{most}");
    }
}
