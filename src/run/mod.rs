//! Wires the phases for each subcommand; the only module that knows them all.

mod amendment;
mod build;
mod check;
mod confined;
mod correct;
mod decide;
mod diff;
mod effect;
mod forms;
mod frozen;
mod inspect;
mod issue;
mod keep;
mod make;
mod numbering;
mod origin;
mod parallel;
mod plan;
mod print;
mod restore;
mod setting;
mod sheets;
mod standing;
mod state;
mod still;
mod survey;
mod verify;

use std::path::{Path, PathBuf};

use crate::cli::{Cli, Command, Explain, Init};
use crate::correct::History;
use crate::diag::{Diagnostics, Severity};
use crate::lang::Lang;
use crate::load::RawWorkspace;
use crate::renew::{self, Synthetic};
use crate::report::Console;
use crate::source::{ReadError, Sources, editions, embedded, workspace_files};
use crate::validate::{UnitId, Workspace};
use crate::view::explain;
use crate::write::{Reading, WriteError, new_folder};

use build::build;
use frozen::check_store;
use state::State;

/// How a run ended, as an exit code tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done: 0.
    Done,
    /// Errors in data or templates, nothing changed: 1.
    Refused,
    /// Wrong usage, or a file that could not be read or written: 2.
    Failed,
}

/// Why a run stopped before its end; everything has been said.
struct Stopped(Outcome);

/// Does what the command line asks for.
#[must_use]
pub fn run(cli: &Cli, lang: Lang) -> Outcome {
    let console = confined::console(lang);
    let done = confined::elsewhere(&console, cli).unwrap_or_else(|| here(&console, &cli.command));
    match done {
        Err(stopped) => stopped.0,
        Ok(()) if console.failed() => Outcome::Failed,
        Ok(()) => Outcome::Done,
    }
}

/// Carries out a command in this process.
fn here(console: &Console, command: &Command) -> Result<(), Stopped> {
    match command {
        Command::Build(arguments) => build(console, arguments),
        Command::Check(arguments) => check::check(console, arguments),
        Command::Correct(arguments) => correct::correct(console, arguments),
        Command::Diff(arguments) => diff::diff(console, arguments),
        Command::Explain(arguments) => explain_unit(console, arguments),
        Command::Forms(arguments) => forms::forms(console, arguments),
        Command::Init(arguments) => init(console, arguments),
        Command::Inspect(arguments) => inspect::inspect(console, arguments),
        Command::Issue(arguments) => issue::issue(console, arguments),
        Command::InspectOne(arguments) => inspect::inspect_one(console, arguments),
        Command::Licenses => {
            licences(console);
            Ok(())
        }
        Command::Plan(arguments) => plan::plan(console, arguments),
        Command::Print(arguments) => print::print(console, arguments),
        Command::ReadSheets(arguments) => sheets::read_sheets(console, arguments),
        Command::Seal(arguments) => correct::seal(console, arguments),
        Command::Verify(arguments) => verify::verify(console, arguments),
    }
}

/// A workspace that was read and checked, with its figures.
struct Loaded {
    root: PathBuf,
    sources: Sources,
    /// The tables as the files have them.
    files: RawWorkspace,
    history: History,
    /// The data as it stands, corrections applied.
    state: State,
}

/// Reads and checks a workspace that nobody changes meanwhile; every problem found is printed.
fn load(console: &Console, root: &Path) -> Result<(Loaded, Diagnostics), Stopped> {
    let reading = if root.is_dir() { Some(Reading::open(root)) } else { None };
    let _reading = reading.transpose().map_err(|error| unwritable(console, &error))?;
    load_held(console, root)
}

/// Reads and checks a workspace that is this process's own to change.
fn load_held(console: &Console, root: &Path) -> Result<(Loaded, Diagnostics), Stopped> {
    let mut diagnostics = Diagnostics::default();
    let mut sources = Sources::read(root, &mut diagnostics).map_err(|error| unreadable(console, &error))?;
    let files = RawWorkspace::load(&sources, &mut diagnostics);
    let Some(files) = files else { return Err(refused(console, &sources, &diagnostics)) };
    let editions = editions(root).map_err(|error| unreadable(console, &error))?;
    let history = History::read(&files, &editions, &mut diagnostics);
    check_store(root, &mut sources, &files, &history, &mut diagnostics).map_err(|error| unreadable(console, &error))?;
    settle(console, root, sources, files, history, diagnostics)
}

/// Reads and checks the snapshot of an edition, whose own store lies elsewhere.
fn load_snapshot(console: &Console, root: &Path) -> Result<(Loaded, Diagnostics), Stopped> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::read(root, &mut diagnostics).map_err(|error| unreadable(console, &error))?;
    let files = RawWorkspace::load(&sources, &mut diagnostics);
    let Some(files) = files else { return Err(refused(console, &sources, &diagnostics)) };
    let history = History::read(&files, &[], &mut diagnostics);
    settle(console, root, sources, files, history, diagnostics)
}

/// Applies the corrections that count, checks and computes.
fn settle(
    console: &Console,
    root: &Path,
    sources: Sources,
    files: RawWorkspace,
    history: History,
    mut diagnostics: Diagnostics,
) -> Result<(Loaded, Diagnostics), Stopped> {
    // What the ledger would make of files that are not as they were says nothing.
    let sound = !diagnostics.has_errors() || history.register.issued().is_empty();
    let state = sound.then(|| State::at((&files, &sources), &history, u32::MAX, &[], &mut diagnostics)).flatten();
    match state {
        Some(state) if !diagnostics.has_errors() => {
            Ok((Loaded { root: root.to_owned(), sources, files, history, state }, diagnostics))
        }
        _ => Err(refused(console, &sources, &diagnostics)),
    }
}

fn explain_unit(console: &Console, arguments: &Explain) -> Result<(), Stopped> {
    let (loaded, diagnostics) = load(console, &arguments.workspace)?;
    // Who asks for a figure does not ask how all files were read.
    console.diagnostics(&loaded.sources, &diagnostics.without_notes());
    let workspace = &loaded.state.workspace;
    let id = find_unit(console, workspace, &arguments.unit, false)?;
    let item = match &arguments.item {
        None => None,
        Some(wanted) => {
            let items = workspace.scheme.items();
            let known: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
            let Some(place) = known.iter().position(|id| id == wanted) else {
                console.error_line(
                    &format!("没有“{wanted}”这个项目。可用：{}", known.join("、")),
                    &format!("unknown item “{wanted}”; one of {}", known.join(", ")),
                );
                return Err(Stopped(Outcome::Failed));
            };
            Some(place)
        }
    };
    let unit = workspace.roster.unit(id);
    let category = &workspace.roster.categories()[unit.category];
    let place = loaded.sources.place(unit.name.span);
    if !unit.assessed {
        console.line(&console.lang().pick(
            format!("{}（{}，{category}）：分值设置空白，不参加考核  ← {place}", unit.name.value, unit.code),
            format!("{} ({}, {category}): 分值设置 is blank, not assessed  ← {place}", unit.name.value, unit.code),
        ));
        return Ok(());
    }
    let head = console.lang().pick(
        format!("{}（{}，{category}）  ← {place}", unit.name.value, unit.code),
        format!("{} ({}, {category})  ← {place}", unit.name.value, unit.code),
    );
    let lines = explain::lines(workspace, &loaded.state.assessment, id, item, console.lang());
    console.tree(&head, &lines, &loaded.sources, &loaded.state.origins);
    Ok(())
}

fn init(console: &Console, arguments: &Init) -> Result<(), Stopped> {
    let files = match &arguments.from {
        None if let Some(units) = arguments.synthetic => {
            return made_workspace(console, &arguments.dir, Synthetic::new(units).files(), "build");
        }
        None if arguments.blank => renew::blank(),
        None => renew::sample(),
        Some(old) => {
            let (loaded, diagnostics) = load(console, old)?;
            console.diagnostics(&loaded.sources, &diagnostics);
            let files = workspace_files(old).map_err(|error| unreadable(console, &error))?;
            let corrected = !loaded.history.ledger.approved_since(0).is_empty();
            let corrected = corrected.then_some((&loaded.state.raw, &loaded.sources));
            renew::next_year(&files, &loaded.files, corrected)
        }
    };
    made_workspace(console, &arguments.dir, files, if arguments.blank { "check" } else { "build" })
}

fn made_workspace(
    console: &Console,
    dir: &Path,
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
    next: &str,
) -> Result<(), Stopped> {
    let count = new_folder(dir, files).map_err(|error| unwritable(console, &error))?;
    let dir = dir.display();
    console.line(&console.lang().pick(
        format!("已新建 {dir}：{count}个文件。接着：hongtou {next} --workspace {dir}"),
        format!("made {dir}: {count} files. Next: hongtou {next} --workspace {dir}"),
    ));
    Ok(())
}

fn licences(console: &Console) {
    for (name, text) in embedded::licences() {
        console.line(&format!("==== {name} ====\n\n{}\n", text.trim_end()));
    }
}

/// The unit that an argument names.
fn find_unit(console: &Console, workspace: &Workspace, name: &str, assessed: bool) -> Result<UnitId, Stopped> {
    let roster = &workspace.roster;
    let Some(id) = roster.find(name) else {
        let nearest = roster.nearest(name);
        let (zh, en) = if nearest.is_empty() {
            (String::new(), String::new())
        } else {
            (format!("是不是{}？", nearest.join("、")), format!("; is it {}?", nearest.join(", ")))
        };
        console.error_line(&format!("没有“{name}”这个单位。{zh}"), &format!("unknown unit “{name}”{en}"));
        return Err(Stopped(Outcome::Failed));
    };
    if assessed && !roster.unit(id).assessed {
        console.error_line(
            &format!("{name}的分值设置空白，不参加考核，没有反馈函"),
            &format!("{name} is not assessed (分值设置 is blank) and gets no letter"),
        );
        return Err(Stopped(Outcome::Failed));
    }
    Ok(id)
}

fn refused(console: &Console, sources: &Sources, diagnostics: &Diagnostics) -> Stopped {
    console.diagnostics(sources, diagnostics);
    if console.is_gathering() {
        return Stopped(Outcome::Refused);
    }
    let (errors, warnings) = (diagnostics.count(Severity::Error), diagnostics.count(Severity::Warning));
    let (notes_zh, notes_en) = notes(diagnostics);
    console.error_line(
        &format!("错误{errors}处，提示{warnings}条{notes_zh}；没有改动任何文件"),
        &format!("{}, {}{notes_en}; nothing was changed", counted(errors, "error"), counted(warnings, "warning")),
    );
    Stopped(Outcome::Refused)
}

/// How many notes there are, in both languages; nothing if there are none.
fn notes(diagnostics: &Diagnostics) -> (String, String) {
    match diagnostics.count(Severity::Note) {
        0 => (String::new(), String::new()),
        notes => (format!("，说明{notes}条"), format!(", {}", counted(notes, "note"))),
    }
}

/// A number of things in English.
fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

fn unreadable(console: &Console, failure: &ReadError) -> Stopped {
    let (path, error) = (failure.path.display(), &failure.error);
    let (zh, en) = match error.kind() {
        std::io::ErrorKind::NotFound => (
            format!("。工作区用 --workspace 指定；新建样例工作区：hongtou init {path}"),
            format!(". Name the workspace with --workspace; `hongtou init {path}` makes a sample"),
        ),
        _ => (String::new(), String::new()),
    };
    console.failure(
        "unreadable",
        &format!("无法读取 {path}：{error}{zh}"),
        &format!("cannot read {path}: {error}{en}"),
    );
    Stopped(Outcome::Failed)
}

fn unwritable(console: &Console, failure: &WriteError) -> Stopped {
    use std::io::ErrorKind as K;
    let (path, error) = (failure.path.display(), &failure.error);
    if let Some(holder) = &failure.holder {
        console.failure(
            "in-use",
            &format!("{path} 正由另一个 hongtou（进程 {holder}）改动，稍候再试"),
            &format!("{path} is being changed by another hongtou (process {holder}): try again later"),
        );
        return Stopped(Outcome::Failed);
    }
    let (zh, en) = match error.kind() {
        K::WouldBlock => {
            ("另一个 hongtou 正在用这个文件夹，稍候再试", "another hongtou is using the folder: try again later")
        }
        K::DirectoryNotEmpty => ("文件夹不是空的，请另取一个名字", "the folder is not empty: choose another name"),
        K::PermissionDenied | K::ReadOnlyFilesystem => (
            "没有权限，或文件正被别的程序打开；没有改动任何文件",
            "no permission, or another program has the file open; nothing was changed",
        ),
        K::ResourceBusy => {
            ("文件正被别的程序打开；没有改动任何文件", "another program has the file open; nothing was changed")
        }
        K::StorageFull => ("磁盘已满；没有改动任何文件", "the disk is full; nothing was changed"),
        _ => ("没有改动任何文件", "nothing was changed"),
    };
    console.failure(
        "unwritable",
        &format!("无法写入 {path}：{error}。{zh}"),
        &format!("cannot write {path}: {error}. {en}"),
    );
    Stopped(Outcome::Failed)
}
