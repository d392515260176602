//! `print`: the letters of all units, or of one category, bound into one file for printing on both sides (合订本).
//!
//! A letter that was issued is printed as it was issued: its view is made from the snapshot of its edition and must be the
//! one in the edition's record. If program, fonts or layouts are others than at issue, the letter is made anew as a file of
//! its own, too, and must be byte for byte what was issued. So no later figure ever appears under its number and date.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ecow::EcoString;

use super::build::readiness;
use super::decide::apart;
use super::make::{faces, laid_out, make};
use super::restore::snapshot_of;
use super::setting::Setting;
use super::{Loaded, Outcome, Stopped, counted, load, refused, unreadable, unwritable};
use crate::cli::Print;
use crate::diag::Diagnostics;
use crate::digest::digest;
use crate::edition::Edition;
use crate::model::{Genre, UnitCode};
use crate::paths::file_name_part;
use crate::plan::{Cause, Prepared, Workshop};
use crate::render::{Leaf, Pages, bind};
use crate::report::Console;
use crate::report::changes::cause;
use crate::source::Sources;
use crate::view::{Content, Document, Kind, Meta, Selection, View};
use crate::write::{Placed, Record, WriteError, put_file};

/// What the file is called, and its title.
const NAME: &str = "反馈函合订本";

/// A letter with its pages, before it is in its place.
struct Letter {
    /// Where it goes: its category, and its place in the roster.
    place: (usize, usize),
    /// The unit as it is called in the letter.
    unit: String,
    meta: Meta,
    view: EcoString,
    pages: Pages,
}

/// Binds letters into one file.
pub(super) fn print(console: &Console, arguments: &Print) -> Result<(), Stopped> {
    let file = place(console, arguments)?;
    let (loaded, mut diagnostics) = load(console, &arguments.workspace)?;
    let kinds = vec![Kind::Letters];
    let scored = readiness(console, &loaded, &kinds, true, arguments.draft, &mut diagnostics)?;
    let selection = Selection { kinds, unit: None, scored };
    let wanted = units(console, &loaded, arguments.category.as_deref())?;
    let setting = Setting::of_build(console, &loaded, &selection.kinds, arguments.draft, &mut diagnostics)?;
    let mut letters = setting.documents(console, &selection, &mut diagnostics)?;
    console.diagnostics(&loaded.sources, &diagnostics);
    letters.retain(|letter| letter.unit.as_ref().is_some_and(|unit| wanted.contains_key(unit)));

    let register = &loaded.history.register;
    let standing = |unit: Option<&UnitCode>| register.standing(Genre::Letter, unit).map(|issued| issued.edition);
    let (issued, drafts): (Vec<_>, Vec<_>) = letters.into_iter().partition(|letter| !letter.is_typeset());
    let editions: BTreeSet<u32> = issued.iter().filter_map(|letter| standing(letter.unit.as_ref())).collect();
    // Until they are issued, letters that replace others are no letters to be sent.
    let (pending, drafts): (Vec<_>, Vec<_>) =
        drafts.into_iter().partition(|letter| standing(letter.unit.as_ref()).is_some());
    let mut made = Vec::new();
    for number in editions {
        made.extend(as_issued(console, &loaded, number, &wanted, arguments.jobs)?);
    }
    made.extend(laid(console, &setting, drafts, &wanted, arguments.jobs)?);
    made.sort_by_key(|letter| letter.place);
    // From here on no template is at work.
    console.settled();
    let count = made.len();
    let bound = bound(console, &loaded, made, arguments.category.as_deref())?;
    placed(console, arguments, &file, &bound.bytes)?;
    let (pages, path) = (bound.pages, file.display());
    console.line(&console.lang().pick(
        format!("合订本：{count}份反馈函，{pages}页，双面打印（{path}）"),
        format!("bound: {} on {pages} pages, to be printed on both sides ({path})", counted(count, "letter")),
    ));
    if !pending.is_empty() {
        let count = pending.len();
        console.error_line(
            &format!("注意：{count}份反馈函更正后还没有印发，合订本中是原来印发的"),
            &format!("note: bound as issued, though changed since and not issued again: {}", counted(count, "letter")),
        );
    }
    Ok(())
}

/// Where the file goes: not among the inputs, and not into a folder of documents, where it would be foreign.
fn place(console: &Console, arguments: &Print) -> Result<PathBuf, Stopped> {
    let name = match &arguments.category {
        Some(category) => format!("{NAME}-{}.pdf", file_name_part(category)),
        None => format!("{NAME}.pdf"),
    };
    let file = match &arguments.out {
        Some(out) if out.is_dir() => out.join(name),
        Some(out) => out.clone(),
        None => PathBuf::from(name),
    };
    let full = std::path::absolute(&file).unwrap_or_else(|_| file.clone());
    apart(console, &arguments.workspace, full.parent().unwrap_or(&full))?;
    for folder in full.ancestors().skip(1) {
        let record = Record::read(folder).map_err(|error| unwritable(console, &error))?;
        if record.is_there() && !record.damaged() {
            let (path, folder) = (file.display(), folder.display());
            console.error_line(
                &format!("{path} 在 build 的输出文件夹 {folder} 中，那里只放 build 生成的文件：用 --out 另选地方"),
                &format!("{path} lies in {folder}, which holds what `build` made and nothing else: choose another place with --out"),
            );
            return Err(Stopped(Outcome::Failed));
        }
    }
    Ok(file)
}

/// The units whose letters are wanted, with their places: by category, and then as in the roster.
fn units(
    console: &Console,
    loaded: &Loaded,
    category: Option<&str>,
) -> Result<BTreeMap<UnitCode, (usize, usize)>, Stopped> {
    let roster = &loaded.state.workspace.roster;
    let names = roster.categories();
    let only = category.map(|wanted| names.iter().position(|name| name == wanted));
    if let (Some(None), Some(wanted)) = (only, category) {
        console.error_line(
            &format!("没有“{wanted}”这个类别。可用：{}", names.join("、")),
            &format!("unknown category “{wanted}”; one of {}", names.join(", ")),
        );
        return Err(Stopped(Outcome::Failed));
    }
    let only = only.flatten();
    let all = roster.ids().enumerate().map(|(at, (_, unit))| (unit.code.clone(), (unit.category, at)));
    Ok(all.filter(|(_, (category, _))| only.is_none_or(|only| only == *category)).collect())
}

/// The letters of an edition that stand, as they were issued.
fn as_issued(
    console: &Console,
    loaded: &Loaded,
    number: u32,
    wanted: &BTreeMap<UnitCode, (usize, usize)>,
    jobs: Option<u16>,
) -> Result<Vec<Letter>, Stopped> {
    let register = &loaded.history.register;
    let mut diagnostics = Diagnostics::default();
    let edition = Edition::read(&loaded.root, number, &mut diagnostics).map_err(|error| unreadable(console, &error))?;
    let Some(edition) = edition else { return Err(refused(console, &loaded.sources, &diagnostics)) };
    let snapshot = snapshot_of(console, &loaded.root, register, number)?;
    let (setting, mut prepared) = snapshot.documents(console)?;
    let stands = |unit: &UnitCode| {
        wanted.contains_key(unit)
            && register.standing(Genre::Letter, Some(unit)).is_some_and(|issued| issued.edition == number)
    };
    prepared.retain(|one| one.document.kind == Kind::Letters && one.document.unit.as_ref().is_some_and(stands));
    let workshop = Workshop::of(&snapshot.loaded.sources);
    let mut differing: BTreeMap<&str, Vec<Cause>> = BTreeMap::new();
    let mut doubtful = Vec::new();
    for one in &prepared {
        let path = one.document.path.as_str();
        let Some(kept) = edition.files.get(path) else {
            differing.insert(path, Vec::new());
            continue;
        };
        let causes = workshop.causes(one, &kept.key.tools, &kept.key.view);
        if causes.contains(&Cause::Words) {
            differing.insert(path, causes);
        } else if !causes.is_empty() {
            doubtful.push((one, &kept.digest, causes));
        }
    }
    // What another program or font makes of the same view shows only when it is made.
    let again: Vec<&Prepared> = doubtful.iter().map(|(one, _, _)| *one).collect();
    let mut same = BTreeSet::new();
    make(console, &setting, &again, jobs, &|at, made| digest(&made.bytes) == *doubtful[at].1, &mut |at, is_same| {
        if is_same {
            same.insert(at);
        }
        Ok(())
    })?;
    for (at, (one, _, causes)) in doubtful.into_iter().enumerate() {
        if !same.contains(&at) {
            differing.insert(&one.document.path, causes);
        }
    }
    if differing.is_empty() {
        return laid(console, &setting, prepared.into_iter().map(|one| one.document).collect(), wanted, jobs);
    }
    let lang = console.lang();
    for (path, causes) in &differing {
        let words: Vec<String> = causes.iter().map(|one| cause(one, lang)).collect();
        let words =
            if words.is_empty() { lang.pick("输入不同", "other inputs").to_owned() } else { words.join("；") };
        console.error_line(&format!("不同：{path}：{words}"), &format!("differs: {path}: {words}"));
    }
    let (count, store) = (differing.len(), loaded.root.join(edition.place("")));
    let store = store.display();
    console.error_line(
        &format!("第{number}次印发的{count}份反馈函，现在排出来与印发时不同，没有合订：请单独打印 {store} 中的文件"),
        &format!(
            "made anew, {} of edition {number} would not be as issued: nothing was bound; print the files in {store}",
            counted(count, "letter")
        ),
    );
    Err(Stopped(Outcome::Refused))
}

/// Lays letters out.
fn laid(
    console: &Console,
    setting: &Setting<'_>,
    letters: Vec<Document>,
    places: &BTreeMap<UnitCode, (usize, usize)>,
    jobs: Option<u16>,
) -> Result<Vec<Letter>, Stopped> {
    if letters.is_empty() {
        return Ok(Vec::new());
    }
    let faces = faces(console, setting, letters.iter())?;
    let laid = laid_out(console, setting, &faces, &letters.iter().collect::<Vec<_>>(), jobs)?;
    let letter = |(document, (pages, View { meta, addressees, .. })): (Document, (Pages, View))| {
        let Content::Letter { view, .. } = document.content else { return None };
        let place = *places.get(&document.unit?)?;
        Some(Letter { place, unit: addressees.unwrap_or_default(), meta, view, pages })
    };
    Ok(letters.into_iter().zip(laid).filter_map(letter).collect())
}

/// The letters in one file.
fn bound(
    console: &Console,
    loaded: &Loaded,
    letters: Vec<Letter>,
    category: Option<&str>,
) -> Result<crate::render::Bound, Stopped> {
    let Some(first) = letters.first() else {
        console.error_line("没有反馈函可以合订", "there is no letter to be bound");
        return Err(Stopped(Outcome::Refused));
    };
    let date = letters.iter().map(|letter| letter.meta.date).max().unwrap_or(first.meta.date);
    let year = loaded.state.workspace.scheme.year();
    let title = match category {
        Some(category) => format!("{year}年度{NAME}（{category}）"),
        None => format!("{year}年度{NAME}"),
    };
    let meta = Meta { title, author: first.meta.author.clone(), date };
    let identity = digest(letters.iter().map(|letter| letter.view.as_str()).collect::<Vec<_>>().join("\n").as_bytes());
    let chapters = loaded.state.workspace.roster.categories();
    let leaf = |Letter { place, unit, pages, .. }| Leaf { chapter: chapters[place.0].clone(), title: unit, pages };
    let leaves = letters.into_iter().map(leaf).collect();
    bind(leaves, NAME, &meta, &identity).map_err(|diagnostics| refused(console, &Sources::default(), &diagnostics))
}

/// Puts the file in its place, unless another one is there.
fn placed(console: &Console, arguments: &Print, file: &Path, bytes: &[u8]) -> Result<(), Stopped> {
    let done = put_file(file, bytes, arguments.force).map_err(|error: WriteError| unwritable(console, &error))?;
    if done == Placed::Occupied {
        let path = file.display();
        console.error_line(
            &format!("{path} 已经有了，内容不同：用 --force 覆盖，或用 --out 另取名字"),
            &format!("{path} is there already and differs: replace it with --force, or choose another name with --out"),
        );
        return Err(Stopped(Outcome::Failed));
    }
    Ok(())
}
