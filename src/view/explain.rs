//! How the figures of a unit came about, line by line, in either language.

use crate::assess::derivation::{Figure, How, Name};
use crate::assess::{Assessment, ItemResult, Outcome};
use crate::lang::Lang;
use crate::model::{Marks, RoundingMode};
use crate::span::Span;
use crate::validate::{FigureKey, Met, RankScope, Ties, UnitId, Voice, Workspace};

/// How many units with the same figure are named.
const MOST_TIED: usize = 20;

/// One line of a derivation.
#[derive(Debug)]
pub struct Line {
    /// How deep it stands in the tree.
    pub depth: usize,
    /// What the figure is.
    pub name: String,
    /// Its value.
    pub value: Option<Marks>,
    /// How it follows from the lines below it.
    pub how: String,
    /// The cells and settings it comes from.
    pub places: Vec<Span>,
}

/// The lines of a unit: one item, or all items, total, rate, converted figure and rank.
#[must_use]
pub fn lines(
    workspace: &Workspace,
    assessment: &Assessment,
    unit: UnitId,
    item: Option<usize>,
    lang: Lang,
) -> Vec<Line> {
    let mut writer = Writer { workspace, lang, lines: Vec::new() };
    let result = assessment.derivation(workspace, unit);
    match (&result.outcome, item) {
        (_, Some(item)) => writer.item(0, item, &result.items[item]),
        (Some(outcome), None) => writer.outcome(unit, outcome),
        (None, None) => {
            for (place, item) in result.items.iter().enumerate() {
                writer.item(0, place, item);
            }
        }
    }
    writer.lines
}

struct Writer<'a> {
    workspace: &'a Workspace,
    lang: Lang,
    lines: Vec<Line>,
}

impl Writer<'_> {
    fn push(&mut self, depth: usize, name: String, value: Option<Marks>, how: String, places: Vec<Span>) {
        self.lines.push(Line { depth, name, value, how, places });
    }

    fn item(&mut self, depth: usize, place: usize, item: &ItemResult<Figure>) {
        let name = self.workspace.scheme.items()[place].id.clone();
        let lang = self.lang;
        match item {
            ItemResult::Outside => {
                self.push(
                    depth,
                    name,
                    None,
                    lang.pick("本项不适用于该单位", "does not concern the unit").into(),
                    vec![],
                );
            }
            ItemResult::NotApplicable(cell) => {
                self.push(
                    depth,
                    name,
                    None,
                    lang.pick("不适用，不计入满分", "declared 不适用: left out of the full mark").into(),
                    vec![*cell],
                );
            }
            ItemResult::Missing => self.push(depth, name, None, lang.pick("缺分", "marks are missing").into(), vec![]),
            ItemResult::Scored(figure) => self.figure(depth, figure),
        }
    }

    fn outcome(&mut self, unit: UnitId, outcome: &Outcome<Figure>) {
        let figures = [&outcome.total, &outcome.own_full, &outcome.rate];
        for figure in figures.into_iter().chain(&outcome.converted) {
            self.figure(0, figure);
        }
        if self.workspace.scheme.ranking().ties != Ties::Unordered {
            self.rank(unit, outcome);
        }
        self.grade(outcome);
    }

    fn figure(&mut self, depth: usize, figure: &Figure) {
        let name = self.name(&figure.name);
        let (how, places) = self.how(figure);
        let told = !matches!(figure.how, How::Declined(_) | How::Met { .. });
        let value = told.then(|| figure.value.clone());
        self.push(depth, name, value, how, places);
        for part in &figure.parts {
            self.figure(depth + 1, part);
        }
    }

    fn name(&self, name: &Name) -> String {
        let lang = self.lang;
        let items = self.workspace.scheme.items();
        let roster = &self.workspace.roster;
        match name {
            Name::Item(place) => items[*place].id.clone(),
            Name::FullMark(place) => format!("{}{}", items[*place].id, lang.pick("满分", " (full mark)")),
            Name::Criterion(number) => format!("{}{number}", lang.pick("要点", "criterion ")),
            Name::Mean => lang.pick("平均分", "mean").to_owned(),
            Name::Evaluation(Voice::Member(_, name)) => lang.pick(format!("{name}评价"), format!("by {name}")),
            Name::Evaluation(Voice::Lead(place)) => {
                let indicator = &roster.indicators()[*place];
                let lead = roster.name(indicator.lead);
                lang.pick(format!("{lead}评价（{}）", indicator.name), format!("{lead} on {}", indicator.name))
            }
            Name::Class(name) | Name::Event(name) => name.clone(),
            Name::Indicator(place) => roster.indicators()[*place].name.clone(),
            Name::Section(name) => lang.pick(format!("{name}（折算）"), format!("{name}, weighted")),
            Name::Count => lang.pick("数量", "count").to_owned(),
            Name::Reading => lang.pick("数值", "figure 数值").to_owned(),
            Name::Target => lang.pick("目标值", "target 目标值").to_owned(),
            Name::Start => lang.pick("基准处的分", "points at the base").to_owned(),
            Name::Difference => lang.pick("与基准相差", "by the difference").to_owned(),
            Name::Completion => lang.pick("完成率", "rate of completion 完成率").to_owned(),
            Name::Subtotal => lang.pick("满分以内", "within the full mark").to_owned(),
            Name::Total => lang.pick("总分", "total 总分").to_owned(),
            Name::OwnFull => lang.pick("本单位满分", "own full mark 本单位满分").to_owned(),
            Name::Rate => lang.pick("得分率", "rate 得分率").to_owned(),
            Name::Converted => lang.pick("折算得分", "converted 得分").to_owned(),
            Name::Weight => lang.pick("分值设置", "share 分值设置").to_owned(),
            Name::Base => lang.pick("基本分", "base").to_owned(),
        }
    }

    fn how(&self, figure: &Figure) -> (String, Vec<Span>) {
        let lang = self.lang;
        let text = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
        match &figure.how {
            How::Cell(cell) => (text("评定", "as marked"), vec![*cell]),
            How::Setting(span) => (text("设定", "as set"), vec![*span]),
            How::Answer { met, cell, points } => {
                let answer = match met {
                    Met::Yes => text("达标", "met"),
                    Met::Half => text("达标一半", "half met"),
                    Met::No => text("未达标", "not met"),
                };
                (answer, vec![*cell, *points])
            }
            How::Met { met, cell } => (text(pick(*met, "达标", "未达标"), pick(*met, "met", "not met")), vec![*cell]),
            How::AllMet => (text("全部达标", "all are met"), vec![]),
            How::NotAllMet => (text("没有全部达标，不得分", "not all are met: nothing"), vec![]),
            How::LeftOut(cell) => (text("不计入平均", "left out of the mean"), vec![*cell]),
            How::Declined(cell) => (text("不评价，不计入平均", "不评价: no part of the mean"), vec![*cell]),
            How::Shown => (text("见上", "as above"), vec![]),
            How::Sum => (text("以下之和", "sum of these"), vec![]),
            How::Mean => {
                let counts = |part: &&Figure| !matches!(part.how, How::Declined(_) | How::LeftOut(_));
                let given = figure.parts.iter().filter(counts).count();
                (lang.pick(format!("以下{given}个数的平均"), format!("mean of these {given}")), vec![])
            }
            How::WeightedMean(weights) => {
                let weights: Vec<String> = weights.iter().map(|weight| format!("{weight}%")).collect();
                let how = lang.pick(
                    format!("以下按{}加权平均", weights.join("、")),
                    format!("mean of these, weighted {}", weights.join(", ")),
                );
                (how, vec![])
            }
            How::ToStep(step) => {
                let how = match self.workspace.scheme.rounding().mode {
                    RoundingMode::HalfUp => lang
                        .pick(format!("四舍五入到{step}的整数倍"), format!("rounded half up to a multiple of {step}")),
                    RoundingMode::HalfEven => lang.pick(
                        format!("四舍六入五成双到{step}的整数倍"),
                        format!("rounded half to even to a multiple of {step}"),
                    ),
                };
                (how, vec![])
            }
            How::Scaled { full, scale } => {
                (lang.pick(format!("评分×满分{full}÷评分制{scale}"), format!("mark × {full} ÷ {scale}")), vec![])
            }
            How::Counted { count, steps, cap, setting } => {
                let how = match steps.as_slice() {
                    [(None, each)] => lang
                        .pick(format!("{count}条×{each}分，最高{cap}分"), format!("{count} × {each}, at most {cap}")),
                    steps => lang.pick(
                        format!("{count}条，{}，最高{cap}分", step_words(steps, lang)),
                        format!("{count}: {}, at most {cap}", step_words(steps, lang)),
                    ),
                };
                (how, vec![*setting])
            }
            How::CostsTimes { times, cell, setting } => {
                (lang.pick(format!("按{times}倍扣"), format!("{times} times as much")), vec![*cell, *setting])
            }
            How::Counts(cell) => (text("计", "counts"), vec![*cell]),
            How::Repeats(cell) => (text("标题重复，不另计", "same title: counted once only"), vec![*cell]),
            How::NoRow { table, rows } => {
                let table = table.trim_end_matches(".csv");
                let how = lang.pick(
                    format!("{table}中没有该单位的行（共读{rows}行）"),
                    format!("no row in {table} ({rows} read)"),
                );
                (how, vec![])
            }
            How::Deducted { count, each, setting, once, most } => {
                let how = match (once, each) {
                    (true, Some(each)) => lang.pick(
                        format!("记录{count}次，年度内扣一次，扣{each}分"),
                        format!("{count} recorded, {each} off once a year"),
                    ),
                    (_, Some(each)) => lang.pick(
                        format!("记录{count}次，每次扣{each}分，最多扣{most}分"),
                        format!("{count} recorded, {each} off each time, at most {most}"),
                    ),
                    (_, None) => lang.pick(
                        format!("记录{count}次，以下之和，最多扣{most}分"),
                        format!("{count} recorded, sum of these, at most {most}"),
                    ),
                };
                (how, vec![*setting])
            }
            How::Votes(worth) => {
                let votes = figure.parts.iter().zip(worth).map(|(part, worth)| format!("{} × {worth}", part.value));
                let all: Marks = figure.parts.iter().map(|part| &part.value).sum();
                (format!("({}) ÷ {all}", votes.collect::<Vec<_>>().join(" + ")), vec![])
            }
            How::Steps { base, count, unit, each, earns, cap, setting } => {
                let below = figure.parts.first().is_some_and(|part| part.value < *base);
                let (side, sign) =
                    (lang.pick(pick(below, "低于", "高于"), pick(below, "below", "above")), pick(*earns, "", "-"));
                let word = lang.pick(pick(*earns, "加", "扣"), pick(*earns, "earns", "costs"));
                let most = cap.as_ref().map(|cap| lang.pick(format!("，最多{cap}分"), format!(", at most {cap}")));
                let how = lang.pick(
                    format!("{side}{base}，每{unit}{word}{each}分，计{count}个{}", most.clone().unwrap_or_default()),
                    format!(
                        "{side} {base}, each {unit} {word} {each}: {sign}{count} × {each}{}",
                        most.unwrap_or_default()
                    ),
                );
                (how, vec![*setting])
            }
            How::AtBase(base) => {
                (lang.pick(format!("基准{base}，不加不扣"), format!("base {base}: nothing is changed")), vec![])
            }
            How::Interval { ends, points } => (range_words(ends, lang), vec![*points]),
            How::Tier { rank, participants, cell, points } => {
                let how = lang.pick(
                    format!("第{rank}名（{participants}个参评），查表得分"),
                    format!("rank {rank} of {participants}, points by table"),
                );
                (how, vec![*cell, *points])
            }
            How::ShareOfFull(full) => (lang.pick(format!("满分{full}×完成率"), format!("{full} × the rate")), vec![]),
            How::Percent => (format!("{} ÷ {} × 100", value(figure, 0), value(figure, 1)), vec![]),
            How::InversePercent => (format!("{} ÷ {} × 100", value(figure, 1), value(figure, 0)), vec![]),
            How::NothingIsBest(cap) => {
                (lang.pick(format!("数值是0，按最高{cap}%计"), format!("the figure is 0: {cap} %, the most")), vec![])
            }
            How::ZeroBelow(least) => {
                (lang.pick(format!("低于{least}%不得分"), format!("nothing below {least} %")), vec![])
            }
            How::Linear { rank, participants, full, least } => {
                let how = lang.pick(
                    format!("第{rank}名（{participants}个），第一名{full}分、末名{least}分，等差递减"),
                    format!("rank {rank} of {participants}, in equal steps from {full} to {least}"),
                );
                (how, vec![])
            }
            How::MinMax { best, worst, .. } if best == worst => {
                (lang.pick(format!("都是{best}，得满分"), format!("all are {best}: the full mark")), vec![])
            }
            How::MinMax { full, least, best, worst } => {
                let sign =
                    |figure: &Marks| if figure.is_negative() { format!("({figure})") } else { figure.to_string() };
                let own = figure.parts.first().map(|part| sign(&part.value)).unwrap_or_default();
                let (best, worst) = (sign(best), sign(worst));
                (format!("{least} + ({full} - {least}) × ({own} - {worst}) ÷ ({best} - {worst})"), vec![])
            }
            How::ProRata { full, best, lowest } => {
                let own = value(figure, 0);
                let (upper, lower) = if *lowest { (best.to_string(), own) } else { (own, best.to_string()) };
                (lang.pick(format!("满分{full}×{upper}÷{lower}"), format!("{full} × {upper} ÷ {lower}")), vec![])
            }
            How::MeanOfOthers { full, cell } => {
                let how = lang.pick(
                    format!("不适用，按满分{full}×其他基本项目的得分率计"),
                    format!("不适用: {full} × the rate of the other base items"),
                );
                (how, vec![*cell])
            }
            How::Weighted { weight, full } => {
                (lang.pick(format!("以下之和×{weight}÷{full}"), format!("sum of these × {weight} ÷ {full}")), vec![])
            }
            How::AtLeast(least) => (lang.pick(format!("最低{least}分"), format!("at least {least}")), vec![]),
            How::AtMost(most) => (lang.pick(format!("最高{most}分"), format!("at most {most}")), vec![]),
            How::Rounded => (self.rounding(), vec![]),
            How::RaisedToZero => (text("不小于0", "not below 0"), vec![]),
            How::Rate => (
                format!("{} ÷ {} × 100{}{}", value(figure, 0), value(figure, 1), self.comma(), self.rounding()),
                vec![],
            ),
            How::Share | How::ToBase => {
                let how = format!("{} × {} ÷ {}", value(figure, 0), value(figure, 1), value(figure, 2));
                (format!("{how}{}{}", self.comma(), self.rounding()), vec![])
            }
            How::Capped => {
                let how = format!(
                    "{} × min({}, {}) ÷ {}",
                    value(figure, 0),
                    value(figure, 1),
                    value(figure, 2),
                    value(figure, 2)
                );
                (format!("{how}{}{}", self.comma(), self.rounding()), vec![])
            }
        }
    }

    fn comma(&self) -> &'static str {
        self.lang.pick("，", ", ")
    }

    fn rounding(&self) -> String {
        let rounding = self.workspace.scheme.rounding();
        let places = rounding.places;
        match rounding.mode {
            RoundingMode::HalfUp => {
                self.lang.pick(format!("四舍五入到{places}位小数"), format!("rounded half up to {places} places"))
            }
            RoundingMode::HalfEven => self
                .lang
                .pick(format!("四舍六入五成双到{places}位小数"), format!("rounded half to even to {places} places")),
        }
    }

    /// The grade, what it follows from, and what kept a better one away.
    fn grade(&mut self, outcome: &Outcome<Figure>) {
        let lang = self.lang;
        let (Some(grade), Some(grades)) = (&outcome.grade, self.workspace.scheme.grades()) else { return };
        let name = |band: usize| grades.bands[band].name.value.as_str();
        let band = &grades.bands[grade.band];
        let how = name(grade.band).to_owned();
        self.push(0, lang.pick("等次", "grade 等次").to_owned(), None, how, vec![band.name.span]);
        let by_figure = &grades.bands[grade.by_figure];
        let how =
            lang.pick(format!("按得分为{}", name(grade.by_figure)), format!("by its figure {}", name(grade.by_figure)));
        let place = by_figure.lower.as_ref().map_or(by_figure.name.span, |lower| lower.value.span);
        self.push(1, lang.pick("得分", "figure").to_owned(), None, how, vec![place]);
        for veto in &grade.vetoes {
            let veto = &grades.vetoes[*veto];
            let how = lang.pick(format!("最高为{}", name(veto.cap)), format!("at best {}", name(veto.cap)));
            self.push(1, veto.id.value.clone(), None, how, vec![veto.id.span]);
        }
        if grade.displaced {
            let how = lang.pick("名额已满", "the quota is full").to_owned();
            self.push(1, lang.pick("名额", "quota").to_owned(), None, how, vec![]);
        }
    }

    fn rank(&mut self, unit: UnitId, outcome: &Outcome<Figure>) {
        let lang = self.lang;
        let rank = &outcome.rank;
        let ranking = self.workspace.scheme.ranking();
        let key = match ranking.key {
            FigureKey::Rate => lang.pick(ranking.key.title(), "rate"),
            FigureKey::Raw => lang.pick(ranking.key.title(), "total"),
            FigureKey::Converted => lang.pick(ranking.key.title(), "converted figure"),
        };
        let scope = match ranking.scope {
            RankScope::Category => lang.pick("本类别", "its category"),
            RankScope::Group => lang.pick("本组", "its group"),
            RankScope::All => lang.pick("全部单位", "all units"),
            RankScope::SameFullMark => lang.pick("满分相同的单位", "units of the same full mark"),
        };
        let how = lang.pick(
            format!("按{key}在{scope}{}个单位中排名", rank.of),
            format!("by {key} among the {} units of {scope}", rank.of),
        );
        let name = lang.pick("名次", "rank 名次").to_owned();
        self.push(0, name, Some(Marks::from(rank.place)), how, vec![]);
        let neighbours =
            [(lang.pick("高于本单位", "above"), &rank.above), (lang.pick("低于本单位", "below"), &rank.below)];
        for (where_, neighbour) in neighbours {
            let (name, figure) = match neighbour {
                Some((unit, figure)) => (self.workspace.roster.name(*unit).to_owned(), Some(figure.clone())),
                None => (lang.pick("没有单位", "no unit").to_owned(), None),
            };
            self.push(1, name, figure, where_.to_owned(), vec![]);
        }
        let others: Vec<UnitId> = rank.tied.iter().copied().filter(|other| *other != unit).collect();
        for tied in others.iter().take(MOST_TIED) {
            let name = self.workspace.roster.name(*tied).to_owned();
            self.push(1, name, None, lang.pick("与本单位并列", "tied with it").to_owned(), vec![]);
        }
        if others.len() > MOST_TIED {
            let more = others.len() - MOST_TIED;
            let name = lang.pick(format!("另有{more}个单位"), format!("{more} more units"));
            self.push(1, name, None, lang.pick("与本单位并列", "tied with it").to_owned(), vec![]);
        }
    }
}

/// One of two words.
fn pick(first: bool, yes: &'static str, no: &'static str) -> &'static str {
    if first { yes } else { no }
}

/// Marks for each event, step by step.
fn step_words(steps: &[(Option<u32>, Marks)], lang: Lang) -> String {
    let word = |(to, each): &(Option<u32>, Marks)| match to {
        Some(to) => lang.pick(format!("到第{to}条每条{each}分"), format!("{each} up to no. {to}")),
        None => lang.pick(format!("其余每条{each}分"), format!("{each} for the rest")),
    };
    steps.iter().map(word).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// The interval that decides the points, by its ends.
pub(super) fn range_words(ends: &[Option<(Marks, bool)>; 2], lang: Lang) -> String {
    let end = |(value, inclusive): &(Marks, bool)| format!("{value}（{}）", if *inclusive { "含" } else { "不含" });
    let sign = |inclusive: bool, yes: &'static str, no: &'static str| if inclusive { yes } else { no };
    match ends {
        [None, None] => lang.pick("不在任何一档", "in none of the tiers").to_owned(),
        [Some(lower), None] => {
            lang.pick(format!("在{}以上", end(lower)), format!("{} {}", sign(lower.1, "≥", ">"), lower.0))
        }
        [None, Some(upper)] => {
            lang.pick(format!("在{}以下", end(upper)), format!("{} {}", sign(upper.1, "≤", "<"), upper.0))
        }
        [Some(lower), Some(upper)] => lang.pick(
            format!("在{}至{}", end(lower), end(upper)),
            format!("{} {}, {} {}", sign(lower.1, "≥", ">"), lower.0, sign(upper.1, "≤", "<"), upper.0),
        ),
    }
}

/// The value of a part, as a formula shows it.
fn value(figure: &Figure, part: usize) -> String {
    figure.parts.get(part).map(|part| part.value.to_string()).unwrap_or_default()
}
