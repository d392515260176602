#!/usr/bin/env python3
"""What inputs that do harm get: the answer, the peak memory and the time, as benches/hostile.md.

Usage: python3 benches/hostile.py   (after cargo build --release)

Each input is laid into a copy of the sample and the release binary is run on it once. Peak memory and CPU time are those
of the largest process and of all processes of the run, as the system counts them (wait4); time is that of the clock.
Nothing may be written outside the folder of documents, nor anything at all when an input is refused: the script stops if
it is.
"""

import datetime
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/hongtou"
TABLE = ROOT / "benches/hostile.md"
# A child that shares the memory of this process until it becomes the program would be charged with it.
subprocess._USE_VFORK = False
# Limits for templates, reached sooner than the usual ones.
LIMITS = {"HONGTOU_SECONDS": "10", "HONGTOU_MEMORY": "2048"}
MANY = 200_000
# What is larger is not compared, bytes.
LARGEST = 64 << 20

NAMES = [
    '#read("/etc/passwd")', "$x^2$", "@label", "*甲*", "_甲_", "\\", "<b>甲</b>", "1. 甲", "{{ 7*7 }}",
    '{% include "/etc/passwd" %}', "../../x", "CON", "甲...", "甲" * 300, "甲\u202e乙", "甲😀", "甲\0乙",
    '=HYPERLINK("http://example.com","甲")',
]


def nested(opening, inner, closing):
    return opening * MANY + inner + closing * MANY


# The templates and settings: what they are, and a function that makes them, since they are large.
LAYOUTS = {
    '#read("/etc/passwd")': lambda: '#read("/etc/passwd")',
    '#read("../../../etc/passwd")': lambda: '#read("../../../etc/passwd")',
    '#import "@preview/cetz:0.2.0"': lambda: '#import "@preview/cetz:0.2.0"',
    "for in for, 10¹⁰ rounds": lambda: "#for a in range(100000) { for b in range(100000) { } }",
    "while without an end": lambda: "#let n = 0\n#while n < 1 { }",
    "a function that calls itself": lambda: "#let f(n) = f(n + 1)\n#f(0)",
    "range(4000000000)": lambda: "#let a = range(4000000000)",
    '"x" * 8000000000': lambda: '#let a = "x" * 8000000000',
    f"{MANY} nested ( )": lambda: "#" + nested("(", "1", ")"),
    f"{MANY} nested #[ ]": lambda: nested("#[", "a", "]"),
    f"1 + 1 + … {MANY} times": lambda: "#(1" + " + 1" * MANY + ")",
}

WORDINGS = {
    f"not not … {MANY} times": lambda: "{{ " + "not " * MANY + "year }}",
    f"year ~ 1 ~ … {MANY} times": lambda: "{{ year" + " ~ 1" * MANY + " }}",
    f"{MANY} nested ( )": lambda: "{{ " + nested("(", "1", ")") + " }}",
    f"{MANY} nested {{% if %}}": lambda: nested("{% if 1 %}", "甲", "{% endif %}"),
    "for in for, 10¹⁰ rounds": lambda: "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
    "a text doubled 40 times": lambda: '{% set a = "甲甲甲甲" %}' + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    '"甲" * 8000000000': lambda: '{{ "甲" * 8000000000 }}',
    '{% include "/etc/passwd" %}': lambda: '{% include "/etc/passwd" %}',
    "a macro that calls itself": lambda: "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    f"> > … {MANY} times": lambda: "> " * MANY + "甲",
}

SETTINGS = {
    f"{MANY} nested [ ]": lambda: "a = " + nested("[", "", "]"),
    f"{MANY} nested {{ }}": lambda: "a = " + nested("{ a = ", "1", " }"),
    f"a key of {MANY} parts": lambda: "a" + ".a" * MANY + " = 1",
    "a text of 10,000,000 characters": lambda: 'a = "' + "甲" * 10_000_000 + '"',
}


def renamed(name):
    """A change that gives the first unit a name; tables go on naming it by its former one."""

    def lay(data):
        units = data / "units.csv"
        text = units.read_text(encoding="utf-8")
        rows = text.splitlines()
        cells = rows[1].split(",")
        former, quoted = cells[3], '"' + name.replace('"', '""') + '"'
        rows[1] = ",".join(cells[:3] + [quoted] + cells[4:])
        units.write_text("\n".join(rows) + "\n", encoding="utf-8")
        aliases = data / "aliases.csv"
        text = aliases.read_text(encoding="utf-8").rstrip("\n").replace(f",{former}\n", f",{quoted}\n")
        aliases.write_text(f"{text}\n{former},{quoted}\n", encoding="utf-8")
        form = data / "documents.toml"
        text = form.read_text(encoding="utf-8")
        form.write_text(text.replace("{{ category }}-{{ number }}-{{ unit }}.pdf", "{{ unit }}.pdf"), encoding="utf-8")

    return lay


def added(path, make):
    """A change that puts a file into the workspace, or a text at the end of one that is there."""

    def lay(data):
        target = data / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("a", encoding="utf-8", newline="") as file:
            file.write("\n" + make())

    return lay


def sparse(path, size):
    """A change that makes a file of so many bytes, which take no room."""

    def lay(data):
        with (data / path).open("wb") as file:
            file.truncate(size)

    return lay


def workbook(path, cells, shared="", dimension="A1:F2"):
    """A change that puts a workbook with these elements in its one sheet in the place of a table."""

    def lay(data):
        (data / path).with_suffix(".csv").unlink()
        main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relations = "http://schemas.openxmlformats.org/package/2006/relationships"
        types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        with zipfile.ZipFile(data / path, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("[Content_Types].xml", f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{types}.sharedStrings+xml"/></Types>""")
            book.writestr("_rels/.rels", f"""<Relationships xmlns="{relations}">
<Relationship Id="a" Type="{kinds}/officeDocument" Target="xl/workbook.xml"/></Relationships>""")
            book.writestr("xl/workbook.xml", f"""<workbook {main} xmlns:r="{kinds}">
<sheets><sheet name="宣传" sheetId="1" r:id="a"/></sheets></workbook>""")
            book.writestr("xl/_rels/workbook.xml.rels", f"""<Relationships xmlns="{relations}">
<Relationship Id="a" Type="{kinds}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="b" Type="{kinds}/sharedStrings" Target="sharedStrings.xml"/></Relationships>""")
            with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
                part.write(f"<sst {main}>".encode())
                for piece in shared or ():
                    part.write(piece)
                part.write(b"</sst>")
            book.writestr("xl/worksheets/sheet1.xml", f"""<worksheet {main}><dimension ref="{dimension}"/>
<sheetData>{cells}</sheetData></worksheet>""")

    return lay


def bomb():
    """3 GB of one text."""
    yield b"<si><t>"
    for _ in range(3000):
        yield b"a" * 1_000_000
    yield b"</t></si>"


def linked(path, target):
    """A change that makes a link."""

    def lay(data):
        (data / path).parent.mkdir(parents=True, exist_ok=True)
        (data / path).symlink_to(target)

    return lay


def circles(data):
    """A change that makes links to the folder in which they lie."""
    (data / "templates").mkdir()
    for name in "abcdefgh":
        (data / "templates" / name).symlink_to(".")


def piped(path):
    """A change that makes a pipe into which nobody writes."""
    return lambda data: os.mkfifo(data / path)


def bad_rows(count):
    rows = (f"Y{row},发改委,三月一日,甲报,一般媒体,信息之{row}\n" for row in range(count))
    return added("scores/宣传.csv", lambda: "".join(rows))


def sound_rows(count):
    """A change that adds rows without fault: how long honest tables take."""
    rows = (f"Y{row},发改委,2021-03-01,甲报,一般媒体,信息之{row}\n" for row in range(count))
    return added("scores/宣传.csv", lambda: "".join(rows))


def cases():
    """Every case: what it is, how it is laid, and the command."""
    for name in NAMES:
        yield named(name), renamed(name), "build"
    for title, make in LAYOUTS.items():
        yield f"layout: `{title}`", added("templates/letter.typ", make), "build --only letters"
    for title, make in WORDINGS.items():
        yield f"wording: `{title}`", added("templates/wording/letter.md.j2", make), "build --only letters"
    for title, make in SETTINGS.items():
        yield f"documents.toml: `{title}`", added("documents.toml", make), "check"
    yield "100,000 rows with a bad date", bad_rows(100_000), "check"
    yield "100,000 rows with a bad date, as JSON", bad_rows(100_000), "check --format json"
    yield "a table of 1 GB", sparse("scores/宣传.csv", 1 << 30), "check"
    yield "a table of 1,000,000 columns", added("scores/评分.csv", lambda: "," * 1_000_000), "check"
    yield "a spreadsheet of 3 MB that inflates to 3 GB", workbook("scores/宣传.xlsx", "", bomb()), "check"
    yield (
        "a spreadsheet that claims 17 thousand million cells",
        workbook("scores/宣传.xlsx", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', dimension="A1:XFD1048576"),
        "check",
    )
    yield "a spreadsheet that is none", sparse("scores/评分-空.xlsx", 5000), "check"
    yield "a link out of the workspace", linked("scores/评分-外.csv", "/etc/passwd"), "check"
    yield "a wording that is a link out of the workspace", linked("templates/wording/results.md.j2", "/etc/passwd"), "check"
    yield "templates that are circles of links", circles, "check"
    yield "100,000 sound rows", sound_rows(100_000), "check"
    yield "a pipe into which nobody writes", piped("scores/评分-管.csv"), "check"


def named(name):
    """What a unit with this name is called in the table."""
    shown = name if len(name) < 50 else f"{name[:10]}… ({len(name)} characters)"
    return f"unit named `{visible(shown)}`"


def visible(text):
    """A text in which everything can be seen."""
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):X}}}" for c in text)


def contents(folder):
    """Every file of a folder with its bytes, but those of the documents."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.stat().st_size < LARGEST)
    return {path.relative_to(folder): path.read_bytes() for path in paths}


def measured(folder, command):
    """Runs the program: exit code, output, messages, peak memory in MiB, seconds on the clock and on processors."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        begin = time.monotonic()
        process = subprocess.Popen(
            [PROGRAM, *command.split(), "--lang", "en"],
            cwd=folder, stdout=output, stderr=messages, env={**os.environ, **LIMITS, "NO_COLOR": "1"},
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (output, messages):
            file.seek(0)
            texts.append(file.read().decode("utf-8"))
    return process.returncode, *texts, usage.ru_maxrss / 1024, seconds, usage.ru_utime + usage.ru_stime


def told(code, output, messages):
    """What an input got, in a line."""
    if code == 0:
        last = output.strip().splitlines()[-1]
        return f"printed as it is; {last}" if last.startswith("done") else last
    first = next((line for line in messages.splitlines() if "error[" in line), None)
    if first is None:
        return f"one JSON document of {len(output.encode()) / 1e6:.1f} MB"
    size = len(messages.encode())
    first = re.sub(r"^.*?error\[", "error[", first)
    return (first if len(first) < 170 else first[:170] + "…") + (f" ({size / 1000:.0f} kB in all)" if size > 5000 else "")


def row(title, lay, command):
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        shutil.copytree(ROOT / "data", folder / "data")
        lay(folder / "data")
        before = contents(folder)
        code, output, messages, memory, seconds, busy = measured(folder, command)
        after = contents(folder)
        if code not in (0, 1):
            sys.exit(f"{title}: exit code {code}\n{messages}")
        beside = {path: found for path, found in after.items() if code != 0 or path.parts[0] != "out"}
        if beside != before:
            sys.exit(f"{title}: files were changed")
        if code == 0 and command.startswith("build"):
            units = json.loads(after[Path("out/结果/results.json")])["units"]
            # The tests look into the PDFs and the workbook, too.
            if title != named(units[0]["name"]):
                sys.exit(f"{title}: printed as {units[0]['name']}")
    escaped = [text.replace("|", "\\|") for text in (title, told(code, output, messages))]
    return f"| {escaped[0]} | {escaped[1]} | {memory:.0f} MiB | {seconds:.2f} s | {busy:.2f} s |"


def machine():
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    return f"{os.cpu_count()} processors ({model}), {platform.system()} {platform.release()}"


def main():
    lines = [
        "# Inputs that do harm",
        "",
        f"Written by `python3 benches/hostile.py` on {datetime.date.today()}; {machine()}, on which",
        f"{os.getloadavg()[0]:.0f} processes wanted to run: look at CPU rather than time. Each input was laid into a copy of the",
        "sample; “unit named” means that the first unit of the roster and the file of its letter bear the name. Limits for templates:",
        f"{LIMITS['HONGTOU_SECONDS']} s without a document, {LIMITS['HONGTOU_MEMORY']} MiB. Where an input was refused, no file was changed.",
        "",
        "| input | what it got | peak memory | time | CPU |",
        "|---|---|---|---|---|",
    ]
    for title, lay, command in cases():
        lines.append(row(title, lay, command))
        print(lines[-1], flush=True)
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
