//! Which files a layout reads: itself, what it imports, and every file that it or its imports name.
//!
//! What is named counts as read, so that the answer depends neither on a document's view nor on what was cached. A path
//! that is put together, as `"../marks/" + mark + ".svg"`, may name every file of the folder it begins with, or, if that
//! cannot be told, every file there is.

use std::collections::{BTreeMap, BTreeSet};

use typst::syntax::ast::{self, AstNode};
use typst::syntax::{Source, SyntaxKind, SyntaxNode};

use crate::source::Sources;

/// The functions that open a picture; all others find only the view.
const OPENING: [&str; 3] = ["image", "read", "xml"];

/// For each of these layouts, by its path below `templates/`: the paths of all files it reads, as far as they are there.
pub(super) fn reads(sources: &Sources, layouts: &[(&str, Source)]) -> BTreeMap<String, BTreeSet<String>> {
    let known: BTreeSet<String> = sources.layouts().into_keys().collect();
    let named: BTreeMap<&str, BTreeSet<String>> = layouts
        .iter()
        .map(|(path, source)| {
            let mut names = Names { folder: folder_of(path), known: &known, found: BTreeSet::new() };
            names.gather(source.root());
            (*path, names.found)
        })
        .collect();
    let closure = |path: &str| {
        let mut found = BTreeSet::new();
        let mut waiting = vec![path.to_owned()];
        while let Some(next) = waiting.pop() {
            if found.insert(next.clone()) {
                waiting.extend(named.get(next.as_str()).into_iter().flatten().cloned());
            }
        }
        found
    };
    named.keys().map(|path| (path.trim_start_matches("templates/").to_owned(), closure(path))).collect()
}

/// The files that one layout names.
struct Names<'a> {
    folder: &'a str,
    known: &'a BTreeSet<String>,
    found: BTreeSet<String>,
}

impl Names<'_> {
    fn gather(&mut self, node: &SyntaxNode) {
        if let Some(text) = node.cast::<ast::Str<'_>>() {
            self.found.extend(resolve(self.folder, &text.get()).filter(|path| self.known.contains(path)));
        }
        if let Some(path) = opened(node).filter(|path| path.kind() != SyntaxKind::Str) {
            let start = leftmost(path).cast::<ast::Str<'_>>().map(|text| text.get().to_string());
            // Of a put-together path, the part up to its last `/` is certain.
            let folder = start.as_deref().and_then(|start| resolve(self.folder, start.rsplit_once('/')?.0));
            let below = folder.map_or_else(|| "templates/".to_owned(), |folder| format!("{folder}/"));
            self.found.extend(self.known.iter().filter(|path| path.starts_with(&below)).cloned());
        }
        node.children().for_each(|child| self.gather(child));
    }
}

/// The path that a node opens, if it is a call or an import that opens one.
fn opened(node: &SyntaxNode) -> Option<&SyntaxNode> {
    if let Some(import) = node.cast::<ast::ModuleImport<'_>>() {
        return Some(import.source().to_untyped());
    }
    if let Some(include) = node.cast::<ast::ModuleInclude<'_>>() {
        return Some(include.source().to_untyped());
    }
    let call = node.cast::<ast::FuncCall<'_>>()?;
    let name = match call.callee() {
        ast::Expr::Ident(name) => name,
        ast::Expr::FieldAccess(access) => access.field(),
        _ => return None,
    };
    if !OPENING.contains(&name.as_str()) {
        return None;
    }
    call.args().items().find_map(|argument| match argument {
        ast::Arg::Pos(path) => Some(path.to_untyped()),
        _ => None,
    })
}

/// The first operand of a sum.
fn leftmost(mut node: &SyntaxNode) -> &SyntaxNode {
    while let Some(sum) = node.cast::<ast::Binary<'_>>() {
        node = sum.lhs().to_untyped();
    }
    node
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path below the workspace that a layout in a folder names.
fn resolve(folder: &str, text: &str) -> Option<String> {
    let mut parts: Vec<&str> = if text.starts_with('/') { vec!["templates"] } else { folder.split('/').collect() };
    for part in text.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}
