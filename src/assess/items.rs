//! The marks of one item from its evidence, one function for each kind of rule.

use ecow::EcoString;

use super::derivation::{Figure, How, Name};
use super::field::Place;
use super::means::{cells_of, evaluation, evaluations_mean, periods_mean};
use crate::model::{Marks, RoundingMode};
use crate::span::{Span, Spanned};
use crate::validate::{
    Answer, Bound, Change, Class, Criterion, Difference, Event, Events, Evidence, IndicatorRanks, Interval, Item,
    Judgement, Met, Per, Points, RankPart, Reading, Rule, Unit, VoteOption,
};

/// The item whose marks are computed, and for which unit.
pub(super) struct Question<'a> {
    pub(super) item: &'a Item,
    /// Its place in the scheme.
    pub(super) place: usize,
    pub(super) unit: &'a Unit,
    /// The table that holds events of the item, and how many rows it has.
    pub(super) events: (&'static str, usize),
    /// Where the unit's figure stands among others, for rules that ask.
    pub(super) standing: Option<&'a Place>,
    /// What happens to a half where a mark is rounded to a step.
    pub(super) mode: RoundingMode,
}

/// The exact figure of an item.
pub(super) fn score(question: &Question<'_>, evidence: &Evidence) -> Figure {
    match (&question.item.rule, evidence) {
        (Rule::Checklist { criteria, .. }, Evidence::Checklist(answers)) => question.checklist(criteria, answers),
        (Rule::AllOrNothing { .. }, Evidence::Checklist(answers)) => question.all_or_nothing(answers),
        (rule, Evidence::Judged(judgement)) => question.judged(rule, judgement),
        (Rule::Mean { scale, panels, trim, .. }, Evidence::Mean(evaluations)) => {
            evaluations_mean(panels, *trim, evaluations).scaled(question.name(), question.full(), scale)
        }
        (Rule::Counted { classes, .. }, Evidence::Events(events)) => question.counted(classes, events),
        (Rule::Counted { classes, .. }, Evidence::Readings(readings)) => question.counted_by_number(classes, readings),
        (Rule::Deduction { events: rule, per }, Evidence::Events(events)) => {
            question.taken(question.name(), rule, *per == Per::Year, events)
        }
        (Rule::Loss { events: rule, floor }, Evidence::Events(events)) => question.left(rule, floor, events),
        (Rule::Completion { lowest, cap, zero_below, .. }, Evidence::Readings(readings)) => {
            question.completion(*lowest, &cap.value, zero_below, &readings[0])
        }
        (Rule::Difference(rule), Evidence::Readings(readings)) => question.difference(rule, &readings[0]),
        (Rule::Intervals { tiers, otherwise, .. }, Evidence::Readings(readings)) => {
            question.interval(tiers, otherwise, &readings[0])
        }
        (Rule::Standing { points, .. }, Evidence::Readings(readings)) => question.standing(points, &readings[0]),
        (Rule::Votes { options, scale, .. }, Evidence::Readings(readings)) => {
            votes(options, readings).scaled(question.name(), question.full(), scale)
        }
        (Rule::Periods { periods, take, scale, .. }, Evidence::Readings(readings)) => {
            periods_mean(periods, *take, readings).scaled(question.name(), question.full(), scale)
        }
        (Rule::RankTable { parts, .. }, Evidence::Rankings(indicators)) => question.ranked(parts, indicators),
        // The score sheet is made from the same rules, so that evidence of another kind cannot arrive here.
        _ => unreachable!("the evidence of an item is of its rule's kind"),
    }
}

/// The reasons for what was lost of an item, as they were recorded.
pub(super) fn reasons(rule: &Rule, evidence: &Evidence) -> Vec<EcoString> {
    match (rule, evidence) {
        (_, Evidence::Checklist(answers)) => reasons_of(answers, |answer| answer.reason.as_ref()),
        (_, Evidence::Judged(judgement)) => judgement.mark.reason.iter().cloned().collect(),
        (Rule::Mean { panels, trim, .. }, Evidence::Mean(evaluations)) => {
            let mean = evaluations_mean(panels, *trim, evaluations);
            counted_reasons(&mean, evaluations.iter().map(|one| (one.cell, one.reason.as_ref())))
        }
        (Rule::Deduction { .. } | Rule::Loss { .. }, Evidence::Events(events)) => {
            events.iter().map(|event| event.reason.clone()).collect()
        }
        (Rule::Periods { periods, take, .. }, Evidence::Readings(readings)) => {
            let mean = periods_mean(periods, *take, readings);
            counted_reasons(&mean, readings.iter().map(|one| (one.cell, one.reason.as_ref())))
        }
        (_, Evidence::Readings(readings)) => reasons_of(readings, |reading| reading.reason.as_ref()),
        (_, Evidence::Mean(_) | Evidence::Events(_) | Evidence::Rankings(_)) => Vec::new(),
    }
}

/// The reasons that were recorded.
fn reasons_of<T>(evidence: &[T], reason: impl Fn(&T) -> Option<&EcoString>) -> Vec<EcoString> {
    evidence.iter().filter_map(reason).cloned().collect()
}

/// The reasons recorded beside the cells that count towards a figure.
fn counted_reasons<'a>(figure: &Figure, cells: impl Iterator<Item = (Span, Option<&'a EcoString>)>) -> Vec<EcoString> {
    let counted = cells_of(figure);
    cells.filter(|(cell, _)| counted.contains(cell)).filter_map(|(_, reason)| reason.cloned()).collect()
}

impl Question<'_> {
    fn name(&self) -> Name {
        Name::Item(self.place)
    }

    fn full(&self) -> &Marks {
        &self.item.full.value
    }

    fn checklist(&self, criteria: &[Criterion], answers: &[Answer]) -> Figure {
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
        Figure::sum(self.name(), parts.collect())
    }

    fn all_or_nothing(&self, answers: &[Answer]) -> Figure {
        let met = |answer: &Answer| answer.met == Met::Yes;
        let parts = answers.iter().enumerate().map(|(at, answer)| {
            let how = How::Met { met: met(answer), cell: answer.cell };
            Figure::leaf(Name::Criterion(at + 1), Marks::zero(), how)
        });
        let (value, how) =
            if answers.iter().all(met) { (self.full().clone(), How::AllMet) } else { (Marks::zero(), How::NotAllMet) };
        Figure::new(self.name(), value, how, parts.collect())
    }

    fn judged(&self, rule: &Rule, Judgement { mark, declined }: &Judgement) -> Figure {
        let parts = declined.iter().map(evaluation).collect();
        let figure = Figure::new(self.name(), mark.value.clone(), How::Cell(mark.cell), parts);
        let Rule::Judged { step, round, scale, .. } = rule else { return figure };
        let most = scale.as_ref().map_or(self.full(), |scale| &scale.value);
        let figure = if *round {
            // Where the step does not reach the full mark, nothing is rounded beyond it.
            let value = (&(&mark.value / step).rounded(0, self.mode) * step).min(most.clone());
            figure.then(value, How::ToStep(step.clone()))
        } else {
            figure
        };
        figure.scaled(self.name(), self.full(), most)
    }

    fn counted(&self, classes: &[Class], events: &[Event]) -> Figure {
        if events.is_empty() {
            return self.no_event(self.name());
        }
        let parts = classes.iter().enumerate().map(|(at, class)| {
            let of_class: Vec<&Event> = events.iter().filter(|event| event.class == at).collect();
            class_of_events(class, &of_class)
        });
        self.at_most_full(Figure::sum(self.name(), parts.collect()))
    }

    fn counted_by_number(&self, classes: &[Class], readings: &[Reading]) -> Figure {
        let parts = classes.iter().zip(readings).map(|(class, reading)| {
            // The reader takes whole numbers only.
            let count = u64::from(reading.value.whole());
            class_figure(class, count, vec![Figure::leaf(Name::Count, reading.value.clone(), How::Cell(reading.cell))])
        });
        self.at_most_full(Figure::sum(self.name(), parts.collect()))
    }

    /// Nothing, since nothing happened.
    fn no_event(&self, name: Name) -> Figure {
        let (table, rows) = self.events;
        Figure::leaf(name, Marks::zero(), How::NoRow { table, rows })
    }

    fn at_most_full(&self, figure: Figure) -> Figure {
        let full = self.full();
        let most = figure.value.clone().min(full.clone());
        figure.then(most, How::AtMost(full.clone()))
    }

    /// What events cost, a number below 0: together, or the dearest one alone if it is taken once.
    fn taken(&self, name: Name, rule: &Events, once: bool, events: &[Event]) -> Figure {
        if events.is_empty() {
            return self.no_event(name);
        }
        let factor = rule.factors.iter().find(|factor| self.unit.has(&factor.applies_to));
        let parts: Vec<Figure> = events
            .iter()
            .map(|event| {
                let each = &rule.kinds[event.class].each;
                let often = if once { 1 } else { event.times as usize };
                let times = &factor.map_or(Marks::from(1), |factor| factor.times.value.clone()) * &Marks::from(often);
                let (points, cell) =
                    event.points.as_deref().map_or((&each.value, event.cell), |(own, cell)| (own, *cell));
                let value = points * &times;
                let setting = factor.map_or(each.span, |factor| factor.times.span);
                let how = match (times == Marks::from(1), &event.points) {
                    (true, None) => How::Counts(cell),
                    (true, Some(_)) => How::Cell(cell),
                    (false, _) => How::CostsTimes { times, cell, setting },
                };
                Figure::leaf(Name::Event(event.name.to_string()), value, how)
            })
            .collect();
        let dearest = parts.iter().map(|part| &part.value).max().cloned().unwrap_or_else(Marks::zero);
        let alike = parts.iter().all(|part| part.value == dearest) && events.iter().all(|event| event.times == 1);
        let sum = if once { dearest.clone() } else { parts.iter().map(|part| &part.value).sum() };
        let most = self.full().clone();
        let how = How::Deducted {
            count: events.iter().map(|event| u64::from(event.times)).sum(),
            each: (alike || once).then_some(dearest),
            setting: rule.kinds[events[0].class].each.span,
            once,
            most: most.clone(),
        };
        Figure::new(name, -sum.min(most), how, parts)
    }

    /// What events leave of the full mark.
    fn left(&self, rule: &Events, floor: &Marks, events: &[Event]) -> Figure {
        let setting = How::Setting(self.item.full.span);
        let whole = Figure::leaf(Name::FullMark(self.place), self.full().clone(), setting);
        let taken = self.taken(Name::Class(self.item.id.clone()), rule, false, events);
        let left = Figure::sum(self.name(), vec![whole, taken]);
        let least = left.value.clone().max(floor.clone());
        left.then(least, How::AtLeast(floor.clone()))
    }

    fn completion(&self, lowest: bool, cap: &Marks, zero_below: &Marks, reading: &Reading) -> Figure {
        let mut rate = Figure { name: Name::Completion, ..measured(reading) };
        if let (true, Some((target, _))) = (lowest, &reading.target) {
            (rate.value, rate.how) = if reading.value.is_zero() {
                (cap.clone(), How::NothingIsBest(cap.clone()))
            } else {
                (&(target / &reading.value) * &Marks::from(100), How::InversePercent)
            };
        }
        let most = rate.value.clone().min(cap.clone());
        let rate = rate.then(most, How::AtMost(cap.clone()));
        let counted = if rate.value < *zero_below { Marks::zero() } else { rate.value.clone() };
        let rate = rate.then(counted, How::ZeroBelow(zero_below.clone()));
        let full = self.full().clone();
        let value = &(&full * &rate.value) / &Marks::from(100);
        Figure::new(self.name(), value, How::ShareOfFull(full), vec![rate])
    }

    fn difference(&self, rule: &Difference, reading: &Reading) -> Figure {
        let Difference { base, start, below, above, rounding, floor, .. } = rule;
        let (measured, base) = (measured(reading), &base.value);
        let (apart, change) =
            if measured.value < *base { (base - &measured.value, below) } else { (&measured.value - base, above) };
        let changed = match change.as_ref().filter(|_| !apart.is_zero()) {
            None => Figure::new(Name::Difference, Marks::zero(), How::AtBase(base.clone()), vec![measured]),
            Some(Change { unit, earns, each, cap }) => {
                let exact = &apart / unit;
                let count = rounding.map_or_else(|| exact.clone(), |rounding| rounding.of(&exact));
                let points = &count * &each.value;
                let points = cap.as_ref().map_or_else(|| points.clone(), |cap| points.clone().min(cap.clone()));
                let how = How::Steps {
                    base: base.clone(),
                    count,
                    unit: unit.clone(),
                    each: each.value.clone(),
                    earns: *earns,
                    cap: cap.clone(),
                    setting: each.span,
                };
                Figure::new(Name::Difference, if *earns { points } else { -points }, how, vec![measured])
            }
        };
        let start = Figure::leaf(Name::Start, start.value.clone(), How::Setting(start.span));
        let sum = Figure::sum(self.name(), vec![start, changed]);
        let least = sum.value.clone().max(floor.clone());
        self.at_most_full(sum.then(least, How::AtLeast(floor.clone())))
    }

    fn interval(&self, tiers: &[Interval], otherwise: &Spanned<Marks>, reading: &Reading) -> Figure {
        let measured = measured(reading);
        let tier = tiers.iter().find(|tier| tier.holds(&measured.value));
        let points = tier.map_or(otherwise, |tier| &tier.points);
        let end = |bound: &Bound| (bound.value.value.clone(), bound.inclusive);
        let ends = tier.map_or([None, None], |tier| [&tier.lower, &tier.upper].map(|bound| bound.as_ref().map(end)));
        Figure::new(self.name(), points.value.clone(), How::Interval { ends, points: points.span }, vec![measured])
    }

    fn standing(&self, points: &Points, reading: &Reading) -> Figure {
        let full = self.full();
        let entered = Figure::leaf(Name::Reading, reading.value.clone(), How::Cell(reading.cell));
        let Some(Place { rank, of, worse, best, worst, lowest }) = self.standing else {
            unreachable!("the standing of every unit with a figure is known");
        };
        let (rank, of) = (*rank, *of);
        let (value, how) = match points {
            Points::Table { tiers, otherwise, last } => {
                let tier = tiers.iter().find(|tier| rank <= tier.to).map_or(otherwise, |tier| &tier.points);
                // Whoever is first is not last, however few or alike they are.
                let last = last.as_ref().filter(|(count, _)| rank > 1 && worse < count).map(|(_, points)| points);
                let points = last.unwrap_or(tier);
                let how = How::Tier { rank, participants: of, cell: reading.cell, points: points.span };
                (points.value.clone(), how)
            }
            Points::Linear { least } => {
                let steps = Marks::from(of.max(2) as usize - 1);
                let down = &(&(full - &least.value) * &Marks::from(rank as usize - 1)) / &steps;
                let how = How::Linear { rank, participants: of, full: full.clone(), least: least.value.clone() };
                ((full - &down).max(least.value.clone()), how)
            }
            Points::MinMax { least } => {
                let (all, own) = (best - worst, &reading.value - worst);
                // Where all are alike, all are best.
                let share = if all.is_zero() { Marks::from(1) } else { &own / &all };
                let how = How::MinMax {
                    full: full.clone(),
                    least: least.value.clone(),
                    best: best.clone(),
                    worst: worst.clone(),
                };
                (&least.value + &(&(full - &least.value) * &share), how)
            }
            Points::ProRata => {
                let (upper, lower) = if *lowest { (best, &reading.value) } else { (&reading.value, best) };
                // Of nothing there is no share: where little is good, nothing is best; where much is good, it earns nothing.
                let share = match (lower.is_zero(), lowest) {
                    (false, _) => upper / lower,
                    (true, true) => Marks::from(1),
                    (true, false) => Marks::zero(),
                };
                (full * &share, How::ProRata { full: full.clone(), best: best.clone(), lowest: *lowest })
            }
        };
        Figure::new(self.name(), value, how, vec![entered])
    }

    fn ranked(&self, parts: &[RankPart], indicators: &[IndicatorRanks]) -> Figure {
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
            return Figure::new(self.name(), value, How::Sum, vec![only]);
        }
        Figure::mean(self.name(), figures)
    }
}

/// A figure as it was entered; one with a target is what it is of it, in percent.
fn measured(reading: &Reading) -> Figure {
    let entered = Figure::leaf(Name::Reading, reading.value.clone(), How::Cell(reading.cell));
    match &reading.target {
        None => entered,
        Some((target, cell)) => {
            let value = &(&reading.value / target) * &Marks::from(100);
            let target = Figure::leaf(Name::Target, target.clone(), How::Cell(*cell));
            Figure::new(Name::Completion, value, How::Percent, vec![entered, target])
        }
    }
}

/// The mean of what votes are worth; somebody voted.
fn votes(options: &[VoteOption], readings: &[Reading]) -> Figure {
    let (mut sum, mut all, mut parts) = (Marks::zero(), Marks::zero(), Vec::new());
    for (option, reading) in options.iter().zip(readings) {
        sum = &sum + &(&reading.value * &option.points.value);
        all = &all + &reading.value;
        parts.push(Figure::leaf(Name::Class(option.name.clone()), reading.value.clone(), How::Counts(reading.cell)));
    }
    let worth = options.iter().map(|option| option.points.value.clone()).collect();
    Figure::new(Name::Mean, &sum / &all.max(Marks::from(1)), How::Votes(worth), parts)
}

/// What the events of a class give: those with marks of their own these, the others by their number.
fn class_of_events(class: &Class, events: &[&Event]) -> Figure {
    let figure = |event: &&Event| {
        let name = Name::Event(event.name.to_string());
        let times = Marks::from(event.times as usize);
        match event.points.as_deref() {
            _ if !event.counts => Figure::leaf(name, Marks::zero(), How::Repeats(event.cell)),
            Some((points, cell)) => Figure::leaf(name, points * &times, How::Cell(*cell)),
            None => Figure::leaf(name, &class.each().value * &times, How::Counts(event.cell)),
        }
    };
    let (own, others): (Vec<&Event>, Vec<&Event>) = events.iter().partition(|event| event.points.is_some());
    let count = others.iter().filter(|event| event.counts).map(|event| u64::from(event.times)).sum();
    let by_number = class_figure(class, count, others.iter().map(figure).collect());
    if own.is_empty() {
        return by_number;
    }
    let with_own = own.iter().map(figure);
    let parts = if others.is_empty() { with_own.collect() } else { with_own.chain([by_number]).collect() };
    let sum = Figure::sum(Name::Class(class.name.clone()), parts);
    let most = sum.value.clone().min(class.cap.value.clone());
    sum.then(most, How::AtMost(class.cap.value.clone()))
}

fn class_figure(class: &Class, count: u64, parts: Vec<Figure>) -> Figure {
    let mut value = Marks::zero();
    let mut begun = 0;
    for step in &class.steps {
        let end = step.to.map_or(count, |to| u64::from(to).min(count));
        value = &value + &(&Marks::count(end.saturating_sub(begun)) * &step.each.value);
        begun = begun.max(end);
    }
    let cap = class.cap.value.clone();
    let steps = class.steps.iter().map(|step| (step.to, step.each.value.clone())).collect();
    let how = How::Counted { count, steps, cap: cap.clone(), setting: class.each().span };
    Figure::new(Name::Class(class.name.clone()), value.min(cap), how, parts)
}
