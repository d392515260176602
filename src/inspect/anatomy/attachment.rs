//! Attachments: where they begin, their labels and their titles.

use std::sync::LazyLock;

use regex::Regex;

use super::{Head, NEXT_ROW, pattern};
use crate::inspect::Form;
use crate::inspect::faces::Class;
use crate::inspect::rows::{Row, Sheet};

/// An attachment.
#[derive(Debug)]
pub(in crate::inspect) struct Attachment<'a> {
    /// Its first page, from 0.
    pub(in crate::inspect) page: usize,
    /// Whether its page is turned.
    pub(in crate::inspect) turned: bool,
    /// 附件1.
    pub(in crate::inspect) label: &'a Row<'a>,
    /// Its title.
    pub(in crate::inspect) title: Vec<&'a Row<'a>>,
    /// Whether its label is the first row of its page.
    pub(in crate::inspect) first: bool,
}

impl Attachment<'_> {
    /// Whether a row is its label or its title.
    pub(in crate::inspect) fn holds(&self, row: &Row<'_>) -> bool {
        std::ptr::eq(self.label, row) || self.title.iter().any(|title| std::ptr::eq(*title, row))
    }

    /// Its number, if its label bears one.
    pub(in crate::inspect) fn number(&self) -> Option<u32> {
        let label = self.label.words();
        let number = label.trim_end_matches(['：', ':']).rsplit("附件").next()?;
        let chinese = "一二三四五六七八九十".chars().zip(1..).find(|(numeral, _)| number == numeral.to_string());
        chinese.map(|(_, value)| value).or_else(|| number.parse().ok())
    }

    /// What its title says.
    pub(in crate::inspect) fn title_text(&self) -> String {
        self.title.iter().map(|row| row.words()).collect()
    }
}

/// A label, alone in its row; one that is bound by itself begins with the number of its document.
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:.{2,30}号)?附件(?:\d{1,3}|[一二三四五六七八九十]{1,3})?[:：]?$"));

pub(super) fn find<'a>(sheets: &'a [Sheet<'a>], head: &Head<'a>, form: Form, body_size: f64) -> Vec<Attachment<'a>> {
    let mut found = Vec::new();
    for (page, sheet) in sheets.iter().enumerate() {
        for (rows, turned) in [(&sheet.rows, false), (&sheet.turned, true)] {
            let rows: Vec<&Row<'_>> = rows.iter().filter(|row| !row.artifact).collect();
            for (at, row) in rows.iter().enumerate() {
                let first = at == 0;
                // On page 1 of a document with a head, and in the middle of a page, only what stands by itself is a label.
                let alone = first || (!row.table && apart(&rows, at, form));
                let below_head = page > 0 || form == Form::Unknown || row.top() > head.bottom + 40.0;
                if alone && below_head && LABEL.is_match(&row.words()) {
                    found.push(Attachment {
                        page,
                        turned,
                        label: row,
                        title: title(&rows[at + 1..], body_size, row),
                        first,
                    });
                }
            }
        }
    }
    found
}

/// Whether a row in the middle of a page looks like a label: a title follows below it.
fn apart(rows: &[&Row<'_>], at: usize, form: Form) -> bool {
    let followed = rows.get(at + 1).is_some_and(|next| next.heading == 1 || next.size > rows[at].size + 2.0);
    form != Form::Unknown && followed
}

/// The rows of a title: headings of level 1, or larger type, one below the other.
fn title<'a>(rows: &[&'a Row<'a>], body_size: f64, label: &Row<'_>) -> Vec<&'a Row<'a>> {
    let tagged = rows.first().is_some_and(|row| row.heading == 1);
    let mut found: Vec<&Row<'_>> = Vec::new();
    for row in rows {
        let titled = if tagged {
            row.heading == 1
        } else {
            !row.table
                && (row.size > body_size.min(label.size) + 2.0
                    || matches!(row.class, Class::XiaoBiaoSong | Class::HeavySong))
        };
        let near = found.last().is_none_or(|last| row.baseline - last.baseline < NEXT_ROW + 4.0);
        if !titled || !near {
            break;
        }
        found.push(*row);
    }
    found
}
