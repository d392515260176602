//! Work on several threads, handed over in the order of the jobs; no thread gets far ahead of what was handed over.
//!
//! Threads take the next job from a counter. A work-stealing pool would nest jobs, since the PDF exporter is parallel in
//! itself. What is handed over is dealt with by the thread that called, so that a slow disk stops no processor as long as
//! there is room for what waits.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// How many results may wait for each thread: what a fsync takes is a few documents, and documents differ in length.
const AHEAD: usize = 16;

/// How many threads are used: as many as wanted, else as many as there are processors.
pub(super) fn threads(wanted: Option<u16>) -> usize {
    wanted.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// Does the work on every job and hands over the results in the order of the jobs, each as soon as it may be, until one
/// is answered with a break.
pub(super) fn in_order<J: Sync, R: Send>(
    jobs: &[J],
    threads: usize,
    work: impl Fn(&J) -> R + Sync,
    mut deliver: impl FnMut(R) -> ControlFlow<()>,
) {
    let threads = threads.min(jobs.len());
    let queue = Queue {
        state: Mutex::new(State { next: 0, handed: 0, ready: BTreeMap::new(), working: threads, stopped: false }),
        room: Condvar::new(),
        news: Condvar::new(),
        most: threads * AHEAD,
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let _leaving = Leaving { queue: &queue, working: 1 };
                let _alone = alone();
                while let Some(at) = queue.next(jobs.len()) {
                    queue.put(at, work(&jobs[at]));
                }
            });
        }
        let _leaving = Leaving { queue: &queue, working: 0 };
        while let Some(result) = queue.take() {
            if deliver(result).is_break() {
                break;
            }
        }
    });
}

/// Has what is parallel in itself, as layout and export are, done by this thread: others have work of their own, and to
/// wake one takes longer than a page. Without such a pool it is done by one that all threads share.
fn alone() -> Option<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok()
}

/// The results on their way from those who work to the one who takes them.
struct Queue<R> {
    state: Mutex<State<R>>,
    /// There is room for more results, or no need of them.
    room: Condvar,
    /// There is a result, or will be none.
    news: Condvar,
    /// How far work may get ahead of what was taken.
    most: usize,
}

struct State<R> {
    /// The next job that nobody works on.
    next: usize,
    /// How many results were taken.
    handed: usize,
    ready: BTreeMap<usize, R>,
    /// How many threads may still bring results.
    working: usize,
    stopped: bool,
}

impl<R> Queue<R> {
    /// A thread that panicked holds no lock while it works, so that the state is sound.
    fn state(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next of so many jobs, as soon as there is room for its result.
    fn next(&self, jobs: usize) -> Option<usize> {
        let full = |state: &mut State<R>| !state.stopped && state.next < jobs && state.next >= state.handed + self.most;
        let mut state = self.room.wait_while(self.state(), full).unwrap_or_else(PoisonError::into_inner);
        if state.stopped || state.next >= jobs {
            return None;
        }
        state.next += 1;
        Some(state.next - 1)
    }

    fn put(&self, at: usize, result: R) {
        let mut state = self.state();
        state.ready.insert(at, result);
        if at == state.handed {
            self.news.notify_one();
        }
    }

    /// The next result in the order of the jobs; none if it will never come.
    fn take(&self) -> Option<R> {
        let missing =
            |state: &mut State<R>| !state.stopped && state.working > 0 && !state.ready.contains_key(&state.handed);
        let mut state = self.news.wait_while(self.state(), missing).unwrap_or_else(PoisonError::into_inner);
        let due = state.handed;
        let result = state.ready.remove(&due)?;
        state.handed += 1;
        self.room.notify_all();
        Some(result)
    }
}

/// Whoever leaves says so, be it by a panic: else the others would wait for ever.
struct Leaving<'a, R> {
    queue: &'a Queue<R>,
    working: usize,
}

impl<R> Drop for Leaving<'_, R> {
    fn drop(&mut self) {
        let mut state = self.queue.state();
        state.working -= self.working;
        // Without the one who takes them, or the one who panicked, no more results are wanted.
        state.stopped |= self.working == 0 || std::thread::panicking();
        self.queue.room.notify_all();
        self.queue.news.notify_all();
    }
}
