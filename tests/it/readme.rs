//! The READMEs are true: every command in them runs in a clone, in the order it stands there.

use std::fs;

use crate::support::{copy, hongtou, root};

/// The commands of a README, without those that need Cargo itself.
fn commands(text: &str) -> Vec<String> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = blocks.flat_map(str::lines).map(|line| line.replace("cargo run --release --", "hongtou"));
    lines.filter(|line| line != "cargo test --release").collect()
}

#[test]
fn every_command_of_both_readmes_runs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root().join("data"), &folder.path().join("data"));
    let [english, chinese] =
        ["README.md", "README.zh-CN.md"].map(|name| commands(&fs::read_to_string(root().join(name)).expect(name)));
    // What both show is run once.
    let others = chinese.iter().filter(|command| !english.contains(command));
    for command in english.iter().chain(others) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let Some(("hongtou", arguments)) = words.split_first().map(|(first, rest)| (*first, rest)) else {
            panic!("{command} is no command of the program");
        };
        let run = hongtou(folder.path(), arguments);
        assert_eq!(run.code, 0, "{command}\n{}", run.stderr);
    }
    assert!(english.len() >= 10);
    let chinese: Vec<String> = chinese.iter().map(|command| command.replace("--lang zh", "--lang en")).collect();
    assert_eq!(english, chinese, "the two READMEs show the same commands");
}

#[test]
fn every_file_that_a_readme_links_is_there() {
    for name in ["README.md", "README.zh-CN.md", "templates/README.md", "fonts/README.md"] {
        let path = root().join(name);
        let text = fs::read_to_string(&path).expect(name);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let there = match target.strip_prefix('#') {
                Some(anchor) => text.lines().any(|line| {
                    let heading = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
                    line.starts_with('#') && heading == anchor
                }),
                None => target.starts_with("http") || path.with_file_name(target).exists(),
            };
            assert!(there, "{name} links {target}, which is not there");
        }
    }
}

#[test]
fn help_is_there_in_both_languages() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let han = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    for command in [
        &[][..],
        &["build"],
        &["check"],
        &["correct"],
        &["correct", "change"],
        &["diff"],
        &["explain"],
        &["init"],
        &["inspect"],
        &["issue"],
        &["licenses"],
        &["plan"],
        &["print"],
        &["seal"],
        &["verify"],
    ] {
        let help = |lang| {
            let arguments: Vec<&str> = command.iter().copied().chain(["--help", "--lang", lang]).collect();
            hongtou(folder.path(), &arguments).stdout
        };
        let described = |text: &str| -> Vec<String> {
            let lines =
                text.lines().filter(|line| line.trim_start().starts_with("--") || line.trim_start().starts_with('-'));
            lines.map(str::to_owned).collect()
        };
        let (zh, en) = (help("zh"), help("en"));
        assert_eq!(described(&zh).len(), described(&en).len(), "{zh}\n{en}");
        assert!(zh.starts_with(|c: char| !c.is_ascii()), "{zh}");
        for line in zh.lines().filter(|line| line.starts_with("  ") && !line.trim().is_empty()) {
            assert!(han(line) || line.trim_start().starts_with("--"), "no Chinese in: {line}\n{zh}");
        }
    }
}
