//! `scheme.toml`: the assessment method (考核办法) as typed rules with their texts.

use super::fields::{Fields, check_schema, text_of};
use crate::diag::{Diagnostics, Problem};
use crate::load::{Raw, RawSettings};
use crate::model::{Marks, RoundingMode};
use crate::span::{Span, Spanned};

/// The method of one year: its items and how totals, conversion and ranks follow from them.
#[derive(Debug)]
pub struct Scheme {
    work: String,
    field: String,
    year: i32,
    base: Spanned<Marks>,
    leads: [Option<Spanned<u32>>; 2],
    rounding: Rounding,
    conversion: Conversion,
    ranking: Ranking,
    items: Vec<Item>,
}

/// How figures are rounded (取舍).
#[derive(Clone, Copy, Debug)]
pub struct Rounding {
    /// Decimals of every published figure.
    pub places: u32,
    /// What happens to a half.
    pub mode: RoundingMode,
    /// When items are rounded.
    pub at: RoundingStage,
}

/// When items are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundingStage {
    /// Each item first: the printed items add up to the printed total.
    Items,
    /// Only totals: printed items may miss the printed total by a little.
    End,
}

/// How the total becomes the 得分 of the score table (折算).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// 分值设置 × total ÷ own full mark.
    ShareOfOwnFullMark,
    /// 分值设置 × min(total, base) ÷ base.
    CappedAtBase,
}

/// How units are ranked (排名).
#[derive(Clone, Copy, Debug)]
pub struct Ranking {
    /// The figure that ranks.
    pub key: RankKey,
    /// Among whom.
    pub scope: RankScope,
    /// What follows a tie.
    pub ties: Ties,
}

/// The figure that ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RankKey {
    /// 得分率.
    Rate,
    /// 总分.
    Raw,
    /// 折算得分.
    Converted,
}

/// Among whom a unit is ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RankScope {
    /// Its category.
    Category,
    /// All assessed units.
    All,
    /// The assessed units with the same own full mark.
    SameFullMark,
}

/// What follows a tie (并列).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// 1, 2, 2, 4.
    Skip,
    /// 1, 2, 2, 3.
    Consecutive,
}

/// One row of the rules (项目).
#[derive(Debug)]
pub struct Item {
    /// The name used in score files and narrow table heads.
    pub id: String,
    /// The section of the method it belongs to (考核内容).
    pub section: String,
    /// Its own name within the section (单项标准), if the section has several.
    pub name: Option<String>,
    /// Full mark; of a deduction the most that is taken.
    pub full: Spanned<Marks>,
    /// Whom it applies to.
    pub applies_to: AppliesTo,
    /// Where its marks count.
    pub counts: Counts,
    /// How its marks come about.
    pub rule: Rule,
}

/// Whom an item applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliesTo {
    /// 全部单位.
    All,
    /// 指标牵头单位: units that lead an indicator.
    Leads,
    /// 省评价指标牵头单位: units that lead a provincial indicator.
    ProvincialLeads,
}

impl AppliesTo {
    const NAMES: [(&'static str, Self); 3] =
        [("全部单位", Self::All), ("指标牵头单位", Self::Leads), ("省评价指标牵头单位", Self::ProvincialLeads)];

    /// The name in `scheme.toml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, choice)| *choice == self).map_or("", |(name, _)| *name)
    }
}

/// Where an item's marks count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// In the base of 100.
    Base,
    /// On top of the base: they raise the unit's own full mark.
    BeyondBase,
    /// Taken off the total (扣分项); no part of the full mark.
    Deduction,
}

impl Counts {
    /// The name in `scheme.toml` and `results.json`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::BeyondBase => "beyond-base",
            Self::Deduction => "deduction",
        }
    }
}

/// How an item's marks come about (domain.md, section 1).
#[derive(Debug)]
pub enum Rule {
    /// Criteria that are met or not.
    Checklist {
        /// The criteria in order.
        criteria: Vec<Criterion>,
        /// Whether a criterion may be half met.
        half_points: bool,
    },
    /// A mark given by judgement.
    Judged {
        /// Every mark is a multiple of it.
        step: Marks,
        /// Its paragraphs.
        texts: Vec<RuleText>,
    },
    /// The mean of the marks that lead units give their cooperating units; a unit without evaluators is judged.
    Mean {
        /// The full mark on the evaluators' scale.
        scale: Marks,
        /// Its paragraphs.
        texts: Vec<RuleText>,
    },
    /// Events counted by class, the higher class later.
    Counted {
        /// The classes.
        classes: Vec<Class>,
    },
    /// Marks taken off for events.
    Deduction {
        /// Marks each time.
        each: Spanned<Marks>,
        /// Once a year or for every event.
        per: Per,
        /// Its text.
        text: RuleText,
    },
    /// Points looked up by rank.
    RankTable {
        /// The ranges in which indicators are ranked.
        parts: Vec<RankPart>,
        /// Its text.
        text: RuleText,
    },
}

/// A criterion of a checklist (要点).
#[derive(Debug)]
pub struct Criterion {
    /// Marks if it is met.
    pub points: Spanned<Marks>,
    /// What must be met.
    pub text: RuleText,
}

/// A class of counted events.
#[derive(Debug)]
pub struct Class {
    /// Its name in the score file.
    pub name: String,
    /// Marks for each event.
    pub each: Spanned<Marks>,
    /// The most the class gives.
    pub cap: Spanned<Marks>,
    /// Its text.
    pub text: RuleText,
}

/// How often a deduction is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// Once, however many events.
    Year,
    /// For every event, up to the item's full mark.
    Event,
}

/// A range of ranking, such as the province.
#[derive(Debug)]
pub struct RankPart {
    /// Its name in the score file.
    pub among: String,
    /// Full mark.
    pub full: Marks,
    /// The tiers, best first.
    pub tiers: Vec<Tier>,
    /// Points behind the last tier.
    pub otherwise: Spanned<Marks>,
}

/// Points for ranks up to a rank.
#[derive(Debug)]
pub struct Tier {
    /// The last rank of the tier.
    pub to: u32,
    /// Its points.
    pub points: Spanned<Marks>,
}

/// The text of a rule, with places for its figures: `计{分值}分`.
#[derive(Debug)]
pub struct RuleText(String);

impl RuleText {
    /// The text with its figures. Full marks and the number of units never stand in the text itself.
    #[must_use]
    pub fn fill(&self, figures: &[(&str, String)]) -> String {
        figures.iter().fold(self.0.clone(), |text, (name, figure)| text.replace(&format!("{{{name}}}"), figure))
    }

    fn check(text: Spanned<String>, known: &[&str], diagnostics: &mut Diagnostics) -> Self {
        let mut rest = text.value.as_str();
        while let Some(begin) = rest.find(['{', '}']) {
            let end = rest[begin..].find('}').map_or(rest.len(), |length| begin + length + 1);
            let found = &rest[begin..end];
            if !known.iter().any(|name| found == format!("{{{name}}}")) {
                let known = known.iter().map(|name| format!("{{{name}}}")).collect();
                diagnostics.at(text.span, Problem::UnknownPlaceholder { found: found.to_owned(), known });
            }
            rest = &rest[end..];
        }
        Self(text.value)
    }
}

const FIGURES: &[&str] = &["分值", "单位数"];
const CLASS_FIGURES: &[&str] = &["分值", "上限", "单位数"];

impl Scheme {
    pub(super) fn read(raw: &RawSettings, diagnostics: &mut Diagnostics) -> Option<Self> {
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

    /// The work that is assessed: 优化营商环境工作.
    #[must_use]
    pub fn work(&self) -> &str {
        &self.work
    }

    /// The field named above the score table: 营商环境.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The year that is assessed.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.year
    }

    /// What the base items add up to.
    #[must_use]
    pub fn base(&self) -> &Spanned<Marks> {
        &self.base
    }

    /// How many units are expected to lead indicators, and provincial ones.
    #[must_use]
    pub fn expected_leads(&self) -> [(Option<&Spanned<u32>>, AppliesTo); 2] {
        let [leads, provincial] = &self.leads;
        [(leads.as_ref(), AppliesTo::Leads), (provincial.as_ref(), AppliesTo::ProvincialLeads)]
    }

    /// How figures are rounded.
    #[must_use]
    pub fn rounding(&self) -> Rounding {
        self.rounding
    }

    /// How totals are converted.
    #[must_use]
    pub fn conversion(&self) -> Conversion {
        self.conversion
    }

    /// How units are ranked.
    #[must_use]
    pub fn ranking(&self) -> Ranking {
        self.ranking
    }

    /// The items in the order of the method.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
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

/// The classes of a counted item and the parts of a rank table are told apart by their names.
fn check_names(rule: &Rule, place: Span, diagnostics: &mut Diagnostics) {
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

/// The parts of a checklist or rank table add up to the item's full mark; the caps of a counted item reach it.
fn check_parts(item: &Item, diagnostics: &mut Diagnostics) {
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

fn check_items(items: &[Item], base: &Spanned<Marks>, diagnostics: &mut Diagnostics) {
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
