//! The fonts the program carries, and the list of their digests.

use std::collections::BTreeMap;
use std::fs;

use crate::support::{files, root, sha256};

#[test]
fn the_list_of_digests_names_every_font_with_the_digest_it_has() {
    let fonts = files(&root().join("fonts"));
    let is_font = |path: &str| [".otf", ".ttf", ".otc", ".ttc"].iter().any(|end| path.to_lowercase().ends_with(end));
    let found: BTreeMap<String, String> =
        fonts.iter().filter(|(path, _)| is_font(path)).map(|(path, bytes)| (path.clone(), sha256(bytes))).collect();
    let list = fs::read_to_string(root().join("fonts/SHA256SUMS")).expect("the list");
    let pair = |line: &str| line.split_once("  ").map(|(digest, path)| (path.to_owned(), digest.to_owned()));
    let listed: Vec<(String, String)> = list.lines().map(|line| pair(line).expect("a digest and a path")).collect();
    assert_eq!(found.len(), 6, "{found:?}");
    assert_eq!(listed, found.into_iter().collect::<Vec<_>>());
}
