//! Tells Cargo which folders are carried in the program, and gives the program a digest of its own source: documents made
//! by another program are made again.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

fn main() {
    for folder in ["fonts", "templates", "data", "licenses", "src", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let mut hasher = DefaultHasher::new();
    hash(Path::new("src"), &mut hasher);
    hash(Path::new("Cargo.lock"), &mut hasher);
    println!("cargo::rustc-env=HONGTOU_BUILD={:016x}", hasher.finish());
}

/// Hashes a file, or a folder in the order of its names.
fn hash(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in &paths {
            hash(path, hasher);
        }
    } else {
        // Line ends differ between checkouts on different systems; the program is the same.
        let text = fs::read_to_string(path).unwrap_or_default().replace('\r', "");
        text.hash(hasher);
    }
}
