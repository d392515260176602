//! 反馈函: one letter for each assessed unit.

use minijinja::{Value, context};

use super::form::{Imprint, View};
use super::letter_table::{absent_items, letter_table};
use super::parts::Parts;
use super::{Bearing, Content, Document, Kind, Maker, json};
use crate::assess::ItemResult;
use crate::diag::{Diagnostics, Problem};
use crate::digest::digest;
use crate::figures::grade;
use crate::model::{Genre, Marks};
use crate::paths::file_name_part;
use crate::validate::{RankScope, Ties, UnitId};

/// A name with what it is called, which its own last character may say already: “机关”类, “企业组”.
fn named(name: &str, kind: &str) -> String {
    format!("“{name}”{}", if name.ends_with(kind) { "" } else { kind })
}

impl Maker<'_> {
    /// The letters of all assessed units, or of one.
    pub(super) fn letters(&self, only: Option<UnitId>, diagnostics: &mut Diagnostics) -> Vec<Document> {
        let roster = &self.workspace.roster;
        let wanted: Vec<UnitId> = roster
            .ids()
            .filter(|(id, unit)| unit.assessed && only.is_none_or(|only| only == *id))
            .map(|(id, _)| id)
            .collect();
        // A letter that replaces another gets its number when it is issued.
        let blank = |id: &&UnitId| {
            let bearing = self.bearings.of(Genre::Letter, Some(&roster.unit(**id).code));
            bearing.number.is_none() && bearing.replaces.is_none()
        };
        let unnumbered = wanted.iter().filter(blank).count();
        if unnumbered > 0 {
            diagnostics.nowhere(Problem::NoNumber { document: Genre::Letter.name().to_owned(), count: unnumbered });
        }
        for id in &wanted {
            self.check_sum(*id, diagnostics);
        }
        let Some(values) = self.citing_values(diagnostics) else { return Vec::new() };
        wanted.into_iter().filter_map(|id| self.letter(id, &values, diagnostics)).collect()
    }

    fn letter(&self, id: UnitId, values: &Value, diagnostics: &mut Diagnostics) -> Option<Document> {
        let unit = self.workspace.roster.unit(id);
        let view = self.letter_view(id, values, diagnostics);
        let path = self.letter_path(id, values, diagnostics)?;
        let text = json(&view?);
        Some(Document {
            kind: Kind::Letters,
            genre: Some(Genre::Letter),
            unit: Some(unit.code.clone()),
            path,
            content: Content::Letter { unit: id, view: digest(text.as_bytes()).into() },
        })
    }

    /// The view of a letter that was listed before: whatever is wrong with it was told then.
    pub(super) fn letter_again(&self, id: UnitId) -> View {
        let mut told = Diagnostics::default();
        let values = self.citing_values(&mut told);
        let view = values.and_then(|values| self.letter_view(id, &values, &mut told));
        view.unwrap_or_else(|| unreachable!("a letter that was listed is made of the same again"))
    }

    /// Reports a unit whose printed items do not add up to its printed total.
    fn check_sum(&self, id: UnitId, diagnostics: &mut Diagnostics) {
        let result = self.assessment.unit(id);
        let Some(outcome) = &result.outcome else { return };
        if outcome.printed_sum != outcome.total {
            let unit = self.workspace.roster.unit(id);
            let (sum, total) = (self.printed(&outcome.printed_sum), self.printed(&outcome.total));
            diagnostics.at(unit.row, Problem::PartsMissTotal { unit: unit.name.value.clone(), sum, total });
        }
    }

    fn letter_path(&self, id: UnitId, values: &Value, diagnostics: &mut Diagnostics) -> Option<String> {
        let unit = self.workspace.roster.unit(id);
        let category = &self.workspace.roster.categories()[unit.category];
        let names = context! {
            category => file_name_part(category),
            number => file_name_part(&unit.number),
            unit => file_name_part(&unit.name.value),
            code => file_name_part(&unit.code.to_string()),
            ..values.clone()
        };
        self.path(&self.workspace.documents.files.letter, &names, diagnostics)
    }

    fn letter_view(&self, id: UnitId, values: &Value, diagnostics: &mut Diagnostics) -> Option<View> {
        let documents = &self.workspace.documents;
        let form = &documents.letter;
        let unit = self.workspace.roster.unit(id);
        let title = self.title(&form.title, values, diagnostics)?;
        let number = self.number(Genre::Letter, Some(&unit.code)).to_string();
        let Bearing { date, replaces, .. } = self.bearings.of(Genre::Letter, Some(&unit.code));
        let date = *date;
        // The letter that is replaced has the title of its kind too.
        let replaces = replaces.as_ref().map(|replaced| Self::cited_values(&title.whole, replaced));
        let note = match &form.note {
            Some(pattern) => Some(self.wording.line(pattern, values, diagnostics)?),
            None => None,
        };
        let inserts = [("items", letter_table(self, id))];
        let body_values = context! { replaces => replaces, ..self.letter_values(id, values) };
        let body = self.body("letter.md.j2", &body_values, &inserts, diagnostics)?;
        let imprint =
            form.copies.as_ref().map(|copies| Imprint { copies: Some(copies.value.clone()), issuer: None, date: None });
        let mut view = self.view(Parts {
            title,
            // A letter bears the mark of the leading organ alone (GB/T 9704-2012, 10.1).
            head: self.plain_head(&form.head, &documents.issuer.name, Some(number)),
            date,
            signature: Some(self.signature(&form.seal, date)),
            addressees: Some(unit.name.value.clone()),
            body,
            note,
            imprint,
            attachments: Vec::new(),
        });
        view.meta.title = format!("{}（{}）", view.meta.title, unit.name.value);
        Some(view)
    }

    fn letter_values(&self, id: UnitId, values: &Value) -> Value {
        let unit = self.workspace.roster.unit(id);
        let result = self.assessment.unit(id);
        let told = |place| self.assessment.score(self.workspace, id, place);
        let lost = result.items.iter().enumerate().any(|(place, item)| match item {
            ItemResult::Outside | ItemResult::NotApplicable(_) => false,
            ItemResult::Missing | ItemResult::Scored(_) => told(place).is_none_or(|score| !score.lost.is_zero()),
        });
        let category = &self.workspace.roster.categories()[unit.category];
        let scope = match self.workspace.scheme.ranking().scope {
            RankScope::Category => named(category, "类"),
            RankScope::Group => {
                let group = unit.group.map(|group| self.workspace.scheme.groups()[group].name.value.as_str());
                named(group.unwrap_or_default(), "组")
            }
            RankScope::All => "全部".to_owned(),
            RankScope::SameFullMark => "与你单位满分相同的".to_owned(),
        };
        let outcome = result.outcome.as_ref();
        let names = self.workspace.scheme.grades().map(|grades| grades.vetoes.as_slice()).unwrap_or_default();
        let vetoes: Vec<Value> = self
            .workspace
            .scores
            .vetoes_of(id)
            .iter()
            .map(|(veto, event)| context! { name => &names[*veto].id.value, reason => event.reason.as_str() })
            .collect();
        let figure = |figure: Option<&Marks>| figure.map(|figure| self.printed(figure)).unwrap_or_default();
        context! {
            unit => &unit.name.value,
            category => category,
            missing => absent_items(self, id).join("、"),
            total => figure(outcome.map(|outcome| &outcome.total)),
            own_full => result.own_full.as_ref().map(ToString::to_string).unwrap_or_default(),
            rate => figure(outcome.map(|outcome| &outcome.rate)),
            weight => unit.weight.as_ref().map(|weight| weight.value.to_string()).unwrap_or_default(),
            converted => figure(outcome.and_then(|outcome| outcome.converted.as_ref())),
            ordered => self.workspace.scheme.ranking().ties != Ties::Unordered,
            grade => outcome.and_then(|outcome| grade(self.workspace, outcome)),
            vetoes => vetoes,
            scope => scope,
            place => outcome.map_or(0, |outcome| outcome.rank.place),
            of => outcome.map_or(0, |outcome| outcome.rank.of),
            tied => outcome.is_some_and(|outcome| outcome.rank.is_tied()),
            lost_anything => lost,
            ..values.clone()
        }
    }
}
