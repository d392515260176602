//! The text of an input. A long table is packed: when it has been read, its text is there for messages alone.

use std::borrow::Cow;
use std::io::{Read, Write};
use std::ops::Range;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

/// A text that has more bytes is packed.
const LONG: usize = 1 << 18;

/// So many bytes are packed together: a place in a text is looked up without unpacking all of it.
const BLOCK: usize = 1 << 16;

/// A text as it is kept.
#[derive(Debug)]
pub(super) enum Text {
    Plain(Box<str>),
    /// Blocks of a long text, and how many bytes it has.
    Packed(Box<[Box<[u8]>]>, usize),
}

impl Text {
    /// The text of a table.
    pub(super) fn of(text: String) -> Self {
        if text.len() <= LONG {
            return Self::Plain(text.into());
        }
        match text.as_bytes().chunks(BLOCK).map(packed).collect() {
            Ok(blocks) => Self::Packed(blocks, text.len()),
            // Memory takes all that is written to it; a text that was not packed would be as good.
            Err(_) => Self::Plain(text.into()),
        }
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Plain(text) => text.len(),
            Self::Packed(_, length) => *length,
        }
    }

    /// A part that begins and ends between characters.
    pub(super) fn slice(&self, part: Range<usize>) -> Cow<'_, str> {
        match self {
            Self::Plain(text) => Cow::Borrowed(&text[part]),
            Self::Packed(..) if part.is_empty() => Cow::Borrowed(""),
            Self::Packed(blocks, _) => {
                let first = part.start / BLOCK;
                let mut bytes = Vec::with_capacity(part.len() + BLOCK);
                for block in &blocks[first..part.end.div_ceil(BLOCK)] {
                    // A vector grows by what is read from memory, which has no faults.
                    let unpacked = ZlibDecoder::new(&**block).read_to_end(&mut bytes);
                    unpacked.unwrap_or_else(|error| unreachable!("what was packed can be unpacked: {error}"));
                }
                bytes.truncate(part.end - first * BLOCK);
                bytes.drain(..part.start - first * BLOCK);
                let text = String::from_utf8(bytes);
                Cow::Owned(text.unwrap_or_else(|error| unreachable!("a part ends between characters: {error}")))
            }
        }
    }

    /// All of it.
    pub(super) fn whole(&self) -> Cow<'_, str> {
        self.slice(0..self.len())
    }
}

/// A block, packed fast rather than small.
fn packed(block: &[u8]) -> std::io::Result<Box<[u8]>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(block)?;
    Ok(encoder.finish()?.into())
}
