//! `diff`: what changed between two editions, since one, or since the documents in the output folder were made.

use std::collections::BTreeMap;

use serde::Serialize;

use super::standing::{Due, due};
use super::{Loaded, Outcome, Stopped, load, refused, unreadable, unwritable};
use crate::cli::{Diff, Format};
use crate::diag::Diagnostics;
use crate::edition::Edition;
use crate::figures::{Changes, Figures, compare};
use crate::model::{Genre, UnitCode};
use crate::report::Console;
use crate::report::changes::changes;
use crate::write::{Reading, Record, WriteError};

/// What changed, as JSON has it.
#[derive(Debug, Serialize)]
struct Difference {
    /// The figures; none if one side has no figures.
    figures: Option<Changes>,
    /// The documents that hold on one side and not on the other.
    changed: Vec<Replaced>,
    /// The numbers of those that hold on both.
    unchanged: Vec<String>,
    /// Documents that are due because the data have moved away from them.
    due: Vec<Moved>,
}

/// A document in the place of another.
#[derive(Debug, Serialize)]
struct Replaced {
    genre: Genre,
    unit: Option<UnitCode>,
    before: Option<String>,
    after: Option<String>,
}

/// A document that the data have moved away from.
#[derive(Debug, Serialize)]
struct Moved {
    genre: Genre,
    unit: Option<UnitCode>,
    number: String,
}

/// Prints what changed.
pub(super) fn diff(console: &Console, arguments: &Diff) -> Result<(), Stopped> {
    let (loaded, diagnostics) = load(console, &arguments.workspace)?;
    console.diagnostics(&loaded.sources, &diagnostics);
    match arguments.before {
        Some(before) => between(console, &loaded, arguments, before),
        None => since_draft(console, &loaded, arguments),
    }
}

fn between(console: &Console, loaded: &Loaded, arguments: &Diff, before: u32) -> Result<(), Stopped> {
    let one = figures(console, loaded, before)?;
    let other = match arguments.after {
        Some(after) => figures(console, loaded, after)?,
        None => Some(current(loaded)),
    };
    let due = if arguments.after.is_none() { due(console, loaded, None)? } else { Due::default() };
    let last = arguments.after.unwrap_or(u32::MAX);
    let (changed, unchanged) = documents(loaded, before, last);
    let difference = Difference {
        figures: one.zip(other).map(|(one, other)| compare(&one, &other)),
        changed,
        unchanged,
        due: moved(loaded, &due),
    };
    print(console, loaded, &difference, arguments.format);
    Ok(())
}

fn since_draft(console: &Console, loaded: &Loaded, arguments: &Diff) -> Result<(), Stopped> {
    let failed = |error: WriteError| unwritable(console, &error);
    let reading = if arguments.out.is_dir() { Some(Reading::open(&arguments.out)) } else { None };
    let _reading = reading.transpose().map_err(failed)?;
    let record = Record::read(&arguments.out).map_err(failed)?;
    let manifest = record.manifest();
    let current = current(loaded);
    let known = manifest.figures();
    if known.is_empty() {
        let out = arguments.out.display();
        console.error_line(
            &format!("{out} 里没有印着分数的文件：先运行 hongtou build"),
            &format!("there are no documents with marks in {out}: run `hongtou build` first"),
        );
        return Err(Stopped(Outcome::Failed));
    }
    let kept: Option<Vec<(&str, Figures)>> =
        known.iter().map(|digest| Some((*digest, record.figures(digest)?))).collect();
    let Some(kept) = kept else {
        let out = arguments.out.display();
        console.error_line(
            &format!("{out} 里的文件生成时的数缺了或被改动，无从对照：先运行 hongtou build"),
            &format!(
                "the figures that documents in {out} were made with are gone or changed: run `hongtou build` first"
            ),
        );
        return Err(Stopped(Outcome::Failed));
    };
    for (digest, figures) in kept {
        let made = manifest.documents.values().filter(|entry| entry.figures.as_deref() == Some(digest)).count();
        if known.len() > 1 && arguments.format == Format::Text {
            console.line(
                &console
                    .lang()
                    .pick(format!("对照{made}个文件生成时的数："), format!("against the figures of {made} documents:")),
            );
        }
        let difference = Difference {
            figures: Some(compare(&figures, &current)),
            changed: Vec::new(),
            unchanged: Vec::new(),
            due: Vec::new(),
        };
        print(console, loaded, &difference, arguments.format);
    }
    Ok(())
}

fn current(loaded: &Loaded) -> Figures {
    Figures::of(&loaded.state.workspace, &loaded.state.assessment, false)
}

/// The figures of an edition; none if no marks were there yet.
fn figures(console: &Console, loaded: &Loaded, edition: u32) -> Result<Option<Figures>, Stopped> {
    let last = loaded.history.register.last_edition();
    if edition == 0 || edition > last {
        console.error_line(
            &format!("没有第{edition}次印发；共{last}次"),
            &format!("there is no edition {edition}; there are {last}"),
        );
        return Err(Stopped(Outcome::Failed));
    }
    let mut diagnostics = Diagnostics::default();
    Edition::read(&loaded.root, edition, &mut diagnostics).map_err(|error| unreadable(console, &error))?;
    if diagnostics.has_errors() {
        return Err(refused(console, &loaded.sources, &diagnostics));
    }
    Edition::figures(&loaded.root, edition).map_err(|error| unreadable(console, &error))
}

/// The documents that held after one edition and those that held after another.
fn documents(loaded: &Loaded, before: u32, after: u32) -> (Vec<Replaced>, Vec<String>) {
    let held = |edition: u32| {
        let issued = loaded.history.register.issued().iter().filter(move |issued| issued.edition <= edition);
        // Every notice of correction holds beside the others.
        let key = |notice: Option<String>, genre, unit| (genre, unit, notice);
        issued
            .map(|issued| {
                let number = issued.number.to_string();
                let notice = (issued.genre == Genre::Correction).then(|| number.clone());
                (key(notice, issued.genre, issued.unit.clone()), number)
            })
            .collect::<BTreeMap<_, _>>()
    };
    let (one, other) = (held(before), held(after));
    let mut changed = Vec::new();
    let mut unchanged = Vec::new();
    for key in one.keys().chain(other.keys().filter(|key| !one.contains_key(*key))) {
        let (before, after) = (one.get(key).cloned(), other.get(key).cloned());
        match before {
            Some(number) if Some(&number) == after.as_ref() => unchanged.push(number),
            before => changed.push(Replaced { genre: key.0, unit: key.1.clone(), before, after }),
        }
    }
    (changed, unchanged)
}

fn moved(loaded: &Loaded, due: &Due) -> Vec<Moved> {
    let register = &loaded.history.register;
    let roster = &loaded.state.workspace.roster;
    let corrected = due.corrected.iter().map(|genre| (*genre, None));
    let letters = due.letters.iter().map(|id| (Genre::Letter, Some(roster.unit(*id).code.clone())));
    let all = corrected.chain(letters);
    all.filter_map(|(genre, unit)| {
        let number = register.standing(genre, unit.as_ref())?.number.to_string();
        Some(Moved { genre, unit, number })
    })
    .collect()
}

fn print(console: &Console, loaded: &Loaded, difference: &Difference, format: Format) {
    let lang = console.lang();
    if format == Format::Json {
        console.line(&serde_json::to_string_pretty(difference).unwrap_or_default());
        return;
    }
    match &difference.figures {
        None => console
            .line(lang.pick("印发时还没有分数，不比较数字", "no marks were there at issue: no figures to compare")),
        Some(figures) if figures.is_empty() => console.line(lang.pick("没有数字变动", "no figure changes")),
        Some(figures) => console.text(&changes(figures, lang)),
    }
    let name = |unit: &Option<UnitCode>| {
        let roster = &loaded.state.workspace.roster;
        let id = unit.as_ref().and_then(|code| roster.find(&code.to_string()));
        id.map(|id| lang.pick(format!("（{}）", roster.name(id)), format!(" ({})", roster.name(id))))
            .unwrap_or_default()
    };
    if !difference.changed.is_empty() {
        console.line(lang.pick("文件有变化：", "documents that changed:"));
    }
    for Replaced { genre, unit, before, after } in &difference.changed {
        let side = |side: &Option<String>| side.clone().unwrap_or("—".to_owned());
        console.line(&format!("  {}{}  {} → {}", genre.name(), name(unit), side(before), side(after)));
    }
    if !difference.unchanged.is_empty() {
        let count = difference.unchanged.len();
        console
            .line(&lang.pick(format!("文件没有变化的：{count}份"), format!("documents that did not change: {count}")));
    }
    if !difference.due.is_empty() {
        console.line(lang.pick(
            "与现在的数据不符，要更正或重新印发：",
            "no longer as the data are, to be corrected or issued again:",
        ));
    }
    for Moved { genre, unit, number } in &difference.due {
        console.line(&format!("  {}{}  {number}", genre.name(), name(unit)));
    }
}
