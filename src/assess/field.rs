//! Where a unit's figure stands among those of others, for rules that rank figures.

use std::collections::BTreeMap;

use crate::model::Marks;
use crate::validate::{Entry, Evidence, Field, RankScope, Rule, Unit, UnitId, Workspace};

/// Where a figure stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// From 1; equal figures have one rank.
    pub(super) rank: u32,
    /// Among how many.
    pub(super) of: u32,
    /// How many are worse.
    pub(super) worse: u32,
    /// The best figure.
    pub(super) best: Marks,
    /// The worst figure.
    pub(super) worst: Marks,
    /// Whether the lowest is best.
    pub(super) lowest: bool,
}

/// The places of all figures that are ranked, by unit and item.
pub(super) fn places(workspace: &Workspace) -> BTreeMap<(UnitId, usize), Place> {
    let Workspace { scheme, roster, scores, .. } = workspace;
    let mut places = BTreeMap::new();
    for (item, rule) in scheme.items().iter().map(|item| &item.rule).enumerate() {
        let Rule::Standing { field, among, .. } = rule else { continue };
        let mut fields: BTreeMap<usize, Vec<(UnitId, &Marks)>> = BTreeMap::new();
        for (id, unit) in roster.ids() {
            if let Entry::Given(Evidence::Readings(readings)) = scores.entry_of(id, item) {
                fields.entry(scope(unit, *among)).or_default().push((id, &readings[0].value));
            }
        }
        for units in fields.into_values() {
            let mut values: Vec<&Marks> = units.iter().map(|(_, value)| *value).collect();
            values.sort();
            for (id, value) in units {
                places.insert((id, item), place(&values, value, *field));
            }
        }
    }
    places
}

/// What tells the units of one scope from those of others; those of one full mark are told apart by it.
pub(super) fn scope(unit: &Unit, among: RankScope) -> usize {
    match among {
        RankScope::Category => unit.category,
        RankScope::Group => unit.group.unwrap_or_default(),
        RankScope::All | RankScope::SameFullMark => 0,
    }
}

/// Where a figure stands among `values`, the lowest first.
fn place(values: &[&Marks], value: &Marks, field: Field) -> Place {
    let lowest = field != Field::Highest;
    let below = values.partition_point(|other| *other < value);
    let above = values.len() - values.partition_point(|other| *other <= value);
    let (better, worse) = if lowest { (below, above) } else { (above, below) };
    let count = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
    let (best, last) = if lowest { (values.first(), values.last()) } else { (values.last(), values.first()) };
    let own = |found: Option<&&Marks>| found.map_or_else(|| value.clone(), |found| (*found).clone());
    // A rank that is entered stands as it is.
    let rank = if field == Field::Rank { value.whole() } else { count(better) + 1 };
    Place { rank, of: count(values.len()), worse: count(worse), best: own(best), worst: own(last), lowest }
}
