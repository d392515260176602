//! The program `hongtou`: arguments in, exit code out.

use std::process::ExitCode;

use hongtou::cli;
use hongtou::run::{Outcome, run};
use mimalloc::MiMalloc;

/// Typesetting makes and drops very many small values.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let lang = cli::language(&arguments);
    match cli::parse(&arguments, lang) {
        Ok(parsed) => match run(&parsed, lang) {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Refused => ExitCode::from(1),
            Outcome::Failed => ExitCode::from(2),
        },
        Err(refusal) => refusal.print(),
    }
}
