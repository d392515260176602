"""Opens the workbook with openpyxl: numbers are numbers, text is text, headers stay in sight, figures are those of the JSON.

usage: check-workbook.py WORKBOOK.xlsx RESULTS.json
"""

import json
import sys
from decimal import Decimal

import openpyxl

TEXT_COLUMNS = {"编码", "类别", "单位", "计算", "说明", "出处"}
FIGURES = {"总分": "total", "本单位满分": "own_full", "得分率（%）": "rate", "折算得分": "converted", "名次": "rank"}

workbook = openpyxl.load_workbook(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    units = json.load(file)["units"]

numbers = 0
for sheet in workbook:
    assert sheet.freeze_panes == "A2", f"{sheet.title}: frozen at {sheet.freeze_panes}, not below the header"
    header, *rows = sheet.iter_rows()
    names = [cell.value for cell in header]
    assert rows and all(isinstance(name, str) for name in names), f"{sheet.title}: {names}"
    for row in rows:
        for name, cell in zip(names, row):
            if cell.value is None:
                continue
            # A formula would be "f", an error "e".
            wanted = "s" if name in TEXT_COLUMNS or cell.value == "不适用" else "n"
            assert cell.data_type == wanted, f"{sheet.title}!{cell.coordinate} {name}: {cell.value!r}"
            numbers += wanted == "n"

header, *rows = workbook["各项目得分"].iter_rows(values_only=True)
assert len(rows) == len(units), f"{len(rows)} rows, {len(units)} units"
for row, unit in zip(rows, units):
    # Items that do not concern a unit are not in the JSON and blank in the workbook.
    figures = dict.fromkeys(header) | {"序号": unit["number"], "分值设置": unit["weight"]}
    figures |= {name: unit[key] for name, key in FIGURES.items()}
    figures |= {item["id"]: item["score"] if item["applicable"] else "不适用" for item in unit["items"]}
    figures |= {"编码": unit["code"], "类别": unit["category"], "单位": unit["name"]}
    for name, cell in zip(header, row):
        figure = figures[name]
        same = Decimal(figure) == Decimal(str(cell)) if isinstance(cell, (int, float)) and figure else figure == cell
        assert same, f"{unit['name']}, {name}: {cell!r} in the workbook, {figure!r} in the JSON"

print(f"{len(workbook.sheetnames)} sheets, {numbers} numbers, {len(units)} units as in the JSON")
