//! Every test of the program: given these files, when this command, then exactly this text and these files.
#![expect(clippy::disallowed_methods, reason = "tests read results and write inputs where they like")]

mod act_faults;
mod architecture;
mod build;
mod changes;
mod check;
mod corrections;
mod errors;
mod explain;
mod faults;
mod flow;
mod fonts;
mod frozen;
mod hostile;
mod inspect;
mod inspect_cli;
mod layout;
mod mutations;
mod office;
mod oracle;
mod pdf;
mod phrases;
mod plan;
mod press;
mod random_documents;
mod readme;
mod replacing;
mod runaway;
mod seals;
mod sequences;
mod story;
mod support;
mod synthetic;
mod tables;
mod text;
mod verify;
