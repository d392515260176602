//! Figures and dates as people write them: what is certain is read, and told how it was tidied; all else is none.

use std::collections::BTreeSet;

use super::csv::as_read;
use crate::diag::Tidied;
use crate::model::{IssueDate, Marks};

/// A value and what was done to its text so that it could be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Read<T> {
    /// The value.
    pub value: T,
    /// What was tidied.
    pub tidied: BTreeSet<Tidied>,
}

/// Reads a figure: ９．５, 9.5分, 05, 9. and 1,234.5 are certain, and 98.46% where a percentage is meant; 9。5, 1,23, 5~6,
/// 9.5/10, 约9 and 九分 are not.
#[must_use]
pub fn figure(text: &str, percentage: bool) -> Option<Read<Marks>> {
    let mut tidied = BTreeSet::new();
    let text = as_read(text);
    let narrow: String = text.chars().map(narrowed).collect();
    if narrow != text {
        tidied.insert(Tidied::Width);
    }
    let mut rest = narrow.as_str();
    if let Some(figure) = rest.strip_suffix('分') {
        tidied.insert(Tidied::Unit);
        rest = figure.trim_end();
    }
    if percentage && let Some(figure) = rest.strip_suffix('%') {
        tidied.insert(Tidied::Percent);
        rest = figure.trim_end();
    }
    let (sign, rest) = rest.strip_prefix('-').map_or(("", rest), |rest| ("-", rest));
    let mut digits = rest.to_owned();
    if digits.contains(',') {
        digits = without_groups(&digits)?;
        tidied.insert(Tidied::Thousands);
    }
    if let Some(whole) = digits.strip_suffix('.') {
        digits = whole.to_owned();
        tidied.insert(Tidied::Point);
    }
    let whole = digits.split('.').next().unwrap_or_default();
    let zeros = whole.len() - whole.trim_start_matches('0').len();
    if zeros > 0 && whole.len() > 1 {
        digits = digits[zeros.min(whole.len() - 1)..].to_owned();
        tidied.insert(Tidied::Zeros);
    }
    let value = Marks::parse(&format!("{sign}{digits}"))?;
    Some(Read { value, tidied })
}

/// Reads a date: 2021-03-05, 2021/3/5, 2021.3.5, 2021年3月5日 and 20210305, with a time of day behind it or not.
#[must_use]
pub fn date(text: &str) -> Option<Read<IssueDate>> {
    let text = as_read(text);
    if let Some(value) = IssueDate::parse(&text) {
        return Some(Read { value, tidied: BTreeSet::new() });
    }
    let narrow: String = text.chars().map(narrowed).collect();
    let day = match narrow.split_once(' ') {
        Some((day, time)) if is_time(time.trim()) => day,
        _ => narrow.as_str(),
    };
    let day: String = day.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<String> = if day.len() == 8 && digits(&day) {
        vec![day[..4].to_owned(), day[4..6].to_owned(), day[6..].to_owned()]
    } else if let Some(chinese) = day.strip_suffix(['日', '号']) {
        chinese.split(['年', '月']).map(str::to_owned).collect()
    } else {
        let separator = ['/', '.', '-'].into_iter().find(|separator| day.contains(*separator))?;
        day.split(separator).map(str::to_owned).collect()
    };
    let [year, month, day] = &parts[..] else { return None };
    let sound = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
    if !sound || ![year, month, day].into_iter().all(|part| digits(part)) {
        return None;
    }
    let value = IssueDate::parse(&format!("{year}-{month:0>2}-{day:0>2}"))?;
    Some(Read { value, tidied: BTreeSet::from([Tidied::Date]) })
}

/// A full-width figure or sign as the plain one.
fn narrowed(character: char) -> char {
    match character {
        '０'..='９' | '．' | '，' | '－' | '％' | '／' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        character => character,
    }
}

/// A figure without the marks between its thousands; `None` if they do not stand in groups of three.
fn without_groups(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()) && !first.starts_with('0'))?;
    let rest: Vec<&str> = groups.collect();
    let sound = !rest.is_empty() && rest.iter().all(|group| group.len() == 3) && !fraction.contains(',');
    let point = if text.contains('.') { "." } else { "" };
    sound.then(|| format!("{first}{}{point}{fraction}", rest.concat()))
}

fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    (2..=3).contains(&parts.len())
        && parts
            .iter()
            .all(|part| part.len() <= 2 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
