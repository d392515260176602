//! Tables and settings as they are written, and the rules for settings.

use hongtou::diag::Diagnostics;
use hongtou::load::{RawTable, RawWorkspace};
use hongtou::source::Sources;
use hongtou::validate::validate;

use crate::base::{check_places, files, parts, sources};

/// Any bytes as a table: every row has as many cells as the header, and every cell stands where it says.
pub fn table(input: &[u8]) {
    let mut diagnostics = Diagnostics::default();
    let mut read = Sources::default();
    let path = "scores/评分.csv";
    read.replace(std::path::Path::new("data"), path, input.to_vec(), &mut diagnostics);
    if let Some(id) = read.text_of(path) {
        let table = RawTable::load(&read, id, &mut diagnostics);
        let columns = table.header().count();
        for row in table.rows() {
            for column in 0..columns {
                let cell = row.cell(column);
                let there = read.slice(cell.span);
                let plain = !there.starts_with('"');
                assert!(!plain || hongtou::load::as_read(there) == cell.value, "{there:?} is read as {:?}", cell.value);
            }
            let _ = read.slice(row.span());
        }
    }
    check_places(&read, &diagnostics);
}

/// Two settings files, the scheme and the form, over sound tables.
pub fn settings(input: &[u8]) {
    let [scheme, documents] = parts(input);
    let mut diagnostics = Diagnostics::default();
    let mut all = files();
    all.insert("scheme.toml".to_owned(), scheme);
    if !documents.is_empty() {
        all.insert("documents.toml".to_owned(), documents);
    }
    let read = sources(all, &mut diagnostics);
    if let Some(raw) = RawWorkspace::load(&read, &mut diagnostics) {
        let workspace = validate(&raw, &mut diagnostics);
        assert!(workspace.is_some() || diagnostics.has_errors(), "refused without a reason");
    }
    check_places(&read, &diagnostics);
}
