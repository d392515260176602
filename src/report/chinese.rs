//! The words for every problem in Chinese.

use crate::apart::End;
use crate::diag::{BookFault, CellFault, Expected, LeftOut, Missing, MissingPart, Problem, Tidied};

/// What was found, what was expected, and the remedy.
pub(super) fn words(problem: &Problem) -> (String, String, String) {
    use Problem as P;
    let (message, expected, hint): (String, String, String) = match problem {
        P::MissingFile { path } => (
            format!("工作区缺少 {path}"),
            String::new(),
            "用 hongtou init 新建一个样例工作区，从中复制此文件再修改".into(),
        ),
        P::NotUtf8 { path, line, encoding } => (
            match encoding {
                Some(encoding) => format!("{path} 的编码是 {encoding}，不是 UTF-8"),
                None => format!("{path} 从第{line}行起不是 UTF-8 编码"),
            },
            String::new(),
            "用编辑器另存为 UTF-8；只有表格可以用 GB18030 或 UTF-16".into(),
        ),
        P::Undecodable { path, line, byte, encoding } => (
            format!("{path} 第{line}行（文件第{byte}个字节）不成文字"),
            match encoding {
                Some(encoding) => format!("在此以前是 {encoding}"),
                None => "应为 UTF-8、GB18030 或 UTF-16".into(),
            },
            "文件已损坏，或不是 CSV：在 Excel 或 WPS 中重新另存为“CSV UTF-8”".into(),
        ),
        P::TwoFiles { first, second } => {
            (format!("{first} 和 {second} 是同一张表"), "一张表一个文件".into(), "把过时的一个移到别处".into())
        }
        P::NotAFile { path } => {
            (format!("{path} 不是普通文件"), String::new(), "文件夹、管道和设备不能读：换成文件".into())
        }
        P::LeadsOut { path } => {
            (format!("{path} 是链接，指向工作区以外或不存在的地方"), String::new(), "把文件本身放在这里".into())
        }
        P::TooLarge { path, most } => (
            format!("{path} 超过 {most} MiB"),
            format!("最大 {most} MiB"),
            "分数表不会这么大：是不是放错了文件？".into(),
        ),
        P::Spreadsheet { path, why } => {
            (format!("{path} 无法读取：{}", book_fault(why)), String::new(), book_remedy(why).into())
        }
        P::UnreadFile { path, tables } => {
            (format!("没有读取 {path}"), format!("此处读取的文件：{}", list(tables)), "改文件名，或移到别处".into())
        }
        P::NotAFont { path } => {
            (format!("{path} 不是字体文件"), String::new(), "换成完好的 .ttf、.otf 或 .ttc 文件，或删去".into())
        }
        P::LoneCarriageReturn => {
            ("只有回车、没有换行的行尾".into(), "行尾应为 LF 或 CR LF".into(), "重新另存为 CSV UTF-8".into())
        }
        P::NoHeader { columns } => {
            ("表是空的".into(), format!("应有表头：{}", list(columns)), "写上表头一行，可以没有数据行".into())
        }
        P::MissingColumn { column, found } => {
            (format!("缺少“{column}”列"), format!("现有：{}", list(found)), format!("加上“{column}”列，或改正列名"))
        }
        P::DuplicateColumn { column, other, field, place } => (
            match field {
                Some(field) if column != other => format!("“{column}”和“{other}”都可以是“{field}”列"),
                _ => format!("有两个“{column}”列"),
            },
            "列名不能重复".into(),
            match field {
                Some(field) => format!(
                    "在 sources.toml 的 columns 中写明整个列名；列名一样的，写第几列：\"{field}\" = \"{place}列\""
                ),
                None => "改名或删去其中一列".into(),
            },
        ),
        P::UnreadColumns { columns } => (
            format!("没有读取的列：{}", list(columns)),
            "不读取".into(),
            "这些列的内容不会印出；请确认不是列名写错".into(),
        ),
        P::UnclosedQuote => (
            "双引号没有成对".into(),
            "从这里开始".into(),
            "删去多余的双引号，或补上另一半；单元格中的双引号要写两个".into(),
        ),
        P::TextBehindQuote => {
            ("双引号后面还有文字".into(), "此格以双引号开头".into(), "整格加双引号，格中的双引号写两个".into())
        }
        P::LineBreak { column } => {
            (format!("“{column}”中有换行"), "应为一行".into(), "删去换行；或检查是否多了双引号".into())
        }
        P::TooLong { length, most } => {
            (format!("文字长{length}字，最多{most}字"), format!("最多{most}字"), "缩短；或检查是否多了双引号".into())
        }
        P::RaggedRow { expected, found } => {
            (format!("这一行有{found}格"), format!("表头有{expected}列"), "文字中有逗号的，整格要加双引号".into())
        }
        P::ForbiddenCharacter { character } => (
            format!("字符 U+{:04X} 无法印出", *character as u32),
            "应为可印出的字符".into(),
            "删去这个字符；它可能看不见".into(),
        ),
        P::CellFault { fault: CellFault::Error, found } => {
            (format!("单元格中是错误值 {found}"), "应为数值或文字".into(), "在电子表格中改正公式，再保存".into())
        }
        P::CellFault { fault: CellFault::Flag, found } => (
            format!("单元格中是逻辑值 {found}，不是文字或数"),
            "应为文字或数".into(),
            "按原意写成文字，例如 是、否".into(),
        ),
        P::CellFault { fault: CellFault::NotComputed, .. } => (
            "单元格中的公式没有算出的值".into(),
            "应有值".into(),
            "用 Excel 或 WPS 打开，保存一次，值就存在文件里了".into(),
        ),
        P::TooManyColumns { found, most } => {
            (format!("表有{found}列，最多{most}列"), format!("最多{most}列"), "是不是放错了文件，或分隔符不对？".into())
        }
        P::UnreadSheets { path, sheets, hidden: true } => (
            format!("{path} 中隐藏的工作表没有读取：{}", list(sheets)),
            String::new(),
            "要读，在 sources.toml 中用 sheet = \"…\" 写明".into(),
        ),
        P::UnreadSheets { path, sheets, hidden: false } => {
            (format!("{path} 中没有读取的工作表：{}", list(sheets)), String::new(), "其中没有这张表的各列".into())
        }
        P::HiddenCells { rows, columns } => (
            match (&rows[..], &columns[..]) {
                (rows, []) => format!("隐藏的行照样读取：第{}行", list(rows)),
                ([], columns) => format!("隐藏的列照样读取：{}列", list(columns)),
                (rows, columns) => format!("隐藏的行、列照样读取：第{}行，{}列", list(rows), list(columns)),
            },
            "第一处".into(),
            "不要的行，用 rows = { skip = [\"…\"] } 略去，或从表中删去".into(),
        ),
        P::LeftOut { what, count } => (
            match what {
                LeftOut::Heading => format!("略去类别标题行：{count}行"),
                LeftOut::Sum => format!("略去合计、平均行：{count}行"),
                LeftOut::Skipped => format!("照 sources.toml 略去：{count}行"),
                LeftOut::Foot => format!("略去最高、最低、填表人、备注等不是单位的行：{count}行"),
                LeftOut::Header => format!("略去再次出现的表头、标题：{count}行"),
                LeftOut::Measures => format!("略去表头下面的计量单位：{count}行"),
                LeftOut::NoEvent => format!("次数或分值空白、为0，没有发生，不计：{count}行"),
            },
            "第一处".into(),
            String::new(),
        ),
        P::SumMismatch { label, column, found, computed } => (
            format!("{column}的{label}是{found}，各行算出的是{computed}"),
            format!("按各行应为{computed}"),
            "可能少了一行，或有一个数错了；这个数本身并不使用".into(),
        ),
        P::Tidied { kind, count } => (format!("{}：{count}处", tidied(*kind)), "第一处".into(), String::new()),
        P::EmptyCell { column } => {
            let hint = if ["单位", "被评单位"].contains(column) {
                format!(
                    "填上内容，或删去这一行；在 sources.toml 中，同上一行的写 fill = [\"{column}\"]，不要的行写 rows = {{ skip = [\"…\"] }}"
                )
            } else {
                "填上内容，或删去这一行".to_owned()
            };
            (format!("“{column}”列空白"), format!("应填{column}"), hint)
        }
        P::Duplicate { column, value } => {
            (format!("{column}“{value}”重复"), "只能出现一次".into(), "改正或删去其中一处".into())
        }
        P::TomlSyntax { message } => (
            format!("TOML 语法错误：{message}"),
            "此处".into(),
            "文字和中文的键两边用英文双引号 \"…\"，日期不加引号，同一个键只写一次；项目写 [[item]]".into(),
        ),
        P::UnknownKey { key, known } => {
            (format!("不认识的键 {key}"), format!("此处可用：{}", list(known)), "改正或删去这个键".into())
        }
        P::MissingKey { key } => (
            format!("缺少键 {key}"),
            format!("应有 {key} = …"),
            "工作区的 RULES.md（考核方案）和 README.md 中有全部的键".into(),
        ),
        P::WrongType { key, expected } => {
            (format!("{key} 的值不对"), format!("应为{}", expected_value(*expected)), "改正这个值".into())
        }
        P::UnknownChoice { key, found, choices } => {
            (format!("{key} 不能是 {found}"), format!("可选：{}", list(choices)), "从中选一个".into())
        }
        P::UnknownSchema { found } => {
            (format!("不认识的格式版本 {found}"), "应为 schema = 1".into(), "文件可能来自更新版本的程序".into())
        }
        P::BaseMismatch { base, sum, unit } => (
            format!("{}基本项目满分之和是{sum}，不是{base}", of_unit(unit.as_ref())),
            format!("此处定为{base}"),
            "改正 base 或各项满分；基本分之外的项目要写 counts = \"beyond-base\"".into(),
        ),
        P::SectionMismatch { section, full, sum, unit } => (
            format!("{}“{section}”各项满分之和是{sum}，不是{full}", of_unit(unit.as_ref())),
            format!("此处定为{full}"),
            "改正 full 或各项满分".into(),
        ),
        P::UnknownSection { found, nearest } => {
            (format!("没有项目属于“{found}”"), one_of(nearest), "写成与项目的 section 相同的名称，或删去".into())
        }
        P::WeightsMismatch { sum } => {
            (format!("各评议组权重之和是{sum}，不是100"), "权重之和应为100".into(), "改正各组的 weight".into())
        }
        P::PeriodOrder { from, to } => {
            (format!("考核期从 {from} 到 {to}，止日在起日之前"), "from 应不晚于 to".into(), "改正 period".into())
        }
        P::OneKeyOf { keys } => {
            (format!("{}要写一个，也只能写一个", list(keys)), format!("可选：{}", list(keys)), "留下其中一个".into())
        }
        P::UselessKey { key, beside } => (
            format!("写了 {beside}，{key} 不起作用"),
            format!("此处不能写 {key}"),
            format!("删去 {key}；如果 {key} 是对的，改正 {beside}"),
        ),
        P::NoGroups => (
            "没有分组，不能在组内比较".into(),
            "应为 category 或 all".into(),
            "写 [[group]] 分组，或改为在类别内（category）、全体（all）比较".into(),
        ),
        P::EmptyQuota { grade, share, fields } => (
            format!("“{grade}”的名额按{share}%计，在{}不足1个", list(fields)),
            "取舍后没有名额".into(),
            "如果这些单位本来就没有名额，不必处理；要给名额，写 round = \"up\"、count、counts，或改 among".into(),
        ),
        P::StepMissesFull { step, full } => {
            (format!("按{step}分一档，评不到满分{full}"), format!("应能整除{full}"), "改正 step 或满分".into())
        }
        P::NeverFull { most, full } => (
            format!("最多只能得{most}分，得不到满分{full}"),
            format!("最高应为{full}"),
            "改正分值，或把满分改成能得到的最高分".into(),
        ),
        P::NothingLeft { from, taken } => (
            format!("{from}个分数去掉{taken}个，一个也不剩"),
            format!("应大于{taken}"),
            "增大 from，或减少去掉的最高分、最低分".into(),
        ),
        P::TooManyPeriods { count, periods } => {
            (format!("只有{periods}期，不能取{count}期"), format!("最多{periods}"), "改正 count 或 periods".into())
        }
        P::NobodyHas { audience, known } => (
            format!("没有参加考核的单位属于“{audience}”"),
            one_of(known),
            "写类别、组、标签的名称，或“指标牵头单位”等；不用的项目请删去".into(),
        ),
        P::UnknownCategory { found, known } => {
            (format!("名册中没有“{found}”这个类别"), one_of(known), "改正类别名称".into())
        }
        P::NoGroup { category } => (
            format!("类别“{category}”不属于任何组"),
            "各组合起来应包括所有类别".into(),
            format!("在某一个 [[group]] 的 categories 中加上“{category}”"),
        ),
        P::BandGap { band, other } => match (band.as_str(), other.as_str()) {
            ("", other) => (
                format!("“{other}”以下没有等次"),
                "最后一个等次应没有下限和名额".into(),
                "删去它的下限和名额，或再加一个等次".into(),
            ),
            (band, "") => {
                (format!("“{band}”以上没有等次"), "第一个等次应没有上限".into(), "删去上限，或再加一个等次".into())
            }
            (band, other) => (
                format!("“{band}”与“{other}”之间有空档"),
                "上限应接着上一等次的下限".into(),
                "改正上限；上限可以不写，由上一等次的下限得出".into(),
            ),
        },
        P::BandOverlap { band, other } => (
            format!("“{band}”与“{other}”重叠"),
            "应低于上一等次".into(),
            "等次由高到低写；from 含本数，above 不含本数；没有下限的等次要有名额，或写在最后".into(),
        ),
        P::UnknownGrade { found, known } => (format!("没有“{found}”这个等次"), one_of(known), "改正等次名称".into()),
        P::PartsMismatch { item, full, sum } => (
            format!("{item}各部分之和是{sum}，满分是{full}"),
            format!("各部分之和是{sum}"),
            "改正满分或各部分的分值".into(),
        ),
        P::UnknownPlaceholder { found, known } => {
            (format!("这里没有 {found} 这个占位"), format!("可用：{}", list(known)), "改正，或去掉花括号".into())
        }
        P::TierOrder => (
            "档次的先后不对".into(),
            "名次应递增，分值不应增加".into(),
            "从最好的一档往下写；otherwise 的分值最低".into(),
        ),
        P::NoVotes { unit, item } => (
            format!("{unit}的{item}一张票也没有"),
            "各分项的票数合计应大于0".into(),
            "填写票数；没有测评的，在评分表中写“不适用”".into(),
        ),
        P::TierGap => ("两档之间有空档".into(), "应接着上一档".into(), "改正；这一端可以不写，由上一档得出".into()),
        P::TierOverlap => (
            "两档重叠，或先后不对".into(),
            "应接着上一档".into(),
            "从最好的一档往下写；from、to 含本数，above、below 不含本数".into(),
        ),
        P::PointsAboveFull { points, full } => {
            (format!("{points}分超过满分{full}分"), format!("最多{full}"), "改正分值或满分".into())
        }
        P::RanksNotForLeads { item } => (
            format!("{item}按名次计分，但适用的单位没有参评指标"),
            "应为 applies_to = \"省评价指标牵头单位\"".into(),
            "只有省评价指标有名次".into(),
        ),
        P::SplitSection { section } => (
            format!("考核内容“{section}”的项目没有排在一起"),
            "同一考核内容的项目应相连".into(),
            "把这个项目移到一起".into(),
        ),
        P::Placeholder => ("这里还没有填写".into(), "“……”处应写本单位的内容".into(), "写上再印发".into()),
        P::EmptyTitle => ("这里没有文字".into(), "应有文字".into(), "至少写一个词；“|”只表示可以在哪里换行".into()),
        P::LeftRowsTooMany { rows, all } => {
            (format!("left_rows = {rows}，但打分表只有{all}行"), format!("最多{all}"), "删去这一行则左右均分".into())
        }
        P::BadCopyNumber { found } => {
            (format!("“{found}”不是份号"), "6位数字，例如 000001".into(), "写双引号中的6位数字，不足的前面补0".into())
        }
        P::BadSecrecy { found } => (
            format!("“{found}”不是密级和保密期限"),
            "例如 机密 或 机密★1年".into(),
            "写绝密、机密或秘密；保密期限写在★后，用阿拉伯数字加“年”或“个月”，或写长期、启用前".into(),
        ),
        P::OfficeCount { found, expected: 0 } => (
            format!("写了{found}个签发人职务，但不加盖签名章"),
            "应有 seal = \"personal\"".into(),
            "写上 seal = \"personal\"，或删去 office".into(),
        ),
        P::OfficeCount { found, expected } => (
            format!("签发人职务{found}个，应为{expected}个"),
            format!("应为{expected}个，每个机关一个"),
            "office 写签发人职务，例如 主任；联合行文的写成列表".into(),
        ),
        P::OutOfRange { key, found, least, most } => {
            (format!("{key} = {found} 毫米"), format!("{least}到{most}毫米"), "删去这一行就用通常的尺寸".into())
        }
        P::NoUnits => ("名册中没有单位".into(), "表头下面每个单位写一行".into(), "在 units.csv 中写上单位".into()),
        P::BadPattern { found } => (
            format!("“{found}”不是文件名的样式"),
            "例如 returns/*.xlsx".into(),
            "* 代表任意几个字，? 代表一个字；方括号、花括号要成对".into(),
        ),
        P::NoFileYet { pattern } => (
            format!("没有文件符合 {pattern}"),
            "这一项没有读取什么".into(),
            "scores/ 中各表的文件，到 scores/ 下面找".into(),
        ),
        P::NoSuchSheet { found, known } => (
            format!("没有名为“{found}”的工作表"),
            format!("文件中的工作表：{}", list(known)),
            "改正 sources.toml 中的 sheet，或工作表的名称".into(),
        ),
        P::NoMappedColumn { field, headers, found } => (
            match &headers[..] {
                [own] if own == field => format!("缺少“{field}”一列"),
                _ => format!("缺少“{}”一列，“{field}”要从中取", headers.join("”或“")),
            },
            format!("找到的列：{}", list(found)),
            "改正表头，或 sources.toml 中的 columns、header".into(),
        ),
        P::ReadTwice { count, same } => (
            if *same {
                format!("sources.toml 中有几项读取同一行，重复计算：{count}行")
            } else {
                format!("与另一处的行相同，可能重复计算：{count}行")
            },
            if *same { "第一处".into() } else { "单位、项目、日期、事项都相同".into() },
            "一个文件合于几项的，每项都读；改正 files 的写法，或删去多余的文件；确属几件事的，不必改".into(),
        ),
        P::FieldTwice { field } => {
            (format!("“{field}”有两处来源"), "只能有一处".into(), "从 columns、values 或 items 中去掉一处".into())
        }
        P::BadWord { found } => {
            (format!("“{found}”不能用来表示没有分数"), "应为只有一种意思的词，不能是数".into(), "从列表中去掉".into())
        }
        P::UnknownUnit { name, nearest, several } => (
            format!("没有“{name}”这个单位"),
            "应为 units.csv 中的名称或 aliases.csv 中的别名".into(),
            if *several {
                "这里有几个单位：各写一行，或在 sources.toml 中写 split = [\"单位\"]，一个单位一行".into()
            } else if nearest.is_empty() {
                format!(
                    "改正名称，或在 aliases.csv 中加别名；不是单位的行，在 sources.toml 中写 rows = {{ skip = [\"{name}\"] }}"
                )
            } else {
                format!("是不是{}？改正名称，或在 aliases.csv 中加别名", list(nearest))
            },
        ),
        P::AliasIsAName { alias } => {
            (format!("别名“{alias}”是某单位的名称"), "应为任何单位都不用的名称".into(), "删去这一行".into())
        }
        P::ScatteredCategory { category } => (
            format!("类别“{category}”的单位没有排在一起"),
            "同一类别的单位应相连".into(),
            "把这一行移到同类别的单位中".into(),
        ),
        P::ZeroWeight => {
            ("分值设置是0".into(), "应为大于0的数，或空白".into(), "不参加考核的单位，分值设置留空白".into())
        }
        P::UnaskedTag { tag, count } => (
            format!("方案没有用到标签“{tag}”：{count}个单位"),
            "第一处".into(),
            "是不是写错了？标签要与 scheme.toml 中 applies_to 的名称相同".into(),
        ),
        P::UnknownLevel { found } => {
            (format!("层级“{found}”不对"), "应为 省 或 市".into(), "省：省评价指标；市：其他指标".into())
        }
        P::LeadCooperates { unit, indicator } => (
            format!("{unit}既牵头“{indicator}”，又是它的配合单位"),
            "单位不能评价自己".into(),
            "从配合单位中删去".into(),
        ),
        P::LeadNotAssessed { unit } => (
            format!("{unit}牵头指标，但不参加考核"),
            "应为有分值设置的单位".into(),
            "改牵头单位，或在 units.csv 中填分值设置".into(),
        ),
        P::BadDocumentNumber { found } => (
            format!("“{found}”不是发文字号"),
            "例如 云安委办〔2024〕5号".into(),
            "用六角括号〔〕，年份四位，不加“第”，顺序号前不加0".into(),
        ),
        P::UnknownDocument { found, known } => {
            (format!("不认识的文种“{found}”"), format!("可用：{}", list(known)), "改正文种".into())
        }
        P::UnknownCode { found } => {
            (format!("编码“{found}”不对"), "反馈函填单位的编码，其他文种不填".into(), "编码见 units.csv".into())
        }
        P::NumberMismatch { found, expected } => (
            format!("{found}与文件不符"),
            format!("按 documents.toml 的代字和日期应为 {expected}"),
            "改正文号，或改正 documents.toml 中的代字和日期".into(),
        ),
        P::NoNumber { document, count } => (
            format!("{count}份{document}没有发文字号，发文顺序号印空白"),
            String::new(),
            "印发（hongtou issue）时编号；要预编，写入 numbers.csv".into(),
        ),
        P::NotANumber { found } => (
            format!("“{found}”不是确定的数"),
            "应为一个数，例如 9 或 9.5".into(),
            if found.chars().all(|c| c.is_ascii_digit() || c == '.') && found.matches('.').count() < 2 {
                "整数部分最多12位，小数最多32位".into()
            } else {
                "小数点用“.”；不写范围、分数、百分号、“约”和汉字数字".into()
            },
        ),
        P::NotACount { found } => {
            (format!("“{found}”不是1到1000000的整数"), "应为1到1000000的整数".into(), "只写数字".into())
        }
        P::NotAQuantity { found } => (
            format!("“{found}”不是不小于0的整数"),
            "应为数量，没有的填0".into(),
            "只写数字；本项不考核该单位的，写“不适用”".into(),
        ),
        P::Negative { found } => (format!("{found}小于0"), "应不小于0".into(), "扣去的分不在此处写成负数".into()),
        P::AboveFull { item, found, full } => {
            (format!("{item}得{found}分，超过最高分{full}"), format!("最多{full}"), "请与原始报表核对".into())
        }
        P::NotAStep { found, step } => (
            format!("{found}不是{step}的整数倍"),
            format!("应为{step}的整数倍"),
            "按办法取舍，或改 scheme.toml 中的 step".into(),
        ),
        P::BadDate { found } => {
            (format!("“{found}”不是日期"), "应写 2021-03-05 这样的日期".into(), "月、日各写两位，且当月有这一天".into())
        }
        P::OutsideYear { found, year } => (
            format!("{found}不在{year}年内"),
            format!("应为{year}年的日期"),
            "改正日期；确属别的年度的，删去这一行".into(),
        ),
        P::OutsidePeriod { found, from, to } => (
            format!("{found}不在考核期内"),
            format!("应在 {from} 到 {to} 之间"),
            "改正日期；确属别的考核期的，删去这一行；考核期是 scheme.toml 中的 period".into(),
        ),
        P::UnknownItem { found, known } => {
            (format!("没有“{found}”这个项目"), format!("可用：{}", list(known)), "项目写 scheme.toml 中的 id".into())
        }
        P::WrongTable { item, table } => {
            (format!("{item}的分数不在这张表"), format!("应在 {table}"), "把这一行移过去".into())
        }
        P::DoesNotApply { unit, item, audience } => (
            format!("{item}不适用于{unit}"),
            format!("应属于：{audience}"),
            "删去这一行；或改正 units.csv、indicators.csv、scheme.toml 中的 applies_to".into(),
        ),
        P::NotAssessed { unit } => (
            format!("{unit}不参加考核，该行不予采用"),
            "units.csv 中分值设置空白，或考核为“否”".into(),
            "删去这一行，或填分值设置".into(),
        ),
        P::UnusedMark { unit, item } => (
            format!("{unit}的{item}另有评价或数据，这里写的用不上"),
            "以评价或数据为准".into(),
            "删去这一行；确实不适用的，删去那些评价或数据".into(),
        ),
        P::UnknownCriterion { found, count } => {
            (format!("没有第“{found}”个要点"), format!("应为1到{count}"), "要点按 scheme.toml 中的先后从1数起".into())
        }
        P::UnknownAnswer { found, known } => {
            (format!("“{found}”不是达标情况"), format!("可写：{}", list(known)), "从中选一个".into())
        }
        P::UnknownIndicator { found, nearest } => (
            format!("没有“{found}”这个指标"),
            "应为 indicators.csv 中的指标".into(),
            if nearest.is_empty() { "改正名称".into() } else { format!("是不是{}？", list(nearest)) },
        ),
        P::UnexpectedEvaluation { indicator, evaluator, unit } => (
            format!("{evaluator}不在“{indicator}”上评价{unit}"),
            "由牵头单位评价它的配合单位".into(),
            "改正这一行，或改正 indicators.csv".into(),
        ),
        P::UnknownEvaluator { name, panel, known } => (
            match panel.as_str() {
                "" => format!("不知道“{name}”属于哪个评议组"),
                panel => format!("评议组“{panel}”中没有“{name}”"),
            },
            format!("评议组：{}", list(known)),
            "在“指标”一格写评议组的名称；或把评价者写进 scheme.toml 中该组的 members".into(),
        ),
        P::SelfEvaluation { unit } => (format!("{unit}评价了自己"), "不能评价本单位".into(), "删去这一行".into()),
        P::UnknownPart { item, found, known } => (
            match found.as_str() {
                "" => format!("{item}的“分项”没有填"),
                found => format!("{item}没有“{found}”这个分项"),
            },
            if known.iter().all(String::is_empty) { "本项不分分项，应空白".into() } else { one_of(known) },
            "改正“分项”；分项写在 scheme.toml 中".into(),
        ),
        P::ZeroTarget => ("目标值是0，算不出完成率".into(), "应大于0".into(), "填目标值；没有任务的写“不适用”".into()),
        P::AlreadyWeighted { item, full, scale } => (
            format!("{item}的分数都不超过{full}，按{scale}分制再折算会偏低"),
            format!("应为0到{scale}"),
            "这些分数如果已经按权重折算，请删去 scheme.toml 中本项的 scale；如果本来就低，不必处理".into(),
        ),
        P::RatesAsShares { item, highest } => (
            format!("{item}没有目标值，数值最高是{highest}：是不是把完成率写成了小数？"),
            "按百分数读取".into(),
            "没有目标值的，数值是百分数：完成率95.5%写 95.5 或 95.5%；有目标值的填上目标值".into(),
        ),
        P::UnusedCells { column, item, count } => (
            format!("{item}用不到“{column}”：{count}格没有读取"),
            "第一处".into(),
            "清空这些格；或在 scheme.toml 中改这一项的规则".into(),
        ),
        P::QuotaTie { grade, units, size } => (
            format!("“{grade}”的名额{size}个，在{}之间分不出先后", list(units)),
            "名额在此".into(),
            "按 ties 的设定处理；要分出先后，在 [ranking] 中写 tie_breaks".into(),
        ),
        P::UnknownClass { found, known } => {
            (format!("没有“{found}”这个级别"), format!("可写：{}", list(known)), "级别见 scheme.toml".into())
        }
        P::UnexpectedRanking { indicator, among } => (
            format!("“{indicator}”没有“{among}”的名次"),
            "应为省评价指标，范围见 scheme.toml".into(),
            "改正这一行，或改正 indicators.csv 中的层级".into(),
        ),
        P::RankBeyond { rank, participants } => (
            format!("第{rank}名，但只有{participants}个参评"),
            format!("最多{participants}"),
            "名次不大于参评数；是不是写反了，或多写了一位？".into(),
        ),
        P::UnusedTable => (
            "方案中没有项目用到这张表".into(),
            "这张表的行没有读取".into(),
            "删去这些行，或在 scheme.toml 中加上项目".into(),
        ),
        P::LeadCount { role, expected, found } => (
            format!("{role}有{found}个，不是{expected}个"),
            format!("此处定为{expected}"),
            "改正 indicators.csv，或改这个数".into(),
        ),
        P::PartsMissTotal { unit, sum, total } => (
            format!("{unit}印出的各项得分之和是{sum}，印出的总分是{total}"),
            "只在合计时取舍".into(),
            "[rounding] 中用 at = \"items\"，各项之和就等于总分".into(),
        ),
        P::NoReason { unit, item } => {
            (format!("{unit}的{item}扣了分，没有写原因"), "没有扣分原因".into(), "写上原因：反馈函中要印出".into())
        }
        P::NothingApplies { unit } => {
            (format!("{unit}的所有项目都是“不适用”"), "此单位".into(), "不参加考核的单位，分值设置留空白".into())
        }
        P::NoEventTable { path } => (
            format!("没有 {path}，当作没有单位发生此类事项"),
            String::new(),
            "确实没有发生的，保留只有表头的空表；宣传信息、失信记录也可以写在 scores/宣传.csv、scores/失信.csv".into(),
        ),
        P::MissingScore { unit, missing } => (
            format!("{unit}缺分：{}", missing.iter().map(missing_words).collect::<Vec<_>>().join("；")),
            "缺分".into(),
            "补上分数；或用 hongtou build --draft 出送审稿，缺分处印“缺”".into(),
        ),
        P::Template { message } => (format!("模板无法填写：{message}"), "此处".into(), "与程序自带的模板对照".into()),
        P::EndlessTemplate { steps } => (
            format!("模板填写起来没有尽头：超过{steps}步，或文字太长"),
            "此处".into(),
            "检查其中的循环和重复；与程序自带的模板对照".into(),
        ),
        P::UnsupportedMarkdown { found } => (
            format!("公文中没有 {found} 这种形式"),
            "可用：标题、段落、编号段落、*楷体*、**黑体**".into(),
            "要照印符号，在它前面加反斜杠".into(),
        ),
        P::UnknownInsert { name, known } => {
            (format!("没有可插入的“{name}”"), format!("可用：{}", list(known)), "改正名称".into())
        }
        P::BadFileName { name } => (
            format!("“{name}”不能作文件名"),
            "应为不含 \\ : * ? \" < > | 的相对路径，每段不超过200字节".into(),
            "改正 [files] 中的文件名，或缩短单位名称；不用 ..，不以点或空格起止".into(),
        ),
        P::FileNameClash { name } => (
            format!("有两个文件都叫 {name}"),
            "文件名应能区分各函".into(),
            "改成不同的文件名；反馈函的文件名要用上 {{ category }}、{{ number }}、{{ unit }}".into(),
        ),
        P::UncoveredCharacter { unit, field, character } => (
            format!(
                "没有字体含“{character}”（U+{:04X}）：{}{field}",
                *character as u32,
                unit.as_ref().map(|unit| format!("{unit}，")).unwrap_or_default()
            ),
            "这个字".into(),
            "把含这个字的字体放进 fonts/，或换一个字".into(),
        ),
        P::Layout { document, message, hints } => (
            format!("{document} 无法排版：{message}"),
            "此处".into(),
            if hints.is_empty() { "与程序自带的版式对照".into() } else { hints.join("；") },
        ),
        P::RunawayTemplate { end, seconds, memory, templates } => (
            format!("工作区自带的模板{}，已中止，没有生成文件", runaway(end, *seconds, *memory)),
            format!("自带的模板：{}", list(templates)),
            "改正模板，或移走它，改用程序自带的".into(),
        ),
        P::NotConforming { document, documents, row, finding } => (
            match documents {
                1 => format!("{document} 不合标准：{row}"),
                _ => format!("{document} 等{documents}个文件不合标准：{row}"),
            },
            finding.clone(),
            "改正版式或字体；不加 --inspect 可照样生成，再用 hongtou inspect 细看".into(),
        ),
        P::SealBroken { path, row } => (
            format!("{path} 第{row}行与校验不符：它或它前面的一行被改过、删过或挪过"),
            String::new(),
            "从备份恢复这个文件；账只能往后加，改错请再记一条更正".into(),
        ),
        P::BadRegisterRow => {
            ("这一行读不懂".into(), "应由 hongtou issue 写入".into(), "从备份恢复 register.csv".into())
        }
        P::LedgerCut { number, rows } => (
            format!("{number}印发时更正账比现在（{rows}行）长：账尾被删去了"),
            String::new(),
            "从备份恢复 corrections.csv".into(),
        ),
        P::RegisterCut { edition } => (
            format!("issued/{edition} 存有第{edition}次印发的文件，register.csv 中却没有登记"),
            String::new(),
            "从备份恢复 register.csv".into(),
        ),
        P::StoreDamaged { path } => {
            (format!("{path} 与印发时不符，或不见了"), String::new(), "从备份恢复；已印发的文件不能重做".into())
        }
        P::Unsealed { count } => {
            (format!("更正账末尾有{count}行没有校验，不起作用"), "从这一行起".into(), "核对后运行 hongtou seal".into())
        }
        P::NotApproved { serial } => (
            format!("第{serial}号更正未经批准，不起作用"),
            String::new(),
            format!("批准：hongtou correct approve {serial}；不要了：hongtou correct drop {serial}"),
        ),
        P::WrongSerial { found, expected } => {
            (format!("序号是“{found}”"), format!("应为{expected}"), "序号从1起连续编".into())
        }
        P::UnknownTable { found, known } => {
            (format!("没有“{found}”这张表，或不能更正它"), format!("可用：{}", list(known)), String::new())
        }
        P::NoSuchRow { table, column, key } => {
            (format!("{table} 中没有{column}为“{key}”的行"), String::new(), format!("照 {table} 的“{column}”一列写"))
        }
        P::NoSuchColumn { table, found, known } => {
            (format!("{table} 没有“{found}”这一列"), format!("可用：{}", list(known)), String::new())
        }
        P::RowExists { table, key } => (
            format!("{table} 中已有“{key}”这一行"),
            String::new(),
            "补充的行另取一个没有用过的编号；要改已有的行用更正".into(),
        ),
        P::KeyMismatch { key, column } => {
            (format!("补充的行里，{column}不是“{key}”"), String::new(), "两处写成一样，或只写一处".into())
        }
        P::RowMismatch { columns, cells } => (
            format!("整行的列名有{columns}个，值有{cells}个"),
            "各写成一行 CSV，个数相等".into(),
            "用 hongtou correct add 或 withdraw 记，程序自己写".into(),
        ),
        P::ChangesNothing { value } => {
            (format!("原值就是“{value}”，没有改动"), "应与原值不同".into(), "写要改成的值；不用改的，不记更正".into())
        }
        P::BeforeMismatch { expected, found } => (
            format!("原值写的是“{expected}”，这时表中却是“{found}”"),
            format!("应为“{found}”"),
            "核对编号和列；前面的更正已改过的，按改后的写".into(),
        ),
        P::ApprovedInPlace { serial } => (
            "更正的行里写了批准人".into(),
            "应为空白".into(),
            format!("批准另记一行：hongtou correct approve {serial}"),
        ),
        P::SelfApproval { name } => (format!("{name}不能批准自己申请的更正"), String::new(), "由另一人批准".into()),
        P::AlreadyDecided { serial } => {
            (format!("第{serial}号更正已经批准或撤销"), String::new(), "要再改，另记一条更正".into())
        }
        P::NoSuchCorrection { found } => {
            (format!("没有第“{found}”号更正"), String::new(), "查看：hongtou correct list".into())
        }
        P::ChangedAfterIssue { issued, found } => (
            format!("这里是“{found}”，印发时是“{issued}”"),
            format!("应为“{issued}”"),
            "恢复原值；数据有错用 hongtou correct 更正，方案和文件形式印发后不能更正".into(),
        ),
        P::AddedAfterIssue { table, row } => (
            format!("{table} 多出一行，印发时没有：{row}"),
            String::new(),
            "印发后不改数据文件：删去这行，用 hongtou correct add 记补充".into(),
        ),
        P::RemovedAfterIssue { table, row } => (
            format!("{table} 少了印发时有的一行：{row}"),
            String::new(),
            "印发后不改数据文件：恢复这行，用 hongtou correct withdraw 记撤销".into(),
        ),
        P::EditedByHand { path } => {
            (format!("{path} 生成后被改动过"), String::new(), "要保留就移到别处；加 --force 则覆盖".into())
        }
        P::NotOurs { path } => (
            format!("{path} 的位置已有文件，不是本程序生成的"),
            String::new(),
            "把它移到别处，或用 --out 换一个文件夹".into(),
        ),
    };
    (message, expected, hint)
}

/// What became of templates that come to no end.
fn runaway(end: &End, seconds: u64, memory: u64) -> String {
    match end {
        End::NotStarted(error) => format!("要由另一个进程处理，这个进程没有启动（{error}）"),
        End::OutOfTime => format!("{seconds}秒没有做出一份文件"),
        End::OutOfMemory => format!("用的内存超过{memory} MiB"),
        End::TooDeep => "嵌套太深".to_owned(),
        End::Crashed => "使程序中断".to_owned(),
    }
}

fn list(names: &[String]) -> String {
    let mut told: Vec<&str> = Vec::new();
    for name in names {
        if !told.contains(&name.as_str()) {
            told.push(name);
        }
    }
    told.join("、")
}

/// What can be chosen from; nothing if there is nothing.
fn one_of(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("可选：{}", list(names)) }
}

/// Whose full marks are meant, if not those of all units.
fn of_unit(unit: Option<&String>) -> String {
    unit.map(|unit| format!("{unit}的")).unwrap_or_default()
}

fn missing_words(missing: &Missing) -> String {
    let Missing { item, table, part } = missing;
    match part {
        MissingPart::Whole => format!("{item}（{table}）"),
        MissingPart::Criteria(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            format!("{item}第{}要点（{table}）", numbers.join("、"))
        }
        MissingPart::Evaluations(pairs) => {
            let pairs: Vec<String> = pairs.iter().map(|(lead, indicator)| format!("{lead}在“{indicator}”上")).collect();
            format!("{item}：{}的评价（{table}）", pairs.join("、"))
        }
        MissingPart::Panels { absent, silent } => {
            let absent: Vec<String> =
                absent.iter().map(|(member, panel)| format!("{member}在“{panel}”上的评价、")).collect();
            format!(
                "{item}：{}没有评价者给分的评议组{}（{table}；没有人能评价的，本项在评分表中写“不适用”，或在 members 中加人）",
                absent.concat(),
                silent.iter().map(|panel| format!("“{panel}”")).collect::<Vec<_>>().join("、")
            )
        }
        MissingPart::Parts(parts) => format!("{item}的{}（{table}）", list(parts)),
        MissingPart::Rankings(pairs) => {
            let pairs: Vec<String> = pairs.iter().map(|(indicator, among)| format!("“{indicator}”{among}")).collect();
            format!("{item}：{}的名次（{table}）", pairs.join("、"))
        }
    }
}

fn expected_value(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "双引号中的文字，不能空白",
        Expected::Number => "不小于0的数，只写数字",
        Expected::Signed => "数，只写数字，可为负数",
        Expected::Positive => "大于0的数，只写数字",
        Expected::Count => "1到1000000的整数",
        Expected::Whole => "0到1000000的整数",
        Expected::Year => "1950到2999的年份",
        Expected::Flag => " true 或 false",
        Expected::Date => "日期，例如 2021-10-02",
        Expected::Table => "表",
        Expected::List => "至少有一项的列表 [ … ]",
        Expected::Texts => "双引号中的文字，几个写成 [\"…\", \"…\"]",
    }
}

fn book_fault(why: &BookFault) -> String {
    match why {
        BookFault::NotOne => "不是电子表格，或已损坏".into(),
        BookFault::NoSheet => "没有可见的工作表".into(),
        BookFault::Encrypted => "设了密码".into(),
        BookFault::Columns(most) => format!("有内容的列超过{most}列"),
        BookFault::Rows(most) => format!("有内容的行超过{most}行"),
        BookFault::Cells(most) => format!("有内容的单元格超过{most}个"),
        BookFault::Text(most) => format!("文字超过 {most} MiB"),
        BookFault::OutOfTime(seconds) => format!("用时超过{seconds}秒"),
        BookFault::OutOfMemory(memory) => format!("需要的内存超过 {memory} MiB"),
        BookFault::Crashed => "读取时中断".into(),
        BookFault::NotStarted(why) => format!("读取它的进程没有启动（{why}）"),
    }
}

fn book_remedy(why: &BookFault) -> &'static str {
    match why {
        BookFault::NotOne | BookFault::Crashed => "用 Excel 或 WPS 打开，另存为 .xlsx",
        BookFault::NoSheet => "取消隐藏，或用 Excel、WPS 打开，另存为 .xlsx",
        BookFault::Encrypted => "去掉密码再保存",
        BookFault::NotStarted(_) => "关闭别的程序，再试一次",
        _ => "把表格单独复制到新文件中，保存后放在这里",
    }
}

fn tidied(kind: Tidied) -> &'static str {
    match kind {
        Tidied::Width => "全角的数按半角读取",
        Tidied::Unit => "数后的“分”“次”等字不读",
        Tidied::Zeros => "数前多余的0不读",
        Tidied::Point => "数末尾的点和点后的0不读",
        Tidied::Thousands => "千分位的逗号不读",
        Tidied::Percent => "百分数按百分号前的数读取",
        Tidied::Year => "没有年份的日期按考核年度读取",
        Tidied::Month => "只有年月的日期，印出年月",
        Tidied::Sign => "数前的加号不读",
        Tidied::Answer => "√读作“是”，×读作“否”",
        Tidied::Usual => "分值空白的事件按办法中的分值计",
        Tidied::Code => "没有编码的单位，以名称为编码；改名时写上编码，仍用原来的名称",
        Tidied::Date => "其他写法的日期按 2021-03-05 的写法读取",
    }
}
