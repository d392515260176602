//! Grades: bands, quotas, vetoes.

use std::cmp::Ordering;

use toml::Table;

use super::compute::{Figures, tie_breaks};
use super::files::Settings;
use super::office::Office;
use crate::oracle::ratio::Ratio;

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
    let mut place: Vec<usize> = all
        .iter()
        .map(|figures| {
            let figure = figures.as_ref().map(|figures| figures.key(key));
            figure.map_or(0, |figure| bands.iter().position(|band| admits(band, figure)).expect("a band"))
        })
        .collect();
    // 一票否决: at best the cap, and no place of a quota.
    let mut vetoed = vec![false; all.len()];
    for veto in grades.tables("veto") {
        let cap = bands.iter().position(|band| band.text("name") == veto.text("cap")).expect("a cap");
        for (at, unit) in office.units.iter().enumerate().filter(|(_, unit)| unit.assessed) {
            if !office.rows("事件", "单位", &unit.name, veto.text("id").expect("an id")).is_empty() {
                (place[at], vetoed[at]) = (place[at].max(cap), true);
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
                    usize::try_from((Ratio::count(scope.len()) * share / Ratio::int(100)).trunc()).expect("a count")
                }
                (_, _, Some(counts)) => counts.count(&unit.category).unwrap_or(0),
                _ => panic!("a size"),
            };
            let figures = |at: usize| all[at].as_ref().expect("an assessed unit");
            let order = |one: usize, other: usize| figures(one).compare(figures(other), key, &breaks, office);
            let mut rivals: Vec<usize> =
                scope.iter().copied().filter(|at| place[*at] == band && !vetoed[*at]).collect();
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
                    place[*at] = band + 1;
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
