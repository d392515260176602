//! CSV in every encoding, with every separator and line end; the tables that the program writes among them.

use std::fs;

use encoding_rs::GB18030;

use super::{Rows, figures, rows, tables};
use crate::support::{done, hongtou, sample, small};

/// A text in an encoding that office programs save tables in.
fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { format!("\u{FEFF}{text}").encode_utf16().flat_map(bytes).collect() };
    match encoding {
        "UTF-8" => text.as_bytes().to_vec(),
        "UTF-8 with mark" => format!("\u{FEFF}{text}").into_bytes(),
        "GB18030" => GB18030.encode(text).0.into_owned(),
        "UTF-16 LE" => utf16(u16::to_le_bytes),
        _ => utf16(u16::to_be_bytes),
    }
}

/// Rows with a separator and a line end.
fn separated(rows: &Rows, separator: &str, end: &str) -> String {
    let cell = |cell: &String| {
        let quoted = [separator, "\"", "\n"].iter().any(|mark| cell.contains(mark));
        if quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let line = |row: &Vec<String>| format!("{}{end}", row.iter().map(cell).collect::<Vec<_>>().join(separator));
    rows.iter().map(line).collect()
}

#[test]
fn every_encoding_separator_and_line_end_gives_the_same_figures() {
    let expected = figures(sample().path());
    let encodings = ["UTF-8", "UTF-8 with mark", "GB18030", "UTF-16 LE", "UTF-16 BE"];
    for encoding in encodings {
        for separator in [",", ";", "\t", "，"] {
            for end in ["\n", "\r\n"] {
                let folder = sample();
                let data = folder.path().join("data");
                for table in tables(&data) {
                    let path = data.join(format!("{table}.csv"));
                    let text = separated(&rows(&path), separator, end);
                    fs::write(path, encoded(&text, encoding)).expect("a table is written");
                }
                assert!(figures(folder.path()) == expected, "{encoding} {separator:?} {end:?}");
            }
        }
    }
}

#[test]
fn places_are_those_of_the_text_that_is_shown() {
    for (separator, end) in [(",", "\r\n"), (";", "\n"), ("\t", "\n"), ("，", "\r\n")] {
        let folder = small();
        let path = folder.path().join("data/scores/评分.csv");
        let mut all = rows(&path);
        // A tab cannot be printed.
        let mark = if separator == "\t" { "、" } else { separator };
        all[3][4] = format!("一{mark}\"二\"\n三");
        all[4][3] = "约19".to_owned();
        fs::write(&path, encoded(&separated(&all, separator, end), "GB18030")).expect("a table is written");
        let run = hongtou(folder.path(), &["check"]);
        let expected = format!(
            "error[not-a-number]: “约19” is not a number\n  ┌─ data/scores/评分.csv:6:{}\n",
            "P04,住房和城乡建设局,日常工作,".chars().count() + 1
        );
        assert!(run.stderr.starts_with(&expected), "{separator:?}: {}", run.stderr);
    }
}

#[test]
fn ledger_and_register_go_on_however_they_were_saved() {
    let folder = small();
    let path = |name: &str| folder.path().join("data").join(name);
    done(folder.path(), "issue results letters --date 2022-01-20");
    let enter = |value: &str, serial: &str| {
        done(folder.path(), &format!("correct change 评分 P02 得分 {value} --reason 漏记 --by 甲 --date 2022-01-25"));
        done(folder.path(), &format!("correct approve {serial} --by 乙 --date 2022-01-25"));
    };
    enter("19", "1");
    let sealed = rows(&path("corrections.csv"));
    for (encoding, separator) in [("GB18030", ","), ("GB18030", ";"), ("UTF-16 LE", "\t")] {
        for name in ["corrections.csv", "register.csv"] {
            let text = separated(&rows(&path(name)), separator, "\r\n");
            fs::write(path(name), encoded(&text, encoding)).expect("a table is written");
        }
        let serial = fs::read_dir(folder.path().join("data/issued")).expect("the store").count() * 2 + 1;
        let value = format!("{}", 17 + serial % 3);
        enter(&value, &serial.to_string());
        done(folder.path(), "issue correction letters --date 2022-02-10");
        for name in ["corrections.csv", "register.csv"] {
            let bytes = fs::read(path(name)).expect("a table is read");
            assert!(bytes.starts_with("\u{FEFF}".as_bytes()), "{name} after {encoding}");
        }
        assert_eq!(rows(&path("corrections.csv"))[..sealed.len()], sealed, "{encoding} {separator}");
    }
}
