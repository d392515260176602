//! The checklist: what is measured, the clause it comes from, and how binding that clause is.

use serde::{Deserialize, Serialize};

/// How binding a requirement is, from the verb of its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// A flat requirement.
    Must,
    /// 一般: normally.
    Normally,
    /// 推荐, 可以, or a reading of the standard: recommended.
    Recommended,
}

/// A row of the checklist.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Its name.
    pub name: &'static str,
    /// The clause of GB/T 9704-2012, or what else it comes from.
    pub clause: &'static str,
    /// How binding it is.
    pub strength: Strength,
}

/// Declares the rows: name, clause, strength, what it is about.
macro_rules! checklist {
    ($($id:ident $clause:literal $strength:ident $about:literal)+) => {
        /// What is measured: the names of the rows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Id {
            $(#[doc = $about] $id),+
        }

        impl Id {
            /// All rows in their order.
            pub const ALL: [Id; [$(Id::$id),+].len()] = [$(Id::$id),+];

            /// The row.
            #[must_use]
            pub fn row(self) -> Item {
                match self {
                    $(Id::$id => Item {
                        name: stringify!($id),
                        clause: $clause,
                        strength: Strength::$strength,
                    }),+
                }
            }
        }
    };
}

checklist! {
    P01 "5.1" Must "paper"
    P02 "5.2.1" Must "天头, head margin"
    P03 "5.2.1" Must "订口, left margin"
    P04 "5.2.1" Must "width of the type area"
    P05 "5.2.1" Must "nothing above or below the type area"
    P06 "5.2.3" Normally "rows on a full page"
    P07 "5.2.3" Must "pitch of rows"
    P08 "5.2.3" Normally "cells in a row"
    P09 "5.2.3" Must "last row at the foot of the type area"
    P10 "5.2.2" Normally "face and size of the body"
    P11 "5.2.4" Must "colour of text"
    P12 "GB/T 33476.2" Must "fonts embedded, text extractable"
    H01 "7.2.1" Normally "份号"
    H02 "7.2.2" Normally "密级和保密期限"
    H03 "7.2.3" Normally "紧急程度"
    H04 "7.2.4" Must "upper edge of 发文机关标志"
    H05 "7.2.4" Must "middle, colour and face of 发文机关标志"
    H06 "7.2.5" Must "发文机关标志 to 发文字号"
    H07 "7.2.5" Must "text of 发文字号"
    H08 "7.2.5" Must "place of 发文字号"
    H09 "7.2.6" Must "签发人"
    H10 "7.2.7" Must "发文字号 to the red rule"
    H11 "7.2.7" Must "length and colour of the red rule"
    B01 "7.3.1" Must "red rule to title"
    B02 "7.3.1" Normally "face, size and middle of the title"
    B03 "7.3.1" Must "shape of the title"
    B04 "7.3.2" Must "title to 主送机关"
    B05 "7.3.2" Must "主送机关"
    B06 "7.3.3" Must "主送机关 to the body"
    B07 "7.3.3" Must "body on page 1"
    B08 "7.3.3" Must "indent of paragraphs"
    B09 "7.3.3" Normally "faces and order of the levels"
    B10 "7.3.4" Must "body to 附件说明"
    B11 "7.3.4" Must "form of 附件说明"
    S01 "7.3.5.1" Normally "date below a seal"
    S02 "7.3.5.1" Normally "organ below a seal"
    S03 "7.3.5.1" Must "seal"
    S04 "7.3.5.2" Must "organ without a seal"
    S05 "7.3.5.2" Must "date without a seal"
    S06 "7.3.5.3" Must "签名章"
    S07 "7.3.5.4" Must "form of the date"
    S08 "7.3.5.5" Recommended "text on the page of the signature"
    S09 "7.3.6" Must "附注"
    A01 "7.3.7" Must "label of an attachment"
    A02 "7.3.7" Must "title of an attachment"
    A03 "7.3.7" Must "attachment as 附件说明 names it"
    A04 "7.3.7" Must "label of an attachment bound by itself"
    C01 "7.4.1" Must "rules of the 版记"
    C02 "7.4.1" Must "last rule at the foot of the type area"
    C03 "7.4.2" Normally "抄送"
    C04 "7.4.2" Must "主送 in the 版记"
    C05 "7.4.3" Normally "印发机关 and 印发日期"
    C06 "7.4.3" Must "thin rule above 印发"
    C07 "GB/T 33476.2 7.3.1" Recommended "版记 on an even page"
    N01 "7.5" Normally "form of page numbers"
    N02 "7.5" Must "height of page numbers"
    N03 "7.5" Must "side of page numbers"
    N04 "7.5" Must "order of page numbers"
    N05 "10.1" Must "no page number on page 1 of a letter"
    T01 "8" Must "turned tables"
    L01 "10.1" Must "mark of a letter"
    L02 "10.1" Must "upper double rule of a letter"
    L03 "10.1" Must "lower double rule of a letter"
    L04 "10.1" Must "middle of the double rules"
    L05 "10.1" Must "发文字号 of a letter"
    L06 "10.1" Must "title of a letter"
    L07 "10.1" Must "text above the lower double rule"
    L08 "10.1" Must "版记 of a letter"
    O01 "10.2" Must "order (命令)"
    J01 "10.3" Must "mark of minutes (纪要)"
    J02 "10.3" Normally "attendance in minutes"
    X01 "9" Must "numbers and punctuation in the text"
    E01 "ISO 19005" Recommended "PDF/A"
    E02 "GB/T 33476.2" Recommended "document information"
}
