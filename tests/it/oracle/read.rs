//! The tables of a workspace, every column taken by its header.

use super::ratio::Ratio;
use super::scheme::{Item, Scheme};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// A row of a table: header to cell.
pub(crate) type Row = HashMap<String, String>;

/// A unit of the roster.
pub(crate) struct Unit {
    pub(crate) code: String,
    pub(crate) category: String,
    pub(crate) number: String,
    pub(crate) name: String,
    /// 分值设置; a unit without one is not assessed.
    pub(crate) weight: Option<Ratio>,
}

/// An indicator with its lead and its co-operating units, as places in the roster.
pub(crate) struct Indicator {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) provincial: bool,
    pub(crate) lead: usize,
    pub(crate) with: Vec<usize>,
}

/// Everything the oracle reads of a workspace.
pub(crate) struct Workspace {
    pub(crate) scheme: Scheme,
    pub(crate) sample: bool,
    pub(crate) units: Vec<Unit>,
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) scores: HashMap<String, Vec<Row>>,
    names: HashMap<String, usize>,
}

/// The six tables under `scores/`.
pub(crate) const SCORE_TABLES: [&str; 6] = ["评分", "达标", "评价", "宣传", "失信", "排名"];

/// A cell without surrounding blanks; a missing column reads as blank.
pub(crate) fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", |text| text.trim())
}

/// Reads a CSV file; a byte order mark is skipped.
pub(crate) fn read_csv(path: &Path) -> Result<Vec<Row>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| format!("{}: {error}", path.display()))
}

/// A name without any blanks, ordinary or full-width.
fn squeeze(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

impl Workspace {
    /// Reads the folder `root`.
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        let source = |name: &str| fs::read_to_string(root.join(name)).map_err(|error| format!("{name}: {error}"));
        let documents: toml::Table = source("documents.toml")?.parse().map_err(|error| format!("{error}"))?;
        let mut workspace = Self {
            scheme: Scheme::parse(&source("scheme.toml")?)?,
            sample: documents.get("sample") == Some(&toml::Value::Boolean(true)),
            units: Vec::new(),
            indicators: Vec::new(),
            scores: HashMap::new(),
            names: HashMap::new(),
        };
        for row in read_csv(&root.join("units.csv"))? {
            workspace.add_unit(&row)?;
        }
        for row in read_csv(&root.join("aliases.csv"))? {
            let unit = workspace.unit(cell(&row, "单位"))?;
            workspace.names.insert(squeeze(cell(&row, "别名")), unit);
        }
        for row in read_csv(&root.join("indicators.csv"))? {
            let indicator = workspace.indicator_of(&row)?;
            workspace.indicators.push(indicator);
        }
        for name in SCORE_TABLES {
            let rows = read_csv(&root.join("scores").join(format!("{name}.csv")))?;
            workspace.scores.insert(name.to_owned(), rows);
        }
        Ok(workspace)
    }

    fn add_unit(&mut self, row: &Row) -> Result<(), String> {
        let weight = match cell(row, "分值设置") {
            "" => None,
            text => Some(Ratio::parse(text).ok_or_else(|| format!("分值设置 {text} is no number"))?),
        };
        let name = cell(row, "单位").to_owned();
        let place = self.units.len();
        if self.names.insert(squeeze(&name), place).is_some() {
            return Err(format!("{name} stands twice in the roster"));
        }
        self.units.push(Unit {
            code: cell(row, "编码").to_owned(),
            category: cell(row, "类别").to_owned(),
            number: cell(row, "序号").to_owned(),
            name,
            weight,
        });
        Ok(())
    }

    fn indicator_of(&self, row: &Row) -> Result<Indicator, String> {
        let with = cell(row, "配合单位").split('、');
        Ok(Indicator {
            id: cell(row, "编号").to_owned(),
            name: cell(row, "指标").to_owned(),
            provincial: match cell(row, "层级") {
                "省" => true,
                "市" => false,
                other => return Err(format!("层级 {other} is unknown")),
            },
            lead: self.unit(cell(row, "牵头单位"))?,
            with: with.filter(|name| !name.trim().is_empty()).map(|name| self.unit(name)).collect::<Result<_, _>>()?,
        })
    }

    /// The place in the roster of a unit named by its name or an alias.
    pub(crate) fn unit(&self, name: &str) -> Result<usize, String> {
        let place = self.names.get(&squeeze(name)).copied();
        place.ok_or_else(|| format!("unknown unit {name}"))
    }

    /// The place of an indicator given by its name or its number.
    pub(crate) fn indicator(&self, name: &str) -> Result<usize, String> {
        let same = |i: &Indicator| squeeze(&i.name) == squeeze(name) || i.id == name;
        let place = self.indicators.iter().position(same);
        place.ok_or_else(|| format!("unknown indicator {name}"))
    }

    /// The rows of one table under `scores/`.
    pub(crate) fn rows(&self, table: &str) -> &[Row] {
        self.scores.get(table).map_or(&[], Vec::as_slice)
    }

    /// Whether the unit takes part in the assessment.
    pub(crate) fn assessed(&self, unit: usize) -> bool {
        self.units[unit].weight.is_some()
    }

    /// Whether the unit leads an indicator, or a provincial one.
    pub(crate) fn leads(&self, unit: usize, provincial: bool) -> bool {
        let mut all = self.indicators.iter();
        all.any(|i| i.lead == unit && (i.provincial || !provincial))
    }

    /// Whether the item applies to the unit by its place among the leads.
    pub(crate) fn applies(&self, unit: usize, item: &Item) -> Result<bool, String> {
        match item.applies_to.as_deref() {
            None => Ok(true),
            Some("指标牵头单位") => Ok(self.leads(unit, false)),
            Some("省评价指标牵头单位") => Ok(self.leads(unit, true)),
            Some(other) => Err(format!("applies_to = {other} is unknown")),
        }
    }

    /// The evaluations expected of a unit: every indicator it co-operates in.
    pub(crate) fn expected(&self, unit: usize) -> Vec<usize> {
        let all = self.indicators.iter().enumerate();
        all.filter(|(_, indicator)| indicator.with.contains(&unit)).map(|(place, _)| place).collect()
    }
}
