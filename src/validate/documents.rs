//! `documents.toml`: the form of the documents, such as issuer, dates, titles and file names.

use super::fields::{Fields, check_schema, text_or};
use super::files::FilePatterns;
use super::form::{HeadForm, Practice, SealForm};
use crate::diag::{Diagnostics, Problem};
use crate::load::RawSettings;
use crate::model::IssueDate;
use crate::span::Spanned;

/// A text with minijinja expressions, to be filled from the data.
pub type Pattern = Spanned<String>;

/// The form of all documents.
#[derive(Debug)]
pub struct Documents {
    /// Whether every page bears the mark 样例.
    pub sample: bool,
    /// Who issues.
    pub issuer: Issuer,
    /// Whom to ask.
    pub contact: Contact,
    /// 考核办法.
    pub method: MethodForm,
    /// 考核结果通报.
    pub results: ResultsForm,
    /// 反馈函.
    pub letter: LetterForm,
    /// 更正通知.
    pub correction: CorrectionForm,
    /// Local practice.
    pub practice: Practice,
    /// How many rows of the score table stand in its left block.
    pub left_rows: Option<Spanned<u32>>,
    /// File names.
    pub files: FilePatterns,
}

/// The issuing organ (发文机关), the leading one of a joint issue.
#[derive(Debug)]
pub struct Issuer {
    /// Its name in the signature, in the 版记 and on letters.
    pub name: String,
    /// 发文机关标志 of the general format, with `|` where it may be cut into two rows.
    pub mark: String,
    /// The other organs of a joint issue (联合行文), in their order; this one leads.
    pub joint: Vec<String>,
    /// 发文机关代字.
    pub code: String,
    /// How the text names it.
    pub short: String,
}

/// Whom to ask (联系人).
#[derive(Debug)]
pub struct Contact {
    /// Name.
    pub person: String,
    /// Number.
    pub telephone: String,
}

/// The form of the method.
#[derive(Debug)]
pub struct MethodForm {
    /// What its head says beside mark and number.
    pub head: HeadForm,
    /// How it is sealed.
    pub seal: SealForm,
    /// 成文日期.
    pub date: IssueDate,
    /// 标题; a row may end where it has a `|`, or between words if it has none.
    pub title: Pattern,
    /// Whom it applies to, a sentence.
    pub object: Spanned<String>,
    /// 主送机关.
    pub addressees: Option<Spanned<String>>,
    /// 抄送机关.
    pub copies: Option<Spanned<String>>,
    /// Title of attachment 1.
    pub rules_title: Pattern,
    /// Title of attachment 2.
    pub table_title: Pattern,
}

/// The form of the results notice.
#[derive(Debug)]
pub struct ResultsForm {
    /// What its head says beside mark and number.
    pub head: HeadForm,
    /// How it is sealed.
    pub seal: SealForm,
    /// 成文日期.
    pub date: IssueDate,
    /// 标题; a row may end where it has a `|`, or between words if it has none.
    pub title: Pattern,
    /// 主送机关.
    pub addressees: Option<Spanned<String>>,
    /// 抄送机关.
    pub copies: Option<Spanned<String>>,
    /// Title of attachment 1.
    pub table_title: Pattern,
    /// Title of attachment 2.
    pub items_title: Pattern,
    /// Title of attachment 3.
    pub losses_title: Pattern,
}

/// The form of the letters.
#[derive(Debug)]
pub struct LetterForm {
    /// 发文机关代字 of letters.
    pub code: Option<Spanned<String>>,
    /// What its head says beside mark and number.
    pub head: HeadForm,
    /// How it is sealed.
    pub seal: SealForm,
    /// 成文日期.
    pub date: IssueDate,
    /// 标题; a row may end where it has a `|`, or between words if it has none.
    pub title: Pattern,
    /// 抄送机关.
    pub copies: Option<Spanned<String>>,
    /// 附注, without its brackets.
    pub note: Option<Pattern>,
    /// Working days to object, from the day of issue.
    pub objection_days: u32,
    /// Working days to report on improvement.
    pub report_days: u32,
}

/// The form of the notices of correction; what is not said is as in the results notice.
#[derive(Debug)]
pub struct CorrectionForm {
    /// What its head says beside mark and number.
    pub head: HeadForm,
    /// How it is sealed.
    pub seal: SealForm,
    /// 成文日期 before it is issued.
    pub date: IssueDate,
    /// 标题; `subject` is what is corrected.
    pub title: Pattern,
    /// 主送机关.
    pub addressees: Option<Spanned<String>>,
    /// 抄送机关.
    pub copies: Option<Spanned<String>>,
}

impl Documents {
    pub(super) fn read(raw: &RawSettings, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut fields = Fields::of(&raw.root, "documents.toml", diagnostics)?;
        check_schema(&mut fields, diagnostics);
        let sample = fields.flag("sample", diagnostics);
        let issuer = section(&mut fields, "issuer", diagnostics, |f, d| {
            let (name, mark, code, short) =
                (f.text("name", d), f.text("mark", d), f.text("code", d), f.text("short", d));
            for text in
                [&name, &mark].into_iter().flatten().filter(|text| text.value.trim_matches('|').trim().is_empty())
            {
                d.at(text.span, Problem::EmptyTitle);
            }
            let joint = joint(f, name.as_ref(), d);
            Some(Issuer { name: name?.value, mark: mark?.value, joint: joint?, code: code?.value, short: short?.value })
        });
        let contact = section(&mut fields, "contact", diagnostics, |f, d| {
            let (person, telephone) = (f.text("person", d), f.text("telephone", d));
            Some(Contact { person: person?.value, telephone: telephone?.value })
        });
        let method = section(&mut fields, "method", diagnostics, |f, d| {
            let (head, seal) = (HeadForm::read(f, true, d), SealForm::read(f, d));
            let (date, title, object) = (f.date("date", d), f.text("title", d), f.text("object", d));
            let (addressees, copies) = (f.optional_text("addressees", d), f.optional_text("copies", d));
            let (rules_title, table_title) = (f.text("rules_title", d), f.text("table_title", d));
            Some(MethodForm {
                head: head?,
                seal: seal?,
                date: date?,
                title: title?,
                object: object?,
                addressees,
                copies,
                rules_title: rules_title?,
                table_title: table_title?,
            })
        });
        let results = section(&mut fields, "results", diagnostics, |f, d| {
            let (head, seal) = (HeadForm::read(f, true, d), SealForm::read(f, d));
            let (date, title) = (f.date("date", d), f.text("title", d));
            let (addressees, copies) = (f.optional_text("addressees", d), f.optional_text("copies", d));
            let (table_title, items_title) = (f.text("table_title", d), f.text("items_title", d));
            let losses_title = f.text("losses_title", d);
            Some(ResultsForm {
                head: head?,
                seal: seal?,
                date: date?,
                title: title?,
                addressees,
                copies,
                table_title: table_title?,
                items_title: items_title?,
                losses_title: losses_title?,
            })
        });
        let letter = section(&mut fields, "letter", diagnostics, |f, d| {
            let (head, seal) = (HeadForm::read(f, false, d), SealForm::read(f, d));
            let (code, date, title) = (f.optional_text("code", d), f.date("date", d), f.text("title", d));
            let (copies, note) = (f.optional_text("copies", d), f.optional_text("note", d));
            let (objection, report) = (f.count("objection_days", d), f.count("report_days", d));
            Some(LetterForm {
                head: head?,
                seal: seal?,
                code,
                date: date?,
                title: title?,
                copies,
                note,
                objection_days: objection?.value,
                report_days: report?.value,
            })
        });
        let correction = fields.optional_table("correction", diagnostics).and_then(|mut table| {
            let form = CorrectionForm::read(&mut table, results.as_ref(), diagnostics);
            table.finish(diagnostics);
            form
        });
        let practice = fields.optional_table("form", diagnostics).map(|mut table| {
            let practice = Practice::read(&mut table, diagnostics);
            table.finish(diagnostics);
            practice
        });
        let left_rows = fields.optional_table("score_table", diagnostics).map(|mut table| {
            let left_rows = table.optional_count("left_rows", diagnostics);
            table.finish(diagnostics);
            left_rows
        });
        let files = section(&mut fields, "files", diagnostics, FilePatterns::read);
        fields.finish(diagnostics);
        if let Some(issuer) = &issuer {
            let seals = [
                method.as_ref().map(|form| &form.seal),
                results.as_ref().map(|form| &form.seal),
                letter.as_ref().map(|form| &form.seal),
                correction.as_ref().map(|form| &form.seal),
            ];
            seals.into_iter().flatten().for_each(|seal| seal.check(1 + issuer.joint.len(), diagnostics));
        }
        Some(Self {
            sample: sample?,
            issuer: issuer?,
            contact: contact?,
            method: method?,
            results: results?,
            letter: letter?,
            correction: correction?,
            practice: practice?,
            left_rows: left_rows?,
            files: files?,
        })
    }
}

impl CorrectionForm {
    fn read(fields: &mut Fields<'_>, results: Option<&ResultsForm>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let own_seal = fields.place("seal").or(fields.place("office")).is_some();
        let (head, seal) = (HeadForm::read(fields, true, diagnostics), SealForm::read(fields, diagnostics));
        let date = fields.place("date").map(|_| fields.date("date", diagnostics));
        let title = text_or(fields, "title", "关于更正|{{ year }}年度|{{ work }}|{{ subject }}的|通知", diagnostics);
        let (addressees, copies) =
            (fields.optional_text("addressees", diagnostics), fields.optional_text("copies", diagnostics));
        let results = results?;
        Some(Self {
            head: head?.or(&results.head),
            seal: if own_seal { seal? } else { results.seal.clone() },
            date: date.unwrap_or(Some(results.date))?,
            title,
            addressees: addressees.or_else(|| results.addressees.clone()),
            copies: copies.or_else(|| results.copies.clone()),
        })
    }
}

/// The other organs of a joint issue; each organ issues once.
fn joint(
    fields: &mut Fields<'_>,
    leading: Option<&Spanned<String>>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<String>> {
    let others = fields.texts("joint", diagnostics)?;
    for (at, organ) in others.iter().enumerate() {
        let earlier = leading.into_iter().chain(&others[..at]).find(|earlier| earlier.value == organ.value);
        if let Some(earlier) = earlier {
            let problem = Problem::Duplicate { column: "joint".to_owned(), value: organ.value.clone() };
            diagnostics.between(organ.span, earlier.span, problem);
        }
    }
    Some(others.into_iter().map(|organ| organ.value).collect())
}

/// Reads one table of the file to its last key.
fn section<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    diagnostics: &mut Diagnostics,
    read: impl FnOnce(&mut Fields<'_>, &mut Diagnostics) -> Option<T>,
) -> Option<T> {
    let mut table = fields.table(key, diagnostics)?;
    let made = read(&mut table, diagnostics);
    table.finish(diagnostics);
    made
}
