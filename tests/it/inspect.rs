//! What `inspect` finds: nothing on sound documents, and each fault by the row of the checklist it is against.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use hongtou::inspect::{Finding, Id, Inspection, Note, Verdict, inspect};
use hongtou::pdf;
use serde::Deserialize;
use serde_json::Value;

use crate::press::{EXAMPLES, Edit, example, typeset};
use crate::support::root;

/// A document with one fault.
#[derive(Debug, Deserialize)]
struct Mutant {
    /// What is wrong.
    name: String,
    /// The sound document it is made of: a view of this folder, or an example of the layouts.
    of: String,
    /// The rows of the checklist that must report it.
    expected: Vec<String>,
    /// Changes of the layouts.
    #[serde(default)]
    edit: Vec<Edit>,
    /// Changes of the view: pointers and their new values.
    #[serde(default)]
    set: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Mutants {
    mutant: Vec<Mutant>,
}

fn folder() -> PathBuf {
    root().join("tests/inspect")
}

/// A sound view: one of this folder, or an example of the layouts.
pub(crate) fn view(name: &str) -> Value {
    let path = folder().join(format!("{name}.json"));
    if !path.exists() {
        return example(name);
    }
    serde_json::from_str(&fs::read_to_string(path).expect("a view")).expect("a view is JSON")
}

pub(crate) fn measured(bytes: Vec<u8>) -> Inspection {
    inspect(&pdf::read(bytes).expect("a PDF of ours is read"), None)
}

/// The rows that report something, but for the heavy 宋体 that stands in for 小标宋 in every document of the tests.
pub(crate) fn reported(inspection: &Inspection) -> Vec<&Finding> {
    let told = |finding: &&Finding| finding.verdict >= Verdict::Warn && finding.note != Some(Note::Substitute);
    inspection.findings.iter().filter(told).collect()
}

fn names(findings: &[&Finding]) -> BTreeSet<String> {
    findings.iter().map(|finding| finding.id.row().name.to_owned()).collect()
}

fn layout(name: &str) -> &'static str {
    match name {
        "letter" => "letter.typ",
        "order" => "order.typ",
        "minutes" => "minutes.typ",
        _ => "method.typ",
    }
}

/// Leaves a copy of a PDF in the folder that `HONGTOU_KEEP` names, to be looked at.
pub(crate) fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("HONGTOU_KEEP") {
        let name = name.replace(['/', ' ', ':'], "-");
        fs::write(PathBuf::from(folder).join(format!("{name}.pdf")), bytes).expect("a copy");
    }
}

#[test]
fn sound_documents_are_without_fault() {
    let own = ["notice", "letter"].map(|name| (name, layout(name), view(name)));
    let examples = EXAMPLES.map(|(name, layout)| (name, layout, example(name)));
    for (name, layout, view) in own.into_iter().chain(examples) {
        let made = typeset(&[(layout, view)], &[]).remove(0).expect("it is typeset");
        keep(name, &made);
        let inspection = measured(made);
        let mut found = reported(&inspection);
        found.retain(|finding| finding.id != Id::C07);
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}

#[test]
fn a_document_of_paragraphs_of_one_row_has_no_left_edge_to_be_blamed_for() {
    let mut view = view("notice");
    let row = |text: &str| serde_json::json!({"type": "paragraph", "runs": [{"text": text, "face": "fangsong"}]});
    view["body"] = ["一年一次逐处检查。", "检查情况如实登记。", "问题随时上报处理。"].map(row).to_vec().into();
    view["addressees"] = Value::Null;
    view["attachments"] = Value::Array(Vec::new());
    view["attachments_note"] = Value::Array(Vec::new());
    let inspection = measured(typeset(&[("method.typ", view)], &[]).remove(0).expect("it is typeset"));
    assert!(inspection.worst() < Verdict::Fail, "{:#?}", reported(&inspection));
}

#[test]
fn each_mutant_is_reported_by_its_row_and_by_no_other() {
    let text = fs::read_to_string(folder().join("mutants.toml")).expect("the mutants");
    let Mutants { mutant: mutants } = toml::from_str(&text).expect("the mutants are TOML");
    assert!(mutants.len() >= 40);
    let mut table = String::from("| mutant | of | expected | reported |\n|---|---|---|---|\n");
    let mut wrong = String::new();
    for mutant in &mutants {
        let mut view = view(&mutant.of);
        for (pointer, value) in &mutant.set {
            let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
            let parent = view.pointer_mut(parent).unwrap_or_else(|| panic!("{}: no {pointer}", mutant.name));
            match parent {
                Value::Array(list) => list[key.parse::<usize>().expect("an index")] = value.clone(),
                parent => parent[key] = value.clone(),
            }
        }
        let made = typeset(&[(layout(&mutant.of), view)], &mutant.edit).remove(0);
        let bytes = made.unwrap_or_else(|error| panic!("{}: {error}", mutant.name));
        keep(&mutant.name, &bytes);
        let inspection = measured(bytes);
        let mut found = reported(&inspection);
        // A fault that takes another page moves the 版记 from an even page to an odd one: no second fault.
        if inspection.pages % 2 == 1 {
            found.retain(|finding| finding.id != Id::C07);
        }
        let (expected, reported) = (mutant.expected.iter().cloned().collect::<BTreeSet<_>>(), names(&found));
        let joined = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
        let _ = writeln!(table, "| {} | {} | {} | {} |", mutant.name, mutant.of, joined(&expected), joined(&reported));
        if expected != reported {
            let _ = writeln!(wrong, "{}: expected {expected:?}, reported {found:#?}", mutant.name);
        }
    }
    let golden = folder().join("mutants.md");
    if std::env::var_os("HONGTOU_BLESS").is_some_and(|value| value == "1") {
        fs::write(&golden, &table).expect("the table is written");
    }
    assert!(wrong.is_empty(), "{wrong}");
    let known = fs::read_to_string(&golden).unwrap_or_default();
    assert!(known == table, "tests/inspect/mutants.md is not this table; HONGTOU_BLESS=1 cargo test --release mutant");
}

#[expect(clippy::float_arithmetic, reason = "places on a page are no marks")]
fn near(a: Option<f64>, b: Option<f64>) -> bool {
    a.zip(b).is_some_and(|(a, b)| (a - b).abs() <= 0.1)
}

/// What differs between figures of ours and of other software: lengths by more than 0.1 mm, all else at all.
fn differences(at: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Number(a), Value::Number(b)) if near(a.as_f64(), b.as_f64()) => {}
        (Value::Object(a), Value::Object(b)) => {
            for (key, theirs) in b {
                differences(&format!("{at}/{key}"), &a[key], theirs, found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() && b.iter().all(Value::is_object) => {
            // Rules that lie side by side may be told in another order.
            for theirs in b {
                let alike = |ours: &&Value| {
                    let mut found = Vec::new();
                    differences(at, ours, theirs, &mut found);
                    found.is_empty()
                };
                if a.iter().find(alike).is_none() {
                    found.push(format!("{at}: none of ours is {theirs}"));
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (place, (ours, theirs)) in a.iter().zip(b).enumerate() {
                differences(&format!("{at}/{place}"), ours, theirs, found);
            }
        }
        (Value::String(a), Value::String(b)) if a.replace(' ', "") == b.replace(' ', "") => {}
        _ if ours == theirs => {}
        _ => found.push(format!("{at}: {ours} is not {theirs}")),
    }
}

#[test]
fn files_of_other_software_measure_as_pdfplumber_measured_them() {
    let folder = root().join("tests/foreign");
    let text = fs::read_to_string(folder.join("figures.json")).expect("the figures");
    let known: Value = serde_json::from_str(&text).expect("the figures are JSON");
    let files = known["files"].as_array().expect("files");
    assert!(files.len() >= 10);
    let mut found = Vec::new();
    for file in files {
        let name = file["file"].as_str().expect("a name");
        let inspection = measured(fs::read(folder.join(name)).expect("the file"));
        let figures = serde_json::to_value(&inspection.figures).expect("figures are JSON");
        differences(name, &figures, &file["figures"], &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
