//! The command line: what can be asked for.

mod language;

pub use language::{Refusal, command, language, parse};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::apart::Limits;
use crate::lang::Lang;
use crate::model::{Genre, IssueDate};
use crate::renew::MOST;
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
    /// Write the tables that must be filled in, one workbook for each evaluator and kind of evidence
    Forms(Forms),
    /// Issue documents: give them numbers and date, and keep them for good
    Issue(Issue),
    /// Make a new workspace: the sample, one of any size like it, or next year's from this year's
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
    /// Bind the letters of all units into one file to be printed on both sides (合订本)
    Print(Print),
    /// Read a spreadsheet for another process
    #[command(hide = true)]
    ReadSheets(ReadSheets),
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

/// Arguments of `print`.
#[derive(Debug, Args)]
pub struct Print {
    /// The folder with the year's data
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
    /// The file, or the folder for it, not the one that build writes to [default: 反馈函合订本.pdf]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only the letters of this category
    #[arg(long, value_name = "NAME")]
    pub category: Option<String>,
    /// Print 缺 where a mark is missing, and 送审稿 on every page
    #[arg(long)]
    pub draft: bool,
    /// Replace the file that is there
    #[arg(long)]
    pub force: bool,
    /// Work on so many documents at once [default: the number of processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The folder with the year's data
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
    /// How it is printed: text or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub format: Format,
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

/// Arguments of `forms`.
#[derive(Debug, Args)]
pub struct Forms {
    /// The folder with the year's data
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub workspace: PathBuf,
    /// The new folder for the forms
    #[arg(long, value_name = "DIR", default_value = "forms")]
    pub out: PathBuf,
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
    /// A workspace to be filled in: a commented scheme and tables with their headers alone
    #[arg(long, conflicts_with = "from")]
    pub blank: bool,
    /// This year's workspace: roster, roles and scheme are carried over, the year is raised, the scores are empty
    #[arg(long, value_name = "OLD")]
    pub from: Option<PathBuf>,
    /// A sample with so many assessed units, up to a million, all of them invented: to try how much the program bears
    #[arg(long, value_name = "UNITS", conflicts_with_all = ["blank", "from"], value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST)))]
    pub synthetic: Option<u32>,
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

/// Arguments of `read-sheets`, by which the program calls itself.
#[derive(Debug, Args)]
pub struct ReadSheets {
    /// Limits for the file.
    #[command(flatten)]
    pub limits: Limits,
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
