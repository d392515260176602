//! Random sequences of edits, issues, corrections and builds: after each of them an incremental build equals a clean one,
//! makes only what has another key, and leaves what was issued as it was.
//!
//! `HONGTOU_SEQUENCES=200 cargo test --release sequences` tries more of them; `HONGTOU_SEED=31` begins at another one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;

use crate::oracle::{Rng, Sheet};
use crate::support::{Run, edit, files, hongtou, root, sha256, small};

/// How many sequences are tried if the environment does not say otherwise, and how long they are.
const SEQUENCES: usize = 12;
const STEPS: usize = 14;
/// Where figures lie below an output folder.
const FIGURES: &str = ".hongtou-figures/";

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// Cells of the files, as table, key of the row, column and the values that may stand there.
const CELLS: [(&str, &str, &str, &[&str]); 12] = [
    ("评分", "P02", "得分", &["18.5", "20", "17", "0.5"]),
    ("评分", "P04", "得分", &["19", "20", "18.5", "10"]),
    ("评分", "P06", "得分", &["60", "55.5", "0"]),
    ("评分", "P08", "得分", &["60", "40", "59"]),
    ("评分", "P10", "得分", &["9", "10", "0"]),
    ("评分", "P07", "扣分原因", &["台账不全。", "台账缺三份。", ""]),
    ("达标", "D04", "达标", &["否", "是"]),
    ("达标", "D09", "达标", &["是", "否"]),
    ("评价", "J01", "得分", &["95", "100", "60.5"]),
    ("评价", "J03", "得分", &["不评价", "80", "100"]),
    ("宣传", "X02", "级别", &["市级媒体", "县级媒体"]),
    ("排名", "R01", "名次", &["12", "3", "60"]),
];

/// Cells of the roster: what they say is printed by method and results.
const ROSTER: [(&str, &str, &[&str]); 4] = [
    ("U05", "分值设置", &["2.5", "3", "1"]),
    ("U02", "分值设置", &["2", "1.5"]),
    ("U01", "分值设置", &["2", ""]),
    ("U06", "单位", &["档案馆", "市档案馆"]),
];

/// Values of the settings: the file, what stands there and what may take its place.
const SETTINGS: [(&str, &[&str]); 9] = [
    ("documents.toml", &["person = \"李明\"", "person = \"王红\""]),
    ("documents.toml", &["objection_days = 5", "objection_days = 7"]),
    ("documents.toml", &["[letter]\n", "[letter]\nnote = \"联系人：{{ contact.person }}\"\n"]),
    (
        "documents.toml",
        &["letter = \"反馈函/{{ category }}-{{ number }}-{{ unit }}.pdf\"", "letter = \"函/{{ unit }}.pdf\""],
    ),
    ("documents.toml", &["workbook = \"得分表.xlsx\"", "workbook = \"数/得分表.xlsx\""]),
    ("documents.toml", &["[issuer]\n", "sample = true\n\n[issuer]\n"]),
    ("documents.toml", &["考核结果的|通报\"", "考核结果|的通报\""]),
    ("scheme.toml", &["计{分值}分。\" },\n  { points = 4", "计{分值}分！\" },\n  { points = 4"]),
    ("numbers.csv", &["反馈函,U03,青营商办〔2022〕4号", "反馈函,U03,青营商办〔2022〕44号"]),
];

/// Templates that the workspace may have of its own: the file, a text in it and another for it.
const TEMPLATES: [(&str, &str, &str); 6] = [
    ("wording/letter.md.j2", "特此函告。", "特此函复。"),
    ("wording/results.md.j2", "现将考核结果通报如下", "现将结果通报如下"),
    ("wording/method.md.j2", "# 考核内容和标准", "# 考核的内容和标准"),
    ("letter.typ", "// 反馈函", "// 反馈的函"),
    ("results.typ", "//", "///"),
    ("gongwen/letter.typ", "//", "///"),
];

/// What somebody does.
#[derive(Clone, Debug)]
enum Step {
    /// A cell of a score table is edited in its file.
    Score { cell: usize, value: usize },
    /// A setting is edited, or edited back.
    Setting { which: usize },
    /// A template is laid over the one carried in the program, edited, or taken away.
    Template { which: usize, own: bool, edited: bool },
    /// Documents are issued.
    Issue { kind: &'static str },
    /// A cell is corrected and, mostly, the correction approved.
    Change { cell: usize, value: usize, approved: bool },
    /// A cell of the roster is corrected.
    Roster { cell: usize, value: usize },
    /// A row is added to the publicity.
    Add { unit: &'static str },
    /// A row of publicity or court list is withdrawn.
    Withdraw { row: usize },
    /// A document is removed from the output folder.
    Delete { which: usize },
    /// A document in the output folder is edited by hand, and replaced by force.
    Scribble { which: usize },
    /// Some documents are made.
    Only { kind: &'static str },
}

/// A random step.
fn step(rng: &mut Rng) -> Step {
    match rng.below(22) {
        0..=2 => Step::Score { cell: rng.below(CELLS.len()), value: rng.below(4) },
        3 | 4 => Step::Setting { which: rng.below(SETTINGS.len()) },
        5..=7 => Step::Template { which: rng.below(TEMPLATES.len()), own: rng.percent(75), edited: rng.percent(75) },
        8..=11 => Step::Issue { kind: rng.pick::<&str>(&["method", "results", "letters", "letters", "correction"]) },
        12..=14 => Step::Change { cell: rng.below(CELLS.len()), value: rng.below(4), approved: rng.percent(85) },
        15 => Step::Roster { cell: rng.below(ROSTER.len()), value: rng.below(3) },
        16 => Step::Add { unit: rng.pick::<&str>(&["住建局", "青山乡", "税务局"]) },
        17 => Step::Withdraw { row: rng.below(4) },
        18 => Step::Delete { which: rng.below(100) },
        19 => Step::Scribble { which: rng.below(100) },
        _ => Step::Only { kind: rng.pick::<&str>(&["method", "results", "letters", "attachments", "data"]) },
    }
}

/// A random sequence; in most of them all that can be issued is issued soon, so that there is something to correct.
fn sequence(rng: &mut Rng) -> Vec<Step> {
    let mut steps: Vec<Step> = (0..STEPS).map(|_| step(rng)).collect();
    if rng.percent(60) {
        let first = rng.below(4);
        for (at, kind) in (first..).zip(["method", "results", "letters"]) {
            steps[at] = Step::Issue { kind };
        }
        steps[STEPS - 1 - rng.below(4)] = Step::Issue { kind: "correction" };
    }
    steps
}

/// A workspace that changes, and its output folder.
struct Bench {
    folder: TempDir,
    /// The day of the next act, counted from the first one.
    day: usize,
    /// What the store held when it was looked at last.
    store: Files,
    /// How often each kind of thing was seen, to know that the sequences reach it.
    seen: BTreeMap<&'static str, usize>,
}

/// Gives up with what was found if something does not hold.
macro_rules! hold {
    ($what:expr, $($told:tt)*) => {
        if !$what {
            return Err(format!($($told)*));
        }
    };
}

impl Bench {
    fn new() -> Self {
        Self { folder: small(), day: 0, store: Files::new(), seen: BTreeMap::new() }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        hongtou(self.path(), arguments)
    }

    fn note(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }

    /// The date of an act: each one is a day after the one before.
    fn date(&mut self, year: usize) -> String {
        self.day += 1;
        format!("{year}-{:02}-{:02}", 3 + self.day / 28, 1 + self.day % 28)
    }

    /// Runs a command that may be refused: then nothing has changed.
    fn act(&mut self, what: &'static str, arguments: &[&str]) -> Result<bool, String> {
        let before = files(self.path());
        let run = self.run(arguments);
        hold!([0, 1].contains(&run.code), "{arguments:?}: exit code {}: {}", run.code, run.stderr);
        let changed = before != files(self.path());
        hold!(run.code == 0 || !changed, "{arguments:?} was refused, yet changed something: {}", run.stderr);
        hold!(run.code == 1 || changed, "{arguments:?} did nothing: {}", run.stdout);
        if run.code == 0 {
            self.note(what);
        }
        Ok(run.code == 0)
    }

    /// Edits a file of the workspace. One that was frozen by an issue is refused, and then put back.
    fn edited(&mut self, what: &'static str, path: &str, edit: impl Fn(&Path)) -> Result<(), String> {
        let place = self.path().join(path);
        let sound = fs::read(&place).expect("a file");
        edit(self.path());
        let before = files(self.path());
        let run = self.run(&["build", "--only", "data", "--out", "trial"]);
        if run.code == 0 {
            fs::remove_dir_all(self.path().join("trial")).expect("the folder goes");
            self.note(what);
            return Ok(());
        }
        let frozen = before.contains_key("data/register.csv") && run.stderr.contains("[changed-after-issue]");
        hold!(run.code == 1 && frozen, "an edit of {path} is refused: {}", run.stderr);
        hold!(before == files(self.path()), "a build that was refused changed something");
        self.note("frozen");
        fs::write(place, sound).expect("the file as it was");
        Ok(())
    }

    /// Enters a correction, and approves it.
    fn correct(&mut self, what: &'static str, act: &[&str], approved: bool) -> Result<(), String> {
        let date = self.date(2022);
        let arguments = [&["correct"], act, &["--reason", "核对", "--by", "甲", "--date", &date]].concat();
        if !self.act(what, &arguments)? || !approved {
            return Ok(());
        }
        let ledger = fs::read_to_string(self.path().join("data/corrections.csv")).expect("the ledger");
        let serial = (ledger.lines().count() - 1).to_string();
        let date = self.date(2022);
        self.act("approved", &["correct", "approve", &serial, "--by", "乙", "--date", &date])?;
        Ok(())
    }

    fn take(&mut self, step: &Step) -> Result<(), String> {
        match *step {
            Step::Score { cell, value } => {
                let (table, key, column, values) = CELLS[cell];
                let path = format!("data/scores/{table}.csv");
                self.edited("score", &path, |folder| {
                    set(&folder.join(&path), key, column, values[value % values.len()]);
                })
            }
            Step::Setting { which } => {
                let (file, values) = SETTINGS[which];
                let path = format!("data/{file}");
                let text = fs::read_to_string(self.path().join(&path)).expect("a file");
                // The longer one may hold the shorter.
                let other = usize::from(!text.contains(values[1]));
                self.edited("setting", &path, |folder| edit(folder, &path, values[1 - other], values[other]))
            }
            Step::Template { which, own, edited } => {
                let (file, old, new) = TEMPLATES[which];
                let carried = fs::read_to_string(root().join("templates").join(file)).expect("a template");
                assert!(carried.contains(old), "{file} does not hold {old}");
                let target = self.path().join("data/templates").join(file);
                if !own {
                    let _ = fs::remove_file(target);
                    return Ok(());
                }
                fs::create_dir_all(target.parent().expect("a parent")).expect("a folder");
                let text = if edited { carried.replacen(old, new, 1) } else { carried };
                fs::write(target, text).expect("a template");
                self.note("template");
                Ok(())
            }
            Step::Issue { kind } => {
                let date = self.date(if kind == "method" { 2021 } else { 2022 });
                self.act(kind, &["issue", kind, "--date", &date]).map(|_| ())
            }
            Step::Change { cell, value, approved } => {
                let (table, key, column, values) = CELLS[cell];
                let value = values[value % values.len()];
                self.correct("change", &["change", table, key, column, value], approved)
            }
            Step::Roster { cell, value } => {
                let (key, column, values) = ROSTER[cell];
                let value = values[value % values.len()];
                self.correct("roster", &["change", "units", key, column, value], true)
            }
            Step::Add { unit } => {
                let key = format!("X9{:02}", self.day);
                let (unit, title) = (format!("单位={unit}"), format!("标题=第{key}条"));
                let cells = [unit.as_str(), "日期=2021-09-01", "媒体=市日报", "级别=市级媒体", &title];
                self.correct("add", &[&["add", "宣传", &key], &cells[..]].concat(), true)
            }
            Step::Withdraw { row } => {
                let (table, key) = [("宣传", "X01"), ("宣传", "X02"), ("失信", "S01"), ("宣传", "X901")][row];
                self.correct("withdraw", &["withdraw", table, key], true)
            }
            Step::Delete { which } => {
                if let Some(path) = self.document(which) {
                    fs::remove_file(path).expect("a document goes");
                    self.note("delete");
                }
                Ok(())
            }
            Step::Scribble { which } => self.scribble(which),
            Step::Only { kind } => {
                let before = files(&self.path().join("out"));
                let run = self.run(&["build", "--only", kind]);
                hold!(run.code == 0, "build --only {kind}: {}", run.stderr);
                let manifest = self.documents("out");
                for (path, bytes) in files(&self.path().join("out")) {
                    let asked = manifest.get(&path).is_some_and(|entry| entry["kind"] == kind);
                    let same = before.get(&path) == Some(&bytes);
                    let own = path == "manifest.json" || path.starts_with(FIGURES);
                    hold!(asked || same || own, "build --only {kind} touched {path}");
                }
                self.figures()?;
                self.note("only");
                Ok(())
            }
        }
    }

    /// Edits a document by hand: a build is refused, one by force puts it right.
    fn scribble(&mut self, which: usize) -> Result<(), String> {
        let Some(path) = self.document(which) else { return Ok(()) };
        fs::write(&path, "改").expect("a document is edited");
        let before = files(self.path());
        let run = self.run(&["build"]);
        // A document that is no longer called for stays, and the build goes on.
        let stays = run.code == 0 && run.stderr.contains("was edited: it stays");
        let refused = run.code == 1 && run.stderr.contains("error[edited-by-hand]") && before == files(self.path());
        hold!(stays || refused, "{}: exit code {}: {}", path.display(), run.code, run.stderr);
        let run = self.run(&["build", "--force"]);
        hold!(run.code == 0, "build --force: {}", run.stderr);
        self.note("force");
        Ok(())
    }

    /// One of the documents in the output folder.
    fn document(&self, which: usize) -> Option<PathBuf> {
        let all: Vec<String> = self.documents("out").into_iter().map(|(path, _)| path).collect();
        let path = self.path().join("out").join(all.get(which % all.len().max(1))?);
        path.exists().then_some(path)
    }

    /// The documents in the record of an output folder; none if there is none.
    fn documents(&self, out: &str) -> serde_json::Map<String, Value> {
        let text = fs::read_to_string(self.path().join(out).join("manifest.json")).unwrap_or_default();
        let record: Value = serde_json::from_str(&text).unwrap_or_default();
        record["documents"].as_object().cloned().unwrap_or_default()
    }

    /// The figures that lie in the output folder are those that its documents were made with, and no others.
    fn figures(&self) -> Result<(), String> {
        let documents = self.documents("out");
        let named = documents.values().filter_map(|entry| entry["figures"].as_str()).map(str::to_owned);
        let named: BTreeSet<String> = named.collect();
        let there = files(&self.path().join("out").join(FIGURES));
        let there: BTreeSet<String> = there.values().map(|bytes| sha256(bytes)).collect();
        hold!(named == there, "documents were made with the figures\n{named:?}\nthere are\n{there:?}");
        Ok(())
    }

    /// When each file of the output folder was written.
    fn written(&self) -> BTreeMap<String, SystemTime> {
        let out = self.path().join("out");
        let time = |path: &String| fs::metadata(out.join(path)).and_then(|data| data.modified()).expect("a time");
        files(&out).into_keys().map(|path| (path.clone(), time(&path))).collect()
    }

    /// The documents that a plan names as made, copied or removed.
    fn planned(&self) -> Result<BTreeSet<String>, String> {
        let run = self.run(&["plan", "--format", "json"]);
        let plan: Value = serde_json::from_str(&run.stdout).unwrap_or_default();
        hold!(run.code == 0 && plan["documents"].is_array(), "plan: {}", run.stderr);
        let due = |line: &&Value| ["make", "copy", "remove"].iter().any(|action| line["action"] == *action);
        let lines = plan["documents"].as_array().into_iter().flatten().filter(due);
        Ok(lines.filter_map(|line| line["path"].as_str()).map(str::to_owned).collect())
    }

    /// Builds, and holds what was made against a plan and a build into an empty folder.
    fn compare(&mut self) -> Result<(), String> {
        let (old, times) = (self.documents("out"), self.written());
        let planned = self.planned()?;
        let run = self.run(&["build"]);
        hold!(run.code == 0, "build: {}", run.stderr);
        let clean = self.run(&["build", "--out", "clean"]);
        hold!(clean.code == 0, "a clean build: {}", clean.stderr);
        let (found, wanted) = (files(&self.path().join("out")), files(&self.path().join("clean")));
        let differ = found.keys().chain(wanted.keys()).filter(|path| found.get(*path) != wanted.get(*path));
        let differ: Vec<&String> = differ.collect();
        hold!(differ.is_empty(), "not as in a clean build: {differ:?}");
        self.figures()?;
        let new = self.documents("clean");
        fs::remove_dir_all(self.path().join("clean")).expect("the folder goes");

        // What the keys of the two records call for, and what the build says it did.
        let (mut made, mut updated, mut unchanged) = (0, 0, Vec::new());
        for (path, entry) in &new {
            match old.get(path) {
                Some(former) if ["tools", "view"].iter().any(|part| former[part] != entry[part]) => updated += 1,
                Some(_) if times.contains_key(path) => unchanged.push(path.clone()),
                _ => made += 1,
            }
        }
        let removed = old.keys().filter(|path| !new.contains_key(*path)).count();
        let all: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
        let done: BTreeSet<String> = all.into_iter().filter(|path| !unchanged.contains(path)).collect();
        hold!(planned == done, "the plan names\n{planned:?}\nthe build changed\n{done:?}");
        let summary = |made, updated, unchanged, removed| {
            format!("done: {made} new, {updated} updated, {unchanged} unchanged, {removed} removed (out)\n")
        };
        let expected = summary(made, updated, unchanged.len(), removed);
        hold!(run.stdout == expected, "the build says\n{}the keys say\n{expected}", run.stdout);
        let after = self.written();
        let touched: Vec<&String> = unchanged.iter().filter(|path| times[*path] != after[*path]).collect();
        hold!(touched.is_empty(), "written again though nothing changed: {touched:?}");
        if updated > 0 && !unchanged.is_empty() {
            self.note("some updated");
        }

        let again = self.run(&["build"]);
        let expected = summary(0, 0, new.len(), 0);
        hold!(again.stdout == expected, "a second build says\n{}", again.stdout);
        hold!(after == self.written(), "a second build wrote something");
        let verified = self.run(&["verify"]);
        hold!(verified.code == 0, "verify: {}{}", verified.stdout, verified.stderr);
        self.issued(&found)
    }

    /// What was issued is in the store as it was, and in the output folder as it is in the store.
    fn issued(&mut self, out: &Files) -> Result<(), String> {
        let store = files(&self.path().join("data/issued"));
        let lost = self.store.iter().find(|(path, bytes)| store.get(*path) != Some(*bytes));
        hold!(lost.is_none(), "the store has changed: {:?}", lost.map(|(path, _)| path));
        let text = fs::read_to_string(self.path().join("data/register.csv")).unwrap_or_default();
        // What holds: the last of each kind and unit but for what a notice voided, and every notice.
        let mut holding: Vec<[String; 4]> = Vec::new();
        for row in csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes()).records() {
            let row = row.expect("a row");
            let new = [0, 1, 2, 3].map(|column| row[column].to_owned());
            let notice = new[1] == "更正通知";
            let voided: Vec<&str> = row[7].split('、').filter(|_| notice).collect();
            holding.retain(|old| !voided.contains(&old[3].as_str()) && (notice || old[1..3] != new[1..3]));
            holding.push(new);
        }
        // An attachment that a notice brings takes the place of the one it corrects.
        let mut wanted: BTreeMap<String, String> = BTreeMap::new();
        for [edition, _, _, number] in holding {
            let record: Value = serde_json::from_slice(&store[&format!("{edition}/edition.json")]).expect("an edition");
            let files = record["files"].as_object().expect("files");
            let own = files.iter().filter(|(_, kept)| kept["number"] == *number);
            wanted.extend(own.map(|(path, _)| (path.clone(), format!("{edition}/files/{path}"))));
        }
        for (path, place) in wanted {
            hold!(out.get(&path) == store.get(&place), "{path} is not as it lies in {place}");
            self.note("issued");
        }
        self.store = store;
        Ok(())
    }
}

/// Writes a value into a cell of a score table.
fn set(path: &Path, key: &str, column: &str, value: &str) {
    let mut sheet = Sheet::load(path);
    let place = sheet.column(column);
    let row = sheet.rows.iter_mut().find(|row| row[0] == key).expect("the row");
    value.clone_into(&mut row[place]);
    sheet.save(path);
}

/// Takes all steps and compares after each; tells at which one something did not hold.
fn walk(steps: &[Step]) -> Result<BTreeMap<&'static str, usize>, String> {
    let mut bench = Bench::new();
    for (at, step) in steps.iter().enumerate() {
        let taken = bench.take(step).and_then(|()| bench.compare());
        taken.map_err(|told| format!("at step {} {step:?}: {told}", at + 1))?;
    }
    Ok(bench.seen)
}

/// A sequence that still fails, without the steps that have no part in it.
fn shortened(mut steps: Vec<Step>) -> (Vec<Step>, String) {
    let mut at = 0;
    while at < steps.len() {
        let mut fewer = steps.clone();
        fewer.remove(at);
        if walk(&fewer).is_err() {
            steps = fewer;
        } else {
            at += 1;
        }
    }
    let told = walk(&steps).err().unwrap_or_else(|| "it fails only now and then".to_owned());
    (steps, told)
}

/// A number from the environment.
fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

#[test]
fn after_every_step_of_random_sequences_an_incremental_build_equals_a_clean_one() {
    let (count, first) = (number("HONGTOU_SEQUENCES", SEQUENCES), number("HONGTOU_SEED", 1));
    let next = AtomicUsize::new(first);
    let (failures, reached) = (Mutex::new(Vec::new()), Mutex::new(BTreeMap::<&str, usize>::new()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= first + count {
                break;
            }
            let mut rng = Rng::new(seed as u64);
            let steps = sequence(&mut rng);
            if let Ok(found) = walk(&steps) {
                let mut all = reached.lock().expect("no thread panicked");
                for (what, times) in found {
                    *all.entry(what).or_default() += times;
                }
            } else {
                let (steps, told) = shortened(steps);
                let steps: Vec<String> = steps.iter().map(|step| format!("  {step:?}")).collect();
                let told = format!("seed {seed}, {told}\nall steps:\n{}", steps.join("\n"));
                failures.lock().expect("no thread panicked").push(told);
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let failures = failures.into_inner().expect("no thread panicked");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    let reached = reached.into_inner().expect("no thread panicked");
    if count >= SEQUENCES {
        let issues = ["method", "results", "letters", "correction", "issued", "frozen"];
        let edits = ["score", "setting", "template", "change", "roster", "approved", "delete", "force", "some updated"];
        for what in issues.into_iter().chain(edits) {
            assert!(reached.contains_key(what), "no sequence has a case of {what:?}: {reached:?}");
        }
    }
}
