//! Documents that replace others, and what they say of them.

use hongtou::model::{DocumentNumber, Genre, IssueDate, UnitCode};
use hongtou::view::{Bearing, Bearings, Kind, Reference, Selection};

use crate::inspect::{keep, measured, reported};
use crate::office::Office;
use crate::support::root;

pub(crate) fn number(text: &str) -> DocumentNumber {
    DocumentNumber::parse(text).expect("a document number")
}

pub(crate) fn date(text: &str) -> IssueDate {
    IssueDate::parse(text).expect("a date")
}

#[test]
fn a_letter_that_replaces_another_says_so_and_bears_its_own_number_and_date() {
    let office = Office::open(&root().join("data"));
    let code = UnitCode::new("WG001").expect("a code");
    let mut bearings = Bearings::drafts(&office.workspace);
    let replaces = Reference { number: number("舞营商办函〔2022〕12号"), date: date("2022-01-20") };
    let bearing =
        Bearing {
            number: Some(number("舞营商办函〔2022〕90号")), date: date("2022-03-08"), replaces: Some(replaces)
        };
    let unit = office.workspace.roster.find("WG001");
    let letter = |bearings: &Bearings| {
        let selection = Selection { kinds: vec![Kind::Letters], unit, scored: true };
        office.make(bearings, |maker, diagnostics| {
            let made = maker.documents(&selection, diagnostics);
            let [document] = &made[..] else { panic!("one letter") };
            office.typeset(maker, document)
        })
    };
    let (before, _) = letter(&bearings);
    assert!(!before.contains("代替"), "a draft replaces nothing");
    bearings.set(Genre::Letter, Some(code), bearing);
    let (view, pdf) = letter(&bearings);
    let sentence = "本函代替《关于2021年度优化营商环境工作考核结果的反馈函》（舞营商办函〔2022〕12号，2022年1月20日），原函同时作废。";
    assert!(view.contains(sentence), "{view}");
    assert!(view.contains("\"number\":\"舞营商办函〔2022〕90号\"") && view.contains("\"date\":\"2022年3月8日\""));
    keep("letter-replacing", &pdf);
    let inspection = measured(pdf);
    assert!(reported(&inspection).is_empty(), "{:?}", reported(&inspection));
}
