//! The tables and the chart of the notices.

use super::Maker;
use super::form::{Align, Bar, Column, GroupRow, Insert, RuleRow};
use super::letter_table::measured_words;
use super::method::points;
use crate::assess::derivation::Figure;
use crate::assess::{ItemResult, ItemScore, Limit, Outcome, reasons, rounded};
use crate::figures::{grade, remark};
use crate::model::Marks;
use crate::validate::{Conversion, Entry, Group, Item, RankScope, Rule, Ties, UnitId};
use crate::wording::chinese;

/// What stands for a mark that is absent (缺分).
pub(super) const ABSENT: &str = "缺";
/// What stands for an item declared 不适用.
pub(super) const NOT_APPLICABLE: &str = "不适用";

/// What is taken off or added at a limit of the total, so that the printed marks make it.
pub(super) fn limit_head(limit: Limit) -> &'static str {
    match limit {
        Limit::OwnFull => "加分超出满分",
        Limit::Zero => "不足0分补足",
    }
}

/// The same of a limit by its name.
pub(super) fn named_limit(name: &str) -> &'static str {
    limit_head(if name == Limit::Zero.name() { Limit::Zero } else { Limit::OwnFull })
}

/// A column of a table.
pub(super) fn column(head: &str, width: Option<u16>, align: Align) -> Column {
    Column { head: head.to_owned(), width, align }
}

/// The rules, attachment 1 of the method: items of one section share its cell.
pub(super) fn rules_table(maker: &Maker<'_>) -> Insert {
    let mut rows: Vec<RuleRow> = Vec::new();
    for items in maker.workspace.scheme.items().chunk_by(|a, b| a.section == b.section) {
        for (at, item) in items.iter().enumerate() {
            let texts = maker.rule_texts(item);
            let numbered = texts.len() > 1;
            let criteria = texts.into_iter().enumerate();
            let criteria = criteria.map(|(at, text)| if numbered { format!("{}.{text}", at + 1) } else { text });
            rows.push(RuleRow {
                number: (rows.len() + 1).to_string(),
                section: (at == 0).then(|| item.section.clone()),
                span: items.len(),
                standard: standard(item),
                criteria: maker.concerned(item).into_iter().chain(criteria).collect(),
                score: String::new(),
            });
        }
    }
    let columns = ["序号", "考核内容", "单项标准", "评分标准", "得分"].map(str::to_owned).to_vec();
    Insert::RulesTable { columns, rows }
}

/// 单项标准: name and full mark, or the full mark alone.
fn standard(item: &Item) -> String {
    let points = points(item, &item.full.value);
    item.name.as_ref().map_or_else(|| points.clone(), |name| format!("{name}（{points}）"))
}

/// The score table of all units, blank or filled, cut in two blocks where the data says.
pub(super) fn score_table(maker: &Maker<'_>, filled: bool) -> Insert {
    let roster = &maker.workspace.roster;
    let mut rows = Vec::new();
    for (at, category) in roster.categories().iter().enumerate() {
        rows.push(group_row(at, category, 5));
        for id in &maker.assessment.categories()[at].units {
            let unit = roster.unit(*id);
            let result = maker.assessment.unit(*id);
            // Where no share of the yearly total is given to the work, the full mark stands in its column.
            let weight = if maker.workspace.roster.has_weights() {
                unit.weight.as_ref().map(|weight| weight.value.to_string()).unwrap_or_default()
            } else {
                result.own_full.as_ref().map(ToString::to_string).unwrap_or_default()
            };
            let (score, remark) = match &result.outcome {
                Some(outcome) if filled => (maker.printed(score_of(outcome)), maker.standing(outcome)),
                None if filled && unit.assessed => (ABSENT.to_owned(), String::new()),
                _ => (String::new(), String::new()),
            };
            let cells = vec![unit.number.clone(), unit.name.value.clone(), weight, score, remark];
            rows.push(GroupRow { group: false, cells });
        }
    }
    let left = maker.workspace.documents.left_rows.as_ref().map_or(rows.len().div_ceil(2), |left| left.value as usize);
    let right = rows.split_off(left.min(rows.len()));
    let third = if maker.workspace.roster.has_weights() { "分值设置" } else { "满分" };
    let columns = ["序号", "单位", third, "得分", "备注"].map(str::to_owned).to_vec();
    Insert::ScoreTable { field: format!("工作：{}", maker.workspace.scheme.field()), columns, left: rows, right }
}

/// The units of a category by rank.
pub(super) fn category_table(maker: &Maker<'_>, category: usize) -> Insert {
    let mut columns = Vec::new();
    if maker.ordered() {
        columns.push(column(maker.rank_head(), Some(14), Align::Center));
    }
    // With a grade the figures move together, so that the names have room.
    let [total, full, rate, converted] = if maker.graded() { [16, 22, 23, 18] } else { [22, 26, 26, 22] };
    columns.push(column("单位", None, Align::Left));
    columns.push(column("总分", Some(total), Align::Center));
    columns.push(column("本单位满分", Some(full), Align::Center));
    columns.push(column("得分率（%）", Some(rate), Align::Center));
    if maker.converts() {
        columns.push(column("折算得分", Some(converted), Align::Center));
    }
    if maker.graded() {
        columns.push(column("等次", Some(16), Align::Center));
    }
    let result = &maker.assessment.categories()[category];
    let roster = &maker.workspace.roster;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for id in &result.ranked {
        if let Some(outcome) = &maker.assessment.unit(*id).outcome {
            let mut row = Vec::new();
            if maker.ordered() {
                row.push(outcome.rank.place.to_string());
            }
            row.extend([
                roster.name(*id).to_owned(),
                maker.printed(&outcome.total),
                outcome.own_full.to_string(),
                maker.printed(&outcome.rate),
            ]);
            row.extend(outcome.converted.as_ref().map(|figure| maker.printed(figure)));
            row.extend(grade(maker.workspace, outcome).map(str::to_owned));
            rows.push(row);
        }
    }
    let absent = |id: &&UnitId| roster.unit(**id).assessed && maker.assessment.unit(**id).outcome.is_none();
    for id in result.units.iter().filter(absent) {
        let name = roster.name(*id).to_owned();
        let own_full = maker.assessment.unit(*id).own_full.as_ref().map(ToString::to_string);
        let mut row = Vec::new();
        if maker.ordered() {
            row.push(ABSENT.to_owned());
        }
        row.extend([name, ABSENT.to_owned(), own_full.unwrap_or_default()]);
        row.resize(columns.len(), ABSENT.to_owned());
        rows.push(row);
    }
    Insert::Table { columns, rows, caption: None }
}

/// The units that lost points on items with recorded reasons, each in one row: how many points, and on what and why.
pub(super) fn losses_table(maker: &Maker<'_>) -> Insert {
    // What an item of a weighted section loses is more, or less, than what the total loses by it.
    let weighs = maker.workspace.scheme.items().iter().any(|item| maker.weighs(&item.section));
    let points = if weighs { "折算前扣分" } else { "扣分" };
    let columns = vec![
        column("单位", Some(30), Align::Left),
        column(points, Some(14), Align::Center),
        column("扣分项目及原因", None, Align::Left),
    ];
    let mut rows = Vec::new();
    for (id, unit) in maker.workspace.roster.ids() {
        let items = maker.workspace.scheme.items().iter().enumerate().filter(|(_, item)| item.rule.has_reasons());
        let score = |(place, item)| Some((place, item, maker.assessment.score(maker.workspace, id, place)?));
        let lost: Vec<(usize, &Item, ItemScore)> =
            items.filter_map(score).filter(|(.., score)| !score.lost.is_zero()).collect();
        if lost.is_empty() {
            continue;
        }
        let sum: Marks = lost.iter().map(|(_, _, score)| &score.lost).sum();
        let told = lost.iter().map(|(place, item, score)| {
            let mut given = reasons(maker.workspace, id, *place);
            // What stands for an item that is 不适用 has no reasons of its own.
            if matches!(maker.workspace.scores.entry_of(id, *place), Entry::NotApplicable(_)) {
                given.extend(remark(maker.workspace, id, *place).map(Into::into));
            } else if given.is_empty() {
                let votes = matches!(item.rule, Rule::Votes { .. });
                let votes = || votes.then(|| remark(maker.workspace, id, *place)).flatten();
                let measured = maker.figure(id, *place).as_ref().and_then(measured_words);
                given.extend(measured.or_else(votes).map(Into::into));
            }
            let (points, reasons) = (maker.printed(&score.lost), joined_reasons(&given));
            let reasons = if reasons.is_empty() { String::new() } else { format!("（{reasons}）") };
            format!("{}扣{points}分{reasons}", item.id)
        });
        let told: Vec<String> = told.collect();
        rows.push(vec![unit.name.value.clone(), maker.printed(&sum), format!("{}。", told.join("；"))]);
    }
    Insert::Table { columns, rows, caption: None }
}

/// Every item's marks of every unit, for turned pages: a table for each group, with the items that concern it.
pub(super) fn items_tables(maker: &Maker<'_>) -> Vec<Insert> {
    let categories = maker.workspace.roster.categories();
    let groups = maker.workspace.scheme.groups();
    if groups.is_empty() {
        return vec![items_table(maker, &(0..categories.len()).collect::<Vec<_>>())];
    }
    let of_group = |group: &Group| -> Vec<usize> {
        let holds = |name: &String| group.categories.iter().any(|category| category.value == *name);
        (0..categories.len()).filter(|at| holds(&categories[*at])).collect()
    };
    groups.iter().map(|group| items_table(maker, &of_group(group))).collect()
}

/// A column of marks behind those of the unit.
enum MarkColumn<'a> {
    /// Of an item, by its place in the scheme.
    Item(usize),
    /// What a weighted section counts.
    Section(&'a str),
    /// What is taken off or added at a limit of the total.
    Limit(Limit),
}

/// Every item's marks of the units of some categories.
fn items_table(maker: &Maker<'_>, categories: &[usize]) -> Insert {
    /// Where names and marks stand side by side without being condensed, mm of the turned page.
    const ROOM: u16 = 225;
    const NAME: u16 = 24;
    const NUMBER: u16 = 9;
    const LESS: u16 = 3;
    let items = maker.workspace.scheme.items();
    let units: Vec<UnitId> =
        categories.iter().flat_map(|at| &maker.assessment.categories()[*at].units).copied().collect();
    let concerns = |item: &Item| {
        let mut units = units.iter().map(|id| maker.workspace.roster.unit(*id));
        units.any(|unit| unit.assessed && unit.has(&item.applies_to))
    };
    let mut marks: Vec<(MarkColumn<'_>, String)> = Vec::new();
    for section in items.chunk_by(|a, b| a.section == b.section) {
        let own = section.iter().filter(|item| maker.workspace.scheme.groups().is_empty() || concerns(item));
        let own: Vec<&Item> = own.collect();
        for item in &own {
            let place = items.iter().position(|other| other.id == item.id).unwrap_or_default();
            marks.push((MarkColumn::Item(place), item.id.clone()));
        }
        let name = section[0].section.as_str();
        if !own.is_empty() && maker.weighs(name) {
            marks.push((MarkColumn::Section(name), format!("{name}折算")));
        }
    }
    marks.extend(maker.limits(&units).map(|limit| (MarkColumn::Limit(limit), limit_head(limit).to_owned())));
    let outcome = maker.outcome_heads();
    let count = u16::try_from(marks.len()).unwrap_or(u16::MAX).max(1);
    let taken = |outcome: &[(&str, u16)]| NUMBER + outcome.iter().map(|(_, width)| width).sum::<u16>();
    let loose = taken(&outcome).saturating_add(14_u16.saturating_mul(count)).saturating_add(NAME) <= ROOM;
    // Where there are many, all columns have widths, which fill the page in proportion.
    let (name, width, less) = if loose {
        (None, 14, 0)
    } else {
        let spared: u16 = outcome.iter().map(|_| LESS).sum();
        let left = (ROOM + spared).saturating_sub(taken(&outcome) + NAME) / count;
        (Some(NAME + 4), left.clamp(7, 14), LESS)
    };
    let mut columns = vec![column("序号", Some(NUMBER), Align::Center), column("单位", name, Align::Left)];
    columns.extend(marks.iter().map(|(_, head)| column(head, Some(width), Align::Center)));
    columns.extend(outcome.into_iter().map(|(head, width)| column(head, Some(width - less), Align::Center)));
    let shown: Vec<MarkColumn<'_>> = marks.into_iter().map(|(shown, _)| shown).collect();
    let mut rows = Vec::new();
    for at in categories {
        rows.push(group_row(*at, &maker.workspace.roster.categories()[*at], columns.len()));
        for id in &maker.assessment.categories()[*at].units {
            rows.push(GroupRow { group: false, cells: unit_cells(maker, *id, &shown) });
        }
    }
    Insert::WideTable { columns, rows, height: None }
}

fn unit_cells(maker: &Maker<'_>, id: UnitId, shown: &[MarkColumn<'_>]) -> Vec<String> {
    let unit = maker.workspace.roster.unit(id);
    let result = maker.assessment.unit(id);
    let mut cells = vec![unit.number.clone(), unit.name.value.clone()];
    cells.extend(shown.iter().map(|column| match column {
        MarkColumn::Item(place) => item_cell(maker, &result.items[*place]),
        MarkColumn::Section(name) => match (maker.section_of(id, name), &result.outcome) {
            (Some(printed), _) => maker.printed(printed),
            (None, None) if unit.assessed => ABSENT.to_owned(),
            (None, _) => String::new(),
        },
        MarkColumn::Limit(limit) => maker.adjustment(id, *limit).map(|marks| maker.printed(marks)).unwrap_or_default(),
    }));
    match &result.outcome {
        Some(outcome) => {
            cells.extend([maker.printed(&outcome.total), outcome.own_full.to_string(), maker.printed(&outcome.rate)]);
            cells.extend(outcome.converted.as_ref().map(|figure| maker.printed(figure)));
            if maker.ordered() {
                cells.push(outcome.rank.place.to_string());
            }
            cells.extend(grade(maker.workspace, outcome).map(str::to_owned));
        }
        None if unit.assessed => {
            let own_full = result.own_full.as_ref().map(ToString::to_string).unwrap_or_default();
            cells.extend([ABSENT.to_owned(), own_full]);
            cells.extend(vec![ABSENT.to_owned(); maker.outcome_heads().len() - 2]);
        }
        None => cells.extend(vec![String::new(); maker.outcome_heads().len()]),
    }
    cells
}

/// The mark of an item as it is printed; blank where the item does not concern the unit.
pub(super) fn item_cell(maker: &Maker<'_>, item: &ItemResult) -> String {
    match item {
        ItemResult::Outside => String::new(),
        ItemResult::NotApplicable(_) => NOT_APPLICABLE.to_owned(),
        ItemResult::Missing => ABSENT.to_owned(),
        ItemResult::Scored(figure) => maker.printed(&rounded(figure, maker.workspace.scheme.rounding())),
    }
}

/// The categories' mean rates as bars.
pub(super) fn chart(maker: &Maker<'_>) -> Insert {
    let hundred = Marks::from(100);
    let mut bars = Vec::new();
    for (name, result) in maker.workspace.roster.categories().iter().zip(maker.assessment.categories()) {
        let (value, share) = match &result.mean {
            Some(mean) => (format!("{}%", maker.printed(mean)), (mean / &hundred).fixed(4)),
            None => ("—".to_owned(), "0".to_owned()),
        };
        bars.push(Bar { label: name.clone(), value, share });
    }
    let words: Vec<String> = bars.iter().map(|bar| format!("{}{}", bar.label, bar.value)).collect();
    let title = "各类别平均得分率".to_owned();
    Insert::Chart { alt: format!("条形图：{title}。{}。", words.join("，")), title, bars }
}

/// Reasons as one text, each once, without the full stops between them.
pub(super) fn joined_reasons(reasons: &[impl AsRef<str>]) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for reason in reasons.iter().map(|reason| reason.as_ref().trim_end_matches(['。', '；'])) {
        if !distinct.contains(&reason) {
            distinct.push(reason);
        }
    }
    distinct.join("；")
}

/// The row of a category: its label and name, the other cells blank.
fn group_row(at: usize, category: &str, cells: usize) -> GroupRow {
    let label = chinese(u32::try_from(at + 1).unwrap_or_default());
    let mut row = vec![label, category.to_owned()];
    row.resize(cells, String::new());
    GroupRow { group: true, cells: row }
}

/// What the score table calls 得分: the converted figure, or the total if nothing is converted.
fn score_of(outcome: &Outcome) -> &Marks {
    outcome.converted.as_ref().unwrap_or(&outcome.total)
}

impl Maker<'_> {
    /// Whether ranks are printed.
    pub(super) fn ordered(&self) -> bool {
        self.workspace.scheme.ranking().ties != Ties::Unordered
    }

    /// Whether totals are converted.
    pub(super) fn converts(&self) -> bool {
        self.workspace.scheme.conversion() != Conversion::None
    }

    /// Whether units get grades.
    pub(super) fn graded(&self) -> bool {
        self.workspace.scheme.grades().is_some()
    }

    /// Heads and widths of the columns of what follows from a unit's items.
    pub(super) fn outcome_heads(&self) -> Vec<(&'static str, u16)> {
        let mut heads = vec![("总分", 15), ("本单位满分", 13), ("得分率（%）", 14)];
        heads.extend(self.converts().then_some(("折算得分", 13)));
        heads.extend(self.ordered().then_some(("名次", 10)));
        heads.extend(self.graded().then_some(("等次", 12)));
        heads
    }

    /// The head of the column of ranks: where units of one table are ranked among others too, among whom.
    fn rank_head(&self) -> &'static str {
        match self.workspace.scheme.ranking().scope {
            RankScope::Group => "组内名次",
            RankScope::All => "总名次",
            RankScope::Category | RankScope::SameFullMark => "名次",
        }
    }

    /// Whether a section counts by a weight of its own.
    pub(super) fn weighs(&self, section: &str) -> bool {
        self.workspace.scheme.section(section).is_some_and(|section| section.weight.is_some())
    }

    /// The figure of an item of a unit with how it came about, if it follows from something measured.
    pub(super) fn figure(&self, id: UnitId, place: usize) -> Option<Figure> {
        let rule = &self.workspace.scheme.items()[place].rule;
        if !matches!(rule, Rule::Standing { .. } | Rule::Difference(_) | Rule::Intervals { .. }) {
            return None;
        }
        match self.assessment.derivation(self.workspace, id).items.into_vec().swap_remove(place) {
            ItemResult::Scored(figure) => Some(figure),
            ItemResult::Outside | ItemResult::NotApplicable(_) | ItemResult::Missing => None,
        }
    }

    /// What a weighted section counts for a unit.
    pub(super) fn section_of(&self, id: UnitId, name: &str) -> Option<&Marks> {
        let outcome = self.assessment.unit(id).outcome.as_ref()?;
        outcome.sections.iter().find(|section| section.name == name).map(|section| &section.printed)
    }

    /// The limits of the total that some of the units are beyond.
    pub(super) fn limits(&self, units: &[UnitId]) -> impl Iterator<Item = Limit> {
        let beyond = |limit: &Limit| units.iter().any(|id| self.adjustment(*id, *limit).is_some());
        [Limit::OwnFull, Limit::Zero].into_iter().filter(beyond)
    }

    /// What is taken off a unit's total, or added to it, at a limit.
    pub(super) fn adjustment(&self, id: UnitId, limit: Limit) -> Option<&Marks> {
        let outcome = self.assessment.unit(id).outcome.as_ref()?;
        outcome.adjustments.iter().find(|one| one.limit == limit).map(|one| &one.printed)
    }

    /// The grade of a unit, or its rank: the column has room for one of them.
    fn standing(&self, outcome: &Outcome) -> String {
        match grade(self.workspace, outcome) {
            Some(grade) => grade.to_owned(),
            None if self.ordered() => format!("第{}名", outcome.rank.place),
            None => String::new(),
        }
    }

    /// A mark with the decimals the scheme prints.
    pub(super) fn printed(&self, marks: &Marks) -> String {
        crate::figures::printed(self.workspace, marks)
    }
}
