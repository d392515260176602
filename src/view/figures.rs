//! `results.json`: all figures for programs, as `data/README.md` documents it.

use serde::Serialize;

use super::Maker;
use crate::assess::{ItemResult, UnitResult};
use crate::model::UnitCode;
use crate::validate::{Unit, UnitId};

/// The file. Marks are decimals in quotation marks, so that no program makes them binary.
#[derive(Debug, Serialize)]
pub struct Figures {
    schema: u32,
    work: String,
    year: i32,
    sample: bool,
    draft: bool,
    items: Vec<ItemHead>,
    units: Vec<UnitFigures>,
    categories: Vec<CategoryFigures>,
}

#[derive(Debug, Serialize)]
struct ItemHead {
    id: String,
    section: String,
    name: Option<String>,
    full: String,
    applies_to: &'static str,
    counts: &'static str,
}

#[derive(Debug, Serialize)]
struct UnitFigures {
    code: UnitCode,
    name: String,
    category: String,
    number: String,
    weight: Option<String>,
    assessed: bool,
    items: Vec<ItemFigures>,
    own_full: Option<String>,
    total: Option<String>,
    rate: Option<String>,
    converted: Option<String>,
    rank: Option<usize>,
    of: Option<usize>,
}

#[derive(Debug, Serialize)]
struct ItemFigures {
    id: String,
    applicable: bool,
    full: String,
    score: Option<String>,
    lost: Option<String>,
    reasons: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CategoryFigures {
    name: String,
    units: usize,
    assessed: usize,
    mean_rate: Option<String>,
    best_rate: Option<String>,
    best_units: Vec<String>,
}

impl Maker<'_> {
    /// All figures as a file's content.
    pub(super) fn figures(&self) -> Figures {
        let scheme = &self.workspace.scheme;
        let roster = &self.workspace.roster;
        let items = scheme.items().iter().map(|item| ItemHead {
            id: item.id.clone(),
            section: item.section.clone(),
            name: item.name.clone(),
            full: item.full.value.to_string(),
            applies_to: item.applies_to.name(),
            counts: item.counts.name(),
        });
        let categories =
            roster.categories().iter().zip(self.assessment.categories()).map(|(name, result)| CategoryFigures {
                name: name.clone(),
                units: result.units.len(),
                assessed: result.assessed,
                mean_rate: result.mean.as_ref().map(|marks| self.printed(marks)),
                best_rate: result.best.as_ref().map(|marks| self.printed(marks)),
                best_units: result.best_units.iter().map(|id| roster.name(*id).to_owned()).collect(),
            });
        Figures {
            schema: 1,
            work: scheme.work().to_owned(),
            year: scheme.year(),
            sample: self.workspace.documents.sample,
            draft: self.draft,
            items: items.collect(),
            units: roster.ids().map(|(id, unit)| self.unit_figures(id, unit)).collect(),
            categories: categories.collect(),
        }
    }

    fn unit_figures(&self, id: UnitId, unit: &Unit) -> UnitFigures {
        let result = self.assessment.unit(id);
        let outcome = result.outcome.as_ref();
        UnitFigures {
            code: unit.code.clone(),
            name: unit.name.value.clone(),
            category: self.workspace.roster.categories()[unit.category].clone(),
            number: unit.number.clone(),
            weight: unit.weight.as_ref().map(|weight| weight.value.to_string()),
            assessed: unit.assessed(),
            items: self.item_figures(result),
            own_full: result.own_full.as_ref().map(|full| full.value.to_string()),
            total: outcome.map(|outcome| self.printed(&outcome.total.value)),
            rate: outcome.map(|outcome| self.printed(&outcome.rate.value)),
            converted: outcome.map(|outcome| self.printed(&outcome.converted.value)),
            rank: outcome.map(|outcome| outcome.rank.place),
            of: outcome.map(|outcome| outcome.rank.of),
        }
    }

    fn item_figures(&self, result: &UnitResult) -> Vec<ItemFigures> {
        let items = self.workspace.scheme.items().iter().zip(&result.items);
        let figures = items.filter_map(|(item, result)| {
            let (applicable, score) = match result {
                ItemResult::Outside => return None,
                ItemResult::NotApplicable(_) => (false, None),
                ItemResult::Missing => (true, None),
                ItemResult::Scored(score) => (true, Some(score)),
            };
            Some(ItemFigures {
                id: item.id.clone(),
                applicable,
                full: item.full.value.to_string(),
                score: score.map(|score| self.printed(&score.printed)),
                lost: score.map(|score| self.printed(&score.lost)),
                reasons: score.map(|score| score.reasons.clone()).unwrap_or_default(),
            })
        });
        figures.collect()
    }
}
