//! Grades: bands, quotas, vetoes.

use std::cmp::Ordering;

use toml::Table;

use super::compute::{Figures, tie_breaks};
use super::files::Settings;
use super::office::Office;
use crate::oracle::ratio::{Mode, Ratio};

/// Gives every assessed unit its grade.
pub(super) fn grade(office: &Office, all: &mut [Option<Figures>]) {
    let grades = office.settings("grades");
    let bands = grades.tables("bands");
    if bands.is_empty() {
        return;
    }
    let (key, breaks) = (grades.text("key").unwrap_or("rate"), tie_breaks(office));
    let admits = |band: &Table, figure: Ratio| {
        band.marks("from").is_none_or(|from| figure >= from) && band.marks("above").is_none_or(|above| figure > above)
    };
    // The first band from a place on whose lower end a unit reaches.
    let figures: Vec<Option<Ratio>> = all.iter().map(|own| own.as_ref().map(|own| own.key(key))).collect();
    let reached = |at: usize, from: usize| {
        let reaches = |band: &usize| figures[at].is_none_or(|figure| admits(bands[*band], figure));
        (from..bands.len()).find(reaches).expect("a band")
    };
    let mut place: Vec<usize> = (0..all.len()).map(|at| reached(at, 0)).collect();
    // 一票否决: at best the cap, and from there on like everybody.
    for veto in grades.tables("veto") {
        let cap = bands.iter().position(|band| band.text("name") == veto.text("cap")).expect("a cap");
        for (at, unit) in office.units.iter().enumerate().filter(|(_, unit)| unit.assessed) {
            if !office.rows("事件", "单位", &unit.name, veto.text("id").expect("an id")).is_empty() {
                place[at] = reached(at, place[at].max(cap));
            }
        }
    }
    for (band, settings) in bands.iter().enumerate() {
        let Some(quota) = settings.get("quota").and_then(|value| value.as_table()) else { continue };
        let counts = quota.get("counts").and_then(|value| value.as_table());
        let among = if counts.is_some() { "category" } else { quota.text("among").unwrap_or("category") };
        let mut seen: Vec<Vec<usize>> = Vec::new();
        for unit in office.units.iter().filter(|unit| unit.assessed) {
            let scope = office.scope(unit, among);
            if seen.contains(&scope) {
                continue;
            }
            let size = match (quota.count("count"), quota.marks("share"), counts) {
                (Some(count), ..) => count,
                (_, Some(share), _) => {
                    // 舍去、四舍五入、进一.
                    let exact = Ratio::count(scope.len()) * share / Ratio::int(100);
                    let whole = match quota.text("round").unwrap_or("down") {
                        "half-up" => exact.round(0, Mode::HalfUp).trunc(),
                        "up" if !exact.is_whole() => exact.trunc() + 1,
                        _ => exact.trunc(),
                    };
                    usize::try_from(whole).expect("a count")
                }
                (_, _, Some(counts)) => counts.count(&unit.category).unwrap_or(0),
                _ => panic!("a size"),
            };
            let figures = |at: usize| all[at].as_ref().expect("an assessed unit");
            let order = |one: usize, other: usize| figures(one).compare(figures(other), key, &breaks, office);
            let mut rivals: Vec<usize> = scope.iter().copied().filter(|at| place[*at] == band).collect();
            rivals.sort_by(|one, other| order(*one, *other));
            if rivals.len() > size {
                let (last, next) = (size.checked_sub(1).map(|at| rivals[at]), rivals[size]);
                let parted = last.is_none_or(|last| order(last, next) != Ordering::Equal);
                let kept = if parted {
                    size
                } else if quota.text("ties") == Some("include") {
                    rivals.iter().filter(|at| order(**at, next) != Ordering::Greater).count()
                } else {
                    rivals.iter().filter(|at| order(**at, next) == Ordering::Less).count()
                };
                for at in &rivals[kept..] {
                    place[*at] = reached(*at, band + 1);
                }
            }
            seen.push(scope);
        }
    }
    for (figures, at) in all.iter_mut().zip(place) {
        if let Some(figures) = figures {
            figures.grade = bands[at].text("name").map(str::to_owned);
        }
    }
}
