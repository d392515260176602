//! The seals of ledger and register, held against an independent reading of what `src/correct/seal.rs` says of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::oracle::Rng;
use crate::support::{done, files, hongtou, laid, sha256, small};

/// The two sealed files.
const LEDGER: &str = "corrections.csv";
const REGISTER: &str = "register.csv";

/// How many random rewritings and damages are tried.
const ROUNDS: u64 = 60;

/// A table as rows of cells, the header first.
type Rows = Vec<Vec<String>>;

/// What a field means: numbers without superfluous zeros, dates as 2022-01-25, lines ended by a line feed.
fn meant(cell: &str) -> String {
    let cell = cell.trim();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = cell.split(['-', '/']).collect();
    if let [year, month, day] = parts[..]
        && digits(year)
        && year.len() == 4
        && digits(month)
        && digits(day)
    {
        return format!("{year}-{month:0>2}-{day:0>2}");
    }
    let (sign, number) = cell.strip_prefix('-').map_or(("", cell), |number| ("-", number));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if !digits(whole) || !digits(fraction) {
        return cell.replace("\r\n", "\n");
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// The seal of a row: sha256 over the JSON array of the previous seal and of all that its fields mean, 32 digits of it.
fn seal(previous: &str, fields: &[String]) -> String {
    let array: Vec<String> =
        std::iter::once(previous.to_owned()).chain(fields.iter().map(|field| meant(field))).collect();
    let text = serde_json::to_string(&array).expect("an array of texts");
    format!("sha256-{}", &sha256(text.as_bytes())[..32])
}

/// The first row, from 1, whose seal is not the one it should be.
fn first_bad_row(rows: &Rows) -> Option<usize> {
    let mut previous = String::new();
    rows.iter()
        .skip(1)
        .position(|row| {
            let (found, fields) = row.split_last().expect("a seal");
            let sound = *found == seal(&previous, fields);
            previous.clone_from(found);
            !sound
        })
        .map(|at| at + 1)
}

fn read(folder: &Path, file: &str) -> Rows {
    let text = fs::read_to_string(folder.join("data").join(file)).expect("a table");
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn write(folder: &Path, file: &str, rows: &Rows) {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("a row");
    }
    let bytes = writer.into_inner().expect("a table");
    fs::write(folder.join("data").join(file), bytes).expect("a table");
}

/// A workspace in which all was issued and letters once more, with every kind of row in its ledger.
fn history() -> TempDir {
    static MADE: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = small();
        let folder = folder.path();
        let grounds = "--evidence 会议纪要“一”,第2页 --by 甲 --date 2022-01-05";
        done(folder, "issue method --date 2021-03-01");
        done(folder, &format!("correct change 评分 P02 得分 18.00 --reason 核对 {grounds}"));
        done(folder, "correct approve 1 --by 乙 --date 2022-01-06");
        done(folder, "issue results --date 2022-01-10");
        done(folder, "issue letters --date 2022-01-11");
        let later = "--by 甲 --date 2022-02-10";
        done(folder, &format!("correct change 评分 P04 扣分原因 两次会议,一次缺席 --reason 笔误 {later}"));
        done(folder, &format!("correct change 评分 P10 得分 9.0 --reason 无误 {later} --dry-run").replace("9.0", "8"));
        done(folder, &format!("correct add 宣传 X03 单位=住建局 日期=2021-05-01 媒体=市日报 级别=市级媒体 标题=一网通办 --reason 补报 {later}"));
        done(folder, &format!("correct withdraw 失信 S01 --reason 已撤销列入 {later}"));
        done(folder, &format!("correct change 评分 P10 得分 7 --reason 误会 {later}"));
        done(folder, "correct drop 6 --reason 弄错了 --by 甲 --date 2022-02-11");
        done(folder, "correct approve 3 4 --by 乙 --date 2022-02-12");
        let typed = folder.join("data/corrections.csv");
        let text = fs::read_to_string(&typed).expect("the ledger");
        fs::write(&typed, format!("{text}10,2022-02-13,批准,,5,,,,,,,丙,\r\n")).expect("the ledger");
        done(folder, "seal");
        done(folder, "issue letters --date 2022-02-20");
        files(folder)
    });
    laid(made)
}

/// A table as a spreadsheet program may write it: the same meaning in other bytes.
fn rewritten(rng: &mut Rng, rows: &Rows) -> String {
    let end = *rng.pick(&["\n", "\r\n"]);
    let blank = rng.below(3);
    let (quoting, numbers, dates) = (*rng.pick(&[0, 30, 100]), rng.percent(70), rng.percent(70));
    let cell = |rng: &mut Rng, cell: &str| {
        let mut cell = cell.to_owned();
        if numbers && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !cell.is_empty() {
            cell = match (cell.contains('.'), rng.below(3)) {
                (true, _) => cell.trim_end_matches('0').trim_end_matches('.').to_owned(),
                (false, 0) => format!("{cell}.00"),
                (false, _) => cell,
            };
        }
        if dates && cell.len() == 10 && cell.split('-').count() == 3 {
            cell = cell.replace("-0", "-").replace('-', "/");
        }
        if cell.contains([',', '"', '\n']) || rng.percent(quoting) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    };
    let mut lines: Vec<String> = Vec::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|text| cell(rng, text)).collect();
        lines.push(format!("{}{}", cells.join(","), ",".repeat(blank)));
        if rng.percent(10) {
            lines.push(",".repeat(cells.len() + blank - 1));
        }
    }
    let mark = if rng.percent(50) { "\u{FEFF}" } else { "" };
    format!("{mark}{}{}", lines.join(end), if rng.percent(80) { end } else { "" })
}

#[test]
fn this_reading_of_a_seal_gives_what_sha256sum_gives() {
    // printf '["","1","2022-02-10","更正","评分.csv","P02","得分","18.5","19","录入错误","","甲",""]' | sha256sum
    let row = ["1", "2022/2/10", "更正", "评分.csv", "P02", "得分", "18.50", "019", "录入错误", "", "甲", ""];
    assert_eq!(seal("", &row.map(str::to_owned)), "sha256-3a2d2bb0fa7c2d87a6a7000ab64a289a");
}

#[test]
fn every_row_that_was_written_bears_its_seal() {
    let folder = history();
    let (ledger, register) = (read(folder.path(), LEDGER), read(folder.path(), REGISTER));
    assert_eq!(first_bad_row(&ledger), None, "{ledger:?}");
    assert_eq!(first_bad_row(&register), None, "{register:?}");
    let kinds: Vec<&str> = ledger.iter().skip(1).map(|row| row[2].as_str()).collect();
    assert_eq!(kinds, ["更正", "批准", "更正", "补充", "撤销", "更正", "撤销", "批准", "批准", "批准"]);
    // Every document was issued at a moment the ledger knows: its last seal then.
    let heads: Vec<&str> = register.iter().skip(1).map(|row| row[8].as_str()).collect();
    let (second, last) = (ledger[2][12].as_str(), ledger[10][12].as_str());
    let letters = heads.len() - 7;
    assert_eq!(heads, [&[""][..], &[second; 6], &vec![last; letters]].concat());
    assert!(letters > 1, "{register:?}");
}

#[test]
fn what_a_spreadsheet_program_rewrites_breaks_no_seal() {
    let folder = history();
    let folder = folder.path();
    let (ledger, register) = (read(folder, LEDGER), read(folder, REGISTER));
    let sound = done(folder, "check");
    for seed in 0..ROUNDS {
        let mut rng = Rng::new(seed);
        for (file, rows) in [(LEDGER, &ledger), (REGISTER, &register)] {
            fs::write(folder.join("data").join(file), rewritten(&mut rng, rows)).expect("a table");
        }
        let run = hongtou(folder, &["check"]);
        assert_eq!((run.code, &run.stdout, &run.stderr), (0, &sound.stdout, &sound.stderr), "seed {seed}");
    }
}

#[test]
fn rows_are_added_behind_what_a_spreadsheet_program_rewrote() {
    for seed in 100..106 {
        let folder = history();
        let folder = folder.path();
        let mut rng = Rng::new(seed);
        let mut written = BTreeMap::new();
        for file in [LEDGER, REGISTER] {
            let text = rewritten(&mut rng, &read(folder, file));
            fs::write(folder.join("data").join(file), &text).expect("a table");
            written.insert(file, text);
        }
        done(folder, "correct change 评分 P01 得分 19 --reason 复核 --by 甲 --date 2022-03-01");
        done(folder, "correct approve 11 --by 乙 --date 2022-03-02");
        done(folder, "issue letters --date 2022-03-03");
        done(folder, "check");
        for (file, before) in written {
            let after = fs::read_to_string(folder.join("data").join(file)).expect("a table");
            let bare = |text: &str| text.trim_start_matches('\u{FEFF}').to_owned();
            assert!(bare(&after).starts_with(&bare(&before)), "seed {seed}: {file} was rewritten");
            let rows = read(folder, file).into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty()));
            let wide = if file == LEDGER { 13 } else { 10 };
            let rows: Rows = rows.map(|row| row[..wide].to_vec()).collect();
            assert_eq!(first_bad_row(&rows), None, "seed {seed}: {rows:?}");
        }
    }
}

/// What is done to a table, and the row that no longer fits, from 1.
fn damaged(rng: &mut Rng, rows: &mut Rows) -> (String, usize) {
    let last = rows.len() - 1;
    let (one, other) = (1 + rng.below(last), 1 + rng.below(last));
    let (first, second) = (one.min(other), one.max(other));
    match rng.below(5) {
        0 if first < last => {
            rows.remove(first);
            (format!("row {first} removed"), first)
        }
        1 if first < second => {
            rows.swap(first, second);
            (format!("rows {first} and {second} exchanged"), first)
        }
        2 => {
            rows.insert(one, rows[one].clone());
            (format!("row {one} twice"), one + 1)
        }
        _ => {
            let column = rng.below(rows[one].len());
            let cell = &mut rows[one][column];
            let before = cell.clone();
            *cell = match (before.as_str(), rng.below(3)) {
                ("", _) => (*rng.pick(&["0", "甲", "2022-01-01"])).to_owned(),
                // Of the last row of the ledger nobody can tell that it ever had a seal.
                (_, 0) if one < last => String::new(),
                (text, 1) if text.parse::<u32>().is_ok() => format!("{text}1"),
                (text, _) => format!("{text}改"),
            };
            (format!("row {one}, cell {column}: “{before}” became “{cell}”"), one)
        }
    }
}

#[test]
fn whatever_is_edited_removed_or_moved_is_refused_by_the_first_row_that_does_not_fit() {
    let folder = history();
    let folder = folder.path();
    for seed in 1000..1000 + 2 * ROUNDS {
        let mut rng = Rng::new(seed);
        let file = if seed % 2 == 0 { LEDGER } else { REGISTER };
        let sound = read(folder, file);
        let mut rows = sound.clone();
        let (deed, row) = damaged(&mut rng, &mut rows);
        write(folder, file, &rows);
        let before = files(folder);
        for command in ["check", "build", "issue letters --date 2022-03-01", "seal"] {
            let run = hongtou(folder, &command.split(' ').collect::<Vec<_>>());
            let words = format!(
                "error[seal-broken]: row {row} of {file} does not fit its seal: it or a row before it was edited, removed or moved\n"
            );
            assert_eq!(run.code, 1, "seed {seed}, {deed}: {}", run.stdout);
            assert!(run.stderr.contains(&words), "seed {seed}, {deed}, {command}: {}", run.stderr);
            assert_eq!(run.stderr.matches("error[seal-broken]").count(), 1, "{}", run.stderr);
        }
        assert!(before == files(folder), "seed {seed}, {deed}: something was written");
        write(folder, file, &sound);
    }
    done(folder, "check");
}

#[test]
fn a_ledger_that_was_cut_is_refused_by_the_first_document_that_knew_more_of_it() {
    let folder = history();
    let folder = folder.path();
    let (ledger, register) = (read(folder, LEDGER), read(folder, REGISTER));
    for kept in 0..ledger.len() - 1 {
        write(folder, LEDGER, &ledger[..=kept].to_vec());
        // The results know of two rows, the letters that were issued again of all ten.
        let row = if kept < 2 { 2 } else { 8 };
        let (number, line) = (&register[row][3], row + 1);
        let run = hongtou(folder, &["check"]);
        let words = format!(
            "error[ledger-cut]: when {number} was issued the ledger was longer than it is now ({kept} rows): its end was cut off\n  ┌─ data/register.csv:{line}:1\n"
        );
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains(&words), "{kept} rows kept: {}", run.stderr);
    }
    fs::remove_file(folder.join("data").join(LEDGER)).expect("the ledger goes");
    let run = hongtou(folder, &["check"]);
    assert!(run.stderr.contains("(0 rows): its end was cut off"), "{}", run.stderr);
}

#[test]
fn a_register_that_was_cut_is_refused_by_the_edition_it_no_longer_knows() {
    let folder = history();
    let folder = folder.path();
    let register = read(folder, REGISTER);
    for kept in 0..register.len() - 1 {
        write(folder, REGISTER, &register[..=kept].to_vec());
        // An edition of which nothing is left is missed before one of which something is.
        let lost = register[kept + 1..].iter().find(|row| row[0] != register[kept][0]);
        let edition = &lost.unwrap_or(&register[kept + 1])[0];
        let run = hongtou(folder, &["check"]);
        let words = format!(
            "error[register-cut]: issued/{edition} holds documents that were issued, and register.csv does not know them\n"
        );
        assert_eq!(run.code, 1, "{kept} rows kept: {}", run.stdout);
        assert!(run.stderr.contains(&words), "{kept} rows kept: {}", run.stderr);
    }
    fs::remove_file(folder.join("data").join(REGISTER)).expect("the register goes");
    let run = hongtou(folder, &["check"]);
    assert!(run.stderr.contains("error[register-cut]: issued/1 holds documents"), "{}", run.stderr);
}

#[test]
fn a_correction_is_sealed_as_it_will_be_read() {
    let folder = small();
    let folder = folder.path();
    // Blanks around a value, marks nobody sees, line ends of two kinds, commas and quotes.
    let grounds = ["--reason", " 录入\u{200B}错误 ", "--by", "\u{FEFF}甲", "--date", "2022-01-05"];
    for value in [" 月报\u{200B}迟报。 ", "一次。\r\n两次，“三”次。", "甲,乙\n\"丙\""] {
        let act = [&["correct", "change", "评分", "P02", "扣分原因", value], &grounds[..]].concat();
        let run = hongtou(folder, &act);
        assert_eq!(run.code, 0, "{value:?}: {}", run.stderr);
    }
    done(folder, "check");
    let rows = read(folder, LEDGER);
    assert_eq!(first_bad_row(&rows), None, "{rows:?}");
    let cells: Vec<[&str; 3]> = rows.iter().skip(1).map(|row| [7, 8, 10].map(|column| row[column].as_str())).collect();
    let expected = ["月报迟报。", "一次。\r\n两次，“三”次。", "甲,乙\n\"丙\""].map(|value| [value, "录入错误", "甲"]);
    assert_eq!(cells, expected);
    let own = hongtou(folder, &["correct", "approve", "1", "--by", "甲 \u{200B}", "--date", "2022-01-06"]);
    assert!(own.stderr.starts_with("error[self-approval]"), "{}", own.stderr);
    let list = done(folder, "correct list").stdout;
    assert_eq!(list.lines().count(), 3, "{list}");
}
