//! What `verify` says of folders, of what was issued, and of single files; it changes nothing.

use std::fs;
use std::path::Path;

use hongtou::digest::digest;
use serde_json::Value;
use tempfile::TempDir;

use crate::plan::small;
use crate::support::{Run, copy, edit, files, hongtou};

/// Verifies, and sees to it that nothing changes by that.
fn verify(folder: &Path, arguments: &[&str]) -> Run {
    let before = files(folder);
    let run = hongtou(folder, &[&["verify"], arguments].concat());
    assert!(before == files(folder), "verify changes nothing");
    run
}

/// The same, in full: exit code, standard output and standard error.
fn told(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let run = verify(folder, arguments);
    (run.code, run.stdout, run.stderr)
}

fn run(folder: &Path, arguments: &[&str]) {
    let run = hongtou(folder, arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
}

/// A small workspace of which method, results and letters were issued as editions 1 and 2, and copied to `out`.
fn issued() -> TempDir {
    let folder = small();
    run(folder.path(), &["issue", "method", "--date", "2021-03-01"]);
    run(folder.path(), &["issue", "results", "letters", "--date", "2022-01-11"]);
    run(folder.path(), &["build"]);
    folder
}

/// The first lines of a text.
fn head(text: &str, lines: usize) -> String {
    text.split_inclusive('\n').take(lines).collect()
}

#[test]
fn a_folder_is_as_it_was_made_until_a_file_goes_or_changes() {
    let folder = small();
    let folder = folder.path();
    run(folder, &["build"]);
    fs::write(folder.join("out/备忘.txt"), "a remark").expect("a file");
    let expected = "foreign  out/备忘.txt\nout: 12 files in its record: 12 as made, 0 missing, 0 changed; 1 foreign\n";
    assert_eq!(told(folder, &[]), (0, expected.to_owned(), String::new()));
    fs::remove_file(folder.join("out/附件1.pdf")).expect("a document");
    fs::write(folder.join("out/反馈函/乡镇-2-青山乡.pdf"), "by hand").expect("a document");
    let expected = "missing  out/附件1.pdf
changed  out/反馈函/乡镇-2-青山乡.pdf
foreign  out/备忘.txt
out: 12 files in its record: 10 as made, 1 missing, 1 changed; 1 foreign
";
    let help = "help: `hongtou build` makes again what is missing; with --force also what was changed\n";
    assert_eq!(told(folder, &[]), (1, expected.to_owned(), help.to_owned()));
    let expected = "缺少  out/附件1.pdf
改动  out/反馈函/乡镇-2-青山乡.pdf
外来  out/备忘.txt
out：记录中的12个文件，相符10个，缺少1个，改动1个；外来1个
";
    let help = "办法：hongtou build 重新生成缺少的；改动过的加 --force 才覆盖\n";
    assert_eq!(told(folder, &["out", "--lang", "zh"]), (1, expected.to_owned(), help.to_owned()));
    run(folder, &["build", "--force"]);
    assert_eq!(verify(folder, &[]).code, 0);
    let json: Value = serde_json::from_str(&verify(folder, &["--format", "json"]).stdout).expect("JSON");
    assert_eq!((&json["sound"], &json["folder"]["sound"], &json["store"]), (&true.into(), &12.into(), &Value::Null));
    assert_eq!(json["folder"]["foreign"], serde_json::json!(["备忘.txt"]));
}

#[test]
fn a_folder_without_a_sound_record_is_told_as_such() {
    let folder = small();
    let folder = folder.path();
    let (code, stdout, stderr) = told(folder, &[]);
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (2, "", "there is no folder or file out\n"));
    let (code, stdout, _) = told(folder, &["data"]);
    let expected = "data: no record (manifest.json), hongtou did not make this folder: nothing to verify by\n";
    assert_eq!((code, stdout.as_str()), (1, expected));
    run(folder, &["build", "--only", "data"]);
    edit(folder, "out/manifest.json", "{", "{{");
    let (code, stdout, _) = told(folder, &["--lang", "zh"]);
    let expected = "out：记录（manifest.json）损坏或属于别的版本，无从核对\n";
    assert_eq!((code, stdout.as_str()), (1, expected));
}

#[test]
fn what_was_issued_is_held_against_its_edition_and_the_register() {
    let folder = issued();
    let folder = folder.path();
    let sound = "out: 14 files in its record: 14 as made, 0 missing, 0 changed; 0 foreign
data/issued: 2 editions, 37 documents and inputs: 37 as issued, 0 missing, 0 changed; 0 foreign; the register agrees
";
    assert_eq!(told(folder, &[]), (0, sound.to_owned(), String::new()));
    let aside = tempfile::tempdir().expect("a folder");
    copy(&folder.join("data"), aside.path());

    fs::write(folder.join("data/issued/1/files/考核办法.pdf"), "forged").expect("a document");
    fs::remove_file(folder.join("data/issued/2/inputs/units.csv")).expect("an input");
    fs::remove_file(folder.join("data/issued/2/figures.json")).expect("the figures");
    fs::write(folder.join("data/issued/2/备忘.txt"), "a remark").expect("a file");
    let expected = "改动  data/issued/1/files/考核办法.pdf
缺少  data/issued/2/figures.json
缺少  data/issued/2/inputs/units.csv
外来  data/issued/2/备忘.txt
data/issued：2次印发，37个文件和输入，相符34个，缺少2个，改动1个；外来1个；发文登记相符
";
    fs::remove_dir_all(folder.join("out")).expect("the output folder");
    let said = "没有 out 这个文件夹，只核对印发的\n办法：印发的文件和当时的输入从备份恢复，不能重做\n";
    assert_eq!(told(folder, &["--lang", "zh"]), (1, expected.to_owned(), said.to_owned()));

    // Whoever changes a document and its digest beside it does not change the register.
    let kept = fs::read(aside.path().join("issued/1/files/考核办法.pdf")).expect("a document");
    edit(folder, "data/issued/1/edition.json", &digest(&kept), &digest(b"forged"));
    let (code, stdout, _) = told(folder, &[]);
    assert_eq!(code, 1);
    assert!(
        stdout.starts_with("missing  data/issued/2/figures.json\nmissing  data/issued/2/inputs/units.csv\n"),
        "{stdout}"
    );
    assert!(stdout.contains("register  青营商办〔2021〕1号: not as edition 1 has it: 文件摘要\n"), "{stdout}");
    assert!(stdout.ends_with("faults of the register: 1\n"), "{stdout}");
}

#[test]
fn a_damaged_edition_and_a_damaged_register_are_named_and_the_rest_is_verified() {
    let folder = issued();
    let folder = folder.path();
    fs::write(folder.join("data/issued/1/edition.json"), "{").expect("an edition");
    let (code, stdout, _) = told(folder, &[]);
    let store = "damaged  data/issued/1/edition.json
data/issued: 2 editions, 1 damaged, 21 documents and inputs: 21 as issued, 0 missing, 0 changed; 0 foreign; the register agrees
";
    assert_eq!(code, 1);
    assert!(stdout.ends_with(store), "{stdout}");
    // The register alone still tells the document.
    let (code, stdout, _) = told(folder, &["out/考核办法.pdf", "--lang", "zh"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("第1次印发的文件") && stdout.contains("发文字号：青营商办〔2021〕1号"), "{stdout}");

    edit(folder, "data/register.csv", "青营商办〔2022〕1号", "青营商办〔2022〕9号");
    let (code, stdout, stderr) = told(folder, &[]);
    assert_eq!(code, 1);
    assert!(stdout.ends_with("faults of the register: 1\n") && stderr.contains("error[seal-broken]"), "{stderr}");
    let (code, stdout, stderr) = told(folder, &["out/打分表.pdf"]);
    assert!(code == 0 && stderr.contains("error[seal-broken]"), "{stderr}");
    assert!(stdout.contains("document: attachment of 结果通报\n  number: 青营商办〔2022〕1号\n"), "{stdout}");
    assert!(stdout.contains("standing: unknown, no row of register.csv tells of it\n"), "{stdout}");
    fs::remove_file(folder.join("data/register.csv")).expect("the register");
    let (code, _, stderr) = told(folder, &[]);
    assert!(code == 1 && stderr.contains("error[register-cut]"), "{stderr}");
}

#[test]
fn a_restored_edition_is_verified_by_what_is_kept_of_it() {
    let folder = issued();
    let folder = folder.path();
    run(folder, &["build", "--edition", "2"]);
    let (code, stdout, _) = told(folder, &["out-edition-2"]);
    let line = "out-edition-2: no record, the 7 files of edition 2: 7 as made, 0 missing, 0 changed; 0 foreign\n";
    assert!(code == 0 && stdout.starts_with(line), "{stdout}");
    fs::remove_file(folder.join("out-edition-2/打分表.pdf")).expect("a document");
    let (code, stdout, _) = told(folder, &["out-edition-2"]);
    assert!(code == 1 && stdout.starts_with("missing  out-edition-2/打分表.pdf\n"), "{stdout}");
}

#[test]
fn an_issued_file_is_told_by_its_bytes_wherever_it_lies() {
    let folder = issued();
    let folder = folder.path();
    fs::copy(folder.join("out/反馈函/乡镇-2-青山乡.pdf"), folder.join("received.pdf")).expect("a copy");
    fs::copy(folder.join("out/附件1.pdf"), folder.join("attachment.pdf")).expect("a copy");
    let letter = digest(&fs::read(folder.join("received.pdf")).expect("a file"));
    let units = digest(&fs::read(folder.join("data/units.csv")).expect("a file"));
    fs::remove_dir_all(folder.join("out")).expect("the output folder");
    let (code, stdout, stderr) = told(folder, &["received.pdf"]);
    let expected = format!(
        "received.pdf: issued as edition 2, byte for byte the same
  document: 反馈函
  number: 青营商办〔2022〕3号
  unit: 青山乡 (U02)
  date: 2022-01-11
  pages: 2
  standing: it holds, nothing replaces it
  kept as: data/issued/2/files/反馈函/乡镇-2-青山乡.pdf
  digest: {letter}
  its inputs, as they are kept:
"
    );
    assert_eq!((code, head(&stdout, 10), stderr.as_str()), (0, expected, ""));
    assert!(stdout.contains(&format!("    {units}  units.csv\n")), "{stdout}");
    let (code, stdout, _) = told(folder, &["attachment.pdf", "--lang", "zh"]);
    let expected = "attachment.pdf：第1次印发的文件，与印发时逐字节相同
  文种：考核办法的附件
  发文字号：青营商办〔2021〕1号
  成文日期：2021-03-01
";
    assert_eq!((code, head(&stdout, 4).as_str()), (0, expected));
    let json: Value =
        serde_json::from_str(&verify(folder, &["received.pdf", "--format", "json"]).stdout).expect("JSON");
    let issued = &json["issued"];
    assert_eq!((&issued["edition"], &issued["number"]), (&2.into(), &"青营商办〔2022〕3号".into()));
    assert_eq!(issued["unit"], serde_json::json!({"code": "U02", "name": "青山乡"}));
    assert_eq!((&json["digest"], &json["draft"], &issued["replaced_by"]), (&letter.into(), &Value::Null, &Value::Null));
}

#[test]
fn a_file_says_which_later_document_replaces_or_corrects_it() {
    let folder = issued();
    let folder = folder.path();
    copy(&folder.join("out"), &folder.join("before"));
    let entered = ["--reason", "笔误", "--by", "张三", "--date", "2022-02-01"];
    run(folder, &[&["correct", "change", "评分", "P02", "得分", "18"][..], &entered].concat());
    run(folder, &["correct", "approve", "1", "--by", "李四", "--date", "2022-02-02"]);
    run(folder, &["issue", "letters", "--date", "2022-02-03"]);
    run(folder, &["issue", "correction", "--date", "2022-02-04"]);
    run(folder, &["build"]);
    let standing = |file: &str, lang: &str| {
        let (code, stdout, _) = told(folder, &[file, "--lang", lang]);
        assert_eq!(code, 0);
        stdout.lines().find(|line| line.starts_with("  standing: ") || line.starts_with("  效力：")).map(str::to_owned)
    };
    let line = |text: &str| Some(text.to_owned());
    assert_eq!(
        standing("before/反馈函/乡镇-2-青山乡.pdf", "en"),
        line("  standing: replaced by 青营商办〔2022〕7号 (2022-02-03)")
    );
    assert_eq!(standing("out/反馈函/乡镇-2-青山乡.pdf", "zh"), line("  效力：现行，没有代替它的文件"));
    assert_eq!(standing("before/反馈函/乡镇-1-青山镇.pdf", "zh"), line("  效力：现行，没有代替它的文件"));
    assert_eq!(
        standing("before/结果通报.pdf", "zh"),
        line("  效力：后来印发了更正通知：青营商办〔2022〕8号（2022-02-04）")
    );
    assert_eq!(
        standing("out/结果通报.pdf", "en"),
        line("  standing: a later notice of correction exists: 青营商办〔2022〕8号 (2022-02-04)")
    );
}

#[test]
fn a_draft_says_what_it_was_made_from_even_if_the_data_are_wrong_now() {
    let folder = small();
    let folder = folder.path();
    run(folder, &["build"]);
    let numbers = digest(&fs::read(folder.join("data/numbers.csv")).expect("a file"));
    let units = digest(&fs::read(folder.join("data/units.csv")).expect("a file"));
    fs::write(folder.join("data/units.csv"), "nonsense").expect("a table");
    assert_eq!(hongtou(folder, &["check"]).code, 1);
    let (code, stdout, stderr) = told(folder, &["out/反馈函/乡镇-2-青山乡.pdf", "--lang", "zh"]);
    let expected = "out/反馈函/乡镇-2-青山乡.pdf：没有印发，与生成时逐字节相同
  种类：反馈函
  单位：青山乡（U02）
  页数：2
  记录：out/manifest.json，反馈函/乡镇-2-青山乡.pdf
";
    assert_eq!((code, head(&stdout, 5).as_str(), stderr.as_str()), (0, expected, ""));
    assert!(stdout.contains(&format!("    {numbers}  numbers.csv\n")), "{stdout}");
    assert!(stdout.contains(&format!("    {units}  units.csv  现已不同\n")), "{stdout}");
    let (code, stdout, _) = told(folder, &["out/results.json"]);
    assert!(code == 0 && stdout.contains("  kind: data\n"), "{stdout}");
}

#[test]
fn a_file_that_nobody_knows_or_that_was_changed_is_refused() {
    let folder = issued();
    let folder = folder.path();
    fs::write(folder.join("unknown.pdf"), "%PDF").expect("a file");
    let known = digest(b"%PDF");
    let expected = format!(
        "unknown.pdf is unknown: neither what data has issued nor the record of out has such a file, or it was changed. \
         Name others with --workspace and --out. The digest of this file: {known}\n"
    );
    assert_eq!(told(folder, &["unknown.pdf"]), (1, String::new(), expected));
    let expected = format!(
        "不认识 unknown.pdf：data 印发的、out 的记录中都没有这样的文件，或它被改动过。别的工作区和文件夹用 \
         --workspace、--out 指定。这个文件的摘要：{known}\n"
    );
    assert_eq!(told(folder, &["unknown.pdf", "--lang", "zh"]), (1, String::new(), expected));
    let json: Value = serde_json::from_str(&verify(folder, &["unknown.pdf", "--format", "json"]).stdout).expect("JSON");
    assert_eq!((&json["issued"], &json["draft"], &json["changed"]), (&Value::Null, &Value::Null, &Value::Null));

    fs::write(folder.join("out/考核办法.pdf"), "%PDF").expect("a document");
    let expected = format!(
        "out/考核办法.pdf was changed: out/manifest.json has another digest for it. The digest of this file: {known}\n"
    );
    assert_eq!(told(folder, &["out/考核办法.pdf"]), (1, String::new(), expected));
    let kept = "data/issued/1/files/考核办法.pdf";
    fs::write(folder.join(kept), "%PDF").expect("a document");
    let (code, _, stderr) = told(folder, &[kept, "--lang", "zh"]);
    let expected =
        format!("{kept} 被改动过：data/issued/1/edition.json 中同名的文件摘要不同。这个文件的摘要：{known}\n");
    assert_eq!((code, stderr), (1, expected));
    let (code, _, stderr) = told(folder, &["absent.pdf"]);
    assert_eq!((code, stderr.as_str()), (2, "there is no folder or file absent.pdf\n"));
}
