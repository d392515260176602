//! The measurements, one module for each chapter of the standard.

mod archive;
mod attachment;
mod body;
mod head;
mod imprint;
mod letter;
mod number;
mod page;
mod signature;
mod special;
mod text;
mod title;
mod words;

use super::Form;
use super::anatomy::Anatomy;
use super::finding::Findings;

/// Makes all measurements on a document.
pub(super) fn all(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    page::check(anatomy, findings);
    match anatomy.form {
        Form::General => head::check(anatomy, findings),
        Form::Letter => letter::check(anatomy, findings),
        Form::Order | Form::Minutes => special::check(anatomy, findings),
        Form::Unknown => {}
    }
    title::check(anatomy, findings);
    body::check(anatomy, findings);
    signature::check(anatomy, findings);
    attachment::check(anatomy, findings);
    imprint::check(anatomy, findings);
    number::check(anatomy, findings);
    text::check(anatomy, findings);
    archive::check(anatomy, findings);
}
