//! Tables as people keep them: given these files, when this command, then exactly these figures and words.

mod files;
mod hostile;
mod mapped;
mod offices;
mod sheets;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{Run, hongtou};

/// A table: rows of cells.
pub(crate) type Rows = Vec<Vec<String>>;

/// The tables of a workspace that a spreadsheet may stand for, without their extension.
pub(crate) fn tables(workspace: &Path) -> Vec<String> {
    let names = ["units", "indicators", "aliases", "numbers"].map(str::to_owned).into_iter();
    let scores = fs::read_dir(workspace.join("scores")).expect("the scores");
    let scores = scores.map(|entry| format!("scores/{}", entry.expect("an entry").file_name().to_string_lossy()));
    let mut all: Vec<String> =
        names.chain(scores.filter_map(|path| Some(path.strip_suffix(".csv")?.to_owned()))).collect();
    all.retain(|table| workspace.join(format!("{table}.csv")).exists());
    all
}

/// The rows of a table with commas.
pub(crate) fn rows(path: &Path) -> Rows {
    let text = fs::read_to_string(path).expect("a table is UTF-8");
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

/// The rows of a few lines with commas.
pub(crate) fn lines(text: &str) -> Rows {
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Whether a spreadsheet program takes a text for a number.
fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| plain)
}

/// A workbook with a sheet, numbers as numbers.
pub(crate) fn workbook(name: &str, rows: &Rows) -> Workbook {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(name).expect("a name");
    for (down, row) in (0..).zip(rows) {
        for (right, cell) in (0..).zip(row) {
            let written = match number(cell) {
                Some(value) => sheet.write(down, right, value),
                None if cell.is_empty() => continue,
                None => sheet.write(down, right, cell),
            };
            written.expect("a cell is written");
        }
    }
    book
}

/// Saves a workbook.
pub(crate) fn save(mut book: Workbook, path: &Path) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
    book.save(path).expect("a workbook is saved");
}

/// A compressed folder with these parts.
pub(crate) fn compressed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(bytes).expect("a part is written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A spreadsheet of LibreOffice with these rows of elements in its one sheet.
pub(crate) fn ods_of(name: &str, rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:o\" xmlns:table=\"urn:t\" xmlns:text=\"urn:x\">\
         <office:body><office:spreadsheet><table:table table:name=\"{name}\">{rows}</table:table></office:spreadsheet>\
         </office:body></office:document-content>"
    );
    let kind: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    compressed(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

/// The same of a table, numbers as numbers.
pub(crate) fn ods(name: &str, rows: &Rows) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let cell = |text: &String| match number(text) {
        Some(value) => format!("<table:table-cell office:value-type=\"float\" office:value=\"{value}\"/>"),
        None if text.is_empty() => "<table:table-cell/>".to_owned(),
        None => {
            let lines: Vec<String> = text.lines().map(|line| format!("<text:p>{}</text:p>", escaped(line))).collect();
            format!("<table:table-cell office:value-type=\"string\">{}</table:table-cell>", lines.concat())
        }
    };
    let row = |row: &Vec<String>| {
        format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<Vec<_>>().concat())
    };
    ods_of(name, &rows.iter().map(row).collect::<Vec<_>>().concat())
}

/// Replaces a table of a workspace by a file of other bytes.
pub(crate) fn replace(workspace: &Path, table: &str, extension: &str, bytes: &[u8]) {
    fs::remove_file(workspace.join(format!("{table}.csv"))).expect("the table was there");
    fs::write(workspace.join(format!("{table}.{extension}")), bytes).expect("a file is written");
}

/// The figures that a folder's workspace gives.
pub(crate) fn figures(folder: &Path) -> String {
    let run = hongtou(folder, &["build", "--only", "data", "--out", "figures"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let found = find(&folder.join("figures"), "results.json").expect("the figures");
    fs::read_to_string(found).expect("the figures are text")
}

/// A file below a folder.
fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    fs::read_dir(folder)
        .ok()?
        .map(|entry| entry.expect("an entry").path())
        .find_map(|path| if path.is_dir() { find(&path, name) } else { path.ends_with(name).then_some(path) })
}

/// What `check` says of a folder's workspace, in Chinese.
pub(crate) fn checked(folder: &Path) -> Run {
    hongtou(folder, &["check", "--lang", "zh"])
}
