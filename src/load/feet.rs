//! Rows around the data: who filled the table in, remarks, the best and the worst figure, the header printed once more, what
//! the figures are measured in.

use super::figures::date;
use super::header::plain;
use super::kinds::{Block, distinct};
use super::rows::is_numeral;
use super::{Cell, RawRow};
use crate::diag::LeftOut;

/// The names of rows of figures that are none of a unit's.
const FIGURES: [&str; 23] = [
    "最高分",
    "最高",
    "最高值",
    "最低分",
    "最低",
    "最低值",
    "最大值",
    "最小值",
    "均值",
    "平均得分",
    "标准差",
    "中位数",
    "总分",
    "总得分",
    "平均分数",
    "排名",
    "名次",
    "位次",
    "满分",
    "满分值",
    "权重",
    "标准分",
    "分值",
];
/// What is written below a table, with a colon behind it.
const REMARKS: [&str; 30] = [
    "填表人",
    "填报人",
    "制表人",
    "制表",
    "审核人",
    "审核",
    "审核意见",
    "复核人",
    "复核",
    "负责人",
    "单位负责人",
    "分管领导",
    "主管领导",
    "经办人",
    "联系人",
    "联系电话",
    "填表单位",
    "填报单位",
    "制表单位",
    "填表时间",
    "填报时间",
    "制表时间",
    "填表日期",
    "填报日期",
    "制表日期",
    "报送时间",
    "备注",
    "注",
    "说明",
    "填表说明",
];
/// The same that need no colon.
const SIGNED: usize = 26;
/// What figures are measured in.
const MEASURES: [&str; 34] = [
    "分",
    "%",
    "‰",
    "个",
    "件",
    "次",
    "起",
    "元",
    "万元",
    "亿元",
    "万美元",
    "名",
    "项",
    "天",
    "日",
    "人",
    "万人",
    "人次",
    "位",
    "户",
    "家",
    "篇",
    "条",
    "吨",
    "亩",
    "公顷",
    "公里",
    "小时",
    "笔",
    "宗",
    "处",
    "份",
    "场",
    "百分比",
];
/// What stands in a row of measures in front of them.
const BESIDE: [&str; 7] = ["单位", "计量单位", "/", "-", "—", "——", "\\"];
/// All of the units, in front of a word for a sum or a mean.
const ALL: [&str; 24] = [
    "全省",
    "全市",
    "全县",
    "全区",
    "全州",
    "全盟",
    "全旗",
    "全镇",
    "全乡",
    "全街道",
    "全局",
    "全院",
    "全校",
    "全系统",
    "全体",
    "全部",
    "全员",
    "各单位",
    "所有单位",
    "各乡镇",
    "各县区",
    "本月",
    "本季",
    "全年",
];

/// Whether a word says that all units are meant: 全县合计.
pub(super) fn is_all(word: &str) -> bool {
    ALL.contains(&word)
}

/// What a row is if it is none of the data: by the cell that should name a unit (blank, if it names none), and the first
/// filled cell; no unit that is known is taken for anything else.
pub(super) fn foot(filled: &[&str], subject: Option<&str>, is_name: impl Fn(&str) -> bool) -> Option<LeftOut> {
    let first = filled.first()?;
    // Without a column of units the first cell may name an item: 名次 may be one.
    let figures: &[&str] = if subject.is_some() { &FIGURES } else { &FIGURES[..15] };
    let alone = subject.is_some();
    let subject = subject.unwrap_or_default();
    let label = if subject.is_empty() { first } else { subject };
    let label = plain(label);
    if is_name(&label) {
        return None;
    }
    let bare = label.trim_end_matches(':');
    let bare = bare.split_once('(').map_or(bare, |(bare, _)| bare);
    let remark = |text: &str| {
        let text = plain(text);
        let (word, told) = text.split_once(':').map_or((text.as_str(), false), |(word, _)| (word, true));
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        REMARKS.iter().position(|known| *known == word).is_some_and(|at| told || alone && at < SIGNED)
    };
    let dated = || alone && matches!(filled, [only] if date(only, None).is_some());
    let found = figures.contains(&bare) || remark(&label) || remark(first) || dated();
    found.then_some(LeftOut::Foot)
}

/// What a heading names: without the number in front and the count behind.
pub(super) fn heading_of(row: &RawRow, block: &Block) -> String {
    let cells = row.cells.get(block.start..block.end.min(row.cells.len())).unwrap_or_default();
    let text = distinct(cells).into_iter().map(plain).find(|text| !is_numeral(text)).unwrap_or_default();
    let name = text.find(['、', '.', ')']).filter(|at| is_numeral(text[..*at].trim_start_matches('(')));
    let name = name.map_or(text.as_str(), |at| text[at..].trim_start_matches(['、', '.', ')']));
    let name = name.split('(').next().unwrap_or_default().trim_end_matches(':');
    let bare = name.trim_end_matches(['个', '家']);
    let counted = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    if counted.len() < bare.len() { counted.trim_end_matches('共').to_owned() } else { name.to_owned() }
}

/// Whether a row of a roster only names a category: no unit stands beside it, or it has a number as chapters have.
pub(super) fn is_title(row: &RawRow, filled: &[&str], subject: &str, block: &Block) -> bool {
    let texts: Vec<&&str> = filled.iter().filter(|text| !is_numeral(&plain(text))).collect();
    let [text] = texts[..] else { return false };
    let chapter = |text: &str| text.chars().any(|c| "一二三四五六七八九十".contains(c));
    let numbered = |text: &str| {
        let text = plain(text);
        let number = text.find(['、', '.', ')']).map(|at| &text[..at]);
        number.is_some_and(|number| is_numeral(number) && chapter(number))
    };
    let cells = row.cells.get(block.start..block.end.min(row.cells.len())).unwrap_or_default();
    let merged = || cells.len() > 1 && cells.iter().all(|cell| cell.value == **text);
    let beside = || filled.len() == 2 && is_numeral(&plain(filled[0])) && chapter(filled[0]);
    subject.is_empty() || numbered(text) || merged() || beside()
}

/// Whether a row repeats the header below which it stands, or a title above it.
pub(super) fn repeats(row: &RawRow, above: &[RawRow], block: &Block) -> bool {
    let within = |cells: usize| block.start..block.end.min(cells);
    let cells = row.cells.get(within(row.cells.len())).unwrap_or_default();
    let filled = |cells: &[Cell]| cells.iter().filter(|cell| !cell.value.is_empty()).count();
    let alike = |one: &str, other: &str| one.chars().next() == other.chars().next() && plain(one) == plain(other);
    let same = |other: &RawRow| {
        let other = other.cells.get(within(other.cells.len())).unwrap_or_default();
        let of = |at: usize| other.get(at).map_or("", |cell| cell.value.as_str());
        cells.iter().enumerate().all(|(at, cell)| cell.value.is_empty() || alike(&cell.value, of(at)))
            && filled(other) <= 2 * filled(cells)
    };
    above.iter().any(same)
}

/// Whether a row only says what the figures of the columns are measured in.
pub(super) fn is_of_measures(row: &RawRow, block: &Block) -> bool {
    let cells = row.cells.get(block.start..block.end.min(row.cells.len())).unwrap_or_default();
    let words: Vec<String> = distinct(cells).into_iter().map(plain).collect();
    let bare = |word: &String| word.trim_start_matches(['(', '[']).trim_end_matches([')', ']']).to_owned();
    let bare = |word: &String| bare(word).trim_start_matches("单位:").to_owned();
    let measured = |word: &String| MEASURES.contains(&bare(word).as_str());
    words.iter().any(measured) && words.iter().all(|word| measured(word) || BESIDE.contains(&word.as_str()))
}
