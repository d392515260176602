//! Where a file came from, in words and for programs.

use std::fmt::Write as _;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::Serialize;

use super::printable_line;
use crate::lang::Lang;
use crate::model::{Genre, UnitCode};
use crate::view::Kind;

/// What is known of a file, by the digest of its bytes.
#[derive(Debug, Serialize)]
pub struct Origin {
    /// Version of the format.
    pub schema: u32,
    /// The file.
    pub file: String,
    /// The digest of its bytes.
    pub digest: String,
    /// As what it was issued.
    pub issued: Option<IssuedOrigin>,
    /// As what it was made, if it was not issued.
    pub draft: Option<DraftOrigin>,
    /// The record by which another file belongs to this place: this one was changed.
    pub changed: Option<String>,
}

/// A document, or the attachment of one, as it was issued.
#[derive(Debug, Serialize)]
pub struct IssuedOrigin {
    /// The act of issue.
    pub edition: u32,
    /// The file that is kept of it.
    pub kept: Option<String>,
    /// Its kind.
    pub kind: Option<Kind>,
    /// 文种; that of its parent for an attachment.
    pub genre: Option<Genre>,
    /// 发文字号; that of its parent for an attachment.
    pub number: String,
    /// The unit of a letter.
    pub unit: Option<UnitOrigin>,
    /// 成文日期.
    pub date: String,
    /// How many pages it has.
    pub pages: usize,
    /// Whether the register has a row for it.
    pub registered: bool,
    /// The document that holds in its place.
    pub replaced_by: Option<Later>,
    /// Notices of correction that were issued later.
    pub corrected_by: Vec<Later>,
    /// What it was made from.
    pub inputs: Vec<Input>,
}

/// A document, or a file of data, as it was made last.
#[derive(Debug, Serialize)]
pub struct DraftOrigin {
    /// The record that knows it.
    pub record: String,
    /// Its place below the folder of the record.
    pub path: String,
    /// Its kind.
    pub kind: Kind,
    /// The unit of a letter.
    pub unit: Option<UnitOrigin>,
    /// How many pages it has.
    pub pages: Option<usize>,
    /// The document that was issued for it.
    pub issued_as: Option<Later>,
    /// What the build read.
    pub inputs: Vec<Input>,
}

/// A unit, with its name if figures were kept.
#[derive(Debug, Serialize)]
pub struct UnitOrigin {
    /// Its code.
    pub code: UnitCode,
    /// Its name then.
    pub name: Option<String>,
}

/// A document that was issued later.
#[derive(Debug, Serialize)]
pub struct Later {
    /// 发文字号.
    pub number: String,
    /// 成文日期.
    pub date: String,
}

/// A file that a document was made from.
#[derive(Debug, Serialize)]
pub struct Input {
    /// Its path below the workspace.
    pub path: String,
    /// The digest of its bytes then.
    pub digest: String,
    /// What became of it since: of the copy that is kept, or of the file of the workspace.
    pub now: Now,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Now {
    /// It has the same bytes.
    Same,
    /// It has other bytes.
    Changed,
    /// It is not there.
    Missing,
}

impl Origin {
    /// All that is known, a fact in a line; blank if nothing is.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        if let Some(issued) = &self.issued {
            let number = issued.edition;
            let head = lang.pick(
                format!("{}：第{number}次印发的文件，与印发时逐字节相同", self.file),
                format!("{}: issued as edition {number}, byte for byte the same", self.file),
            );
            let _ = writeln!(text, "{}", printable_line(&head));
            self.facts(&issued.facts(lang), lang, &mut text);
            listed(
                &issued.inputs,
                lang.pick("当时的输入（留存的）：", "its inputs, as they are kept:"),
                lang,
                &mut text,
            );
        } else if let Some(draft) = &self.draft {
            let head = lang.pick(
                format!("{}：没有印发，与生成时逐字节相同", self.file),
                format!("{}: not issued, byte for byte as it was made", self.file),
            );
            let _ = writeln!(text, "{}", printable_line(&head));
            self.facts(&draft.facts(lang), lang, &mut text);
            listed(&draft.inputs, lang.pick("生成时的输入：", "what the build read:"), lang, &mut text);
        }
        text
    }

    fn facts(&self, facts: &[(&'static str, String)], lang: Lang, text: &mut String) {
        let own = [(lang.pick("摘要", "digest"), self.digest.clone())];
        for (name, fact) in facts.iter().chain(&own).filter(|(_, fact)| !fact.is_empty()) {
            let _ = writeln!(text, "  {name}{}{}", lang.pick("：", ": "), printable_line(fact));
        }
    }
}

impl IssuedOrigin {
    fn facts(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let genre = self.genre.map(Genre::name).unwrap_or_default();
        let what = match self.kind {
            Some(Kind::Attachments) if genre.is_empty() => lang.pick("附件", "attachment").to_owned(),
            Some(Kind::Attachments) => lang.pick(format!("{genre}的附件"), format!("attachment of {genre}")),
            _ => genre.to_owned(),
        };
        let mut standing = Vec::new();
        standing.extend(self.replaced_by.as_ref().map(|later| {
            let later = later.text(lang);
            lang.pick(format!("已由{later}代替"), format!("replaced by {later}"))
        }));
        if !self.corrected_by.is_empty() {
            let later: Vec<String> = self.corrected_by.iter().map(|later| later.text(lang)).collect();
            let later = later.join(lang.pick("、", ", "));
            standing.push(
                lang.pick(
                    format!("后来印发了更正通知：{later}"),
                    format!("a later notice of correction exists: {later}"),
                ),
            );
        }
        if !self.registered {
            standing.push(
                lang.pick("不知道，register.csv 中没有读到它的登记", "unknown, no row of register.csv tells of it")
                    .into(),
            );
        } else if standing.is_empty() {
            standing.push(lang.pick("现行，没有代替它的文件", "it holds, nothing replaces it").into());
        }
        vec![
            (lang.pick("文种", "document"), what),
            (lang.pick("发文字号", "number"), self.number.clone()),
            (lang.pick("单位", "unit"), self.unit.as_ref().map(|unit| unit.text(lang)).unwrap_or_default()),
            (lang.pick("成文日期", "date"), self.date.clone()),
            (lang.pick("页数", "pages"), self.pages.to_string()),
            (lang.pick("效力", "standing"), standing.join(lang.pick("；", "; "))),
            (lang.pick("留存", "kept as"), self.kept.clone().unwrap_or_default()),
        ]
    }
}

impl DraftOrigin {
    fn facts(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let later = self.issued_as.as_ref().map(|later| later.text(lang));
        vec![
            (lang.pick("种类", "kind"), kind_name(self.kind, lang)),
            (lang.pick("单位", "unit"), self.unit.as_ref().map(|unit| unit.text(lang)).unwrap_or_default()),
            (lang.pick("页数", "pages"), self.pages.map(|pages| pages.to_string()).unwrap_or_default()),
            (lang.pick("印发的是", "issued is"), later.unwrap_or_default()),
            (lang.pick("记录", "record"), format!("{}{}{}", self.record, lang.pick("，", ", "), self.path)),
        ]
    }
}

impl UnitOrigin {
    fn text(&self, lang: Lang) -> String {
        let code = &self.code;
        match &self.name {
            Some(name) => lang.pick(format!("{name}（{code}）"), format!("{name} ({code})")),
            None => code.to_string(),
        }
    }
}

impl Later {
    fn text(&self, lang: Lang) -> String {
        let Self { number, date } = self;
        lang.pick(format!("{number}（{date}）"), format!("{number} ({date})"))
    }
}

/// Inputs with their digests, one in a line.
fn listed(inputs: &[Input], head: &str, lang: Lang, text: &mut String) {
    if inputs.is_empty() {
        return;
    }
    let _ = writeln!(text, "  {head}");
    for Input { path, digest, now } in inputs {
        let now = match now {
            Now::Same => "",
            Now::Changed => lang.pick("  现已不同", "  differs now"),
            Now::Missing => lang.pick("  现已没有", "  is gone now"),
        };
        let _ = writeln!(text, "    {digest}  {}{now}", printable_line(path));
    }
}

/// What the command line calls a kind, in Chinese or English.
fn kind_name(kind: Kind, lang: Lang) -> String {
    let value = kind.to_possible_value();
    let names: Vec<&str> = value.iter().flat_map(PossibleValue::get_name_and_aliases).collect();
    lang.pick(names.last(), names.first()).map(|name| (*name).to_owned()).unwrap_or_default()
}
