//! The table of a letter: the items of one unit, what was lost and why; and what is absent of its marks.

use super::Maker;
use super::form::{Align, Insert};
use super::method::points;
use super::tables::{ABSENT, NOT_APPLICABLE, column, joined_reasons, limit_head};
use crate::assess::derivation::{Figure, How};
use crate::assess::{ItemResult, Limit};
use crate::diag::MissingPart;
use crate::figures::remark;
use crate::model::Marks;
use crate::validate::{Rule, UnitId};

/// The items of one unit, for its letter.
pub(super) fn letter_table(maker: &Maker<'_>, id: UnitId) -> Insert {
    let columns = vec![
        column("项目", Some(40), Align::Left),
        column("满分", Some(14), Align::Center),
        column("得分", Some(18), Align::Center),
        column("扣分", Some(18), Align::Center),
        column("扣分原因", None, Align::Left),
    ];
    let items = maker.workspace.scheme.items();
    let result = maker.assessment.unit(id);
    let sections = result.outcome.as_ref().map(|outcome| outcome.sections.as_slice()).unwrap_or_default();
    let mut rows = Vec::new();
    let shown = |place: usize| !matches!(result.items[place], ItemResult::Outside);
    for (place, (item, result)) in items.iter().zip(&result.items).enumerate() {
        let name = item.title().to_owned();
        let full = points(item, &item.full.value).trim_end_matches('分').to_owned();
        let cells = match result {
            ItemResult::Outside => continue,
            ItemResult::NotApplicable(_) => [NOT_APPLICABLE.to_owned(), String::new(), String::new()],
            ItemResult::Missing => [ABSENT.to_owned(), ABSENT.to_owned(), String::new()],
            ItemResult::Scored(score) => {
                let mut reasons = score.reasons.clone();
                if !score.lost.is_zero() && reasons.is_empty() {
                    let standing = matches!(item.rule, Rule::Standing { .. }).then(|| standing_words(&score.figure));
                    reasons.extend(standing.flatten().or_else(|| remark(maker.workspace, id, place)));
                }
                [maker.printed(&score.printed), maker.printed(&score.lost), joined_reasons(&reasons)]
            }
        };
        rows.push([vec![name, full], cells.to_vec()].concat());
        // What a weighted section counts stands behind its last item that concerns the unit.
        let last = (place + 1..items.len()).all(|next| items[next].section != item.section || !shown(next));
        if let Some(section) = sections.iter().find(|section| section.name == item.section).filter(|_| last) {
            let (weight, printed) = (&section.weight, &section.printed);
            let name = format!("{}折算", section.name);
            let rest = (weight - printed).max(Marks::zero());
            let cells = [weight.to_string(), maker.printed(printed), maker.printed(&rest), String::new()];
            rows.push([vec![name], cells.to_vec()].concat());
        }
    }
    // With what is taken off or added at its limits, the rows make the total.
    for adjustment in result.outcome.iter().flat_map(|outcome| &outcome.adjustments) {
        let reason = match adjustment.limit {
            Limit::OwnFull => "加分最多加到满分",
            Limit::Zero => "总分不低于0分",
        };
        let (name, score) = (limit_head(adjustment.limit).to_owned(), maker.printed(&adjustment.printed));
        rows.push(vec![name, String::new(), score, String::new(), reason.to_owned()]);
    }
    Insert::Table { columns, rows, caption: None }
}

/// Where a figure stands that is marked by its rank, or what the best one is.
fn standing_words(figure: &Figure) -> Option<String> {
    let entered = || figure.parts.first().map(|part| part.value.to_string()).unwrap_or_default();
    match &figure.how {
        How::Tier { rank, participants, .. } | How::Linear { rank, participants, .. } => {
            Some(format!("{participants}个单位中第{rank}名"))
        }
        How::ProRata { best, lowest, .. } => {
            Some(format!("数值{}，{}{best}", entered(), if *lowest { "最低" } else { "最高" }))
        }
        _ => figure.parts.iter().find_map(standing_words),
    }
}

/// What is absent of a unit's marks, for the draft's letter.
pub(super) fn absent_items(maker: &Maker<'_>, id: UnitId) -> Vec<String> {
    maker
        .workspace
        .scores
        .missing_of(id)
        .map(|missing| match &missing.part {
            MissingPart::Evaluations(list) => {
                let names: Vec<&str> = list.iter().map(|(evaluator, _)| evaluator.as_str()).collect();
                format!("{}（{}的评价）", missing.item, names.join("、"))
            }
            MissingPart::Panels { absent, silent } => {
                let members = absent.iter().map(|(member, _)| member.as_str());
                let names: Vec<&str> = members.chain(silent.iter().map(String::as_str)).collect();
                format!("{}（{}的评价）", missing.item, names.join("、"))
            }
            _ => missing.item.clone(),
        })
        .collect()
}
