//! Random but valid workspaces: the sample's roster with other scores, and often other settings.

use super::ratio::Ratio;
use super::read::{Workspace, cell, read_csv};
use super::scheme::{Class, Item, Part, Rule, Scheme};
use super::sheet::{Rng, Sheet, copy_folder};
use super::vary::vary;
use std::fs;
use std::path::Path;

/// What the scores of a workspace are like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Nearly everybody at full marks.
    Full,
    /// Nothing, half or everything: many ties.
    Coarse,
    /// Anything the step allows.
    Fine,
}

/// What becomes of one unit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lot {
    /// Full marks in everything that is judged, and no publicity: such units tie.
    Top,
    /// Nothing at all: with a deduction the total stops at nought.
    Nothing,
    Any,
}

struct Writer<'a> {
    rng: Rng,
    style: Style,
    lots: Vec<Lot>,
    workspace: &'a Workspace,
    /// Every way of writing a unit's name, the proper one first.
    names: Vec<Vec<String>>,
    /// How many of a hundred evaluations are 不评价, and judged scores 不适用.
    exempt: usize,
}

/// Writes the workspace of `seed` to `root`: the `sample`'s tables with other scores.
pub(crate) fn generate(sample: &Path, root: &Path, seed: u64) {
    let mut rng = Rng::new(seed);
    copy_folder(sample, root);
    let path = root.join("scheme.toml");
    // A third of the cases keeps the sample's own settings.
    if !rng.percent(33) {
        let source = fs::read_to_string(&path).expect("the scheme can be read");
        fs::write(&path, vary(&mut rng, &source)).expect("the scheme can be written");
    }
    let workspace = Workspace::read(root).expect("the sample can be read");
    let mut names: Vec<Vec<String>> =
        workspace.units.iter().map(|unit| vec![unit.name.clone(), spaced(&unit.name, &mut rng)]).collect();
    for row in read_csv(&root.join("aliases.csv")).expect("the aliases can be read") {
        let unit = workspace.unit(cell(&row, "单位")).expect("a known unit");
        names[unit].push(cell(&row, "别名").to_owned());
    }
    let style = *rng.pick(&[Style::Full, Style::Coarse, Style::Fine, Style::Fine]);
    let exempt = *rng.pick(&[0, 5, 5, 40]);
    let top = match style {
        Style::Full => 60,
        Style::Coarse => 25,
        Style::Fine => 8,
    };
    let lots = names
        .iter()
        .map(|_| match rng.below(100) {
            96.. => Lot::Nothing,
            share if share < top => Lot::Top,
            _ => Lot::Any,
        })
        .collect();
    let mut writer = Writer { rng, style, lots, workspace: &workspace, names, exempt };
    writer.write(&root.join("scores"));
}

/// The name with a blank after its first character.
fn spaced(name: &str, rng: &mut Rng) -> String {
    let mut text: Vec<char> = name.chars().collect();
    text.insert(1, *rng.pick(&[' ', '\u{3000}']));
    text.into_iter().collect()
}

impl Writer<'_> {
    fn write(&mut self, folder: &Path) {
        let workspace = self.workspace;
        let mut judged = Sheet::numbered(&["单位", "项目", "得分", "扣分原因"]);
        let mut criteria = Sheet::numbered(&["单位", "项目", "要点", "达标", "扣分原因"]);
        let mut news = Sheet::numbered(&["单位", "日期", "媒体", "级别", "标题"]);
        let mut listed = Sheet::numbered(&["单位", "被列单位", "案号", "日期"]);
        let scale = scale(&workspace.scheme);
        let (evaluations, evaluated) = self.evaluations(scale);
        for (unit, &evaluated) in evaluated.iter().enumerate() {
            // Rows of a unit that is not assessed are ignored with a warning.
            let share = if workspace.assessed(unit) { 100 } else { 3 };
            for item in &workspace.scheme.items {
                if !workspace.applies(unit, item).expect("known groups") || !self.rng.percent(share) {
                    continue;
                }
                match &item.rule {
                    Rule::Checklist { points, half } => {
                        for number in 1..=points.len() {
                            self.criterion(&mut criteria, unit, item, number, *half);
                        }
                    }
                    Rule::Judged { step } => self.judged(&mut judged, unit, item, *step),
                    Rule::Mean { .. } if evaluated => {}
                    Rule::Mean { .. } => {
                        self.judged(&mut judged, unit, item, Ratio::new(1, 100));
                    }
                    Rule::Counted(classes) => self.news(&mut news, unit, classes),
                    Rule::Deduction { .. } => self.listed(&mut listed, unit),
                    Rule::RankTable(_) => {}
                }
            }
        }
        let ranks = self.ranks();
        let tables = [
            ("评分", judged),
            ("达标", criteria),
            ("评价", evaluations),
            ("宣传", news),
            ("失信", listed),
            ("排名", ranks),
        ];
        for (name, mut sheet) in tables {
            if self.rng.percent(30) {
                sheet.shuffle_columns(&mut self.rng);
            }
            sheet.save(&folder.join(format!("{name}.csv")));
        }
    }

    /// A unit's name: mostly the proper one, now and then an alias or with a blank inside.
    fn name(&mut self, unit: usize) -> String {
        if self.rng.percent(85) { self.names[unit][0].clone() } else { self.rng.pick(&self.names[unit]).clone() }
    }

    /// A multiple of `step` from nought to `full`.
    fn mark(&mut self, unit: usize, full: Ratio, step: Ratio) -> Ratio {
        let most = (full / step).trunc();
        let random = i128::try_from(self.rng.below(1_000_000)).expect("a small number");
        let steps = match (self.lots[unit], self.style, self.rng.below(20)) {
            (Lot::Top, ..) => most,
            (Lot::Nothing, ..) | (_, _, 0) => 0,
            (_, Style::Coarse, 3..=9) => most / 2,
            (_, Style::Full, 1..=15) | (_, Style::Coarse, _) | (_, _, 1 | 2) => most,
            // Close to the top: real scores crowd there.
            (_, _, 3..=9) => most - random % (most / 10 + 1),
            _ => random % (most + 1),
        };
        Ratio::int(steps) * step
    }

    /// A reason, missing now and then; none where nothing was lost.
    fn reason(&mut self, lost: bool) -> String {
        if lost && self.rng.percent(80) {
            format!("虚构的扣分原因第{}条", self.rng.below(1000))
        } else {
            String::new()
        }
    }

    fn judged(&mut self, sheet: &mut Sheet, unit: usize, item: &Item, step: Ratio) {
        let name = self.name(unit);
        if self.rng.percent(self.exempt.min(5)) {
            sheet.push(&[&name, &item.id, "不适用", ""]);
            return;
        }
        let score = self.mark(unit, item.full, step);
        let reason = self.reason(score < item.full);
        sheet.push(&[&name, &item.id, &score.plain(), &reason]);
    }

    fn criterion(&mut self, sheet: &mut Sheet, unit: usize, item: &Item, number: usize, half: bool) {
        let met = match (self.lots[unit], self.rng.below(10)) {
            (Lot::Top, _) => "是",
            (Lot::Nothing, _) => "否",
            (_, 0) if self.style != Style::Full => "否",
            (_, 1 | 2) if half => "半",
            (_, 3) if self.style == Style::Fine => "否",
            _ => "是",
        };
        let (name, reason) = (self.name(unit), self.reason(met != "是"));
        sheet.push(&[&name, &item.id, &number.to_string(), met, &reason]);
    }

    /// The evaluations, and who has at least one that counts.
    fn evaluations(&mut self, scale: Ratio) -> (Sheet, Vec<bool>) {
        let workspace = self.workspace;
        let mut sheet = Sheet::numbered(&["指标", "评价单位", "被评单位", "得分", "扣分原因"]);
        let mut evaluated = vec![false; workspace.units.len()];
        let unseen: Vec<bool> = evaluated.iter().map(|_| self.rng.percent(5)).collect();
        let step = *self.rng.pick(&[Ratio::int(1), Ratio::new(1, 10), Ratio::new(1, 100)]);
        for indicator in &workspace.indicators {
            for &unit in &indicator.with {
                if !workspace.assessed(unit) && !self.rng.percent(10) {
                    continue;
                }
                let (lead, name) = (self.name(indicator.lead), self.name(unit));
                if unseen[unit] || self.rng.percent(self.exempt) {
                    sheet.push(&[&indicator.name, &lead, &name, "不评价", ""]);
                    continue;
                }
                evaluated[unit] = true;
                let score = self.mark(unit, scale, step);
                let reason = self.reason(score < scale);
                sheet.push(&[&indicator.name, &lead, &name, &score.plain(), &reason]);
            }
        }
        (sheet, evaluated)
    }

    /// Publicity of one unit, with more than the caps allow and titles told twice.
    fn news(&mut self, sheet: &mut Sheet, unit: usize, classes: &[Class]) {
        if self.lots[unit] != Lot::Any {
            return;
        }
        let count = *self.rng.pick(&[0, 0, 1, 2, 4, 8, 14]);
        let titles = 1 + self.rng.below(count + 1);
        for _ in 0..count {
            let (name, date) = (self.name(unit), self.date());
            let title = format!("虚构的宣传信息之{}", self.rng.below(titles) + 1);
            let class = &self.rng.pick(classes).name;
            sheet.push(&[&name, &date, "虚构日报", class, &title]);
        }
    }

    fn listed(&mut self, sheet: &mut Sheet, unit: usize) {
        let count = match self.lots[unit] {
            Lot::Top => 0,
            Lot::Nothing => self.rng.below(3),
            Lot::Any => *self.rng.pick(&[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 4]),
        };
        for _ in 0..count {
            let (name, date) = (self.name(unit), self.date());
            let case = format!("（2021）虚构执{}号", sheet.rows.len() + 1);
            sheet.push(&[&name, "虚构下属单位", &case, &date]);
        }
    }

    fn date(&mut self) -> String {
        let (month, day) = (self.rng.below(12) + 1, self.rng.below(28) + 1);
        format!("{}-{month:02}-{day:02}", self.workspace.scheme.year)
    }

    fn ranks(&mut self) -> Sheet {
        let workspace = self.workspace;
        let mut sheet = Sheet::numbered(&["指标", "范围", "名次", "参评数"]);
        let mut parts: Vec<&Part> = Vec::new();
        for item in &workspace.scheme.items {
            if let Rule::RankTable(all) = &item.rule {
                parts.extend(all);
            }
        }
        for indicator in workspace.indicators.iter().filter(|i| i.provincial) {
            for part in &parts {
                let tiers: Vec<usize> =
                    part.tiers.iter().map(|(to, _)| usize::try_from(*to).expect("a rank")).collect();
                let last = tiers.iter().copied().max().unwrap_or(1);
                let of = last + 1 + self.rng.below(last + 1);
                let edge = *self.rng.pick(&tiers);
                // The edges of the tiers matter most.
                let rank = match self.rng.below(4) {
                    0 => edge,
                    1 => edge + 1,
                    2 => of,
                    _ => 1 + self.rng.below(of),
                };
                let (rank, of) = (rank.to_string(), of.to_string());
                sheet.push(&[&indicator.name, &part.among, &rank, &of]);
            }
        }
        sheet
    }
}

/// The scale of the evaluations.
fn scale(scheme: &Scheme) -> Ratio {
    let mut items = scheme.items.iter();
    let scale = items.find_map(|item| match item.rule {
        Rule::Mean { scale } => Some(scale),
        _ => None,
    });
    scale.expect("an item takes the mean of evaluations")
}
