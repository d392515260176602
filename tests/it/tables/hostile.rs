//! Files that are meant to do harm, or are no files: refused in time, without memory, each with words of its own.
//!
//! `HONGTOU_MEASURE=1 cargo test --release hostile -- --nocapture` prints the time and memory of each.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{compressed, replace, rows, workbook};
use crate::support::small;

/// The program may use so much memory (KiB); a process that it starts has a limit of its own.
const MOST: u64 = 700_000;

/// What `check` says of a workspace when the system gives it little memory; how long it took.
#[expect(clippy::print_stdout, reason = "figures are printed on request")]
fn refused(name: &str, make: impl Fn(&Path)) -> (String, Duration) {
    let folder = small();
    make(&folder.path().join("data"));
    let begun = Instant::now();
    let program = env!("CARGO_BIN_EXE_hongtou");
    let measured = std::env::var_os("HONGTOU_MEASURE").is_some();
    let time = if measured { "/usr/bin/time -f '%es %MKiB' " } else { "" };
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MOST}; exec {time}{program} check --lang zh")])
        .current_dir(folder.path())
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts");
    let taken = begun.elapsed();
    let said = String::from_utf8(output.stderr).expect("messages are UTF-8");
    if measured {
        println!("{name}: {taken:?} {}", said.lines().last().unwrap_or_default());
    }
    assert_eq!(output.status.code(), Some(1), "{name}: {said}");
    (said, taken)
}

/// A workbook whose parts were changed.
fn changed(change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let marks = rows(&small().path().join("data/scores/评分.csv"));
    let bytes = workbook("评分", &marks).save_to_buffer().expect("a workbook");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).expect("a part is read");
        let name = part.name().expect("a name").into_owned();
        parts.push((name.clone(), change(&name, bytes)));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    compressed(&parts)
}

fn marks(data: &Path, extension: &str, bytes: &[u8]) {
    replace(data, "scores/评分", extension, bytes);
}

#[test]
fn sixteen_million_columns_are_not_believed() {
    let sheet = |claim: &'static str, cell: &'static str| {
        changed(move |name, part| {
            if name != "xl/worksheets/sheet1.xml" {
                return part;
            }
            let text = String::from_utf8(part).expect("a sheet is text");
            text.replace("A1:E11", claim)
                .replace("r=\"E11\"", &format!("r=\"{cell}\""))
                .replace("r=\"A11\"", &format!("r=\"{cell}\""))
                .into_bytes()
        })
    };
    let (said, taken) = refused("a cell far away", |data| marks(data, "xlsx", &sheet("A1:XFD1048576", "XFD1048576")));
    assert!(said.contains("评分.xlsx 无法读取：有内容的列超过1000列\n"), "{said}");
    assert!(taken < Duration::from_secs(5), "{taken:?}");
    let folder = small();
    marks(&folder.path().join("data"), "xlsx", &sheet("A1:XFD1048576", "A11"));
    // A claim alone does no harm.
    let said = super::checked(folder.path());
    assert!(!said.stderr.contains("无法读取"), "{}", said.stderr);
}

#[test]
fn what_inflates_without_end_is_given_up() {
    let bomb = |part: &'static str, head: &'static str, tail: &'static str| {
        let text = vec![b'A'; 1 << 20];
        changed(move |name, bytes| {
            if name != part {
                return bytes;
            }
            let mut made = head.as_bytes().to_vec();
            (0..1500).for_each(|_| made.extend_from_slice(&text));
            made.extend_from_slice(tail.as_bytes());
            made
        })
    };
    let head =
        "<?xml version=\"1.0\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>";
    let bytes = bomb("xl/sharedStrings.xml", head, "</t></si></sst>");
    let (said, taken) = refused("1.5 GB of text in 1.5 MB", |data| marks(data, "xlsx", &bytes));
    assert!(said.contains("评分.xlsx 无法读取：需要的内存超过 1024 MiB\n"), "{said}");
    assert!(taken < Duration::from_secs(40), "{taken:?}");
}

#[test]
fn damaged_and_foreign_files_are_told_apart_from_spreadsheets() {
    let whole = changed(|_, part| part);
    let damaged = [&b"<html>"[..], b"", b"PK\x03\x04", &whole[..whole.len() / 2], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"];
    for bytes in damaged {
        for extension in ["xlsx", "xls", "ods"] {
            let (said, _) = refused("no spreadsheet", |data| marks(data, extension, bytes));
            assert!(said.contains(&format!("评分.{extension} 无法读取：不是电子表格，或已损坏\n")), "{said}");
        }
    }
}

#[test]
fn a_table_of_a_gigabyte_is_not_opened() {
    let (said, taken) = refused("1 GB of CSV", |data| {
        let file = File::create(data.join("scores/评分.csv")).expect("a file");
        file.set_len(1 << 30).expect("a large file");
    });
    assert!(said.contains("评分.csv 超过 64 MiB\n"), "{said}");
    assert!(taken < Duration::from_secs(1), "{taken:?}");
}

#[test]
fn a_million_columns_are_refused_with_one_message() {
    let (said, taken) = refused("a million columns", |data| {
        let mut file = File::create(data.join("scores/评分.csv")).expect("a file");
        file.write_all("列,".repeat(1_000_000).as_bytes()).expect("a file is written");
    });
    assert!(
        said.starts_with("data/scores/评分.csv:1:1: 错误[too-many-columns]: 表有1000001列，最多1000列\n"),
        "{said}"
    );
    assert!(said.len() < 1000 && taken < Duration::from_secs(3), "{taken:?}");
}

#[test]
fn pipes_devices_folders_and_links_are_not_followed() {
    let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
    let (said, taken) = refused("a pipe", |data| {
        fs::remove_file(data.join("scores/评分.csv")).expect("the marks were there");
        pipe(&data.join("scores/评分.csv"));
        pipe(&data.join("scores/评价.xlsx"));
        fs::remove_file(data.join("scores/评价.csv")).expect("the marks were there");
    });
    assert!(
        said.contains("scores/评分.csv 不是普通文件\n") && said.contains("scores/评价.xlsx 不是普通文件\n"),
        "{said}"
    );
    assert!(taken < Duration::from_secs(5), "{taken:?}");
    let (said, _) = refused("links", |data| {
        fs::write(data.parent().expect("a folder").join("private.csv"), "编号,单位\n").expect("a file");
        for (to, at) in
            [("../../private.csv", "甲.csv"), ("/dev/zero", "乙.xlsx"), ("/etc", "丙"), ("nowhere", "丁.csv")]
        {
            std::os::unix::fs::symlink(to, data.join("scores").join(at)).expect("a link");
        }
    });
    for name in ["甲.csv", "乙.xlsx", "丙", "丁.csv"] {
        assert!(said.contains(&format!("scores/{name} 是链接，指向工作区以外或不存在的地方\n")), "{name}: {said}");
    }
}
