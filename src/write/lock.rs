//! One process at a time changes a folder; several may read it.

use std::fs::File;
use std::io;
use std::path::Path;

/// The file that stands for the lock where folders themselves cannot be locked.
pub(super) const FILE: &str = ".hongtou.lock";

/// Locks a folder for this process alone; an error at once if another one holds it.
pub(super) fn exclusive(root: &Path) -> io::Result<File> {
    let lock = open(root)?;
    lock.try_lock()?;
    Ok(lock)
}

/// Locks a folder against changes by others.
pub(super) fn shared(root: &Path) -> io::Result<File> {
    let lock = open(root)?;
    lock.try_lock_shared()?;
    Ok(lock)
}

/// The same where nothing may be written.
pub(super) fn shared_as_found(root: &Path) -> io::Result<File> {
    let lock = File::open(if cfg!(unix) { root.to_owned() } else { root.join(FILE) })?;
    lock.try_lock_shared()?;
    Ok(lock)
}

#[cfg(unix)]
fn open(root: &Path) -> io::Result<File> {
    File::open(root)
}

/// A file in the folder stands for it: folders cannot be locked here.
#[cfg(not(unix))]
fn open(root: &Path) -> io::Result<File> {
    File::options().create(true).append(true).open(root.join(FILE))
}
