//! What is taken from the sample, and the chance that chooses among it.

use std::collections::BTreeMap;

use crate::model::Genre;
use crate::source::embedded;

/// What the sample's tables hold, to be drawn from.
pub(super) struct Drawn {
    /// Marks and reasons by item.
    pub(super) judged: BTreeMap<String, Vec<[String; 2]>>,
    /// Answers and reasons by item and criterion.
    pub(super) answers: BTreeMap<(String, String), Vec<[String; 2]>>,
    /// Marks and reasons of evaluations.
    pub(super) evaluations: Vec<[String; 2]>,
    /// Media and their classes.
    pub(super) media: Vec<[String; 2]>,
    /// Names of indicators.
    pub(super) indicators: Vec<String>,
    /// The numbers set aside for other documents than letters: rows of their table.
    pub(super) numbers: Vec<Vec<String>>,
    /// What the number of a letter begins with, up to its serial.
    pub(super) letter_number: String,
}

impl Drawn {
    /// What the tables of the sample hold.
    pub(super) fn from_sample() -> Self {
        let sample = embedded::sample();
        let table = |path: &str| -> Vec<Vec<String>> {
            let bytes = sample.iter().find(|(name, _)| name == path).map_or(&[][..], |(_, bytes)| *bytes);
            let records = csv::Reader::from_reader(bytes).into_records().flatten();
            records.map(|record| record.iter().map(invented).collect()).collect()
        };
        let pair = |row: &[String], at: usize| [row[at].clone(), row[at + 1].clone()];
        let mut judged: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in table("scores/评分.csv") {
            judged.entry(row[2].clone()).or_default().push(pair(&row, 3));
        }
        let mut answers: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in table("scores/达标.csv") {
            answers.entry((row[2].clone(), row[3].clone())).or_default().push(pair(&row, 4));
        }
        let evaluations = table("scores/评价.csv").iter().map(|row| pair(row, 4)).collect();
        let media = table("scores/宣传.csv").iter().map(|row| pair(row, 3)).collect();
        let indicators = table("indicators.csv").into_iter().map(|row| row[1].clone()).collect();
        let (letters, numbers): (Vec<_>, Vec<_>) =
            table("numbers.csv").into_iter().partition(|row| row[0] == Genre::Letter.name());
        let serial = |row: &Vec<String>| row[2].trim_end_matches('号').trim_end_matches(char::is_numeric).to_owned();
        let letter_number = letters.first().map(serial).unwrap_or_default();
        Self { judged, answers, evaluations, media, indicators, numbers, letter_number }
    }
}

/// A settings file of the sample without what only its own roster has.
pub(super) fn adapted(text: &str) -> String {
    let own = ["leads = ", "provincial_leads = ", "left_rows = "];
    let lines = text.split_inclusive('\n').filter(|line| !own.iter().any(|key| line.starts_with(key)));
    lines.map(invented).collect()
}

/// A text of the sample with invented places.
fn invented(text: &str) -> String {
    let places = [("舞", "霁"), ("平顶山", "明昀"), ("河南", "中淳"), ("大河网", "大淳网"), ("映象网", "映霁网")];
    places.into_iter().fold(text.to_owned(), |text, (place, other)| text.replace(place, other))
}

/// One of several by number.
pub(super) fn pick<T>(from: &[T], number: u64) -> &T {
    &from[index(number % from.len() as u64)]
}

/// One of several by chance.
pub(super) fn drawn(from: &[[String; 2]], unit: u64, salt: u64) -> Option<&[String; 2]> {
    from.get(index(mixed(unit, salt).checked_rem(from.len() as u64)?))
}

/// A number as a place in memory.
pub(super) fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A number that looks like chance and is always the same (the finaliser of SplitMix64).
pub(super) fn mixed(number: u64, salt: u64) -> u64 {
    let seed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(salt.wrapping_mul(0xD1B5_4A32_D192_ED03));
    let seed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let seed = (seed ^ (seed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    seed ^ (seed >> 31)
}
