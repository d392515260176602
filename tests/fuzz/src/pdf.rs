//! PDFs of unknown origin, read and measured.

use hongtou::inspect::{Form, inspect};

/// Any bytes as a PDF; tells whether it is one.
#[must_use]
pub fn pdf(input: &[u8]) -> bool {
    let Ok(document) = hongtou::pdf::read(input.to_vec()) else { return false };
    for form in [None, Some(Form::General), Some(Form::Letter)] {
        let _ = inspect(&document, form).worst();
    }
    true
}
