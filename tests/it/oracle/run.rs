//! Runs the program on a workspace and reads what it wrote.

use super::compare::differences;
use super::compute::figures;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The sample workspace.
pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// Runs `hongtou build --only data`.
fn build(workspace: &Path, out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hongtou"))
        .args(["build", "--only", "data", "--workspace"])
        .arg(workspace)
        .arg("--out")
        .arg(out)
        .output()
        .expect("the program starts")
}

/// Builds the figures of a workspace and returns the `results.json`, or what the program said.
pub(crate) fn results(workspace: &Path) -> Result<Value, String> {
    let out = tempfile::tempdir().expect("a temporary folder");
    let output = build(workspace, out.path());
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {said}", output.status));
    }
    let documents = fs::read_to_string(workspace.join("documents.toml")).expect("documents.toml");
    let documents: toml::Table = documents.parse().expect("documents.toml is TOML");
    let name = documents["files"]["figures"].as_str().expect("a file name");
    let text = fs::read_to_string(out.path().join(name)).map_err(|e| format!("{name}: {e}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))
}

/// The differences between the program and the oracle on one workspace.
pub(crate) fn check(workspace: &Path) -> Vec<String> {
    match (figures(workspace), results(workspace)) {
        (Ok(figures), Ok(results)) => differences(&figures, &results),
        (Ok(_), Err(said)) => vec![format!("the program refuses what the oracle accepts: {said}")],
        (Err(error), _) => vec![format!("the oracle refuses the workspace: {error}")],
    }
}

/// The first lines of a list, and how many were left off.
pub(crate) fn first(lines: &[String], most: usize) -> String {
    let text = lines[..lines.len().min(most)].join("\n  ");
    match lines.len().saturating_sub(most) {
        0 => text,
        more => format!("{text}\n  … and {more} more"),
    }
}
