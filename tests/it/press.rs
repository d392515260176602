//! Typesets views with the layouts of the program, as they are or with changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use hongtou::diag::Diagnostics;
use hongtou::render::{Faces, Studio};
use hongtou::source::Sources;
use hongtou::view::Meta;
use serde::Deserialize;
use serde_json::Value;

use crate::support::root;

/// The examples of the package and the layouts that print them.
pub(crate) const EXAMPLES: [(&str, &str); 9] = [
    ("addressees-in-imprint", "method.typ"),
    ("attachment", "attachment.typ"),
    ("joint", "method.typ"),
    ("letter", "letter.typ"),
    ("method", "method.typ"),
    ("minutes", "minutes.typ"),
    ("order", "order.typ"),
    ("personal-seal", "method.typ"),
    ("results", "results.typ"),
];

/// A change of a layout: the text `old`, which stands there once, becomes `new`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Edit {
    file: String,
    old: String,
    new: String,
}

/// Where the examples lie.
pub(crate) fn examples() -> PathBuf {
    root().join("templates/gongwen/examples")
}

/// The view of an example.
pub(crate) fn example(name: &str) -> Value {
    let text = fs::read_to_string(examples().join(format!("{name}.json"))).expect("an example");
    serde_json::from_str(&text).expect("the example is JSON")
}

/// The PDFs that layouts make of views, or what the layout engine says against it.
pub(crate) fn typeset(jobs: &[(&str, Value)], edits: &[Edit]) -> Vec<Result<Vec<u8>, String>> {
    let workspace = tempfile::tempdir().expect("a folder");
    let mut changed: BTreeMap<&str, String> = BTreeMap::new();
    for Edit { file, old, new } in edits {
        let text = changed.entry(file).or_insert_with(|| {
            fs::read_to_string(root().join("templates").join(file)).unwrap_or_else(|_| panic!("no layout {file}"))
        });
        assert_eq!(text.matches(old.as_str()).count(), 1, "{file} must hold {old:?} once");
        *text = text.replace(old.as_str(), new);
    }
    for (file, text) in changed {
        let path = workspace.path().join("templates").join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a layout");
    }
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::read(workspace.path(), &mut diagnostics).expect("the workspace");
    let faces = Faces::open(&sources, &mut diagnostics);
    let studio = Studio::new(&sources, &faces, 1);
    let (next, made) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        while let Some((at, (layout, view))) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(at).map(|job| (at, job))
        } {
            let pdf = studio.typeset("test.pdf", layout, &view.to_string(), &meta(view));
            let pdf = pdf.map(|made| made.bytes).map_err(|problems| format!("{:?}", problems.sorted()));
            made.lock().expect("no thread panicked").insert(at, pdf);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        work();
    });
    made.into_inner().expect("no thread panicked").into_values().collect()
}

fn meta(view: &Value) -> Meta {
    let text = |key: &str| view["meta"][key].as_str().expect(key).to_owned();
    let part = |at: usize| u32::try_from(view["meta"]["date"][at].as_u64().expect("a number")).expect("a small number");
    Meta { title: text("title"), author: text("author"), date: (part(0).cast_signed(), part(1), part(2)) }
}
