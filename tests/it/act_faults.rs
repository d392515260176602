//! What becomes of a workspace when issuing or correcting is cut off or fails at any of its steps, or two do so at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::{copy, each_step, files, hongtou, root};

/// A workspace, an act on it, and what it makes of the workspace.
struct Bench {
    folder: TempDir,
    act: Vec<String>,
    old: BTreeMap<String, Vec<u8>>,
    new: BTreeMap<String, Vec<u8>>,
}

impl Bench {
    /// The workspace after some commands, in `old/`.
    fn new(before: &[&str], act: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy(&root().join("tests/errors/base"), &folder.path().join("old"));
        let words = |command: &str| command.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let mut bench = Self { folder, act: words(act), old: BTreeMap::new(), new: BTreeMap::new() };
        for command in before {
            bench.does(&words(command), "old");
        }
        bench.old = bench.files("old");
        bench.copy("new");
        bench.does(&bench.act, "new");
        bench.new = bench.files("new");
        assert!(bench.old != bench.new);
        bench
    }

    /// A copy of the workspace as it was.
    fn copy(&self, name: &str) {
        copy(&self.folder.path().join("old"), &self.folder.path().join(name));
    }

    /// The files of a workspace, without what waits to be moved.
    fn files(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = files(&self.folder.path().join(name));
        found.retain(|path, _| !path.starts_with(".hongtou-stage/"));
        found
    }

    fn does(&self, command: &[String], name: &str) {
        let words: Vec<&str> = command.iter().map(String::as_str).chain(["--workspace", name]).collect();
        let run = hongtou(self.folder.path(), &words);
        assert_eq!(run.code, 0, "{words:?}\n{}{}", run.stdout, run.stderr);
    }

    fn start(&self, name: &str, fault: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_hongtou"))
            .args(&self.act)
            .args(["--workspace", name, "--lang", "en"])
            .current_dir(self.folder.path())
            .env("HONGTOU_FAULT", fault)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    }

    /// After whatever happened the workspace is as before or as after the act as soon as it is read; the act can be done.
    fn finish(&self, name: &str, told: &str) {
        for (path, bytes) in &self.files(name) {
            let known = [self.old.get(path), self.new.get(path)].contains(&Some(bytes));
            assert!(known, "{told}: {path} is neither old nor new");
        }
        self.does(&["check".to_owned()], name);
        let found = self.files(name);
        assert!(found == self.old || found == self.new, "{told}: {:?}", found.keys().collect::<Vec<_>>());
        if found == self.old {
            self.does(&self.act, name);
            assert!(self.files(name) == self.new, "{told}: another act than at first");
        }
        fs::remove_dir_all(self.folder.path().join(name)).expect("the folder goes");
    }

    /// Cuts the act off before each of its steps; how many it has.
    fn cut_off_everywhere(&self) -> usize {
        each_step(|step| {
            let name = format!("abort-{step}");
            self.copy(&name);
            let run = self.start(&name, &format!("abort:{step}")).wait_with_output().expect("it ends");
            self.finish(&name, &format!("abort before step {step}"));
            run.status.code().is_none()
        })
    }

    /// Lets each step fail: then everything is as it was, or the act is done.
    fn fail_everywhere(&self, steps: usize) {
        each_step(|step| {
            let kind = ["full", "denied", "busy"][step % 3];
            let name = format!("error-{step}");
            self.copy(&name);
            let run = self.start(&name, &format!("error:{step}:{kind}")).wait_with_output().expect("it ends");
            let stderr = String::from_utf8_lossy(&run.stderr);
            let wanted = if run.status.success() { &self.new } else { &self.old };
            assert!(self.files(&name) == *wanted, "step {step}: {stderr}");
            if !run.status.success() {
                assert_eq!(run.status.code(), Some(2), "{stderr}");
                assert!(stderr.contains("cannot write "), "step {step}: {stderr}");
            }
            self.finish(&name, &format!("{kind} at step {step}"));
            step <= steps
        });
    }
}

const METHOD: &str = "issue method --date 2021-10-02";
const LETTERS: &str = "issue results letters --date 2022-01-20";
const CHANGE: &str = "correct change 评分 P02 得分 18 --reason 误填 --by 李红 --date 2022-02-10";
const APPROVE: &str = "correct approve 1 --by 王明 --date 2022-02-11";

#[test]
fn an_issue_that_is_cut_off_or_fails_anywhere_is_whole_or_has_not_been() {
    let bench = Bench::new(&[], METHOD);
    let steps = bench.cut_off_everywhere();
    bench.fail_everywhere(steps);
}

#[test]
fn an_issue_of_what_replaces_is_whole_or_has_not_been() {
    Bench::new(&[METHOD, LETTERS, CHANGE, APPROVE], "issue correction letters --date 2022-02-16").cut_off_everywhere();
}

#[test]
fn a_correction_that_is_cut_off_or_fails_anywhere_is_whole_or_has_not_been() {
    let bench = Bench::new(&[METHOD], CHANGE);
    let steps = bench.cut_off_everywhere();
    bench.fail_everywhere(steps);
}

#[test]
fn an_issue_that_is_cut_off_is_undone_if_its_register_was_touched_since() {
    let bench = Bench::new(&[METHOD], "issue letters --date 2022-01-20");
    each_step(|step| {
        let name = format!("touched-{step}");
        bench.copy(&name);
        let run = bench.start(&name, &format!("abort:{step}")).wait_with_output().expect("it ends");
        let register = bench.folder.path().join(&name).join("register.csv");
        let text = fs::read(&register).expect("the register");
        fs::write(&register, [&text[..], b"\r\n"].concat()).expect("the register");
        bench.does(&["check".to_owned()], &name);
        let known = |files: &BTreeMap<String, Vec<u8>>| {
            let mut files = files.clone();
            let rows = files.remove("register.csv").expect("a register");
            (files, String::from_utf8_lossy(&rows).trim_end().to_owned())
        };
        let found = known(&bench.files(&name));
        assert!(
            found == known(&bench.old) || found == known(&bench.new),
            "abort before step {step}: half of it is done"
        );
        bench.does(&["issue".to_owned(), "results".to_owned(), "--date".to_owned(), "2022-01-20".to_owned()], &name);
        fs::remove_dir_all(bench.folder.path().join(&name)).expect("the folder goes");
        run.status.code().is_none()
    });
}

#[test]
fn an_act_that_is_killed_at_any_time_is_whole_or_has_not_been() {
    let bench = Bench::new(&[METHOD], LETTERS);
    for round in 0..12_u64 {
        let name = format!("killed-{round}");
        bench.copy(&name);
        let mut child = bench.start(&name, "");
        std::thread::sleep(Duration::from_millis(round * 83 % 700));
        child.kill().expect("it is killed or has ended");
        child.wait().expect("it ends");
        bench.finish(&name, &format!("round {round}"));
    }
}

#[test]
fn of_two_acts_at_once_the_second_is_turned_away_or_comes_after() {
    let bench = Bench::new(&[METHOD, LETTERS], CHANGE);
    for round in 0..6_u64 {
        let name = format!("both-{round}");
        bench.copy(&name);
        let one = bench.start(&name, "");
        std::thread::sleep(Duration::from_millis(round * 9));
        let two = bench.start(&name, "");
        let runs = [one, two].map(|child| child.wait_with_output().expect("it ends"));
        let done = runs.iter().filter(|run| run.status.success()).count();
        for run in runs.iter().filter(|run| !run.status.success()) {
            let stderr = String::from_utf8_lossy(&run.stderr);
            let busy = run.status.code() == Some(2) && stderr.contains("another hongtou");
            assert!(busy, "{stderr}");
        }
        let rows = |ledger: &Path| fs::read_to_string(ledger).expect("the ledger").trim_end().lines().count() - 1;
        assert_eq!(rows(&bench.folder.path().join(&name).join("corrections.csv")), done);
        bench.does(&["check".to_owned()], &name);
    }
}
