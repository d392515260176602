//! The table of a letter: the items of one unit, what was lost and why; and what is absent of its marks.

use super::Maker;
use super::explain::range_words;
use super::form::{Align, Insert};
use super::method::points;
use super::tables::{ABSENT, NOT_APPLICABLE, column, joined_reasons, limit_head};
use crate::assess::derivation::{Figure, How, Name};
use crate::assess::{ItemResult, Limit, reasons};
use crate::diag::MissingPart;
use crate::figures::remark;
use crate::lang::Lang;
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
        let cells = match (result, maker.assessment.score(maker.workspace, id, place)) {
            (ItemResult::Outside, _) => continue,
            (ItemResult::NotApplicable(_), _) => [NOT_APPLICABLE.to_owned(), String::new(), String::new()],
            (_, None) => [ABSENT.to_owned(), ABSENT.to_owned(), String::new()],
            (_, Some(score)) => {
                let mut reasons = reasons(maker.workspace, id, place);
                if !score.lost.is_zero() && reasons.is_empty() {
                    let words = figure_words(maker, id, place);
                    reasons.extend(words.or_else(|| remark(maker.workspace, id, place)).map(Into::into));
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

/// What the marks of an item follow from, if it is a figure that can be told in a few words: where it stands, or what it was
/// measured by.
fn figure_words(maker: &Maker<'_>, id: UnitId, place: usize) -> Option<String> {
    let figure = maker.figure(id, place)?;
    let placed = matches!(maker.workspace.scheme.items()[place].rule, Rule::Standing { .. });
    placed.then(|| standing_words(&figure)).flatten().or_else(|| measured_words(&figure))
}

/// Where a figure stands that is marked by its rank, or what the best one is.
fn standing_words(figure: &Figure) -> Option<String> {
    let entered = || figure.parts.first().map(|part| part.value.to_string()).unwrap_or_default();
    match &figure.how {
        How::Tier { rank, participants, .. } | How::Linear { rank, participants, .. } => {
            Some(format!("{participants}个单位中第{rank}名"))
        }
        How::MinMax { best, worst, .. } => Some(format!("数值{}，最好{best}，最差{worst}", entered())),
        How::ProRata { best, lowest, .. } => {
            Some(format!("数值{}，{}{best}", entered(), if *lowest { "最低" } else { "最高" }))
        }
        _ => figure.parts.iter().find_map(standing_words),
    }
}

/// What was measured and what it counts, of an item whose marks follow from a figure.
pub(super) fn measured_words(figure: &Figure) -> Option<String> {
    match &figure.how {
        How::Interval { ends, .. } => {
            let measured = figure.parts.first()?;
            let (what, sign) = measured_names(measured);
            let range = range_words(ends, Lang::Zh);
            Some(format!("{what}{}{sign}，{range}，计{}分", measured.value, figure.value))
        }
        How::Steps { base, .. } => {
            let measured = figure.parts.first()?;
            let (what, sign) = measured_names(measured);
            let side = if measured.value < *base { "低于" } else { "高于" };
            let word = if figure.value.is_negative() { "扣" } else { "加" };
            let points = if figure.value.is_negative() { -figure.value.clone() } else { figure.value.clone() };
            Some(format!("{what}{}{sign}，{side}{base}{sign}，{word}{points}分", measured.value))
        }
        How::AtBase(base) => {
            let measured = figure.parts.first()?;
            let (what, sign) = measured_names(measured);
            Some(format!("{what}{}{sign}，基准{base}{sign}", measured.value))
        }
        How::Sum | How::AtLeast(_) | How::AtMost(_) if steps_within(figure) => {
            figure.parts.iter().find_map(measured_words)
        }
        How::Rounded => figure.parts.iter().find_map(measured_words),
        _ => None,
    }
}

/// What a measured figure is called, and the sign behind it.
fn measured_names(figure: &Figure) -> (&'static str, &'static str) {
    match figure.name {
        Name::Completion => ("完成率", "%"),
        _ => ("数值", ""),
    }
}

/// Whether a figure follows from a difference, if need be by way of others.
fn steps_within(figure: &Figure) -> bool {
    matches!(figure.name, Name::Difference) || figure.parts.iter().any(steps_within)
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
