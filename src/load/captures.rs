//! Names of files that tell something: `社区/{单位}考核表.xlsx` reads each file that fits, and takes 单位 from its name.

use regex::Regex;

use crate::diag::{Diagnostics, Problem};
use crate::span::Spanned;

/// The fields that the name of a file fills.
#[derive(Clone, Debug)]
pub(super) struct Captures {
    pattern: Regex,
    /// The fields from left to right.
    pub(super) fields: Vec<&'static str>,
}

impl Captures {
    /// Reads the placeholders of a pattern; none if it has none.
    pub(super) fn read(files: &Spanned<String>, known: &[&'static str], diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut fields = Vec::new();
        let mut pattern = String::from("^");
        let mut rest = files.value.as_str();
        while let Some((before, inner)) = rest.split_once('{') {
            let (name, behind) = inner.split_once('}')?;
            if name.contains(',') {
                return None;
            }
            let Some(field) = known.iter().find(|field| **field == name) else {
                let known = known.iter().map(|field| format!("{{{field}}}")).collect();
                diagnostics.at(files.span, Problem::UnknownPlaceholder { found: format!("{{{name}}}"), known });
                return None;
            };
            pattern.push_str(&translated(before));
            pattern.push_str("([^/]+?)");
            fields.push(*field);
            rest = behind;
        }
        pattern.push_str(&translated(rest));
        pattern.push('$');
        let pattern = Regex::new(&pattern).ok()?;
        (!fields.is_empty()).then_some(Self { pattern, fields })
    }

    /// What the path of a file tells of the fields.
    pub(super) fn of(&self, path: &str) -> Vec<(&'static str, String)> {
        let Some(found) = self.pattern.captures(path) else { return Vec::new() };
        let text = |at: usize| found.get(at + 1).map(|found| found.as_str().trim().to_owned());
        self.fields.iter().enumerate().filter_map(|(at, field)| Some((*field, text(at)?))).collect()
    }
}

/// The part of a pattern without placeholders as a regular expression.
fn translated(text: &str) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let (taken, part) = match character {
            '*' if rest.starts_with("**/") => (3, "(?:.*/)?".to_owned()),
            '*' if rest.starts_with("**") => (2, ".*".to_owned()),
            '*' => (1, "[^/]*".to_owned()),
            '?' => (1, "[^/]".to_owned()),
            other => (other.len_utf8(), regex::escape(&other.to_string())),
        };
        made.push_str(&part);
        rest = &rest[taken..];
    }
    made
}
