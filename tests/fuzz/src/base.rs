//! A small sound workspace, files of which the inputs replace.

use std::collections::BTreeMap;
use std::fs;

use hongtou::diag::Diagnostics;
use hongtou::paths::is_portable;
use hongtou::source::{Sources, is_spreadsheet};

/// Files by path.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

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
pub(super) fn files() -> Files {
    BASE.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect()
}

/// Files as the program reads them: written into a folder, and read from there. Spreadsheets are left out: the program has
/// them read by another process, and this one is not the program.
pub(super) fn sources(files: &Files, diagnostics: &mut Diagnostics) -> Option<Sources> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files.iter().filter(|(path, _)| is_portable(path) && !is_spreadsheet(path)) {
        let full = folder.path().join(path);
        // A file may stand in the way of a folder, and a folder in the way of a file.
        if full.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok()) {
            let _ = fs::write(full, bytes);
        }
    }
    Sources::read(folder.path(), diagnostics).ok()
}

/// The input in so many parts, each up to a line `====`; what is absent is blank.
pub(super) fn parts<const N: usize>(input: &[u8]) -> [Vec<u8>; N] {
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
pub(super) fn check_places(sources: &Sources, diagnostics: &Diagnostics) {
    for diagnostic in diagnostics.sorted() {
        for span in &diagnostic.labels {
            assert!(span.start() <= span.end(), "{diagnostic:?}");
            let _ = sources.slice(*span);
            let _ = sources.place(*span);
        }
        for lang in [hongtou::lang::Lang::Zh, hongtou::lang::Lang::En] {
            assert!(!hongtou::report::text(&diagnostic.problem, lang).message.is_empty(), "{diagnostic:?}");
        }
    }
}
