//! Links in a workspace: what they lead to outside is read by nothing and printed nowhere, and circles of them end.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::{done, files, hongtou, small};

#[test]
fn what_a_link_leads_to_outside_the_workspace_is_not_read() {
    for path in [
        "units.csv",
        "scheme.toml",
        "scores/评分.csv",
        "scores",
        "templates/wording/results.md.j2",
        "templates/letter.typ",
        "templates",
        "fonts/own.ttf",
        "fonts",
    ] {
        let folder = small();
        let (inside, outside) = (folder.path().join("data").join(path), folder.path().join("elsewhere"));
        if inside.exists() {
            fs::rename(&inside, &outside).expect("it is moved");
        } else if path.contains('.') {
            fs::write(&outside, "机密。\n").expect("a file is written");
        } else {
            fs::create_dir_all(outside.join("wording")).expect("a folder is made");
            fs::write(outside.join("wording/results.md.j2"), "机密。\n").expect("a file is written");
            fs::write(outside.join("own.otf"), "机密。\n").expect("a file is written");
        }
        fs::create_dir_all(inside.parent().expect("a parent")).expect("a folder is made");
        symlink(&outside, &inside).expect("a link is made");
        for command in ["check", "build", "plan"] {
            let run = hongtou(folder.path(), &[command]);
            assert_eq!(run.code, 1, "{path}, {command}: {}{}", run.stdout, run.stderr);
            assert!(run.stderr.contains("error[leads-out]"), "{path}, {command}: {}", run.stderr);
            assert!(!run.stderr.contains("机密"), "{path}, {command}: {}", run.stderr);
        }
        assert!(files(&folder.path().join("out")).is_empty(), "{path}");
    }
}

#[test]
fn a_link_that_leads_nowhere_and_a_folder_in_the_place_of_a_file_are_not_taken_for_absent() {
    for path in ["units.csv", "aliases.csv", "sources.toml", "corrections.csv", "scores/宣传.csv"] {
        for link in [true, false] {
            let folder = small();
            let place = folder.path().join("data").join(path);
            let _ = fs::remove_file(&place);
            if link {
                symlink("nowhere", &place).expect("a link is made");
            } else {
                fs::create_dir(&place).expect("a folder is made");
            }
            let run = hongtou(folder.path(), &["check"]);
            assert_eq!(run.code, 1, "{path}: {}{}", run.stdout, run.stderr);
            let code = if link { "error[leads-out]" } else { "error[not-a-file]" };
            assert!(run.stderr.starts_with(code), "{path}: {}", run.stderr);
        }
    }
}

#[test]
fn links_within_the_workspace_are_followed_and_circles_of_folders_are_not() {
    let folder = small();
    done(folder.path(), "build");
    let honest = files(&folder.path().join("out"));
    let data = folder.path().join("data");
    fs::create_dir(data.join("kept")).expect("a folder is made");
    fs::rename(data.join("scores/评分.csv"), data.join("kept/marks.csv")).expect("it is moved");
    symlink("../kept/marks.csv", data.join("scores/评分.csv")).expect("a link is made");
    done(folder.path(), "build");
    assert!(files(&folder.path().join("out")) == honest);
    fs::create_dir_all(data.join("templates")).expect("a folder is made");
    for name in ["a", "b", "c"] {
        symlink(".", data.join("templates").join(name)).expect("a link is made");
        symlink(".", data.join("scores").join(name)).expect("a link is made");
    }
    let run = hongtou(folder.path(), &["check"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("data/templates/a is no regular file"), "{}", run.stderr);
}
