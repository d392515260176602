//! Reads the scheme from its settings.

use super::check::{check_items, check_parts};
use super::read_rule::read_rule;
use super::{
    Audience, Conversion, Counts, FigureKey, Grades, Group, Item, NotApplicable, RankScope, Ranking, Rounding,
    RoundingStage, Rule, Scheme, Section, Ties,
};
use crate::diag::{Diagnostics, Problem};
use crate::load::{Raw, RawSettings};
use crate::model::{IssueDate, RoundingMode};
use crate::span::Spanned;
use crate::validate::fields::{Fields, check_schema, optional_list};

impl Scheme {
    pub(in crate::validate) fn read(raw: &RawSettings, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut fields = Fields::of(&raw.root, "scheme.toml", diagnostics)?;
        check_schema(&mut fields, diagnostics);
        let general = fields.table("scheme", diagnostics).and_then(|mut general| {
            let work = general.text("work", diagnostics);
            let field = general.text("field", diagnostics);
            let year = general.year("year", diagnostics);
            let period = read_period(&mut general, diagnostics);
            let base = general.positive("base", diagnostics);
            let leads = ["leads", "provincial_leads"].map(|key| general.optional_count(key, diagnostics));
            general.finish(diagnostics);
            Some((work?, field?, year?, period?, base?, leads))
        });
        let rounding = read_rounding(&mut fields, diagnostics);
        let conversion = fields.table("conversion", diagnostics).and_then(|mut table| {
            let kind = table.choice("kind", None, &Conversion::NAMES, diagnostics);
            table.finish(diagnostics);
            kind
        });
        let groups = optional_list(&mut fields, "group", diagnostics, |fields, diagnostics| {
            let (name, base) = (fields.text("name", diagnostics), fields.positive("base", diagnostics));
            let categories = fields.texts("categories", diagnostics);
            Some(Group { name: name?, base: base?, categories: categories? })
        });
        let sections = optional_list(&mut fields, "section", diagnostics, |fields, diagnostics| {
            let name = fields.text("name", diagnostics);
            let full = fields.optional_positive("full", diagnostics)?;
            let weight = fields.optional_positive("weight", diagnostics)?;
            Some(Section { name: name?, full, weight })
        });
        let list = fields.filled_list("item", diagnostics);
        let items: Option<Vec<Item>> = list.and_then(|list| {
            list.iter().map(|value| read_item(value, diagnostics)).collect::<Vec<_>>().into_iter().collect()
        });
        let ranking = read_ranking(&mut fields, items.as_deref(), diagnostics);
        let grades = match fields.optional("grades") {
            None => Some(None),
            Some(value) => Fields::of(value, "grades", diagnostics).and_then(|mut table| {
                let grades = Grades::read(&mut table, diagnostics);
                table.finish(diagnostics);
                grades.map(Some)
            }),
        };
        fields.finish(diagnostics);
        let (work, field, year, period, base, leads) = general?;
        let scheme = Self {
            work: work.value,
            field: field.value,
            year,
            period,
            base,
            leads,
            rounding: rounding?,
            conversion: conversion?,
            ranking: ranking?,
            groups: groups?,
            sections: sections?,
            items: items?,
            grades: grades?,
        };
        check_items(&scheme, diagnostics);
        Some(scheme)
    }
}

/// The days of the first and last event that count, if they are not those of the year.
#[expect(clippy::option_option, reason = "as for other settings, the outer one says that it was reported")]
fn read_period(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Option<(IssueDate, IssueDate)>> {
    let Some(value) = fields.optional("period") else { return Some(None) };
    let mut table = Fields::of(value, "period", diagnostics)?;
    let (from, to) = (table.date("from", diagnostics), table.date("to", diagnostics));
    table.finish(diagnostics);
    let (from, to) = (from?, to?);
    if from > to {
        diagnostics.at(value.span, Problem::PeriodOrder { from: from.iso(), to: to.iso() });
        return None;
    }
    Some(Some((from, to)))
}

fn read_rounding(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Rounding> {
    let mut table = fields.optional_table("rounding", diagnostics)?;
    let places = match table.optional("places") {
        None => Some(2),
        Some(value) => {
            let digits = match &value.value {
                Raw::Number(digits) => digits.as_str(),
                _ => "?",
            };
            let places = digits.parse().ok().filter(|places| *places <= 6);
            if places.is_none() {
                let choices = (0..=6).map(|places| places.to_string()).collect();
                let problem = Problem::UnknownChoice { key: "places".to_owned(), found: digits.to_owned(), choices };
                diagnostics.at(value.span, problem);
            }
            places
        }
    };
    let modes = [("half-up", RoundingMode::HalfUp), ("half-even", RoundingMode::HalfEven)];
    let mode = table.choice("mode", Some(RoundingMode::HalfUp), &modes, diagnostics);
    let stages = [("items", RoundingStage::Items), ("end", RoundingStage::End)];
    let at = table.choice("at", Some(RoundingStage::Items), &stages, diagnostics);
    table.finish(diagnostics);
    Some(Rounding { places: places?, mode: mode?, at: at? })
}

fn read_ranking(fields: &mut Fields<'_>, items: Option<&[Item]>, diagnostics: &mut Diagnostics) -> Option<Ranking> {
    let mut table = fields.optional_table("ranking", diagnostics)?;
    let key = table.choice("key", Some(FigureKey::Rate), &FigureKey::NAMES, diagnostics);
    let scopes = [
        ("category", RankScope::Category),
        ("group", RankScope::Group),
        ("all", RankScope::All),
        ("same-full-mark", RankScope::SameFullMark),
    ];
    let scope = table.choice("scope", Some(RankScope::Category), &scopes, diagnostics);
    let styles = [("skip", Ties::Skip), ("consecutive", Ties::Consecutive), ("unordered", Ties::Unordered)];
    let ties = table.choice("ties", Some(Ties::Skip), &styles, diagnostics);
    let names = table.texts("tie_breaks", diagnostics);
    let place = table.place("scope").unwrap_or(table.span());
    table.finish(diagnostics);
    let mut tie_breaks = Vec::new();
    for name in names? {
        let items = items?;
        if let Some(place) = items.iter().position(|item| item.id == name.value) {
            tie_breaks.push(place);
        } else {
            let known = items.iter().map(|item| item.id.clone()).collect();
            diagnostics.at(name.span, Problem::UnknownItem { found: name.value, known });
        }
    }
    Some(Ranking { key: key?, scope: scope?, place, ties: ties?, tie_breaks })
}

fn read_item(value: &Spanned<Raw>, diagnostics: &mut Diagnostics) -> Option<Item> {
    let mut fields = Fields::of(value, "item", diagnostics)?;
    let id = fields.text("id", diagnostics);
    let section = fields.text("section", diagnostics);
    let name = fields.optional_text("name", diagnostics);
    let full = fields.positive("full", diagnostics);
    let applies_to = fields.texts("applies_to", diagnostics);
    let places = [
        ("base", Counts::Base),
        ("beyond-base", Counts::BeyondBase),
        ("bonus", Counts::Bonus),
        ("outside", Counts::Outside),
    ];
    let counts = fields.choice("counts", Some(Counts::Base), &places, diagnostics);
    let policies = [("left-out", NotApplicable::LeftOut), ("mean-of-others", NotApplicable::MeanOfOthers)];
    let not_applicable = fields.choice("not_applicable", Some(NotApplicable::LeftOut), &policies, diagnostics);
    let rule = match (fields.value("rule", diagnostics), &full) {
        (Some(value), Some(full)) => read_rule(value, full, diagnostics),
        _ => None,
    };
    let places_of = ["counts", "not_applicable"].map(|key| fields.place(key));
    fields.finish(diagnostics);
    let rule = rule?;
    let deducts = matches!(rule, Rule::Deduction { .. });
    let useless = |key, beside: &str, diagnostics: &mut Diagnostics| {
        if let Some(span) = places_of[key] {
            let key = ["counts", "not_applicable"][key];
            diagnostics.at(span, Problem::UselessKey { key, beside: beside.to_owned() });
        }
    };
    if deducts {
        useless(0, "kind = \"deduction\"", diagnostics);
    }
    let counts = if deducts { Counts::Deduction } else { counts? };
    if not_applicable == Some(NotApplicable::MeanOfOthers) && !counts.raises_full() {
        let beside = match counts {
            Counts::Deduction => "kind = \"deduction\"".to_owned(),
            _ => format!("counts = \"{}\"", counts.name()),
        };
        useless(1, &beside, diagnostics);
    }
    let Spanned { value: id, span: place } = id?;
    let item = Item {
        id,
        place,
        section: section?.value,
        name: name.map(|name| name.value),
        full: full?,
        applies_to: Audience::of(applies_to?),
        counts,
        not_applicable: not_applicable?,
        rule,
    };
    check_parts(&item, diagnostics);
    Some(item)
}
