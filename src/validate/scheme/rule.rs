//! How the marks of an item come about: every kind of rule with what it needs.

use super::{Audience, Bound, RankScope, ShareRounding};
use crate::diag::{Diagnostics, Problem};
use crate::model::Marks;
use crate::span::{Span, Spanned};

/// How an item's marks come about (计分规则; domain.md, section 1).
#[derive(Debug)]
pub enum Rule {
    /// Criteria that are met or not.
    Checklist {
        /// The criteria in order.
        criteria: Vec<Criterion>,
        /// Whether a criterion may be half met.
        half_points: bool,
    },
    /// The full mark if every criterion is met, else nothing (一票式).
    AllOrNothing {
        /// What must be met.
        criteria: Vec<RuleText>,
    },
    /// A mark given by judgement (评定).
    Judged {
        /// Every mark as entered is a multiple of it, or is rounded to one.
        step: Marks,
        /// Whether marks are rounded to a multiple of the step, as the scheme rounds.
        round: bool,
        /// The full mark that is entered by, if it is not that of the item.
        scale: Option<Spanned<Marks>>,
        /// Its paragraphs.
        texts: Vec<RuleText>,
    },
    /// The mean of the marks of several evaluators (测评).
    Mean {
        /// The full mark on the evaluators' scale.
        scale: Marks,
        /// The evaluators by panel; none if lead units evaluate those that cooperate in their indicators, and a unit without
        /// evaluators is judged.
        panels: Vec<Panel>,
        /// Which marks of a panel are left out.
        trim: Option<Trim>,
        /// Its paragraphs.
        texts: Vec<RuleText>,
    },
    /// Events counted by class, the higher class later.
    Counted {
        /// The classes.
        classes: Vec<Class>,
        /// Where the counts come from.
        source: Source,
    },
    /// Marks taken off the total for events (扣分项).
    Deduction {
        /// What is taken off.
        events: Events,
        /// Once a year or for every event.
        per: Per,
    },
    /// The full mark less marks for events (扣完为止).
    Loss {
        /// What is taken off.
        events: Events,
        /// The least that remains.
        floor: Marks,
    },
    /// The full mark × the rate of completion (完成率).
    Completion {
        /// Whether the lowest figure is best: the rate is the target ÷ the figure.
        lowest: bool,
        /// The highest rate that counts, percent; above 100 it gives a bonus.
        cap: Spanned<Marks>,
        /// Below this rate, percent, there is nothing.
        zero_below: Marks,
        /// Its paragraphs.
        texts: Vec<RuleText>,
    },
    /// Points at a base, and how many more or fewer for every step by which a figure differs from it.
    Difference(Box<Difference>),
    /// Points by the interval in which a figure lies (分档赋分).
    Intervals {
        /// The intervals, the best first.
        tiers: Vec<Interval>,
        /// Points outside all of them.
        otherwise: Spanned<Marks>,
        /// Its paragraphs.
        texts: Vec<RuleText>,
    },
    /// Points by the unit's place among others, or by its share of the best figure.
    Standing {
        /// What is entered.
        field: Field,
        /// Among whom.
        among: RankScope,
        /// Where that stands.
        place: Span,
        /// How a place becomes points.
        points: Points,
        /// Its paragraphs.
        texts: Vec<RuleText>,
    },
    /// The mean of what votes are worth (测评票).
    Votes {
        /// What may be voted, the best first.
        options: Vec<VoteOption>,
        /// What the best vote is worth.
        scale: Marks,
        /// Its paragraphs.
        texts: Vec<RuleText>,
    },
    /// Several marks over the year (分期).
    Periods {
        /// The periods in order.
        periods: Vec<String>,
        /// Which of them count.
        take: Take,
        /// The full mark of each.
        scale: Marks,
        /// Its paragraphs.
        texts: Vec<RuleText>,
    },
    /// Points looked up by the rank of indicators that the unit leads.
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

/// Evaluators whose mean counts by a weight (评议组).
#[derive(Debug)]
pub struct Panel {
    /// Its name.
    pub name: Spanned<String>,
    /// Its share of the whole, percent.
    pub weight: Spanned<Marks>,
    /// Who must give a mark; if nobody is named, whoever gives one.
    pub members: Vec<Spanned<String>>,
}

/// Marks of a panel that do not count (去掉最高分和最低分).
#[derive(Clone, Copy, Debug)]
pub struct Trim {
    /// From so many marks on.
    pub from: u32,
    /// How many of the highest.
    pub highest: u32,
    /// How many of the lowest.
    pub lowest: u32,
}

/// Where counts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Rows of the table of events.
    Events,
    /// Numbers in the table of figures.
    Number,
}

/// A class of counted events (级别).
#[derive(Debug)]
pub struct Class {
    /// Its name in the score file.
    pub name: String,
    /// Marks for each event; of several steps the first ones count by the first.
    pub steps: Vec<Step>,
    /// The most the class gives.
    pub cap: Spanned<Marks>,
    /// Its text.
    pub text: RuleText,
}

/// Marks for each event up to a number of events.
#[derive(Debug)]
pub struct Step {
    /// The last event it counts for; `None`: all the rest.
    pub to: Option<u32>,
    /// Marks for each.
    pub each: Spanned<Marks>,
}

/// What events cost.
#[derive(Debug)]
pub struct Events {
    /// The kinds of events; one without a name if all cost the same.
    pub kinds: Vec<Offence>,
    /// For whom an event costs more, the first that fits.
    pub factors: Vec<Factor>,
}

/// A kind of event that costs marks.
#[derive(Debug)]
pub struct Offence {
    /// Its name in the score file (级别).
    pub name: Option<String>,
    /// Marks each time.
    pub each: Spanned<Marks>,
    /// Its text.
    pub text: RuleText,
}

/// What events cost some units (加倍扣分).
#[derive(Debug)]
pub struct Factor {
    /// Whom.
    pub applies_to: Audience,
    /// How many times as much.
    pub times: Spanned<Marks>,
}

/// How often a deduction is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// Once, however many events.
    Year,
    /// For every event, up to the item's full mark.
    Event,
}

/// What is entered for a standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The rank itself.
    Rank,
    /// A figure, the highest best.
    Highest,
    /// A figure, the lowest best.
    Lowest,
}

/// How a standing becomes points.
#[derive(Debug)]
pub enum Points {
    /// By a table of ranks.
    Table {
        /// The tiers, best first.
        tiers: Vec<Tier>,
        /// Points behind the last tier.
        otherwise: Spanned<Marks>,
        /// Points of the last units, how many of them first.
        last: Option<(u32, Spanned<Marks>)>,
    },
    /// From the full mark for the first to the least for the last, in equal steps.
    Linear {
        /// Points of the last.
        least: Spanned<Marks>,
    },
    /// From the full mark for the best figure to the least for the worst, by where the figure lies between the two (功效系数).
    MinMax {
        /// Points of the worst.
        least: Spanned<Marks>,
    },
    /// The full mark × the figure ÷ the best one (the other way round if the lowest is best).
    ProRata,
}

/// Which marks of several periods count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The mean of all.
    Mean,
    /// The mean of so many, the best.
    Best(u32),
    /// The mean of so many, the last in time.
    Last(u32),
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

/// Points for figures between two ends (档); one at least is there.
#[derive(Debug)]
pub struct Interval {
    /// The least figure; `None`: any.
    pub lower: Option<Bound>,
    /// The highest figure; `None`: any.
    pub upper: Option<Bound>,
    /// Its points.
    pub points: Spanned<Marks>,
}

/// Points by how far a figure is from a base.
#[derive(Debug)]
pub struct Difference {
    /// The base.
    pub base: Spanned<Marks>,
    /// Points at the base.
    pub start: Spanned<Marks>,
    /// What each step below it changes.
    pub below: Option<Change>,
    /// What each step above it changes.
    pub above: Option<Change>,
    /// What becomes of a part of a step; `None`: it counts in proportion.
    pub rounding: Option<ShareRounding>,
    /// The least there is.
    pub floor: Marks,
    /// Its paragraphs.
    pub texts: Vec<RuleText>,
}

/// What may be voted, and what such a vote is worth.
#[derive(Debug)]
pub struct VoteOption {
    /// Its name in the score file.
    pub name: String,
    /// What a vote is worth.
    pub points: Spanned<Marks>,
}

/// What a step costs or earns.
#[derive(Debug)]
pub struct Change {
    /// How long a step is.
    pub unit: Marks,
    /// Whether it earns; otherwise it costs.
    pub earns: bool,
    /// Points for each.
    pub each: Spanned<Marks>,
    /// The most all steps come to.
    pub cap: Option<Marks>,
}

impl Interval {
    /// Whether a figure lies in it.
    #[must_use]
    pub fn holds(&self, figure: &Marks) -> bool {
        self.lower.as_ref().is_none_or(|lower| lower.admits(figure))
            && self.upper.as_ref().is_none_or(|upper| upper.holds(figure))
    }
}

impl Rule {
    /// Whether an item by this rule has recorded reasons for what is lost.
    #[must_use]
    pub fn has_reasons(&self) -> bool {
        !matches!(self, Self::Counted { .. } | Self::RankTable { .. } | Self::Standing { .. })
    }

    /// What events cost, if they cost marks.
    #[must_use]
    pub fn events(&self) -> Option<&Events> {
        match self {
            Self::Deduction { events, .. } | Self::Loss { events, .. } => Some(events),
            _ => None,
        }
    }
}

impl Class {
    /// Marks for the first event.
    #[must_use]
    pub fn each(&self) -> &Spanned<Marks> {
        &self.steps[0].each
    }
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

    pub(super) fn check(text: Spanned<String>, known: &[&str], diagnostics: &mut Diagnostics) -> Self {
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
