//! Has a file of unknown origin measured by a process of its own, within limits of time, memory and output.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use clap::ValueEnum;

use crate::cli::{Limits, WantedForm};
use crate::inspect::Inspection;
use crate::report::inspection::Unmeasured;

/// The most an answer may hold, bytes.
const LONGEST_ANSWER: u64 = 16 << 20;
/// The most that is read of what a process says when it breaks off, bytes.
const LONGEST_COMPLAINT: u64 = 64 << 10;
/// What the standard library says when memory cannot be had.
const NO_MEMORY: &str = "memory allocation of";

/// Measures a file.
pub(super) fn measure(path: &Path, form: WantedForm, limits: Limits) -> Result<Inspection, Unmeasured> {
    let mut child = start(path, form, limits).map_err(|error| Unmeasured::NotStarted(error.to_string()))?;
    let (output, complaint) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        let (sender, receiver) = channel();
        // It ends when the process does, or has said too much.
        scope.spawn(move || sender.send(output.map(|output| read(output, LONGEST_ANSWER + 1)).unwrap_or_default()));
        let complaint =
            scope.spawn(move || complaint.map(|output| read(output, LONGEST_COMPLAINT)).unwrap_or_default());
        let answer = receiver.recv_timeout(Duration::from_secs(limits.seconds));
        // What has answered or broken off has ended; anything else shall.
        let status = end(&mut child);
        let Ok(answer) = answer else { return Err(Unmeasured::OutOfTime(limits.seconds)) };
        if answer.len() as u64 > LONGEST_ANSWER {
            return Err(Unmeasured::TooMuch);
        }
        let complaint = complaint.join().unwrap_or_default();
        let broken = || Err(broken_off(status, &complaint, limits));
        serde_json::from_slice(&answer).unwrap_or_else(|_| broken())
    })
}

fn start(path: &Path, form: WantedForm, limits: Limits) -> std::io::Result<Child> {
    let form = form.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    Command::new(std::env::current_exe()?)
        .args(["inspect-one", "--form", &form])
        .args(["--seconds", &limits.seconds.to_string(), "--memory", &limits.memory.to_string()])
        .arg("--")
        .arg(path)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

fn read(output: impl Read, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before an error counts.
    let _ = output.take(most).read_to_end(&mut bytes);
    bytes
}

/// Ends a process if it has not ended by itself.
fn end(child: &mut Child) -> Option<ExitStatus> {
    let _ = child.kill();
    child.wait().ok()
}

/// Why a process gave no answer.
fn broken_off(status: Option<ExitStatus>, complaint: &[u8], limits: Limits) -> Unmeasured {
    if String::from_utf8_lossy(complaint).contains(NO_MEMORY) {
        return Unmeasured::OutOfMemory(limits.memory);
    }
    match status.and_then(signal) {
        Some(SIGXCPU) => Unmeasured::OutOfTime(limits.seconds),
        Some(SIGKILL) => Unmeasured::OutOfMemory(limits.memory),
        _ => Unmeasured::Crashed,
    }
}

/// Sent by the system to a process that has had its time.
const SIGXCPU: i32 = 24;
/// Sent by the system to a process when memory runs short.
const SIGKILL: i32 = 9;

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
