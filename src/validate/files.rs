//! Where the documents go below the output folder.

use super::documents::Pattern;
use super::fields::{Fields, text_or};
use crate::diag::Diagnostics;

/// The file names below the output folder.
#[derive(Debug)]
pub struct FilePatterns {
    /// 考核办法.
    pub method: Pattern,
    /// 考核结果通报.
    pub results: Pattern,
    /// The rules table alone.
    pub rules: Pattern,
    /// The blank score table alone.
    pub blank_table: Pattern,
    /// The filled score table alone.
    pub filled_table: Pattern,
    /// 反馈函; `category`, `number` and `unit` tell the letters apart.
    pub letter: Pattern,
    /// The workbook.
    pub workbook: Pattern,
    /// `results.json`.
    pub figures: Pattern,
    /// 更正通知; `count` tells those of a year apart.
    pub correction: Pattern,
    /// 发文登记簿.
    pub register: Pattern,
    /// 签收表 of the letters; `edition` tells the acts of issue apart.
    pub receipts: Pattern,
}

impl FilePatterns {
    /// Reads the patterns; those of documents that may never be made need not be there.
    pub(super) fn read(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut pattern = |key| fields.text(key, diagnostics);
        let (method, results, letter) = (pattern("method"), pattern("results"), pattern("letter"));
        let (rules, blank_table, filled_table) = (pattern("rules"), pattern("blank_table"), pattern("filled_table"));
        let (workbook, figures) = (pattern("workbook"), pattern("figures"));
        let mut or_usual = |key, usual| text_or(fields, key, usual, diagnostics);
        let correction = or_usual("correction", "更正通知/更正通知{{ count }}.pdf");
        let register = or_usual("register", "登记/发文登记簿.pdf");
        let receipts = or_usual("receipts", "登记/反馈函签收表{{ edition }}.pdf");
        Some(Self {
            method: method?,
            results: results?,
            rules: rules?,
            blank_table: blank_table?,
            filled_table: filled_table?,
            letter: letter?,
            workbook: workbook?,
            figures: figures?,
            correction,
            register,
            receipts,
        })
    }
}
