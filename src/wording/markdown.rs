//! The part of Markdown that has a form in official documents: headings for the four levels, paragraphs, numbered lists.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use serde::Serialize;

use super::{chinese, sealed};

/// A piece of the body of a document (正文).
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Block {
    /// A heading of one of the four levels (GB/T 9704-2012, 7.3.3).
    Heading {
        /// From 1.
        level: usize,
        /// 一、 （一） 1. （1）
        label: String,
        /// The heading.
        text: String,
    },
    /// A paragraph.
    Paragraph {
        /// Its text.
        runs: Vec<Run>,
    },
    /// A paragraph that begins with its number.
    Numbered {
        /// `1.` or `（1）`.
        label: String,
        /// Its text.
        runs: Vec<Run>,
    },
    /// The place of a table or chart that the view puts in.
    Insert {
        /// Its name.
        name: String,
    },
}

/// Text in one face.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The text.
    pub text: String,
    /// The face.
    pub face: Face,
}

/// The face of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Face {
    /// 仿宋, the face of the body.
    Fangsong,
    /// 楷体, for `*emphasis*`.
    Kai,
    /// 黑体, for `**strong**`.
    Hei,
}

/// Takes a text apart.
///
/// # Errors
/// With what was found, if the text has markup that has no form in an official document.
pub(super) fn blocks(text: &str) -> Result<Vec<Block>, String> {
    let mut reader = Reader::default();
    for event in Parser::new(text) {
        reader.take(event)?;
    }
    reader.end_paragraph()?;
    Ok(reader.blocks)
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    runs: Vec<Run>,
    headings: [u32; 4],
    lists: Vec<u64>,
    strong: bool,
    emphasis: bool,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item) => {}
            Event::End(TagEnd::Paragraph) => self.end_paragraph()?,
            Event::End(TagEnd::Heading(level)) => self.end_heading(level)?,
            Event::Start(Tag::List(Some(first))) if self.lists.len() < 2 => {
                self.end_paragraph()?;
                self.lists.push(first);
            }
            Event::End(TagEnd::List(true)) => {
                self.lists.pop();
            }
            Event::End(TagEnd::Item) => {
                self.end_paragraph()?;
                if let Some(next) = self.lists.last_mut() {
                    *next += 1;
                }
            }
            Event::Start(Tag::Strong) => self.strong = true,
            Event::End(TagEnd::Strong) => self.strong = false,
            Event::Start(Tag::Emphasis) => self.emphasis = true,
            Event::End(TagEnd::Emphasis) => self.emphasis = false,
            Event::Text(text) => self.text(&text),
            Event::SoftBreak => self.text("\n"),
            other => return Err(describe(&other)),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let face = match (self.strong, self.emphasis) {
            (true, _) => Face::Hei,
            (false, true) => Face::Kai,
            (false, false) => Face::Fangsong,
        };
        match self.runs.last_mut() {
            Some(last) if last.face == face => last.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), face }),
        }
    }

    fn end_paragraph(&mut self) -> Result<(), String> {
        let mut runs = std::mem::take(&mut self.runs);
        if let [run] = &runs[..]
            && let Some(name) = sealed::insert_name(run.text.trim())
        {
            self.blocks.push(Block::Insert { name: name.to_owned() });
            return Ok(());
        }
        for run in &mut runs {
            if sealed::holds_insert(&run.text) {
                return Err("{{ insert(…) }} …".to_owned());
            }
            run.text = sealed::open(&joined(&run.text));
        }
        runs.retain(|run| !run.text.is_empty());
        if runs.is_empty() {
            return Ok(());
        }
        let label = match (self.lists.len(), self.lists.last()) {
            (1, Some(number)) => format!("{number}."),
            (2, Some(number)) => format!("（{number}）"),
            _ => {
                self.blocks.push(Block::Paragraph { runs });
                return Ok(());
            }
        };
        self.blocks.push(Block::Numbered { label, runs });
        Ok(())
    }

    fn end_heading(&mut self, level: HeadingLevel) -> Result<(), String> {
        let level = level as usize;
        let Some(count) = self.headings.get_mut(level - 1) else { return Err(format!("heading of level {level}")) };
        *count += 1;
        let label = match level {
            1 => format!("{}、", chinese(*count)),
            2 => format!("（{}）", chinese(*count)),
            3 => format!("{count}."),
            _ => format!("（{count}）"),
        };
        self.headings[level..].fill(0);
        let runs = std::mem::take(&mut self.runs);
        if runs.iter().any(|run| sealed::holds_insert(&run.text)) {
            return Err("# {{ insert(…) }}".to_owned());
        }
        let text = runs.iter().map(|run| sealed::open(&joined(&run.text))).collect();
        self.blocks.push(Block::Heading { level, label, text });
        Ok(())
    }
}

/// A text of several lines as one: between Han characters a line break prints nothing, elsewhere a space.
fn joined(text: &str) -> String {
    let mut lines = text.split('\n').map(str::trim);
    let mut whole = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let latin = whole.ends_with(|c: char| c.is_ascii()) && line.starts_with(|c: char| c.is_ascii());
        if latin {
            whole.push(' ');
        }
        whole.push_str(line);
    }
    whole
}

/// What was found, for the message.
fn describe(event: &Event<'_>) -> String {
    match event {
        Event::Start(Tag::List(None)) => "- …".to_owned(),
        Event::Start(Tag::List(Some(_))) => "1. … 1. … 1. …".to_owned(),
        Event::Start(Tag::BlockQuote(_)) => "> …".to_owned(),
        Event::Start(Tag::CodeBlock(_)) => "code block (a line indented by four spaces, or ```)".to_owned(),
        Event::Start(Tag::Link { dest_url, .. }) => format!("[…]({dest_url})"),
        Event::Start(Tag::Image { dest_url, .. }) => format!("![…]({dest_url})"),
        Event::Code(code) => format!("`{code}`"),
        Event::Html(html) | Event::InlineHtml(html) => html.trim().to_owned(),
        Event::Start(Tag::HtmlBlock) => "<…>".to_owned(),
        Event::HardBreak => "line break (two spaces or a backslash at the end of a line)".to_owned(),
        Event::Rule => "---".to_owned(),
        other => format!("{other:?}"),
    }
}
