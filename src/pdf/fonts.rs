//! The fonts that pages name, and whether the file carries them.

use std::collections::BTreeMap;

use hayro_interpret::CacheKey;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Stream};

/// Forms within forms are followed no deeper.
const DEEPEST: usize = 8;
/// At most so many dictionaries of resources are looked at.
const MOST: usize = 100_000;

/// A font that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontFile {
    /// Its PostScript name.
    pub name: String,
    /// Whether the file carries it.
    pub embedded: bool,
}

/// The fonts of all pages by name, and their names by the key that the interpreter knows them by.
pub(super) fn read(pdf: &Pdf) -> (Vec<FontFile>, BTreeMap<u128, String>) {
    let mut found = Found::default();
    let mut left = MOST;
    for page in pdf.pages().iter() {
        let resources = page.resources();
        gather(&resources.fonts, &resources.x_objects, 0, &mut left, &mut found);
    }
    (found.embedded.into_iter().map(|(name, embedded)| FontFile { name, embedded }).collect(), found.names)
}

#[derive(Default)]
struct Found {
    embedded: BTreeMap<String, bool>,
    names: BTreeMap<u128, String>,
}

fn gather(fonts: &Dict<'_>, forms: &Dict<'_>, depth: usize, left: &mut usize, found: &mut Found) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    for name in fonts.keys() {
        if let Some(font) = fonts.get::<Dict<'_>>(&*name) {
            let (name, embedded) = one(&font);
            found.names.insert(font.cache_key(), name.clone());
            let known = found.embedded.entry(name).or_insert(true);
            *known &= embedded;
        }
    }
    if depth == DEEPEST {
        return;
    }
    for name in forms.keys() {
        let Some(form) = forms.get::<Stream<'_>>(&*name) else { continue };
        if let Some(resources) = form.dict().get::<Dict<'_>>("Resources") {
            let part = |key: &str| resources.get::<Dict<'_>>(key).unwrap_or_default();
            gather(&part("Font"), &part("XObject"), depth + 1, left, found);
        }
    }
}

/// A PostScript name without the prefix of a subset and without the name of an encoding.
pub(super) fn plain(name: &str) -> &str {
    let name = match name.split_once('+') {
        Some((prefix, rest)) if prefix.len() == 6 => rest,
        _ => name,
    };
    ["-Identity-H", "-Identity-V"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name)
}

/// Name of a font, and whether it is embedded.
fn one(font: &Dict<'_>) -> (String, bool) {
    let name = font.get::<Name<'_>>("BaseFont").map(|name| name.as_str().to_owned()).unwrap_or_default();
    let name = plain(&name).to_owned();
    if font.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_str() == "Type3") {
        return (name, true);
    }
    let below = font.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let descriptor = below.as_ref().unwrap_or(font).get::<Dict<'_>>("FontDescriptor");
    let carries =
        |descriptor: Dict<'_>| ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.contains_key(key));
    (name, descriptor.is_some_and(carries))
}
