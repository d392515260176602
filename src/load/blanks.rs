//! The words that stand for no mark (缺分、不适用、不评价): never a 0.

use super::fields::Fields;
use crate::diag::{Diagnostics, Problem};
use crate::span::Spanned;

use super::figures::figure;

/// Why a cell holds no mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// 缺分: nothing was entered.
    Missing,
    /// 不适用: the item does not concern the unit.
    NotApplicable,
    /// 不评价: the evaluator gives no mark.
    Declined,
}

/// The words for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blanks {
    missing: Vec<String>,
    not_applicable: Vec<String>,
    declined: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

impl Default for Blanks {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            missing: words(&["缺", "缺分", "无", "/", "／", "-", "－", "–", "—", "——", "―", "\\"]),
            not_applicable: words(&["不适用"]),
            declined: words(&["不评价"]),
            yes: Vec::new(),
            no: Vec::new(),
        }
    }
}

impl Blanks {
    /// Reads `[cells]`; lists that are absent are the usual ones.
    pub(super) fn read(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Self {
        let usual = Self::default();
        let Some(mut cells) = fields.optional_table("cells", diagnostics) else { return usual };
        let mut all: Vec<Spanned<String>> = Vec::new();
        let mut words = |key: &'static str, usual: Vec<String>| {
            if cells.place(key).is_none() {
                return usual;
            }
            let found = cells.texts(key, diagnostics).unwrap_or_default();
            for word in &found {
                // Whatever reads as a figure is one: blank is not zero.
                let twice = all.iter().any(|known| plain(&known.value) == plain(&word.value));
                if twice || figure(&word.value, true).is_some() {
                    diagnostics.at(word.span, Problem::BadWord { found: word.value.clone() });
                }
            }
            all.extend(found.iter().cloned());
            found.into_iter().map(|word| plain(&word.value)).collect()
        };
        let blanks = Self {
            missing: words("missing", usual.missing),
            not_applicable: words("not_applicable", usual.not_applicable),
            declined: words("declined", usual.declined),
            yes: words("yes", usual.yes),
            no: words("no", usual.no),
        };
        cells.finish(diagnostics);
        blanks
    }

    /// Why a cell with this text holds no mark; `None` if it should hold one.
    #[must_use]
    pub fn of(&self, text: &str) -> Option<Blank> {
        let word = plain(text);
        let among = |words: &[String]| words.contains(&word);
        if word.is_empty() || among(&self.missing) {
            Some(Blank::Missing)
        } else if among(&self.not_applicable) {
            Some(Blank::NotApplicable)
        } else {
            among(&self.declined).then_some(Blank::Declined)
        }
    }
}

/// Signs that say yes, and that say no.
const SIGNS: [[&str; 4]; 2] = [["√", "✓", "✔", "☑"], ["×", "✗", "✘", "☒"]];

impl Blanks {
    /// The answer that a word or a sign stands for, and whether it is a sign that nobody declared.
    pub(super) fn answer(&self, text: &str) -> Option<(&'static str, bool)> {
        let word = plain(text);
        let known = [(&self.yes, SIGNS[0], "是"), (&self.no, SIGNS[1], "否")];
        let told = known.iter().find(|(words, _, _)| words.contains(&word)).map(|(_, _, answer)| (*answer, false));
        told.or_else(|| known.iter().find(|(_, signs, _)| signs.contains(&word.as_str())).map(|known| (known.2, true)))
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
