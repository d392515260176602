//! The evidence for every mark (计分依据), as the score sheet keeps it.

use ecow::EcoString;

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
    Checklist(Box<[Answer]>),
    /// A mark given by judgement.
    Judged(Box<Judgement>),
    /// Marks by evaluators, at least one of them given in every panel.
    Mean(Box<[Evaluation]>),
    /// Events that count or cost marks; none at all is a zero.
    Events(Box<[Event]>),
    /// Figures by part of the item, in the order of its parts.
    Readings(Box<[Reading]>),
    /// The ranks of the unit's indicators.
    Rankings(Box<[IndicatorRanks]>),
}

/// A mark given by judgement.
#[derive(Debug)]
pub struct Judgement {
    /// The mark.
    pub mark: Mark,
    /// The evaluations that were declined before it took their place.
    pub declined: Box<[Evaluation]>,
}

/// A mark and why it is not full.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The mark.
    pub value: Marks,
    /// 扣分原因.
    pub reason: Option<EcoString>,
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
    pub reason: Option<EcoString>,
    /// Its cell.
    pub cell: Span,
}

/// Who evaluates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The lead unit of an indicator, by place in the roster.
    Lead(usize),
    /// One of a panel, by place in the rule, with its name.
    Member(usize, EcoString),
}

/// What an evaluator says of a unit.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// Who.
    pub voice: Voice,
    /// The mark on the evaluators' scale; `None` if declared 不评价.
    pub value: Option<Marks>,
    /// 扣分原因.
    pub reason: Option<EcoString>,
    /// Its cell.
    pub cell: Span,
}

/// Something that happened (事件): a publication, a listing, an accident.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its class or kind, by place in the rule.
    pub class: usize,
    /// What a derivation calls it; events of one name count once where that is the rule.
    pub name: EcoString,
    /// What is told to the unit.
    pub reason: EcoString,
    /// How many times.
    pub times: u32,
    /// The marks of this event alone, with their cell, if they are not those of its class.
    pub points: Option<Box<(Marks, Span)>>,
    /// Whether it counts.
    pub counts: bool,
    /// The cell that names it.
    pub cell: Span,
}

/// A figure that is no mark (数据).
#[derive(Clone, Debug)]
pub struct Reading {
    /// The part of the item, by place in the rule.
    pub part: usize,
    /// The figure.
    pub value: Marks,
    /// What it should have been, with its cell.
    pub target: Option<(Marks, Span)>,
    /// 扣分原因.
    pub reason: Option<EcoString>,
    /// Its cell.
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
