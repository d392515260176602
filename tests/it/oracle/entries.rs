//! The rows under `scores/`, checked and filed by what they speak of.

use super::ratio::Ratio;
use super::read::{Row, SCORE_TABLES, Workspace, cell};
use super::scheme::{Item, Rule};
use std::collections::{HashMap, HashSet};

/// A score, or `None` for 不适用 or 不评价, with the reason of what was lost.
pub(crate) struct Given {
    pub(crate) score: Option<Ratio>,
    pub(crate) reason: Option<String>,
}

/// The share of a criterion's points that was met.
pub(crate) struct Met {
    pub(crate) share: Ratio,
    pub(crate) reason: Option<String>,
}

/// All score rows of assessed units.
#[derive(Default)]
pub(crate) struct Entries {
    /// 评分, by unit and item.
    pub(crate) judged: HashMap<(usize, String), Given>,
    /// 达标, by unit, item and number of the criterion.
    pub(crate) criteria: HashMap<(usize, String, usize), Met>,
    /// 评价, by indicator and unit.
    pub(crate) evaluations: HashMap<(usize, usize), Given>,
    /// 宣传: unit, title and class.
    pub(crate) news: Vec<(usize, String, usize)>,
    /// 失信: the unit of every row.
    pub(crate) listed: Vec<usize>,
    /// 排名, by indicator and scope.
    pub(crate) ranks: HashMap<(usize, String), i64>,
}

fn reason(row: &Row) -> Option<String> {
    Some(cell(row, "扣分原因").to_owned()).filter(|text| !text.is_empty())
}

/// A score from nought to `most`; `exempt` is the word that stands for none.
fn given(row: &Row, most: Ratio, exempt: &str) -> Result<Given, String> {
    let text = cell(row, "得分");
    let score = if text == exempt {
        None
    } else {
        let score = Ratio::parse(text).ok_or_else(|| format!("得分 “{text}” is no number"))?;
        if score < Ratio::ZERO || score > most {
            return Err(format!("得分 {text} is out of range"));
        }
        Some(score)
    };
    Ok(Given { score, reason: reason(row) })
}

fn once<T>(fresh: Option<T>) -> Result<(), String> {
    fresh.map_or(Ok(()), |_| Err("said twice".to_owned()))
}

impl Entries {
    /// Reads and checks all score tables.
    pub(crate) fn collect(workspace: &Workspace) -> Result<Self, String> {
        let mut entries = Self::default();
        for table in SCORE_TABLES {
            let mut numbers = HashSet::new();
            for row in workspace.rows(table) {
                let number = cell(row, "编号");
                if !numbers.insert(number) {
                    return Err(format!("{table} {number}: 编号 repeated"));
                }
                entries.add(workspace, table, row).map_err(|error| format!("{table} {number}: {error}"))?;
            }
        }
        Ok(entries)
    }

    fn add(&mut self, workspace: &Workspace, table: &str, row: &Row) -> Result<(), String> {
        match table {
            "评价" => self.add_evaluation(workspace, row),
            "排名" => self.add_rank(workspace, row),
            _ => {
                let unit = workspace.unit(cell(row, "单位"))?;
                if !workspace.assessed(unit) {
                    return Ok(());
                }
                match table {
                    "评分" => self.add_judged(workspace, row, unit),
                    "达标" => self.add_criterion(workspace, row, unit),
                    "宣传" => self.add_news(workspace, row, unit),
                    _ => {
                        in_year(workspace, row)?;
                        self.listed.push(unit);
                        Ok(())
                    }
                }
            }
        }
    }

    fn add_judged(&mut self, workspace: &Workspace, row: &Row, unit: usize) -> Result<(), String> {
        let item = item_of(workspace, row, unit)?;
        let given = given(row, item.full, "不适用")?;
        match &item.rule {
            Rule::Judged { step } => {
                if given.score.is_some_and(|score| !(score / *step).is_whole()) {
                    return Err("not a multiple of the step".to_owned());
                }
            }
            Rule::Mean { .. } => {}
            _ => return Err(format!("{} is not judged", item.id)),
        }
        once(self.judged.insert((unit, item.id.clone()), given))
    }

    fn add_criterion(&mut self, workspace: &Workspace, row: &Row, unit: usize) -> Result<(), String> {
        let item = item_of(workspace, row, unit)?;
        let Rule::Checklist { points, half } = &item.rule else {
            return Err(format!("{} is no checklist", item.id));
        };
        let number: usize = cell(row, "要点").parse().map_err(|_| "要点 is no number")?;
        if number == 0 || number > points.len() {
            return Err(format!("no 要点 {number}"));
        }
        let share = match cell(row, "达标") {
            "是" => Ratio::int(1),
            "否" => Ratio::ZERO,
            "半" if *half => Ratio::new(1, 2),
            other => return Err(format!("达标 “{other}” is unknown")),
        };
        let met = Met { share, reason: reason(row) };
        once(self.criteria.insert((unit, item.id.clone(), number), met))
    }

    fn add_evaluation(&mut self, workspace: &Workspace, row: &Row) -> Result<(), String> {
        let indicator = workspace.indicator(cell(row, "指标"))?;
        let unit = workspace.unit(cell(row, "被评单位"))?;
        let duty = &workspace.indicators[indicator];
        if duty.lead != workspace.unit(cell(row, "评价单位"))? || !duty.with.contains(&unit) {
            return Err("not an expected evaluation".to_owned());
        }
        let mut items = workspace.scheme.items.iter();
        let scale = items.find_map(|item| match item.rule {
            Rule::Mean { scale } => Some(scale),
            _ => None,
        });
        if !workspace.assessed(unit) {
            return Ok(());
        }
        let given = given(row, scale.ok_or("no item takes a mean")?, "不评价")?;
        once(self.evaluations.insert((indicator, unit), given))
    }

    fn add_news(&mut self, workspace: &Workspace, row: &Row, unit: usize) -> Result<(), String> {
        in_year(workspace, row)?;
        let mut items = workspace.scheme.items.iter();
        let class = items.find_map(|item| match &item.rule {
            Rule::Counted(classes) => classes.iter().position(|c| c.name == cell(row, "级别")),
            _ => None,
        });
        let title = cell(row, "标题").to_owned();
        self.news.push((unit, title, class.ok_or("unknown 级别")?));
        Ok(())
    }

    fn add_rank(&mut self, workspace: &Workspace, row: &Row) -> Result<(), String> {
        let indicator = workspace.indicator(cell(row, "指标"))?;
        let whole = |column| {
            let number: Result<i64, _> = cell(row, column).parse();
            number.map_err(|_| format!("{column} is no number"))
        };
        let (rank, of) = (whole("名次")?, whole("参评数")?);
        if rank < 1 || rank > of {
            return Err(format!("名次 {rank} of {of}"));
        }
        if !workspace.indicators[indicator].provincial {
            return Err("not a provincial indicator".to_owned());
        }
        let among = cell(row, "范围").to_owned();
        once(self.ranks.insert((indicator, among), rank))
    }
}

/// The item a row speaks of, which must apply to the unit.
fn item_of<'a>(workspace: &'a Workspace, row: &Row, unit: usize) -> Result<&'a Item, String> {
    let id = cell(row, "项目");
    let item = workspace.scheme.items.iter().find(|item| item.id == id);
    let item = item.ok_or_else(|| format!("unknown item {id}"))?;
    if !workspace.applies(unit, item)? {
        return Err(format!("{id} does not apply"));
    }
    Ok(item)
}

fn in_year(workspace: &Workspace, row: &Row) -> Result<(), String> {
    let date = cell(row, "日期");
    let year = date.split('-').next().unwrap_or_default();
    if date.len() == 10 && year == workspace.scheme.year.to_string() {
        Ok(())
    } else {
        Err(format!("日期 {date} is not in the year"))
    }
}
