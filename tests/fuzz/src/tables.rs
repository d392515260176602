//! Tables, spreadsheets and settings as they are written, and the rules for settings. Each target tells whether its input is
//! sound.

use hongtou::diag::Diagnostics;
use hongtou::load::{RawWorkspace, as_read};
use hongtou::validate::validate;

use super::base::{Files, check_places, files, parts, sources};

/// Any bytes as a table: every cell stands where it says.
#[must_use]
pub fn table(input: &[u8]) -> bool {
    let mut all = files();
    all.insert("scores/评分.csv".to_owned(), input.to_vec());
    validated(&all, true)
}

/// Entries of `sources.toml`, and the table that they describe.
#[must_use]
pub fn mapped(input: &[u8]) -> bool {
    let [settings, table] = parts(input);
    let mut all = files();
    all.insert("sources.toml".to_owned(), settings);
    all.insert("scores/收到.csv".to_owned(), table);
    validated(&all, false)
}

/// Two settings files, the scheme and the form, over sound tables.
#[must_use]
pub fn settings(input: &[u8]) -> bool {
    let [scheme, documents] = parts(input);
    let mut all = files();
    all.insert("scheme.toml".to_owned(), scheme);
    if !documents.is_empty() {
        all.insert("documents.toml".to_owned(), documents);
    }
    validated(&all, false)
}

/// Any bytes as a spreadsheet; tells whether it is one. Old Excel files are left out: the library asks for as much memory as such a file
/// claims to need. The program gives the process that reads it a limit, but a fuzzer takes the demand for a fault.
#[must_use]
pub fn sheets(input: &[u8]) -> bool {
    if input.starts_with(b"\xD0\xCF\x11\xE0") {
        return false;
    }
    let Ok(book) = hongtou::source::sheets::read(input) else { return false };
    let told = serde_json::to_string(&book).expect("a book is written");
    let read: hongtou::source::sheets::Book = serde_json::from_str(&told).expect("and read");
    assert_eq!(read.sheets.len(), book.sheets.len());
    for sheet in &book.sheets {
        let in_order = sheet.cells.is_sorted_by(|one, other| (one.0, one.1) < (other.0, other.1));
        assert!(in_order, "{}: cells out of order, or one twice", sheet.name);
    }
    true
}

/// Reads files and holds them against each other. What is refused is told; with `exact` every cell must stand in the text of
/// its file.
fn validated(all: &Files, exact: bool) -> bool {
    let mut diagnostics = Diagnostics::default();
    let Some(read) = sources(all, &mut diagnostics) else { return false };
    if let Some(raw) = RawWorkspace::load(&read, &mut diagnostics) {
        for table in raw.tables(&read).filter(|_| exact) {
            for (_, row, cell) in table.cells() {
                let _ = read.slice(row.span());
                let there = read.slice(cell.span);
                let plain = !there.starts_with('"');
                assert!(!plain || *as_read(there) == *cell.value, "{there:?} is read as {:?}", cell.value);
            }
        }
        let workspace = validate(&raw, &read, &mut diagnostics);
        assert!(workspace.is_some() || diagnostics.has_errors(), "refused without a reason");
    }
    check_places(&read, &diagnostics);
    !diagnostics.has_errors()
}
