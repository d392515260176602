//! The words for every problem in English.

use crate::apart::End;
use crate::diag::{BookFault, CellFault, Expected, LeftOut, Missing, MissingPart, Problem, Tidied};

/// What was found, what was expected, and the remedy.
pub(super) fn words(problem: &Problem) -> (String, String, String) {
    use Problem as P;
    let (message, expected, hint): (String, String, String) = match problem {
        P::MissingFile { path } => (
            format!("{path} is missing from the workspace"),
            String::new(),
            "`hongtou init DIR` makes a workspace with every file; copy the file from there and adapt it".into(),
        ),
        P::NotUtf8 { path, line, encoding } => (
            match encoding {
                Some(encoding) => format!("{path} is {encoding}, not UTF-8"),
                None => format!("{path} is not UTF-8 from line {line} on"),
            },
            String::new(),
            "save the file as UTF-8 in an editor; only tables may be in GB18030 or UTF-16".into(),
        ),
        P::Undecodable { path, line, byte, encoding } => (
            format!("{path} cannot be read as text: line {line}, byte {byte} of the file"),
            match encoding {
                Some(encoding) => format!("up to there it is {encoding}"),
                None => "UTF-8, GB18030 or UTF-16".into(),
            },
            "the file is damaged or no CSV: save it again from Excel or WPS as “CSV UTF-8”".into(),
        ),
        P::TwoFiles { first, second } => (
            format!("{first} and {second} both stand for one table"),
            "one file for each table".into(),
            "move away the one that is out of date".into(),
        ),
        P::NotAFile { path } => (
            format!("{path} is no regular file"),
            String::new(),
            "a folder, pipe or device cannot be read: put a file in its place".into(),
        ),
        P::LeadsOut { path } => (
            format!("{path} is a link that leads out of the workspace or nowhere"),
            String::new(),
            "put the file itself in its place".into(),
        ),
        P::TooLarge { path, most } => (
            format!("{path} is larger than {most} MiB"),
            format!("at most {most} MiB"),
            "no table of marks is as large: is it the right file?".into(),
        ),
        P::Spreadsheet { path, why } => {
            (format!("{path} cannot be read: {}", book_fault(why)), String::new(), book_remedy(why).into())
        }
        P::UnreadFile { path, tables } => (
            format!("{path} is not read"),
            format!("files that are read here: {}", list(tables)),
            "rename the file, or move it away".into(),
        ),
        P::NotAFont { path } => (
            format!("{path} is not a font"),
            String::new(),
            "replace the file by a sound .ttf, .otf or .ttc file, or remove it".into(),
        ),
        P::LoneCarriageReturn => (
            "a carriage return without a line feed".into(),
            "lines must end with LF or CR LF".into(),
            "save the file again as CSV UTF-8".into(),
        ),
        P::NoHeader { columns } => (
            "the table is empty".into(),
            format!("a header row with {}", list(columns)),
            "write the header row; data rows may be absent".into(),
        ),
        P::MissingColumn { column, found } => {
            (format!("column {column} is missing"), format!("found {}", list(found)), format!("name a column {column}"))
        }
        P::DuplicateColumn { column, other, field, place } => (
            match field {
                Some(field) if column != other => format!("{column} and {other} may both be column {field}"),
                _ => format!("two columns are named {column}"),
            },
            "each name may stand once".into(),
            match field {
                Some(field) => format!(
                    "write the whole header under columns in sources.toml, or which column it is: \"{field}\" = \"{place}列\""
                ),
                None => "rename or remove one of them".into(),
            },
        ),
        P::UnreadColumns { columns } => (
            format!("columns that are not read: {}", list(columns)),
            "not read".into(),
            "nothing in them is printed; check that none is a misspelt name".into(),
        ),
        P::UnclosedQuote => (
            "a quotation mark that is never closed".into(),
            "opened here".into(),
            "delete it, or close it; a quotation mark inside a cell is written twice".into(),
        ),
        P::TextBehindQuote => (
            "text behind a closing quotation mark".into(),
            "the cell begins with a quotation mark".into(),
            "put the whole cell in quotation marks, and write those inside it twice".into(),
        ),
        P::LineBreak { column } => (
            format!("a line break inside {column}"),
            "one line".into(),
            "delete the line break; or is a quotation mark too many?".into(),
        ),
        P::TooLong { length, most } => (
            format!("a text of {length} characters, at most {most} fit"),
            format!("at most {most}"),
            "shorten it; or is a quotation mark too many?".into(),
        ),
        P::RaggedRow { expected, found } => (
            format!("the row has {found} cells"),
            format!("the header has {expected} columns"),
            "a comma inside a text needs quotation marks around the whole cell".into(),
        ),
        P::ForbiddenCharacter { character } => (
            format!("character U+{:04X} cannot be printed", *character as u32),
            "a printable character".into(),
            "delete it; it may be invisible".into(),
        ),
        P::CellFault { fault: CellFault::Error, found } => (
            format!("the cell holds the error {found}"),
            "a value".into(),
            "mend the formula in the spreadsheet, then save it".into(),
        ),
        P::CellFault { fault: CellFault::Flag, found } => (
            format!("the cell holds {found}, which is no text and no number"),
            "a text or a number".into(),
            "write 是 or 否, or whatever is meant, as text".into(),
        ),
        P::CellFault { fault: CellFault::NotComputed, .. } => (
            "the formula in the cell has no value".into(),
            "a value".into(),
            "open the file in Excel or WPS, save it there, and the value is kept with it".into(),
        ),
        P::TooManyColumns { found, most } => (
            format!("the table has {found} columns, at most {most} are read"),
            format!("at most {most}"),
            "is it the right file, and the right separator?".into(),
        ),
        P::UnreadSheets { path, sheets, hidden: true } => (
            format!("{path} has hidden sheets that are not read: {}", list(sheets)),
            String::new(),
            "to read one, name it with sheet = \"…\" in sources.toml".into(),
        ),
        P::UnreadSheets { path, sheets, hidden: false } => (
            format!("{path} has sheets that are not read: {}", list(sheets)),
            String::new(),
            "they do not have the columns of this table".into(),
        ),
        P::HiddenCells { rows, columns } => (
            match (&rows[..], &columns[..]) {
                (rows, []) => format!("hidden rows read like all others: {}", list(rows)),
                ([], columns) => format!("hidden columns read like all others: {}", list(columns)),
                (rows, columns) => {
                    format!("hidden rows and columns read like all others: {}; {}", list(rows), list(columns))
                }
            },
            "the first one".into(),
            "leave out rows that are not wanted by rows = { skip = [\"…\"] }, or delete them".into(),
        ),
        P::LeftOut { what, count } => (
            match what {
                LeftOut::Heading => format!("headings of categories left out: {count}"),
                LeftOut::Sum => format!("rows of sums or means left out: {count}"),
                LeftOut::Skipped => format!("rows skipped as sources.toml says: {count}"),
                LeftOut::Foot => format!("rows of best and worst figures, signatures or remarks left out: {count}"),
                LeftOut::Header => format!("rows that repeat the header or the title left out: {count}"),
                LeftOut::Measures => format!("rows of units of measure below the header left out: {count}"),
                LeftOut::NoEvent => format!("rows whose count or marks are blank or 0, of no event: {count}"),
            },
            "the first one".into(),
            String::new(),
        ),
        P::SumMismatch { label, column, found, computed } => (
            format!("{label} of {column} is {found}, the rows give {computed}"),
            format!("{computed}, by the rows"),
            "a row may be missing, or a mark wrong; the figure itself is not used".into(),
        ),
        P::Tidied { kind, count } => (format!("{}: {count}", tidied(*kind)), "the first one".into(), String::new()),
        P::EmptyCell { column } => {
            let hint = if ["单位", "被评单位"].contains(column) {
                format!(
                    "fill the cell, or delete the row; in sources.toml fill = [\"{column}\"] takes the cell above, rows = {{ skip = [\"…\"] }} leaves rows out"
                )
            } else {
                "fill the cell, or delete the row".to_owned()
            };
            (format!("{column} is blank"), format!("a {column}"), hint)
        }
        P::Duplicate { column, value } => (
            format!("{column} “{value}” stands twice"),
            "each may stand once".into(),
            "correct or delete one of the two".into(),
        ),
        P::TomlSyntax { message } => (
            format!("not valid TOML: {message}"),
            "here".into(),
            "texts and keys in Chinese stand in straight quotes \"…\", dates without quotes, each key once; items under [[item]]".into(),
        ),
        P::UnknownKey { key, known } => {
            (format!("unknown key {key}"), format!("known here: {}", list(known)), "correct or delete the key".into())
        }
        P::MissingKey { key } => {
            (format!("key {key} is missing"), format!("{key} = …"), "RULES.md, on the method, and README.md in the workspace have every key".into())
        }
        P::WrongType { key, expected } => {
            (format!("{key} has a value it cannot have"), expected_value(*expected).into(), "correct the value".into())
        }
        P::UnknownChoice { key, found, choices } => {
            (format!("{key} cannot be {found}"), format!("one of {}", list(choices)), "choose one of these".into())
        }
        P::UnknownSchema { found } => (
            format!("format version {found} is not known"),
            "schema = 1".into(),
            "the file may be of a newer program".into(),
        ),
        P::BaseMismatch { base, sum, unit } => (
            format!("the base items{} add up to {sum}, not {base}", of_unit(unit.as_ref())),
            format!("set to {base} here"),
            "correct base or the full marks; items outside the base have counts = \"beyond-base\"".into(),
        ),
        P::SectionMismatch { section, full, sum, unit } => (
            format!("the items of {section}{} add up to {sum}, not {full}", of_unit(unit.as_ref())),
            format!("set to {full} here"),
            "correct full or the full marks of the items".into(),
        ),
        P::UnknownSection { found, nearest } => (
            format!("no item belongs to the section “{found}”"),
            one_of(nearest),
            "write the name as the items have it, or delete the section".into(),
        ),
        P::WeightsMismatch { sum } => {
            (format!("the weights of the panels add up to {sum}"), "100 in all".into(), "correct the weights".into())
        }
        P::PeriodOrder { from, to } => (
            format!("the period from {from} to {to} ends before it begins"),
            "from must not be later than to".into(),
            "correct period".into(),
        ),
        P::OneKeyOf { keys } => {
            (format!("one of {} is wanted, and only one", list(keys)), one_of(keys), "keep one of them".into())
        }
        P::UselessKey { key, beside } => (
            format!("beside {beside} the key {key} does nothing"),
            format!("no {key} here"),
            format!("delete {key}; if it is right, correct {beside}"),
        ),
        P::NoGroups => (
            "there are no groups to compare units within".into(),
            "category or all".into(),
            "write [[group]], or compare within the category or among all".into(),
        ),
        P::EmptyQuota { grade, share, fields } => (
            format!("{share} % is less than one unit of {}: nobody gets “{grade}”", list(fields)),
            "rounded there is no place".into(),
            "let it be if they are to have none; else write round = \"up\", count or counts, or change among".into(),
        ),
        P::StepMissesFull { step, full } => (
            format!("in steps of {step} the full mark {full} cannot be given"),
            format!("a divisor of {full}"),
            "correct the step or the full mark".into(),
        ),
        P::NeverFull { most, full } => (
            format!("at most {most} points can be had of the full mark {full}"),
            format!("{full} at most"),
            "correct the points, or lower the full mark to what can be had".into(),
        ),
        P::NothingLeft { from, taken } => (
            format!("of {from} marks {taken} are left out: nothing remains"),
            format!("more than {taken}"),
            "raise from, or leave out fewer of the highest and lowest".into(),
        ),
        P::TooManyPeriods { count, periods } => (
            format!("there are {periods} periods, {count} cannot count"),
            format!("at most {periods}"),
            "correct count or periods".into(),
        ),
        P::NobodyHas { audience, known } => (
            format!("no assessed unit belongs to “{audience}”"),
            one_of(known),
            "name a category, a group, a tag or a role; delete items that nobody has".into(),
        ),
        P::UnknownCategory { found, known } => {
            (format!("the roster has no category “{found}”"), one_of(known), "correct the name".into())
        }
        P::NoGroup { category } => (
            format!("the category “{category}” is in no group"),
            "the groups must hold all categories".into(),
            format!("add “{category}” to the categories of a [[group]]"),
        ),
        P::BandGap { band, other } => match (band.as_str(), other.as_str()) {
            ("", other) => (
                format!("there is no grade below “{other}”"),
                "the last grade has no lower end and no quota".into(),
                "delete its lower end and quota, or add a grade".into(),
            ),
            (band, "") => (
                format!("there is no grade above “{band}”"),
                "the first grade has no upper end".into(),
                "delete the upper end, or add a grade".into(),
            ),
            (band, other) => (
                format!("there is a gap between “{band}” and “{other}”"),
                "the upper end meets the lower end of the grade above".into(),
                "correct the upper end, or leave it out: it follows from the grade above".into(),
            ),
        },
        P::BandOverlap { band, other } => (
            format!("“{band}” and “{other}” overlap"),
            "below the grade above".into(),
            "write grades from the best down; from includes the figure, above does not; a grade without a lower end has a \
             quota or stands last"
                .into(),
        ),
        P::UnknownGrade { found, known } => {
            (format!("there is no grade “{found}”"), one_of(known), "correct the name of the grade".into())
        }
        P::PartsMismatch { item, full, sum } => (
            format!("the parts of {item} add up to {sum}, its full mark is {full}"),
            format!("the parts add up to {sum}"),
            "correct the full mark or the parts".into(),
        ),
        P::UnknownPlaceholder { found, known } => (
            format!("{found} is no placeholder here"),
            format!("known here: {}", list(known)),
            "correct it, or leave the braces out".into(),
        ),
        P::TierOrder => (
            "the tiers are out of order".into(),
            "ranks must rise and points must not".into(),
            "order the tiers from the best one down; otherwise is the least".into(),
        ),
        P::NoVotes { unit, item } => (
            format!("nobody voted on {unit} under {item}"),
            "the votes of all parts are more than 0".into(),
            "enter the votes; where nobody was asked, write 不适用 in 评分".into(),
        ),
        P::TierGap => (
            "there is a gap between two tiers".into(),
            "it meets the tier before".into(),
            "correct it, or leave this end out: it follows from the tier before".into(),
        ),
        P::TierOverlap => (
            "two tiers overlap, or are out of order".into(),
            "it meets the tier before".into(),
            "order the tiers from the best one down; from and to include the figure, above and below do not".into(),
        ),
        P::PointsAboveFull { points, full } => (
            format!("{points} points are above the full mark {full}"),
            format!("at most {full}"),
            "correct the points or the full mark".into(),
        ),
        P::RanksNotForLeads { item } => (
            format!("{item} has a rank table but applies to units without ranked indicators"),
            "applies_to = \"省评价指标牵头单位\"".into(),
            "only provincial indicators are ranked".into(),
        ),
        P::SplitSection { section } => (
            format!("the items of section {section} do not stand together"),
            "further items of a section follow each other".into(),
            "move the item to the others of its section".into(),
        ),
        P::Placeholder => (
            "this is still to be filled in".into(),
            "words of the office instead of “……”".into(),
            "write them before anything is issued".into(),
        ),
        P::EmptyTitle => ("there are no words here".into(), "words".into(), "write at least one phrase; “|” only says where a line may end".into()),
        P::LeftRowsTooMany { rows, all } => (
            format!("left_rows = {rows}, but the score table has {all} rows"),
            format!("at most {all}"),
            "delete the line to cut the table in halves".into(),
        ),
        P::BadCopyNumber { found } => (
            format!("“{found}” is no copy number"),
            "份号: six digits such as 000001".into(),
            "write six digits in quotation marks, with zeros in front".into(),
        ),
        P::BadSecrecy { found } => (
            format!("“{found}” is no level of secrecy"),
            "密级和保密期限: such as 机密 or 机密★1年".into(),
            "绝密, 机密 or 秘密; the period behind ★ in Arabic digits with 年 or 个月, or 长期, or 启用前".into(),
        ),
        P::OfficeCount { expected: 0, .. } => (
            "a signer's office, but nobody signs by name".into(),
            "seal = \"personal\"".into(),
            "write seal = \"personal\", or delete office".into(),
        ),
        P::OfficeCount { found, expected } => (
            format!("offices of signers: {found}, needed: {expected}"),
            format!("{expected}, one for each organ"),
            "office names the signer's office, such as 主任; a joint issue has a list of them".into(),
        ),
        P::OutOfRange { key, found, least, most } => (
            format!("{key} = {found} mm"),
            format!("{least} to {most} mm"),
            "delete the line for the usual measure".into(),
        ),
        P::NoUnits => {
            ("the roster has no units".into(), "one row for each unit".into(), "enter the units into units.csv".into())
        }
        P::BadPattern { found } => (
            format!("“{found}” is no pattern"),
            "such as returns/*.xlsx".into(),
            "* stands for any characters, ? for one; brackets must be closed".into(),
        ),
        P::NoFileYet { pattern } => (
            format!("no file fits {pattern}"),
            "nothing is read for this entry".into(),
            "files of tables in scores/ are looked for below scores/".into(),
        ),
        P::NoSuchSheet { found, known } => (
            format!("there is no sheet “{found}”"),
            format!("sheets of the file: {}", list(known)),
            "correct sheet in sources.toml, or the name of the sheet".into(),
        ),
        P::NoMappedColumn { field, headers, found } => (
            match &headers[..] {
                [own] if own == field => format!("column {field} is missing"),
                _ => format!("column {} is missing, which gives {field}", headers.join(" / ")),
            },
            format!("found {}", list(found)),
            "correct the header, or columns and header in sources.toml".into(),
        ),
        P::ReadTwice { count, same } => (
            if *same {
                format!("rows that several entries of sources.toml read, so that they count more than once: {count}")
            } else {
                format!("rows that are the same as others elsewhere, and may count twice: {count}")
            },
            if *same { "the first one".into() } else { "the same unit, item, date and matter".into() },
            "every entry reads all files that fit it: correct files, or remove a copy; several events that are alike may stay".into(),
        ),
        P::FieldTwice { field } => (
            format!("{field} is told twice"),
            "from one place only".into(),
            "take it out of columns, values or items".into(),
        ),
        P::BadWord { found } => (
            format!("“{found}” cannot stand for no mark"),
            "a word with one meaning, and no figure".into(),
            "take it out of the list".into(),
        ),
        P::UnknownUnit { name, nearest, several } => (
            format!("unknown unit “{name}”"),
            "a name of units.csv or an alias of aliases.csv".into(),
            if *several {
                "several units: write a row for each, or split = [\"单位\"] in sources.toml".into()
            } else if nearest.is_empty() {
                format!(
                    "correct the name, or add an alias in aliases.csv; leave out a row of no unit by rows = {{ skip = [\"{name}\"] }} in sources.toml"
                )
            } else {
                format!("is it {}? correct the name, or add an alias in aliases.csv", list(nearest))
            },
        ),
        P::AliasIsAName { alias } => {
            (format!("alias “{alias}” is a unit's own name"), "a name that no unit has".into(), "delete the row".into())
        }
        P::ScatteredCategory { category } => (
            format!("the units of category “{category}” do not stand together"),
            "further units of a category follow each other".into(),
            "move the row to the others of its category".into(),
        ),
        P::ZeroWeight => (
            "分值设置 is 0".into(),
            "a number above 0, or blank".into(),
            "leave it blank if the unit is not assessed".into(),
        ),
        P::UnaskedTag { tag, count } => (
            format!("the scheme does not ask for the tag “{tag}”, units that have it: {count}"),
            "the first of them".into(),
            "is it misspelt? a tag is the same as a name in applies_to of scheme.toml".into(),
        ),
        P::UnknownLevel { found } => {
            (format!("level “{found}” is not known"), "省 or 市".into(), "write 省 or 市".into())
        }
        P::LeadCooperates { unit, indicator } => (
            format!("{unit} leads {indicator} and cooperates in it"),
            "nobody evaluates itself".into(),
            "delete it from the cooperating units".into(),
        ),
        P::LeadNotAssessed { unit } => (
            format!("{unit} leads an indicator but is not assessed"),
            "a unit with 分值设置".into(),
            "name another lead, or give the unit a 分值设置 in units.csv".into(),
        ),
        P::BadDocumentNumber { found } => (
            format!("“{found}” is no document number"),
            "such as 云安委办〔2024〕5号".into(),
            "brackets 〔〕, a year of four digits, no 第, no leading zero".into(),
        ),
        P::UnknownDocument { found, known } => {
            (format!("unknown document “{found}”"), format!("one of {}", list(known)), "correct the name".into())
        }
        P::UnknownCode { found } => (
            format!("code “{found}” does not belong here"),
            "a letter's row has the code of its unit, other rows none".into(),
            "take the code from units.csv".into(),
        ),
        P::NumberMismatch { found, expected } => (
            format!("{found} does not fit its document"),
            format!("{expected} by code and date in documents.toml"),
            "correct the number, or code and date in documents.toml".into(),
        ),
        P::NoNumber { document, count } => (
            format!("{document} without a number ({count}): the serial prints blank"),
            String::new(),
            "`hongtou issue` gives it one; to set numbers aside before, write them into numbers.csv".into(),
        ),
        P::NotANumber { found } => (
            format!("“{found}” is not a number"),
            "a number such as 9 or 9.5".into(),
            if found.chars().all(|c| c.is_ascii_digit() || c == '.') && found.matches('.').count() < 2 {
                "at most 12 digits before the point and 32 behind it".into()
            } else {
                "one figure with a decimal point: no range, fraction, percentage, decimal comma or other words".into()
            },
        ),
        P::NotACount { found } => (
            format!("“{found}” is not a whole number from 1 to 1000000"),
            "a whole number from 1 to 1000000".into(),
            "write digits only".into(),
        ),
        P::NotAQuantity { found } => (
            format!("“{found}” is no whole number of at least 0"),
            "a quantity, 0 if there is none".into(),
            "write digits only; 不适用 if the item does not concern the unit".into(),
        ),
        P::Negative { found } => (
            format!("{found} is below 0"),
            "at least 0".into(),
            "points that were lost are not written here with a minus sign".into(),
        ),
        P::AboveFull { item, found, full } => (
            format!("{found} is above the most {item} can be, {full}"),
            format!("at most {full}"),
            "compare with the returned form".into(),
        ),
        P::NotAStep { found, step } => (
            format!("{found} is no multiple of {step}"),
            format!("steps of {step}"),
            "round it as the method says, or change step in scheme.toml".into(),
        ),
        P::BadDate { found } => (
            format!("“{found}” is not a date"),
            "a date such as 2021-03-05".into(),
            "month and day with two digits, and a day that the month has".into(),
        ),
        P::OutsideYear { found, year } => (
            format!("{found} is outside {year}"),
            format!("a date in {year}"),
            "correct the date, or delete the row if the event belongs to another year".into(),
        ),
        P::OutsidePeriod { found, from, to } => (
            format!("{found} is outside the period of the assessment"),
            format!("a day from {from} to {to}"),
            "correct the date; delete the row if it belongs to another period; it is set by period in scheme.toml".into(),
        ),
        P::UnknownItem { found, known } => (
            format!("unknown item “{found}”"),
            format!("one of {}", list(known)),
            "items are named by their id in scheme.toml".into(),
        ),
        P::WrongTable { item, table } => (
            format!("marks of {item} do not stand in this table"),
            format!("they stand in {table}"),
            "move the row".into(),
        ),
        P::DoesNotApply { unit, item, audience } => (
            format!("{item} does not apply to {unit}"),
            format!("one of: {audience}"),
            "delete the row; or correct units.csv, indicators.csv or applies_to in scheme.toml".into(),
        ),
        P::NotAssessed { unit } => (
            format!("{unit} is not assessed: the row is not used"),
            "分值设置 is blank in units.csv, or 考核 is 否".into(),
            "delete the row, or give the unit a 分值设置".into(),
        ),
        P::UnusedMark { unit, item } => (
            format!("{unit} has evaluations or figures, so this mark of {item} is not used"),
            "the evaluations or figures count".into(),
            "delete the row; if the item does not concern the unit, delete the evaluations or figures".into(),
        ),
        P::UnknownCriterion { found, count } => (
            format!("criterion “{found}” does not exist"),
            format!("1 to {count}"),
            "criteria are counted from 1 in the order of scheme.toml".into(),
        ),
        P::UnknownAnswer { found, known } => {
            (format!("“{found}” is no answer"), format!("one of {}", list(known)), "write one of these".into())
        }
        P::UnknownIndicator { found, nearest } => (
            format!("unknown indicator “{found}”"),
            "a name of indicators.csv".into(),
            if nearest.is_empty() { "correct the name".into() } else { format!("is it {}?", list(nearest)) },
        ),
        P::UnexpectedEvaluation { indicator, evaluator, unit } => (
            format!("{evaluator} does not evaluate {unit} for {indicator}"),
            "the lead unit evaluates its cooperating units".into(),
            "correct the row, or the units in indicators.csv".into(),
        ),
        P::UnknownEvaluator { name, panel, known } => (
            match panel.as_str() {
                "" => format!("the panel of “{name}” cannot be told"),
                panel => format!("“{name}” is not in the panel “{panel}”"),
            },
            format!("panels: {}", list(known)),
            "write the name of the panel into 指标, or name the evaluator among its members in scheme.toml".into(),
        ),
        P::SelfEvaluation { unit } => {
            (format!("{unit} evaluates itself"), "another evaluator".into(), "delete the row".into())
        }
        P::UnknownPart { item, found, known } => (
            match found.as_str() {
                "" => format!("分项 of {item} is blank"),
                found => format!("{item} has no part “{found}”"),
            },
            if known.iter().all(String::is_empty) { "blank: the item has no parts".into() } else { one_of(known) },
            "correct 分项; the parts stand in scheme.toml".into(),
        ),
        P::ZeroTarget => (
            "the target is 0: nothing is a share of it".into(),
            "more than 0".into(),
            "enter the target; write 不适用 for a unit without a task".into(),
        ),
        P::AlreadyWeighted { item, full, scale } => (
            format!("all marks of {item} are within {full}; scaled from {scale} once more they get too low"),
            format!("0 to {scale}"),
            "if they are weighted already, delete scale from the item in scheme.toml; if they are that low, let it be".into(),
        ),
        P::RatesAsShares { item, highest } => (
            format!("{item} has no targets and its highest figure is {highest}: are these rates shares of 1?"),
            "read as a percentage".into(),
            "without a target the figure is a percentage: write 95.5 or 95.5%; or fill in the targets".into(),
        ),
        P::UnusedCells { column, item, count } => (
            format!("{item} does not use {column}: cells that are not read: {count}"),
            "the first of them".into(),
            "empty these cells; or change the rule of the item in scheme.toml".into(),
        ),
        P::QuotaTie { grade, units, size } => (
            format!("the quota of “{grade}”, {size}, ends among equals: {}", list(units)),
            "the quota".into(),
            "they are treated as its ties says; tie_breaks in [ranking] can part them".into(),
        ),
        P::UnknownClass { found, known } => (
            format!("unknown class “{found}”"),
            format!("one of {}", list(known)),
            "classes are named in scheme.toml".into(),
        ),
        P::UnexpectedRanking { indicator, among } => (
            format!("{indicator} has no rank in “{among}”"),
            "provincial indicators, in the ranges of scheme.toml".into(),
            "correct the row, or the level in indicators.csv".into(),
        ),
        P::RankBeyond { rank, participants } => (
            format!("rank {rank} of {participants}"),
            format!("at most {participants}"),
            "are rank and number of participants swapped?".into(),
        ),
        P::UnusedTable => (
            "no item of the scheme uses this table".into(),
            "its rows are not read".into(),
            "delete the rows, or add the item to scheme.toml".into(),
        ),
        P::LeadCount { role, expected, found } => (
            format!("{found} units are {role}, not {expected}"),
            format!("{expected} by this line"),
            "correct indicators.csv or this number".into(),
        ),
        P::PartsMissTotal { unit, sum, total } => (
            format!("the printed items of {unit} add up to {sum}, its printed total is {total}"),
            "only totals are rounded".into(),
            "with at = \"items\" in [rounding] the printed items add up".into(),
        ),
        P::NoReason { unit, item } => (
            format!("{unit} lost points on {item} without a reason"),
            "no 扣分原因".into(),
            "write the reason: it is printed in the letter".into(),
        ),
        P::NothingApplies { unit } => (
            format!("every item of {unit} is 不适用"),
            "this unit".into(),
            "leave its 分值设置 blank if it is not assessed".into(),
        ),
        P::NoEventTable { path } => (
            format!("{path} is absent: nobody has such an event"),
            String::new(),
            "if there was none, write a table with its header only".into(),
        ),
        P::MissingScore { unit, missing } => (
            format!("{unit} lacks marks: {}", missing.iter().map(missing_words).collect::<Vec<_>>().join("; ")),
            "marks are absent".into(),
            "enter the marks; `hongtou build --draft` prints 缺 for them".into(),
        ),
        P::Template { message } => (
            format!("the template cannot be filled: {message}"),
            "here".into(),
            "compare with the template the program carries".into(),
        ),
        P::EndlessTemplate { steps } => (
            format!("filling the template comes to no end: more than {steps} steps, or too long a text"),
            "here".into(),
            "look at its loops and repetitions; compare with the template the program carries".into(),
        ),
        P::UnsupportedMarkdown { found } => (
            format!("{found} has no form in an official document"),
            "headings, paragraphs, numbered lists, *楷体* and **黑体**".into(),
            "put a backslash before the mark to print it as it is".into(),
        ),
        P::UnknownInsert { name, known } => (
            format!("there is no “{name}” to insert"),
            format!("known here: {}", list(known)),
            "correct the name".into(),
        ),
        P::BadFileName { name } => (
            format!("“{name}” is no file name that every system takes"),
            "a relative path without \\ : * ? \" < > |, of at most 200 bytes a part".into(),
            "correct the pattern under [files], or shorten the name of the unit; no .., no dot or space at either end"
                .into(),
        ),
        P::FileNameClash { name } => (
            format!("two documents would be called {name}"),
            "names that tell the letters apart".into(),
            "give them different names; those of letters need {{ category }}, {{ number }} and {{ unit }}".into(),
        ),
        P::UncoveredCharacter { unit, field, character } => (
            format!(
                "no font has “{character}” (U+{:04X}), in {field}{}",
                *character as u32,
                unit.as_ref().map(|unit| format!(" of {unit}")).unwrap_or_default()
            ),
            "this character".into(),
            "put a font that has it into fonts/, or write another character".into(),
        ),
        P::Layout { document, message, hints } => (
            format!("{document} cannot be typeset: {message}"),
            "here".into(),
            if hints.is_empty() { "compare with the layout the program carries".into() } else { hints.join("; ") },
        ),
        P::RunawayTemplate { end, seconds, memory, templates } => (
            format!("templates of this workspace {}: stopped, nothing was made", runaway(end, *seconds, *memory)),
            format!("its own templates: {}", list(templates)),
            "mend the template, or move it away to use the one the program carries".into(),
        ),
        P::NotConforming { document, documents, row, finding } => (
            match documents {
                1 => format!("{document} does not conform: {row}"),
                _ => format!("{document} and {} more do not conform: {row}", documents - 1),
            },
            finding.clone(),
            "mend the layout or the fonts; it is made all the same without --inspect, and `hongtou inspect` tells more"
                .into(),
        ),
        P::SealBroken { path, row } => (
            format!("row {row} of {path} does not fit its seal: it or a row before it was edited, removed or moved"),
            String::new(),
            "restore the file from a backup; rows are only ever added, a mistake is mended by one more correction"
                .into(),
        ),
        P::BadRegisterRow => (
            "this row cannot be understood".into(),
            "as `hongtou issue` writes it".into(),
            "restore register.csv from a backup".into(),
        ),
        P::LedgerCut { number, rows } => (
            format!("when {number} was issued the ledger was longer than it is now ({rows} rows): its end was cut off"),
            String::new(),
            "restore corrections.csv from a backup".into(),
        ),
        P::RegisterCut { edition } => (
            format!("issued/{edition} holds documents that were issued, and register.csv does not know them"),
            String::new(),
            "restore register.csv from a backup".into(),
        ),
        P::StoreDamaged { path } => (
            format!("{path} is not as it was issued, or is gone"),
            String::new(),
            "restore it from a backup; what was issued cannot be made anew".into(),
        ),
        P::Unsealed { count } => (
            format!("the last {count} rows of the ledger bear no seal and do not count"),
            "from this row on".into(),
            "check them, then run `hongtou seal`".into(),
        ),
        P::NotApproved { serial } => (
            format!("correction {serial} is not approved and does not count"),
            String::new(),
            format!("`hongtou correct approve {serial}`, or `hongtou correct drop {serial}`"),
        ),
        P::WrongSerial { found, expected } => {
            (format!("the serial is “{found}”"), format!("{expected}"), "serials rise by one from 1".into())
        }
        P::UnknownTable { found, known } => (
            format!("there is no table “{found}”, or corrections cannot change it"),
            format!("one of {}", list(known)),
            String::new(),
        ),
        P::NoSuchRow { table, column, key } => (
            format!("no row of {table} has “{key}” as {column}"),
            String::new(),
            format!("write it as in column {column} of {table}"),
        ),
        P::NoSuchColumn { table, found, known } => {
            (format!("{table} has no column “{found}”"), format!("one of {}", list(known)), String::new())
        }
        P::RowExists { table, key } => (
            format!("{table} has a row “{key}” already"),
            String::new(),
            "add the row under a key nobody has; to change a row that is there, correct it".into(),
        ),
        P::KeyMismatch { key, column } => (
            format!("{column} of the row to be added is not “{key}”"),
            String::new(),
            "write both alike, or one alone".into(),
        ),
        P::RowMismatch { columns, cells } => (
            format!("the row has {columns} columns and {cells} values"),
            "one line of CSV each, as many".into(),
            "let `hongtou correct add` or `withdraw` write it".into(),
        ),
        P::ChangesNothing { value } => (
            format!("the value is “{value}” already"),
            "another value".into(),
            "give the value that it gets; what needs no change is not entered".into(),
        ),
        P::BeforeMismatch { expected, found } => (
            format!("the value before is given as “{expected}”, but at that moment it is “{found}”"),
            format!("“{found}”"),
            "check key and column; what an earlier correction changed counts as changed".into(),
        ),
        P::ApprovedInPlace { serial } => (
            "the row of a correction names who approves it".into(),
            "blank".into(),
            format!("approval is a row of its own: `hongtou correct approve {serial}`"),
        ),
        P::SelfApproval { name } => {
            (format!("{name} cannot approve what {name} asked for"), String::new(), "someone else approves it".into())
        }
        P::AlreadyDecided { serial } => (
            format!("correction {serial} was approved or dropped before"),
            String::new(),
            "enter one more correction".into(),
        ),
        P::NoSuchCorrection { found } => {
            (format!("there is no correction “{found}”"), String::new(), "`hongtou correct list` shows them".into())
        }
        P::ChangedAfterIssue { issued, found } => (
            format!("this is “{found}”; when the documents were issued it was “{issued}”"),
            format!("“{issued}”"),
            "put the value back; data are corrected with `hongtou correct`, scheme and form cannot be after issue"
                .into(),
        ),
        P::AddedAfterIssue { table, row } => (
            format!("{table} has a row that was not there when the documents were issued: {row}"),
            String::new(),
            "data files stay as they are after issue: take it out and use `hongtou correct add`".into(),
        ),
        P::RemovedAfterIssue { table, row } => (
            format!("{table} lacks a row that was there when the documents were issued: {row}"),
            String::new(),
            "data files stay as they are after issue: put it back and use `hongtou correct withdraw`".into(),
        ),
        P::EditedByHand { path } => (
            format!("{path} was changed after it was made"),
            String::new(),
            "move it away to keep it; --force replaces it".into(),
        ),
        P::NotOurs { path } => (
            format!("{path} was not made by hongtou and is in the way"),
            String::new(),
            "move the file away, or choose another --out".into(),
        ),
    };
    (message, expected, hint)
}

/// What became of templates that come to no end.
fn runaway(end: &End, seconds: u64, memory: u64) -> String {
    match end {
        End::NotStarted(error) => format!("need another process, which does not start ({error})"),
        End::OutOfTime => format!("made no document for {seconds} seconds"),
        End::OutOfMemory => format!("need more than {memory} MiB of memory"),
        End::TooDeep => "nest too deeply".to_owned(),
        End::Crashed => "broke the program off".to_owned(),
    }
}

fn list(names: &[String]) -> String {
    let mut told: Vec<&str> = Vec::new();
    for name in names {
        if !told.contains(&name.as_str()) {
            told.push(name);
        }
    }
    told.join(", ")
}

/// What can be chosen from; nothing if there is nothing.
fn one_of(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("one of {}", list(names)) }
}

/// Whose full marks are meant, if not those of all units.
fn of_unit(unit: Option<&String>) -> String {
    unit.map(|unit| format!(" of {unit}")).unwrap_or_default()
}

fn missing_words(missing: &Missing) -> String {
    let Missing { item, table, part } = missing;
    match part {
        MissingPart::Whole => format!("{item} ({table})"),
        MissingPart::Criteria(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            format!("{item}, criterion {} ({table})", numbers.join(", "))
        }
        MissingPart::Evaluations(pairs) => {
            let pairs: Vec<String> = pairs.iter().map(|(lead, indicator)| format!("{lead} on {indicator}")).collect();
            format!("{item}, evaluation by {} ({table})", pairs.join(", "))
        }
        MissingPart::Panels { absent, silent } => {
            let absent: Vec<String> =
                absent.iter().map(|(member, panel)| format!("evaluation by {member} on {panel}, ")).collect();
            format!(
                "{item}, {}a mark by anyone of {} ({table}; if nobody can give one, declare that the item does not apply, or add members)",
                absent.concat(),
                list(silent)
            )
        }
        MissingPart::Parts(parts) => format!("{item}: {} ({table})", list(parts)),
        MissingPart::Rankings(pairs) => {
            let pairs: Vec<String> = pairs.iter().map(|(indicator, among)| format!("{indicator} in {among}")).collect();
            format!("{item}, rank of {} ({table})", pairs.join(", "))
        }
    }
}

fn expected_value(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "a text in quotation marks, not blank",
        Expected::Number => "a number of at least 0, written in digits",
        Expected::Signed => "a number, written in digits, below 0 too",
        Expected::Positive => "a number above 0, written in digits",
        Expected::Count => "a whole number from 1 to 1000000",
        Expected::Whole => "a whole number from 0 to 1000000",
        Expected::Year => "a year from 1950 to 2999",
        Expected::Flag => "true or false",
        Expected::Date => "a date such as 2021-10-02",
        Expected::Table => "a table",
        Expected::List => "a list [ … ] with at least one entry",
        Expected::Texts => "texts in quotation marks: [\"…\", \"…\"], or one text",
    }
}

fn book_fault(why: &BookFault) -> String {
    match why {
        BookFault::NotOne => "it is no spreadsheet, or damaged".into(),
        BookFault::NoSheet => "it has no sheet that is shown".into(),
        BookFault::Encrypted => "a password protects it".into(),
        BookFault::Columns(most) => format!("more than {most} columns are filled"),
        BookFault::Rows(most) => format!("more than {most} rows are filled"),
        BookFault::Cells(most) => format!("more than {most} cells are filled"),
        BookFault::Text(most) => format!("it holds more than {most} MiB of text"),
        BookFault::OutOfTime(seconds) => format!("it took longer than {seconds} seconds"),
        BookFault::OutOfMemory(memory) => format!("it needs more than {memory} MiB of memory"),
        BookFault::Crashed => "reading it broke off".into(),
        BookFault::NotStarted(why) => format!("the process for it did not start ({why})"),
    }
}

fn book_remedy(why: &BookFault) -> &'static str {
    match why {
        BookFault::NotOne | BookFault::Crashed => "open it in Excel or WPS and save it anew as .xlsx",
        BookFault::NoSheet => "unhide the sheet, or open it in Excel or WPS and save it anew as .xlsx",
        BookFault::Encrypted => "save it without a password",
        BookFault::NotStarted(_) => "close other programs and try again",
        _ => "copy the table alone into a new file and save that",
    }
}

fn tidied(kind: Tidied) -> &'static str {
    match kind {
        Tidied::Width => "full-width figures read as plain ones",
        Tidied::Unit => "figures read without a word such as 分 or 次 behind them",
        Tidied::Zeros => "figures read without zeros in front",
        Tidied::Point => "figures read without a point and zeros at their end",
        Tidied::Thousands => "figures read without marks between thousands",
        Tidied::Percent => "percentages read without their sign",
        Tidied::Year => "dates without a year read as of the year of the assessment",
        Tidied::Month => "months without a day read and printed as they are",
        Tidied::Sign => "figures read without the sign + in front",
        Tidied::Answer => "√ read as 是, × as 否",
        Tidied::Usual => "events without marks of their own counted with the usual ones",
        Tidied::Code => {
            "units without a code, whose names are taken for codes; keep the old name as the code when one is renamed"
        }
        Tidied::Date => "dates read in other forms than 2021-03-05",
    }
}
