//! What a build would do, in words and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::changes::{cause, unit_line};
use super::printable_line;
use crate::figures::UnitChange;
use crate::lang::Lang;
use crate::model::UnitCode;
use crate::plan::Cause;
use crate::view::Kind;

/// Of how many units one line tells the figures.
const SHOWN_UNITS: usize = 3;

/// What a build would do with an output folder.
#[derive(Debug, Serialize)]
pub struct Outlook {
    /// Version of the format.
    pub schema: u32,
    /// The folder.
    pub out: String,
    /// How many documents would be done what with.
    pub counts: Counts,
    /// The documents in the order of making, then those that are no longer called for.
    pub documents: Vec<Line>,
    /// Documents of an earlier build that stay although they may not agree with the data.
    pub left: Vec<String>,
}

/// How many documents would be done what with; the first four as `build` counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Not there yet.
    pub new: usize,
    /// There, and replaced.
    pub updated: usize,
    /// There, and as they should be.
    pub unchanged: usize,
    /// No longer called for.
    pub removed: usize,
    /// Where something else stands, so that nothing is done at all.
    pub occupied: usize,
}

/// What a build would do with one file.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Below the folder.
    pub path: String,
    /// The kind of document.
    pub kind: Kind,
    /// The unit of a letter.
    pub unit: Option<UnitCode>,
    /// What.
    pub action: Action,
    /// Why; blank if it stays because it is as it should be.
    pub reasons: Vec<Reason>,
}

/// What is done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is as it should be.
    Fresh,
    /// It is made.
    Make,
    /// It is copied from where it was issued.
    Copy,
    /// It is removed.
    Remove,
    /// It stays though it is no longer called for.
    Keep,
    /// Something else stands there: the build stops.
    Occupied,
}

/// Why something is done with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "cause", content = "of", rename_all = "kebab-case")]
pub enum Reason {
    /// It was never made.
    New,
    /// It was made but is gone from the folder.
    Gone,
    /// The file there was changed after it was made.
    Edited,
    /// The record does not know the file there.
    Unrecorded,
    /// Something is in the way: its path.
    Barred(String),
    /// The data call for it no more.
    Uncalled,
    /// It is made from something else than before.
    #[serde(untagged)]
    Changed(Cause),
}

impl Outlook {
    /// An outlook on a folder.
    #[must_use]
    pub fn new(out: String, documents: Vec<Line>, left: Vec<String>) -> Self {
        let mut counts = Counts::default();
        for line in &documents {
            let new = line.reasons.iter().any(|reason| matches!(reason, Reason::New | Reason::Gone));
            match line.action {
                Action::Fresh => counts.unchanged += 1,
                Action::Make | Action::Copy if new => counts.new += 1,
                Action::Make | Action::Copy => counts.updated += 1,
                Action::Remove => counts.removed += 1,
                Action::Occupied => counts.occupied += 1,
                Action::Keep => {}
            }
        }
        Self { schema: 1, out, counts, documents, left }
    }

    /// One line for each file, `all` or those that do not simply stay, and one that counts.
    #[must_use]
    pub fn text(&self, all: bool, lang: Lang) -> String {
        let mut text = String::new();
        for line in self.documents.iter().filter(|line| all || line.action != Action::Fresh) {
            let reasons: Vec<String> = line.reasons.iter().map(|reason| reason_text(reason, line, lang)).collect();
            let reasons = reasons.join(lang.pick("；", "; "));
            let (action, path) = (action(line.action, lang), printable_line(&line.path));
            let reasons = if reasons.is_empty() { reasons } else { lang.pick("：", ": ").to_owned() + &reasons };
            let _ = writeln!(text, "{action}  {path}{}", printable_line(&reasons));
        }
        let Counts { new, updated, unchanged, removed, occupied } = self.counts;
        let out = &self.out;
        let stop = match occupied {
            0 => String::new(),
            _ => lang.pick(format!("，占用{occupied}个"), format!(", {occupied} occupied")),
        };
        let _ = writeln!(
            text,
            "{}",
            lang.pick(
                format!("计划：新生成{new}个，更新{updated}个，未变{unchanged}个，移除{removed}个{stop}（{out}）"),
                format!("plan: {new} new, {updated} updated, {unchanged} unchanged, {removed} removed{stop} ({out})"),
            )
        );
        text
    }
}

fn action(action: Action, lang: Lang) -> &'static str {
    match action {
        Action::Fresh => lang.pick("未变", "fresh"),
        Action::Make => lang.pick("生成", "make"),
        Action::Copy => lang.pick("复制", "copy"),
        Action::Remove => lang.pick("移除", "remove"),
        Action::Keep => lang.pick("保留", "keep"),
        Action::Occupied => lang.pick("占用", "occupied"),
    }
}

fn reason_text(reason: &Reason, line: &Line, lang: Lang) -> String {
    let stops = line.action == Action::Occupied;
    match reason {
        Reason::New => lang.pick("还没有", "not there yet").to_owned(),
        Reason::Gone => lang.pick("生成过，文件不见了", "was made, and is gone").to_owned(),
        Reason::Edited if stops => lang
            .pick("生成后被改动过，加 --force 才覆盖", "was changed after it was made; only --force replaces it")
            .to_owned(),
        Reason::Edited => lang.pick("生成后被改动过", "was changed after it was made").to_owned(),
        Reason::Unrecorded if stops => lang
            .pick(
                "那里的文件不在记录中，与要写的逐字节相同才照用",
                "the record does not know the file there; it stays only if it is byte for byte what is to be written",
            )
            .to_owned(),
        Reason::Unrecorded => lang.pick("那里的文件不在记录中", "the record does not know the file there").to_owned(),
        Reason::Barred(path) => {
            lang.pick(format!("{path} 占着位置，先移走"), format!("{path} is in the way: move it away"))
        }
        Reason::Uncalled => lang.pick("数据中已没有", "no longer called for").to_owned(),
        Reason::Changed(Cause::Figures(units)) if line.unit.is_none() => of_many(units, lang),
        Reason::Changed(one) => cause(one, lang),
    }
}

/// The figures of a document that prints those of all units: the units of which more than the rank changed come first.
fn of_many(units: &[UnitChange], lang: Lang) -> String {
    let (own, moved): (Vec<&UnitChange>, Vec<&UnitChange>) = units.iter().partition(|unit| unit.is_own());
    let shown = own.iter().chain(&moved).take(SHOWN_UNITS);
    let mut told: Vec<String> =
        shown.map(|unit| format!("{}{}{}", unit.unit, lang.pick("：", ": "), unit_line(unit, lang))).collect();
    let more = units.len().saturating_sub(SHOWN_UNITS);
    if more > 0 {
        told.push(lang.pick(format!("另{more}个单位"), format!("and {more} units more")));
    }
    told.join(lang.pick("；", "; "))
}
