//! Values that cannot be wrong: exact marks, rounding, codes, document numbers and dates.

mod marks;

pub use marks::{Marks, RoundingMode};

use std::cmp::Ordering;
use std::fmt;

use chrono::{Datelike, NaiveDate};
use ecow::EcoString;
use serde::{Deserialize, Serialize};

/// The lasting key of a unit, `WG001`; names, categories and numbers may change from year to year.
///
/// Spreadsheet programs take the zeros from the front of `001`; it is the same code without them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitCode(EcoString);

impl UnitCode {
    /// Takes a code that is not blank.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.into()))
    }

    /// What tells it from others.
    fn meant(&self) -> &str {
        let number = self.0.bytes().all(|byte| byte.is_ascii_digit());
        if number { self.0.trim_start_matches('0') } else { &self.0 }
    }
}

impl PartialEq for UnitCode {
    fn eq(&self, other: &Self) -> bool {
        self.meant() == other.meant()
    }
}

impl Eq for UnitCode {}

impl PartialOrd for UnitCode {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for UnitCode {
    fn cmp(&self, other: &Self) -> Ordering {
        self.meant().cmp(other.meant())
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A kind of document that bears a number (文种).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Genre {
    /// 考核办法.
    Method,
    /// 结果通报.
    Results,
    /// 反馈函.
    Letter,
    /// 更正通知.
    Correction,
}

impl Genre {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Method, Self::Results, Self::Letter, Self::Correction];

    /// Its name in tables and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Method => "考核办法",
            Self::Results => "结果通报",
            Self::Letter => "反馈函",
            Self::Correction => "更正通知",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|genre| genre.name() == name)
    }
}

/// The end of a number whose serial is blank.
const BLANK: &str = "\u{3000}号";

/// A document number (发文字号): code of the organ, year in 六角括号, serial (GB/T 9704-2012, 7.2.5).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentNumber(String);

impl DocumentNumber {
    /// Takes a number of the standard's form: `代字〔2021〕5号`, no 第, no leading zero.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (code, rest) = text.split_once('〔')?;
        let (year, serial) = rest.split_once('〕')?;
        let serial = serial.strip_suffix('号')?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let sound = !code.is_empty()
            && !code.chars().any(|c| c.is_ascii_digit() || c.is_whitespace())
            && year.len() == 4
            && digits(year)
            && !serial.is_empty()
            && digits(serial)
            && !serial.starts_with('0');
        sound.then(|| Self(text.to_owned()))
    }

    /// 发文机关代字: what stands before the year.
    #[must_use]
    pub fn code(&self) -> &str {
        self.0.split('〔').next().unwrap_or_default()
    }

    /// The year, four digits.
    #[must_use]
    pub fn year(&self) -> &str {
        self.0.split(['〔', '〕']).nth(1).unwrap_or_default()
    }

    /// The serial, from 1; `None` if it is left blank.
    #[must_use]
    pub fn serial(&self) -> Option<u32> {
        self.0.split_once('〕')?.1.strip_suffix('号')?.parse().ok()
    }

    /// The number with this code, year and serial.
    #[must_use]
    pub fn of(code: &str, year: i32, serial: u32) -> Self {
        Self(format!("{code}〔{year}〕{serial}号"))
    }

    /// The number of a document to which none was allocated yet: the serial is left blank to be written in.
    #[must_use]
    pub fn blank(code: &str, year: i32) -> Self {
        Self(format!("{code}〔{year}〕{BLANK}"))
    }

    /// Whether a number as it is printed has no serial yet.
    #[must_use]
    pub fn is_blank(text: &str) -> bool {
        text.ends_with(BLANK)
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The date a document bears (成文日期); prints as `2021年10月2日` (GB/T 9704-2012, 7.3.5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IssueDate(NaiveDate);

impl IssueDate {
    /// Reads `2021-10-02`: four, two and two digits, from 1950 to 2999.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = text.bytes().enumerate();
        let shape = text.len() == 10
            && bytes.all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
        let [year, month, day] = [0..4, 5..7, 8..10].map(|part| text.get(part).filter(|_| shape));
        let date = NaiveDate::from_ymd_opt(year?.parse().ok()?, month?.parse().ok()?, day?.parse().ok()?)?;
        (1950..3000).contains(&date.year()).then_some(Self(date))
    }

    /// The first day of a year.
    #[must_use]
    pub fn first_of(year: i32) -> Self {
        Self(NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default())
    }

    /// The last day of a year.
    #[must_use]
    pub fn last_of(year: i32) -> Self {
        Self(NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default())
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Year, month and day.
    #[must_use]
    pub fn parts(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The same day a year later (29 February becomes 28 February).
    #[must_use]
    pub fn a_year_later(self) -> Self {
        Self(self.0.checked_add_months(chrono::Months::new(12)).unwrap_or(self.0))
    }

    /// As in data files: `2021-10-02`.
    #[must_use]
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }
}

impl fmt::Display for IssueDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(formatter, "{year}年{month}月{day}日")
    }
}

/// When something happened: a day, or a month of which no day is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventDate {
    /// A day; prints as `2021年7月15日`.
    Day(IssueDate),
    /// The month of this day; prints as `2021年7月`.
    Month(IssueDate),
}

impl EventDate {
    /// Whether it is from one day to another; a month is if it is not wholly before or behind.
    #[must_use]
    pub fn lies_within(self, first: IssueDate, last: IssueDate) -> bool {
        let month = |date: IssueDate| (date.parts().0, date.parts().1);
        match self {
            Self::Day(date) => (first..=last).contains(&date),
            Self::Month(date) => (month(first)..=month(last)).contains(&month(date)),
        }
    }
}

impl fmt::Display for EventDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => date.fmt(formatter),
            Self::Month(date) => {
                let (year, month, _) = date.parts();
                write!(formatter, "{year}年{month}月")
            }
        }
    }
}
