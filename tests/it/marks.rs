//! Marks against fractions of numbers of any length.

use std::cmp::Ordering;

use hongtou::model::{Marks, RoundingMode};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::oracle::Rng;

/// A decimal, short or with as many digits as a table may have.
fn decimal(rng: &mut Rng) -> String {
    let short = rng.percent(70);
    let (whole, places) = if short { (1, rng.below(3)) } else { (1 + rng.below(12), rng.below(33)) };
    let mut digits = |count| -> String { (0..count).map(|_| rng.below(10).to_string()).collect() };
    let (whole, places) = (digits(whole), digits(places));
    let sign = if rng.percent(25) { "-" } else { "" };
    if places.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{places}") }
}

fn fraction(decimal: &str) -> BigRational {
    let (whole, places) = decimal.split_once('.').unwrap_or((decimal, ""));
    let numerator: BigInt = format!("{whole}{places}").parse().expect("digits");
    BigRational::new(numerator, BigInt::from(10).pow(u32::try_from(places.len()).expect("few places")))
}

/// Rounded to whole ones, by the definition.
fn whole(value: &BigRational, mode: RoundingMode) -> BigRational {
    let half = BigRational::new(1.into(), 2.into());
    let (cut, rest) = (value.abs().trunc(), value.abs().fract());
    let odd = !(cut.to_integer() % BigInt::from(2)).is_zero();
    let up = match rest.cmp(&half) {
        Ordering::Equal => mode == RoundingMode::HalfUp || odd,
        other => other == Ordering::Greater,
    };
    let magnitude = if up { cut + BigRational::from_integer(1.into()) } else { cut };
    if value.is_negative() { -magnitude } else { magnitude }
}

fn same(marks: &Marks, fraction: &BigRational) -> bool {
    serde_json::to_value(marks).expect("text") == serde_json::Value::String(fraction.to_string())
}

#[test]
fn marks_of_any_length_are_exact() {
    let mut rng = Rng::new(7);
    let mut long = 0;
    for _ in 0..20_000 {
        let (mut marks, mut exact) = (Marks::zero(), BigRational::zero());
        // Long enough for sums of fractions that no longer fit a machine's numbers, and for ways back to small ones.
        for _ in 0..rng.below(8) {
            let text = decimal(&mut rng);
            let (other, value) = (Marks::parse(&text).expect("a decimal"), fraction(&text));
            assert!(same(&other, &value), "{text}");
            assert_eq!(marks.cmp(&other), exact.cmp(&value), "{exact} and {value}");
            assert_eq!(marks == other, exact == value, "{exact} and {value}");
            (marks, exact) = match rng.below(5) {
                0 => (&marks + &other, &exact + &value),
                1 => (&marks - &other, &exact - &value),
                2 => (&marks * &other, &exact * &value),
                3 if !other.is_zero() => (&marks / &other, &exact / &value),
                _ => (-marks, -exact),
            };
            assert!(same(&marks, &exact), "{exact}");
            // However it came about, it is equal to what is entered as it prints.
            if let Some(entered) = Marks::parse(&marks.to_string()) {
                assert_eq!(entered, marks, "{exact}");
            }
            assert_eq!((marks.is_zero(), marks.is_negative()), (exact.is_zero(), exact.is_negative()), "{exact}");
        }
        long += usize::from(exact.numer().bits().max(exact.denom().bits()) > 64);
        for mode in [RoundingMode::HalfUp, RoundingMode::HalfEven] {
            let places = u32::try_from(rng.below(6)).expect("few places");
            let power = BigRational::from_integer(BigInt::from(10).pow(places));
            let rounded = whole(&(&exact * &power), mode) / &power;
            assert!(same(&marks.rounded(places, mode), &rounded), "{exact} to {places} places");
        }
        // What was rounded is the same as what was entered so.
        let fixed = marks.fixed(2);
        let again = marks.rounded(2, RoundingMode::HalfUp);
        assert_eq!(again.fixed(2), fixed);
        if let Some(entered) = Marks::parse(&fixed) {
            assert_eq!(entered, again, "{exact}");
        }
    }
    assert!((2_000..18_000).contains(&long), "{long} of the fractions are long");
}

#[test]
fn marks_beside_the_last_number_of_the_machine_are_exact() {
    // Two to the 31st and 32nd, whose product is the first number beyond those that a machine has.
    let [half, whole] = ["2147483648", "4294967296"].map(|text| Marks::parse(text).expect("a number"));
    let beyond = &half * &whole;
    assert_eq!(beyond.to_string(), "9223372036854775808");
    let least = -beyond.clone();
    assert_eq!(least.to_string(), "-9223372036854775808");
    assert!(least.is_negative() && least < half && half < beyond);
    assert_eq!(-least.clone(), beyond);
    assert_eq!(&least / &whole, -half.clone());
    assert_eq!(&(&beyond - &half) + &half, beyond);
    assert_eq!(&(&least + &beyond) + &half, half);
    assert_eq!(least.rounded(2, RoundingMode::HalfEven), least);
    assert_eq!(least.fixed(1), "-9223372036854775808.0");
}
