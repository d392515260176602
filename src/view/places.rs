//! Where documents lie: none in the place of another.

use std::collections::BTreeSet;

use super::{Document, Kind};
use crate::diag::{Diagnostics, Problem};
use crate::paths::MANIFEST;
use crate::validate::FilePatterns;

/// No two documents may have one file name, not even on file systems that ignore case, nor may one be the folder of
/// another or take the place of the manifest.
pub fn check_places(files: &FilePatterns, documents: &[&Document], diagnostics: &mut Diagnostics) {
    let folded: Vec<String> = documents.iter().map(|document| document.path.to_lowercase()).collect();
    let folders: BTreeSet<&str> =
        folded.iter().flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at])).collect();
    let mut seen = BTreeSet::from([MANIFEST]);
    for (document, path) in documents.iter().zip(&folded) {
        if !seen.insert(path) || folders.contains(path.as_str()) {
            let pattern = match document.kind {
                Kind::Method => &files.method,
                Kind::Results => &files.results,
                Kind::Letters => &files.letter,
                Kind::Correction => &files.correction,
                Kind::Attachments => &files.rules,
                Kind::Register => &files.register,
                Kind::Data => &files.figures,
            };
            diagnostics.at(pattern.span, Problem::FileNameClash { name: document.path.clone() });
        }
    }
}
