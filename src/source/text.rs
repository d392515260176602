//! The text of an input. A long one is packed: when its table has been read, hardly anybody needs it.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::sync::OnceLock;

use flate2::Compression;
use flate2::bufread::ZlibDecoder;
use flate2::write::ZlibEncoder;

/// A text that has more bytes is packed.
const LONG: usize = 1 << 18;

/// A text as it is kept.
#[derive(Debug)]
pub(super) struct Text {
    length: usize,
    /// The text, if it is not packed or was asked for.
    plain: OnceLock<Box<str>>,
    packed: Box<[u8]>,
}

impl Text {
    pub(super) fn of(text: String) -> Self {
        let length = text.len();
        match (length > LONG).then(|| packed(text.as_bytes())) {
            Some(Ok(packed)) => Self { length, plain: OnceLock::new(), packed },
            // Memory takes all that is written to it; a text that could not be packed would be kept as it is.
            Some(Err(_)) | None => Self { length, plain: OnceLock::from(Box::from(text)), packed: Box::default() },
        }
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// All of it. It stays unpacked from then on: whoever looks up one place looks up many.
    pub(super) fn kept(&self) -> &str {
        self.plain.get_or_init(|| self.unpacked().into())
    }

    /// The same for whoever goes through it once.
    pub(super) fn passing(&self) -> Cow<'_, str> {
        self.plain.get().map_or_else(|| Cow::Owned(self.unpacked()), |plain| Cow::Borrowed(&**plain))
    }

    fn unpacked(&self) -> String {
        let mut text = String::with_capacity(self.length);
        let unpacked = ZlibDecoder::new(&*self.packed).read_to_string(&mut text);
        unpacked.unwrap_or_else(|error| unreachable!("what was packed can be unpacked: {error}"));
        text
    }
}

/// Packed fast rather than small.
fn packed(bytes: &[u8]) -> io::Result<Box<[u8]>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.into())
}
