//! `register.csv`: the documents that were issued (印发), under which numbers and dates, and what each replaces.

use std::collections::BTreeMap;

use super::Ledger;
use super::record::{REGISTER_COLUMNS, sealed_rows};
use super::seal::canonical;
use crate::diag::{Diagnostics, Problem};
use crate::load::{RawRow, RawTable, RawWorkspace};
use crate::model::{DocumentNumber, Genre, IssueDate, UnitCode};
use crate::source::Sources;
use crate::span::Span;

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
    /// The number of the document it replaces; of a notice those of the letters it voids.
    pub replaces: Vec<DocumentNumber>,
    /// The seal of the last ledger row that counted.
    pub ledger: Option<String>,
    /// Its row; `None` while it is being issued.
    pub row: Option<Span>,
}

impl Issued {
    /// The fields of its row, without the seal.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        vec![
            self.edition.to_string(),
            self.genre.name().to_owned(),
            self.unit.as_ref().map(ToString::to_string).unwrap_or_default(),
            self.number.to_string(),
            self.date.iso(),
            self.pages.to_string(),
            self.digest.clone(),
            self.replaces.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            self.ledger.clone().unwrap_or_default(),
        ]
    }
}

/// Everything that was issued, in the order of issue.
#[derive(Debug, Default)]
pub struct Register {
    issued: Vec<Issued>,
    head: Option<String>,
    /// Where the last document of a kind and unit stands.
    last: BTreeMap<(Genre, Option<UnitCode>), usize>,
    /// Where the document with a number stands.
    numbers: BTreeMap<DocumentNumber, usize>,
    /// Where the notice stands that voided the document with a number.
    voided: BTreeMap<DocumentNumber, usize>,
}

impl Register {
    /// Reads it on its own, whatever the state of all other files.
    ///
    /// `editions` are the numbers of the editions that lie in the store.
    #[must_use]
    pub fn alone(sources: &Sources, editions: &[u32], diagnostics: &mut Diagnostics) -> Self {
        let table = sources.text_of("register.csv").map(|id| RawTable::load(sources, id, diagnostics));
        Self::of_table(&table.unwrap_or_default(), editions, diagnostics)
    }

    pub(super) fn read(raw: &RawWorkspace, editions: &[u32], diagnostics: &mut Diagnostics) -> Self {
        Self::of_table(raw.written("register.csv"), editions, diagnostics)
    }

    fn of_table(table: &RawTable, editions: &[u32], diagnostics: &mut Diagnostics) -> Self {
        let mut register = Self::default();
        if !table.is_absent() {
            let Some(columns) = table.columns(REGISTER_COLUMNS, diagnostics) else { return register };
            let (sealed, unsealed) = sealed_rows(table, columns, "register.csv", diagnostics);
            if let Some(row) = unsealed.first() {
                let problem = Problem::SealBroken { path: "register.csv", row: sealed.len() + 1 };
                diagnostics.at(row.span(), problem);
            }
            for (row, seal) in sealed {
                register.head = Some(seal);
                match issued(row, &columns) {
                    Some(issued) => register.add(issued),
                    None => diagnostics.at(row.span(), Problem::BadRegisterRow),
                }
            }
        }
        let last = register.last_edition();
        if let Some(edition) = editions.iter().find(|edition| **edition > last)
            && !diagnostics.has_errors()
        {
            diagnostics.nowhere(Problem::RegisterCut { edition: *edition });
        }
        register
    }

    fn add(&mut self, issued: Issued) {
        let place = self.issued.len();
        self.last.insert((issued.genre, issued.unit.clone()), place);
        self.numbers.entry(issued.number.clone()).or_insert(place);
        if issued.genre == Genre::Correction {
            for number in &issued.replaces {
                self.voided.entry(number.clone()).or_insert(place);
            }
        }
        self.issued.push(issued);
    }

    /// Every document was issued at a moment the ledger knows: rows cut off its end are found here.
    pub(super) fn check_heads(&self, ledger: &Ledger, raw: &RawWorkspace, diagnostics: &mut Diagnostics) {
        if diagnostics.has_errors() || raw.written("register.csv").is_absent() {
            return;
        }
        let cut = self.issued.iter().find(|issued| ledger.length_at(issued.ledger.as_deref()).is_none());
        if let Some(Issued { number, row: Some(row), .. }) = cut {
            diagnostics.at(*row, Problem::LedgerCut { number: number.to_string(), rows: ledger.length() });
        }
    }

    /// All documents, the first one issued first.
    #[must_use]
    pub fn issued(&self) -> &[Issued] {
        &self.issued
    }

    /// The seal of the last row.
    #[must_use]
    pub fn head(&self) -> Option<&str> {
        self.head.as_deref()
    }

    /// The number of the last act of issue; 0 if there was none.
    #[must_use]
    pub fn last_edition(&self) -> u32 {
        self.issued.last().map_or(0, |issued| issued.edition)
    }

    /// The documents of one act of issue.
    pub fn edition(&self, edition: u32) -> impl Iterator<Item = &Issued> {
        self.issued.iter().filter(move |issued| issued.edition == edition)
    }

    /// The document that holds: the last one of its kind and unit, unless a notice voided it.
    #[must_use]
    pub fn standing(&self, genre: Genre, unit: Option<&UnitCode>) -> Option<&Issued> {
        let last = &self.issued[*self.last.get(&(genre, unit.cloned()))?];
        self.voided_by(&last.number).is_none().then_some(last)
    }

    /// The notice that voided the document with this number.
    #[must_use]
    pub fn voided_by(&self, number: &DocumentNumber) -> Option<&Issued> {
        self.voided.get(number).map(|place| &self.issued[*place])
    }

    /// The document with this number.
    #[must_use]
    pub fn numbered(&self, number: &DocumentNumber) -> Option<&Issued> {
        self.numbers.get(number).map(|place| &self.issued[*place])
    }
}

/// The document of a sealed row.
fn issued(row: &RawRow, columns: &[usize; REGISTER_COLUMNS.len()]) -> Option<Issued> {
    let cell = |place: usize| row.cell(columns[place]).value.as_str();
    let optional = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let replaces = cell(7).split('、').filter(|number| !number.is_empty()).map(DocumentNumber::parse);
    Some(Issued {
        edition: canonical(cell(0)).parse().ok()?,
        genre: Genre::named(cell(1))?,
        unit: UnitCode::new(cell(2)),
        number: DocumentNumber::parse(cell(3))?,
        date: IssueDate::parse(&canonical(cell(4)))?,
        pages: canonical(cell(5)).parse().ok()?,
        digest: cell(6).to_owned(),
        replaces: replaces.collect::<Option<_>>()?,
        ledger: optional(cell(8)),
        row: Some(row.span()),
    })
}
