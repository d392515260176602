//! Grades (等次): bands of a figure, quotas on them, and vetoes (一票否决) that cap them without changing a mark.

use super::check::check_distinct;
use super::{FigureKey, RankScope};
use crate::diag::{Diagnostics, Problem};
use crate::load::Raw;
use crate::model::{Marks, RoundingMode};
use crate::span::{Span, Spanned};
use crate::validate::fields::{Fields, optional_list, read_list};

/// The grades of a scheme, the best first.
#[derive(Debug)]
pub struct Grades {
    /// The figure that is graded.
    pub key: FigureKey,
    /// The bands, the best first.
    pub bands: Vec<Band>,
    /// What caps a grade.
    pub vetoes: Vec<Veto>,
}

/// One grade: which figures get it, and how many units may.
#[derive(Debug)]
pub struct Band {
    /// Its name: 优秀.
    pub name: Spanned<String>,
    /// The least figure; `None`: any.
    pub lower: Option<Bound>,
    /// The highest figure as the scheme repeats it.
    pub upper: Option<Bound>,
    /// How many units may get it.
    pub quota: Option<Quota>,
}

/// An end of a band, or of a tier.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The figure.
    pub value: Spanned<Marks>,
    /// Whether the figure itself belongs to it.
    pub inclusive: bool,
}

/// How many units may get a grade; the others get the next one.
#[derive(Debug)]
pub struct Quota {
    /// How many.
    pub size: Size,
    /// Of which units.
    pub among: RankScope,
    /// Where that stands.
    pub place: Span,
    /// What becomes of units with one figure of which the quota holds only some.
    pub ties: QuotaTies,
    /// Where it stands.
    pub span: Span,
}

/// The size of a quota.
#[derive(Debug)]
pub enum Size {
    /// A number of units.
    Count(u32),
    /// A share of the assessed units.
    Share(Share),
    /// A number for each category; none for one that is not named.
    Categories(Vec<(Spanned<String>, u32)>),
}

/// A share of some units.
#[derive(Debug)]
pub struct Share {
    /// Percent.
    pub percent: Marks,
    /// What happens to a part of a unit.
    pub rounding: ShareRounding,
}

/// What happens to a part of a whole one: of a unit of a quota, of a step of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareRounding {
    /// It is dropped.
    Down,
    /// From a half on it is a whole one.
    HalfUp,
    /// It is a whole one.
    Up,
}

/// What becomes of units with one figure of which a quota holds only some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaTies {
    /// None of them gets the grade: the quota is never exceeded.
    Exclude,
    /// All of them get it.
    Include,
}

/// What caps the grade of a unit when an event is recorded under its name (一票否决).
#[derive(Debug)]
pub struct Veto {
    /// The name under which the table of events holds it.
    pub id: Spanned<String>,
    /// Its text in the method.
    pub text: String,
    /// The best grade that is left, by place among the bands.
    pub cap: usize,
}

impl Bound {
    /// Whether a figure reaches this lower end.
    #[must_use]
    pub fn admits(&self, figure: &Marks) -> bool {
        *figure > self.value.value || self.inclusive && *figure == self.value.value
    }

    /// Whether a figure stays within this upper end.
    #[must_use]
    pub fn holds(&self, figure: &Marks) -> bool {
        *figure < self.value.value || self.inclusive && *figure == self.value.value
    }

    /// The end of what begins where this one ends.
    #[must_use]
    pub fn opposite(&self) -> Self {
        Self { value: self.value.clone(), inclusive: !self.inclusive }
    }
}

impl Share {
    /// How many of so many units it is.
    #[must_use]
    pub fn of(&self, units: usize) -> usize {
        let exact = &(&Marks::from(units) * &self.percent) / &Marks::from(100);
        self.rounding.of(&exact).whole() as usize
    }
}

impl ShareRounding {
    /// The names of all.
    pub(super) const NAMES: [(&'static str, Self); 3] =
        [("down", Self::Down), ("half-up", Self::HalfUp), ("up", Self::Up)];

    /// A number of at least 0 as a whole one.
    #[must_use]
    pub fn of(self, exact: &Marks) -> Marks {
        match self {
            Self::HalfUp => exact.rounded(0, RoundingMode::HalfUp),
            Self::Down | Self::Up => {
                // What is nearest is less than a half away from one that is whole, above it or below.
                let near = exact.rounded(0, RoundingMode::HalfUp);
                match self {
                    Self::Down if near > *exact => &near - &Marks::from(1),
                    Self::Up if near < *exact => &near + &Marks::from(1),
                    _ => near,
                }
            }
        }
    }
}

impl Grades {
    /// Reads the table `[grades]`.
    pub(super) fn read(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let key = fields.choice("key", Some(FigureKey::Rate), &FigureKey::NAMES, diagnostics);
        let bands = read_list(fields, "bands", diagnostics, Band::read);
        let raw = optional_list(fields, "veto", diagnostics, |fields, diagnostics| {
            let (id, text) = (fields.text("id", diagnostics), fields.text("text", diagnostics));
            let cap = fields.text("cap", diagnostics);
            Some((id?, text?.value, cap?))
        });
        let bands = bands?;
        check_distinct("name", bands.iter().map(|band| &band.name), diagnostics);
        check_ends(&bands, key?, diagnostics);
        let raw = raw?;
        check_distinct("id", raw.iter().map(|(id, ..)| id), diagnostics);
        let mut vetoes = Vec::new();
        for (id, text, cap) in raw {
            if let Some(cap) = bands.iter().position(|band| band.name.value == cap.value) {
                vetoes.push(Veto { id, text, cap });
            } else {
                let known = bands.iter().map(|band| band.name.value.clone()).collect();
                diagnostics.at(cap.span, Problem::UnknownGrade { found: cap.value, known });
            }
        }
        Some(Self { key: key?, bands, vetoes })
    }
}

impl Band {
    fn read(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let name = fields.text("name", diagnostics);
        let lower = bound(fields, ["from", "above"], Fields::marks, diagnostics);
        let upper = bound(fields, ["up_to", "below"], Fields::marks, diagnostics);
        let quota = match fields.optional("quota") {
            None => None,
            Some(value) => Some(Quota::read(value, diagnostics)?),
        };
        Some(Self { name: name?, lower: lower?, upper: upper?, quota })
    }
}

impl Quota {
    fn read(value: &Spanned<Raw>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut fields = Fields::of(value, "quota", diagnostics)?;
        let scopes = [("category", RankScope::Category), ("group", RankScope::Group), ("all", RankScope::All)];
        let place = fields.place("among").unwrap_or(fields.span());
        let among = fields.choice("among", Some(RankScope::Category), &scopes, diagnostics);
        let ties = [("exclude", QuotaTies::Exclude), ("include", QuotaTies::Include)];
        let ties = fields.choice("ties", Some(QuotaTies::Exclude), &ties, diagnostics);
        let sizes = ["count", "share", "counts"].map(|key| fields.place(key).is_some());
        let size = match sizes {
            [true, false, false] => fields.count("count", diagnostics).map(|count| Size::Count(count.value)),
            [false, true, false] => {
                let share = fields.positive("share", diagnostics)?;
                if share.value > Marks::from(100) {
                    let (points, full) = (share.value.clone(), Marks::from(100));
                    diagnostics.at(share.span, Problem::PointsAboveFull { points, full });
                }
                let down = Some(ShareRounding::Down);
                let rounding = fields.choice("round", down, &ShareRounding::NAMES, diagnostics)?;
                Some(Size::Share(Share { percent: share.value, rounding }))
            }
            [false, false, true] => {
                if among.is_some_and(|among| among != RankScope::Category) {
                    diagnostics.at(place, Problem::UselessKey { key: "among", beside: "counts".to_owned() });
                }
                let mut table = fields.table("counts", diagnostics)?;
                let categories = table.counts(diagnostics);
                table.finish(diagnostics);
                Some(Size::Categories(categories))
            }
            _ => {
                diagnostics.at(
                    value.span,
                    Problem::OneKeyOf { keys: ["count", "share", "counts"].map(str::to_owned).to_vec() },
                );
                None
            }
        };
        let span = fields.span();
        fields.finish(diagnostics);
        Some(Self { size: size?, among: among?, place, ties: ties?, span })
    }
}

/// Reads a number under a key.
type Number<'a> = fn(&mut Fields<'a>, &'static str, &mut Diagnostics) -> Option<Spanned<Marks>>;

/// An end of a band or tier under one of two keys, the first of which includes the figure itself. The inner `None`: no such end.
#[expect(clippy::option_option, reason = "as for other settings, the outer one says that it was reported")]
pub(super) fn bound<'a>(
    fields: &mut Fields<'a>,
    keys: [&'static str; 2],
    number: Number<'a>,
    diagnostics: &mut Diagnostics,
) -> Option<Option<Bound>> {
    let [inclusive, exclusive] = keys.map(|key| fields.optional(key).map(|value| value.span));
    match (inclusive, exclusive) {
        (None, None) => Some(None),
        (Some(_), Some(span)) => {
            diagnostics.at(span, Problem::OneKeyOf { keys: keys.map(str::to_owned).to_vec() });
            None
        }
        (inclusive, _) => {
            let inclusive = inclusive.is_some();
            let value = number(fields, keys[usize::from(!inclusive)], diagnostics)?;
            Some(Some(Bound { value, inclusive }))
        }
    }
}

/// Every figure belongs to one band: no gaps, no overlaps.
fn check_ends(bands: &[Band], key: FigureKey, diagnostics: &mut Diagnostics) {
    for pair in bands.windows(2) {
        let (better, worse) = (&pair[0], &pair[1]);
        let Some(lower) = &better.lower else {
            if better.quota.is_none() {
                // Whoever comes this far gets it, so that nobody gets the next one.
                let problem = Problem::BandOverlap { band: worse.name.value.clone(), other: better.name.value.clone() };
                diagnostics.between(worse.name.span, better.name.span, problem);
            }
            continue;
        };
        let overlap = || Problem::BandOverlap { band: worse.name.value.clone(), other: better.name.value.clone() };
        let gap = || Problem::BandGap { band: worse.name.value.clone(), other: better.name.value.clone() };
        if let Some(upper) = &worse.upper {
            let (up, low) = (&upper.value.value, &lower.value.value);
            if up > low || up == low && upper.inclusive && lower.inclusive {
                diagnostics.between(upper.value.span, lower.value.span, overlap());
            } else if up < low || !upper.inclusive && !lower.inclusive {
                diagnostics.between(upper.value.span, lower.value.span, gap());
            }
        }
    }
    // Lower ends fall from grade to grade, those between them that go by place alone passed over.
    let bounded: Vec<(&Band, &Bound)> = bands.iter().filter_map(|band| Some((band, band.lower.as_ref()?))).collect();
    for pair in bounded.windows(2) {
        let ((better, lower), (worse, next)) = (pair[0], pair[1]);
        if next.value.value > lower.value.value
            || next.value.value == lower.value.value && (next.inclusive == lower.inclusive || lower.inclusive)
        {
            let problem = Problem::BandOverlap { band: worse.name.value.clone(), other: better.name.value.clone() };
            diagnostics.between(next.value.span, lower.value.span, problem);
        }
    }
    if let Some(Band { name, lower: Some(lower), quota: None, .. }) = bands.last()
        && !lower.admits(&Marks::zero())
    {
        let problem = Problem::BandGap { band: String::new(), other: name.value.clone() };
        diagnostics.at(lower.value.span, problem);
    }
    if let Some(Band { name, quota: Some(quota), .. }) = bands.last() {
        diagnostics.at(quota.span, Problem::BandGap { band: String::new(), other: name.value.clone() });
    }
    if let Some(Band { name, upper: Some(upper), .. }) = bands.first()
        && key == FigureKey::Rate
        && (upper.value.value < Marks::from(100) || !upper.inclusive && upper.value.value == Marks::from(100))
    {
        diagnostics.at(upper.value.span, Problem::BandGap { band: name.value.clone(), other: String::new() });
    }
}
