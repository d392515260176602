//! Indicators that some units lead and others cooperate in: evaluations by the leads, and ranks.

use std::fmt::Write as _;

use super::{Draft, halves};

/// The class of units that lead a provincial indicator.
pub(super) const RANKED: &str = "省评价指标牵头单位";

/// An indicator of an office.
pub(super) struct Indicator {
    pub(super) name: String,
    pub(super) provincial: bool,
    pub(super) lead: usize,
    cooperating: Vec<usize>,
}

impl Draft {
    /// The table of indicators; now and then there is none.
    pub(super) fn draw_indicators(&mut self) -> String {
        if self.chance(45) {
            return String::new();
        }
        let assessed = self.assessed();
        let mut text = "编号,指标,层级,牵头单位,配合单位\n".to_owned();
        for at in 0..self.between(1, 4) {
            let lead = *self.rng.pick(&assessed);
            let provincial = at == 0 || self.chance(50);
            let cooperating: Vec<usize> =
                (0..self.units.len()).filter(|unit| *unit != lead && self.rng.percent(40)).collect();
            let name = format!("指标{at}");
            let level = if provincial { "省" } else { "市" };
            let names: Vec<&str> = cooperating.iter().map(|unit| self.units[*unit].name.as_str()).collect();
            writeln!(text, "B{at},{name},{level},{},{}", self.units[lead].name, names.join("、")).expect("a row");
            self.indicators.push(Indicator { name, provincial, lead, cooperating });
        }
        text
    }

    /// Whether a unit leads a provincial indicator.
    pub(super) fn ranked(&self, unit: usize) -> bool {
        self.indicators.iter().any(|indicator| indicator.provincial && indicator.lead == unit)
    }

    /// The mean of the marks of lead units; whom nobody evaluates is judged.
    pub(super) fn mean_of_leads(&mut self, full: usize, id: &str, units: &[usize]) -> String {
        let scale = *self.rng.pick(&[10, 100]);
        for unit in units {
            let name = self.units[*unit].name.clone();
            let cooperates = |at: &usize| self.indicators[*at].cooperating.contains(unit);
            let voices: Vec<usize> = (0..self.indicators.len()).filter(cooperates).collect();
            let mut given = false;
            for at in voices {
                let (indicator, lead) = (&self.indicators[at].name, &self.units[self.indicators[at].lead].name);
                let row = format!("{id},{indicator},{lead},{name}");
                let declined = self.chance(20);
                let mark = if declined { "不评价".to_owned() } else { halves(self.rng.below(2 * scale + 1)) };
                given |= !declined;
                self.row("评价", &format!("{row},{mark},一般。"));
            }
            if !given {
                let mark = halves(self.rng.below(2 * full + 1));
                self.row("评分", &format!("{name},{id},{mark},一般。"));
            }
        }
        let trim = if self.chance(40) { "trim = { from = 3 }, " } else { "" };
        format!("scale = {scale}, {trim}texts = [\"文。\"]")
    }

    /// Points by the ranks of the indicators that a unit leads, in one range or two.
    pub(super) fn rank_table(&mut self, full: usize, id: &str) -> String {
        let first = self.between(1, full);
        let mut parts = vec![("全省", first)];
        if first < full {
            parts.push(("全市", full - first));
        }
        let mut settings = Vec::new();
        for (among, full) in &parts {
            let (high, middle) = (*full, self.rng.below(full + 1));
            let (to, otherwise) = (self.between(1, 5), self.rng.below(middle + 1));
            let next = to + self.between(1, 5);
            settings.push(format!(
                "{{ among = \"{among}\", full = {full}, otherwise = {otherwise}, \
                 tiers = [{{ to = {to}, points = {high} }}, {{ to = {next}, points = {middle} }}] }}"
            ));
            for at in 0..self.indicators.len() {
                if self.indicators[at].provincial {
                    let (name, rank) = (self.indicators[at].name.clone(), self.between(1, 12));
                    self.row("排名", &format!("{name},{among},{rank},18,{id}"));
                }
            }
        }
        format!("text = \"文。\", parts = [{}]", settings.join(", "))
    }
}
