//! The settings of `scheme.toml`, read from a plain [`toml::Value`].

use super::ratio::{Mode, Ratio};
use toml::{Table, Value};

/// What the oracle needs of a scheme.
pub(crate) struct Scheme {
    pub(crate) work: String,
    pub(crate) year: i64,
    pub(crate) base: Ratio,
    pub(crate) places: u32,
    pub(crate) mode: Mode,
    pub(crate) round_items: bool,
    pub(crate) conversion: String,
    pub(crate) key: String,
    pub(crate) scope: String,
    pub(crate) skip_after_ties: bool,
    pub(crate) items: Vec<Item>,
}

/// One item of the scheme.
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) section: String,
    pub(crate) name: Option<String>,
    pub(crate) full: Ratio,
    pub(crate) applies_to: Option<String>,
    pub(crate) counts: String,
    pub(crate) rule: Rule,
}

/// How an item's score comes about.
pub(crate) enum Rule {
    Checklist { points: Vec<Ratio>, half: bool },
    Judged { step: Ratio },
    Mean { scale: Ratio },
    Counted(Vec<Class>),
    Deduction { each: Ratio, per_event: bool },
    RankTable(Vec<Part>),
}

/// A class of counted events; later classes are the higher ones.
pub(crate) struct Class {
    pub(crate) name: String,
    pub(crate) each: Ratio,
    pub(crate) cap: Ratio,
}

/// One scope of a rank table.
pub(crate) struct Part {
    pub(crate) among: String,
    pub(crate) otherwise: Ratio,
    /// Ranks up to the first number get the second.
    pub(crate) tiers: Vec<(i64, Ratio)>,
}

fn text(table: &Table, key: &str) -> Result<String, String> {
    let value = table.get(key).and_then(Value::as_str);
    value.map(str::to_owned).ok_or_else(|| format!("scheme: no text {key}"))
}

fn number(table: &Table, key: &str) -> Result<Ratio, String> {
    match table.get(key) {
        Some(Value::Integer(value)) => Some(Ratio::int(i128::from(*value))),
        // The shortest form that reads back as the same float is what the file says.
        Some(Value::Float(value)) => Ratio::parse(&value.to_string()),
        _ => None,
    }
    .ok_or_else(|| format!("scheme: no number {key}"))
}

fn integer(table: &Table, key: &str) -> Result<i64, String> {
    let value = table.get(key).and_then(Value::as_integer);
    value.ok_or_else(|| format!("scheme: no whole number {key}"))
}

fn section<'a>(table: &'a Table, key: &str) -> Result<&'a Table, String> {
    let value = table.get(key).and_then(Value::as_table);
    value.ok_or_else(|| format!("scheme: no table {key}"))
}

/// Reads every table of an array with `read`.
fn list<T>(table: &Table, key: &str, read: impl Fn(&Table) -> Result<T, String>) -> Result<Vec<T>, String> {
    let entries = table.get(key).and_then(Value::as_array);
    let entries = entries.ok_or_else(|| format!("scheme: no list {key}"))?;
    entries.iter().map(|entry| read(entry.as_table().ok_or("scheme: not a table")?)).collect()
}

fn one_of(table: &Table, key: &str, known: &[&str]) -> Result<String, String> {
    let value = text(table, key)?;
    if known.contains(&value.as_str()) { Ok(value) } else { Err(format!("scheme: {key} = {value} is unknown")) }
}

impl Scheme {
    /// Reads the text of a `scheme.toml`.
    pub(crate) fn parse(source: &str) -> Result<Self, String> {
        let root: Table = source.parse().map_err(|error| format!("{error}"))?;
        let scheme = section(&root, "scheme")?;
        let rounding = section(&root, "rounding")?;
        let ranking = section(&root, "ranking")?;
        let mode = one_of(rounding, "mode", &["half-up", "half-even"])?;
        Ok(Self {
            work: text(scheme, "work")?,
            year: integer(scheme, "year")?,
            base: number(scheme, "base")?,
            places: u32::try_from(integer(rounding, "places")?).map_err(|e| e.to_string())?,
            mode: if mode == "half-up" { Mode::HalfUp } else { Mode::HalfEven },
            round_items: one_of(rounding, "at", &["items", "end"])? == "items",
            conversion: one_of(section(&root, "conversion")?, "kind", &["share-of-own-full-mark", "capped-at-base"])?,
            key: one_of(ranking, "key", &["rate", "raw", "converted"])?,
            scope: one_of(ranking, "scope", &["category", "all", "same-full-mark"])?,
            skip_after_ties: one_of(ranking, "ties", &["skip", "consecutive"])? == "skip",
            items: list(&root, "item", item)?,
        })
    }

    /// Rounds the way the scheme says.
    pub(crate) fn round(&self, value: Ratio) -> Ratio {
        value.round(self.places, self.mode)
    }
}

fn item(table: &Table) -> Result<Item, String> {
    let rule = rule(section(table, "rule")?)?;
    let counts = match (&rule, table.get("counts")) {
        (Rule::Deduction { .. }, _) => "deduction".to_owned(),
        (_, None) => "base".to_owned(),
        (_, Some(_)) => one_of(table, "counts", &["base", "beyond-base"])?,
    };
    Ok(Item {
        id: text(table, "id")?,
        section: text(table, "section")?,
        name: text(table, "name").ok(),
        full: number(table, "full")?,
        applies_to: text(table, "applies_to").ok(),
        counts,
        rule,
    })
}

fn rule(table: &Table) -> Result<Rule, String> {
    Ok(match text(table, "kind")?.as_str() {
        "checklist" => Rule::Checklist {
            points: list(table, "criteria", |criterion| number(criterion, "points"))?,
            half: table.get("half_points") == Some(&Value::Boolean(true)),
        },
        "judged" => Rule::Judged { step: number(table, "step")? },
        "mean" => Rule::Mean { scale: number(table, "scale")? },
        "counted" => Rule::Counted(list(table, "classes", |class| {
            Ok(Class { name: text(class, "name")?, each: number(class, "each")?, cap: number(class, "cap")? })
        })?),
        "deduction" => Rule::Deduction {
            each: number(table, "each")?,
            per_event: one_of(table, "per", &["year", "event"])? == "event",
        },
        "rank-table" => Rule::RankTable(list(table, "parts", |part| {
            Ok(Part {
                among: text(part, "among")?,
                otherwise: number(part, "otherwise")?,
                tiers: list(part, "tiers", |tier| Ok((integer(tier, "to")?, number(tier, "points")?)))?,
            })
        })?),
        other => return Err(format!("scheme: unknown rule {other}")),
    })
}
