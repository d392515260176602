//! Exact rational numbers over `i128`: the oracle's own arithmetic.
//!
//! The program computes with decimals; here nothing is ever rounded except by
//! [`Ratio::round`], so a difference between the two points at a real mistake.

use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// How a value that lies exactly between two printable ones is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// 四舍五入: away from zero.
    HalfUp,
    /// 四舍六入五成双: to the even neighbour.
    HalfEven,
}

/// A reduced fraction with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    num: i128,
    den: i128,
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

fn ten_to(places: u32) -> i128 {
    10_i128.checked_pow(places).expect("few decimal places")
}

impl Ratio {
    /// Nought.
    pub(crate) const ZERO: Self = Self { num: 0, den: 1 };

    /// `num` over `den`, reduced.
    pub(crate) fn new(num: i128, den: i128) -> Self {
        assert!(den != 0, "a fraction needs a denominator");
        let divisor = gcd(num, den) * den.signum();
        Self { num: num / divisor, den: den / divisor }
    }

    /// A whole number.
    pub(crate) fn int(value: i128) -> Self {
        Self::new(value, 1)
    }

    /// A count.
    pub(crate) fn count(value: usize) -> Self {
        Self::int(i128::try_from(value).expect("a count fits"))
    }

    /// Reads a plain decimal such as `-12.50`; anything else is `None`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{part}");
        if whole.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let places = u32::try_from(part.len()).ok()?;
        Some(Self::new(sign * all.parse::<i128>().ok()?, 10_i128.checked_pow(places)?))
    }

    /// Whether the value is a whole number.
    pub(crate) fn is_whole(self) -> bool {
        self.den == 1
    }

    /// The whole part.
    pub(crate) fn trunc(self) -> i128 {
        self.num / self.den
    }

    /// The nearest value with `places` decimals.
    pub(crate) fn round(self, places: u32, mode: Mode) -> Self {
        let unit = ten_to(places);
        let scaled = self.num.abs().checked_mul(unit).expect("no overflow in rounding");
        let (mut whole, rest) = (scaled / self.den, scaled % self.den);
        let up = match (rest * 2).cmp(&self.den) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => mode == Mode::HalfUp || whole % 2 == 1,
        };
        if up {
            whole += 1;
        }
        Self::new(whole * self.num.signum(), unit)
    }

    /// Printed with exactly `places` decimals; the value must already have no more.
    pub(crate) fn fixed(self, places: u32) -> String {
        let unit = ten_to(places);
        let scaled = self * Self::int(unit);
        assert!(scaled.is_whole(), "{self:?} has more than {places} places");
        let sign = if scaled.num < 0 { "-" } else { "" };
        let digits = scaled.num.abs();
        if places == 0 {
            return format!("{sign}{digits}");
        }
        let width = usize::try_from(places).expect("few decimal places");
        format!("{sign}{}.{:0width$}", digits / unit, digits % unit)
    }

    /// Printed with as few decimals as the value needs, at most nine.
    pub(crate) fn plain(self) -> String {
        let places = (0..9).find(|&places| (self * Self::int(ten_to(places))).is_whole()).unwrap_or(9);
        self.round(places, Mode::HalfUp).fixed(places)
    }
}

impl Add for Ratio {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.num * other.den + other.num * self.den, self.den * other.den)
    }
}

impl Neg for Ratio {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(-self.num, self.den)
    }
}

impl Sub for Ratio {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Ratio {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(self.num * other.num, self.den * other.den)
    }
}

impl Div for Ratio {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Self::new(self.num * other.den, self.den * other.num)
    }
}

impl Sum for Ratio {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::ZERO, Add::add)
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.num * other.den).cmp(&(other.num * self.den))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The mean of some values, `None` of none.
pub(crate) fn mean(values: &[Ratio]) -> Option<Ratio> {
    let sum: Ratio = values.iter().copied().sum();
    (!values.is_empty()).then(|| sum / Ratio::count(values.len()))
}
