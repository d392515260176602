//! From the rows of a file to the rows of a table: its header is found, its blocks are read one after the other, and what is
//! no data is left out.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;

use super::blanks::Blanks;
use super::columns;
use super::csv::{COMMA, Separator, rows};
use super::feet::heading_of;
use super::header::{Columns, Field, columns as matched, place, plain};
use super::kinds::{Above, Block, What, distinct, ranges};
use super::mapping::{KEY, Mapping};
use super::rows::Figures;
use super::selection::Filling;
use super::table::is_whole;
use super::{Cell, RawRow, RawTable};
use crate::diag::{Diagnostics, LeftOut, Problem};
use crate::source::{SourceFile, Sources, letters};
use crate::span::{SourceId, Span, Spanned};

/// The header of a table that is not said to stand elsewhere is one of its first rows.
const FIRST_ROWS: usize = 20;

/// So many hidden rows are named.
const MOST_NAMED: usize = 20;

/// A text that feeds a table.
pub(super) struct Part<'a> {
    pub(super) sources: &'a Sources,
    pub(super) id: SourceId,
    pub(super) table: &'static str,
    /// The entry of `sources.toml` that describes it.
    pub(super) mapping: Option<&'a Mapping>,
    /// The columns that other entries read of the same file.
    pub(super) siblings: &'a [String],
    /// The categories and groups of units.
    pub(super) titles: &'a [String],
    /// The names of units and their aliases, as they are compared.
    pub(super) units: [&'a BTreeSet<String>; 2],
    pub(super) blanks: &'a Blanks,
}

/// The keys made so far for rows that have none.
pub(super) type Keys = BTreeMap<String, usize>;

/// Rows that were left out, by what they are: the first one and how many.
pub(super) type LeftRows = BTreeMap<LeftOut, (Span, usize)>;

/// What the rows of a text give beside the rows of its table.
pub(super) struct Given<'a> {
    pub(super) keys: &'a mut Keys,
    pub(super) left_out: LeftRows,
    /// The heading above the row that is read.
    pub(super) heading: String,
}

/// A header and how it was understood.
pub(super) struct Head {
    pub(super) cells: Vec<Cell>,
    /// The names in the last of several rows.
    lowest: Vec<String>,
    columns: Columns,
    /// The first row below it.
    below: usize,
}

impl Head {
    /// The column that a name stands for, that of its last row too if no other column has it.
    fn place(&self, name: &str) -> Option<usize> {
        let whole: Vec<&str> = self.cells.iter().map(|cell| cell.value.as_str()).collect();
        let lowest: Vec<&str> = self.lowest.iter().map(String::as_str).collect();
        let once = || lowest.iter().filter(|text| plain(text) == plain(name)).count() == 1;
        place(&whole, name).or_else(|| place(&lowest, name).filter(|_| once()))
    }

    /// Where it stands.
    fn span(&self, id: SourceId) -> Span {
        let first = self.cells.first().map_or(Span::new(id, 0..0), |cell| cell.span);
        let named = self.cells.iter().rfind(|cell| !cell.value.is_empty());
        first.up_to(named.map_or(first.end(), |cell| cell.span.end().max(first.end())))
    }

    /// Whether every field has its column.
    pub(super) fn fits(&self) -> bool {
        matches!(self.columns, Columns::Blocks(_))
    }
}

impl Part<'_> {
    pub(super) fn file(&self) -> &SourceFile {
        self.sources.file(self.id)
    }

    /// Whether it is a sheet, in which every cell has its column.
    pub(super) fn in_sheet(&self) -> bool {
        self.file().sheet().is_some()
    }

    /// Whether it is the CSV file of its table: its first row is the header, and no row may be shorter or longer. What comes
    /// back under a name of its own (`评分-住建局.csv`) may be a form.
    pub(super) fn is_strict(&self) -> bool {
        let name = self.file().file_name().rsplit('/').next().unwrap_or_default();
        self.mapping.is_none() && !self.in_sheet() && name.eq_ignore_ascii_case(self.table)
    }

    /// The fields that have columns.
    fn fields(&self) -> Vec<Field> {
        // Forms that come back have no keys: those of their rows are made.
        let needed = |name: &str| columns::of(self.table).contains(&name) && (name != KEY || self.is_strict());
        let field = |name| Field { name, headers: vec![name.to_owned()], needed: needed(name), told: None };
        let own = || columns::all(self.table).into_iter().map(field).collect();
        self.mapping.map_or_else(own, |mapping| mapping.fields.clone())
    }

    /// Its rows; `None` if they cannot be told apart, which is reported.
    pub(super) fn rows(&self, diagnostics: &mut Diagnostics) -> Option<Vec<RawRow>> {
        let first = if self.is_strict() { 1 } else { FIRST_ROWS };
        let text = self.file().passing();
        let separator = if self.in_sheet() { COMMA } else { Separator::of(&text, first) };
        rows((self.id, self.file()), &text, separator, diagnostics)
    }

    /// Looks for the header.
    pub(super) fn head(&self, rows: &[RawRow]) -> Option<Head> {
        let fields = self.fields();
        let of = |from: usize, to: usize| {
            let mut cells = joined(&rows[from..=to]);
            if self.in_sheet() && self.mapping.is_some() {
                // A column without a name can be chosen by its letter.
                let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
                let end = rows[to].span.behind();
                cells.resize(width.max(cells.len()), Spanned { value: EcoString::new(), span: end });
            }
            let texts: Vec<&str> = cells.iter().map(|cell| cell.value.as_str()).collect();
            let lowest: Vec<&str> =
                if from == to { Vec::new() } else { rows[to].cells.iter().map(|cell| cell.value.as_str()).collect() };
            let columns = matched(&texts, &lowest, self.file().unseen()[1], &fields);
            let lowest = lowest.into_iter().map(str::to_owned).collect();
            Head { columns, lowest, cells, below: to + 1 }
        };
        let line = |row: &RawRow| self.file().line_of(row.span.start());
        if let Some((first, last)) = self.mapping.and_then(|mapping| mapping.header) {
            let within = |row: &RawRow| (first as usize..=last as usize).contains(&line(row));
            let from = rows.iter().position(within)?;
            return Some(of(from, rows.iter().rposition(within)?));
        }
        if self.is_strict() {
            return (!rows.is_empty()).then(|| of(0, 0));
        }
        let first = || (0..rows.len()).take_while(|at| line(&rows[*at]) <= FIRST_ROWS).map(|at| of(at, at));
        let widest = |head: &Head| distinct(&head.cells).len() > 1;
        first().find(Head::fits).or_else(|| first().find(widest)).or_else(|| first().next())
    }

    /// The table that the rows below the header make, out of their cells. Without a column that is needed it has the header
    /// as it is, so that what is missing can be told.
    pub(super) fn table(
        &self,
        rows: &mut [RawRow],
        head: Head,
        keys: &mut Keys,
        diagnostics: &mut Diagnostics,
    ) -> RawTable {
        let fields = self.fields();
        let blocks = match head.columns {
            Columns::Blocks(ref blocks) if !fields.is_empty() => blocks,
            _ => return self.as_it_is(rows, head, &fields, diagnostics),
        };
        if let Some(mapping) = self.mapping {
            let texts: Vec<&str> = head.cells.iter().map(|cell| cell.value.as_str()).collect();
            if let Some(column) = mapping.rows.columns().find(|column| place(&texts, &column.value).is_none()) {
                let (field, headers) = (column.value.clone(), vec![column.value.clone()]);
                let problem = Problem::NoMappedColumn { field, headers, found: names_of(&head.cells) };
                diagnostics.between(head.span(self.id), column.span, problem);
                return RawTable::unreadable();
            }
        }
        let blocks = ranges(blocks, head.cells.len());
        self.tell_unread(rows, &head, &blocks, diagnostics);
        let header = self.header(&head, &fields, &blocks[0]);
        let names: Vec<&'static str> = header.iter().map(|cell| cell.value).collect();
        let header = header.into_iter().map(|cell| cell.map(Into::into)).collect();
        let mut table = RawTable { source: Some(self.id), header, ..RawTable::default() };
        let mut given = Given { keys, left_out: LeftRows::new(), heading: String::new() };
        let mut made = Vec::new();
        for block in &blocks {
            let data = self.sorted(rows, block, &head, &fields, &mut given.left_out, diagnostics);
            made.extend(data.into_iter().map(|(at, heading)| (at, block, heading)));
        }
        self.tell_hidden(rows, &made.iter().map(|(at, ..)| *at).collect(), &blocks, diagnostics);
        for (at, block, heading) in made {
            given.heading = heading;
            table.rows.extend(self.data(&mut rows[at], block, &fields, &names, &mut given, diagnostics));
            // A row that no other block reads is needed no more: a table and its file need not be held side by side.
            if let [_] = blocks[..] {
                rows[at].cells = Box::default();
            }
        }
        table.rows.shrink_to_fit();
        for (what, (span, count)) in given.left_out {
            diagnostics.at(span, Problem::LeftOut { what, count });
        }
        table
    }

    /// The columns of the table with the places of their headers; one that a table may have is there only if the file, or the
    /// entry, has it.
    fn header(&self, head: &Head, fields: &[Field], block: &Block) -> Vec<Spanned<&'static str>> {
        let mut order: Vec<usize> = (0..fields.len()).collect();
        if self.mapping.is_none() {
            order.sort_by_key(|field| block.columns[*field]);
        }
        let place = |name: &str| fields.iter().position(|field| field.name == name).and_then(|at| block.columns[at]);
        let told = |name: &str| self.mapping.is_some_and(|mapping| mapping.tells(name));
        let wanted =
            |name: &&'static str| columns::of(self.table).contains(name) || place(name).is_some() || told(name);
        let names: Vec<&'static str> = match self.mapping {
            Some(_) => columns::all(self.table).into_iter().filter(wanted).collect(),
            None => order.iter().map(|field| fields[*field].name).filter(wanted).collect(),
        };
        let usual = head.cells.first().map_or(Span::new(self.id, 0..0), |cell| cell.span);
        let span = |name: &str| place(name).and_then(|at| head.cells.get(at)).map_or(usual, |cell| cell.span);
        names.into_iter().map(|name| Spanned { value: name, span: span(name) }).collect()
    }

    /// The rows of a block that are data, by their place, with the heading above them; what else there is is counted, and
    /// totals are checked.
    fn sorted(
        &self,
        rows: &mut [RawRow],
        block: &Block,
        head: &Head,
        fields: &[Field],
        left_out: &mut LeftRows,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(usize, String)> {
        let mut heading = String::new();
        let mut figures: Vec<Figures> = vec![Figures::none(); fields.len()];
        let mut data = Vec::new();
        let kinds = self.kinds(rows, head, block, fields);
        // Figures are added up only where a row says what they should make.
        let summed = kinds.iter().any(|what| matches!(what, What::Total(..)));
        for (at, what) in (head.below..).zip(kinds) {
            let row = &rows[at];
            match what {
                What::Nothing => {}
                What::Other(what) => {
                    left_out.entry(what).or_insert((row.span, 0)).1 += 1;
                    if what == LeftOut::Heading {
                        heading = heading_of(row, block);
                        figures.iter_mut().for_each(Figures::begin);
                    }
                }
                What::Total(total, label) => {
                    left_out.entry(LeftOut::Sum).or_insert((row.span, 0)).1 += 1;
                    self.check(row, block, head, fields, &mut figures, (total, label), diagnostics);
                }
                // A cell too many or too few may have moved all others, but not in a sheet.
                What::Data if !self.in_sheet() && !is_whole(row, head.cells.len(), diagnostics) => {}
                What::Data => {
                    for (field, column) in block.columns.iter().enumerate().filter(|_| summed) {
                        if let Some(cell) = column.and_then(|column| row.cells.get(column)) {
                            figures[field].take(&cell.value, self.blanks);
                        }
                    }
                    data.push((at, heading.clone()));
                }
            }
        }
        data
    }

    /// What each row below the header is, in a block of the table; cells that say they are as those above them are filled.
    fn kinds(&self, rows: &mut [RawRow], head: &Head, block: &Block, fields: &[Field]) -> Vec<What> {
        let header = head.cells.iter().map(|cell| cell.value.as_str()).collect();
        let (heads, rows) = rows.split_at_mut(head.below);
        let mut above = Above { header, rows: heads, first: true };
        let fill = self.mapping.map(|mapping| mapping.fill.as_slice()).unwrap_or_default();
        let mut filling = Filling::of(fill, fields, &block.columns);
        let mut kinds = Vec::with_capacity(rows.len());
        for row in rows {
            let mut what = self.what(row, block, fields, &above);
            let told = matches!(what, What::Data | What::Total(..) | What::Other(LeftOut::Skipped));
            if told && filling.fill(row) {
                what = self.what(row, block, fields, &above);
            }
            above.first = false;
            kinds.push(what);
        }
        kinds
    }

    /// One note of the rows and columns that are read although they are hidden.
    fn tell_hidden(&self, rows: &[RawRow], read: &BTreeSet<usize>, blocks: &[Block], diagnostics: &mut Diagnostics) {
        let [hidden_rows, hidden_columns] = self.file().unseen();
        if hidden_rows.is_empty() && hidden_columns.is_empty() {
            return;
        }
        let line = |at: &&usize| self.file().line_of(rows[**at].span.start());
        let hidden: Vec<&usize> = read.iter().filter(|at| hidden_rows.binary_search(&line(at)).is_ok()).collect();
        let columns: BTreeSet<usize> =
            blocks.iter().flat_map(|block| block.columns.iter().flatten().copied()).collect();
        let columns: Vec<usize> = columns.into_iter().filter(|at| hidden_columns.contains(&(at + 1))).collect();
        let cell = |at: &usize| rows[*at].cells.get(columns.first().copied().unwrap_or_default());
        let first =
            hidden.first().map(|at| rows[**at].span).or_else(|| read.iter().find_map(cell).map(|cell| cell.span));
        if let Some(span) = first.filter(|_| !hidden.is_empty() || !columns.is_empty()) {
            let more = (hidden.len() > MOST_NAMED).then(|| "…".to_owned());
            let rows = hidden.iter().take(MOST_NAMED).map(|at| line(at).to_string()).chain(more).collect();
            let columns = columns.into_iter().map(|at| letters(at + 1)).collect();
            diagnostics.at(span, Problem::HiddenCells { rows, columns });
        }
    }

    /// One note of all columns that are filled and that nothing reads.
    fn tell_unread(&self, rows: &[RawRow], head: &Head, blocks: &[Block], diagnostics: &mut Diagnostics) {
        let read: BTreeSet<usize> = blocks.iter().flat_map(|block| block.columns.iter().flatten().copied()).collect();
        self.conceal(rows, head, |at| read.contains(&at), diagnostics);
        let ignored: Vec<String> =
            self.mapping.map(|mapping| mapping.ignore.iter().map(|name| plain(name)).collect()).unwrap_or_default();
        let chosen = self.mapping.into_iter().flat_map(|mapping| mapping.rows.columns()).map(|column| &column.value);
        let elsewhere: BTreeSet<usize> =
            self.siblings.iter().chain(chosen).filter_map(|name| head.place(name)).collect();
        // In a CSV file a cell beyond the header is a fault of its row.
        let width =
            rows[head.below..].iter().map(|row| row.cells.len()).max().filter(|_| self.in_sheet()).unwrap_or_default();
        let mut first = None;
        let mut unread: Vec<String> = Vec::new();
        for at in (0..width.max(head.cells.len())).filter(|at| !read.contains(at) && !elsewhere.contains(at)) {
            let named = head.cells.get(at).filter(|cell| !cell.value.is_empty());
            let filled =
                || rows[head.below..].iter().filter_map(|row| row.cells.get(at)).find(|cell| !cell.value.is_empty());
            let (name, span) = match (named, filled()) {
                (Some(cell), _) => (cell.value.lines().collect::<String>(), cell.span),
                (None, Some(cell)) => (letters(at + 1), head.cells.get(at).map_or(cell.span, |cell| cell.span)),
                (None, None) => continue,
            };
            if name != columns::EXPLANATION && !ignored.contains(&plain(&name)) && !unread.contains(&name) {
                first = first.or(Some(span));
                unread.push(name);
            }
        }
        if let Some(span) = first {
            diagnostics.at(span, Problem::UnreadColumns { columns: unread });
        }
    }

    /// Keeps what stands in columns that nothing reads out of every message. Of a row with a cell too many or too few nobody
    /// knows which cells those are: all of it is kept out.
    fn conceal(&self, rows: &[RawRow], head: &Head, read: impl Fn(usize) -> bool, diagnostics: &mut Diagnostics) {
        let private = |(at, cell): (usize, &Cell)| !read(at) && cell.value != columns::EXPLANATION;
        let private: Vec<bool> = head.cells.iter().enumerate().map(private).collect();
        let any = private.contains(&true);
        for row in &rows[head.below..] {
            let moved = any && !self.in_sheet() && row.cells.len() != private.len();
            if any || row.cells.len() > private.len() {
                let hidden = |at: usize| moved || private.get(at).copied().unwrap_or(self.in_sheet());
                let cells = row.cells.iter().enumerate().filter(|(at, cell)| !cell.value.is_empty() && hidden(*at));
                cells.for_each(|(_, cell)| diagnostics.conceal(cell.span));
            }
        }
    }

    /// The table with its header as it is, because a column is missing or stands twice. Of an entry that is told here, of
    /// other files by whoever asks for the column.
    fn as_it_is(&self, rows: &[RawRow], head: Head, fields: &[Field], diagnostics: &mut Diagnostics) -> RawTable {
        let span = head.span(self.id);
        if let Some(mapping) = self.mapping {
            match head.columns {
                Columns::Missing(fields_missing) => {
                    for at in fields_missing {
                        let Field { name, headers, told, .. } = &fields[at];
                        let (field, headers) = ((*name).to_owned(), headers.clone());
                        let problem = Problem::NoMappedColumn { field, headers, found: names_of(&head.cells) };
                        diagnostics.between(span, told.unwrap_or(mapping.span), problem);
                    }
                }
                Columns::Twice(field, one, other) => {
                    let name = |at: usize| one_line(&head.cells[at].value);
                    let field = Some(fields[field].name.to_owned());
                    let place = if self.in_sheet() { letters(other + 1) } else { format!("第{}", other + 1) };
                    let problem = Problem::DuplicateColumn { column: name(one), other: name(other), field, place };
                    diagnostics.between(head.cells[other].span, head.cells[one].span, problem);
                }
                Columns::Blocks(_) => {}
            }
            return RawTable::unreadable();
        }
        let known = columns::all(self.table);
        self.conceal(rows, &head, |at| known.contains(&head.cells[at].value.as_str()), diagnostics);
        let mut table = RawTable { source: Some(self.id), header: head.cells, ..RawTable::default() };
        for row in &rows[head.below..] {
            if self.is_strict() && !is_whole(row, table.header.len(), diagnostics) {
                continue;
            }
            let mut row = row.clone();
            row.resize(table.header.len());
            table.rows.push(row);
        }
        table
    }
}

/// The names in a header, each in one line.
fn names_of(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(|cell| one_line(&cell.value)).filter(|name| !name.is_empty()).collect()
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect()
}

/// A header of one or several rows: what stands below each other is one name.
fn joined(rows: &[RawRow]) -> Vec<Cell> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let column = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(at));
        let mut parts: Vec<&Cell> = cells.collect();
        parts.dedup_by(|later, earlier| later.value == earlier.value);
        let value = parts.iter().map(|part| part.value.as_str()).collect::<String>().into();
        let span = parts.iter().rev().find(|part| !part.value.is_empty()).or(parts.last()).map(|part| part.span);
        let span = span.unwrap_or(rows[0].span.behind());
        Spanned { value, span }
    };
    (0..width).map(column).collect()
}
