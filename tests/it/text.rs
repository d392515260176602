//! x
use crate::pdf;

#[test]
fn dump() {
    for name in std::env::var("DUMP").unwrap_or_default().split(' ') {
        let path = std::path::Path::new(name);
        for (at, page) in pdf::read(path).iter().enumerate() {
            println!("=== page {at} {:.1}x{:.1}", page.width, page.height);
            for run in &page.runs {
                println!(
                    "{:6.1} {:6.1} {:6.1} {:5.1} {} {:?}",
                    run.x,
                    run.end,
                    run.y,
                    run.size,
                    if run.artifact { "A" } else { " " },
                    run.text
                );
            }
        }
    }
}
