//! The exact mark of a unit under an item, rule by rule as `data/RULES.md` has them.

use std::collections::HashMap;

use toml::Table;

use super::files::{Row, Settings, cell, decimal};
use super::office::{Office, Unit};
use crate::oracle::ratio::{Mode, Ratio, mean};

impl Office {
    /// The mark of a unit under an item that concerns it and is not 不适用.
    pub(super) fn score(&self, item: &Table, unit: &Unit) -> Ratio {
        let rule = item["rule"].as_table().expect("a rule");
        let full = item.marks("full").expect("a full mark");
        let id = item.text("id").expect("an id");
        match rule.text("kind").expect("a kind") {
            "checklist" => self.checklist(rule, unit, id),
            "all-or-nothing" => {
                let rows = self.rows("达标", "单位", &unit.name, id);
                if rows.iter().all(|row| cell(row, "达标") == "是") { full } else { Ratio::ZERO }
            }
            "judged" => {
                let rows = self.rows("评分", "单位", &unit.name, id);
                let (mark, most) = (decimal(cell(rows[0], "得分")), rule.marks("scale").unwrap_or(full));
                let step = rule.marks("step").expect("a step");
                // 先取舍，再折算，取舍不超过满分.
                let rounded = || ((mark / step).round(0, self.mode) * step).min(most);
                let rounds = rule.get("round").and_then(toml::Value::as_bool) == Some(true);
                (if rounds { rounded() } else { mark }) * full / most
            }
            "mean" if rule.tables("panels").is_empty() => self.leads(rule, unit, id, full),
            "rank-table" => self.ranks(rule, unit, id),
            "mean" => self.panels(rule, unit, id) * full / rule.marks("scale").expect("a scale"),
            "counted" => self.counted(rule, unit, id, full),
            "deduction" => -self.lost(rule, unit, id, rule.text("per") == Some("year")).min(full),
            "loss" => {
                let floor = rule.marks("floor").unwrap_or(Ratio::ZERO);
                (full - self.lost(rule, unit, id, false)).max(floor)
            }
            "completion" => {
                let (value, target) = self.figure(&unit.name, id, "");
                let hundred = Ratio::int(100);
                let most = rule.marks("cap").unwrap_or(hundred);
                let rate = match (target, rule.text("best")) {
                    // 数值是0的按 cap 计.
                    (Some(_), Some("lowest")) if value == Ratio::ZERO => most,
                    (Some(target), Some("lowest")) => target / value * hundred,
                    (Some(target), _) => value / target * hundred,
                    (None, _) => value,
                };
                if rule.marks("zero_below").is_some_and(|least| rate < least) {
                    return Ratio::ZERO;
                }
                full * rate.min(most) / hundred
            }
            "difference" => {
                let (figure, base) = (self.measured(&unit.name, id), rule.marks("base").expect("a base"));
                let (side, apart) = if figure < base { ("below", base - figure) } else { ("above", figure - base) };
                let start = rule.marks("start").unwrap_or(full);
                let change = rule.get(side).and_then(|value| value.as_table()).map_or(Ratio::ZERO, |change| {
                    let exact = apart / change.marks("unit").unwrap_or(Ratio::int(1));
                    let whole = Ratio::int(exact.trunc());
                    // 不足一个的：不计、四舍五入、按一个计、按比例计.
                    let count = match rule.text("round").unwrap_or("down") {
                        "none" => exact,
                        "half-up" => exact.round(0, Mode::HalfUp),
                        "up" if whole < exact => whole + Ratio::int(1),
                        _ => whole,
                    };
                    let most = |points: Ratio| change.marks("cap").map_or(points, |cap| points.min(cap));
                    match change.marks("costs") {
                        Some(costs) => -most(count * costs),
                        None => most(count * change.marks("earns").expect("costs or earns")),
                    }
                });
                (start + change).max(rule.marks("floor").unwrap_or(Ratio::ZERO)).min(full)
            }
            "intervals" => {
                let figure = self.measured(&unit.name, id);
                // 含本数的和不含本数的，写了的都要合上；从最好的一档往下。
                let within = |tier: &&Table| {
                    tier.marks("from").is_none_or(|from| figure >= from)
                        && tier.marks("above").is_none_or(|above| figure > above)
                        && tier.marks("to").is_none_or(|to| figure <= to)
                        && tier.marks("below").is_none_or(|below| figure < below)
                };
                // 第一档两端都写的，超出它的也不在任何一档: whatever is not beyond it goes on to the tiers behind.
                let tiers = rule.tables("tiers");
                let low = |tier: &Table| tier.marks("from").or(tier.marks("above"));
                let falls =
                    tiers.get(1).is_some_and(|second| low(second).is_some_and(|low_of| low(tiers[0]) > Some(low_of)));
                let first: Table = tiers[0]
                    .iter()
                    .filter(|(key, _)| ["from", "above"].contains(&key.as_str()) != falls)
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect();
                let beyond = tiers.len() > 1 && !within(&&first);
                let tier = tiers.into_iter().find(|tier| !beyond && within(tier));
                tier.map_or_else(|| rule.marks("otherwise"), |tier| tier.marks("points")).expect("points")
            }
            "standing" => self.standing(rule, item, unit, full),
            "votes" => {
                let (mut worth, mut all) = (Ratio::ZERO, Ratio::ZERO);
                for option in rule.tables("options") {
                    let votes = self.figure(&unit.name, id, option.text("name").expect("a name")).0;
                    (worth, all) = (worth + votes * option.marks("points").expect("points"), all + votes);
                }
                worth / all * full / rule.marks("scale").expect("a scale")
            }
            "periods" => {
                let periods = rule.texts("periods");
                let mut marks: Vec<Ratio> =
                    periods.iter().map(|period| self.figure(&unit.name, id, period).0).collect();
                match rule.text("take") {
                    Some("best") => {
                        marks.sort();
                        marks.reverse();
                        marks.truncate(rule.count("count").expect("a count"));
                    }
                    Some("last") => drop(marks.drain(..marks.len() - rule.count("count").expect("a count"))),
                    _ => {}
                }
                mean(&marks).expect("periods") * full / rule.marks("scale").expect("a scale")
            }
            other => panic!("a rule {other}"),
        }
    }

    /// The points of what is met, half of what is half met.
    fn checklist(&self, rule: &Table, unit: &Unit, id: &str) -> Ratio {
        let rows = self.rows("达标", "单位", &unit.name, id);
        let points = |(at, criterion): (usize, &Table)| {
            let points = criterion.marks("points").expect("points");
            let place = (at + 1).to_string();
            let row = rows.iter().find(|row| cell(row, "要点") == place).expect("an answer");
            match cell(row, "达标") {
                "是" => points,
                "半" => points / Ratio::int(2),
                _ => Ratio::ZERO,
            }
        };
        rule.tables("criteria").into_iter().enumerate().map(points).sum()
    }

    /// The mean of what lead units say; whom none of them evaluates is judged.
    fn leads(&self, rule: &Table, unit: &Unit, id: &str, full: Ratio) -> Ratio {
        let rows = self.rows("评价", "被评单位", &unit.name, id);
        let given = rows.iter().map(|row| cell(row, "得分")).filter(|mark| *mark != "不评价");
        let marks = trimmed(rule, given.map(decimal).collect());
        match mean(&marks) {
            Some(mean) => mean * full / rule.marks("scale").expect("a scale"),
            None => decimal(cell(self.rows("评分", "单位", &unit.name, id)[0], "得分")),
        }
    }

    /// 牵头的省评价指标在各范围的名次查表得分，各范围相加，几个指标取平均.
    fn ranks(&self, rule: &Table, unit: &Unit, id: &str) -> Ratio {
        let led = self.ranked.iter().filter(|(_, lead)| *lead == unit.name);
        let points = |(indicator, _): &(String, String)| {
            let of_part = |part: &Table| {
                let rank = self.rank(indicator, id, part.text("among").expect("a range"));
                let tier = part.tables("tiers").into_iter().find(|tier| tier.marks("to").expect("to") >= rank);
                tier.map_or_else(|| part.marks("otherwise"), |tier| tier.marks("points")).expect("points")
            };
            rule.tables("parts").into_iter().map(of_part).sum()
        };
        mean(&led.map(points).collect::<Vec<_>>()).expect("an indicator")
    }

    /// The means of the panels by their weights, on the scale of the panels.
    fn panels(&self, rule: &Table, unit: &Unit, id: &str) -> Ratio {
        let panels = rule.tables("panels");
        let members: Vec<Vec<String>> = panels.iter().map(|panel| panel.texts("members")).collect();
        let rows = self.rows("评价", "被评单位", &unit.name, id);
        let panel_of = |row: &Row| {
            let (name, who) = (cell(row, "指标"), cell(row, "评价单位"));
            match name {
                "" => members.iter().position(|members| members.iter().any(|member| member == who)).expect("a member"),
                _ => panels.iter().position(|panel| panel.text("name") == Some(name)).expect("a panel"),
            }
        };
        let mut all = Ratio::ZERO;
        for (at, panel) in panels.iter().enumerate() {
            let own = rows.iter().filter(|row| panel_of(row) == at && cell(row, "得分") != "不评价");
            let marks = trimmed(rule, own.map(|row| decimal(cell(row, "得分"))).collect());
            all = all + mean(&marks).expect("marks") * panel.marks("weight").expect("a weight") / Ratio::int(100);
        }
        all
    }

    /// Counts by class, each at most its cap, all at most the full mark.
    fn counted(&self, rule: &Table, unit: &Unit, id: &str, full: Ratio) -> Ratio {
        let classes = rule.tables("classes");
        let name = |class: &Table| class.text("name").expect("a name").to_owned();
        let (mut numbers, mut own) = (vec![Ratio::ZERO; classes.len()], vec![Ratio::ZERO; classes.len()]);
        if rule.text("source") == Some("number") {
            numbers = classes.iter().map(|class| self.figure(&unit.name, id, &name(class)).0).collect();
        } else {
            // Of one name the highest class counts, of this the first row.
            let mut counted: HashMap<String, (usize, Ratio, Option<Ratio>)> = HashMap::new();
            let publications = self.rows("宣传", "单位", &unit.name, id).into_iter().map(|row| (row, "标题"));
            let events = self.rows("事件", "单位", &unit.name, id).into_iter().map(|row| (row, "事项"));
            for (row, column) in publications.chain(events) {
                let class = classes.iter().position(|class| name(class) == cell(row, "级别")).expect("a class");
                let times = Ratio::parse(cell(row, "次数")).unwrap_or(Ratio::int(1));
                let event = (class, times, Ratio::parse(cell(row, "分值")));
                let held = counted.entry(cell(row, column).to_owned()).or_insert(event);
                if class > held.0 {
                    *held = event;
                }
            }
            // 写了自己分值的，按它计；其余的按数量计。
            for (class, times, points) in counted.into_values() {
                match points {
                    Some(points) => own[class] = own[class] + points * times,
                    None => numbers[class] = numbers[class] + times,
                }
            }
        }
        let sum: Ratio = classes
            .iter()
            .zip(numbers.into_iter().zip(own))
            .map(|(class, (number, own))| (steps(class, number) + own).min(class.marks("cap").unwrap_or(full)))
            .sum();
        sum.min(full)
    }

    /// What the events of a unit cost: all of them, or the worst alone.
    fn lost(&self, rule: &Table, unit: &Unit, id: &str, worst: bool) -> Ratio {
        let factor = |factor: &&Table| {
            let names = factor.texts("applies_to");
            names.is_empty() || names.iter().any(|name| unit.classes.contains(name))
        };
        let factors = rule.tables("factors");
        let times =
            factors.into_iter().find(factor).map_or(Ratio::int(1), |factor| factor.marks("times").expect("times"));
        let kinds = rule.tables("kinds");
        let mut costs = Vec::new();
        for row in
            self.rows("失信", "单位", &unit.name, id).into_iter().chain(self.rows("事件", "单位", &unit.name, id))
        {
            let kind = kinds.iter().find(|kind| kind.text("name") == Some(cell(row, "级别")));
            let each = kind.map_or_else(|| rule.marks("each"), |kind| kind.marks("each")).expect("each");
            let each = Ratio::parse(cell(row, "分值")).unwrap_or(each);
            let often = Ratio::parse(cell(row, "次数")).unwrap_or(Ratio::int(1));
            costs.push(each * times * if worst { Ratio::int(1) } else { often });
        }
        if worst { costs.into_iter().max().unwrap_or(Ratio::ZERO) } else { costs.into_iter().sum() }
    }

    /// The figure of a unit; with a target, what it is of it in percent.
    fn measured(&self, unit: &str, id: &str) -> Ratio {
        let (value, target) = self.figure(unit, id, "");
        target.map_or(value, |target| value / target * Ratio::int(100))
    }

    fn standing(&self, rule: &Table, item: &Table, unit: &Unit, full: Ratio) -> Ratio {
        let id = item.text("id").expect("an id");
        let scope = self.scope(unit, rule.text("among").unwrap_or("category"));
        let here = |at: &usize| {
            let other = &self.units[*at];
            Self::applies(item, other) && !self.not_applicable(&other.name, id)
        };
        let figures: Vec<Ratio> =
            scope.into_iter().filter(here).map(|at| self.figure(&self.units[at].name, id, "").0).collect();
        let own = self.figure(&unit.name, id, "").0;
        let field = rule.text("field").unwrap_or("highest");
        let better = |one: Ratio, other: Ratio| if field == "highest" { one > other } else { one < other };
        let above = figures.iter().filter(|other| better(**other, own)).count();
        let below = figures.iter().filter(|other| better(own, **other)).count();
        // 直接填名次: the rank is what is entered.
        let rank = if field == "rank" { own } else { Ratio::count(above + 1) };
        match rule.text("points").expect("points") {
            "table" => {
                // 第一名不算最后。
                if let Some(last) = rule.get("last").and_then(|value| value.as_table())
                    && rank > Ratio::int(1)
                    && below < last.count("count").expect("a count")
                {
                    return last.marks("points").expect("points");
                }
                let tiers = rule.tables("tiers");
                let tier = tiers.into_iter().find(|tier| tier.marks("to").expect("to") >= rank);
                tier.map_or_else(|| rule.marks("otherwise"), |tier| tier.marks("points")).expect("points")
            }
            "linear" => {
                let (least, count) = (rule.marks("least").expect("least"), figures.len());
                if count < 2 {
                    return full;
                }
                full - (rank - Ratio::int(1)) * (full - least) / Ratio::count(count - 1)
            }
            "min-max" => {
                let (least, high, low) =
                    (rule.marks("least").expect("least"), figures.iter().max(), figures.iter().min());
                let (high, low) = (*high.expect("figures"), *low.expect("figures"));
                // 数值都相同的都得满分.
                if high == low {
                    return full;
                }
                let (best, worst) = if field == "lowest" { (low, high) } else { (high, low) };
                least + (full - least) * (own - worst) / (best - worst)
            }
            _ => {
                let best = figures.into_iter().reduce(|one, other| if better(other, one) { other } else { one });
                let best = best.expect("figures");
                if best == Ratio::ZERO {
                    // 最短的时长是0，是0的满分；最高的数值是0，都不得分。
                    return if field == "lowest" && own == best { full } else { Ratio::ZERO };
                }
                if field == "lowest" { full * best / own } else { full * own / best }
            }
        }
    }
}

/// The marks without the highest and lowest, if there are enough of them.
fn trimmed(rule: &Table, mut marks: Vec<Ratio>) -> Vec<Ratio> {
    marks.sort();
    if let Some(trim) = rule.get("trim").and_then(|value| value.as_table())
        && marks.len() >= trim.count("from").expect("from")
    {
        let (lowest, highest) = (trim.count("lowest").unwrap_or(1), trim.count("highest").unwrap_or(1));
        marks.truncate(marks.len() - highest);
        marks.drain(..lowest);
    }
    marks
}

/// What a number of events gives: the first by the first step, and so on.
fn steps(class: &Table, number: Ratio) -> Ratio {
    let steps = class.tables("steps");
    if steps.is_empty() {
        return number * class.marks("each").expect("each");
    }
    let (mut done, mut sum) = (Ratio::ZERO, Ratio::ZERO);
    for step in steps {
        let to = step.marks("to").unwrap_or(number).min(number).max(done);
        sum = sum + (to - done) * step.marks("each").expect("each");
        done = to;
    }
    sum
}
