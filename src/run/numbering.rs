//! Gives documents their numbers: what was set aside for them, else the next serial of their code and year.

use std::collections::BTreeSet;

use super::Loaded;
use crate::model::{DocumentNumber, Genre, IssueDate};
use crate::validate::UnitId;

/// Why a document cannot be numbered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unnumbered {
    /// The number that was asked for is another document's.
    Taken(DocumentNumber),
    /// The number set aside for it is of another organ or year: the number, and how it should begin.
    Mismatch(DocumentNumber, String),
}

/// Allocates numbers, each once.
pub(super) struct Numbering<'a> {
    loaded: &'a Loaded,
    date: IssueDate,
    wanted: Option<u32>,
    given: BTreeSet<DocumentNumber>,
}

impl<'a> Numbering<'a> {
    /// Numbers documents of a date; the first one gets the serial `wanted`, if there is one.
    pub(super) fn new(loaded: &'a Loaded, date: IssueDate, wanted: Option<u32>) -> Self {
        let given = loaded.history.register.issued().iter().map(|issued| issued.number.clone()).collect();
        Self { loaded, date, wanted, given }
    }

    /// The number of the next document.
    pub(super) fn allocate(&mut self, genre: Genre, unit: Option<UnitId>) -> Result<DocumentNumber, Unnumbered> {
        let workspace = &self.loaded.state.workspace;
        let issuer = &workspace.documents.issuer.code;
        let own = workspace.documents.letter.code.as_ref().filter(|_| genre == Genre::Letter);
        let code = own.map_or(issuer.as_str(), |code| code.value.as_str());
        let year = self.date.year();
        let aside: BTreeSet<&DocumentNumber> = workspace.roster.numbers().map(|(_, number)| &number.value).collect();
        let number = if let Some(serial) = self.wanted {
            let taken = |serial: &u32| {
                let number = DocumentNumber::of(code, year, *serial);
                self.given.contains(&number) || aside.contains(&number)
            };
            let first = self.given.len() == self.loaded.history.register.issued().len();
            let own = workspace.roster.number(genre, unit);
            let number = DocumentNumber::of(code, year, serial);
            if first && aside.contains(&number) && own != Some(&number) {
                return Err(Unnumbered::Taken(number));
            }
            let next = if first { Some(serial) } else { (serial..=u32::MAX).find(|serial| !taken(serial)) };
            let serial = next.unwrap_or(serial);
            self.wanted = Some(serial.saturating_add(1));
            DocumentNumber::of(code, year, serial)
        } else if let Some(number) =
            workspace.roster.number(genre, unit).filter(|number| !self.given.contains(number)).cloned()
        {
            if number.code() != code || number.year() != year.to_string() {
                return Err(Unnumbered::Mismatch(number, format!("{code}〔{year}〕")));
            }
            number
        } else {
            let known = self.given.iter().chain(aside);
            let same = known.filter(|number| number.code() == code && number.year() == year.to_string());
            let last = same.filter_map(DocumentNumber::serial).max().unwrap_or(0);
            DocumentNumber::of(code, year, last + 1)
        };
        if !self.given.insert(number.clone()) {
            return Err(Unnumbered::Taken(number));
        }
        Ok(number)
    }
}
