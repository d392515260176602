//! Tells Cargo which folders are carried in the program, so that a change in one of them is compiled in.

fn main() {
    for folder in ["fonts", "templates", "data"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
