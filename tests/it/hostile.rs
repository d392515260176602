//! PDFs made to do harm: each is measured or refused within its limits, with a message and without a trace of a crash.

mod texts;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Run, hongtou, sample};

/// Limits that honest documents stay far below.
const LIMITS: [&str; 4] = ["--seconds", "10", "--memory", "1024"];

/// Objects of a PDF, the first of which is its catalog.
#[derive(Default)]
pub(crate) struct Objects(pub(crate) Vec<Vec<u8>>);

impl Objects {
    /// A document of one page with this content, and these resources.
    pub(crate) fn page(resources: &str, content: &[u8]) -> Self {
        let mut objects = Self::default();
        objects.add("<</Type/Catalog/Pages 2 0 R>>");
        objects.add("<</Type/Pages/Kids[3 0 R]/Count 1>>");
        objects
            .add(&format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{resources}>>>>"));
        objects.stream("", content);
        objects
    }

    pub(crate) fn add(&mut self, object: &str) {
        self.0.push(object.as_bytes().to_vec());
    }

    pub(crate) fn stream(&mut self, entries: &str, content: &[u8]) {
        let mut object = format!("<<{entries}/Length {}>>stream\n", content.len()).into_bytes();
        object.extend_from_slice(content);
        object.extend_from_slice(b"\nendstream");
        self.0.push(object);
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.with_trailer("")
    }

    /// The file, with further entries in its trailer.
    fn with_trailer(&self, entries: &str) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (object, number) in self.0.iter().zip(1..) {
            places.push(file.len());
            file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
            file.extend_from_slice(object);
            file.extend_from_slice(b"\nendobj\n");
        }
        let start = file.len();
        let size = places.len() + 1;
        let mut tail = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for place in places {
            let _ = writeln!(tail, "{place:010} 00000 n ");
        }
        let _ = write!(tail, "trailer\n<</Size {size}/Root 1 0 R{entries}>>\nstartxref\n{start}\n%%EOF\n");
        file.extend_from_slice(tail.as_bytes());
        file
    }
}

/// So many times 258 zeros, and one, compressed: a match of 258 bytes takes 13 bits.
fn bomb(matches: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::new();
    let push = |bits: &mut Vec<bool>, code: u32, length: u32| {
        bits.extend((0..length).rev().map(|at| code >> at & 1 == 1));
    };
    // The last block, with fixed codes, then the literal 0.
    bits.extend([true, true, false]);
    push(&mut bits, 0b0011_0000, 8);
    for _ in 0..matches {
        push(&mut bits, 0b1100_0101, 8);
        push(&mut bits, 0, 5);
    }
    push(&mut bits, 0, 7);
    let packed = bits.chunks(8).map(|byte| byte.iter().rev().fold(0u8, |packed, bit| packed << 1 | u8::from(*bit)));
    let mut stream: Vec<u8> = [0x78, 0x9C].into_iter().chain(packed).collect();
    let sum = (matches * 258 + 1) % 65521;
    stream.extend_from_slice(&[
        u8::try_from(sum >> 8).expect("a byte"),
        u8::try_from(sum & 255).expect("a byte"),
        0,
        1,
    ]);
    stream
}

/// As many zeros as make a GiB, in a few MiB.
pub(crate) fn gibibyte() -> Vec<u8> {
    bomb((1 << 30) / 258)
}

/// A file with a name, and why it must be refused, where that is certain.
type Case = (&'static str, Vec<u8>, Option<&'static str>);

/// Files that are hardly PDFs.
fn broken() -> Vec<Case> {
    let honest = Objects::page("", b"0 0 9 9 re f").bytes();
    let text = String::from_utf8(honest.clone()).expect("plain text");
    let start = text.find("xref\n").expect("a table");
    vec![
        ("empty", Vec::new(), Some("not-pdf")),
        ("text", "关于印发考核办法的通知\n".repeat(50).into_bytes(), Some("not-pdf")),
        ("header", b"%PDF-1.7\n".to_vec(), None),
        ("zeros", vec![0; 1 << 20], Some("not-pdf")),
        ("honest", honest, None),
        ("no-objects", b"%PDF-1.7\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF".to_vec(), None),
        ("no-pages", Objects(vec![b"<</Type/Catalog>>".to_vec()]).bytes(), None),
        (
            "far-xref",
            text.replace(&format!("startxref\n{start}"), "startxref\n99999999999999999999").into_bytes(),
            None,
        ),
        ("self-xref", Objects::page("", b"").with_trailer(&format!("/Prev {start}/XRefStm {start}")), None),
        ("own-root", text.replace("/Root 1 0 R", "/Root 4 0 R").into_bytes(), None),
        ("huge-size", text.replace("/Size 5", "/Size 2147483647").into_bytes(), None),
        ("huge-length", text.replace("/Length 12", "/Length 99999999999").into_bytes(), None),
        ("own-length", text.replace("/Length 12", "/Length 4 0 R").into_bytes(), None),
        ("negative-length", text.replace("/Length 12", "/Length -12").into_bytes(), None),
    ]
}

/// Trees that contain themselves, or nest too deeply.
fn trees() -> Vec<Case> {
    let nested = |open: &str, close: &str, depth: usize| {
        let mut objects = Objects::page("", b"");
        objects.0[0] =
            format!("<</Type/Catalog/Pages 2 0 R/X {}{}>>", open.repeat(depth), close.repeat(depth)).into_bytes();
        objects.bytes()
    };
    let pages = |kids: &str, count: &str| {
        let mut objects = Objects::page("", b"");
        objects.0[1] = format!("<</Type/Pages/Kids[{kids}]/Count {count}/Parent 2 0 R>>").into_bytes();
        objects
    };
    let mut cycle = pages("5 0 R 3 0 R", "2");
    cycle.add("<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>");
    let mut structure = Objects::page("", b"/P<</MCID 0>>BDC EMC");
    structure.0[0] = b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>".to_vec();
    structure.add("<</Type/StructTreeRoot/S/Document/K[5 0 R 6 0 R 5 0 R 6 0 R]>>");
    structure.add("<</S/P/Pg 3 0 R/K[5 0 R 6 0 R 0]>>");
    let mut deep = Objects::page("", b"");
    deep.0[1] = b"<</Type/Pages/Kids[5 0 R]/Count 1>>".to_vec();
    for next in 6..20_006 {
        deep.add(&format!("<</Type/Pages/Kids[{next} 0 R]/Count 1/Parent {} 0 R>>", next - 2));
    }
    deep.add("<</Type/Page/Parent 20004 0 R/MediaBox[0 0 595 842]>>");
    vec![
        ("deep-arrays", nested("[", "]", 100_000), None),
        ("deep-dictionaries", nested("<</X", ">>", 100_000), None),
        ("open-arrays", nested("[", "", 1_000_000), None),
        ("page-in-itself", pages("2 0 R", "1").bytes(), None),
        ("page-cycle", cycle.bytes(), None),
        ("deep-pages", deep.bytes(), None),
        ("huge-count", pages("3 0 R", "2147483647").bytes(), None),
        ("one-page-often", pages(&"3 0 R ".repeat(100_000), "100000").bytes(), None),
        ("structure-cycle", structure.bytes(), None),
        (
            "deep-content",
            Objects::page("", format!("{}{}", "[".repeat(200_000), "]".repeat(200_000)).as_bytes()).bytes(),
            None,
        ),
        ("deep-states", Objects::page("", &b"q ".repeat(1_000_000)).bytes(), None),
        ("deep-marks", Objects::page("", &b"/P BMC ".repeat(1_000_000)).bytes(), None),
    ]
}

/// Forms, patterns, glyphs and masks that draw themselves.
fn circles() -> Vec<Case> {
    let form = |resources: &str, content: &str| {
        let mut objects = Objects::page("/XObject<</F 5 0 R>>", b"/F Do");
        objects.stream(
            &format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<{resources}>>"),
            content.as_bytes(),
        );
        objects
    };
    let mut fan = form("/XObject<</F 6 0 R>>", &"/F Do ".repeat(10));
    for next in 7..30 {
        fan.stream(
            &format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F {next} 0 R>>>>"),
            "/F Do ".repeat(10).as_bytes(),
        );
    }
    let mut pattern = Objects::page("/Pattern<</P 5 0 R>>", b"/Pattern cs /P scn 0 0 595 842 re f");
    pattern.stream(
        "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.00001/YStep 0.00001\
         /Resources<</Pattern<</P 5 0 R>>>>",
        b"/Pattern cs /P scn 0 0 9 9 re f",
    );
    let mut glyphs = Objects::page("/Font<</T 5 0 R>>", b"BT /T 12 Tf (aaaa) Tj ET");
    glyphs.add(
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]\
         /CharProcs<</a 6 0 R>>/Encoding<</Differences[97/a]>>\
         /FirstChar 97/LastChar 97/Widths[9]/Resources<</Font<</T 5 0 R>>>>>>",
    );
    glyphs.stream("", b"9 0 d0 BT /T 1 Tf (aaaa) Tj ET");
    let mut mask = Objects::page("/ExtGState<</G 5 0 R>>", b"/G gs 0 0 9 9 re f");
    mask.add("<</SMask<</S/Luminosity/G 6 0 R>>>>");
    mask.stream(
        "/Subtype/Form/BBox[0 0 9 9]/Group<</S/Transparency>>/Resources<</ExtGState<</G 5 0 R>>>>",
        b"/G gs 0 0 9 9 re f",
    );
    vec![
        ("form-in-itself", form("/XObject<</F 5 0 R>>", "/F Do /F Do").bytes(), None),
        ("forms-by-ten", fan.bytes(), None),
        ("pattern-in-itself", pattern.bytes(), None),
        ("glyph-in-itself", glyphs.bytes(), None),
        ("mask-in-itself", mask.bytes(), None),
    ]
}

/// Much from little, and simply much.
fn masses() -> Vec<Case> {
    let mut content = Objects::page("", b"");
    content.0.pop();
    content.stream("/Filter/FlateDecode", &gibibyte());
    let mut image = Objects::page("/XObject<</I 5 0 R>>", b"595 0 0 842 0 0 cm /I Do");
    image.stream(
        "/Subtype/Image/Width 32768/Height 32768/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode",
        &gibibyte(),
    );
    let mut wide = Objects::page("/XObject<</I 5 0 R>>", b"/I Do");
    wide.stream("/Subtype/Image/Width 2147483647/Height 2147483647/BitsPerComponent 16/ColorSpace/DeviceCMYK", b"x");
    let mut packed = Objects::page("", b"");
    packed.0[2] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 900 0 R>>".to_vec();
    packed.stream("/Type/ObjStm/N 2000000000/First 2000000000/Filter/FlateDecode", &gibibyte());
    let mut twice = Objects::page("", b"");
    twice.0.pop();
    twice.stream(&format!("/Filter[{}]", "/FlateDecode".repeat(1000)), &bomb(100_000));
    let mut metadata = Objects::page("", b"");
    metadata.0[0] = b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>".to_vec();
    metadata.stream("/Type/Metadata/Filter/FlateDecode", &gibibyte());
    vec![
        ("bomb-content", content.bytes(), None),
        ("bomb-image", image.bytes(), None),
        ("huge-image", wide.bytes(), None),
        ("bomb-objects", packed.bytes(), None),
        ("bomb-filters", twice.bytes(), None),
        ("bomb-metadata", metadata.bytes(), None),
        ("many-operators", Objects::page("", &b"n ".repeat(10_000_000)).bytes(), None),
        ("many-shapes", Objects::page("", &b"0 0 9 9 re f ".repeat(1_000_000)).bytes(), None),
        ("many-rules", Objects::page("", &b"1 0 0 rg 0 9 500 1 re f ".repeat(400_000)).bytes(), Some("too-much")),
        (
            "long-path",
            Objects::page("", &[&b"0 0 m "[..], &b"9 9 l 5 0 l ".repeat(1_000_000), b"f"].concat()).bytes(),
            None,
        ),
        ("many-clips", Objects::page("", &b"0 0 9 9 re W n ".repeat(500_000)).bytes(), None),
    ]
}

/// Numbers and fonts beyond any use.
fn oddities() -> Vec<Case> {
    let boxed = |edges: &str, entries: &str, content: &[u8]| {
        let mut objects = Objects::page("", content);
        objects.0[2] =
            format!("<</Type/Page/Parent 2 0 R/MediaBox[{edges}]{entries}/Contents 4 0 R/Resources<<>>>>").into_bytes();
        objects.bytes()
    };
    let huge = "9".repeat(400);
    let font = |font: &str, text: &[u8]| {
        let mut objects = Objects::page("/Font<</T 5 0 R>>", text);
        objects.add(font);
        objects
    };
    let say = b"BT /T 12 Tf (abc) Tj ET";
    let mut garbage = font(
        "<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor 6 0 R\
         /FirstChar 97/LastChar 99/Widths[1 1 1]>>",
        say,
    );
    garbage.add("<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 7 0 R>>");
    garbage.stream("", &[0, 1, 0, 0, 255, 255, 255, 255, 0, 0].repeat(500));
    let mut cff = font("<</Type/Font/Subtype/Type1/BaseFont/X/FontDescriptor 6 0 R>>", say);
    cff.add("<</Type/FontDescriptor/FontName/X/Flags 4/FontFile3 7 0 R>>");
    cff.stream("/Subtype/Type1C", &[1, 0, 4, 4, 255, 255, 1, 255].repeat(100));
    let mut map = font(
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding 6 0 R\
         /ToUnicode 6 0 R/DescendantFonts[5 0 R]>>",
        say,
    );
    map.stream(
        "/Type/CMap/CMapName/X/UseCMap 6 0 R",
        b"/X usecmap 1 begincodespacerange <00> <ffffffff> endcodespacerange \
          1 beginbfrange <00000000> <ffffffff> <0000> endbfrange",
    );
    let many = [&b"BT /T 12 Tf ("[..], &b"abcdefgh".repeat(200_000), b") Tj ET"].concat();
    vec![
        ("huge-page", boxed(&format!("-{huge} -{huge} {huge} {huge}"), "", b"0 0 9 9 re f"), None),
        ("wide-page", boxed("0 0 1000000000000000000000000000000 842", "", b"0 0 9 9 re f"), None),
        ("no-page", boxed("0 0 0 0", "", b"0 0 9 9 re f"), None),
        ("short-box", boxed("0 0", "/Rotate 45/UserUnit -99999", b"0 0 9 9 re f"), None),
        ("units", boxed("0 0 595 842", "/UserUnit 99999999999999999999999999999999999999999", b"0 0 9 9 re f"), None),
        ("not-a-number", boxed("nan nan inf inf", "", b"nan 0 0 nan 0 0 cm 0 0 9 9 re f"), None),
        (
            "huge-matrix",
            boxed(
                "0 0 595 842",
                "",
                format!(
                    "{huge} 0 0 {huge} {huge} -{huge} cm \
                 {huge} 0 0 {huge} 0 0 cm 0 0 900 1 re f {huge} w 0 0 m {huge} 0 l S"
                )
                .as_bytes(),
            ),
            None,
        ),
        ("flat-matrix", boxed("0 0 595 842", "", b"0 0 0 0 0 0 cm 0 0 9 9 re f 0 0 m 9 9 l S"), None),
        (
            "dashes",
            boxed("0 0 595 842", "", b"[0.0000001 0.0000001] 0 d 0 0 m 500 500 l S [0 0] 0 d 0 0 m 500 0 l S"),
            None,
        ),
        ("garbage-font", garbage.bytes(), None),
        ("garbage-type1", cff.bytes(), None),
        ("map-of-itself", map.bytes(), None),
        ("no-such-font", font("null", say).bytes(), None),
        ("many-letters", font("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", &many).bytes(), None),
        ("inline-image", Objects::page("", b"BI /W 99999999 /H 99999999 /BPC 8 /CS /RGB ID x EI").bytes(), None),
    ]
}

/// Writes files, measures them all at once, and checks that each has an end and a reason.
fn survive(folder: &Path, files: &[(String, Vec<u8>)]) -> (Run, Vec<Value>) {
    let names: Vec<String> = files.iter().map(|(name, _)| format!("{name}.pdf")).collect();
    for ((_, bytes), name) in files.iter().zip(&names) {
        fs::write(folder.join(name), bytes).expect("a file");
    }
    let mut arguments = vec!["inspect", "--format", "json"];
    arguments.extend(LIMITS);
    arguments.extend(names.iter().map(String::as_str));
    let run = hongtou(folder, &arguments);
    assert!((0..=2).contains(&run.code), "exit code {}", run.code);
    for trace in ["panicked", "RUST_BACKTRACE", "overflowed", "memory allocation", "src/", ".rs:"] {
        assert!(!run.stderr.contains(trace), "{trace} in:\n{}", run.stderr);
    }
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let found = report["files"].as_array().expect("files").clone();
    assert_eq!(found.len(), files.len());
    for (file, name) in found.iter().zip(&names) {
        assert_eq!(file["file"], **name);
        let told = run.stderr.contains(&format!("error: cannot measure {name}: "));
        assert_eq!(file["outcome"] == "unreadable", told, "{name}: {}\n{}", file["outcome"], run.stderr);
        assert_ne!(file["reason"], "not-started", "{name}");
    }
    (run, found)
}

fn all_survive(cases: Vec<Case>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let reasons: Vec<Option<&str>> = cases.iter().map(|(_, _, reason)| *reason).collect();
    let files: Vec<(String, Vec<u8>)> = cases.into_iter().map(|(name, bytes, _)| (name.to_owned(), bytes)).collect();
    let (_, found) = survive(folder.path(), &files);
    for (file, reason) in found.iter().zip(reasons) {
        if let Some(reason) = reason {
            assert_eq!(file["reason"], reason, "{}", file["file"]);
        }
    }
}

#[test]
fn broken_files_are_refused() {
    all_survive(broken());
}

#[test]
fn trees_that_contain_themselves_end() {
    all_survive(trees());
}

#[test]
fn drawings_that_contain_themselves_end() {
    all_survive(circles());
}

#[test]
fn masses_end_within_the_limits() {
    all_survive(masses());
}

#[test]
fn numbers_and_fonts_beyond_any_use_do_no_harm() {
    all_survive(oddities());
}

/// A letter of the sample.
fn letter() -> (TempDir, Vec<u8>) {
    let folder = sample();
    let run = hongtou(folder.path(), &["build", "--unit", "发改委"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let bytes = fs::read(folder.path().join("out/反馈函/经济发展单位-1-发改委.pdf")).expect("the letter");
    (folder, bytes)
}

#[test]
fn a_letter_cut_off_anywhere_does_no_harm() {
    let (folder, bytes) = letter();
    let files: Vec<(String, Vec<u8>)> =
        (0..40).map(|part| (format!("cut-{part}"), bytes[..bytes.len() * part / 40].to_vec())).collect();
    survive(folder.path(), &files);
}

#[test]
fn a_letter_with_bytes_changed_does_no_harm() {
    let (folder, bytes) = letter();
    let mut state: u64 = 20_210_113;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    let files: Vec<(String, Vec<u8>)> = (0..200)
        .map(|at| {
            let mut bytes = bytes.clone();
            for _ in 0..=random(30) {
                let place = random(bytes.len());
                bytes[place] = u8::try_from(random(256)).expect("a byte");
            }
            (format!("changed-{at}"), bytes)
        })
        .collect();
    survive(folder.path(), &files);
}
