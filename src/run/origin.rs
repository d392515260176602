//! `verify` of one file: which act of issue or which build it came from, by the digest of its bytes.

use std::path::{Path, PathBuf};

use super::verify::Store;
use super::{Outcome, Stopped, unreadable, unwritable};
use crate::cli::{Format, Verify};
use crate::correct::Issued;
use crate::digest::digest;
use crate::edition::{Edition, Kept};
use crate::figures::Figures;
use crate::model::{Genre, UnitCode};
use crate::paths::MANIFEST;
use crate::report::Console;
use crate::report::origin::{DraftOrigin, Input, IssuedOrigin, Later, Now, Origin, UnitOrigin};
use crate::source::{ReadError, STORE, read, read_at_most};
use crate::view::Kind;
use crate::write::Record;

/// No document is longer: 1 GiB.
const MOST_BYTES: u64 = 1 << 30;

/// Prints where a file came from; one that nobody knows is refused.
pub(super) fn origin(console: &Console, arguments: &Verify, store: &Store<'_>, file: &Path) -> Result<(), Stopped> {
    let failed = |error: ReadError| unreadable(console, &error);
    let digest = digest(&read_at_most(file, MOST_BYTES).map_err(failed)?);
    let issued = store.issued(&digest).map_err(failed)?;
    let records = records(console, file, &arguments.out)?;
    let draft = if issued.is_none() { drafted(store, &records, &digest).map_err(failed)? } else { None };
    let changed = if issued.is_none() && draft.is_none() { changed(store, &records, file, &digest) } else { None };
    let shown = file.to_string_lossy().replace('\\', "/");
    let origin = Origin { schema: 1, file: shown, digest, issued, draft, changed };
    match arguments.format {
        Format::Text => {
            store.complain(console);
            console.text(&origin.text(console.lang()));
        }
        Format::Json => console.line(&serde_json::to_string_pretty(&origin).unwrap_or_default()),
    }
    if origin.issued.is_some() || origin.draft.is_some() {
        return Ok(());
    }
    let Origin { file, digest, .. } = &origin;
    if let Some(record) = &origin.changed {
        console.error_line(
            &format!("{file} 被改动过：{record} 中同名的文件摘要不同。这个文件的摘要：{digest}"),
            &format!("{file} was changed: {record} has another digest for it. The digest of this file: {digest}"),
        );
    } else {
        let (workspace, out) = (arguments.workspace.display(), arguments.out.display());
        console.error_line(
            &format!(
                "不认识 {file}：{workspace} 印发的、{out} 的记录中都没有这样的文件，或它被改动过。\
                 别的工作区和文件夹用 --workspace、--out 指定。这个文件的摘要：{digest}"
            ),
            &format!(
                "{file} is unknown: neither what {workspace} has issued nor the record of {out} has such a file, or \
                 it was changed. Name others with --workspace and --out. The digest of this file: {digest}"
            ),
        );
    }
    Err(Stopped(Outcome::Refused))
}

/// The records that may know a file: those of the folders it lies in, and that of the output folder.
fn records(console: &Console, file: &Path, out: &Path) -> Result<Vec<(PathBuf, Record)>, Stopped> {
    let above = file.ancestors().skip(1).map(|folder| if folder == Path::new("") { Path::new(".") } else { folder });
    let mut records = Vec::new();
    for folder in above.chain([out]).filter(|folder| folder.join(MANIFEST).is_file()) {
        let record = Record::read(folder).map_err(|error| unwritable(console, &error))?;
        if record.damaged() {
            let path = folder.join(MANIFEST);
            let path = path.display();
            console.error_line(
                &format!("注意：{path} 损坏或属于别的版本，不作依据"),
                &format!("note: {path} is damaged or of another version and says nothing"),
            );
        }
        records.push((folder.to_owned(), record));
    }
    Ok(records)
}

impl Store<'_> {
    /// The document that was issued with this digest, or the attachment.
    fn issued(&self, digest: &str) -> Result<Option<IssuedOrigin>, ReadError> {
        for edition in self.editions.values().flatten() {
            if let Some((path, kept)) = edition.files.iter().find(|(_, kept)| kept.digest == digest) {
                return self.kept(edition, path, kept).map(Some);
            }
        }
        // Of an edition whose own record is damaged the register still knows the documents.
        let row = self.register.issued().iter().find(|row| row.digest == digest);
        Ok(row.map(|row| IssuedOrigin {
            edition: row.edition,
            kept: None,
            kind: None,
            genre: Some(row.genre),
            number: row.number.to_string(),
            unit: row.unit.clone().map(|code| UnitOrigin { code, name: None }),
            date: row.date.iso(),
            pages: row.pages,
            registered: true,
            replaced_by: self.replaced_by(row),
            corrected_by: self.corrected_by(row),
            inputs: Vec::new(),
        }))
    }

    fn kept(&self, edition: &Edition, path: &str, kept: &Kept) -> Result<IssuedOrigin, ReadError> {
        let number = edition.edition;
        let row = self.register.edition(number).find(|row| row.number.to_string() == kept.number);
        let unit = match row.and_then(|row| row.unit.clone()) {
            Some(code) => {
                let name = Edition::figures(self.root, number)?.and_then(|figures| name(&figures, &code));
                Some(UnitOrigin { code, name })
            }
            None => None,
        };
        let inputs = format!("{STORE}{number}/inputs");
        Ok(IssuedOrigin {
            edition: number,
            kept: Some(self.root.join(edition.place(path)).to_string_lossy().replace('\\', "/")),
            kind: Some(kept.kind),
            genre: row.map(|row| row.genre).or_else(|| genre(edition, &kept.number)),
            number: kept.number.clone(),
            unit,
            date: row.map_or_else(|| edition.date.clone(), |row| row.date.iso()),
            pages: kept.pages,
            registered: row.is_some(),
            replaced_by: row.and_then(|row| self.replaced_by(row)),
            corrected_by: row.map(|row| self.corrected_by(row)).unwrap_or_default(),
            inputs: since(&self.root.join(inputs), edition.inputs.iter())?,
        })
    }

    /// The document that holds in the place of this one. Notices of correction hold beside each other.
    fn replaced_by(&self, row: &Issued) -> Option<Later> {
        let standing = self.register.standing(row.genre, row.unit.as_ref());
        let other = standing.filter(|standing| row.genre != Genre::Correction && standing.number != row.number);
        other.or_else(|| self.register.voided_by(&row.number)).map(later)
    }

    /// The notices of correction that were issued after this one, if notices can correct it.
    fn corrected_by(&self, row: &Issued) -> Vec<Later> {
        let rows = self.register.issued().iter();
        let after = rows.skip_while(|other| other.number != row.number).skip(1);
        let notices = after.filter(|_| matches!(row.genre, Genre::Method | Genre::Results));
        notices.filter(|other| other.genre == Genre::Correction).map(later).collect()
    }
}

/// The document of one of these records that has this digest.
fn drafted(store: &Store<'_>, records: &[(PathBuf, Record)], digest: &str) -> Result<Option<DraftOrigin>, ReadError> {
    for (folder, record) in records {
        let manifest = record.manifest();
        let Some((path, entry)) = manifest.documents.iter().find(|(_, entry)| entry.digest == digest) else { continue };
        let figures = entry.figures.as_ref().and_then(|digest| record.figures(digest));
        let unit = entry.unit.clone();
        let standing = entry.kind.genre().and_then(|genre| store.register.standing(genre, unit.as_ref()));
        return Ok(Some(DraftOrigin {
            record: shown_record(folder),
            path: path.clone(),
            kind: entry.kind,
            unit: unit.map(|code| UnitOrigin { name: figures.and_then(|figures| name(&figures, &code)), code }),
            pages: entry.pages,
            issued_as: standing.filter(|_| entry.kind != Kind::Attachments).map(later),
            inputs: since(store.root, manifest.inputs.iter())?,
        }));
    }
    Ok(None)
}

/// The record by which this file should be another one.
fn changed(store: &Store<'_>, records: &[(PathBuf, Record)], file: &Path, digest: &str) -> Option<String> {
    let whole = file.canonicalize().ok()?;
    let below = |root: &Path| {
        let path = whole.strip_prefix(root.canonicalize().ok()?).ok()?.to_string_lossy().replace('\\', "/");
        Some(path)
    };
    for (folder, record) in records {
        if below(folder).is_some_and(|path| record.manifest().documents.contains_key(&path)) {
            return Some(shown_record(folder));
        }
    }
    let place = below(store.root)?;
    let holds = |edition: &&Edition| {
        let inputs = format!("{STORE}{}/inputs/", edition.edition);
        edition.files.keys().any(|path| edition.place(path) == place)
            || place
                .strip_prefix(&inputs)
                .is_some_and(|path| edition.inputs.get(path).is_some_and(|known| known != digest))
    };
    let edition = store.editions.values().flatten().find(holds)?;
    Some(store.root.join(format!("{STORE}{}/edition.json", edition.edition)).to_string_lossy().replace('\\', "/"))
}

fn shown_record(folder: &Path) -> String {
    folder.join(MANIFEST).to_string_lossy().replace('\\', "/")
}

/// Inputs, and what became of them below a folder since.
fn since<'a>(root: &Path, inputs: impl Iterator<Item = (&'a String, &'a String)>) -> Result<Vec<Input>, ReadError> {
    let one = |(path, known): (&String, &String)| {
        let full = root.join(path);
        let now = match full.is_file() {
            true if digest(&read(&full)?) == *known => Now::Same,
            true => Now::Changed,
            false => Now::Missing,
        };
        Ok(Input { path: path.clone(), digest: known.clone(), now })
    };
    inputs.map(one).collect()
}

/// 文种 of the document with a number, as its edition has it.
fn genre(edition: &Edition, number: &str) -> Option<Genre> {
    edition.files.values().filter(|kept| kept.number == number).find_map(|kept| kept.kind.genre())
}

fn later(row: &Issued) -> Later {
    Later { number: row.number.to_string(), date: row.date.iso() }
}

fn name(figures: &Figures, code: &UnitCode) -> Option<String> {
    figures.units.iter().find(|unit| unit.code == *code).map(|unit| unit.name.clone())
}
