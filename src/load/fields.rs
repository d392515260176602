//! Takes typed values out of a settings table, and reports what is absent, of the wrong type or not known.

use super::{HIGHEST_COUNT, LONGEST_TEXT, Raw, is_unprintable};
use crate::diag::{Diagnostics, Expected, Problem};
use crate::model::{IssueDate, Marks};
use crate::span::{Span, Spanned};

/// A settings table being read.
pub(crate) struct Fields<'a> {
    entries: &'a [(Spanned<String>, Spanned<Raw>)],
    span: Span,
    taken: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Opens a value that should be a table.
    pub(crate) fn of(value: &'a Spanned<Raw>, key: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Raw::Table(entries) = &value.value else {
            diagnostics.at(value.span, Problem::WrongType { key: key.to_owned(), expected: Expected::Table });
            return None;
        };
        Some(Self { entries, span: value.span, taken: Vec::new() })
    }

    /// The value of a key that may be absent.
    pub(crate) fn optional(&mut self, key: &'static str) -> Option<&'a Spanned<Raw>> {
        self.taken.push(key);
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
    }

    /// The value of a key that must be there.
    pub(crate) fn value(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<&'a Spanned<Raw>> {
        let found = self.optional(key);
        if found.is_none() {
            diagnostics.at(self.span, Problem::MissingKey { key });
        }
        found
    }

    /// A table that must be there.
    pub(crate) fn table(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Fields<'a>> {
        let value = self.value(key, diagnostics)?;
        Fields::of(value, key, diagnostics)
    }

    /// A table that may be absent; an absent one is read as an empty one.
    pub(crate) fn optional_table(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Fields<'a>> {
        match self.optional(key) {
            Some(value) => Fields::of(value, key, diagnostics),
            None => Some(Self { entries: &[], span: self.span, taken: Vec::new() }),
        }
    }

    /// A year that must be there.
    pub(crate) fn year(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<i32> {
        let value = self.value(key, diagnostics)?;
        let year = match &value.value {
            Raw::Number(digits) => digits.parse().ok().filter(|year| (1950..3000).contains(year)),
            _ => None,
        };
        year.or_else(|| wrong(value, key, Expected::Year, diagnostics))
    }

    /// A list that must be there and hold something.
    pub(crate) fn filled_list(
        &mut self,
        key: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'a [Spanned<Raw>]> {
        let value = self.value(key, diagnostics)?;
        match &value.value {
            Raw::List(list) if !list.is_empty() => Some(list),
            _ => wrong(value, key, Expected::List, diagnostics),
        }
    }

    /// Text that must be there and not blank.
    pub(crate) fn text(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Spanned<String>> {
        let value = self.value(key, diagnostics)?;
        text_of(value, key, diagnostics)
    }

    /// Text that may be absent.
    pub(crate) fn optional_text(
        &mut self,
        key: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Spanned<String>> {
        let value = self.optional(key)?;
        text_of(value, key, diagnostics)
    }

    /// Where the value of a key stands, if there is one.
    pub(crate) fn place(&self, key: &str) -> Option<Span> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value.span)
    }

    /// Where the table stands.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// A list of texts, or one text; none if absent.
    pub(crate) fn texts(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Vec<Spanned<String>>> {
        match self.optional(key) {
            None => Some(Vec::new()),
            Some(Spanned { value: Raw::List(list), span }) if list.is_empty() => {
                diagnostics.at(*span, Problem::WrongType { key: key.to_owned(), expected: Expected::Texts });
                None
            }
            Some(Spanned { value: Raw::List(list), .. }) => {
                // Every text is read, so that every fault is reported.
                let texts: Vec<_> = list.iter().map(|text| text_of(text, key, diagnostics)).collect();
                texts.into_iter().collect()
            }
            Some(value @ Spanned { value: Raw::Text(_), .. }) => Some(vec![text_of(value, key, diagnostics)?]),
            Some(value) => wrong(value, key, Expected::Texts, diagnostics),
        }
    }

    /// A number of at least 0 that must be there.
    pub(crate) fn marks(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Spanned<Marks>> {
        let value = self.value(key, diagnostics)?;
        marks_of(value, key, diagnostics)
    }

    /// A number that must be there, below 0 too.
    pub(crate) fn signed(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Spanned<Marks>> {
        let value = self.value(key, diagnostics)?;
        match number_of(value) {
            Some(marks) => Some(Spanned { value: marks, span: value.span }),
            None => wrong(value, key, Expected::Signed, diagnostics),
        }
    }

    /// A number above 0 that must be there.
    pub(crate) fn positive(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Spanned<Marks>> {
        let marks = self.marks(key, diagnostics)?;
        if marks.value.is_zero() {
            diagnostics.at(marks.span, Problem::WrongType { key: key.to_owned(), expected: Expected::Positive });
            return None;
        }
        Some(marks)
    }

    /// A number above 0 that may be absent; the outer `None`: it is something else.
    #[expect(clippy::option_option, reason = "as for other settings, the outer one says that it was reported")]
    pub(crate) fn optional_positive(
        &mut self,
        key: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Option<Spanned<Marks>>> {
        match self.optional(key) {
            None => Some(None),
            Some(_) => self.positive(key, diagnostics).map(Some),
        }
    }

    /// A number of at least 0 that may be absent, then the usual one.
    pub(crate) fn marks_or(
        &mut self,
        key: &'static str,
        usual: &Spanned<Marks>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Spanned<Marks>> {
        match self.optional(key) {
            None => Some(usual.clone()),
            Some(value) => marks_of(value, key, diagnostics),
        }
    }

    /// A whole number that may be absent, then the usual one.
    pub(crate) fn whole_or(&mut self, key: &'static str, usual: u32, diagnostics: &mut Diagnostics) -> Option<u32> {
        match self.optional(key) {
            None => Some(usual),
            Some(value) => whole(value).or_else(|| wrong(value, key, Expected::Whole, diagnostics)),
        }
    }

    /// A whole number of at least 1 that may be absent.
    pub(crate) fn optional_count(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
        let value = self.optional(key)?;
        match whole(value).filter(|count| *count > 0) {
            Some(value_of) => Some(Spanned { value: value_of, span: value.span }),
            None => wrong(value, key, Expected::Count, diagnostics),
        }
    }

    /// A whole number of at least 1 that must be there.
    pub(crate) fn count(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
        if !self.entries.iter().any(|(name, _)| name.value == key) {
            self.taken.push(key);
            diagnostics.at(self.span, Problem::MissingKey { key });
            return None;
        }
        self.optional_count(key, diagnostics)
    }

    /// `true` or `false`; `false` if absent.
    pub(crate) fn flag(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<bool> {
        match self.optional(key) {
            None => Some(false),
            Some(Spanned { value: Raw::Flag(flag), .. }) => Some(*flag),
            Some(value) => wrong(value, key, Expected::Flag, diagnostics),
        }
    }

    /// A date that must be there.
    pub(crate) fn date(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<IssueDate> {
        let value = self.value(key, diagnostics)?;
        let date = match &value.value {
            Raw::Date(text) | Raw::Text(text) => IssueDate::parse(text),
            _ => None,
        };
        date.or_else(|| wrong(value, key, Expected::Date, diagnostics))
    }

    /// One of the choices, `default` if absent.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        default: Option<T>,
        choices: &[(&str, T)],
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        let value = match default {
            Some(_) => self.optional(key),
            None => Some(self.value(key, diagnostics)?),
        };
        let Some(value) = value else { return default };
        let Raw::Text(found) = &value.value else { return wrong(value, key, Expected::Text, diagnostics) };
        let chosen = choices.iter().find(|(name, _)| name == found).map(|(_, choice)| *choice);
        if chosen.is_none() {
            let choices = choices.iter().map(|(name, _)| (*name).to_owned()).collect();
            let problem = Problem::UnknownChoice { key: key.to_owned(), found: found.clone(), choices };
            diagnostics.at(value.span, problem);
        }
        chosen
    }

    /// All keys, each with a whole number of at least 1.
    pub(crate) fn counts(&mut self, diagnostics: &mut Diagnostics) -> Vec<(Spanned<String>, u32)> {
        let mut counts = Vec::new();
        for (key, value) in self.entries {
            match whole(value).filter(|count| *count > 0) {
                Some(count) => counts.push((key.clone(), count)),
                None => {
                    wrong::<()>(value, &key.value, Expected::Count, diagnostics);
                }
            }
        }
        self.entries = &[];
        counts
    }

    /// Reports every key that nobody took.
    pub(crate) fn finish(self, diagnostics: &mut Diagnostics) {
        for (key, _) in self.entries {
            if !self.taken.contains(&key.value.as_str()) {
                let known = self.taken.iter().map(|name| (*name).to_owned()).collect();
                diagnostics.at(key.span, Problem::UnknownKey { key: key.value.clone(), known });
            }
        }
    }
}

/// A whole number, at most the highest count.
fn whole(value: &Spanned<Raw>) -> Option<u32> {
    match &value.value {
        Raw::Number(digits) => digits.parse().ok().filter(|count| *count <= HIGHEST_COUNT),
        _ => None,
    }
}

/// A list of tables that must be there and hold something, each read to its last key.
pub(crate) fn read_list<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    diagnostics: &mut Diagnostics,
    mut read: impl FnMut(&mut Fields<'_>, &mut Diagnostics) -> Option<T>,
) -> Option<Vec<T>> {
    let list = fields.filled_list(key, diagnostics)?;
    let read: Vec<Option<T>> = list
        .iter()
        .map(|value| {
            let mut inner = Fields::of(value, key, diagnostics)?;
            let made = read(&mut inner, diagnostics);
            inner.finish(diagnostics);
            made
        })
        .collect();
    read.into_iter().collect()
}

/// The same list if it is there, else nothing.
pub(crate) fn optional_list<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    diagnostics: &mut Diagnostics,
    read: impl FnMut(&mut Fields<'_>, &mut Diagnostics) -> Option<T>,
) -> Option<Vec<T>> {
    match fields.optional(key) {
        None => Some(Vec::new()),
        Some(_) => read_list(fields, key, diagnostics, read),
    }
}

/// Checks that a file has the format version the program reads.
pub(crate) fn check_schema(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) {
    if let Some(schema) = fields.count("schema", diagnostics)
        && schema.value != 1
    {
        diagnostics.at(schema.span, Problem::UnknownSchema { found: schema.value.to_string() });
    }
}

/// A text that may be absent, then the usual one.
pub(crate) fn text_or(
    fields: &mut Fields<'_>,
    key: &'static str,
    usual: &str,
    diagnostics: &mut Diagnostics,
) -> Spanned<String> {
    let usual = Spanned { value: usual.to_owned(), span: fields.span() };
    fields.optional_text(key, diagnostics).unwrap_or(usual)
}

/// A value that should be text and not blank.
pub(crate) fn text_of(value: &Spanned<Raw>, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<String>> {
    match &value.value {
        Raw::Text(text) if !text.trim().is_empty() => {
            let length = text.chars().count();
            if length > LONGEST_TEXT {
                diagnostics.at(value.span, Problem::TooLong { length, most: LONGEST_TEXT });
                return None;
            }
            if let Some(character) = text.chars().find(|c| is_unprintable(*c)) {
                diagnostics.at(value.span, Problem::ForbiddenCharacter { character });
                return None;
            }
            Some(Spanned { value: text.trim().to_owned(), span: value.span })
        }
        _ => wrong(value, key, Expected::Text, diagnostics),
    }
}

/// A value that should be a number of at least 0.
pub(crate) fn marks_of(value: &Spanned<Raw>, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<Marks>> {
    match number_of(value).filter(|marks| !marks.is_negative()) {
        Some(marks) => Some(Spanned { value: marks, span: value.span }),
        None => wrong(value, key, Expected::Number, diagnostics),
    }
}

fn number_of(value: &Spanned<Raw>) -> Option<Marks> {
    match &value.value {
        Raw::Number(digits) => Marks::parse(&digits.replace('_', "")),
        _ => None,
    }
}

fn wrong<T>(value: &Spanned<Raw>, key: &str, expected: Expected, diagnostics: &mut Diagnostics) -> Option<T> {
    diagnostics.at(value.span, Problem::WrongType { key: key.to_owned(), expected });
    None
}
