#!/usr/bin/env python3
"""Writes what the fuzz targets begin with: the sample and the golden cases, cut up as each target wants them.

Usage: python3 tests/fuzz/seeds.py   (PDFs only after cargo build --release)

Also copies Cargo.lock, so that the targets are built with the crates that the program is built with.
"""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = ROOT / "target/release/hongtou"
CASES = ROOT / "tests/errors"
MARK = b"\n====\n"
MODEL = """0
9.50
-3
999999999999.999999999999
2021-10-02
2021-02-29
2999-12-31
舞营商办〔2021〕5号
青营商办〔2022〕\u3000号
WG001
U01
"""


def put(target, data):
    """A seed of a target, named by its content."""
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def edited(text, script):
    """A text after the edits of a case, as tests/errors/README.md says."""
    for edit in script.rstrip().split("\n\n"):
        side = lambda mark: "\n".join(line[1:] for line in edit.splitlines() if line.startswith(mark))
        old, new = side("-"), side("+")
        text = text.replace(old, new) if old else f"{text}{new}\n"
    return text


def overlay(case):
    """The files that differ from the base in a case, by path."""
    found = {}
    root = case / "overlay"
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root).as_posix()
        if name.endswith(".edit"):
            name = name.removesuffix(".edit")
            base = (CASES / "base" / name).read_text(encoding="utf-8")
            found[name] = edited(base, path.read_text(encoding="utf-8")).encode()
        elif not name.endswith(".absent") and path.stat().st_size < 20_000:
            found[name] = path.read_bytes()
    return found


def of_files(files):
    """The seeds that some files of a workspace make together."""
    for path, data in files.items():
        if path.endswith(".csv"):
            put("table", data)
        elif path.endswith((".xlsx", ".xls", ".ods")):
            put("sheets", data)
        elif path.endswith(".j2"):
            put("wording", data)
    settings = [files.get(path) or (CASES / "base" / path).read_bytes() for path in ("scheme.toml", "documents.toml")]
    if "scheme.toml" in files or "documents.toml" in files:
        put("settings", MARK.join(settings))
    if "sources.toml" in files:
        tables = [data for path, data in files.items() if path.endswith(".csv")]
        put("mapped", MARK.join([files["sources.toml"], tables[0] if tables else b""]))
    if "corrections.csv" in files or "register.csv" in files:
        put("history", MARK.join(files.get(path, b"") for path in ("corrections.csv", "register.csv")))
    inner = {path: data for path, data in files.items() if not path.startswith("issued/")}
    put("workspace", b"\n".join(b"==== " + path.encode() + b"\n" + data for path, data in inner.items()))


def pdfs():
    """A document of each kind, and the foreign files of the tests that are small."""
    for path in (ROOT / "tests/foreign").rglob("*.pdf"):
        if path.stat().st_size < 100_000:
            put("pdf", path.read_bytes())
    if PROGRAM.exists():
        with tempfile.TemporaryDirectory() as temp:
            folder = Path(temp)
            shutil.copytree(CASES / "base", folder / "data")
            subprocess.run([PROGRAM, "build"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            for path in sorted((folder / "out").rglob("*.pdf"))[:6]:
                put("pdf", path.read_bytes())


def main():
    sample = ROOT / "data"
    of_files({path.relative_to(sample).as_posix(): path.read_bytes() for path in sample.rglob("*.*") if path.suffix in (".csv", ".toml")})
    of_files({f"templates/wording/{path.name}": path.read_bytes() for path in (ROOT / "templates/wording").glob("*.j2")})
    for case in sorted(path for path in CASES.iterdir() if (path / "overlay").is_dir()):
        of_files(overlay(case))
    put("model", MODEL.encode())
    for line in MODEL.splitlines():
        put("model", line.encode())
    pdfs()
    shutil.copy(ROOT / "Cargo.lock", HERE / "Cargo.lock")
    for folder in sorted((HERE / "corpus").iterdir()):
        print(f"{folder.name}: {len(list(folder.iterdir()))} seeds")


if __name__ == "__main__":
    main()
