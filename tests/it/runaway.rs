//! Templates that a workspace brings: whatever they do, the program ends within its limits, says why, and nothing is half
//! done.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::{Run, done, files, hongtou, hongtou_with, small};

/// Limits that are reached quickly.
const LIMITS: [(&str, &str); 2] = [("HONGTOU_SECONDS", "3"), ("HONGTOU_MEMORY", "1024")];
/// A layout without an end.
const ENDLESS: &str = "#for a in range(100000) { for b in range(100000) { } }\n";

/// Puts a template into the workspace.
fn bring(folder: &Path, path: &str, text: &str) {
    let path = folder.join("data/templates").join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
    fs::write(path, text).expect("a template is written");
}

/// Runs a command within the limits; it must come to its end in time and without a trace of a crash.
fn limited(folder: &Path, arguments: &[&str]) -> Run {
    let begin = Instant::now();
    let run = hongtou_with(folder, arguments, &LIMITS);
    assert!(begin.elapsed() < Duration::from_mins(1), "{:?}", begin.elapsed());
    for trace in ["panicked", "RUST_BACKTRACE", "overflowed", "memory allocation", ".rs:"] {
        assert!(!run.stderr.contains(trace), "{trace} in:\n{}", run.stderr);
    }
    run
}

/// Templates, the file each stands in, and what is said of it.
fn hostile() -> Vec<(&'static str, &'static str, String, &'static str)> {
    let deep =
        |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(200_000), close.repeat(200_000));
    let letter = "letter.typ";
    let wording = "wording/letter.md.j2";
    vec![
        (
            "absolute path",
            letter,
            "#read(\"/etc/passwd\")".to_owned(),
            "there is no templates/etc/passwd; layouts read only",
        ),
        ("path upward", letter, "#read(\"../../../etc/passwd\")".to_owned(), "would escape the project root"),
        ("settings", letter, "#read(\"/../documents.toml\")".to_owned(), "would escape the project root"),
        ("package", letter, "#import \"@preview/cetz:0.2.0\"".to_owned(), "packages are not fetched"),
        ("plugin", letter, "#plugin(\"/etc/passwd\")".to_owned(), "layouts read only"),
        ("endless loop", letter, ENDLESS.to_owned(), "made no document for 3 seconds"),
        ("endless while", letter, "#let n = 0\n#while n < 1 { }".to_owned(), "loop seems to be infinite"),
        ("endless call", letter, "#let f(n) = f(n + 1)\n#f(0)".to_owned(), "maximum function call depth exceeded"),
        ("long list", letter, "#let a = range(4000000000)".to_owned(), "more than 1024 MiB of memory"),
        ("long text", letter, "#let a = \"x\" * 8000000000".to_owned(), "more than 1024 MiB of memory"),
        (
            "doubled text",
            letter,
            "#let a = \"x\"\n#for i in range(40) { a = a + a }".to_owned(),
            "stopped, nothing was made",
        ),
        ("deep brackets", letter, format!("#{}", deep("(", "1", ")")), "maximum parsing depth exceeded"),
        ("deep content", letter, deep("#[", "a", "]"), "maximum parsing depth exceeded"),
        ("long sum", letter, format!("#(1{})", " + 1".repeat(200_000)), "nest too deeply"),
        ("long path", letter, format!("#a{}", ".b".repeat(200_000)), "nest too deeply"),
        ("deep negation", wording, format!("{{{{ {}year }}}}", "not ".repeat(200_000)), "nest too deeply"),
        ("deep sign", wording, format!("{{{{ {}1 }}}}", "-".repeat(200_000)), "nest too deeply"),
        ("long sum of words", wording, format!("{{{{ year{} }}}}", " ~ 1".repeat(200_000)), "nest too deeply"),
        ("many filters", wording, format!("{{{{ year{} }}}}", "|string".repeat(200_000)), "nest too deeply"),
        ("deep parentheses", wording, format!("{{{{ {} }}}}", deep("(", "1", ")")), "maximum recursion limits"),
        ("deep conditions", wording, deep("{% if 1 %}", "甲", "{% endif %}"), "maximum recursion limits"),
        ("other file", wording, "{% include \"/etc/passwd\" %}".to_owned(), "non-existing template"),
        ("itself", wording, "{% include \"templates/wording/letter.md.j2\" %}".to_owned(), "could not render include"),
        (
            "macro of itself",
            wording,
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}".to_owned(),
            "recursion limit exceeded",
        ),
        (
            "long loop",
            wording,
            "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}".to_owned(),
            "comes to no end",
        ),
        ("repeated text", wording, "{{ \"甲\" * 8000000000 }}".to_owned(), "comes to no end"),
        (
            "doubled words",
            wording,
            format!("{{% set a = \"甲甲甲甲\" %}}{}{{{{ a }}}}", "{% set a = a ~ a %}".repeat(40)),
            "comes to no end",
        ),
        ("joined ranges", wording, "{{ range(100000)|join(range(100000)|join) }}".to_owned(), "comes to no end"),
        ("deep quotations", wording, format!("{}甲", "> ".repeat(100_000)), "has no form in an official document"),
    ]
}

#[test]
fn templates_that_do_harm_are_refused_and_nothing_is_written() {
    let folder = small();
    done(folder.path(), "build");
    let honest = files(&folder.path().join("out"));
    for (name, path, text, reason) in hostile() {
        bring(folder.path(), path, &text);
        let run = limited(folder.path(), &["build", "--only", "letters", "--jobs", "1"]);
        assert_eq!(run.code, 1, "{name}: {}", run.stderr);
        // On a machine that has much else to do, the limit of time may be reached first.
        let told = run.stderr.contains(reason) || run.stderr.contains("made no document for 3 seconds");
        assert!(told, "{name}: {}", run.stderr);
        assert!(run.stderr.len() < 10_000, "{name}: {} bytes", run.stderr.len());
        assert_eq!(run.stdout, "", "{name}");
        assert!(files(&folder.path().join("out")) == honest, "{name} changed the documents");
        fs::remove_dir_all(folder.path().join("data/templates")).expect("the template is removed");
    }
}

#[test]
fn a_folder_made_for_documents_that_never_came_is_not_left() {
    let folder = small();
    bring(folder.path(), "letter.typ", ENDLESS);
    let run = limited(folder.path(), &["build", "--out", "new/out"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(!folder.path().join("new").exists());
}

#[test]
fn an_issue_with_endless_templates_issues_nothing() {
    let folder = small();
    bring(folder.path(), "letter.typ", ENDLESS);
    let before = files(folder.path());
    let run = limited(folder.path(), &["issue", "letters", "--date", "2022-01-20"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("made no document for 3 seconds"), "{}", run.stderr);
    assert!(files(folder.path()) == before);
    fs::remove_dir_all(folder.path().join("data/templates")).expect("the template is removed");
    done(folder.path(), "issue letters --date 2022-01-20");
}

#[test]
fn honest_templates_are_carried_out_to_the_same_bytes_and_words() {
    let (plain, own) = (small(), small());
    let layout = fs::read_to_string(crate::support::root().join("templates/letter.typ")).expect("the layout");
    bring(own.path(), "letter.typ", &layout);
    for arguments in [
        &["build"][..],
        &["build"],
        &["plan", "--format", "json"],
        &["check", "--lang", "zh"],
        &["check", "--format", "json"],
        &["build", "--unit", "青山"],
        &["issue", "method", "--date", "2021-10-02"],
        &["build", "--draft"],
    ] {
        let (expected, found) = (hongtou(plain.path(), arguments), hongtou_with(own.path(), arguments, &LIMITS));
        assert_eq!(
            (found.code, found.stdout, found.stderr),
            (expected.code, expected.stdout, expected.stderr),
            "{arguments:?}"
        );
    }
    let documents = |folder: &Path| {
        let mut all = files(&folder.join("out"));
        all.remove("manifest.json");
        all
    };
    assert!(documents(plain.path()) == documents(own.path()));
}

#[test]
fn patterns_that_compute_count_as_templates_and_plain_ones_do_not() {
    let tiny = [("HONGTOU_MEMORY", "1")];
    let folder = small();
    let method = ["build", "--only", "method"];
    assert_eq!(hongtou_with(folder.path(), &method, &tiny).code, 0, "nothing needs another process");
    crate::support::edit(
        folder.path(),
        "data/documents.toml",
        "{{ year }}年度|{{ work }}|考核办法",
        "{{ year ~ '' }}年度|{{ work }}|考核办法",
    );
    assert_eq!(hongtou(folder.path(), &["check"]).code, 0);
    let run = hongtou_with(folder.path(), &["build", "--only", "method", "--out", "other"], &tiny);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("[runaway-template]") && run.stderr.contains("documents.toml"), "{}", run.stderr);
}
