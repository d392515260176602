//! Figures and dates as people write them: what is certain is read, and told how it was tidied; all else is none.

use std::collections::BTreeSet;

use super::csv::as_read;
use crate::diag::Tidied;
use crate::model::{EventDate, IssueDate, Marks};

/// A value and what was done to its text so that it could be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Read<T> {
    /// The value.
    pub value: T,
    /// What was tidied.
    pub tidied: BTreeSet<Tidied>,
}

/// Reads a figure: ９．５, 9.5分, +2, 05, 9. and 1,234.5 are certain, and 98.46% where a percentage is meant; 9。5, 1,23, 5~6,
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
    if let Some(figure) = rest.strip_prefix('+').filter(|figure| figure.starts_with(|c: char| c.is_ascii_digit())) {
        tidied.insert(Tidied::Sign);
        rest = figure;
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

/// Reads a date: 2021-03-05, 2021/3/5, 2021.3.5, 2021年3月5日 and 20210305, with a time of day behind it or not; 7月15日 in
/// the year that is meant; and a month without a day, 2021年7月 or 2021-07.
#[must_use]
pub fn date(text: &str, year: Option<i32>) -> Option<Read<EventDate>> {
    let text = as_read(text);
    if let Some(date) = IssueDate::parse(&text) {
        return Some(Read { value: EventDate::Day(date), tidied: BTreeSet::new() });
    }
    let narrow: String = text.chars().map(narrowed).collect();
    let day = match narrow.split_once(' ') {
        Some((day, time)) if is_time(time.trim()) => day,
        _ => narrow.as_str(),
    };
    let day: String = day.chars().filter(|c| !c.is_whitespace()).collect();
    let parts: Vec<&str> = if day.len() == 8 && is_digits(&day) {
        vec![&day[..4], &day[4..6], &day[6..]]
    } else if let Some((before, rest)) = day.split_once('月') {
        let year = before.split_once('年');
        let rest = rest.strip_suffix(['日', '号']).unwrap_or(rest);
        let (year, month) = year.map_or(("", before), |(year, month)| (year, month));
        vec![year, month, rest]
    } else {
        let separator = ['/', '.', '-'].into_iter().find(|separator| day.contains(*separator))?;
        let mut parts: Vec<&str> = day.split(separator).collect();
        // 2024.1 may be what a spreadsheet program made of 2024.10.
        if parts.len() == 2 && separator != '.' && parts[0].len() == 4 {
            parts.push("");
        }
        parts
    };
    let [of, month, day] = parts[..] else { return None };
    let mut tidied = BTreeSet::from([Tidied::Date]);
    let of = match (of, year) {
        ("", Some(year)) => {
            tidied = BTreeSet::from([Tidied::Year]);
            year.to_string()
        }
        _ => of.to_owned(),
    };
    let sound = |part: &str| (1..=2).contains(&part.len()) && is_digits(part);
    if of.len() != 4 || !is_digits(&of) || !sound(month) {
        return None;
    }
    if day.is_empty() {
        let first = IssueDate::parse(&format!("{of}-{month:0>2}-01"))?;
        tidied.remove(&Tidied::Date);
        tidied.insert(Tidied::Month);
        return Some(Read { value: EventDate::Month(first), tidied });
    }
    let value = sound(day).then(|| IssueDate::parse(&format!("{of}-{month:0>2}-{day:0>2}"))).flatten()?;
    Some(Read { value: EventDate::Day(value), tidied })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A full-width figure or sign as the plain one.
fn narrowed(character: char) -> char {
    match character {
        '０'..='９' | '．' | '，' | '－' | '＋' | '％' | '／' => {
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
