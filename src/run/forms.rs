//! `forms`: writes the tables that must be filled in.

use super::{Stopped, load, unwritable};
use crate::cli::Forms;
use crate::render::form;
use crate::report::Console;
use crate::view::blanks;
use crate::write::new_folder;

/// Writes one workbook for each table into a folder that is absent or empty.
pub(super) fn forms(console: &Console, arguments: &Forms) -> Result<(), Stopped> {
    let (loaded, diagnostics) = load(console, &arguments.workspace)?;
    console.diagnostics(&loaded.sources, &diagnostics);
    let workspace = &loaded.state.workspace;
    let year = workspace.scheme.year();
    let files: Vec<(String, Vec<u8>)> =
        blanks(workspace).iter().map(|blank| (format!("{}.xlsx", blank.name), form(blank, year))).collect();
    new_folder(&arguments.out, &files).map_err(|error| unwritable(console, &error))?;
    let (out, scores, count) = (arguments.out.display(), arguments.workspace.join("scores"), files.len());
    console.line(&console.lang().pick(
        format!("已写 {out}：{count}份采集表。填好后原名放进 {}，再运行 hongtou check", scores.display()),
        format!(
            "wrote {out}: {count} forms. Drop them into {} as they return, then run hongtou check",
            scores.display()
        ),
    ));
    Ok(())
}
