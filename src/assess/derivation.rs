//! Where a figure comes from: a tree from the published figure down to cells and settings.

use std::sync::Arc;

use crate::model::Marks;
use crate::span::Span;
use crate::validate::{Met, UnitId, Voice};

/// A figure with everything that made it.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What the figure is.
    pub name: Name,
    /// Its exact value.
    pub value: Marks,
    /// How it follows from its parts.
    pub how: How,
    /// The figures it was made of.
    pub parts: Vec<Figure>,
}

/// What a figure is.
#[derive(Clone, Debug)]
pub enum Name {
    /// An item, by place in the scheme.
    Item(usize),
    /// The full mark of an item, by place in the scheme.
    FullMark(usize),
    /// A criterion of a checklist, from 1.
    Criterion(usize),
    /// The mean of the evaluations.
    Mean,
    /// An evaluation.
    Evaluation(Voice),
    /// A part of an item: a class of events, a panel, a period, the range of a ranking.
    Class(String),
    /// An event.
    Event(String),
    /// An indicator, by place in the roster.
    Indicator(usize),
    /// How many events, as entered.
    Count,
    /// What was entered: a figure that is no mark.
    Reading,
    /// 目标值.
    Target,
    /// What a figure counts at a base.
    Start,
    /// What its difference from the base changes.
    Difference,
    /// 完成率, in percent.
    Completion,
    /// A section that counts by a weight.
    Section(String),
    /// What the items make before what lies outside the full mark.
    Subtotal,
    /// 总分.
    Total,
    /// 本单位满分.
    OwnFull,
    /// 得分率.
    Rate,
    /// 折算得分.
    Converted,
    /// 分值设置.
    Weight,
    /// The base of the scheme.
    Base,
}

/// How a figure follows from its parts.
#[derive(Clone, Debug)]
pub enum How {
    /// It stands in a cell of a score table.
    Cell(Span),
    /// It stands in the scheme or the roster.
    Setting(Span),
    /// The points of a criterion, as far as it is met.
    Answer {
        /// How far.
        met: Met,
        /// The cell.
        cell: Span,
        /// Where the points are set.
        points: Span,
    },
    /// A criterion of all or nothing.
    Met {
        /// Whether it is met.
        met: bool,
        /// The cell.
        cell: Span,
    },
    /// The full mark, since every criterion is met.
    AllMet,
    /// Nothing, since some criterion is not met.
    NotAllMet,
    /// A mark that is left out of the mean: among the highest or lowest, or not among the periods that count.
    LeftOut(Span),
    /// Declared 不评价: no part of the mean.
    Declined(Span),
    /// It was derived before, in the same tree.
    Shown,
    /// The sum of its parts.
    Sum,
    /// The simple mean of its parts, declined ones and those left out not counted.
    Mean,
    /// The mean of its parts by these weights, percent.
    WeightedMean(Vec<Marks>),
    /// The part, rounded to a multiple of this as the scheme rounds.
    ToStep(Marks),
    /// The part × full mark ÷ scale.
    Scaled {
        /// The full mark of the item.
        full: Marks,
        /// The full mark of the evaluators' scale.
        scale: Marks,
    },
    /// Events × marks each, at most the cap.
    Counted {
        /// How many events count.
        count: u64,
        /// Marks for each, up to which event.
        steps: Vec<(Option<u32>, Marks)>,
        /// The most there is.
        cap: Marks,
        /// Where both are set.
        setting: Span,
    },
    /// An event that counts.
    Counts(Span),
    /// An event that costs so many times the usual marks.
    CostsTimes {
        /// How many times.
        times: Marks,
        /// The cell.
        cell: Span,
        /// Where the marks are set.
        setting: Span,
    },
    /// An event with the title of another one: counted there.
    Repeats(Span),
    /// No row for the unit in a table of so many rows.
    NoRow {
        /// The table.
        table: &'static str,
        /// Rows read.
        rows: usize,
    },
    /// Marks taken off for events.
    Deducted {
        /// How many events.
        count: u64,
        /// Marks each; `None` if they cost different marks.
        each: Option<Marks>,
        /// Where it is set.
        setting: Span,
        /// Whether once a year is enough.
        once: bool,
        /// The most that is taken off.
        most: Marks,
    },
    /// Its parts, which are votes, × what each is worth ÷ all votes.
    Votes(Vec<Marks>),
    /// Points for every step by which the part differs from a base.
    Steps {
        /// The base.
        base: Marks,
        /// How many steps count.
        count: Marks,
        /// How long a step is.
        unit: Marks,
        /// Points for each.
        each: Marks,
        /// Whether they are earned.
        earns: bool,
        /// The most there is.
        cap: Option<Marks>,
        /// Where the points are set.
        setting: Span,
    },
    /// The figure is the base, or nothing is said of this side of it.
    AtBase(Marks),
    /// Points for the interval in which the part lies.
    Interval {
        /// Its ends, the lower one first, each with whether the figure itself belongs to it; none at all outside all tiers.
        ends: [Option<(Marks, bool)>; 2],
        /// Where the points are set.
        points: Span,
    },
    /// Points for a rank.
    Tier {
        /// The rank.
        rank: u32,
        /// Among how many.
        participants: u32,
        /// The cell of the rank.
        cell: Span,
        /// Where the points are set.
        points: Span,
    },
    /// The full mark × a rate in percent.
    ShareOfFull(Marks),
    /// The part ÷ the next one × 100.
    Percent,
    /// The next part ÷ this one × 100.
    InversePercent,
    /// The highest rate that counts, percent, since the figure is 0 and the lowest is best.
    NothingIsBest(Marks),
    /// Nothing below this rate, percent.
    ZeroBelow(Marks),
    /// In equal steps from the full mark for the first to the least for the last.
    Linear {
        /// The rank.
        rank: u32,
        /// Among how many.
        participants: u32,
        /// Points of the first.
        full: Marks,
        /// Points of the last.
        least: Marks,
    },
    /// The least + (full mark − least) × (figure − worst) ÷ (best − worst).
    MinMax {
        /// The full mark.
        full: Marks,
        /// Points of the worst.
        least: Marks,
        /// The best figure.
        best: Marks,
        /// The worst figure.
        worst: Marks,
    },
    /// The full mark × the figure ÷ the best one, or the other way round.
    ProRata {
        /// The full mark.
        full: Marks,
        /// The best figure.
        best: Marks,
        /// Whether the lowest is best.
        lowest: bool,
    },
    /// The full mark × the rate of the other items of the base, since it was declared 不适用.
    MeanOfOthers {
        /// The full mark.
        full: Marks,
        /// The cell.
        cell: Span,
    },
    /// The sum of the items of a section × its weight ÷ its full mark.
    Weighted {
        /// The marks it counts.
        weight: Marks,
        /// What its items add up to.
        full: Marks,
    },
    /// The part, at most this.
    AtMost(Marks),
    /// The part, at least this.
    AtLeast(Marks),
    /// The part, rounded as the scheme says.
    Rounded,
    /// A sum below 0, raised to 0.
    RaisedToZero,
    /// Total ÷ own full mark × 100, rounded.
    Rate,
    /// 分值设置 × total ÷ own full mark, rounded.
    Share,
    /// 分值设置 × min(total, base) ÷ base, rounded.
    Capped,
    /// Base × total ÷ own full mark, rounded.
    ToBase,
}

/// A unit's place in its ranking.
#[derive(Clone, Debug)]
pub struct RankResult {
    /// The place, from 1.
    pub place: usize,
    /// Among how many.
    pub of: usize,
    /// The units with the same figure, itself among them; all of them share the list.
    pub tied: Arc<[UnitId]>,
    /// The nearest unit with a better figure, and that figure.
    pub above: Option<(UnitId, Marks)>,
    /// The nearest unit with a worse figure, and that figure.
    pub below: Option<(UnitId, Marks)>,
}

impl RankResult {
    /// Whether others have the same figure (并列).
    #[must_use]
    pub fn is_tied(&self) -> bool {
        self.tied.len() > 1
    }
}

impl Figure {
    /// A figure made of others.
    #[must_use]
    pub fn new(name: Name, value: Marks, how: How, parts: Vec<Figure>) -> Self {
        Self { name, value, how, parts }
    }

    /// A figure that stands somewhere as it is.
    #[must_use]
    pub fn leaf(name: Name, value: Marks, how: How) -> Self {
        Self { name, value, how, parts: Vec::new() }
    }

    /// The sum of figures.
    #[must_use]
    pub fn sum(name: Name, parts: Vec<Figure>) -> Self {
        let value = parts.iter().map(|part| &part.value).sum();
        Self { name, value, how: How::Sum, parts }
    }

    /// The mean of figures; those that are declined or left out do not count, at least one other is there.
    #[must_use]
    pub fn mean(name: Name, parts: Vec<Figure>) -> Self {
        let counts = |part: &&Figure| !matches!(part.how, How::Declined(_) | How::LeftOut(_));
        let given = parts.iter().filter(counts);
        let (sum, count) = given.fold((Marks::zero(), 0_usize), |(sum, count), part| (&sum + &part.value, count + 1));
        Self { name, value: &sum / &Marks::from(count.max(1)), how: How::Mean, parts }
    }

    /// The same figure on another scale: × full ÷ scale.
    #[must_use]
    pub fn scaled(self, name: Name, full: &Marks, scale: &Marks) -> Self {
        if full == scale {
            return Self { name, ..self };
        }
        let value = &(&self.value * full) / scale;
        Self { name, value, how: How::Scaled { full: full.clone(), scale: scale.clone() }, parts: vec![self] }
    }

    /// The same figure, changed by one more step, if the step changes its value.
    #[must_use]
    pub fn then(self, value: Marks, how: How) -> Self {
        if self.value == value {
            return self;
        }
        let name = self.name.clone();
        Self { name, value, how, parts: vec![self] }
    }
}
