//! Where a figure comes from: a tree from the published figure down to cells and settings.

use crate::model::Marks;
use crate::span::Span;
use crate::validate::{Met, UnitId};

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
    /// An evaluation for an indicator, by place in the roster.
    Evaluation(usize),
    /// A class of counted events, or the range of a ranking.
    Class(String),
    /// An event.
    Event(String),
    /// An indicator, by place in the roster.
    Indicator(usize),
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
    /// Declared 不评价: no part of the mean.
    Declined(Span),
    /// It was derived before, in the same tree.
    Shown,
    /// The sum of its parts.
    Sum,
    /// The simple mean of its parts, declined ones left out.
    Mean,
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
        count: usize,
        /// Marks for each.
        each: Marks,
        /// The most there is.
        cap: Marks,
        /// Where both are set.
        setting: Span,
    },
    /// An event that counts.
    Counts(Span),
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
        count: usize,
        /// Marks each.
        each: Marks,
        /// Where it is set.
        setting: Span,
        /// Whether once a year is enough.
        once: bool,
        /// The most that is taken off.
        most: Marks,
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
    /// The part, at most this.
    AtMost(Marks),
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
}

/// A unit's place in its ranking.
#[derive(Clone, Debug)]
pub struct RankResult {
    /// The place, from 1.
    pub place: usize,
    /// Among how many.
    pub of: usize,
    /// Units with the same figure, itself left out.
    pub tied: Vec<UnitId>,
    /// The nearest unit with a better figure, and that figure.
    pub above: Option<(UnitId, Marks)>,
    /// The nearest unit with a worse figure, and that figure.
    pub below: Option<(UnitId, Marks)>,
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
