//! Other settings for the sample's scheme.

use super::sheet::Rng;
use toml::{Table, Value};

/// Sets a key of a section to one of several values.
fn set(rng: &mut Rng, root: &mut Table, section: &str, key: &str, values: &[&str]) {
    let value = (*rng.pick(values)).to_owned();
    let table = root.get_mut(section).and_then(Value::as_table_mut);
    let table = table.unwrap_or_else(|| panic!("the scheme has a section {section}"));
    table.insert(key.to_owned(), Value::String(value));
}

/// The scheme with random settings, each of them one the README allows.
pub(crate) fn vary(rng: &mut Rng, source: &str) -> String {
    let mut root: Table = source.parse().expect("the scheme is TOML");
    set(rng, &mut root, "rounding", "mode", &["half-up", "half-even"]);
    set(rng, &mut root, "rounding", "at", &["items", "end"]);
    let kinds = ["share-of-own-full-mark", "capped-at-base"];
    set(rng, &mut root, "conversion", "kind", &kinds);
    set(rng, &mut root, "ranking", "key", &["rate", "raw", "converted"]);
    let scopes = ["category", "all", "same-full-mark"];
    set(rng, &mut root, "ranking", "scope", &scopes);
    set(rng, &mut root, "ranking", "ties", &["skip", "consecutive"]);
    let places = *rng.pick(&[1, 2, 2, 3]);
    let rounding = root.get_mut("rounding").and_then(Value::as_table_mut);
    let rounding = rounding.expect("the scheme has a section rounding");
    rounding.insert("places".to_owned(), Value::Integer(places));
    let items = root.get_mut("item").and_then(Value::as_array_mut);
    for item in items.expect("the scheme has items") {
        let rule = item.get_mut("rule").and_then(Value::as_table_mut);
        vary_rule(rng, rule.expect("the item has a rule"));
    }
    toml::to_string(&root).expect("the scheme can be written")
}

fn vary_rule(rng: &mut Rng, rule: &mut Table) {
    let kind = rule.get("kind").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "checklist" if rng.percent(50) => {
            rule.insert("half_points".to_owned(), Value::Boolean(true));
        }
        "mean" if rng.percent(50) => {
            rule.insert("scale".to_owned(), Value::Integer(100));
        }
        "deduction" if rng.percent(60) => {
            let each = *rng.pick(&[10, 5, 4, 3]);
            rule.insert("each".to_owned(), Value::Integer(each));
            rule.insert("per".to_owned(), Value::String("event".to_owned()));
        }
        _ => {}
    }
}
