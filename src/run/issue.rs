//! `issue`: documents get their numbers and date, and are kept for good with everything they were made from.

use std::collections::BTreeSet;

use super::build::readiness;
use super::keep::{REGISTER, register, store, unchanged};
use super::numbering::{Numbering, Unnumbered};
use super::setting::Setting;
use super::standing::{Due, bearings, due, issued, reference, withdrawn};
use super::{Loaded, Outcome, Stopped, load_held, refused, unwritable};
use crate::cli::Issue;
use crate::correct::Issued;
use crate::diag::Diagnostics;
use crate::model::{DocumentNumber, Genre, IssueDate, UnitCode};
use crate::plan::{Prepared, prepare};
use crate::report::Console;
use crate::source::STORE;
use crate::validate::UnitId;
use crate::view::{Bearing, Bearings, Document, Kind, Reference, Selection, check_places};
use crate::write::{Folder, WriteError};

/// A document that is to be issued.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) genre: Genre,
    pub(super) unit: Option<UnitCode>,
    pub(super) number: DocumentNumber,
    pub(super) replaces: Vec<Reference>,
}

/// Issues documents.
pub(super) fn issue(console: &Console, arguments: &Issue) -> Result<(), Stopped> {
    let root = &arguments.workspace;
    let folder = Folder::open(root, false).map_err(|error| unwritable(console, &error))?;
    let (loaded, mut diagnostics) = load_held(console, root)?;
    let genres: Vec<Genre> =
        Genre::ALL.into_iter().filter(|genre| arguments.kinds.iter().any(|kind| kind.genre() == *genre)).collect();
    let due = due(console, &loaded, None)?;
    // A notice of the results prints marks, too.
    let noticed = genres.contains(&Genre::Correction) && due.corrected.contains(&Genre::Results);
    let kinds = genres.iter().filter_map(|genre| Kind::of(*genre));
    let printed: Vec<Kind> = kinds.chain(noticed.then_some(Kind::Results)).collect();
    readiness(console, &loaded, &printed, true, false, &mut diagnostics)?;
    console.diagnostics(&loaded.sources, &diagnostics);
    if !loaded.files.documents.placeholders().is_empty() {
        console.error_line(
            "documents.toml 中还有“……”没有填写，没有印发",
            "documents.toml still has “……” to be filled in: nothing was issued",
        );
        return Err(Stopped(Outcome::Refused));
    }
    let wanted = wanted(console, &loaded, arguments, &genres, &due)?;
    let bearings = borne(console, &loaded, arguments, &wanted, &due)?;
    let (setting, prepared) = documents(console, &loaded, due, bearings, &wanted)?;
    places(console, &loaded, &prepared)?;
    announce(console, &loaded, arguments.date, &wanted);
    if arguments.dry_run {
        console.line(console.lang().pick("只作显示，没有印发", "shown only, nothing was issued"));
        return Ok(());
    }
    let failed = |error: WriteError| unwritable(console, &error);
    let mut change = folder.change().map_err(failed)?;
    let edition = store(console, &setting, arguments, &prepared, &mut change)?;
    unchanged(console, &loaded, REGISTER, root)?;
    register(&loaded, &edition, &wanted, arguments.date, &mut change).map_err(failed)?;
    console.settled();
    change.commit().map_err(failed)?;
    let (number, count) = (edition.edition, wanted.len());
    let place = root.join(STORE).join(number.to_string());
    let place = place.display();
    console.line(&console.lang().pick(
        format!("第{number}次印发：{count}份，留存在 {place}。接着：hongtou build"),
        format!("issued as edition {number}: {count}, kept in {place}. Next: hongtou build"),
    ));
    Ok(())
}

/// What is to be issued, with numbers.
fn wanted(
    console: &Console,
    loaded: &Loaded,
    arguments: &Issue,
    genres: &[Genre],
    due: &Due,
) -> Result<Vec<Wanted>, Stopped> {
    let register = &loaded.history.register;
    let roster = &loaded.state.workspace.roster;
    let refuse = |zh: &str, en: &str| {
        console.error_line(zh, en);
        Err(Stopped(Outcome::Refused))
    };
    if arguments.number.is_some() && genres.len() > 1 {
        return refuse("--number 一次只能用于一种文件", "--number goes with one kind of documents only");
    }
    let mut found: Vec<(Genre, Option<UnitId>)> = Vec::new();
    for genre in genres {
        match genre {
            Genre::Method | Genre::Results => {
                if let Some(issued) = register.standing(*genre, None) {
                    let (name, number) = (genre.name(), &issued.number);
                    return refuse(
                        &format!("{name}已印发（{number}）：有错用 hongtou correct 更正，再印发更正通知"),
                        &format!(
                            "{name} was issued ({number}): enter corrections with `hongtou correct`, then issue a correction"
                        ),
                    );
                }
                found.push((*genre, None));
            }
            Genre::Letter => {
                let before = found.len();
                found.extend(roster.ids().filter_map(|(id, unit)| {
                    let stands = register.standing(Genre::Letter, Some(&unit.code)).is_some();
                    (unit.assessed && (!stands || due.letters.contains(&id))).then_some((Genre::Letter, Some(id)))
                }));
                if found.len() == before {
                    return refuse(
                        "反馈函都已印发，内容没有变化，没有要印发的",
                        "all letters were issued and none has changed: there is nothing to issue",
                    );
                }
            }
            Genre::Correction if due.corrected.is_empty() => {
                return refuse(
                    "已印发的办法和通报没有变化，没有要更正的",
                    "neither method nor results have changed since they were issued: there is nothing to correct",
                );
            }
            Genre::Correction => {
                let corrected = due.corrected.iter().filter_map(|genre| register.standing(*genre, None));
                if let Some(Issued { number, date, .. }) = corrected.max_by_key(|issued| issued.date)
                    && *date > arguments.date
                {
                    return refuse(
                        &format!("印发日期早于它更正的{number}（{date}）"),
                        &format!("the date is before that of {number}, which is corrected ({})", date.iso()),
                    );
                }
                found.push((Genre::Correction, None));
            }
        }
    }
    let mut numbering = Numbering::new(loaded, arguments.date, arguments.number);
    let mut wanted = Vec::new();
    for (genre, id) in found {
        let unit = id.map(|id| roster.unit(id).code.clone());
        let number = match numbering.allocate(genre, id) {
            Ok(number) => number,
            Err(Unnumbered::Taken(number)) => {
                return refuse(
                    &format!("{number}已是另一份文件的文号"),
                    &format!("{number} is the number of another document"),
                );
            }
            Err(Unnumbered::Mismatch(number, begin)) => {
                return refuse(
                    &format!("预编的{number}与印发日期不符，应以 {begin} 开头：改 numbers.csv，或用 --number"),
                    &format!(
                        "{number}, set aside, does not fit the date: it should begin {begin}; change numbers.csv or use --number"
                    ),
                );
            }
        };
        // Whoever cites the method cites the number that was set aside for it.
        let cited =
            roster.number(Genre::Method, None).filter(|_| genre == Genre::Method && !register.issued().is_empty());
        if let Some(cited) = cited.filter(|cited| **cited != number) {
            return refuse(
                &format!("已印发的文件引用的考核办法是{cited}，不能另编为{number}"),
                &format!("what was issued cites the method as {cited}: it cannot become {number}"),
            );
        }
        let former = match genre {
            Genre::Correction => withdrawn(loaded),
            _ => unit.as_ref().and_then(|unit| register.standing(genre, Some(unit))).into_iter().collect(),
        };
        let replaces: Vec<Reference> = former.into_iter().map(reference).collect();
        if let Some(former) = replaces.iter().find(|former| former.date > arguments.date) {
            let (number, date) = (&former.number, former.date);
            return refuse(
                &format!("印发日期早于它代替的{number}（{date}）"),
                &format!("the date is before that of {number}, which is replaced ({})", date.iso()),
            );
        }
        wanted.push(Wanted { genre, unit, number, replaces });
    }
    Ok(wanted)
}

/// What all documents bear, those to be issued their new numbers and the date. A document that cites the method needs
/// the method's number.
fn borne(
    console: &Console,
    loaded: &Loaded,
    arguments: &Issue,
    wanted: &[Wanted],
    due: &Due,
) -> Result<Bearings, Stopped> {
    let mut bearings = bearings(loaded, due);
    for Wanted { genre, unit, number, replaces } in wanted {
        let bearing =
            Bearing { number: Some(number.clone()), date: arguments.date, replaces: replaces.first().cloned() };
        bearings.set(*genre, unit.clone(), bearing);
    }
    let method = bearings.of(Genre::Method, None);
    if method.number.is_none() {
        console.error_line(
            "考核办法还没有文号，别的文件无法引用：先印发考核办法，或在 numbers.csv 中写上它的文号",
            "the method has no number that others could cite: issue it first, or write its number in numbers.csv",
        );
        return Err(Stopped(Outcome::Refused));
    }
    let issued = wanted.iter().any(|wanted| wanted.genre == Genre::Method);
    if !issued && method.date > arguments.date {
        let date = method.date;
        console.error_line(
            &format!("印发日期早于考核办法的日期（{date}）"),
            &format!("the date is before that of the method ({})", date.iso()),
        );
        return Err(Stopped(Outcome::Refused));
    }
    // The method prints no marks, and bears a date of the year before.
    let marked = wanted.iter().any(|wanted| wanted.genre != Genre::Method);
    if let Some(last) = loaded.history.ledger.last_approval().filter(|last| marked && *last > arguments.date) {
        console.error_line(
            &format!("印发日期早于最近一次批准更正的日期（{last}）"),
            &format!("the date is before that of the last approval of a correction ({})", last.iso()),
        );
        return Err(Stopped(Outcome::Refused));
    }
    Ok(bearings)
}

/// The documents, and the attachments that go out with them as files of their own.
pub(super) fn documents<'a>(
    console: &Console,
    loaded: &'a Loaded,
    due: Due,
    bearings: Bearings,
    wanted: &[Wanted],
) -> Result<(Setting<'a>, Vec<Prepared>), Stopped> {
    let genres = Genre::ALL.into_iter().filter(|genre| wanted.iter().any(|wanted| wanted.genre == *genre));
    let kinds: Vec<Kind> = genres.filter_map(Kind::of).chain([Kind::Attachments]).collect();
    let mut diagnostics = Diagnostics::default();
    let setting = Setting::new(console, loaded, due, bearings, &kinds, &mut diagnostics)?;
    let maker = setting.maker();
    let mut made = maker.documents(&Selection { kinds, unit: None, scored: true }, &mut diagnostics);
    let wanted: BTreeSet<_> = wanted.iter().map(|wanted| (Some(wanted.genre), wanted.unit.as_ref())).collect();
    made.retain(|document| wanted.contains(&(document.genre, document.unit.as_ref())));
    if diagnostics.has_errors() {
        return Err(refused(console, &loaded.sources, &diagnostics));
    }
    let prepared = prepare(made, &maker);
    Ok((setting, prepared))
}

/// What was issued before keeps its place, unless it is replaced; a notice never is.
fn places(console: &Console, loaded: &Loaded, prepared: &[Prepared]) -> Result<(), Stopped> {
    let mut diagnostics = Diagnostics::default();
    let new: BTreeSet<_> = prepared.iter().map(|new| (new.document.genre, new.document.unit.as_ref())).collect();
    let replaced = |document: &Document| {
        document.genre != Some(Genre::Correction) && new.contains(&(document.genre, document.unit.as_ref()))
    };
    let mut standing = issued(console, loaded, &Selection { kinds: Kind::ALL.to_vec(), unit: None, scored: true })?;
    // So is an attachment of which a notice brings another.
    let again = |former: &Document| {
        former.kind == Kind::Attachments && prepared.iter().any(|new| new.document.path == former.path)
    };
    standing.retain(|document| !replaced(document) && !again(document));
    let all: Vec<&Document> = standing.iter().chain(prepared.iter().map(|prepared| &prepared.document)).collect();
    check_places(&loaded.state.workspace.documents.files, &all, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(refused(console, &loaded.sources, &diagnostics));
    }
    Ok(())
}

/// Says what is issued under which numbers.
fn announce(console: &Console, loaded: &Loaded, date: IssueDate, wanted: &[Wanted]) {
    let lang = console.lang();
    let roster = &loaded.state.workspace.roster;
    for Wanted { genre, unit, number, replaces } in wanted {
        let name = unit.as_ref().and_then(|code| roster.find(&code.to_string())).map(|id| roster.name(id));
        let name = name.map(|name| lang.pick(format!("（{name}）"), format!(" ({name})"))).unwrap_or_default();
        let former: Vec<String> = replaces.iter().map(|former| former.number.to_string()).collect();
        let former = match (former.is_empty(), *genre) {
            (true, _) => String::new(),
            (_, Genre::Correction) => {
                lang.pick(format!("，{}作废", former.join("、")), format!(", voids {}", former.join(", ")))
            }
            _ => lang.pick(format!("，代替{}", former.join("、")), format!(", replaces {}", former.join(", "))),
        };
        console.line(&format!("{}{name}  {number}  {}{former}", genre.name(), date.iso()));
    }
}
