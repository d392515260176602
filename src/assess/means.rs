//! Means of several marks: of evaluators, of panels by their weights, of periods; and which of the marks count.

use std::collections::BTreeSet;

use super::derivation::{Figure, How, Name};
use crate::model::Marks;
use crate::span::Span;
use crate::validate::{Evaluation, Panel, Reading, Take, Trim, Voice};

/// What an evaluator says, as a figure.
pub(super) fn evaluation(evaluation: &Evaluation) -> Figure {
    let name = Name::Evaluation(evaluation.voice.clone());
    match &evaluation.value {
        Some(value) => Figure::leaf(name, value.clone(), How::Cell(evaluation.cell)),
        None => Figure::leaf(name, Marks::zero(), How::Declined(evaluation.cell)),
    }
}

/// The mean of evaluations, of several panels by their weights, on the scale of the evaluators.
pub(super) fn evaluations_mean(panels: &[Panel], trim: Option<Trim>, evaluations: &[Evaluation]) -> Figure {
    if panels.is_empty() {
        return Figure::mean(Name::Mean, trimmed(evaluations.iter().map(evaluation).collect(), trim));
    }
    let mut sum = Marks::zero();
    let mut parts = Vec::new();
    for (at, panel) in panels.iter().enumerate() {
        let of_panel = |one: &&Evaluation| matches!(one.voice, Voice::Member(panel, _) if panel == at);
        let given = evaluations.iter().filter(of_panel).map(evaluation).collect();
        let mean = Figure::mean(Name::Class(panel.name.value.clone()), trimmed(given, trim));
        sum = &sum + &(&mean.value * &panel.weight.value);
        parts.push(mean);
    }
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return Figure { name: Name::Mean, ..only };
    }
    let weights = panels.iter().map(|panel| panel.weight.value.clone()).collect();
    Figure::new(Name::Mean, &sum / &Marks::from(100), How::WeightedMean(weights), parts)
}

/// The evaluations with the highest and lowest left out, if there are enough of them.
fn trimmed(mut figures: Vec<Figure>, trim: Option<Trim>) -> Vec<Figure> {
    let Some(trim) = trim else { return figures };
    let mut given: Vec<usize> = (0..figures.len()).filter(|at| matches!(figures[*at].how, How::Cell(_))).collect();
    if given.len() < trim.from as usize {
        return figures;
    }
    // A stable sort: of equal marks the first one given is the lower.
    given.sort_by(|a, b| figures[*a].value.cmp(&figures[*b].value));
    let (lowest, highest) = (trim.lowest as usize, given.len().saturating_sub(trim.highest as usize));
    // A scheme leaves something between the two.
    for at in given.iter().take(lowest).chain(given.iter().skip(highest)) {
        leave_out(&mut figures[*at]);
    }
    figures
}

/// The mean of the periods that count, on their scale.
pub(super) fn periods_mean(periods: &[String], take: Take, readings: &[Reading]) -> Figure {
    let mut figures: Vec<Figure> = periods
        .iter()
        .zip(readings)
        .map(|(period, reading)| {
            Figure::leaf(Name::Class(period.clone()), reading.value.clone(), How::Cell(reading.cell))
        })
        .collect();
    let mut order: Vec<usize> = (0..figures.len()).collect();
    let kept = match take {
        Take::Mean => figures.len(),
        Take::Last(count) => count as usize,
        Take::Best(count) => {
            order.sort_by(|a, b| figures[*a].value.cmp(&figures[*b].value));
            count as usize
        }
    };
    for at in &order[..order.len().saturating_sub(kept)] {
        leave_out(&mut figures[*at]);
    }
    Figure::mean(Name::Mean, figures)
}

fn leave_out(figure: &mut Figure) {
    if let How::Cell(cell) = figure.how {
        figure.how = How::LeftOut(cell);
    }
}

/// The cells that count towards a figure.
pub(super) fn cells_of(figure: &Figure) -> BTreeSet<Span> {
    let mut cells = BTreeSet::new();
    let mut open = vec![figure];
    while let Some(figure) = open.pop() {
        if let How::Cell(cell) = figure.how {
            cells.insert(cell);
        }
        open.extend(&figure.parts);
    }
    cells
}
