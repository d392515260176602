//! Every change of the file system, one function each: all are counted, and can be made to fail.
//!
//! For tests, the environment variable `HONGTOU_FAULT` names the one that fails: `abort:7` ends the process just before
//! the seventh change, `error:7:full` lets the seventh fail as on a full disk (`denied`, `busy` likewise).

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many changes there were.
static COUNT: AtomicUsize = AtomicUsize::new(0);
/// Which one fails, and how.
static FAULT: OnceLock<Option<(usize, Fault)>> = OnceLock::new();

/// How a change is made to fail.
#[derive(Clone, Copy)]
enum Fault {
    Abort,
    Error(ErrorKind),
}

fn fault() -> Option<(usize, Fault)> {
    let text = std::env::var("HONGTOU_FAULT").ok()?;
    let mut parts = text.split(':');
    let kind = parts.next()?;
    let at = parts.next()?.parse().ok()?;
    let fault = match (kind, parts.next()) {
        ("abort", _) => Fault::Abort,
        (_, Some("full")) => Fault::Error(ErrorKind::StorageFull),
        (_, Some("denied")) => Fault::Error(ErrorKind::PermissionDenied),
        _ => Fault::Error(ErrorKind::ResourceBusy),
    };
    Some((at, fault))
}

/// Counts a change that is about to be made.
fn step() -> io::Result<()> {
    let count = COUNT.fetch_add(1, Ordering::SeqCst) + 1;
    match FAULT.get_or_init(fault) {
        Some((at, Fault::Abort)) if *at == count => std::process::abort(),
        Some((at, Fault::Error(kind))) if *at == count => Err((*kind).into()),
        _ => Ok(()),
    }
}

/// Writes a new file and waits until it is on the disk.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, |file| file.write_all(bytes))
}

/// Has a new file written, and waits until it is on the disk.
pub(super) fn write_with<T>(path: &Path, write: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
    step()?;
    let mut file = File::create(path)?;
    step()?;
    let written = write(&mut file)?;
    step()?;
    file.sync_all()?;
    Ok(written)
}

/// Moves a file.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// Gives a file a second name, or makes a copy of it where there can be none.
pub(super) fn keep(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    // A copy has its name only when it is whole.
    let part = to.with_extension("part");
    fs::copy(from, &part)?;
    fs::rename(part, to)
}

/// Removes a file that may be gone already.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    step()?;
    absent(fs::remove_file(path))
}

/// Makes a folder.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    step()?;
    fs::create_dir(path)
}

/// Makes a folder and those above it that are absent, and adds what it makes to `made`.
pub(super) fn make_folders(path: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let absent = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    let absent: Vec<&Path> = path.ancestors().take_while(absent).collect();
    for folder in absent.into_iter().rev() {
        match make_folder(folder) {
            Ok(()) => made.push(folder.to_owned()),
            // Another process was first.
            Err(_) if folder.is_dir() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Removes an empty folder.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    step()?;
    fs::remove_dir(path)
}

/// Removes a folder with all that is in it, if it is there.
pub(super) fn remove_all(path: &Path) -> io::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    step()?;
    absent(fs::remove_dir_all(path))
}

/// Waits until the names in a folder are on the disk; not every system can.
pub(super) fn settle(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn absent(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
