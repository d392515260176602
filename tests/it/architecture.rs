//! The architecture as `src/lib.rs` tells it, held against the code.

use std::fs;
use std::path::Path;

use crate::support::root;

/// The modules in the order of `src/lib.rs`; those that wire the others are last.
fn modules() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs");
    text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("a source file")));
        }
    }
    found
}

#[test]
fn a_module_imports_only_from_those_before_it() {
    let modules = modules();
    let mut wrong = Vec::new();
    for (place, module) in modules.iter().enumerate().filter(|(_, module)| *module != "run") {
        let folder = root().join("src").join(module);
        let mut files = if folder.is_dir() { sources(&folder) } else { Vec::new() };
        let path = root().join("src").join(format!("{module}.rs"));
        if let Ok(text) = fs::read_to_string(&path) {
            files.push((path.display().to_string(), text));
        }
        assert!(!files.is_empty(), "{module} has no source");
        for (path, text) in files {
            for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for (_, rest) in line.match_indices("crate::").map(|(at, found)| (at, &line[at + found.len()..])) {
                    let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    let used_place = modules.iter().position(|known| *known == used);
                    if used_place.is_none_or(|used_place| used_place > place) {
                        wrong.push(format!("{path}: {}", line.trim()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the flow:\n{}", wrong.join("\n"));
}

#[test]
fn only_render_knows_typst_and_only_report_prints() {
    for (path, text) in sources(&root().join("src")) {
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let path = path.replace('\\', "/");
        assert!(path.contains("/render/") || !code.contains("typst::"), "{path} knows typst");
        let prints = code.contains("std::io::stdout()") || code.contains("std::io::stderr()");
        assert!(path.contains("/report/") || path.contains("/cli/") || !prints, "{path} prints");
    }
}
