//! What can be wrong with the inputs: typed problems with their places, without a word of wording and without printing.

mod spreadsheet;

use std::collections::BTreeMap;

use crate::apart::End;
use crate::model::Marks;
use crate::span::{SourceId, Span};

pub use spreadsheet::{BookFault, CellFault};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be made.
    Error,
    /// The documents are made; somebody should look.
    Warning,
    /// What was done with the data on the way: nothing need be changed.
    Note,
}

/// One problem and the places it concerns, the place to mend first.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// What is wrong.
    pub problem: Problem,
    /// The places; the first one is the place to mend.
    pub labels: Vec<Span>,
}

/// How many problems of one code are kept; more of them are only counted.
const KEPT: usize = 10_000;

/// All problems gathered so far.
#[derive(Debug, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
    errors: usize,
    /// How many of each code are kept, and how many more there were.
    counts: BTreeMap<&'static str, Count>,
    /// Where the note of each kind of tidying stands, for each file.
    tidied: BTreeMap<(SourceId, Tidied), usize>,
    /// What no message may show.
    concealed: Vec<Span>,
}

/// How many problems of one code there were.
#[derive(Clone, Copy, Debug)]
struct Count {
    severity: Severity,
    kept: usize,
    beyond: usize,
}

impl Diagnostics {
    /// Adds a problem at one place.
    pub fn at(&mut self, span: Span, problem: Problem) {
        self.add(problem, vec![span]);
    }

    /// Notes that a cell was tidied: one note for each file and kind, with the first place and how many cells there are.
    pub fn tidied(&mut self, span: Span, kind: Tidied) {
        let key = (span.source, kind);
        if let Some(at) = self.tidied.get(&key) {
            if let Problem::Tidied { count, .. } = &mut self.all[*at].problem {
                *count += 1;
            }
            return;
        }
        self.tidied.insert(key, self.all.len());
        self.all.push(Diagnostic { problem: Problem::Tidied { kind, count: 1 }, labels: vec![span] });
    }

    /// Keeps a cell out of whatever is shown around the places of problems.
    pub fn conceal(&mut self, span: Span) {
        self.concealed.push(span);
    }

    /// The cells that nothing may show.
    #[must_use]
    pub fn concealed(&self) -> &[Span] {
        &self.concealed
    }

    /// Adds a problem in which two places disagree.
    pub fn between(&mut self, here: Span, there: Span, problem: Problem) {
        self.add(problem, vec![here, there]);
    }

    /// Adds a problem that has no place in a file.
    pub fn nowhere(&mut self, problem: Problem) {
        self.add(problem, Vec::new());
    }

    fn add(&mut self, problem: Problem, labels: Vec<Span>) {
        // What goes wrong alike for every letter is one problem.
        let same = |known: &Diagnostic| known.problem == problem && known.labels == labels;
        let known = match problem.severity() {
            // What is done with a file is told once, however often it is read.
            Severity::Note => self.all.iter().any(same),
            Severity::Error | Severity::Warning => self.all.last().is_some_and(same),
        };
        if known {
            return;
        }
        let severity = problem.severity();
        self.errors += usize::from(severity == Severity::Error);
        let count = self.counts.entry(problem.code()).or_insert(Count { severity, kept: 0, beyond: 0 });
        if count.kept == KEPT {
            count.beyond += 1;
            return;
        }
        count.kept += 1;
        self.all.push(Diagnostic { problem, labels });
    }

    /// Takes over all problems of another gathering.
    pub fn extend(&mut self, other: Diagnostics) {
        self.concealed.extend(&other.concealed);
        for Diagnostic { problem, labels } in other.all {
            self.add(problem, labels);
        }
        for (code, Count { severity, beyond, .. }) in other.counts {
            self.errors += if severity == Severity::Error { beyond } else { 0 };
            self.counts.entry(code).or_insert(Count { severity, kept: 0, beyond: 0 }).beyond += beyond;
        }
    }

    /// The codes of which more problems were found than are kept, with how many more.
    pub fn beyond(&self) -> impl Iterator<Item = (&'static str, Severity, usize)> {
        let all = self.counts.iter().map(|(code, count)| (*code, count.severity, count.beyond));
        all.filter(|(.., beyond)| *beyond > 0)
    }

    /// Whether anything is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Takes over those problems of another gathering that stand where none of the same code stands yet.
    pub fn extend_with_new_places(&mut self, other: Diagnostics) {
        self.concealed.extend(&other.concealed);
        for Diagnostic { problem, labels } in other.all {
            let known = |known: &Diagnostic| known.problem.code() == problem.code() && known.labels == labels;
            if !self.all.iter().any(known) {
                self.add(problem, labels);
            }
        }
    }

    /// The same without what was merely done with the data on the way.
    #[must_use]
    pub fn without_notes(mut self) -> Self {
        self.all.retain(|diagnostic| diagnostic.problem.severity() != Severity::Note);
        self.tidied.clear();
        self
    }

    /// The problems, errors first and notes last, each kind in the order of files and places.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.all.iter().collect();
        all.sort_by_key(|diagnostic| (diagnostic.problem.severity(), diagnostic.labels.first().copied()));
        all
    }

    /// How many problems have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let kept = self.all.iter().filter(|diagnostic| diagnostic.problem.severity() == severity).count();
        kept + self.beyond().filter(|(_, of, _)| *of == severity).map(|(.., beyond)| beyond).sum::<usize>()
    }
}

/// What was done to a cell so that it can be read, where there is no doubt about what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tidied {
    /// Full-width digits and signs: ９．５.
    Width,
    /// The word for marks behind a number: 9.5分.
    Unit,
    /// Zeros in front of a number: 05.
    Zeros,
    /// A point behind a whole number: 9.
    Point,
    /// Marks between thousands: 1,234.5.
    Thousands,
    /// The sign of a percentage where one is meant: 98.46%.
    Percent,
    /// A date in another form: 2021/3/5, 2021年3月5日.
    Date,
    /// A date without its year, which is that of the assessment: 7月15日.
    Year,
    /// A month instead of a date: 2021年7月.
    Month,
    /// The sign of a number that is added: +2.
    Sign,
    /// A sign for yes or no: √, ×.
    Answer,
    /// An event without marks of its own, which has the usual ones.
    Usual,
    /// A unit without a code, whose name is taken for one.
    Code,
}

/// Rows that are no data, by what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// A row that only names a category.
    Heading,
    /// A row of sums or means.
    Sum,
    /// A row that `sources.toml` says to skip.
    Skipped,
    /// A row below the data: who filled the table in and when, remarks, the best and the worst figure.
    Foot,
    /// The header or the title once more, as it is printed on every page.
    Header,
    /// What the figures of the columns are measured in.
    Measures,
    /// A row whose count or marks are blank or 0: nothing happened.
    NoEvent,
}

/// What a TOML value should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Text in quotation marks.
    Text,
    /// A number of at least 0.
    Number,
    /// A number, below 0 too.
    Signed,
    /// A number above 0.
    Positive,
    /// A whole number of at least 1.
    Count,
    /// A whole number of at least 0.
    Whole,
    /// A year.
    Year,
    /// `true` or `false`.
    Flag,
    /// A date such as `2021-10-02`.
    Date,
    /// A table `{ … }`.
    Table,
    /// A list `[ … ]`.
    List,
    /// A list of texts, or one text.
    Texts,
}

/// A list of names or values that a message names.
pub type Names = Vec<String>;

/// A mark that is absent, and where it was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The item (项目).
    pub item: String,
    /// The table it belongs in, `评分.csv`.
    pub table: &'static str,
    /// Which part of the item.
    pub part: MissingPart,
}

/// Which part of an item's marks is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MissingPart {
    /// All there is.
    Whole,
    /// The answers to these criteria, counted from 1.
    Criteria(Vec<usize>),
    /// The evaluation by a lead unit for an indicator.
    Evaluations(Vec<(String, String)>),
    /// The evaluations by members of panels, and the panels of which nobody gives a mark.
    Panels {
        /// Who has not evaluated, and for which panel.
        absent: Vec<(String, String)>,
        /// The panels of which all decline, or have nobody but the unit itself.
        silent: Names,
    },
    /// The figures of these parts.
    Parts(Names),
    /// The rank of an indicator within a range.
    Rankings(Vec<(String, String)>),
}

/// Declares the problems with their code and severity once.
macro_rules! problems {
    ($($(#[$doc:meta])* $variant:ident $({ $($field:ident : $kind:ty),* $(,)? })? = $severity:ident $code:literal;)*) => {
        /// Everything that can be wrong, with what its message needs to say.
        ///
        /// The fields carry what was found and what was expected, under the names the messages use.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the fields of a problem are named by its sentence")]
        pub enum Problem { $($(#[$doc])* $variant $({ $($field: $kind),* })?,)* }

        impl Problem {
            /// Every code there is.
            pub const CODES: &[&str] = &[$($code),*];

            /// The lasting name of the problem, printed in brackets behind its severity.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $(Self::$variant $({ $($field: _),* })? => $code,)* }
            }

            /// How much it matters.
            #[must_use]
            pub fn severity(&self) -> Severity {
                match self { $(Self::$variant $({ $($field: _),* })? => Severity::$severity,)* }
            }
        }
    };
}

problems! {
    // Reading files.
    /// A file that every workspace has is absent.
    MissingFile { path: String } = Error "missing-file";
    /// Bytes of settings or templates that are no UTF-8; in which encoding they seem to be.
    NotUtf8 { path: String, line: usize, encoding: Option<&'static str> } = Error "not-utf-8";
    /// Bytes of a table that are no text in any encoding; in which one it seemed to be up to there.
    Undecodable { path: String, line: usize, byte: usize, encoding: Option<&'static str> } = Error "undecodable";
    /// Two files that both stand for one table.
    TwoFiles { first: String, second: String } = Error "two-files";
    /// A folder, a pipe or a device in the place of a file.
    NotAFile { path: String } = Error "not-a-file";
    /// A link that leads out of the workspace.
    LeadsOut { path: String } = Error "leads-out";
    /// A table or settings file of more MiB than are read.
    TooLarge { path: String, most: u64 } = Error "too-large";
    /// A spreadsheet that cannot be read.
    Spreadsheet { path: String, why: BookFault } = Error "spreadsheet";
    /// A file under `scores/` that is none of the tables.
    UnreadFile { path: String, tables: Names } = Warning "unread-file";
    /// A font file that cannot be read as a font.
    NotAFont { path: String } = Error "not-a-font";

    // Tables.
    /// A carriage return without a line feed: where a row ends cannot be told.
    LoneCarriageReturn = Error "lone-carriage-return";
    /// A table without its header row.
    NoHeader { columns: Names } = Error "no-header";
    /// A column that the table needs is absent.
    MissingColumn { column: &'static str, found: Names } = Error "missing-column";
    /// Two columns with one name, or that both may be a field's: the headers as they are, where the second one stands.
    DuplicateColumn { column: String, other: String, field: Option<String>, place: String } = Error "duplicate-column";
    /// Columns that no one reads.
    UnreadColumns { columns: Names } = Note "unread-columns";
    /// A quotation mark that is never closed: the rest of the file would be one cell.
    UnclosedQuote = Error "unclosed-quote";
    /// Text behind the closing quotation mark of a cell.
    TextBehindQuote = Error "text-behind-quote";
    /// A line break inside a cell that holds one line.
    LineBreak { column: String } = Error "line-break";
    /// A text longer than any form has room for.
    TooLong { length: usize, most: usize } = Error "too-long";
    /// More or fewer cells than the header has.
    RaggedRow { expected: usize, found: usize } = Error "ragged-row";
    /// A character that cannot be printed.
    ForbiddenCharacter { character: char } = Error "forbidden-character";
    /// A cell that must not be blank.
    EmptyCell { column: &'static str } = Error "empty-cell";
    /// A cell of a sheet that has no value to be taken.
    CellFault { fault: CellFault, found: String } = Error "cell-fault";
    /// More columns than a table may have.
    TooManyColumns { found: usize, most: usize } = Error "too-many-columns";
    /// Sheets of a spreadsheet that are not read, because they are hidden or have another header.
    UnreadSheets { path: String, sheets: Names, hidden: bool } = Note "unread-sheets";
    /// Rows and columns of a sheet that its program hides, and that are read like all others.
    HiddenCells { rows: Names, columns: Names } = Note "hidden-cells";
    /// Rows that are no data and were left out.
    LeftOut { what: LeftOut, count: usize } = Note "left-out";
    /// A sum or mean in a table that the rows above it do not give.
    SumMismatch { label: String, column: String, found: String, computed: String } = Warning "sum-mismatch";
    /// Cells that were tidied so that they can be read.
    Tidied { kind: Tidied, count: usize } = Note "tidied";
    /// A value that stands twice where each may stand once.
    Duplicate { column: String, value: String } = Error "duplicate";

    // Settings.
    /// A file that is no TOML.
    TomlSyntax { message: String } = Error "toml-syntax";
    /// A key nobody reads.
    UnknownKey { key: String, known: Names } = Error "unknown-key";
    /// A key that must be there.
    MissingKey { key: &'static str } = Error "missing-key";
    /// A value of another type.
    WrongType { key: String, expected: Expected } = Error "wrong-type";
    /// A value that is none of the choices.
    UnknownChoice { key: String, found: String, choices: Names } = Error "unknown-choice";
    /// A file of another format version.
    UnknownSchema { found: String } = Error "unknown-schema";
    /// Full marks of the base items, those of a unit if not all units have the same, that miss the declared base.
    BaseMismatch { base: Marks, sum: Marks, unit: Option<String> } = Error "base-mismatch";
    /// Full marks of the items of a section that miss its declared full mark.
    SectionMismatch { section: String, full: Marks, sum: Marks, unit: Option<String> } = Error "section-mismatch";
    /// A section without items.
    UnknownSection { found: String, nearest: Names } = Error "unknown-section";
    /// Weights of panels that do not make 100.
    WeightsMismatch { sum: Marks } = Error "weights-mismatch";
    /// A period that ends before it begins.
    PeriodOrder { from: String, to: String } = Error "period-order";
    /// None or several of the keys of which one is wanted.
    OneKeyOf { keys: Names } = Error "one-key-of";
    /// A key that does nothing beside another one.
    UselessKey { key: &'static str, beside: String } = Error "useless-key";
    /// Units are compared within groups where there are none.
    NoGroups = Error "no-groups";
    /// A share that is less than one unit of these fields.
    EmptyQuota { grade: String, share: Marks, fields: Names } = Warning "empty-quota";
    /// A step by which the full mark cannot be reached.
    StepMissesFull { step: Marks, full: Marks } = Warning "step-misses-full";
    /// Points of which the most there is does not reach the full mark.
    NeverFull { most: Marks, full: Marks } = Warning "never-full";
    /// As many marks are left out as there are.
    NothingLeft { from: u32, taken: u32 } = Error "nothing-left";
    /// More periods are to count than there are.
    TooManyPeriods { count: u32, periods: usize } = Error "too-many-periods";
    /// An audience to which no assessed unit belongs.
    NobodyHas { audience: String, known: Names } = Error "nobody-has";
    /// A category that the roster does not have.
    UnknownCategory { found: String, known: Names } = Error "unknown-category";
    /// A category that stands in no group.
    NoGroup { category: String } = Error "no-group";
    /// Figures between two grades, or beyond the first or last, that belong to none.
    BandGap { band: String, other: String } = Error "band-gap";
    /// Figures that belong to two grades, or a grade that nobody can get.
    BandOverlap { band: String, other: String } = Error "band-overlap";
    /// A grade that the scheme does not have.
    UnknownGrade { found: String, known: Names } = Error "unknown-grade";
    /// Parts that miss the full mark of their item.
    PartsMismatch { item: String, full: Marks, sum: Marks } = Error "parts-mismatch";
    /// A placeholder that the rule does not fill.
    UnknownPlaceholder { found: String, known: Names } = Error "unknown-placeholder";
    /// Tiers whose ranks do not rise, or whose points do not fall.
    TierOrder = Error "tier-order";
    /// A unit for which nobody voted.
    NoVotes { unit: String, item: String } = Error "no-votes";
    /// Figures between two tiers that belong to neither.
    TierGap = Error "tier-gap";
    /// Figures that belong to two tiers, or a tier that no figure reaches.
    TierOverlap = Error "tier-overlap";
    /// Points above the full mark of their part or item.
    PointsAboveFull { points: Marks, full: Marks } = Error "points-above-full";
    /// A rank table for units that lead no ranked indicator.
    RanksNotForLeads { item: String } = Error "ranks-not-for-leads";
    /// The items of one section do not stand together.
    SplitSection { section: String } = Error "split-section";
    /// A title without a word.
    EmptyTitle = Error "empty-title";
    /// Words of the office are still to be written where a blank workspace has dots.
    Placeholder = Warning "placeholder";
    /// A left block longer than the table.
    LeftRowsTooMany { rows: usize, all: usize } = Error "left-rows-too-many";
    /// A 份号 that is not six digits.
    BadCopyNumber { found: String } = Error "bad-copy-number";
    /// A 密级 that is none, or a 保密期限 that is not written as the standard wants.
    BadSecrecy { found: String } = Error "bad-secrecy";
    /// More or fewer offices than organs that sign by name.
    OfficeCount { found: usize, expected: usize } = Error "office-count";
    /// A measure of local practice beyond what the standard leaves open.
    OutOfRange { key: &'static str, found: Marks, least: &'static str, most: &'static str } = Error "out-of-range";

    // Sources of tables.
    /// A pattern for files, sheets or rows that is none.
    BadPattern { found: String } = Error "bad-pattern";
    /// A pattern that no file fits.
    NoFileYet { pattern: String } = Note "no-file-yet";
    /// A sheet that a file does not have.
    NoSuchSheet { found: String, known: Names } = Error "no-such-sheet";
    /// A column that an entry names and that a file does not have.
    NoMappedColumn { field: String, headers: Names, found: Names } = Error "no-mapped-column";
    /// A field that an entry takes from two places.
    FieldTwice { field: String } = Error "field-twice";
    /// Rows of events that are read twice: the same row by two entries, or equal ones of two files.
    ReadTwice { count: usize, same: bool } = Warning "read-twice";
    /// A figure among the words that stand for no mark, or a word with two meanings.
    BadWord { found: String } = Error "bad-word";

    // Roster.
    /// A roster without units.
    NoUnits = Error "no-units";
    /// A unit that is neither in the roster nor an alias; whether it is several that are.
    UnknownUnit { name: String, nearest: Names, several: bool } = Error "unknown-unit";
    /// An alias that is some unit's own name.
    AliasIsAName { alias: String } = Error "alias-is-a-name";
    /// A category whose units do not stand together.
    ScatteredCategory { category: String } = Error "scattered-category";
    /// A share of the yearly total that is 0: blank is meant, or a number.
    ZeroWeight = Error "zero-weight";
    /// A tag by which no rule asks.
    UnaskedTag { tag: String, count: usize } = Note "unasked-tag";
    /// A level that is neither province nor city.
    UnknownLevel { found: String } = Error "unknown-level";
    /// A unit that leads and cooperates in one indicator.
    LeadCooperates { unit: String, indicator: String } = Error "lead-cooperates";
    /// A lead that is not assessed.
    LeadNotAssessed { unit: String } = Error "lead-not-assessed";
    /// A document number that does not have the standard's form.
    BadDocumentNumber { found: String } = Error "bad-document-number";
    /// A kind of document that has no number here.
    UnknownDocument { found: String, known: Names } = Error "unknown-document";
    /// A code that no unit has.
    UnknownCode { found: String } = Error "unknown-code";
    /// A number of another organ or year than its document.
    NumberMismatch { found: String, expected: String } = Warning "number-mismatch";
    /// A document without a number: the serial prints blank.
    NoNumber { document: String, count: usize } = Warning "no-number";

    // Scores.
    /// A cell that should hold a mark.
    NotANumber { found: String } = Error "not-a-number";
    /// A cell that should hold a whole number from 1, and none that nobody counts to.
    NotACount { found: String } = Error "not-a-count";
    /// A cell that should hold a whole number from 0.
    NotAQuantity { found: String } = Error "not-a-quantity";
    /// A mark below 0.
    Negative { found: Marks } = Error "negative";
    /// A mark above the most it can be.
    AboveFull { item: String, found: Marks, full: Marks } = Error "above-full";
    /// A mark that is no multiple of the step.
    NotAStep { found: Marks, step: Marks } = Error "not-a-step";
    /// A date that is none, or not in the form `2021-03-05`.
    BadDate { found: String } = Error "bad-date";
    /// An event outside the year of the assessment.
    OutsideYear { found: String, year: i32 } = Error "outside-year";
    /// An event outside the days that the scheme sets for the assessment.
    OutsidePeriod { found: String, from: String, to: String } = Error "outside-period";
    /// An item that the scheme does not have.
    UnknownItem { found: String, known: Names } = Error "unknown-item";
    /// An item whose marks stand in another table.
    WrongTable { item: String, table: &'static str } = Error "wrong-table";
    /// An item that the scheme does not apply to the unit.
    DoesNotApply { unit: String, item: String, audience: String } = Error "does-not-apply";
    /// A row for a unit that is not assessed.
    NotAssessed { unit: String } = Warning "not-assessed";
    /// A mark that evaluations make superfluous.
    UnusedMark { unit: String, item: String } = Error "unused-mark";
    /// A criterion that the item does not have.
    UnknownCriterion { found: String, count: usize } = Error "unknown-criterion";
    /// A checklist cell that is neither yes nor no.
    UnknownAnswer { found: String, known: Names } = Error "unknown-answer";
    /// An indicator that the table of indicators does not have.
    UnknownIndicator { found: String, nearest: Names } = Error "unknown-indicator";
    /// An evaluation that the indicators do not expect.
    UnexpectedEvaluation { indicator: String, evaluator: String, unit: String } = Error "unexpected-evaluation";
    /// An evaluator that no panel has.
    UnknownEvaluator { name: String, panel: String, known: Names } = Error "unknown-evaluator";
    /// A unit that evaluates itself.
    SelfEvaluation { unit: String } = Error "self-evaluation";
    /// A part that the item does not have.
    UnknownPart { item: String, found: String, known: Names } = Error "unknown-part";
    /// A target of 0, of which nothing can be a share.
    ZeroTarget = Error "zero-target";
    /// Marks that are all within the full mark although they should be on a larger scale.
    AlreadyWeighted { item: String, full: Marks, scale: Marks } = Warning "already-weighted";
    /// Rates that all read as shares of 1 although percentages are meant.
    RatesAsShares { item: String, highest: Marks } = Warning "rates-as-shares";
    /// Cells of a column that the rule of an item, or a veto, does not use.
    UnusedCells { column: &'static str, item: String, count: usize } = Warning "unused-cells";
    /// Units with one figure of which a quota holds only some.
    QuotaTie { grade: String, units: Names, size: usize } = Warning "quota-tie";
    /// A class that the scheme does not have.
    UnknownClass { found: String, known: Names } = Error "unknown-class";
    /// A range of ranking that the scheme does not have, or an indicator that is not ranked.
    UnexpectedRanking { indicator: String, among: String } = Error "unexpected-ranking";
    /// A rank beyond the number of participants.
    RankBeyond { rank: u32, participants: u32 } = Error "rank-beyond";
    /// A table with rows that no item of the scheme feeds on.
    UnusedTable = Warning "unused-table";
    /// More or fewer units lead indicators than the scheme says.
    LeadCount { role: String, expected: u32, found: usize } = Warning "lead-count";
    /// Printed items that miss the printed total, because only totals are rounded.
    PartsMissTotal { unit: String, sum: String, total: String } = Warning "parts-miss-total";
    /// Points lost without a reason.
    NoReason { unit: String, item: String } = Warning "no-reason";
    /// A unit of which every item is declared 不适用.
    NothingApplies { unit: String } = Error "nothing-applies";
    /// A table of events that is absent, so that nobody has any.
    NoEventTable { path: String } = Warning "no-event-table";
    /// Marks of an assessed unit that are absent.
    MissingScore { unit: String, missing: Vec<Missing> } = Error "missing-score";

    // Wording and documents.
    /// A template that minijinja refuses.
    Template { message: String } = Error "template";
    /// A template that takes more than so many steps to fill.
    EndlessTemplate { steps: u64 } = Error "endless-template";
    /// Markdown that has no form in an official document.
    UnsupportedMarkdown { found: String } = Error "unsupported-markdown";
    /// An `insert` of something the document does not have.
    UnknownInsert { name: String, known: Names } = Error "unknown-insert";
    /// A pattern that makes no portable file name.
    BadFileName { name: String } = Error "bad-file-name";
    /// Two documents with one file name.
    FileNameClash { name: String } = Error "file-name-clash";
    /// A character that no font has.
    UncoveredCharacter { unit: Option<String>, field: String, character: char } = Error "uncovered-character";
    /// A layout that Typst refuses.
    Layout { document: String, message: String, hints: Names } = Error "layout";
    /// Templates of the workspace that come to no end within the limits: so many seconds without a document, MiB of memory.
    RunawayTemplate { end: End, seconds: u64, memory: u64, templates: Names } = Error "runaway-template";
    /// A document that fails a row of the checklist, of all that fail it the first: what was found on it.
    NotConforming { document: String, documents: usize, row: &'static str, finding: String } = Error "not-conforming";

    // Ledger and register.
    /// A sealed row that was edited, moved or removed, or the row in front of which one was.
    SealBroken { path: &'static str, row: usize } = Error "seal-broken";
    /// A row of the register that cannot be understood although its seal fits.
    BadRegisterRow = Error "bad-register-row";
    /// A document was issued when the ledger had rows that are not there any more.
    LedgerCut { number: String, rows: u32 } = Error "ledger-cut";
    /// The store holds an edition that the register does not have.
    RegisterCut { edition: u32 } = Error "register-cut";
    /// A file of the store that is absent or not as it was issued.
    StoreDamaged { path: String } = Error "store-damaged";
    /// Rows at the end of the ledger that were typed by hand and not sealed: they do not count.
    Unsealed { count: usize } = Warning "unsealed";
    /// A correction that nobody has approved: it does not count.
    NotApproved { serial: u32 } = Warning "not-approved";
    /// A row of the ledger whose serial is not the next one.
    WrongSerial { found: String, expected: u32 } = Error "wrong-serial";
    /// A table that is not there or that corrections cannot change.
    UnknownTable { found: String, known: Names } = Error "unknown-table";
    /// A key that no row of a table has.
    NoSuchRow { table: &'static str, column: &'static str, key: String } = Error "no-such-row";
    /// A column that a table does not have.
    NoSuchColumn { table: &'static str, found: String, known: Names } = Error "no-such-column";
    /// A row is to be added under a key that another row has.
    RowExists { table: &'static str, key: String } = Error "row-exists";
    /// A row is to be added whose own key is another one.
    KeyMismatch { key: String, column: &'static str } = Error "key-mismatch";
    /// A whole row whose columns and values are not as many.
    RowMismatch { columns: usize, cells: usize } = Error "row-mismatch";
    /// A correction whose new value is the old one.
    ChangesNothing { value: String } = Error "changes-nothing";
    /// A correction of a value that does not stand there.
    BeforeMismatch { expected: String, found: String } = Error "before-mismatch";
    /// A correction that bears its approval in its own row.
    ApprovedInPlace { serial: u32 } = Error "approved-in-place";
    /// Someone approves what they asked for.
    SelfApproval { name: String } = Error "self-approval";
    /// A decision about a correction that was approved or dropped before.
    AlreadyDecided { serial: u32 } = Error "already-decided";
    /// A decision about a row that is no correction.
    NoSuchCorrection { found: String } = Error "no-such-correction";
    /// A value that is not as it was when documents that rest on it were issued.
    ChangedAfterIssue { issued: String, found: String } = Error "changed-after-issue";
    /// A row that was not there when documents that rest on its table were issued.
    AddedAfterIssue { table: &'static str, row: String } = Error "added-after-issue";
    /// A row that was there when documents that rest on its table were issued.
    RemovedAfterIssue { table: &'static str, row: String } = Error "removed-after-issue";

    // The folder of documents.
    /// A document that was changed after it was made.
    EditedByHand { path: String } = Error "edited-by-hand";
    /// A file in the place of a document that was not made by the program.
    NotOurs { path: String } = Error "not-ours";
}
