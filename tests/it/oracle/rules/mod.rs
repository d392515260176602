//! A second implementation of every kind of rule, written from `data/RULES.md` alone, and held against the program on the
//! second office and on random offices.

mod compare;
mod compute;
mod files;
mod grade;
mod hand;
mod office;
mod random;
mod score;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::run::first;
use crate::support::{copy, hongtou};
use compare::check;

/// How many random offices are compared, if the environment does not say more: `HONGTOU_OFFICES`.
const OFFICES: u64 = 200;

#[test]
fn figures_of_the_second_office_equal_a_computation_from_the_manual() {
    let found = check(&crate::second::office());
    assert!(found.is_empty(), "the second office:\n  {}", first(&found, 20));
}

#[test]
fn figures_of_random_offices_of_every_kind_equal_a_computation_from_the_manual() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let (from, offices) = (number("HONGTOU_OFFICE").unwrap_or(0), number("HONGTOU_OFFICES").unwrap_or(OFFICES));
    let (next, failures) = (AtomicU64::new(from), Mutex::new(Vec::new()));
    let work = || loop {
        let seed = next.fetch_add(1, Ordering::SeqCst);
        if seed >= from + offices {
            break;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        random::write(folder.path(), seed);
        let found = check(folder.path());
        if !found.is_empty() {
            let mut failures = failures.lock().expect("no thread panicked");
            let kept = if failures.len() < 5 { folder.keep().display().to_string() } else { String::new() };
            failures.push(format!("HONGTOU_OFFICE={seed} {kept}:\n  {}", first(&found, 6)));
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let failures = failures.into_inner().expect("no thread panicked");
    assert!(failures.is_empty(), "{} of {offices} random offices differ\n{}", failures.len(), first(&failures, 12));
}

#[test]
fn random_offices_get_all_their_documents() {
    for seed in [3, 8, 21, 40, 77, 101] {
        let (drafted, folder) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        random::write(drafted.path(), seed);
        copy(drafted.path(), &folder.path().join("data"));
        let run = hongtou(folder.path(), &["build", "--inspect"]);
        assert_eq!(run.code, 0, "HONGTOU_OFFICE={seed}\n{}{}", run.stdout, run.stderr);
    }
}
