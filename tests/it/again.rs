//! Tables are read again from their texts whenever somebody needs them, and long texts are packed: nobody can tell.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use hongtou::diag::Diagnostics;
use hongtou::source::Sources;

use crate::support::{done, edit, hongtou, sample};

/// Where publications are written down.
const PUBLICATIONS: &str = "data/scores/宣传.csv";
/// Titles of characters that have one, two, three and four bytes: their boundaries stand wherever a text may be cut.
const TITLES: [&str; 4] = ["abc 营商", "é·营商环境", "营商环境", "𠮷营商"];
/// So many rows make a text of more than half a million bytes.
const ROWS: usize = 9000;

/// Adds publications to the sample; gives the text of the table.
fn with_long_table(folder: &Path) -> String {
    let path = folder.join(PUBLICATIONS);
    let mut text = fs::read_to_string(&path).expect("the table is read");
    for row in 0..ROWS {
        let title = TITLES[row % TITLES.len()];
        write!(text, "Y{row:05},中原银行,2021-03-04,舞钢发布,一般媒体,{title}{row}\r\n").expect("a text takes all");
    }
    fs::write(path, &text).expect("the table is written");
    text.trim_start_matches('\u{FEFF}').to_owned()
}

#[test]
fn a_long_text_is_what_was_written_and_knows_its_places() {
    let folder = sample();
    let written = with_long_table(folder.path());
    let sources =
        Sources::read(&folder.path().join("data"), &mut Diagnostics::default()).expect("the workspace is read");
    let file = sources.file(sources.text_of("scores/宣传.csv").expect("the table is there"));
    assert!(matches!(file.passing(), Cow::Owned(_)), "a text of {} bytes is packed", written.len());
    assert!(file.passing() == written);
    for (at, character) in written.char_indices().step_by(997).chain(written.char_indices().last()) {
        let line = written[..at].matches('\n').count() + 1;
        let column = written[..at].rsplit('\n').next().expect("a line").chars().count() + 1;
        assert_eq!(file.position(at), (line, column), "of {character:?} at byte {at}");
    }
    let lines = written.split('\n').map(|line| line.trim_end_matches('\r'));
    let differs = file.lines().map(|line| &file.text()[line]).zip(lines.clone()).find(|(found, line)| found != line);
    assert_eq!((file.lines().count(), differs), (lines.count(), None));
    assert!(file.text() == written);
}

#[test]
fn a_fault_at_the_end_of_a_long_table_is_shown_with_its_line() {
    let folder = sample();
    let lines = with_long_table(folder.path()).lines().count();
    edit(folder.path(), PUBLICATIONS, &format!("Y{:05},中原银行,2021", ROWS - 1), "Y99999,中原银行,2031");
    let run = hongtou(folder.path(), &["check"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains(&format!("data/scores/宣传.csv:{lines}:13\n")), "{}", run.stderr);
    assert!(run.stderr.contains("Y99999,中原银行,2031-03-04,舞钢发布"), "{}", run.stderr);
}

#[test]
fn a_long_table_gives_the_documents_of_a_short_one() {
    // Rows of a unit that has its full mark already change nothing but how many there are.
    let folder = sample();
    let explained = |folder: &Path| done(folder, "explain 城市管理局").stdout;
    let before = explained(folder.path());
    with_long_table(folder.path());
    assert_eq!(explained(folder.path()), before);
}

#[test]
fn a_table_is_the_same_when_it_is_read_again() {
    // That 标准差 is another name of a unit is not known when the indicators are read: there it means no indicator.
    let folder = sample();
    edit(folder.path(), "data/aliases.csv", "发展和改革委员会,发改委", "发展和改革委员会,发改委\n标准差,发改委");
    let data = folder.path().join("data");
    let text = fs::read_to_string(data.join("indicators.csv")).expect("the table is read");
    fs::remove_file(data.join("indicators.csv")).expect("the table is removed");
    fs::write(data.join("指标.csv"), format!("{}\n,标准差,,,\n", text.trim_end())).expect("the table is written");
    let entry = "schema = 1\n[[source]]\ntable = \"indicators\"\nfiles = \"指标.csv\"\n";
    fs::write(data.join("sources.toml"), entry).expect("the entry is written");
    let run = done(folder.path(), "check");
    assert!(run.stdout.contains("no errors"), "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("data/指标.csv:39:1"), "{}", run.stderr);
}
