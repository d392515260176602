//! Has a file of unknown origin read by a process of its own, within limits of time, memory and output.

mod follow;

pub use follow::{End, Next, VARIABLE, confine, follow};

use std::ffi::OsString;
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// The most that is read of what a process says when it breaks off, bytes.
const LONGEST_COMPLAINT: u64 = 64 << 10;
/// Has the allocator take address space from the system piece by piece: it would else set a GiB aside, which counts as memory.
const FRUGAL: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "32M");
/// What the standard library says when memory cannot be had.
const NO_MEMORY: &str = "memory allocation of";

/// Limits for reading one file of unknown origin.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Limits {
    /// Give up a file after so many seconds
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub seconds: u64,
    /// Give up a file that needs more MiB of memory
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(256..=1_048_576))]
    pub memory: u64,
}

/// Why a process gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The system does not let it start.
    NotStarted(String),
    /// It needs more time.
    OutOfTime,
    /// It needs more memory.
    OutOfMemory,
    /// Its answer is longer than any that is expected.
    TooMuch,
    /// It broke off for another reason.
    Crashed,
}

/// Calls this program with some arguments and the limits, hands it the input, and gives what it answers on standard
/// output, of at most `longest` bytes.
///
/// # Errors
/// If it does not answer in time.
pub fn ask(arguments: &[OsString], input: Vec<u8>, limits: Limits, longest: u64) -> Result<Vec<u8>, Broken> {
    let mut child = start(arguments, limits).map_err(|error| Broken::NotStarted(error.to_string()))?;
    let (mine, output, complaint) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        // A process that ends without reading all of it says why.
        scope.spawn(move || mine.map(|mut mine| mine.write_all(&input)));
        let (sender, receiver) = channel();
        // It ends when the process does, or has said too much.
        scope.spawn(move || sender.send(output.map(|output| read(output, longest + 1)).unwrap_or_default()));
        let complaint =
            scope.spawn(move || complaint.map(|output| read(output, LONGEST_COMPLAINT)).unwrap_or_default());
        let answer = receiver.recv_timeout(Duration::from_secs(limits.seconds));
        // What has answered or broken off has ended; anything else shall.
        let status = end(&mut child);
        let Ok(answer) = answer else { return Err(Broken::OutOfTime) };
        if answer.len() as u64 > longest {
            return Err(Broken::TooMuch);
        }
        let complaint = complaint.join().unwrap_or_default();
        if answer.is_empty() { Err(broken_off(status, &complaint)) } else { Ok(answer) }
    })
}

/// Gives this process limits of memory and time, and forbids it to leave its memory behind. A system that cannot do one
/// of these does the others: the other process watches the clock anyway.
#[cfg(unix)]
pub fn limit(limits: Limits) {
    use rlimit::Resource;
    let set = |resource: Resource, soft: u64, hard: u64| {
        let most = resource.get_hard().unwrap_or(rlimit::INFINITY);
        let _ = resource.set(soft.min(most), hard.min(most));
    };
    let memory = limits.memory << 20;
    set(Resource::AS, memory, memory);
    set(Resource::CPU, limits.seconds + 1, limits.seconds + 2);
    set(Resource::CORE, 0, 0);
}

/// Gives this process no limits: this system has none.
#[cfg(not(unix))]
pub fn limit(_: Limits) {}

fn start(arguments: &[OsString], limits: Limits) -> std::io::Result<Child> {
    let (command, rest) = arguments.split_at(arguments.len().min(1));
    Command::new(std::env::current_exe()?)
        .args(command)
        .args(["--seconds", &limits.seconds.to_string(), "--memory", &limits.memory.to_string()])
        .args(rest)
        .envs([("RUST_BACKTRACE", "0"), FRUGAL])
        .env_remove(VARIABLE)
        .stdin(Stdio::piped())
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
fn broken_off(status: Option<ExitStatus>, complaint: &[u8]) -> Broken {
    if String::from_utf8_lossy(complaint).contains(NO_MEMORY) {
        return Broken::OutOfMemory;
    }
    match status.and_then(signal) {
        Some(SIGXCPU) => Broken::OutOfTime,
        Some(SIGKILL) => Broken::OutOfMemory,
        _ => Broken::Crashed,
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
