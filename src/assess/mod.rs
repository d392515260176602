//! The assessment (考核): from scheme, roster and score sheet to figures; pure, exact, and each figure keeps its derivation.

use std::collections::BTreeMap;

pub mod derivation;
mod items;
mod ranking;

use derivation::{Figure, How, Name, RankResult};

use crate::model::Marks;
use crate::span::Span;
use crate::validate::{
    Conversion, Counts, Entry, Item, Roster, Rounding, RoundingStage, Scheme, ScoreSheet, Unit, UnitId, Workspace,
};

/// All figures of one year.
#[derive(Debug)]
pub struct Assessment {
    units: Vec<UnitResult>,
    categories: Vec<CategoryResult>,
}

/// The figures of one unit.
#[derive(Debug)]
pub struct UnitResult {
    /// One for each item of the scheme, in its order.
    pub items: Vec<ItemResult>,
    /// 本单位满分; `None` if the unit is not assessed.
    pub own_full: Option<Figure>,
    /// Total and what follows from it; `None` if the unit is not assessed or lacks marks.
    pub outcome: Option<Outcome>,
}

/// What follows from a unit's items.
#[derive(Debug)]
pub struct Outcome {
    /// 本单位满分.
    pub own_full: Figure,
    /// 总分.
    pub total: Figure,
    /// 得分率, in percent.
    pub rate: Figure,
    /// 折算得分, the 得分 of the score table.
    pub converted: Figure,
    /// 名次.
    pub rank: RankResult,
}

/// The figure of one item of one unit.
#[derive(Debug)]
pub enum ItemResult {
    /// The item does not concern the unit.
    Outside,
    /// Declared 不适用.
    NotApplicable(Span),
    /// 缺分.
    Missing,
    /// Scored.
    Scored(Box<ItemScore>),
}

/// A scored item.
#[derive(Debug)]
pub struct ItemScore {
    /// The figure that counts; negative for a deduction.
    pub figure: Figure,
    /// The figure as it is printed, rounded.
    pub printed: Marks,
    /// What was lost, from the printed figure.
    pub lost: Marks,
    /// Why, as the tables say.
    pub reasons: Vec<String>,
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

/// Computes everything.
#[must_use]
pub fn assess(workspace: &Workspace) -> Assessment {
    let Workspace { scheme, roster, scores, .. } = workspace;
    let mut outcomes = BTreeMap::new();
    let mut units: Vec<UnitResult> = Vec::with_capacity(roster.units().len());
    for (id, unit) in roster.ids() {
        let items: Vec<ItemResult> = scheme
            .items()
            .iter()
            .enumerate()
            .map(|(place, item)| item_result(scheme, scores, id, place, item))
            .collect();
        let own_full = unit.assessed().then(|| own_full(scheme, &items));
        if let Some(outcome) = outcome(scheme, unit, &items, own_full.as_ref()) {
            outcomes.insert(id, outcome);
        }
        units.push(UnitResult { items, own_full, outcome: None });
    }
    ranking::rank(scheme.ranking(), roster, &mut outcomes);
    for (id, outcome) in outcomes {
        units[id.0].outcome = Some(outcome);
    }
    let categories = (0..roster.categories().len()).map(|at| category(scheme.rounding(), roster, &units, at)).collect();
    Assessment { units, categories }
}

impl Assessment {
    /// The figures of a unit.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> &UnitResult {
        &self.units[id.0]
    }

    /// The figures of all categories, in the order of the roster.
    #[must_use]
    pub fn categories(&self) -> &[CategoryResult] {
        &self.categories
    }
}

fn rounded(value: &Marks, rounding: Rounding) -> Marks {
    value.rounded(rounding.places, rounding.mode)
}

fn item_result(scheme: &Scheme, scores: &ScoreSheet, id: UnitId, place: usize, item: &Item) -> ItemResult {
    let evidence = match scores.entry_of(id, place) {
        Entry::Outside => return ItemResult::Outside,
        Entry::NotApplicable(cell) => return ItemResult::NotApplicable(*cell),
        Entry::Missing => return ItemResult::Missing,
        Entry::Given(evidence) => evidence,
    };
    let (exact, reasons) = items::score(item, place, evidence, |table| scores.rows(table));
    let rounding = scheme.rounding();
    let printed = rounded(&exact.value, rounding);
    let figure = match rounding.at {
        RoundingStage::Items => exact.then(printed.clone(), How::Rounded),
        RoundingStage::End => exact,
    };
    let lost = match item.counts {
        Counts::Deduction => -printed.clone(),
        Counts::Base | Counts::BeyondBase => &item.full.value - &printed,
    };
    ItemResult::Scored(Box::new(ItemScore { figure, printed, lost, reasons }))
}

/// 本单位满分: the full marks of the items that concern the unit, deductions left out.
fn own_full(scheme: &Scheme, items: &[ItemResult]) -> Figure {
    let parts = scheme
        .items()
        .iter()
        .zip(items)
        .enumerate()
        .filter(|(_, (item, result))| {
            item.counts != Counts::Deduction && !matches!(result, ItemResult::Outside | ItemResult::NotApplicable(_))
        })
        .map(|(place, (item, _))| {
            Figure::leaf(Name::FullMark(place), item.full.value.clone(), How::Setting(item.full.span))
        });
    Figure::sum(Name::OwnFull, parts.collect())
}

/// Total, rate and converted figure; `None` if a mark is absent. The rank comes later.
fn outcome(scheme: &Scheme, unit: &Unit, items: &[ItemResult], own_full: Option<&Figure>) -> Option<Outcome> {
    let own_full = own_full?.clone();
    let weight = unit.weight.as_ref()?;
    let rounding = scheme.rounding();
    let mut parts = Vec::new();
    for item in items {
        match item {
            ItemResult::Missing => return None,
            ItemResult::Scored(score) => parts.push(score.figure.clone()),
            ItemResult::Outside | ItemResult::NotApplicable(_) => {}
        }
    }
    let sum = Figure::sum(Name::Total, parts);
    let value = rounded(&sum.value, rounding);
    let sum = sum.then(value, How::Rounded);
    let floor = sum.value.clone().max(Marks::zero());
    let total = sum.then(floor, How::RaisedToZero);
    let part = |figure: &Figure| Figure::leaf(figure.name.clone(), figure.value.clone(), How::Shown);
    let ratio = if own_full.value.is_zero() { Marks::zero() } else { &total.value / &own_full.value };
    let rate = rounded(&(&ratio * &Marks::from(100)), rounding);
    let rate = Figure::new(Name::Rate, rate, How::Rate, vec![part(&total), part(&own_full)]);
    let weight = Figure::leaf(Name::Weight, weight.value.clone(), How::Setting(weight.span));
    let (share, how, last) = match scheme.conversion() {
        Conversion::ShareOfOwnFullMark => (ratio, How::Share, part(&own_full)),
        Conversion::CappedAtBase => {
            let base = scheme.base();
            let share = &total.value.clone().min(base.value.clone()) / &base.value;
            (share, How::Capped, Figure::leaf(Name::Base, base.value.clone(), How::Setting(base.span)))
        }
    };
    let value = rounded(&(&weight.value * &share), rounding);
    let converted = Figure::new(Name::Converted, value, how, vec![weight, part(&total), last]);
    let rank = RankResult { place: 0, of: 0, tied: Vec::new(), above: None, below: None };
    Some(Outcome { own_full, total, rate, converted, rank })
}

fn category(rounding: Rounding, roster: &Roster, results: &[UnitResult], at: usize) -> CategoryResult {
    let units: Vec<UnitId> = roster.ids().filter(|(_, unit)| unit.category == at).map(|(id, _)| id).collect();
    let rate = |id: &UnitId| results[id.0].outcome.as_ref().map(|outcome| &outcome.rate.value);
    let rates: Vec<&Marks> = units.iter().filter_map(rate).collect();
    let best = rates.iter().copied().max().cloned();
    let sum: Marks = rates.iter().copied().sum();
    let mean = (!rates.is_empty()).then(|| rounded(&(&sum / &Marks::from(rates.len())), rounding));
    let best_units = units.iter().filter(|id| rate(id).is_some() && rate(id) == best.as_ref()).copied().collect();
    let mut ranked: Vec<UnitId> = units.iter().filter(|id| rate(id).is_some()).copied().collect();
    ranked.sort_by_key(|id| results[id.0].outcome.as_ref().map_or(0, |outcome| outcome.rank.place));
    let assessed = units.iter().filter(|id| roster.unit(**id).assessed()).count();
    CategoryResult { units, assessed, ranked, mean, best, best_units }
}
