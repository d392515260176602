//! The files carried in the program: fonts with their licences, templates, and the sample workspace.

use include_dir::{Dir, File, include_dir};

use crate::digest::digest;

static FONTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fonts");
static TEMPLATES: Dir<'_> = include_dir!("$OUT_DIR/templates");
static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");
static LICENCES: [(&str, &str); 4] = [
    ("LICENSE-MIT", include_str!("../../LICENSE-MIT")),
    ("LICENSE-APACHE", include_str!("../../LICENSE-APACHE")),
    ("src/wording/dictionary/LICENSE", include_str!("../wording/dictionary/LICENSE")),
    ("licenses/THIRD-PARTY.txt", include_str!("../../licenses/THIRD-PARTY.txt")),
];

/// Every file under `fonts/` with its path in it, sorted by path.
#[must_use]
pub fn fonts() -> Vec<(String, &'static [u8])> {
    files(&FONTS)
}

/// The digest of a carried font, `fonts/FandolHei-Regular.ttf`.
#[must_use]
pub fn font_digest(path: &str) -> Option<String> {
    let sums = FONTS.get_file("SHA256SUMS")?.contents_utf8()?;
    let mut lines = sums.lines().filter_map(|line| line.split_once("  "));
    lines.find(|(_, name)| path.strip_prefix("fonts/") == Some(name)).map(|(digest, _)| digest.to_owned())
}

/// Tells the fonts and templates carried in this program from those in another.
#[must_use]
pub fn fingerprint() -> String {
    let sums = FONTS.get_file("SHA256SUMS").map(File::contents).unwrap_or_default();
    let templates = templates().into_iter().map(|(path, bytes)| format!("{} {path}\n", digest(bytes)));
    digest(&[sums, templates.collect::<String>().as_bytes()].concat())
}

/// Every layout, wording template and mark under `templates/` with its path in it, sorted by path.
#[must_use]
pub fn templates() -> Vec<(String, &'static [u8])> {
    files(&TEMPLATES)
}

/// Every file of the sample workspace with its path in it, sorted by path.
#[must_use]
pub fn sample() -> Vec<(String, &'static [u8])> {
    files(&SAMPLE)
}

/// The licences of the program, of the dictionary and the crates in it and of the fonts it carries: title and text.
#[must_use]
pub fn licences() -> Vec<(String, String)> {
    let own = LICENCES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let fonts = fonts()
        .into_iter()
        .filter(|(path, _)| path.starts_with("LICENSES/"))
        .map(|(path, bytes)| (format!("fonts/{path}"), String::from_utf8_lossy(bytes).into_owned()));
    own.chain(fonts).collect()
}

fn files(dir: &'static Dir<'static>) -> Vec<(String, &'static [u8])> {
    fn walk(dir: &'static Dir<'static>, found: &mut Vec<&'static File<'static>>) {
        found.extend(dir.files());
        dir.dirs().for_each(|inner| walk(inner, found));
    }
    let mut found = Vec::new();
    walk(dir, &mut found);
    let mut named: Vec<_> =
        found.into_iter().map(|file| (file.path().to_string_lossy().replace('\\', "/"), file.contents())).collect();
    named.sort();
    named
}
