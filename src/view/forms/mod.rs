//! 采集表: the tables that must be filled in, one for each lead unit or evaluator and one for each kind of evidence.

mod evaluations;

use std::collections::BTreeSet;

use crate::load::columns::EXPLANATION;
use crate::model::{IssueDate, Marks};
use crate::validate::{Audience, Conversion, Field, Item, Points, Rule, ScoreSheet, UnitId, Workspace};

/// A table to be filled in.
#[derive(Debug)]
pub struct Blank {
    /// The file's name without extension: `评价-市场监管局`.
    pub name: String,
    /// The table of the workspace that it feeds, the name of its sheet.
    pub table: &'static str,
    /// What stands above it.
    pub title: String,
    /// How it is filled in.
    pub note: String,
    /// Its columns.
    pub columns: Vec<BlankColumn>,
    /// Rows with what is known filled in.
    pub rows: Vec<Vec<String>>,
    /// How many more rows may be filled in.
    pub spare: u32,
}

/// A column of a table to be filled in.
#[derive(Debug)]
pub struct BlankColumn {
    /// Its head, as the reader of the table wants it.
    pub head: &'static str,
    /// Its width in characters.
    pub width: u16,
    /// What may be entered; `None` if nothing.
    pub entry: Option<Allowed>,
}

/// What a cell may hold.
#[derive(Clone, Debug)]
pub enum Allowed {
    /// Any text.
    Text,
    /// A number from 0 to the most that its row may have, if rows have a most, or one of these words.
    Number(Vec<Marks>, Vec<&'static str>),
    /// Any number, or one of these words.
    Figure(Vec<&'static str>),
    /// One of these words.
    OneOf(Vec<String>),
    /// A whole number from 1.
    Count,
    /// A day from one to another.
    Day(IssueDate, IssueDate),
}

/// Rows that a table of events has room for.
const SPARE: u32 = 200;

/// All tables of a workspace that must be filled in.
#[must_use]
pub fn blanks(workspace: &Workspace) -> Vec<Blank> {
    let office = Office { workspace };
    let mut blanks = evaluations::blanks(workspace);
    blanks.extend([office.marks(), office.answers(), office.figures(), office.ranks()].into_iter().flatten());
    blanks.extend(office.events());
    part_names(&mut blanks);
    blanks
}

/// Gives tables whose files would have one name, in whatever case, names of their own.
fn part_names(blanks: &mut [Blank]) {
    let mut taken = BTreeSet::new();
    for blank in blanks {
        let first = blank.name.clone();
        let mut count = 1;
        while !taken.insert(blank.name.to_lowercase()) {
            count += 1;
            blank.name = format!("{first}-{count}");
        }
    }
}

/// A column that may be filled in.
fn open(head: &'static str, width: u16, entry: Allowed) -> BlankColumn {
    BlankColumn { head, width, entry: Some(entry) }
}

/// A column that is filled in.
fn fixed(head: &'static str, width: u16) -> BlankColumn {
    BlankColumn { head, width, entry: None }
}

/// The tables that the office itself fills in.
struct Office<'a> {
    workspace: &'a Workspace,
}

impl Office<'_> {
    fn title(&self, what: &str) -> String {
        let scheme = &self.workspace.scheme;
        format!("{}年度{}{what}", scheme.year(), scheme.work())
    }

    /// The assessed units and the items that concern them, unit by unit.
    fn pairs<'a>(
        &'a self,
        wanted: impl Fn(UnitId, &Item) -> bool + 'a,
    ) -> impl Iterator<Item = (UnitId, &'a str, &'a Item)> + 'a {
        let Workspace { scheme, roster, .. } = self.workspace;
        let units = roster.ids().filter(|(_, unit)| unit.assessed);
        let items = move |(id, unit): (UnitId, &'a crate::validate::Unit)| {
            let own = scheme.items().iter().filter(move |item| unit.has(&item.applies_to));
            own.map(move |item| (id, unit.name.value.as_str(), item))
        };
        units.flat_map(items).filter(move |(id, _, item)| wanted(*id, item))
    }

    /// 评分: what is judged; a unit without evaluators is judged, too, as is one that all decline to evaluate.
    fn marks(&self) -> Option<Blank> {
        let evaluated = |id: UnitId| self.workspace.roster.indicators().iter().any(|one| one.cooperating.contains(&id));
        let by_leads = |item: &Item| matches!(&item.rule, Rule::Mean { panels, .. } if panels.is_empty());
        let judged = |_: UnitId, item: &Item| matches!(item.rule, Rule::Judged { .. }) || by_leads(item);
        let most = |item: &Item| match &item.rule {
            Rule::Judged { scale: Some(scale), .. } => scale.value.clone(),
            _ => item.full.value.clone(),
        };
        let row = |unit: &str, item: &str, explanation: String| {
            vec![unit.to_owned(), item.to_owned(), String::new(), String::new(), explanation]
        };
        let mut pairs: Vec<_> = self.pairs(judged).collect();
        // Whoever judges an item judges all units, and rows of one item have one most.
        pairs.sort_by_key(|(_, _, item)| item.place);
        let (mut rows, mut limits) = (Vec::new(), Vec::new());
        for (id, unit, item) in pairs {
            let only = if by_leads(item) && evaluated(id) { "有评价的空着，都不评价的填" } else { "" };
            rows.push(row(unit, &item.id, format!("{only}0到{}分", most(item))));
            limits.push(most(item));
        }
        let Workspace { scheme, roster, .. } = self.workspace;
        let entered = roster.units().iter().filter(|unit| unit.assessed && scheme.conversion() == Conversion::Entered);
        for unit in entered {
            let most = ScoreSheet::most_entered(scheme, unit).value;
            rows.push(row(&unit.name.value, ScoreSheet::ENTERED, format!("0到{most}分")));
            limits.push(most);
        }
        Some(Blank {
            name: "评分".to_owned(),
            table: "评分",
            title: self.title("评分表"),
            note: "每行的最高分见“说明”。不考核的写“不适用”。没有得满分的写扣分原因，反馈函中要印出。".to_owned(),
            columns: vec![
                fixed("单位", 28),
                fixed("项目", 16),
                open("得分", 10, Allowed::Number(limits, vec!["不适用"])),
                open("扣分原因", 50, Allowed::Text),
                fixed(EXPLANATION, 36),
            ],
            rows,
            spare: 0,
        })
        .filter(|blank| !blank.rows.is_empty())
    }

    /// 达标: the criteria of checklists.
    fn answers(&self) -> Option<Blank> {
        let asked = |_: UnitId, item: &Item| matches!(item.rule, Rule::Checklist { .. } | Rule::AllOrNothing { .. });
        let mut rows = Vec::new();
        let mut words = vec!["是".to_owned(), "否".to_owned()];
        for (_, unit, item) in self.pairs(asked) {
            let texts: Vec<String> = match &item.rule {
                Rule::Checklist { criteria, half_points } => {
                    if *half_points && words.len() == 2 {
                        words.insert(1, "半".to_owned());
                    }
                    let filled = |one: &crate::validate::Criterion| {
                        one.text.fill(&[("分值", one.points.value.to_string()), ("单位数", String::new())])
                    };
                    criteria.iter().map(filled).collect()
                }
                Rule::AllOrNothing { criteria } => criteria.iter().map(|text| text.fill(&[])).collect(),
                _ => Vec::new(),
            };
            for (at, text) in texts.into_iter().enumerate() {
                let number = (at + 1).to_string();
                rows.push(vec![unit.to_owned(), item.id.clone(), number, String::new(), String::new(), text]);
            }
        }
        Some(Blank {
            name: "达标".to_owned(),
            table: "达标",
            title: self.title("达标情况表"),
            note: format!("“达标”一列写{}。没有达标的写扣分原因，反馈函中要印出。", words.join("、")),
            columns: vec![
                fixed("单位", 28),
                fixed("项目", 16),
                fixed("要点", 6),
                open("达标", 8, Allowed::OneOf(words)),
                open("扣分原因", 40, Allowed::Text),
                fixed(EXPLANATION, 60),
            ],
            rows,
            spare: 0,
        })
        .filter(|blank| !blank.rows.is_empty())
    }

    /// 数据: figures that rules turn into marks.
    fn figures(&self) -> Option<Blank> {
        let asked = |_: UnitId, item: &Item| ScoreSheet::takes_figures(&item.rule);
        let signed = |item: &Item| match &item.rule {
            Rule::Standing { field, points, .. } => *field != Field::Rank && !matches!(points, Points::ProRata),
            Rule::Difference(_) | Rule::Intervals { .. } => true,
            _ => false,
        };
        let value = if self.workspace.scheme.items().iter().any(signed) {
            Allowed::Figure(vec!["不适用"])
        } else {
            Allowed::Number(Vec::new(), vec!["不适用"])
        };
        let mut rows = Vec::new();
        for (_, unit, item) in self.pairs(asked) {
            for part in ScoreSheet::parts_of(&item.rule) {
                let explanation = match &item.rule {
                    Rule::Completion { lowest: true, .. } => {
                        "实际值，越低越好；没有目标值的填目标÷实际（百分数）".to_owned()
                    }
                    Rule::Completion { .. } => "完成值；没有目标值的填完成率（百分数）".to_owned(),
                    Rule::Difference(_) | Rule::Intervals { .. } => {
                        "数值；按完成率计的填完成值和目标值，或填百分数".to_owned()
                    }
                    Rule::Standing { field: Field::Rank, .. } => "名次".to_owned(),
                    Rule::Periods { scale, .. } => format!("0到{scale}分"),
                    Rule::Votes { .. } => "票数，没有的填0".to_owned(),
                    Rule::Counted { .. } => "数量，没有的填0".to_owned(),
                    _ => "数值".to_owned(),
                };
                let blank = String::new;
                rows.push(vec![
                    unit.to_owned(),
                    item.id.clone(),
                    part.to_owned(),
                    blank(),
                    blank(),
                    blank(),
                    explanation,
                ]);
            }
        }
        Some(Blank {
            name: "数据".to_owned(),
            table: "数据",
            title: self.title("数据采集表"),
            note: "按“说明”填数值；完成率的项目填目标值，其他项目目标值空着。不考核的项目写“不适用”。".to_owned(),
            columns: vec![
                fixed("单位", 28),
                fixed("项目", 16),
                fixed("分项", 16),
                open("数值", 12, value),
                open("目标值", 12, Allowed::Number(Vec::new(), Vec::new())),
                open("扣分原因", 40, Allowed::Text),
                fixed(EXPLANATION, 36),
            ],
            rows,
            spare: 0,
        })
        .filter(|blank| !blank.rows.is_empty())
    }

    /// 排名: where indicators rank.
    fn ranks(&self) -> Option<Blank> {
        let items: Vec<(&Item, &[crate::validate::RankPart])> = self
            .workspace
            .scheme
            .items()
            .iter()
            .filter_map(|item| match &item.rule {
                Rule::RankTable { parts, .. } => Some((item, parts.as_slice())),
                _ => None,
            })
            .collect();
        let mut rows = Vec::new();
        let roster = &self.workspace.roster;
        for (item, parts) in items {
            let concerned = |id: UnitId| roster.unit(id).assessed && roster.unit(id).has(&item.applies_to);
            for indicator in roster.indicators().iter().filter(|one| one.provincial && concerned(one.lead)) {
                for part in parts {
                    let blank = String::new;
                    rows.push(vec![item.id.clone(), indicator.name.clone(), part.among.clone(), blank(), blank()]);
                }
            }
        }
        Some(Blank {
            name: "排名".to_owned(),
            table: "排名",
            title: self.title("指标名次表"),
            note: "名次从1起，不大于参评数。".to_owned(),
            columns: vec![
                fixed("项目", 16),
                fixed("指标", 28),
                fixed("范围", 16),
                open("名次", 10, Allowed::Count),
                open("参评数", 10, Allowed::Count),
            ],
            rows,
            spare: 0,
        })
        .filter(|blank| !blank.rows.is_empty())
    }

    /// 宣传, 失信 and 事件: what happened; nothing entered is nothing happened.
    fn events(&self) -> Vec<Blank> {
        let Workspace { scheme, .. } = self.workspace;
        let counted: Vec<&Item> = scheme.items().iter().filter(|item| ScoreSheet::counts_events(&item.rule)).collect();
        let costly: Vec<&Item> = scheme.items().iter().filter(|item| item.rule.events().is_some()).collect();
        let vetoes = scheme.grades().into_iter().flat_map(|grades| &grades.vetoes).map(|veto| veto.id.value.clone());
        let names: Vec<String> = counted.iter().chain(&costly).map(|item| item.id.clone()).chain(vetoes).collect();
        if names.is_empty() {
            return Vec::new();
        }
        let classes = |item: &&&Item| -> Vec<String> {
            match &item.rule {
                Rule::Counted { classes, .. } => classes.iter().map(|class| class.name.clone()).collect(),
                rule => rule
                    .events()
                    .into_iter()
                    .flat_map(|events| &events.kinds)
                    .filter_map(|kind| kind.name.clone())
                    .collect(),
            }
        };
        let classes: Vec<String> = counted.iter().chain(&costly).flat_map(|item| classes(&item)).collect();
        let audience = self.workspace.roster.count(Audience::ALL);
        let (from, to) = scheme.days();
        let blank = Blank {
            name: "事件".to_owned(),
            table: "事件",
            title: self.title("事件登记表"),
            note: format!(
                "一行一件，单位为参加考核的{audience}个单位之一；项目：{}{}。没有发生的不填。",
                names.join("、"),
                if classes.is_empty() { String::new() } else { format!("；级别：{}", classes.join("、")) },
            ),
            columns: vec![
                open("单位", 28, Allowed::Text),
                open("项目", 16, Allowed::OneOf(names)),
                open("日期", 12, Allowed::Day(from, to)),
                open("级别", 16, if classes.is_empty() { Allowed::Text } else { Allowed::OneOf(classes) }),
                open("事项", 50, Allowed::Text),
                open("次数", 8, Allowed::Count),
                open("分值", 8, Allowed::Number(Vec::new(), Vec::new())),
            ],
            rows: Vec::new(),
            spare: SPARE,
        };
        vec![blank]
    }
}
