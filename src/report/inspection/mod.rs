//! What was measured on PDFs, for people and for programs.

mod json;
mod requirements;
mod words;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::columns::{clipped, table, wrapped};
use super::{Console, printable_line};
use crate::inspect::{Finding, Id, Inspection, Verdict};
use crate::lang::Lang;

pub use requirements::requirement;

/// Columns that a line takes at most.
const WIDTH: usize = 100;
/// Columns of the table of passing rows: row, clause, requirement, found, required, page.
const COLUMNS: [usize; 6] = [4, 12, 34, 18, 16, 4];
/// Columns that a text of the file takes at most, in a sentence and in the table.
const QUOTED: usize = 60;
const IN_TABLE: usize = 30;
/// What is said of a file that has no text.
const NO_TEXT: (&str, &str) = (
    "没有文字：各页是图片或空白，版式无从测量；请用电子文件，不用扫描件",
    "no text: the pages are pictures or blank, so nothing of the layout can be measured; take the document itself, not a scan",
);

/// Why a file was not measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unmeasured {
    /// It is not there.
    NotFound,
    /// It is a folder.
    Folder,
    /// The system does not let it be read, and says why.
    System(String),
    /// It is larger than so many MiB.
    TooLarge(u64),
    /// It is no PDF, or too broken.
    NotPdf,
    /// It cannot be opened without its password.
    Encrypted,
    /// It has no page.
    NoPages,
    /// It took longer than so many seconds.
    OutOfTime(u64),
    /// It took more than so many MiB of memory.
    OutOfMemory(u64),
    /// The process that read it broke off.
    Crashed,
    /// More was measured than can be told.
    TooMuch,
    /// No process could be started to read it, and why.
    NotStarted(String),
}

impl Unmeasured {
    /// Its lasting name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Folder => "folder",
            Self::System(_) => "system",
            Self::TooLarge(_) => "too-large",
            Self::NotPdf => "not-pdf",
            Self::Encrypted => "encrypted",
            Self::NoPages => "no-pages",
            Self::OutOfTime(_) => "out-of-time",
            Self::OutOfMemory(_) => "out-of-memory",
            Self::Crashed => "crashed",
            Self::TooMuch => "too-much",
            Self::NotStarted(_) => "not-started",
        }
    }
}

/// A file, and what was measured on it.
#[derive(Debug)]
pub struct Inspected {
    /// Its name as the user wrote it.
    pub file: String,
    /// What was measured, or why nothing was.
    pub result: Result<Inspection, Unmeasured>,
}

/// How a file ended, as programs are told.
fn outcome(result: &Result<Inspection, Unmeasured>) -> &'static str {
    match result.as_ref().map(Inspection::worst) {
        Ok(Verdict::Fail) => "fail",
        Ok(Verdict::Warn) => "warn",
        Ok(Verdict::Pass | Verdict::NotMeasured | Verdict::NotApplicable) => "pass",
        Err(_) => "unreadable",
    }
}

impl Console {
    /// Prints what was measured on a file; why nothing was goes to standard error.
    pub fn inspected(&self, inspected: &Inspected) {
        match &inspected.result {
            Ok(inspection) => self.text(&self.whole(&inspected.file, inspection)),
            Err(why) => self.unmeasured(&inspected.file, why),
        }
    }

    /// Says on standard error why a file was not measured.
    pub fn unmeasured(&self, file: &str, why: &Unmeasured) {
        let (message, hint) = words::unmeasured(why, self.lang());
        let file = printable_line(file);
        self.error_line(
            &format!("错误：无法测量 {file}：{message}\n  办法：{hint}"),
            &format!("error: cannot measure {file}: {message}\n  help: {hint}"),
        );
    }

    /// Prints what was measured on all files as one JSON document.
    pub fn inspected_as_json(&self, all: &[Inspected]) {
        self.line(&json::document(all, self.lang()));
    }

    /// One line on how many files ended how.
    pub fn inspected_total(&self, all: &[Inspected]) {
        let count = |wanted: &str| all.iter().filter(|inspected| outcome(&inspected.result) == wanted).count();
        let (pass, warn, fail, unreadable) = (count("pass"), count("warn"), count("fail"), count("unreadable"));
        let files = all.len();
        self.line(&self.lang().pick(
            format!("共{files}个文件：合格{pass}个，有提示{warn}个，不合格{fail}个，无法测量{unreadable}个"),
            format!(
                "{files} files: {pass} pass, {warn} with warnings, {fail} fail, {unreadable} could not be measured"
            ),
        ));
    }

    /// Everything on one file.
    fn whole(&self, file: &str, inspection: &Inspection) -> String {
        let lang = self.lang();
        let form = words::form(inspection.form, lang);
        let pages = inspection.pages;
        let mut text = lang.pick(
            format!("{}：{form}，{pages}页\n", printable_line(file)),
            format!("{}: {form}, {pages} page{}\n", printable_line(file), if pages == 1 { "" } else { "s" }),
        );
        if inspection.figures.body_size.is_none() {
            push_wrapped(&mut text, "  ", lang.pick(NO_TEXT.0, NO_TEXT.1));
        }
        for verdict in [Verdict::Fail, Verdict::Warn] {
            for finding in inspection.findings.iter().filter(|finding| finding.verdict == verdict) {
                text.push('\n');
                self.push_finding(&mut text, finding);
            }
        }
        text.push('\n');
        text.push_str(&passing(inspection, lang));
        let count = |verdict| inspection.count(verdict);
        let (pass, warn, fail) = (count(Verdict::Pass), count(Verdict::Warn), count(Verdict::Fail));
        let (none, unmeasured) = (count(Verdict::NotApplicable), count(Verdict::NotMeasured));
        text.push_str(&lang.pick(
            format!("合格{pass}项，提示{warn}项，不合格{fail}项，不适用{none}项，未测量{unmeasured}项\n"),
            format!("{pass} pass, {warn} warn, {fail} fail, {none} not applicable, {unmeasured} not measured\n"),
        ));
        for verdict in [Verdict::NotMeasured, Verdict::NotApplicable] {
            let rows = inspection.findings.iter().filter(|finding| finding.verdict == verdict);
            let rows: Vec<&str> = rows.map(|finding| finding.id.row().name).collect();
            if !rows.is_empty() {
                let head = words::verdict(verdict, lang);
                push_wrapped(&mut text, "", &format!("{head}{}{}", lang.pick("：", ": "), rows.join(", ")));
            }
        }
        text.push('\n');
        text
    }

    /// A finding that is no pass: verdict, row, clause and requirement, then what was found, then what to do.
    fn push_finding(&self, text: &mut String, finding: &Finding) {
        let lang = self.lang();
        let item = finding.id.row();
        let word = words::verdict(finding.verdict, lang);
        let mut head = String::new();
        push_wrapped(
            &mut head,
            "",
            &format!("{word}  {}  {}  {}", item.name, item.clause, requirement(finding.id, lang)),
        );
        text.push_str(&self.coloured(finding.verdict, word));
        text.push_str(head.strip_prefix(word).unwrap_or(&head));
        push_wrapped(text, "      ", &details(finding, lang));
        if let Some(remedy) = words::remedy(finding, lang) {
            push_wrapped(text, "      ", &format!("{}{remedy}", lang.pick("办法：", "help: ")));
        }
    }

    /// A word in the colour of a verdict, on terminals.
    fn coloured(&self, verdict: Verdict, word: &str) -> String {
        let colour = match verdict {
            _ if !self.colours.output => return word.to_owned(),
            Verdict::Fail => 31,
            _ => 33,
        };
        format!("\x1b[1;{colour}m{word}\x1b[0m")
    }
}

/// One sentence on a finding: row, clause, requirement, and what was found.
#[must_use]
pub fn sentence(finding: &Finding, lang: Lang) -> String {
    let item = finding.id.row();
    let details = details(finding, lang);
    let head = format!("{} ({}) {}", item.name, item.clause, requirement(finding.id, lang));
    if details.is_empty() { head } else { format!("{head}{}{details}", lang.pick("：", ": ")) }
}

/// How many documents each row of the checklist concerns, in one line: `H05 × 3, B02 × 3`.
#[must_use]
pub fn tally(rows: &BTreeMap<&str, usize>) -> String {
    rows.iter().map(|(name, count)| format!("{name} × {count}")).collect::<Vec<_>>().join(", ")
}

/// What was found, what is required, where, and what else is to be said.
fn details(finding: &Finding, lang: Lang) -> String {
    let found = words::found(finding, lang).map(|found| clipped(&found, QUOTED));
    let expected = words::expected(finding, lang).map(|expected| clipped(&expected, QUOTED));
    let mut parts: Vec<String> = Vec::new();
    // What was found of the properties of a file is what they lack.
    let lacks = finding.id == Id::E02 && finding.note.is_some();
    let verb = if lacks { lang.pick("缺少 ", "lacks ") } else { lang.pick("实测 ", "found ") };
    parts.extend(found.map(|found| format!("{verb}{found}")));
    parts.extend(expected.map(|expected| format!("{}{expected}", lang.pick("应为 ", "required "))));
    parts.extend(words::note(finding, lang).map(str::to_owned));
    if let Some(page) = finding.page {
        parts.push(lang.pick(format!("第{page}页"), format!("page {page}")));
    }
    if finding.places > 1 {
        let more = finding.places - 1;
        parts
            .push(lang.pick(format!("另有{more}处"), format!("{more} more place{}", if more == 1 { "" } else { "s" })));
    }
    parts.join(lang.pick("；", "; "))
}

/// The rows that pass, as a table.
fn passing(inspection: &Inspection, lang: Lang) -> String {
    let passing = inspection.findings.iter().filter(|finding| finding.verdict == Verdict::Pass);
    let rows: Vec<[String; 6]> = passing
        .map(|finding| {
            let item = finding.id.row();
            [
                item.name.to_owned(),
                item.clause.to_owned(),
                requirement(finding.id, lang).to_owned(),
                clipped(&words::found(finding, lang).unwrap_or_default(), IN_TABLE),
                clipped(&words::expected(finding, lang).unwrap_or_default(), IN_TABLE),
                finding.page.map(|page| page.to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let heads = lang.pick(
        ["合格", "条款", "要求", "实测", "应为", "页"],
        ["pass", "clause", "requirement", "found", "required", "page"],
    );
    let mut text = table(&[heads.map(str::to_owned)], COLUMNS, "");
    text.push_str(&table(&rows, COLUMNS, ""));
    text.push('\n');
    text
}

/// Adds a text in lines that begin with an indent.
fn push_wrapped(text: &mut String, indent: &str, words: &str) {
    for line in wrapped(words, WIDTH - indent.len()) {
        let _ = writeln!(text, "{indent}{line}");
    }
}
