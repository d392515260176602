//! The letters as who meets typst-as-lib for the first time would make them: one engine, one plain loop, after the
//! example `small_example.rs` of the crate.
//!
//! Usage: typst-as-lib-peer ROOT FONTS OUT; below ROOT lie the layouts and the views, `views/NAME.json`.

use std::error::Error;
use std::fs;
use std::path::Path;

use typst::foundations::{Dict, IntoValue};
use typst_as_lib::TypstEngine;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, root, fonts, out] = &arguments[..] else { return Err("usage: typst-as-lib-peer ROOT FONTS OUT".into()) };
    let mut faces = Vec::new();
    for entry in fs::read_dir(fonts)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "ttf") {
            faces.push(fs::read(path)?);
        }
    }
    let engine = TypstEngine::builder().fonts(faces).with_file_system_resolver(root).build();
    let standards =
        PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|error| error.message().to_string())?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    for entry in fs::read_dir(Path::new(root).join("views"))? {
        let name = entry?.file_name().into_string().map_err(|_| "a name that is no text")?;
        let mut inputs = Dict::new();
        inputs.insert("view".into(), format!("/views/{name}").into_value());
        let document: PagedDocument = engine.compile_with_input("letter.typ", inputs).output?;
        let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| format!("{errors:?}"))?;
        fs::write(Path::new(out).join(name.replace(".json", ".pdf")), pdf)?;
    }
    Ok(())
}
