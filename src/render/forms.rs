//! 采集表 as workbooks: heads and what is known are protected, entries are checked as they are typed.

use rust_xlsxwriter::{
    DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    ProtectionOptions, Worksheet, XlsxError,
};

use crate::model::{IssueDate, Marks};
use crate::view::{Allowed, Blank};

/// The row of the head, from 0: title and note stand above it.
const HEAD: u32 = 2;
/// The longest list of words that Excel takes for a choice.
const LONGEST_LIST: usize = 255;

/// How many rows a sheet holds.
const MOST_ROWS: usize = 1_048_576;

/// Why a table to be filled in cannot be written.
#[derive(Debug)]
pub enum FormFault {
    /// More rows than a sheet holds: so many.
    TooManyRows(usize),
    /// What the library that writes it says.
    Other(String),
}

/// The file of a table to be filled in.
///
/// # Errors
/// If it has more rows than a sheet holds, or cannot be written.
pub fn form(blank: &Blank, year: i32) -> Result<Vec<u8>, FormFault> {
    let rows = HEAD as usize + 1 + blank.rows.len() + blank.spare as usize;
    if rows > MOST_ROWS {
        return Err(FormFault::TooManyRows(rows));
    }
    written(blank, year).map_err(|error| FormFault::Other(error.to_string()))
}

fn written(blank: &Blank, year: i32) -> Result<Vec<u8>, XlsxError> {
    let mut file = rust_xlsxwriter::Workbook::new();
    let created = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1900), 1, 1)?;
    file.set_properties(&DocProperties::new().set_title(&blank.title).set_creation_datetime(&created));
    let page = file.add_worksheet();
    page.set_name(blank.table)?;
    let last = u16::try_from(blank.columns.len() - 1).unwrap_or(u16::MAX);
    let title = Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center);
    page.merge_range(0, 0, 0, last, &blank.title, &title)?;
    let note = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    page.merge_range(1, 0, 1, last, &blank.note, &note)?;
    page.set_row_height(1, 36)?;
    page.set_freeze_panes(HEAD + 1, 0)?;
    page.set_repeat_rows(HEAD, HEAD)?;
    page.set_landscape();
    page.set_print_fit_to_pages(1, 0);
    let border = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let head = border.clone().set_bold().set_align(FormatAlign::Center);
    let (known, entry) = (border.clone(), border.set_unlocked());
    let end = HEAD + u32::try_from(blank.rows.len()).unwrap_or(u32::MAX) + blank.spare;
    for (column, place) in blank.columns.iter().zip(0_u16..) {
        page.write_string_with_format(HEAD, place, column.head, &head)?;
        page.set_column_width(place, f64::from(column.width))?;
        let format = if column.entry.is_some() { &entry } else { &known };
        for row in HEAD + 1..=end {
            let text = blank.rows.get((row - HEAD - 1) as usize).map_or("", |cells| cells[usize::from(place)].as_str());
            match text {
                "" => page.write_blank(row, place, format)?,
                text => page.write_string_with_format(row, place, text, format)?,
            };
        }
        if let Some(allowed) = &column.entry {
            check(page, allowed, place, end)?;
        }
    }
    // What is protected can still be read, sorted wider and filtered.
    let options =
        ProtectionOptions { format_columns: true, format_rows: true, use_autofilter: true, ..Default::default() };
    page.protect_with_options(&options);
    file.save_to_buffer()
}

/// Has Excel refuse what the rows of a column cannot hold.
fn check(page: &mut Worksheet, allowed: &Allowed, column: u16, end: u32) -> Result<(), XlsxError> {
    let first = HEAD + 1;
    let cell = |row: u32| rust_xlsxwriter::utility::row_col_to_cell(row, column);
    let (rule, expected) = match allowed {
        Allowed::Text => return Ok(()),
        Allowed::Number(most, words) => return check_numbers(page, most, words, column, end),
        Allowed::Figure(words) => {
            let formula = format!("=OR(ISNUMBER({}){})", cell(first), among(&cell(first), words));
            (DataValidation::new().allow_custom(Formula::new(formula)), format!("应为数{}", or_words(words)))
        }
        Allowed::OneOf(words) => {
            let expected = format!("应为：{}", words.join("、"));
            if words.iter().map(|word| word.chars().count() + 1).sum::<usize>() > LONGEST_LIST {
                return Ok(());
            }
            (DataValidation::new().allow_list_strings(words)?, expected)
        }
        Allowed::Count => {
            let rule = DataValidation::new().allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(1));
            (rule, "应为1起的整数".to_owned())
        }
        Allowed::Day(from, to) => {
            let cell = cell(first);
            let day = |date: &IssueDate| {
                let (year, month, day) = date.parts();
                format!("DATE({year},{month},{day})")
            };
            let within = format!("{cell}>={},{cell}<={}", day(from), day(to));
            // A date that was typed as text is judged when it is read.
            let formula = format!("=OR(AND(ISNUMBER({cell}),{within}),ISTEXT({cell}))");
            let expected = format!("应为 {} 到 {} 之间的日期", from.iso(), to.iso());
            (DataValidation::new().allow_custom(Formula::new(formula)), expected)
        }
    };
    add(page, rule, &expected, column, (first, end))
}

/// Numbers from 0 to the most that each row may have; spare rows may have the most of any.
fn check_numbers(page: &mut Worksheet, most: &[Marks], words: &[&str], column: u16, end: u32) -> Result<(), XlsxError> {
    let mut first = HEAD + 1;
    let runs = most.chunk_by(|a, b| a == b).map(|run| (Some(&run[0]), u32::try_from(run.len()).unwrap_or(u32::MAX)));
    let spare = (most.iter().max(), end.saturating_sub(HEAD + u32::try_from(most.len()).unwrap_or(u32::MAX)));
    for (most, count) in runs.chain([spare]).filter(|(_, count)| *count > 0) {
        let cell = rust_xlsxwriter::utility::row_col_to_cell(first, column);
        let upper = most.map(|most| format!(",{cell}<={most}")).unwrap_or_default();
        let formula = format!("=OR(AND(ISNUMBER({cell}),{cell}>=0{upper}){})", among(&cell, words));
        let range = most.map_or("应为不小于0的数".to_owned(), |most| format!("应为0到{most}的数"));
        let rule = DataValidation::new().allow_custom(Formula::new(formula));
        add(page, rule, &format!("{range}{}", or_words(words)), column, (first, first + count - 1))?;
        first += count;
    }
    Ok(())
}

/// The part of a formula that allows words.
fn among(cell: &str, words: &[&str]) -> String {
    words.iter().map(|word| format!(",{cell}=\"{word}\"")).collect::<Vec<_>>().concat()
}

/// The part of a sentence that names words that are allowed.
fn or_words(words: &[&str]) -> String {
    words.iter().map(|word| format!("，或“{word}”")).collect::<Vec<_>>().concat()
}

fn add(
    page: &mut Worksheet,
    rule: DataValidation,
    expected: &str,
    column: u16,
    (first, last): (u32, u32),
) -> Result<(), XlsxError> {
    // Excel takes at most 255 characters.
    let expected: String = expected.chars().take(LONGEST_LIST).collect();
    page.add_data_validation(first, column, last, column, &rule.set_error_message(expected)?).map(|_| ())
}
