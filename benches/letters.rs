//! The letters of a workspace, made by plain Typst from the very views that hongtou's layouts get.
//!
//! `cargo bench --bench letters -- views WORKSPACE DIR` writes each view as a JSON file, for `peers/`.
//!
//! `cargo bench --bench letters -- floor WORKSPACE [--threads N] [--limit N]` tells what compiling and exporting them costs, and
//! nothing else: a plain loop in memory over a world of its own for each letter, which knows nothing of hongtou's `render` but
//! has its settings: allocator, eviction, one thread for each letter. While views are made, the clock stands still.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark writes where it is told to")]

use std::collections::HashMap;
use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hongtou::assess::{Assessment, assess};
use hongtou::correct::{Corrected, History};
use hongtou::diag::Diagnostics;
use hongtou::load::RawWorkspace;
use hongtou::render::Faces;
use hongtou::source::{Sources, editions, is_font, is_picture};
use hongtou::validate::{Workspace, validate};
use hongtou::view::{Bearings, Document, Kind, Maker, Meta, Selection, View};
use hongtou::wording::Wording;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const USAGE: &str = "usage: letters views WORKSPACE DIR | letters floor WORKSPACE [--threads N] [--limit N]";
/// How many views are made, and then typeset, at a time: memory does not grow with the number of letters.
const BATCH: usize = 512;
/// As in hongtou: how many rounds of a letter for each thread a memoized result lasts.
const ROUNDS: usize = 1;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, String>;

fn main() -> Outcome<()> {
    // Cargo adds an option of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &arguments[..] {
        ["views", workspace, folder] => views(&Office::open(Path::new(workspace))?, Path::new(folder)),
        ["floor", workspace, options @ ..] => {
            let (mut threads, mut limit) = (std::thread::available_parallelism().map_or(1, usize::from), usize::MAX);
            for option in options.chunks(2) {
                match option {
                    ["--threads", number] => threads = number.parse().map_err(|_| USAGE)?,
                    ["--limit", number] => limit = number.parse().map_err(|_| USAGE)?,
                    _ => return Err(USAGE.to_owned()),
                }
            }
            floor(&Office::open(Path::new(workspace))?, threads.max(1), limit)
        }
        // As `cargo bench` without arguments calls it, and `cargo test --benches`.
        _ => Err(USAGE.to_owned()),
    }
}

/// Writes `NAME.json` for every letter `NAME.pdf`.
fn views(office: &Office, folder: &Path) -> Outcome<()> {
    office.letters(|letters| {
        for letter in letters {
            let Letter { name, view, .. } = letter?;
            let stem = Path::new(&name).file_stem().unwrap_or_default();
            let file = folder.join(stem).with_added_extension("json");
            std::fs::write(&file, view.as_slice()).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        Ok(())
    })
}

/// Typesets the letters batch by batch and prints what that alone cost, as one line of JSON.
fn floor(office: &Office, threads: usize, limit: usize) -> Outcome<()> {
    let shared = Shared::new(office)?;
    let (mut letters, mut bytes, mut wall, mut cpu) = (0, 0, Duration::ZERO, Duration::ZERO);
    office.letters(|all| {
        let mut all = all.take(limit);
        loop {
            let batch = all.by_ref().take(BATCH).collect::<Outcome<Vec<Letter>>>()?;
            if batch.is_empty() {
                return Ok(());
            }
            let (next, size) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let work = || {
                let _alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(letter) = batch.get(at) else { break };
                    size.fetch_add(shared.pdf(letter)?.len(), Ordering::Relaxed);
                    if at % threads == 0 {
                        typst::comemo::evict(ROUNDS);
                    }
                }
                Ok(())
            };
            // The time of a thread can be read only while there is that thread: all wait until it has been read.
            let gate = Barrier::new(threads + 1);
            let (began, spent) = (Instant::now(), cpu_time()?);
            std::thread::scope(|scope| {
                let worker = || {
                    let outcome: Outcome<()> = work();
                    gate.wait();
                    gate.wait();
                    outcome
                };
                let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
                gate.wait();
                let took = (began.elapsed(), cpu_time());
                gate.wait();
                for worker in workers {
                    worker.join().map_err(|_| "a worker panicked")??;
                }
                wall += took.0;
                cpu += took.1?.saturating_sub(spent);
                Outcome::Ok(())
            })?;
            letters += batch.len();
            bytes += size.into_inner();
        }
    })?;
    println!(
        "{}",
        serde_json::json!({
            "letters": letters,
            "threads": threads,
            "bytes": bytes,
            "wall": wall.as_secs_f64(),
            "cpu": cpu.as_secs_f64(),
        })
    );
    Ok(())
}

/// What all threads of this process that are there have spent, to the nanosecond.
fn cpu_time() -> Outcome<Duration> {
    let failed = |error: std::io::Error| format!("only Linux tells the time of threads: {error}");
    let mut total = 0;
    for task in std::fs::read_dir("/proc/self/task").map_err(failed)? {
        let file = task.map_err(failed)?.path().join("schedstat");
        // A thread may end meanwhile.
        let text = std::fs::read_to_string(file).unwrap_or_default();
        total += text.split(' ').next().and_then(|field| field.parse::<u64>().ok()).unwrap_or_default();
    }
    Ok(Duration::from_nanos(total))
}

/// A workspace that was read and computed.
struct Office {
    sources: Sources,
    workspace: Workspace,
    assessment: Assessment,
}

/// What a letter is made from.
struct Letter {
    name: String,
    meta: Meta,
    layout: &'static str,
    view: Bytes,
}

impl Office {
    fn open(root: &Path) -> Outcome<Self> {
        let mut problems = Diagnostics::default();
        let sources =
            Sources::read(root, &mut problems).map_err(|error| format!("{}: {}", error.path.display(), error.error))?;
        let raw = RawWorkspace::load(&sources, &mut problems);
        let corrected = raw.map(|raw| {
            let history = History::read(&raw, &editions(root).unwrap_or_default(), &mut problems);
            Corrected::at((&raw, &sources), &history.ledger, u32::MAX, &mut problems)
        });
        let workspace = corrected.and_then(|corrected| validate(&corrected.raw, &sources, &mut problems));
        let Some(workspace) = workspace.filter(|_| !problems.has_errors()) else {
            return Err("the workspace has errors, see hongtou check".to_owned());
        };
        let assessment = assess(&workspace, &mut problems);
        Ok(Self { sources, workspace, assessment })
    }

    /// Makes the letters one after the other, all as drafts.
    fn letters(&self, take: impl FnOnce(&mut dyn Iterator<Item = Outcome<Letter>>) -> Outcome<()>) -> Outcome<()> {
        let Self { sources, workspace, assessment } = self;
        let mut problems = Diagnostics::default();
        let faces = Faces::open(sources, &mut problems);
        let fonts = serde_json::to_string(&faces.roles()).map_err(|error| error.to_string())?;
        let wording = Wording::new(sources, workspace, &mut problems);
        let bearings = Bearings::drafts(workspace);
        let maker = Maker {
            sources,
            workspace,
            assessment,
            wording: &wording,
            bearings: &bearings,
            amendment: None,
            issued: &[],
            draft: false,
        };
        let assessed = workspace.roster.ids().filter(|(_, unit)| unit.assessed);
        take(&mut assessed.map(|(id, unit)| {
            let selection = Selection { kinds: vec![Kind::Letters], unit: Some(id), scored: true };
            let mut problems = Diagnostics::default();
            let made = maker.documents(&selection, &mut problems).pop().filter(|_| !problems.has_errors());
            let letter = made.as_ref().and_then(|Document { path, content, .. }| {
                Some(Letter::new(path.clone(), content.layout()?, &*maker.view_of(content)?, &fonts))
            });
            letter.unwrap_or_else(|| Err(format!("no letter for {}", unit.name.value)))
        }))
    }
}

impl Letter {
    fn new(name: String, layout: &'static str, view: &View, fonts: &str) -> Outcome<Self> {
        let json = serde_json::to_string(view).map_err(|error| error.to_string())?;
        let fields = json.strip_prefix('{').unwrap_or(&json);
        let whole = Bytes::from_string(format!("{{\"fonts\":{fonts},{fields}"));
        Ok(Self { name, meta: view.meta.clone(), layout, view: whole })
    }
}

/// What all letters share.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    layouts: HashMap<FileId, Source>,
    pictures: HashMap<FileId, Bytes>,
    view: FileId,
}

/// The world of one letter.
struct Single<'a> {
    shared: &'a Shared,
    main: FileId,
    view: &'a Bytes,
}

impl Shared {
    fn new(office: &Office) -> Outcome<Self> {
        let sources = &office.sources;
        let fonts: Vec<Font> = sources
            .binaries_below("fonts/")
            .filter(|(path, _)| is_font(path))
            .flat_map(|(_, bytes)| Font::iter(Bytes::new(bytes.clone())))
            .collect();
        let mut layouts = HashMap::new();
        for (path, id) in sources.texts_below("templates/", "typ") {
            let file = file_id(path.trim_start_matches("templates"))?;
            layouts.insert(file, Source::new(file, sources.file(id).text().to_owned()));
        }
        let mut pictures = HashMap::new();
        for (path, bytes) in sources.binaries_below("templates/").filter(|(path, _)| is_picture(path)) {
            pictures.insert(file_id(path.trim_start_matches("templates"))?, Bytes::new(bytes.clone()));
        }
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            layouts,
            pictures,
            view: file_id("/view.json")?,
        })
    }

    fn pdf(&self, letter: &Letter) -> Outcome<Vec<u8>> {
        let main = file_id(&format!("/{}", letter.layout))?;
        let single = Single { shared: self, main, view: &letter.view };
        let failed = |errors| format!("{}: {errors:?}", letter.name);
        let document = typst::compile::<PagedDocument>(&single).output.map_err(failed)?;
        let (year, month, day) = letter.meta.date;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{} {year}-{month}-{day} {}", letter.meta.title, letter.name)),
            creator: Smart::Custom(Some("hongtou".to_owned())),
            standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
                .map_err(|error| format!("{error:?}"))?,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(failed)
    }
}

impl World for Single<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.shared.layouts.get(&id).cloned().ok_or(FileError::Other(None))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let known = if id == self.shared.view { Some(self.view) } else { self.shared.pictures.get(&id) };
        known.cloned().ok_or(FileError::Other(None))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<typst::foundations::Duration>) -> Option<Datetime> {
        None
    }
}

fn file_id(path: &str) -> Outcome<FileId> {
    let path = VirtualPath::new(path).map_err(|error| format!("{path}: {error:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}
