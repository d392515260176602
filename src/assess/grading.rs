//! Grades: the band of a figure, capped by vetoes, and within quotas.

use std::collections::BTreeMap;

use super::UnitResult;
use super::field::scope;
use super::ranking::breaks;
use crate::diag::{Diagnostics, Problem};
use crate::model::Marks;
use crate::validate::{Grades, Quota, QuotaTies, Roster, Size, UnitId, Workspace};

/// The grade of a unit and how it came about.
#[derive(Clone, Debug)]
pub struct GradeResult {
    /// The grade, by place among the bands of the scheme.
    pub band: usize,
    /// The grade by its figure alone.
    pub by_figure: usize,
    /// The vetoes that capped it, by place among those of the scheme.
    pub vetoes: Vec<usize>,
    /// Whether it had to make way since a quota was full.
    pub displaced: bool,
}

/// Gives every unit with an outcome its grade.
pub(super) fn grade(workspace: &Workspace, units: &mut [UnitResult], diagnostics: &mut Diagnostics) {
    let Workspace { scheme, roster, scores, .. } = workspace;
    let Some(grades) = scheme.grades() else { return };
    for ((id, _), result) in roster.ids().zip(&mut *units) {
        let Some(outcome) = &mut result.outcome else { continue };
        let figure = outcome.figure(grades.key);
        let by_figure = best_from(grades, 0, figure);
        let mut vetoes: Vec<usize> = scores.vetoes_of(id).iter().map(|(veto, _)| *veto).collect();
        vetoes.sort_unstable();
        vetoes.dedup();
        let cap = vetoes.iter().map(|veto| grades.vetoes[*veto].cap).max().unwrap_or(0);
        let band = best_from(grades, cap, figure);
        outcome.grade = Some(GradeResult { band, by_figure, vetoes, displaced: false });
    }
    // From the best down: whoever makes way competes for the next grade.
    for (at, band) in grades.bands.iter().enumerate() {
        if let Some(quota) = &band.quota {
            let field = Field { workspace, grades, quota, at };
            field.within(units, diagnostics);
        }
    }
}

/// The best band that a figure reaches, of those from a place on.
fn best_from(grades: &Grades, from: usize, figure: &Marks) -> usize {
    let lowest = grades.bands.len() - 1;
    let admits = |at: &usize| grades.bands[*at].lower.as_ref().is_none_or(|lower| lower.admits(figure));
    (from..=lowest).find(admits).unwrap_or(lowest)
}

/// Those that compete for a grade with a quota.
struct Field<'a> {
    workspace: &'a Workspace,
    grades: &'a Grades,
    quota: &'a Quota,
    /// The grade, by place.
    at: usize,
}

impl Field<'_> {
    /// Lets as many units keep the grade as its quota holds, the best; the others get the next one that they reach.
    fn within(&self, results: &mut [UnitResult], diagnostics: &mut Diagnostics) {
        let Self { workspace: Workspace { roster, .. }, grades, quota, at, .. } = *self;
        let mut fields: BTreeMap<usize, Vec<UnitId>> = BTreeMap::new();
        for ((id, unit), result) in roster.ids().zip(&*results) {
            let grade = result.outcome.as_ref().and_then(|outcome| outcome.grade.as_ref());
            // Whom something vetoes takes no place above its cap, since it has none of these grades to begin with.
            if grade.is_some_and(|grade| grade.band == at) {
                fields.entry(scope(unit, quota.among)).or_default().push(id);
            }
        }
        for (field, units) in fields {
            let size = size(quota, roster, field, &units);
            if units.len() <= size {
                continue;
            }
            let mut ordered: Vec<(Order, UnitId)> =
                units.iter().filter_map(|id| Some((self.order(&results[id.0])?, *id))).collect();
            // A stable sort: equals keep the order of the roster.
            ordered.sort_by(|(a, _), (b, _)| b.cmp(a));
            let mut kept = size;
            if kept > 0 && ordered[kept - 1].0 == ordered[kept].0 {
                let edge = &ordered[kept].0;
                let first = ordered.iter().position(|(order, _)| order == edge).unwrap_or(kept);
                let end = ordered.iter().rposition(|(order, _)| order == edge).map_or(kept, |last| last + 1);
                let units = ordered[first..end].iter().map(|(_, unit)| roster.name(*unit).to_owned()).collect();
                let grade = grades.bands[at].name.value.clone();
                diagnostics.at(quota.span, Problem::QuotaTie { grade, units, size });
                kept = if quota.ties == QuotaTies::Include { end } else { first };
            }
            for (_, unit) in &ordered[kept..] {
                let Some(outcome) = &mut results[unit.0].outcome else { continue };
                let band = best_from(grades, at + 1, outcome.figure(grades.key));
                if let Some(grade) = &mut outcome.grade {
                    (grade.band, grade.displaced) = (band, true);
                }
            }
        }
    }

    fn order(&self, result: &UnitResult) -> Option<Order> {
        let figure = result.outcome.as_ref()?.figure(self.grades.key).clone();
        Some((figure, breaks(&self.workspace.scheme, result)))
    }
}

/// By what units compete: the figure, then the marks that break ties.
type Order = (Marks, Vec<Option<Marks>>);

/// How many units of a field the quota holds.
fn size(quota: &Quota, roster: &Roster, field: usize, units: &[UnitId]) -> usize {
    match &quota.size {
        Size::Count(count) => *count as usize,
        Size::Share(share) => {
            let all = roster.units().iter().filter(|unit| unit.assessed && scope(unit, quota.among) == field).count();
            share.of(all)
        }
        Size::Categories(counts) => {
            let category = units.first().map(|unit| &roster.categories()[roster.unit(*unit).category]);
            let count = counts.iter().find(|(name, _)| Some(&name.value) == category);
            count.map_or(0, |(_, count)| *count as usize)
        }
    }
}
