//! A workspace of any size, to try the program with: the sample's method, invented units, marks drawn from the sample's.
//!
//! The same number of units always gives the same bytes. Each table
//! grows in step with the roster, each unit having about as many rows as in the sample, and is written row by row: no more
//! than one file is held in memory.

mod drawn;
mod names;

use crate::correct::line_of;
use crate::model::Genre;
use crate::source::{embedded, extension_of};
use crate::validate::columns;

use drawn::{Drawn, adapted, drawn, mixed, pick};
use names::stem;

/// What news is about, and how it is put.
const TOPICS: [&str; 12] = [
    "企业开办一日办结",
    "惠企政策免申即享",
    "项目并联审批",
    "帮办代办服务",
    "企业服务日",
    "证照联办",
    "轻微违法免罚清单",
    "诉求快速响应",
    "首席服务员制度",
    "政务公开",
    "用工对接",
    "融资对接",
];
const MANNERS: [&str; 6] = ["推行", "深化", "做实", "聚焦", "完善", "扎实推进"];

/// From how many units on tables of the roster may be too long for one file.
const MANY: u64 = 200_000;
/// How long a file gets before the table goes on in another one, well below what is read.
const LONGEST: usize = 40 << 20;
/// More than any place of a unit.
const MOST_UNITS: u64 = 1 << 32;

/// How many units a workspace may have.
pub const MOST: u32 = 1_000_000;

/// A workspace of so many invented units.
pub struct Synthetic {
    units: u64,
    /// How often each unit is evaluated; nobody is so often that it mattered beyond 255.
    evaluated: Vec<u8>,
    drawn: Drawn,
}

/// An indicator: its place, who leads it and who cooperates.
struct Indicator {
    place: u64,
    lead: u64,
    provincial: bool,
    cooperating: Vec<u64>,
}

type Row = Vec<String>;
type Rows<'a> = Box<dyn Iterator<Item = Row> + 'a>;

impl Synthetic {
    /// A workspace of so many units, all of them assessed.
    #[must_use]
    pub fn new(units: u32) -> Self {
        let units = u64::from(units);
        let mut made = Self { units, evaluated: Vec::new(), drawn: Drawn::from_sample() };
        let mut evaluated: Vec<u8> = (0..units).map(|_| 0).collect();
        for unit in made.indicators().flat_map(|indicator| indicator.cooperating) {
            if let Some(count) = usize::try_from(unit).ok().and_then(|unit| evaluated.get_mut(unit)) {
                *count = count.saturating_add(1);
            }
        }
        made.evaluated = evaluated;
        made
    }

    /// The files of the workspace, one after the other.
    pub fn files(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        let settings = embedded::sample().into_iter().filter(|(path, _)| extension_of(path) == "toml");
        let settings = settings.map(|(path, bytes)| (path, adapted(&String::from_utf8_lossy(bytes)).into_bytes()));
        let sources = (self.units > MANY).then(|| ("sources.toml".to_owned(), sources().into_bytes()));
        settings.chain(sources).chain(self.tables().into_iter().flat_map(|(name, columns, rows)| Parts {
            name,
            columns,
            rows: rows.peekable(),
            part: 0,
        }))
    }

    /// The tables, with their columns and rows.
    fn tables(&self) -> [(&'static str, &'static [&'static str], Rows<'_>); 10] {
        [
            ("units", &columns::UNITS, Box::new((0..self.units).map(|unit| self.roster_row(unit)))),
            ("aliases", &columns::ALIASES, Box::new((0..self.units).step_by(2).map(|unit| self.alias_row(unit)))),
            ("indicators", &columns::INDICATORS, Box::new(self.indicators().map(|it| self.indicator_row(&it)))),
            ("numbers", &columns::NUMBERS, Box::new(self.number_rows())),
            ("scores/评分", &columns::MARKS, Box::new(numbered('P', self.mark_rows()))),
            ("scores/达标", &columns::ANSWERS, Box::new(numbered('D', self.answer_rows()))),
            ("scores/评价", &columns::EVALUATIONS, Box::new(numbered('J', self.evaluation_rows()))),
            ("scores/宣传", &columns::PUBLICATIONS, Box::new(numbered('X', self.publication_rows()))),
            ("scores/失信", &columns::LISTINGS, Box::new(numbered('S', self.listing_rows()))),
            ("scores/排名", &columns::RANKS, Box::new(numbered('R', self.rank_rows()))),
        ]
    }

    fn name(&self, unit: u64) -> String {
        names::name(unit, self.units)
    }

    fn roster_row(&self, unit: u64) -> Row {
        let (category, number) = names::place(unit, self.units);
        let (title, _, weight, _) = names::CATEGORIES[category];
        vec![code(unit), title.to_owned(), (number + 1).to_string(), self.name(unit), weight.to_owned()]
    }

    fn alias_row(&self, unit: u64) -> Row {
        vec![format!("霁钢市{}", self.name(unit)), self.name(unit)]
    }

    fn number_rows(&self) -> impl Iterator<Item = Row> {
        let letter = |unit| {
            vec![Genre::Letter.name().to_owned(), code(unit), format!("{}{}号", self.drawn.letter_number, unit + 1)]
        };
        self.drawn.numbers.iter().cloned().chain((0..self.units).map(letter))
    }

    /// Of five units two lead an indicator or two, which other units, whichever they are, cooperate in.
    fn indicators(&self) -> impl Iterator<Item = Indicator> {
        let leads = (0..self.units).filter(|unit| is_lead(*unit));
        let each = leads.flat_map(|lead| (0..=u64::from(lead % 4 == 0)).map(move |_| lead));
        (0..).zip(each).map(|(place, lead)| {
            let mut cooperating = Vec::new();
            for at in 0..2 + mixed(place, 2) % 6 {
                let unit = mixed(place, 100 + at) % self.units;
                if unit != lead && !cooperating.contains(&unit) {
                    cooperating.push(unit);
                }
            }
            Indicator { place, lead, provincial: is_provincial(lead), cooperating }
        })
    }

    fn indicator_name(&self, place: u64) -> String {
        let known = self.drawn.indicators.len() as u64;
        let name = pick(&self.drawn.indicators, place);
        if place < known { name.clone() } else { format!("{}{name}", stem(place / known - 1, 0)) }
    }

    fn indicator_row(&self, indicator: &Indicator) -> Row {
        let names: Vec<String> = indicator.cooperating.iter().map(|unit| self.name(*unit)).collect();
        let level = if indicator.provincial { "省" } else { "市" };
        vec![
            format!("ZB{:02}", indicator.place + 1),
            self.indicator_name(indicator.place),
            level.to_owned(),
            self.name(indicator.lead),
            names.join("、"),
        ]
    }

    fn mark_rows(&self) -> impl Iterator<Item = Row> {
        (0..self.units).zip(&self.evaluated).flat_map(move |(unit, evaluated)| {
            let lead = is_lead(unit).then_some("牵头工作");
            let judged = (*evaluated == 0).then_some("重点工作");
            let items = ["工作机制", "日常工作"].into_iter().chain(lead).chain(judged);
            items.zip(10..).filter_map(move |(item, salt)| {
                let [mark, reason] = drawn(self.drawn.judged.get(item)?, unit, salt)?;
                Some(vec![self.name(unit), item.to_owned(), mark.clone(), reason.clone()])
            })
        })
    }

    fn answer_rows(&self) -> impl Iterator<Item = Row> {
        (0..self.units).flat_map(move |unit| {
            self.drawn.answers.iter().zip(20..).filter_map(move |(((item, criterion), answers), salt)| {
                let [answer, reason] = drawn(answers, unit, salt)?;
                Some(vec![self.name(unit), item.clone(), criterion.clone(), answer.clone(), reason.clone()])
            })
        })
    }

    /// The first evaluation of a unit gives a mark, so that none has nothing but 不评价.
    fn evaluation_rows(&self) -> impl Iterator<Item = Row> {
        let mut seen: Vec<bool> = self.evaluated.iter().map(|_| false).collect();
        let pairs = self.indicators().flat_map(move |indicator| {
            let cooperating = indicator.cooperating.clone();
            cooperating.into_iter().map(move |unit| (indicator.place, indicator.lead, unit))
        });
        pairs.filter_map(move |(place, lead, unit)| {
            let first = usize::try_from(unit).ok().and_then(|unit| seen.get_mut(unit));
            let first = first.is_some_and(|seen| !std::mem::replace(seen, true));
            let mut attempts =
                (30..).filter_map(|salt| drawn(&self.drawn.evaluations, place * MOST_UNITS + unit, salt));
            let [mark, reason] = attempts.find(|[mark, _]| !first || mark != "不评价")?;
            let names = [self.indicator_name(place), self.name(lead), self.name(unit)];
            Some(names.into_iter().chain([mark.clone(), reason.clone()]).collect())
        })
    }

    fn publication_rows(&self) -> impl Iterator<Item = Row> {
        (0..self.units).flat_map(move |unit| {
            (0..=mixed(unit, 40) % 9).filter_map(move |at| {
                let [medium, class] = drawn(&self.drawn.media, unit, 50 + at)?;
                let name = self.name(unit);
                let topic = pick(&TOPICS, mixed(unit, 41).wrapping_add(at));
                let title = format!("{name}{}{topic}", pick(&MANNERS, mixed(unit, 60 + at)));
                Some(vec![name, day(mixed(unit, 70 + at)), medium.clone(), class.clone(), title])
            })
        })
    }

    fn listing_rows(&self) -> impl Iterator<Item = Row> {
        let listed = (0..self.units).filter(|unit| mixed(*unit, 80).is_multiple_of(18));
        (1..).zip(listed).map(move |(serial, unit): (u64, u64)| {
            let case = format!("（2021）霁9900执{serial:05}号");
            vec![self.name(unit), self.name(unit), case, day(mixed(unit, 81))]
        })
    }

    fn rank_rows(&self) -> impl Iterator<Item = Row> {
        self.indicators().filter(|indicator| indicator.provincial).flat_map(move |Indicator { place, .. }| {
            [("全省", 104), ("明昀", 6)].into_iter().zip(90..).map(move |((among, of), salt): ((&str, u64), u64)| {
                let rank = mixed(place, salt) % of + 1;
                vec![self.indicator_name(place), among.to_owned(), rank.to_string(), of.to_string()]
            })
        })
    }
}

/// A table in as many files as it needs.
struct Parts<'a> {
    name: &'static str,
    columns: &'static [&'static str],
    rows: std::iter::Peekable<Rows<'a>>,
    part: usize,
}

impl Iterator for Parts<'_> {
    type Item = (String, Vec<u8>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.part > 0 && self.rows.peek().is_none() {
            return None;
        }
        self.part += 1;
        let mut text = format!("\u{FEFF}{}\r\n", line_of(self.columns));
        while text.len() < LONGEST
            && let Some(row) = self.rows.next()
        {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            text.push_str(&line_of(&cells));
            text.push_str("\r\n");
        }
        let part = if self.part == 1 { String::new() } else { format!("-{}", self.part) };
        Some((format!("{}{part}.csv", self.name), text.into_bytes()))
    }
}

/// `sources.toml` for tables of the roster that go on in other files.
fn sources() -> String {
    let tables = ["units", "aliases", "indicators", "numbers"];
    let each = tables.map(|table| format!("\n[[source]]\ntable = \"{table}\"\nfiles = \"{table}-*.csv\"\n"));
    format!("# 名册各表较长，分为几个文件。\nschema = 1\n{}", each.concat())
}

/// Rows with 编号 before them.
fn numbered(letter: char, rows: impl Iterator<Item = Row>) -> impl Iterator<Item = Row> {
    (1_u64..).zip(rows).map(move |(serial, row)| [vec![format!("{letter}{serial:03}")], row].concat())
}

fn code(unit: u64) -> String {
    format!("DW{:07}", unit + 1)
}

fn is_lead(unit: u64) -> bool {
    matches!(unit % 5, 0 | 2)
}

fn is_provincial(lead: u64) -> bool {
    matches!(lead % 25, 0 | 5 | 10 | 15)
}

/// A day of the year 2021.
fn day(number: u64) -> String {
    let (month, day) = (number % 12 + 1, number / 12 % 28 + 1);
    format!("2021-{month:02}-{day:02}")
}
