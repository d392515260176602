//! `verify`: whether the output folder and what was issued are as they were made, or where one file came from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::origin::origin;
use super::{Outcome, Stopped, unreadable, unwritable};
use crate::cli::{Format, Verify};
use crate::correct::Register;
use crate::diag::Diagnostics;
use crate::edition::Edition;
use crate::report::verification::{FolderState, Said, StoreState, Verification};
use crate::report::{Console, text};
use crate::source::{Holdings, ReadError, STORE, Sources, editions};
use crate::write::{Reading, Record, WriteError, is_own_file, is_unfinished};

/// What was issued, as far as it can be read whatever the state of the data.
pub(super) struct Store<'a> {
    pub(super) root: &'a Path,
    /// The editions that are there; `None` for one that is damaged.
    pub(super) editions: BTreeMap<u32, Option<Edition>>,
    pub(super) register: Register,
    sources: Sources,
    /// What is wrong with the register.
    diagnostics: Diagnostics,
}

/// Verifies a folder and the store, or tells where a file came from.
pub(super) fn verify(console: &Console, arguments: &Verify) -> Result<(), Stopped> {
    let _reading = Reading::glance(&arguments.workspace).map_err(|error| unwritable(console, &error))?;
    let store = Store::open(&arguments.workspace).map_err(|error| unreadable(console, &error))?;
    let path = arguments.path.as_deref().unwrap_or(&arguments.out);
    if path.is_file() {
        return origin(console, arguments, &store, path);
    }
    if !path.is_dir() && (arguments.path.is_some() || store.is_empty()) {
        let path = path.display();
        console.error_line(&format!("没有 {path} 这个文件夹或文件"), &format!("there is no folder or file {path}"));
        return Err(Stopped(Outcome::Failed));
    }
    if !path.is_dir() && arguments.format == Format::Text {
        let path = path.display();
        console.error_line(
            &format!("没有 {path} 这个文件夹，只核对印发的"),
            &format!("there is no folder {path}: only what was issued is verified"),
        );
    }
    let folder = if path.is_dir() { Some(folder(console, &store, path)?) } else { None };
    let kept = if store.is_empty() { None } else { Some(store.state(console)?) };
    let (made, held) =
        (folder.as_ref().is_none_or(FolderState::is_sound), kept.as_ref().is_none_or(StoreState::is_sound));
    let sound = made && held;
    let verification = Verification { schema: 1, sound, folder, store: kept };
    match arguments.format {
        Format::Text => console.text(&verification.text(console.lang())),
        Format::Json => console.line(&serde_json::to_string_pretty(&verification).unwrap_or_default()),
    }
    if arguments.format == Format::Text {
        store.complain(console);
        advise(console, verification.folder.as_ref(), held);
    }
    if sound { Ok(()) } else { Err(Stopped(Outcome::Refused)) }
}

/// What can be done about files that are not as they were made.
fn advise(console: &Console, folder: Option<&FolderState>, held: bool) {
    if let Some(folder) = folder.filter(|folder| matches!(folder.said, Said::Record | Said::Damaged)) {
        if folder.unfinished {
            console.error_line(
                "注意：有一次生成中途断了，下一次 build 会把它做完",
                "note: a build was cut off; the next one completes it",
            );
        } else if !folder.is_sound() {
            console.error_line(
                "办法：hongtou build 重新生成缺少的；改动过的加 --force 才覆盖",
                "help: `hongtou build` makes again what is missing; with --force also what was changed",
            );
        }
    }
    if !held {
        console.error_line(
            "办法：印发的文件和当时的输入从备份恢复，不能重做",
            "help: restore what was issued, and its inputs, from a backup; it cannot be made anew",
        );
    }
}

fn folder(console: &Console, store: &Store<'_>, root: &Path) -> Result<FolderState, Stopped> {
    let failed = |error: WriteError| unwritable(console, &error);
    let _reading = Reading::glance(root).map_err(failed)?;
    let record = Record::read(root).map_err(failed)?;
    let documents = record.manifest().documents.iter();
    let mut wanted: BTreeMap<String, &str> =
        documents.map(|(path, entry)| (path.clone(), entry.digest.as_str())).collect();
    let mut said = match record.is_there() {
        _ if record.damaged() => Said::Damaged,
        true => Said::Record,
        false => Said::Nothing,
    };
    let mut holdings = if said == Said::Record { hold(console, root, &wanted)? } else { Holdings::default() };
    if said == Said::Nothing {
        // What was restored from an edition has no record: the edition it was restored from says what it should be.
        for edition in store.editions.values().flatten() {
            wanted = edition.files.iter().map(|(path, kept)| (path.clone(), kept.digest.as_str())).collect();
            let held = hold(console, root, &wanted)?;
            if held.sound > holdings.sound {
                (said, holdings) = (Said::Edition(edition.edition), held);
            }
        }
    }
    let path = root.to_string_lossy().replace('\\', "/");
    Ok(FolderState { path, said, unfinished: is_unfinished(root), holdings })
}

fn hold(console: &Console, root: &Path, wanted: &BTreeMap<String, &str>) -> Result<Holdings, Stopped> {
    let mut holdings = Holdings::of(root, wanted).map_err(|error| unreadable(console, &error))?;
    holdings.foreign.retain(|path| !is_own_file(path));
    Ok(holdings)
}

impl<'a> Store<'a> {
    /// Reads the register and what each edition says it holds; a workspace that is absent has issued nothing.
    fn open(root: &'a Path) -> Result<Self, ReadError> {
        let mut diagnostics = Diagnostics::default();
        let sources = Sources::read_one(root, "register.csv", &mut diagnostics)?;
        let there = editions(root)?;
        let register = Register::alone(&sources, &there, &mut diagnostics);
        let numbers: BTreeSet<u32> =
            there.into_iter().chain(register.issued().iter().map(|issued| issued.edition)).collect();
        let mut editions = BTreeMap::new();
        for number in numbers {
            editions.insert(number, Edition::read(root, number, &mut Diagnostics::default())?);
        }
        Ok(Self { root, editions, register, sources, diagnostics })
    }

    /// Whether nothing was ever issued.
    fn is_empty(&self) -> bool {
        self.editions.is_empty() && !self.diagnostics.has_errors()
    }

    /// Prints what is wrong with the register.
    pub(super) fn complain(&self, console: &Console) {
        console.diagnostics(&self.sources, &self.diagnostics);
    }

    /// Holds every edition against the files that are kept, and against the register.
    fn state(&self, console: &Console) -> Result<StoreState, Stopped> {
        let whole = !self.diagnostics.has_errors();
        let shown = |path: &str| self.root.join(path).to_string_lossy().replace('\\', "/");
        let mut states = Vec::new();
        let mut mismatches = Vec::new();
        for (number, edition) in &self.editions {
            let (said, holdings) = match edition {
                Some(edition) => {
                    mismatches.extend(edition.mismatches(&self.register, whole));
                    (Said::Record, edition.holdings(self.root).map_err(|error| unreadable(console, &error))?)
                }
                None => (Said::Damaged, Holdings::default()),
            };
            states.push(FolderState { path: shown(&format!("{STORE}{number}")), said, unfinished: false, holdings });
        }
        let problems = self.diagnostics.sorted().into_iter();
        Ok(StoreState {
            path: shown(STORE.trim_end_matches('/')),
            editions: states,
            register: problems.map(|one| text(&one.problem, console.lang()).message).collect(),
            mismatches,
        })
    }
}
