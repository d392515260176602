//! One serialisable view for each document: ordered, formatted, final; all that a layout ever sees.

mod amendment;
mod bearing;
mod correction;
mod coverage;
pub mod explain;
mod form;
mod forms;
mod letter;
mod letter_table;
mod method;
mod parts;
mod places;
mod register;
mod results;
mod tables;
mod workbook;

pub use amendment::{Amendment, Corrected};
pub use bearing::{Bearing, Bearings, Reference};
pub use coverage::{Characters, check as check_coverage};
pub use form::{
    Align, Attachment, Bar, Column, FontRoles, Form, GroupRow, Head, Imprint, Insert, Mark, Meta, Piece, RuleRow,
    Signature, View,
};
pub use forms::{Allowed, Blank, BlankColumn, blanks};
pub use places::check_places;
pub use workbook::{Cell, Sheet, Workbook};

use std::borrow::Cow;

use ecow::EcoString;
use serde::{Deserialize, Serialize};

use crate::assess::Assessment;
use crate::correct::Issued;
use crate::diag::Diagnostics;
use crate::figures::Figures;
use crate::model::{Genre, UnitCode};
use crate::source::Sources;
use crate::validate::{UnitId, Workspace};
use crate::wording::Wording;

/// A kind of document, as `--only` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// 考核办法.
    #[value(alias = "考核办法")]
    Method,
    /// 考核结果通报.
    #[value(alias = "结果通报")]
    Results,
    /// 反馈函.
    #[value(alias = "反馈函")]
    Letters,
    /// 更正通知.
    #[value(alias = "更正通知")]
    Correction,
    /// The attachments as files of their own.
    #[value(alias = "附件")]
    Attachments,
    /// 发文登记簿 and 签收表.
    #[value(alias = "登记")]
    Register,
    /// The workbook and `results.json`.
    #[value(alias = "结果")]
    Data,
}

impl Kind {
    /// All kinds in the order of making.
    pub const ALL: [Kind; 7] =
        [Kind::Method, Kind::Results, Kind::Letters, Kind::Correction, Kind::Attachments, Kind::Register, Kind::Data];

    /// The kind of documents of a genre.
    #[must_use]
    pub fn of(genre: Genre) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.genre() == Some(genre))
    }

    /// The documents of this kind that bear a number.
    #[must_use]
    pub fn genre(self) -> Option<Genre> {
        match self {
            Self::Method => Some(Genre::Method),
            Self::Results => Some(Genre::Results),
            Self::Letters => Some(Genre::Letter),
            Self::Correction => Some(Genre::Correction),
            Self::Attachments | Self::Register | Self::Data => None,
        }
    }

    /// Whether all documents of this kind can be made before marks are there.
    #[must_use]
    pub fn is_whole_unscored(self) -> bool {
        matches!(self, Self::Method | Self::Register)
    }

    /// Whether documents of this kind cannot be made before marks are there.
    #[must_use]
    pub fn needs_scores(self) -> bool {
        matches!(self, Self::Results | Self::Letters | Self::Data)
    }
}

/// What a document is made from.
#[derive(Debug)]
pub enum Content {
    /// Typeset by a layout of `templates/`.
    Typeset {
        /// `method.typ` and so on.
        layout: &'static str,
        /// Its view.
        view: Box<View>,
    },
    /// A 反馈函, typeset by its layout. There may be very many: its view is made anew for whoever needs it ([`Maker::view_of`]).
    Letter {
        /// The unit.
        unit: UnitId,
        /// The digest of its view as JSON.
        view: EcoString,
    },
    /// 得分表.xlsx, which is made when it is needed ([`Maker::workbook`]).
    Workbook,
    /// `results.json`, likewise ([`Maker::figures`]).
    Figures,
    /// A document as it was issued: it is copied.
    Issued {
        /// Where it lies below the workspace.
        file: String,
        /// The digest of its bytes.
        digest: String,
        /// How many pages it has.
        pages: usize,
    },
}

impl Content {
    /// The layout that typesets it.
    #[must_use]
    pub fn layout(&self) -> Option<&'static str> {
        match self {
            Self::Typeset { layout, .. } => Some(layout),
            Self::Letter { .. } => Some("letter.typ"),
            Self::Workbook | Self::Figures | Self::Issued { .. } => None,
        }
    }
}

/// A document to be made.
#[derive(Debug)]
pub struct Document {
    /// Its kind.
    pub kind: Kind,
    /// 文种; that of its parent for an attachment that is a file of its own, none for data.
    pub genre: Option<Genre>,
    /// The unit of a letter.
    pub unit: Option<UnitCode>,
    /// Where it goes below the output folder, with `/`.
    pub path: String,
    /// What it is made from.
    pub content: Content,
}

impl Document {
    /// Whether it is typeset, so that fonts must have its characters.
    #[must_use]
    pub fn is_typeset(&self) -> bool {
        self.content.layout().is_some()
    }
}

/// What the views are made of.
pub struct Maker<'a> {
    /// Everything that was read.
    pub sources: &'a Sources,
    /// The checked workspace.
    pub workspace: &'a Workspace,
    /// Its figures.
    pub assessment: &'a Assessment,
    /// What the documents bear: numbers, dates, what they replace.
    pub bearings: &'a Bearings,
    /// The words.
    pub wording: &'a Wording<'a>,
    /// What the notice of correction that is due tells, if one is.
    pub amendment: Option<&'a Amendment>,
    /// Everything that was issued, in the order of issue.
    pub issued: &'a [Issued],
    /// Whether every page bears 送审稿 and missing marks print as 缺.
    pub draft: bool,
}

/// Which documents are asked for.
#[derive(Debug)]
pub struct Selection {
    /// The kinds.
    pub kinds: Vec<Kind>,
    /// Only the letter of this unit.
    pub unit: Option<UnitId>,
    /// Whether marks are there: without them, only what needs none is made.
    pub scored: bool,
}

impl Maker<'_> {
    /// All documents asked for. What is wrong with wording, titles or file names is reported; the
    /// documents are then incomplete and must not be used.
    #[must_use]
    pub fn documents(&self, selection: &Selection, diagnostics: &mut Diagnostics) -> Vec<Document> {
        let mut documents = Vec::new();
        for kind in &selection.kinds {
            match kind {
                Kind::Method => documents.extend(self.method(diagnostics)),
                Kind::Attachments => documents.extend(self.attachments(selection.scored, diagnostics)),
                Kind::Results if selection.scored => documents.extend(self.results(diagnostics)),
                Kind::Letters if selection.scored => documents.extend(self.letters(selection.unit, diagnostics)),
                Kind::Data if selection.scored => documents.extend(self.data(diagnostics)),
                Kind::Results | Kind::Letters | Kind::Data => {}
                Kind::Correction => {
                    let made = |amendment: &&Amendment| selection.scored || !amendment.needs_scores();
                    let amendment = self.amendment.filter(made);
                    documents.extend(amendment.and_then(|one| self.correction(one, diagnostics)).unwrap_or_default());
                }
                Kind::Register => documents.extend(self.register(diagnostics)),
            }
        }
        documents
    }

    /// The view of what is typeset, as it was when the document was listed.
    #[must_use]
    pub fn view_of<'c>(&self, content: &'c Content) -> Option<Cow<'c, View>> {
        match content {
            Content::Typeset { view, .. } => Some(Cow::Borrowed(&**view)),
            Content::Letter { unit, .. } => Some(Cow::Owned(self.letter_again(*unit))),
            Content::Workbook | Content::Figures | Content::Issued { .. } => None,
        }
    }

    /// The content as JSON: what a layout reads, and what tells one content from another.
    #[must_use]
    pub fn json(&self, content: &Content) -> String {
        match content {
            Content::Typeset { view, .. } => json(view),
            Content::Letter { unit, .. } => json(&self.letter_again(*unit)),
            Content::Workbook => json(&self.workbook()),
            Content::Figures => self.figures().json(),
            Content::Issued { digest, .. } => digest.clone(),
        }
    }

    /// What the documents print.
    #[must_use]
    pub fn figures(&self) -> Figures {
        Figures::of(self.workspace, self.assessment, self.draft)
    }
}

/// A view as the layout reads it.
#[must_use]
pub fn json(content: &impl Serialize) -> String {
    serde_json::to_string(content).unwrap_or_else(|error| unreachable!("a view has only texts as keys: {error}"))
}
