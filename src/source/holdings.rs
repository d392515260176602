//! What lies in a folder, held against the digests of what should lie there.

use std::collections::BTreeMap;
use std::io::ErrorKind as K;
use std::path::Path;

use serde::Serialize;

use super::{ReadError, read};
use crate::digest::digest;

/// The files of a folder by what became of them, as paths with `/`, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Holdings {
    /// How many are as they should be.
    pub sound: usize,
    /// Those that are not there.
    pub missing: Vec<String>,
    /// Those with other bytes.
    pub changed: Vec<String>,
    /// Those that nobody asked for.
    pub foreign: Vec<String>,
}

impl Holdings {
    /// Holds the files below a folder against the digests wanted, by path below it.
    ///
    /// # Errors
    /// If the folder or a file cannot be read.
    pub fn of(root: &Path, wanted: &BTreeMap<String, &str>) -> Result<Self, ReadError> {
        let mut holdings = Self::default();
        for (path, known) in wanted {
            match read(&root.join(path)) {
                Ok(bytes) if digest(&bytes) == **known => holdings.sound += 1,
                Ok(_) => holdings.changed.push(path.clone()),
                Err(failure) => match failure.error.kind() {
                    K::NotFound | K::NotADirectory | K::IsADirectory => holdings.missing.push(path.clone()),
                    _ => return Err(failure),
                },
            }
        }
        walk(root, "", &mut |path| {
            if !wanted.contains_key(&path) {
                holdings.foreign.push(path);
            }
        })?;
        holdings.foreign.sort();
        Ok(holdings)
    }

    /// Whether everything wanted is there as it should be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.missing.is_empty() && self.changed.is_empty()
    }
}

/// Hands over every file below a folder; links are files, whatever they lead to.
fn walk(root: &Path, folder: &str, found: &mut dyn FnMut(String)) -> Result<(), ReadError> {
    let full = root.join(folder);
    let failed = |error| ReadError { path: full.clone(), error };
    for entry in std::fs::read_dir(&full).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = format!("{folder}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(root, &format!("{path}/"), found)?;
        } else {
            found(path);
        }
    }
    Ok(())
}
