//! A small sound workspace, files of which the inputs replace.

use std::collections::BTreeMap;
use std::path::Path;

use hongtou::diag::Diagnostics;
use hongtou::source::{Sources, embedded};

/// Files by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Files of `tests/errors/base` by path.
macro_rules! base {
    ($($path:literal)*) => { [$(($path, include_bytes!(concat!("../../errors/base/", $path)) as &[u8])),*] };
}

/// The small workspace of the golden cases.
const BASE: [(&str, &[u8]); 12] = base! {
    "scheme.toml" "documents.toml" "units.csv" "indicators.csv" "aliases.csv" "numbers.csv"
    "scores/评分.csv" "scores/达标.csv" "scores/评价.csv" "scores/宣传.csv" "scores/失信.csv" "scores/排名.csv"
};

/// The small workspace.
pub(crate) fn files() -> Files {
    BASE.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect()
}

/// Files as the program reads them, over the templates that it carries.
pub(crate) fn sources(files: Files, diagnostics: &mut Diagnostics) -> Sources {
    let mut sources = Sources::default();
    for (path, bytes) in embedded::templates() {
        sources.replace(Path::new("data"), &format!("templates/{path}"), bytes.to_vec(), diagnostics);
    }
    for (path, bytes) in files {
        sources.replace(Path::new("data"), &path, bytes, diagnostics);
    }
    sources
}

/// The input in so many parts, each up to a line `====`; what is absent is blank.
pub(crate) fn parts<const N: usize>(input: &[u8]) -> [Vec<u8>; N] {
    const MARK: &[u8] = b"\n====\n";
    let mut rest = input;
    std::array::from_fn(|at| {
        let end = rest.windows(MARK.len()).position(|window| window == MARK && at + 1 < N);
        let part = &rest[..end.unwrap_or(rest.len())];
        rest = end.map_or(&[], |end| &rest[end + MARK.len()..]);
        part.to_vec()
    })
}

/// Checks that every place of a problem is in its file.
pub(crate) fn check_places(sources: &Sources, diagnostics: &Diagnostics) {
    for diagnostic in diagnostics.sorted() {
        for span in &diagnostic.labels {
            assert!(span.start <= span.end, "{diagnostic:?}");
            let _ = sources.slice(*span);
            let _ = sources.place(*span);
        }
        for lang in [hongtou::lang::Lang::Zh, hongtou::lang::Lang::En] {
            assert!(!hongtou::report::text(&diagnostic.problem, lang).message.is_empty(), "{diagnostic:?}");
        }
    }
}
