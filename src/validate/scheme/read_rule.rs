//! Reads the rule of an item from its settings.

use super::check::{check_distinct, check_reached, check_weights};
use super::grades::bound;
use super::{
    Audience, Bound, Change, Class, Criterion, Difference, Events, Factor, Field, Interval, Offence, Panel, Per,
    Points, RankPart, RankScope, Rule, RuleText, ShareRounding, Source, Step, Take, Tier, Trim, VoteOption,
};
use crate::diag::{Diagnostics, Problem};
use crate::load::Raw;
use crate::model::Marks;
use crate::span::{Span, Spanned};
use crate::validate::fields::{Fields, optional_list, read_list, text_of};

const FIGURES: &[&str] = &["分值", "单位数"];
const CLASS_FIGURES: &[&str] = &["分值", "上限", "单位数"];

type Reader = fn(&mut Fields<'_>, &Spanned<Marks>, &mut Diagnostics) -> Option<Rule>;

const KINDS: [(&str, Reader); 14] = [
    ("checklist", checklist),
    ("all-or-nothing", all_or_nothing),
    ("judged", judged),
    ("mean", mean),
    ("counted", counted),
    ("deduction", deduction),
    ("loss", loss),
    ("completion", completion),
    ("difference", difference),
    ("intervals", intervals),
    ("standing", standing),
    ("votes", votes),
    ("periods", periods),
    ("rank-table", rank_table),
];

/// Reads a rule for an item with this full mark.
pub(super) fn read_rule(value: &Spanned<Raw>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let mut fields = Fields::of(value, "rule", diagnostics)?;
    let read = fields.choice("kind", None, &KINDS, diagnostics)?;
    let rule = read(&mut fields, full, diagnostics);
    fields.finish(diagnostics);
    rule
}

fn checklist(fields: &mut Fields<'_>, _: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let half_points = fields.flag("half_points", diagnostics);
    let criteria = read_list(fields, "criteria", diagnostics, |fields, diagnostics| {
        let points = fields.positive("points", diagnostics);
        let text = rule_text(fields, FIGURES, diagnostics);
        Some(Criterion { points: points?, text: text? })
    });
    Some(Rule::Checklist { criteria: criteria?, half_points: half_points? })
}

fn all_or_nothing(fields: &mut Fields<'_>, _: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    Some(Rule::AllOrNothing { criteria: texts(fields, "criteria", diagnostics)? })
}

fn judged(fields: &mut Fields<'_>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let step = fields.positive("step", diagnostics);
    let scale = fields.optional_positive("scale", diagnostics);
    let round = fields.flag("round", diagnostics);
    let texts = texts(fields, "texts", diagnostics);
    let (step, scale) = (step?, scale?);
    let most = scale.as_ref().unwrap_or(full);
    if !(&most.value / &step.value).ends_within(0) {
        let problem = Problem::StepMissesFull { step: step.value.clone(), full: most.value.clone() };
        diagnostics.between(step.span, most.span, problem);
    }
    Some(Rule::Judged { step: step.value, round: round?, scale, texts: texts? })
}

fn mean(fields: &mut Fields<'_>, _: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let scale = fields.positive("scale", diagnostics);
    let without = fields.choice("without_evaluators", Some(()), &[("judged", ())], diagnostics);
    let panels = optional_list(fields, "panels", diagnostics, |fields, diagnostics| {
        let name = fields.text("name", diagnostics);
        let weight = fields.positive("weight", diagnostics);
        let members = fields.texts("members", diagnostics)?;
        Some(Panel { name: name?, weight: weight?, members })
    });
    let trim = match fields.optional("trim") {
        None => Some(None),
        Some(value) => read_trim(value, diagnostics).map(Some),
    };
    let texts = texts(fields, "texts", diagnostics);
    without?;
    let panels = panels?;
    check_distinct("name", panels.iter().map(|panel| &panel.name), diagnostics);
    check_weights(&panels, diagnostics);
    Some(Rule::Mean { scale: scale?.value, panels, trim: trim?, texts: texts? })
}

fn read_trim(value: &Spanned<Raw>, diagnostics: &mut Diagnostics) -> Option<Trim> {
    let mut fields = Fields::of(value, "trim", diagnostics)?;
    let from = fields.count("from", diagnostics);
    let (highest, lowest) = (fields.whole_or("highest", 1, diagnostics), fields.whole_or("lowest", 1, diagnostics));
    fields.finish(diagnostics);
    let (from, highest, lowest) = (from?, highest?, lowest?);
    if from.value <= highest + lowest {
        diagnostics.at(from.span, Problem::NothingLeft { from: from.value, taken: highest + lowest });
        return None;
    }
    Some(Trim { from: from.value, highest, lowest })
}

fn counted(fields: &mut Fields<'_>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let sources = [("events", Source::Events), ("number", Source::Number)];
    let source = fields.choice("source", Some(Source::Events), &sources, diagnostics);
    let classes = read_list(fields, "classes", diagnostics, |fields, diagnostics| {
        let name = fields.text("name", diagnostics);
        let steps = read_steps(fields, diagnostics);
        let cap = fields.optional_positive("cap", diagnostics);
        let text = rule_text(fields, CLASS_FIGURES, diagnostics);
        let cap = cap?.unwrap_or_else(|| full.clone());
        let name = name?;
        Some((name.clone(), Class { name: name.value, steps: steps?, cap, text: text? }))
    });
    let (names, classes): (Vec<_>, Vec<_>) = classes?.into_iter().unzip();
    check_distinct("name", names.iter(), diagnostics);
    Some(Rule::Counted { classes, source: source? })
}

/// `each` alone, or `steps`, each with its last event.
fn read_steps(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Vec<Step>> {
    if fields.optional("steps").is_none() {
        let each = fields.positive("each", diagnostics)?;
        return Some(vec![Step { to: None, each }]);
    }
    fields.optional("each");
    let steps = read_list(fields, "steps", diagnostics, |fields, diagnostics| {
        let each = fields.positive("each", diagnostics);
        let to = fields.optional_count("to", diagnostics);
        Some((to, each?))
    })?;
    for pair in steps.windows(2) {
        let rises = match (&pair[0].0, &pair[1].0) {
            (Some(first), Some(second)) => second.value > first.value,
            (first, None) => first.is_some(),
            (None, Some(_)) => false,
        };
        if !rises {
            diagnostics.between(pair[1].1.span, pair[0].1.span, Problem::TierOrder);
        }
    }
    Some(steps.into_iter().map(|(to, each)| Step { to: to.map(|to| to.value), each }).collect())
}

fn deduction(fields: &mut Fields<'_>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let per = fields.choice("per", None, &[("year", Per::Year), ("event", Per::Event)], diagnostics);
    let events = read_events(fields, full, diagnostics);
    Some(Rule::Deduction { events: events?, per: per? })
}

fn loss(fields: &mut Fields<'_>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let nothing = Spanned { value: Marks::zero(), span: full.span };
    let floor = fields.marks_or("floor", &nothing, diagnostics);
    let events = read_events(fields, full, diagnostics);
    let floor = floor?;
    below_full(&floor, full, diagnostics);
    Some(Rule::Loss { events: events?, floor: floor.value })
}

/// `each` and `text`, or `kinds` with a name each; and `factors`.
fn read_events(fields: &mut Fields<'_>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Events> {
    let kinds = if fields.optional("kinds").is_some() {
        read_list(fields, "kinds", diagnostics, |fields, diagnostics| {
            let name = fields.text("name", diagnostics);
            let each = fields.positive("each", diagnostics);
            let text = rule_text(fields, FIGURES, diagnostics);
            let name = name?;
            Some((name.clone(), Offence { name: Some(name.value), each: each?, text: text? }))
        })
        .map(|kinds| {
            let (names, kinds): (Vec<_>, Vec<_>) = kinds.into_iter().unzip();
            check_distinct("name", names.iter(), diagnostics);
            kinds
        })
    } else {
        let each = fields.positive("each", diagnostics);
        let text = rule_text(fields, FIGURES, diagnostics);
        each.zip(text).map(|(each, text)| vec![Offence { name: None, each, text }])
    };
    let factors = optional_list(fields, "factors", diagnostics, |fields, diagnostics| {
        let applies_to = fields.texts("applies_to", diagnostics);
        let times = fields.positive("times", diagnostics);
        Some(Factor { applies_to: Audience::of(applies_to?), times: times? })
    });
    let kinds = kinds?;
    for kind in &kinds {
        below_full(&kind.each, full, diagnostics);
    }
    Some(Events { kinds, factors: factors? })
}

fn completion(fields: &mut Fields<'_>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let usual = |value| Spanned { value, span: fields.span() };
    let (hundred, nothing) = (usual(Marks::from(100)), usual(Marks::zero()));
    let lowest = fields.choice("best", Some(false), &[("highest", false), ("lowest", true)], diagnostics);
    let cap = fields.optional_positive("cap", diagnostics);
    let zero_below = fields.marks_or("zero_below", &nothing, diagnostics);
    let texts = texts(fields, "texts", diagnostics);
    let (cap, zero_below) = (cap?.unwrap_or(hundred), zero_below?);
    below_full(&zero_below, &cap, diagnostics);
    check_reached(cap.span, &(&full.value * &cap.value) / &Marks::from(100), full, diagnostics);
    Some(Rule::Completion { lowest: lowest?, cap, zero_below: zero_below.value, texts: texts? })
}

fn difference(fields: &mut Fields<'_>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let base = fields.signed("base", diagnostics);
    let [below, above] = ["below", "above"].map(|key| match fields.optional(key) {
        None => Some(None),
        Some(value) => read_change(value, key, diagnostics).map(Some),
    });
    let parts = [
        ("none", None),
        ("down", Some(ShareRounding::Down)),
        ("half-up", Some(ShareRounding::HalfUp)),
        ("up", Some(ShareRounding::Up)),
    ];
    let rounding = fields.choice("round", Some(Some(ShareRounding::Down)), &parts, diagnostics);
    let nothing = Spanned { value: Marks::zero(), span: full.span };
    let floor = fields.marks_or("floor", &nothing, diagnostics);
    // What earns begins below the full mark: where, it must say.
    let earning = [&below, &above].into_iter().flatten().flatten().any(|change| change.earns);
    let start = if earning { fields.marks("start", diagnostics) } else { fields.marks_or("start", full, diagnostics) };
    let texts = texts(fields, "texts", diagnostics);
    let (below, above) = (below?, above?);
    if below.is_none() && above.is_none() {
        diagnostics.at(fields.span(), Problem::MissingKey { key: "below" });
        return None;
    }
    let (start, floor) = (start?, floor?);
    below_full(&start, full, diagnostics);
    below_full(&floor, &start, diagnostics);
    let changes: Vec<&Change> = [&below, &above].into_iter().flatten().collect();
    let earned = changes.iter().filter(|change| change.earns);
    let most =
        earned.map(|change| change.cap.clone().map_or_else(|| full.value.clone(), |cap| &start.value + &cap)).max();
    check_reached(start.span, most.unwrap_or_else(|| start.value.clone()), full, diagnostics);
    let (base, rounding, floor, texts) = (base?, rounding?, floor.value, texts?);
    Some(Rule::Difference(Box::new(Difference { base, start, below, above, rounding, floor, texts })))
}

/// What each step costs or earns, and how long it is.
fn read_change(value: &Spanned<Raw>, key: &str, diagnostics: &mut Diagnostics) -> Option<Change> {
    let mut fields = Fields::of(value, key, diagnostics)?;
    let unit = fields.optional_positive("unit", diagnostics);
    let cap = fields.optional_positive("cap", diagnostics);
    let each = match ["costs", "earns"].map(|key| fields.place(key).is_some()) {
        [true, false] => fields.positive("costs", diagnostics).map(|each| (false, each)),
        [false, true] => fields.positive("earns", diagnostics).map(|each| (true, each)),
        _ => {
            let keys = ["costs", "earns"].map(str::to_owned).to_vec();
            diagnostics.at(value.span, Problem::OneKeyOf { keys });
            return None;
        }
    };
    fields.finish(diagnostics);
    let (earns, each) = each?;
    let unit = unit?.map_or_else(|| Marks::from(1), |unit| unit.value);
    Some(Change { unit, earns, each, cap: cap?.map(|cap| cap.value) })
}

fn intervals(fields: &mut Fields<'_>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let otherwise = fields.marks("otherwise", diagnostics);
    let tiers = read_list(fields, "tiers", diagnostics, |fields, diagnostics| {
        let lower = bound(fields, ["from", "above"], Fields::signed, diagnostics);
        let upper = bound(fields, ["to", "below"], Fields::signed, diagnostics);
        let points = fields.marks("points", diagnostics);
        Some((Interval { lower: lower?, upper: upper?, points: points? }, fields.span()))
    });
    let texts = texts(fields, "texts", diagnostics);
    let (otherwise, tiers) = (otherwise?, join_tiers(tiers?, diagnostics)?);
    check_points(tiers.iter().map(|tier| &tier.points).chain([&otherwise]), full, diagnostics);
    Some(Rule::Intervals { tiers, otherwise, texts: texts? })
}

/// Intervals that follow each other, from the best down: where one has no end towards the one before, it begins where that ends.
fn join_tiers(tiers: Vec<(Interval, Span)>, diagnostics: &mut Diagnostics) -> Option<Vec<Interval>> {
    let ends = |at: usize| tiers.get(at).map(|(tier, _)| [&tier.lower, &tier.upper].map(Option::as_ref));
    // The best are the highest, unless the first tiers say otherwise.
    let highest = match (ends(0)?, ends(1)) {
        ([Some(first), Some(_)], Some([Some(second), _])) => second.value.value < first.value.value,
        ([_, upper], Some([None, _])) => upper.is_none(),
        ([lower, upper], _) => lower.is_some() || upper.is_none(),
    };
    let (mut joined, mut before): (Vec<Interval>, Option<Bound>) = (Vec::new(), None);
    let mut sound = true;
    for (mut tier, span) in tiers {
        // The end away from the best, and the one towards it.
        let (away, towards) = if highest { (&tier.lower, &mut tier.upper) } else { (&tier.upper, &mut tier.lower) };
        let Some(away) = away.clone() else {
            diagnostics.at(span, Problem::MissingKey { key: if highest { "from" } else { "to" } });
            sound = false;
            continue;
        };
        if let Some(before) = &before {
            let further = |one: &Bound, other: &Bound| {
                let (one, other) = (&one.value.value, &other.value.value);
                if highest { one < other } else { one > other }
            };
            let opposite = before.opposite();
            let (same, found) = (away.value.value == before.value.value, towards.as_ref());
            let goes_on = further(&away, before) || same && away.inclusive && !before.inclusive;
            if !goes_on {
                diagnostics.between(away.value.span, before.value.span, Problem::TierOverlap);
            } else if let Some(found) = found
                && (found.value.value != opposite.value.value || found.inclusive != opposite.inclusive)
            {
                let gap = further(found, &opposite)
                    || found.value.value == opposite.value.value && !found.inclusive && opposite.inclusive;
                let problem = if gap { Problem::TierGap } else { Problem::TierOverlap };
                diagnostics.between(found.value.span, before.value.span, problem);
            }
            *towards = Some(opposite);
        } else if let Some(towards) = towards.as_ref() {
            let (lower, upper) = if highest { (&away, towards) } else { (towards, &away) };
            if !lower.admits(&upper.value.value) || !upper.holds(&lower.value.value) {
                diagnostics.between(upper.value.span, lower.value.span, Problem::TierOverlap);
            }
        }
        before = Some(away);
        joined.push(tier);
    }
    sound.then_some(joined)
}

fn standing(fields: &mut Fields<'_>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    #[derive(Clone, Copy)]
    enum Method {
        Table,
        Linear,
        ProRata,
        MinMax,
    }
    let kinds = [("rank", Field::Rank), ("highest", Field::Highest), ("lowest", Field::Lowest)];
    let field = fields.choice("field", Some(Field::Highest), &kinds, diagnostics);
    let scopes = [("category", RankScope::Category), ("group", RankScope::Group), ("all", RankScope::All)];
    let among = fields.choice("among", Some(RankScope::Category), &scopes, diagnostics);
    let place = fields.place("among").unwrap_or(fields.span());
    let methods = [
        ("table", Method::Table),
        ("linear", Method::Linear),
        ("pro-rata", Method::ProRata),
        ("min-max", Method::MinMax),
    ];
    let method = fields.choice("points", None, &methods, diagnostics);
    let points = method.and_then(|method| match method {
        Method::Table => read_table(fields, full, diagnostics),
        Method::Linear => {
            let least = fields.marks("least", diagnostics)?;
            below_full(&least, full, diagnostics);
            Some(Points::Linear { least })
        }
        Method::ProRata | Method::MinMax if field == Some(Field::Rank) => {
            let found = if matches!(method, Method::ProRata) { "pro-rata" } else { "min-max" };
            fields.optional("least");
            let problem = Problem::UnknownChoice {
                key: "points".to_owned(),
                found: found.to_owned(),
                choices: vec!["table".to_owned(), "linear".to_owned()],
            };
            diagnostics.at(fields.place("points").unwrap_or(fields.span()), problem);
            None
        }
        Method::MinMax => {
            let least = fields.marks("least", diagnostics)?;
            below_full(&least, full, diagnostics);
            Some(Points::MinMax { least })
        }
        Method::ProRata => Some(Points::ProRata),
    });
    let texts = texts(fields, "texts", diagnostics);
    Some(Rule::Standing { field: field?, among: among?, place, points: points?, texts: texts? })
}

fn read_table(fields: &mut Fields<'_>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Points> {
    let (tiers, otherwise) = read_tiers(fields, full, diagnostics)?;
    let last = match fields.optional("last") {
        None => None,
        Some(value) => {
            let mut inner = Fields::of(value, "last", diagnostics)?;
            let (count, points) = (inner.count("count", diagnostics), inner.marks("points", diagnostics));
            inner.finish(diagnostics);
            let points = points?;
            below_full(&points, full, diagnostics);
            Some((count?.value, points))
        }
    };
    Some(Points::Table { tiers, otherwise, last })
}

fn votes(fields: &mut Fields<'_>, _: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let scale = fields.positive("scale", diagnostics);
    let options = read_list(fields, "options", diagnostics, |fields, diagnostics| {
        let name = fields.text("name", diagnostics);
        let points = fields.marks("points", diagnostics);
        Some((name?, points?))
    });
    let texts = texts(fields, "texts", diagnostics);
    let (scale, options) = (scale?, options?);
    check_distinct("name", options.iter().map(|(name, _)| name), diagnostics);
    check_points(options.iter().map(|(_, points)| points), &scale, diagnostics);
    let options = options.into_iter().map(|(name, points)| VoteOption { name: name.value, points }).collect();
    Some(Rule::Votes { options, scale: scale.value, texts: texts? })
}

fn periods(fields: &mut Fields<'_>, _: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    #[derive(Clone, Copy)]
    enum Which {
        Mean,
        Best,
        Last,
    }
    let scale = fields.positive("scale", diagnostics);
    let periods = fields.filled_list("periods", diagnostics);
    let periods: Option<Vec<Spanned<String>>> =
        periods.and_then(|list| list.iter().map(|value| text_of(value, "periods", diagnostics)).collect());
    let which = [("mean", Which::Mean), ("best", Which::Best), ("last", Which::Last)];
    let which = fields.choice("take", Some(Which::Mean), &which, diagnostics);
    let count = match which {
        Some(Which::Best | Which::Last) => fields.count("count", diagnostics),
        _ => None,
    };
    let texts = texts(fields, "texts", diagnostics);
    let periods = periods?;
    check_distinct("periods", periods.iter(), diagnostics);
    if let Some(count) = &count
        && count.value as usize > periods.len()
    {
        diagnostics.at(count.span, Problem::TooManyPeriods { count: count.value, periods: periods.len() });
    }
    let take = match which? {
        Which::Mean => Take::Mean,
        Which::Best => Take::Best(count?.value),
        Which::Last => Take::Last(count?.value),
    };
    let periods = periods.into_iter().map(|period| period.value).collect();
    Some(Rule::Periods { periods, take, scale: scale?.value, texts: texts? })
}

fn rank_table(fields: &mut Fields<'_>, _: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    let text = rule_text(fields, FIGURES, diagnostics);
    let parts = read_list(fields, "parts", diagnostics, |fields, diagnostics| {
        let among = fields.text("among", diagnostics);
        let full = fields.positive("full", diagnostics)?;
        let (tiers, otherwise) = read_tiers(fields, &full, diagnostics)?;
        let among = among?;
        Some((among.clone(), RankPart { among: among.value, full: full.value, tiers, otherwise }))
    });
    let (names, parts): (Vec<_>, Vec<_>) = parts?.into_iter().unzip();
    check_distinct("among", names.iter(), diagnostics);
    Some(Rule::RankTable { parts, text: text? })
}

/// Tiers whose ranks rise and whose points fall, and the points behind them.
fn read_tiers(
    fields: &mut Fields<'_>,
    full: &Spanned<Marks>,
    diagnostics: &mut Diagnostics,
) -> Option<(Vec<Tier>, Spanned<Marks>)> {
    let otherwise = fields.marks("otherwise", diagnostics);
    let tiers = read_list(fields, "tiers", diagnostics, |fields, diagnostics| {
        let to = fields.count("to", diagnostics);
        let points = fields.marks("points", diagnostics);
        Some((to?, points?))
    });
    let (otherwise, tiers) = (otherwise?, tiers?);
    for pair in tiers.windows(2) {
        if pair[1].0.value <= pair[0].0.value {
            diagnostics.between(pair[1].0.span, pair[0].0.span, Problem::TierOrder);
        }
    }
    check_points(tiers.iter().map(|(_, points)| points).chain([&otherwise]), full, diagnostics);
    Some((tiers.into_iter().map(|(to, points)| Tier { to: to.value, points }).collect(), otherwise))
}

/// Points of tiers fall from the full mark.
fn check_points<'a>(
    points: impl Iterator<Item = &'a Spanned<Marks>>,
    full: &Spanned<Marks>,
    diagnostics: &mut Diagnostics,
) {
    let points: Vec<&Spanned<Marks>> = points.collect();
    for pair in points.windows(2) {
        if pair[1].value > pair[0].value {
            diagnostics.between(pair[1].span, pair[0].span, Problem::TierOrder);
        }
    }
    for points in &points {
        below_full(points, full, diagnostics);
    }
    if let [first, _, ..] = points.as_slice() {
        check_reached(first.span, first.value.clone(), full, diagnostics);
    }
}

/// Points do not exceed a full mark.
fn below_full(points: &Spanned<Marks>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) {
    if points.value > full.value {
        let problem = Problem::PointsAboveFull { points: points.value.clone(), full: full.value.clone() };
        diagnostics.between(points.span, full.span, problem);
    }
}

fn rule_text(fields: &mut Fields<'_>, known: &[&str], diagnostics: &mut Diagnostics) -> Option<RuleText> {
    let text = fields.text("text", diagnostics)?;
    Some(RuleText::check(text, known, diagnostics))
}

fn texts(fields: &mut Fields<'_>, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Vec<RuleText>> {
    let list = fields.filled_list(key, diagnostics)?;
    list.iter().map(|value| Some(RuleText::check(text_of(value, key, diagnostics)?, FIGURES, diagnostics))).collect()
}
