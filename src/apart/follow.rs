//! Has a command that trusts what it has from others too far carried out by a process of its own, which is heard as it
//! speaks.

use std::ffi::OsString;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use super::{FRUGAL, LONGEST_COMPLAINT, NO_MEMORY, SIGKILL, read, signal};

/// The variable by which a process learns that another one listens to it; what it holds the two agree upon.
pub const VARIABLE: &str = "HONGTOU_APART";

/// How much is read at once, bytes.
const PIECE: usize = 64 << 10;
/// What the standard library says when the stack is full.
const NO_STACK: &str = "has overflowed its stack";

/// Why a process came to no end of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The system does not let it start.
    NotStarted(String),
    /// It said nothing for as long as it may.
    OutOfTime,
    /// It needs more memory.
    OutOfMemory,
    /// Something nests too deeply for its stack.
    TooDeep,
    /// It broke off for another reason.
    Crashed,
}

/// How long the next piece of what a process says may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// As long as pieces may take.
    Soon,
    /// As long as it likes.
    Sometime,
}

/// Calls this program with some arguments, with `told` in [`VARIABLE`], and hands over what it says on standard output
/// piece by piece as it comes; gives its exit code. It is ended if it says nothing for longer than `silence`.
///
/// # Errors
/// If it comes to no end of its own.
pub fn follow(
    arguments: &[OsString],
    told: &str,
    silence: Duration,
    mut hear: impl FnMut(&[u8]) -> Next,
) -> Result<i32, End> {
    let mut child = start(arguments, told).map_err(|error| End::NotStarted(error.to_string()))?;
    let (output, complaint) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        // A process that says more than is heard has to wait.
        let (sender, receiver) = sync_channel(4);
        scope.spawn(move || output.map(|output| pieces(output, &sender)));
        let complaint =
            scope.spawn(move || complaint.map(|output| read(output, LONGEST_COMPLAINT)).unwrap_or_default());
        let mut next = Next::Soon;
        loop {
            let piece = match next {
                Next::Soon => receiver.recv_timeout(silence),
                Next::Sometime => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match piece.map(|piece: Vec<u8>| hear(&piece)) {
                Ok(wait) => next = wait,
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(End::OutOfTime);
                }
            }
        }
        let status = child.wait().map_err(|_| End::Crashed)?;
        ended(status, &complaint.join().unwrap_or_default())
    })
}

/// Gives this process so many MiB of memory, and forbids it to leave them behind. Where the system cannot do that, only
/// the clock is watched, by who called.
pub fn confine(memory: u64) {
    #[cfg(unix)]
    for (resource, most) in [(rlimit::Resource::AS, memory << 20), (rlimit::Resource::CORE, 0)] {
        let most = most.min(resource.get_hard().unwrap_or(rlimit::INFINITY));
        let _ = resource.set(most, most);
    }
    #[cfg(not(unix))]
    let _ = memory;
}

fn start(arguments: &[OsString], told: &str) -> std::io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .args(arguments)
        .envs([("RUST_BACKTRACE", "0"), FRUGAL, (VARIABLE, told)])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// Hands over an output in pieces until it ends or nobody listens.
fn pieces(mut output: impl Read, sender: &SyncSender<Vec<u8>>) {
    let mut buffer = vec![0; PIECE];
    while let Ok(length @ 1..) = output.read(&mut buffer) {
        if sender.send(buffer[..length].to_vec()).is_err() {
            break;
        }
    }
}

/// The exit code of a process that ended by itself, or why it has none.
fn ended(status: ExitStatus, complaint: &[u8]) -> Result<i32, End> {
    if let Some(code @ 0..=2) = status.code() {
        return Ok(code);
    }
    let complaint = String::from_utf8_lossy(complaint);
    Err(match signal(status) {
        _ if complaint.contains(NO_MEMORY) => End::OutOfMemory,
        _ if complaint.contains(NO_STACK) => End::TooDeep,
        Some(SIGKILL) => End::OutOfMemory,
        _ => End::Crashed,
    })
}
