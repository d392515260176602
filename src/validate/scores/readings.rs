//! Reads 数据: figures that rules turn into marks, such as values, targets, counts and the marks of periods.

use std::collections::BTreeMap;

use super::read::Reader;
use crate::diag::Problem;
use crate::load::{Blank, RawTable};
use crate::model::Marks;
use crate::span::{Span, Spanned};
use crate::validate::cells::Unique;
use crate::validate::columns;
use crate::validate::evidence::Reading;
use crate::validate::numbers;
use crate::validate::roster::UnitId;
use crate::validate::scheme::{Field, Rule, Source};

/// The figures of each unit under each item, by place in the scheme and part of the item.
pub(super) type Readings = BTreeMap<(UnitId, usize, usize), ReadingCell>;

/// What a figure's cell holds.
pub(super) enum ReadingCell {
    Given(Reading),
    Blank(Span),
}

/// Whether figures feed a rule.
pub(super) fn takes_readings(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::Counted { source: Source::Number, .. }
            | Rule::Completion { .. }
            | Rule::Standing { .. }
            | Rule::Periods { .. }
    )
}

/// The parts of an item that have a figure each; one without a name if the item is one.
pub(super) fn parts(rule: &Rule) -> Vec<&str> {
    match rule {
        Rule::Counted { classes, .. } => classes.iter().map(|class| class.name.as_str()).collect(),
        Rule::Periods { periods, .. } => periods.iter().map(String::as_str).collect(),
        _ => vec![""],
    }
}

impl Reader<'_> {
    pub(super) fn readings(&mut self, table: &RawTable) -> Readings {
        let mut readings = Readings::new();
        let Some(([key, unit, item, value], [part, target, reason])) =
            table.columns_and(columns::FIGURES, columns::FIGURES_OPTIONAL, self.diagnostics)
        else {
            return readings;
        };
        let fed = self.fed_by(takes_readings);
        let Some(fed) = self.used(table, fed) else { return readings };
        let (mut keys, mut triples) = (Unique::new("编号"), Unique::new("单位、项目、分项"));
        for row in table.rows() {
            self.key(row, key, &mut keys);
            let place = self.item_of(row, Some(item), &fed);
            let id = self.roster.unit_in(row.cell(unit), "单位", self.diagnostics);
            let (Some(place), Some(id)) = (place, id) else { continue };
            let blank = matches!(self.blanks.of(&row.cell(value).value), Some(Blank::Missing | Blank::NotApplicable));
            if blank && !self.applies(id, place) || !self.concerns(id, place, row.cell(unit).span) {
                continue;
            }
            let rule = &self.scheme.items()[place].rule;
            let known = parts(rule);
            let named = part.map(|part| row.cell(part));
            let found = named.map_or("", |cell| cell.value.as_str());
            let Some(at) = known.iter().position(|name| *name == found) else {
                let problem = Problem::UnknownPart {
                    item: self.scheme.items()[place].id.clone(),
                    found: found.to_owned(),
                    known: known.iter().map(|name| (*name).to_owned()).collect(),
                };
                self.diagnostics.at(named.map_or(row.span(), |cell| cell.span), problem);
                continue;
            };
            triples.check(
                &[self.roster.name(id), &self.scheme.items()[place].id, found],
                row.cell(unit).span,
                self.diagnostics,
            );
            let cell = row.cell(value);
            if self.is_missing(cell) {
                readings.insert((id, place, at), ReadingCell::Blank(cell.span));
                continue;
            }
            let target = target.map(|target| row.cell(target)).filter(|cell| !self.is_missing(cell));
            let target = match target {
                None => None,
                Some(cell) => match self.target(cell) {
                    None => continue,
                    Some(target) => Some((target, cell.span)),
                },
            };
            let Some(value) = self.figure(rule, target.is_some(), cell) else { continue };
            let reason = reason.and_then(|reason| self.text(row.cell(reason)));
            let reading = Reading { part: at, value, target, reason, cell: cell.span };
            readings.insert((id, place, at), ReadingCell::Given(reading));
        }
        readings
    }

    /// A figure as its rule wants it; a rate of completion without a target is a percentage.
    fn figure(&mut self, rule: &Rule, targeted: bool, cell: &Spanned<String>) -> Option<Marks> {
        match rule {
            Rule::Completion { .. } if !targeted => {
                let rate = numbers::percentage(cell, self.diagnostics)?;
                self.not_negative(cell, rate)
            }
            Rule::Counted { .. } if cell.value == "0" => Some(Marks::zero()),
            Rule::Counted { .. } | Rule::Standing { field: Field::Rank, .. } => {
                self.count(cell).map(|count| Marks::from(count as usize))
            }
            Rule::Periods { scale, .. } => self.mark(cell, "", scale),
            _ => self.number(cell),
        }
    }

    /// A number that something is divided by.
    fn target(&mut self, cell: &Spanned<String>) -> Option<Marks> {
        let target = self.number(cell)?;
        if target.is_zero() {
            self.diagnostics.at(cell.span, Problem::ZeroTarget);
            return None;
        }
        Some(target)
    }
}
