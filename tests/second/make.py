#!/usr/bin/env python3
"""Writes the tables of the invented office beside this file into office/.

    python3 tests/second/make.py             UTF-8, as they are kept in the repository
    python3 tests/second/make.py --received tests/second/received
                                             as an office would send them: CSV in GB18030, 评价 and 数据 as Excel workbooks
                                             (needs openpyxl)

Everything is invented. The same program gives the same tables.
"""
import csv
import datetime
import io
import pathlib
import sys

HERE = pathlib.Path(__file__).parent / "office"

UNITS = {
    "县": ["云东县", "云西县", "青岭县", "白河县", "长坪县"],
    "区": ["城关区", "临湖区", "北岭区", "新城区"],
    "功能区": ["高新技术产业区", "经济开发区", "文化旅游区"],
    "监管部门": ["应急管理局", "公安局", "消防救援支队", "住房和城乡建设局", "交通运输局", "市场监督管理局", "工业和信息化局",
             "自然资源局", "水利局", "农业农村局", "文化广电和旅游局"],
    "其他部门": ["教育局", "卫生健康局", "民政局", "财政局", "人力资源和社会保障局", "司法局", "气象局", "档案馆"],
    "市属企业": ["云川水务集团", "云川燃气公司", "云川公交集团", "云川供热公司", "云川城建集团", "云川粮食集团", "云川矿业集团"],
    "驻市企业": ["云川供电公司", "云川通信公司", "云川铁路车务段", "云川石油分公司", "云川港务公司", "云川盐业公司"],
}
GROUPS = {"县": "县区组", "区": "县区组", "功能区": "县区组", "监管部门": "部门组", "其他部门": "部门组",
          "市属企业": "企业组", "驻市企业": "企业组"}
KEY = {"白河县", "住房和城乡建设局", "交通运输局", "云川燃气公司", "云川矿业集团", "云川石油分公司"}
OUT = {"档案馆"}
ALIASES = {"高新区": "高新技术产业区", "市应急局": "应急管理局", "市住建局": "住房和城乡建设局", "人社局": "人力资源和社会保障局",
           "文旅局": "文化广电和旅游局", "燃气公司": "云川燃气公司"}


class Chance:
    """The same numbers on every machine."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % bound

    def pick(self, values):
        return values[self.below(len(values))]


def number(value, divisor):
    """value ÷ divisor as a plain decimal."""
    text = f"{value / divisor:.2f}".rstrip("0").rstrip(".")
    return text or "0"


def tables():
    chance = Chance(20241)
    units, level = [], {}
    for category, names in UNITS.items():
        for at, name in enumerate(names, 1):
            code = f"{ {'县区组': 'A', '部门组': 'B', '企业组': 'C'}[GROUPS[category]] }{len(units) + 1:02}"
            units.append([code, category, at, name, "否" if name in OUT else "", "重点单位" if name in KEY else ""])
            # How good the unit is, in hundredths.
            level[name] = 80 + chance.below(20)
    level["云川盐业公司"], level["长坪县"], level["经济开发区"] = 44, 72, 99
    assessed = [(row[3], row[1]) for row in units if row[3] not in OUT]
    about = lambda name: max(30, min(100, level[name] + chance.below(11) - 4))

    marks, answers, figures, voices, events = [], [], [], [], []

    def mark(*cells):
        marks.append([f"P{len(marks) + 1:03}", *cells])

    def answer(*cells):
        answers.append([f"D{len(answers) + 1:03}", *cells])

    def figure(name, item, part, value, target="", reason=""):
        figures.append([f"N{len(figures) + 1:03}", name, item, part, value, target, reason])

    def voice(*cells):
        voices.append([f"V{len(voices) + 1:03}", *cells])

    def event(name, item, kind, date, what, times=""):
        events.append([f"E{len(events) + 1:03}", name, item, date, kind, what, times])

    lacks = ["第三季度没有专题研究。", "责任清单没有覆盖全部班子成员。", "新进人员没有参加培训。"]
    quarter = ["岁末年初排查不彻底。", "汛期值班记录不全。", "整改台账更新不及时。", "冬季用火用电检查次数不足。"]
    meeting = ["月报迟报两次。", "一次会议请人代会。", "安全生产月活动总结未报送。", "材料内容不完整。"]
    for name, _ in assessed:
        for at in range(1, 4):
            draw = chance.below(100)
            met = "是" if draw < level[name] else "半" if draw < level[name] + 12 else "否"
            answer(name, "责任落实", at, met, "" if met == "是" else lacks[at - 1])
        worst = chance.below(4)
        for at, period in enumerate(["一季度", "二季度", "三季度", "四季度"]):
            value = about(name) - (12 if at == worst else 0)
            figure(name, "季度考核", period, value, "", quarter[at] if at == worst else "")
        value = about(name) * 20 // 50
        mark(name, "会议活动", number(min(value, 40), 2), "" if value >= 40 else chance.pick(meeting))
        figure(name, "信息报送", "市级采用", 6 + chance.below(12))
        figure(name, "信息报送", "省级采用", 2 + chance.below(4))
        if level[name] < 97:
            for _ in range(chance.below(3)):
                where, what = chance.pick([("一般隐患", "疏散通道堆放杂物"), ("一般隐患", "灭火器材超期未检"), ("一般隐患", "配电箱接线不规范"),
                                           ("一般隐患", "危险作业审批记录不全"), ("重大隐患", "重大隐患逾期未销号")])
                date = f"2024-{3 + chance.below(9):02}-{1 + chance.below(28):02}"
                event(name, "隐患整改", where, date, what, chance.pick(["", "", "2", "3"]) if where == "一般隐患" else "")
    ranks = {"市属企业": list(range(1, 8)), "驻市企业": list(range(1, 7))}
    for name, category in assessed:
        group = GROUPS[category]
        if group == "县区组":
            figure(name, "事故控制", "", number(110 - level[name] + chance.below(3), 10))
            plan = 120 + chance.below(80)
            done = min(plan, plan * about(name) // 95)
            figure(name, "执法检查", "", done, plan, "" if done == plan else "有检查计划没有完成。")
            goal = chance.pick([8, 10, 12, 20])
            figure(name, "应急能力", "", min(goal + 2, goal * (about(name) + 8) // 100), goal)
            figure(name, "示范创建", "", min(100, about(name) + 5))
        if category == "监管部门":
            plan = 60 + chance.below(40)
            done = min(plan, plan * about(name) // 95)
            figure(name, "执法检查", "", done, plan, "" if done == plan else "有检查计划没有完成。")
            value = about(name)
            mark(name, "行业监管", value, "" if value == 100 else chance.pick(["专项整治有两个环节滞后。", "重点企业检查覆盖不全。", "执法文书不规范。"]))
        if category == "其他部门":
            answer(name, "内部安全", 1, "是", "")
            answer(name, "内部安全", 2, "否" if name == "财政局" else "是", "两处消防设施失效。" if name == "财政局" else "")
            for at in range(4 + chance.below(3)):
                kind = "大型活动" if at == 1 else "一般活动"
                what = ["安全知识讲座", "安全生产月咨询日", "消防疏散演练", "安全知识竞赛", "隐患随手拍活动", "应急救护培训"][at]
                event(name, "宣传教育", kind, f"2024-{3 + at:02}-{10 + chance.below(15)}", what)
        if group == "企业组":
            figure(name, "安全投入", "", number(150 + level[name] + chance.below(20), 100))
            figure(name, "标准化", "", ranks[category].pop(chance.below(len(ranks[category]))))

    people = {"领导评价": ["分管副市长", "市安委会办公室主任", "市安委会办公室副主任"], "部门互评": ["应急管理局", "公安局", "消防救援支队"]}
    said = ["重点行业隐患排查不够深入。", "基层基础工作还有薄弱环节。", "宣传教育覆盖面不够。", "工作创新不多。"]
    for name, _ in assessed:
        if name == "云川铁路车务段":
            mark(name, "社会评价", "不适用", "业务不面向本市群众，不作评价。")
            continue
        first = True
        for panel, members in people.items():
            for member in members:
                if member == name:
                    continue
                declined = member == "分管副市长" and name in ("气象局", "司法局")
                value = "不评价" if declined else number(min(200, about(name) * 2 + chance.below(2)), 2)
                low = value not in ("不评价", "100")
                voice(panel, member, name, value, chance.pick(said) if low and first else "")
                first = first and not low
        for at in range(3 + chance.below(4)):
            value = max(40, min(100, about(name) + chance.below(9) - 6))
            voice("群众评价", f"群众代表{at + 1:02}", name, value, chance.pick(said) if value < 100 and first else "")
            first = first and value == 100

    event("临湖区", "表彰奖励", "省级表彰", "2024-12-10", "全省安全生产先进集体")
    event("经济开发区", "表彰奖励", "省级表彰", "2024-12-10", "全省安全生产先进集体")
    event("经济开发区", "表彰奖励", "市级表彰", "2024-07-02", "全市安全生产月活动优秀组织单位")
    event("应急管理局", "表彰奖励", "市级表彰", "2024-07-02", "全市安全生产月活动优秀组织单位")
    event("云川供电公司", "表彰奖励", "市级表彰", "2024-07-02", "全市安全生产月活动优秀组织单位")
    event("市应急局", "经验推广", "经验推广", "2024-09-18", "危险化学品企业分级监管经验")
    event("高新区", "经验推广", "经验推广", "2024-10-11", "园区安全一体化监管经验")
    event("云川燃气公司", "事故扣分", "一般事故", "2024-04-16", "一起管道施工挖断事故")
    event("长坪县", "事故扣分", "一般事故", "2024-08-03", "一起道路施工坍塌事故")
    event("云川矿业集团", "事故扣分", "较大事故", "2024-11-05", "一起井下冒顶较大事故")
    event("云川矿业集团", "较大责任事故", "", "2024-11-05", "一起井下冒顶较大事故")
    event("北岭区", "督查通报", "市级通报", "2024-05-20", "汛前安全检查通报")
    event("北岭区", "督查通报", "省级通报", "2024-11-28", "省安全生产明查暗访通报")
    event("交通运输局", "督查通报", "市级通报", "2024-11-12", "冬季安全督查通报")
    return {
        "units": [["编码", "类别", "序号", "单位", "考核", "标签"], *units],
        "aliases": [["别名", "单位"], *map(list, ALIASES.items())],
        "numbers": [["文种", "编码", "发文字号"], ["考核办法", "", "云安委办〔2024〕6号"], ["结果通报", "", "云安委办〔2025〕3号"]],
        "scores/评分": [["编号", "单位", "项目", "得分", "扣分原因"], *marks],
        "scores/达标": [["编号", "单位", "项目", "要点", "达标", "扣分原因"], *answers],
        "scores/数据": [["编号", "单位", "项目", "分项", "数值", "目标值", "扣分原因"], *figures],
        "scores/评价": [["编号", "指标", "评价单位", "被评单位", "得分", "扣分原因"], *voices],
        "scores/事件": [["编号", "单位", "项目", "日期", "级别", "事项", "次数"], *events],
    }


def workbook(path, rows):
    import openpyxl

    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime.datetime(2025, 1, 10)
    sheet = book.active
    sheet.title = path.stem
    for row in rows:
        sheet.append([float(cell) if isinstance(cell, str) and cell.replace(".", "", 1).isdigit() else cell for cell in row])
    book.save(path)


def main():
    received = "--received" in sys.argv
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    folder = pathlib.Path(folders[0]) if folders else HERE
    (folder / "scores").mkdir(parents=True, exist_ok=True)
    for name, rows in tables().items():
        path = folder / f"{name}.csv"
        if received and name in ("scores/数据", "scores/评价"):
            path.unlink(missing_ok=True)
            workbook(path.with_suffix(".xlsx"), rows)
            continue
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        path.write_bytes(text.getvalue().encode("gb18030" if received else "utf-8"))


if __name__ == "__main__":
    main()
