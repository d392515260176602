//! The command line in the language of its user: help, reading, and what is wrong with it.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, ValueEnum};

use super::Cli;
use crate::lang::Lang;

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
    ("forms", "", "生成要填的采集表：每个评价者、每种依据一份"),
    ("forms", "out", "存放采集表的新文件夹［默认：forms］"),
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
    ("init", "", "新建工作区：样例、任意大小的样例，或由今年的数据建明年的"),
    ("init", "dir", "新的文件夹"),
    ("init", "blank", "空白工作区：带说明的方案和只有表头的表"),
    ("init", "from", "今年的工作区：名册、分工、方案沿用，年度加一，分数清空"),
    ("init", "synthetic", "有这么多参加考核单位的样例，最多一百万个，单位都是虚构的：用来试程序的承受能力"),
    ("inspect", "", "按 GB/T 9704-2012 测量 PDF"),
    ("inspect", "files", "PDF 文件"),
    ("inspect", "form", "按哪种格式测量：general 通用格式、letter 信函格式、auto 自动判断［默认：auto］"),
    ("inspect", "seconds", "每个文件最多用多少秒［默认：60］"),
    ("inspect", "memory", "每个文件最多用多少 MiB 内存［默认：2048］"),
    ("licenses", "", "显示程序和所带字体的许可证"),
    ("plan", "all", "没有变化的文件也列出"),
    ("print", "", "把各单位的反馈函合订成一个文件，供双面打印"),
    ("print", "out", "文件，或放它的文件夹，不能在 build 的输出文件夹中［默认：反馈函合订本.pdf］"),
    ("print", "category", "只要这一类别的反馈函"),
    ("print", "force", "覆盖已有的文件"),
    ("print", "jobs", "同时处理的文件数［默认：处理器数］"),
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
                valid if valid.is_empty() => format!("{argument} 不能是 {value}{}", self.bounds()),
                valid => format!("{argument} 不能是 {value}，可用：{valid}"),
            },
            K::MissingRequiredArgument => format!("缺少 {argument}"),
            K::ArgumentConflict => format!("{argument} 只能写一次，或不能与别的选项同用"),
            K::DisplayHelpOnMissingArgumentOrSubcommand => return text.to_owned(),
            K::MissingSubcommand => {
                "缺少命令：build、check、correct、diff、explain、init、inspect、issue、licenses、plan、print、seal 或 verify"
                    .to_owned()
            }
            _ => "用法不对".to_owned(),
        };
        let usage = text.find("用法：").map(|at| &text[at..]).unwrap_or_default();
        format!("错误：{message}\n\n{usage}")
    }

    /// Between which numbers a value must lie, if clap says so: “0 is not in 1..=256”.
    fn bounds(&self) -> String {
        let cause = std::error::Error::source(&self.error).map(ToString::to_string).unwrap_or_default();
        let range = cause.split_once(" is not in ").and_then(|(_, range)| range.split_once("..="));
        range.map(|(least, most)| format!("，须在{least}到{most}之间")).unwrap_or_default()
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
