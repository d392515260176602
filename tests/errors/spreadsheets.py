"""Makes the spreadsheets of the golden cases, and tests/fixtures/评分.xls: python3 tests/errors/spreadsheets.py

Needs openpyxl, xlwt and msoffcrypto-tool. Parts are stored, not compressed, and bear no time, so that the same program
makes the same bytes and the tests find the names they quote in them.
"""
import csv
import io
import pathlib
import zipfile

import msoffcrypto.format.ooxml
import openpyxl
import xlwt

CASES = pathlib.Path(__file__).parent


def rows(table):
    with open(CASES / "base/scores" / f"{table}.csv", encoding="utf-8-sig", newline="") as file:
        return [[float(cell) if cell.replace(".", "", 1).isdigit() else cell for cell in row] for row in csv.reader(file)]


def book(sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    return made


def stored(made, change=lambda name, part: part):
    first, second = io.BytesIO(), io.BytesIO()
    made.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            if name != "docProps/core.xml":
                new.writestr(zipfile.ZipInfo(name), change(name, old.read(name)))
    return second.getvalue()


def old(lines, percentage=None):
    made, file = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    cells = made.add_sheet("评分")
    for down, line in enumerate(lines):
        for right, cell in enumerate(line):
            form = "0.00%" if (down, right) == percentage else "General"
            cells.write(down, right, cell, xlwt.easyxf(num_format_str=form))
    made.save(file)
    return file.getvalue()


def put(case, path, data, absent=None):
    target = CASES / case / "overlay" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    if absent:
        (CASES / case / "overlay" / f"{absent}.absent").write_bytes(b"")


MARKS = "scores/评分.csv"


def main():
    marks = rows("评分")
    made = book({"评分": marks})
    put("two-files", "scores/评分.xlsx", stored(made))

    sheet = book({"评分": marks})
    cells = sheet["评分"]
    cells["D2"], cells["D3"], cells["D4"] = "#REF!", True, "=1+1"
    cells["D2"].data_type = "e"
    put("cell-fault", "scores/评分.xlsx", stored(sheet), MARKS)

    sheet = book({"评分": marks, "附表": [["说明", "数"], ["无", 1]], "旧": marks})
    sheet["旧"].sheet_state = "hidden"
    put("unread-sheets", "scores/评分.xlsx", stored(sheet), MARKS)

    sheet = book({"评分": marks})
    sheet["评分"].row_dimensions[3].hidden = True
    sheet["评分"].column_dimensions["E"].hidden = True
    put("hidden-cells", "scores/评分.xlsx", stored(sheet), MARKS)

    put("no-such-sheet", "scores/returns/评分.xlsx", stored(book({"评分": marks, "附表": [["数"]]})), MARKS)

    # Encrypting is never the same twice.
    if not (CASES / "spreadsheet-encrypted/overlay/scores/评分.xlsx").exists():
        protected = io.BytesIO()
        msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(stored(made))).encrypt("secret", protected)
        put("spreadsheet-encrypted", "scores/评分.xlsx", protected.getvalue(), MARKS)

    def far(name, part):
        return part.replace(b'r="A2"', b'r="XFD2"') if name == "xl/worksheets/sheet1.xml" else part

    put("spreadsheet-columns", "scores/评分.xlsx", stored(made, far), MARKS)

    titled = [["2021年度评分表"], *[[*line, "139"] for line in marks]]
    titled[1][5] = "电话"
    titled += [[None, "合计", None, 300.0]]
    sheet = book({"评分": titled})
    sheet["评分"].merge_cells("A1:F1")
    put("sum-mismatch-sheet", "scores/评分.xlsx", stored(sheet), MARKS)

    (CASES.parent / "fixtures/评分.xls").write_bytes(old(marks))
    marks[1][3], marks[2][3] = "约20", 0.9846
    put("not-a-number-xls", "scores/评分.xls", old(marks, (2, 3)), MARKS)


if __name__ == "__main__":
    main()
