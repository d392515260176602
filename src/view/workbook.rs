//! 得分表.xlsx: one sheet for each category, all items, and how every figure came about.

use serde::Serialize;

use super::explain::{Line, lines};
use super::tables::limit_head;
use super::{Content, Document, Kind, Maker};
use crate::assess::{ItemResult, Limit, rounded};
use crate::diag::Diagnostics;
use crate::figures::grade;
use crate::lang::Lang;
use crate::model::{Genre, Marks};
use crate::validate::UnitId;

/// Rows that fit on one sheet below its header: Excel has 1,048,576.
const MOST_ROWS: usize = 1_000_000;

/// A workbook, sheet by sheet.
#[derive(Debug, Serialize)]
pub struct Workbook {
    /// Title in the document information.
    pub title: String,
    /// What is printed at the head of every page: 样例, 送审稿.
    pub marks: Vec<&'static str>,
    /// Author in the document information.
    pub author: String,
    /// Year, month and day of its creation.
    pub date: (i32, u32, u32),
    /// The sheets.
    pub sheets: Vec<Sheet>,
}

/// A sheet: a header that stays in sight, and rows.
#[derive(Debug, Serialize)]
pub struct Sheet {
    /// Its name, at most 31 characters, without `[]:*?/\`.
    pub name: String,
    /// Head and width in characters of each column.
    pub columns: Vec<(String, u16)>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, Serialize)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Text, whatever it begins with.
    Text(String),
    /// A number shown with so many decimals.
    Number(Marks, u32),
}

impl Maker<'_> {
    /// The workbook and `results.json`.
    pub(super) fn data(&self, diagnostics: &mut Diagnostics) -> Vec<Document> {
        let files = &self.workspace.documents.files;
        let values = self.values();
        let workbook = self.path(&files.workbook, &values, diagnostics);
        let figures = self.path(&files.figures, &values, diagnostics);
        let document = |path: Option<String>, content| {
            path.map(|path| Document { kind: Kind::Data, genre: None, unit: None, path, content })
        };
        let made = [document(workbook, Content::Workbook), document(figures, Content::Figures)];
        made.into_iter().flatten().collect()
    }

    /// The workbook.
    #[must_use]
    pub fn workbook(&self) -> Workbook {
        let documents = &self.workspace.documents;
        let mut names = Vec::new();
        let categories: Vec<Sheet> = self
            .workspace
            .roster
            .categories()
            .iter()
            .zip(self.assessment.categories())
            .map(|(name, result)| self.units_sheet(sheet_name(name, &mut names), &result.units, false))
            .collect();
        let all: Vec<UnitId> = self.workspace.roster.ids().map(|(id, _)| id).collect();
        let items = self.units_sheet(sheet_name("各项目得分", &mut names), &all, true);
        let derivation = self.derivation_sheets(&all, &mut names);
        let date = self.date(Genre::Results);
        let marks = [(documents.sample, "样例"), (self.draft, "送审稿")];
        Workbook {
            marks: marks.into_iter().filter(|(shown, _)| *shown).map(|(_, mark)| mark).collect(),
            title: format!("{}年度{}得分表", self.workspace.scheme.year(), self.workspace.scheme.work()),
            author: documents.issuer.name.clone(),
            date: date.parts(),
            sheets: categories.into_iter().chain([items]).chain(derivation).collect(),
        }
    }

    fn units_sheet(&self, name: String, units: &[UnitId], with_items: bool) -> Sheet {
        let mut columns: Vec<(String, u16)> = Vec::new();
        if with_items {
            columns.extend([("编码".to_owned(), 8), ("类别".to_owned(), 16)]);
        }
        columns.extend([("序号".to_owned(), 6), ("单位".to_owned(), 28)]);
        if self.workspace.roster.has_weights() {
            columns.push(("分值设置".to_owned(), 10));
        }
        if with_items {
            columns.extend(self.workspace.scheme.items().iter().map(|item| (item.id.clone(), 14)));
            columns.extend(self.weighted().map(|section| (format!("{section}折算"), 14)));
            columns.extend(self.limits(units).map(|limit| (limit_head(limit).to_owned(), 14)));
        }
        columns.extend(self.outcome_heads().into_iter().map(|(head, width)| (head.to_owned(), width.clamp(8, 12))));
        let limits: Vec<Limit> = self.limits(units).collect();
        let rows = units.iter().map(|id| self.unit_row(*id, with_items.then_some(&limits))).collect();
        Sheet { name, columns, rows }
    }

    /// The row of a unit; with its items, and what is taken off or added at these limits.
    fn unit_row(&self, id: UnitId, with_items: Option<&[Limit]>) -> Vec<Cell> {
        let unit = self.workspace.roster.unit(id);
        let result = self.assessment.unit(id);
        let places = self.workspace.scheme.rounding().places;
        let plain = |marks: &Marks| Cell::Number(marks.clone(), decimals(marks));
        let mut row = Vec::new();
        if with_items.is_some() {
            let category = &self.workspace.roster.categories()[unit.category];
            row.extend([Cell::Text(unit.code.to_string()), Cell::Text(category.clone())]);
        }
        row.push(Marks::parse(&unit.number).map_or_else(|| Cell::Text(unit.number.clone()), |number| plain(&number)));
        row.push(Cell::Text(unit.name.value.clone()));
        if self.workspace.roster.has_weights() {
            row.push(unit.weight.as_ref().map_or(Cell::Blank, |weight| plain(&weight.value)));
        }
        if let Some(limits) = with_items {
            row.extend(result.items.iter().map(|item| match item {
                ItemResult::Scored(figure) => Cell::Number(rounded(figure, self.workspace.scheme.rounding()), places),
                ItemResult::Outside => Cell::Blank,
                other => Cell::Text(super::tables::item_cell(self, other)),
            }));
            let section = |name| self.section_of(id, name).map(|marks| Cell::Number(marks.clone(), places));
            row.extend(self.weighted().map(|name| section(name).unwrap_or(Cell::Blank)));
            let taken = |limit| self.adjustment(id, limit).map(|marks| Cell::Number(marks.clone(), places));
            row.extend(limits.iter().map(|limit| taken(*limit).unwrap_or(Cell::Blank)));
        }
        if let Some(outcome) = &result.outcome {
            row.extend([
                Cell::Number(outcome.total.clone(), places),
                plain(&outcome.own_full),
                Cell::Number(outcome.rate.clone(), places),
            ]);
            row.extend(outcome.converted.as_ref().map(|figure| Cell::Number(figure.clone(), places)));
            if self.ordered() {
                row.push(Cell::Number(Marks::from(outcome.rank.place), 0));
            }
            row.extend(grade(self.workspace, outcome).map(|grade| Cell::Text(grade.to_owned())));
        } else {
            let blank = if unit.assessed { Cell::Text(super::tables::ABSENT.to_owned()) } else { Cell::Blank };
            row.extend(vec![blank; self.outcome_heads().len()]);
        }
        row
    }

    /// The names of the sections that count by a weight of their own.
    fn weighted(&self) -> impl Iterator<Item = &str> {
        let sections = self.workspace.scheme.items().chunk_by(|a, b| a.section == b.section);
        sections.map(|items| items[0].section.as_str()).filter(|name| self.weighs(name))
    }

    /// How every figure came about, on as many sheets as Excel needs for the rows.
    fn derivation_sheets(&self, units: &[UnitId], names: &mut Vec<String>) -> Vec<Sheet> {
        let columns = [("单位", 28), ("计算", 60), ("数值", 12), ("说明", 60), ("出处", 36)];
        let columns = columns.map(|(head, width)| (head.to_owned(), width)).to_vec();
        let assessed = units.iter().filter(|id| self.workspace.roster.unit(**id).assessed);
        let mut rows: Vec<Vec<Cell>> = assessed.flat_map(|id| self.derivation_rows(*id)).collect();
        let mut sheets = Vec::new();
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(MOST_ROWS));
            sheets.push(Sheet { name: sheet_name("计算过程", names), columns: columns.clone(), rows });
            rows = rest;
        }
        sheets
    }

    fn derivation_rows(&self, id: UnitId) -> Vec<Vec<Cell>> {
        let unit = &self.workspace.roster.unit(id).name.value;
        let row = |line: Line| {
            let places: Vec<String> = line.places.iter().map(|span| self.sources.place_in_workspace(*span)).collect();
            let value = line.value.map_or(Cell::Blank, |value| {
                let places = decimals(&value);
                Cell::Number(value, places)
            });
            vec![
                Cell::Text(unit.clone()),
                Cell::Text(format!("{}{}", "\u{3000}".repeat(line.depth), line.name)),
                value,
                Cell::Text(line.how),
                Cell::Text(places.join("，")),
            ]
        };
        lines(self.workspace, self.assessment, id, None, Lang::Zh).into_iter().map(row).collect()
    }
}

/// As many decimals as the number has, at most six.
fn decimals(marks: &Marks) -> u32 {
    (0..6).find(|places| marks.ends_within(*places)).unwrap_or(6)
}

/// A name that Excel takes and no other sheet has.
fn sheet_name(name: &str, taken: &mut Vec<String>) -> String {
    // Excel counts 31 UTF-16 units and keeps one name for itself; two digits tell twins apart.
    let mut clean = String::new();
    for c in name.chars().map(|c| if "[]:*?/\\'".contains(c) { '_' } else { c }) {
        if clean.encode_utf16().count() + c.len_utf16() <= 28 {
            clean.push(c);
        }
    }
    if clean.eq_ignore_ascii_case("history") {
        clean.push('_');
    }
    let mut unique = clean.clone();
    let mut next = 2;
    while taken.contains(&unique.to_lowercase()) {
        unique = format!("{clean}{next}");
        next += 1;
    }
    taken.push(unique.to_lowercase());
    unique
}
