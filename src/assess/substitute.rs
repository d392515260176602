//! What takes the place of items declared 不适用 where the scheme wants the mean of the unit's other base items.

use super::derivation::{Figure, How, Name};
use super::{ItemResult, settled};
use crate::model::Marks;
use crate::span::Span;
use crate::validate::{Counts, Item, NotApplicable, Scheme};

/// The items whose place is taken, each with what takes it.
pub(super) fn substitutes(scheme: &Scheme, results: &[ItemResult<Figure>]) -> Vec<(usize, ItemResult<Figure>)> {
    let wanted: Vec<(usize, &Item, Span)> = scheme
        .items()
        .iter()
        .zip(results)
        .enumerate()
        .filter_map(|(place, (item, result))| match result {
            ItemResult::NotApplicable(cell) if stays(item, result) => Some((place, item, *cell)),
            _ => None,
        })
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let rate = match rate(scheme, results) {
        Rate::Of(rate) => rate,
        Rate::Missing => return wanted.into_iter().map(|(place, ..)| (place, ItemResult::Missing)).collect(),
        // Where nothing else applies, there is no mean: the items are left out.
        Rate::None => return Vec::new(),
    };
    let substitute = |(place, item, cell): (usize, &Item, Span)| {
        let full = &item.full.value;
        let how = How::MeanOfOthers { full: full.clone(), cell };
        let figure = Figure::leaf(Name::Item(place), full * &rate, how);
        (place, settled(scheme, figure))
    };
    wanted.into_iter().map(substitute).collect()
}

/// What the other base items count of what they could count towards the total.
enum Rate {
    Of(Marks),
    Missing,
    None,
}

fn rate(scheme: &Scheme, results: &[ItemResult<Figure>]) -> Rate {
    let (mut got, mut most) = (Marks::zero(), Marks::zero());
    let mut place = 0;
    for section in scheme.items().chunk_by(|a, b| a.section == b.section) {
        let own = &results[place..place + section.len()];
        place += section.len();
        let base = || section.iter().zip(own).filter(|(item, _)| item.counts == Counts::Base);
        // A mark of a weighted section counts its weight ÷ the full marks that make it.
        let full: Marks = base().filter(|(item, result)| stays(item, result)).map(|(item, _)| &item.full.value).sum();
        let weight = scheme.section(&section[0].section).and_then(|section| section.weight.as_ref());
        let worth = match weight {
            Some(_) if full.is_zero() => continue,
            Some(weight) => &weight.value / &full,
            None => Marks::from(1),
        };
        for (item, result) in base() {
            match result {
                ItemResult::Missing => return Rate::Missing,
                ItemResult::Scored(figure) => {
                    got = &got + &(&figure.value * &worth);
                    most = &most + &(&item.full.value * &worth);
                }
                ItemResult::Outside | ItemResult::NotApplicable(_) => {}
            }
        }
    }
    if most.is_zero() { Rate::None } else { Rate::Of(&got / &most) }
}

/// Whether an item is part of the unit's full mark, by its own marks or by those of the others.
fn stays(item: &Item, result: &ItemResult<Figure>) -> bool {
    match result {
        ItemResult::Outside => false,
        ItemResult::NotApplicable(_) => item.not_applicable == NotApplicable::MeanOfOthers,
        ItemResult::Missing | ItemResult::Scored(_) => true,
    }
}
