//! Reads 评价: what lead units say of those that cooperate, and what panels say of anyone.

use std::collections::BTreeMap;

use super::read::Reader;
use crate::diag::Problem;
use crate::load::{Blank, RawRow, RawTable};
use crate::model::Marks;
use crate::span::{Span, Spanned};
use crate::validate::cells::Unique;
use crate::validate::columns;
use crate::validate::evidence::{Evaluation, Voice};
use crate::validate::roster::UnitId;
use crate::validate::scheme::{Panel, Rule};

/// The evaluations of each unit under each item, by place in the scheme.
pub(super) type Evaluations = BTreeMap<(UnitId, usize), Vec<EvaluationCell>>;

/// What an evaluation's cell holds.
pub(super) enum EvaluationCell {
    Given(Evaluation),
    Blank(Voice, Span),
}

impl EvaluationCell {
    /// Who evaluates.
    pub(super) fn voice(&self) -> &Voice {
        match self {
            Self::Given(evaluation) => &evaluation.voice,
            Self::Blank(voice, _) => voice,
        }
    }
}

impl Reader<'_> {
    pub(super) fn evaluations(&mut self, table: &RawTable) -> Evaluations {
        let mut evaluations = Evaluations::new();
        let Some(([key, topic, evaluator, unit, mark, reason], [item])) =
            table.columns_and(columns::EVALUATIONS, [columns::ITEM], self.diagnostics)
        else {
            return evaluations;
        };
        let fed = self.fed_by(|rule| matches!(rule, Rule::Mean { .. }));
        let Some(fed) = self.used(table, fed) else { return evaluations };
        let (mut keys, mut pairs) = (Unique::new("编号"), Unique::new("指标、被评单位"));
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let Some(place) = self.item_of(row, item, &fed) else { continue };
            let rule = &self.scheme.items()[place];
            let Rule::Mean { scale, panels, .. } = &rule.rule else { continue };
            let said = !self.is_missing(row.cell(mark)) || !self.is_missing(row.cell(reason));
            let found = if panels.is_empty() {
                self.lead(row, [topic, evaluator, unit], said)
            } else if !said && row.cell(evaluator).value.is_empty() {
                // A row of a form in which nobody has written anything yet.
                continue;
            } else {
                self.member(panels, row, [topic, evaluator, unit, mark])
            };
            let Some((voice, id)) = found else { continue };
            if !self.concerns(id, place, row.cell(unit).span, said) {
                continue;
            }
            let who = match &voice {
                Voice::Lead(indicator) => self.roster.indicators()[*indicator].name.clone(),
                Voice::Member(panel, name) => format!("{} {}", panels[*panel].name.value, self.roster.identity(name)),
            };
            let id_of_item = if fed.len() > 1 { rule.id.as_str() } else { "" };
            pairs.check(&[id_of_item, &who, self.roster.name(id)], row.cell(unit).span, self.diagnostics);
            let cell = row.cell(mark);
            let value = match self.blanks.of(&cell.value) {
                Some(Blank::Missing) => {
                    let blank = EvaluationCell::Blank(voice, cell.span);
                    evaluations.entry((id, place)).or_default().push(blank);
                    continue;
                }
                Some(Blank::Declined) => None,
                _ => {
                    let Some(value) = self.mark(cell, rule, scale, rule.place) else { continue };
                    Some(value)
                }
            };
            let evaluation = Evaluation { voice, value, reason: self.text(row.cell(reason)), cell: cell.span };
            evaluations.entry((id, place)).or_default().push(EvaluationCell::Given(evaluation));
        }
        self.check_weighted(&evaluations);
        evaluations
    }

    /// The lead unit of an indicator, and a unit that cooperates in it; an evaluation that nobody expects is reported if it
    /// says anything.
    fn lead(&mut self, row: &RawRow, [topic, evaluator, unit]: [usize; 3], said: bool) -> Option<(Voice, UnitId)> {
        let place = self.indicator(row.cell(topic));
        let lead = self.roster.unit_in(row.cell(evaluator), "评价单位", self.diagnostics);
        let id = self.roster.unit_in(row.cell(unit), "被评单位", self.diagnostics);
        let (place, lead, id) = (place?, lead?, id?);
        let data = &self.roster.indicators()[place];
        if data.lead != lead || !data.cooperating.contains(&id) {
            let problem = Problem::UnexpectedEvaluation {
                indicator: data.name.clone(),
                evaluator: self.roster.name(lead).to_owned(),
                unit: self.roster.name(id).to_owned(),
            };
            if said {
                self.diagnostics.between(row.cell(unit).span, data.row, problem);
            }
            return None;
        }
        Some((Voice::Lead(place), id))
    }

    /// A member of a panel, and any unit but itself.
    fn member(
        &mut self,
        panels: &[Panel],
        row: &RawRow,
        [topic, evaluator, unit, mark]: [usize; 4],
    ) -> Option<(Voice, UnitId)> {
        let id = self.roster.unit_in(row.cell(unit), "被评单位", self.diagnostics);
        let (topic, evaluator) = (row.cell(topic), row.cell(evaluator));
        if evaluator.value.is_empty() {
            self.diagnostics.at(evaluator.span, Problem::EmptyCell { column: "评价单位" });
            return None;
        }
        let name = self.roster.identity(&evaluator.value);
        let named = |member: &Spanned<String>| self.roster.identity(&member.value) == name;
        let is_member = |panel: &Panel| panel.members.iter().any(named);
        let is_open = |panel: &Panel| panel.members.is_empty();
        let only = |fits: &dyn Fn(&Panel) -> bool| {
            let mut fitting = panels.iter().enumerate().filter(|(_, panel)| fits(panel));
            fitting.next().filter(|_| fitting.next().is_none()).map(|(at, _)| at)
        };
        let panel = if topic.value.is_empty() {
            // Who is named somewhere belongs there.
            let named = panels.iter().any(is_member);
            if named { only(&is_member) } else { only(&is_open) }
        } else {
            let fits = |panel: &Panel| panel.name.value == topic.value && (is_open(panel) || is_member(panel));
            panels.iter().position(fits)
        };
        let Some(panel) = panel else {
            let known = panels.iter().map(|panel| panel.name.value.clone()).collect();
            let problem =
                Problem::UnknownEvaluator { name: evaluator.value.to_string(), panel: topic.value.to_string(), known };
            self.diagnostics.at(evaluator.span, problem);
            return None;
        };
        let id = id?;
        if self.roster.named(&evaluator.value) == Some(id) {
            // The diagonal of a matrix holds a sign, or nothing.
            if self.blanks.of(&row.cell(mark).value).is_none() {
                let unit = self.roster.name(id).to_owned();
                self.diagnostics.at(evaluator.span, Problem::SelfEvaluation { unit });
            }
            return None;
        }
        Some((Voice::Member(panel, evaluator.value.clone()), id))
    }

    /// Reports an item of which no evaluation exceeds the full mark although its scale is higher.
    fn check_weighted(&mut self, evaluations: &Evaluations) {
        for (place, item) in self.scheme.items().iter().enumerate() {
            let Rule::Mean { scale, .. } = &item.rule else { continue };
            let of_item = evaluations.iter().filter(|((_, other), _)| *other == place).flat_map(|(_, cells)| cells);
            let values: Vec<(&Marks, Span)> = of_item
                .filter_map(|cell| match cell {
                    EvaluationCell::Given(evaluation) => Some((evaluation.value.as_ref()?, evaluation.cell)),
                    EvaluationCell::Blank(..) => None,
                })
                .collect();
            self.warn_weighted(place, (scale, item.place), &values);
        }
    }
}
