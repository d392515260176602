//! Rows that are no data: headings of categories, sums and means, and whether those figures are what the rows give.

use super::blanks::Blanks;
use super::csv::as_read;
use super::feet::is_all;
use super::figures::figure;
use super::header::plain;
use crate::model::{Marks, RoundingMode};

/// The words of a row of sums.
const SUMS: [&str; 6] = ["合计", "小计", "总计", "共计", "累计", "总和"];
/// The words of a row of means.
const MEANS: [&str; 5] = ["平均", "平均分", "平均值", "平均数", "均分"];
/// The columns in which a figure is no quantity.
const NO_QUANTITIES: [&str; 7] = ["编号", "编码", "序号", "要点", "名次", "参评数", "日期"];

/// What a row of figures says of the rows above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Total {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
}

impl Total {
    /// What a label such as `合计`, `乡镇小计` or `平 均 分：` announces.
    /// Categories and groups alike have totals.
    pub(super) fn named(label: &str, categories: &[String]) -> Option<Self> {
        // Most labels are names of units: what none of the words could end need not be looked at.
        if !label.contains(['计', '和', '均']) {
            return None;
        }
        let label = plain(label);
        let label = label.trim_end_matches(':');
        let label = label.rsplit_once('(').map_or(label, |(label, _)| label);
        let kind = |words: &[&str]| {
            words.iter().any(|word| {
                let rest = label.strip_suffix(word);
                rest.is_some_and(|rest| {
                    rest.is_empty() || rest == "总" || is_all(rest) || is_category(rest, categories)
                })
            })
        };
        if kind(&SUMS) { Some(Self::Sum) } else { kind(&MEANS).then_some(Self::Mean) }
    }
}

/// Whether the filled cells of a row, of which equal ones are one, only name a category, with a number in front perhaps.
pub(super) fn is_heading(filled: &[&str], categories: &[String]) -> bool {
    let named: Vec<&str> = filled.iter().copied().filter(|text| !is_numeral(&plain(text))).take(2).collect();
    matches!(named[..], [name] if is_category(name, categories))
}

/// Whether a text is the name of a category, with a number in front or a count behind.
fn is_category(text: &str, categories: &[String]) -> bool {
    let text = plain(text);
    let name = text.find(['、', '.', ')']).filter(|at| is_numeral(&text[..*at]));
    let name = name.map_or(text.as_str(), |at| text[at..].trim_start_matches(['、', '.', ')']));
    let name = name.split('(').next().unwrap_or_default();
    let bare =
        name.trim_end_matches(['个', '家']).trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('共');
    !name.is_empty() && categories.iter().map(|category| plain(category)).any(|known| known == name || known == bare)
}

/// Whether a text is nothing but a number as headings bear it.
pub(super) fn is_numeral(text: &str) -> bool {
    let inner = text.trim_start_matches('(').trim_end_matches([')', '、', '.']);
    !inner.is_empty() && inner.chars().all(|c| "一二三四五六七八九十".contains(c) || c.is_ascii_digit())
}

/// The figures of one column above a row of totals: their sums, so that any number of totals costs no more than one.
#[derive(Clone, Debug)]
pub(super) struct Figures {
    all: Sum,
    /// Those below the last heading or total.
    part: Sum,
    /// Whether something in the column is no figure.
    doubtful: bool,
}

/// A sum and of how many figures.
#[derive(Clone, Debug)]
struct Sum {
    sum: Marks,
    count: usize,
}

impl Sum {
    fn none() -> Self {
        Self { sum: Marks::zero(), count: 0 }
    }

    fn add(&mut self, value: &Marks) {
        self.sum = &self.sum + value;
        self.count += 1;
    }

    /// What a total of the figures is; no figures have no mean.
    fn total(&self, total: Total) -> Option<Marks> {
        match total {
            Total::Sum => Some(self.sum.clone()),
            Total::Mean => (self.count > 0).then(|| &self.sum / &Marks::from(self.count)),
        }
    }
}

impl Figures {
    /// No figures.
    pub(super) fn none() -> Self {
        Self { all: Sum::none(), part: Sum::none(), doubtful: false }
    }

    /// Whether a field is a quantity that can be added up.
    pub(super) fn are_in(field: &str) -> bool {
        !NO_QUANTITIES.contains(&field)
    }

    /// Takes the cell of a row.
    pub(super) fn take(&mut self, text: &str, blanks: &Blanks) {
        if blanks.of(text).is_some() {
            return;
        }
        match figure(text, true) {
            Some(read) => [&mut self.all, &mut self.part].into_iter().for_each(|sum| sum.add(&read.value)),
            None => self.doubtful = true,
        }
    }

    /// A new part of the table begins.
    pub(super) fn begin(&mut self) {
        self.part = Sum::none();
    }

    /// What the rows give instead of a total that is none of theirs: neither that of the part nor that of all rows.
    pub(super) fn instead_of(&self, total: Total, text: &str) -> Option<String> {
        let found = figure(text, true)?.value;
        let text = as_read(text);
        let shown: String = text.chars().skip_while(|c| !matches!(c, '.' | '．')).skip(1).collect();
        let places = u32::try_from(shown.chars().take_while(|c| c.is_numeric()).count()).ok()?;
        let given: Vec<Marks> = [&self.part, &self.all].into_iter().filter_map(|sum| sum.total(total)).collect();
        let same = |given: &Marks| {
            [RoundingMode::HalfUp, RoundingMode::HalfEven].into_iter().any(|mode| given.rounded(places, mode) == found)
        };
        if self.doubtful || self.all.count == 0 || given.iter().any(same) {
            return None;
        }
        let whole = self.part.count == self.all.count || self.part.count == 0;
        let nearest = if whole { given.last() } else { given.first() };
        nearest.map(|given| given.fixed(places))
    }
}
