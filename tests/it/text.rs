//! x
use crate::pdf;

fn show(e: &pdf::Element, depth: usize) {
    println!("{}{} {:?}", "  ".repeat(depth), e.role, if e.children.is_empty() { e.text.as_str() } else { "…" });
    for c in &e.children {
        show(c, depth + 1)
    }
}
#[test]
fn dump() {
    for name in std::env::var("DUMP").unwrap_or_default().split(' ') {
        let path = std::path::Path::new(name);
        let d = pdf::read(path);
        for (at, page) in d.pages.iter().enumerate() {
            println!("=== page {at}");
            for line in &page.lines() {
                for run in line {
                    println!(
                        "{:6.1} {:6.1} {:5.1} {} {:?}",
                        run.x,
                        run.y,
                        run.size,
                        if run.artifact { "A" } else { " " },
                        run.text
                    );
                }
            }
        }
        show(&d.tree, 0);
    }
}
