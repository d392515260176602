//! `scheme.toml`: the assessment method (考核办法) as typed rules with their texts.

mod check;
mod read;

use crate::diag::{Diagnostics, Problem};
use crate::model::{Marks, RoundingMode};
use crate::span::Spanned;

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

impl Scheme {
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
