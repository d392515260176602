//! Wires the phases for each subcommand; the only module that knows them all.

use std::path::Path;
use std::sync::Mutex;

use crate::assess::{Assessment, assess};
use crate::cli::{Build, Check, Cli, Command, Explain, Init};
use crate::diag::{Diagnostics, Problem, Severity};
use crate::lang::Lang;
use crate::load::RawWorkspace;
use crate::plan::{Decision, Entry, Plan, Prepared, digest, plan, prepare};
use crate::render::{Faces, Job, Studio};
use crate::renew;
use crate::report::{Console, text};
use crate::source::{ReadError, Sources, embedded, is_font, is_picture, workspace_files};
use crate::validate::{UnitId, Workspace, validate};
use crate::view::{Document, Kind, Maker, Selection, check_coverage, explain};
use crate::wording::Wording;
use crate::write::{OutFolder, Stage, WriteError, new_folder};

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
    let console = Console::new(lang);
    let done = match &cli.command {
        Command::Build(arguments) => build(&console, arguments),
        Command::Check(arguments) => check(&console, arguments),
        Command::Explain(arguments) => explain_unit(&console, arguments),
        Command::Init(arguments) => init(&console, arguments),
        Command::Licenses => {
            licences(&console);
            Ok(())
        }
    };
    match done {
        Err(stopped) => stopped.0,
        Ok(()) if console.failed() => Outcome::Failed,
        Ok(()) => Outcome::Done,
    }
}

/// A workspace that was read and checked, with its figures.
struct Loaded {
    sources: Sources,
    raw: RawWorkspace,
    workspace: Workspace,
    assessment: Assessment,
    faces: Faces,
}

/// Reads and checks a workspace; every problem found is printed.
fn load(console: &Console, root: &Path) -> Result<(Loaded, Diagnostics), Stopped> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::read(root, &mut diagnostics).map_err(|error| unreadable(console, &error))?;
    let faces = Faces::open(&sources, &mut diagnostics);
    let raw = RawWorkspace::load(&sources, &mut diagnostics);
    let workspace = raw.as_ref().and_then(|raw| validate(raw, &mut diagnostics));
    match (raw, workspace) {
        (Some(raw), Some(workspace)) if !diagnostics.has_errors() => {
            let assessment = assess(&workspace);
            Ok((Loaded { sources, raw, workspace, assessment, faces }, diagnostics))
        }
        _ => Err(refused(console, &sources, &diagnostics)),
    }
}

fn build(console: &Console, arguments: &Build) -> Result<(), Stopped> {
    let (loaded, mut diagnostics) = load(console, &arguments.workspace)?;
    let unit = match &arguments.unit {
        Some(name) => Some(find_unit(console, &loaded.workspace, name, true)?),
        None => None,
    };
    let kinds: Vec<Kind> = match (&arguments.only[..], unit) {
        ([], Some(_)) => vec![Kind::Letters],
        ([], None) => Kind::ALL.to_vec(),
        (only, _) => Kind::ALL.into_iter().filter(|kind| only.contains(kind)).collect(),
    };
    if unit.is_some() && !kinds.contains(&Kind::Letters) {
        console.error_line(
            "--unit 只用于反馈函，与这里的 --only 不能同用",
            "--unit names a letter; this --only leaves letters out",
        );
        return Err(Stopped(Outcome::Failed));
    }
    let asked = !arguments.only.is_empty() || unit.is_some();
    let scored = readiness(console, &loaded, &kinds, asked, arguments.draft, &mut diagnostics)?;
    let selection = Selection { kinds, unit, scored };
    let prepared = documents(console, &loaded, &selection, arguments.draft, &mut diagnostics)?;
    console.diagnostics(&loaded.sources, &diagnostics);
    let failed = |error: WriteError| unwritable(console, &error);
    let folder = OutFolder::open(&arguments.out).map_err(failed)?;
    let wanted = prepared.iter().map(|prepared| prepared.document.path.as_str());
    let present = folder.present(wanted).map_err(failed)?;
    let whole: Vec<Kind> =
        selection.kinds.iter().copied().filter(|kind| unit.is_none() && (scored || *kind == Kind::Method)).collect();
    let plan = plan(&prepared, folder.manifest(), &present, &whole);
    let left: Vec<String> = folder.left_over(&prepared, &selection.kinds, &plan.orphans);
    let mut stage = folder.stage().map_err(failed)?;
    make(console, &loaded, arguments, &prepared, &plan, &mut stage)?;
    let mut diagnostics = Diagnostics::default();
    let occupied: Vec<(String, String)> =
        plan.occupied(&prepared).filter_map(|path| Some((path.to_owned(), present.get(path)?.clone()))).collect();
    let orphans: Vec<String> =
        plan.orphans.iter().chain(plan.edited.iter().filter(|_| arguments.force)).cloned().collect();
    folder.check(&stage, &occupied, &orphans, arguments.force, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(refused(console, &loaded.sources, &diagnostics));
    }
    folder.commit(&stage, &orphans).map_err(failed)?;
    summary(console, &plan, orphans.len(), arguments);
    if !scored {
        stale(console, &left);
    }
    Ok(())
}

/// Whether marks are there for the documents asked for. Without any, what needs none can still be made.
fn readiness(
    console: &Console,
    loaded: &Loaded,
    kinds: &[Kind],
    asked: bool,
    draft: bool,
    diagnostics: &mut Diagnostics,
) -> Result<bool, Stopped> {
    let scores = &loaded.workspace.scores;
    let missing = scores.missing(&loaded.workspace.roster);
    let needed = kinds.iter().any(|kind| kind.needs_scores());
    if missing.is_empty() || !(needed || kinds.contains(&Kind::Attachments)) {
        return Ok(missing.is_empty());
    }
    let roster = &loaded.workspace.roster;
    if draft {
        console.error_line("送审稿，以下分数尚缺：", "draft; these marks are still missing:");
    } else if needed && (asked || scores.has_marks()) {
        for (unit, place, missing) in missing {
            diagnostics.at(place, Problem::MissingScore { unit: roster.name(unit).to_owned(), missing });
        }
        return Err(refused(console, &loaded.sources, diagnostics));
    } else {
        console.error_line(
            "因为缺分，印有分数的文件没有生成。缺分：",
            "documents that print marks are not made, because marks are missing:",
        );
    }
    for (unit, _, missing) in missing {
        let problem = Problem::MissingScore { unit: roster.name(unit).to_owned(), missing };
        console.error_text(&format!("  {}\n", text(&problem, console.lang()).message));
    }
    Ok(draft)
}

/// The views of the documents asked for, with their keys, all characters covered by some font.
fn documents(
    console: &Console,
    loaded: &Loaded,
    selection: &Selection,
    draft: bool,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Prepared>, Stopped> {
    let wording = Wording::new(&loaded.sources, diagnostics);
    let maker = Maker {
        sources: &loaded.sources,
        workspace: &loaded.workspace,
        assessment: &loaded.assessment,
        wording: &wording,
        fonts: loaded.faces.roles(),
        draft,
    };
    let documents: Vec<Document> = maker.documents(selection, diagnostics);
    let prepared = prepare(documents, &engine(&loaded.sources));
    let typeset = prepared.iter().filter(|prepared| prepared.document.is_typeset());
    let texts = typeset.map(|prepared| prepared.json.as_str());
    check_coverage(texts, &loaded.sources, &loaded.raw, |c| loaded.faces.cover(c), diagnostics);
    if diagnostics.has_errors() {
        return Err(refused(console, &loaded.sources, diagnostics));
    }
    Ok(prepared)
}

/// Renders what is not fresh into the stage.
fn make(
    console: &Console,
    loaded: &Loaded,
    arguments: &Build,
    prepared: &[Prepared],
    plan: &Plan,
    stage: &mut Stage,
) -> Result<(), Stopped> {
    let due: Vec<&Prepared> = prepared
        .iter()
        .zip(&plan.decisions)
        .filter(|(_, decision)| **decision != Decision::Fresh)
        .map(|(prepared, _)| prepared)
        .collect();
    if due.is_empty() {
        return Ok(());
    }
    let jobs: Vec<Job<'_>> = due
        .iter()
        .map(|prepared| Job {
            name: &prepared.document.path,
            content: &prepared.document.content,
            json: &prepared.json,
        })
        .collect();
    let threads =
        arguments.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let bar = console.progress(jobs.len());
    let staged = Mutex::new((stage, Vec::new(), None));
    Studio::new(&loaded.sources, &loaded.faces).render(&jobs, threads, &|at, made| {
        bar.inc(1);
        let Ok(mut staged) = staged.lock() else { return };
        let (stage, refusals, failure) = &mut *staged;
        match made {
            Ok(bytes) => {
                let document = &due[at].document;
                let entry = Entry { kind: document.kind, key: due[at].key.clone(), digest: digest(&bytes) };
                if let Err(error) = stage.put(&document.path, &bytes, entry) {
                    failure.get_or_insert(error);
                }
            }
            Err(diagnostics) => refusals.push((at, diagnostics)),
        }
    });
    bar.finish_and_clear();
    let Ok((_, mut refusals, failure)) = staged.into_inner() else { return Err(Stopped(Outcome::Failed)) };
    if let Some(error) = failure {
        return Err(unwritable(console, &error));
    }
    if refusals.is_empty() {
        return Ok(());
    }
    // One fault in a layout fails every letter alike: what stands at one place is told once.
    refusals.sort_by_key(|(at, _)| *at);
    let mut distinct = Diagnostics::default();
    for (_, diagnostics) in refusals {
        distinct.extend_with_new_places(diagnostics);
    }
    Err(refused(console, &loaded.sources, &distinct))
}

/// The digest of everything that shapes documents beside their views: program, layouts, marks and fonts.
fn engine(sources: &Sources) -> String {
    let mut parts = vec![env!("HONGTOU_BUILD").to_owned()];
    for (path, id) in sources.texts_below("templates/", "typ") {
        parts.push(format!("{path} {}", digest(sources.file(id).text().as_bytes())));
    }
    for (path, bytes) in sources.binaries_below("templates/").chain(sources.binaries_below("fonts/")) {
        if is_font(path) || is_picture(path) {
            parts.push(format!("{path} {}", digest(bytes)));
        }
    }
    digest(parts.join("\n").as_bytes())
}

fn summary(console: &Console, plan: &Plan, removed: usize, arguments: &Build) {
    let count = |wanted: &[Decision]| plan.decisions.iter().filter(|decision| wanted.contains(decision)).count();
    let (new, fresh) = (count(&[Decision::New, Decision::Gone]), count(&[Decision::Fresh]));
    let changed = count(&[Decision::Changed, Decision::Occupied]);
    let (out, force) = (arguments.out.display(), arguments.force);
    console.line(&console.lang().pick(
        format!("完成：新生成{new}个，更新{changed}个，未变{fresh}个，移除{removed}个（{out}）"),
        format!("done: {new} new, {changed} updated, {fresh} unchanged, {removed} removed ({out})"),
    ));
    for path in plan.edited.iter().filter(|_| !force) {
        console.error_line(
            &format!("数据中已没有 {path}，但它被改动过，没有移除"),
            &format!("{path} is no longer called for, but was edited: it stays"),
        );
    }
}

/// Names the documents of an earlier build that this one could neither make again nor remove.
fn stale(console: &Console, left: &[String]) {
    if left.is_empty() {
        return;
    }
    console.error_line(
        "注意：以下文件是以前生成的，没有更新，与现有数据可能不符：",
        "note: these documents are of an earlier build, were not updated, and may not agree with the data:",
    );
    for path in left {
        console.error_text(&format!("  {path}\n"));
    }
}

fn check(console: &Console, arguments: &Check) -> Result<(), Stopped> {
    let (loaded, mut diagnostics) = load(console, &arguments.workspace)?;
    let kinds = Kind::ALL.to_vec();
    let scored = readiness(console, &loaded, &kinds, false, false, &mut diagnostics)?;
    let selection = Selection { kinds, unit: None, scored };
    let prepared = documents(console, &loaded, &selection, false, &mut diagnostics)?;
    console.diagnostics(&loaded.sources, &diagnostics);
    let (warnings, count) = (diagnostics.count(Severity::Warning), prepared.len());
    console.line(&console.lang().pick(
        format!("数据检查通过：{count}个文件可以排版，提示{warnings}条"),
        format!("no errors: {count} documents can be made, {}", counted(warnings, "warning")),
    ));
    Ok(())
}

fn explain_unit(console: &Console, arguments: &Explain) -> Result<(), Stopped> {
    let (loaded, diagnostics) = load(console, &arguments.workspace)?;
    console.diagnostics(&loaded.sources, &diagnostics);
    let workspace = &loaded.workspace;
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
    if !unit.assessed() {
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
    let lines = explain::lines(workspace, &loaded.assessment, id, item, console.lang());
    console.tree(&head, &lines, &loaded.sources);
    Ok(())
}

fn init(console: &Console, arguments: &Init) -> Result<(), Stopped> {
    let files = match &arguments.from {
        None => renew::sample(),
        Some(old) => {
            let (loaded, diagnostics) = load(console, old)?;
            console.diagnostics(&loaded.sources, &diagnostics);
            let files = workspace_files(old).map_err(|error| unreadable(console, &error))?;
            renew::next_year(&files)
        }
    };
    new_folder(&arguments.dir, &files).map_err(|error| unwritable(console, &error))?;
    let dir = arguments.dir.display();
    console.line(&console.lang().pick(
        format!("已新建 {dir}：{}个文件。接着：hongtou build --workspace {dir}", files.len()),
        format!("made {dir}: {} files. Next: hongtou build --workspace {dir}", files.len()),
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
    if assessed && !roster.unit(id).assessed() {
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
    let (errors, warnings) = (diagnostics.count(Severity::Error), diagnostics.count(Severity::Warning));
    console.error_line(
        &format!("错误{errors}处，提示{warnings}条；没有改动任何文件"),
        &format!("{}, {}; nothing was changed", counted(errors, "error"), counted(warnings, "warning")),
    );
    Stopped(Outcome::Refused)
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
    console.error_line(&format!("无法读取 {path}：{error}{zh}"), &format!("cannot read {path}: {error}{en}"));
    Stopped(Outcome::Failed)
}

fn unwritable(console: &Console, failure: &WriteError) -> Stopped {
    use std::io::ErrorKind as K;
    let (path, error) = (failure.path.display(), &failure.error);
    let (zh, en) = match error.kind() {
        K::WouldBlock => {
            ("另一个 hongtou 正在写这个文件夹，稍候再试", "another hongtou is writing there: try again later")
        }
        K::DirectoryNotEmpty => ("文件夹不是空的，请另取一个名字", "the folder is not empty: choose another name"),
        K::InvalidData => (
            "记录文件已损坏：把整个输出文件夹移到别处再生成",
            "the record is damaged: move the output folder away and build again",
        ),
        K::PermissionDenied => {
            ("没有权限，或文件正被别的程序打开", "no permission, or another program has the file open")
        }
        K::StorageFull => ("磁盘已满", "the disk is full"),
        _ => ("", ""),
    };
    console.error_line(&format!("无法写入 {path}：{error}。{zh}"), &format!("cannot write {path}: {error}. {en}"));
    Stopped(Outcome::Failed)
}
