//! 考核办法 and the attachments as files of their own.

use minijinja::{Value, context};

use super::form::{Attachment, Head, Imprint, Insert, Mark, Meta, Piece, Signature, View};
use super::tables::{rules_table, score_table};
use super::{Content, Document, Kind, Maker};
use crate::diag::{Diagnostics, Problem};
use crate::load::is_unprintable;
use crate::model::{DocumentNumber, IssueDate, Marks};
use crate::validate::{Counts, Item, METHOD, Pattern, RESULTS, Rule, UnitId};
use crate::wording::Block;

/// A title whole and by phrase.
pub(super) struct Title {
    pub(super) whole: String,
    pub(super) phrases: Vec<String>,
}

/// A document's own parts; the rest of its view is the same for every document.
pub(super) struct Parts {
    pub(super) title: Title,
    pub(super) mark: String,
    pub(super) number: Option<String>,
    pub(super) date: IssueDate,
    pub(super) addressees: Option<String>,
    pub(super) body: Vec<Piece>,
    pub(super) note: Option<String>,
    pub(super) imprint: Option<Imprint>,
    pub(super) attachments: Vec<Attachment>,
}

impl Maker<'_> {
    /// The notice with its two attachments.
    pub(super) fn method(&self, diagnostics: &mut Diagnostics) -> Option<Document> {
        let form = &self.workspace.documents.method;
        let values = self.values();
        let title = self.title(&form.title, &values, diagnostics)?;
        let path = self.path(&self.workspace.documents.files.method, &values, diagnostics)?;
        let number = self.numbered(METHOD, None, &self.workspace.documents.issuer.code, form.date, diagnostics);
        let body = self.method_body(diagnostics)?;
        let attachments = vec![
            self.rules_attachment("附件1".to_owned(), diagnostics)?,
            self.blank_attachment("附件2".to_owned(), diagnostics)?,
        ];
        let view = self.view(Parts {
            title,
            mark: self.workspace.documents.issuer.mark.clone(),
            number: Some(number),
            date: form.date,
            addressees: form.addressees.as_ref().map(|text| text.value.clone()),
            body,
            note: None,
            imprint: Some(self.imprint(form.copies.as_ref().map(|text| text.value.clone()), form.date)),
            attachments,
        });
        Some(typeset(Kind::Method, path, "method.typ", view))
    }

    /// The attachments of the method, and of the results if there are any, each as a file of its own.
    pub(super) fn attachments(&self, scored: bool, diagnostics: &mut Diagnostics) -> Vec<Document> {
        let documents = &self.workspace.documents;
        let code = &documents.issuer.code;
        let method = self.number(METHOD, None, code, documents.method.date);
        let results = self.number(RESULTS, None, code, documents.results.date);
        let mut made = Vec::new();
        made.extend(self.rules_attachment(format!("{method}附件1"), diagnostics).and_then(|attachment| {
            self.detached(&documents.files.rules, attachment, documents.method.date, diagnostics)
        }));
        made.extend(self.blank_attachment(format!("{method}附件2"), diagnostics).and_then(|attachment| {
            self.detached(&documents.files.blank_table, attachment, documents.method.date, diagnostics)
        }));
        if scored {
            made.extend(self.filled_attachment(format!("{results}附件1"), diagnostics).and_then(|attachment| {
                self.detached(&documents.files.filled_table, attachment, documents.results.date, diagnostics)
            }));
        }
        made
    }

    fn detached(
        &self,
        pattern: &Pattern,
        attachment: Attachment,
        date: IssueDate,
        diagnostics: &mut Diagnostics,
    ) -> Option<Document> {
        let path = self.path(pattern, &self.values(), diagnostics)?;
        let view = self.view(Parts {
            title: Title { whole: attachment.title.clone(), phrases: vec![attachment.title.clone()] },
            mark: self.workspace.documents.issuer.mark.clone(),
            number: None,
            date,
            addressees: None,
            body: Vec::new(),
            note: None,
            imprint: None,
            attachments: vec![attachment],
        });
        let view = View { signature: None, attachments_note: Vec::new(), ..view };
        Some(typeset(Kind::Attachments, path, "attachment.typ", view))
    }

    fn rules_attachment(&self, label: String, diagnostics: &mut Diagnostics) -> Option<Attachment> {
        let title = self.wording.line(&self.workspace.documents.method.rules_title, &self.values(), diagnostics)?;
        let body = vec![Piece::Insert(rules_table(self))];
        Some(Attachment { label, title, landscape: false, body })
    }

    fn blank_attachment(&self, label: String, diagnostics: &mut Diagnostics) -> Option<Attachment> {
        let title = self.wording.line(&self.workspace.documents.method.table_title, &self.values(), diagnostics)?;
        let body = vec![Piece::Insert(score_table(self, false))];
        Some(Attachment { label, title, landscape: false, body })
    }

    /// The score table with its marks.
    pub(super) fn filled_attachment(&self, label: String, diagnostics: &mut Diagnostics) -> Option<Attachment> {
        let title = self.wording.line(&self.workspace.documents.results.table_title, &self.values(), diagnostics)?;
        let body = vec![Piece::Insert(score_table(self, true))];
        Some(Attachment { label, title, landscape: false, body })
    }

    fn method_body(&self, diagnostics: &mut Diagnostics) -> Option<Vec<Piece>> {
        let values = context! {
            object => &self.workspace.documents.method.object.value,
            sections => self.sections(),
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
                let full: Marks = items.iter().map(|item| &item.full.value).sum();
                let paragraphs: Vec<String> = match items {
                    [item] => self.rule_texts(item),
                    items => items.iter().map(|item| self.run_in(item)).collect(),
                };
                context! {
                    name => &items[0].section,
                    points => points(&items[0], &full),
                    numbered => paragraphs.len() > 1,
                    paragraphs => paragraphs,
                }
            })
            .collect()
    }

    /// An item of several in one section as a paragraph with a run-in heading.
    fn run_in(&self, item: &Item) -> String {
        let name = item.name.as_ref().unwrap_or(&item.id);
        format!("{name}（{}）：{}", points(item, &item.full.value), self.rule_texts(item).concat())
    }

    /// The text of a rule by paragraph, its figures filled in.
    pub(super) fn rule_texts(&self, item: &Item) -> Vec<String> {
        let units = self.workspace.roster.count(item.applies_to).to_string();
        let filled = |text: &crate::validate::RuleText, points: &Marks, cap: &Marks| {
            let figures = [("分值", points.to_string()), ("上限", cap.to_string()), ("单位数", units.clone())];
            text.fill(&figures)
        };
        let full = &item.full.value;
        match &item.rule {
            Rule::Checklist { criteria, .. } => {
                vec![criteria.iter().map(|criterion| filled(&criterion.text, &criterion.points.value, full)).collect()]
            }
            Rule::Judged { texts, .. } | Rule::Mean { texts, .. } => {
                texts.iter().map(|text| filled(text, full, full)).collect()
            }
            Rule::Counted { classes } => {
                vec![classes.iter().map(|class| filled(&class.text, &class.each.value, &class.cap.value)).collect()]
            }
            Rule::Deduction { each, text, .. } => vec![filled(text, &each.value, full)],
            Rule::RankTable { text, .. } => vec![filled(text, full, full)],
        }
    }

    /// The values every pattern and template may use.
    pub(super) fn values(&self) -> Value {
        let Self { workspace, .. } = self;
        let issuer = &workspace.documents.issuer;
        let letter = &workspace.documents.letter;
        context! {
            year => workspace.scheme.year(),
            work => workspace.scheme.work(),
            field => workspace.scheme.field(),
            issuer => context! { name => &issuer.name, short => &issuer.short, code => &issuer.code },
            contact => context! {
                person => &workspace.documents.contact.person,
                telephone => &workspace.documents.contact.telephone,
            },
            letter => context! { objection_days => letter.objection_days, report_days => letter.report_days },
        }
    }

    /// The values with the method's title and number, for documents that cite it.
    pub(super) fn citing_values(&self, diagnostics: &mut Diagnostics) -> Option<Value> {
        let form = &self.workspace.documents.method;
        let values = self.values();
        let title = self.title(&form.title, &values, diagnostics)?.whole;
        let number = self.number(METHOD, None, &self.workspace.documents.issuer.code, form.date).to_string();
        Some(context! { method => context! { title => title, number => number }, ..values })
    }

    /// Fills a title and takes it apart at its phrase marks.
    pub(super) fn title(&self, pattern: &Pattern, values: &Value, diagnostics: &mut Diagnostics) -> Option<Title> {
        let phrases = self.wording.phrases(pattern, values, diagnostics)?;
        Some(Title { whole: phrases.concat(), phrases })
    }

    /// Fills a template and puts tables and charts in their places.
    pub(super) fn body(
        &self,
        template: &str,
        values: &Value,
        inserts: &[(&str, Insert)],
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<Piece>> {
        let names: Vec<&str> = inserts.iter().map(|(name, _)| *name).collect();
        let blocks = self.wording.blocks(template, values, &names, diagnostics)?;
        let piece = |block| match &block {
            Block::Insert { name } => {
                inserts.iter().find(|(known, _)| known == name).map(|(_, insert)| Piece::Insert(insert.clone()))
            }
            _ => Some(Piece::Text(block)),
        };
        blocks.into_iter().map(piece).collect()
    }

    /// Fills a file name. Values lose what file systems refuse; the whole must be a plain relative path.
    pub(super) fn path(&self, pattern: &Pattern, values: &Value, diagnostics: &mut Diagnostics) -> Option<String> {
        let path = self.wording.line(pattern, values, diagnostics)?;
        if !is_portable(&path) {
            diagnostics.at(pattern.span, Problem::BadFileName { name: path });
            return None;
        }
        Some(path)
    }

    /// The number of a document, its serial blank if none was allocated.
    pub(super) fn number(&self, document: &str, unit: Option<UnitId>, code: &str, date: IssueDate) -> DocumentNumber {
        let allocated = self.workspace.roster.number(document, unit).cloned();
        allocated.unwrap_or_else(|| DocumentNumber::blank(code, date.year()))
    }

    /// The number of a document that is one of its kind; reported if its serial is blank.
    pub(super) fn numbered(
        &self,
        document: &str,
        unit: Option<UnitId>,
        code: &str,
        date: IssueDate,
        diagnostics: &mut Diagnostics,
    ) -> String {
        if self.workspace.roster.number(document, unit).is_none() {
            diagnostics.nowhere(Problem::NoNumber { document: document.to_owned(), count: 1 });
        }
        self.number(document, unit, code, date).to_string()
    }

    /// 版记 with issuer and date.
    pub(super) fn imprint(&self, copies: Option<String>, date: IssueDate) -> Imprint {
        Imprint { copies, issuer: Some(self.workspace.documents.issuer.name.clone()), date: Some(date.to_string()) }
    }

    /// A view of a document's parts.
    pub(super) fn view(&self, parts: Parts) -> View {
        let issuer = &self.workspace.documents.issuer;
        let marks = [(self.workspace.documents.sample, Mark::Sample), (self.draft, Mark::Draft)];
        View {
            meta: Meta { title: parts.title.whole, author: issuer.name.clone(), date: parts.date.parts() },
            fonts: self.fonts.clone(),
            marks: marks.into_iter().filter(|(shown, _)| *shown).map(|(_, mark)| mark).collect(),
            head: Head { mark: parts.mark, number: parts.number },
            title: parts.title.phrases,
            addressees: parts.addressees,
            body: parts.body,
            attachments_note: parts.attachments.iter().map(|attachment| attachment.title.clone()).collect(),
            signature: Some(Signature { name: issuer.name.clone(), date: parts.date.to_string() }),
            note: parts.note,
            imprint: parts.imprint,
            attachments: parts.attachments,
        }
    }
}

/// A document to be typeset.
pub(super) fn typeset(kind: Kind, path: String, layout: &'static str, view: View) -> Document {
    Document { kind, path, content: Content::Typeset { layout, view: Box::new(view) } }
}

/// The full mark of an item as the text names it: `5分`, of a deduction `扣10分`.
pub(super) fn points(item: &Item, full: &Marks) -> String {
    match item.counts {
        Counts::Deduction => format!("扣{full}分"),
        Counts::Base | Counts::BeyondBase => format!("{full}分"),
    }
}

/// A value for a file name: characters that some file system refuses become their full-width twins.
pub(super) fn file_name_part(text: &str) -> String {
    let twin = |c: char| match c {
        '/' => '／',
        '\\' => '＼',
        ':' => '：',
        '*' => '＊',
        '?' => '？',
        '"' => '＂',
        '<' => '＜',
        '>' => '＞',
        '|' => '｜',
        c if c.is_control() => '_',
        c => c,
    };
    text.chars().map(twin).collect::<String>().trim_matches(['.', ' ']).to_owned()
}

/// Whether a path is relative, stays below its folder, and means the same on every file system.
#[must_use]
pub fn is_portable(path: &str) -> bool {
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
    path.len() <= 240
        && path.split('/').all(|part| {
            let stem = part.split('.').next().unwrap_or_default().trim_end().to_lowercase();
            let device = stem.chars().count() == 4 && (stem.starts_with("com") || stem.starts_with("lpt"));
            !part.is_empty()
                && part.len() <= 200
                && !part.starts_with(['.', ' '])
                && !part.ends_with(['.', ' '])
                && !part.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
                && !part.chars().any(is_unprintable)
                && !RESERVED.contains(&stem.as_str())
                && !device
        })
}
