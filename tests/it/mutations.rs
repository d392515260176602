//! Random bytes and random changes of every file of a workspace: whatever comes of them, the program ends by itself and says
//! so in clean text, `check` writes nothing, and accepts exactly what `build` accepts.
//!
//! `HONGTOU_MUTATIONS=2000 cargo test --release mutations` tries more of them; `HONGTOU_SEED=31` begins at another one.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

use crate::oracle::Rng;
use crate::support::{done, files, laid, root, small};

/// How many changes are tried of each kind of workspace if the environment does not say otherwise.
const MUTATIONS: u64 = 60;
/// Texts that mean something to one of the parsers.
const TOKENS: [&str; 44] = [
    ",",
    "\"",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\0",
    "\u{FEFF}",
    "\u{202E}",
    "\u{FDD0}",
    "\u{FFFD}",
    "😀",
    "埡",
    "　",
    "；",
    "、",
    "-1",
    "+1",
    "0",
    "1e999",
    "0.0000000000000000000001",
    "99999999999999999999999999",
    "NaN",
    "不适用",
    "不评价",
    "是",
    "半",
    "2021-02-30",
    "〔2021〕0号",
    "[[item]]",
    "[a.b]",
    "= {",
    "\"\"\"",
    "#",
    "{{ ",
    " }}",
    "{% for a in b %}",
    "{% endfor %}",
    "{{ insert(\"x\") }}",
    "* ",
    "|",
    "\\u0000",
    "../",
    "$#[",
];

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// What a path ends in behind its last dot.
fn extension(path: &str) -> Option<&str> {
    Path::new(path).extension()?.to_str()
}

/// A number of the environment.
fn variable(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The small workspace with wording and layouts of its own.
fn with_templates() -> TempDir {
    let folder = small();
    for (path, bytes) in files(&root().join("templates")) {
        let own = extension(&path) == Some("j2") || path == "letter.typ" || path == "gongwen/letter.typ";
        if own {
            let target = folder.path().join("data/templates").join(path);
            std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder is made");
            std::fs::write(target, bytes).expect("a template");
        }
    }
    folder
}

/// The small workspace with documents issued and a correction.
fn with_history() -> TempDir {
    let folder = small();
    done(folder.path(), "issue method --date 2021-10-02");
    done(folder.path(), "issue results letters --date 2022-01-20");
    done(folder.path(), "correct change 评分 P02 得分 19 --reason 录入错误 --by 甲 --date 2022-02-01");
    done(folder.path(), "correct approve 1 --by 乙 --date 2022-02-02");
    folder
}

/// Changes some bytes once.
fn mutate(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let place = |rng: &mut Rng, bytes: &[u8]| rng.below(bytes.len() + 1);
    let at = place(rng, bytes);
    let range = |rng: &mut Rng, bytes: &[u8]| {
        let (a, b) = (rng.below(bytes.len() + 1), rng.below(40));
        a..(a + b).min(bytes.len())
    };
    match rng.below(9) {
        0 => *bytes = (0..rng.below(400)).map(|_| u8::try_from(rng.below(256)).expect("a byte")).collect(),
        1 if !bytes.is_empty() => {
            let at = rng.below(bytes.len());
            bytes[at] = u8::try_from(rng.below(256)).expect("a byte");
        }
        2 => bytes.truncate(at),
        3 => {
            let range = range(rng, bytes);
            bytes.drain(range);
        }
        4 => {
            let range = range(rng, bytes);
            let copy = bytes[range].to_vec();
            bytes.splice(at..at, copy);
        }
        5 => {
            let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            let (a, b) = (rng.below(lines.len()), rng.below(lines.len()));
            lines.swap(a, b);
            *bytes = lines.join(&b'\n');
        }
        6 => {
            // A cell or a value gives way to something else.
            let ends = |byte: &u8| matches!(byte, b',' | b'\n' | b'=' | b' ');
            let end = bytes[at..].iter().position(ends).map_or(bytes.len(), |length| at + length);
            bytes.splice(at..end, rng.pick(&TOKENS).bytes());
        }
        _ => {
            bytes.splice(at..at, rng.pick(&TOKENS).bytes());
        }
    }
}

/// How a run ended and what it printed.
struct Ran {
    code: Option<i32>,
    stdout: Result<String, std::string::FromUtf8Error>,
    stderr: Result<String, std::string::FromUtf8Error>,
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_hongtou"))
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .expect("the program starts");
    let [stdout, stderr] = [output.stdout, output.stderr].map(String::from_utf8);
    Ran { code: output.status.code(), stdout, stderr }
}

/// What is wrong with how a run ended and what it printed.
fn faults(name: &str, ran: &Ran) -> Vec<String> {
    let mut faults = Vec::new();
    if !ran.code.is_some_and(|code| (0..=2).contains(&code)) {
        faults.push(format!("{name} ended with {:?}: {:?}", ran.code, ran.stderr));
    }
    for text in [&ran.stdout, &ran.stderr] {
        match text {
            Err(_) => faults.push(format!("{name} prints what is no UTF-8")),
            Ok(text) if text.contains(|c: char| c.is_control() && c != '\n') => {
                faults.push(format!("{name} prints control characters: {text:?}"));
            }
            Ok(_) => {}
        }
    }
    faults
}

/// What is wrong with a workspace after a change of one of the files.
fn tried(base: &Files, inputs: &[&String], seed: u64) -> Vec<String> {
    let mut rng = Rng::new(seed);
    let mut changed = base.clone();
    let path = rng.pick(inputs).as_str();
    let bytes = changed.get_mut(path).expect("the file");
    for _ in 0..=rng.below(3) {
        mutate(&mut rng, bytes);
    }
    let folder = laid(&changed);
    let [check, json, build] =
        [&["check"][..], &["check", "--format", "json"], &["build", "--jobs", "1"]].map(|arguments| {
            let before = files(folder.path());
            let ran = run(folder.path(), arguments);
            let after = files(folder.path());
            let mut faults = faults(arguments[0], &ran);
            if after != before && (arguments[0] == "check" || ran.code != Some(0)) {
                faults.push(format!("{arguments:?} ended with {:?} and changed files", ran.code));
            }
            (ran, faults)
        });
    let mut all: Vec<String> = [&check.1, &json.1, &build.1].into_iter().flatten().cloned().collect();
    let report: Option<Value> = json.0.stdout.as_ref().ok().and_then(|text| serde_json::from_str(text).ok());
    match report {
        None => all.push(format!("no JSON: {:?}", json.0.stdout)),
        Some(report) if (report["errors"] == 0) != (check.0.code == Some(0)) || json.0.code != check.0.code => {
            all.push(format!("JSON says something else: {report}"));
        }
        Some(_) => {}
    }
    // Layouts are opened by `build` alone.
    let (check, build) = (check.0, build.0);
    if extension(path) != Some("typ") && (check.code != build.code || check.stderr.ok() != build.stderr.clone().ok()) {
        all.push(format!("check ends with {:?}, build with {:?}: {:?}", check.code, build.code, build.stderr));
    }
    all.iter().map(|fault| format!("seed {seed}, {path}: {fault}")).collect()
}

/// Tries changes of the wanted files of a workspace on two threads.
fn all_tried(base: &Files, wanted: impl Fn(&str) -> bool) {
    let inputs: Vec<&String> = base.keys().filter(|path| wanted(path)).collect();
    let (first, count) = (variable("HONGTOU_SEED", 0), variable("HONGTOU_MUTATIONS", MUTATIONS));
    let (next, faults) = (AtomicU64::new(first), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        break;
                    }
                    faults.lock().expect("no thread panicked").extend(tried(base, &inputs, seed));
                }
            });
        }
    });
    let faults = faults.into_inner().expect("no thread panicked");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn changed_tables_and_settings_do_no_harm() {
    all_tried(&files(small().path()), |_| true);
}

#[test]
fn changed_templates_do_no_harm() {
    all_tried(&files(with_templates().path()), |path| path.contains("/templates/"));
}

#[test]
fn changed_ledgers_and_registers_do_no_harm() {
    all_tried(&files(with_history().path()), |path| !path.contains("/issued/"));
}
