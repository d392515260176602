//! What must hold between the parts of a scheme, and between scheme and roster, before any score is read.

use std::collections::{BTreeMap, BTreeSet};

use super::{Audience, Class, Counts, Group, Item, Panel, Quota, RankScope, Rule, Scheme, Share, Size};
use crate::diag::{Diagnostics, Problem};
use crate::model::Marks;
use crate::span::{Span, Spanned};
use crate::validate::cells::{nearest, normalised};
use crate::validate::roster::{Roster, Unit};

/// Names by which things are told apart: each stands once.
pub(super) fn check_distinct<'a>(
    column: &str,
    names: impl Iterator<Item = &'a Spanned<String>>,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for name in names {
        if let Some(earlier) = seen.get(name.value.as_str()) {
            let problem = Problem::Duplicate { column: column.to_owned(), value: name.value.clone() };
            diagnostics.between(name.span, *earlier, problem);
        } else {
            seen.insert(&name.value, name.span);
        }
    }
}

/// The weights of panels make 100.
pub(super) fn check_weights(panels: &[Panel], diagnostics: &mut Diagnostics) {
    let Some(first) = panels.first() else { return };
    let sum: Marks = panels.iter().map(|panel| &panel.weight.value).sum();
    if sum != Marks::from(100) {
        diagnostics.at(first.weight.span, Problem::WeightsMismatch { sum });
    }
}

/// The parts of a checklist or rank table add up to the item's full mark; the caps of a counted item reach it.
pub(super) fn check_parts(item: &Item, diagnostics: &mut Diagnostics) {
    let sum: Marks = match &item.rule {
        Rule::Checklist { criteria, .. } => criteria.iter().map(|criterion| &criterion.points.value).sum(),
        Rule::Counted { classes, .. } => classes.iter().map(|class| &class.cap.value).sum(),
        Rule::RankTable { parts, .. } => parts.iter().map(|part| &part.full).sum(),
        _ => return,
    };
    let enough = matches!(item.rule, Rule::Counted { .. }) && sum > item.full.value;
    if sum != item.full.value && !enough {
        let problem = Problem::PartsMismatch { item: item.id.clone(), full: item.full.value.clone(), sum };
        diagnostics.at(item.full.span, problem);
    } else if let Rule::Counted { classes, .. } = &item.rule {
        let most = classes.iter().map(most_of).fold(Marks::zero(), |sum, most| &sum + &most);
        check_reached(item.full.span, most, &item.full, diagnostics);
    }
}

/// The most that a class gives: its cap, if its steps come so far.
fn most_of(class: &Class) -> Marks {
    let cap = &class.cap.value;
    let (mut most, mut begun) = (Marks::zero(), 0);
    for step in &class.steps {
        let Some(to) = step.to else { return cap.clone() };
        most = &most + &(&Marks::from(to.saturating_sub(begun) as usize) * &step.each.value);
        begun = to;
    }
    most.min(cap.clone())
}

/// The most there is reaches the full mark.
pub(super) fn check_reached(place: Span, most: Marks, full: &Spanned<Marks>, diagnostics: &mut Diagnostics) {
    if most < full.value {
        let problem = Problem::NeverFull { most, full: full.value.clone() };
        if place == full.span { diagnostics.at(place, problem) } else { diagnostics.between(place, full.span, problem) }
    }
}

/// Items are told apart, those of a section stand together, and what applies to all units makes the base.
pub(super) fn check_items(scheme: &Scheme, diagnostics: &mut Diagnostics) {
    let items = &scheme.items;
    for (at, item) in items.iter().enumerate() {
        let place: Span = item.full.span;
        if at > 0
            && items[at - 1].section != item.section
            && items[..at].iter().any(|other| other.section == item.section)
        {
            diagnostics.at(place, Problem::SplitSection { section: item.section.clone() });
        }
        if let Some(earlier) = items[..at].iter().find(|other| other.id == item.id) {
            let problem = Problem::Duplicate { column: "id".to_owned(), value: item.id.clone() };
            diagnostics.between(item.place, earlier.place, problem);
        }
    }
    check_distinct("name", scheme.groups.iter().map(|group| &group.name), diagnostics);
    check_distinct("name", scheme.sections.iter().map(|section| &section.name), diagnostics);
    check_scopes(scheme, diagnostics);
    for section in &scheme.sections {
        if !items.iter().any(|item| item.section == section.name.value) {
            let known = items.iter().map(|item| item.section.as_str());
            let nearest = nearest(&section.name.value, known);
            diagnostics.at(section.name.span, Problem::UnknownSection { found: section.name.value.clone(), nearest });
        }
        if let (Some(weight), None) = (&section.weight, &section.full) {
            diagnostics.at(weight.span, Problem::MissingKey { key: "full" });
        }
    }
    let base = items.iter().filter(|item| item.counts == Counts::Base);
    if scheme.groups.is_empty() && base.clone().all(|item| item.applies_to.is_all()) {
        check_base(scheme, &base.collect::<Vec<_>>(), &scheme.base, None, diagnostics);
        check_sections(scheme, |_| true, &mut BTreeSet::new(), None, diagnostics);
    }
}

/// Units are compared within groups only where there are groups.
fn check_scopes(scheme: &Scheme, diagnostics: &mut Diagnostics) {
    if !scheme.groups.is_empty() {
        return;
    }
    let standings = scheme.items.iter().filter_map(|item| match &item.rule {
        Rule::Standing { among, place, .. } => Some((*among, *place)),
        _ => None,
    });
    let quotas = scheme.grades.iter().flat_map(|grades| &grades.bands).filter_map(|band| band.quota.as_ref());
    let ranking = (scheme.ranking.scope, scheme.ranking.place);
    for (scope, place) in standings.chain(quotas.map(|quota| (quota.among, quota.place))).chain([ranking]) {
        if scope == RankScope::Group {
            diagnostics.at(place, Problem::NoGroups);
        }
    }
}

/// What scheme and roster must agree on: groups, audiences, full marks of every unit, ranked indicators, grades.
pub(in crate::validate) fn check_with_roster(scheme: &Scheme, roster: &Roster, diagnostics: &mut Diagnostics) {
    check_groups(scheme, roster, diagnostics);
    check_audiences(scheme, roster, diagnostics);
    check_tags(scheme, roster, diagnostics);
    check_members(scheme, roster, diagnostics);
    if scheme.conversion.needs_weight() && !roster.has_weights() {
        let found = roster.header().to_vec();
        diagnostics.at(roster.header_span(), Problem::MissingColumn { column: "分值设置", found });
    }
    check_full_marks(scheme, roster, diagnostics);
    for item in scheme.items.iter().filter(|item| matches!(item.rule, Rule::RankTable { .. })) {
        let stranger =
            |unit: &&Unit| unit.assessed && unit.has(&item.applies_to) && !unit.is(Audience::PROVINCIAL_LEADS);
        if let Some(unit) = roster.units().iter().find(stranger) {
            diagnostics.between(item.full.span, unit.row, Problem::RanksNotForLeads { item: item.id.clone() });
        }
    }
    for band in scheme.grades.iter().flat_map(|grades| &grades.bands) {
        match &band.quota {
            Some(Quota { size: Size::Categories(counts), .. }) => {
                for (category, _) in counts {
                    check_category(category, roster, diagnostics);
                }
            }
            Some(Quota { size: Size::Share(share), among, span, .. }) => {
                let fields = without_place(scheme, roster, share, *among);
                if !fields.is_empty() {
                    let (grade, share) = (band.name.value.clone(), share.percent.clone());
                    diagnostics.at(*span, Problem::EmptyQuota { grade, share, fields });
                }
            }
            _ => {}
        }
    }
}

/// The fields with assessed units of which a share comes to none.
fn without_place(scheme: &Scheme, roster: &Roster, share: &Share, among: RankScope) -> Vec<String> {
    let assessed = |is: &dyn Fn(&Unit) -> bool| roster.units().iter().filter(|unit| unit.assessed && is(unit)).count();
    let fields: Vec<(String, usize)> = match among {
        RankScope::Category => {
            let categories = roster.categories().iter().enumerate();
            categories.map(|(at, name)| (name.clone(), assessed(&|unit| unit.category == at))).collect()
        }
        RankScope::Group => {
            let groups = scheme.groups.iter().enumerate();
            groups.map(|(at, group)| (group.name.value.clone(), assessed(&|unit| unit.group == Some(at)))).collect()
        }
        RankScope::All | RankScope::SameFullMark => vec![(Audience::ALL.to_owned(), assessed(&|_| true))],
    };
    let none = |count: usize| count > 0 && share.of(count) == 0;
    fields.into_iter().filter(|(_, count)| none(*count)).map(|(name, _)| name).collect()
}

fn check_category(category: &Spanned<String>, roster: &Roster, diagnostics: &mut Diagnostics) {
    if !roster.categories().contains(&category.value) {
        let known = roster.categories().to_vec();
        diagnostics.at(category.span, Problem::UnknownCategory { found: category.value.clone(), known });
    }
}

/// Every category stands in one group.
fn check_groups(scheme: &Scheme, roster: &Roster, diagnostics: &mut Diagnostics) {
    let mut seen: Vec<&Spanned<String>> = Vec::new();
    for category in scheme.groups.iter().flat_map(|group| &group.categories) {
        check_category(category, roster, diagnostics);
        if let Some(earlier) = seen.iter().find(|earlier| earlier.value == category.value) {
            let problem = Problem::Duplicate { column: "categories".to_owned(), value: category.value.clone() };
            diagnostics.between(category.span, earlier.span, problem);
        }
        seen.push(category);
    }
    if let Some(Group { name, .. }) = scheme.groups.last() {
        let alone = |name: &String| !seen.iter().any(|seen| seen.value == *name);
        for (at, category) in roster.categories().iter().enumerate().filter(|(_, name)| alone(name)) {
            let problem = Problem::NoGroup { category: category.clone() };
            diagnostics.between(name.span, roster.category_place(at), problem);
        }
    }
}

/// Every member of a panel is named once, whichever of its names is written.
fn check_members(scheme: &Scheme, roster: &Roster, diagnostics: &mut Diagnostics) {
    for item in &scheme.items {
        let Rule::Mean { panels, .. } = &item.rule else { continue };
        for panel in panels {
            let mut seen: BTreeMap<String, Span> = BTreeMap::new();
            for member in &panel.members {
                if let Some(earlier) = seen.insert(roster.identity(&member.value), member.span) {
                    let problem = Problem::Duplicate { column: "members".to_owned(), value: member.value.clone() };
                    diagnostics.between(member.span, earlier, problem);
                }
            }
        }
    }
}

/// A tag that no audience of the scheme names says nothing; told once for each tag.
fn check_tags(scheme: &Scheme, roster: &Roster, diagnostics: &mut Diagnostics) {
    let asked: BTreeSet<String> =
        audiences(scheme).flat_map(Audience::names).map(|name| normalised(&name.value)).collect();
    let mut unasked: BTreeMap<String, (&Spanned<String>, usize)> = BTreeMap::new();
    for tag in roster.units().iter().flat_map(|unit| &unit.tags) {
        let key = normalised(&tag.value);
        if !asked.contains(&key) {
            unasked.entry(key).or_insert((tag, 0)).1 += 1;
        }
    }
    for (tag, count) in unasked.into_values() {
        diagnostics.at(tag.span, Problem::UnaskedTag { tag: tag.value.clone(), count });
    }
}

/// Everybody of whom the scheme speaks.
fn audiences(scheme: &Scheme) -> impl Iterator<Item = &Audience> {
    let factors = scheme.items.iter().filter_map(|item| item.rule.events()).flat_map(|events| &events.factors);
    scheme.items.iter().map(|item| &item.applies_to).chain(factors.map(|factor| &factor.applies_to))
}

/// Some assessed unit belongs to every audience.
fn check_audiences(scheme: &Scheme, roster: &Roster, diagnostics: &mut Diagnostics) {
    for name in audiences(scheme).flat_map(Audience::names) {
        if roster.count(&name.value) == 0 {
            let known = roster.classes().into_iter().map(str::to_owned).collect();
            let problem = Problem::NobodyHas { audience: name.value.clone(), known };
            diagnostics.between(name.span, roster.header_span(), problem);
        }
    }
}

/// The base items of every unit make the base of its group, those of every section its full mark; told once for each.
fn check_full_marks(scheme: &Scheme, roster: &Roster, diagnostics: &mut Diagnostics) {
    if scheme.groups.is_empty()
        && scheme.items.iter().filter(|item| item.counts == Counts::Base).all(|item| item.applies_to.is_all())
    {
        return;
    }
    let mut told_bases = BTreeSet::new();
    let mut told_sections = BTreeSet::new();
    for unit in roster.units().iter().filter(|unit| unit.assessed) {
        let has = |item: &&Item| item.counts == Counts::Base && unit.has(&item.applies_to);
        let items: Vec<&Item> = scheme.items.iter().filter(has).collect();
        let base = scheme.base_of(unit);
        if told_bases.insert((base.span, base_of(scheme, &items).to_string())) {
            check_base(scheme, &items, base, Some(&unit.name.value), diagnostics);
        }
        check_sections(
            scheme,
            |item| unit.has(&item.applies_to),
            &mut told_sections,
            Some(&unit.name.value),
            diagnostics,
        );
    }
}

/// What base items count towards the total.
fn base_of(scheme: &Scheme, items: &[&Item]) -> Marks {
    let mut sum = Marks::zero();
    for section in items.chunk_by(|a, b| a.section == b.section) {
        let weight = scheme.section(&section[0].section).and_then(|section| section.weight.as_ref());
        let counted = weight.map(|weight| weight.value.clone());
        sum = &sum + &counted.unwrap_or_else(|| section.iter().map(|item| &item.full.value).sum());
    }
    sum
}

fn check_base(
    scheme: &Scheme,
    items: &[&Item],
    base: &Spanned<Marks>,
    unit: Option<&String>,
    diagnostics: &mut Diagnostics,
) {
    let sum = base_of(scheme, items);
    if sum != base.value {
        diagnostics.at(base.span, Problem::BaseMismatch { base: base.value.clone(), sum, unit: unit.cloned() });
    }
}

fn check_sections(
    scheme: &Scheme,
    has: impl Fn(&Item) -> bool,
    told: &mut BTreeSet<(Span, String)>,
    unit: Option<&String>,
    diagnostics: &mut Diagnostics,
) {
    for section in &scheme.sections {
        let Some(full) = &section.full else { continue };
        let of_section = |item: &&Item| item.counts == Counts::Base && item.section == section.name.value && has(item);
        let items: Vec<&Item> = scheme.items.iter().filter(of_section).collect();
        let sum: Marks = items.iter().map(|item| &item.full.value).sum();
        if !items.is_empty() && sum != full.value && told.insert((full.span, sum.to_string())) {
            let problem = Problem::SectionMismatch {
                section: section.name.value.clone(),
                full: full.value.clone(),
                sum,
                unit: unit.cloned(),
            };
            diagnostics.at(full.span, problem);
        }
    }
}
