//! Whether files are as they were made or issued, in words and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::printable_line;
use crate::edition::Mismatch;
use crate::lang::Lang;
use crate::source::Holdings;

/// How many files that nobody asked for are named.
const SHOWN_FOREIGN: usize = 20;

/// What was found of an output folder, and of what was issued.
#[derive(Debug, Serialize)]
pub struct Verification {
    /// Version of the format.
    pub schema: u32,
    /// Whether everything is as it was made or issued.
    pub sound: bool,
    /// The folder.
    pub folder: Option<FolderState>,
    /// What was issued.
    pub store: Option<StoreState>,
}

/// What is said of the files in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    /// A record says what should be there.
    Record,
    /// There is no record, but the files are those of an edition.
    Edition(u32),
    /// The record is damaged or of another version.
    Damaged,
    /// There is no record.
    Nothing,
}

/// What was found in a folder.
#[derive(Debug, Serialize)]
pub struct FolderState {
    /// The folder.
    pub path: String,
    /// What is said of its files.
    pub said: Said,
    /// Whether a build was cut off there.
    pub unfinished: bool,
    /// Its files.
    #[serde(flatten)]
    pub holdings: Holdings,
}

/// What was found of everything that was issued.
#[derive(Debug, Serialize)]
pub struct StoreState {
    /// The folder of the editions.
    pub path: String,
    /// The editions that are there or that the register names.
    pub editions: Vec<FolderState>,
    /// What is wrong with the register itself.
    pub register: Vec<String>,
    /// What the register and the editions do not tell alike.
    pub mismatches: Vec<Mismatch>,
}

impl FolderState {
    /// Whether it holds what it should.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        matches!(self.said, Said::Record | Said::Edition(_)) && self.holdings.is_sound()
    }

    /// The files that are not as they should be, one in a line.
    fn lines(&self, lang: Lang, text: &mut String) {
        let Self { path: root, holdings, .. } = self;
        let lists = [
            (lang.pick("缺少", "missing"), &holdings.missing, usize::MAX),
            (lang.pick("改动", "changed"), &holdings.changed, usize::MAX),
            (lang.pick("外来", "foreign"), &holdings.foreign, SHOWN_FOREIGN),
        ];
        for (word, paths, shown) in lists {
            for path in paths.iter().take(shown) {
                let _ = writeln!(text, "{word}  {}", printable_line(&format!("{root}/{path}")));
            }
            let more = paths.len().saturating_sub(shown);
            if more > 0 {
                let _ = writeln!(text, "{word}  {}", lang.pick(format!("另{more}个"), format!("{more} more")));
            }
        }
    }

    fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        self.lines(lang, &mut text);
        let Self { path, said, holdings, .. } = self;
        let Holdings { sound, missing, changed, foreign } = holdings;
        let (missing, changed, foreign) = (missing.len(), changed.len(), foreign.len());
        let all = sound + missing + changed;
        let of_all = lang.pick(
            format!("相符{sound}个，缺少{missing}个，改动{changed}个；外来{foreign}个"),
            format!("{sound} as made, {missing} missing, {changed} changed; {foreign} foreign"),
        );
        let line = match said {
            Said::Record => lang.pick(
                format!("{path}：记录中的{all}个文件，{of_all}"),
                format!("{path}: {all} files in its record: {of_all}"),
            ),
            Said::Edition(number) => lang.pick(
                format!("{path}：没有记录，应是第{number}次印发的{all}个文件，{of_all}"),
                format!("{path}: no record, the {all} files of edition {number}: {of_all}"),
            ),
            Said::Damaged => lang.pick(
                format!("{path}：记录（manifest.json）损坏或属于别的版本，无从核对"),
                format!("{path}: the record (manifest.json) is damaged or of another version: nothing to verify by"),
            ),
            Said::Nothing => lang.pick(
                format!("{path}：没有记录（manifest.json），不是 hongtou 生成的文件夹，无从核对"),
                format!("{path}: no record (manifest.json), hongtou did not make this folder: nothing to verify by"),
            ),
        };
        let _ = writeln!(text, "{line}");
        text
    }
}

impl StoreState {
    /// Whether everything is as it was issued.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.editions.iter().all(FolderState::is_sound) && self.register.is_empty() && self.mismatches.is_empty()
    }

    fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        let mut counts = [0; 4];
        for edition in &self.editions {
            edition.lines(lang, &mut text);
            if edition.said == Said::Damaged {
                let word = lang.pick("损坏", "damaged");
                let _ = writeln!(text, "{word}  {}/edition.json", printable_line(&edition.path));
            }
            let Holdings { sound, missing, changed, foreign } = &edition.holdings;
            for (count, more) in counts.iter_mut().zip([*sound, missing.len(), changed.len(), foreign.len()]) {
                *count += more;
            }
        }
        for mismatch in &self.mismatches {
            let _ = writeln!(text, "{}", printable_line(&mismatch_text(mismatch, lang)));
        }
        let [sound, missing, changed, foreign] = counts;
        let (path, editions, all) = (&self.path, self.editions.len(), sound + missing + changed);
        let damaged = self.editions.iter().filter(|edition| edition.said == Said::Damaged).count();
        let damaged = match damaged {
            0 => String::new(),
            _ => lang.pick(format!("，损坏{damaged}次"), format!(", {damaged} damaged")),
        };
        let register = match self.mismatches.len() + self.register.len() {
            0 => lang.pick("发文登记相符", "the register agrees").to_owned(),
            faults => lang.pick(format!("发文登记不符{faults}处"), format!("faults of the register: {faults}")),
        };
        let line = lang.pick(
            format!(
                "{path}：{editions}次印发{damaged}，{all}个文件和输入，相符{sound}个，缺少{missing}个，改动{changed}个；\
                 外来{foreign}个；{register}"
            ),
            format!(
                "{path}: {editions} editions{damaged}, {all} documents and inputs: {sound} as issued, {missing} missing, \
                 {changed} changed; {foreign} foreign; {register}"
            ),
        );
        let _ = writeln!(text, "{line}");
        text
    }
}

impl Verification {
    /// One line for each file that is not as it should be, and one for the folder and the store each.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let folder = self.folder.as_ref().map(|folder| folder.text(lang)).unwrap_or_default();
        let store = self.store.as_ref().map(|store| store.text(lang)).unwrap_or_default();
        folder + &store
    }
}

fn mismatch_text(mismatch: &Mismatch, lang: Lang) -> String {
    match mismatch {
        Mismatch::Differs { edition, number, columns } => {
            let columns = columns.join(lang.pick("、", ", "));
            lang.pick(
                format!("登记不符  {number}：{columns}与第{edition}次印发留存的不同"),
                format!("register  {number}: not as edition {edition} has it: {columns}"),
            )
        }
        Mismatch::Unkept { edition, number } => lang.pick(
            format!("登记不符  {number}：第{edition}次印发中没有留存"),
            format!("register  {number}: edition {edition} does not hold it"),
        ),
        Mismatch::Unregistered { edition, number } => lang.pick(
            format!("登记不符  {number}：第{edition}次印发有留存，register.csv 中没有"),
            format!("register  {number}: edition {edition} holds it, and register.csv has no row for it"),
        ),
    }
}
