//! `build --edition`: an act of issue restored from its store, or made anew from its snapshot and compared.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::decide::apart;
use super::issue::{Wanted, documents};
use super::make::make;
use super::setting::Setting;
use super::standing::{Due, bearings, due, reference};
use super::{Loaded, Outcome, Stopped, load, load_snapshot, refused, unreadable, unwritable};
use crate::cli::Build;
use crate::correct::Register;
use crate::diag::Diagnostics;
use crate::digest::digest;
use crate::edition::Edition;
use crate::plan::{Cause, Prepared, Workshop};
use crate::report::Console;
use crate::report::changes::cause;
use crate::source::{STORE, Sources};
use crate::view::{Bearing, Bearings, Reference};
use crate::write::{Reading, new_folder};

/// Restores an edition into a folder of its own, or compares it with what its inputs give today.
pub(super) fn restore(console: &Console, arguments: &Build, number: u32) -> Result<(), Stopped> {
    let mut diagnostics = Diagnostics::default();
    let root = &arguments.request.workspace;
    let reading = if root.is_dir() { Some(Reading::open(root)) } else { None };
    let _reading = reading.transpose().map_err(|error| unwritable(console, &error))?;
    let edition = Edition::read(root, number, &mut diagnostics).map_err(|error| unreadable(console, &error))?;
    let mut files = Vec::new();
    if let Some(edition) = &edition {
        for path in edition.files.keys() {
            let bytes = edition.bytes(root, path, &mut diagnostics).map_err(|error| unreadable(console, &error))?;
            files.extend(bytes.map(|bytes| (path.clone(), bytes)));
        }
    }
    let Some(edition) = edition.filter(|_| !diagnostics.has_errors()) else {
        return Err(refused(console, &Sources::default(), &diagnostics));
    };
    if arguments.rerender {
        return rerender(console, arguments, &edition);
    }
    let usual = arguments.request.out == Path::new("out");
    let out = if usual { PathBuf::from(format!("out-edition-{number}")) } else { arguments.request.out.clone() };
    apart(console, root, &out)?;
    let count = new_folder(&out, files).map_err(|error| unwritable(console, &error))?;
    let out = out.display();
    console.line(&console.lang().pick(
        format!("已恢复第{number}次印发的{count}个文件，与印发时逐字节相同（{out}）"),
        format!("restored the {count} files of edition {number}, byte for byte as they were issued ({out})"),
    ));
    Ok(())
}

/// The snapshot of an edition, and what its documents bear.
pub(super) struct Snapshot {
    pub(super) loaded: Loaded,
    due: Due,
    bearings: Bearings,
    wanted: Vec<Wanted>,
}

impl Snapshot {
    /// The documents of the edition, made of the snapshot.
    pub(super) fn documents(&self, console: &Console) -> Result<(Setting<'_>, Vec<Prepared>), Stopped> {
        documents(console, &self.loaded, self.due.clone(), self.bearings.clone(), &self.wanted)
    }
}

/// Reads the snapshot of an edition.
pub(super) fn snapshot_of(
    console: &Console,
    root: &Path,
    register: &Register,
    number: u32,
) -> Result<Snapshot, Stopped> {
    let snapshot = root.join(STORE).join(number.to_string()).join("inputs");
    let (mut loaded, _) = load_snapshot(console, &snapshot)?;
    // The editions before it lie in the store of the workspace.
    root.clone_into(&mut loaded.root);
    let due = due(console, &loaded, None)?;
    let mut borne = bearings(&loaded, &due);
    let mut wanted = Vec::new();
    for issued in register.edition(number) {
        let replaces: Vec<Reference> =
            issued.replaces.iter().filter_map(|number| register.numbered(number)).map(reference).collect();
        let bearing =
            Bearing { number: Some(issued.number.clone()), date: issued.date, replaces: replaces.first().cloned() };
        borne.set(issued.genre, issued.unit.clone(), bearing);
        let (genre, unit, number) = (issued.genre, issued.unit.clone(), issued.number.clone());
        wanted.push(Wanted { genre, unit, number, replaces });
    }
    Ok(Snapshot { loaded, due, bearings: borne, wanted })
}

/// Makes the documents of an edition anew from its snapshot; what is not byte for byte the same is named with the reason.
fn rerender(console: &Console, arguments: &Build, edition: &Edition) -> Result<(), Stopped> {
    let (present, _) = load(console, &arguments.request.workspace)?;
    let root = &arguments.request.workspace;
    let snapshot = snapshot_of(console, root, &present.history.register, edition.edition)?;
    let (setting, prepared) = snapshot.documents(console)?;
    let all: Vec<_> = prepared.iter().collect();
    let mut made = BTreeMap::new();
    make(console, &setting, &all, arguments.jobs, &|_, document| digest(&document.bytes), &mut |at, digest| {
        made.insert(prepared[at].document.path.clone(), (at, digest));
        Ok(())
    })?;
    let workshop = Workshop::of(&snapshot.loaded.sources);
    let lang = console.lang();
    let mut differ = 0;
    for (path, kept) in &edition.files {
        let found = made.get(path);
        if found.is_some_and(|(_, digest)| *digest == kept.digest) {
            continue;
        }
        differ += 1;
        let causes: Vec<Cause> =
            found.map(|(at, _)| workshop.causes(&prepared[*at], &kept.key.tools, &kept.key.view)).unwrap_or_default();
        let words: Vec<String> = causes.iter().map(|one| cause(one, lang)).collect();
        let words =
            if words.is_empty() { lang.pick("输入不同", "other inputs").to_owned() } else { words.join("；") };
        console.line(&lang.pick(format!("不同：{path}：{words}"), format!("differs: {path}: {words}")));
    }
    let (number, count) = (edition.edition, edition.files.len());
    if differ > 0 {
        console.line(&lang.pick(
            format!("第{number}次印发的{count}个文件，重新生成后有{differ}个不同"),
            format!("of the {count} files of edition {number}, {differ} differ when made anew"),
        ));
        return Err(Stopped(Outcome::Refused));
    }
    console.line(&lang.pick(
        format!("第{number}次印发的{count}个文件，重新生成后逐字节相同"),
        format!("the {count} files of edition {number}, made anew, are the same byte for byte"),
    ));
    Ok(())
}
