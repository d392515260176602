//! What happens to data after documents were issued: the ledger of corrections (更正账) and the register (发文登记).

mod append;
mod frozen;
mod ledger;
mod matter;
mod record;
mod register;
mod replay;
mod seal;

pub use append::with_rows;
pub use frozen::check_frozen;
pub use ledger::{Act, Correction, Ledger, State, TABLES, Table};
pub use matter::{Matter, matters};
pub use record::{LEDGER_COLUMNS, REGISTER_COLUMNS, line_of};
pub use register::{Issued, Register};
pub use replay::{Corrected, Origins, standing};
pub use seal::canonical;

use crate::diag::Diagnostics;
use crate::load::RawWorkspace;

/// Ledger and register of a workspace, both checked; empty if nothing was issued or corrected yet.
#[derive(Debug, Default)]
pub struct History {
    /// What was corrected.
    pub ledger: Ledger,
    /// What was issued.
    pub register: Register,
}

impl History {
    /// Reads both; a row that was edited, removed or moved after it was sealed is an error.
    ///
    /// `editions` are the numbers of the editions that lie in the store.
    #[must_use]
    pub fn read(raw: &RawWorkspace, editions: &[u32], diagnostics: &mut Diagnostics) -> Self {
        let ledger = Ledger::read(raw, diagnostics);
        let register = Register::read(raw, editions, diagnostics);
        register.check_heads(&ledger, raw, diagnostics);
        Self { ledger, register }
    }
}
