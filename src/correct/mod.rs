//! What happens to data after documents were issued: the ledger of corrections (更正账) and the register (发文登记).

mod ledger;
mod register;

pub use ledger::{Act, Correction, State};
pub use register::{Issued, Register};
