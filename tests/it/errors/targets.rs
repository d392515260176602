//! The fuzz targets do not rot: each takes the golden cases without a complaint, and gets to the end with sound input.

#[expect(unreachable_pub, reason = "the fuzz targets are a crate of their own, which exports them")]
#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

use std::collections::BTreeMap;
use std::fs;

use super::cases::{Case, cases};
use crate::support::files;

/// A sheet as one of the returns that `[[source]]` describes.
const SOURCES: &[u8] = "schema = 1

[[source]]
table = \"评分\"
files = \"收到.csv\"
layout = \"wide\"
columns = { \"单位\" = \"名称\" }
items = [{ header = \"重点\", item = \"重点工作\" }]
"
.as_bytes();

/// Files as the target of whole workspaces takes them.
fn archive(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let part = |(path, bytes): (&String, &Vec<u8>)| [b"==== ", path.as_bytes(), b"\n", bytes, b"\n"].concat();
    files.iter().flat_map(part).collect()
}

#[test]
fn every_target_gets_to_the_end_with_sound_input() {
    let base = |path: &str| fs::read(cases().join("base").join(path)).expect("a file of the base");
    let letter = include_bytes!("../../../templates/wording/letter.md.j2");
    assert!(fuzz::workspace(b""));
    assert!(fuzz::workspace(&archive(&files(&cases().join("base")))));
    assert!(fuzz::wording(letter));
    assert!(fuzz::table(&base("scores/评分.csv")));
    assert!(fuzz::settings(&[base("scheme.toml"), base("documents.toml")].join(&b"\n====\n"[..])));
    assert!(fuzz::history("序号,日期,类型,表,行,列,原值,新值,理由,依据,申请人,批准人,校验\n".as_bytes()));
    fuzz::model("9.50\n2021-10-02\n青营商办〔2021〕5号\nU01\n".as_bytes());
    // With a second table of marks each is there twice, which is told: it was read.
    assert!(!fuzz::mapped(&[SOURCES, "名称,重点\n青山乡,58\n".as_bytes()].join(&b"\n====\n"[..])));
    assert!(fuzz::mapped(&[SOURCES, "名称,重点\n".as_bytes()].join(&b"\n====\n"[..])));
}

#[test]
fn no_golden_case_makes_a_target_complain() {
    // Like the main thread of a program; what is nested deeper is told by the process that carries out templates.
    let cases = std::thread::Builder::new().stack_size(64 << 20).spawn(all_cases).expect("a thread starts");
    cases.join().expect("no target complains");
}

fn all_cases() {
    let sound = files(&cases().join("base"));
    for case in Case::all() {
        let mut laid = files(&case.laid().path().join("data"));
        laid.retain(|path, bytes| sound.get(path) != Some(bytes));
        let _ = fuzz::workspace(&archive(&laid));
        for (path, bytes) in &laid {
            let _ = match path.rsplit('.').next().unwrap_or_default() {
                "csv" => fuzz::table(bytes),
                "xlsx" | "xls" | "ods" => fuzz::sheets(bytes),
                _ => fuzz::pdf(bytes),
            };
        }
    }
}
