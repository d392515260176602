//! A build with nothing to do is told from digests alone; whatever changes is noticed all the same.

use std::fs;
use std::path::Path;

use crate::support::{copy, edit, files, hongtou, small};

const NOTHING: &str = "done: 0 new, 0 updated, 12 unchanged, 0 removed (out)\n";

/// Changes something, and gives the arguments of the next build.
type Change = fn(&Path) -> &'static [&'static str];

/// What may happen to a workspace or its documents.
const CHANGES: [(&str, Change); 8] = [
    ("a document is edited", |folder| {
        let (path, mut bytes) =
            files(&folder.join("out")).into_iter().find(|(path, _)| path.starts_with("反馈函/")).expect("a letter");
        bytes.push(b' ');
        fs::write(folder.join("out").join(path), bytes).expect("the document");
        &[]
    }),
    ("a document is removed", |folder| {
        let path = files(&folder.join("out")).into_keys().find(|path| path.starts_with("反馈函/")).expect("a letter");
        fs::remove_file(folder.join("out").join(path)).expect("the document");
        &[]
    }),
    ("a setting changes", |folder| {
        edit(folder, "data/documents.toml", "年度|{{ work }}", "年|{{ work }}");
        &[]
    }),
    ("a file is there that nothing reads", |folder| {
        fs::write(folder.join("data/scores/旧.csv"), "编号\n").expect("a file");
        &[]
    }),
    ("a table has another byte", |folder| {
        let path = folder.join("data/units.csv");
        let text = fs::read_to_string(&path).expect("the roster");
        fs::write(&path, format!("{text}\n坏")).expect("the roster");
        &[]
    }),
    ("a layout of its own", |folder| {
        fs::create_dir_all(folder.join("data/templates")).expect("a folder");
        let layout = "#import \"gongwen/lib.typ\": letter\n// Ours.\n#letter(json(\"/view.json\"))\n";
        fs::write(folder.join("data/templates/letter.typ"), layout).expect("a layout");
        &[]
    }),
    ("a draft is asked for", |_| &["--draft"]),
    ("a build is under way", |folder| {
        fs::create_dir_all(folder.join("out/.hongtou-stage")).expect("a stage");
        fs::write(folder.join("out/.hongtou-stage/journal.json"), "[]").expect("a journal");
        &["--only", "letters"]
    }),
];

#[test]
fn the_same_build_again_does_nothing_and_says_so() {
    let folder = small();
    assert_eq!(hongtou(folder.path(), &["build"]).code, 0);
    let before = files(&folder.path().join("out"));
    assert!(String::from_utf8_lossy(&before["manifest.json"]).contains("\"settled\""), "it had nothing to tell");
    let again = hongtou(folder.path(), &["build"]);
    assert_eq!((again.code, again.stdout.as_str(), again.stderr.as_str()), (0, NOTHING, ""));
    assert!(files(&folder.path().join("out")) == before);
}

#[test]
fn whatever_changes_after_a_build_is_noticed() {
    let built = small();
    assert_eq!(hongtou(built.path(), &["build"]).code, 0);
    for (what, change) in CHANGES {
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy(built.path(), folder.path());
        let more = change(folder.path());
        let run = hongtou(folder.path(), &[&["build"][..], more].concat());
        assert_ne!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, NOTHING, ""), "{what}");
        if run.code != 0 {
            continue;
        }
        let clean = tempfile::tempdir().expect("a temporary folder");
        copy(&folder.path().join("data"), &clean.path().join("data"));
        let built = hongtou(clean.path(), &[&["build"][..], more].concat());
        let without_record = |folder: &Path| {
            let mut files = files(&folder.join("out"));
            files.remove("manifest.json");
            files
        };
        let (over, anew) = (without_record(folder.path()), without_record(clean.path()));
        assert!(built.code == 0 && anew.iter().all(|(path, bytes)| over.get(path) == Some(bytes)), "{what}");
    }
}

#[test]
fn a_build_that_had_something_to_tell_tells_it_again() {
    let folder = small();
    fs::write(folder.path().join("data/scores/旧.csv"), "编号\n").expect("a file");
    let first = hongtou(folder.path(), &["build"]);
    let again = hongtou(folder.path(), &["build"]);
    assert!(!first.stderr.is_empty(), "a file that nothing reads is told");
    assert_eq!((again.code, again.stdout.as_str(), again.stderr), (0, NOTHING, first.stderr));
}
