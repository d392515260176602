"""Measures PDF files with pdfplumber, independently of the Rust program: rows of text, rules, page numbers.

usage: measure.py FILE.pdf…                         prints what it measured, as JSON
       measure.py --figures FILE.pdf…               only the figures, in the shape of `hongtou inspect --format json`
       measure.py --compare INSPECT.json FILE.pdf…  compares the figures; exit code 1 if any differs

All lengths are mm from the top left corner of the page's media box, y down; sizes are pt.
Made with: pdfplumber==0.11.10 pdfminer.six==20260107 pypdfium2==5.15.2 pillow==13.0.0 charset-normalizer==3.5.2
cryptography==50.0.2 cffi==2.1.1 pycparser==3.0
"""

import json
import re
import sys
from collections import Counter
from pathlib import PurePath
from statistics import median_high

import pdfplumber.page
from pdfminer import pdfinterp
from pdfminer.layout import LTChar, LTContainer, LTCurve

MM = 25.4 / 72
TOLERANCE = 0.1 + 1e-6  # mm, and pt for sizes
PAGE_NUMBER = re.compile(r"[—–\-－_─]*\s*\d+\s*[—–\-－_─]*")


class Device(pdfplumber.page.PDFPageAggregatorWithMarkedContent):
    """Mends what pdfminer leaves out: which glyphs are invisible or raised, and the spacing after the last one of a string."""

    def render_string(self, textstate, *rest):
        self.textstate, self.spacing = textstate, textstate.charspace
        textstate.charspace = 0
        super().render_string(textstate, *rest)
        textstate.charspace = self.spacing

    def render_char(self, matrix, font, fontsize, scaling, *rest):
        advance = super().render_char(matrix, font, fontsize, scaling, *rest)
        glyph = self.cur_item._objs[-1]
        glyph.invisible = self.textstate.render == 3
        glyph.rise = self.textstate.rise
        return advance + self.spacing * scaling


class GraphicState(pdfinterp.PDFGraphicState):
    """Lines are 1 unit wide until a file says otherwise; pdfminer starts with 0."""

    def __init__(self):
        super().__init__()
        self.linewidth = 1


pdfplumber.page.PDFPageAggregatorWithMarkedContent = Device
pdfinterp.PDFGraphicState = GraphicState


def walk(item):
    """All glyphs and paths of a page, those inside form XObjects included."""
    for child in item:
        if isinstance(child, LTContainer):
            yield from walk(child)
        else:
            yield child


def glyph_of(char, width, height):
    """Position and size of a glyph, or None if it does not count."""
    a, b, c, d, x, y = char.matrix
    x, y = x * MM, height - (y + char.rise * d) * MM
    upright = abs(b) < 1e-3 * abs(a) and abs(c) < 1e-3 * abs(a)
    inside = 0 <= x <= width and 0 <= y <= height
    text = char.get_text()
    if not upright or not inside or char.invisible or not text.strip():
        return None
    return {"x": x, "y": y, "right": x + char.adv * a * MM, "size": char.size, "text": text}


def commonest(values, prefer=min):
    """The most frequent value; of several, the one that `prefer` picks; None if there are none."""
    counts = Counter(values)
    most = max(counts.values(), default=None)
    return prefer((value for value in counts if counts[value] == most), default=None)


def rows_of(glyphs):
    """Glyphs make a row as long as the next baseline is within 0.35 mm of the last; the row's is that of most of them."""
    rows = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph["y"]):
        if rows and glyph["y"] - rows[-1][-1]["y"] <= 0.35:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for row in rows:
        row.sort(key=lambda glyph: glyph["x"])
        yield {
            "baseline": commonest(round(glyph["y"], 3) for glyph in row),
            "left": row[0]["x"],
            "right": row[-1]["right"],
            "size": commonest(round(glyph["size"], 1) for glyph in row),
            "text": "".join(glyph["text"] for glyph in row),
            "glyphs": row,
        }


def rgb(colour):
    """Gray, RGB or CMYK as RGB; None for patterns."""
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return None
    match len(parts):
        case 1:
            return [parts[0]] * 3
        case 3:
            return list(parts)
        case 4:
            return [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    return None


def rules_of(curve, height):
    """The horizontal rules a path draws: the filled rectangle that it is, or else its stroked edges."""
    if any(operator not in "mlh" for operator, *_ in curve.original_path):
        return
    points = [(x * MM, height - y * MM) for operator, *ends in curve.original_path for x, y in ends[-1:]]
    closed = points + points[:1] if curve.original_path[-1][0] == "h" else points
    corners = [point for point, before in zip(closed, [None, *closed]) if point != before]
    if len(corners) > 1 and corners[-1] == corners[0]:
        corners.pop()
    xs, ys = zip(*corners)
    ends_only = all(min(value - min(values), max(values) - value) < 0.01 for values in (xs, ys) for value in values)
    is_box = len(corners) == 4 and ends_only
    if curve.fill and is_box:
        edges = [(min(xs), max(xs), min(ys), max(ys), curve.non_stroking_color)]
    elif curve.stroke:
        half = curve.linewidth * MM / 2
        edges = [
            (min(x0, x1), max(x0, x1), (y0 + y1) / 2 - half, (y0 + y1) / 2 + half, curve.stroking_color)
            for (x0, y0), (x1, y1) in zip(closed, closed[1:])
            if abs(y0 - y1) < 0.05
        ]
    else:
        return
    for x0, x1, top, bottom, colour in edges:
        if x1 - x0 >= 30 and bottom - top <= 3:
            yield {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "colour": rgb(colour)}


def page_of(page):
    """Rows and rules of a page."""
    layout = page.layout
    width, height = layout.width * MM, layout.height * MM
    items = list(walk(layout))
    glyphs = (glyph_of(item, width, height) for item in items if isinstance(item, LTChar))
    rules = (rule for item in items if isinstance(item, LTCurve) for rule in rules_of(item, height))
    return {
        "width": width,
        "height": height,
        "rows": list(rows_of(filter(None, glyphs))),
        "rules": sorted(rules, key=lambda rule: (round(rule["top"], 2), rule["x0"])),
    }


def is_han(character):
    return "\u4e00" <= character <= "\u9fff"


def figures_of(pages):
    """The figures of a document, which the program reads from the same file on its own."""
    size = commonest(round(glyph["size"], 1) for page in pages for row in page["rows"] for glyph in row["glyphs"])

    def is_body(row):
        same = sum(abs(glyph["size"] - size) <= 0.15 + 1e-6 for glyph in row["glyphs"])
        return row["baseline"] < 263 and 2 * same >= len(row["glyphs"])

    def rules(is_colour):
        return [
            {"page": number} | {key: rule[key] for key in ("x0", "x1", "top", "bottom")}
            for number, page in enumerate(pages, 1)
            for rule in page["rules"]
            if rule["colour"] and is_colour(*rule["colour"])
        ]

    bodies = [[row for row in page["rows"] if is_body(row)] for page in pages]
    body = sum(bodies, [])
    starts = [row["left"] for row in body if is_han(row["text"][0])]
    ends = [row["right"] for row in body if is_han(row["text"][-1]) and row["right"] > row["left"] + 100]
    steps = [below["baseline"] - row["baseline"] for rows in bodies for row, below in zip(rows, rows[1:])]
    return {
        "left": commonest(round(start, 1) for start in starts),
        "right": commonest((round(end, 1) for end in ends), max),
        "pitch": median_high(narrow) if (narrow := [step for step in steps if step <= 12]) else None,
        "body_size": size,
        "rows": [len(rows) for rows in bodies],
        "first_baseline": [rows[0]["baseline"] if rows else None for rows in bodies],
        "last_baseline": [rows[-1]["baseline"] if rows else None for rows in bodies],
        "red_rules": rules(lambda r, g, b: r > 0.6 and g < 0.45 and b < 0.45),
        "black_rules": rules(lambda r, g, b: max(r, g, b) < 0.2),
        "page_numbers": [
            {"page": number} | {key: row[key] for key in ("text", "left", "right", "baseline")}
            for number, page in enumerate(pages, 1)
            for row in page["rows"]
            if row["baseline"] > 262 and PAGE_NUMBER.fullmatch(row["text"])
        ],
    }


def measure(file):
    """Everything about one file."""
    with pdfplumber.open(file) as pdf:
        pages = [page_of(page) for page in pdf.pages]
    figures = figures_of(pages)
    for page in pages:
        for row in page["rows"]:
            del row["glyphs"]
    return {"file": file, "pages": pages, "figures": figures}


def rounded(value):
    """The value with no more than three decimals in it."""
    match value:
        case float():
            return round(value, 3) + 0.0
        case dict():
            return {key: rounded(part) for key, part in value.items()}
        case list():
            return [rounded(part) for part in value]
    return value


def distance(one, other):
    """How far two rules or page numbers are apart."""
    return sum(abs(one[key] - other[key]) for key in one if key != "text")


def pairs(ours, theirs):
    """Every single figure: its name, which file of ours and theirs says what."""
    for name, value in ours.items():
        other = theirs[name]
        if not isinstance(value, list):
            yield name, other, value
            continue
        yield f"{name}: count", len(other), len(value)
        remaining = list(other)
        for number, part in enumerate(value, 1):
            if not remaining:
                break
            if not isinstance(part, dict):
                yield f"{name} of page {number}", remaining.pop(0), part
                continue
            nearest = min(remaining, key=lambda candidate: distance(part, candidate))
            remaining.remove(nearest)
            for key in part:
                yield f"{name} {number}: {key}", nearest[key], part[key]


def kind_of(name):
    """The name of a figure without the number of its page, rule or row."""
    return re.sub(r" (of page )?\d+", "", name)


def difference(name, theirs, ours):
    """A number that must not exceed the tolerance; infinite if the two cannot differ a little."""
    kind = kind_of(name)
    exact = kind == "rows" or kind.endswith((": count", ": page", ": text"))
    if kind.endswith(": text"):
        theirs = "".join(theirs.split())
    if theirs == ours:
        return 0.0
    return float("inf") if exact or None in (theirs, ours) else abs(theirs - ours)


def compare(inspected, files):
    """Prints the worst line of every kind of figure and all disagreements; returns how many these are."""
    with open(inspected, encoding="utf-8") as file:
        theirs = {entry["file"]: entry["figures"] for entry in json.load(file)["files"]}
    lines = []
    for file in files:
        name = PurePath(file).name
        namesakes = [path for path in theirs if path == file] or [path for path in theirs if PurePath(path).name == name]
        if len(namesakes) != 1:
            sys.exit(f"{inspected} speaks of {len(namesakes)} files {file}")
        figures = theirs[namesakes[0]]
        for figure, other, own in pairs(rounded(measure(file)["figures"]), figures):
            lines.append((difference(figure, other, own), name, figure, other, own))
    worst = {}
    for line in lines:
        kind = kind_of(line[2])
        worst[kind] = max(worst.get(kind, line), line, key=lambda candidate: candidate[0])
    wrong = [line for line in lines if line[0] > TOLERANCE]
    print("file\tfigure\tinspect\tpdfplumber\tdifference")
    for line in [*worst.values(), *(line for line in wrong if line not in worst.values())]:
        print(*line[1:], f"{line[0]:.3f}" + (" DIFFERS" if line[0] > TOLERANCE else ""), sep="\t")
    print(f"{len(files)} files, {len(lines)} figures, {len(wrong)} differ by more than 0.1")
    return len(wrong)


def main():
    match sys.argv[1:]:
        case ["--compare", inspected, *files] if files:
            sys.exit(compare(inspected, files) > 0)
        case ["--figures", *files] if files:
            measured = [measure(file) for file in files]
            result = {"files": [{"file": one["file"], "figures": one["figures"]} for one in measured]}
        case [first, *_] as files if not first.startswith("-"):
            result = [measure(file) for file in files]
        case _:
            sys.exit(__doc__)
    print(json.dumps(rounded(result), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
