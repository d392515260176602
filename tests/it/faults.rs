//! What becomes of the output folder when a build is cut off or fails at any of its steps.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::{copy, each_step, edit, files, hongtou, root};

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// Two states of a small workspace and what builds of them into empty folders make.
struct Bench {
    folder: TempDir,
    kinds: &'static [&'static str],
    old: Files,
    new: Files,
}

impl Bench {
    /// `before/` and `after/`: a mark, a text and the name of a unit differ, so that documents change, come and go.
    fn new(kinds: &'static [&'static str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for state in ["before", "after"] {
            copy(&root().join("tests/errors/base"), &folder.path().join(state));
        }
        edit(folder.path(), "after/scores/评分.csv", "P02,青山乡,日常工作,18.5,", "P02,青山乡,日常工作,18,");
        for (path, bytes) in files(&folder.path().join("after")) {
            let text = String::from_utf8(bytes).expect("a workspace of texts");
            fs::write(folder.path().join("after").join(path), text.replace("税务局", "税务总局")).expect("a file");
        }
        let mut bench = Self { folder, kinds, old: Files::new(), new: Files::new() };
        bench.old = bench.clean("before");
        bench.new = bench.clean("after");
        assert!(bench.old != bench.new);
        bench
    }

    fn clean(&self, state: &str) -> Files {
        let out = format!("clean-{state}");
        let run = hongtou(self.folder.path(), &self.arguments(state, &out));
        assert_eq!(run.code, 0, "{}", run.stderr);
        self.files(&out)
    }

    fn arguments<'a>(&self, state: &'a str, out: &'a str) -> Vec<&'a str> {
        let mut arguments = vec!["build", "--jobs", "1", "--workspace", state, "--out", out];
        arguments.extend(self.kinds.iter().flat_map(|kind| ["--only", *kind]));
        arguments
    }

    /// The files of an output folder with all that is in it.
    fn files(&self, out: &str) -> Files {
        files(&self.folder.path().join(out))
    }

    /// Runs a build that is to fail at one of its steps; the exit code, or none if it was killed.
    fn faulty(&self, fault: &str, state: &str, out: &str) -> (Option<i32>, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_hongtou"))
            .args(self.arguments(state, out))
            .args(["--lang", "en"])
            .current_dir(self.folder.path())
            .env("HONGTOU_FAULT", fault)
            .output()
            .expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// A new output folder; with the old documents in it, or not there.
    fn out(&self, name: &str, old: bool) -> String {
        if old {
            copy(&self.folder.path().join("clean-before"), &self.folder.path().join(name));
        }
        name.to_owned()
    }

    /// Whether every file is as it was or as it is to be, and none is there that neither state has.
    fn is_old_or_new(&self, found: &Files, old: &Files) -> Result<(), String> {
        for (path, bytes) in found {
            if ![old.get(path), self.new.get(path)].contains(&Some(bytes)) {
                return Err(format!("{path} is neither old nor new"));
            }
        }
        let lost = old.keys().find(|path| self.new.contains_key(*path) && !found.contains_key(*path));
        lost.map_or(Ok(()), |path| Err(format!("{path} is neither old nor new: it is gone")))
    }

    /// Builds without a fault and compares with what a build into an empty folder makes.
    fn finish(&self, state: &str, out: &str) {
        let run = hongtou(self.folder.path(), &self.arguments(state, out));
        assert_eq!(run.code, 0, "{out}: {}", run.stderr);
        let wanted = if state == "before" { &self.old } else { &self.new };
        assert!(self.files(out) == *wanted, "{out}: {}", difference(&self.files(out), wanted));
        fs::remove_dir_all(self.folder.path().join(out)).expect("the folder goes");
    }

    /// Cuts a build off before each of its steps, and has the next one finish.
    fn cut_off_everywhere(&self, old: bool) {
        let none = Files::new();
        each_step(|step| {
            let out = self.out(&format!("abort-{old}-{step}"), old);
            let (code, _) = self.faulty(&format!("abort:{step}"), "after", &out);
            let found = without_stage(self.files(&out));
            let kept = if old { &self.old } else { &none };
            assert_eq!(self.is_old_or_new(&found, kept), Ok(()), "abort before step {step}");
            // The next build may be one of other data.
            let state = if step % 2 == 0 && old && code.is_none() { "before" } else { "after" };
            self.finish(state, &out);
            code.is_none()
        });
    }

    /// Lets each step of a build fail in one way or another: then everything is as it was.
    fn fail_everywhere(&self, old: bool) {
        let none = Files::new();
        // What a build does after its documents are in place may fail without harm: the steps are counted by cutting off.
        let steps = each_step(|step| {
            let out = self.out(&format!("count-{old}-{step}"), old);
            let (code, _) = self.faulty(&format!("abort:{step}"), "after", &out);
            code.is_none()
        });
        each_step(|step| {
            let (kind, words) = [("full", "the disk is full"), ("denied", "no permission"), ("busy", "")][step % 3];
            let out = self.out(&format!("error-{old}-{step}"), old);
            let (code, stderr) = self.faulty(&format!("error:{step}:{kind}"), "after", &out);
            let (found, kept) = (self.files(&out), if old { &self.old } else { &none });
            if code == Some(0) {
                assert!(without_stage(found.clone()) == self.new, "step {step} failed in silence");
            } else {
                assert_eq!(code, Some(2), "{stderr}");
                assert!(stderr.contains("cannot write ") && stderr.contains(words), "step {step}: {stderr}");
                assert!(found == *kept, "step {step}: {}", difference(&found, kept));
                assert_eq!(old, self.folder.path().join(&out).exists(), "step {step}: a folder is left");
            }
            self.finish("after", &out);
            step <= steps
        });
    }
}

/// The documents and the record, without what waits to be moved.
fn without_stage(mut files: Files) -> Files {
    files.retain(|path, _| !path.starts_with(".hongtou-stage/"));
    files
}

/// The paths in which two folders differ.
fn difference(found: &Files, wanted: &Files) -> String {
    let paths = found.keys().chain(wanted.keys()).filter(|path| found.get(*path) != wanted.get(*path));
    paths.cloned().collect::<Vec<_>>().join(", ")
}

#[test]
fn a_first_build_that_is_cut_off_anywhere_is_finished_by_the_next_one() {
    Bench::new(&["method", "data"]).cut_off_everywhere(false);
}

#[test]
fn a_later_build_that_is_cut_off_anywhere_leaves_each_file_old_or_new() {
    Bench::new(&["letters", "data"]).cut_off_everywhere(true);
}

#[test]
fn a_first_build_that_fails_anywhere_leaves_nothing() {
    Bench::new(&["method", "data"]).fail_everywhere(false);
}

#[test]
fn a_later_build_that_fails_anywhere_leaves_all_as_it_was() {
    Bench::new(&["letters", "data"]).fail_everywhere(true);
}

#[test]
fn a_build_that_is_killed_at_any_time_is_finished_by_the_next_one() {
    let bench = Bench::new(&["letters", "method", "results", "data"]);
    for round in 0..16_u64 {
        let out = bench.out(&format!("killed-{round}"), round % 4 > 0);
        let mut child = Command::new(env!("CARGO_BIN_EXE_hongtou"))
            .args(bench.arguments("after", &out))
            .current_dir(bench.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(round * 173 % 600));
        child.kill().expect("it is killed or has ended");
        child.wait().expect("it ends");
        let none = Files::new();
        let old = if round % 4 > 0 { &bench.old } else { &none };
        let found = without_stage(bench.files(&out));
        assert_eq!(bench.is_old_or_new(&found, old), Ok(()), "round {round}");
        bench.finish("after", &out);
    }
}

#[test]
fn of_two_builds_at_once_one_may_be_turned_away_and_nothing_is_mixed() {
    let bench = Bench::new(&["letters", "data"]);
    for round in 0..6_u64 {
        let out = bench.out("both", true);
        let start = |state: &str| {
            Command::new(env!("CARGO_BIN_EXE_hongtou"))
                .args(bench.arguments(state, &out))
                .args(["--lang", "en"])
                .current_dir(bench.folder.path())
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the program starts")
        };
        let one = start("after");
        std::thread::sleep(Duration::from_millis(round * 40));
        let two = start("before");
        let runs = [one, two].map(|child| child.wait_with_output().expect("it ends"));
        for run in &runs {
            let stderr = String::from_utf8_lossy(&run.stderr);
            let turned_away = run.status.code() == Some(2) && stderr.contains("another hongtou");
            assert!(run.status.success() || turned_away, "{stderr}");
        }
        assert!(runs.iter().any(|run| run.status.success()));
        let found = bench.files(&out);
        assert!(found == bench.old || found == bench.new, "mixed: {}", difference(&found, &bench.new));
        fs::remove_dir_all(bench.folder.path().join(out)).expect("the folder goes");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_another_process_holds_is_left_alone() {
    let bench = Bench::new(&["data"]);
    let out = bench.out("held", true);
    let held = fs::File::open(bench.folder.path().join(&out)).expect("the folder is opened");
    held.lock().expect("the folder is locked");
    let run = hongtou(bench.folder.path(), &bench.arguments("after", &out));
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("another hongtou"), "{}", run.stderr);
    assert!(bench.files(&out) == bench.old);
    drop(held);
    bench.finish("after", &out);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_told_and_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new(&["data"]);
    let out = bench.out("closed", true);
    let path = bench.folder.path().join(&out);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o555)).expect("the folder is closed");
    // Permissions mean nothing to the superuser, whom tests may run as.
    let closed = fs::File::create(path.join("probe")).is_err();
    let _ = fs::remove_file(path.join("probe"));
    let run = closed.then(|| hongtou(bench.folder.path(), &bench.arguments("after", &out)));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the folder is opened");
    if let Some(run) = run {
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("cannot write "), "{}", run.stderr);
        assert!(bench.files(&out) == bench.old);
    }
    bench.finish("after", &out);
}

#[test]
fn a_damaged_record_is_told_and_made_anew_over_files_that_are_right() {
    let bench = Bench::new(&["method", "data"]);
    for damage in ["", "{", "[]", "{\"schema\": 4}", "\u{0}\u{0}"] {
        let out = bench.out("damaged", true);
        fs::write(bench.folder.path().join(&out).join("manifest.json"), damage).expect("a damaged record");
        let run = hongtou(bench.folder.path(), &bench.arguments("before", &out));
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stderr.contains("manifest.json"), "{}", run.stderr);
        bench.finish("before", &out);
    }
}

#[test]
fn over_a_record_of_another_version_files_that_differ_want_force() {
    let bench = Bench::new(&["data"]);
    let out = bench.out("foreign", true);
    edit(bench.folder.path(), "foreign/manifest.json", "\"schema\": 4", "\"schema\": 99");
    let before = bench.files(&out);
    let run = hongtou(bench.folder.path(), &bench.arguments("after", &out));
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("--force"), "{}", run.stderr);
    assert!(bench.files(&out) == before);
    let arguments = [bench.arguments("after", &out), vec!["--force"]].concat();
    let run = hongtou(bench.folder.path(), &arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    bench.finish("after", &out);
}

#[test]
fn a_record_that_names_paths_elsewhere_touches_nothing_there() {
    let bench = Bench::new(&["data"]);
    let out = bench.out("led", true);
    let outside = bench.folder.path().join("outside.txt");
    fs::write(&outside, "mine").expect("a file of the user's");
    let record = bench.folder.path().join("led/manifest.json");
    let text = fs::read_to_string(&record).expect("the record");
    let path = bench.old.keys().find(|path| path.ends_with("results.json")).expect("a document");
    fs::write(&record, text.replace(path.as_str(), "../outside.txt")).expect("the record");
    let run = hongtou(bench.folder.path(), &bench.arguments("before", &out));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(fs::read_to_string(outside).expect("the file"), "mine");
    bench.finish("before", &out);
}

#[test]
fn a_journal_left_behind_leads_nowhere_else() {
    let bench = Bench::new(&["data"]);
    let out = bench.out("journal", true);
    let stage = bench.folder.path().join(&out).join(".hongtou-stage");
    let mine = bench.folder.path().join("mine.txt");
    fs::write(&mine, "mine").expect("a file of the user's");
    let journals = [
        "",
        "[",
        r#"[{"path":"../mine.txt","before":null,"after":"0"}]"#,
        r#"[{"path":"../mine.txt","before":null,"after":null}]"#,
        r#"{"schema":1}"#,
    ];
    for journal in journals {
        fs::create_dir_all(&stage).expect("a stage");
        fs::write(stage.join("0"), "theirs").expect("a staged file");
        fs::write(stage.join("journal.json"), journal).expect("a journal");
        let run = hongtou(bench.folder.path(), &bench.arguments("before", &out));
        assert_eq!(run.code, 0, "{journal}: {}", run.stderr);
        assert_eq!(fs::read_to_string(&mine).expect("the file"), "mine");
        assert!(bench.files(&out) == bench.old, "{journal}");
    }
}

/// Whether a path is there.
fn there(folder: &Path, path: &str) -> bool {
    folder.join(path).exists()
}

#[test]
fn what_another_program_put_there_stays_whatever_happens() {
    let bench = Bench::new(&["letters", "data"]);
    let out = bench.out("foreign-file", true);
    let folder = bench.folder.path().join(&out);
    fs::write(folder.join("反馈函/notes.txt"), "mine").expect("a file of the user's");
    fs::create_dir(folder.join("empty")).expect("a folder of the user's");
    let (code, _) = bench.faulty("abort:30", "after", &out);
    assert_eq!(code, None);
    let run = hongtou(bench.folder.path(), &bench.arguments("after", &out));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(fs::read_to_string(folder.join("反馈函/notes.txt")).expect("the file"), "mine");
    assert!(there(&folder, "empty"));
}
