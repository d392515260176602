//! Where a value stands in an input: a file and a range of bytes in its text.

use std::ops::Range;

/// The most bytes that the text of an input may have: every place in it is a number of 32 bits.
pub const LONGEST_INPUT: usize = u32::MAX as usize;

/// One input that was read, numbered in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

impl SourceId {
    /// The input that was read after so many others.
    #[must_use]
    pub fn at(place: usize) -> Self {
        Self(narrow(place))
    }

    /// How many were read before it.
    #[must_use]
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// A range of bytes in the text of one input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The input.
    pub source: SourceId,
    start: u32,
    end: u32,
}

impl Span {
    /// These bytes of an input.
    #[must_use]
    pub fn new(source: SourceId, bytes: Range<usize>) -> Self {
        Self { source, start: narrow(bytes.start), end: narrow(bytes.end) }
    }

    /// The first byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The byte after the last.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The same place up to another byte.
    #[must_use]
    pub fn up_to(self, end: usize) -> Self {
        Self { end: narrow(end), ..self }
    }

    /// The place right behind it, where nothing stands.
    #[must_use]
    pub fn behind(self) -> Self {
        Self { start: self.end, ..self }
    }
}

/// A place in an input that is no longer than [`LONGEST_INPUT`].
pub(crate) fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// A value together with the place it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// The value made into another, at the same place.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: make(self.value), span: self.span }
    }
}
