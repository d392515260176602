//! The columns of the tables, as `data/README.md` documents them.

/// `units.csv`: 名册.
pub const UNITS: [&str; 5] = ["编码", "类别", "序号", "单位", "分值设置"];
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
