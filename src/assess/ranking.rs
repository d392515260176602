//! Ranks: who stands before whom, among whom, and what follows a tie.

use std::collections::BTreeMap;

use super::Outcome;
use super::derivation::RankResult;
use crate::model::Marks;
use crate::validate::{RankKey, RankScope, Ranking, Roster, Ties, UnitId};

/// Gives every unit with an outcome its rank.
pub(super) fn rank(ranking: Ranking, roster: &Roster, outcomes: &mut BTreeMap<UnitId, Outcome>) {
    let mut groups: BTreeMap<String, Vec<(UnitId, Marks)>> = BTreeMap::new();
    for (unit, outcome) in outcomes.iter() {
        let group = match ranking.scope {
            RankScope::Category => roster.unit(*unit).category.to_string(),
            RankScope::All => String::new(),
            RankScope::SameFullMark => outcome.own_full.value.to_string(),
        };
        let key = match ranking.key {
            RankKey::Rate => &outcome.rate,
            RankKey::Raw => &outcome.total,
            RankKey::Converted => &outcome.converted,
        };
        groups.entry(group).or_default().push((*unit, key.value.clone()));
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
            for (unit, _) in tie {
                let result = RankResult {
                    place: 1 + if ranking.ties == Ties::Skip { start } else { distinct },
                    of: group.len(),
                    tied: tie.iter().map(|(other, _)| *other).filter(|other| other != unit).collect(),
                    above: group[..start].last().cloned(),
                    below: group.get(end).cloned(),
                };
                if let Some(outcome) = outcomes.get_mut(unit) {
                    outcome.rank = result;
                }
            }
            distinct += 1;
            start = end;
        }
    }
}
