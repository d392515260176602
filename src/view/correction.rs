//! 更正通知: what was printed and what it becomes, whose rank moved, and the tables that replace the old ones.

use minijinja::{Value, context};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::amendment::{Amendment, Corrected};
use super::form::{Align, Attachment, Insert, Piece, View};
use super::parts::{Parts, typeset};
use super::tables::{column, joined_reasons, named_limit};
use super::{Content, Document, Kind, Maker};
use crate::correct::Matter;
use crate::diag::Diagnostics;
use crate::figures::{Change, Changes, Figures, ItemChange, Place, UnitChange, compare};
use crate::model::Genre;
use crate::wording::Block;

/// What stands in a cell for nothing.
const NOTHING: &str = "—";

/// A document that is corrected, before and after.
struct Pair<'a> {
    before: &'a Corrected,
    after: Box<View>,
    title: String,
    figures: Figures,
}

impl Pair<'_> {
    /// Its attachments that read otherwise.
    fn replaced(&self) -> impl Iterator<Item = &Attachment> {
        let text = |attachment: &Attachment| serde_json::to_string(&attachment.body).unwrap_or_default();
        let former = |label: &str| self.before.view.attachments.iter().find(|former| former.label == label);
        self.after
            .attachments
            .iter()
            .filter(move |new| former(&new.label).is_none_or(|former| text(former) != text(new)))
    }
}

/// What a notice says of one document.
struct Told {
    values: Value,
    inserts: Vec<(String, Insert)>,
    attachments: Vec<Attachment>,
    /// Those of them that are also made as files of their own, with their names.
    detached: Vec<(String, Attachment)>,
}

impl Maker<'_> {
    /// The notice, and what it attaches of the attachments that are files of their own.
    pub(super) fn correction(&self, amendment: &Amendment, diagnostics: &mut Diagnostics) -> Option<Vec<Document>> {
        let documents = &self.workspace.documents;
        let form = &documents.correction;
        let subject: Vec<&str> = amendment.corrected.iter().map(|corrected| subject(corrected.genre)).collect();
        let count = amendment.count;
        let values = context! { subject => subject.join("和"), count, ..self.citing_values(diagnostics)? };
        let title = self.title(&form.title, &values, diagnostics)?;
        let path = self.path(&documents.files.correction, &values, diagnostics)?;
        let (number, date) = (self.number(Genre::Correction, None).to_string(), self.date(Genre::Correction));
        let mut pairs = Vec::new();
        for corrected in &amendment.corrected {
            pairs.push(self.pair(corrected, &values, diagnostics)?);
        }
        let all: usize = pairs.iter().map(|pair| pair.replaced().count()).sum();
        let mut told: Vec<Told> = Vec::new();
        for pair in &pairs {
            let attached: usize = told.iter().map(|told| told.attachments.len()).sum();
            // A single attachment has no number (GB/T 9704-2012, 7.3.4).
            let label = |nth: usize| if all == 1 { "附件".to_owned() } else { format!("附件{}", attached + nth) };
            told.push(self.told(pair, told.len() + 1, &label, diagnostics)?);
        }
        let withdrawn = amendment.withdrawn.iter().map(|(unit, letter)| {
            context! { unit, number => letter.number.to_string(), date => letter.date.to_string() }
        });
        let body_values = context! {
            documents => told.iter().map(|told| told.values.clone()).collect::<Vec<_>>(),
            matters => amendment.matters.iter().map(matter_values).collect::<Vec<_>>(),
            letters => &amendment.letters,
            kept => &amendment.kept,
            withdrawn => withdrawn.collect::<Vec<_>>(),
            ..values
        };
        let inserts: Vec<(&str, Insert)> = told
            .iter()
            .flat_map(|told| told.inserts.iter().map(|(name, insert)| (name.as_str(), insert.clone())))
            .collect();
        let body = self.body("correction.md.j2", &body_values, &inserts, diagnostics)?;
        let mut made = Vec::new();
        let mut attachments = Vec::new();
        for told in told {
            attachments.extend(told.attachments);
            for (path, attachment) in told.detached {
                let label = format!("{number}{}", attachment.label);
                let document = self.detached_at(path, Attachment { label, ..attachment }, Genre::Correction);
                made.push(document);
            }
        }
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
        made.insert(0, typeset(Kind::Correction, path, "correction.typ", view));
        Some(made)
    }

    /// A document as it stands and as the data are now.
    fn pair<'a>(&self, before: &'a Corrected, values: &Value, diagnostics: &mut Diagnostics) -> Option<Pair<'a>> {
        let form = &self.workspace.documents;
        let (made, title) = match before.genre {
            Genre::Results => (self.results(diagnostics)?, &form.results.title),
            _ => (self.method(diagnostics)?, &form.method.title),
        };
        let Content::Typeset { view: after, .. } = made.content else { return None };
        let title = self.title(title, values, diagnostics)?.whole;
        Some(Pair { before, after, title, figures: Figures::of(self.workspace, self.assessment, self.draft) })
    }

    /// What it says of the document `nth`; `label` gives the labels of the attachments that replace this one's.
    fn told(
        &self,
        pair: &Pair<'_>,
        nth: usize,
        label: &dyn Fn(usize) -> String,
        diagnostics: &mut Diagnostics,
    ) -> Option<Told> {
        let changes = compare(&pair.before.figures, &pair.figures);
        let all = pair.before.genre == Genre::Results;
        let tables = [
            ("changes", changed_figures(&changes, all)),
            ("moved", if all { moved(&changes, &pair.figures) } else { Vec::new() }),
            ("texts", changed_sentences(&pair.before.view, &pair.after)),
        ];
        let cited = |reference| Self::cited_values(&pair.title, reference);
        let notices: Vec<Value> = pair.before.notices.iter().map(cited).collect();
        let values = context! { notices, ..cited(&pair.before.reference) };
        let mut names = [String::new(), String::new(), String::new()];
        let mut inserts = Vec::new();
        for ((name, rows), slot) in tables.into_iter().zip(&mut names).filter(|((_, rows), _)| !rows.is_empty()) {
            *slot = format!("{name}_{nth}");
            inserts.push((slot.clone(), table(name, rows)));
        }
        let [changes, moved, texts] = names;
        let (mut attachments, mut detached, mut replaced) = (Vec::new(), Vec::new(), Vec::new());
        for new in pair.replaced() {
            let (former, label) = (new.label.as_str(), label(attachments.len() + 1));
            replaced.push(context! { label => &label, former => former, title => new.title.concat() });
            let values = context! { former => former, ..values.clone() };
            let mut body = self.body("replacement.md.j2", &values, &[], diagnostics)?;
            body.extend(new.body.iter().cloned());
            let attachment = Attachment { label, title: new.title.clone(), landscape: new.landscape, body };
            if let Some(pattern) = self.file_of(pair.before.genre, former) {
                detached.push((self.path(pattern, &self.values(), diagnostics)?, attachment.clone()));
            }
            attachments.push(attachment);
        }
        let values = context! { replaced, changes, moved, texts, ..values };
        Some(Told { values, inserts, attachments, detached })
    }
}

/// What a notice of correction calls a document in its title.
fn subject(genre: Genre) -> &'static str {
    match genre {
        Genre::Results => "考核结果",
        _ => genre.name(),
    }
}

fn matter_values(matter: &Matter) -> Value {
    let Matter { kind, subject, topic, before, after, reason, evidence } = matter;
    context! { kind => *kind, subject, topic, before, after, reason, evidence }
}

/// A table of the notice by its name.
fn table(name: &str, rows: Vec<Vec<String>>) -> Insert {
    let columns = match name {
        "changes" => vec![
            column("单位", Some(36), Align::Left),
            column("项目", Some(36), Align::Left),
            column("原文", None, Align::Center),
            column("更正为", None, Align::Center),
        ],
        "moved" => vec![
            column("单位", None, Align::Left),
            column("类别", Some(40), Align::Left),
            column("原名次", Some(28), Align::Center),
            column("更正为", Some(28), Align::Center),
        ],
        _ => vec![
            column("位置", Some(32), Align::Left),
            column("原文", None, Align::Left),
            column("更正为", None, Align::Left),
        ],
    };
    Insert::Table { columns, rows, caption: None }
}

/// The units of which something of their own changed, row by row: attributes, and with `all` marks, totals and rank.
fn changed_figures(changes: &Changes, all: bool) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for unit in changes.own() {
        let mut row = |topic: &str, sides: Option<(String, String)>| {
            if let Some((before, after)) = sides.filter(|(before, after)| before != after) {
                rows.push(vec![unit.unit.clone(), topic.to_owned(), before, after]);
            }
        };
        for (topic, change) in
            [("单位名称", &unit.name), ("类别", &unit.category), ("序号", &unit.number), ("分值设置", &unit.weight)]
        {
            row(topic, texts(change.as_ref()));
        }
        if !all {
            continue;
        }
        for item in &unit.items {
            item_rows(item, &mut row);
        }
        for section in &unit.sections {
            row(&format!("{}折算", section.name), Some(sides(&section.score, Clone::clone)));
        }
        for limit in &unit.adjustments {
            row(named_limit(&limit.name), Some(sides(&limit.score, Clone::clone)));
        }
        for (topic, change) in [
            ("总分", &unit.total),
            ("本单位满分", &unit.own_full),
            ("得分率（%）", &unit.rate),
            ("折算得分", &unit.converted),
        ] {
            row(topic, texts(change.as_ref()));
        }
        row("名次", ranks(unit));
        row("等次", texts(unit.grade.as_ref()));
    }
    rows
}

fn item_rows(item: &ItemChange, row: &mut impl FnMut(&str, Option<(String, String)>)) {
    let applies = |applies: &bool| if *applies { "适用" } else { "不适用" }.to_owned();
    // An item that concerns the unit on one side only is told by its mark.
    row(&item.id, item.applicable.as_ref().filter(|change| both(change)).map(|change| sides(change, applies)));
    row(&format!("{}满分", item.id), texts(item.full.as_ref().filter(|change| both(change))));
    row(&item.id, texts(item.score.as_ref()));
    let joined = |reasons: &Vec<String>| joined_reasons(reasons);
    row(&format!("{}扣分原因", item.id), item.reasons.as_ref().map(|change| sides(change, joined)));
}

/// The units whose rank moved though nothing of their own changed.
fn moved(changes: &Changes, figures: &Figures) -> Vec<Vec<String>> {
    let row = |unit: &UnitChange| {
        let (before, after) = ranks(unit).filter(|(before, after)| before != after)?;
        let category = figures.unit(&unit.code).map(|unit| unit.category.clone()).unwrap_or_default();
        Some(vec![unit.unit.clone(), category, before, after])
    };
    changes.moved().filter_map(row).collect()
}

fn ranks(unit: &UnitChange) -> Option<(String, String)> {
    unit.place.as_ref().map(|change| sides(change, |place: &Place| format!("第{}名", place.rank)))
}

fn texts(change: Option<&Change<String>>) -> Option<(String, String)> {
    change.map(|change| sides(change, Clone::clone))
}

fn both<T>(change: &Change<T>) -> bool {
    change.before.is_some() && change.after.is_some()
}

fn sides<T>(change: &Change<T>, show: impl Fn(&T) -> String) -> (String, String) {
    let side =
        |side: &Option<T>| side.as_ref().map(&show).filter(|text| !text.is_empty()).unwrap_or(NOTHING.to_owned());
    (side(&change.before), side(&change.after))
}

/// The sentences of the text that read otherwise, and the bars of charts, each with the heading it stands below.
fn changed_sentences(before: &View, after: &View) -> Vec<Vec<String>> {
    let (before, after) = (sentences(before), sentences(after));
    let joined = |sentences: &[(String, String)]| {
        let text: String = sentences.iter().map(|(_, text)| text.as_str()).collect();
        if text.is_empty() { NOTHING.to_owned() } else { text }
    };
    let mut rows = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (old, new) = (&before[op.old_range()], &after[op.new_range()]);
        let row = |old: &[(String, String)], new: &[(String, String)]| {
            let place = new.first().or(old.first()).map(|(place, _)| place.clone()).unwrap_or_default();
            vec![place, joined(old), joined(new)]
        };
        match op {
            DiffOp::Equal { .. } => {}
            // Sentence for sentence where as many stand in the place of as many.
            DiffOp::Replace { .. } if old.len() == new.len() => {
                rows.extend(old.chunks(1).zip(new.chunks(1)).map(|(old, new)| row(old, new)));
            }
            _ => rows.push(row(old, new)),
        }
    }
    rows
}

/// The sentences of a text, each with the heading it stands below.
fn sentences(view: &View) -> Vec<(String, String)> {
    let mut place = String::new();
    let mut found = Vec::new();
    for piece in &view.body {
        let text = match piece {
            Piece::Text(Block::Heading { label, text, .. }) => {
                place = format!("{label}{text}");
                continue;
            }
            Piece::Text(Block::Paragraph { runs }) => runs.iter().map(|run| run.text.as_str()).collect(),
            Piece::Text(Block::Numbered { label, runs }) => {
                runs.iter().fold(label.clone(), |text, run| text + &run.text)
            }
            Piece::Insert(Insert::Chart { title, bars, .. }) => {
                found.extend(bars.iter().map(|bar| (title.clone(), format!("{}{}", bar.label, bar.value))));
                continue;
            }
            Piece::Text(Block::Insert { .. }) | Piece::Insert(_) => continue,
        };
        let text: String = text;
        found.extend(text.split_inclusive('。').map(|sentence| (place.clone(), sentence.to_owned())));
    }
    found
}
