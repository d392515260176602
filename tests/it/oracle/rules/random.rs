//! Random offices: groups, sections, rules, roundings, conversions, rankings and grades of all kinds, and marks for them.

mod indicators;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::manual::DOCUMENTS;
use crate::oracle::Rng;
use indicators::{Indicator, RANKED};

/// A unit of the roster.
struct Unit {
    name: String,
    category: usize,
    group: usize,
    assessed: bool,
    tagged: bool,
}

/// The class by which some items are told to apply, and some units to be punished harder.
const TAG: &str = "重点";

/// An office that grows.
struct Draft {
    rng: Rng,
    units: Vec<Unit>,
    /// Names of categories; of groups, none if there are none.
    categories: Vec<String>,
    groups: Vec<String>,
    indicators: Vec<Indicator>,
    scheme: String,
    ids: Vec<String>,
    /// The items that take marks off for events.
    deductions: Vec<String>,
    /// The units that have a base item which is not 不适用.
    held: BTreeSet<usize>,
    tables: Vec<(&'static str, String, usize)>,
}

/// Writes the office of a seed.
pub(super) fn write(folder: &Path, seed: u64) {
    let mut draft = Draft::new(seed);
    let (units, conversion) = draft.roster();
    let indicators = draft.draw_indicators();
    let bases = draft.head(conversion);
    draft.items(&bases);
    let tie_breaks = draft.tie_breaks();
    draft.scheme = draft.scheme.replace("TIE_BREAKS", &tie_breaks);
    draft.grades(conversion);
    if conversion == "entered" {
        for at in draft.assessed() {
            let (name, mark) = (draft.units[at].name.clone(), draft.rng.below(1000));
            draft.row("评分", &format!("{name},折算得分,{}.{},", mark / 10, mark % 10));
        }
    }
    fs::create_dir_all(folder.join("scores")).expect("a folder");
    let mut files = vec![("scheme.toml", draft.scheme), ("documents.toml", DOCUMENTS.to_owned()), ("units.csv", units)];
    let tables: Vec<(String, String)> = draft
        .tables
        .into_iter()
        .filter(|(name, _, rows)| *rows > 0 || ["评分", "事件"].contains(name))
        .map(|(name, text, _)| (format!("scores/{name}.csv"), text))
        .collect();
    if !indicators.is_empty() {
        files.push(("indicators.csv", indicators));
    }
    files.extend(tables.iter().map(|(name, text)| (name.as_str(), text.clone())));
    for (path, text) in files {
        fs::write(folder.join(path), text).expect("a file of the workspace");
    }
}

impl Draft {
    fn new(seed: u64) -> Self {
        let tables = [
            ("评分", "编号,单位,项目,得分,扣分原因\n"),
            ("达标", "编号,单位,项目,要点,达标,扣分原因\n"),
            ("评价", "编号,项目,指标,评价单位,被评单位,得分,扣分原因\n"),
            ("宣传", "编号,单位,日期,媒体,项目,级别,标题\n"),
            ("失信", "编号,单位,被列单位,案号,日期,项目\n"),
            ("事件", "编号,单位,项目,日期,级别,事项,次数,分值\n"),
            ("排名", "编号,指标,范围,名次,参评数,项目\n"),
            ("数据", "编号,单位,项目,分项,数值,目标值,扣分原因\n"),
        ];
        Self {
            rng: Rng::new(seed),
            units: Vec::new(),
            categories: Vec::new(),
            groups: Vec::new(),
            indicators: Vec::new(),
            scheme: String::new(),
            ids: Vec::new(),
            deductions: Vec::new(),
            held: BTreeSet::new(),
            tables: tables.map(|(name, head)| (name, head.to_owned(), 0)).to_vec(),
        }
    }

    fn chance(&mut self, share: usize) -> bool {
        self.rng.percent(share)
    }

    fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.rng.below(high - low + 1)
    }

    fn row(&mut self, table: &str, cells: &str) {
        let (_, text, rows) = self.tables.iter_mut().find(|(name, ..)| *name == table).expect("a table");
        *rows += 1;
        writeln!(text, "R{rows},{cells}").expect("a row");
    }

    fn assessed(&self) -> Vec<usize> {
        (0..self.units.len()).filter(|at| self.units[*at].assessed).collect()
    }

    /// The table of units, and the conversion.
    fn roster(&mut self) -> (String, &'static str) {
        let conversion = *self.rng.pick(&[
            "share-of-own-full-mark",
            "capped-at-base",
            "to-base",
            "to-base",
            "entered",
            "none",
            "none",
        ]);
        let weights = matches!(conversion, "share-of-own-full-mark" | "capped-at-base");
        let count = self.between(1, 4);
        self.categories = ["甲类", "乙类", "丙类", "丁类"][..count].iter().map(|name| (*name).to_owned()).collect();
        if self.chance(65) {
            let groups = self.between(1, count);
            self.groups = ["子组", "丑组", "寅组", "卯组"][..groups].iter().map(|name| (*name).to_owned()).collect();
        }
        let mut text = format!("编码,类别,序号,单位,标签,{}\n", if weights { "分值设置" } else { "考核" });
        for category in 0..count {
            let group = if self.groups.is_empty() { 0 } else { category.min(self.groups.len() - 1) };
            for number in 1..=self.between(2, 7) {
                let assessed = number < 3 || !self.chance(12);
                let tagged = self.units.is_empty() || self.chance(25);
                let name = format!("{}第{number}局", self.categories[category]);
                let last = match (weights, assessed) {
                    (true, true) => self.between(1, 5).to_string(),
                    (false, false) => "否".to_owned(),
                    _ => String::new(),
                };
                let tag = if tagged { TAG } else { "" };
                let code = self.units.len() + 1;
                writeln!(text, "U{code},{},{number},{name},{tag},{last}", self.categories[category]).expect("a row");
                self.units.push(Unit { name, category, group, assessed, tagged });
            }
        }
        (text, conversion)
    }

    /// General settings and groups; the base of each group, or of all.
    fn head(&mut self, conversion: &str) -> Vec<usize> {
        let pick = |rng: &mut Rng, from: &[&str]| (*rng.pick(from)).to_owned();
        let (places, mode) = (self.between(0, 3), pick(&mut self.rng, &["half-up", "half-even"]));
        let (at, key) =
            (pick(&mut self.rng, &["items", "items", "end"]), pick(&mut self.rng, &["rate", "raw", "converted"]));
        let scopes: &[&str] = if self.groups.is_empty() {
            &["category", "all", "same-full-mark"]
        } else {
            &["category", "group", "all", "same-full-mark"]
        };
        let (scope, ties) =
            (pick(&mut self.rng, scopes), pick(&mut self.rng, &["skip", "skip", "consecutive", "unordered"]));
        self.scheme = format!(
            "schema = 1\n\n[scheme]\nwork = \"安全生产工作\"\nfield = \"安全生产\"\nyear = 2024\nbase = 100\n\n\
             [rounding]\nplaces = {places}\nmode = \"{mode}\"\nat = \"{at}\"\n\n[conversion]\nkind = \"{conversion}\"\n\n\
             [ranking]\nkey = \"{key}\"\nscope = \"{scope}\"\nties = \"{ties}\"\nTIE_BREAKS\n\n"
        );
        if self.groups.is_empty() {
            return vec![100];
        }
        let mut bases = Vec::new();
        for group in 0..self.groups.len() {
            let base = *self.rng.pick(&[80, 100, 120, 150]);
            let own = self.categories.iter().enumerate().filter(|(at, _)| (*at).min(self.groups.len() - 1) == group);
            let own: Vec<String> = own.map(|(_, name)| format!("\"{name}\"")).collect();
            let (name, own) = (&self.groups[group], own.join(", "));
            writeln!(self.scheme, "[[group]]\nname = \"{name}\"\ncategories = [{own}]\nbase = {base}\n")
                .expect("settings");
            bases.push(base);
        }
        bases
    }

    fn items(&mut self, bases: &[usize]) {
        let all: Vec<String> = Vec::new();
        let common = self.between(2, 5) * 10;
        self.section("共同", common, &[(all.clone(), (0..self.categories.len()).collect())]);
        for (group, base) in bases.iter().enumerate() {
            let own: Vec<usize> = (0..self.categories.len())
                .filter(|at| self.groups.is_empty() || (*at).min(self.groups.len() - 1) == group)
                .collect();
            let name: Vec<String> = self.groups.get(group).cloned().into_iter().collect();
            self.section(&format!("专项{group}"), base - common, &[(name, own)]);
        }
        for (at, counts) in ["beyond-base", "bonus", "bonus", "outside"].into_iter().enumerate() {
            if self.chance(45) {
                let audience = self.audience();
                let full = self.between(2, 20);
                self.item(&format!("另计{at}"), full, &audience, counts);
            }
        }
        if !self.indicators.is_empty() && self.chance(70) {
            let (full, counts) =
                (self.between(2, 20), *self.rng.pick(&["beyond-base", "beyond-base", "bonus", "outside"]));
            self.item("排名", full, &[RANKED.to_owned()], counts);
        }
        for at in 0..2 {
            if self.chance(50) {
                let audience = self.audience();
                let full = self.between(3, 12);
                self.deductions.push(format!("项{}", self.ids.len() + 1));
                self.item(&format!("扣分{at}"), full, &audience, "deduction");
            }
        }
    }

    /// Nobody named, a category, or those with the tag.
    fn audience(&mut self) -> Vec<String> {
        match self.between(0, 3) {
            0 => vec![TAG.to_owned()],
            1 => vec![self.rng.pick(&self.categories).clone()],
            _ => Vec::new(),
        }
    }

    /// A section of base items that counts so many marks for some audience, whose categories are given.
    fn section(&mut self, name: &str, counted: usize, audiences: &[(Vec<String>, Vec<usize>)]) {
        let full = if self.chance(45) {
            let full = *self.rng.pick(&[40, 60, 100]);
            let settings = format!("[[section]]\nname = \"{name}\"\nfull = {full}\nweight = {counted}\n\n");
            self.scheme.push_str(&settings);
            full
        } else {
            counted
        };
        let parts = self.between(1, 4.min(full / 4));
        let mut left = full;
        for part in 0..parts {
            let own = if part + 1 == parts { left } else { self.between(1, left - (parts - part - 1)) };
            left -= own;
            for (names, categories) in audiences {
                // Now and then each category has an item of its own instead.
                if categories.len() > 1 && self.chance(35) {
                    for category in categories {
                        self.item(name, own, &[self.categories[*category].clone()], "base");
                    }
                } else {
                    self.item(name, own, names, "base");
                }
            }
        }
    }

    /// The units an item concerns.
    fn concerned(&self, audience: &[String]) -> Vec<usize> {
        let is = |at: usize, name: &String| {
            let unit = &self.units[at];
            *name == self.categories[unit.category]
                || self.groups.get(unit.group) == Some(name)
                || name == TAG && unit.tagged
                || name == RANKED && self.ranked(at)
        };
        let here = |at: &usize| audience.is_empty() || audience.iter().any(|name| is(*at, name));
        self.assessed().into_iter().filter(here).collect()
    }

    fn item(&mut self, section: &str, full: usize, audience: &[String], counts: &str) {
        let id = format!("项{}", self.ids.len() + 1);
        let mut units = self.concerned(audience);
        let kind = match counts {
            "deduction" => "deduction",
            _ if audience.iter().any(|name| name == RANKED) => "rank-table",
            _ => *self.rng.pick(&[
                "checklist",
                "all-or-nothing",
                "judged",
                "mean",
                "counted",
                "loss",
                "completion",
                "difference",
                "intervals",
                "standing",
                "standing",
                "periods",
                "votes",
            ]),
        };
        let mean_of_others = matches!(counts, "base" | "beyond-base") && self.chance(40);
        // Who is excepted has no evidence; something must remain of every unit.
        if counts == "base" && self.chance(60) {
            let held: Vec<usize> = units.iter().copied().filter(|at| self.held.contains(at)).collect();
            let excepted: Vec<usize> = held.into_iter().filter(|_| self.rng.percent(12)).collect();
            for at in &excepted {
                let name = self.units[*at].name.clone();
                self.row("评分", &format!("{name},{id},不适用,"));
            }
            units.retain(|at| !excepted.contains(at));
        }
        if counts == "base" {
            self.held.extend(&units);
        }
        let rule = self.rule(kind, full, &id, &units);
        let mut text = format!("[[item]]\nid = \"{id}\"\nsection = \"{section}\"\nname = \"{id}\"\nfull = {full}\n");
        if !audience.is_empty() {
            let names: Vec<String> = audience.iter().map(|name| format!("\"{name}\"")).collect();
            writeln!(text, "applies_to = [{}]", names.join(", ")).expect("settings");
        }
        if !matches!(counts, "base" | "deduction") {
            writeln!(text, "counts = \"{counts}\"").expect("settings");
        }
        if mean_of_others {
            text.push_str("not_applicable = \"mean-of-others\"\n");
        }
        writeln!(text, "rule = {{ kind = \"{kind}\", {rule} }}\n").expect("settings");
        self.scheme.push_str(&text);
        self.ids.push(id);
    }

    fn rule(&mut self, kind: &str, full: usize, id: &str, units: &[usize]) -> String {
        let names: Vec<String> = units.iter().map(|at| self.units[*at].name.clone()).collect();
        match kind {
            "checklist" => self.checklist(full, id, &names),
            "all-or-nothing" => {
                for name in &names {
                    for at in 1..=2 {
                        let met = if self.chance(75) { "是," } else { "否,没有做到。" };
                        self.row("达标", &format!("{name},{id},{at},{met}"));
                    }
                }
                "criteria = [\"一。\", \"二。\"]".to_owned()
            }
            "judged" => {
                let scale = self.chance(50).then_some(100);
                // Marks between two steps, halves of a step among them, are rounded.
                let step = self.chance(40).then(|| *self.rng.pick(&["0.5", "0.1", "3"]));
                for name in &names {
                    let half = self.rng.below(2 * scale.unwrap_or(full) + 1);
                    let part = if step.is_some() && half % 2 == 1 { *self.rng.pick(&["0", "25", "71428"]) } else { "" };
                    self.row("评分", &format!("{name},{id},{}{part},一般。", halves(half)));
                }
                let scale = scale.map(|scale| format!("scale = {scale}, ")).unwrap_or_default();
                let round = step.map_or_else(|| "step = 0.5".to_owned(), |step| format!("step = {step}, round = true"));
                format!("{round}, {scale}texts = [\"文。\"]")
            }
            "mean" if !self.indicators.is_empty() && self.chance(50) => self.mean_of_leads(full, id, units),
            "mean" => self.mean(id, units),
            "rank-table" => self.rank_table(full, id),
            "counted" if self.chance(50) => self.counted_numbers(full, id, &names),
            "counted" => self.counted_events(full, id, &names),
            "loss" | "deduction" => self.events(kind, full, id, &names),
            "completion" => self.completion(id, &names),
            "difference" => self.difference(full, id, &names),
            "intervals" => self.intervals(full, id, &names),
            "standing" => self.standing(full, id, units),
            "votes" => self.votes(id, &names),
            _ => self.periods(id, &names),
        }
    }

    fn checklist(&mut self, full: usize, id: &str, names: &[String]) -> String {
        let parts = self.between(1, 3.min(full));
        let (mut left, mut criteria) = (full, Vec::new());
        for part in 0..parts {
            let own = if part + 1 == parts { left } else { self.between(1, left - (parts - part - 1)) };
            left -= own;
            criteria.push(format!("{{ points = {own}, text = \"文。\" }}"));
        }
        let half = self.chance(50);
        for name in names {
            for at in 1..=parts {
                let met = match self.between(0, 3) {
                    0 => "否,没有做到。",
                    1 if half => "半,做了一半。",
                    _ => "是,",
                };
                self.row("达标", &format!("{name},{id},{at},{met}"));
            }
        }
        format!("half_points = {half}, criteria = [{}]", criteria.join(", "))
    }

    fn mean(&mut self, id: &str, units: &[usize]) -> String {
        let weights: [&[usize]; 3] = [&[100], &[60, 40], &[50, 30, 20]];
        let weights = *self.rng.pick(&weights);
        let scale = *self.rng.pick(&[10, 100]);
        // A unit may be a member; it does not evaluate itself.
        let unit = self.units[0].name.clone();
        let members = ["评委甲".to_owned(), "评委乙".to_owned(), unit];
        let mut panels = Vec::new();
        for (at, weight) in weights.iter().enumerate() {
            let named = at == 0 && self.chance(70);
            let list: Vec<String> = members.iter().map(|member| format!("\"{member}\"")).collect();
            let list = if named { format!(", members = [{}]", list.join(", ")) } else { String::new() };
            panels.push(format!("{{ name = \"评议{at}\", weight = {weight}{list} }}"));
            for unit in units.iter().copied() {
                let name = self.units[unit].name.clone();
                let voters: Vec<String> = if named {
                    members.iter().filter(|member| **member != name).cloned().collect()
                } else {
                    (1..=self.between(1, 7)).map(|voter| format!("群众{voter}")).collect()
                };
                for (turn, voter) in voters.iter().enumerate() {
                    let mark = if turn > 0 && self.chance(12) {
                        "不评价".to_owned()
                    } else {
                        halves(self.rng.below(2 * scale + 1))
                    };
                    let panel = if named && self.chance(30) { String::new() } else { format!("评议{at}") };
                    self.row("评价", &format!("{id},{panel},{voter},{name},{mark},一般。"));
                }
            }
        }
        let trim = match self.between(0, 3) {
            0 => String::new(),
            3 => format!("trim = {{ from = {}, highest = 0, lowest = 1 }}, ", self.between(2, 4)),
            1 => format!("trim = {{ from = {} }}, ", self.between(3, 6)),
            _ => format!("trim = {{ from = {}, highest = 2, lowest = 1 }}, ", self.between(4, 6)),
        };
        format!("scale = {scale}, {trim}texts = [\"文。\"], panels = [{}]", panels.join(", "))
    }

    /// Two classes, of which the second has the full mark for its cap.
    fn classes(&mut self, full: usize) -> String {
        let (cap, each) = (self.between(1, full), halves(self.between(1, 6)));
        let first = if self.chance(50) {
            let to = self.between(1, 5);
            let middle = if self.chance(50) { format!("{{ to = {}, each = 0.4 }}, ", to + 3) } else { String::new() };
            format!("steps = [{{ to = {to}, each = {each} }}, {middle}{{ each = 0.3 }}]")
        } else {
            format!("each = {each}")
        };
        format!(
            "classes = [{{ name = \"低\", {first}, cap = {cap}, text = \"文。\" }}, \
             {{ name = \"高\", each = {}, text = \"文。\" }}]",
            halves(self.between(1, 8))
        )
    }

    fn counted_numbers(&mut self, full: usize, id: &str, names: &[String]) -> String {
        for name in names {
            for class in ["低", "高"] {
                let number = self.rng.below(if class == "低" { 15 } else { 5 });
                self.row("数据", &format!("{name},{id},{class},{number},,"));
            }
        }
        format!("source = \"number\", {}", self.classes(full))
    }

    fn counted_events(&mut self, full: usize, id: &str, names: &[String]) -> String {
        for name in names {
            for _ in 0..self.rng.below(7) {
                let (class, what) = (*self.rng.pick(&["低", "低", "高"]), self.rng.below(5));
                if self.chance(40) {
                    self.row("宣传", &format!("{name},2024-05-06,日报,{id},{class},标题{what}"));
                } else {
                    let times = *self.rng.pick(&["", "", "1", "3"]);
                    let own = if self.chance(25) { halves(self.rng.below(2 * full + 1)) } else { String::new() };
                    self.row("事件", &format!("{name},{id},2024-05-07,{class},标题{what},{times},{own}"));
                }
            }
        }
        self.classes(full)
    }

    fn events(&mut self, kind: &str, full: usize, id: &str, names: &[String]) -> String {
        let kinds = self.chance(50);
        let each = |draft: &mut Self| halves(draft.between(1, (2 * full).min(6)));
        let costs = if kinds {
            let (light, heavy) = (each(self), each(self));
            format!(
                "kinds = [{{ name = \"轻\", each = {light}, text = \"文。\" }}, {{ name = \"重\", each = {heavy}, text = \"文。\" }}]"
            )
        } else {
            format!("each = {}, text = \"文。\"", each(self))
        };
        for name in names {
            for _ in 0..self.rng.below(4) {
                if !kinds && self.chance(40) {
                    let case = self.tables[4].2;
                    self.row("失信", &format!("{name},{name},案{case}号,2024-03-04,{id}"));
                } else {
                    let (class, times) = (*self.rng.pick(&["轻", "重"]), *self.rng.pick(&["", "", "2", "4"]));
                    let class = if kinds { class } else { "" };
                    let own = if self.chance(25) { halves(self.rng.below(2 * full + 1)) } else { String::new() };
                    self.row("事件", &format!("{name},{id},2024-08-09,{class},一件事,{times},{own}"));
                }
            }
        }
        let factors = match self.between(0, 2) {
            0 => String::new(),
            1 => format!(", factors = [{{ applies_to = \"{TAG}\", times = 2 }}]"),
            _ => format!(
                ", factors = [{{ applies_to = \"{TAG}\", times = 1.5 }}, {{ applies_to = \"{}\", times = 3 }}]",
                self.categories[0]
            ),
        };
        let own = match kind {
            "deduction" => format!("per = \"{}\", ", self.rng.pick(&["event", "year"])),
            _ if self.chance(50) => format!("floor = {}, ", self.rng.below(full)),
            _ => String::new(),
        };
        format!("{own}{costs}{factors}")
    }

    fn completion(&mut self, id: &str, names: &[String]) -> String {
        for name in names {
            let value = self.rng.below(260);
            if self.chance(60) {
                let target = self.between(1, 200);
                self.row("数据", &format!("{name},{id},,{},{target},", halves(value)));
            } else {
                self.row("数据", &format!("{name},{id},,{}%,,", halves(value)));
            }
        }
        let cap = *self.rng.pick(&["", "cap = 110, ", "cap = 120, ", "cap = 90, "]);
        let least = *self.rng.pick(&["", "zero_below = 60, ", "zero_below = 85, "]);
        let best = *self.rng.pick(&["", "best = \"highest\", ", "best = \"lowest\", "]);
        format!("{best}{cap}{least}texts = [\"文。\"]")
    }

    /// A base, and what every step from it on one side or both costs or earns.
    fn difference(&mut self, full: usize, id: &str, names: &[String]) -> String {
        let base: i64 = *self.rng.pick(&[95, 60, 0, -5]);
        let mut sides = Vec::new();
        let mut earns = false;
        let only = self.between(0, 3);
        for (at, side) in ["below", "above"].into_iter().enumerate() {
            if only == at {
                continue;
            }
            let unit = *self.rng.pick(&["", "unit = 1, ", "unit = 0.5, ", "unit = 3, "]);
            let cap = if self.chance(40) { format!(", cap = {}", self.between(1, full)) } else { String::new() };
            let key = if self.chance(40) { "earns" } else { "costs" };
            earns |= key == "earns";
            let each = halves(self.between(1, 4));
            sides.push(format!("{side} = {{ {unit}{key} = {each}{cap} }}, "));
        }
        for name in names {
            if base > 0 && self.chance(25) {
                let (value, target) = (self.rng.below(130), *self.rng.pick(&[50, 80, 100]));
                self.row("数据", &format!("{name},{id},,{value},{target},"));
                continue;
            }
            let apart = i64::try_from(self.rng.below(21)).unwrap_or(0) - 10;
            let (value, part) = (base + apart, *self.rng.pick(&["", "", ".25", ".5", ".7%", "%"]));
            self.row("数据", &format!("{name},{id},,{value}{part},,"));
        }
        let start = self.rng.below(full + 1);
        let floor = if self.chance(30) { format!("floor = {}, ", self.rng.below(start + 1)) } else { String::new() };
        let start = if earns || self.chance(30) { format!("start = {start}, ") } else { String::new() };
        let round = *self.rng.pick(&["", "down", "half-up", "up", "none"]);
        let round = if round.is_empty() { String::new() } else { format!("round = \"{round}\", ") };
        format!("base = {base}, {}{start}{floor}{round}texts = [\"文。\"]", sides.concat())
    }

    /// Tiers from the best down whose ends meet, told once or twice; figures often lie on them.
    fn intervals(&mut self, full: usize, id: &str, names: &[String]) -> String {
        let (highest, below_zero) = (self.chance(50), self.chance(30));
        let count = self.between(1, 4);
        let shift: i64 = if below_zero { -15 } else { 60 };
        let ends: Vec<i64> =
            (0..count).map(|at| shift + if highest { -10 } else { 10 } * i64::try_from(at).unwrap_or(0)).collect();
        let (away, towards) =
            if highest { (["from", "above"], ["to", "below"]) } else { (["to", "below"], ["from", "above"]) };
        let (mut points, mut tiers, mut before) = (full, Vec::new(), None);
        for end in &ends {
            let inclusive = self.chance(50);
            let mut text = format!("{} = {end}", away[usize::from(!inclusive)]);
            match before {
                // What the tier before holds, this one does not.
                Some((other, held)) if self.chance(40) => {
                    write!(text, ", {} = {other}", towards[usize::from(held)]).expect("settings");
                }
                None if self.chance(20) => {
                    let limit = end + if highest { 10 } else { -10 };
                    write!(text, ", {} = {limit}", self.rng.pick(&towards)).expect("settings");
                }
                _ => {}
            }
            before = Some((*end, inclusive));
            tiers.push(format!("{{ {text}, points = {points} }}"));
            points = self.rng.below(points + 1);
        }
        for name in names {
            if !below_zero && self.chance(25) {
                let target = *self.rng.pick(&[50, 80, 100, 120]);
                let value = self.rng.below(130);
                self.row("数据", &format!("{name},{id},,{value},{target},"));
                continue;
            }
            let end = *self.rng.pick(&ends);
            let value =
                format!("{}{}", end + i64::try_from(self.rng.below(25)).unwrap_or(0) - 12, self.rng.pick(&["", ".0"]));
            let value = if self.chance(40) { end.to_string() } else { value };
            let sign = *self.rng.pick(&["", "%"]);
            self.row("数据", &format!("{name},{id},,{value}{sign},,"));
        }
        format!("tiers = [{}], otherwise = {points}, texts = [\"文。\"]", tiers.join(", "))
    }

    fn standing(&mut self, full: usize, id: &str, units: &[usize]) -> String {
        let scopes: &[&str] = if self.groups.is_empty() { &["category", "all"] } else { &["category", "group", "all"] };
        let (among, points) = (*self.rng.pick(scopes), *self.rng.pick(&["table", "linear", "pro-rata", "min-max"]));
        let field = *self.rng.pick(if ["pro-rata", "min-max"].contains(&points) {
            &["highest", "lowest"][..]
        } else {
            &["highest", "lowest", "rank"]
        });
        // Now and then some or all have nothing.
        let most = *self.rng.pick(&[12, 12, 12, 2, 0]);
        let values: Vec<usize> = units.iter().map(|_| self.between(0, most)).collect();
        for (turn, at) in units.iter().enumerate() {
            let same = |other: usize| match among {
                "category" => self.units[other].category == self.units[*at].category,
                "group" => self.units[other].group == self.units[*at].group,
                _ => true,
            };
            let above =
                units.iter().zip(&values).filter(|(other, value)| same(**other) && **value > values[turn]).count();
            let sign = if points == "min-max" && self.chance(30) { "-" } else { "" };
            let value =
                if field == "rank" { (above + 1).to_string() } else { format!("{sign}{}", halves(values[turn])) };
            let name = self.units[*at].name.clone();
            self.row("数据", &format!("{name},{id},,{value},,"));
        }
        let settings = match points {
            "table" => {
                let (first, to) = (self.between(1, 3), self.between(4, 8));
                let high = self.between(1, full);
                let middle = self.rng.below(high + 1);
                let otherwise = self.rng.below(middle + 1);
                let last = match self.between(0, 1) {
                    0 => String::new(),
                    _ => format!(
                        "last = {{ count = {}, points = {} }}, ",
                        self.between(1, 3),
                        self.rng.below(otherwise + 1)
                    ),
                };
                format!(
                    "tiers = [{{ to = {first}, points = {high} }}, {{ to = {to}, points = {middle} }}], otherwise = {otherwise}, {last}"
                )
            }
            "linear" | "min-max" => format!("least = {}, ", self.rng.below(full + 1)),
            _ => String::new(),
        };
        format!("field = \"{field}\", among = \"{among}\", points = \"{points}\", {settings}texts = [\"文。\"]")
    }

    fn votes(&mut self, id: &str, names: &[String]) -> String {
        let scale = *self.rng.pick(&[10, 100]);
        let worth = [scale, scale * 8 / 10, scale / 2, 0];
        let options = ["好", "较好", "一般", "差"];
        for name in names {
            for (at, option) in options.into_iter().enumerate() {
                // Somebody votes.
                let votes = self.rng.below(12) + usize::from(at == 1);
                self.row("数据", &format!("{name},{id},{option},{votes},,"));
            }
        }
        let options: Vec<String> = options
            .into_iter()
            .zip(worth)
            .map(|(name, points)| format!("{{ name = \"{name}\", points = {points} }}"))
            .collect();
        format!("scale = {scale}, options = [{}], texts = [\"文。\"]", options.join(", "))
    }

    fn periods(&mut self, id: &str, names: &[String]) -> String {
        let (count, scale) = (self.between(2, 5), *self.rng.pick(&[10, 100]));
        let periods: Vec<String> = (1..=count).map(|period| format!("第{period}期")).collect();
        for name in names {
            for period in &periods {
                let mark = halves(self.rng.below(2 * scale + 1));
                self.row("数据", &format!("{name},{id},{period},{mark},,"));
            }
        }
        let take = match self.between(0, 2) {
            0 => String::new(),
            1 => format!("take = \"best\", count = {}, ", self.between(1, count)),
            _ => format!("take = \"last\", count = {}, ", self.between(1, count)),
        };
        let periods: Vec<String> = periods.iter().map(|period| format!("\"{period}\"")).collect();
        format!("periods = [{}], {take}scale = {scale}, texts = [\"文。\"]", periods.join(", "))
    }

    fn tie_breaks(&mut self) -> String {
        let count = self.between(0, 2);
        let mut ids = self.ids.clone();
        self.rng.shuffle(&mut ids);
        let ids: Vec<String> = ids[..count.min(ids.len())].iter().map(|id| format!("\"{id}\"")).collect();
        if ids.is_empty() { String::new() } else { format!("tie_breaks = [{}]", ids.join(", ")) }
    }

    fn grades(&mut self, conversion: &str) {
        if !self.chance(75) {
            return;
        }
        let key = *self.rng.pick(&["rate", "raw", "converted"]);
        let small = key == "converted" && matches!(conversion, "share-of-own-full-mark" | "capped-at-base");
        let bounds = if small { ["2", "1.5", "0.5"] } else { ["65", "50", "30"] };
        // The first grades may go by place alone; those behind them go by the figure, or by place too.
        let by_place = if self.chance(40) { self.between(1, 3) } else { 0 };
        let mut bands = Vec::new();
        for (at, (name, bound)) in ["优秀", "良好", "合格"].into_iter().zip(bounds).enumerate() {
            let by_place = at < by_place;
            let side = *self.rng.pick(&["from", "above"]);
            let bound = if by_place { String::new() } else { format!(", {side} = {bound}") };
            let quota = if by_place || self.chance(60) { self.quota() } else { String::new() };
            bands.push(format!("{{ name = \"{name}\"{bound}{quota} }}"));
        }
        bands.push("{ name = \"不合格\" }".to_owned());
        let mut text = format!("[grades]\nkey = \"{key}\"\nbands = [{}]\n", bands.join(", "));
        if self.chance(60) {
            let mut vetoes = vec![("否决甲".to_owned(), "合格"), ("否决乙".to_owned(), "良好")];
            // What costs marks may veto a grade as well.
            vetoes.extend(self.deductions.iter().take(1).map(|id| (id.clone(), "良好")));
            let veto = |(id, cap): &(String, &str)| format!("{{ id = \"{id}\", text = \"文，\", cap = \"{cap}\" }}");
            let vetoes: Vec<String> = vetoes.iter().map(veto).collect();
            writeln!(text, "veto = [{}]", vetoes.join(", ")).expect("settings");
            for at in self.assessed() {
                for veto in ["否决甲", "否决乙"] {
                    if self.chance(10) {
                        let name = self.units[at].name.clone();
                        self.row("事件", &format!("{name},{veto},2024-09-10,,一件大事,,"));
                    }
                }
            }
        }
        self.scheme.push_str(&text);
    }

    fn quota(&mut self) -> String {
        let scopes: &[&str] = if self.groups.is_empty() { &["category", "all"] } else { &["category", "group", "all"] };
        let (among, ties) = (*self.rng.pick(scopes), *self.rng.pick(&["exclude", "include"]));
        let size = match self.between(0, 2) {
            0 => format!("count = {}, among = \"{among}\"", self.between(1, 3)),
            1 => {
                let share = *self.rng.pick(&[10, 15, 25, 30, 33, 50]);
                let round = *self.rng.pick(&["", ", round = \"down\"", ", round = \"half-up\"", ", round = \"up\""]);
                format!("share = {share}, among = \"{among}\"{round}")
            }
            _ => {
                let mut counts = Vec::new();
                for category in self.categories.clone() {
                    if self.chance(80) {
                        counts.push(format!("\"{category}\" = {}", self.between(1, 3)));
                    }
                }
                if counts.is_empty() {
                    counts.push(format!("\"{}\" = 1", self.categories[0]));
                }
                let among = if self.chance(50) { ", among = \"category\"" } else { "" };
                format!("counts = {{ {} }}{among}", counts.join(", "))
            }
        };
        format!(", quota = {{ {size}, ties = \"{ties}\" }}")
    }
}

/// A number of halves as a decimal.
fn halves(number: usize) -> String {
    format!("{}{}", number / 2, if number % 2 == 1 { ".5" } else { "" })
}
