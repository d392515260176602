//! `print`: the letters in one file, page by page as each is in its own, on sheets of their own.
#![expect(clippy::float_arithmetic, reason = "places on a page are no marks")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, String as Bytes};
use hongtou::pdf::{self, Document, Page};
use tempfile::TempDir;

use crate::support::{done, edit, files, hongtou, hongtou_with, sample, small};

/// The name of the file where none is given.
const NAME: &str = "反馈函合订本.pdf";
/// Places that differ by less (mm) are the same.
const SAME: f64 = 0.001;
/// Who, when and why a correction.
const GROUNDS: &str = "--reason 核对 --by 甲 --date 2022-02-10";

/// A bookmark: its text, the page it leads to, and those below it.
#[derive(Debug, PartialEq)]
struct Bookmark {
    title: String,
    page: usize,
    below: Vec<Bookmark>,
}

fn bookmarks(bytes: &[u8]) -> Vec<Bookmark> {
    fn list(parent: &Dict<'_>, sheets: &BTreeMap<i32, usize>) -> Vec<Bookmark> {
        let mut found = Vec::new();
        let mut next = parent.get::<Dict<'_>>("First");
        while let Some(item) = next {
            let title = item.get::<Bytes<'_>>("Title").expect("a title").as_bytes().to_vec();
            let units = title.strip_prefix(b"\xFE\xFF").expect("UTF-16").chunks_exact(2);
            let units: Vec<u16> = units.map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            let to = item.get::<Array<'_>>("Dest").expect("a place").raw_iter().next().expect("a page");
            let page = to.as_obj_ref().expect("a reference").obj_number;
            let title = String::from_utf16(&units).expect("a text");
            found.push(Bookmark { title, page: sheets[&page], below: list(&item, sheets) });
            next = item.get::<Dict<'_>>("Next");
        }
        found
    }
    let pdf = Pdf::new(bytes.to_vec()).expect("a PDF");
    let sheets = pdf.pages().iter().enumerate();
    let sheets = sheets.map(|(at, page)| (page.raw().obj_id().expect("a number").obj_number, at)).collect();
    let catalog: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).expect("a catalog");
    list(&catalog.get::<Dict<'_>>("Outlines").expect("bookmarks"), &sheets)
}

/// Whether a page of the bound file looks as one of a single file: the same glyphs of the same faces, and the same lines
/// and areas, at the same places.
fn same(name: &str, (bound, bound_page): (&Document, &Page), (single, single_page): (&Document, &Page)) {
    let near = |a: f64, b: f64| (a - b).abs() < SAME;
    assert!(near(bound_page.width, single_page.width) && near(bound_page.height, single_page.height), "{name}");
    let text = |page: &Page| page.glyphs.iter().map(|glyph| glyph.text.as_str()).collect::<String>();
    assert_eq!(text(bound_page), text(single_page), "{name}");
    assert_eq!(bound_page.glyphs.len(), single_page.glyphs.len(), "{name}");
    for (a, b) in bound_page.glyphs.iter().zip(&single_page.glyphs) {
        let alike = near(a.at.x, b.at.x)
            && near(a.at.y, b.at.y)
            && near(a.size, b.size)
            && near(a.stretch, b.stretch)
            && (a.advance - b.advance).hypot() < SAME
            && a.colour == b.colour
            && a.direction == b.direction
            && bound.face(a) == single.face(b);
        assert!(alike, "{name}: {a:?} {b:?}");
    }
    assert_eq!(bound_page.shapes.len(), single_page.shapes.len(), "{name}");
    for (a, b) in bound_page.shapes.iter().zip(&single_page.shapes) {
        let corners = near(a.rect.x0, b.rect.x0)
            && near(a.rect.y0, b.rect.y0)
            && near(a.rect.x1, b.rect.x1)
            && near(a.rect.y1, b.rect.y1);
        assert!(corners && a.colour == b.colour, "{name}: {a:?} {b:?}");
    }
}

/// Holds a bound file against single ones, in its order: names of category and unit, and the bytes. How many blank pages
/// it has.
fn holds(bound: &[u8], singles: &[(&str, &str, &[u8])]) -> usize {
    let file = pdf::read(bound.to_vec()).expect("a PDF");
    let mut expected: Vec<Bookmark> = Vec::new();
    let (mut at, mut blank) = (0, 0);
    for (category, unit, bytes) in singles {
        assert_eq!(at % 2, 0, "{unit} begins on a right-hand page");
        if expected.last().is_none_or(|last| last.title != *category) {
            expected.push(Bookmark { title: (*category).to_owned(), page: at, below: Vec::new() });
        }
        let below = &mut expected.last_mut().expect("a category").below;
        below.push(Bookmark { title: (*unit).to_owned(), page: at, below: Vec::new() });
        let single = pdf::read(bytes.to_vec()).expect("a PDF");
        for (number, page) in single.pages.iter().enumerate() {
            same(&format!("{unit}, page {}", number + 1), (&file, &file.pages[at]), (&single, page));
            at += 1;
        }
        if at % 2 == 1 {
            let page = &file.pages[at];
            assert!(page.glyphs.is_empty() && page.shapes.is_empty() && page.pictures.is_empty(), "behind {unit}");
            at += 1;
            blank += 1;
        }
    }
    assert_eq!(at, file.pages.len(), "nothing is left over");
    assert_eq!(bookmarks(bound), expected);
    blank
}

/// The letters of an output folder in the order of the roster: category and unit after the file's name.
fn letters(folder: &Path) -> Vec<(String, String, Vec<u8>)> {
    let made = files(&folder.join("反馈函"));
    let roster = fs::read_to_string(folder.join("../data/units.csv")).expect("the roster");
    let roster = roster.trim_start_matches('\u{FEFF}').lines().skip(1);
    let letter = |row: &str| {
        let [category, number, unit] = [1, 2, 3].map(|at| row.split(',').nth(at).expect("a cell").to_owned());
        let bytes = made.get(&format!("{category}-{number}-{unit}.pdf"))?.clone();
        Some((category, unit, bytes))
    };
    roster.filter_map(letter).collect()
}

fn borrowed(letters: &[(String, String, Vec<u8>)]) -> Vec<(&str, &str, &[u8])> {
    letters.iter().map(|(category, unit, bytes)| (category.as_str(), unit.as_str(), bytes.as_slice())).collect()
}

fn bound(folder: &Path) -> Vec<u8> {
    fs::read(folder.join(NAME)).expect("the bound file")
}

#[test]
fn every_letter_of_the_sample_is_bound_as_it_is_in_its_own_file_and_on_sheets_of_its_own() {
    let folder = sample();
    let folder = folder.path();
    done(folder, "build --only letters");
    let run = done(folder, "print");
    let letters = letters(&folder.join("out"));
    let file = bound(folder);
    let blank = holds(&file, &borrowed(&letters));
    assert!(letters.len() == 72 && (1..36).contains(&blank), "{blank} blank pages");
    let read = pdf::read(file.clone()).expect("a PDF");
    assert_eq!(read.information.pdfa.as_deref(), Some("2B"));
    assert!(read.structure.is_none());
    assert_eq!(read.information.title, "2021年度反馈函合订本");
    let pages = read.pages.len();
    let told = format!("bound: 72 letters on {pages} pages, to be printed on both sides ({NAME})\n");
    assert_eq!((run.stdout, run.stderr), (told, String::new()));
    let apart: usize = letters.iter().map(|(_, _, bytes)| bytes.len()).sum();
    assert!(file.len() * 5 < apart, "{} of {apart} bytes", file.len());
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = small();
    done(folder.path(), "print --jobs 1");
    done(folder.path(), "print --jobs 2 --out again.pdf");
    assert_eq!(bound(folder.path()), fs::read(folder.path().join("again.pdf")).expect("a file"));
}

#[test]
fn one_category_is_bound_alone_and_an_unknown_one_is_told() {
    let folder = small();
    let folder = folder.path();
    done(folder, "build --only letters");
    done(folder, "print --category 乡镇");
    let letters = letters(&folder.join("out"));
    let of_category: Vec<_> = borrowed(&letters).into_iter().filter(|(category, ..)| *category == "乡镇").collect();
    assert_eq!(of_category.len(), 2);
    holds(&fs::read(folder.join("反馈函合订本-乡镇.pdf")).expect("a file"), &of_category);
    let run = hongtou(folder, &["print", "--category", "村"]);
    assert_eq!((run.code, run.stderr.as_str()), (2, "unknown category “村”; one of 乡镇, 市直单位\n"));
}

/// A folder with a small workspace of which method, results and letters were issued.
fn issued() -> TempDir {
    let folder = small();
    done(folder.path(), "issue method --date 2021-03-01");
    done(folder.path(), "issue results letters --date 2022-01-10");
    folder
}

/// Holds the bound file against the letters that `build` copies from the store.
fn as_issued(folder: &Path) {
    done(folder, "build");
    holds(&bound(folder), &borrowed(&letters(&folder.join("out"))));
}

#[test]
fn issued_letters_are_bound_as_they_were_issued_whatever_the_data_say_since() {
    let folder = issued();
    let folder = folder.path();
    // Not frozen by issue, and printed in every letter.
    edit(folder, "data/documents.toml", "telephone = \"0000-0000000\"", "telephone = \"0000-1111111\"");
    done(folder, "print");
    as_issued(folder);
    let before = bound(folder);

    done(folder, &format!("correct change 评分 P02 得分 20 {GROUNDS}"));
    done(folder, "correct approve 1 --by 乙 --date 2022-02-11");
    let run = done(folder, "print");
    assert_eq!(bound(folder), before, "no later figure under an earlier number");
    done(folder, "build");
    assert_eq!(files(&folder.join("out/待印发/反馈函")).len(), 1);
    assert_eq!(run.stderr, "note: bound as issued, though changed since and not issued again: 1 letter\n");

    done(folder, "issue correction letters --date 2022-02-20");
    let refused = hongtou(folder, &["print"]);
    assert_eq!(refused.code, 2, "{}", refused.stdout);
    let run = done(folder, "print --force");
    assert_eq!(run.stderr, "");
    assert_ne!(bound(folder), before);
    as_issued(folder);
}

#[test]
fn a_letter_that_would_not_be_as_it_was_issued_is_not_bound() {
    let record = "data/issued/2/edition.json";
    // Another program that makes the same bytes does no harm.
    let folder = issued();
    let text = fs::read_to_string(folder.path().join(record)).expect("the record");
    let engine = text.split("\"engine\": \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a program");
    let other = text.replace(&format!("\"engine\": \"{engine}\""), "\"engine\": \"older\"");
    fs::write(folder.path().join(record), other).expect("the record is written");
    done(folder.path(), "print");
    as_issued(folder.path());

    // Another view does.
    let folder = issued();
    let text = fs::read_to_string(folder.path().join(record)).expect("the record");
    let (begin, rest) = text.split_once("反馈函/乡镇-1-青山镇.pdf\"").expect("a letter");
    let view = rest.split("\"view\": \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a digest");
    let other = rest.replacen(view, &"0".repeat(view.len()), 1);
    fs::write(folder.path().join(record), format!("{begin}反馈函/乡镇-1-青山镇.pdf\"{other}")).expect("written");
    let run = hongtou(folder.path(), &["print"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    let told = "made anew, 1 letter of edition 2 would not be as issued: nothing was bound; print the files in data/issued/2/files/\n";
    assert!(run.stderr.contains("differs: 反馈函/乡镇-1-青山镇.pdf: ") && run.stderr.ends_with(told), "{}", run.stderr);
    assert!(!folder.path().join(NAME).exists());
}

#[test]
fn layouts_of_the_time_of_issue_are_used_and_stay_within_limits() {
    let folder = small();
    let folder = folder.path();
    let own = folder.join("data/templates/letter.typ");
    fs::create_dir_all(own.parent().expect("a folder")).expect("a folder is made");
    let layout = "#import \"gongwen/lib.typ\": letter\n#letter(json(\"/view.json\") + (note: \"本函另有版式\"))\n";
    fs::write(&own, layout).expect("a layout is written");
    done(folder, "issue method --date 2021-03-01");
    done(folder, "issue results letters --date 2022-01-10");
    fs::remove_file(&own).expect("the layout goes");
    done(folder, "print");
    as_issued(folder);

    let folder = small();
    let folder = folder.path();
    let own = folder.join("data/templates/letter.typ");
    fs::create_dir_all(own.parent().expect("a folder")).expect("a folder is made");
    fs::write(&own, "#for a in range(100000) { for b in range(100000) { } }\n").expect("a layout is written");
    let run = hongtou_with(folder, &["print"], &[("HONGTOU_SECONDS", "3")]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("made no document for 3 seconds"), "{}", run.stderr);
    assert!(!folder.join(NAME).exists());
}

#[test]
fn no_other_file_is_replaced_and_none_is_put_among_inputs_or_documents() {
    let folder = small();
    let folder = folder.path();
    fs::write(folder.join(NAME), "mine").expect("a file is written");
    let run = hongtou(folder, &["print"]);
    let told =
        format!("{NAME} is there already and differs: replace it with --force, or choose another name with --out\n");
    assert_eq!((run.code, run.stderr), (2, told));
    assert_eq!(bound(folder), b"mine");
    done(folder, "print --force");
    let made = bound(folder);
    done(folder, "print");
    assert_eq!(made, bound(folder));

    done(folder, "build");
    let before = files(folder);
    for (out, told) in [
        ("out", "lies in "),
        ("out/反馈函/all.pdf", "lies in "),
        ("data/all.pdf", "is the workspace itself"),
        ("data/scores", "is the workspace itself"),
    ] {
        let run = hongtou(folder, &["print", "--out", out]);
        assert!(run.code == 2 && run.stderr.contains(told), "{out}: {}", run.stderr);
    }
    assert!(before == files(folder));
    fs::create_dir(folder.join("paper")).expect("a folder is made");
    done(folder, "print --out paper");
    assert_eq!(fs::read(folder.join("paper").join(NAME)).expect("a file"), made);
    let verified = done(folder, "verify");
    assert!(!verified.stdout.contains(NAME), "{}", verified.stdout);
}

#[test]
fn without_all_marks_only_drafts_are_bound() {
    let folder = small();
    let folder = folder.path();
    edit(folder, "data/scores/评分.csv", "P02,青山乡,日常工作,18.5,", "P02,青山乡,日常工作,,");
    assert_eq!(hongtou(folder, &["print"]).code, 1);
    assert!(!folder.join(NAME).exists());
    done(folder, "print --draft");
    done(folder, "build --only letters --draft");
    holds(&bound(folder), &borrowed(&letters(&folder.join("out"))));
}

#[test]
fn a_character_that_no_font_has_bars_only_the_letters_that_print_it() {
    let folder = small();
    let folder = folder.path();
    edit(folder, "data/scores/评分.csv", "P02,青山乡,日常工作,18.5,", "P02,青山乡,日常工作,18.5,😀");
    let barred = hongtou(folder, &["print", "--category", "乡镇"]);
    assert!(barred.code == 1 && barred.stderr.contains("error[uncovered-character]"), "{}", barred.stderr);
    done(folder, "print --category 市直单位");
}
