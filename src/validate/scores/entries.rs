//! The evidence of one item of one unit from the rows of all tables, and what of it is absent.

use super::evaluations::EvaluationCell;
use super::read::{MarkCell, Reader, Tables};
use super::readings::{self, ReadingCell};
use crate::diag::{MissingPart, Problem};
use crate::model::Marks;
use crate::span::Span;
use crate::validate::cells::normalised;
use crate::validate::evidence::{Answer, Entry, Evaluation, Evidence, IndicatorRanks, Mark, Met, Voice};
use crate::validate::roster::{Unit, UnitId};
use crate::validate::scheme::{Item, Panel, Rule};

/// An entry; or what is absent of a mark, in which table, and the blank cell if there is one.
pub(super) type Found = Result<Entry, (MissingPart, &'static str, Option<Span>)>;

impl Reader<'_> {
    /// A mark given by judgement.
    pub(super) fn judged(&mut self, unit: &Unit, item: &Item, mark: Option<&MarkCell>, scale: Option<&Marks>) -> Found {
        let blank = match mark {
            Some(MarkCell::Blank(cell)) => Some(*cell),
            _ => None,
        };
        self.tally.note("评分.csv", None, matches!(mark, Some(MarkCell::Given(_))), blank);
        match mark {
            Some(MarkCell::Given(mark)) => {
                if mark.value < *scale.unwrap_or(&item.full.value) && mark.reason.is_none() {
                    self.no_reason(unit, item, mark.cell);
                }
                Ok(Entry::Given(Evidence::Judged(mark.clone(), Vec::new())))
            }
            Some(MarkCell::Blank(cell)) => Err((MissingPart::Whole, "评分.csv", Some(*cell))),
            _ => Err((MissingPart::Whole, "评分.csv", None)),
        }
    }

    /// The answers to all criteria.
    pub(super) fn checklist(&mut self, tables: &Tables, id: UnitId, unit: &Unit, place: usize, count: usize) -> Found {
        let item = &self.scheme.items()[place];
        let found: Vec<_> = (0..count).map(|at| tables.answers.get(&(id, place, at))).collect();
        for answer in &found {
            self.tally.note("达标.csv", None, answer.is_some(), None);
        }
        if found.iter().all(Option::is_some) {
            let answers: Vec<Answer> = found.into_iter().flatten().cloned().collect();
            for answer in answers.iter().filter(|answer| answer.met != Met::Yes && answer.reason.is_none()) {
                self.no_reason(unit, item, answer.cell);
            }
            return Ok(Entry::Given(Evidence::Checklist(answers)));
        }
        let absent: Vec<usize> =
            found.iter().enumerate().filter(|(_, answer)| answer.is_none()).map(|(at, _)| at + 1).collect();
        let whole = absent.len() == count;
        Err((if whole { MissingPart::Whole } else { MissingPart::Criteria(absent) }, "达标.csv", None))
    }

    /// The figures of all parts of an item.
    pub(super) fn figures(&mut self, tables: &Tables, id: UnitId, place: usize) -> Found {
        let parts = readings::parts(&self.scheme.items()[place].rule);
        let (mut given, mut absent, mut blank) = (Vec::new(), Vec::new(), None);
        for (at, part) in parts.iter().enumerate() {
            match tables.readings.get(&(id, place, at)) {
                Some(ReadingCell::Given(reading)) => {
                    self.tally.note("数据.csv", None, true, None);
                    given.push(reading.clone());
                }
                other => {
                    let cell = match other {
                        Some(ReadingCell::Blank(cell)) => Some(*cell),
                        _ => None,
                    };
                    self.tally.note("数据.csv", None, false, cell);
                    blank = blank.or(cell);
                    absent.push((*part).to_owned());
                }
            }
        }
        if absent.is_empty() {
            return Ok(Entry::Given(Evidence::Readings(given)));
        }
        let whole = absent.len() == parts.len();
        Err((if whole { MissingPart::Whole } else { MissingPart::Parts(absent) }, "数据.csv", blank))
    }

    /// The ranks of all indicators that the unit leads.
    pub(super) fn rankings(&mut self, tables: &Tables, id: UnitId, place: usize, among: &[&str]) -> Found {
        let (mut absent, mut found) = (Vec::new(), Vec::new());
        let led = self.roster.indicators().iter().enumerate();
        for (indicator, data) in led.filter(|(_, data)| data.provincial && data.lead == id) {
            let ranks: Vec<_> =
                (0..among.len()).map(|part| tables.ranks.get(&(place, indicator, part)).copied()).collect();
            for rank in &ranks {
                self.tally.note("排名.csv", None, rank.is_some(), None);
            }
            for (_, among) in ranks.iter().zip(among).filter(|(rank, _)| rank.is_none()) {
                absent.push((data.name.clone(), (*among).to_owned()));
            }
            found.push(IndicatorRanks { indicator, ranks: ranks.into_iter().flatten().collect() });
        }
        if absent.is_empty() && !found.is_empty() {
            return Ok(Entry::Given(Evidence::Rankings(found)));
        }
        Err((MissingPart::Rankings(absent), "排名.csv", None))
    }

    /// The evaluations that the indicators expect of a unit, or the judged mark of a unit without any.
    pub(super) fn mean(&mut self, tables: &Tables, id: UnitId, unit: &Unit, place: usize, scale: &Marks) -> Found {
        let item = &self.scheme.items()[place];
        let none = Vec::new();
        let cells = tables.evaluations.get(&(id, place)).unwrap_or(&none);
        let (mut given, mut absent, mut blank) = (Vec::new(), Vec::new(), None);
        for (indicator, data) in self.roster.indicators().iter().enumerate() {
            if !data.cooperating.contains(&id) {
                continue;
            }
            let lead = self.roster.name(data.lead);
            match cells.iter().find(|cell| *cell.voice() == Voice::Lead(indicator)) {
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
        let mark = tables.marks.get(&(id, place));
        let evaluated = given.iter().any(|evaluation| evaluation.value.is_some());
        if let Some(MarkCell::NotApplicable(cell)) = mark
            && !evaluated
        {
            return Ok(Entry::NotApplicable(*cell));
        }
        if !absent.is_empty() {
            return Err((MissingPart::Evaluations(absent), "评价.csv", blank));
        }
        if evaluated {
            if let Some(MarkCell::Given(Mark { cell, .. }) | MarkCell::NotApplicable(cell)) = mark {
                let problem = Problem::UnusedMark { unit: unit.name.value.clone(), item: item.id.clone() };
                self.diagnostics.at(*cell, problem);
            }
            self.expect_reasons(unit, item, &given, scale);
            return Ok(Entry::Given(Evidence::Mean(given)));
        }
        let judged = self.judged(unit, item, mark, None)?;
        Ok(match judged {
            Entry::Given(Evidence::Judged(mark, _)) => Entry::Given(Evidence::Judged(mark, given)),
            other => other,
        })
    }

    /// The evaluations of all panels.
    pub(super) fn panels(&mut self, tables: &Tables, id: UnitId, unit: &Unit, place: usize, panels: &[Panel]) -> Found {
        let item = &self.scheme.items()[place];
        let none = Vec::new();
        let cells = tables.evaluations.get(&(id, place)).unwrap_or(&none);
        let (mut given, mut absent, mut blank) = (Vec::new(), Vec::new(), None);
        for (at, panel) in panels.iter().enumerate() {
            let of_panel: Vec<(&str, &EvaluationCell)> = cells
                .iter()
                .filter_map(|cell| match cell.voice() {
                    Voice::Member(panel, name) if *panel == at => Some((name.as_str(), cell)),
                    _ => None,
                })
                .collect();
            let title = panel.name.value.as_str();
            // Nobody evaluates itself. Where nobody is named, whoever has a row is expected, and one at least.
            let named: Vec<&str> = panel
                .members
                .iter()
                .filter(|member| self.roster.find(member) != Some(id))
                .map(String::as_str)
                .collect();
            let expected =
                if panel.members.is_empty() { of_panel.iter().map(|(name, _)| *name).collect() } else { named };
            let who = |name| if panel.members.is_empty() { title } else { name };
            let mut heard = false;
            for name in expected {
                match of_panel.iter().find(|(voice, _)| normalised(voice) == normalised(name)) {
                    Some((_, EvaluationCell::Given(evaluation))) => {
                        self.tally.note("评价.csv", Some(who(name)), true, None);
                        heard |= evaluation.value.is_some();
                        given.push(evaluation.clone());
                    }
                    other => {
                        let cell = match other {
                            Some((_, EvaluationCell::Blank(_, cell))) => Some(*cell),
                            _ => None,
                        };
                        self.tally.note("评价.csv", Some(who(name)), false, cell);
                        blank = blank.or(cell);
                        absent.push((name.to_owned(), title.to_owned()));
                    }
                }
            }
            if !heard && absent.is_empty() {
                self.tally.note("评价.csv", Some(title), false, None);
                absent.push((title.to_owned(), item.id.clone()));
            }
        }
        if !absent.is_empty() {
            return Err((MissingPart::Evaluations(absent), "评价.csv", blank));
        }
        if let Rule::Mean { scale, .. } = &item.rule {
            self.expect_reasons(unit, item, &given, scale);
        }
        Ok(Entry::Given(Evidence::Mean(given)))
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
