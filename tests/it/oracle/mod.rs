//! An independent second implementation of the computation.
//!
//! Written from `data/README.md` alone, with its own exact arithmetic and without a look at the
//! program's source: where the two agree, a mistake would have to be made twice.

mod compare;
mod compute;
mod entries;
mod hand;
mod properties;
mod random;
mod ratio;
mod read;
mod rules;
mod run;
mod scheme;
mod sheet;
mod vary;

use random::generate;
pub(crate) use sheet::{Rng, Sheet};

use run::{check, first, sample};
use std::sync::Mutex;
use std::thread;

/// How many random workspaces are compared.
const SEEDS: u64 = 200;

#[test]
fn figures_of_the_sample_equal_an_independent_computation() {
    let found = check(&sample());
    assert!(found.is_empty(), "the sample:\n  {}", first(&found, 20));
}

#[test]
fn figures_of_200_random_score_sets_equal_an_independent_computation() {
    let failures = Mutex::new(Vec::new());
    let work = |start: u64| {
        for seed in (start..SEEDS).step_by(2) {
            let folder = tempfile::tempdir().expect("a temporary folder");
            generate(&sample(), folder.path(), seed);
            let found = check(folder.path());
            if !found.is_empty() {
                let mut failures = failures.lock().expect("no thread panicked");
                if failures.len() < 3 {
                    // The first few workspaces stay behind for a closer look.
                    let kept = folder.keep();
                    let text = first(&found, 5);
                    failures.push(format!("seed {seed} in {}:\n  {text}", kept.display()));
                } else {
                    failures.push(format!("seed {seed}:\n  {}", first(&found, 1)));
                }
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| work(0));
        scope.spawn(|| work(1));
    });
    let failures = failures.into_inner().expect("no thread panicked");
    assert!(failures.is_empty(), "{} of {SEEDS} random workspaces differ\n{}", failures.len(), first(&failures, 12));
}

#[test]
fn random_workspaces_are_valid_and_reach_the_corners_of_the_rules() {
    let (mut ties, mut exempt, mut negative, mut beyond, mut floor) = (0, 0, 0, 0, 0);
    for seed in 0..40 {
        let folder = tempfile::tempdir().expect("a temporary folder");
        generate(&sample(), folder.path(), seed);
        let figures = compute::figures(folder.path());
        let figures = figures.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let nought = ratio::Ratio::ZERO;
        for unit in &figures.units {
            let items = unit.items.iter();
            exempt += items.clone().filter(|item| item.score.is_none()).count();
            let sum: ratio::Ratio = items.clone().filter_map(|item| item.score).sum();
            floor += usize::from(sum < nought);
            negative += items.filter(|item| item.score.is_some_and(|score| score < nought)).count();
            if let Some(standing) = &unit.standing {
                beyond += usize::from(standing.own_full > figures.scheme.base);
            }
        }
        for category in &figures.categories {
            ties += usize::from(category.best_units.len() > 1);
        }
    }
    let reached = [ties, exempt, negative, beyond, floor];
    assert!(reached.iter().all(|&count| count > 20), "{reached:?}");
}
