//! Cuts Han characters into words with jieba, giving it just the words of its dictionary that a text can hold.
//!
//! Reading the whole dictionary takes longer than anything else that is done when nothing has changed. jieba weighs
//! the words of a text by their frequencies and the sum of all; what it was not given counts as one word that no text has.

use std::collections::BTreeSet;
use std::sync::Mutex;

use jieba_rs::Jieba;

/// Words with their frequencies, from the dictionary of jieba, sorted; `dictionary/README.md` tells what is left out.
const WORDS: &str = include_str!("dictionary/words.txt");
/// The sum of all frequencies.
const TOTAL: usize = 58_322_411;
/// The length of the longest word, in characters.
const LONGEST: usize = 7;
/// What stands for all words that were not given.
const REST: &str = "\u{E000}";

/// A frequency that keeps a word whole among all others.
const OF_A_NAME: usize = 100_000_000;

/// What cuts texts into words.
pub(super) struct Cutter(Mutex<Given>);

/// jieba and the words it was given of the dictionary.
struct Given {
    jieba: Jieba,
    words: BTreeSet<String>,
    sum: usize,
}

impl Cutter {
    /// A cutter that keeps these words whole, the longer ones before all others.
    pub(super) fn new(words: &[String]) -> Self {
        let mut given = Given { jieba: Jieba::empty(), words: BTreeSet::new(), sum: 0 };
        for word in words {
            given.take(word);
        }
        for word in words {
            // A short name gets just what keeps it whole, or 人行 would split 个人行为.
            let frequency = (word.chars().count() > 2).then_some(OF_A_NAME);
            given.jieba.add_word(word, frequency, None);
        }
        Self(Mutex::new(given))
    }

    /// The words of a text, single characters among them.
    ///
    /// Without jieba's model of unknown words: it would split names that it guesses wrong.
    pub(super) fn cut<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let mut given = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        given.take(text);
        given.jieba.cut(text, false).into_iter().map(|token| token.word).collect()
    }
}

impl Given {
    /// Gives jieba every word of the dictionary that is part of a text.
    fn take(&mut self, text: &str) {
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (place, start) in starts.iter().enumerate() {
            for end in starts.iter().skip(place + 1).take(LONGEST) {
                let word = &text[*start..*end];
                if self.words.contains(word) {
                    continue;
                }
                if let Some(frequency) = frequency(word) {
                    self.words.insert(word.to_owned());
                    self.jieba.add_word(word, Some(frequency), None);
                    self.sum += frequency;
                }
            }
        }
        self.jieba.add_word(REST, Some(TOTAL - self.sum), None);
    }
}

/// The frequency of a word in the dictionary.
pub(super) fn frequency(word: &str) -> Option<usize> {
    let bytes = WORDS.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low.midpoint(high);
        let start = bytes[low..middle].iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
        let end = bytes[middle..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| middle + at);
        let (found, count) = WORDS[start..end].split_once(' ')?;
        match found.cmp(word) {
            std::cmp::Ordering::Equal => return count.parse().ok(),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}
