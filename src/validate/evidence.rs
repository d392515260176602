//! The evidence for every mark (计分依据), as the score sheet keeps it.

use crate::model::Marks;
use crate::span::Span;

/// What the score tables say of one item of one unit.
#[derive(Debug)]
pub enum Entry {
    /// The scheme does not apply the item to the unit, or the unit is not assessed.
    Outside,
    /// Declared 不适用: the item leaves the unit's own full mark.
    NotApplicable(Span),
    /// 缺分: something is absent.
    Missing,
    /// Complete.
    Given(Evidence),
}

/// The evidence of one kind of rule.
#[derive(Debug)]
pub enum Evidence {
    /// One answer for each criterion.
    Checklist(Vec<Answer>),
    /// A mark given by judgement, and the evaluations that were declined before it took their place.
    Judged(Mark, Vec<Evaluation>),
    /// Marks by evaluators, at least one of them given.
    Mean(Vec<Evaluation>),
    /// Counted events; an empty list is a zero.
    Counted(Vec<Publication>),
    /// Events that cost marks; an empty list is a zero.
    Deduction(Vec<Listing>),
    /// The ranks of the unit's indicators.
    Rankings(Vec<IndicatorRanks>),
}

/// A mark and why it is not full.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The mark.
    pub value: Marks,
    /// 扣分原因.
    pub reason: Option<String>,
    /// Its cell.
    pub cell: Span,
}

/// How far a criterion is met (达标).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// 是.
    Yes,
    /// 半.
    Half,
    /// 否.
    No,
}

/// The answer to a criterion.
#[derive(Clone, Debug)]
pub struct Answer {
    /// How far it is met.
    pub met: Met,
    /// 扣分原因.
    pub reason: Option<String>,
    /// Its cell.
    pub cell: Span,
}

/// What a lead unit says of a cooperating unit.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The indicator, by place in the roster.
    pub indicator: usize,
    /// The mark on the evaluators' scale; `None` if declared 不评价.
    pub value: Option<Marks>,
    /// 扣分原因.
    pub reason: Option<String>,
    /// Its cell.
    pub cell: Span,
}

/// A publicity item (宣传信息).
#[derive(Clone, Debug)]
pub struct Publication {
    /// Its class, by place in the rule.
    pub class: usize,
    /// Its title.
    pub title: String,
    /// Whether it counts; the same title counts once.
    pub counts: bool,
    /// The cell of its title.
    pub cell: Span,
}

/// A court listing (失信被执行人).
#[derive(Clone, Debug)]
pub struct Listing {
    /// The body that was listed.
    pub body: String,
    /// The case.
    pub case: String,
    /// The day, as in the file.
    pub date: String,
    /// The cell of its case number.
    pub cell: Span,
}

/// The ranks of one indicator.
#[derive(Clone, Debug)]
pub struct IndicatorRanks {
    /// The indicator, by place in the roster.
    pub indicator: usize,
    /// One rank for each part of the rule.
    pub ranks: Vec<Rank>,
}

/// A rank and among how many.
#[derive(Clone, Copy, Debug)]
pub struct Rank {
    /// From 1.
    pub rank: u32,
    /// How many took part.
    pub participants: u32,
    /// Its cell.
    pub cell: Span,
}
