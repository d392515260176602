//! Numbers and dates as a spreadsheet program shows them: fifteen digits, no more than the value has.

use calamine::ExcelDateTime;

/// A number with at most fifteen digits, as short as it is then: 0.1 + 0.2 is 0.3.
pub(super) fn shown(value: f64) -> String {
    shifted(value, 0)
}

/// The same of a percentage: its value is a hundredth of what is shown.
pub(super) fn percentage(value: f64) -> String {
    format!("{}%", shifted(value, 2))
}

/// A date, and the time of day if there is one.
pub(super) fn date(value: &ExcelDateTime) -> String {
    if value.is_duration() {
        return shown(value.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") }
}

/// The digits of a number with its point moved to the right.
fn shifted(value: f64, places: i32) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let scientific = format!("{value:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    // The point stands behind so many digits.
    let point = exponent.parse::<i32>().unwrap_or_default() + 1 + places;
    let length = i32::try_from(digits.len()).unwrap_or_default();
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    match usize::try_from(point) {
        Ok(0) | Err(_) => format!("{sign}0.{}{digits}", zeros(-point)),
        Ok(_) if point >= length => format!("{sign}{digits}{}", zeros(point - length)),
        Ok(whole) => format!("{sign}{}.{}", &digits[..whole], &digits[whole..]),
    }
}
