//! Compares a `results.json` with the figures of the oracle, field by field.
//!
//! Computed figures must be the very strings the README promises. Declared ones (full marks,
//! 分值设置, 序号) are compared by value, because their number of decimals is not laid down.

use super::compute::{CategoryFigures, Figures, ItemFigures, UnitFigures};
use super::ratio::Ratio;
use serde_json::{Value, json};

/// The differences found so far.
struct Differences(Vec<String>);

/// Every difference between `results` and `figures`, in reading order.
pub(crate) fn differences(figures: &Figures, results: &Value) -> Vec<String> {
    let mut found = Differences(Vec::new());
    let scheme = &figures.scheme;
    found.exact("top", results, "schema", &json!(1));
    found.exact("top", results, "work", &json!(scheme.work));
    found.whole("top", results, "year", scheme.year);
    found.exact("top", results, "sample", &json!(figures.sample));
    found.exact("top", results, "draft", &json!(false));
    let items = found.list("top", results, "items", scheme.items.len());
    for (item, value) in scheme.items.iter().zip(items) {
        let place = format!("item {}", item.id);
        found.exact(&place, value, "id", &json!(item.id));
        found.exact(&place, value, "section", &json!(item.section));
        found.exact(&place, value, "name", &json!(item.name));
        found.by_value(&place, value, "full", Some(item.full));
        found.exact(&place, value, "applies_to", &json!(item.applies_to.as_deref().unwrap_or("全部单位")));
        found.exact(&place, value, "counts", &json!(item.counts));
    }
    let units = found.list("top", results, "units", figures.units.len());
    for (unit, value) in figures.units.iter().zip(units) {
        found.unit(scheme.places, unit, value);
    }
    let categories = found.list("top", results, "categories", figures.categories.len());
    for (category, value) in figures.categories.iter().zip(categories) {
        found.category(scheme.places, category, value);
    }
    found.0
}

impl Differences {
    fn note(&mut self, place: &str, key: &str, expected: &str, found: &str) {
        let line = format!("{place}, {key}: the oracle has {expected}, the program {found}");
        self.0.push(line);
    }

    fn exact(&mut self, place: &str, object: &Value, key: &str, expected: &Value) {
        match object.get(key) {
            Some(value) if value == expected => {}
            Some(value) => self.note(place, key, &expected.to_string(), &value.to_string()),
            None => self.note(place, key, &expected.to_string(), "no such key"),
        }
    }

    /// A whole number, written as such or as a string.
    fn whole(&mut self, place: &str, object: &Value, key: &str, expected: i64) {
        if object[key].as_str() != Some(expected.to_string().as_str()) {
            self.exact(place, object, key, &json!(expected));
        }
    }

    fn count(&mut self, place: &str, object: &Value, key: &str, expected: usize) {
        let expected = i64::try_from(expected).expect("a count fits");
        self.whole(place, object, key, expected);
    }

    /// A computed figure: a string with the decimals of the scheme, or null.
    fn printed(&mut self, place: &str, object: &Value, key: &str, expected: Option<Ratio>, places: u32) {
        let expected = json!(expected.map(|value| value.fixed(places)));
        self.exact(place, object, key, &expected);
    }

    /// A declared figure: a string of that value, or null.
    fn by_value(&mut self, place: &str, object: &Value, key: &str, expected: Option<Ratio>) {
        let found = object[key].as_str().and_then(Ratio::parse);
        if found != expected || (expected.is_none() && object.get(key) != Some(&Value::Null)) {
            let expected = expected.map_or("null".to_owned(), Ratio::plain);
            self.note(place, key, &expected, &object[key].to_string());
        }
    }

    fn list<'a>(&mut self, place: &str, object: &'a Value, key: &str, expected: usize) -> &'a [Value] {
        let found = object[key].as_array().map_or(&[][..], Vec::as_slice);
        if found.len() != expected {
            let (expected, found) = (expected.to_string(), found.len().to_string());
            self.note(place, &format!("length of {key}"), &expected, &found);
        }
        found
    }

    fn unit(&mut self, places: u32, unit: &UnitFigures, value: &Value) {
        let place = format!("{} ({})", unit.name, unit.code);
        let place = place.as_str();
        self.exact(place, value, "code", &json!(unit.code));
        self.exact(place, value, "name", &json!(unit.name));
        self.exact(place, value, "category", &json!(unit.category));
        if let Ok(number) = unit.number.parse() {
            self.whole(place, value, "number", number);
        } else {
            self.exact(place, value, "number", &json!(unit.number));
        }
        self.by_value(place, value, "weight", unit.weight);
        self.exact(place, value, "assessed", &json!(unit.standing.is_some()));
        let standing = unit.standing.as_ref();
        self.by_value(place, value, "own_full", standing.map(|s| s.own_full));
        self.printed(place, value, "total", standing.map(|s| s.total), places);
        self.printed(place, value, "rate", standing.map(|s| s.rate), places);
        let converted = standing.map(|s| s.converted);
        self.printed(place, value, "converted", converted, places);
        let Some(standing) = standing else {
            self.exact(place, value, "rank", &Value::Null);
            self.exact(place, value, "of", &Value::Null);
            self.exact(place, value, "tied", &json!(false));
            // Whether a unit that is not assessed lists its items is open; it has no score.
            let items = value["items"].as_array().map_or(&[][..], Vec::as_slice);
            for item in items {
                self.exact(place, item, "score", &Value::Null);
            }
            return;
        };
        self.exact(place, value, "rank", &json!(standing.rank));
        self.exact(place, value, "of", &json!(standing.of));
        self.exact(place, value, "tied", &json!(standing.tied));
        let items = self.list(place, value, "items", unit.items.len());
        for (item, value) in unit.items.iter().zip(items) {
            self.item(places, &format!("{place}, {}", item.id), item, value);
        }
    }

    fn item(&mut self, places: u32, place: &str, item: &ItemFigures, value: &Value) {
        self.exact(place, value, "id", &json!(item.id));
        self.printed(place, value, "score", item.score, places);
        self.printed(place, value, "lost", item.lost, places);
        let applicable = value.get("applicable").and_then(Value::as_bool);
        if applicable.unwrap_or(true) != item.score.is_some() {
            let expected = item.score.is_some().to_string();
            self.note(place, "applicable", &expected, &value["applicable"].to_string());
        }
        if item.score.is_some() {
            self.by_value(place, value, "full", Some(item.full));
        }
        // The wording is the program's own; every reason given must be found in it.
        let printed = value["reasons"].as_array().map_or(&[][..], Vec::as_slice);
        for reason in &item.reasons {
            let told = |text: &Value| text.as_str().is_some_and(|text| text.contains(reason));
            if !printed.iter().any(told) {
                self.note(place, "reasons", reason, &value["reasons"].to_string());
            }
        }
    }

    fn category(&mut self, places: u32, category: &CategoryFigures, value: &Value) {
        let place = format!("category {}", category.name);
        let place = place.as_str();
        self.exact(place, value, "name", &json!(category.name));
        self.count(place, value, "units", category.units);
        self.count(place, value, "assessed", category.assessed);
        self.printed(place, value, "mean_rate", category.mean_rate, places);
        self.printed(place, value, "best_rate", category.best_rate, places);
        self.exact(place, value, "best_units", &json!(category.best_units));
    }
}
