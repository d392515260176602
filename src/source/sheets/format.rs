//! The formats of numbers: whether what is shown is a hundred times the value, as a percentage.

/// A format, part by part.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Format(Vec<Part>);

/// What stands between semicolons: how some of the numbers are shown.
#[derive(Clone, Debug, Default, PartialEq)]
struct Part {
    percentage: bool,
    /// `[>=60]`: which numbers, where that is not told by their sign.
    condition: Option<(String, f64)>,
}

impl Format {
    /// Reads a format such as `0.00%;[Red]-0.00%`. A percent sign in quotation marks, or behind a backslash, is only printed.
    pub(super) fn read(code: &str) -> Self {
        let mut parts = vec![Part::default()];
        let mut characters = code.chars();
        while let Some(character) = characters.next() {
            let Some(part) = parts.last_mut() else { break };
            match character {
                '"' => while characters.next().is_some_and(|c| c != '"') {},
                // What follows is printed, leaves its width blank, or fills the cell.
                '\\' | '_' | '*' => drop(characters.next()),
                '[' => {
                    part.condition = condition(&characters.by_ref().take_while(|c| *c != ']').collect::<String>())
                        .or(part.condition.take());
                }
                ';' => parts.push(Part::default()),
                '%' => part.percentage = true,
                _ => {}
            }
        }
        Self(parts)
    }

    /// Whether any number is shown as a percentage.
    pub(super) fn has_percentages(&self) -> bool {
        self.0.iter().any(|part| part.percentage)
    }

    /// Whether a number is.
    pub(super) fn is_percentage(&self, value: f64) -> bool {
        let conditional = self.0.iter().any(|part| part.condition.is_some());
        let fits = |part: &&Part| part.condition.as_ref().is_none_or(|(sign, limit)| holds(value, sign, *limit));
        let part = match self.0.len() {
            _ if conditional => self.0.iter().find(fits),
            2.. if value < 0.0 => self.0.get(1),
            3.. if value == 0.0 => self.0.get(2),
            _ => self.0.first(),
        };
        part.is_some_and(|part| part.percentage)
    }
}

/// The condition in brackets, if it is one and no colour.
fn condition(text: &str) -> Option<(String, f64)> {
    let end = text.find(|c: char| !"<>=".contains(c))?;
    let (sign, limit) = text.split_at(end);
    Some((sign.to_owned(), limit.trim().parse().ok()?)).filter(|_| !sign.is_empty())
}

#[expect(clippy::float_cmp, reason = "a spreadsheet program compares the numbers as they are")]
fn holds(value: f64, sign: &str, limit: f64) -> bool {
    match sign {
        "<" => value < limit,
        "<=" => value <= limit,
        ">" => value > limit,
        ">=" => value >= limit,
        "<>" => value != limit,
        _ => value == limit,
    }
}
