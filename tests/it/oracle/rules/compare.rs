//! The program's `results.json` against the figures computed here.

use std::path::Path;

use serde_json::Value;
use toml::Table;

use super::compute::{Figures, Mark, category, figures};
use super::files::Settings;
use super::office::Office;
use crate::oracle::ratio::Ratio;
use crate::oracle::run::results;

/// What differs.
pub(super) fn check(folder: &Path) -> Vec<String> {
    let found = match results(folder) {
        Ok(found) => found,
        Err(said) => return vec![format!("the program refuses it: {said}")],
    };
    let office = Office::read(folder);
    let all = figures(&office);
    let mut differences = Vec::new();
    let mut differ = |what: String, expected: Option<String>, found: &Value| {
        let found = match found {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        if expected != found {
            let word = |side: Option<String>| side.unwrap_or_else(|| "nothing".to_owned());
            differences.push(format!("{what}: {} by the manual, {} by the program", word(expected), word(found)));
        }
    };
    let units = found["units"].as_array().expect("units");
    assert_eq!(units.len(), office.units.len());
    let ordered = office.settings("ranking").text("ties") != Some("unordered");
    for ((unit, own), found) in office.units.iter().zip(&all).zip(units) {
        let name = &unit.name;
        let printed = |figure| office.printed(figure).fixed(office.places);
        let figure = |value: fn(&Figures) -> Option<String>| own.as_ref().and_then(value);
        let Some(own) = own else {
            differ(format!("{name} total"), None, &found["total"]);
            continue;
        };
        let items = found["items"].as_array().expect("items");
        for (item, mark) in office.items.iter().zip(&own.marks) {
            let id = item.text("id").expect("an id");
            let entry = items.iter().find(|entry| entry["id"] == id);
            let what = format!("{name} {id}");
            match mark {
                Mark::Outside => differ(what, None, entry.unwrap_or(&Value::Null)),
                Mark::LeftOut => differ(what, None, entry.map_or(&Value::Null, |entry| &entry["score"])),
                Mark::Scored(score) => {
                    differ(what, Some(printed(*score)), entry.map_or(&Value::Null, |entry| &entry["score"]));
                }
            }
        }
        if office.round_items {
            differ(format!("{name} sum of what is printed"), Some(printed(added_up(&office, found))), &found["total"]);
        }
        differ(format!("{name} own_full"), Some(own.own_full.plain()), &found["own_full"]);
        differ(format!("{name} total"), Some(printed(own.total)), &found["total"]);
        differ(format!("{name} rate"), Some(printed(own.rate)), &found["rate"]);
        differ(format!("{name} converted"), own.converted.map(printed), &found["converted"]);
        differ(format!("{name} grade"), figure(|own| own.grade.clone()), &found["grade"]);
        if ordered {
            differ(format!("{name} rank"), Some(own.rank.to_string()), &found["rank"]);
            differ(format!("{name} of"), Some(own.of.to_string()), &found["of"]);
            differ(format!("{name} tied"), Some(own.tied.to_string()), &found["tied"]);
        }
    }
    for found in found["categories"].as_array().expect("categories") {
        let name = found["name"].as_str().expect("a name");
        let own = category(&office, &all, name);
        let printed = |figure| office.printed(figure).fixed(office.places);
        differ(format!("{name} mean_rate"), own.map(|(mean, _)| printed(mean)), &found["mean_rate"]);
        differ(format!("{name} best_rate"), own.map(|(_, best)| printed(best)), &found["best_rate"]);
    }
    differences
}

/// What a reader gets who adds up the figures of a unit: its items, but for the base items of weighted sections the section,
/// and what is taken off or added at the limits of the total.
fn added_up(office: &Office, unit: &Value) -> Ratio {
    let list = |key: &str| unit[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let score = |figure: &Value| Ratio::parse(figure["score"].as_str().unwrap_or("0")).expect("a mark");
    let within = |item: &&Table| {
        let counts =
            item["rule"]["kind"].as_str() != Some("deduction") && item.text("counts").unwrap_or("base") == "base";
        counts && list("sections").iter().any(|section| section["name"].as_str() == item.text("section"))
    };
    let replaced: Vec<&str> = office.items.iter().filter(within).filter_map(|item| item.text("id")).collect();
    let items = list("items").iter().filter(|item| !replaced.contains(&item["id"].as_str().expect("an id")));
    items.chain(list("sections")).chain(list("adjustments")).map(score).sum()
}
