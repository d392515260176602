//! The dictionary that layouts read, key by key as `templates/README.md` describes it.

use serde::Serialize;

use crate::validate::Seal;
use crate::wording::Block;

/// A document as its layout sees it, but for the fonts, which `render` adds.
#[derive(Clone, Debug, Serialize)]
pub struct View {
    /// Document information.
    pub meta: Meta,
    /// Marks on every page.
    pub marks: Vec<Mark>,
    /// Local practice.
    pub form: Form,
    /// 版头.
    pub head: Head,
    /// 标题, by phrase.
    pub title: Vec<String>,
    /// 主送机关.
    pub addressees: Option<String>,
    /// 正文.
    pub body: Vec<Piece>,
    /// 附件说明.
    pub attachments_note: Vec<String>,
    /// 发文机关署名 and 成文日期.
    pub signature: Option<Signature>,
    /// 附注.
    pub note: Option<String>,
    /// 版记.
    pub imprint: Option<Imprint>,
    /// 附件.
    pub attachments: Vec<Attachment>,
}

/// Document information of the PDF.
#[derive(Clone, Debug, Serialize)]
pub struct Meta {
    /// Title.
    pub title: String,
    /// The issuing organ.
    pub author: String,
    /// Year, month, day.
    pub date: (i32, u32, u32),
}

/// The font families present, by role, the preferred first.
#[derive(Clone, Debug, Serialize)]
pub struct FontRoles {
    /// 仿宋, the body.
    pub fangsong: Vec<String>,
    /// 楷体.
    pub kai: Vec<String>,
    /// 黑体.
    pub hei: Vec<String>,
    /// 宋体, page numbers.
    pub song: Vec<String>,
    /// 小标宋, titles and 发文机关标志.
    pub xiaobiaosong: Vec<String>,
    /// What prints Latin letters and digits in 仿宋 and 楷体, if not these faces themselves.
    pub digits: Option<String>,
}

/// A mark on every page.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// 样例.
    Sample,
    /// 送审稿.
    Draft,
}

/// 版头.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// 发文机关标志, by phrase.
    pub mark: Vec<String>,
    /// 发文字号.
    pub number: Option<String>,
    /// 份号.
    pub copy: Option<String>,
    /// 密级和保密期限.
    pub secrecy: Option<String>,
    /// 紧急程度.
    pub urgency: Option<String>,
    /// 签发人.
    pub signers: Vec<String>,
    /// The organs of a joint issue, the leading one first; none if one organ issues.
    pub marks: Vec<String>,
    /// What follows them, 文件.
    pub suffix: Option<String>,
}

/// Local practice, in mm; `None` is what the layout does by itself.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Form {
    /// How far the page number stands from the edge of the type area.
    pub number_inset: Option<f64>,
    /// From row to row of a title.
    pub title_pitch: Option<f64>,
    /// Of the organ's seal.
    pub seal_diameter: Option<f64>,
}

/// 发文机关署名 and 成文日期.
#[derive(Clone, Debug, Serialize)]
pub struct Signature {
    /// The organs, the leading one first; the offices of the signers if these seal by name.
    pub name: Vec<String>,
    /// The date.
    pub date: String,
    /// The seal for which room is left; `None` if there is none.
    pub seal: Option<Seal>,
}

/// 版记.
#[derive(Clone, Debug, Serialize)]
pub struct Imprint {
    /// 抄送机关.
    pub copies: Option<String>,
    /// 印发机关.
    pub issuer: Option<String>,
    /// 印发日期.
    pub date: Option<String>,
}

/// 附件.
#[derive(Clone, Debug, Serialize)]
pub struct Attachment {
    /// 附件1.
    pub label: String,
    /// Its title, by phrase.
    pub title: Vec<String>,
    /// Whether its pages are turned.
    pub landscape: bool,
    /// What it holds.
    pub body: Vec<Piece>,
}

/// A block of text, or a table or chart.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Piece {
    /// Text.
    Text(Block),
    /// A table or chart.
    Insert(Insert),
}

/// A table or chart.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Insert {
    /// A table as wide as the type area.
    Table {
        /// Its columns.
        columns: Vec<Column>,
        /// Its rows.
        rows: Vec<Vec<String>>,
        /// What stands above it.
        caption: Option<String>,
    },
    /// The rules, attachment 1 of the method.
    RulesTable {
        /// Five heads.
        columns: Vec<String>,
        /// Its rows.
        rows: Vec<RuleRow>,
    },
    /// The score table of two blocks side by side.
    ScoreTable {
        /// 工作：…
        field: String,
        /// Five heads.
        columns: Vec<String>,
        /// The left block.
        left: Vec<GroupRow>,
        /// The right block.
        right: Vec<GroupRow>,
    },
    /// A table on turned pages.
    WideTable {
        /// Its columns.
        columns: Vec<Column>,
        /// Its rows.
        rows: Vec<GroupRow>,
        /// Millimetres from row to row, if not as much as a row of text needs.
        #[serde(skip_serializing_if = "Option::is_none")]
        height: Option<u16>,
    },
    /// Horizontal bars.
    Chart {
        /// What it shows.
        title: String,
        /// The same in words.
        alt: String,
        /// The bars.
        bars: Vec<Bar>,
    },
}

/// A column of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Millimetres, or a share of what is left.
    pub width: Option<u16>,
    /// How its cells are set.
    pub align: Align,
}

/// How cells are set.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// Flush left.
    Left,
    /// Centred.
    Center,
}

/// A row of the rules.
#[derive(Clone, Debug, Serialize)]
pub struct RuleRow {
    /// 序号.
    pub number: String,
    /// 考核内容, in the first of its rows.
    pub section: Option<String>,
    /// How many rows it covers.
    pub span: usize,
    /// 单项标准.
    pub standard: String,
    /// 评分标准, by paragraph.
    pub criteria: Vec<String>,
    /// 得分.
    pub score: String,
}

/// A row of a table with categories.
#[derive(Clone, Debug, Serialize)]
pub struct GroupRow {
    /// Whether it is the row of a category.
    pub group: bool,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A bar.
#[derive(Clone, Debug, Serialize)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its value as printed.
    pub value: String,
    /// Its length, from 0 to 1.
    pub share: String,
}
