//! An office: its scheme, its units, its tables.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use toml::Table;

use super::files::{Row, Settings, cell, decimal, table};
use crate::oracle::ratio::{Mode, Ratio};

/// A unit of the roster.
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) category: String,
    pub(super) group: Option<usize>,
    pub(super) weight: Option<Ratio>,
    pub(super) assessed: bool,
    /// What items call it: its category, group, tags.
    pub(super) classes: BTreeSet<String>,
}

/// Everything that is read.
pub(super) struct Office {
    pub(super) scheme: Table,
    pub(super) items: Vec<Table>,
    pub(super) units: Vec<Unit>,
    pub(super) places: u32,
    pub(super) mode: Mode,
    pub(super) round_items: bool,
    pub(super) base: Ratio,
    /// Provincial indicators with their lead units, by name.
    pub(super) ranked: Vec<(String, String)>,
    aliases: HashMap<String, String>,
    tables: HashMap<&'static str, Vec<Row>>,
}

impl Office {
    pub(super) fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join("scheme.toml")).expect("scheme.toml");
        let scheme: Table = text.parse().expect("TOML");
        let part = |key: &str| scheme.get(key).and_then(|value| value.as_table()).cloned().unwrap_or_default();
        let (rounding, general) = (part("rounding"), part("scheme"));
        let by_weight = matches!(part("conversion").text("kind"), Some("share-of-own-full-mark" | "capped-at-base"));
        let indicators = table(folder, "indicators");
        let provincial: Vec<(String, String)> = indicators
            .iter()
            .filter(|row| cell(row, "层级") == "省")
            .map(|row| (cell(row, "指标").to_owned(), cell(row, "牵头单位").to_owned()))
            .collect();
        let unit = |row: &Row| {
            let category = cell(row, "类别").to_owned();
            let holds = |group: &&Table| group.texts("categories").contains(&category);
            let group = scheme.tables("group").iter().position(holds);
            let weight = Ratio::parse(cell(row, "分值设置"));
            let tags = cell(row, "标签").split('、').filter(|tag| !tag.is_empty()).map(str::to_owned);
            let mut classes: BTreeSet<String> = tags.chain([category.clone(), "全部单位".to_owned()]).collect();
            classes.extend(group.and_then(|at| scheme.tables("group")[at].text("name")).map(str::to_owned));
            let name = cell(row, "单位");
            classes.extend(
                indicators.iter().filter(|row| cell(row, "牵头单位") == name).map(|_| "指标牵头单位".to_owned()),
            );
            classes.extend(provincial.iter().filter(|(_, lead)| lead == name).map(|_| "省评价指标牵头单位".to_owned()));
            let assessed =
                cell(row, "考核") != "否" && (weight.is_some() || !by_weight && !row.contains_key("分值设置"));
            Unit { name: name.to_owned(), category, group, weight, assessed, classes }
        };
        let units = table(folder, "units").iter().map(unit).collect();
        let aliases = table(folder, "aliases");
        let names = ["评分", "达标", "评价", "宣传", "失信", "事件", "数据", "排名"];
        Self {
            items: scheme.tables("item").into_iter().cloned().collect(),
            units,
            places: rounding.count("places").map_or(2, |places| u32::try_from(places).expect("few places")),
            mode: if rounding.text("mode") == Some("half-even") { Mode::HalfEven } else { Mode::HalfUp },
            round_items: rounding.text("at") != Some("end"),
            base: general.marks("base").expect("a base"),
            ranked: provincial,
            aliases: aliases.iter().map(|row| (cell(row, "别名").to_owned(), cell(row, "单位").to_owned())).collect(),
            tables: names.map(|name| (name, table(&folder.join("scores"), name))).into(),
            scheme,
        }
    }

    /// A figure as it is printed.
    pub(super) fn printed(&self, figure: Ratio) -> Ratio {
        figure.round(self.places, self.mode)
    }

    /// Settings below a key.
    pub(super) fn settings(&self, key: &str) -> Table {
        self.scheme.get(key).and_then(|value| value.as_table()).cloned().unwrap_or_default()
    }

    /// Whether an item applies to a unit.
    pub(super) fn applies(item: &Table, unit: &Unit) -> bool {
        let names = item.texts("applies_to");
        unit.assessed && (names.is_empty() || names.iter().any(|name| unit.classes.contains(name)))
    }

    /// The rows of a table about a unit, and about an item if the table has such a column.
    pub(super) fn rows(&self, table: &str, column: &str, unit: &str, item: &str) -> Vec<&Row> {
        let named = |name: &str| self.aliases.get(name).map_or(name.to_owned(), Clone::clone) == unit;
        let about = |row: &&Row| named(cell(row, column)) && row.get("项目").is_none_or(|name| name == item);
        self.tables[table].iter().filter(about).collect()
    }

    /// The ranks of an indicator under an item, by range.
    pub(super) fn rank(&self, indicator: &str, item: &str, among: &str) -> Ratio {
        let about = |row: &&Row| {
            let named = row.get("项目").is_none_or(|name| name == item);
            named && cell(row, "指标") == indicator && cell(row, "范围") == among
        };
        decimal(cell(self.tables["排名"].iter().find(about).expect("a rank"), "名次"))
    }

    /// Whether the mark of a unit under an item says 不适用.
    pub(super) fn not_applicable(&self, unit: &str, item: &str) -> bool {
        self.rows("评分", "单位", unit, item).iter().any(|row| cell(row, "得分") == "不适用")
    }

    /// The figure of a unit under an item, or of a part of it.
    pub(super) fn figure(&self, unit: &str, item: &str, part: &str) -> (Ratio, Option<Ratio>) {
        let rows = self.rows("数据", "单位", unit, item);
        let row = rows.into_iter().find(|row| cell(row, "分项") == part);
        let row = row.unwrap_or_else(|| panic!("a figure of {unit} under {item} {part}"));
        // 98.46% is 98.46.
        (decimal(cell(row, "数值").trim_end_matches('%')), Ratio::parse(cell(row, "目标值")))
    }

    /// The units that are compared with one: in its category, in its group, or all.
    pub(super) fn scope(&self, unit: &Unit, among: &str) -> Vec<usize> {
        let same = |other: &Unit| match among {
            "category" => other.category == unit.category,
            "group" => other.group == unit.group,
            _ => true,
        };
        (0..self.units.len()).filter(|at| self.units[*at].assessed && same(&self.units[*at])).collect()
    }
}
