//! 采集表 as workbooks: heads and what is known are protected, entries are checked as they are typed.

use rust_xlsxwriter::{
    DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    ProtectionOptions, Worksheet, XlsxError,
};

use crate::view::{Allowed, Blank};

/// The row of the head, from 0: title and note stand above it.
const HEAD: u32 = 2;
/// The longest list of words that Excel takes for a choice.
const LONGEST_LIST: usize = 255;

/// The file of a table to be filled in.
#[must_use]
pub fn form(blank: &Blank, year: i32) -> Vec<u8> {
    // Names and sizes were made to fit before; what is left to fail is memory.
    try_form(blank, year).unwrap_or_else(|error| unreachable!("a form can be written: {error}"))
}

fn try_form(blank: &Blank, year: i32) -> Result<Vec<u8>, XlsxError> {
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

/// Has Excel refuse what a column cannot hold.
fn check(page: &mut Worksheet, allowed: &Allowed, column: u16, end: u32) -> Result<(), XlsxError> {
    let cell = rust_xlsxwriter::utility::row_col_to_cell(HEAD + 1, column);
    let (rule, expected) = match allowed {
        Allowed::Text => return Ok(()),
        Allowed::Number(most, words) => {
            let upper = most.as_ref().map(|most| format!(",{cell}<={most}")).unwrap_or_default();
            let among: Vec<String> = words.iter().map(|word| format!(",{cell}=\"{word}\"")).collect();
            let formula = format!("=OR(AND(ISNUMBER({cell}),{cell}>=0{upper}){})", among.concat());
            let range = most.as_ref().map_or("应为不小于0的数".to_owned(), |most| format!("应为0到{most}的数"));
            let words: Vec<String> = words.iter().map(|word| format!("，或“{word}”")).collect();
            (DataValidation::new().allow_custom(Formula::new(formula)), format!("{range}{}", words.concat()))
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
        Allowed::Day(year) => {
            let formula =
                format!("=OR(AND(ISNUMBER({cell}),YEAR({cell})={year}),AND(ISTEXT({cell}),LEFT({cell},4)=\"{year}\"))");
            (DataValidation::new().allow_custom(Formula::new(formula)), format!("应为{year}年的日期，如 {year}-03-05"))
        }
    };
    // Excel takes at most 255 characters.
    let expected: String = expected.chars().take(LONGEST_LIST).collect();
    page.add_data_validation(HEAD + 1, column, end, column, &rule.set_error_message(expected)?).map(|_| ())
}
