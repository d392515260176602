//! What each fuzz target does with its input: bytes in, no panic, and what must hold of whatever came out.

mod base;
mod history;
mod model;
mod pdf;
mod tables;
mod whole;

pub use history::history;
pub use model::model;
pub use pdf::pdf;
pub use tables::{mapped, settings, sheets, table};
pub use whole::{wording, workspace};
