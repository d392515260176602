//! Exact marks: fractions that nothing is lost of before the scheme says where to round.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroI64;
use std::ops::{Add, Div, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::{BigRational, Ratio};
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, ToPrimitive, Zero};
use serde::Serialize;

/// An exact number of marks (分).
///
/// Marks enter and leave as decimals; between the two they are exact fractions, so that a mean of three evaluators
/// added to another loses nothing before the scheme says where to round.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Marks(Fraction);

/// A fraction in lowest terms, its denominator above 0; never `Large` where both of its numbers fit `Small`, so that equal
/// fractions are the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Fraction {
    /// Almost all there are: neither number needs memory of its own, and a denominator that is not 0 leaves room to tell the
    /// two kinds apart.
    Small(i64, NonZeroI64),
    Large(Box<BigRational>),
}

/// What an operation makes of small fractions, none if a number on the way is too large; and what it makes of any.
type Operation = (fn(&Ratio<i64>, &Ratio<i64>) -> Option<Ratio<i64>>, fn(&BigRational, &BigRational) -> BigRational);

impl Fraction {
    fn small(ratio: &Ratio<i64>) -> Self {
        let Some(denominator) = NonZeroI64::new(*ratio.denom()) else {
            unreachable!("a fraction has no denominator of 0");
        };
        Self::Small(*ratio.numer(), denominator)
    }

    /// Both numbers, if they are small.
    fn ratio(&self) -> Option<Ratio<i64>> {
        match self {
            Self::Small(numerator, denominator) => Some(Ratio::new_raw(*numerator, denominator.get())),
            Self::Large(_) => None,
        }
    }
}

impl Marks {
    /// Reads a decimal such as `9`, `9.50` or `-3`; at most 12 digits before the point and 32 behind
    /// it: fifteen digits as spreadsheet programs keep them, of small quotients too.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole, 12) || !plain(fraction, 32) {
            return None;
        }
        let places = u32::try_from(fraction.len()).ok()?;
        let digits = format!("{whole}{fraction}");
        let value = match (digits.parse(), 10_i64.checked_pow(places)) {
            (Ok(digits), Some(power)) => Self(Fraction::small(&Ratio::new(digits, power))),
            _ => Self::of(BigRational::new(digits.parse().ok()?, power_of_ten(places))),
        };
        Some(if negative { -value } else { value })
    }

    /// A fraction, small if it fits.
    fn of(fraction: BigRational) -> Self {
        match (fraction.numer().to_i64(), fraction.denom().to_i64()) {
            // The least number has no opposite.
            (Some(numerator), Some(denominator)) if numerator > i64::MIN => {
                Self(Fraction::small(&Ratio::new_raw(numerator, denominator)))
            }
            _ => Self(Fraction::Large(Box::new(fraction))),
        }
    }

    /// The same fraction, whatever the length of its numbers.
    fn large(&self) -> BigRational {
        match &self.0 {
            Fraction::Small(numerator, denominator) => {
                BigRational::new_raw((*numerator).into(), denominator.get().into())
            }
            Fraction::Large(large) => (**large).clone(),
        }
    }

    fn with(&self, other: &Self, (small, large): Operation) -> Self {
        if let (Some(own), Some(other)) = (self.0.ratio(), other.0.ratio())
            && let Some(made) = small(&own, &other).filter(|made| *made.numer() > i64::MIN)
        {
            return Self(Fraction::small(&made));
        }
        Self::of(large(&self.large(), &other.large()))
    }

    /// No marks.
    #[must_use]
    pub fn zero() -> Self {
        Self(Fraction::small(&Ratio::zero()))
    }

    /// Whether it is below 0.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Fraction::Small(numerator, _) => numerator.is_negative(),
            Fraction::Large(large) => large.is_negative(),
        }
    }

    /// Whether it is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(&self.0, Fraction::Small(0, _))
    }

    /// Whether it is a whole multiple of `step`.
    #[must_use]
    pub fn is_multiple_of(&self, step: &Self) -> bool {
        !step.is_zero() && (self / step).ends_within(0)
    }

    /// Rounded to `places` decimals.
    #[must_use]
    pub fn rounded(&self, places: u32, mode: RoundingMode) -> Self {
        match (self.small_units(places, mode), 10_i64.checked_pow(places)) {
            (Some(units), Some(power)) => Self(Fraction::small(&Ratio::new(units, power))),
            _ => Self::of(BigRational::new(self.units(places, mode), power_of_ten(places))),
        }
    }

    /// How many units of the last of `places` decimals the rounded number has.
    fn units(&self, places: u32, mode: RoundingMode) -> BigInt {
        let large = self.large();
        rounded(&(large.numer() * power_of_ten(places)), large.denom(), mode)
    }

    /// The same, unless a number on the way is too large.
    fn small_units(&self, places: u32, mode: RoundingMode) -> Option<i64> {
        let Fraction::Small(numerator, denominator) = &self.0 else { return None };
        let scaled = i128::from(*numerator).checked_mul(10_i128.checked_pow(places)?)?;
        rounded(&scaled, &i128::from(denominator.get()), mode).to_i64()
    }

    /// The decimal with exactly `places` digits behind the point, rounded half up if it has more.
    #[must_use]
    pub fn fixed(&self, places: u32) -> String {
        let digits = match self.small_units(places, RoundingMode::HalfUp) {
            Some(units) => units.to_string(),
            None => self.units(places, RoundingMode::HalfUp).to_string(),
        };
        let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |digits| ("-", digits));
        let places = places as usize;
        let text = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = text.split_at(text.len() - places);
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// The nearest binary number, for programs that know no other.
    #[must_use]
    pub fn nearest_f64(&self) -> f64 {
        self.large().to_f64().unwrap_or_default()
    }

    /// So many whole ones.
    #[must_use]
    pub fn count(count: u64) -> Self {
        Self::of(BigRational::from_integer(BigInt::from(count)))
    }

    /// The whole part of a number of at least 0, at most the greatest there is.
    #[must_use]
    pub fn whole(&self) -> u32 {
        self.large().to_integer().to_u32().unwrap_or(u32::MAX)
    }

    /// Whether the number ends after at most `places` decimals.
    #[must_use]
    pub fn ends_within(&self, places: u32) -> bool {
        match (&self.0, 10_i64.checked_pow(places)) {
            (Fraction::Small(_, denominator), Some(power)) => power % denominator.get() == 0,
            _ => (power_of_ten(places) % self.large().denom()).is_zero(),
        }
    }
}

/// The quotient of two numbers, the second above 0, rounded to a whole one.
fn rounded<T: Integer + Signed + Clone>(upper: &T, lower: &T, mode: RoundingMode) -> T {
    let (cut, rest) = upper.abs().div_rem(lower);
    let up = match rest.cmp(&(lower.clone() - rest.clone())) {
        Ordering::Less => false,
        Ordering::Equal => mode == RoundingMode::HalfUp || cut.is_odd(),
        Ordering::Greater => true,
    };
    let magnitude = if up { cut + T::one() } else { cut };
    if upper.is_negative() { -magnitude } else { magnitude }
}

fn power_of_ten(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

impl From<usize> for Marks {
    fn from(count: usize) -> Self {
        Self::of(BigRational::from_integer(BigInt::from(count)))
    }
}

/// As the fraction it is, `7/2`: nothing is lost, and nothing computed.
impl Serialize for Marks {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.large())
    }
}

/// As short as it is exact: `0.5`, `70`; a number that never ends is cut after six decimals, `66.666666…`.
impl fmt::Display for Marks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(places) = (0..=36).find(|places| self.ends_within(*places)) {
            return formatter.write_str(&self.fixed(places));
        }
        let cut = (self.large() * power_of_ten(6)).trunc() / power_of_ten(6);
        write!(formatter, "{}…", Self::of(cut).fixed(6))
    }
}

impl Ord for Marks {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0.ratio(), other.0.ratio()) {
            (Some(own), Some(other)) => own.cmp(&other),
            _ => self.large().cmp(&other.large()),
        }
    }
}

impl PartialOrd for Marks {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

macro_rules! arithmetic {
    ($($operation:ident $method:ident $checked:ident $operator:tt;)*) => {
        $(impl $operation for &Marks {
            type Output = Marks;
            fn $method(self, other: &Marks) -> Marks {
                self.with(other, (|own, other| own.$checked(other), |own, other| own $operator other))
            }
        })*
    };
}

arithmetic! { Add add checked_add +; Sub sub checked_sub -; Mul mul checked_mul *; Div div checked_div /; }

impl Neg for Marks {
    type Output = Marks;
    fn neg(self) -> Marks {
        match self.0 {
            Fraction::Small(numerator, denominator) => Marks(Fraction::Small(-numerator, denominator)),
            Fraction::Large(large) => Marks(Fraction::Large(Box::new(-*large))),
        }
    }
}

impl<'a> std::iter::Sum<&'a Marks> for Marks {
    fn sum<I: Iterator<Item = &'a Marks>>(parts: I) -> Marks {
        parts.fold(Marks::zero(), |sum, part| &sum + part)
    }
}

/// What happens to a half when rounding (取舍).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundingMode {
    /// 四舍五入: away from zero.
    HalfUp,
    /// 四舍六入五成双: to the even neighbour.
    HalfEven,
}
