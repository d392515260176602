//! The classes of faces that the standard names, and which faces belong to them.

/// A class of faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// 仿宋.
    FangSong,
    /// 楷体.
    Kai,
    /// 黑体.
    Hei,
    /// 小标宋.
    XiaoBiaoSong,
    /// A heavy 宋体, which stands in for 小标宋.
    HeavySong,
    /// 宋体.
    Song,
    /// None of these, or unknown.
    Other,
}

impl Class {
    /// All classes.
    pub(super) const ALL: [Class; 7] =
        [Class::FangSong, Class::Kai, Class::Hei, Class::XiaoBiaoSong, Class::HeavySong, Class::Song, Class::Other];
}

/// Parts of PostScript names in lower case, and the class of the faces that have them; the first match counts.
const NAMES: &[(&str, Class)] = &[
    ("xiaobiaosong", Class::XiaoBiaoSong),
    ("fzxbs", Class::XiaoBiaoSong),
    ("小标宋", Class::XiaoBiaoSong),
    ("fangsong", Class::FangSong),
    ("simfang", Class::FangSong),
    ("fzfs", Class::FangSong),
    ("fandolfang", Class::FangSong),
    ("仿宋", Class::FangSong),
    ("kaiti", Class::Kai),
    ("simkai", Class::Kai),
    ("fzkt", Class::Kai),
    ("fzkai", Class::Kai),
    ("fandolkai", Class::Kai),
    ("wenkai", Class::Kai),
    ("ukai", Class::Kai),
    ("楷", Class::Kai),
    ("simhei", Class::Hei),
    ("heiti", Class::Hei),
    ("fzht", Class::Hei),
    ("fzhei", Class::Hei),
    ("fandolhei", Class::Hei),
    ("notosanscjk", Class::Hei),
    ("sourcehansans", Class::Hei),
    ("yahei", Class::Hei),
    ("zenhei", Class::Hei),
    ("黑", Class::Hei),
    ("fandolsong-bold", Class::HeavySong),
    ("notoserifcjksc-bold", Class::HeavySong),
    ("notoserifcjksc-black", Class::HeavySong),
    ("sourcehanserifsc-bold", Class::HeavySong),
    ("sourcehanserifsc-heavy", Class::HeavySong),
    ("fzyasong", Class::HeavySong),
    ("simsun", Class::Song),
    ("stsong", Class::Song),
    ("fzss", Class::Song),
    ("fandolsong", Class::Song),
    ("notoserifcjk", Class::Song),
    ("sourcehanserif", Class::Song),
    ("uming", Class::Song),
    ("宋", Class::Song),
];

/// Faces of the older kind, whose boxes reach 220 of 256 units above the baseline.
const LEGACY: &[&str] =
    &["simsun", "simhei", "simfang", "simkai", "fangsong", "kaiti", "nsimsun", "fzxbs", "fzfs", "fzkt"];

/// The class of a face by its PostScript name.
pub(super) fn class(name: &str) -> Class {
    let name = name.to_lowercase();
    NAMES.iter().find(|(part, _)| name.contains(part)).map_or(Class::Other, |(_, class)| *class)
}

/// How far the boxes of a face reach below the baseline, in em.
pub(super) fn descent(name: &str) -> f64 {
    let name = name.to_lowercase();
    if LEGACY.iter().any(|part| name.starts_with(part)) { 0.141 } else { 0.12 }
}
