//! `register.csv`: the documents that were issued (印发), under which numbers and dates, and what each replaces.

use crate::model::{DocumentNumber, Genre, IssueDate, UnitCode};

/// A document that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The act of issue it belongs to, from 1.
    pub edition: u32,
    /// 文种.
    pub genre: Genre,
    /// The unit of a letter.
    pub unit: Option<UnitCode>,
    /// 发文字号.
    pub number: DocumentNumber,
    /// 成文日期.
    pub date: IssueDate,
    /// How many pages it has.
    pub pages: usize,
    /// The digest of the file.
    pub digest: String,
    /// The number of the document it replaces.
    pub replaces: Option<DocumentNumber>,
    /// The seal of the last ledger row that counted.
    pub ledger: Option<String>,
}

/// Everything that was issued, in the order of issue.
#[derive(Debug, Default)]
pub struct Register {
    issued: Vec<Issued>,
}

impl Register {
    /// All documents, the first one issued first.
    #[must_use]
    pub fn issued(&self) -> &[Issued] {
        &self.issued
    }

    /// The document that holds: the last one of its kind and unit.
    #[must_use]
    pub fn standing(&self, genre: Genre, unit: Option<&UnitCode>) -> Option<&Issued> {
        self.issued.iter().rev().find(|issued| issued.genre == genre && issued.unit.as_ref() == unit)
    }
}
