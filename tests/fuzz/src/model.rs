//! Marks, numbers and dates: what is taken prints as it was written, or as the same value.

use hongtou::model::{DocumentNumber, IssueDate, Marks, RoundingMode, UnitCode};

/// Every line as each of the values.
pub fn model(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    for line in text.lines() {
        if let Some(marks) = Marks::parse(line) {
            assert_eq!(Marks::parse(&marks.fixed(12)).as_ref(), Some(&marks), "{line}");
            for places in 0..=12 {
                for mode in [RoundingMode::HalfUp, RoundingMode::HalfEven] {
                    let rounded = marks.rounded(places, mode);
                    assert!(rounded.ends_within(places), "{line}");
                    assert_eq!(rounded.rounded(places, mode), rounded, "{line}");
                }
            }
            assert!(marks.nearest_f64().is_finite());
        }
        if let Some(date) = IssueDate::parse(line) {
            assert_eq!(date.iso(), line);
            let _ = date.a_year_later();
        }
        if let Some(number) = DocumentNumber::parse(line) {
            assert_eq!(number.to_string(), line);
            let _ = (number.code(), number.year(), number.serial());
        }
        if let Some(code) = UnitCode::new(line) {
            assert_eq!(UnitCode::new(&code.to_string()), Some(code));
        }
    }
}
