//! From raw to valid: the only maker of `Scheme`, `Roster`, `ScoreSheet` and `Documents`, and home of all rules across files.

mod cells;
mod documents;
mod evidence;
mod files;
mod form;
mod numbers;
mod roster;
mod scheme;
mod scores;

pub use crate::load::columns;
pub use documents::{Contact, CorrectionForm, Documents, Issuer, LetterForm, MethodForm, Pattern, ResultsForm};
pub use evidence::{
    Answer, Entry, Evaluation, Event, Evidence, IndicatorRanks, Judgement, Mark, Met, Rank, Reading, Voice,
};
pub use files::FilePatterns;
pub use form::{HeadForm, Practice, Seal, SealForm};
pub use roster::{Indicator, Roster, Unit, UnitId};
pub use scheme::{
    Audience, Band, Bound, Change, Class, Conversion, Counts, Criterion, Difference, Events, Factor, Field, FigureKey,
    Grades, Group, Interval, Item, NotApplicable, Offence, Panel, Per, Points, Quota, QuotaTies, RankPart, RankScope,
    Ranking, Rounding, RoundingStage, Rule, RuleText, Scheme, Section, Share, ShareRounding, Size, Source, Step, Take,
    Tier, Ties, Trim, Veto, VoteOption,
};
pub use scores::{Return, ScoreSheet, table_of};

use crate::diag::{Diagnostics, Problem};
use crate::load::{RawWorkspace, fields};
use crate::model::Genre;
use crate::source::Sources;
use scheme::check_with_roster;

/// Everything a workspace says, checked.
#[derive(Debug)]
pub struct Workspace {
    /// The method.
    pub scheme: Scheme,
    /// The form of the documents.
    pub documents: Documents,
    /// The units.
    pub roster: Roster,
    /// The evidence; marks may be absent.
    pub scores: ScoreSheet,
}

/// Checks a workspace loaded from these sources; `None` if it cannot be trusted, with all reasons in `diagnostics`.
///
/// Marks that are absent are no reason: which documents need them is decided later.
#[must_use]
pub fn validate(raw: &RawWorkspace, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Workspace> {
    let scheme = Scheme::read(&raw.scheme, diagnostics);
    let documents = Documents::read(&raw.documents, diagnostics);
    let roster = Roster::read(raw, sources, diagnostics);
    for span in raw.scheme.placeholders().into_iter().chain(raw.documents.placeholders()) {
        diagnostics.at(span, Problem::Placeholder);
    }
    if let (Some(documents), Some(roster)) = (&documents, &roster) {
        check_left_rows(documents, roster, diagnostics);
        check_numbers(documents, roster, diagnostics);
    }
    let (scheme, mut roster) = (scheme?, roster?);
    roster.group(&scheme);
    check_with_roster(&scheme, &roster, diagnostics);
    check_indicators(raw, &scheme, diagnostics);
    let scores = ScoreSheet::read((raw, sources), &scheme, &roster, diagnostics);
    check_roles(&scheme, &roster, diagnostics);
    let documents = documents?;
    (!diagnostics.has_errors()).then_some(Workspace { scheme, documents, roster, scores })
}

/// The left block of the score table is no longer than the table.
fn check_left_rows(documents: &Documents, roster: &Roster, diagnostics: &mut Diagnostics) {
    let all = roster.units().len() + roster.categories().len();
    if let Some(left) = &documents.left_rows
        && left.value as usize > all
    {
        diagnostics.at(left.span, Problem::LeftRowsTooMany { rows: left.value as usize, all });
    }
}

/// The numbers bear the code of the organ and the year of the document.
fn check_numbers(documents: &Documents, roster: &Roster, diagnostics: &mut Diagnostics) {
    let issuer = &documents.issuer.code;
    let letter = documents.letter.code.as_ref().map_or(issuer, |code| &code.value);
    for (document, number) in roster.numbers() {
        let (code, date) = match document {
            Genre::Method => (issuer, documents.method.date),
            Genre::Results => (issuer, documents.results.date),
            Genre::Letter => (letter, documents.letter.date),
            Genre::Correction => (issuer, documents.correction.date),
        };
        if number.value.code() != code || number.value.year() != date.year().to_string() {
            let expected = format!("{code}〔{}〕…号", date.year());
            let problem = Problem::NumberMismatch { found: number.value.to_string(), expected };
            match documents.letter.code.as_ref().filter(|_| document == Genre::Letter) {
                Some(there) => diagnostics.between(number.span, there.span, problem),
                None => diagnostics.at(number.span, problem),
            }
        }
    }
}

/// The units that lead indicators are as many as the scheme says (domain: 29 and 12).
fn check_roles(scheme: &Scheme, roster: &Roster, diagnostics: &mut Diagnostics) {
    for (expected, role) in scheme.expected_leads() {
        let found = roster.count(role);
        if let Some(expected) = expected
            && expected.value as usize != found
        {
            let problem = Problem::LeadCount { role: role.to_owned(), expected: expected.value, found };
            match roster.indicators_header() {
                Some(there) => diagnostics.between(expected.span, there, problem),
                None => diagnostics.at(expected.span, problem),
            }
        }
    }
}

/// Rules that follow the indicators need their table.
fn check_indicators(raw: &RawWorkspace, scheme: &Scheme, diagnostics: &mut Diagnostics) {
    let follows = |item: &Item| match &item.rule {
        Rule::Mean { panels, .. } => panels.is_empty(),
        rule => matches!(rule, Rule::RankTable { .. }),
    };
    if !raw.has("indicators.csv") && scheme.items().iter().any(follows) {
        diagnostics.nowhere(Problem::MissingFile { path: "indicators.csv".to_owned() });
    }
}
