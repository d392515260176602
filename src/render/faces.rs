//! The fonts present, which of them serves each role, and which characters they have.

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};

use crate::diag::{Diagnostics, Problem};
use crate::source::{Sources, is_font};
use crate::view::FontRoles;

/// The face that has the characters the others lack.
const FALLBACK: &str = "Hongtou Fallback";
/// 仿宋, by preference: fonts that offices have, then the one carried.
const FANGSONG: &[&str] =
    &["FangSong_GB2312", "仿宋_GB2312", "FZFangSong-Z02", "FangSong", "仿宋", "STFangsong", "FandolFang R"];
/// The 仿宋 that is carried.
const CARRIED_FANGSONG: &str = "FandolFang R";
/// 楷体.
const KAI: &[&str] = &["KaiTi_GB2312", "楷体_GB2312", "FZKai-Z03", "KaiTi", "楷体", "STKaiti", "FandolKai"];
/// 黑体.
const HEI: &[&str] = &["FZHei-B01", "SimHei", "黑体", "STHeiti", "FandolHei"];
/// 宋体.
const SONG: &[&str] = &["SimSun", "宋体", "STSong", "FandolSong"];
/// 小标宋; the heavy 宋体 stands in for it.
const XIAOBIAOSONG: &[&str] =
    &["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", "FandolSong"];

/// All faces of all font files, in the order of their paths.
pub struct Faces {
    pub(super) fonts: Vec<Font>,
    pub(super) book: FontBook,
}

impl Faces {
    /// Opens every font file; one that is none is reported.
    #[must_use]
    pub fn open(sources: &Sources, diagnostics: &mut Diagnostics) -> Self {
        let mut fonts = Vec::new();
        for (path, bytes) in sources.binaries_below("fonts/") {
            if !is_font(path) {
                continue;
            }
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(bytes.clone())));
            if fonts.len() == before {
                diagnostics.nowhere(Problem::NotAFont { path: path.to_owned() });
            }
        }
        let book = FontBook::from_fonts(&fonts);
        Self { fonts, book }
    }

    /// The families present for each role. An absent one is never named: the layout engine would warn.
    #[must_use]
    pub fn roles(&self) -> FontRoles {
        let present = |wanted: &[&str]| -> Vec<String> {
            let known = |family: &&&str| self.book.contains_family(&family.to_lowercase());
            wanted.iter().chain(&[FALLBACK]).filter(known).map(|family| (*family).to_owned()).collect()
        };
        let fangsong = present(FANGSONG);
        let carried = fangsong.first().is_some_and(|family| family == CARRIED_FANGSONG);
        FontRoles {
            // The Latin letters of the carried 仿宋 have no serifs and stand out among its characters.
            digits: if carried { present(SONG).into_iter().next() } else { None },
            fangsong,
            kai: present(KAI),
            hei: present(HEI),
            song: present(SONG),
            xiaobiaosong: present(XIAOBIAOSONG),
        }
    }

    /// Tells whether a character can be printed in every role: some face of the role, or the fallback, has it.
    ///
    /// Kangxi radicals and private characters do not count: the faces carried map them to empty glyphs.
    pub fn covers(&self) -> impl Fn(char) -> bool {
        let roles = self.roles();
        // To look a character up in a face takes long, to list what it has does not.
        let known: Vec<Vec<u32>> = self.fonts.iter().map(|font| font.info().coverage.iter().collect()).collect();
        let faces = |family: &String| -> Vec<usize> { self.book.select_family(&family.to_lowercase()).collect() };
        let lists = [&roles.fangsong, &roles.kai, &roles.hei, &roles.song, &roles.xiaobiaosong];
        let lists = lists.map(|families| families.iter().flat_map(faces).collect::<Vec<usize>>());
        move |character| {
            let empty =
                matches!(character, '\u{2F00}'..='\u{2FDF}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}');
            let has = |at: &usize| known.get(*at).is_some_and(|known| known.binary_search(&(character as u32)).is_ok());
            !empty && lists.iter().all(|faces| faces.iter().any(has))
        }
    }
}
