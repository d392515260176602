//! The structure tree: what search, copying and screen readers go by.

use std::collections::BTreeMap;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, ObjRef, Object};

use super::Page;

/// Elements deeper than this are not read: no document needs as many, and a tree may contain itself.
const DEEPEST: usize = 64;
/// At most so many elements are read.
const MOST: usize = 1_000_000;

/// What the structure tree says of a passage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Whether it stands in a table.
    pub table: bool,
    /// The level of the heading it belongs to, 0 if none.
    pub heading: u8,
}

/// A marked passage: page from 0, and its mark there.
pub type Passage = (usize, i32);

/// An element of the structure tree.
#[derive(Debug, Default)]
pub struct Element {
    /// What it is: `P`, `H1`, `Table`, `TR`, `TD`.
    pub role: String,
    /// What it holds, in the order of reading.
    pub kids: Vec<Kid>,
}

/// What an element holds.
#[derive(Debug)]
pub enum Kid {
    /// Another element.
    Element(Element),
    /// A passage.
    Passage(Passage),
}

/// Reads the tree of a document.
pub(super) fn read(pdf: &Pdf) -> Option<Element> {
    let catalog: Dict<'_> = pdf.xref().get(pdf.xref().root_id())?;
    let root: Dict<'_> = catalog.get("StructTreeRoot")?;
    let sheets = pdf.pages().iter().enumerate();
    let sheets =
        sheets.filter_map(|(at, page)| Some((reference(page.raw().obj_id().map(ObjRef::from)?), at))).collect();
    let mut left = MOST;
    Some(element(&root, &sheets, None, 0, &mut left))
}

/// Writes into glyphs what the tree says of their passages.
pub(super) fn assign(root: &Element, pages: &mut [Page]) {
    let mut roles = BTreeMap::new();
    collect(root, Role::default(), &mut roles);
    for (at, page) in pages.iter_mut().enumerate() {
        for glyph in &mut page.glyphs {
            if let Some(role) = glyph.mark.and_then(|mark| roles.get(&(at, mark))) {
                glyph.role = *role;
            }
        }
    }
}

fn reference(object: ObjRef) -> (i32, i32) {
    (object.obj_number, object.gen_number)
}

type Sheets = BTreeMap<(i32, i32), usize>;

fn element(dict: &Dict<'_>, sheets: &Sheets, page: Option<usize>, depth: usize, left: &mut usize) -> Element {
    let on = |dict: &Dict<'_>| dict.get_ref("Pg").and_then(|page| sheets.get(&reference(page)).copied()).or(page);
    let page = on(dict);
    let role = dict.get::<Name<'_>>("S").map(|name| name.as_str().to_owned()).unwrap_or_default();
    let mut read = Element { role, kids: Vec::new() };
    let kids: Vec<Object<'_>> = match dict.get::<Object<'_>>("K") {
        Some(Object::Array(kids)) => Array::iter(&kids).collect(),
        kid => kid.into_iter().collect(),
    };
    for kid in kids {
        if *left == 0 {
            break;
        }
        *left -= 1;
        let (page, mark) = match kid {
            Object::Dict(kid) if kid.contains_key("S") => {
                if depth < DEEPEST {
                    read.kids.push(Kid::Element(element(&kid, sheets, page, depth + 1, left)));
                }
                continue;
            }
            Object::Dict(kid) => (on(&kid), kid.get::<i32>("MCID")),
            kid => (page, kid.into_i32()),
        };
        read.kids.extend(page.zip(mark).map(Kid::Passage));
    }
    read
}

fn collect(element: &Element, above: Role, roles: &mut BTreeMap<Passage, Role>) {
    let role = match element.role.as_str() {
        "Table" => Role { table: true, ..above },
        "H" => Role { heading: 1, ..above },
        name => match name.strip_prefix('H').and_then(|level| level.parse().ok()) {
            Some(heading) => Role { heading, ..above },
            None => above,
        },
    };
    for kid in &element.kids {
        match kid {
            Kid::Element(kid) => collect(kid, role, roles),
            Kid::Passage(passage) => {
                roles.insert(*passage, role);
            }
        }
    }
}
