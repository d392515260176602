//! What `compare` finds on random figures, held against a comparison of the same as plain JSON.

use std::collections::BTreeMap;

use hongtou::figures::{Changes, Figures, compare};
use serde_json::{Map, Value, json};

use crate::oracle::Rng;

/// The keys of a unit beside its items and its place.
const OWN: [&str; 9] = ["name", "category", "number", "weight", "assessed", "own_full", "total", "rate", "converted"];
/// The keys of an item.
const ITEM: [&str; 6] = ["applicable", "full", "score", "lost", "reasons", "remark"];
/// The keys of a category.
const CATEGORY: [&str; 5] = ["units", "assessed", "mean_rate", "best_rate", "best_units"];

/// A figure that may be absent, of few values so that many stay as they are.
fn mark(rng: &mut Rng) -> Value {
    if rng.percent(15) { Value::Null } else { json!(format!("{}.00", rng.below(4))) }
}

fn text(rng: &mut Rng) -> Value {
    json!(*rng.pick(&["甲", "乙"]))
}

fn items(rng: &mut Rng) -> Vec<Value> {
    let ids = ["一", "二", "三"].into_iter().filter(|_| rng.percent(80)).collect::<Vec<_>>();
    let item = |id: &str| {
        let reasons: Vec<Value> = (0..rng.below(2)).map(|_| text(rng)).collect();
        let remark = if rng.percent(70) { Value::Null } else { text(rng) };
        json!({"id": id, "applicable": rng.percent(90), "full": "5", "score": mark(rng), "lost": mark(rng),
            "reasons": reasons, "remark": remark})
    };
    ids.into_iter().map(item).collect()
}

fn unit(rng: &mut Rng, code: usize) -> Value {
    let ranked = rng.percent(80);
    let place = |rng: &mut Rng| if ranked { json!(1 + rng.below(3)) } else { Value::Null };
    json!({"code": format!("U{code}"), "name": text(rng), "category": text(rng), "number": "1", "weight": mark(rng),
        "assessed": rng.percent(90), "items": items(rng), "own_full": mark(rng), "total": mark(rng), "rate": mark(rng),
        "converted": mark(rng), "rank": place(rng), "of": place(rng), "tied": ranked && rng.percent(30)})
}

/// Figures after others: most units as they were, some with another place, some new, some gone, in any order.
fn later(rng: &mut Rng, before: &[Value]) -> Vec<Value> {
    let mut after = Vec::new();
    for old in before {
        match rng.below(10) {
            0 => {}
            1 => after.push(unit(rng, old["code"].as_str().expect("a code")[1..].parse().expect("a number"))),
            2 => {
                let mut moved = old.clone();
                let key = *rng.pick(&["rank", "of", "tied"]);
                let other = unit(rng, 0);
                if !old["rank"].is_null() && !other["rank"].is_null() {
                    moved[key] = other[key].clone();
                }
                after.push(moved);
            }
            3 => {
                let mut changed = old.clone();
                changed["items"] = json!(items(rng));
                after.push(changed);
            }
            _ => after.push(old.clone()),
        }
    }
    (0..rng.below(3)).for_each(|at| after.push(unit(rng, 100 + at)));
    rng.shuffle(&mut after);
    after
}

fn categories(rng: &mut Rng) -> Vec<Value> {
    let names = ["甲", "乙", "丙"].into_iter().filter(|_| rng.percent(80)).collect::<Vec<_>>();
    let category = |name: &str| {
        json!({"name": name, "units": rng.below(2), "assessed": rng.below(2), "mean_rate": mark(rng),
            "best_rate": mark(rng), "best_units": [text(rng)]})
    };
    names.into_iter().map(category).collect()
}

fn figures(units: &[Value], categories: &[Value]) -> Figures {
    serde_json::from_value(json!({"schema": 1, "work": "工作", "year": 2021, "sample": false, "draft": false,
        "items": [], "units": units, "categories": categories}))
    .expect("figures")
}

fn by<'a>(key: &str, list: &'a [Value]) -> BTreeMap<&'a str, &'a Value> {
    list.iter().map(|one| (one[key].as_str().expect("a key"), one)).collect()
}

/// The keys whose values differ, as `{before, after}`.
fn differing(keys: &[&str], old: &Value, new: &Value) -> Map<String, Value> {
    let differ = keys.iter().filter(|key| old[**key] != new[**key]);
    differ.map(|key| ((*key).to_owned(), json!({"before": old[*key], "after": new[*key]}))).collect()
}

/// What differs of all that two lists hold under the same keys.
fn expected(
    key: &str,
    before: &[Value],
    after: &[Value],
    of: impl Fn(&Value, &Value) -> Map<String, Value>,
) -> BTreeMap<String, Value> {
    let (old, new) = (by(key, before), by(key, after));
    let all = old.keys().chain(new.keys()).map(|name| (*name).to_owned());
    let change = |name: String| {
        let side = |list: &BTreeMap<&str, &Value>| list.get(name.as_str()).map_or(Value::Null, |one| (*one).clone());
        let found = of(&side(&old), &side(&new));
        (!found.is_empty()).then_some((name, Value::Object(found)))
    };
    all.filter_map(change).collect()
}

fn of_unit(old: &Value, new: &Value) -> Map<String, Value> {
    let list = |unit: &Value| unit["items"].as_array().cloned().unwrap_or_default();
    let place = |unit: &Value| match &unit["rank"] {
        Value::Null => Value::Null,
        rank => json!({"rank": rank, "of": unit["of"], "tied": unit["tied"]}),
    };
    let mut found = differing(&OWN, old, new);
    let items = expected("id", &list(old), &list(new), |old, new| differing(&ITEM, old, new));
    if !items.is_empty() {
        found.insert("items".to_owned(), json!(items));
    }
    if place(old) != place(new) {
        found.insert("place".to_owned(), json!({"before": place(old), "after": place(new)}));
    }
    found
}

/// What was found, in the form of what is expected.
fn found(key: &str, list: &Value) -> BTreeMap<String, Value> {
    let one = |value: &Value| {
        let mut fields = value.as_object().expect("an object").clone();
        let name = fields.remove(key).expect("a key").as_str().expect("a text").to_owned();
        fields.remove("unit");
        if let Some(items) = fields.get("items").cloned() {
            fields.insert("items".to_owned(), json!(found("id", &items)));
        }
        (name, Value::Object(fields))
    };
    list.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(one).collect()
}

#[test]
fn compare_finds_what_a_plain_comparison_finds() {
    let mut rng = Rng::new(42);
    let (mut own, mut moved) = (0, 0);
    for round in 0..500 {
        let before: Vec<Value> = (0..rng.below(8)).map(|code| unit(&mut rng, code)).collect();
        let after = later(&mut rng, &before);
        let (old_categories, new_categories) = (categories(&mut rng), categories(&mut rng));
        let changes: Changes = compare(&figures(&before, &old_categories), &figures(&after, &new_categories));
        let told = json!(changes);
        let units = expected("code", &before, &after, of_unit);
        assert_eq!(found("code", &told["units"]), units, "round {round}");
        let of_category = |old: &Value, new: &Value| differing(&CATEGORY, old, new);
        let wanted = expected("name", &old_categories, &new_categories, of_category);
        assert_eq!(found("name", &told["categories"]), wanted, "round {round}");
        let only_place = |change: &Value| change.as_object().is_some_and(|keys| keys.keys().all(|key| key == "place"));
        let (elsewhere, itself): (Vec<_>, Vec<_>) = units.iter().partition(|(_, change)| only_place(change));
        let codes = |list: Vec<(&String, &Value)>| list.into_iter().map(|(code, _)| code.clone()).collect::<Vec<_>>();
        let sorted = |mut codes: Vec<String>| {
            codes.sort();
            codes
        };
        assert_eq!(sorted(changes.own().map(|unit| unit.code.to_string()).collect()), codes(itself));
        assert_eq!(sorted(changes.moved().map(|unit| unit.code.to_string()).collect()), codes(elsewhere));
        own += changes.own().count();
        moved += changes.moved().count();
    }
    assert!(own > 200 && moved > 50, "{own} own, {moved} moved");
}

#[test]
fn figures_are_read_as_they_were_written() {
    let mut rng = Rng::new(7);
    let units: Vec<Value> = (0..9).map(|code| unit(&mut rng, code)).collect();
    let written = figures(&units, &categories(&mut rng));
    let text = serde_json::to_string(&written).expect("JSON");
    let read: Figures = serde_json::from_str(&text).expect("figures");
    assert!(read == written && compare(&written, &read).is_empty());
}
