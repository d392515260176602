//! 发文登记簿, and for each act of issue with letters the 签收表 on which the units sign for them.

use minijinja::context;

use super::form::{Align, Attachment, Column, GroupRow, Insert, Piece, View};
use super::parts::{Parts, Title, typeset};
use super::tables::column;
use super::{Document, Kind, Maker};
use crate::correct::Issued;
use crate::diag::Diagnostics;
use crate::model::{Genre, IssueDate};
use crate::validate::{HeadForm, Pattern};

/// The height in millimetres of a row in which someone signs by hand.
const SIGNED: u16 = 10;

impl Maker<'_> {
    /// The register and the receipts; nothing before the first act of issue.
    pub(super) fn register(&self, diagnostics: &mut Diagnostics) -> Vec<Document> {
        let files = &self.workspace.documents.files;
        let Some(last) = self.issued.last() else { return Vec::new() };
        let rows = self.issued.iter().enumerate().map(|(at, issued)| self.register_row(at + 1, issued));
        let title = ["发文登记簿".to_owned()];
        let mut made = Vec::new();
        made.extend(self.listing(
            &files.register,
            None,
            &title,
            last.date,
            register_table(rows.collect()),
            diagnostics,
        ));
        for letters in self.issued.chunk_by(|one, other| one.edition == other.edition) {
            let letters = letters.iter().filter(|issued| issued.genre == Genre::Letter);
            let rows: Vec<GroupRow> =
                letters.clone().enumerate().map(|(at, issued)| self.receipt(at + 1, issued)).collect();
            let Some(first) = letters.clone().next() else { continue };
            let Some(mut title) = self.letter_title(diagnostics) else { continue };
            title.push("签收表".to_owned());
            let table = receipts_table(rows);
            made.extend(self.listing(&files.receipts, Some(first.edition), &title, first.date, table, diagnostics));
        }
        made
    }

    /// The title of the letters, by phrase.
    fn letter_title(&self, diagnostics: &mut Diagnostics) -> Option<Vec<String>> {
        let values = self.citing_values(diagnostics)?;
        Some(self.title(&self.workspace.documents.letter.title, &values, diagnostics)?.phrases)
    }

    /// A list on turned pages as a file of its own.
    fn listing(
        &self,
        pattern: &Pattern,
        edition: Option<u32>,
        title: &[String],
        date: IssueDate,
        table: Insert,
        diagnostics: &mut Diagnostics,
    ) -> Option<Document> {
        let values = context! { edition => edition.unwrap_or_default(), ..self.values() };
        let path = self.path(pattern, &values, diagnostics)?;
        let title = title.to_vec();
        let view = self.view(Parts {
            title: Title { whole: title.concat(), phrases: title.clone() },
            head: self.head(&HeadForm::default(), None),
            date,
            signature: None,
            addressees: None,
            body: Vec::new(),
            note: None,
            imprint: None,
            attachments: vec![Attachment {
                label: self.workspace.documents.issuer.name.clone(),
                title,
                landscape: true,
                body: vec![Piece::Insert(table)],
            }],
        });
        Some(typeset(Kind::Register, path, "register.typ", View { attachments_note: Vec::new(), ..view }))
    }

    fn register_row(&self, at: usize, issued: &Issued) -> GroupRow {
        let cells = vec![
            at.to_string(),
            issued.number.to_string(),
            issued.date.to_string(),
            issued.genre.name().to_owned(),
            self.unit_of(issued),
            issued.pages.to_string(),
            issued.replaces.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            issued.edition.to_string(),
        ];
        GroupRow { group: false, cells }
    }

    fn receipt(&self, at: usize, issued: &Issued) -> GroupRow {
        let replaced = issued.replaces.first().map(|former| format!("代替{former}")).unwrap_or_default();
        let (number, date) = (issued.number.to_string(), issued.date.to_string());
        let cells = vec![at.to_string(), self.unit_of(issued), number, date, String::new(), String::new(), replaced];
        GroupRow { group: false, cells }
    }

    /// What the unit of a letter is called; its code if it is no longer on the roster.
    fn unit_of(&self, issued: &Issued) -> String {
        let Some(code) = &issued.unit else { return String::new() };
        let unit = self.workspace.roster.units().iter().find(|unit| unit.code == *code);
        unit.map_or_else(|| code.to_string(), |unit| unit.name.value.clone())
    }
}

fn register_table(rows: Vec<GroupRow>) -> Insert {
    wide(
        &[
            ("序号", Some(12), Align::Center),
            ("发文字号", Some(44), Align::Left),
            ("成文日期", Some(30), Align::Center),
            ("文种", Some(22), Align::Center),
            ("主送单位", None, Align::Left),
            ("页数", Some(12), Align::Center),
            ("代替", Some(44), Align::Left),
            ("版次", Some(12), Align::Center),
        ],
        rows,
        None,
    )
}

fn receipts_table(rows: Vec<GroupRow>) -> Insert {
    wide(
        &[
            ("序号", Some(12), Align::Center),
            ("单位", None, Align::Left),
            ("发文字号", Some(40), Align::Left),
            ("成文日期", Some(28), Align::Center),
            ("签收人", Some(28), Align::Center),
            ("签收日期", Some(28), Align::Center),
            ("备注", Some(48), Align::Left),
        ],
        rows,
        Some(SIGNED),
    )
}

fn wide(columns: &[(&str, Option<u16>, Align)], rows: Vec<GroupRow>, height: Option<u16>) -> Insert {
    let columns: Vec<Column> = columns.iter().map(|(head, width, align)| column(head, *width, *align)).collect();
    Insert::WideTable { columns, rows, height }
}
