//! What each row of the checklist requires, in words.

use crate::inspect::Id;
use crate::lang::Lang;

/// The element and what is required of it.
#[must_use]
pub fn requirement(id: Id, lang: Lang) -> &'static str {
    let (zh, en) = both(id);
    lang.pick(zh, en)
}

/// The same in Chinese and in English.
fn both(id: Id) -> (&'static str, &'static str) {
    match id {
        Id::P01 => ("纸张为 A4，210 mm × 297 mm", "paper A4, 210 mm × 297 mm"),
        Id::P02 => ("天头37 mm", "head margin (天头) of 37 mm"),
        Id::P03 => ("订口28 mm", "left margin (订口) of 28 mm"),
        Id::P04 => ("版心宽156 mm", "type area (版心) 156 mm wide"),
        Id::P05 => ("版心之外除页码外没有文字", "nothing but the page number outside the type area"),
        Id::P06 => ("满页22行", "22 rows on a full page"),
        Id::P07 => ("行距10.45 mm，22行撑满版心", "rows 10.45 mm apart, so that 22 fill the type area"),
        Id::P08 => ("每行28字", "28 characters in a row"),
        Id::P09 => ("满页的末行到版心下边缘", "last row of a full page at the foot of the type area"),
        Id::P10 => ("正文3号仿宋", "body in 3号 (16 pt) 仿宋"),
        Id::P11 => ("文字黑色，应套红的除外", "text in black, except what is to be red"),
        Id::P12 => ("字体全部嵌入，文字可以提取", "all fonts embedded, all text can be extracted"),
        Id::H01 => ("份号：6位数字，3号，顶格，第1行", "份号 (copy number): 6 digits, 3号, flush left on row 1"),
        Id::H02 => ("密级和保密期限：3号黑体，顶格，第2行", "密级 (classification): 3号 黑体, flush left on row 2"),
        Id::H03 => ("紧急程度：3号黑体，顶格，在密级之下", "紧急程度 (urgency): 3号 黑体, flush left, below 密级"),
        Id::H04 => (
            "发文机关标志上边缘距版心上边缘35 mm",
            "发文机关标志 (mark): upper edge 35 mm below the head of the type area",
        ),
        Id::H05 => ("发文机关标志居中，红色，小标宋", "发文机关标志 (mark): centred, red, 小标宋"),
        Id::H06 => ("发文机关标志与发文字号之间空二行，20.78 mm", "mark to 发文字号 (number): two rows, 20.78 mm"),
        Id::H07 => (
            "发文字号：年份全称加六角括号，序号不编虚位、不加“第”",
            "发文字号 (number): the year in 〔〕, the serial without 第 or leading zeros",
        ),
        Id::H08 => ("发文字号居中；上行文居左空一字", "发文字号 (number): centred; with 签发人 one cell from the left"),
        Id::H09 => (
            "签发人居右空一字，姓名3号楷体，末行与发文字号同行",
            "签发人 (signer): one cell from the right, name in 楷体, last one on the row of the number",
        ),
        Id::H10 => ("红色分隔线在发文字号之下4 mm", "red rule 4 mm below 发文字号 (number)"),
        Id::H11 => ("红色分隔线与版心等宽，156 mm", "red rule as wide as the type area, 156 mm"),
        Id::B01 => ("红色分隔线与标题之间空二行，20.78 mm", "red rule to title: two rows, 20.78 mm"),
        Id::B02 => ("标题2号小标宋，居中", "title in 2号 (22 pt) 小标宋, centred"),
        Id::B03 => ("标题排列成梯形或菱形，回行不断词", "title in the shape of a trapezoid or diamond, no word split"),
        Id::B04 => ("标题与主送机关之间空一行，10.39 mm", "title to 主送机关 (addressees): one row, 10.39 mm"),
        Id::B05 => ("主送机关顶格，末尾全角冒号", "主送机关 (addressees): flush left, ending in ："),
        Id::B06 => ("正文在主送机关的下一行", "body on the row below 主送机关 (addressees)"),
        Id::B07 => ("首页有正文", "body text on page 1"),
        Id::B08 => ("每段开头空二字", "paragraphs indented by two cells"),
        Id::B09 => (
            "层次：“一、”黑体，“（一）”楷体，“1.”“（1）”仿宋，不跳级",
            "levels: 一、 in 黑体, （一） in 楷体, 1. and （1） in 仿宋, none skipped",
        ),
        Id::B10 => ("正文与附件说明之间空一行，10.39 mm", "body to 附件说明 (list of attachments): one row, 10.39 mm"),
        Id::B11 => (
            "附件说明：左空二字，“附件：”，顺序号，名称后无标点，回行对齐",
            "附件说明 (list of attachments): two cells in, 附件：, numbers, no mark behind a name, names aligned",
        ),
        Id::S01 => ("加盖印章：成文日期右空四字", "with a seal: date four cells from the right"),
        Id::S02 => ("加盖印章：署名在成文日期之上居中", "with a seal: organ centred above the date"),
        Id::S03 => (
            "印章顶端距正文一行之内，居中下压署名和日期",
            "seal within one row of the text, over organ and date, both below its middle",
        ),
        Id::S04 => (
            "不加盖印章：署名距正文空一行，右空二字",
            "without a seal: organ one row below the text, two cells from the right",
        ),
        Id::S05 => {
            ("不加盖印章：日期首字比署名首字右移二字", "without a seal: date begins two cells right of the organ")
        }
        Id::S06 => ("签名章：日期右空四字", "签名章 (seal of a signer): date four cells from the right"),
        Id::S07 => (
            "成文日期：阿拉伯数字写全年、月、日，月、日不编虚位",
            "date: year, month and day in Arabic digits, no leading zeros",
        ),
        Id::S08 => ("署名所在页有正文", "body text on the page of the signature"),
        Id::S09 => (
            "附注：成文日期下一行，左空二字，加圆括号",
            "附注 (note): on the row below the date, two cells in, within （）",
        ),
        Id::A01 => (
            "附件另面编排，“附件”及序号3号黑体，顶格，第1行",
            "attachment on a new page, its label in 3号 黑体 flush left on row 1",
        ),
        Id::A02 => ("附件标题居中，第3行", "title of an attachment centred on row 3"),
        Id::A03 => ("附件的序号和标题与附件说明一致", "number and title of an attachment as 附件说明 has them"),
        Id::A04 => {
            ("单独装订的附件：第1行为发文字号、“附件”及序号", "attachment bound by itself: 发文字号 and label on row 1")
        }
        Id::C01 => (
            "版记分隔线长156 mm，黑色，首末0.35 mm，中间0.25 mm",
            "rules of the 版记 (imprint): 156 mm, black, first and last 0.35 mm thick, inner 0.25 mm",
        ),
        Id::C02 => (
            "版记末条分隔线与最后一页的版心下边缘重合",
            "last rule of the 版记 (imprint) at the foot of the type area of the last page",
        ),
        Id::C03 => (
            "抄送：4号仿宋，左右各空一字，末尾句号",
            "抄送 (copies): 4号 仿宋, one cell in on both sides, ending in 。",
        ),
        Id::C04 => {
            ("版记中的主送：在抄送之上，两者之间不加线", "主送 (addressees) in the 版记: above 抄送, no rule between")
        }
        Id::C05 => (
            "印发机关左空一字，印发日期右空一字，4号仿宋",
            "印发 (issue): organ one cell from the left, date one cell from the right, 4号 仿宋",
        ),
        Id::C06 => ("印发一行之上有一条细线", "one thin rule above the row of 印发 (issue)"),
        Id::C07 => ("版记在偶数页", "版记 (imprint) on an even page"),
        Id::N01 => ("页码：4号半角宋体数字，两边各一条一字线", "page number: digits in 4号 宋体 between two dashes —"),
        Id::N02 => ("页码的一字线距版心下边缘7 mm", "dashes of the page number 7 mm below the type area"),
        Id::N03 => (
            "单页码居右空一字，双页码居左空一字",
            "page number one cell from the right on odd pages, from the left on even ones",
        ),
        Id::N04 => ("页码从首页起连续编排，附件接着编", "pages numbered from the first on, through the attachments"),
        Id::N05 => ("信函首页不显示页码", "no page number on page 1 of a letter"),
        Id::T01 => (
            "横排表格：单页表头在订口一边，双页在切口一边",
            "turned table: its head at the binding edge on odd pages, at the cut edge on even ones",
        ),
        Id::L01 => (
            "信函发文机关标志上边缘距上页边30 mm",
            "mark of a letter: upper edge 30 mm below the upper edge of the page",
        ),
        Id::L02 => (
            "标志之下4 mm 一条红色双线，上粗下细，长170 mm",
            "red double rule 4 mm below the mark, thick above thin, 170 mm long",
        ),
        Id::L03 => (
            "距下页边20 mm 一条红色双线，上细下粗，长170 mm",
            "red double rule 20 mm above the lower edge of the page, thin above thick, 170 mm long",
        ),
        Id::L04 => ("红色双线居中", "red double rules centred"),
        Id::L05 => (
            "发文字号顶格居版心右边缘，距双线3号字高的7/8，4.84 mm",
            "发文字号 (number) at the right edge, 4.84 mm below the double rule",
        ),
        Id::L06 => (
            "信函标题与其上最后一个要素之间空二行，20.78 mm",
            "title of a letter two rows, 20.78 mm, below what stands above it",
        ),
        Id::L07 => ("文字与第二条双线相距3号字高的7/8，4.84 mm", "text at least 4.84 mm above the lower double rule"),
        Id::L08 => (
            "信函版记不加印发机关、印发日期和分隔线，在最后一面版心最下方",
            "版记 (imprint) of a letter: no 印发, no rules, at the foot of the last page",
        ),
        Id::O01 => (
            "命令标志距版心上边缘20 mm，令号、正文依次空二行",
            "order: mark 20 mm below the head of the type area, number and body two rows apart",
        ),
        Id::J01 => ("纪要标志距版心上边缘35 mm", "mark of minutes 35 mm below the head of the type area"),
        Id::J02 => (
            "纪要出席人员：空一行，左空二字，“出席”3号黑体，姓名3号仿宋，回行对齐",
            "attendance in minutes: one row below, two cells in, label in 黑体, names in 仿宋, aligned",
        ),
        Id::X01 => {
            ("正文中的字号、序号和标点合乎规定", "document numbers, labels and punctuation in the text as required")
        }
        Id::E01 => ("PDF/A 格式，适于归档", "PDF/A, fit for archives"),
        Id::E02 => {
            ("文件属性有标题、作者、日期、语言", "title, author, date and language in the properties of the file")
        }
    }
}
