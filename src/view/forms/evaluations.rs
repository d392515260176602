//! The tables for evaluators: one for each lead unit with the units that cooperate with it, one for each member of a panel.

use super::{Allowed, Blank, BlankColumn, SPARE, fixed, open};
use crate::load::columns::EXPLANATION;
use crate::model::Marks;
use crate::paths::file_name_part;
use crate::validate::{Item, Panel, Rule, Unit, Workspace};

/// The word for an evaluator who does not evaluate.
const DECLINED: &str = "不评价";

/// The tables of all evaluators under all items.
pub(super) fn blanks(workspace: &Workspace) -> Vec<Blank> {
    let mut blanks = Vec::new();
    for item in workspace.scheme.items() {
        let Rule::Mean { scale, panels, .. } = &item.rule else { continue };
        let form = Form { workspace, item, scale };
        if panels.is_empty() {
            blanks.extend(form.leads());
        }
        for panel in panels {
            blanks.extend(form.panel(panel));
        }
    }
    blanks
}

/// What all evaluators under an item are asked.
struct Form<'a> {
    workspace: &'a Workspace,
    item: &'a Item,
    scale: &'a Marks,
}

impl Form<'_> {
    /// One table for each lead unit: the units that cooperate in its indicators.
    fn leads(&self) -> Vec<Blank> {
        let roster = &self.workspace.roster;
        let mut blanks: Vec<Blank> = Vec::new();
        for (id, unit) in roster.ids() {
            let mut rows = Vec::new();
            for indicator in roster.indicators().iter().filter(|indicator| indicator.lead == id) {
                let assessed =
                    indicator.cooperating.iter().map(|id| roster.unit(*id)).filter(|unit| self.concerns(unit));
                rows.extend(assessed.map(|other| self.row(&indicator.name, &unit.name.value, &other.name.value)));
            }
            blanks.extend(self.blank(&unit.name.value, "评价配合单位", rows, 0));
        }
        blanks
    }

    /// One table for each member of a panel, or one for all who evaluate if none is named.
    fn panel(&self, panel: &Panel) -> Vec<Blank> {
        let units = || self.workspace.roster.units().iter().filter(|unit| self.concerns(unit));
        let name = &panel.name.value;
        if panel.members.is_empty() {
            let rows = units().map(|unit| self.row(name, "", &unit.name.value)).collect();
            return self.blank(name, name, rows, SPARE).into_iter().collect();
        }
        let table = |member: &String| {
            let others = units().filter(|unit| unit.name.value != *member);
            let rows = others.map(|unit| self.row(name, member, &unit.name.value)).collect();
            self.blank(member, name, rows, 0)
        };
        panel.members.iter().filter_map(table).collect()
    }

    fn concerns(&self, unit: &Unit) -> bool {
        unit.assessed && unit.has(&self.item.applies_to)
    }

    fn row(&self, topic: &str, evaluator: &str, unit: &str) -> Vec<String> {
        let texts = [&self.item.id, topic, evaluator, unit, "", ""];
        texts.map(str::to_owned).into_iter().chain([format!("0到{}分", self.scale)]).collect()
    }

    /// The table of an evaluator, if it has anything to evaluate. With `spare` rows left, several evaluate in one table.
    fn blank(&self, evaluator: &str, what: &str, rows: Vec<Vec<String>>, spare: u32) -> Option<Blank> {
        let scheme = &self.workspace.scheme;
        let entry = |head, width| if spare > 0 { open(head, width, Allowed::Text) } else { fixed(head, width) };
        let columns: Vec<BlankColumn> = vec![
            fixed("项目", 16),
            entry("指标", 20),
            entry("评价单位", 20),
            entry("被评单位", 28),
            open("得分", 10, Allowed::Number(Some(self.scale.clone()), vec![DECLINED])),
            open("扣分原因", 50, Allowed::Text),
            fixed(EXPLANATION, 14),
        ];
        let several = if spare > 0 { "一个评价者评价一个单位写一行，可以加行。" } else { "" };
        (!rows.is_empty()).then(|| Blank {
            name: format!("评价-{}", file_name_part(evaluator)),
            table: "评价",
            title: format!("{}年度{}{what}表（{}）", scheme.year(), scheme.work(), evaluator),
            note: format!(
                "得分为0到{}分，不能评价的写“{DECLINED}”。没有给满分的写扣分原因，反馈函中要印出。{several}",
                self.scale
            ),
            columns,
            rows,
            spare,
        })
    }
}
