//! Verdicts, values, notes and remedies of findings, and why a file was not measured, in words.

use super::Unmeasured;
use crate::inspect::{Finding, Form, Id, Note, Value, Verdict};
use crate::lang::Lang;
use crate::report::printable_line;

/// A verdict.
pub(super) fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    let (zh, en) = match verdict {
        Verdict::Pass => ("合格", "pass"),
        Verdict::Warn => ("提示", "warn"),
        Verdict::Fail => ("不合格", "fail"),
        Verdict::NotApplicable => ("不适用", "not applicable"),
        Verdict::NotMeasured => ("未测量", "not measured"),
    };
    lang.pick(zh, en)
}

/// A form.
pub(super) fn form(form: Form, lang: Lang) -> &'static str {
    let (zh, en) = match form {
        Form::General => ("通用格式", "general form"),
        Form::Letter => ("信函格式", "letter form"),
        Form::Order => ("命令（令）格式", "order form"),
        Form::Minutes => ("纪要格式", "minutes form"),
        Form::Unknown => ("没有版头", "no head"),
    };
    lang.pick(zh, en)
}

/// A value with its unit; texts come from the file and are made harmless.
pub(super) fn value(value: &Value, lang: Lang) -> String {
    match value {
        Value::Mm(length) => format!("{} mm", number(*length)),
        Value::Pt(size) => format!("{} pt", number(*size)),
        Value::Count(count) => count.to_string(),
        Value::Text(text) if text.trim().is_empty() => lang.pick("（无名）", "(no name)").to_owned(),
        Value::Text(text) => printable_line(text),
    }
}

/// What was found on a row.
pub(super) fn found(finding: &Finding, lang: Lang) -> Option<String> {
    match (finding.id, &finding.found) {
        (Id::E02, Some(Value::Text(parts))) if finding.note == Some(Note::Absent) && lang == Lang::Zh => {
            let chinese = |part: &str| match part {
                "title" => "标题".to_owned(),
                "author" => "作者".to_owned(),
                "date" => "日期".to_owned(),
                "lang" => "语言".to_owned(),
                other => printable_line(other),
            };
            Some(parts.split(", ").map(chinese).collect::<Vec<_>>().join("、"))
        }
        (_, found) => found.as_ref().map(|found| value(found, lang)),
    }
}

/// What is required on a row, with its tolerance.
pub(super) fn expected(finding: &Finding, lang: Lang) -> Option<String> {
    let expected = value(finding.expected.as_ref()?, lang);
    let form = matches!(finding.id, Id::H07 | Id::S07 | Id::S09 | Id::B11 | Id::A04 | Id::C05)
        || (finding.id == Id::N01 && finding.note == Some(Note::Form));
    Some(match (&finding.expected, finding.tolerance) {
        // The text is an example.
        (Some(Value::Text(_)), _) if form => format!("{}{expected}", lang.pick("形如 ", "like ")),
        (_, Some(tolerance)) if tolerance > 0.0 => format!("{expected} ± {}", number(tolerance)),
        _ => expected,
    })
}

/// A number to the hundredth, without blind zeros.
fn number(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// What else is to be said of a row.
pub(super) fn note(finding: &Finding, lang: Lang) -> Option<&'static str> {
    let (zh, en) = match (finding.id, finding.note?) {
        (Id::P12, Note::Absent) => ("没有嵌入此字体", "this font is not embedded"),
        (Id::P12, Note::Form) => ("此字体的文字提取不出来", "text in this font cannot be extracted"),
        (Id::E01, Note::Form) => ("没有输出意图，或已加密", "no output intent, or encrypted"),
        (Id::E02, Note::Absent) => return None,
        (Id::S08, Note::Absent) => ("此页没有正文", "no body text on this page"),
        (Id::N04, Note::Absent) => ("此页没有页码", "no number on this page"),
        (Id::A03, Note::Absent) => ("附件说明中没有此附件", "no such attachment in 附件说明"),
        (Id::A04, Note::Absent) => ("没有发文字号", "without 发文字号"),
        (Id::C02, Note::Page) => ("版记之后还有文字", "text follows the 版记"),
        (Id::C07, Note::Page) => {
            ("在奇数页；只有 GB/T 33476.2 要求偶数页", "on an odd page; only GB/T 33476.2 asks for an even one")
        }
        (Id::L03, Note::Superfluous) => ("首页以后又有红色双线", "a red double rule again after page 1"),
        (_, Note::Substitute) => ("以近似的字体代替", "a similar face stands in"),
        (_, Note::Face) => ("字体不同，或认不出", "another face, or one that is not known"),
        (_, Note::Size) => ("字号不同", "another size of type"),
        (_, Note::Colour) => ("颜色不同", "another colour"),
        (_, Note::Place) => ("位置或次序不同", "another place or order"),
        (_, Note::Form) => ("写法不合规定", "another form"),
        (_, Note::BlankRows) => {
            ("按空出的整行计算，是标准的另一种读法", "counted in whole blank rows: another reading of the standard")
        }
        (_, Note::Absent) => ("没有", "absent"),
        (_, Note::Superfluous) => ("不应有", "should not be there"),
        (_, Note::Page) => ("不在应在的页", "on another page"),
        (_, Note::Differs) => ("前后不一致", "the two differ"),
        (_, Note::SplitWord) => ("回行断词", "a word is split"),
        (_, Note::Skipped) => ("序号或层次跳级", "a number or level is skipped"),
    };
    Some(lang.pick(zh, en))
}

/// What can be done about a row, if that is not plain.
pub(super) fn remedy(finding: &Finding, lang: Lang) -> Option<&'static str> {
    let (zh, en) = match (finding.id, finding.note) {
        (Id::P02 | Id::P03 | Id::P04, _) => (
            "页边距设为上37、下35、左28、右26 mm",
            "set the margins of the page to 37 (top), 35 (bottom), 28 (left) and 26 mm (right)",
        ),
        (Id::P06 | Id::P07 | Id::P09, _) => {
            ("行距设为固定值29.6磅，每页22行", "set the line spacing to exactly 29.6 pt, 22 rows a page")
        }
        (Id::P08, _) => (
            "文档网格设为每行28字，或字距加宽至15.8磅一字",
            "set the document grid to 28 characters a row: 15.8 pt a character",
        ),
        (Id::P12, Some(Note::Absent)) => ("导出 PDF 时选择嵌入全部字体", "embed all fonts when exporting the PDF"),
        (Id::H05 | Id::B02, Some(Note::Substitute | Note::Face)) => (
            "有方正小标宋等字体的，用它排（工作区可放进 fonts/）",
            "set it in 小标宋, such as 方正小标宋; in a workspace, put the font into fonts/",
        ),
        (Id::H07 | Id::X01, Some(Note::Form) | None) => (
            "年份用六角括号〔〕，序号不加“第”、不编虚位；汉字之间用全角标点",
            "put the year in 〔〕, no 第, no leading zeros; full-width marks between Chinese characters",
        ),
        (_, Some(Note::BlankRows)) => (
            "空出的高度按一行10.39 mm、二行20.78 mm 设置",
            "leave 10.39 mm for one row, 20.78 mm for two, from edge to edge",
        ),
        (Id::N02 | Id::N03, _) => (
            "页脚奇偶页不同：奇数页居右、偶数页居左空一字，一字线距下页边28 mm",
            "footers differ on odd and even pages: right and left, one cell in, dashes 28 mm above the edge of the page",
        ),
        (Id::E01, _) => ("导出时选择 PDF/A", "choose PDF/A when exporting"),
        (Id::E02, _) => ("在文件属性中填写", "fill in the properties of the document"),
        _ => return None,
    };
    Some(lang.pick(zh, en))
}

/// Why a file was not measured, and what to do.
pub(super) fn unmeasured(why: &Unmeasured, lang: Lang) -> (String, String) {
    use Unmeasured as U;
    let (zh, en): ((String, &str), (String, &str)) = match why {
        U::NotFound => (
            ("没有这个文件".into(), "核对路径；文件名有空格的，加引号"),
            ("there is no such file".into(), "check the path; put a name with blanks in quotation marks"),
        ),
        U::Folder => (
            ("这是文件夹".into(), "写明其中的 PDF 文件，如 文件夹/*.pdf"),
            ("it is a folder".into(), "name the PDFs in it, as in folder/*.pdf"),
        ),
        U::System(error) => (
            (format!("系统提示：{}", printable_line(error)), "核对文件的权限和所在的磁盘"),
            (format!("the system says: {}", printable_line(error)), "check the permissions and the disk of the file"),
        ),
        U::TooLarge(mib) => (
            (format!("文件大于{mib} MiB"), "先拆分或压缩"),
            (format!("the file is larger than {mib} MiB"), "split or compress it first"),
        ),
        U::NotPdf => (
            ("不是 PDF，或已损坏".into(), "用 PDF 软件打开，能打开的另存一份再测"),
            ("it is no PDF, or is broken".into(), "open it in a PDF viewer; if that works, save it again"),
        ),
        U::Encrypted => (
            ("已加密".into(), "先去掉密码，如 qpdf --password=密码 --decrypt 原文件 新文件"),
            ("it is encrypted".into(), "remove the password first, as with qpdf --password=… --decrypt OLD NEW"),
        ),
        U::NoPages => (
            ("没有一页能读".into(), "用 PDF 软件打开，能打开的另存一份再测"),
            ("it has no page that can be read".into(), "open it in a PDF viewer; if that works, save it again"),
        ),
        U::OutOfTime(seconds) => (
            (format!("{seconds}秒内没有测完"), "确是公文的，用 --seconds 放宽时间"),
            (
                format!("it was not measured within {seconds} s"),
                "if it is an honest document, allow more with --seconds",
            ),
        ),
        U::OutOfMemory(mib) => (
            (format!("需要的内存超过{mib} MiB"), "确是公文的，用 --memory 放宽内存"),
            (
                format!("it needs more than {mib} MiB of memory"),
                "if it is an honest document, allow more with --memory",
            ),
        ),
        U::Crashed => (
            ("读取中断，文件可能已损坏".into(), "用 PDF 软件打开，能打开的另存一份再测"),
            (
                "reading it broke off: the file may be broken".into(),
                "open it in a PDF viewer; if that works, save it again",
            ),
        ),
        U::TooMuch => (
            ("测出的内容多得不像公文".into(), "核对是不是公文"),
            ("it holds more than any official document".into(), "check that it is an official document"),
        ),
        U::NotStarted(error) => (
            (format!("无法另起进程来读：{}", printable_line(error)), "稍后再试，或少测几个文件"),
            (
                format!("no process could be started to read it: {}", printable_line(error)),
                "try again later, or with fewer files",
            ),
        ),
    };
    let (message, hint) = lang.pick(zh, en);
    (message, hint.to_owned())
}
