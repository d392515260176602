//! Which rows and columns of a sheet Excel does not show: the library that reads it does not tell.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

use super::{MOST_COLUMNS, MOST_ROWS};

/// A part of more bytes is not searched.
const LONGEST_PART: u64 = 1 << 30;

/// Rows and columns, from 0.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    pub(super) rows: BTreeSet<u32>,
    pub(super) columns: BTreeSet<u32>,
}

/// The hidden rows and columns of each sheet that has any, by its name; none where the file cannot be followed.
pub(super) fn of(file: &[u8]) -> BTreeMap<String, Hidden> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(file)) else { return BTreeMap::new() };
    let (mut names, mut targets) = (Vec::new(), BTreeMap::new());
    search(&mut archive, "xl/workbook.xml", |element| {
        if element.local_name().as_ref() == "sheet" {
            names.extend(attribute(element, "name").zip(attribute(element, "id")));
        }
    });
    search(&mut archive, "xl/_rels/workbook.xml.rels", |element| {
        targets.extend(attribute(element, "Id").zip(attribute(element, "Target")));
    });
    let mut found = BTreeMap::new();
    for (name, id) in names {
        let Some(target) = targets.get(&id) else { continue };
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let hidden = of_sheet(&mut archive, &path);
        if !hidden.rows.is_empty() || !hidden.columns.is_empty() {
            found.insert(name, hidden);
        }
    }
    found
}

fn of_sheet(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Hidden {
    let (mut hidden, mut row) = (Hidden::default(), 0);
    search(archive, path, |element| {
        let name = element.local_name();
        let number = |key: &str| attribute(element, key)?.parse::<u32>().ok();
        let is_hidden = || matches!(attribute(element, "hidden").as_deref(), Some("1" | "true"));
        match name.as_ref() {
            "row" => {
                row = number("r").unwrap_or(row + 1);
                if row > 0 && row <= MOST_ROWS && is_hidden() {
                    hidden.rows.insert(row - 1);
                }
            }
            "col" if is_hidden() => {
                if let (Some(first @ 1..), Some(last)) = (number("min"), number("max")) {
                    hidden.columns.extend(first - 1..last.min(MOST_COLUMNS));
                }
            }
            _ => {}
        }
    });
    hidden
}

/// Looks at the elements of a part, as far as it can be read.
fn search(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str, mut look: impl FnMut(&BytesStart<'_>)) {
    let Ok(part) = archive.by_name(path) else { return };
    let mut reader = Reader::from_reader(BufReader::new(part.take(LONGEST_PART)));
    let mut buffer = Vec::new();
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match event {
            Event::Start(element) | Event::Empty(element) => look(&element),
            Event::Eof => return,
            _ => {}
        }
        buffer.clear();
    }
}

/// The value of an attribute, whatever prefix its name has.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}
