//! The words of the documents: minijinja templates over a little Markdown become blocks; values never become markup.

mod markdown;
mod phrases;
mod sealed;
mod words;

pub use markdown::{Block, Face, Run};
pub use phrases::{Phrases, words};

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use crate::diag::{Diagnostics, Problem};
use crate::load::is_unprintable;
use crate::source::Sources;
use crate::span::{SourceId, Span};
use crate::validate::{Pattern, Workspace};

/// Steps that one template may take: far more than any document needs.
const FUEL: u64 = 2_000_000;
/// Where a row of a title may end.
const MARK: char = '|';
/// A longer 发文机关标志 may need two rows: the layout condenses one of 22 characters to a row.
const MARK_ON_ONE_ROW: usize = 20;

/// All wording templates, ready to be filled.
pub struct Wording<'a> {
    sources: &'a Sources,
    environment: Environment<'a>,
    phrases: Phrases,
}

impl<'a> Wording<'a> {
    /// Reads every template below `templates/wording/`; those that minijinja refuses are reported.
    #[must_use]
    pub fn new(sources: &'a Sources, workspace: &Workspace, diagnostics: &mut Diagnostics) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(sealed::write);
        // A template that never ends must not hang the program, nor one that fills the memory end it.
        environment.set_fuel(Some(FUEL));
        for filter in ["format", "indent", "slice", "batch"] {
            environment.remove_filter(filter);
        }
        environment.add_filter("chinese", |number: u32| chinese(number));
        environment.add_function("insert", |name: String| sealed::insert(&name));
        let mut wording = Self { sources, environment, phrases: phrases_of(workspace) };
        for (path, id) in sources.texts_below("templates/wording/", "j2") {
            let text = sources.file(id).text();
            let forbidden = |c: char| !matches!(c, '\n' | '\r' | '\t') && is_unprintable(c);
            if let Some((start, character)) = text.char_indices().find(|(_, c)| forbidden(*c)) {
                let span = Span::new(id, start..start + character.len_utf8());
                diagnostics.at(span, Problem::ForbiddenCharacter { character });
            } else if let Err(error) = wording.environment.add_template(path, text) {
                wording.report(&error, None, diagnostics);
            }
        }
        wording
    }

    /// Fills a template, such as `method.md.j2`, and takes it apart into blocks. `inserts` are the names that
    /// `{{ insert("…") }}` may use.
    #[must_use]
    pub fn blocks(
        &self,
        name: &str,
        values: &Value,
        inserts: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<Block>> {
        let path = format!("templates/wording/{name}");
        // A template that did not parse has been reported already.
        let template = self.environment.get_template(&path).ok()?;
        let text = match template.render(values) {
            Ok(text) => text,
            Err(error) => {
                self.report(&error, None, diagnostics);
                return None;
            }
        };
        match markdown::blocks(&text) {
            Ok(blocks) => self.known_inserts(blocks, &path, inserts, diagnostics),
            Err(found) => {
                diagnostics.at(self.whole(&path)?, Problem::UnsupportedMarkdown { found });
                None
            }
        }
    }

    /// Fills a single line, such as a title or a file name.
    #[must_use]
    pub fn line(&self, pattern: &Pattern, values: &Value, diagnostics: &mut Diagnostics) -> Option<String> {
        self.fill(pattern, values, diagnostics).map(|text| sealed::open(&text))
    }

    /// Fills a title and takes it apart: where its pattern, not a value in it, has a `|`; without one, between words.
    #[must_use]
    pub fn phrases(&self, pattern: &Pattern, values: &Value, diagnostics: &mut Diagnostics) -> Option<Vec<String>> {
        let text = self.fill(pattern, values, diagnostics)?;
        let phrases = if text.contains(MARK) {
            let phrases = text.split(MARK).map(|phrase| sealed::open(phrase.trim()));
            phrases.filter(|phrase| !phrase.trim().is_empty()).collect()
        } else {
            self.phrases.of_title(sealed::open(&text).trim())
        };
        if phrases.is_empty() {
            diagnostics.at(pattern.span, Problem::EmptyTitle);
            return None;
        }
        Some(phrases)
    }

    /// Takes 发文机关标志 apart: at its `|`; without one, between words if a row may be too short for it.
    #[must_use]
    pub fn mark(&self, mark: &str) -> Vec<String> {
        let marked: Vec<String> =
            mark.split(MARK).map(str::trim).filter(|phrase| !phrase.is_empty()).map(str::to_owned).collect();
        let whole = marked.concat();
        if marked.len() == 1 && whole.chars().count() > MARK_ON_ONE_ROW { self.phrases.of_mark(&whole) } else { marked }
    }

    fn fill(&self, pattern: &Pattern, values: &Value, diagnostics: &mut Diagnostics) -> Option<String> {
        self.environment
            .render_str(&pattern.value, values)
            .map_err(|error| self.report(&error, Some(pattern.span), diagnostics))
            .ok()
    }

    fn known_inserts(
        &self,
        blocks: Vec<Block>,
        path: &str,
        known: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<Block>> {
        let unknown = blocks.iter().find_map(|block| match block {
            Block::Insert { name } if !known.contains(&name.as_str()) => Some(name.clone()),
            _ => None,
        });
        if let Some(name) = unknown {
            let known = known.iter().map(|name| (*name).to_owned()).collect();
            let place = self.quoted(path, &name).or_else(|| self.whole(path))?;
            diagnostics.at(place, Problem::UnknownInsert { name, known });
            return None;
        }
        Some(blocks)
    }

    /// Reports an error at its line in the template, or at the pattern it stands in.
    fn report(&self, error: &Error, pattern: Option<Span>, diagnostics: &mut Diagnostics) {
        let message =
            error.detail().map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()));
        let problem = match error.kind() {
            ErrorKind::OutOfFuel => Problem::EndlessTemplate { steps: FUEL },
            _ => Problem::Template { message },
        };
        let template = error.name().and_then(|name| self.sources.text_of(name));
        match (pattern, template) {
            (Some(span), _) => diagnostics.at(span, problem),
            (None, Some(source)) => diagnostics.at(self.place(error, source), problem),
            (None, None) => diagnostics.nowhere(problem),
        }
    }

    fn place(&self, error: &Error, source: SourceId) -> Span {
        let file = self.sources.file(source);
        let line = file.line(error.line().unwrap_or(1));
        let range = error.range().filter(|range| line.contains(&range.start)).unwrap_or(line);
        // minijinja points at a single byte where it does not know a character.
        let text = file.text();
        Span::new(source, text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end))
    }

    /// Where a name stands in quotation marks in a template.
    fn quoted(&self, path: &str, name: &str) -> Option<Span> {
        let source = self.sources.text_of(path)?;
        let text = self.sources.file(source).text();
        let start = ['"', '\''].iter().find_map(|mark| text.find(&format!("{mark}{name}{mark}")))? + 1;
        Some(Span::new(source, start..start + name.len()))
    }

    /// The first line of a template, for what concerns it as a whole.
    fn whole(&self, path: &str) -> Option<Span> {
        let source = self.sources.text_of(path)?;
        let line = self.sources.file(source).line(1);
        Some(Span::new(source, line))
    }
}

/// What takes titles apart without splitting a name of this workspace.
fn phrases_of(workspace: &Workspace) -> Phrases {
    let Workspace { scheme, documents, roster, .. } = workspace;
    let own = [scheme.work(), scheme.field()].into_iter().chain(roster.names());
    let categories = roster.categories().iter().map(String::as_str);
    let issuer = &documents.issuer;
    Phrases::new(
        own.chain(categories).chain([issuer.short.as_str()]).map(str::to_owned),
        [issuer.name.clone(), issuer.mark.replace(MARK, "")].into_iter().chain(issuer.joint.iter().cloned()),
    )
}

/// A number up to 99 in Chinese numerals: 十一.
#[must_use]
pub fn chinese(number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u32| DIGITS[(value % 10) as usize];
    match number {
        0 => "零".to_owned(),
        1..10 => digit(number).to_owned(),
        10..20 => format!("十{}", digit(number)),
        20..100 => format!("{}十{}", digit(number / 10), digit(number)),
        _ => number.to_string(),
    }
}

/// The error of a value that cannot be printed.
fn unprintable(what: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, what.to_owned())
}
