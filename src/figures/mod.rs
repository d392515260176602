//! All figures that documents print, as `results.json` holds them and `data/README.md` describes it; and what changed between two of them.

mod changes;

pub use changes::{CategoryChange, Change, Changes, ItemChange, PartChange, Place, UnitChange, compare};

use serde::{Deserialize, Serialize};

use crate::assess::{Adjustment, Assessment, ItemResult, Outcome, SectionResult, reasons};
use crate::model::{Marks, UnitCode};
use crate::validate::{Entry, Evidence, Field, Item, NotApplicable, Reading, Rule, Unit, UnitId, Workspace};

/// The figures of one year. Marks are decimals in quotation marks, so that no program makes them binary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures<U = Vec<UnitFigures>> {
    /// Version of the format.
    pub schema: u32,
    /// What is assessed.
    pub work: String,
    /// The year.
    pub year: i32,
    /// Whether the data are a sample.
    pub sample: bool,
    /// Whether marks may be missing.
    pub draft: bool,
    /// The items of the scheme.
    pub items: Vec<ItemHead>,
    /// The units, in the order of the roster.
    pub units: U,
    /// The categories, in the order of the roster.
    pub categories: Vec<CategoryFigures>,
}

/// The figures of all units, each worked out when it is written.
pub struct EachUnit<'a> {
    workspace: &'a Workspace,
    assessment: &'a Assessment,
}

impl EachUnit<'_> {
    fn iter(&self) -> impl Iterator<Item = UnitFigures> {
        let Self { workspace, assessment } = *self;
        workspace.roster.ids().map(move |(id, unit)| unit_figures(workspace, assessment, id, unit))
    }
}

impl Serialize for EachUnit<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// An item of the scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemHead {
    /// What the tables call it.
    pub id: String,
    /// The section it belongs to.
    pub section: String,
    /// How it is printed, if not as its section.
    pub name: Option<String>,
    /// 满分.
    pub full: String,
    /// Whom it concerns.
    pub applies_to: String,
    /// What it counts towards.
    pub counts: String,
}

/// The figures of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFigures {
    /// Its code.
    pub code: UnitCode,
    /// Its name.
    pub name: String,
    /// 类别.
    pub category: String,
    /// 序号.
    pub number: String,
    /// 分值设置; `None` if blank.
    pub weight: Option<String>,
    /// Whether it is assessed.
    pub assessed: bool,
    /// The items that concern it.
    pub items: Vec<ItemFigures>,
    /// What the sections with a weight of their own count, in the place of their base items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionFigures>,
    /// What is taken off or added at the limits of the total.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<AdjustmentFigures>,
    /// 本单位满分.
    pub own_full: Option<String>,
    /// 总分.
    pub total: Option<String>,
    /// 得分率, in percent.
    pub rate: Option<String>,
    /// 折算得分.
    pub converted: Option<String>,
    /// 名次.
    pub rank: Option<usize>,
    /// Among how many.
    pub of: Option<usize>,
    /// Whether others have the same rank (并列).
    pub tied: bool,
    /// 等次, if the scheme has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// What vetoed a better grade (一票否决).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vetoes: Vec<String>,
}

/// The figures of an item of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFigures {
    /// The item.
    pub id: String,
    /// Whether it was not declared 不适用.
    pub applicable: bool,
    /// 满分.
    pub full: String,
    /// 得分; `None` if missing.
    pub score: Option<String>,
    /// 扣分.
    pub lost: Option<String>,
    /// Why, as the tables say.
    pub reasons: Vec<String>,
    /// What was counted, or where the unit's indicators rank.
    pub remark: Option<String>,
}

/// What a section counts that has a weight of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionFigures {
    /// The section.
    pub name: String,
    /// The most it counts.
    pub weight: String,
    /// What it counts.
    pub score: String,
}

/// What is taken off or added so that the total is within a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustmentFigures {
    /// The limit: `own-full` or `zero`.
    pub limit: String,
    /// What is added; below 0 it is taken off.
    pub score: String,
}

/// The figures of a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryFigures {
    /// Its name.
    pub name: String,
    /// How many units it has.
    pub units: usize,
    /// How many of them are assessed.
    pub assessed: usize,
    /// 平均得分率.
    pub mean_rate: Option<String>,
    /// 最高得分率.
    pub best_rate: Option<String>,
    /// The names of the units that have it.
    pub best_units: Vec<String>,
}

impl<'a> Figures<EachUnit<'a>> {
    /// The figures of an assessment, each with the decimals the scheme prints, to be written.
    #[must_use]
    pub fn of_each(workspace: &'a Workspace, assessment: &'a Assessment, draft: bool) -> Self {
        let Workspace { scheme, roster, documents, .. } = workspace;
        let items = scheme.items().iter().map(|item| ItemHead {
            id: item.id.clone(),
            section: item.section.clone(),
            name: item.name.clone(),
            full: item.full.value.to_string(),
            applies_to: item.applies_to.title(),
            counts: item.counts.name().to_owned(),
        });
        let categories =
            roster.categories().iter().zip(assessment.categories()).map(|(name, result)| CategoryFigures {
                name: name.clone(),
                units: result.units.len(),
                assessed: result.assessed,
                mean_rate: result.mean.as_ref().map(|marks| printed(workspace, marks)),
                best_rate: result.best.as_ref().map(|marks| printed(workspace, marks)),
                best_units: result.best_units.iter().map(|id| roster.name(*id).to_owned()).collect(),
            });
        Self {
            schema: 1,
            work: scheme.work().to_owned(),
            year: scheme.year(),
            sample: documents.sample,
            draft,
            items: items.collect(),
            units: EachUnit { workspace, assessment },
            categories: categories.collect(),
        }
    }
}

impl Figures {
    /// The figures of an assessment, each with the decimals the scheme prints.
    #[must_use]
    pub fn of(workspace: &Workspace, assessment: &Assessment, draft: bool) -> Self {
        let Figures { schema, work, year, sample, draft, items, units, categories } =
            Figures::of_each(workspace, assessment, draft);
        Self { schema, work, year, sample, draft, items, units: units.iter().collect(), categories }
    }

    /// The text of `results.json`, but for the end of its last line.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self)
            .unwrap_or_else(|error| unreachable!("figures have only texts as keys: {error}"))
    }

    /// The figures of the unit with this code.
    #[must_use]
    pub fn unit(&self, code: &UnitCode) -> Option<&UnitFigures> {
        self.units.iter().find(|unit| unit.code == *code)
    }
}

/// A mark with the decimals the scheme prints.
#[must_use]
pub fn printed(workspace: &Workspace, marks: &Marks) -> String {
    marks.fixed(workspace.scheme.rounding().places)
}

fn unit_figures(workspace: &Workspace, assessment: &Assessment, id: UnitId, unit: &Unit) -> UnitFigures {
    let result = assessment.unit(id);
    let outcome = result.outcome.as_ref();
    UnitFigures {
        code: unit.code.clone(),
        name: unit.name.value.clone(),
        category: workspace.roster.categories()[unit.category].clone(),
        number: unit.number.clone(),
        weight: unit.weight.as_ref().map(|weight| weight.value.to_string()),
        assessed: unit.assessed,
        items: (0..result.items.len()).filter_map(|place| item_figures(workspace, assessment, id, place)).collect(),
        sections: outcome.map(|outcome| section_figures(workspace, outcome)).unwrap_or_default(),
        adjustments: outcome.map(|outcome| adjustment_figures(workspace, outcome)).unwrap_or_default(),
        own_full: result.own_full.as_ref().map(ToString::to_string),
        total: outcome.map(|outcome| printed(workspace, &outcome.total)),
        rate: outcome.map(|outcome| printed(workspace, &outcome.rate)),
        converted: outcome.and_then(|outcome| Some(printed(workspace, outcome.converted.as_ref()?))),
        rank: outcome.map(|outcome| outcome.rank.place),
        of: outcome.map(|outcome| outcome.rank.of),
        tied: outcome.is_some_and(|outcome| outcome.rank.is_tied()),
        grade: outcome.and_then(|outcome| grade(workspace, outcome)).map(str::to_owned),
        vetoes: outcome.map(|outcome| vetoes(workspace, outcome).map(str::to_owned).collect()).unwrap_or_default(),
    }
}

fn section_figures(workspace: &Workspace, outcome: &Outcome) -> Vec<SectionFigures> {
    let figures = |section: &SectionResult| SectionFigures {
        name: section.name.clone(),
        weight: section.weight.to_string(),
        score: printed(workspace, &section.printed),
    };
    outcome.sections.iter().map(figures).collect()
}

fn adjustment_figures(workspace: &Workspace, outcome: &Outcome) -> Vec<AdjustmentFigures> {
    let figures = |one: &Adjustment| AdjustmentFigures {
        limit: one.limit.name().to_owned(),
        score: printed(workspace, &one.printed),
    };
    outcome.adjustments.iter().map(figures).collect()
}

/// The name of a unit's grade.
#[must_use]
pub fn grade<'a>(workspace: &'a Workspace, outcome: &Outcome) -> Option<&'a str> {
    let band = outcome.grade.as_ref()?.band;
    Some(workspace.scheme.grades()?.bands[band].name.value.as_str())
}

/// The names of what vetoed a better grade.
pub fn vetoes<'a>(workspace: &'a Workspace, outcome: &Outcome) -> impl Iterator<Item = &'a str> {
    let found = outcome.grade.as_ref().map(|grade| grade.vetoes.clone()).unwrap_or_default();
    let all = workspace.scheme.grades().map(|grades| grades.vetoes.as_slice()).unwrap_or_default();
    found.into_iter().map(|veto| all[veto].id.value.as_str())
}

/// The figures of an item; `None` if it does not concern the unit.
fn item_figures(workspace: &Workspace, assessment: &Assessment, id: UnitId, place: usize) -> Option<ItemFigures> {
    let item = &workspace.scheme.items()[place];
    let applicable = match &assessment.unit(id).items[place] {
        ItemResult::Outside => return None,
        ItemResult::NotApplicable(_) => false,
        ItemResult::Missing | ItemResult::Scored(_) => true,
    };
    let score = assessment.score(workspace, id, place);
    let score = score.as_ref();
    Some(ItemFigures {
        id: item.id.clone(),
        applicable,
        full: item.full.value.to_string(),
        score: score.map(|score| printed(workspace, &score.printed)),
        lost: score.map(|score| printed(workspace, &score.lost)),
        reasons: reasons(workspace, id, place).iter().map(ToString::to_string).collect(),
        remark: remark(workspace, id, place),
    })
}

/// What was counted, measured or ranked, for items whose marks need no reasons of their own.
#[must_use]
pub fn remark(workspace: &Workspace, id: UnitId, place: usize) -> Option<String> {
    let Item { rule, not_applicable, .. } = &workspace.scheme.items()[place];
    let evidence = match workspace.scores.entry_of(id, place) {
        Entry::Given(evidence) => evidence,
        Entry::NotApplicable(_) if *not_applicable == NotApplicable::MeanOfOthers => {
            return Some("不适用，按其他项目的得分率计分".to_owned());
        }
        _ => return None,
    };
    let joined = |words: Vec<String>| Some(words.join("，"));
    match (rule, evidence) {
        (Rule::Counted { classes, .. }, Evidence::Events(events)) => {
            let count = |at| {
                events
                    .iter()
                    .filter(|event| event.counts && event.class == at)
                    .map(|event| u64::from(event.times))
                    .sum()
            };
            let counts = classes.iter().enumerate().map(|(at, class)| (class, count(at)));
            joined(counts.map(|(class, count): (_, u64)| format!("{}{count}条", class.name)).collect())
        }
        (Rule::Counted { classes, .. }, Evidence::Readings(readings)) => {
            let counts = classes.iter().zip(readings);
            joined(counts.map(|(class, reading)| format!("{}{}", class.name, reading.value)).collect())
        }
        (Rule::Completion { lowest, .. }, Evidence::Readings(readings)) => readings.first().map(|reading| {
            let words = completion_words(reading);
            if *lowest { words.replacen("完成", "实际", usize::from(reading.target.is_some())) } else { words }
        }),
        (Rule::Difference(_) | Rule::Intervals { .. }, Evidence::Readings(readings)) => {
            readings.first().map(|reading| match reading.target {
                Some(_) => completion_words(reading),
                None => format!("数值{}", reading.value),
            })
        }
        (Rule::Standing { field: Field::Rank, .. }, Evidence::Readings(readings)) => {
            readings.first().map(|reading| format!("第{}名", reading.value))
        }
        (Rule::Standing { .. }, Evidence::Readings(readings)) => {
            readings.first().map(|reading| format!("数值{}", reading.value))
        }
        (Rule::Votes { options, .. }, Evidence::Readings(readings)) => {
            let votes = options.iter().zip(readings);
            joined(votes.map(|(option, reading)| format!("{}{}票", option.name, reading.value)).collect())
        }
        (Rule::Periods { periods, .. }, Evidence::Readings(readings)) => {
            let marks = periods.iter().zip(readings);
            joined(marks.map(|(period, reading)| format!("{period}{}分", reading.value)).collect())
        }
        (Rule::RankTable { parts, .. }, Evidence::Rankings(indicators)) => {
            let lines = indicators.iter().map(|indicator| {
                let ranks = parts.iter().zip(&indicator.ranks);
                let ranks: Vec<String> = ranks.map(|(part, rank)| format!("{}第{}名", part.among, rank.rank)).collect();
                format!("{}：{}", workspace.roster.indicators()[indicator.indicator].name, ranks.join("，"))
            });
            Some(lines.collect::<Vec<_>>().join("；"))
        }
        _ => None,
    }
}

fn completion_words(reading: &Reading) -> String {
    match &reading.target {
        Some((target, _)) => format!("完成{}，目标{target}", reading.value),
        None => format!("完成率{}%", reading.value),
    }
}
