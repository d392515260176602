//! What a workspace brings that is carried out rather than read, found before anything is read.

use std::path::Path;

use super::workspace::data_files;
use super::{files_below, read_at_most};

/// A settings file of more bytes is not searched for patterns.
const LONGEST_SETTINGS: u64 = 16 << 20;
/// What a pattern that does more than name values has between its braces.
const OPERATORS: [char; 6] = ['(', '[', '*', '~', '+', '%'];

/// The templates of a workspace's own: the files below `templates/`, and `documents.toml` if a pattern in it computes.
///
/// What cannot be read is told by who reads it.
#[must_use]
pub fn own_templates(root: &Path) -> Vec<String> {
    let mut found = files_below(root, "templates", &|_| true).unwrap_or_default();
    let settings = "documents.toml";
    let bytes = read_at_most(&root.join(settings), LONGEST_SETTINGS).unwrap_or_default();
    if computes(&String::from_utf8_lossy(&bytes)) {
        found.push(settings.to_owned());
    }
    found
}

/// How many bytes the tables of a workspace have.
#[must_use]
pub fn size_of_tables(root: &Path) -> u64 {
    let paths = data_files(root, None).unwrap_or_default();
    paths.iter().filter_map(|path| root.join(path).metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// Whether a pattern of the settings does more than name values.
fn computes(text: &str) -> bool {
    let values = text.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap_or_default());
    text.contains("{%") || values.into_iter().any(|value| value.contains(OPERATORS))
}
