//! 考核办法 and the attachments as files of their own.

use std::collections::BTreeSet;

use minijinja::{Value, context};

use super::form::{Attachment, Piece, View};
use super::parts::{Parts, Title, typeset};
use super::tables::{rules_table, score_table};
use super::{Document, Kind, Maker};
use crate::diag::Diagnostics;
use crate::model::{Genre, Marks};
use crate::validate::{
    Audience, Band, Bound, Counts, FigureKey, Group, HeadForm, Item, Pattern, Quota, RankScope, Rule, ShareRounding,
    Size, Unit, Veto,
};

impl Maker<'_> {
    /// The notice with its two attachments.
    pub(super) fn method(&self, diagnostics: &mut Diagnostics) -> Option<Document> {
        let form = &self.workspace.documents.method;
        let values = self.values();
        let title = self.title(&form.title, &values, diagnostics)?;
        let path = self.path(&self.workspace.documents.files.method, &values, diagnostics)?;
        let (number, date) = (self.numbered(Genre::Method, diagnostics), self.date(Genre::Method));
        let body = self.method_body(diagnostics)?;
        let attachments = vec![
            self.rules_attachment("附件1".to_owned(), diagnostics)?,
            self.blank_attachment("附件2".to_owned(), diagnostics)?,
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
        Some(typeset(Kind::Method, path, "method.typ", view))
    }

    /// The attachments of the method, and of the results if there are any, each as a file of its own.
    pub(super) fn attachments(&self, scored: bool, diagnostics: &mut Diagnostics) -> Vec<Document> {
        let documents = &self.workspace.documents;
        let (method, results) = (self.number(Genre::Method, None), self.number(Genre::Results, None));
        let mut made = Vec::new();
        made.extend(
            self.rules_attachment(format!("{method}附件1"), diagnostics)
                .and_then(|attachment| self.detached(&documents.files.rules, attachment, Genre::Method, diagnostics)),
        );
        made.extend(self.blank_attachment(format!("{method}附件2"), diagnostics).and_then(|attachment| {
            self.detached(&documents.files.blank_table, attachment, Genre::Method, diagnostics)
        }));
        if scored {
            made.extend(self.filled_attachment(format!("{results}附件1"), diagnostics).and_then(|attachment| {
                self.detached(&documents.files.filled_table, attachment, Genre::Results, diagnostics)
            }));
        }
        made
    }

    fn detached(
        &self,
        pattern: &Pattern,
        attachment: Attachment,
        parent: Genre,
        diagnostics: &mut Diagnostics,
    ) -> Option<Document> {
        let path = self.path(pattern, &self.values(), diagnostics)?;
        Some(self.detached_at(path, attachment, parent))
    }

    /// The name of the file of its own that an attachment has, if it has one.
    pub(super) fn file_of(&self, genre: Genre, label: &str) -> Option<&Pattern> {
        let files = &self.workspace.documents.files;
        match (genre, label) {
            (Genre::Method, "附件1") => Some(&files.rules),
            (Genre::Method, "附件2") => Some(&files.blank_table),
            (Genre::Results, "附件1") => Some(&files.filled_table),
            _ => None,
        }
    }

    /// An attachment as a file of its own.
    pub(super) fn detached_at(&self, path: String, attachment: Attachment, parent: Genre) -> Document {
        let view = self.view(Parts {
            title: Title { whole: attachment.title.concat(), phrases: attachment.title.clone() },
            head: self.head(&HeadForm::default(), None),
            date: self.date(parent),
            signature: None,
            addressees: None,
            body: Vec::new(),
            note: None,
            imprint: None,
            attachments: vec![attachment],
        });
        let view = View { attachments_note: Vec::new(), ..view };
        Document { genre: Some(parent), ..typeset(Kind::Attachments, path, "attachment.typ", view) }
    }

    fn rules_attachment(&self, label: String, diagnostics: &mut Diagnostics) -> Option<Attachment> {
        let title = self.wording.phrases(&self.workspace.documents.method.rules_title, &self.values(), diagnostics)?;
        let body = vec![Piece::Insert(rules_table(self))];
        Some(Attachment { label, title, landscape: false, body })
    }

    fn blank_attachment(&self, label: String, diagnostics: &mut Diagnostics) -> Option<Attachment> {
        let title = self.wording.phrases(&self.workspace.documents.method.table_title, &self.values(), diagnostics)?;
        let body = vec![Piece::Insert(score_table(self, false))];
        Some(Attachment { label, title, landscape: false, body })
    }

    /// The score table with its marks.
    pub(super) fn filled_attachment(&self, label: String, diagnostics: &mut Diagnostics) -> Option<Attachment> {
        let title = self.wording.phrases(&self.workspace.documents.results.table_title, &self.values(), diagnostics)?;
        let body = vec![Piece::Insert(score_table(self, true))];
        Some(Attachment { label, title, landscape: false, body })
    }

    fn method_body(&self, diagnostics: &mut Diagnostics) -> Option<Vec<Piece>> {
        let values = context! {
            object => &self.workspace.documents.method.object.value,
            sections => self.sections(),
            groups => self.groups(),
            grades => self.grades(),
            vetoes => self.vetoes(),
            graded_figure => self.graded_figure(),
            has_quotas => self.workspace.scheme.grades().is_some_and(|grades| grades.bands.iter().any(|band| band.quota.is_some())),
            tie_breaks => self.tie_breaks(),
            conversion => self.workspace.scheme.conversion().name(),
            base => self.workspace.scheme.base().value.to_string(),
            ..self.values()
        };
        self.body("method.md.j2", &values, &[], diagnostics)
    }

    /// The items by section, in the form the text loops over.
    fn sections(&self) -> Vec<Value> {
        self.workspace
            .scheme
            .items()
            .chunk_by(|a, b| a.section == b.section)
            .map(|items| {
                let paragraphs: Vec<String> = match items {
                    [item] => self.addressed_texts(item),
                    items => items.iter().map(|item| self.run_in(item)).collect(),
                };
                let weight =
                    self.workspace.scheme.section(&items[0].section).and_then(|section| section.weight.as_ref());
                context! {
                    name => &items[0].section,
                    points => self.section_points(items),
                    weight => weight.map(|weight| weight.value.to_string()),
                    numbered => paragraphs.len() > 1,
                    paragraphs => paragraphs,
                }
            })
            .collect()
    }

    /// The groups, each with what its base items add up to.
    fn groups(&self) -> Vec<Value> {
        let value = |group: &Group| {
            let categories: Vec<&str> = group.categories.iter().map(|category| category.value.as_str()).collect();
            context! { name => &group.name.value, base => group.base.value.to_string(), categories => categories.join("、") }
        };
        self.workspace.scheme.groups().iter().map(value).collect()
    }

    /// The full mark of a section as the text names it. Where it is not the same for all units, that is the highest.
    fn section_points(&self, items: &[Item]) -> String {
        let said = self.workspace.scheme.section(&items[0].section).and_then(|section| section.full.as_ref());
        let all: BTreeSet<Marks> = if let Some(full) = said {
            [full.value.clone()].into()
        } else {
            let units = self.workspace.roster.units().iter().filter(|unit| unit.assessed);
            let own = |unit: &Unit| -> Vec<&Marks> {
                items.iter().filter(|item| unit.has(&item.applies_to)).map(|item| &item.full.value).collect()
            };
            units.map(own).filter(|own| !own.is_empty()).map(|own| own.into_iter().sum()).collect()
        };
        let highest = all.last().cloned().unwrap_or_else(|| items.iter().map(|item| &item.full.value).sum());
        format!("{}{}", if all.len() > 1 { "最高" } else { "" }, points(&items[0], &highest))
    }

    /// What a grade goes by, in words.
    fn graded_figure(&self) -> Option<&'static str> {
        self.workspace.scheme.grades().map(|grades| grades.key.title())
    }

    /// The grades with their bounds in words, the best first.
    fn grades(&self) -> Vec<Value> {
        let Some(grades) = self.workspace.scheme.grades() else { return Vec::new() };
        let key = self.graded_figure().unwrap_or_default();
        let unit = if grades.key == FigureKey::Rate { "%" } else { "分" };
        let bound = |bound: &Bound| {
            let included = if bound.inclusive { "（含）" } else { "（不含）" };
            format!("{key}在{}{unit}{included}以上", bound.value.value)
        };
        let quota = |quota: &Quota| {
            let (each, own) = match quota.among {
                RankScope::Category => ("每个类别", "本类别"),
                RankScope::Group => ("每组", "本组"),
                RankScope::All | RankScope::SameFullMark => ("共", "全部"),
            };
            match &quota.size {
                Size::Count(count) => format!("{each}不超过{count}个"),
                Size::Share(share) => {
                    let rounding = match share.rounding {
                        ShareRounding::Down => "",
                        ShareRounding::HalfUp => "（四舍五入）",
                        ShareRounding::Up => "（小数进一）",
                    };
                    format!("不超过{own}参加考核单位的{}%{rounding}", share.percent)
                }
                Size::Categories(counts) => {
                    let counts: Vec<String> =
                        counts.iter().map(|(category, count)| format!("{}{count}个", category.value)).collect();
                    format!("为{}", counts.join("、"))
                }
            }
        };
        let value = |band: &Band| {
            let (from, quota) = (band.lower.as_ref().map(bound), band.quota.as_ref().map(quota));
            context! { name => &band.name.value, from, quota }
        };
        grades.bands.iter().map(value).collect()
    }

    /// What vetoes a better grade.
    fn vetoes(&self) -> Vec<Value> {
        let Some(grades) = self.workspace.scheme.grades() else { return Vec::new() };
        let last = grades.bands.len() - 1;
        let value = |veto: &Veto| {
            context! { text => &veto.text, cap => &grades.bands[veto.cap].name.value, last => veto.cap == last }
        };
        grades.vetoes.iter().map(value).collect()
    }

    /// An item of several in one section as a paragraph with a run-in heading.
    fn run_in(&self, item: &Item) -> String {
        let name = item.name.as_ref().unwrap_or(&item.id);
        format!("{name}（{}）：{}", points(item, &item.full.value), self.addressed_texts(item).concat())
    }

    /// The text of a rule by paragraph, whom it concerns before it.
    fn addressed_texts(&self, item: &Item) -> Vec<String> {
        let mut texts = self.rule_texts(item);
        if let (Some(concerned), Some(first)) = (self.concerned(item), texts.first_mut()) {
            first.insert_str(0, &concerned);
        }
        texts
    }

    /// Whom an item concerns, if not all units and if its own text does not say so: units of a role are told by the text.
    pub(super) fn concerned(&self, item: &Item) -> Option<String> {
        let names: Vec<&str> = item.applies_to.names().iter().map(|name| name.value.as_str()).collect();
        let roles = [Audience::LEADS, Audience::PROVINCIAL_LEADS];
        let told = self.rule_texts(item).concat();
        let untold = names.iter().any(|name| !roles.contains(name) && !told.contains(name));
        untold.then(|| format!("适用于{}。", names.join("、")))
    }

    /// The names of the items by which units with one figure are parted.
    pub(super) fn tie_breaks(&self) -> Vec<String> {
        let items = self.workspace.scheme.items();
        self.workspace.scheme.ranking().tie_breaks.iter().map(|place| items[*place].title().to_owned()).collect()
    }

    /// The text of a rule by paragraph, its figures filled in.
    pub(super) fn rule_texts(&self, item: &Item) -> Vec<String> {
        let units = self.workspace.roster.audience(&item.applies_to).to_string();
        let filled = |text: &crate::validate::RuleText, points: &Marks, cap: &Marks| {
            let figures = [("分值", points.to_string()), ("上限", cap.to_string()), ("单位数", units.clone())];
            text.fill(&figures)
        };
        let full = &item.full.value;
        match &item.rule {
            Rule::Checklist { criteria, .. } => {
                vec![criteria.iter().map(|criterion| filled(&criterion.text, &criterion.points.value, full)).collect()]
            }
            Rule::AllOrNothing { criteria: texts }
            | Rule::Judged { texts, .. }
            | Rule::Mean { texts, .. }
            | Rule::Completion { texts, .. }
            | Rule::Intervals { texts, .. }
            | Rule::Standing { texts, .. }
            | Rule::Votes { texts, .. }
            | Rule::Periods { texts, .. } => texts.iter().map(|text| filled(text, full, full)).collect(),
            Rule::Difference(rule) => rule.texts.iter().map(|text| filled(text, full, full)).collect(),
            Rule::Counted { classes, .. } => {
                vec![classes.iter().map(|class| filled(&class.text, &class.each().value, &class.cap.value)).collect()]
            }
            Rule::Deduction { events, .. } | Rule::Loss { events, .. } => {
                vec![events.kinds.iter().map(|kind| filled(&kind.text, &kind.each.value, full)).collect()]
            }
            Rule::RankTable { text, .. } => vec![filled(text, full, full)],
        }
    }
}

/// The full mark of an item as the text names it: `5分`, of a deduction `扣10分`.
pub(super) fn points(item: &Item, full: &Marks) -> String {
    match item.counts {
        Counts::Deduction => format!("扣{full}分"),
        Counts::Bonus | Counts::Outside => format!("加{full}分"),
        Counts::Base | Counts::BeyondBase => format!("{full}分"),
    }
}
