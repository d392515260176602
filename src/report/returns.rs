//! What has been collected: who has returned, who has not, which cells are blank.

use crate::lang::Lang;
use crate::source::Sources;
use crate::validate::Return;

/// How many blank cells of an evaluator, or of a table, are named; all are listed for programs.
const SHOWN: usize = 20;

/// The returns table by table, one line each; nothing if everything is there.
#[must_use]
pub fn lines(returns: &[Return], sources: &Sources, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if returns.iter().all(Return::is_complete) {
        return lines;
    }
    for of_table in returns.chunk_by(|a, b| a.table == b.table) {
        let table = of_table[0].table;
        let (expected, given) =
            of_table.iter().fold((0, 0), |(all, given), one| (all + one.expected, given + one.given));
        let mut line = lang.pick(
            format!("{table}：应填{expected}格，已填{given}格"),
            format!("{table}: {given} of {expected} cells are filled in"),
        );
        let evaluators: Vec<&Return> = of_table.iter().filter(|one| one.who.is_some()).collect();
        if !evaluators.is_empty() {
            let returned = evaluators.iter().filter(|one| one.given > 0).count();
            line += &lang.pick(
                format!("，{}个评价者中{returned}个已交", evaluators.len()),
                format!(", {returned} of {} evaluators have returned", evaluators.len()),
            );
            let absent: Vec<&str> =
                evaluators.iter().filter(|one| one.given == 0).filter_map(|one| one.who.as_deref()).collect();
            if !absent.is_empty() {
                line +=
                    &lang.pick(format!("；未交：{}", absent.join("、")), format!("; not yet: {}", absent.join(", ")));
            }
        }
        for one in of_table.iter().filter(|one| one.given > 0 && !one.is_complete()) {
            line += &incomplete(one, sources, lang);
        }
        lines.push(line);
    }
    lines
}

/// What an evaluator, or the office, has left out.
fn incomplete(one: &Return, sources: &Sources, lang: Lang) -> String {
    let count = one.expected - one.given;
    let mut places: Vec<String> = one.blanks.iter().take(SHOWN).map(|cell| sources.place(*cell)).collect();
    if let Some(more @ 1..) = one.blanks.len().checked_sub(SHOWN) {
        places.push(lang.pick(format!("还有{more}格"), format!("{more} more")));
    }
    let places = if places.is_empty() {
        String::new()
    } else {
        lang.pick(format!("（{}）", places.join("、")), format!(" ({})", places.join(", ")))
    };
    let who = one.who.as_deref();
    lang.pick(
        format!("；{}缺{count}格{places}", who.unwrap_or_default()),
        format!("; {}{count} missing{places}", who.map(|who| format!("{who}: ")).unwrap_or_default()),
    )
}
