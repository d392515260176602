//! The process that reads one spreadsheet: what its program shows, cell by cell, and never more than can be worked on.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, Reader, SheetType, SheetVisible, Style, Xls, XlsError, Xlsx, XlsxCellReader, XlsxError,
};

use super::format::Format;
use super::{Book, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Sheet, hidden, number, ods, percent};
use crate::diag::{BookFault, CellFault};

/// How a file with the format of older Excel begins, and one that a password protects.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0";
/// How a compressed folder begins, as Excel and LibreOffice write.
const COMPRESSED: &[u8] = b"PK\x03\x04";

/// Reads a spreadsheet, whatever its name; memory and time are limited from outside.
///
/// # Errors
/// If it is none, or too much.
pub fn read(bytes: &[u8]) -> Result<Book, BookFault> {
    if bytes.starts_with(COMPOUND) {
        // What Excel protects by a password is a compound file, too.
        match Xlsx::new(Cursor::new(bytes)) {
            Err(XlsxError::Password) => return Err(BookFault::Encrypted),
            _ => return xls(bytes),
        }
    }
    if !bytes.starts_with(COMPRESSED) {
        return Err(BookFault::NotOne);
    }
    if ods::is_one(bytes) { ods::read(bytes) } else { xlsx(bytes) }
}

/// The first and the last cell of a merged range, by row and column.
pub(super) type Range = ((u32, u32), (u32, u32));

/// Cells of all sheets, counted while they come.
#[derive(Default)]
pub(super) struct Gathered {
    cells: usize,
    text: usize,
}

/// The cells of a sheet being read.
#[derive(Default)]
pub(super) struct Cells {
    values: Vec<((u32, u32), String)>,
    faults: BTreeMap<(u32, u32), CellFault>,
}

impl Gathered {
    /// Takes a cell; a blank one is none.
    pub(super) fn put(&mut self, cells: &mut Cells, at: (u32, u32), value: Shown) -> Result<(), BookFault> {
        let (text, fault) = match value {
            Shown::Blank => return Ok(()),
            Shown::Text(text) => (text, None),
            Shown::Faulty(text, fault) => (text, Some(fault)),
        };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if text.trim().is_empty() && fault.is_none() {
            return Ok(());
        }
        let (row, column) = at;
        if column >= MOST_COLUMNS {
            return Err(BookFault::Columns(MOST_COLUMNS));
        }
        if row >= MOST_ROWS {
            return Err(BookFault::Rows(MOST_ROWS));
        }
        self.cells += 1;
        self.text += text.len() + 1;
        if self.cells > MOST_CELLS {
            return Err(BookFault::Cells(MOST_CELLS));
        }
        if self.text > MOST_TEXT {
            return Err(BookFault::Text(MOST_TEXT >> 20));
        }
        if let Some(fault) = fault {
            cells.faults.insert(at, fault);
        }
        cells.values.push((at, text));
        Ok(())
    }

    /// Gives every cell of a merged range the value of its first one, as far as the sheet is filled.
    pub(super) fn merge(&mut self, cells: &mut Cells, ranges: &[Range]) -> Result<(), BookFault> {
        cells.settle();
        let last_row = cells.values.iter().map(|((row, _), _)| *row).max().unwrap_or_default();
        let last_column = cells.values.iter().map(|((_, column), _)| *column).max().unwrap_or_default();
        let filled = cells.values.len();
        for (start, end) in ranges {
            let fault = cells.faults.get(start).copied();
            let Ok(place) = cells.values[..filled].binary_search_by_key(start, |(at, _)| *at) else { continue };
            let text = cells.values[place].1.clone();
            for row in start.0..=end.0.min(last_row) {
                for column in start.1..=end.1.min(last_column) {
                    let value = match fault {
                        Some(fault) => Shown::Faulty(text.clone(), fault),
                        None => Shown::Text(text.clone()),
                    };
                    if (row, column) != *start {
                        self.put(cells, (row, column), value)?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Cells {
    /// Puts the cells in order, as they nearly always are; of two in one place the later counts.
    fn settle(&mut self) {
        self.values.reverse();
        self.values.sort_by_key(|(at, _)| *at);
        self.values.dedup_by_key(|(at, _)| *at);
    }

    /// The sheet with these cells.
    pub(super) fn sheet(mut self, name: String, hidden: bool) -> Sheet {
        self.settle();
        let cells = self.values.into_iter().map(|((row, column), text)| (row, column, text)).collect();
        let faults = self.faults.into_iter().map(|((row, column), fault)| (row, column, fault)).collect();
        Sheet { name, hidden, cells, faults, ..Sheet::default() }
    }
}

/// A cell as its program shows it.
pub(super) enum Shown {
    /// Nothing.
    Blank,
    /// A value.
    Text(String),
    /// Something that is no value.
    Faulty(String, CellFault),
}

fn xlsx(bytes: &[u8]) -> Result<Book, BookFault> {
    let mut file = Xlsx::new(Cursor::new(bytes)).map_err(not_xlsx)?;
    let (mut book, mut gathered) = (Book::default(), Gathered::default());
    let hidden = hidden::of(bytes);
    for sheet in tables(file.sheets_metadata()) {
        let mut cells = Cells::default();
        let merged = file.merge_cells_by_sheet_name(&sheet.0).map_err(not_xlsx)?;
        let reader = file.worksheet_cells_reader(&sheet.0).map_err(not_xlsx)?;
        values(reader, &mut cells, &mut gathered)?;
        let reader = file.worksheet_cells_reader(&sheet.0).map_err(not_xlsx)?;
        formulas(reader, &mut cells, &mut gathered)?;
        gathered.merge(&mut cells, &ranges(&merged))?;
        let mut sheet = cells.sheet(sheet.0, sheet.1);
        if let Some(hidden) = hidden.get(&sheet.name) {
            let rows: BTreeSet<u32> = sheet.cells.iter().map(|(row, ..)| *row).collect();
            let columns: BTreeSet<u32> = sheet.cells.iter().map(|(_, column, _)| *column).collect();
            sheet.hidden_rows = hidden.rows.intersection(&rows).copied().collect();
            sheet.hidden_columns = hidden.columns.intersection(&columns).copied().collect();
        }
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// The values of a sheet, those of formulas as they were computed last.
fn values(
    mut reader: XlsxCellReader<'_, Cursor<&[u8]>>,
    cells: &mut Cells,
    gathered: &mut Gathered,
) -> Result<(), BookFault> {
    let format = |style: &Style| style.number_format.as_ref().map(|format| Format::read(&format.format_code));
    let formats: Vec<Option<Format>> = reader.styles().iter().map(format).collect();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(not_xlsx)? {
        let format = formats.get(style).and_then(Option::as_ref);
        let value = match cell.get_value() {
            DataRef::Float(value) if format.is_some_and(|format| format.is_percentage(*value)) => {
                Shown::Text(number::percentage(*value))
            }
            value => shown(&Data::from(value.clone())),
        };
        gathered.put(cells, cell.get_position(), value)?;
    }
    Ok(())
}

/// The formulas of a sheet that were never computed.
fn formulas(
    mut reader: XlsxCellReader<'_, Cursor<&[u8]>>,
    cells: &mut Cells,
    gathered: &mut Gathered,
) -> Result<(), BookFault> {
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(not_xlsx)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            gathered.put(cells, cell.pos, Shown::Faulty(String::new(), CellFault::NotComputed))?;
        }
    }
    Ok(())
}

fn xls(bytes: &[u8]) -> Result<Book, BookFault> {
    let mut file = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => BookFault::Encrypted,
        _ => BookFault::NotOne,
    })?;
    let (mut book, mut gathered) = (Book::default(), Gathered::default());
    let percentages = percent::cells(bytes);
    for (place, (name, hidden)) in tables(file.sheets_metadata()).into_iter().enumerate() {
        let mut cells = Cells::default();
        let range = file.worksheet_range(&name).map_err(|_| BookFault::NotOne)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let at = |offset: usize, start: u32| u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(start);
            let at = (at(row, top), at(column, left));
            let format = percentages.get(place).and_then(|cells| cells.get(&at));
            let percentage = |value: f64| format.is_some_and(|format| format.is_percentage(value));
            let value = match value {
                Data::Float(value) if percentage(*value) => Shown::Text(number::percentage(*value)),
                #[expect(clippy::cast_precision_loss, reason = "only its sign and size matter")]
                Data::Int(value) if percentage(*value as f64) => Shown::Text(format!("{}%", value.saturating_mul(100))),
                value => shown(value),
            };
            gathered.put(&mut cells, at, value)?;
        }
        let merged = file.merge_cells_by_sheet_name(&name).unwrap_or_default();
        gathered.merge(&mut cells, &ranges(&merged))?;
        book.sheets.push(cells.sheet(name, hidden));
    }
    Ok(book)
}

/// The sheets that hold cells, and whether each is hidden.
fn tables(sheets: &[calamine::Sheet]) -> Vec<(String, bool)> {
    let tables = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    tables.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
}

/// The first and last cells of merged ranges.
fn ranges(merged: &[Dimensions]) -> Vec<Range> {
    merged.iter().map(|range| (range.start, range.end)).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "errors are handed over by value")]
fn not_xlsx(error: XlsxError) -> BookFault {
    match error {
        XlsxError::Password => BookFault::Encrypted,
        XlsxError::ColumnNumberOverflow => BookFault::Columns(MOST_COLUMNS),
        XlsxError::RowNumberOverflow => BookFault::Rows(MOST_ROWS),
        _ => BookFault::NotOne,
    }
}

fn shown(value: &Data) -> Shown {
    match value {
        Data::Empty => Shown::Blank,
        Data::Int(value) => Shown::Text(value.to_string()),
        Data::Float(value) => Shown::Text(number::shown(*value)),
        Data::String(text) | Data::DurationIso(text) => Shown::Text(text.clone()),
        Data::DateTime(value) => Shown::Text(number::date(value)),
        Data::DateTimeIso(text) => Shown::Text(text.replace('T', " ").trim_end_matches(" 00:00:00").to_owned()),
        Data::Bool(value) => Shown::Faulty(if *value { "TRUE" } else { "FALSE" }.to_owned(), CellFault::Flag),
        Data::Error(error) => Shown::Faulty(error.to_string(), CellFault::Error),
    }
}
