//! From a unit's items to its total, rate and converted figure.

use std::sync::Arc;

use super::derivation::{Figure, How, Name, RankResult};
use super::{ItemResult, Outcome, rounded};
use crate::model::Marks;
use crate::span::Spanned;
use crate::validate::{Conversion, Counts, Item, RoundingStage, Scheme, UnitId, Workspace};

/// A section that counts by a weight.
#[derive(Clone, Debug)]
pub struct SectionResult {
    /// Its name.
    pub name: String,
    /// The place of its first item in the scheme.
    pub first: usize,
    /// The marks it counts at most.
    pub weight: Marks,
    /// What it counts, as it is printed.
    pub printed: Marks,
}

/// What is taken off, or added, since the total would be beyond a limit.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// The limit.
    pub limit: Limit,
    /// What is added, as it is printed; below 0 it is taken off.
    pub printed: Marks,
}

/// A limit of the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// What is given as a bonus raises the total to the own full mark at most.
    OwnFull,
    /// The total is not below 0.
    Zero,
}

impl Limit {
    /// The name in `results.json`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OwnFull => "own-full",
            Self::Zero => "zero",
        }
    }
}

/// The items of one section that concern a unit.
struct Part<'a> {
    section: &'a str,
    first: usize,
    items: Vec<(usize, &'a Item, &'a ItemResult<Figure>)>,
}

/// The sections of a unit's items, without those that do not concern it.
fn parts<'a>(scheme: &'a Scheme, items: &'a [ItemResult<Figure>]) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    for (place, (item, result)) in scheme.items().iter().zip(items).enumerate() {
        if matches!(result, ItemResult::Outside | ItemResult::NotApplicable(_)) {
            continue;
        }
        match parts.last_mut() {
            Some(last) if last.section == item.section => last.items.push((place, item, result)),
            _ => parts.push(Part { section: &item.section, first: place, items: vec![(place, item, result)] }),
        }
    }
    parts
}

/// 本单位满分: the full marks of the items that concern the unit and count towards it, of weighted sections their weight.
pub(super) fn own_full(scheme: &Scheme, items: &[ItemResult<Figure>]) -> Figure {
    let mut figures = Vec::new();
    for part in parts(scheme, items) {
        let full = part.items.iter().filter(|(_, item, _)| item.counts.raises_full());
        let weight = scheme.section(part.section).and_then(|section| section.weight.as_ref());
        if let Some(weight) = weight
            && part.items.iter().any(|(_, item, _)| item.counts == Counts::Base)
        {
            let name = Name::Section(part.section.to_owned());
            figures.push(Figure::leaf(name, weight.value.clone(), How::Setting(weight.span)));
        }
        // A weight is that of base items; what stands beside them in the section counts as it is.
        let as_it_is = full.filter(|(_, item, _)| weight.is_none() || item.counts != Counts::Base);
        figures.extend(as_it_is.map(|(place, item, _)| {
            Figure::leaf(Name::FullMark(*place), item.full.value.clone(), How::Setting(item.full.span))
        }));
    }
    Figure::sum(Name::OwnFull, figures)
}

/// Total, rate and converted figure; `None` if a mark is absent. Rank and grade come later.
pub(super) fn outcome(
    workspace: &Workspace,
    id: UnitId,
    items: &[ItemResult<Figure>],
    own_full: Option<&Figure>,
) -> Option<Outcome<Figure>> {
    let Workspace { scheme, .. } = workspace;
    let own_full = own_full?.clone();
    if items.iter().any(|item| matches!(item, ItemResult::Missing)) {
        return None;
    }
    let rounding = scheme.rounding();
    let sections = sections(scheme, items);
    let exact = counted(scheme, items, &sections, false);
    let (sum, beyond) = total(exact, &own_full);
    let value = rounded(&sum.value, rounding);
    let sum = sum.then(value, How::Rounded);
    let floor = sum.value.clone().max(Marks::zero());
    let limits = [(Limit::OwnFull, -beyond), (Limit::Zero, &floor - &sum.value)];
    let total_figure = sum.then(floor, How::RaisedToZero);
    let adjustments = limits.map(|(limit, value)| Adjustment { limit, printed: rounded(&value, rounding) });
    let adjustments: Vec<Adjustment> = adjustments.into_iter().filter(|one| !one.printed.is_zero()).collect();
    let adjusted: Marks = adjustments.iter().map(|one| &one.printed).sum();
    let printed: Marks = counted(scheme, items, &sections, true).iter().map(|(_, figure)| &figure.value).sum();
    let printed_sum = &printed + &adjusted;
    let ratio = if own_full.value.is_zero() { Marks::zero() } else { &total_figure.value / &own_full.value };
    let rate = rounded(&(&ratio * &Marks::from(100)), rounding);
    let rate = Figure::new(Name::Rate, rate, How::Rate, vec![shown(&total_figure), shown(&own_full)]);
    let converted = match scheme.conversion() {
        Conversion::None => None,
        _ => Some(converted(workspace, id, &total_figure, &own_full, &ratio)?),
    };
    let rank = RankResult { place: 0, of: 0, tied: Arc::new([]), above: None, below: None };
    let (total, sections) = (total_figure, sections.into_iter().map(|(section, _)| section).collect());
    Some(Outcome { own_full, sections, adjustments, total, printed_sum, rate, converted, rank, grade: None })
}

/// A figure that was derived before.
fn shown(figure: &Figure) -> Figure {
    Figure::leaf(figure.name.clone(), figure.value.clone(), How::Shown)
}

/// The sections that count by a weight.
fn sections(scheme: &Scheme, items: &[ItemResult<Figure>]) -> Vec<(SectionResult, Figure)> {
    let mut found = Vec::new();
    for part in parts(scheme, items) {
        let Some(weight) = scheme.section(part.section).and_then(|section| section.weight.as_ref()) else { continue };
        let own = part.items.iter().filter(|(_, item, _)| item.counts == Counts::Base);
        let full: Marks = own.clone().map(|(_, item, _)| &item.full.value).sum();
        if full.is_zero() {
            continue;
        }
        let scores = own.filter_map(|(_, _, result)| figure_of(result)).cloned();
        let name = Name::Section(part.section.to_owned());
        let sum = Figure::sum(name.clone(), scores.collect());
        let value = &(&sum.value * &weight.value) / &full;
        let how = How::Weighted { weight: weight.value.clone(), full };
        let figure = Figure { name, value, how, parts: sum.parts };
        let printed = rounded(&figure.value, scheme.rounding());
        let figure = match scheme.rounding().at {
            RoundingStage::Items => figure.then(printed.clone(), How::Rounded),
            RoundingStage::End => figure,
        };
        let (name, weight) = (part.section.to_owned(), weight.value.clone());
        found.push((SectionResult { name, first: part.first, weight, printed }, figure));
    }
    found
}

fn figure_of(result: &ItemResult<Figure>) -> Option<&Figure> {
    match result {
        ItemResult::Scored(figure) => Some(figure),
        _ => None,
    }
}

/// What counts towards the total in the order of the scheme; with `printed` as it is printed.
fn counted(
    scheme: &Scheme,
    items: &[ItemResult<Figure>],
    sections: &[(SectionResult, Figure)],
    printed: bool,
) -> Vec<(Counts, Figure)> {
    let mut figures = Vec::new();
    let as_printed = |figure: &Figure, value: &Marks| {
        if printed { Figure::leaf(figure.name.clone(), value.clone(), How::Shown) } else { figure.clone() }
    };
    for part in parts(scheme, items) {
        let weighted = sections.iter().find(|(section, _)| section.name == part.section);
        if let Some((section, figure)) = weighted {
            figures.push((Counts::Base, as_printed(figure, &section.printed)));
        }
        for (_, item, result) in part.items {
            if weighted.is_some() && item.counts == Counts::Base {
                continue;
            }
            if let Some(figure) = figure_of(result) {
                figures.push((item.counts, as_printed(figure, &rounded(&figure.value, scheme.rounding()))));
            }
        }
    }
    figures
}

/// The sum, and what is not in it: what is given as a bonus raises it to the own full mark at most.
fn total(figures: Vec<(Counts, Figure)>, own_full: &Figure) -> (Figure, Marks) {
    if figures.iter().all(|(counts, _)| *counts != Counts::Bonus) {
        let parts = figures.into_iter().map(|(_, figure)| figure).collect();
        return (Figure::sum(Name::Total, parts), Marks::zero());
    }
    let (within, beyond): (Vec<_>, Vec<_>) = figures
        .into_iter()
        .partition(|(counts, _)| matches!(counts, Counts::Base | Counts::BeyondBase | Counts::Bonus));
    // Where base items are above the full mark by themselves, a bonus adds nothing and takes nothing.
    let without: Marks =
        within.iter().filter(|(counts, _)| *counts != Counts::Bonus).map(|(_, figure)| &figure.value).sum();
    let within = Figure::sum(Name::Subtotal, within.into_iter().map(|(_, figure)| figure).collect());
    let limit = own_full.value.clone().max(without);
    let most = within.value.clone().min(limit.clone());
    let beyond_limit = &within.value - &most;
    let within = within.then(most, How::AtMost(limit));
    let parts = std::iter::once(within).chain(beyond.into_iter().map(|(_, figure)| figure));
    (Figure::sum(Name::Total, parts.collect()), beyond_limit)
}

/// 折算得分; `None` if it needs a weight or an entry that is not there.
fn converted(workspace: &Workspace, id: UnitId, total: &Figure, own_full: &Figure, ratio: &Marks) -> Option<Figure> {
    let Workspace { scheme, roster, scores, .. } = workspace;
    let base = |base: &Spanned<Marks>| Figure::leaf(Name::Base, base.value.clone(), How::Setting(base.span));
    let weight = || {
        let weight = roster.unit(id).weight.as_ref()?;
        Some(Figure::leaf(Name::Weight, weight.value.clone(), How::Setting(weight.span)))
    };
    let (factor, share, how, last) = match scheme.conversion() {
        Conversion::ShareOfOwnFullMark => (weight()?, ratio.clone(), How::Share, shown(own_full)),
        Conversion::CappedAtBase => {
            let base = base(scheme.base_of(roster.unit(id)));
            let share = &total.value.clone().min(base.value.clone()) / &base.value;
            (weight()?, share, How::Capped, base)
        }
        Conversion::ToBase => (base(scheme.base()), ratio.clone(), How::ToBase, shown(own_full)),
        Conversion::Entered => {
            let mark = scores.entered_of(id)?;
            let entered = Figure::leaf(Name::Converted, mark.value.clone(), How::Cell(mark.cell));
            let value = rounded(&mark.value, scheme.rounding());
            return Some(entered.then(value, How::Rounded));
        }
        Conversion::None => return None,
    };
    let value = rounded(&(&factor.value * &share), scheme.rounding());
    Some(Figure::new(Name::Converted, value, how, vec![factor, shown(total), last]))
}
