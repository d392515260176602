//! The evidence of one item of one unit from the rows of all tables, and what of it is absent.

use std::collections::BTreeMap;

use super::evaluations::EvaluationCell;
use super::read::{AnswerCell, MarkCell, RankCell, Reader, Tables};
use super::readings::{self, ReadingCell};
use crate::diag::{MissingPart, Problem};
use crate::model::Marks;
use crate::span::Span;
use crate::validate::evidence::{Entry, Evaluation, Evidence, IndicatorRanks, Judgement, Mark, Met, Voice};
use crate::validate::roster::{Unit, UnitId};
use crate::validate::scheme::{Item, Panel, Rule};

/// The column for what a figure should have been.
const TARGET: &str = "目标值";

/// An entry; or what is absent of a mark, in which table, and the blank cell if there is one.
pub(super) type Found = Result<Entry, (MissingPart, &'static str, Option<Span>)>;

/// What the panels of an item say of a unit.
#[derive(Default)]
struct Heard {
    given: Vec<Evaluation>,
    /// Members without a mark, each with its panel.
    absent: Vec<(String, String)>,
    /// Panels of which nobody gives one.
    silent: Vec<String>,
    /// The first blank cell.
    blank: Option<Span>,
}

impl Reader<'_> {
    /// A mark given by judgement.
    pub(super) fn judged(&mut self, unit: &Unit, item: &Item, mark: Option<MarkCell>, scale: Option<&Marks>) -> Found {
        let blank = match &mark {
            Some(MarkCell::Blank(cell)) => Some(*cell),
            _ => None,
        };
        self.tally.note("评分.csv", None, matches!(&mark, Some(MarkCell::Given(_))), blank);
        match mark {
            Some(MarkCell::Given(mark)) => {
                if mark.value < *scale.unwrap_or(&item.full.value) && mark.reason.is_none() {
                    self.no_reason(unit, item, mark.cell);
                }
                Ok(Entry::Given(Evidence::Judged(Box::new(Judgement { mark, declined: Box::default() }))))
            }
            Some(MarkCell::Blank(cell)) => Err((MissingPart::Whole, "评分.csv", Some(cell))),
            _ => Err((MissingPart::Whole, "评分.csv", None)),
        }
    }

    /// The answers to all criteria.
    pub(super) fn checklist(
        &mut self,
        tables: &mut Tables,
        id: UnitId,
        unit: &Unit,
        place: usize,
        count: usize,
    ) -> Found {
        let item = &self.scheme.items()[place];
        let (mut answers, mut absent, mut blank) = (Vec::with_capacity(count), Vec::new(), None);
        for at in 0..count {
            let cell = match tables.answers.remove(&(id, place, at)) {
                Some(AnswerCell::Given(answer)) => {
                    self.tally.note("达标.csv", None, true, None);
                    answers.push(answer);
                    continue;
                }
                Some(AnswerCell::Blank(cell)) => Some(cell),
                None => None,
            };
            self.tally.note("达标.csv", None, false, cell);
            blank = blank.or(cell);
            absent.push(at + 1);
        }
        if absent.is_empty() {
            for answer in answers.iter().filter(|answer| answer.met != Met::Yes && answer.reason.is_none()) {
                self.no_reason(unit, item, answer.cell);
            }
            return Ok(Entry::Given(Evidence::Checklist(answers.into())));
        }
        let whole = absent.len() == count;
        Err((if whole { MissingPart::Whole } else { MissingPart::Criteria(absent) }, "达标.csv", blank))
    }

    /// The figures of all parts of an item.
    pub(super) fn figures(&mut self, tables: &mut Tables, id: UnitId, place: usize) -> Found {
        let parts = readings::parts(&self.scheme.items()[place].rule);
        let (mut given, mut absent, mut blank) = (Vec::with_capacity(parts.len()), Vec::new(), None);
        for (at, part) in parts.iter().enumerate() {
            match tables.readings.remove(&(id, place, at)) {
                Some(ReadingCell::Given(reading, _)) => {
                    self.tally.note("数据.csv", None, true, None);
                    given.push(reading);
                }
                other => {
                    let (cell, part) = match other {
                        Some(ReadingCell::Blank(cell)) => (Some(cell), *part),
                        Some(ReadingCell::NoTarget(cell)) => (Some(cell), TARGET),
                        _ => (None, *part),
                    };
                    self.tally.note("数据.csv", None, false, cell);
                    blank = blank.or(cell);
                    absent.push(part.to_owned());
                }
            }
        }
        if absent.is_empty() {
            let item = &self.scheme.items()[place];
            if matches!(item.rule, Rule::Votes { .. })
                && given.iter().all(|votes| votes.value.is_zero())
                && let Some(first) = given.first()
            {
                let problem = Problem::NoVotes { unit: self.roster.name(id).to_owned(), item: item.id.clone() };
                self.diagnostics.at(first.cell, problem);
            }
            return Ok(Entry::Given(Evidence::Readings(given.into())));
        }
        let whole = absent.len() == parts.len() && !absent.iter().any(|part| part == TARGET);
        Err((if whole { MissingPart::Whole } else { MissingPart::Parts(absent) }, "数据.csv", blank))
    }

    /// The ranks of all indicators that the unit leads.
    pub(super) fn rankings(&mut self, tables: &Tables, id: UnitId, place: usize, among: &[&str]) -> Found {
        let (mut absent, mut found, mut blank) = (Vec::new(), Vec::new(), None);
        let led = self.roster.leads(id).iter().map(|at| (*at, &self.roster.indicators()[*at]));
        for (indicator, data) in led.filter(|(_, data)| data.provincial) {
            let mut ranks = Vec::new();
            for (part, among) in among.iter().enumerate() {
                let cell = match tables.ranks.get(&(place, indicator, part)) {
                    Some(RankCell::Given(rank)) => {
                        self.tally.note("排名.csv", None, true, None);
                        ranks.push(*rank);
                        continue;
                    }
                    Some(RankCell::Blank(cell)) => Some(*cell),
                    None => None,
                };
                self.tally.note("排名.csv", None, false, cell);
                blank = blank.or(cell);
                absent.push((data.name.clone(), (*among).to_owned()));
            }
            found.push(IndicatorRanks { indicator, ranks });
        }
        if absent.is_empty() && !found.is_empty() {
            return Ok(Entry::Given(Evidence::Rankings(found.into())));
        }
        Err((MissingPart::Rankings(absent), "排名.csv", blank))
    }

    /// The evaluations that the indicators expect of a unit, or the judged mark of a unit without any.
    pub(super) fn mean(
        &mut self,
        cells: &[EvaluationCell],
        mark: Option<MarkCell>,
        (id, unit): (UnitId, &Unit),
        place: usize,
        scale: &Marks,
    ) -> Found {
        let item = &self.scheme.items()[place];
        let indicators = self.roster.evaluated_for(id);
        let (mut given, mut absent, mut blank) = (Vec::with_capacity(indicators.len()), Vec::new(), None);
        for indicator in indicators {
            let data = &self.roster.indicators()[*indicator];
            let lead = self.roster.name(data.lead);
            match cells.iter().find(|cell| *cell.voice() == Voice::Lead(*indicator)) {
                Some(EvaluationCell::Given(evaluation)) => {
                    self.tally.note("评价.csv", Some(lead), true, None);
                    given.push(evaluation.clone());
                }
                other => {
                    let cell = match other {
                        Some(EvaluationCell::Blank(_, cell)) => Some(*cell),
                        _ => None,
                    };
                    self.tally.note("评价.csv", Some(lead), false, cell);
                    blank = blank.or(cell);
                    absent.push((self.roster.name(data.lead).to_owned(), data.name.clone()));
                }
            }
        }
        let evaluated = given.iter().any(|evaluation| evaluation.value.is_some());
        if let Some(MarkCell::NotApplicable(cell)) = mark
            && !evaluated
        {
            return Ok(Entry::NotApplicable(cell));
        }
        if !absent.is_empty() {
            return Err((MissingPart::Evaluations(absent), "评价.csv", blank));
        }
        if evaluated {
            if let Some(MarkCell::Given(Mark { cell, .. }) | MarkCell::NotApplicable(cell)) = mark {
                let problem = Problem::UnusedMark { unit: unit.name.value.clone(), item: item.id.clone() };
                self.diagnostics.at(cell, problem);
            }
            self.expect_reasons(unit, item, &given, scale);
            return Ok(Entry::Given(Evidence::Mean(given.into())));
        }
        let mut judged = self.judged(unit, item, mark, None)?;
        if let Entry::Given(Evidence::Judged(judgement)) = &mut judged {
            judgement.declined = given.into();
        }
        Ok(judged)
    }

    /// The evaluations of all panels.
    pub(super) fn panels(
        &mut self,
        cells: &[EvaluationCell],
        id: UnitId,
        unit: &Unit,
        place: usize,
        panels: &[Panel],
    ) -> Found {
        let item = &self.scheme.items()[place];
        let mut voices: BTreeMap<(usize, String), &EvaluationCell> = BTreeMap::new();
        let mut heard_of: BTreeMap<usize, Vec<&EvaluationCell>> = BTreeMap::new();
        for cell in cells {
            if let Voice::Member(panel, name) = cell.voice() {
                voices.insert((*panel, self.roster.identity(name)), cell);
                heard_of.entry(*panel).or_default().push(cell);
            }
        }
        let mut all = Heard::default();
        for (at, panel) in panels.iter().enumerate() {
            let title = panel.name.value.as_str();
            let before = (all.given.len(), all.absent.len());
            if panel.members.is_empty() {
                // Where nobody is named, whoever has a row is expected, and one at least.
                for cell in heard_of.get(&at).into_iter().flatten() {
                    let Voice::Member(_, name) = cell.voice() else { continue };
                    self.hear(&mut all, title, (title, name), Some(cell));
                }
            } else {
                // Nobody evaluates itself.
                let others = panel.members.iter().filter(|member| self.roster.named(&member.value) != Some(id));
                for member in others.collect::<Vec<_>>() {
                    let cell = voices.get(&(at, self.roster.identity(&member.value))).copied();
                    self.hear(&mut all, title, (&member.value, &member.value), cell);
                }
            }
            let silent = all.given[before.0..].iter().all(|evaluation| evaluation.value.is_none());
            if silent && all.absent.len() == before.1 {
                self.tally.note("评价.csv", Some(title), false, None);
                if panel.members.is_empty() && all.given.len() == before.0 {
                    all.absent.push((title.to_owned(), item.id.clone()));
                } else {
                    all.silent.push(title.to_owned());
                }
            }
        }
        let Heard { given, absent, silent, blank } = all;
        if !silent.is_empty() {
            return Err((MissingPart::Panels { absent, silent }, "评价.csv", blank));
        }
        if !absent.is_empty() {
            return Err((MissingPart::Evaluations(absent), "评价.csv", blank));
        }
        if let Rule::Mean { scale, .. } = &item.rule {
            self.expect_reasons(unit, item, &given, scale);
        }
        Ok(Entry::Given(Evidence::Mean(given.into())))
    }

    /// Takes what a member of a panel says, or that it says nothing; `who` is who has to return it, and the member.
    fn hear(&mut self, all: &mut Heard, panel: &str, who: (&str, &str), cell: Option<&EvaluationCell>) {
        let blank = match cell {
            Some(EvaluationCell::Given(evaluation)) => {
                self.tally.note("评价.csv", Some(who.0), true, None);
                all.given.push(evaluation.clone());
                return;
            }
            Some(EvaluationCell::Blank(_, cell)) => Some(*cell),
            None => None,
        };
        self.tally.note("评价.csv", Some(who.0), false, blank);
        all.blank = all.blank.or(blank);
        all.absent.push((who.1.to_owned(), panel.to_owned()));
    }

    /// Of evaluations below the full mark, one at least says why.
    fn expect_reasons(&mut self, unit: &Unit, item: &Item, given: &[Evaluation], scale: &Marks) {
        let lost = |evaluation: &&Evaluation| evaluation.value.as_ref().is_some_and(|value| value < scale);
        if let Some(first) = given.iter().find(lost)
            && given.iter().filter(lost).all(|evaluation| evaluation.reason.is_none())
        {
            self.no_reason(unit, item, first.cell);
        }
    }

    fn no_reason(&mut self, unit: &Unit, item: &Item, cell: Span) {
        let problem = Problem::NoReason { unit: unit.name.value.clone(), item: item.id.clone() };
        self.diagnostics.at(cell, problem);
    }
}
