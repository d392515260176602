//! What a 更正通知 is made of: the documents it corrects as they stood, and what happened since.

use super::View;
use super::bearing::Reference;
use crate::correct::Matter;
use crate::figures::Figures;
use crate::model::Genre;

/// Everything a notice of correction tells.
#[derive(Debug)]
pub struct Amendment {
    /// Which notice it is, from 1.
    pub count: usize,
    /// The documents it corrects.
    pub corrected: Vec<Corrected>,
    /// The corrections of data, in the order of their approval.
    pub matters: Vec<Matter>,
    /// The units whose letter is issued again.
    pub letters: Vec<String>,
    /// The letters of units that get none any more.
    pub withdrawn: Vec<(String, Reference)>,
    /// The units whose letters an earlier notice called for, and that hold all the same.
    pub kept: Vec<String>,
}

/// A document that is corrected, as it stands: as it was issued, or as the last notice left it.
#[derive(Debug)]
pub struct Corrected {
    /// 文种.
    pub genre: Genre,
    /// What it bears.
    pub reference: Reference,
    /// The notices that corrected it before.
    pub notices: Vec<Reference>,
    /// What it says.
    pub view: Box<View>,
    /// The figures it prints.
    pub figures: Figures,
}

impl Amendment {
    /// Whether it prints marks.
    #[must_use]
    pub fn needs_scores(&self) -> bool {
        self.corrected.iter().any(|corrected| corrected.genre == Genre::Results)
    }
}
