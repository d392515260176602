//! What archives want of a file: PDF/A and information on the document.

use crate::inspect::anatomy::Anatomy;
use crate::inspect::checklist::Id;
use crate::inspect::finding::{Findings, Look, Note};

pub(super) fn check(anatomy: &Anatomy<'_>, findings: &mut Findings) {
    let information = &anatomy.document.information;
    let claimed = information.pdfa.as_ref().map(|part| format!("PDF/A-{part}"));
    let right = claimed.is_some() && information.output_intent && !information.encrypted;
    let look = Look::default().wanted("PDF/A");
    match claimed {
        Some(part) if right => findings.advise(Id::E01, true, look.text(part)),
        Some(part) => findings.advise(Id::E01, false, look.text(part).note(Note::Form)),
        None => findings.advise(Id::E01, false, look.note(Note::Absent)),
    }
    let parts = [
        ("title", !information.title.is_empty()),
        ("author", !information.author.is_empty()),
        ("date", information.dated),
        ("lang", information.language.to_lowercase().starts_with("zh")),
    ];
    let missing: Vec<&str> = parts.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
    let look = Look::default();
    if missing.is_empty() {
        findings.advise(Id::E02, true, look.text(information.title.clone()));
    } else {
        findings.advise(Id::E02, false, look.text(missing.join(", ")).note(Note::Absent));
    }
}
