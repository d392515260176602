//! What every document is put together from: values, titles, bodies, numbers, file names.

use minijinja::{Value, context};

use super::form::{Attachment, Form, Head, Imprint, Insert, Mark, Meta, Piece, Signature, View};
use super::{Content, Document, Kind, Maker, Reference};
use crate::diag::{Diagnostics, Problem};
use crate::model::{DocumentNumber, Genre, IssueDate, Marks, UnitCode};
use crate::paths::is_portable;
use crate::validate::{HeadForm, Issuer, Pattern, Seal, SealForm};
use crate::wording::Block;

/// What 发文机关标志 may end in; in that of a joint issue it stands once, behind all organs.
const SUFFIX: &str = "文件";

/// A title whole and by phrase.
pub(super) struct Title {
    pub(super) whole: String,
    pub(super) phrases: Vec<String>,
}

/// A document's own parts; the rest of its view is the same for every document.
pub(super) struct Parts {
    pub(super) title: Title,
    pub(super) head: Head,
    pub(super) date: IssueDate,
    pub(super) signature: Option<Signature>,
    pub(super) addressees: Option<String>,
    pub(super) body: Vec<Piece>,
    pub(super) note: Option<String>,
    pub(super) imprint: Option<Imprint>,
    pub(super) attachments: Vec<Attachment>,
}

impl Maker<'_> {
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
        let number = self.number(Genre::Method, None).to_string();
        Some(context! { method => context! { title => title, number => number }, ..values })
    }

    /// Another document as a text cites it.
    pub(super) fn cited_values(title: &str, reference: &Reference) -> Value {
        context! { title => title, number => reference.number.to_string(), date => reference.date.to_string() }
    }

    /// Fills a title and takes it apart into phrases.
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

    /// The number of a document, its serial blank if none was set aside.
    pub(super) fn number(&self, genre: Genre, unit: Option<&UnitCode>) -> DocumentNumber {
        let documents = &self.workspace.documents;
        let bearing = self.bearings.of(genre, unit);
        let code = match (genre, &documents.letter.code) {
            (Genre::Letter, Some(code)) => &code.value,
            _ => &documents.issuer.code,
        };
        bearing.number.clone().unwrap_or_else(|| DocumentNumber::blank(code, bearing.date.year()))
    }

    /// The number of a document that is one of its kind; reported if its serial is blank.
    pub(super) fn numbered(&self, genre: Genre, diagnostics: &mut Diagnostics) -> String {
        if self.bearings.of(genre, None).number.is_none() {
            diagnostics.nowhere(Problem::NoNumber { document: genre.name().to_owned(), count: 1 });
        }
        self.number(genre, None).to_string()
    }

    /// The date of a document that is one of its kind.
    pub(super) fn date(&self, genre: Genre) -> IssueDate {
        self.bearings.of(genre, None).date
    }

    /// 版头 of the general format, with the marks of all organs of a joint issue.
    pub(super) fn head(&self, form: &HeadForm, number: Option<String>) -> Head {
        let Issuer { mark, joint, .. } = &self.workspace.documents.issuer;
        let whole = mark.replace('|', "");
        let (leading, suffix) = match whole.strip_suffix(SUFFIX) {
            Some(leading) => (leading, Some(SUFFIX.to_owned())),
            None => (whole.as_str(), None),
        };
        let all = std::iter::once(leading.to_owned()).chain(joint.iter().cloned());
        let (marks, suffix) = if joint.is_empty() { (Vec::new(), None) } else { (all.collect(), suffix) };
        Head { marks, suffix, ..self.plain_head(form, mark, number) }
    }

    /// 版头 with the mark of one organ.
    pub(super) fn plain_head(&self, form: &HeadForm, mark: &str, number: Option<String>) -> Head {
        Head {
            mark: self.wording.mark(mark),
            number,
            copy: form.copy.clone(),
            secrecy: form.secrecy.clone(),
            urgency: form.urgency.clone(),
            signers: form.signers.clone(),
            marks: Vec::new(),
            suffix: None,
        }
    }

    /// 发文机关署名 and 成文日期: of all organs, or of those who sign for them.
    pub(super) fn signature(&self, form: &SealForm, date: IssueDate) -> Signature {
        let Issuer { name, joint, .. } = &self.workspace.documents.issuer;
        let organs = std::iter::once(name).chain(joint);
        Signature {
            name: if form.seal == Seal::Personal { form.offices.clone() } else { organs.cloned().collect() },
            date: date.to_string(),
            seal: Some(form.seal).filter(|seal| *seal != Seal::None),
        }
    }

    /// Local practice as numbers.
    fn form(&self) -> Form {
        let practice = &self.workspace.documents.practice;
        let number = |marks: &Option<Marks>| marks.as_ref().map(Marks::nearest_f64);
        Form {
            number_inset: number(&practice.number_inset),
            title_pitch: number(&practice.title_pitch),
            seal_diameter: number(&practice.seal_diameter),
        }
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
            marks: marks.into_iter().filter(|(shown, _)| *shown).map(|(_, mark)| mark).collect(),
            form: self.form(),
            head: parts.head,
            title: parts.title.phrases,
            addressees: parts.addressees,
            body: parts.body,
            attachments_note: parts.attachments.iter().map(|attachment| attachment.title.concat()).collect(),
            signature: parts.signature,
            note: parts.note,
            imprint: parts.imprint,
            attachments: parts.attachments,
        }
    }
}

/// A document to be typeset.
pub(super) fn typeset(kind: Kind, path: String, layout: &'static str, view: View) -> Document {
    Document { kind, genre: kind.genre(), unit: None, path, content: Content::Typeset { layout, view: Box::new(view) } }
}
