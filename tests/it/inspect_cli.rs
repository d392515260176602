//! `inspect` and `build --inspect`: exit codes, both formats, both languages, names of files, limits.

use std::fs;
use std::path::Path;

use hongtou::inspect::Id;
use hongtou::lang::Lang;
use hongtou::report::inspection::requirement;
use serde_json::Value;
use tempfile::TempDir;

use crate::hostile::{Objects, gibibyte};
use crate::support::{copy, edit, hongtou, root, sample};

/// The method of a workspace whose figures are those of the standard.
const METHOD: &str = "out/考核办法/考核办法.pdf";

/// A folder with the sample and its method.
fn with_method() -> TempDir {
    let folder = sample();
    let run = hongtou(folder.path(), &["build", "--only", "method"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    folder
}

/// A page in A5.
fn small_page() -> Vec<u8> {
    let mut objects = Objects::page("", b"");
    objects.0[2] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]>>".to_vec();
    objects.bytes()
}

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).expect("a file");
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

#[test]
fn the_exit_code_is_that_of_the_worst_file_and_all_are_printed_in_order() {
    let folder = with_method();
    let run = hongtou(folder.path(), &["inspect", METHOD]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(run.stdout.contains("0 fail, "), "{}", run.stdout);

    put(folder.path(), "small.pdf", &small_page());
    let run = hongtou(folder.path(), &["inspect", "small.pdf", METHOD]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""), "{}", run.stdout);
    assert!(run.stdout.contains("fail  P01  5.1  paper A4, 210 mm × 297 mm\n      found 148.2 × 209.9 mm; required"));
    let place = |text: &str| run.stdout.find(text).unwrap_or_else(|| panic!("{text} is not in {}", run.stdout));
    assert!(place("small.pdf: no head, 1 page\n") < place(&format!("{METHOD}: general form, ")));
    assert!(run.stdout.ends_with("\n2 files: 0 pass, 1 with warnings, 1 fail, 0 could not be measured\n"));

    let run = hongtou(folder.path(), &["inspect", "absent.pdf", "small.pdf", METHOD]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.stderr,
        "error: cannot measure absent.pdf: there is no such file\n  \
         help: check the path; put a name with blanks in quotation marks\n"
    );
    assert!(run.stdout.contains("small.pdf: no head") && run.stdout.contains(METHOD), "{}", run.stdout);

    let run = hongtou(folder.path(), &["inspect"]);
    assert_eq!(run.code, 2);
}

#[test]
fn every_row_is_told_with_clause_requirement_value_tolerance_and_page() {
    let folder = with_method();
    let run = hongtou(folder.path(), &["inspect", METHOD]);
    for line in [
        "pass  clause        requirement                         found               required          page\n",
        "H04   7.2.4         发文机关标志 (mark): upper edge     72 mm               72 mm ± 1         1\n",
        "warn  H05  7.2.4  发文机关标志 (mark): centred, red, 小标宋\n",
        "a similar face stands in; page 1\n",
        "not applicable: H01, H02",
    ] {
        assert!(run.stdout.contains(line), "{line} is not in {}", run.stdout);
    }
    for id in Id::ALL {
        assert!(run.stdout.contains(id.row().name), "{} is not told", id.row().name);
        let (zh, en) = (requirement(id, Lang::Zh), requirement(id, Lang::En));
        assert!(zh.contains(is_han), "not Chinese: {zh}");
        assert!(en.split(|c: char| !c.is_ascii_lowercase()).any(|word| word.len() > 1), "not English: {en}");
        assert!(!en.contains(['，', '。', '；']) || en.contains("ending in "), "Chinese punctuation: {en}");
    }
    let run = hongtou(folder.path(), &["inspect", METHOD, "--lang", "zh"]);
    for line in ["提示  H05  7.2.4  发文机关标志居中，红色，小标宋\n", "合格  条款          要求 ", "不适用：H01, H02"]
    {
        assert!(run.stdout.contains(line), "{line} is not in {}", run.stdout);
    }
}

#[test]
fn the_two_languages_do_not_mix() {
    let folder = with_method();
    put(folder.path(), "small.pdf", &small_page());
    put(folder.path(), "text.pdf", b"no PDF");
    let files = ["inspect", METHOD, "small.pdf", "text.pdf", "absent.pdf", "out", "--lang"];
    let text = |lang: &str| {
        let run = hongtou(folder.path(), &[&files[..], &[lang]].concat());
        assert_eq!(run.code, 2);
        run.stdout + &run.stderr
    };
    let (zh, en) = (text("zh"), text("en"));
    for word in ["实测", "应为", "办法：", "合格", "提示", "未测量", "无法测量", "页\n"] {
        assert!(zh.contains(word), "{word} is not in {zh}");
        assert!(!en.contains(word), "{word} is in {en}");
    }
    for word in ["found", "required", "help:", "pass", "warn", "not measured", "cannot measure", "page "] {
        assert!(en.contains(word), "{word} is not in {en}");
        assert!(!zh.contains(word), "{word} is in {zh}");
    }
    let wide = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() > 110;
    let lines = zh.lines().chain(en.lines()).filter(|line| !line.starts_with(['错', 'e']));
    let wide: Vec<&str> = lines.filter(|line| wide(line)).collect();
    assert!(wide.is_empty(), "wider than a terminal: {wide:?}");
}

#[test]
fn a_file_that_cannot_be_measured_is_told_why_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::copy(root().join("tests/inspect/encrypted.pdf"), folder.path().join("encrypted.pdf")).expect("a copy");
    put(folder.path(), "text.pdf", b"no PDF");
    for (file, message) in [
        ("encrypted.pdf", "it is encrypted\n  help: remove the password first, "),
        ("text.pdf", "it is no PDF, or is broken\n  help: open it in a PDF viewer"),
        ("absent.pdf", "there is no such file\n  help: check the path"),
        (".", "it is a folder\n  help: name the PDFs in it"),
    ] {
        let run = hongtou(folder.path(), &["inspect", file]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        let expected = format!("error: cannot measure {file}: {message}");
        assert!(run.stderr.starts_with(&expected), "{expected} is not {}", run.stderr);
    }
}

#[test]
fn pages_that_are_pictures_are_told_as_such() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut scan = Objects::page("/XObject<</I 5 0 R>>", b"595.276 0 0 841.89 0 0 cm /I Do");
    scan.0[2] = scan.0[2].clone();
    scan.stream("/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", b"x");
    put(folder.path(), "scan.pdf", &scan.bytes());
    let run = hongtou(folder.path(), &["inspect", "scan.pdf"]);
    assert!(run.stdout.contains("no text: the pages are pictures or blank"), "{}", run.stdout);
    let run = hongtou(folder.path(), &["inspect", "scan.pdf", "--format", "json", "--lang", "zh"]);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert!(report["files"][0]["message"].as_str().expect("a message").starts_with("没有文字"));
    assert_eq!(report["files"][0]["figures"]["body_size"], Value::Null);
}

#[test]
fn odd_names_of_files_are_taken_as_they_are_and_printed_without_harm() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["关于 印发的通知.pdf", "-x.pdf", "-", "--form"] {
        put(folder.path(), name, &small_page());
        let run = hongtou(folder.path(), &["inspect", "--", name]);
        assert_eq!((run.code, run.stderr.as_str()), (1, ""), "{name}");
        assert!(run.stdout.starts_with(&format!("{name}: no head, 1 page\n")), "{}", run.stdout);
    }
    let name = "a\u{1b}[31m\nb\u{202e}.pdf";
    for format in ["text", "json"] {
        let run = hongtou(folder.path(), &["inspect", name, "--format", format]);
        assert_eq!(run.code, 2);
        let printed = run.stdout + &run.stderr;
        assert!(!printed.contains(['\u{1b}', '\u{202e}']) && !printed.contains("\nb"), "{printed:?}");
    }
}

#[test]
fn nothing_in_a_file_commands_the_terminal() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut objects = Objects::page("/Font<</T 5 0 R>>", b"BT /T 12 Tf (abc) Tj ET");
    objects.add("<</Type/Font/Subtype/Type1/BaseFont/X#1b#5b31m#0a#c2#9b31m#e2#80#ae>>");
    put(folder.path(), "font.pdf", &objects.bytes());
    for format in ["text", "json"] {
        let run = hongtou(folder.path(), &["inspect", "font.pdf", "--format", format]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stdout.contains("[31m"), "the name is not told: {}", run.stdout);
        assert!(!run.stdout.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{:?}", run.stdout);
    }
}

#[test]
fn limits_can_be_set_and_are_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut endless = Objects::page("/XObject<</F 5 0 R>>", b"/F Do");
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F 5 0 R>>>>";
    endless.stream(form, b"/F Do /F Do");
    put(folder.path(), "endless.pdf", &endless.bytes());
    let run = hongtou(folder.path(), &["inspect", "endless.pdf", "--seconds", "1"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("it was not measured within 1 s\n  help: "), "{}", run.stderr);

    let mut heavy = Objects::page("", b"");
    heavy.0.pop();
    heavy.stream("/Filter/FlateDecode", &gibibyte());
    put(folder.path(), "heavy.pdf", &heavy.bytes());
    if cfg!(target_os = "linux") {
        let run = hongtou(folder.path(), &["inspect", "heavy.pdf", "--memory", "512"]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("it needs more than 512 MiB of memory\n  help: "), "{}", run.stderr);
    }
    assert_eq!(hongtou(folder.path(), &["inspect", "heavy.pdf", "--memory", "1"]).code, 2);
}

#[test]
fn the_command_for_the_other_process_is_not_shown() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for lang in ["zh", "en"] {
        let help = hongtou(folder.path(), &["--help", "--lang", lang]).stdout;
        assert!(help.contains("  inspect ") && !help.contains("inspect-one"), "{help}");
    }
}

#[test]
fn json_is_as_its_schema_says() {
    let folder = with_method();
    put(folder.path(), "small.pdf", &small_page());
    let run = hongtou(folder.path(), &["inspect", METHOD, "small.pdf", "absent.pdf", "--format", "json"]);
    assert_eq!(run.code, 2);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let schema = fs::read_to_string(root().join("src/report/inspection.schema.json")).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    conforms(&report, &schema, &schema, "report");
    let outcomes: Vec<&Value> =
        report["files"].as_array().expect("files").iter().map(|file| &file["outcome"]).collect();
    assert_eq!(outcomes, ["warn", "fail", "unreadable"]);
    let ids = schema["$defs"]["finding"]["properties"]["id"]["enum"].as_array().expect("the rows").clone();
    assert_eq!(ids, Id::ALL.map(|id| Value::from(id.row().name)), "the schema names the rows of the checklist");
    for file in &report["files"].as_array().expect("files")[..2] {
        let findings = file["findings"].as_array().expect("findings");
        assert_eq!(findings.iter().map(|finding| finding["id"].clone()).collect::<Vec<_>>(), ids);
    }
    let mark = report["files"][0]["findings"].as_array().expect("findings").iter().find(|row| row["id"] == "H04");
    let mark = mark.expect("the row of the mark");
    assert_eq!((&mark["clause"], &mark["strength"], &mark["verdict"]), (&"7.2.4".into(), &"M".into(), &"pass".into()));
    assert_eq!((&mark["expected"]["unit"], &mark["expected"]["value"]), (&"mm".into(), &72.0.into()));
}

/// Holds a value against a schema, of which only the keywords in use are known.
fn conforms(value: &Value, schema: &Value, root: &Value, at: &str) {
    if let Some(problem) = deviation(value, schema, root, at) {
        panic!("{problem}");
    }
}

fn deviation(value: &Value, schema: &Value, root: &Value, at: &str) -> Option<String> {
    for (keyword, rule) in schema.as_object().expect("a schema is an object") {
        let wrong = match keyword.as_str() {
            "$ref" => {
                let name = rule.as_str().and_then(|rule| rule.strip_prefix("#/$defs/")).expect("a reference");
                deviation(value, &root["$defs"][name], root, at)
            }
            "type" => {
                let listed = rule.as_array().map_or_else(|| vec![rule.clone()], Clone::clone);
                let is = |kind: &Value| match kind.as_str().expect("a type") {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "number" => value.is_number(),
                    "integer" => value.is_u64(),
                    "null" => value.is_null(),
                    other => panic!("the type {other} is not known here"),
                };
                (!listed.iter().any(is)).then(|| format!("{at}: {value} is no {rule}"))
            }
            "const" => (value != rule).then(|| format!("{at}: {value} is not {rule}")),
            "enum" => {
                let known = rule.as_array().expect("a list").contains(value);
                (!known).then(|| format!("{at}: {value} is none of {rule}"))
            }
            "oneOf" => {
                let fits = |choice: &&Value| deviation(value, choice, root, at).is_none();
                let fitting = rule.as_array().expect("a list").iter().filter(fits).count();
                (fitting != 1).then(|| format!("{at}: {value} fits {fitting} of {rule}"))
            }
            "required" => {
                let missing =
                    rule.as_array().expect("a list").iter().find(|key| value.get(key.as_str().unwrap_or("")).is_none());
                missing.map(|key| format!("{at}: no {key}"))
            }
            "properties" => value.as_object().and_then(|members| {
                members.iter().find_map(|(key, member)| match rule.get(key) {
                    Some(rule) => deviation(member, rule, root, &format!("{at}.{key}")),
                    None => Some(format!("{at}: {key} is not in the schema")),
                })
            }),
            "items" => value.as_array().and_then(|items| {
                let of = |(place, item)| deviation(item, rule, root, &format!("{at}[{place}]"));
                items.iter().enumerate().find_map(of)
            }),
            "additionalProperties" | "description" | "title" | "$schema" | "$defs" => None,
            other => panic!("the keyword {other} is not known here"),
        };
        if wrong.is_some() {
            return wrong;
        }
    }
    None
}

#[test]
fn a_build_that_is_measured_says_so_and_measures_what_is_there_already() {
    let folder = sample();
    let arguments = ["build", "--only", "method", "--unit", "发改委", "--only", "letters", "--inspect"];
    let run = hongtou(folder.path(), &["build", "--only", "method", "--inspect"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.starts_with("measured 1 PDF: none fails; documents with warnings: B02 × 1, "), "{}", run.stderr);
    let again = hongtou(folder.path(), &["build", "--only", "method", "--inspect"]);
    assert_eq!((again.code, &again.stderr), (0, &run.stderr));
    assert_eq!(again.stdout, "done: 0 new, 0 updated, 1 unchanged, 0 removed (out)\n");
    let chinese = hongtou(folder.path(), &[&arguments[..], &["--lang", "zh"]].concat());
    assert_eq!(chinese.code, 0, "{}", chinese.stderr);
    assert!(chinese.stderr.starts_with("测量了2个 PDF，没有不合格的；有提示的文件数：B02 × 2"), "{}", chinese.stderr);
}

#[test]
fn a_build_that_fails_its_measurement_changes_nothing_even_if_the_file_is_there() {
    let folder = sample();
    copy(&root().join("tests/errors/not-conforming/overlay"), &folder.path().join("data"));
    let run = hongtou(folder.path(), &["build", "--only", "results"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = hongtou(folder.path(), &["build", "--only", "results", "--inspect"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.starts_with("error[not-conforming]: 结果通报/考核结果通报.pdf does not conform: P11\n"),
        "{}",
        run.stderr
    );
    edit(folder.path(), "data/templates/results.typ", "blue", "black");
    let run = hongtou(folder.path(), &["build", "--only", "results", "--inspect"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}
