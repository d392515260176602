//! What invented units are called, and how they are divided into categories.

use super::drawn::{index, mixed, pick};

/// The categories: name, how many of a hundred units, 分值设置, and how their units are called.
pub(super) const CATEGORIES: [(&str, u64, &str, &[&str]); 6] = [
    ("乡镇", 14, "2", &["镇", "镇", "乡"]),
    ("街道", 8, "2", &["街道"]),
    ("市直部门", 30, "10", &["财政局", "教育局", "水利局", "民政局", "审计局", "统计局", "文化和旅游局", "交通运输局"]),
    ("事业单位", 18, "10", &["医院", "图书馆", "疾控中心", "公路养护中心", "社会保险服务中心"]),
    ("垂直管理单位", 12, "10", &["税务局", "气象局", "海关", "烟草专卖局"]),
    ("企业", 18, "20", &["供水公司", "燃气公司", "银行支行", "机械有限公司", "食品有限公司", "新材料股份有限公司"]),
];

/// The characters of which invented names are made, the second being none that places end with.
const FIRST: &str = "岚澄霁珞瑶昀翊霖琪沁蕴霓朔晗煦弈翎珂岑溯婧楠筠昕晏沅澜怡毓馨韵淳漪嘉斐霏霄琛瑾璇菁芷蔚葳凌彦";
const SECOND: &str = "昀翎霓琪珂朔蕴瑶霖晗煦弈岚沁筠昕晏澜怡毓馨韵漪斐霏霄琛瑾璇菁蔚凌彦翊澄珞岑溯楠沅淳嘉芷葳霁婧";

/// The category of a unit among so many and its number there, from 0.
pub(super) fn place(unit: u64, units: u64) -> (usize, u64) {
    let mut share = 0;
    let mut begin = 0;
    for (place, (_, of_hundred, _, _)) in CATEGORIES.iter().enumerate() {
        share += of_hundred;
        let end = units * share / 100;
        if unit < end {
            return (place, unit - begin);
        }
        begin = end;
    }
    (CATEGORIES.len() - 1, unit - begin)
}

/// The name of a unit among so many.
pub(super) fn name(unit: u64, units: u64) -> String {
    let (category, number) = place(unit, units);
    format!("{}{}", stem(number, category), pick(CATEGORIES[category].3, mixed(unit, 1)))
}

/// The first characters of a name: two, and more where these are used up.
pub(super) fn stem(number: u64, shift: usize) -> String {
    let (first, second) = (FIRST.chars().count() as u64, SECOND.chars().count() as u64);
    let pairs = first * second;
    // Neighbours are to look unlike; a step without a common factor meets every pair once.
    let pair = (number % pairs * 1009 + shift as u64 * 517) % pairs;
    let mut made: String = FIRST.chars().nth(index(pair % first)).into_iter().collect();
    made.extend(SECOND.chars().nth(index(pair / first)));
    let mut rest = number / pairs;
    while rest > 0 {
        made.extend(SECOND.chars().nth(index((rest - 1) % second)));
        rest = (rest - 1) / second;
    }
    made
}
