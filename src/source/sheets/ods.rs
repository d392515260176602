//! Spreadsheets of LibreOffice (OpenDocument): read as one stream of elements, so that repeated cells cost nothing.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{BufReader, Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

use super::read::{Cells, Gathered, Shown};
use super::{Book, number};
use crate::diag::{BookFault, CellFault};

/// The part that holds all sheets.
const CONTENT: &str = "content.xml";

/// Whether a compressed folder is an OpenDocument spreadsheet.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let mut kind = String::new();
    let part = ZipArchive::new(Cursor::new(bytes));
    let read =
        part.ok().and_then(|mut archive| archive.by_name("mimetype").ok()?.take(100).read_to_string(&mut kind).ok());
    read.is_some() && kind.starts_with("application/vnd.oasis.opendocument.spreadsheet")
}

/// Reads all sheets.
pub(super) fn read(bytes: &[u8]) -> Result<Book, BookFault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BookFault::NotOne)?;
    let mut manifest = String::new();
    if let Ok(part) = archive.by_name("META-INF/manifest.xml") {
        let _ = part.take(1 << 20).read_to_string(&mut manifest);
    }
    if manifest.contains("encryption-data") {
        return Err(BookFault::Encrypted);
    }
    let content = archive.by_name(CONTENT).map_err(|_| BookFault::NotOne)?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    reader.config_mut().expand_empty_elements = true;
    let mut stream = Stream { reader, buffer: Vec::new() };
    let mut book = Book::default();
    let (mut gathered, mut hidden) = (Gathered::default(), BTreeSet::new());
    let mut style = String::new();
    loop {
        match stream.next()? {
            Some(Item::Begin(element)) => match element.name.as_str() {
                "style:style" => style = element.text("style:name"),
                "style:table-properties" if element.text("table:display") == "false" => {
                    hidden.insert(style.clone());
                }
                "table:table" => {
                    let sheet = stream.sheet(&mut gathered)?;
                    book.sheets.push(
                        sheet.sheet(element.text("table:name"), hidden.contains(&element.text("table:style-name"))),
                    );
                }
                _ => {}
            },
            Some(_) => {}
            None => return Ok(book),
        }
    }
}

/// An element with its attributes.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Result<Self, BookFault> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| BookFault::NotOne)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| BookFault::NotOne)?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        Ok(Self { name: start.name().as_ref().to_owned(), attributes })
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or_default().to_owned()
    }

    /// A number of repetitions; 1 if none is told.
    fn times(&self, key: &str) -> u32 {
        self.get(key).map_or(1, |value| value.parse().unwrap_or(u32::MAX).max(1))
    }
}

/// What stands next in the file.
enum Item {
    Begin(Element),
    End(String),
    Text(String),
}

/// The elements of the file one by one.
struct Stream<R: std::io::BufRead> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

impl<R: std::io::BufRead> Stream<R> {
    fn next(&mut self) -> Result<Option<Item>, BookFault> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|_| BookFault::NotOne)?;
            return Ok(Some(match event {
                Event::Start(start) => Item::Begin(Element::of(&start)?),
                Event::End(end) => Item::End(end.name().as_ref().to_owned()),
                Event::Text(text) => Item::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Item::Text(entity(&reference.xml10_content())),
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }

    /// The cells up to the end of a sheet.
    fn sheet(&mut self, gathered: &mut Gathered) -> Result<Cells, BookFault> {
        let mut cells = Cells::default();
        let (mut row, mut column, mut rows) = (0u32, 0u32, 1u32);
        let mut merged = Vec::new();
        while let Some(item) = self.next()? {
            match item {
                Item::Begin(element) if element.name == "table:table-row" => {
                    (column, rows) = (0, element.times("table:number-rows-repeated"));
                }
                Item::End(name) if name == "table:table-row" => row = row.saturating_add(rows),
                Item::End(name) if name == "table:table" => break,
                Item::Begin(cell) if matches!(cell.name.as_str(), "table:table-cell" | "table:covered-table-cell") => {
                    let columns = cell.times("table:number-columns-repeated");
                    let text = self.paragraphs(&cell.name)?;
                    for repeated in 0..rows {
                        let value = value(&cell, &text);
                        if matches!(value, Shown::Blank) {
                            break;
                        }
                        put_all(&mut cells, gathered, (row.saturating_add(repeated), column), columns, &value)?;
                    }
                    let (down, right) =
                        (cell.times("table:number-rows-spanned"), cell.times("table:number-columns-spanned"));
                    if (down, right) != (1, 1) {
                        merged.push(((row, column), (row.saturating_add(down - 1), column.saturating_add(right - 1))));
                    }
                    column = column.saturating_add(columns);
                }
                _ => {}
            }
        }
        gathered.merge(&mut cells, &merged)?;
        Ok(cells)
    }

    /// The text of a cell up to its end, its paragraphs as lines, without what is noted beside it.
    fn paragraphs(&mut self, cell: &str) -> Result<String, BookFault> {
        let mut text = String::new();
        let mut noted = 0usize;
        let mut begun = false;
        while let Some(item) = self.next()? {
            match item {
                Item::End(name) if name == cell => break,
                Item::Begin(element) if element.name == "office:annotation" => noted += 1,
                Item::End(name) if name == "office:annotation" => noted = noted.saturating_sub(1),
                _ if noted > 0 => {}
                Item::Begin(element) => match element.name.as_str() {
                    "text:p" if begun => text.push('\n'),
                    "text:p" => begun = true,
                    "text:line-break" => text.push('\n'),
                    "text:tab" => text.push(' '),
                    "text:s" => text.extend(std::iter::repeat_n(' ', element.times("text:c").min(100) as usize)),
                    _ => {}
                },
                Item::Text(part) => text.push_str(&part),
                Item::End(_) => {}
            }
        }
        Ok(text)
    }
}

/// Puts a value into cells of one row.
fn put_all(
    cells: &mut Cells,
    gathered: &mut Gathered,
    at: (u32, u32),
    columns: u32,
    value: &Shown,
) -> Result<(), BookFault> {
    for column in 0..columns {
        let value = match value {
            Shown::Blank => return Ok(()),
            Shown::Text(text) => Shown::Text(text.clone()),
            Shown::Faulty(text, fault) => Shown::Faulty(text.clone(), *fault),
        };
        gathered.put(cells, (at.0, at.1.saturating_add(column)), value)?;
    }
    Ok(())
}

/// What a cell shows: by its value where it has one, so that no digits are lost, else by its text.
fn value(cell: &Element, text: &str) -> Shown {
    let figure = || cell.get("office:value").and_then(|value| value.parse::<f64>().ok());
    if cell.get("calcext:value-type") == Some("error") {
        return Shown::Faulty(text.to_owned(), CellFault::Error);
    }
    match cell.get("office:value-type") {
        Some("float" | "currency") => figure().map_or(Shown::Blank, |value| Shown::Text(number::shown(value))),
        Some("percentage") => figure().map_or(Shown::Blank, |value| Shown::Text(number::percentage(value))),
        Some("date") => {
            let date = cell.text("office:date-value").replace('T', " ");
            Shown::Text(date.trim_end_matches(" 00:00:00").to_owned())
        }
        Some("boolean") => Shown::Faulty(text.to_owned(), CellFault::Flag),
        Some("string") => {
            let value = cell.get("office:string-value").map_or(Cow::Borrowed(text), Cow::Borrowed);
            Shown::Text(value.into_owned())
        }
        None if cell.get("table:formula").is_some() => Shown::Faulty(String::new(), CellFault::NotComputed),
        _ if text.is_empty() => Shown::Blank,
        _ => Shown::Text(text.to_owned()),
    }
}

/// The character of an entity; XML knows five by name.
fn entity(name: &str) -> String {
    let code = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix('x') {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None => digits.parse().ok(),
    });
    match (code.and_then(char::from_u32), name) {
        (Some(character), _) => character.to_string(),
        (None, "lt") => "<".to_owned(),
        (None, "gt") => ">".to_owned(),
        (None, "amp") => "&".to_owned(),
        (None, "quot") => "\"".to_owned(),
        (None, "apos") => "'".to_owned(),
        (None, _) => String::new(),
    }
}
