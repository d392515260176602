//! The columns of the tables, as `data/README.md` documents them.

/// `units.csv`: 名册.
pub const UNITS: [&str; 5] = ["编码", "类别", "序号", "单位", "分值设置"];
/// Columns that `units.csv` may have: 分值设置 if the conversion needs none, whether a unit is assessed, its tags.
pub const UNITS_OPTIONAL: [&str; 3] = ["分值设置", "考核", "标签"];
/// `aliases.csv`: 别名.
pub const ALIASES: [&str; 2] = ["别名", "单位"];
/// `indicators.csv`: 指标分工.
pub const INDICATORS: [&str; 5] = ["编号", "指标", "层级", "牵头单位", "配合单位"];
/// `numbers.csv`: 预编文号.
pub const NUMBERS: [&str; 3] = ["文种", "编码", "发文字号"];
/// `scores/评分.csv`.
pub const MARKS: [&str; 5] = ["编号", "单位", "项目", "得分", "扣分原因"];
/// `scores/达标.csv`.
pub const ANSWERS: [&str; 6] = ["编号", "单位", "项目", "要点", "达标", "扣分原因"];
/// `scores/评价.csv`.
pub const EVALUATIONS: [&str; 6] = ["编号", "指标", "评价单位", "被评单位", "得分", "扣分原因"];
/// `scores/宣传.csv`.
pub const PUBLICATIONS: [&str; 6] = ["编号", "单位", "日期", "媒体", "级别", "标题"];
/// `scores/失信.csv`.
pub const LISTINGS: [&str; 5] = ["编号", "单位", "被列单位", "案号", "日期"];
/// `scores/排名.csv`.
pub const RANKS: [&str; 5] = ["编号", "指标", "范围", "名次", "参评数"];
/// `scores/事件.csv`: events that count, cost marks or veto a grade.
pub const EVENTS: [&str; 5] = ["编号", "单位", "项目", "日期", "事项"];
/// Columns that `scores/事件.csv` may have: the class of the event, how often it happened, the marks of this one.
pub const EVENTS_OPTIONAL: [&str; 3] = ["级别", "次数", "分值"];
/// `scores/数据.csv`: figures that are not marks.
pub const FIGURES: [&str; 4] = ["编号", "单位", "项目", "数值"];
/// Columns that `scores/数据.csv` may have: which part of the item, the target, why it is not full.
pub const FIGURES_OPTIONAL: [&str; 3] = ["分项", "目标值", "扣分原因"];
/// `scores/事件.csv` with every column it may have.
pub const ALL_EVENTS: [&str; 8] = ["编号", "单位", "项目", "日期", "级别", "事项", "次数", "分值"];
/// `scores/数据.csv` with every column it may have.
pub const ALL_FIGURES: [&str; 7] = ["编号", "单位", "项目", "分项", "数值", "目标值", "扣分原因"];
/// The column that 评价, 宣传, 失信 and 排名 must have if the scheme has several items that they feed.
pub const ITEM: &str = "项目";

/// The column of forms that tells people what a row is about: no table reads it, and nobody need be told.
pub const EXPLANATION: &str = "说明";

/// The columns that a table must have, by the name of its file; none for one that the program writes.
#[must_use]
pub fn of(table: &str) -> &'static [&'static str] {
    match table {
        "units.csv" => &UNITS[..4],
        "aliases.csv" => &ALIASES,
        "indicators.csv" => &INDICATORS,
        "numbers.csv" => &NUMBERS,
        "评分.csv" => &MARKS,
        "达标.csv" => &ANSWERS,
        "评价.csv" => &EVALUATIONS,
        "宣传.csv" => &PUBLICATIONS,
        "失信.csv" => &LISTINGS,
        "排名.csv" => &RANKS,
        "事件.csv" => &EVENTS,
        "数据.csv" => &FIGURES,
        _ => &[],
    }
}

/// The columns that a table may have beside those it must have.
#[must_use]
pub fn optional(table: &str) -> &'static [&'static str] {
    match table {
        "units.csv" => &UNITS_OPTIONAL,
        "评价.csv" | "宣传.csv" | "失信.csv" | "排名.csv" => &[ITEM],
        "事件.csv" => &EVENTS_OPTIONAL,
        "数据.csv" => &FIGURES_OPTIONAL,
        _ => &[],
    }
}

/// All columns that a table must or may have.
#[must_use]
pub fn all(table: &str) -> Vec<&'static str> {
    of(table).iter().chain(optional(table)).copied().collect()
}

/// The columns that together say what a row of a table is about: the key of a row that has none is made of them.
#[must_use]
pub fn identity(table: &str) -> &'static [&'static str] {
    match table {
        "评分.csv" => &["单位", "项目"],
        "达标.csv" => &["单位", "项目", "要点"],
        "评价.csv" => &["指标", "评价单位", "被评单位"],
        "宣传.csv" => &["单位", "日期", "标题"],
        "失信.csv" => &["单位", "日期", "案号"],
        "排名.csv" => &["指标", "范围"],
        "事件.csv" => &["单位", "项目", "日期", "事项"],
        "数据.csv" => &["单位", "项目", "分项"],
        "indicators.csv" => &["指标"],
        _ => &[],
    }
}
