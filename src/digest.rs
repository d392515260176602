//! Digests of bytes: what tells one content from another.

use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The digest of a value's JSON, which is never there as a whole.
#[must_use]
pub fn digest_of_json(value: &impl Serialize) -> String {
    let mut writer = Digesting::new(io::sink());
    // Nothing can go wrong where nothing is written.
    let _ = serde_json::to_writer(&mut writer, value);
    writer.digest()
}

/// A writer that tells the digest of what went through it.
pub struct Digesting<W> {
    inner: W,
    state: Sha256,
}

impl<W: Write> Digesting<W> {
    /// Passes everything on to another writer.
    pub fn new(inner: W) -> Self {
        Self { inner, state: Sha256::new() }
    }

    /// The digest of what was written so far.
    pub fn digest(self) -> String {
        hexadecimal(&self.state.finalize())
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.state.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(digit.into(), 16));
        }
        text
    })
}
