//! What a file says of itself: title, author, date, language, conformance.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Stream, String as Bytes};

/// What a file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Information {
    /// Its title; blank if it has none.
    pub title: String,
    /// Its author.
    pub author: String,
    /// Whether it has a date of creation.
    pub dated: bool,
    /// Its language, such as `zh-CN`.
    pub language: String,
    /// The part of PDF/A it claims, and the level, such as `2A`.
    pub pdfa: Option<String>,
    /// Whether it says what its colours mean.
    pub output_intent: bool,
    /// Whether it is encrypted, if only against changes.
    pub encrypted: bool,
}

/// Reads the information of a document.
pub(super) fn read(pdf: &Pdf, encrypted: bool) -> Information {
    let catalog: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap_or_default();
    let metadata = pdf.metadata();
    let packet = catalog.get::<Stream<'_>>("Metadata").and_then(|stream| Some(stream.decoded().ok()?.into_owned()));
    let packet = packet.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let part = property(&packet, "pdfaid:part");
    Information {
        title: metadata.title.as_deref().map(text).unwrap_or_default(),
        author: metadata.author.as_deref().map(text).unwrap_or_default(),
        dated: metadata.creation_date.is_some(),
        language: catalog.get::<Bytes<'_>>("Lang").map(|lang| text(lang.as_bytes())).unwrap_or_default(),
        pdfa: part.map(|part| part + &property(&packet, "pdfaid:conformance").unwrap_or_default()),
        output_intent: catalog
            .get::<Array<'_>>("OutputIntents")
            .is_some_and(|intents| intents.iter::<Dict<'_>>().next().is_some()),
        encrypted,
    }
}

/// A text string of a PDF: UTF-16 or UTF-8 behind their marks, else one byte a character.
fn text(bytes: &[u8]) -> String {
    let decoded = if let Some(units) = bytes.strip_prefix(b"\xFE\xFF") {
        let units: Vec<u16> = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    } else if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    };
    decoded.trim().to_owned()
}

/// A property of an XMP packet, written as an attribute or as an element.
fn property(packet: &str, name: &str) -> Option<String> {
    let rest = &packet[packet.find(name)? + name.len()..];
    let value: String =
        rest.trim_start_matches(['=', '"', '\'', '>', ' ']).chars().take_while(char::is_ascii_alphanumeric).collect();
    (!value.is_empty()).then_some(value)
}
