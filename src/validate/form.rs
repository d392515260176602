//! What the form of any document may say beside its own keys: copy number, secrecy, urgency, signers, seal, local practice.

use serde::Serialize;

use super::fields::{Fields, marks_of, text_of};
use crate::diag::{Diagnostics, Problem};
use crate::model::Marks;
use crate::span::{Span, Spanned};

/// What stands in the head (版头) beside mark and number.
#[derive(Clone, Debug, Default)]
pub struct HeadForm {
    /// 份号 (GB/T 9704-2012, 7.2.1).
    pub copy: Option<String>,
    /// 密级和保密期限 (7.2.2).
    pub secrecy: Option<String>,
    /// 紧急程度 (7.2.3).
    pub urgency: Option<String>,
    /// 签发人 of a document that goes upward (7.2.6).
    pub signers: Vec<String>,
}

/// How a document is sealed, so that room is left for the seal (7.3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Seal {
    /// 不加盖印章.
    None,
    /// 加盖印章.
    Organ,
    /// 加盖签发人签名章.
    Personal,
}

/// The seal, and the offices of those who sign by name.
#[derive(Clone, Debug)]
pub struct SealForm {
    /// How the document is sealed.
    pub seal: Seal,
    /// 签发人职务, one for each organ if the seal is [`Seal::Personal`], else none.
    pub offices: Vec<String>,
    span: Span,
}

/// Local practice where the standard leaves room; `None` is what the layout does by itself.
#[derive(Debug)]
pub struct Practice {
    /// How far the page number stands from the edge of the type area, mm (7.5).
    pub number_inset: Option<Marks>,
    /// From row to row of a title, mm.
    pub title_pitch: Option<Marks>,
    /// Of the organ's seal, mm.
    pub seal_diameter: Option<Marks>,
}

impl HeadForm {
    /// Reads the keys; signers only where a document may go upward.
    pub(super) fn read(fields: &mut Fields<'_>, upward: bool, diagnostics: &mut Diagnostics) -> Option<Self> {
        let copy = checked(fields, "copy", is_copy_number, diagnostics, |found| Problem::BadCopyNumber { found });
        let secrecy = checked(fields, "secrecy", is_secrecy, diagnostics, |found| Problem::BadSecrecy { found });
        let urgencies = ["特急", "加急"].map(|name| (name, Some(name)));
        let urgency = fields.choice("urgency", Some(None), &urgencies, diagnostics);
        let signers = if upward { fields.texts("signers", diagnostics) } else { Some(Vec::new()) };
        let signers = signers?.into_iter().map(|signer| signer.value).collect();
        Some(Self { copy, secrecy, urgency: urgency?.map(str::to_owned), signers })
    }
}

impl HeadForm {
    /// What it does not say as another head says it; copies are numbered for each document.
    pub(super) fn or(self, other: &Self) -> Self {
        Self {
            copy: self.copy,
            secrecy: self.secrecy.or_else(|| other.secrecy.clone()),
            urgency: self.urgency.or_else(|| other.urgency.clone()),
            signers: if self.signers.is_empty() { other.signers.clone() } else { self.signers },
        }
    }
}

impl SealForm {
    const NAMES: [(&'static str, Seal); 3] =
        [("none", Seal::None), ("organ", Seal::Organ), ("personal", Seal::Personal)];

    /// Reads the keys; not sealed at all if nothing is said.
    pub(super) fn read(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let span = fields.place("office").or(fields.place("seal")).unwrap_or(fields.span());
        let seal = fields.choice("seal", Some(Seal::None), &Self::NAMES, diagnostics);
        let offices = fields.texts("office", diagnostics)?;
        Some(Self { seal: seal?, offices: offices.into_iter().map(|office| office.value).collect(), span })
    }

    /// Every one of the `organs` that sign by name has an office, and there are no others.
    pub(super) fn check(&self, organs: usize, diagnostics: &mut Diagnostics) {
        let expected = if self.seal == Seal::Personal { organs } else { 0 };
        if self.offices.len() != expected {
            diagnostics.at(self.span, Problem::OfficeCount { found: self.offices.len(), expected });
        }
    }
}

impl Practice {
    pub(super) fn read(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Self {
        // 7.5 says 1 字, its figures show one and a half.
        let number_inset = within(fields, "number_inset", "4.4", "7.8", diagnostics);
        // Rows of 2号 (7.76 mm) may not touch, and five of them leave page 1 room for text.
        let title_pitch = within(fields, "title_pitch", "9", "16", diagnostics);
        // From the smallest seal of a township to that of the State Council.
        let seal_diameter = within(fields, "seal_diameter", "35", "60", diagnostics);
        Self { number_inset, title_pitch, seal_diameter }
    }
}

/// A text that may be absent and must be of a certain form.
fn checked(
    fields: &mut Fields<'_>,
    key: &'static str,
    sound: impl Fn(&str) -> bool,
    diagnostics: &mut Diagnostics,
    problem: impl Fn(String) -> Problem,
) -> Option<String> {
    let Spanned { value, span } = text_of(fields.optional(key)?, key, diagnostics)?;
    if !sound(&value) {
        diagnostics.at(span, problem(value));
        return None;
    }
    Some(value)
}

/// A number of millimetres that may be absent and lies between two others.
fn within(
    fields: &mut Fields<'_>,
    key: &'static str,
    least: &'static str,
    most: &'static str,
    diagnostics: &mut Diagnostics,
) -> Option<Marks> {
    let Spanned { value, span } = marks_of(fields.optional(key)?, key, diagnostics)?;
    let bound = |text| Marks::parse(text).unwrap_or_else(|| unreachable!("{text} is a decimal"));
    if value < bound(least) || value > bound(most) {
        diagnostics.at(span, Problem::OutOfRange { key, found: value, least, most });
        return None;
    }
    Some(value)
}

/// Six digits: `000001`.
fn is_copy_number(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `机密` or `机密★1年`: the period in Arabic digits, in years or months; or 长期, or 启用前.
fn is_secrecy(text: &str) -> bool {
    let (level, period) = text.split_once('★').map_or((text, None), |(level, period)| (level, Some(period)));
    let counted = |period: &str| {
        let number = period.strip_suffix('年').or_else(|| period.strip_suffix("个月")).unwrap_or_default();
        (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0')
    };
    ["绝密", "机密", "秘密"].contains(&level)
        && period.is_none_or(|period| counted(period) || ["长期", "启用前"].contains(&period))
}
