//! Whom something applies to (适用范围): units by role, category, group or tag.

use crate::span::Spanned;

/// Names of units' classes; a unit belongs if it has one of them.
#[derive(Clone, Debug, Default)]
pub struct Audience {
    names: Vec<Spanned<String>>,
}

impl Audience {
    /// 全部单位: every unit.
    pub const ALL: &'static str = "全部单位";
    /// Units that lead an indicator.
    pub const LEADS: &'static str = "指标牵头单位";
    /// Units that lead a provincial indicator.
    pub const PROVINCIAL_LEADS: &'static str = "省评价指标牵头单位";

    /// The audience of these names; every unit if there are none.
    #[must_use]
    pub fn of(names: Vec<Spanned<String>>) -> Self {
        Self { names }
    }

    /// Whether it is every unit.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.names.is_empty() || self.names.iter().any(|name| name.value == Self::ALL)
    }

    /// Its names, none if it is every unit.
    #[must_use]
    pub fn names(&self) -> &[Spanned<String>] {
        if self.is_all() { &[] } else { &self.names }
    }

    /// Its names as one text.
    #[must_use]
    pub fn title(&self) -> String {
        if self.is_all() {
            return Self::ALL.to_owned();
        }
        self.names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join("、")
    }
}
