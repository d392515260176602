//! Tells Cargo which folders are carried in the program, puts together what is carried of the templates, and gives the
//! program a digest of its own source: documents made by another program are made again.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    for folder in ["fonts", "templates", "data", "licenses", "src", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let carried = PathBuf::from(std::env::var_os("OUT_DIR").expect("Cargo sets it")).join("templates");
    if carried.exists() {
        fs::remove_dir_all(&carried).expect("a folder of ours");
    }
    carry(Path::new("templates"), &carried);
    let mut hasher = DefaultHasher::new();
    hash(Path::new("src"), &mut hasher);
    hash(Path::new("Cargo.lock"), &mut hasher);
    println!("cargo::rustc-env=HONGTOU_BUILD={:016x}", hasher.finish());
}

/// Copies what the program reads of the templates: layouts, wording, and marks. Examples and pictures are for people.
fn carry(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder of templates") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        let read = path.extension().is_some_and(|extension| ["typ", "j2", "svg"].iter().any(|read| extension == *read));
        if path.is_dir() {
            carry(&path, &target);
        } else if read {
            fs::create_dir_all(to).expect("a folder of ours");
            fs::copy(&path, &target).expect("a file of ours");
        }
    }
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
