//! The command line, in both languages.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::lang::Lang;
use crate::model::{Genre, IssueDate};
use crate::view::Kind;

/// Turns an office's yearly assessment data into its official documents (公文), to GB/T 9704-2012.
#[derive(Debug, Parser)]
#[command(name = "hongtou", version, disable_help_subcommand = true)]
pub struct Cli {
    /// Language of messages: zh or en [default: that of the system]
    #[arg(long, global = true, value_name = "LANG", hide_possible_values = true)]
    pub lang: Option<Lang>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the documents that are new or have changed
    Build(Build),
    /// Check the workspace without making anything
    Check(Check),
    /// Enter, approve or list corrections of data after issue
    Correct(Correct),
    /// Show what differs between two editions, or since one
    Diff(Diff),
    /// Show how a unit's figures came about, down to the cells of the files
    Explain(Explain),
    /// Issue documents: give them numbers and date, and keep them for good
    Issue(Issue),
    /// Make a new workspace: the sample, or next year's from this year's
    Init(Init),
    /// Measure PDFs against GB/T 9704-2012
    Inspect(Inspect),
    /// Measure one PDF for another process
    #[command(hide = true)]
    InspectOne(InspectOne),
    /// Print the licences of the program and of the fonts it carries
    Licenses,
    /// Show what a build would make, copy or remove, and why
    Plan(Plan),
    /// Seal the rows that were typed at the end of the ledger
    Seal(Seal),
    /// Verify that documents are as they were made or issued, or tell where a file came from
    Verify(Verify),
}

/// Which documents are to be made, from what, and where.
#[derive(Debug, Args)]
pub struct Request {
    /// The folder with the year's data
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
    /// The folder for the documents
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// Only this kind, may be repeated: method 考核办法, results 结果通报, letters 反馈函, correction 更正通知, attachments 附件,
    /// register 登记, data 结果
    #[arg(long, value_name = "KIND", hide_possible_values = true)]
    pub only: Vec<Kind>,
    /// Only the letter of this unit (name, alias or code)
    #[arg(long, value_name = "NAME")]
    pub unit: Option<String>,
    /// Print 缺 where a mark is missing, and 送审稿 on every page
    #[arg(long)]
    pub draft: bool,
    /// Replace documents that were edited by hand
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `build`.
#[derive(Debug, Args)]
pub struct Build {
    /// Which documents, from what, and where.
    #[command(flatten)]
    pub request: Request,
    /// Work on so many documents at once [default: the number of processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Restore the documents of an act of issue from its store [default folder: out-edition-N]
    #[arg(long, value_name = "N", conflicts_with_all = ["only", "unit", "draft", "force", "inspect"], value_parser = clap::value_parser!(u32).range(1..))]
    pub edition: Option<u32>,
    /// With --edition: make them anew from their inputs and only compare
    #[arg(long, requires = "edition")]
    pub rerender: bool,
    /// Measure every PDF against GB/T 9704-2012; if one fails, nothing is changed
    #[arg(long)]
    pub inspect: bool,
}

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// Which documents, from what, and where.
    #[command(flatten)]
    pub request: Request,
    /// List the documents that are fresh, too
    #[arg(long)]
    pub all: bool,
    /// How it is printed: text or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub format: Format,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The folder with the year's data
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The unit (name, alias or code)
    pub unit: String,
    /// One item only
    pub item: Option<String>,
    /// The folder with the year's data
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
}

/// Arguments of `issue`.
#[derive(Debug, Args)]
pub struct Issue {
    /// What to issue: method 考核办法, results 结果通报, letters 反馈函, correction 更正通知
    #[arg(required = true, value_name = "KIND", hide_possible_values = true)]
    pub kinds: Vec<Issuable>,
    /// 成文日期, as 2022-01-20
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: IssueDate,
    /// The serial of the document number, or of the first letter's [default: set aside in numbers.csv, else the next]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=999_999))]
    pub number: Option<u32>,
    /// Only print what would be issued
    #[arg(long)]
    pub dry_run: bool,
    /// The folder with the year's data
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
    /// Work on so many documents at once [default: the number of processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
}

/// What can be issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Issuable {
    /// 考核办法.
    #[value(alias = "考核办法")]
    Method,
    /// 结果通报.
    #[value(alias = "结果通报")]
    Results,
    /// 反馈函.
    #[value(alias = "反馈函")]
    Letters,
    /// 更正通知.
    #[value(alias = "更正通知")]
    Correction,
}

impl Issuable {
    /// The kind of documents it is.
    #[must_use]
    pub fn genre(self) -> Genre {
        match self {
            Self::Method => Genre::Method,
            Self::Results => Genre::Results,
            Self::Letters => Genre::Letter,
            Self::Correction => Genre::Correction,
        }
    }
}

/// Arguments of `correct`.
#[derive(Debug, Args)]
pub struct Correct {
    /// What to enter
    #[command(subcommand)]
    pub act: Act,
}

/// What is entered into the ledger.
#[derive(Debug, Subcommand)]
pub enum Act {
    /// Give a cell another value (更正)
    Change {
        /// The table: 评分, 宣传, units and so on
        table: String,
        /// 编号 of the row; of units its 编码
        key: String,
        /// The column
        column: String,
        /// The value it gets
        #[arg(allow_negative_numbers = true)]
        value: String,
        /// Why, who, when.
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Add a row (补充)
    Add {
        /// The table
        table: String,
        /// 编号 of the new row
        key: String,
        /// The cells, as 单位=发改委
        #[arg(required = true, value_name = "COLUMN=VALUE")]
        cells: Vec<String>,
        /// Why, who, when.
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Let a row no longer count (撤销)
    Withdraw {
        /// The table
        table: String,
        /// 编号 of the row
        key: String,
        /// Why, who, when.
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Approve corrections, from then on they count (批准)
    Approve {
        /// 序号 of the corrections
        #[arg(required = true, value_name = "SERIAL")]
        serials: Vec<u32>,
        /// Who approves, someone else than who asked
        #[arg(long, value_name = "NAME")]
        by: String,
        /// When and where.
        #[command(flatten)]
        moment: Moment,
    },
    /// Drop a correction that nobody has approved
    Drop {
        /// 序号 of the correction
        serial: u32,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Who drops it
        #[arg(long, value_name = "NAME")]
        by: String,
        /// When and where.
        #[command(flatten)]
        moment: Moment,
    },
    /// List all corrections
    List {
        /// The folder with the year's data
        #[arg(long, value_name = "DIR", default_value = "data")]
        workspace: PathBuf,
    },
}

/// Why a correction is entered, by whom and when.
#[derive(Debug, Args)]
pub struct Grounds {
    /// Why
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub reason: String,
    /// What proves it
    #[arg(long, value_name = "TEXT", default_value = "", allow_hyphen_values = true)]
    pub evidence: String,
    /// Who asks for it
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// When and where.
    #[command(flatten)]
    pub moment: Moment,
}

/// When something is entered, and into which workspace.
#[derive(Debug, Args)]
pub struct Moment {
    /// The day, as 2022-01-25
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: IssueDate,
    /// Only print the effect
    #[arg(long)]
    pub dry_run: bool,
    /// The folder with the year's data
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
}

/// Arguments of `seal`.
#[derive(Debug, Args)]
pub struct Seal {
    /// Only print the effect
    #[arg(long)]
    pub dry_run: bool,
    /// The folder with the year's data
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// A folder of documents, or one file [default: the folder of --out]
    pub path: Option<PathBuf>,
    /// The folder with the year's data, and with what was issued
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
    /// The folder of the documents
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// How it is printed: text or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub format: Format,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The number of an edition
    #[arg(value_name = "A", required_unless_present = "since_draft", conflicts_with = "since_draft")]
    pub before: Option<u32>,
    /// The number of a later edition [default: the data as they are now]
    #[arg(value_name = "B")]
    pub after: Option<u32>,
    /// Which figures changed since the documents in the output folder were made
    #[arg(long)]
    pub since_draft: bool,
    /// The folder of the documents
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// The folder with the year's data
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
    /// How it is printed: text or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub format: Format,
}

/// A date as an argument.
fn date(text: &str) -> Result<IssueDate, String> {
    IssueDate::parse(text).ok_or_else(|| "2022-01-20".to_owned())
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The new folder
    pub dir: PathBuf,
    /// This year's workspace: roster, roles and scheme are carried over, the year is raised, the scores are empty
    #[arg(long, value_name = "OLD")]
    pub from: Option<PathBuf>,
}

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// The PDFs
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The form to measure by: general 通用格式, letter 信函格式, or auto
    #[arg(long, value_name = "FORM", default_value = "auto", hide_possible_values = true)]
    pub form: WantedForm,
    /// How the findings are printed: text or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub format: Format,
    /// Limits for each file.
    #[command(flatten)]
    pub limits: Limits,
}

/// Arguments of `inspect-one`, by which the program calls itself.
#[derive(Debug, Args)]
pub struct InspectOne {
    /// The PDF
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The form to measure by
    #[arg(long, value_name = "FORM", default_value = "auto", hide_possible_values = true)]
    pub form: WantedForm,
    /// Limits for the file.
    #[command(flatten)]
    pub limits: Limits,
}

/// Limits for reading one file of unknown origin.
#[derive(Clone, Copy, Debug, Args)]
pub struct Limits {
    /// Give up a file after so many seconds
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub seconds: u64,
    /// Give up a file that needs more MiB of memory
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(256..=1_048_576))]
    pub memory: u64,
}

/// The form to measure by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WantedForm {
    /// 通用格式.
    General,
    /// 信函格式.
    Letter,
    /// As the document looks.
    Auto,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Help texts in Chinese: command, argument (blank for the command itself), text.
const CHINESE: &[(&str, &str, &str)] = &[
    ("", "", "由年度考核数据生成公文（办法、通报、反馈函），版式按 GB/T 9704-2012"),
    ("", "lang", "提示的语言：zh 或 en［默认：系统语言］"),
    ("", "help", "显示帮助"),
    ("", "version", "显示版本"),
    ("build", "", "生成新的和有变化的文件"),
    (
        "",
        "only",
        "只要这一种，可写多次：method 考核办法、results 结果通报、letters 反馈函、correction 更正通知、attachments 附件、register 登记、data 结果数据",
    ),
    ("", "unit", "只要该单位的反馈函（名称、别名或编码）"),
    ("build", "jobs", "同时处理的文件数［默认：处理器数］"),
    ("", "draft", "缺分处印“缺”，每页印“送审稿”"),
    ("", "force", "覆盖被手工改过的文件"),
    ("build", "edition", "从留存恢复第 N 次印发的文件［默认放在 out-edition-N］"),
    ("build", "rerender", "与 --edition 同用：由当时的数据重新生成，只作比较"),
    ("build", "inspect", "按 GB/T 9704-2012 测量每个 PDF；有不合格的，不改动任何文件"),
    ("check", "", "只检查数据，不生成文件"),
    ("check", "workspace", "当年数据所在的文件夹［默认：data］"),
    ("correct", "", "印发后更正数据：记账、批准、查看"),
    ("change", "", "更正一个单元格"),
    ("change", "table", "表：评分、宣传、units 等"),
    ("change", "key", "行的编号（units 是编码）"),
    ("change", "column", "列名"),
    ("change", "value", "新值"),
    ("add", "", "补充一行"),
    ("add", "table", "表"),
    ("add", "key", "新行的编号"),
    ("add", "cells", "各列的值，如 单位=发改委"),
    ("withdraw", "", "撤销一行"),
    ("withdraw", "table", "表"),
    ("withdraw", "key", "行的编号"),
    ("approve", "", "批准更正，从此起作用"),
    ("approve", "serials", "更正的序号"),
    ("approve", "by", "批准人，不能是申请人"),
    ("drop", "", "不要一条未经批准的更正"),
    ("drop", "serial", "更正的序号"),
    ("drop", "by", "谁不要的"),
    ("list", "", "列出全部更正"),
    ("", "reason", "理由"),
    ("", "evidence", "依据，可不写"),
    ("", "by", "申请人"),
    ("", "date", "日期，如 2022-01-25"),
    ("", "dry_run", "只显示影响，不记入"),
    ("", "workspace", "当年数据所在的文件夹［默认：data］"),
    ("diff", "", "两次印发之间，或印发以来，有哪些不同"),
    ("diff", "before", "版次"),
    ("diff", "after", "后一个版次［默认：现在的数据］"),
    ("diff", "since_draft", "输出文件夹里的文件生成以来，哪些数变了"),
    ("", "out", "存放生成文件的文件夹［默认：out］"),
    ("", "format", "输出形式：text 供人看，json 供程序用［默认：text］"),
    ("issue", "", "印发：给文件编号、定日期，永久留存"),
    ("issue", "kinds", "印发什么：method 考核办法、results 结果通报、letters 反馈函、correction 更正通知"),
    ("issue", "date", "成文日期，如 2022-01-20"),
    ("issue", "number", "发文顺序号，反馈函是第一份的［默认：numbers.csv 预编的，否则接着编］"),
    ("issue", "dry_run", "只显示要印发什么"),
    ("issue", "jobs", "同时处理的文件数［默认：处理器数］"),
    ("seal", "", "给更正账末尾手工填写的行加上校验"),
    ("verify", "", "核对文件是否与生成或印发时相同，或查明一个文件的来历"),
    ("verify", "path", "文件夹，或一个文件［默认：--out 的文件夹］"),
    ("verify", "workspace", "当年数据和印发留存所在的文件夹［默认：data］"),
    ("explain", "", "说明一个单位的每个数是怎么来的，直到文件的单元格"),
    ("explain", "unit", "单位（名称、别名或编码）"),
    ("explain", "item", "只说明一个项目"),
    ("explain", "workspace", "当年数据所在的文件夹［默认：data］"),
    ("init", "", "新建工作区：样例，或由今年的数据建明年的"),
    ("init", "dir", "新的文件夹"),
    ("init", "from", "今年的工作区：名册、分工、方案沿用，年度加一，分数清空"),
    ("inspect", "", "按 GB/T 9704-2012 测量 PDF"),
    ("inspect", "files", "PDF 文件"),
    ("inspect", "form", "按哪种格式测量：general 通用格式、letter 信函格式、auto 自动判断［默认：auto］"),
    ("inspect", "seconds", "每个文件最多用多少秒［默认：60］"),
    ("inspect", "memory", "每个文件最多用多少 MiB 内存［默认：2048］"),
    ("licenses", "", "显示程序和所带字体的许可证"),
    ("plan", "all", "没有变化的文件也列出"),
    ("plan", "", "显示 build 将生成、复制、移除哪些文件，为什么"),
];

/// The command line with its help in a language.
#[must_use]
pub fn command(lang: Lang) -> clap::Command {
    let command = Cli::command();
    match lang {
        Lang::En => command,
        Lang::Zh => chinese(command, ""),
    }
}

fn chinese(mut command: clap::Command, name: &str) -> clap::Command {
    let text = |argument: &str| {
        let of_command = CHINESE.iter().find(|(command, id, _)| *command == name && *id == argument);
        let general = CHINESE.iter().find(|(command, id, _)| command.is_empty() && *id == argument);
        of_command.or(general).map(|(_, _, text)| *text)
    };
    command.build();
    if let Some(about) = text("") {
        command = command.about(about).long_about(about);
    }
    command = command.mut_args(|argument| match text(argument.get_id().as_str()) {
        Some(help) => argument.help(help).long_help(help).hide_default_value(true),
        None => argument,
    });
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for inner in names {
        command = command.mut_subcommand(&inner, |subcommand| chinese(subcommand, &inner));
    }
    command
}

/// The language of this run: `--lang`, else that of the system.
#[must_use]
pub fn language(arguments: &[OsString]) -> Lang {
    let mut texts = arguments.iter().filter_map(|argument| argument.to_str());
    let mut wanted = None;
    while let Some(text) = texts.next() {
        if text == "--lang" {
            wanted = texts.next();
        } else if let Some(value) = text.strip_prefix("--lang=") {
            wanted = Some(value);
        }
    }
    let chosen = wanted.and_then(|value| Lang::from_str(value, true).ok());
    chosen.unwrap_or_else(|| Lang::of_locale(&sys_locale::get_locale().unwrap_or_default()))
}

/// Arguments that are no order: help that was asked for, or wrong usage.
#[derive(Debug)]
pub struct Refusal {
    error: clap::Error,
    lang: Lang,
}

/// Reads the arguments.
///
/// # Errors
/// If they ask for help or the version, or are wrong.
pub fn parse(arguments: &[OsString], lang: Lang) -> Result<Cli, Refusal> {
    let matches = command(lang).try_get_matches_from(arguments);
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| Refusal { error, lang })
}

impl Refusal {
    /// Prints help to standard output, wrong usage to standard error, and gives the exit code.
    #[must_use]
    pub fn print(&self) -> ExitCode {
        use clap::error::ErrorKind as K;
        let help = matches!(self.error.kind(), K::DisplayHelp | K::DisplayVersion);
        let text = self.error.render().to_string();
        let translated = match (self.lang, help) {
            (Lang::En, _) => text,
            (Lang::Zh, true) => headings(&text),
            (Lang::Zh, false) => self.chinese(&headings(&text)),
        };
        let done = if help {
            std::io::stdout().write_all(translated.as_bytes())
        } else {
            std::io::stderr().write_all(translated.as_bytes())
        };
        if help && done.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(2) }
    }

    /// What is wrong in Chinese, then the usage as clap gives it.
    fn chinese(&self, text: &str) -> String {
        use clap::error::{ContextKind as C, ErrorKind as K};
        let context = |kind| self.error.get(kind).map(ToString::to_string).unwrap_or_default();
        let (argument, value) = (context(C::InvalidArg), context(C::InvalidValue));
        let message = match self.error.kind() {
            K::UnknownArgument => format!("没有 {argument} 这个选项"),
            K::InvalidSubcommand => format!("没有 {} 这个命令", context(C::InvalidSubcommand)),
            K::InvalidValue | K::ValueValidation if value.is_empty() => format!("{argument} 后面缺少值"),
            K::InvalidValue | K::ValueValidation => match context(C::ValidValue) {
                valid if valid.is_empty() => format!("{argument} 不能是 {value}"),
                valid => format!("{argument} 不能是 {value}，可用：{valid}"),
            },
            K::MissingRequiredArgument => format!("缺少 {argument}"),
            K::ArgumentConflict => format!("{argument} 只能写一次，或不能与别的选项同用"),
            K::DisplayHelpOnMissingArgumentOrSubcommand => return text.to_owned(),
            K::MissingSubcommand => {
                "缺少命令：build、check、correct、diff、explain、init、inspect、issue、licenses、plan、seal 或 verify"
                    .to_owned()
            }
            _ => "用法不对".to_owned(),
        };
        let usage = text.find("用法：").map(|at| &text[at..]).unwrap_or_default();
        format!("错误：{message}\n\n{usage}")
    }
}

/// The headings of clap's help in Chinese.
fn headings(text: &str) -> String {
    let pairs = [
        ("Usage:", "用法："),
        ("Commands:", "命令："),
        ("Arguments:", "参数："),
        ("Options:", "选项："),
        ("For more information, try '--help'.", "详见 --help。"),
        ("[OPTIONS]", "[选项]"),
        ("<COMMAND>", "<命令>"),
    ];
    pairs.iter().fold(text.to_owned(), |text, (english, chinese)| text.replace(english, chinese))
}
