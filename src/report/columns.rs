//! Text in columns of a terminal, in which a Chinese character is as wide as two others.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Marks that begin no line.
const CLOSING: &str = "，。、；：！？）〕】》”’…";
/// Marks that end no line.
const OPENING: &str = "（〔【《“‘";

/// A text of at most so many columns; what is cut off shows as `…`.
pub(super) fn clipped(text: &str, most: usize) -> String {
    if text.width() <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > most {
            break;
        }
        short.push(c);
    }
    short + "…"
}

/// A text in lines of at most so many columns, broken at blanks and between Chinese characters where it can be.
pub(super) fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut place = None;
    for c in text.chars() {
        let width = c.width().unwrap_or(0);
        let beside = width == 2 || line.ends_with(|last: char| last.width() == Some(2));
        if beside
            && !line.is_empty()
            && c != ' '
            && !CLOSING.contains(c)
            && !line.ends_with(|last| OPENING.contains(last))
        {
            place = Some(line.len());
        }
        if line.width() + width > most && !line.is_empty() {
            let rest = line.split_off(place.take().unwrap_or(line.len()));
            lines.push(line.trim_end().to_owned());
            rest.trim_start().clone_into(&mut line);
        }
        if c == ' ' && line.is_empty() {
            continue;
        }
        // A number is not parted from its unit.
        if c == ' ' && !line.ends_with(|last: char| last.is_ascii_digit()) {
            place = Some(line.len() + 1);
        }
        line.push(c);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Rows of cells in columns of these widths; a cell that is wider goes on in the next line.
pub(super) fn table<const N: usize>(rows: &[[String; N]], widths: [usize; N], indent: &str) -> String {
    let mut text = String::new();
    for row in rows {
        let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(cell, width)| wrapped(cell, width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut line = indent.to_owned();
            for (cell, width) in cells.iter().zip(widths) {
                let part = cell.get(at).map_or("", String::as_str);
                line.push_str(part);
                line.push_str(&" ".repeat((width + 2).saturating_sub(part.width())));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}
