//! `forms`: writes the tables that must be filled in.

use super::{Outcome, Stopped, load, unwritable};
use crate::cli::Forms;
use crate::render::{FormFault, form};
use crate::report::Console;
use crate::view::blanks;
use crate::write::new_folder;

/// Writes one workbook for each table into a folder that is absent or empty.
pub(super) fn forms(console: &Console, arguments: &Forms) -> Result<(), Stopped> {
    let (loaded, diagnostics) = load(console, &arguments.workspace)?;
    console.diagnostics(&loaded.sources, &diagnostics);
    let workspace = &loaded.state.workspace;
    let year = workspace.scheme.year();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for blank in &blanks(workspace) {
        let name = format!("{}.xlsx", blank.name);
        match form(blank, year) {
            Ok(bytes) => files.push((name, bytes)),
            Err(fault) => return Err(unwritten(console, &name, &fault)),
        }
    }
    let count = new_folder(&arguments.out, files).map_err(|error| unwritable(console, &error))?;
    let (out, scores) = (arguments.out.display(), arguments.workspace.join("scores"));
    console.line(&console.lang().pick(
        format!("已写 {out}：{count}份采集表。填好后原名放进 {}，再运行 hongtou check", scores.display()),
        format!(
            "wrote {out}: {count} forms. Drop them into {} as they return, then run hongtou check",
            scores.display()
        ),
    ));
    Ok(())
}

/// Tells why a form cannot be written; nothing is.
fn unwritten(console: &Console, name: &str, fault: &FormFault) -> Stopped {
    match fault {
        FormFault::TooManyRows(rows) => console.error_line(
            &format!("{name} 要{rows}行，超过一个工作表的1048576行：把评价者或单位分到几个工作区"),
            &format!("{name} needs {rows} rows, more than the 1,048,576 of a sheet: divide evaluators or units among workspaces"),
        ),
        FormFault::Other(why) => {
            console.error_line(&format!("{name} 无法写出：{why}"), &format!("{name} cannot be written: {why}"));
        }
    }
    Stopped(Outcome::Failed)
}
