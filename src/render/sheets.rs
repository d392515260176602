//! Workbooks: numbers as numbers, text as text whatever it begins with, and a creation time from the data.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, XlsxError};

use crate::view::{Cell, Workbook};

/// The file of a workbook.
#[must_use]
pub fn workbook(workbook: &Workbook) -> Vec<u8> {
    // Names, sizes and dates were made to fit before; what is left to fail is memory.
    try_write(workbook).unwrap_or_else(|error| unreachable!("a checked workbook can be written: {error}"))
}

fn try_write(workbook: &Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut file = rust_xlsxwriter::Workbook::new();
    let (year, month, day) = workbook.date;
    let date = |part: u32| u8::try_from(part).unwrap_or(1);
    let created = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1900), date(month), date(day))?;
    let properties = DocProperties::new()
        .set_title(&workbook.title)
        .set_status(workbook.marks.join(" "))
        .set_author(&workbook.author);
    file.set_properties(&properties.set_creation_datetime(&created));
    let head = Format::new()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_border(FormatBorder::Thin);
    let text = Format::new();
    let quoted = Format::new().set_quote_prefix();
    for sheet in &workbook.sheets {
        let page = file.add_worksheet();
        page.set_name(&sheet.name)?;
        page.set_freeze_panes(1, 0)?;
        page.set_repeat_rows(0, 0)?;
        if !workbook.marks.is_empty() {
            page.set_header(format!("&C{}", workbook.marks.join("　")));
        }
        for (column, (name, width)) in (0_u16..).zip(&sheet.columns) {
            page.write_string_with_format(0, column, name, &head)?;
            page.set_column_width(column, f64::from(*width))?;
        }
        for (row, cells) in (1_u32..).zip(&sheet.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Blank => {}
                    Cell::Text(value) => {
                        let format = if value.starts_with(['=', '+', '-', '@']) { &quoted } else { &text };
                        page.write_string_with_format(row, column, value, format)?;
                    }
                    Cell::Number(value, places) => {
                        page.write_number_with_format(row, column, value.nearest_f64(), &decimals(*places))?;
                    }
                }
            }
        }
    }
    file.save_to_buffer()
}

/// A number with so many decimals.
fn decimals(places: u32) -> Format {
    let zeros = "0".repeat(places as usize);
    Format::new().set_num_format(if places == 0 { "0".to_owned() } else { format!("0.{zeros}") })
}
