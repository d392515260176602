//! What each document bears: its number and date, and what it replaces.

use std::collections::BTreeMap;

use crate::model::{DocumentNumber, Genre, IssueDate, UnitCode};
use crate::validate::Workspace;

/// Another document, as it is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its 发文字号.
    pub number: DocumentNumber,
    /// Its 成文日期.
    pub date: IssueDate,
}

/// What a document bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearing {
    /// 发文字号; `None` if none was set aside yet.
    pub number: Option<DocumentNumber>,
    /// 成文日期.
    pub date: IssueDate,
    /// The document that it replaces.
    pub replaces: Option<Reference>,
}

/// What all documents bear, by kind and, of letters, by unit.
#[derive(Clone, Debug)]
pub struct Bearings {
    method: Bearing,
    results: Bearing,
    correction: Bearing,
    letter: Bearing,
    letters: BTreeMap<UnitCode, Bearing>,
}

impl Bearings {
    /// What documents bear before they are issued: the numbers set aside and the dates of `documents.toml`.
    #[must_use]
    pub fn drafts(workspace: &Workspace) -> Self {
        let Workspace { documents, roster, .. } = workspace;
        let bearing = |genre, unit, date| Bearing { number: roster.number(genre, unit).cloned(), date, replaces: None };
        let letter = |unit| bearing(Genre::Letter, unit, documents.letter.date);
        Self {
            method: bearing(Genre::Method, None, documents.method.date),
            results: bearing(Genre::Results, None, documents.results.date),
            correction: bearing(Genre::Correction, None, documents.correction.date),
            letter: letter(None),
            letters: roster.ids().map(|(id, unit)| (unit.code.clone(), letter(Some(id)))).collect(),
        }
    }

    /// What a document bears; only letters are told apart by unit.
    #[must_use]
    pub fn of(&self, genre: Genre, unit: Option<&UnitCode>) -> &Bearing {
        match genre {
            Genre::Method => &self.method,
            Genre::Results => &self.results,
            Genre::Correction => &self.correction,
            Genre::Letter => unit.and_then(|unit| self.letters.get(unit)).unwrap_or(&self.letter),
        }
    }

    /// Says what a document bears.
    pub fn set(&mut self, genre: Genre, unit: Option<UnitCode>, bearing: Bearing) {
        match (genre, unit) {
            (Genre::Method, _) => self.method = bearing,
            (Genre::Results, _) => self.results = bearing,
            (Genre::Correction, _) => self.correction = bearing,
            (Genre::Letter, None) => self.letter = bearing,
            (Genre::Letter, Some(unit)) => {
                self.letters.insert(unit, bearing);
            }
        }
    }
}
