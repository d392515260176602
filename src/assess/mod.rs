//! The assessment (考核): from scheme, roster and score sheet to figures; pure, exact, and each figure has its derivation.

use std::collections::BTreeMap;

use ecow::EcoString;

pub mod derivation;
mod field;
mod grading;
mod items;
mod means;
mod ranking;
mod substitute;
mod totals;

pub use grading::GradeResult;
pub use totals::{Adjustment, Limit, SectionResult};

use derivation::{Figure, How, RankResult};

use crate::diag::Diagnostics;
use crate::model::Marks;
use crate::span::Span;
use crate::validate::{
    Counts, Entry, FigureKey, Roster, Rounding, RoundingStage, Scheme, Ties, Unit, UnitId, Workspace,
};
use field::Place;
use items::Question;

/// All figures of one year.
#[derive(Debug)]
pub struct Assessment {
    units: Vec<UnitResult>,
    categories: Vec<CategoryResult>,
    /// The places of figures that are ranked, by unit and item.
    places: BTreeMap<(UnitId, usize), Place>,
}

/// The figures of one unit: their values, or with how each came about ([`Derivation`]).
#[derive(Debug)]
pub struct UnitResult<F = Marks> {
    /// One for each item of the scheme, in its order.
    pub items: Box<[ItemResult<F>]>,
    /// 本单位满分; `None` if the unit is not assessed.
    pub own_full: Option<F>,
    /// Total and what follows from it; `None` if the unit is not assessed or lacks marks.
    pub outcome: Option<Box<Outcome<F>>>,
}

/// The figures of one unit, each with everything that made it. They take far more room than the values, and are worked out
/// again for whoever asks ([`Assessment::derivation`]).
pub type Derivation = UnitResult<Figure>;

/// What follows from a unit's items.
#[derive(Debug)]
pub struct Outcome<F = Marks> {
    /// 本单位满分.
    pub own_full: F,
    /// The sections that count by a weight, in the order of the scheme.
    pub sections: Vec<SectionResult>,
    /// What keeps the total within its limits: the sum of items and sections and these is the total.
    pub adjustments: Vec<Adjustment>,
    /// 总分.
    pub total: F,
    /// What the printed parts make: the total, but for rounding.
    pub printed_sum: Marks,
    /// 得分率, in percent.
    pub rate: F,
    /// 折算得分, the 得分 of the score table; `None` if the scheme converts nothing.
    pub converted: Option<F>,
    /// 名次.
    pub rank: RankResult,
    /// 等次, if the scheme has any.
    pub grade: Option<GradeResult>,
}

impl<F> Outcome<F> {
    /// The figure by which the unit is ranked or graded; where nothing is converted, the total is the 得分.
    #[must_use]
    pub fn figure(&self, key: FigureKey) -> &F {
        match key {
            FigureKey::Rate => &self.rate,
            FigureKey::Raw => &self.total,
            FigureKey::Converted => self.converted.as_ref().unwrap_or(&self.total),
        }
    }
}

/// The figure of one item of one unit.
#[derive(Debug)]
pub enum ItemResult<F = Marks> {
    /// The item does not concern the unit.
    Outside,
    /// Declared 不适用.
    NotApplicable(Span),
    /// 缺分.
    Missing,
    /// Scored: the figure that counts, negative for a deduction.
    Scored(F),
}

/// What is printed of a scored item.
#[derive(Debug)]
pub struct ItemScore {
    /// The figure, rounded.
    pub printed: Marks,
    /// What was lost, from the printed figure.
    pub lost: Marks,
}

/// The figures of one category.
#[derive(Debug)]
pub struct CategoryResult {
    /// Its units, in the order of the roster.
    pub units: Vec<UnitId>,
    /// How many of them are assessed.
    pub assessed: usize,
    /// Its units with an outcome, best first, ties in the order of the roster.
    pub ranked: Vec<UnitId>,
    /// 平均得分率, rounded; `None` if no unit has one.
    pub mean: Option<Marks>,
    /// 最高得分率.
    pub best: Option<Marks>,
    /// The units that have it.
    pub best_units: Vec<UnitId>,
}

/// Computes everything; quotas that end among equals are reported.
#[must_use]
pub fn assess(workspace: &Workspace, diagnostics: &mut Diagnostics) -> Assessment {
    let Workspace { scheme, roster, .. } = workspace;
    let places = field::places(workspace);
    let mut units: Vec<UnitResult> =
        roster.ids().map(|(id, unit)| derived(workspace, &places, id, unit).value()).collect();
    ranking::rank(scheme, roster, &mut units);
    grading::grade(workspace, &mut units, diagnostics);
    let categories = (0..roster.categories().len()).map(|at| category(scheme, roster, &units, at)).collect();
    Assessment { units, categories, places }
}

/// Why marks of an item of a unit were lost, by place in the scheme, as the tables say.
#[must_use]
pub fn reasons(workspace: &Workspace, id: UnitId, place: usize) -> Vec<EcoString> {
    match workspace.scores.entry_of(id, place) {
        Entry::Given(evidence) => items::reasons(&workspace.scheme.items()[place].rule, evidence),
        // What stands for an item that is 不适用 has no reasons of its own.
        Entry::Outside | Entry::NotApplicable(_) | Entry::Missing => Vec::new(),
    }
}

impl Assessment {
    /// The figures of a unit.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> &UnitResult {
        &self.units[id.0]
    }

    /// The figures of a unit with how they came about.
    #[must_use]
    pub fn derivation(&self, workspace: &Workspace, id: UnitId) -> Derivation {
        let derivation = derived(workspace, &self.places, id, workspace.roster.unit(id));
        // Rank and grade follow from all units.
        let outcome = derivation.outcome.zip(self.unit(id).outcome.as_ref()).map(|(outcome, known)| {
            let (rank, grade) = (known.rank.clone(), known.grade.clone());
            Box::new(Outcome { rank, grade, ..*outcome })
        });
        Derivation { outcome, ..derivation }
    }

    /// What is printed of an item of a unit, by place in the scheme, if it is scored.
    #[must_use]
    pub fn score(&self, workspace: &Workspace, id: UnitId, place: usize) -> Option<ItemScore> {
        let ItemResult::Scored(figure) = &self.unit(id).items[place] else { return None };
        let item = &workspace.scheme.items()[place];
        let printed = rounded(figure, workspace.scheme.rounding());
        let lost = match item.counts {
            Counts::Deduction => -printed.clone(),
            Counts::Base | Counts::BeyondBase => (&item.full.value - &printed).max(Marks::zero()),
            Counts::Bonus | Counts::Outside => Marks::zero(),
        };
        Some(ItemScore { printed, lost })
    }

    /// The figures of all categories, in the order of the roster.
    #[must_use]
    pub fn categories(&self) -> &[CategoryResult] {
        &self.categories
    }
}

/// A figure as it is printed.
#[must_use]
pub fn rounded(value: &Marks, rounding: Rounding) -> Marks {
    value.rounded(rounding.places, rounding.mode)
}

impl Derivation {
    /// The values alone.
    fn value(self) -> UnitResult {
        UnitResult {
            items: self.items.into_iter().map(ItemResult::value).collect(),
            own_full: self.own_full.map(|full| full.value),
            outcome: self.outcome.map(|outcome| Box::new(outcome.value())),
        }
    }
}

impl Outcome<Figure> {
    /// The values alone.
    fn value(self) -> Outcome {
        let Self { sections, adjustments, printed_sum, rank, grade, .. } = self;
        let (own_full, total, rate) = (self.own_full.value, self.total.value, self.rate.value);
        let converted = self.converted.map(|figure| figure.value);
        Outcome { own_full, sections, adjustments, total, printed_sum, rate, converted, rank, grade }
    }
}

impl ItemResult<Figure> {
    /// The value alone.
    fn value(self) -> ItemResult {
        match self {
            Self::Outside => ItemResult::Outside,
            Self::NotApplicable(cell) => ItemResult::NotApplicable(cell),
            Self::Missing => ItemResult::Missing,
            Self::Scored(figure) => ItemResult::Scored(figure.value),
        }
    }
}

/// The figures of a unit but for rank and grade.
fn derived(workspace: &Workspace, places: &BTreeMap<(UnitId, usize), Place>, id: UnitId, unit: &Unit) -> Derivation {
    let items = item_results(workspace, places, id, unit);
    let own_full = unit.assessed.then(|| totals::own_full(&workspace.scheme, &items));
    let outcome = totals::outcome(workspace, id, &items, own_full.as_ref()).map(Box::new);
    UnitResult { items: items.into(), own_full, outcome }
}

/// The figures of all items of a unit, those that take the mean of the others last.
fn item_results(
    workspace: &Workspace,
    places: &BTreeMap<(UnitId, usize), Place>,
    id: UnitId,
    unit: &Unit,
) -> Vec<ItemResult<Figure>> {
    let Workspace { scheme, scores, .. } = workspace;
    let mut results = Vec::with_capacity(scheme.items().len());
    for (place, item) in scheme.items().iter().enumerate() {
        results.push(match scores.entry_of(id, place) {
            Entry::Outside => ItemResult::Outside,
            Entry::NotApplicable(cell) => ItemResult::NotApplicable(*cell),
            Entry::Missing => ItemResult::Missing,
            Entry::Given(evidence) => {
                let mode = scheme.rounding().mode;
                let (events, standing) = (scores.events_of(place), places.get(&(id, place)));
                let question = Question { item, place, unit, events, standing, mode };
                settled(scheme, items::score(&question, evidence))
            }
        });
    }
    let substitutes = substitute::substitutes(scheme, &results);
    for (place, result) in substitutes {
        results[place] = result;
    }
    results
}

/// An item's figure rounded where the scheme says.
fn settled(scheme: &Scheme, exact: Figure) -> ItemResult<Figure> {
    let rounding = scheme.rounding();
    ItemResult::Scored(match rounding.at {
        RoundingStage::Items => {
            let value = rounded(&exact.value, rounding);
            exact.then(value, How::Rounded)
        }
        RoundingStage::End => exact,
    })
}

fn category(scheme: &Scheme, roster: &Roster, results: &[UnitResult], at: usize) -> CategoryResult {
    let rounding = scheme.rounding();
    let units: Vec<UnitId> = roster.ids().filter(|(_, unit)| unit.category == at).map(|(id, _)| id).collect();
    let rate = |id: &UnitId| results[id.0].outcome.as_ref().map(|outcome| &outcome.rate);
    let rates: Vec<&Marks> = units.iter().filter_map(rate).collect();
    let best = rates.iter().copied().max().cloned();
    let sum: Marks = rates.iter().copied().sum();
    let mean = (!rates.is_empty()).then(|| rounded(&(&sum / &Marks::from(rates.len())), rounding));
    let best_units = units.iter().filter(|id| rate(id).is_some() && rate(id) == best.as_ref()).copied().collect();
    let mut ranked: Vec<UnitId> = units.iter().filter(|id| rate(id).is_some()).copied().collect();
    // 排名不分先后: in the order of the roster.
    if scheme.ranking().ties != Ties::Unordered {
        ranked.sort_by_key(|id| results[id.0].outcome.as_ref().map_or(0, |outcome| outcome.rank.place));
    }
    let assessed = units.iter().filter(|id| roster.unit(**id).assessed).count();
    CategoryResult { units, assessed, ranked, mean, best, best_units }
}
