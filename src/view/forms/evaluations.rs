//! The tables for evaluators: one for each, with all units that it evaluates under all items and in all panels.

use std::collections::BTreeMap;

use super::{Allowed, Blank, BlankColumn, SPARE, fixed, open};
use crate::load::columns::EXPLANATION;
use crate::model::Marks;
use crate::paths::file_name_part;
use crate::validate::{Item, Panel, Rule, Unit, Workspace};

/// The word for an evaluator who does not evaluate.
const DECLINED: &str = "不评价";

/// The tables of all evaluators.
pub(super) fn blanks(workspace: &Workspace) -> Vec<Blank> {
    let mut books = Books { workspace, all: Vec::new(), places: BTreeMap::new() };
    for item in workspace.scheme.items() {
        let Rule::Mean { scale, panels, .. } = &item.rule else { continue };
        let asked = Asked { item, scale };
        if panels.is_empty() {
            books.leads(&asked);
        }
        for panel in panels {
            books.panel(&asked, panel);
        }
    }
    books.all.iter().map(|book| book.blank(workspace)).collect()
}

/// What all evaluators under an item are asked.
struct Asked<'a> {
    item: &'a Item,
    scale: &'a Marks,
}

impl Asked<'_> {
    fn concerns(&self, unit: &Unit) -> bool {
        unit.assessed && unit.has(&self.item.applies_to)
    }

    fn row(&self, topic: &str, evaluator: &str, unit: &str) -> Vec<String> {
        let texts = [&self.item.id, topic, evaluator, unit, "", ""];
        texts.map(str::to_owned).into_iter().chain([format!("0到{}分", self.scale)]).collect()
    }
}

/// Everything that one evaluator is asked, or all who evaluate where nobody is named.
struct Book {
    who: String,
    /// What it is asked about.
    what: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The most that each row may be given.
    most: Vec<Marks>,
    /// The items for which anyone may add rows; none if all rows are known.
    open: Vec<String>,
}

/// The books of all evaluators by who they are, in the order in which the scheme speaks of them.
struct Books<'a> {
    workspace: &'a Workspace,
    all: Vec<Book>,
    places: BTreeMap<(bool, String), usize>,
}

impl Books<'_> {
    /// Adds rows to the book of an evaluator, or of a panel in which nobody is named.
    fn add(&mut self, asked: &Asked<'_>, (who, is_open): (&str, bool), what: &str, rows: Vec<Vec<String>>) {
        if rows.is_empty() {
            return;
        }
        let key = (is_open, self.workspace.roster.identity(who));
        let place = *self.places.entry(key).or_insert(self.all.len());
        if place == self.all.len() {
            let (rows, most) = (Vec::new(), Vec::new());
            self.all.push(Book { who: who.to_owned(), what: Vec::new(), rows, most, open: Vec::new() });
        }
        let book = &mut self.all[place];
        if !book.what.iter().any(|known| known == what) {
            book.what.push(what.to_owned());
        }
        if is_open {
            book.open.push(asked.item.id.clone());
        }
        book.most.extend(rows.iter().map(|_| asked.scale.clone()));
        book.rows.extend(rows);
    }

    /// Every lead unit is asked about the units that cooperate in its indicators.
    fn leads(&mut self, asked: &Asked<'_>) {
        let roster = &self.workspace.roster;
        for (id, unit) in roster.ids() {
            let mut rows = Vec::new();
            for indicator in roster.indicators().iter().filter(|indicator| indicator.lead == id) {
                let others = indicator.cooperating.iter().map(|id| roster.unit(*id));
                let others = others.filter(|unit| asked.concerns(unit));
                rows.extend(others.map(|other| asked.row(&indicator.name, &unit.name.value, &other.name.value)));
            }
            self.add(asked, (&unit.name.value, false), "评价配合单位", rows);
        }
    }

    /// Every member of a panel is asked about all units but itself; where none is named, whoever evaluates is.
    fn panel(&mut self, asked: &Asked<'_>, panel: &Panel) {
        let roster = &self.workspace.roster;
        let name = &panel.name.value;
        let units = || roster.ids().filter(|(_, unit)| asked.concerns(unit));
        if panel.members.is_empty() {
            let rows = units().map(|(_, unit)| asked.row(name, "", &unit.name.value)).collect();
            return self.add(asked, (name, true), name, rows);
        }
        for member in panel.members.iter().map(|member| &member.value) {
            let itself = roster.named(member);
            let others = units().filter(|(id, _)| Some(*id) != itself);
            let rows = others.map(|(_, unit)| asked.row(name, member, &unit.name.value)).collect();
            self.add(asked, (member, false), name, rows);
        }
    }
}

impl Book {
    /// The table of an evaluator; in one that is open several evaluate.
    fn blank(&self, workspace: &Workspace) -> Blank {
        let scheme = &workspace.scheme;
        let is_open = !self.open.is_empty();
        let entry = |head, width| if is_open { open(head, width, Allowed::Text) } else { fixed(head, width) };
        let item = if is_open { open("项目", 16, Allowed::OneOf(self.open.clone())) } else { fixed("项目", 16) };
        let columns: Vec<BlankColumn> = vec![
            item,
            entry("指标", 20),
            entry("评价单位", 20),
            entry("被评单位", 28),
            open("得分", 10, Allowed::Number(self.most.clone(), vec![DECLINED])),
            open("扣分原因", 50, Allowed::Text),
            fixed(EXPLANATION, 14),
        ];
        let several = if is_open { "一个评价者评价一个单位写一行，可以加行。" } else { "" };
        let range = match (self.most.iter().min(), self.most.iter().max()) {
            (Some(least), Some(most)) if least == most => format!("得分为0到{most}分"),
            _ => "每行的最高分见“说明”".to_owned(),
        };
        let what = if let [only] = self.what.as_slice() { only.as_str() } else { "评价" };
        Blank {
            name: format!("评价-{}", file_name_part(&self.who)),
            table: "评价",
            title: format!("{}年度{}{what}表（{}）", scheme.year(), scheme.work(), self.who),
            note: format!("{range}，不能评价的写“{DECLINED}”。没有给满分的写扣分原因，反馈函中要印出。{several}"),
            columns,
            rows: self.rows.clone(),
            spare: if is_open { SPARE } else { 0 },
        }
    }
}
