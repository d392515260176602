//! Pages of the layouts, measured: the examples row by row, and what holds for every mark, title and body.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::pdf::{Document, Page, Run, read, read_bytes};
use crate::press::{EXAMPLES, example, examples, typeset};
use crate::support::{edit, hongtou, sample};

/// The type area, mm.
const LEFT: f64 = 28.0;
const RIGHT: f64 = 184.0;
const MIDDLE: f64 = 106.0;
const FOOT: f64 = 262.0;
/// A character of 3号 below the baseline, mm.
const BELOW_3: f64 = 0.12 * 16.0 * 25.4 / 72.0;

/// The PDFs that layouts make of views, as read.
fn render(jobs: &[(&str, Value)]) -> Vec<Document> {
    let made = typeset(jobs, &[]).into_iter();
    made.map(|pdf| read_bytes("a view", pdf.unwrap_or_else(|problems| panic!("{problems}")))).collect()
}

fn words(line: &[&Run]) -> String {
    line.iter().map(|run| run.text.as_str()).collect()
}

/// Every row of a document: page, baseline, size and place of each run on it, and what it says.
fn geometry(document: &Document) -> String {
    let mut text = String::new();
    for (at, page) in document.pages.iter().enumerate() {
        writeln!(text, "page {}", at + 1).expect("memory");
        for line in page.lines() {
            write!(text, "{:7.2}", line[0].y).expect("memory");
            for run in line {
                let artifact = if run.artifact { "*" } else { "" };
                write!(text, "  {:.2}{artifact} {:.1}pt {}", run.x, run.size, run.text).expect("memory");
            }
            text.push('\n');
        }
    }
    text
}

#[test]
fn every_example_stands_where_its_golden_says() {
    let jobs: Vec<(&str, Value)> = EXAMPLES.iter().map(|(name, layout)| (*layout, example(name))).collect();
    let mut wrong = Vec::new();
    for ((name, _), document) in EXAMPLES.iter().zip(render(&jobs)) {
        let (path, found) = (examples().join(format!("{name}.txt")), geometry(&document));
        if std::env::var_os("HONGTOU_BLESS").is_some() {
            fs::write(path, found).expect("a golden");
            continue;
        }
        let expected = fs::read_to_string(path).unwrap_or_default();
        if let Some((expected, found)) = expected.lines().zip(found.lines()).find(|(a, b)| a != b) {
            wrong.push(format!("{name}: expected\n{expected}\nfound\n{found}"));
        } else if expected.len() != found.len() {
            wrong.push(format!("{name}: more or fewer rows"));
        }
    }
    assert!(wrong.is_empty(), "HONGTOU_BLESS=1 cargo test --release layout writes them again\n{}", wrong.join("\n"));
}

#[test]
fn every_example_has_a_golden_and_a_layout() {
    let entries = fs::read_dir(examples()).expect("the examples").map(|entry| entry.expect("an entry").path());
    let mut names: Vec<String> = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, EXAMPLES.map(|(name, _)| name));
}

/// Text of Han characters and punctuation without a pattern that rows could follow.
fn prose(letters: usize, seed: usize) -> String {
    const WORDS: [&str; 16] = [
        "优化营商环境",
        "工作",
        "，",
        "考核",
        "（含附件）",
        "、",
        "“放管服”",
        "改革",
        "；",
        "指标",
        "《办法》",
        "落实",
        "：",
        "责任",
        "。",
        "2021年",
    ];
    let mut number = seed;
    let mut text = String::from("各单位");
    while text.chars().count() < letters {
        number = (number * 1_103_515_245 + 12_345) % 2_147_483_648;
        let word = WORDS[number / 65_536 % WORDS.len()];
        let mark = |c: char| "，、；：。".contains(c);
        if !(word.starts_with(mark) && text.ends_with(|c| mark(c) || "《（“".contains(c))) {
            text.push_str(word);
        }
    }
    text
}

fn paragraph(text: &str) -> Value {
    json!({ "type": "paragraph", "runs": [{ "text": text, "face": "fangsong" }] })
}

/// A notice of so many paragraphs, with nothing that closes it.
fn notice(body: &[String]) -> Value {
    let mut view = example("method");
    view["marks"] = json!([]);
    view["body"] = body.iter().map(|text| paragraph(text)).collect();
    for list in ["attachments", "attachments_note"] {
        view[list] = json!([]);
    }
    for absent in ["signature", "imprint", "note", "addressees"] {
        view[absent] = Value::Null;
    }
    view
}

/// The rows of the type area.
fn body_rows(page: &Page) -> Vec<Vec<&Run>> {
    page.lines().into_iter().filter(|line| line[0].y < FOOT && !line[0].artifact).collect()
}

#[test]
fn continuation_pages_of_text_have_22_rows_that_end_on_the_foot_of_the_type_area() {
    let bodies: Vec<Vec<String>> =
        (0..6).map(|seed| (0..30).map(|at| prose(40 + 37 * ((at + seed) % 7), seed * 100 + at)).collect()).collect();
    let jobs: Vec<(&str, Value)> = bodies.iter().map(|body| ("method.typ", notice(body))).collect();
    for document in render(&jobs) {
        assert!(document.pages.len() > 4);
        for page in &document.pages[1..document.pages.len() - 1] {
            let rows = body_rows(page);
            assert_eq!(rows.len(), 22, "{:?}", rows.iter().map(|row| words(row)).collect::<Vec<_>>());
            let foot = rows[21][0].y + BELOW_3;
            assert!((foot - FOOT).abs() < 0.05, "the last row ends on {foot}");
            let steps = rows.windows(2).map(|two| two[1][0].y - two[0][0].y);
            assert!(steps.into_iter().all(|step| (10.40..10.50).contains(&step)));
        }
    }
}

#[test]
fn no_row_begins_with_closing_punctuation_or_ends_with_opening() {
    let bodies: Vec<Vec<String>> =
        (0..8).map(|seed| (0..25).map(|at| prose(150, seed * 1000 + at)).collect()).collect();
    let jobs: Vec<(&str, Value)> = bodies.iter().map(|body| ("method.typ", notice(body))).collect();
    let mut rows = 0;
    for document in render(&jobs) {
        for line in document.pages.iter().flat_map(body_rows) {
            let text = words(&line);
            assert!(
                !text.starts_with(['，', '。', '、', '；', '：', '？', '！', '）', '》', '」', '』', '”']),
                "{text}"
            );
            assert!(!text.ends_with(['（', '《', '「', '『', '“']), "{text}");
            rows += 1;
        }
    }
    assert!(rows > 800, "{rows}");
}

/// The rows of the mark of a page: red type is larger than all other type of the head.
fn mark_rows(page: &Page) -> Vec<Vec<&Run>> {
    page.lines().into_iter().filter(|line| line[0].size > 22.5).collect()
}

#[test]
fn a_mark_of_4_to_22_characters_takes_one_row_and_a_longer_one_two_that_are_balanced() {
    let letters: Vec<char> = "舞钢市推进新型城镇化和农业转移人口市民化工作联席会议办公室文件".chars().collect();
    let marks: Vec<String> = (4..=24).map(|length| letters[letters.len() - length..].iter().collect()).collect();
    let jobs: Vec<(&str, Value)> = marks
        .iter()
        .map(|mark| {
            let mut view = notice(&["正文。".to_owned()]);
            view["head"]["mark"] = json!([mark[..mark.len() / 6 * 3], mark[mark.len() / 6 * 3..]]);
            ("method.typ", view)
        })
        .collect();
    let mut last_size = f64::MAX;
    for (mark, document) in marks.iter().zip(render(&jobs)) {
        let rows = mark_rows(&document.pages[0]);
        assert_eq!(rows.iter().map(|row| words(row)).collect::<String>(), *mark);
        let count = mark.chars().count();
        assert_eq!(rows.len(), if count > 22 { 2 } else { 1 }, "{mark}");
        for row in &rows {
            let (first, length) = (row[0], words(row).chars().count());
            assert!(first.size >= 35.9 && first.size <= 60.1, "{} pt", first.size);
            // Centred: as far from the left edge of the type area as its end is from the right one.
            assert!(first.x >= LEFT - 0.1 && first.x < MIDDLE, "{mark} begins at {}", first.x);
            assert!(length.abs_diff(count.div_ceil(rows.len())) <= 1, "{} of {count}", words(row));
        }
        if rows.len() == 1 {
            assert!(rows[0][0].size <= last_size + 0.01, "a longer mark is no larger");
            last_size = rows[0][0].size;
        }
    }
}

#[test]
fn page_1_shows_text_under_any_head() {
    let units =
        ["财政局", "人力资源和社会保障局", "发展和改革委员会", "自然资源局", "住房和城乡建设局", "税务局", "统计局"];
    let mut jobs = Vec::new();
    for (organs, title, addressees) in
        [(0, 1, 200), (1, 1, 2000), (3, 5, 40), (7, 5, 40), (7, 5, 400), (5, 3, 150), (7, 1, 150)]
    {
        let mut view = example("joint");
        view["head"]["marks"] = json!(units[..organs].iter().map(|unit| format!("舞钢市{unit}")).collect::<Vec<_>>());
        view["title"] = json!(vec!["进一步规范个人行为和促进企业健康发展"; title]);
        view["addressees"] = json!(prose(addressees, organs));
        view["body"] = json!([
            { "type": "heading", "level": 1, "label": "一、", "text": "总体要求" },
            paragraph("正文在此，正文在此。"),
        ]);
        jobs.push(("method.typ", view.clone()));
        view["head"]["mark"] = json!("舞钢市发展和改革委员会");
        jobs.push(("letter.typ", view));
    }
    for document in render(&jobs) {
        let page = &document.pages[0];
        let rows: Vec<String> = page.lines().iter().map(|line| words(line)).collect();
        assert!(rows.iter().any(|row| row.contains("正文在此")), "{rows:?}");
        for line in page.lines().iter().filter(|line| !line[0].artifact) {
            assert!(line[0].y < 271.0 && line[0].x < RIGHT, "{}", words(line));
        }
    }
}

#[test]
fn addressees_that_leave_no_room_stand_above_the_copies() {
    let document = render(&[("method.typ", example("addressees-in-imprint"))]).remove(0);
    let last = document.pages.last().expect("a page");
    let rows: Vec<String> = last.lines().iter().map(|line| words(line)).collect();
    let place = |label: &str| rows.iter().position(|row| row.starts_with(label)).expect(label);
    assert!(place("主送：") < place("抄送："), "{rows:?}");
    assert!(rows[place("抄送：") - 1].ends_with('。'));
    assert!(document.pages[0].lines().iter().all(|line| !words(line).contains("枣林镇")));
}

#[test]
fn an_imprint_never_stands_alone_where_text_can_go_with_it() {
    // Body after body a row longer: the closing passes the foot of the page.
    let mut jobs = Vec::new();
    for length in 0..28 {
        for layout in ["method.typ", "letter.typ"] {
            let mut view = notice(&[prose(28 * 30, 7), prose(60 + 28 * length, length)]);
            view["signature"] = json!({ "name": "舞钢市人民政府", "date": "2022年2月8日" });
            view["imprint"] =
                json!({ "copies": "市委办公室", "issuer": "舞钢市人民政府办公室", "date": "2022年2月8日" });
            if layout == "letter.typ" {
                view["imprint"]["issuer"] = Value::Null;
                view["imprint"]["date"] = Value::Null;
            }
            jobs.push((layout, view));
        }
    }
    for document in render(&jobs) {
        let last = document.pages.last().expect("a page");
        let rows: Vec<String> = last.lines().iter().map(|line| words(line)).collect();
        let name = rows.iter().position(|row| row == "舞钢市人民政府").unwrap_or_else(|| panic!("{rows:?}"));
        assert!(name >= 2, "two rows of text are on the page of the signature: {rows:?}");
        let copies = last.lines().into_iter().find(|line| words(line).starts_with("抄送")).expect("抄送");
        assert!(copies[0].y > 240.0 && copies[0].y < FOOT, "抄送 at the foot: {}", copies[0].y);
    }
}

#[test]
fn behind_an_attachment_that_ends_in_text_the_imprint_goes_with_two_rows() {
    let mut jobs = Vec::new();
    for length in 0..26 {
        let mut view = notice(&[prose(100, length)]);
        let body = [paragraph(&prose(28 * 14, 3)), paragraph(&prose(60 + 28 * length, length))];
        view["attachments"] = json!([{ "label": "附件", "title": ["说明"], "landscape": false, "body": body }]);
        view["imprint"] = json!({ "copies": "市委办公室", "issuer": "舞钢市人民政府办公室", "date": "2022年2月8日" });
        jobs.push(("method.typ", view));
    }
    for document in render(&jobs) {
        let lines = document.pages.last().expect("a page").lines();
        let text = lines.iter().take_while(|line| !words(line).starts_with("抄送")).count();
        assert!(text >= 2, "{:?}", lines.iter().map(|line| words(line)).collect::<Vec<_>>());
    }
}

#[test]
fn behind_an_attachment_that_ends_in_a_table_the_imprint_goes_with_two_rows_and_their_head() {
    let column = |head: &str| json!({ "head": head, "width": null, "align": "left" });
    let mut jobs = Vec::new();
    for length in 20..46 {
        let mut view = notice(&[prose(100, length)]);
        let rows: Vec<Value> = (1..=length).map(|at| json!([at.to_string(), "乡镇"])).collect();
        let columns = [column("序号"), column("类别")];
        let table = json!({ "type": "table", "columns": columns, "rows": rows, "caption": null });
        view["attachments"] = json!([{ "label": "附件", "title": ["名单"], "landscape": false, "body": [table] }]);
        view["imprint"] = json!({ "copies": "市委办公室", "issuer": "舞钢市人民政府办公室", "date": "2022年2月8日" });
        jobs.push(("method.typ", view));
    }
    for (length, document) in (20..46).zip(render(&jobs)) {
        let pages: Vec<Vec<String>> =
            document.pages.iter().map(|page| page.lines().iter().map(|line| words(line)).collect()).collect();
        let last = pages.last().expect("a page");
        let rows = last.iter().filter(|row| row.ends_with("乡镇")).count();
        assert!(rows >= 2 && last.iter().any(|row| row == "序号类别"), "{last:?}");
        let all = pages.iter().flatten().filter(|row| row.ends_with("乡镇")).count();
        assert_eq!(all, length, "every row stands once");
    }
}

#[test]
fn text_of_a_letter_runs_down_to_the_lower_rule_on_page_1_only() {
    let mut view = notice(&[prose(28 * 60, 5)]);
    view["addressees"] = json!("发改委");
    let document = render(&[("letter.typ", view)]).remove(0);
    let rows: Vec<f64> = document.pages[0].lines().iter().map(|line| line[0].y + BELOW_3).collect();
    let foot = rows.last().copied().expect("a row");
    // GB/T 9704-2012, 10.1: 7/8 of 3号 above the rule, whose lower edge lies at 277 mm.
    assert!(foot < 270.2 && foot + 10.45 > 270.1, "{foot}");
    assert!(document.pages[0].runs.iter().all(|run| !run.artifact), "page 1 of a letter bears no number");
    let rows = body_rows(&document.pages[1]);
    assert_eq!(rows.len(), 22);
    assert!((rows[21][0].y + BELOW_3 - FOOT).abs() < 0.05);
}

#[test]
fn a_high_closing_is_never_cut_inside_a_name_or_the_room_of_its_seal() {
    let names: Vec<String> = (1..=9).map(|at| format!("舞钢市第{at}局")).collect();
    let mut jobs = Vec::new();
    for rows in 1..=18 {
        for seal in [json!("organ"), json!("personal"), Value::Null] {
            let mut view = notice(&[prose(28 * rows, rows)]);
            view["signature"] = json!({ "name": names, "date": "2022年2月8日", "seal": seal });
            jobs.push(("method.typ", view));
        }
    }
    for ((_, view), document) in jobs.iter().zip(render(&jobs)) {
        let mut dates = 0;
        for page in &document.pages {
            let lines = page.lines();
            let head = if lines.iter().any(|line| line[0].size > 22.5) { 147.0 } else { 37.0 };
            let found: Vec<&Vec<&Run>> = lines.iter().filter(|line| words(line).starts_with("舞钢市第")).collect();
            for name in &found {
                // The room of the seal above the name is on its page.
                let room = match view["signature"]["seal"].as_str() {
                    Some("organ") => 43.0,
                    Some("personal") => 7.0,
                    _ => 0.0,
                };
                assert!(name[0].y - head > room, "{} at {}", words(name), name[0].y);
            }
            let date = lines.iter().find(|line| words(line).starts_with("2022年2月8日"));
            dates += usize::from(date.is_some());
            assert!(date.is_none() || !found.is_empty(), "the date is on the page of the last name");
        }
        assert_eq!(dates, 1);
    }
}

#[test]
fn what_documents_toml_asks_for_stands_where_the_standard_puts_it() {
    let folder = sample();
    let form = "copy = \"000012\"\nsecrecy = \"机密★1年\"\nurgency = \"加急\"\n";
    edit(
        folder.path(),
        "data/documents.toml",
        "[method]\n",
        &format!("[method]\n{form}signers = [\"王明\", \"欧阳建国\"]\n"),
    );
    edit(folder.path(), "data/documents.toml", "[letter]\n", &format!("[letter]\n{form}"));
    edit(folder.path(), "data/documents.toml", "\n[contact]", "joint = [\"舞钢市财政局\"]\n\n[contact]");
    edit(
        folder.path(),
        "data/documents.toml",
        "[results]\n",
        "[results]\nseal = \"personal\"\noffice = [\"主任\", \"局长\"]\n",
    );
    edit(folder.path(), "data/documents.toml", "[files]", "[form]\nnumber_inset = 7.5\ntitle_pitch = 14\n\n[files]");
    let run = hongtou(
        folder.path(),
        &["build", "--only", "method", "--only", "results", "--only", "letters", "--unit", "发改委"],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = |path: &str, at: usize| read(&folder.path().join("out").join(path)).pages.swap_remove(at);
    let find = |page: &Page, text: &str| {
        let run = page.runs.iter().find(|run| run.text.starts_with(text)).unwrap_or_else(|| panic!("{text}"));
        (run.x, run.y)
    };
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 0.3, "{found} and not {expected}");
    let method = page("考核办法/考核办法.pdf", 0);
    // Baselines: rows 1 to 3 of the type area.
    for (text, row) in [("000012", 0.0), ("机密★1年", 1.0), ("加急", 2.0)] {
        let (x, y) = find(&method, text);
        near(x, LEFT);
        near(y, 41.97 + row * 10.446);
    }
    let (number, signers) = (find(&method, "舞营商办〔2021〕5号"), find(&method, "签发人："));
    near(number.0, LEFT + 5.571);
    near(number.1, signers.1);
    let mark: Vec<String> = mark_rows(&method).iter().map(|row| words(row)).collect();
    assert!(mark.concat().contains("舞钢市财政局") && mark.concat().contains("文件"), "{mark:?}");
    let title: Vec<f64> =
        method.lines().iter().filter(|line| (21.9..22.1).contains(&line[0].size)).map(|line| line[0].y).collect();
    near(title[1] - title[0], 14.0);
    let digits = method.runs.iter().find(|run| run.artifact).expect("a page number");
    near(digits.x, 163.42 - (7.5 - 4.94));
    let letter = page("反馈函/经济发展单位-1-发改委.pdf", 0);
    near(find(&letter, "000012").0, LEFT);
    assert_eq!(
        mark_rows(&letter).iter().map(|row| words(row)).collect::<String>(),
        "舞钢市优化营商环境工作领导小组办公室"
    );
    let results = read(&folder.path().join("out/结果通报/考核结果通报.pdf"));
    let signed = results.pages.iter().find(|page| page.runs.iter().any(|run| run.text == "主任")).expect("the offices");
    let (first, second, date) = (find(signed, "主任"), find(signed, "局长"), find(signed, "2022年1月18日"));
    // Left of a 签名章 that is 4 字 from the edge.
    near(first.0, RIGHT - 22.28 - 40.0 - 11.14 - 2.0 * 5.571);
    assert!(first.1 < second.1 && second.1 < date.1);
}
