//! What changed between two sets of figures, in words.

use std::fmt::Write as _;

use crate::assess::Limit;
use crate::figures::{CategoryChange, Change, Changes, ItemChange, Place, UnitChange};
use crate::lang::Lang;
use crate::plan::Cause;

/// All changes: units whose own figures changed, units that only moved, categories. Blank if nothing changed.
#[must_use]
pub fn changes(changes: &Changes, lang: Lang) -> String {
    let mut text = String::new();
    let own: Vec<&UnitChange> = changes.own().collect();
    if !own.is_empty() {
        let count = own.len();
        let head =
            lang.pick(format!("数据变动的单位（{count}个）："), format!("units whose figures change ({count}):"));
        let _ = writeln!(text, "{head}");
        for unit in own {
            let _ = writeln!(text, "  {}{}", unit.unit, life(unit, lang));
            for line in unit_lines(unit, lang) {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
    let moved: Vec<&UnitChange> = changes.moved().collect();
    if !moved.is_empty() {
        let count = moved.len();
        let head = lang.pick(
            format!("自身分数没变、名次变动的单位（{count}个）："),
            format!("units that move though their own figures stay ({count}):"),
        );
        let _ = writeln!(text, "{head}");
        for unit in moved {
            let places =
                unit.place.as_ref().map(|change| arrow(change, |place| rank(*place, lang))).unwrap_or_default();
            let _ = writeln!(text, "  {} {places}", unit.unit);
        }
    }
    if !changes.categories.is_empty() {
        let _ = writeln!(text, "{}", lang.pick("类别：", "categories:"));
        for category in &changes.categories {
            let _ =
                writeln!(text, "  {} {}", category.name, category_parts(category, lang).join(lang.pick("；", "; ")));
        }
    }
    text
}

/// Why a document must be made again, or is not as it was.
#[must_use]
pub fn cause(cause: &Cause, lang: Lang) -> String {
    match cause {
        Cause::Issued => lang.pick("已印发，照印发的复制", "issued: copied as it was issued").to_owned(),
        Cause::Draft => lang.pick("没有印发，原来是印发的", "a draft, where an issued document was").to_owned(),
        Cause::Program => lang.pick("程序不同", "another program").to_owned(),
        Cause::Fonts => lang.pick("字体不同", "other fonts").to_owned(),
        Cause::Templates(paths) => {
            let paths = paths.join(lang.pick("、", ", "));
            lang.pick(format!("模板不同：{paths}"), format!("other templates: {paths}"))
        }
        Cause::Figures(units) => {
            let colon = lang.pick("：", ": ");
            let told: Vec<String> =
                units.iter().map(|unit| format!("{}{colon}{}", unit.unit, unit_line(unit, lang))).collect();
            told.join(lang.pick("；", "; "))
        }
        Cause::Words => lang.pick("文字、文号或日期不同", "other words, number or date").to_owned(),
    }
}

/// What changed of a unit in one line, the most telling first.
#[must_use]
pub fn unit_line(unit: &UnitChange, lang: Lang) -> String {
    unit_lines(unit, lang).join(lang.pick("；", "; "))
}

fn life(unit: &UnitChange, lang: Lang) -> &'static str {
    match (unit.is_new(), unit.is_gone()) {
        (true, _) => lang.pick("（新增）", " (new)"),
        (_, true) => lang.pick("（已不在名册）", " (gone from the roster)"),
        _ => "",
    }
}

fn unit_lines(unit: &UnitChange, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let mut attributes = Vec::new();
    for (name, change) in [
        (lang.pick("名称", "name 名称"), &unit.name),
        (lang.pick("类别", "category 类别"), &unit.category),
        (lang.pick("序号", "number 序号"), &unit.number),
        (lang.pick("分值设置", "share 分值设置"), &unit.weight),
    ] {
        attributes.extend(change.as_ref().map(|change| format!("{name} {}", texts(change))));
    }
    if !attributes.is_empty() {
        lines.push(attributes.join(lang.pick("，", ", ")));
    }
    lines.extend(unit.items.iter().map(|item| item_line(item, lang)));
    let colon = lang.pick("：", ": ");
    lines.extend(unit.sections.iter().map(|one| {
        let counts = lang.pick("计入", "counts");
        format!("{}{colon}{counts} {}", one.name, texts(&one.score))
    }));
    lines.extend(unit.adjustments.iter().map(|one| {
        let limit = if one.name == Limit::Zero.name() {
            lang.pick("不足0分补足", "raised to 0")
        } else {
            lang.pick("加分超出满分", "bonus beyond the full mark")
        };
        format!("{limit}{colon}{}", texts(&one.score))
    }));
    let mut figures = Vec::new();
    for (name, change) in [
        (lang.pick("总分", "total 总分"), &unit.total),
        (lang.pick("本单位满分", "own full mark 本单位满分"), &unit.own_full),
        (lang.pick("得分率", "rate 得分率"), &unit.rate),
        (lang.pick("折算得分", "converted 折算得分"), &unit.converted),
        (lang.pick("等次", "grade 等次"), &unit.grade),
    ] {
        figures.extend(change.as_ref().map(|change| format!("{name} {}", texts(change))));
    }
    figures.extend(unit.place.as_ref().map(|change| arrow(change, |place| rank(*place, lang))));
    if !figures.is_empty() {
        lines.push(figures.join(lang.pick("，", ", ")));
    }
    lines
}

fn item_line(item: &ItemChange, lang: Lang) -> String {
    let mut parts = Vec::new();
    for (name, change) in [
        (lang.pick("得分", "mark"), &item.score),
        (lang.pick("扣分", "lost"), &item.lost),
        (lang.pick("满分", "full mark"), &item.full),
        (lang.pick("情况", "remark"), &item.remark),
    ] {
        parts.extend(change.as_ref().map(|change| format!("{name} {}", texts(change))));
    }
    if let Some(change) = &item.reasons {
        let joined = |reasons: &Vec<String>| if reasons.is_empty() { "—".to_owned() } else { reasons.join("；") };
        parts.push(format!("{} {}", lang.pick("原因", "reasons"), arrow(change, joined)));
    }
    if let Some(change) = &item.applicable {
        let word = |applies: &bool| if *applies { lang.pick("适用", "applies") } else { "不适用" }.to_owned();
        parts.push(arrow(change, word));
    }
    format!("{}{}{}", item.id, lang.pick("：", ": "), parts.join(lang.pick("，", ", ")))
}

fn category_parts(category: &CategoryChange, lang: Lang) -> Vec<String> {
    let mut parts = Vec::new();
    for (name, change) in [
        (lang.pick("平均得分率", "mean rate 平均得分率"), &category.mean_rate),
        (lang.pick("最高得分率", "best rate 最高得分率"), &category.best_rate),
    ] {
        parts.extend(change.as_ref().map(|change| format!("{name} {}", texts(change))));
    }
    for (name, change) in [
        (lang.pick("单位数", "units 单位数"), &category.units),
        (lang.pick("参加考核", "assessed 参加考核"), &category.assessed),
    ] {
        parts.extend(change.as_ref().map(|change| format!("{name} {}", arrow(change, ToString::to_string))));
    }
    if let Some(change) = &category.best_units {
        parts.push(format!("{} {}", lang.pick("最高的单位", "best units"), arrow(change, |units| units.join("、"))));
    }
    parts
}

fn rank(place: Place, lang: Lang) -> String {
    let Place { rank, of, tied } = place;
    lang.pick(
        format!("第{rank}名{}（共{of}个）", if tied { "并列" } else { "" }),
        format!("rank {rank}{} of {of}", if tied { " tied" } else { "" }),
    )
}

fn texts(change: &Change<String>) -> String {
    arrow(change, Clone::clone)
}

/// What it was and what it is, a dash where there is nothing.
fn arrow<T>(change: &Change<T>, show: impl Fn(&T) -> String) -> String {
    let side = |side: &Option<T>| side.as_ref().map(&show).filter(|text| !text.is_empty()).unwrap_or("—".to_owned());
    format!("{} → {}", side(&change.before), side(&change.after))
}
