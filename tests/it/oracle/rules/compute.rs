//! Totals, conversion and ranks.

use std::cmp::Ordering;

use toml::Table;

use super::files::{Settings, cell, decimal};
use super::office::{Office, Unit};
use crate::oracle::ratio::{Ratio, mean};

/// What an item gives a unit.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mark {
    /// It does not concern the unit.
    Outside,
    /// It is 不适用 and leaves the full mark.
    LeftOut,
    Scored(Ratio),
}

/// The figures of an assessed unit.
pub(super) struct Figures {
    pub(super) marks: Vec<Mark>,
    pub(super) own_full: Ratio,
    pub(super) total: Ratio,
    pub(super) rate: Ratio,
    pub(super) converted: Option<Ratio>,
    pub(super) rank: usize,
    pub(super) of: usize,
    pub(super) tied: bool,
    pub(super) grade: Option<String>,
}

impl Figures {
    /// The figure that a key names.
    pub(super) fn key(&self, key: &str) -> Ratio {
        match key {
            "raw" => self.total,
            "converted" => self.converted.unwrap_or(self.total),
            _ => self.rate,
        }
    }

    /// Which of two stands first by a figure, and by the marks of items where it is the same.
    pub(super) fn compare(&self, other: &Self, key: &str, breaks: &[usize], office: &Office) -> Ordering {
        let mark = |figures: &Self, at: usize| match figures.marks[at] {
            Mark::Scored(score) => Some(office.printed(score)),
            _ => None,
        };
        let by_items = breaks.iter().map(|at| mark(other, *at).cmp(&mark(self, *at)));
        let by_items = by_items.fold(Ordering::Equal, Ordering::then);
        other.key(key).cmp(&self.key(key)).then(by_items)
    }
}

/// The places of the items that part units with one figure.
pub(super) fn tie_breaks(office: &Office) -> Vec<usize> {
    let names = office.settings("ranking").texts("tie_breaks");
    let place = |name: &String| office.items.iter().position(|item| item.text("id") == Some(name)).expect("an item");
    names.iter().map(place).collect()
}

/// The figures of all units; none of one that is not assessed.
pub(super) fn figures(office: &Office) -> Vec<Option<Figures>> {
    let mut all: Vec<Option<Figures>> =
        office.units.iter().map(|unit| unit.assessed.then(|| of_unit(office, unit))).collect();
    let ranking = office.settings("ranking");
    let (key, breaks) = (ranking.text("key").unwrap_or("rate"), tie_breaks(office));
    for at in 0..all.len() {
        let Some(own) = &all[at] else { continue };
        let scope = ranking.text("scope").unwrap_or("category");
        let peers = office.scope(&office.units[at], scope);
        let peer = |other: &usize| all[*other].as_ref().expect("an assessed unit");
        let peers: Vec<&Figures> = peers
            .iter()
            .map(peer)
            .filter(|other| scope != "same-full-mark" || other.own_full == own.own_full)
            .collect();
        let above = peers.iter().filter(|other| other.compare(own, key, &breaks, office) == Ordering::Less);
        let mut better: Vec<&&Figures> = above.collect();
        let tied = peers.iter().filter(|other| other.compare(own, key, &breaks, office) == Ordering::Equal).count() > 1;
        if ranking.text("ties") == Some("consecutive") {
            better.sort_by(|one, other| one.compare(other, key, &breaks, office));
            better.dedup_by(|one, other| one.compare(other, key, &breaks, office) == Ordering::Equal);
        }
        let (rank, of) = (better.len() + 1, peers.len());
        let own = all[at].as_mut().expect("an assessed unit");
        (own.rank, own.of, own.tied) = (rank, of, tied);
    }
    super::grade::grade(office, &mut all);
    all
}

fn counts(item: &Table) -> &str {
    if item["rule"]["kind"].as_str() == Some("deduction") { "deduction" } else { item.text("counts").unwrap_or("base") }
}

fn of_unit(office: &Office, unit: &Unit) -> Figures {
    let kept = |figure: Ratio| if office.round_items { office.printed(figure) } else { figure };
    let mark = |item: &Table| {
        let id = item.text("id").expect("an id");
        if !Office::applies(item, unit) {
            Mark::Outside
        } else if office.not_applicable(&unit.name, id) {
            Mark::LeftOut
        } else {
            Mark::Scored(kept(office.score(item, unit)))
        }
    };
    let mut marks: Vec<Mark> = office.items.iter().map(mark).collect();
    let weight_of = |section: Option<&str>| {
        office.scheme.tables("section").into_iter().find(|one| one.text("name") == section)?.marks("weight")
    };
    // 满分×其他基本项目的得分率: 得分和满分都先乘 weight÷本单位各项满分之和.
    let by_mean = |item: &Table| item.text("not_applicable") == Some("mean-of-others");
    let (mut sum, mut fulls) = (Ratio::ZERO, Ratio::ZERO);
    for (item, mark) in office.items.iter().zip(&marks) {
        let (Mark::Scored(score), "base") = (mark, counts(item)) else { continue };
        let own = office.items.iter().zip(&marks).filter(|(other, mark)| {
            let part = **mark != Mark::Outside && (**mark != Mark::LeftOut || by_mean(other));
            part && counts(other) == "base" && other.text("section") == item.text("section")
        });
        let all: Ratio = own.map(|(other, _)| other.marks("full").expect("a full mark")).sum();
        let worth = weight_of(item.text("section")).map_or(Ratio::int(1), |weight| weight / all);
        sum = sum + *score * worth;
        fulls = fulls + item.marks("full").expect("a full mark") * worth;
    }
    for (item, mark) in office.items.iter().zip(&mut marks) {
        if *mark == Mark::LeftOut && by_mean(item) {
            let full = item.marks("full").expect("a full mark");
            *mark = if fulls == Ratio::ZERO { Mark::LeftOut } else { Mark::Scored(kept(full * sum / fulls)) };
        }
    }
    let (mut own_full, mut counted, mut bonus, mut beyond) = (Ratio::ZERO, Ratio::ZERO, Ratio::ZERO, Ratio::ZERO);
    let pairs: Vec<(&Table, Mark)> = office.items.iter().zip(marks.iter().copied()).collect();
    for section in pairs.chunk_by(|(a, _), (b, _)| a.text("section") == b.text("section")) {
        let weight = weight_of(section[0].0.text("section"));
        let (mut score, mut full) = (Ratio::ZERO, Ratio::ZERO);
        for (item, mark) in section {
            let Mark::Scored(value) = mark else { continue };
            match counts(item) {
                "bonus" => bonus = bonus + *value,
                "outside" | "deduction" => beyond = beyond + *value,
                "beyond-base" => {
                    (counted, own_full) = (counted + *value, own_full + item.marks("full").expect("a full mark"));
                }
                _ => (score, full) = (score + *value, full + item.marks("full").expect("a full mark")),
            }
        }
        // 各项之和×weight÷full; without items that are left out, the others count the weight.
        match weight {
            Some(_) if full == Ratio::ZERO => {}
            Some(weight) => (counted, own_full) = (counted + kept(score * weight / full), own_full + weight),
            None => (counted, own_full) = (counted + score, own_full + full),
        }
    }
    // 加分最多加到本单位满分。
    let with_bonus = (counted + bonus).min(own_full.max(counted));
    let total = office.printed(with_bonus + beyond).max(Ratio::ZERO);
    let rate = office.printed(total / own_full * Ratio::int(100));
    let converted = match office.settings("conversion").text("kind").expect("a conversion") {
        "share-of-own-full-mark" => Some(unit.weight.expect("a weight") * total / own_full),
        "capped-at-base" => {
            let own = unit.group.map(|at| office.scheme.tables("group")[at].marks("base").expect("a base"));
            let base = own.unwrap_or(office.base);
            Some(unit.weight.expect("a weight") * total.min(base) / base)
        }
        "to-base" => Some(office.base * total / own_full),
        "entered" => Some(decimal(cell(office.rows("评分", "单位", &unit.name, "折算得分")[0], "得分"))),
        _ => None,
    };
    let converted = converted.map(|figure| office.printed(figure));
    Figures { marks, own_full, total, rate, converted, rank: 0, of: 0, tied: false, grade: None }
}

/// The mean of the rates of a category, and the best of them.
pub(super) fn category(office: &Office, all: &[Option<Figures>], name: &str) -> Option<(Ratio, Ratio)> {
    let units = office.units.iter().zip(all).filter(|(unit, _)| unit.category == name);
    let rates: Vec<Ratio> = units.filter_map(|(_, figures)| Some(figures.as_ref()?.rate)).collect();
    Some((office.printed(mean(&rates)?), *rates.iter().max()?))
}
