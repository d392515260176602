//! Running the program in folders of its own, and looking at what it left.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// How a run ended and what it printed.
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// Runs the program in `folder`; messages are English unless the arguments say otherwise.
pub(crate) fn hongtou(folder: &Path, arguments: &[&str]) -> Run {
    hongtou_with(folder, arguments, &[])
}

/// The same with these variables of the environment.
pub(crate) fn hongtou_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_hongtou"))
        .args(arguments)
        .envs(variables.iter().copied())
        .current_dir(folder)
        .env("LC_ALL", "en_US.UTF-8")
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("messages are UTF-8");
    Run {
        code: output.status.code().expect("the program is not killed"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Runs the program in `folder` with arguments that are separated by spaces; it must do what it is asked for.
pub(crate) fn done(folder: &Path, command: &str) -> Run {
    let run = hongtou(folder, &command.split(' ').collect::<Vec<_>>());
    assert_eq!(run.code, 0, "{command}: {}{}", run.stdout, run.stderr);
    run
}

/// A folder with the small workspace of `tests/errors` in `data`: six units, five of them assessed.
pub(crate) fn small() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root().join("tests/errors/base"), &folder.path().join("data"));
    folder
}

/// A folder with the sample workspace in `data`.
pub(crate) fn sample() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root().join("data"), &folder.path().join("data"));
    folder
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder is made");
    for entry in fs::read_dir(from).expect("a folder is read") {
        let entry = entry.expect("an entry is read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file is copied");
        }
    }
}

/// Changes a file of a folder: the first occurrence of `old`, which must be there, becomes `new`.
pub(crate) fn edit(folder: &Path, path: &str, old: &str, new: &str) {
    let path = folder.join(path);
    let text = fs::read_to_string(&path).expect("the file is read");
    assert!(text.contains(old), "{} does not hold {old:?}", path.display());
    fs::write(path, text.replacen(old, new, 1)).expect("the file is written");
}

/// A folder with these files, by path.
pub(crate) fn laid(files: &BTreeMap<String, Vec<u8>>) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files {
        let target = folder.path().join(path);
        fs::create_dir_all(target.parent().expect("a parent")).expect("a folder is made");
        fs::write(target, bytes).expect("a file is written");
    }
    folder
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}").expect("a text takes all");
    }
    text
}

/// Every file below a folder with its bytes, by path; the record of the build among them.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries {
            let path = entry.expect("an entry is read").path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).expect("a file is read"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// Files of an output folder but for the figures that they were made with.
pub(crate) fn without_figures(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.retain(|path, _| !path.starts_with(".hongtou-figures/"));
    files
}

/// Does one thing for each step of a run, on two threads, until it says that the run has no such step; how many it has.
pub(crate) fn each_step(one: impl Fn(usize) -> bool + Sync) -> usize {
    /// More steps than any run here takes.
    const MOST: usize = 400;
    let (next, end) = (AtomicUsize::new(1), AtomicUsize::new(MOST));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let step = next.fetch_add(1, Ordering::SeqCst);
                    if step >= end.load(Ordering::SeqCst) {
                        break;
                    }
                    if !one(step) {
                        end.fetch_min(step, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    let steps = end.into_inner() - 1;
    assert!((5..MOST - 1).contains(&steps), "{steps} steps");
    steps
}
