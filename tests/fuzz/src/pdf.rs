//! PDFs of unknown origin, read and measured.

use hongtou::inspect::{Form, inspect};

/// Any bytes as a PDF.
pub fn pdf(input: &[u8]) {
    let Ok(document) = hongtou::pdf::read(input.to_vec()) else { return };
    for form in [None, Some(Form::General), Some(Form::Letter)] {
        let _ = inspect(&document, form).worst();
    }
}
