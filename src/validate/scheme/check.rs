//! What must hold between the parts of a scheme.

use super::{AppliesTo, Counts, Item, Rule};
use crate::diag::{Diagnostics, Problem};
use crate::model::Marks;
use crate::span::{Span, Spanned};

/// The classes of a counted item and the parts of a rank table are told apart by their names.
pub(super) fn check_names(rule: &Rule, place: Span, diagnostics: &mut Diagnostics) {
    let names: Vec<&str> = match rule {
        Rule::Counted { classes } => classes.iter().map(|class| class.name.as_str()).collect(),
        Rule::RankTable { parts, .. } => parts.iter().map(|part| part.among.as_str()).collect(),
        _ => return,
    };
    let twice = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name));
    if let Some((_, name)) = twice {
        let column = if matches!(rule, Rule::Counted { .. }) { "name" } else { "among" };
        diagnostics.at(place, Problem::Duplicate { column: column.to_owned(), value: (*name).to_owned() });
    }
}

/// The parts of a checklist or rank table add up to the item's full mark; the caps of a counted item reach it.
pub(super) fn check_parts(item: &Item, diagnostics: &mut Diagnostics) {
    let sum: Marks = match &item.rule {
        Rule::Checklist { criteria, .. } => criteria.iter().map(|criterion| &criterion.points.value).sum(),
        Rule::Counted { classes } => classes.iter().map(|class| &class.cap.value).sum(),
        Rule::RankTable { parts, .. } => parts.iter().map(|part| &part.full).sum(),
        Rule::Judged { .. } | Rule::Mean { .. } | Rule::Deduction { .. } => return,
    };
    let enough = matches!(item.rule, Rule::Counted { .. }) && sum > item.full.value;
    if sum != item.full.value && !enough {
        let problem = Problem::PartsMismatch { item: item.id.clone(), full: item.full.value.clone(), sum };
        diagnostics.at(item.full.span, problem);
    }
}

pub(super) fn check_items(items: &[Item], base: &Spanned<Marks>, diagnostics: &mut Diagnostics) {
    let sum: Marks = items.iter().filter(|item| item.counts == Counts::Base).map(|item| &item.full.value).sum();
    if sum != base.value {
        diagnostics.at(base.span, Problem::BaseMismatch { base: base.value.clone(), sum });
    }
    check_tables(items, diagnostics);
    for (at, item) in items.iter().enumerate() {
        let place: Span = item.full.span;
        if item.counts == Counts::Base && item.applies_to != AppliesTo::All {
            diagnostics.at(place, Problem::BaseNotForAll { item: item.id.clone() });
        }
        if matches!(item.rule, Rule::RankTable { .. }) && item.applies_to != AppliesTo::ProvincialLeads {
            diagnostics.at(place, Problem::RanksNotForLeads { item: item.id.clone() });
        }
        if at > 0
            && items[at - 1].section != item.section
            && items[..at].iter().any(|other| other.section == item.section)
        {
            diagnostics.at(place, Problem::SplitSection { section: item.section.clone() });
        }
        if let Some(earlier) = items[..at].iter().find(|other| other.id == item.id) {
            let problem = Problem::Duplicate { column: "id".to_owned(), value: item.id.clone() };
            diagnostics.between(place, earlier.full.span, problem);
        }
    }
}

/// Some tables name no item: their rows can feed one item only.
fn check_tables(items: &[Item], diagnostics: &mut Diagnostics) {
    let kind = |item: &Item| match item.rule {
        Rule::Mean { .. } => Some("mean"),
        Rule::Counted { .. } => Some("counted"),
        Rule::Deduction { .. } => Some("deduction"),
        Rule::RankTable { .. } => Some("rank-table"),
        Rule::Checklist { .. } | Rule::Judged { .. } => None,
    };
    for (at, item) in items.iter().enumerate() {
        let earlier = items[..at].iter().find(|other| kind(other).is_some() && kind(other) == kind(item));
        if let (Some(earlier), Some(kind)) = (earlier, kind(item)) {
            diagnostics.between(
                item.full.span,
                earlier.full.span,
                Problem::OneItemOnly { kind, item: item.id.clone() },
            );
        }
    }
}
