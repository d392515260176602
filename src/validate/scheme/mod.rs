//! `scheme.toml`: the assessment method (考核办法): settings, sections, items, grades; its rules stand in [`rule`].

mod audience;
mod check;
mod grades;
mod read;
mod read_rule;
mod rule;

pub use audience::Audience;
pub(super) use check::check_with_roster;
pub use grades::{Band, Bound, Grades, Quota, QuotaTies, Share, ShareRounding, Size, Veto};
pub use rule::{
    Change, Class, Criterion, Difference, Events, Factor, Field, Interval, Offence, Panel, Per, Points, RankPart, Rule,
    RuleText, Source, Step, Take, Tier, Trim, VoteOption,
};

use crate::model::{IssueDate, Marks, RoundingMode};
use crate::span::{Span, Spanned};
use crate::validate::roster::Unit;

/// The method of one year: its items and how totals, conversion and ranks follow from them.
#[derive(Debug)]
pub struct Scheme {
    work: String,
    field: String,
    year: i32,
    period: Option<(IssueDate, IssueDate)>,
    base: Spanned<Marks>,
    leads: [Option<Spanned<u32>>; 2],
    rounding: Rounding,
    conversion: Conversion,
    ranking: Ranking,
    groups: Vec<Group>,
    sections: Vec<Section>,
    items: Vec<Item>,
    grades: Option<Grades>,
}

/// Categories that are assessed by one full mark and may be ranked together (组).
#[derive(Debug)]
pub struct Group {
    /// Its name.
    pub name: Spanned<String>,
    /// The categories (类别) of the roster in it.
    pub categories: Vec<Spanned<String>>,
    /// What the base items of its units must add up to.
    pub base: Spanned<Marks>,
}

/// What a section of items (考核内容) counts beside the sum of its items.
#[derive(Debug)]
pub struct Section {
    /// Its name, as items have it.
    pub name: Spanned<String>,
    /// What its items must add up to.
    pub full: Option<Spanned<Marks>>,
    /// The marks it counts towards the total: its items' sum × weight ÷ full mark. `None`: the sum as it is.
    pub weight: Option<Spanned<Marks>>,
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
    /// Base × total ÷ own full mark: all units on one scale.
    ToBase,
    /// It stands in 评分.csv, under the name `折算得分`.
    Entered,
    /// There is none: the total is the 得分.
    None,
}

impl Conversion {
    /// The name in `scheme.toml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, choice)| *choice == self).map_or("", |(name, _)| *name)
    }

    const NAMES: [(&'static str, Self); 5] = [
        ("share-of-own-full-mark", Self::ShareOfOwnFullMark),
        ("capped-at-base", Self::CappedAtBase),
        ("to-base", Self::ToBase),
        ("entered", Self::Entered),
        ("none", Self::None),
    ];

    /// Whether it needs 分值设置: a unit without one is then not assessed.
    #[must_use]
    pub fn needs_weight(self) -> bool {
        matches!(self, Self::ShareOfOwnFullMark | Self::CappedAtBase)
    }
}

/// How units are ranked (排名).
#[derive(Debug)]
pub struct Ranking {
    /// The figure that ranks.
    pub key: FigureKey,
    /// Among whom.
    pub scope: RankScope,
    /// Where that stands.
    pub place: Span,
    /// What follows a tie.
    pub ties: Ties,
    /// The items, by place in the scheme, whose marks part units with the same figure, the first that differs.
    pub tie_breaks: Vec<usize>,
}

/// The figure by which units are ranked or graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureKey {
    /// 得分率.
    Rate,
    /// 总分.
    Raw,
    /// 折算得分; where nothing is converted, the total.
    Converted,
}

impl FigureKey {
    const NAMES: [(&'static str, Self); 3] = [("rate", Self::Rate), ("raw", Self::Raw), ("converted", Self::Converted)];

    /// What documents call the figure.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Rate => "得分率",
            Self::Raw => "总分",
            Self::Converted => "折算得分",
        }
    }
}

/// Among whom a unit is ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RankScope {
    /// Its category.
    Category,
    /// All assessed units.
    All,
    /// Its group of categories.
    Group,
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
    /// 排名不分先后: no ranks are printed, units stand in the order of the roster.
    Unordered,
}

/// One row of the rules (项目).
#[derive(Debug)]
pub struct Item {
    /// The name used in score files and narrow table heads.
    pub id: String,
    /// Where that stands.
    pub place: Span,
    /// The section of the method it belongs to (考核内容).
    pub section: String,
    /// Its own name within the section (单项标准), if the section has several.
    pub name: Option<String>,
    /// Full mark; of a deduction the most that is taken.
    pub full: Spanned<Marks>,
    /// Whom it applies to.
    pub applies_to: Audience,
    /// Where its marks count.
    pub counts: Counts,
    /// What takes the place of an item declared 不适用.
    pub not_applicable: NotApplicable,
    /// How its marks come about.
    pub rule: Rule,
}

impl Item {
    /// How it is printed: its own name, or that of its section.
    #[must_use]
    pub fn title(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.section)
    }
}

/// What takes the place of an item declared 不适用.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApplicable {
    /// Nothing: the item leaves the unit's own full mark.
    LeftOut,
    /// Its full mark × the rate of the unit's other base items.
    MeanOfOthers,
}

/// Where an item's marks count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// In the base of 100.
    Base,
    /// On top of the base: they raise the unit's own full mark.
    BeyondBase,
    /// 加分: they raise the total, at most to the own full mark, which they do not raise.
    Bonus,
    /// 附加分: they raise the total beyond the own full mark.
    Outside,
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
            Self::Bonus => "bonus",
            Self::Outside => "outside",
            Self::Deduction => "deduction",
        }
    }

    /// Whether the full mark of the item is part of the unit's own.
    #[must_use]
    pub fn raises_full(self) -> bool {
        matches!(self, Self::Base | Self::BeyondBase)
    }
}

impl Scheme {
    /// The work that is assessed: 安全生产工作.
    #[must_use]
    pub fn work(&self) -> &str {
        &self.work
    }

    /// The field named above the score table: 安全生产.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The year that is assessed.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.year
    }

    /// The days of the first and last event that count, if they are not those of the year.
    #[must_use]
    pub fn period(&self) -> Option<(IssueDate, IssueDate)> {
        self.period
    }

    /// The days of the first and last event that count.
    #[must_use]
    pub fn days(&self) -> (IssueDate, IssueDate) {
        self.period.unwrap_or_else(|| (IssueDate::first_of(self.year), IssueDate::last_of(self.year)))
    }

    /// What the base items add up to where there are no groups; the scale to which totals of all units are converted.
    #[must_use]
    pub fn base(&self) -> &Spanned<Marks> {
        &self.base
    }

    /// What the base items of a unit add up to: the base of its group, if it has one.
    #[must_use]
    pub fn base_of(&self, unit: &Unit) -> &Spanned<Marks> {
        unit.group.map_or(&self.base, |group| &self.groups[group].base)
    }

    /// How many units are expected to lead indicators, and provincial ones.
    #[must_use]
    pub fn expected_leads(&self) -> [(Option<&Spanned<u32>>, &'static str); 2] {
        let [leads, provincial] = &self.leads;
        [(leads.as_ref(), Audience::LEADS), (provincial.as_ref(), Audience::PROVINCIAL_LEADS)]
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
    pub fn ranking(&self) -> &Ranking {
        &self.ranking
    }

    /// The groups of categories; none if all units have one full mark.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// What a section counts, if anything is said of it.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name.value == name)
    }

    /// The grades (等次), if units get any.
    #[must_use]
    pub fn grades(&self) -> Option<&Grades> {
        self.grades.as_ref()
    }

    /// The items in the order of the method.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }
}
