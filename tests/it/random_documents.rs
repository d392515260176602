//! Sound documents of every length with random names and text: `inspect` accuses none of them.

use serde_json::{Value, json};

use crate::inspect::{keep, measured, reported, view};
use crate::oracle::Rng;
use crate::press::typeset;

/// Characters that random words are made of.
const HAN: &str = "天地人大小山水木火土日月春夏秋冬东西南北中上下左右前后工农商学兵林牧副渔交通运输能源环境城乡建设文化教育卫生体育科技\
    财政税务审计统计民族宗教司法公安信访气象地震档案史志粮食供销保障服务发展改革开放创新绿色共享协调平安和谐健康美丽幸福";
/// What names of organs end in.
const ORGANS: [&str; 8] = ["局", "委员会", "办公室", "管理处", "中心", "人民政府", "研究院", "有限公司"];
/// How many documents are made.
const DOCUMENTS: u64 = 200;

/// Random Chinese text of a document.
struct Writer {
    rng: Rng,
    han: Vec<char>,
}

impl Writer {
    fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.rng.below(most - least + 1)
    }

    fn word(&mut self, least: usize, most: usize) -> String {
        let length = self.between(least, most);
        (0..length).map(|_| *self.rng.pick(&self.han)).collect()
    }

    fn organ(&mut self, least: usize, most: usize) -> String {
        self.word(least, most) + *self.rng.pick(&ORGANS)
    }

    fn date(&mut self) -> String {
        format!("{}年{}月{}日", 2012 + self.rng.below(20), 1 + self.rng.below(12), 1 + self.rng.below(28))
    }

    /// Clauses with figures, names and quotations among them, up to a full stop.
    fn sentence(&mut self) -> String {
        let clauses = self.between(1, 5);
        let mut text = String::new();
        for at in 0..clauses {
            text.push_str(&self.word(3, 14));
            let inserted = match self.rng.below(12) {
                0 => format!("{}.{}%", self.rng.below(100), self.rng.below(10)),
                1 => format!("“{}”", self.word(2, 6)),
                2 => format!("（{}）", self.word(2, 8)),
                3 => format!("《{}》", self.word(4, 12)),
                4 => self.date(),
                5 => "GB/T 9704".to_owned(),
                _ => String::new(),
            };
            text.push_str(&inserted);
            text.push(if at + 1 < clauses { *self.rng.pick(&['，', '，', '、', '；', '：']) } else { '。' });
        }
        text
    }

    fn paragraph(&mut self) -> Value {
        let text: String = (0..self.between(1, 6)).map(|_| self.sentence()).collect();
        json!({"type": "paragraph", "runs": [{"text": text, "face": "fangsong"}]})
    }

    fn table(&mut self) -> Value {
        let columns = self.between(2, 5);
        let heads: Vec<Value> = (0..columns)
            .map(|at| json!({"head": self.word(2, 6), "width": if at == 0 { Value::Null } else { json!(24) }, "align": *self.rng.pick(&["left", "center"])}))
            .collect();
        let rows: Vec<Vec<String>> =
            (0..self.between(1, 30)).map(|_| (0..columns).map(|_| self.word(1, 16)).collect()).collect();
        json!({"type": "table", "columns": heads, "rows": rows, "caption": null})
    }

    fn wide_table(&mut self) -> Value {
        let columns = self.between(4, 10);
        let heads: Vec<Value> = (0..columns)
            .map(|at| json!({"head": self.word(2, 6), "width": if at == 1 { Value::Null } else { json!(18) }, "align": "center"}))
            .collect();
        let rows: Vec<Value> = (0..self.between(1, 60))
            .map(|_| json!({"group": false, "cells": (0..columns).map(|_| self.word(1, 6)).collect::<Vec<_>>()}))
            .collect();
        json!({"type": "wide-table", "columns": heads, "rows": rows})
    }

    /// Headings and paragraphs in the order of the levels, about as many as asked for.
    fn body(&mut self, paragraphs: usize) -> Vec<Value> {
        const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
        let mut body = vec![self.paragraph()];
        let mut first = 0;
        while body.len() < paragraphs && first < NUMERALS.len() {
            body.push(json!({"type": "heading", "level": 1, "label": format!("{}、", NUMERALS[first]), "text": self.word(3, 12)}));
            first += 1;
            let second = if self.rng.percent(60) { self.between(2, 4) } else { 0 };
            for numeral in &NUMERALS[..second] {
                body.push(
                    json!({"type": "heading", "level": 2, "label": format!("（{numeral}）"), "text": self.word(3, 14)}),
                );
                if self.rng.percent(40) {
                    for at in 1..=self.between(2, 5) {
                        let text = self.sentence();
                        body.push(json!({"type": "numbered", "label": format!("{at}."), "runs": [{"text": text, "face": "fangsong"}]}));
                    }
                }
                body.push(self.paragraph());
            }
            for _ in 0..self.between(1, 3) {
                body.push(self.paragraph());
            }
            if self.rng.percent(12) {
                let table = self.table();
                body.extend([table, self.paragraph()]);
            }
        }
        body
    }

    fn title(&mut self) -> Vec<String> {
        let mut title = vec!["关于".to_owned() + &self.word(2, 8)];
        title.extend((0..self.between(0, 4)).map(|_| self.word(2, 9)));
        title.push(self.word(2, 6) + "的");
        title.push("通知".to_owned());
        title
    }

    fn signature(&mut self, view: &mut Value, organ: &str) {
        let date = self.date();
        let seal = if self.rng.percent(30) { json!("organ") } else { Value::Null };
        view["signature"] = json!({"name": organ, "date": date, "seal": seal});
        view["note"] = if self.rng.percent(50) {
            json!(format!("联系人：{}，联系电话：0000-{}", self.word(2, 3), 1_000_000 + self.rng.below(9_000_000)))
        } else {
            Value::Null
        };
        if !view["imprint"]["date"].is_null() {
            view["imprint"]["date"] = json!(date);
            view["imprint"]["issuer"] = json!(organ);
        }
    }

    fn list(&mut self, most: usize) -> String {
        let count = self.between(1, most);
        (0..count).map(|_| self.organ(2, 6)).collect::<Vec<_>>().join("，")
    }

    fn notice(&mut self) -> Value {
        let mut view = view("notice");
        let organ = self.organ(2, 18);
        view["head"] = json!({"mark": format!("{organ}文件"), "number": format!("{}〔{}〕{}号", self.word(2, 6), 2012 + self.rng.below(20), 1 + self.rng.below(300))});
        if self.rng.percent(20) {
            view["head"]["copy"] = json!(format!("{:06}", 1 + self.rng.below(900)));
            view["head"]["secrecy"] = json!("机密★1年");
        }
        if self.rng.percent(20) {
            view["head"]["urgency"] = json!(*self.rng.pick(&["特急", "加急"]));
        }
        view["title"] = json!(self.title());
        view["addressees"] = if self.rng.percent(85) { json!(self.list(12)) } else { Value::Null };
        let paragraphs = *self.rng.pick(&[3, 5, 10, 20, 30, 45]);
        view["body"] = json!(self.body(paragraphs));
        view["imprint"]["copies"] = if self.rng.percent(70) { json!(self.list(14)) } else { Value::Null };
        self.signature(&mut view, &organ);
        let attachments = self.rng.below(6);
        let titles: Vec<String> = (0..attachments).map(|_| self.word(6, 30)).collect();
        view["attachments_note"] = json!(titles);
        let attachments: Vec<Value> = titles
            .iter()
            .zip(1..)
            .map(|(title, at)| {
                let label = if titles.len() == 1 { "附件".to_owned() } else { format!("附件{at}") };
                let landscape = self.rng.percent(25);
                let body = if landscape {
                    vec![self.wide_table()]
                } else {
                    vec![self.paragraph(), self.table(), self.paragraph()]
                };
                json!({"label": label, "title": title, "landscape": landscape, "body": body})
            })
            .collect();
        view["attachments"] = json!(attachments);
        if self.rng.percent(10) {
            view["marks"] = json!(["sample"]);
        }
        view
    }

    fn letter(&mut self) -> Value {
        let mut view = view("letter");
        let organ = self.organ(2, 18);
        view["head"] = json!({"mark": organ, "number": format!("{}函〔{}〕{}号", self.word(2, 4), 2012 + self.rng.below(20), 1 + self.rng.below(300))});
        view["title"] = json!(self.title());
        view["addressees"] = json!(self.organ(2, 10));
        let mut body: Vec<Value> = (0..self.between(1, 12)).map(|_| self.paragraph()).collect();
        if self.rng.percent(50) {
            body.push(self.table());
            body.push(self.paragraph());
        }
        view["body"] = json!(body);
        view["imprint"] = if self.rng.percent(50) {
            json!({"copies": self.list(4), "issuer": null, "date": null})
        } else {
            Value::Null
        };
        self.signature(&mut view, &organ);
        view
    }
}

#[test]
fn no_sound_document_is_accused() {
    let mut wrong = Vec::new();
    let mut pages = std::collections::BTreeSet::new();
    let one = |seed: u64| {
        let mut writer = Writer { rng: Rng::new(seed), han: HAN.chars().filter(|c| !c.is_whitespace()).collect() };
        // Every fourth one is a letter.
        if seed % 4 == 3 { ("letter.typ", writer.letter()) } else { ("method.typ", writer.notice()) }
    };
    let jobs: Vec<(&str, Value)> = (0..DOCUMENTS).map(one).collect();
    for (seed, made) in typeset(&jobs, &[]).into_iter().enumerate() {
        let bytes = made.unwrap_or_else(|error| panic!("document {seed}: {error}"));
        keep(&format!("random {seed}"), &bytes);
        let inspection = measured(bytes);
        pages.insert(inspection.pages);
        let found: Vec<String> = reported(&inspection)
            .into_iter()
            .filter(|finding| finding.id != hongtou::inspect::Id::C07)
            .map(|finding| format!("{finding:?}"))
            .collect();
        if !found.is_empty() {
            wrong.push(format!("document {seed}: {}", found.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {DOCUMENTS}:\n{}", wrong.len(), wrong.join("\n"));
    assert!((1..=12).all(|count| pages.contains(&count)), "lengths: {pages:?}");
}
