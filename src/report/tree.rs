//! A derivation as a tree of lines, each with the cells it comes from.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Console;
use crate::source::Sources;
use crate::span::Span;
use crate::view::explain::Line;

impl Console {
    /// A derivation as a tree: every line with its places, and of a corrected value the place where the former one stands.
    pub fn tree(&self, head: &str, lines: &[Line], sources: &Sources, origins: &BTreeMap<Span, Span>) {
        let mut text = format!("{head}\n");
        for (at, line) in lines.iter().enumerate() {
            let value = line.value.as_ref().map(|value| format!(" {value}")).unwrap_or_default();
            let places: Vec<String> = line.places.iter().map(|span| self.places(sources, *span, origins)).collect();
            let places = if places.is_empty() {
                String::new()
            } else {
                format!("  ← {}", places.join(self.lang.pick("，", ", ")))
            };
            let _ = writeln!(text, "{}{}{value}  {}{places}", branches(lines, at), line.name, line.how);
        }
        self.text(&text);
    }

    /// A place; behind that of a corrected value stands where its former one is.
    fn places(&self, sources: &Sources, span: Span, origins: &BTreeMap<Span, Span>) -> String {
        let mut text = place(sources, span);
        let mut former = origins.get(&span);
        while let Some(span) = former {
            text.push_str(self.lang.pick("（更正前：", " (before: "));
            text.push_str(&place(sources, *span));
            text.push_str(self.lang.pick("）", ")"));
            former = origins.get(span);
        }
        text
    }
}

/// File, line, column and content of a cell.
fn place(sources: &Sources, span: Span) -> String {
    let content = sources.slice(span);
    let short: String = content.chars().take(20).collect();
    let more = if short.len() < content.len() { "…" } else { "" };
    format!("{} “{short}{more}”", sources.place(span))
}

/// The branches before a line of a tree.
fn branches(lines: &[Line], at: usize) -> String {
    let depth = lines[at].depth;
    let continues = |level: usize| {
        lines[at + 1..].iter().map(|line| line.depth).find(|depth| *depth <= level).is_some_and(|depth| depth == level)
    };
    let trunk: String = (0..depth).map(|level| if continues(level) { "│  " } else { "   " }).collect();
    format!("{trunk}{}", if continues(depth) { "├─ " } else { "└─ " })
}
