//! Bytes to text: UTF-8, UTF-16 with a byte order mark, and for tables GB18030, in which Chinese Excel saves CSV.

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_16BE, UTF_16LE};

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Where bytes stop being text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Undecodable {
    /// The line, from 1.
    pub(super) line: usize,
    /// The byte of the file, from 1.
    pub(super) byte: usize,
    /// The encoding that it looks like.
    pub(super) encoding: Option<&'static str>,
}

/// The text of a file that must be UTF-8, without its byte order mark.
pub(super) fn utf8(bytes: Vec<u8>) -> Result<String, Undecodable> {
    plain(bytes).map_err(|(bytes, valid)| {
        let utf16 = bom(&bytes).map(|(encoding, _)| name(encoding));
        let gb = || decode(GB18030, &bytes, 0).is_ok() && !is_mostly_utf8(behind_mark(&bytes[..valid]));
        Undecodable { encoding: utf16.or_else(|| gb().then_some("GB18030")), ..place(&bytes, valid) }
    })
}

/// The text of a table in any encoding that office programs save tables in.
pub(super) fn table(bytes: Vec<u8>) -> Result<String, Undecodable> {
    if let Some((encoding, length)) = bom(&bytes) {
        return decode(encoding, &bytes, length);
    }
    match plain(bytes) {
        Ok(text) => Ok(text),
        // One byte that was damaged makes no other encoding.
        Err((bytes, valid)) if bytes.starts_with(MARK) || is_mostly_utf8(&bytes[..valid]) => {
            Err(Undecodable { encoding: Some("UTF-8"), ..place(&bytes, valid) })
        }
        Err((bytes, _)) => decode(GB18030, &bytes, 0),
    }
}

/// The bytes as text, in the same memory, without a byte order mark of UTF-8; or the bytes, and how many of them are valid.
fn plain(bytes: Vec<u8>) -> Result<String, (Vec<u8>, usize)> {
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        (error.into_bytes(), valid)
    })?;
    let mark = text.len() - behind_mark(text.as_bytes()).len();
    text.drain(..mark);
    text.shrink_to_fit();
    Ok(text)
}

/// What stands behind a byte order mark of UTF-8, or all if there is none.
fn behind_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

/// The encoding that a byte order mark of UTF-16 tells, and its length.
fn bom(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding == UTF_16LE || *encoding == UTF_16BE)
}

/// Whether what stands in front of the first bad byte was written as UTF-8: in bytes of another encoding two Chinese
/// characters and nothing else do not come about by chance.
fn is_mostly_utf8(valid: &[u8]) -> bool {
    let text = std::str::from_utf8(valid).unwrap_or_default();
    let foreign: Vec<char> = text.chars().filter(|c| !c.is_ascii()).collect();
    foreign.len() >= 2
        && foreign
            .iter()
            .all(|c| matches!(c, '\u{2010}'..='\u{2040}' | '\u{3000}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}'))
}

/// Decodes all bytes from one on; a byte that means nothing is an error.
fn decode(encoding: &'static Encoding, bytes: &[u8], start: usize) -> Result<String, Undecodable> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let body = &bytes[start..];
    let longest = decoder.max_utf8_buffer_length_without_replacement(body.len()).unwrap_or_default();
    let mut text = String::with_capacity(longest);
    let (result, read) = decoder.decode_to_string_without_replacement(body, &mut text, true);
    match result {
        DecoderResult::InputEmpty => {
            text.shrink_to_fit();
            Ok(text)
        }
        DecoderResult::Malformed(length, behind) => {
            let at = start + read - usize::from(length) - usize::from(behind);
            let line = text.matches('\n').count() + 1;
            Err(Undecodable { line, byte: at + 1, encoding: Some(name(encoding)) })
        }
        DecoderResult::OutputFull => Err(Undecodable { encoding: None, ..place(bytes, start + read) }),
    }
}

fn name(encoding: &Encoding) -> &'static str {
    if encoding == GB18030 { "GB18030" } else { "UTF-16" }
}

fn place(bytes: &[u8], offset: usize) -> Undecodable {
    let line = bytes[..offset].split(|byte| *byte == b'\n').count();
    Undecodable { line, byte: offset + 1, encoding: None }
}
