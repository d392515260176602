//! 考核结果通报.

use minijinja::{Value, context};

use super::form::{Attachment, Insert, Piece};
use super::parts::{Parts, typeset};
use super::tables::{category_table, chart, items_tables, losses_table};
use super::{Document, Kind, Maker};
use crate::assess::reasons;
use crate::diag::Diagnostics;
use crate::model::Genre;
use crate::validate::{Audience, Band, Counts, RankScope, Ties, UnitId};

impl Maker<'_> {
    /// The notice of the results with its two attachments.
    pub(super) fn results(&self, diagnostics: &mut Diagnostics) -> Option<Document> {
        let documents = &self.workspace.documents;
        let form = &documents.results;
        let values = self.citing_values(diagnostics)?;
        let title = self.title(&form.title, &values, diagnostics)?;
        let path = self.path(&documents.files.results, &values, diagnostics)?;
        let (number, date) = (self.numbered(Genre::Results, diagnostics), self.date(Genre::Results));
        let items_title = self.wording.phrases(&form.items_title, &values, diagnostics)?;
        let losses_title = self.wording.phrases(&form.losses_title, &values, diagnostics)?;
        let table_title = self.wording.phrases(&form.table_title, &values, diagnostics)?.concat();
        let body = self.results_body(&context! { table_title, ..values }, diagnostics)?;
        let attachments = vec![
            self.filled_attachment("附件1".to_owned(), diagnostics)?,
            Attachment {
                label: "附件2".to_owned(),
                title: items_title,
                landscape: true,
                body: items_tables(self).into_iter().map(Piece::Insert).collect(),
            },
            Attachment {
                label: "附件3".to_owned(),
                title: losses_title,
                landscape: false,
                body: vec![Piece::Insert(losses_table(self))],
            },
        ];
        let view = self.view(Parts {
            title,
            head: self.head(&form.head, Some(number)),
            date,
            signature: Some(self.signature(&form.seal, date)),
            addressees: form.addressees.as_ref().map(|text| text.value.clone()),
            body,
            note: None,
            imprint: Some(self.imprint(form.copies.as_ref().map(|text| text.value.clone()), date)),
            attachments,
        });
        Some(typeset(Kind::Results, path, "results.typ", view))
    }

    fn results_body(&self, values: &Value, diagnostics: &mut Diagnostics) -> Option<Vec<Piece>> {
        let roster = &self.workspace.roster;
        let names: Vec<String> = (1..=roster.categories().len()).map(|at| format!("category_{at}")).collect();
        let categories: Vec<Value> = (0..names.len()).map(|at| self.category_values(at, &names[at])).collect();
        let mut inserts: Vec<(&str, Insert)> = vec![("chart", chart(self))];
        inserts.extend(names.iter().enumerate().map(|(at, name)| (name.as_str(), category_table(self, at))));
        let ranking = self.workspace.scheme.ranking();
        let key = ranking.key.title();
        let scope = match ranking.scope {
            RankScope::Category => "各类别",
            RankScope::Group => "各组",
            RankScope::All => "全部被考核单位",
            RankScope::SameFullMark => "满分相同的单位",
        };
        let values = context! {
            listed => roster.units().len(),
            weighted => roster.has_weights(),
            assessed => roster.count(Audience::ALL),
            leads => roster.count(Audience::LEADS),
            provincial_leads => roster.count(Audience::PROVINCIAL_LEADS),
            conversion => self.workspace.scheme.conversion().name(),
            ranking => context! { key => key, scope => scope, ordered => ranking.ties != Ties::Unordered },
            tie_breaks => self.tie_breaks(),
            weighs => self.workspace.scheme.items().iter().any(|item| self.weighs(&item.section)),
            grades => self.by_grade(),
            vetoed => self.vetoed(),
            categories => categories,
            deductions => self.deductions(),
            grouped => !self.workspace.scheme.groups().is_empty(),
            base => self.workspace.scheme.base().value.to_string(),
            ..values.clone()
        };
        self.body("results.md.j2", &values, &inserts, diagnostics)
    }

    /// The units from whose total something was taken off, with item, points and events.
    fn deductions(&self) -> Vec<Value> {
        let mut found = Vec::new();
        for (id, unit) in self.workspace.roster.ids() {
            for (place, item) in self.workspace.scheme.items().iter().enumerate() {
                if item.counts == Counts::Deduction
                    && let Some(score) = self.assessment.score(self.workspace, id, place)
                    && !score.lost.is_zero()
                {
                    found.push(context! {
                        unit => &unit.name.value,
                        item => &item.id,
                        points => self.printed(&score.lost),
                        reasons => reasons(self.workspace, id, place).join("；"),
                    });
                }
            }
        }
        found
    }

    /// The grades, each with the units that have it, in the order of the roster.
    fn by_grade(&self) -> Vec<Value> {
        let Some(grades) = self.workspace.scheme.grades() else { return Vec::new() };
        let value = |(at, band): (usize, &Band)| {
            let has = |id: &UnitId| {
                let outcome = self.assessment.unit(*id).outcome.as_ref();
                outcome.and_then(|outcome| outcome.grade.as_ref()).is_some_and(|grade| grade.band == at)
            };
            let units: Vec<String> = self
                .workspace
                .roster
                .ids()
                .filter(|(id, _)| has(id))
                .map(|(_, unit)| unit.name.value.clone())
                .collect();
            context! { name => &band.name.value, units }
        };
        grades.bands.iter().enumerate().map(value).collect()
    }

    /// The units whose grade was vetoed, with what happened.
    fn vetoed(&self) -> Vec<Value> {
        let Some(grades) = self.workspace.scheme.grades() else { return Vec::new() };
        let mut found = Vec::new();
        for (id, unit) in self.workspace.roster.ids() {
            for (veto, event) in self.workspace.scores.vetoes_of(id) {
                let veto = &grades.vetoes[*veto];
                let (cap, last) = (&grades.bands[veto.cap].name.value, veto.cap + 1 == grades.bands.len());
                found.push(
                    context! { unit => &unit.name.value, veto => &veto.id.value, reason => event.reason.as_str(), cap, last },
                );
            }
        }
        found
    }

    fn category_values(&self, at: usize, table: &str) -> Value {
        let result = &self.assessment.categories()[at];
        let roster = &self.workspace.roster;
        let best: Vec<&str> = result.best_units.iter().map(|id| roster.name(*id)).collect();
        let printed = |marks: &Option<crate::model::Marks>| {
            marks.as_ref().map_or_else(|| super::tables::ABSENT.to_owned(), |marks| self.printed(marks))
        };
        context! {
            name => &roster.categories()[at],
            table => table,
            listed => result.units.len(),
            assessed => result.assessed,
            mean => printed(&result.mean),
            best => printed(&result.best),
            best_units => best.join("、"),
        }
    }
}
