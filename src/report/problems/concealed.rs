//! What stands in columns that nothing reads is nobody's business: messages show as many stars in its place.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::diag::Diagnostics;
use crate::span::{SourceId, Span};

/// The places of each file that are kept out of messages, in their order.
pub(super) struct Concealed(BTreeMap<SourceId, Vec<Span>>);

impl Concealed {
    pub(super) fn of(diagnostics: &Diagnostics) -> Self {
        let mut places: BTreeMap<SourceId, Vec<Span>> = BTreeMap::new();
        for span in diagnostics.concealed() {
            places.entry(span.source).or_default().push(*span);
        }
        for spans in places.values_mut() {
            spans.sort_by_key(|span| (span.start(), span.end()));
        }
        Self(places)
    }

    /// The text that stands from a byte of a file on, with stars for what is concealed in it: it stays as long as it is.
    pub(super) fn masked<'a>(&self, source: SourceId, from: usize, text: Cow<'a, str>) -> Cow<'a, str> {
        let all = self.0.get(&source).map(Vec::as_slice).unwrap_or_default();
        let first = all.partition_point(|span| span.end() <= from);
        let within: Vec<&Span> = all[first..].iter().take_while(|span| span.start() < from + text.len()).collect();
        if within.is_empty() {
            return text;
        }
        let mut masked = String::with_capacity(text.len());
        let mut spans = within.into_iter().peekable();
        for (at, character) in text.char_indices() {
            let byte = from + at;
            while spans.next_if(|span| span.end() <= byte).is_some() {}
            match character.len_utf8() {
                _ if spans.peek().is_none_or(|span| byte < span.start()) || character == '\n' => masked.push(character),
                2 => masked.push('·'),
                3 => masked.push('＊'),
                length => masked.push_str(&"*".repeat(length)),
            }
        }
        Cow::Owned(masked)
    }
}
