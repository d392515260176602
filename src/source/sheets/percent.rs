//! Which cells of an old Excel file may be shown as percentages: the library that reads it does not tell.

use std::collections::BTreeMap;

use super::format::Format;

/// The longest stream that lies in small sectors, and how long those are.
const SMALL: (usize, usize) = (4096, 64);
/// The end of a chain of sectors, and all marks that are no sector.
const NO_SECTOR: u32 = 0xFFFF_FFFA;

/// The formats of the cells, by row and column, of each worksheet in the order of the workbook; only formats that have
/// percentages, none where the file cannot be followed.
pub(super) fn cells(file: &[u8]) -> Vec<BTreeMap<(u32, u32), Format>> {
    let Some(stream) = workbook(file) else { return Vec::new() };
    let usual = Format::read("0%");
    let (mut formats, mut styles, mut sheets) =
        (BTreeMap::from([(9, usual.clone()), (10, usual)]), Vec::new(), Vec::new());
    for (kind, data) in records(&stream, 0) {
        match kind {
            FORMAT => {
                let format = Format::read(&text(data.get(2..).unwrap_or_default()));
                formats.extend(u16_at(data, 0).filter(|_| format.has_percentages()).map(|id| (id, format)));
            }
            STYLE => styles.push(u16_at(data, 2).unwrap_or_default()),
            SHEET if data.get(5) == Some(&0) => sheets.extend(u32_at(data, 0)),
            _ => {}
        }
    }
    let percentage = |style: Option<u16>| {
        let format = style.and_then(|style| styles.get(usize::from(style)));
        format.and_then(|format| formats.get(format))
    };
    let found = sheets.into_iter().map(|start| {
        let mut found = BTreeMap::new();
        for (kind, data) in records(&stream, start as usize) {
            let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
            let many = if kind == NUMBERS { data.len().saturating_sub(6) / 6 } else { 1 };
            if !matches!(kind, NUMBER | SHORT | FORMULA | NUMBERS) {
                continue;
            }
            for at in 0..many {
                let Some(format) = percentage(u16_at(data, 4 + at * 6)) else { continue };
                let column = u32::from(column) + u32::try_from(at).unwrap_or_default();
                found.insert((u32::from(row), column), format.clone());
            }
        }
        found
    });
    found.collect()
}

/// The kinds of records that matter.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const NUMBERS: u16 = 0x00BD;
const STYLE: u16 = 0x00E0;
const NUMBER: u16 = 0x0203;
const SHORT: u16 = 0x027E;
const FORMAT: u16 = 0x041E;

/// A text of Excel 97 and later: how many characters, whether each has two bytes, the characters. Before it was one byte for
/// the length, and one for each character.
fn text(data: &[u8]) -> String {
    let (Some(length), Some(flags)) = (u16_at(data, 0), data.get(2)) else { return String::new() };
    let characters = data.get(3..).unwrap_or_default();
    let (wide, narrow) = (characters.len() == usize::from(length) * 2, characters.len() == usize::from(length));
    if flags & 1 == 1 && wide {
        let units: Vec<u16> = (0..usize::from(length)).filter_map(|at| u16_at(characters, at * 2)).collect();
        return String::from_utf16_lossy(&units);
    }
    let bytes = if narrow { characters } else { data.get(1..).unwrap_or_default() };
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The records from a place to the end of their part.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        (kind != END).then_some((kind, data))
    })
}

/// The stream of the workbook in a compound file.
fn workbook(file: &[u8]) -> Option<Vec<u8>> {
    let size = 1usize.checked_shl(u32::from(u16_at(file, 0x1E)?)).filter(|size| (128..=4096).contains(size))?;
    let sector = |number: u32| file.get((number as usize + 1).checked_mul(size)?..)?.get(..size);
    let mut parts: Vec<u32> = (0..109).filter_map(|at| u32_at(file, 0x4C + at * 4)).collect();
    let mut more = u32_at(file, 0x44)?;
    while more < NO_SECTOR && parts.len() < file.len() / 4 {
        let data = sector(more)?;
        parts.extend((0..size / 4 - 1).filter_map(|at| u32_at(data, at * 4)));
        more = u32_at(data, size - 4)?;
    }
    let parts = parts.into_iter().filter(|part| *part < NO_SECTOR);
    let table: Vec<u8> = parts.filter_map(sector).flatten().copied().collect();
    let chain = |first: u32, table: &[u8], sector: &dyn Fn(u32) -> Option<Vec<u8>>| {
        let (mut made, mut next, mut left) = (Vec::new(), first, table.len() / 4);
        while next < NO_SECTOR && left > 0 {
            made.extend(sector(next)?);
            next = u32_at(table, next as usize * 4)?;
            left -= 1;
        }
        Some(made)
    };
    let large = |number: u32| sector(number).map(<[u8]>::to_vec);
    let folder = chain(u32_at(file, 0x30)?, &table, &large)?;
    let entry = |wanted: &str| {
        let name = |entry: &&[u8]| {
            let units: Vec<u16> =
                (0..32).filter_map(|at| u16_at(entry, at * 2)).take_while(|unit| *unit != 0).collect();
            String::from_utf16_lossy(&units) == wanted
        };
        let entry = folder.chunks_exact(128).find(name)?;
        Some((u32_at(entry, 0x74)?, u32_at(entry, 0x78)? as usize))
    };
    let (first, length) = entry("Workbook").or_else(|| entry("Book"))?;
    if length >= SMALL.0 {
        return chain(first, &table, &large);
    }
    let whole = chain(entry("Root Entry")?.0, &table, &large)?;
    let small_table = chain(u32_at(file, 0x3C)?, &table, &large)?;
    let small = |number: u32| Some(whole.get(number as usize * SMALL.1..)?.get(..SMALL.1)?.to_vec());
    chain(first, &small_table, &small)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
