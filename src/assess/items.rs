//! The marks of one item from its evidence, one function for each kind of rule.

use super::derivation::{Figure, How, Name};
use crate::model::Marks;
use crate::validate::{
    Answer, Class, Criterion, Evaluation, Evidence, IndicatorRanks, Item, Listing, Met, Per, Publication, RankPart,
    Rule,
};

/// The exact figure of an item and the reasons for what was lost.
pub(super) fn score(
    item: &Item,
    place: usize,
    evidence: &Evidence,
    rows: impl Fn(&str) -> usize,
) -> (Figure, Vec<String>) {
    match (&item.rule, evidence) {
        (Rule::Checklist { criteria, .. }, Evidence::Checklist(answers)) => {
            let reasons = answers.iter().filter_map(|answer| answer.reason.clone()).collect();
            (checklist(place, criteria, answers), reasons)
        }
        (_, Evidence::Judged(mark, declined)) => {
            let parts = declined.iter().map(evaluation).collect();
            let figure = Figure::new(Name::Item(place), mark.value.clone(), How::Cell(mark.cell), parts);
            (figure, mark.reason.iter().cloned().collect())
        }
        (Rule::Mean { scale, .. }, Evidence::Mean(evaluations)) => {
            let given = evaluations.iter().filter(|evaluation| evaluation.value.is_some());
            let reasons = given.filter_map(|evaluation| evaluation.reason.clone()).collect();
            (mean(place, item, scale, evaluations), reasons)
        }
        (Rule::Counted { classes }, Evidence::Counted(events)) => {
            (counted(place, item, classes, events, rows("宣传.csv")), Vec::new())
        }
        (Rule::Deduction { each, per, .. }, Evidence::Deduction(listings)) => {
            let reasons = listings.iter().map(|row| format!("{}：{}，{}", row.body, row.case, row.date)).collect();
            let once = *per == Per::Year;
            let how = |count| How::Deducted {
                count,
                each: each.value.clone(),
                setting: each.span,
                once,
                most: item.full.value.clone(),
            };
            (deduction(place, item, &each.value, once, listings, how, rows("失信.csv")), reasons)
        }
        (Rule::RankTable { parts, .. }, Evidence::Rankings(indicators)) => {
            (ranked(place, parts, indicators), Vec::new())
        }
        // The score sheet is made from the same rules, so that evidence of another kind cannot arrive here.
        _ => unreachable!("the evidence of an item is of its rule's kind"),
    }
}

fn checklist(place: usize, criteria: &[Criterion], answers: &[Answer]) -> Figure {
    let parts = criteria.iter().zip(answers).enumerate().map(|(at, (criterion, answer))| {
        let points = &criterion.points.value;
        let value = match answer.met {
            Met::Yes => points.clone(),
            Met::Half => points / &Marks::from(2),
            Met::No => Marks::zero(),
        };
        let how = How::Answer { met: answer.met, cell: answer.cell, points: criterion.points.span };
        Figure::leaf(Name::Criterion(at + 1), value, how)
    });
    Figure::sum(Name::Item(place), parts.collect())
}

fn mean(place: usize, item: &Item, scale: &Marks, evaluations: &[Evaluation]) -> Figure {
    let parts: Vec<Figure> = evaluations.iter().map(evaluation).collect();
    let figure = mean_of(Name::Mean, parts);
    let value = &(&figure.value * &item.full.value) / scale;
    if *scale == item.full.value {
        return Figure { name: Name::Item(place), ..figure };
    }
    let how = How::Scaled { full: item.full.value.clone(), scale: scale.clone() };
    Figure::new(Name::Item(place), value, how, vec![figure])
}

fn evaluation(evaluation: &Evaluation) -> Figure {
    let name = Name::Evaluation(evaluation.indicator);
    match &evaluation.value {
        Some(value) => Figure::leaf(name, value.clone(), How::Cell(evaluation.cell)),
        None => Figure::leaf(name, Marks::zero(), How::Declined(evaluation.cell)),
    }
}

/// The simple mean of parts, of which at least one is not declined.
fn mean_of(name: Name, parts: Vec<Figure>) -> Figure {
    let given = parts.iter().filter(|part| !matches!(part.how, How::Declined(_)));
    let (sum, count) = given.fold((Marks::zero(), 0_usize), |(sum, count), part| (&sum + &part.value, count + 1));
    Figure::new(name, &sum / &Marks::from(count.max(1)), How::Mean, parts)
}

fn counted(place: usize, item: &Item, classes: &[Class], events: &[Publication], rows: usize) -> Figure {
    if events.is_empty() {
        return Figure::leaf(Name::Item(place), Marks::zero(), How::NoRow { table: "宣传.csv", rows });
    }
    let parts = classes.iter().enumerate().map(|(at, class)| {
        let of_class: Vec<&Publication> = events.iter().filter(|event| event.class == at).collect();
        let count = of_class.iter().filter(|event| event.counts).count();
        let value = (&Marks::from(count) * &class.each.value).min(class.cap.value.clone());
        let parts = of_class.iter().map(|event| {
            let name = Name::Event(event.title.clone());
            if event.counts {
                Figure::leaf(name, class.each.value.clone(), How::Counts(event.cell))
            } else {
                Figure::leaf(name, Marks::zero(), How::Repeats(event.cell))
            }
        });
        let (each, cap) = (class.each.value.clone(), class.cap.value.clone());
        let how = How::Counted { count, each, cap, setting: class.each.span };
        Figure::new(Name::Class(class.name.clone()), value, how, parts.collect())
    });
    let sum = Figure::sum(Name::Item(place), parts.collect());
    let most = sum.value.clone().min(item.full.value.clone());
    sum.then(most, How::AtMost(item.full.value.clone()))
}

fn deduction(
    place: usize,
    item: &Item,
    each: &Marks,
    once: bool,
    listings: &[Listing],
    how: impl Fn(usize) -> How,
    rows: usize,
) -> Figure {
    if listings.is_empty() {
        return Figure::leaf(Name::Item(place), Marks::zero(), How::NoRow { table: "失信.csv", rows });
    }
    let times = if once { 1 } else { listings.len() };
    let taken = (&Marks::from(times) * each).min(item.full.value.clone());
    let parts = listings.iter().map(|listing| {
        let name = Name::Event(format!("{} {}", listing.body, listing.case));
        Figure::leaf(name, each.clone(), How::Counts(listing.cell))
    });
    Figure::new(Name::Item(place), -taken, how(listings.len()), parts.collect())
}

fn ranked(place: usize, parts: &[RankPart], indicators: &[IndicatorRanks]) -> Figure {
    let mut figures: Vec<Figure> = indicators
        .iter()
        .map(|indicator| {
            let ranks = parts.iter().zip(&indicator.ranks).map(|(part, rank)| {
                let tier = part.tiers.iter().find(|tier| rank.rank <= tier.to);
                let points = tier.map_or(&part.otherwise, |tier| &tier.points);
                let how = How::Tier {
                    rank: rank.rank,
                    participants: rank.participants,
                    cell: rank.cell,
                    points: points.span,
                };
                Figure::leaf(Name::Class(part.among.clone()), points.value.clone(), how)
            });
            Figure::sum(Name::Indicator(indicator.indicator), ranks.collect())
        })
        .collect();
    if figures.len() == 1
        && let Some(only) = figures.pop()
    {
        let value = only.value.clone();
        return Figure::new(Name::Item(place), value, How::Sum, vec![only]);
    }
    mean_of(Name::Item(place), figures)
}
