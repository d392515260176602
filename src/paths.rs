//! File names that mean the same on every system and stay in their folder.

use crate::load::is_unprintable;

/// The record of a build in its folder; no document may have this name.
pub const MANIFEST: &str = "manifest.json";

/// A value for a file name: characters that some file system refuses become their full-width twins.
#[must_use]
pub fn file_name_part(text: &str) -> String {
    let twin = |c: char| match c {
        '/' => '／',
        '\\' => '＼',
        ':' => '：',
        '*' => '＊',
        '?' => '？',
        '"' => '＂',
        '<' => '＜',
        '>' => '＞',
        '|' => '｜',
        c if c.is_control() => '_',
        c => c,
    };
    text.chars().map(twin).collect::<String>().trim_matches(['.', ' ']).to_owned()
}

/// Whether a path is relative, stays below its folder, and means the same on every file system.
#[must_use]
pub fn is_portable(path: &str) -> bool {
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
    path.len() <= 240
        && path.split('/').all(|part| {
            let stem = part.split('.').next().unwrap_or_default().trim_end().to_lowercase();
            let device = stem.chars().count() == 4 && (stem.starts_with("com") || stem.starts_with("lpt"));
            !part.is_empty()
                && part.len() <= 200
                && !part.starts_with(['.', ' '])
                && !part.ends_with(['.', ' '])
                && !part.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
                && !part.chars().any(is_unprintable)
                && !RESERVED.contains(&stem.as_str())
                && !device
        })
}
