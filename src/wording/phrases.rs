//! Takes a title apart into phrases between which a row may end (GB/T 9704-2012, 7.3.1), where its author set no marks.

use std::sync::OnceLock;

use super::words::{Cutter, frequency};

/// A name of so many characters is looked for as it stands; a shorter one could lie across two words.
const LOOKED_FOR: usize = 4;
/// A longer name would not fit a row of a title (156 mm of 2号), so it is taken apart as any other text.
const ONE_ROW: usize = 20;

/// What stands before a phrase and never at the end of a row.
const OPENING: &str = "《〈（「『“‘〔【(";
/// What joins what stands before it and behind it.
const JOINING: &str = "—–-～~·/／―";
/// Words that belong to what follows them.
const LEADING: [&str; 32] = [
    "和", "与", "及", "或", "并", "暨", "对", "为", "在", "将", "以", "由", "于", "向", "从", "按", "第", "各", "该",
    "本", "全", "新", "再", "不", "拟", "以及", "对于", "根据", "按照", "为了", "并且", "或者",
];
/// Single characters that belong to what stands before them, even among characters that no word was made of.
const TRAILING: &str = "的之地得了等者们";
/// What belongs to the number before it, and makes Chinese numerals one: 二〇二一年, 三十周年. The longer first.
const UNITS: [&str; 13] = ["年度", "周年", "季度", "年", "月", "日", "届", "次", "批", "期", "周", "项", "条"];
/// Chinese numerals.
const NUMERALS: &str = "〇○零一二三四五六七八九十百千";

/// What takes titles and marks apart, with the names that it never splits.
pub struct Phrases {
    words: Vec<String>,
    names: Vec<String>,
    cutter: OnceLock<Cutter>,
}

/// A part of a text: a word or a mark of punctuation.
#[derive(Clone, Copy)]
enum Token<'a> {
    /// A name, a date or a word of two characters or more.
    Word(&'a str),
    /// A character that is no part of a word.
    Single(&'a str),
    /// Digits or Latin letters, or a number in Chinese numerals, with a unit or without.
    Number(&'a str),
    /// Punctuation.
    Mark(&'a str),
}

impl Phrases {
    /// `words` are never split; `names` neither, but in a mark, which is a name itself ([`Self::of_mark`]).
    #[must_use]
    pub fn new(words: impl IntoIterator<Item = String>, names: impl IntoIterator<Item = String>) -> Self {
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
        let words = words.into_iter().filter(|word| !names.contains(word)).collect();
        Self { words, names, cutter: OnceLock::new() }
    }

    /// The phrases of a title.
    #[must_use]
    pub fn of_title(&self, title: &str) -> Vec<String> {
        joined(&self.tokens(title, true))
    }

    /// The phrases of 发文机关标志.
    #[must_use]
    pub fn of_mark(&self, mark: &str) -> Vec<String> {
        joined(&self.tokens(mark, false))
    }

    fn tokens<'a>(&self, text: &'a str, whole_names: bool) -> Vec<Token<'a>> {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let name =
                self.names.iter().filter(|_| whole_names).find(|name| {
                    (LOOKED_FOR..=ONE_ROW).contains(&name.chars().count()) && rest.starts_with(name.as_str())
                });
            let length = if let Some(name) = name {
                tokens.push(Token::Word(&rest[..name.len()]));
                name.len()
            } else if let Some(length) = number(rest) {
                tokens.push(Token::Number(&rest[..length]));
                length
            } else if is_han(first) {
                let length = self.han(rest, whole_names);
                self.cut(&rest[..length], &mut tokens);
                length
            } else {
                if !first.is_whitespace() || !tokens.is_empty() {
                    tokens.push(Token::Mark(&rest[..first.len_utf8()]));
                }
                first.len_utf8()
            };
            rest = &rest[length..];
        }
        tokens
    }

    /// How many bytes of Han characters a text begins with, up to a name or a number.
    fn han(&self, text: &str, whole_names: bool) -> usize {
        let named = |at: usize| {
            let long = |name: &&String| (LOOKED_FOR..=ONE_ROW).contains(&name.chars().count());
            whole_names && self.names.iter().filter(long).any(|name| text[at..].starts_with(name.as_str()))
        };
        let end =
            text.char_indices().skip(1).find(|(at, c)| !is_han(*c) || named(*at) || number(&text[*at..]).is_some());
        end.map_or(text.len(), |(at, _)| at)
    }

    /// Cuts Han characters into words.
    fn cut<'a>(&self, text: &'a str, tokens: &mut Vec<Token<'a>>) {
        let cutter = self.cutter.get_or_init(|| Cutter::new(&self.words));
        tokens.extend(cutter.cut(text).into_iter().map(|word| match word.chars().nth(1) {
            Some(_) => Token::Word(word),
            None => Token::Single(word),
        }));
    }
}

/// The words of a text as the dictionary has them, single characters among them, each with its frequency (0 if unknown).
#[must_use]
pub fn words(text: &str) -> Vec<(&str, usize)> {
    static CUTTER: OnceLock<Cutter> = OnceLock::new();
    let cut = CUTTER.get_or_init(|| Cutter::new(&[])).cut(text);
    cut.into_iter().map(|word| (word, frequency(word).unwrap_or_default())).collect()
}

/// Joins tokens into phrases: nothing begins with what belongs to the word before, nor ends with what belongs to the next.
fn joined(tokens: &[Token<'_>]) -> Vec<String> {
    let mut phrases: Vec<String> = Vec::new();
    let mut clings = true;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| tokens[at]);
        let behind = tokens.get(at + 1).copied();
        let (text, to_last, to_next) = match *token {
            // A title begins with 关于; behind an organ a row may begin or end with it.
            Token::Word("关于") => ("关于", false, at == 0),
            Token::Word(word) => (word, follows_a_bare_number(before), LEADING.contains(&word)),
            Token::Number(number) => (number, follows_a_date(before), !has_unit(number)),
            Token::Single("至") if matches!(behind, Some(Token::Number(_))) => ("至", true, true),
            Token::Single(single) if follows_a_bare_number(before) => (single, true, false),
            Token::Mark(mark) if OPENING.contains(mark) => (mark, false, true),
            Token::Mark(mark) => (mark, true, JOINING.contains(mark)),
            Token::Single(single) if TRAILING.contains(single) => (single, true, false),
            Token::Single(single) if LEADING.contains(&single) => (single, false, true),
            // Characters in a row that make no word are a name the dictionary does not know; one by itself is part of the
            // word before: 云川|市.
            Token::Single(single) => {
                let unknown = |token| matches!(token, Some(Token::Single(other)) if !is_particle(other));
                (single, unknown(before) || !unknown(behind), false)
            }
        };
        match phrases.last_mut() {
            Some(last) if clings || to_last => last.push_str(text),
            _ => phrases.push(text.to_owned()),
        }
        clings = to_next;
    }
    phrases
}

/// Whether a number goes on with a date: 10月 behind 2021年.
fn follows_a_date(before: Option<Token<'_>>) -> bool {
    matches!(before, Some(Token::Number(number)) if number.ends_with(['年', '月']))
}

fn follows_a_bare_number(before: Option<Token<'_>>) -> bool {
    matches!(before, Some(Token::Number(number)) if !has_unit(number))
}

fn has_unit(number: &str) -> bool {
    UNITS.iter().any(|unit| number.ends_with(unit))
}

fn is_particle(single: &str) -> bool {
    TRAILING.contains(single) || LEADING.contains(&single)
}

/// How many bytes of a number with its unit, or of a word in Latin letters, a text begins with.
fn number(text: &str) -> Option<usize> {
    let latin = |c: char| c.is_ascii_alphanumeric() || ".%+&".contains(c) || ('０'..='９').contains(&c);
    let length = |part: &dyn Fn(char) -> bool| text.find(|c| !part(c)).unwrap_or(text.len());
    let unit = |at: usize| UNITS.iter().find(|unit| text[at..].starts_with(**unit)).map(|unit| at + unit.len());
    match (length(&latin), length(&|c| NUMERALS.contains(c))) {
        (0, 0) => None,
        // 一年 is a word, 一体化 too: what counts has two numerals at least and a unit.
        (0, numerals) => unit(numerals).filter(|_| text[..numerals].chars().count() > 1),
        (latin, _) => unit(latin).or(Some(latin)),
    }
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}
