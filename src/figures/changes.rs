//! What changed between two sets of figures: unit by unit and category by category.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{CategoryFigures, Figures, ItemFigures, UnitFigures};
use crate::model::UnitCode;

/// What something was and what it is; each `None` where there was or is nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change<T> {
    /// What it was.
    pub before: Option<T>,
    /// What it is.
    pub after: Option<T>,
}

/// All that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The units of which something changed, in the order of the roster; those that are gone come last.
    pub units: Vec<UnitChange>,
    /// The categories of which something changed; those that are gone come last.
    pub categories: Vec<CategoryChange>,
}

/// What changed of a unit; a unit that is new has nothing before, one that is gone nothing after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitChange {
    /// Its code.
    pub code: UnitCode,
    /// What it is called, or was before it went.
    pub unit: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Change<String>>,
    /// 类别.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Change<String>>,
    /// 序号.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Change<String>>,
    /// 分值设置.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Change<String>>,
    /// Whether it is assessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessed: Option<Change<bool>>,
    /// Its items of which something changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemChange>,
    /// What sections with a weight of their own count otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<PartChange>,
    /// What is taken off or added otherwise at the limits of the total.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<PartChange>,
    /// 本单位满分.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_full: Option<Change<String>>,
    /// 总分.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Change<String>>,
    /// 得分率.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Change<String>>,
    /// 折算得分.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub converted: Option<Change<String>>,
    /// 等次.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Change<String>>,
    /// 名次.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Change<Place>>,
}

/// What changed of an item of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemChange {
    /// The item.
    pub id: String,
    /// Whether it was not declared 不适用.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicable: Option<Change<bool>>,
    /// 满分.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<Change<String>>,
    /// 得分.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Change<String>>,
    /// 扣分.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<Change<String>>,
    /// Why points were lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Change<Vec<String>>>,
    /// What was counted, or where indicators rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<Change<String>>,
}

/// What changed of a part of the total that is no item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartChange {
    /// The section, or the limit.
    pub name: String,
    /// What it counts.
    pub score: Change<String>,
}

/// Where a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// 名次.
    pub rank: usize,
    /// Among how many.
    pub of: usize,
    /// Whether others have the same rank.
    pub tied: bool,
}

/// What changed of a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CategoryChange {
    /// Its name.
    pub name: String,
    /// How many units it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<Change<usize>>,
    /// How many of them are assessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessed: Option<Change<usize>>,
    /// 平均得分率.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_rate: Option<Change<String>>,
    /// 最高得分率.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_rate: Option<Change<String>>,
    /// Who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_units: Option<Change<Vec<String>>>,
}

/// What changed from one set of figures to another. Units are matched by code, categories by name, items by id.
#[must_use]
pub fn compare(before: &Figures, after: &Figures) -> Changes {
    let units = pairs(&before.units, &after.units, |unit| &unit.code);
    let categories = pairs(&before.categories, &after.categories, |category| &category.name);
    Changes {
        units: units.into_iter().filter_map(|(before, after)| unit_change(before, after)).collect(),
        categories: categories.into_iter().filter_map(|(before, after)| category_change(before, after)).collect(),
    }
}

impl Changes {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && self.categories.is_empty()
    }

    /// The units of which something changed beside the rank.
    pub fn own(&self) -> impl Iterator<Item = &UnitChange> {
        self.units.iter().filter(|unit| unit.is_own())
    }

    /// The units whose rank, tie or number of rivals changed, and nothing else.
    pub fn moved(&self) -> impl Iterator<Item = &UnitChange> {
        self.units.iter().filter(|unit| !unit.is_own())
    }
}

impl UnitChange {
    /// Whether something changed that is the unit's own: an attribute or a figure, not its rank among others.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.has_attributes()
            || !self.items.is_empty()
            || [&self.own_full, &self.total, &self.rate, &self.converted, &self.grade]
                .iter()
                .any(|change| change.is_some())
    }

    /// Whether an attribute changed: what the roster says of the unit.
    #[must_use]
    pub fn has_attributes(&self) -> bool {
        let texts = [&self.name, &self.category, &self.number, &self.weight];
        texts.iter().any(|change| change.is_some()) || self.assessed.is_some()
    }

    /// Whether the unit is new.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.name.as_ref().is_some_and(|name| name.before.is_none())
    }

    /// Whether the unit is gone.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.name.as_ref().is_some_and(|name| name.after.is_none())
    }
}

impl UnitFigures {
    /// Where the unit stands; `None` if it has no rank.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        Some(Place { rank: self.rank?, of: self.of?, tied: self.tied })
    }
}

/// What belongs together before and after, in the order of what is there now; what is gone comes last.
fn pairs<'a, T, K: Ord + 'a>(
    before: &'a [T],
    after: &'a [T],
    key: impl Fn(&'a T) -> &'a K,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let index = |list: &'a [T]| list.iter().map(|one| (key(one), one)).collect::<BTreeMap<_, _>>();
    let (old, new) = (index(before), index(after));
    let there = after.iter().map(|one| (old.get(key(one)).copied(), Some(one)));
    let gone = before.iter().filter(|one| !new.contains_key(key(one))).map(|one| (Some(one), None));
    there.chain(gone).collect()
}

fn unit_change(before: Option<&UnitFigures>, after: Option<&UnitFigures>) -> Option<UnitChange> {
    let sides = Sides { before, after };
    let either = after.or(before)?;
    let items = pairs(list_of(before, |unit| &unit.items), list_of(after, |unit| &unit.items), |item| &item.id);
    let items: Vec<ItemChange> = items.into_iter().filter_map(|(before, after)| item_change(before, after)).collect();
    // What counts towards the total changes with the items. Figures of old have no sections, which is no change of them.
    let (sections, adjustments) = if items.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        let sections =
            pairs(list_of(before, |unit| &unit.sections), list_of(after, |unit| &unit.sections), |one| &one.name);
        let both = sections.into_iter().filter(|(before, after)| before.is_some() && after.is_some());
        let limits =
            pairs(list_of(before, |unit| &unit.adjustments), list_of(after, |unit| &unit.adjustments), |one| {
                &one.limit
            });
        (
            both.filter_map(|(before, after)| part_change(before, after, |one| (&one.name, &one.score))).collect(),
            limits
                .into_iter()
                .filter_map(|(before, after)| part_change(before, after, |one| (&one.limit, &one.score)))
                .collect(),
        )
    };
    let change = UnitChange {
        code: either.code.clone(),
        unit: either.name.clone(),
        name: sides.of(|unit| Some(unit.name.clone())),
        category: sides.of(|unit| Some(unit.category.clone())),
        number: sides.of(|unit| Some(unit.number.clone())),
        weight: sides.of(|unit| unit.weight.clone()),
        assessed: sides.of(|unit| Some(unit.assessed)),
        items,
        sections,
        adjustments,
        own_full: sides.of(|unit| unit.own_full.clone()),
        total: sides.of(|unit| unit.total.clone()),
        rate: sides.of(|unit| unit.rate.clone()),
        converted: sides.of(|unit| unit.converted.clone()),
        grade: sides.of(|unit| unit.grade.clone()),
        place: sides.of(UnitFigures::place),
    };
    (change.is_own() || change.place.is_some()).then_some(change)
}

fn list_of<T>(unit: Option<&UnitFigures>, list: impl Fn(&UnitFigures) -> &Vec<T>) -> &[T] {
    unit.map_or(&[], |unit| list(unit))
}

fn part_change<T>(
    before: Option<&T>,
    after: Option<&T>,
    part: impl Fn(&T) -> (&String, &String),
) -> Option<PartChange> {
    let name = part(after.or(before)?).0.clone();
    let score = Sides { before, after }.of(|one| Some(part(one).1.clone()))?;
    Some(PartChange { name, score })
}

fn item_change(before: Option<&ItemFigures>, after: Option<&ItemFigures>) -> Option<ItemChange> {
    let sides = Sides { before, after };
    (before != after).then_some(ItemChange {
        id: after.or(before)?.id.clone(),
        applicable: sides.of(|item| Some(item.applicable)),
        full: sides.of(|item| Some(item.full.clone())),
        score: sides.of(|item| item.score.clone()),
        lost: sides.of(|item| item.lost.clone()),
        reasons: sides.of(|item| Some(item.reasons.clone())),
        remark: sides.of(|item| item.remark.clone()),
    })
}

fn category_change(before: Option<&CategoryFigures>, after: Option<&CategoryFigures>) -> Option<CategoryChange> {
    let sides = Sides { before, after };
    (before != after).then_some(CategoryChange {
        name: after.or(before)?.name.clone(),
        units: sides.of(|category| Some(category.units)),
        assessed: sides.of(|category| Some(category.assessed)),
        mean_rate: sides.of(|category| category.mean_rate.clone()),
        best_rate: sides.of(|category| category.best_rate.clone()),
        best_units: sides.of(|category| Some(category.best_units.clone())),
    })
}

/// Something before and after; absent where it was not yet or is no more.
struct Sides<'a, T> {
    before: Option<&'a T>,
    after: Option<&'a T>,
}

impl<T> Sides<'_, T> {
    /// How a part of it changed; `None` if it did not.
    fn of<P: PartialEq>(&self, part: impl Fn(&T) -> Option<P>) -> Option<Change<P>> {
        let (before, after) = (self.before.and_then(&part), self.after.and_then(&part));
        (before != after).then_some(Change { before, after })
    }
}
