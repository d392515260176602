//! Ranks: who stands before whom, among whom, and what follows a tie.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::derivation::RankResult;
use super::field::scope;
use super::{ItemResult, UnitResult, rounded};
use crate::model::Marks;
use crate::validate::{RankScope, Roster, Scheme, Ties, UnitId};

/// By what units are ranked: the figure, then the marks that break ties.
type Key = (Marks, Vec<Option<Marks>>);

/// What the units that are ranked together have in common: their scope, and their full mark if they are told apart by it.
type Rivals = (usize, Option<Marks>);

/// Gives every unit with an outcome its rank.
pub(super) fn rank(scheme: &Scheme, roster: &Roster, units: &mut [UnitResult]) {
    let ranking = scheme.ranking();
    let mut groups: BTreeMap<Rivals, Vec<(UnitId, Key)>> = BTreeMap::new();
    for ((id, unit), result) in roster.ids().zip(&*units) {
        let Some(outcome) = &result.outcome else { continue };
        let full = (ranking.scope == RankScope::SameFullMark).then(|| outcome.own_full.clone());
        let figure = outcome.figure(ranking.key).clone();
        let key = (figure, breaks(scheme, result));
        groups.entry((scope(unit, ranking.scope), full)).or_default().push((id, key));
    }
    for mut group in groups.into_values() {
        // A stable sort: units with the same figure keep the order of the roster.
        group.sort_by(|(_, a), (_, b)| b.cmp(a));
        let mut distinct = 0;
        let mut start = 0;
        while start < group.len() {
            let key = &group[start].1;
            let end = start + group[start..].partition_point(|(_, other)| other == key);
            let tie = &group[start..end];
            let tied: Arc<[UnitId]> = tie.iter().map(|(unit, _)| *unit).collect();
            for (unit, _) in tie {
                let result = RankResult {
                    place: 1 + if ranking.ties == Ties::Consecutive { distinct } else { start },
                    of: group.len(),
                    tied: Arc::clone(&tied),
                    above: group[..start].last().map(neighbour),
                    below: group.get(end).map(neighbour),
                };
                if let Some(outcome) = &mut units[unit.0].outcome {
                    outcome.rank = result;
                }
            }
            distinct += 1;
            start = end;
        }
    }
}

/// A unit and its figure.
fn neighbour((unit, (figure, _)): &(UnitId, Key)) -> (UnitId, Marks) {
    (*unit, figure.clone())
}

/// The marks that part a unit from others with the same figure; an item that does not concern it comes last.
pub(super) fn breaks(scheme: &Scheme, result: &UnitResult) -> Vec<Option<Marks>> {
    let mark = |place: &usize| match &result.items[*place] {
        ItemResult::Scored(figure) => Some(rounded(figure, scheme.rounding())),
        _ => None,
    };
    scheme.ranking().tie_breaks.iter().map(mark).collect()
}
