//! The independent computation: the section 计算 of `data/README.md`, once more.

use super::entries::Entries;
use super::ratio::{Ratio, mean};
use super::read::Workspace;
use super::scheme::{Item, Rule, Scheme};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// Everything that `results.json` should say, as printed.
pub(crate) struct Figures {
    pub(crate) scheme: Scheme,
    pub(crate) sample: bool,
    pub(crate) units: Vec<UnitFigures>,
    pub(crate) categories: Vec<CategoryFigures>,
}

/// One unit of the roster.
pub(crate) struct UnitFigures {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) category: String,
    pub(crate) number: String,
    pub(crate) weight: Option<Ratio>,
    /// Empty for a unit that is not assessed.
    pub(crate) items: Vec<ItemFigures>,
    /// `None` for a unit that is not assessed.
    pub(crate) standing: Option<Standing>,
}

/// One item of a unit.
pub(crate) struct ItemFigures {
    pub(crate) id: String,
    pub(crate) full: Ratio,
    /// `None` if declared 不适用.
    pub(crate) score: Option<Ratio>,
    pub(crate) lost: Option<Ratio>,
    /// The reasons given in the rows that lost points.
    pub(crate) reasons: Vec<String>,
}

/// The totals of an assessed unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) own_full: Ratio,
    pub(crate) total: Ratio,
    pub(crate) rate: Ratio,
    pub(crate) converted: Ratio,
    pub(crate) rank: usize,
    pub(crate) of: usize,
    /// Whether others have the same rank.
    pub(crate) tied: bool,
}

/// One category of the roster.
pub(crate) struct CategoryFigures {
    pub(crate) name: String,
    pub(crate) units: usize,
    pub(crate) assessed: usize,
    pub(crate) mean_rate: Option<Ratio>,
    pub(crate) best_rate: Option<Ratio>,
    pub(crate) best_units: Vec<String>,
}

/// An exact score before rounding, with the reasons of what was lost.
type Scored = Option<(Ratio, Vec<String>)>;

/// Computes all figures of the workspace at `root`; an error names what is wrong with it.
pub(crate) fn figures(root: &Path) -> Result<Figures, String> {
    let workspace = Workspace::read(root)?;
    let entries = Entries::collect(&workspace)?;
    let mut units = Vec::new();
    for place in 0..workspace.units.len() {
        units.push(unit_figures(&workspace, &entries, place)?);
    }
    rank(&workspace.scheme, &mut units);
    let categories = categories(&workspace.scheme, &units);
    Ok(Figures { sample: workspace.sample, scheme: workspace.scheme, units, categories })
}

fn unit_figures(workspace: &Workspace, entries: &Entries, place: usize) -> Result<UnitFigures, String> {
    let scheme = &workspace.scheme;
    let unit = &workspace.units[place];
    let mut figures = UnitFigures {
        code: unit.code.clone(),
        name: unit.name.clone(),
        category: unit.category.clone(),
        number: unit.number.clone(),
        weight: unit.weight,
        items: Vec::new(),
        standing: None,
    };
    let Some(weight) = unit.weight else {
        return Ok(figures);
    };
    let (mut sum, mut own_full) = (Ratio::ZERO, Ratio::ZERO);
    for item in &scheme.items {
        if !workspace.applies(place, item)? {
            continue;
        }
        let scored =
            score(workspace, entries, place, item).map_err(|error| format!("{}, {}: {error}", unit.name, item.id))?;
        let printed = scored.as_ref().map(|(exact, _)| scheme.round(*exact));
        if let Some((exact, _)) = &scored {
            sum = sum + if scheme.round_items { scheme.round(*exact) } else { *exact };
            if item.counts != "deduction" {
                own_full = own_full + item.full;
            }
        }
        figures.items.push(ItemFigures {
            id: item.id.clone(),
            full: item.full,
            score: printed,
            lost: printed.map(|score| match item.rule {
                Rule::Deduction { .. } => -score,
                _ => item.full - score,
            }),
            reasons: scored.map(|(_, reasons)| reasons).unwrap_or_default(),
        });
    }
    let total = scheme.round(sum.max(Ratio::ZERO));
    let converted = match scheme.conversion.as_str() {
        "capped-at-base" => weight * total.min(scheme.base) / scheme.base,
        _ => weight * total / own_full,
    };
    figures.standing = Some(Standing {
        own_full,
        total,
        rate: scheme.round(total / own_full * Ratio::int(100)),
        converted: scheme.round(converted),
        rank: 0,
        of: 0,
        tied: false,
    });
    Ok(figures)
}

/// The exact score of one applicable item, `None` if declared 不适用.
fn score(workspace: &Workspace, entries: &Entries, unit: usize, item: &Item) -> Result<Scored, String> {
    let zero = Ratio::ZERO;
    let exact = match &item.rule {
        Rule::Checklist { points, .. } => {
            let mut sum = zero;
            let mut reasons = Vec::new();
            for (place, points) in points.iter().enumerate() {
                let key = (unit, item.id.clone(), place + 1);
                let met = entries.criteria.get(&key);
                let met = met.ok_or_else(|| format!("缺分 in 达标, 要点 {}", place + 1))?;
                sum = sum + *points * met.share;
                if met.share < Ratio::int(1) {
                    reasons.extend(met.reason.clone());
                }
            }
            return Ok(Some((sum, reasons)));
        }
        Rule::Judged { .. } => return judged(entries, unit, item),
        Rule::Mean { scale } => {
            let mut scores = Vec::new();
            let mut reasons = Vec::new();
            for indicator in workspace.expected(unit) {
                let row = entries.evaluations.get(&(indicator, unit));
                let row = row.ok_or_else(|| format!("缺分 in 评价, {}", workspace.indicators[indicator].name))?;
                if let Some(given) = row.score {
                    scores.push(given);
                    if given < *scale {
                        reasons.extend(row.reason.clone());
                    }
                }
            }
            let Some(mean) = mean(&scores) else {
                return judged(entries, unit, item);
            };
            if entries.judged.contains_key(&(unit, item.id.clone())) {
                return Err("both evaluated and judged".to_owned());
            }
            return Ok(Some((mean * item.full / *scale, reasons)));
        }
        Rule::Counted(classes) => {
            // The highest class of every title; then the titles of every class.
            let mut highest: HashMap<&str, usize> = HashMap::new();
            for (_, title, class) in entries.news.iter().filter(|news| news.0 == unit) {
                let best = highest.entry(title).or_insert(*class);
                *best = (*best).max(*class);
            }
            let of_class = |(place, class): (usize, &super::scheme::Class)| {
                let count = highest.values().filter(|&&best| best == place).count();
                (Ratio::count(count) * class.each).min(class.cap)
            };
            let sum: Ratio = classes.iter().enumerate().map(of_class).sum();
            sum.min(item.full)
        }
        Rule::Deduction { each, per_event } => {
            let events = entries.listed.iter().filter(|&&listed| listed == unit);
            match (events.count(), per_event) {
                (0, _) => zero,
                (_, false) => -*each,
                (events, true) => -(Ratio::count(events) * *each).min(item.full),
            }
        }
        Rule::RankTable(parts) => {
            let mut scores = Vec::new();
            for (place, indicator) in workspace.indicators.iter().enumerate() {
                if indicator.lead != unit || !indicator.provincial {
                    continue;
                }
                let mut sum = zero;
                for part in parts {
                    let rank = entries.ranks.get(&(place, part.among.clone()));
                    let rank = *rank.ok_or_else(|| format!("缺分 in 排名, {} {}", indicator.name, part.among))?;
                    let tier = part.tiers.iter().find(|(to, _)| *to >= rank);
                    sum = sum + tier.map_or(part.otherwise, |(_, points)| *points);
                }
                scores.push(sum);
            }
            mean(&scores).ok_or("no provincial indicator")?
        }
    };
    Ok(Some((exact, Vec::new())))
}

/// The score given in 评分.
fn judged(entries: &Entries, unit: usize, item: &Item) -> Result<Scored, String> {
    let row = entries.judged.get(&(unit, item.id.clone()));
    let row = row.ok_or("缺分 in 评分")?;
    Ok(row.score.map(|score| {
        let lost = score < item.full;
        (score, row.reason.clone().filter(|_| lost).into_iter().collect())
    }))
}

/// Fills in rank and size of the field.
fn rank(scheme: &Scheme, units: &mut [UnitFigures]) {
    let standings: Vec<(usize, String, Ratio, Ratio)> = units
        .iter()
        .enumerate()
        .filter_map(|(place, unit)| {
            let standing = unit.standing.as_ref()?;
            let key = match scheme.key.as_str() {
                "raw" => standing.total,
                "converted" => standing.converted,
                _ => standing.rate,
            };
            Some((place, unit.category.clone(), standing.own_full, key))
        })
        .collect();
    for (place, category, own_full, key) in &standings {
        let rivals: Vec<Ratio> = standings
            .iter()
            .filter(|(_, other, full, _)| match scheme.scope.as_str() {
                "all" => true,
                "same-full-mark" => full == own_full,
                _ => other == category,
            })
            .map(|(_, _, _, rival)| *rival)
            .collect();
        let better = rivals.iter().filter(|rival| *rival > key);
        let ahead = if scheme.skip_after_ties { better.count() } else { better.collect::<BTreeSet<_>>().len() };
        if let Some(standing) = &mut units[*place].standing {
            standing.rank = ahead + 1;
            standing.of = rivals.len();
            standing.tied = rivals.iter().filter(|rival| *rival == key).count() > 1;
        }
    }
}

fn categories(scheme: &Scheme, units: &[UnitFigures]) -> Vec<CategoryFigures> {
    let mut seen = HashSet::new();
    let names = units.iter().map(|unit| unit.category.as_str());
    let names: Vec<&str> = names.filter(|name| seen.insert(*name)).collect();
    names
        .into_iter()
        .map(|name| {
            let members = units.iter().filter(|unit| unit.category == name);
            let rates: Vec<(&str, Ratio)> =
                members.clone().filter_map(|unit| Some((unit.name.as_str(), unit.standing.as_ref()?.rate))).collect();
            let values: Vec<Ratio> = rates.iter().map(|(_, rate)| *rate).collect();
            let best = values.iter().copied().max();
            CategoryFigures {
                name: name.to_owned(),
                units: members.count(),
                assessed: rates.len(),
                mean_rate: mean(&values).map(|mean| scheme.round(mean)),
                best_rate: best,
                best_units: rates
                    .iter()
                    .filter(|(_, rate)| Some(*rate) == best)
                    .map(|(name, _)| (*name).to_owned())
                    .collect(),
            }
        })
        .collect()
}
