//! Commands on a workspace with templates of its own are carried out by a process of its own, within limits.
//!
//! Whatever a template does, it ends, and nothing is half done: documents are staged until the last one is made, and from
//! then on no template is at work.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Outcome, Stopped, refused};
use crate::apart::{End, Next, VARIABLE, confine, follow};
use crate::cli::{Act, Cli, Command, Format};
use crate::diag::{Diagnostics, Problem};
use crate::lang::Lang;
use crate::report::{Colours, Console, Hearing, Repeater, Said};
use crate::source::{STORE, Sources, editions, own_templates, size_of_tables};
use crate::write::{absent, tidy};

/// How long (s) the next document may take, and everything before the first one.
const SECONDS: u64 = 300;
/// The memory (MiB) that any workspace may have, for each processor some more, and for each MiB of tables: a letter needs
/// some 100 KiB, and its rows in the tables a quarter of one.
const MEMORY: u64 = 2048;
const MEMORY_OF_A_PROCESSOR: u64 = 128;
const MEMORY_OF_TABLES: u64 = 1000;

/// Limits for templates.
#[derive(Clone, Copy)]
struct Limits {
    seconds: u64,
    memory: u64,
}

/// The console of this process: its own, or, if another process listens, one that speaks to that, within its limits.
pub(super) fn console(lang: Lang) -> Console {
    let Ok(told) = std::env::var(VARIABLE) else { return Console::new(lang) };
    let numbers: Vec<u64> = told.split(' ').filter_map(|number| number.parse().ok()).collect();
    let [memory, output, error] = numbers[..] else { return Console::new(lang) };
    confine(memory);
    Console::relayed(lang, Colours { output: output == 1, error: error == 1 })
}

/// Has a command carried out by another process if its workspace has templates of its own; `None` if it has none.
pub(super) fn elsewhere(console: &Console, cli: &Cli) -> Option<Result<(), Stopped>> {
    let root = workspace(&cli.command)?;
    if console.is_relayed() {
        return None;
    }
    let templates = own_templates(&root);
    if templates.is_empty() {
        return None;
    }
    let for_programs = matches!(&cli.command, Command::Check(check) if check.format == Format::Json);
    let limits = limits(&root);
    let changed = changed(&cli.command, &root);
    let new = changed.map(absent).unwrap_or_default();
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let Colours { output, error } = console.colours();
    let told = format!("{} {} {}", limits.memory, u8::from(output), u8::from(error));
    let (mut hearing, mut repeater) = (Hearing::default(), Repeater::new(console));
    // A document for programs is printed when it is certain that there is no other.
    let mut held = Vec::new();
    let mut settled = Next::Soon;
    let ended = follow(&arguments, &told, Duration::from_secs(limits.seconds), |piece| {
        for said in hearing.take(piece) {
            match said {
                Said::Settled => settled = Next::Sometime,
                Said::Output(_) if for_programs => held.push(said),
                said => repeater.repeat(&said),
            }
        }
        settled
    });
    repeater.silence();
    if let (Err(_), Some(folder)) = (&ended, changed) {
        // If that fails, the next process that changes the folder does it.
        let _ = tidy(folder, &new);
    }
    Some(match ended {
        Ok(code) => {
            for said in &held {
                repeater.repeat(said);
            }
            match code {
                0 => Ok(()),
                1 => Err(Stopped(Outcome::Refused)),
                _ => Err(Stopped(Outcome::Failed)),
            }
        }
        Err(_) if settled == Next::Sometime => Err(cut_off(console)),
        Err(end) => Err(runaway(console, for_programs, end, limits, templates)),
    })
}

/// The workspace whose templates a command fills; of an edition that is made anew, what was kept with it.
fn workspace(command: &Command) -> Option<PathBuf> {
    let root = match command {
        Command::Build(build) => match build.edition {
            Some(edition) => &build.request.workspace.join(STORE).join(edition.to_string()).join("inputs"),
            None => &build.request.workspace,
        },
        Command::Check(check) => &check.workspace,
        Command::Correct(correct) => match &correct.act {
            Act::Change { grounds, .. } | Act::Add { grounds, .. } | Act::Withdraw { grounds, .. } => {
                &grounds.moment.workspace
            }
            Act::Approve { moment, .. } | Act::Drop { moment, .. } => &moment.workspace,
            Act::List { .. } => return None,
        },
        Command::Diff(diff) => &diff.workspace,
        Command::Issue(issue) => &issue.workspace,
        Command::Plan(plan) => &plan.request.workspace,
        Command::Print(print) => &filled(&print.workspace),
        Command::Seal(seal) => &seal.workspace,
        Command::Explain(_)
        | Command::Forms(_)
        | Command::Init(_)
        | Command::Inspect(_)
        | Command::InspectOne(_)
        | Command::Licenses
        | Command::ReadSheets(_)
        | Command::Verify(_) => return None,
    };
    Some(root.clone())
}

/// What has templates of its own: the workspace as it is, or what was kept of it at an issue.
fn filled(workspace: &Path) -> PathBuf {
    let kept = editions(workspace).unwrap_or_default().into_iter();
    let kept = kept.map(|edition| workspace.join(STORE).join(edition.to_string()).join("inputs"));
    let mut all = std::iter::once(workspace.to_owned()).chain(kept);
    all.find(|root| !own_templates(root).is_empty()).unwrap_or_else(|| workspace.to_owned())
}

/// The folder that a command changes.
fn changed<'a>(command: &'a Command, workspace: &'a Path) -> Option<&'a Path> {
    match command {
        Command::Build(build) if build.edition.is_none() => Some(&build.request.out),
        Command::Correct(_) | Command::Issue(_) | Command::Seal(_) => Some(workspace),
        _ => None,
    }
}

/// The limits: those of the environment, else generous ones for what the workspace holds.
fn limits(root: &Path) -> Limits {
    let wanted = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok().filter(|number| *number > 0);
    let processors = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let memory = MEMORY + MEMORY_OF_A_PROCESSOR * processors + ((MEMORY_OF_TABLES * size_of_tables(root)) >> 20);
    Limits {
        seconds: wanted("HONGTOU_SECONDS").unwrap_or(SECONDS),
        memory: wanted("HONGTOU_MEMORY").unwrap_or(memory).min(1 << 40),
    }
}

/// Tells that templates came to no end.
fn runaway(console: &Console, for_programs: bool, end: End, limits: Limits, templates: Vec<String>) -> Stopped {
    let mut diagnostics = Diagnostics::default();
    let Limits { seconds, memory } = limits;
    diagnostics.nowhere(Problem::RunawayTemplate { end, seconds, memory, templates });
    if !for_programs {
        return refused(console, &Sources::default(), &diagnostics);
    }
    let gathering = console.gathering();
    let stopped = refused(&gathering, &Sources::default(), &diagnostics);
    gathering.gathered_as_json(None);
    stopped
}

/// Tells that the process was ended by somebody while it put files in their places.
fn cut_off(console: &Console) -> Stopped {
    console.error_line(
        "中途被中断：再运行一次，会先把没做完的做完或退回",
        "cut off: run it again, which first completes or undoes what was begun",
    );
    Stopped(Outcome::Failed)
}
