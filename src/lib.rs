//! hongtou (红头) turns an office's yearly assessment data into its official documents (公文).
//!
//! # The way of the data
//!
//! One command reads a workspace, computes the assessment and writes the documents. Data flows one way, and each phase
//! is one module:
//!
//! [`source`] → [`load`] → [`correct`] → [`validate`] → [`assess`] → [`figures`] → [`wording`] → [`view`] → [`plan`] → [`render`] → [`mod@write`] → [`report`]
//!
//! Beside that way, `inspect` measures PDFs, of this program or any other, against the standard:
//!
//! [`source`] → [`pdf`] → [`mod@inspect`] → [`report`]
//!
//! What is of unknown origin, a PDF, a spreadsheet, templates of a workspace's own, is dealt with by a process [`apart`].
//!
//! A module imports only from those before it in this list; [`run`] wires them, [`cli`] names what can be asked for. Files
//! of unknown origin are read by a process that [`apart`] starts and limits.
//!
//! # What always holds
//!
//! * Only [`source`] reads inputs, only [`mod@write`] writes, only [`report`] prints ([`cli`] its own help); [`assess`], [`figures`], [`view`], [`plan`] and [`mod@inspect`] are pure.
//! * A [`validate::Scheme`], [`validate::Roster`] or [`validate::ScoreSheet`] exists only if it is valid.
//! * All errors are gathered before anything stops; each has a code, a place, what was found, what was expected, a remedy.
//! * On any error nothing in the output folder changes. A warning of the layout engine is an error.
//! * Marks are exact ([`model::Marks`]); each published figure is rounded where the scheme says. Blank is not zero.
//! * Same inputs, same bytes: no clock, locale, network or system fonts; dates come from data.
//! * A build over an old one equals a build into an empty folder.
//! * What was issued is frozen: it is copied from its store ([`edition`]), never made again under its number and date.
//! * The ledger of corrections and the register of issue only grow; every row is sealed over the row before ([`mod@correct`]).
//! * An act of issue or correction happens as a whole or not at all, whatever ends the program: all files are staged, a
//!   journal names them, then they are moved; the next run completes or undoes it ([`mod@write`]).
//! * The record names everything that a document was made from: its view, and with what; only documents of which some of it
//!   changed are made again ([`plan`]). If nothing
//!   changed at all, digests alone tell so, and nothing is parsed.
//! * Threads make documents, one writes them, in an order that does not depend on how many there are; no thread gets far ahead of
//!   what was written, and of the layout of documents only what they share is kept.
//! * Files that the program did not make are never touched.
//! * Every figure on paper traces back to its cells ([`assess::derivation`], `hongtou explain`).
//! * A PDF or spreadsheet of unknown origin is read by a process of its own, with limits of time and memory; nothing in it reaches a terminal as it is.
//! * Templates of a workspace's own are carried out by a process of its own, which is ended if no document comes for too long
//!   or its memory or stack runs out; it says why, and nothing is half done. They see no other file, and no network.
//! * A file is read as it is meant only where there is one meaning ([`load`]); what was tidied is noted, what is in doubt refused. No word becomes a 0.
//! * What nothing reads of a table (columns, sheets, rows) reaches no document, no ledger and no record.
//! * A table takes many times the room of its text, and is not kept: whoever asks for it has it read again from the sources that the
//!   workspace was loaded from ([`load`]). What is kept of every unit is the least that documents are made from.
//! * Nothing in data becomes code: not Typst, not Markdown, not minijinja, not a path, not a spreadsheet formula.
//!
//! # Glossary
//!
//! | term | in code | meaning |
//! |---|---|---|
//! | 公文 | document | an official document |
//! | 文种 | genre | the kind of a document that bears a number |
//! | 考核办法 | method | how the year is assessed; a notice with rules and score table attached |
//! | 考核结果通报 | results | the notice of the results |
//! | 反馈函 | letter | what one unit is told of its marks |
//! | 附件 | attachment | a part of a document with a title of its own |
//! | 版头、发文机关标志、发文字号 | head, mark, number | the red head: issuing organ and document number |
//! | 主送机关、抄送机关 | addressees, copies | who must act, who must know |
//! | 附件说明、署名、成文日期、附注 | attachments note, signature, date, note | what follows the body |
//! | 版记 | imprint | copies, issuer and date on the last page |
//! | 单位、类别、名册 | unit, category, roster | who is listed |
//! | 分值设置 | weight | a unit's share of the yearly total given to this work; blank: not assessed |
//! | 项目、要点 | item, criterion | what is marked |
//! | 满分、本单位满分 | full mark, own full mark | the most an item, or a unit's items together, can be |
//! | 总分、得分率、折算得分 | total, rate, converted | the figures of a unit |
//! | 名次、并列 | rank, tie | its place |
//! | 取舍 | rounding | 四舍五入 half up, 四舍六入五成双 half even |
//! | 缺分、不适用、不评价 | missing, not applicable, declined | why a mark is not there |
//! | 版心、天头、订口 | frame | the type area, the margins above it and on its left |
//! | 字、行 | cell, row | the width of a character of 3号; its height and 7/8 of it |
//! | 错误、提示、说明 | error, warning, note | nothing is made; somebody should look; what was done on the way |
//! | 类别标题、合计行 | heading, total | rows of a table that are no data |
//! | 测量、结论 | inspection, finding, verdict | what was found on a PDF, row by row of the checklist |
//! | 印发、版次 | issue, edition | sending out under number and date; all documents of one act of issue |
//! | 预编文号 | numbers | document numbers set aside before issue |
//! | 发文登记 | register | the documents issued, sealed row by row |
//! | 更正账 | ledger | the corrections of data after issue, sealed row by row |
//! | 更正、补充、撤销、批准 | change, add, withdraw, approve | what a row of the ledger does |
//! | 更正通知 | correction | the notice of what was printed and what it becomes |
//! | 合订本 | bound file | all letters in one file for printing, each on sheets of its own ([`render::bind`]) |
//! | 签收表 | receipts | the list on which units sign for their letters |
//! | 组、标签 | group, tag | categories with one full mark; what a unit is, beside its category |
//! | 考核内容 | section | items that belong together and may count by a weight |
//! | 扣完为止、完成率、分期 | loss, completion, periods | kinds of rules ([`validate::Rule`]) |
//! | 基准 | difference, base | points by how far a figure is from a base |
//! | 测评票 | votes | marks by how many voted what |
//! | 分档赋分、档 | intervals, tier | points by the interval in which a figure lies |
//! | 评议组 | panel | evaluators whose mean counts by a weight |
//! | 等次、名额、一票否决 | grade, quota, veto | what a figure is worth, how many may have it, what caps it |
//! | 采集表 | form, blank | a table to be filled in ([`view::blanks`]) |
//! | 指标、牵头单位、配合单位 | indicator, lead, cooperating | who evaluates whom |
//! | 失信被执行人 | listing | a body on the court's list |
//!
//! # Style
//!
//! Nouns are types by state of knowledge (`RawTable`, `ScoreSheet`, `Assessment`, `View`, `Plan`), verbs are phases.

pub mod span;

pub mod lang;

pub mod digest;

pub mod apart;

pub mod model;

pub mod diag;

pub mod source;

pub mod load;

pub mod correct;

pub mod paths;

pub mod validate;

pub mod assess;

pub mod figures;

pub mod wording;

pub mod view;

pub mod plan;

pub mod edition;

pub mod render;

pub mod write;

pub mod pdf;

pub mod inspect;

pub mod report;

pub mod renew;

pub mod cli;

pub mod run;
