//! The roster (名册): units, their other names, the indicators they lead, and the numbers set aside for their documents.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ecow::EcoString;

use super::cells::{Unique, count, filled, nearest, normalised};
use super::columns;
use super::numbers::number;
use super::scheme::{Audience, Scheme};
use crate::diag::{Diagnostics, Problem};
use crate::load::{Blanks, Cell, RawTable, RawWorkspace, names_in};
use crate::model::{DocumentNumber, Genre, Marks, UnitCode};
use crate::source::Sources;
use crate::span::{Span, Spanned};

/// A unit by its place in the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitId(pub(crate) usize);

/// A unit of the roster (单位).
#[derive(Debug)]
pub struct Unit {
    /// Its lasting key.
    pub code: UnitCode,
    /// Its name as it is printed.
    pub name: Spanned<String>,
    /// Its category (类别), by place among the categories.
    pub category: usize,
    /// Its number within the category (序号).
    pub number: String,
    /// 分值设置: its share of the yearly total given to this work, if the roster says any.
    pub weight: Option<Spanned<Marks>>,
    /// Whether it is assessed: its 分值设置 is not blank, its 考核 is not 否.
    pub assessed: bool,
    /// Its group, by place in the scheme; `None` if there are no groups.
    pub group: Option<usize>,
    /// Its category, group, roles and tags, by which items say whom they apply to.
    pub classes: Arc<BTreeSet<String>>,
    /// Its tags (标签) with the cell they stand in.
    pub tags: Vec<Spanned<String>>,
    /// Its row.
    pub row: Span,
}

impl Unit {
    /// Whether something with this audience applies to the unit.
    #[must_use]
    pub fn has(&self, audience: &Audience) -> bool {
        audience.is_all() || audience.names().iter().any(|name| self.is(&name.value))
    }

    /// Whether the unit is one of a class.
    #[must_use]
    pub fn is(&self, class: &str) -> bool {
        self.classes.contains(class)
    }
}

/// An indicator (指标) that one unit leads and others cooperate in.
#[derive(Debug)]
pub struct Indicator {
    /// Its name.
    pub name: String,
    /// Whether it belongs to the provincial evaluation.
    pub provincial: bool,
    /// 牵头单位.
    pub lead: UnitId,
    /// 配合单位.
    pub cooperating: Vec<UnitId>,
    /// Its row.
    pub row: Span,
}

/// The units and what follows from the tables about them.
#[derive(Debug)]
pub struct Roster {
    units: Vec<Unit>,
    categories: Vec<Spanned<String>>,
    category_names: Vec<String>,
    indicators: Vec<Indicator>,
    /// For each unit, the indicators for which it is evaluated, in the order of their table.
    evaluated_for: Vec<Vec<usize>>,
    /// For each unit, the indicators that it leads, likewise.
    leads: Vec<Vec<usize>>,
    by_indicator: BTreeMap<String, usize>,
    indicators_header: Option<Span>,
    by_name: BTreeMap<EcoString, UnitId>,
    by_code: BTreeMap<UnitCode, UnitId>,
    header: Vec<String>,
    header_span: Span,
    numbers: BTreeMap<(Genre, Option<UnitId>), Spanned<DocumentNumber>>,
}

impl Roster {
    pub(super) fn read(raw: &RawWorkspace, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        let table = raw.table(sources, "units.csv");
        let Some(header_span) = table.header_span() else {
            table.columns(columns::UNITS, diagnostics);
            return None;
        };
        let mut roster = Self {
            units: Vec::with_capacity(table.rows().len()),
            categories: Vec::new(),
            category_names: Vec::new(),
            indicators: Vec::new(),
            evaluated_for: Vec::new(),
            leads: Vec::new(),
            by_indicator: BTreeMap::new(),
            indicators_header: None,
            by_name: BTreeMap::new(),
            by_code: BTreeMap::new(),
            header: table.header().map(str::to_owned).collect(),
            header_span,
            numbers: BTreeMap::new(),
        };
        roster.read_units(&table, raw.blanks(), diagnostics)?;
        if table.rows().is_empty() {
            diagnostics.at(header_span, Problem::NoUnits);
        }
        drop(table);
        roster.read_aliases(&raw.table(sources, "aliases.csv"), diagnostics);
        if raw.has("indicators.csv") {
            roster.read_indicators(&raw.table(sources, "indicators.csv"), diagnostics)?;
        }
        roster.evaluated_for = vec![Vec::new(); roster.units.len()];
        roster.leads = vec![Vec::new(); roster.units.len()];
        for (place, indicator) in roster.indicators.iter().enumerate() {
            roster.by_indicator.entry(indicator.name.clone()).or_insert(place);
            roster.leads[indicator.lead.0].push(place);
            for id in &indicator.cooperating {
                roster.evaluated_for[id.0].push(place);
            }
        }
        roster.read_numbers(&raw.table(sources, "numbers.csv"), diagnostics);
        Some(roster)
    }

    /// All units in the order of the roster.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// All units with their ids.
    pub fn ids(&self) -> impl Iterator<Item = (UnitId, &Unit)> {
        self.units.iter().enumerate().map(|(at, unit)| (UnitId(at), unit))
    }

    /// One unit.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id.0]
    }

    /// The printed name of a unit.
    #[must_use]
    pub fn name(&self, id: UnitId) -> &str {
        &self.units[id.0].name.value
    }

    /// All names of all units: those that are printed, aliases and codes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(EcoString::as_str)
    }

    /// The categories in the order of the roster.
    #[must_use]
    pub fn categories(&self) -> &[String] {
        &self.category_names
    }

    /// Where a category is named first.
    pub(super) fn category_place(&self, category: usize) -> Span {
        self.categories[category].span
    }

    /// Where the columns of the indicators stand, if there is such a table.
    pub(super) fn indicators_header(&self) -> Option<Span> {
        self.indicators_header
    }

    /// The indicators for which a unit is evaluated, in the order of their table.
    pub(super) fn evaluated_for(&self, id: UnitId) -> &[usize] {
        &self.evaluated_for[id.0]
    }

    /// The indicators that a unit leads, in the order of their table.
    pub(super) fn leads(&self, id: UnitId) -> &[usize] {
        &self.leads[id.0]
    }

    /// Where the indicator with a name stands among all.
    pub(super) fn indicator(&self, name: &str) -> Option<usize> {
        self.by_indicator.get(name).copied()
    }

    /// The indicators in the order of their table.
    #[must_use]
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// How many assessed units are of a class.
    #[must_use]
    pub fn count(&self, class: &str) -> usize {
        self.units.iter().filter(|unit| unit.assessed && unit.is(class)).count()
    }

    /// How many assessed units an audience has.
    #[must_use]
    pub fn audience(&self, audience: &Audience) -> usize {
        self.units.iter().filter(|unit| unit.assessed && unit.has(audience)).count()
    }

    /// The classes of all assessed units.
    #[must_use]
    pub fn classes(&self) -> BTreeSet<&str> {
        self.units
            .iter()
            .filter(|unit| unit.assessed)
            .flat_map(|unit| unit.classes.iter().map(String::as_str))
            .collect()
    }

    /// Whether the table of units has the column 分值设置.
    #[must_use]
    pub fn has_weights(&self) -> bool {
        self.header.iter().any(|column| column == "分值设置")
    }

    /// The columns of the table of units.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Where they stand.
    #[must_use]
    pub fn header_span(&self) -> Span {
        self.header_span
    }

    /// Gives every unit the group of its category; units that are of the same classes share them from then on.
    pub(super) fn group(&mut self, scheme: &Scheme) {
        let mut known: BTreeSet<Arc<BTreeSet<String>>> = BTreeSet::new();
        for unit in &mut self.units {
            let category = &self.category_names[unit.category];
            let holds = |name: &Spanned<String>| name.value == *category;
            unit.group = scheme.groups().iter().position(|group| group.categories.iter().any(holds));
            if let Some(group) = unit.group {
                Arc::make_mut(&mut unit.classes).insert(scheme.groups()[group].name.value.clone());
            }
            match known.get(&unit.classes) {
                Some(classes) => unit.classes = Arc::clone(classes),
                None => {
                    known.insert(Arc::clone(&unit.classes));
                }
            }
        }
    }

    /// The number set aside for a document.
    #[must_use]
    pub fn number(&self, genre: Genre, unit: Option<UnitId>) -> Option<&DocumentNumber> {
        self.numbers.get(&(genre, unit)).map(|number| &number.value)
    }

    /// All numbers with the kind of document each is set aside for.
    pub fn numbers(&self) -> impl Iterator<Item = (Genre, &Spanned<DocumentNumber>)> {
        self.numbers.iter().map(|((genre, _), number)| (*genre, number))
    }

    /// The unit with this name or alias, or code; spaces and zero-width marks in the name do not matter.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<UnitId> {
        self.coded(name).or_else(|| self.named(name))
    }

    /// The unit with this name or alias. A number is none, even if it is the code of a unit: evaluators who are not named bear numbers.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<UnitId> {
        self.by_name.get(&*normalised(name)).copied()
    }

    /// What tells a name from others: of a unit its printed name, whichever of its names it is; of anybody else the name
    /// without what does not matter.
    #[must_use]
    pub fn identity(&self, name: &str) -> String {
        self.named(name).map_or_else(|| normalised(name), |id| normalised(self.name(id)))
    }

    /// The unit with a code.
    fn coded(&self, code: &str) -> Option<UnitId> {
        self.by_code.get(&UnitCode::new(code)?).copied()
    }

    /// Up to three units whose names, aliases or codes are nearest to a name that is not known.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Vec<String> {
        if let Some(unit) = self.coded(name) {
            return vec![self.name(unit).to_owned()];
        }
        let mut units: Vec<String> = Vec::new();
        for known in nearest(name, self.names()) {
            let unit = self.by_name[known.as_str()];
            if !units.iter().any(|found| found == self.name(unit)) {
                units.push(self.name(unit).to_owned());
            }
        }
        units
    }

    /// The unit a cell names.
    pub(super) fn unit_in(&self, cell: &Cell, column: &'static str, diagnostics: &mut Diagnostics) -> Option<UnitId> {
        if cell.value.is_empty() {
            diagnostics.at(cell.span, Problem::EmptyCell { column });
            return None;
        }
        let found = self.by_name.get(&*normalised(&cell.value)).copied();
        if found.is_none() {
            let (name, nearest) = (cell.value.to_string(), self.nearest(&cell.value));
            let parts: Vec<&str> = names_in(&name).collect();
            let several = parts.len() > 1 && parts.iter().all(|part| self.by_name.contains_key(&*normalised(part)));
            let problem = Problem::UnknownUnit { name, nearest, several };
            diagnostics.at(cell.span, problem);
        }
        found
    }

    fn read_units(&mut self, table: &RawTable, blanks: &Blanks, diagnostics: &mut Diagnostics) -> Option<()> {
        let [key, kind, place, title, _] = columns::UNITS;
        let ([code, category, number, name], [weight, assessed, tags]) =
            table.columns_and([key, kind, place, title], columns::UNITS_OPTIONAL, diagnostics)?;
        let mut codes = Unique::new("编码");
        let mut names = Unique::new("单位");
        let mut places = Unique::new("序号");
        for row in table.rows() {
            let code_text = filled(row, code, "编码", diagnostics);
            let category_text = filled(row, category, "类别", diagnostics);
            let number_text = filled(row, number, "序号", diagnostics);
            let name_text = filled(row, name, "单位", diagnostics);
            codes.check(&[&code_text.value], code_text.span, diagnostics);
            names.check(&[&normalised(&name_text.value)], name_text.span, diagnostics);
            let number_key =
                count(number_text).map_or_else(|| number_text.value.to_string(), |number| number.to_string());
            places.check(&[&category_text.value, &number_key], number_text.span, diagnostics);
            let weighted = weight.map(|weight| read_weight(row.cell(weight), blanks, diagnostics));
            let assessed = assessed.is_none_or(|assessed| read_assessed(row.cell(assessed), diagnostics))
                && weighted.as_ref().is_none_or(Option::is_some);
            let category = self.category(category_text, diagnostics);
            let tags = tags.map(|tags| read_tags(row.cell(tags))).unwrap_or_default();
            let mut classes: BTreeSet<String> = tags.iter().map(|tag| tag.value.clone()).collect();
            // Whoever writes a tag with a space in it means the one without.
            classes.extend(tags.iter().map(|tag| normalised(&tag.value)));
            classes.extend([Audience::ALL.to_owned(), self.category_names[category].clone()]);
            if !number_text.value.is_empty() && count(number_text).is_none() {
                diagnostics.at(number_text.span, Problem::NotACount { found: number_text.value.to_string() });
            }
            // A unit with a fault stays known: what speaks of it must not be faulted too.
            let Some(unit_code) = UnitCode::new(&code_text.value).filter(|_| !name_text.value.is_empty()) else {
                continue;
            };
            let id = UnitId(self.units.len());
            self.by_name.insert(normalised(&name_text.value).into(), id);
            // Of two units with one code, which is a fault, the first one has it.
            self.by_code.entry(unit_code.clone()).or_insert(id);
            self.units.push(Unit {
                code: unit_code,
                name: name_text.clone().map(Into::into),
                category,
                number: number_text.value.to_string(),
                weight: weighted.flatten(),
                assessed,
                group: None,
                classes: Arc::new(classes),
                tags,
                row: row.span(),
            });
        }
        Some(())
    }

    /// The place of a category; its units stand together.
    fn category(&mut self, cell: &Cell, diagnostics: &mut Diagnostics) -> usize {
        let same = |category: &String| normalised(category) == normalised(&cell.value);
        let known = self.category_names.iter().position(same);
        if let Some(place) = known {
            if place + 1 != self.categories.len() {
                diagnostics.at(cell.span, Problem::ScatteredCategory { category: cell.value.to_string() });
            }
            return place;
        }
        self.categories.push(cell.clone().map(Into::into));
        self.category_names.push(cell.value.to_string());
        self.categories.len() - 1
    }

    fn read_aliases(&mut self, table: &RawTable, diagnostics: &mut Diagnostics) {
        let Some([alias, unit]) = table.columns(columns::ALIASES, diagnostics) else { return };
        let mut aliases = Unique::new("别名");
        let mut found = Vec::new();
        for row in table.rows() {
            let alias = filled(row, alias, "别名", diagnostics);
            let key = normalised(&alias.value);
            aliases.check(&[&key], alias.span, diagnostics);
            if self.by_name.contains_key(&*key) {
                diagnostics.at(alias.span, Problem::AliasIsAName { alias: alias.value.to_string() });
            } else if let Some(unit) = self.unit_in(row.cell(unit), "单位", diagnostics) {
                found.push((key.into(), unit));
            }
        }
        self.by_name.extend(found);
    }

    fn read_indicators(&mut self, table: &RawTable, diagnostics: &mut Diagnostics) -> Option<()> {
        let [key, name, level, lead, cooperating] = table.columns(columns::INDICATORS, diagnostics)?;
        self.indicators_header = table.header_span();
        let mut keys = Unique::new("编号");
        let mut names = Unique::new("指标");
        self.indicators.reserve_exact(table.rows().len());
        for row in table.rows() {
            let key = filled(row, key, "编号", diagnostics);
            keys.check(&[&key.value], key.span, diagnostics);
            let name = filled(row, name, "指标", diagnostics);
            names.check(&[&name.value], name.span, diagnostics);
            let level = row.cell(level);
            if !matches!(level.value.as_str(), "省" | "市") {
                diagnostics.at(level.span, Problem::UnknownLevel { found: level.value.to_string() });
            }
            let lead_cell = row.cell(lead);
            let lead = self.unit_in(lead_cell, "牵头单位", diagnostics);
            let cooperating = self.cooperating(row.cell(cooperating), lead, &name.value, diagnostics);
            let Some(lead) = lead else { continue };
            // A level that is neither is a fault already; taken as provincial it causes no second one.
            let provincial = level.value != "市";
            if !self.unit(lead).assessed {
                let problem = Problem::LeadNotAssessed { unit: self.name(lead).to_owned() };
                diagnostics.between(lead_cell.span, self.unit(lead).row, problem);
            }
            let classes = Arc::make_mut(&mut self.units[lead.0].classes);
            classes.insert(Audience::LEADS.to_owned());
            if provincial {
                classes.insert(Audience::PROVINCIAL_LEADS.to_owned());
            }
            let name = name.value.to_string();
            self.indicators.push(Indicator { name, provincial, lead, cooperating, row: row.span() });
        }
        Some(())
    }

    /// The units in a cell, separated by 、.
    fn cooperating(
        &self,
        cell: &Cell,
        lead: Option<UnitId>,
        indicator: &str,
        diagnostics: &mut Diagnostics,
    ) -> Vec<UnitId> {
        let mut found = Vec::new();
        for name in cell.value.split('、').map(str::trim).filter(|name| !name.is_empty()) {
            let part = Spanned { value: name.into(), span: cell.span };
            let Some(unit) = self.unit_in(&part, "配合单位", diagnostics) else { continue };
            if Some(unit) == lead {
                let problem =
                    Problem::LeadCooperates { unit: self.name(unit).to_owned(), indicator: indicator.to_owned() };
                diagnostics.at(cell.span, problem);
            } else if found.contains(&unit) {
                let problem = Problem::Duplicate { column: "配合单位".to_owned(), value: name.to_owned() };
                diagnostics.at(cell.span, problem);
            } else {
                found.push(unit);
            }
        }
        found
    }

    fn read_numbers(&mut self, table: &RawTable, diagnostics: &mut Diagnostics) {
        let Some([document, code, number]) = table.columns(columns::NUMBERS, diagnostics) else {
            return;
        };
        let mut keys = Unique::new("文种、编码");
        let mut numbers = Unique::new("发文字号");
        let mut all = Vec::with_capacity(table.rows().len());
        for row in table.rows() {
            let document = row.cell(document);
            let Some(genre) = Genre::named(&document.value).filter(|genre| *genre != Genre::Correction) else {
                let known =
                    [Genre::Method, Genre::Results, Genre::Letter].map(|genre| genre.name().to_owned()).to_vec();
                diagnostics.at(document.span, Problem::UnknownDocument { found: document.value.to_string(), known });
                continue;
            };
            let code = row.cell(code);
            let unit = self.coded(&code.value);
            let named = genre == Genre::Letter;
            if named && unit.is_none() || !named && !code.value.is_empty() {
                diagnostics.at(code.span, Problem::UnknownCode { found: code.value.to_string() });
                continue;
            }
            keys.check(&[&document.value, &code.value], document.span, diagnostics);
            let number = row.cell(number);
            let Some(parsed) = DocumentNumber::parse(&number.value) else {
                diagnostics.at(number.span, Problem::BadDocumentNumber { found: number.value.to_string() });
                continue;
            };
            numbers.check(&[&number.value], number.span, diagnostics);
            let parsed = Spanned { value: parsed, span: number.span };
            all.push(((genre, unit), parsed));
        }
        self.numbers = all.into_iter().collect();
    }
}

/// 分值设置; `None` if blank. A fault is reported, and the unit taken as assessed.
fn read_weight(cell: &Cell, blanks: &Blanks, diagnostics: &mut Diagnostics) -> Option<Spanned<Marks>> {
    if blanks.of(&cell.value).is_some() {
        return None;
    }
    match number(cell, diagnostics) {
        None => {}
        Some(marks) if marks.is_negative() => diagnostics.at(cell.span, Problem::Negative { found: marks }),
        Some(marks) if marks.is_zero() => diagnostics.at(cell.span, Problem::ZeroWeight),
        Some(marks) => return Some(Spanned { value: marks, span: cell.span }),
    }
    Some(Spanned { value: Marks::from(1), span: cell.span })
}

/// The tags in a cell, whatever separates them.
fn read_tags(cell: &Cell) -> Vec<Spanned<String>> {
    let tags = cell.value.split(['、', '，', ',', '；', ';']).map(str::trim).filter(|tag| !tag.is_empty());
    tags.map(|tag| Spanned { value: tag.to_owned(), span: cell.span }).collect()
}

/// 考核: 是 or blank, or 否. A fault is reported, and the unit taken as assessed.
fn read_assessed(cell: &Cell, diagnostics: &mut Diagnostics) -> bool {
    match cell.value.as_str() {
        "" | "是" => {}
        "否" => return false,
        found => {
            let known = ["是", "否"].map(str::to_owned).to_vec();
            diagnostics.at(cell.span, Problem::UnknownAnswer { found: found.to_owned(), known });
        }
    }
    true
}
