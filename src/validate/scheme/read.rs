//! Reads the scheme from its settings.

use super::check::{check_items, check_names, check_parts};
use super::{
    AppliesTo, Class, Conversion, Counts, Criterion, Item, Per, RankKey, RankPart, RankScope, Ranking, Rounding,
    RoundingStage, Rule, RuleText, Scheme, Tier, Ties,
};
use crate::diag::{Diagnostics, Problem};
use crate::load::{Raw, RawSettings};
use crate::model::{Marks, RoundingMode};
use crate::span::Spanned;
use crate::validate::fields::{Fields, check_schema, text_of};

const FIGURES: &[&str] = &["分值", "单位数"];
const CLASS_FIGURES: &[&str] = &["分值", "上限", "单位数"];

impl Scheme {
    pub(in crate::validate) fn read(raw: &RawSettings, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut fields = Fields::of(&raw.root, "scheme.toml", diagnostics)?;
        check_schema(&mut fields, diagnostics);
        let general = fields.table("scheme", diagnostics).and_then(|mut general| {
            let work = general.text("work", diagnostics);
            let field = general.text("field", diagnostics);
            let year = general.year("year", diagnostics);
            let base = general.positive("base", diagnostics);
            let leads = ["leads", "provincial_leads"].map(|key| general.optional_count(key, diagnostics));
            general.finish(diagnostics);
            Some((work?, field?, year?, base?, leads))
        });
        let rounding = read_rounding(&mut fields, diagnostics);
        let conversion = fields.table("conversion", diagnostics).and_then(|mut table| {
            let choices = [
                ("share-of-own-full-mark", Conversion::ShareOfOwnFullMark),
                ("capped-at-base", Conversion::CappedAtBase),
            ];
            let kind = table.choice("kind", None, &choices, diagnostics);
            table.finish(diagnostics);
            kind
        });
        let ranking = read_ranking(&mut fields, diagnostics);
        let list = fields.filled_list("item", diagnostics);
        let items: Option<Vec<Item>> = list.and_then(|list| {
            list.iter().map(|value| read_item(value, diagnostics)).collect::<Vec<_>>().into_iter().collect()
        });
        fields.finish(diagnostics);
        let (work, field, year, base, leads) = general?;
        let items = items?;
        check_items(&items, &base, diagnostics);
        Some(Self {
            work: work.value,
            field: field.value,
            year,
            base,
            leads,
            rounding: rounding?,
            conversion: conversion?,
            ranking: ranking?,
            items,
        })
    }
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

fn read_ranking(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Ranking> {
    let mut table = fields.optional_table("ranking", diagnostics)?;
    let keys = [("rate", RankKey::Rate), ("raw", RankKey::Raw), ("converted", RankKey::Converted)];
    let key = table.choice("key", Some(RankKey::Rate), &keys, diagnostics);
    let scopes =
        [("category", RankScope::Category), ("all", RankScope::All), ("same-full-mark", RankScope::SameFullMark)];
    let scope = table.choice("scope", Some(RankScope::Category), &scopes, diagnostics);
    let ties = table.choice(
        "ties",
        Some(Ties::Skip),
        &[("skip", Ties::Skip), ("consecutive", Ties::Consecutive)],
        diagnostics,
    );
    table.finish(diagnostics);
    Some(Ranking { key: key?, scope: scope?, ties: ties? })
}

fn read_item(value: &Spanned<Raw>, diagnostics: &mut Diagnostics) -> Option<Item> {
    let mut fields = Fields::of(value, "item", diagnostics)?;
    let id = fields.text("id", diagnostics);
    let section = fields.text("section", diagnostics);
    let name = fields.optional_text("name", diagnostics);
    let full = fields.positive("full", diagnostics);
    let applies_to = fields.choice("applies_to", Some(AppliesTo::All), &AppliesTo::NAMES, diagnostics);
    let counts = fields.choice(
        "counts",
        Some(Counts::Base),
        &[("base", Counts::Base), ("beyond-base", Counts::BeyondBase)],
        diagnostics,
    );
    let rule = match (fields.value("rule", diagnostics), &full) {
        (Some(value), Some(full)) => read_rule(value, full, diagnostics),
        _ => None,
    };
    fields.finish(diagnostics);
    let rule = rule?;
    let counts = if matches!(rule, Rule::Deduction { .. }) { Counts::Deduction } else { counts? };
    let item = Item {
        id: id?.value,
        section: section?.value,
        name: name.map(|name| name.value),
        full: full?,
        applies_to: applies_to?,
        counts,
        rule,
    };
    check_parts(&item, diagnostics);
    Some(item)
}

fn read_rule(value: &Spanned<Raw>, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) -> Option<Rule> {
    #[derive(Clone, Copy)]
    enum Kind {
        Checklist,
        Judged,
        Mean,
        Counted,
        Deduction,
        RankTable,
    }
    let mut fields = Fields::of(value, "rule", diagnostics)?;
    let kinds = [
        ("checklist", Kind::Checklist),
        ("judged", Kind::Judged),
        ("mean", Kind::Mean),
        ("counted", Kind::Counted),
        ("deduction", Kind::Deduction),
        ("rank-table", Kind::RankTable),
    ];
    let kind = fields.choice("kind", None, &kinds, diagnostics)?;
    let rule = match kind {
        Kind::Checklist => {
            let half_points = fields.flag("half_points", diagnostics);
            let criteria = read_list(&mut fields, "criteria", diagnostics, |fields, diagnostics| {
                let points = fields.positive("points", diagnostics);
                let text = rule_text(fields, FIGURES, diagnostics);
                Some(Criterion { points: points?, text: text? })
            });
            half_points.zip(criteria).map(|(half_points, criteria)| Rule::Checklist { criteria, half_points })
        }
        Kind::Judged => {
            let step = fields.positive("step", diagnostics);
            let texts = rule_texts(&mut fields, diagnostics);
            step.zip(texts).map(|(step, texts)| Rule::Judged { step: step.value, texts })
        }
        Kind::Mean => {
            let scale = fields.positive("scale", diagnostics);
            let without = fields.choice("without_evaluators", Some(()), &[("judged", ())], diagnostics);
            let texts = rule_texts(&mut fields, diagnostics);
            without.and(scale.zip(texts)).map(|(scale, texts)| Rule::Mean { scale: scale.value, texts })
        }
        Kind::Counted => read_list(&mut fields, "classes", diagnostics, |fields, diagnostics| {
            let name = fields.text("name", diagnostics);
            let each = fields.positive("each", diagnostics);
            let cap = fields.positive("cap", diagnostics);
            let text = rule_text(fields, CLASS_FIGURES, diagnostics);
            Some(Class { name: name?.value, each: each?, cap: cap?, text: text? })
        })
        .map(|classes| Rule::Counted { classes }),
        Kind::Deduction => {
            let each = fields.positive("each", diagnostics);
            let per = fields.choice("per", None, &[("year", Per::Year), ("event", Per::Event)], diagnostics);
            let text = rule_text(&mut fields, FIGURES, diagnostics);
            if let Some(each) = &each
                && each.value > full.value
            {
                let (points, full_mark) = (each.value.clone(), full.value.clone());
                diagnostics.between(each.span, full.span, Problem::PointsAboveFull { points, full: full_mark });
            }
            each.zip(per).zip(text).map(|((each, per), text)| Rule::Deduction { each, per, text })
        }
        Kind::RankTable => {
            let text = rule_text(&mut fields, FIGURES, diagnostics);
            let parts = read_list(&mut fields, "parts", diagnostics, read_rank_part);
            text.zip(parts).map(|(text, parts)| Rule::RankTable { parts, text })
        }
    };
    fields.finish(diagnostics);
    if let Some(rule) = &rule {
        check_names(rule, value.span, diagnostics);
    }
    rule
}

fn read_rank_part(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<RankPart> {
    let among = fields.text("among", diagnostics);
    let full = fields.positive("full", diagnostics);
    let otherwise = fields.marks("otherwise", diagnostics);
    let tiers = read_list(fields, "tiers", diagnostics, |fields, diagnostics| {
        let to = fields.count("to", diagnostics);
        let points = fields.marks("points", diagnostics);
        Some((to?, points?))
    });
    let (full, otherwise, tiers) = (full?, otherwise?, tiers?);
    for pair in tiers.windows(2) {
        if pair[1].0.value <= pair[0].0.value || pair[1].1.value > pair[0].1.value {
            diagnostics.between(pair[1].0.span, pair[0].0.span, Problem::TierOrder);
        }
    }
    if let Some((_, last)) = tiers.last()
        && otherwise.value > last.value
    {
        diagnostics.between(otherwise.span, last.span, Problem::TierOrder);
    }
    for points in tiers.iter().map(|(_, points)| points).chain([&otherwise]) {
        if points.value > full.value {
            let problem = Problem::PointsAboveFull { points: points.value.clone(), full: full.value.clone() };
            diagnostics.between(points.span, full.span, problem);
        }
    }
    let tiers = tiers.into_iter().map(|(to, points)| Tier { to: to.value, points }).collect();
    Some(RankPart { among: among?.value, full: full.value, tiers, otherwise })
}

fn read_list<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    diagnostics: &mut Diagnostics,
    mut read: impl FnMut(&mut Fields<'_>, &mut Diagnostics) -> Option<T>,
) -> Option<Vec<T>> {
    let list = fields.filled_list(key, diagnostics)?;
    let read: Vec<Option<T>> = list
        .iter()
        .map(|value| {
            let mut inner = Fields::of(value, key, diagnostics)?;
            let made = read(&mut inner, diagnostics);
            inner.finish(diagnostics);
            made
        })
        .collect();
    read.into_iter().collect()
}

fn rule_text(fields: &mut Fields<'_>, known: &[&str], diagnostics: &mut Diagnostics) -> Option<RuleText> {
    let text = fields.text("text", diagnostics)?;
    Some(RuleText::check(text, known, diagnostics))
}

fn rule_texts(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Vec<RuleText>> {
    let list = fields.filled_list("texts", diagnostics)?;
    list.iter()
        .map(|value| Some(RuleText::check(text_of(value, "texts", diagnostics)?, FIGURES, diagnostics)))
        .collect()
}
