#!/usr/bin/env python3
"""The letters of the sample made by hongtou and by others, paired: what each spends. See ../README.md.

Usage: python3 benches/peers/run.py [ROUNDS]   (5 if not said; on a quiet machine)

Installs what it needs into a folder of its own under ~/.cache, and LibreOffice as a package of Debian. Rewrites the section
of ../README.md between its two markers.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from told import machine, rewrite  # noqa: E402

ROOT = HERE.parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hongtou-bench"
LETTERS = 72
# What needs a minute a round is run in no more rounds than this.
SLOW = 3

DEBIAN = ["libreoffice-writer-nogui", "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "poppler-utils"]
PYTHON = [
    "brotli==1.2.1", "cffi==2.1.1", "cssselect2==0.10.1", "docxtpl==0.20.2", "fonttools==4.68.0", "jinja2==3.1.6",
    "lxml==6.1.3", "markupsafe==3.0.4", "pillow==13.0.0", "pycparser==3.0", "pydyf==0.13.0", "pyphen==0.18.1",
    "python-docx==1.2.0", "tinycss2==1.5.1", "tinyhtml5==2.1.0", "typing-extensions==4.16.0", "weasyprint==70.0",
    "webencodings==0.6.1", "zopfli==0.4.3",
]
PACKAGES = CACHE / "python-weasyprint-70.0-docxtpl-0.20.2"
TYPST = CACHE / "typst-cli/bin/typst"
STANDARD = ["--pdf-standard", "a-2a,ua-1"]
# PDF/A-2b: of A-2, LibreOffice knows no other level, and a file that it also makes PDF/UA is no valid PDF/A.
EXPORT = "pdf:writer_pdf_Export:" + json.dumps({
    "SelectPdfVersion": {"type": "long", "value": "2"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
})


def call(*command, **how):
    return subprocess.run([str(part) for part in command], check=True, cwd=ROOT, **how)


def install():
    """Everything that the ways need, each once."""
    missing = subprocess.run(["dpkg", "-s", *DEBIAN], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    if missing:
        call("apt-get", "update", "-qq")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        call("apt-get", "install", "-qq", "--no-install-recommends", *DEBIAN, env=quiet, stdout=subprocess.DEVNULL)
    if not PACKAGES.is_dir():
        part = PACKAGES.with_name(PACKAGES.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        call(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore",
             "--only-binary", ":all:", "--no-deps", "--target", part, *PYTHON)
        part.rename(PACKAGES)
    if not TYPST.exists():
        call("cargo", "install", "typst-cli", "--version", "0.15.1", "--locked", "--root", TYPST.parent.parent)
    call("cargo", "build", "--release", "--locked", "--manifest-path", HERE / "typst-as-lib/Cargo.toml",
         "--target-dir", CACHE / "typst-as-lib")
    call("cargo", "build", "--release", "--locked")
    call("cargo", "bench", "--locked", "--bench", "letters", "--no-run")


class Ways:
    """One method for each way: the commands that make all letters, to be run one after the other."""

    def __init__(self, folder):
        self.folder, self.out = folder, folder / "out"
        self.root, self.views = folder / "root", folder / "root/views"
        shutil.copytree(ROOT / "templates", self.root)
        shutil.copy(HERE / "bundle.typ", self.root)
        self.views.mkdir()
        call("cargo", "bench", "--quiet", "--locked", "--bench", "letters", "--", "views", ROOT / "data", self.views)
        self.names = sorted(path.stem for path in self.views.iterdir())
        (self.root / "names.json").write_text(json.dumps(self.names), encoding="utf-8")
        (folder / "fonts.conf").write_text(
            f"<fontconfig><dir>{ROOT}/fonts</dir><cachedir>{folder}/fontconfig</cachedir></fontconfig>", encoding="utf-8")
        self.docx = folder / "docx"
        os.environ |= {"PYTHONPATH": str(PACKAGES), "FONTCONFIG_FILE": str(folder / "fonts.conf")}
        call(sys.executable, HERE / "letters_docx.py", "template", folder / "template.docx")
        # The first start makes the profile of the user, which is no part of making letters.
        call(*self.office(folder), folder / "template.docx", stdout=subprocess.DEVNULL)

    def office(self, out):
        return ["soffice", "--headless", f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
                "--convert-to", EXPORT, "--outdir", out]

    def hongtou(self):
        return [[ROOT / "target/release/hongtou", "build", "--only", "letters", "--workspace", ROOT / "data", "--out", self.out]]

    def floor(self):
        return [["cargo", "bench", "--quiet", "--locked", "--bench", "letters", "--", "floor", ROOT / "data"]]

    def typst(self):
        fonts = ["--root", self.root, "--font-path", ROOT / "fonts", "--ignore-system-fonts", *STANDARD]
        return [[TYPST, "compile", *fonts, "--input", f"view=/views/{name}.json", self.root / "letter.typ",
                 self.out / f"{name}.pdf"] for name in self.names]

    def bundle(self):
        return [[TYPST, "compile", "--features", "bundle", "--format", "bundle", "--root", self.root, "--font-path",
                 ROOT / "fonts", "--ignore-system-fonts", *STANDARD, self.root / "bundle.typ", self.out]]

    def as_lib(self):
        return [[CACHE / "typst-as-lib/release/typst-as-lib-peer", self.root, ROOT / "fonts", self.out]]

    def word(self):
        files = [self.docx / f"{name}.docx" for name in self.names]
        return [[sys.executable, HERE / "letters_docx.py", "fill", self.folder / "template.docx", self.views, self.docx],
                [*self.office(self.out), *files]]

    def html(self):
        return [[sys.executable, HERE / "letters_html.py", ROOT / "fonts", self.views, self.out]]


# Method, what the table calls it, what its PDFs are, whether it is slow.
WAYS = [
    ("hongtou", "`hongtou build --only letters`", "A-2a, UA-1", False),
    ("floor", "compiling and exporting alone, in memory (`benches/letters.rs`)", "A-2a, UA-1", False),
    ("bundle", "`typst compile --format bundle`, one process", "A-2a, UA-1", False),
    ("as_lib", "a loop over the crate typst-as-lib 0.17.0", "A-2a, UA-1", False),
    ("typst", f"`typst compile`, {LETTERS} processes one after the other", "A-2a, UA-1", False),
    ("html", "WeasyPrint 70.0, one process", "A-2a", True),
    ("word", "docxtpl 0.20.2, then LibreOffice, one process each", "A-2b, tagged", True),
]


def measure(commands):
    """Runs commands one after the other. Each waits for what it starts, so that the system counts that with it."""
    began, cpu, memory, output = time.monotonic(), 0.0, 0, b""
    for command in commands:
        process = subprocess.Popen([str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"exit code {process.returncode}: {command}\n{output.decode()}")
        cpu += usage.ru_utime + usage.ru_stime
        memory = max(memory, usage.ru_maxrss)
    return {"wall": time.monotonic() - began, "cpu": cpu, "memory": memory / 1024, "output": output}


def check(ways, pdfs):
    """The letters are there, and say to whom and under which number."""
    found = {path.stem: path for path in pdfs}
    if sorted(found) != ways.names or len(found) != LETTERS:
        sys.exit(f"{len(found)} letters instead of {LETTERS}")
    for name, path in found.items():
        view = json.loads((ways.views / f"{name}.json").read_text(encoding="utf-8"))
        text = "".join(call("pdftotext", path, "-", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode().split())
        rows = [cell for block in view["body"] if block["type"] == "table" for row in block["rows"] for cell in row[1:4]]
        for words in (view["addressees"] + "：", view["head"]["number"], view["signature"]["date"], view["note"], *rows):
            if words not in text:
                sys.exit(f"{path} does not say {words}")


def one(ways, way):
    """Runs a way once, into empty folders."""
    for folder in (ways.out, ways.docx):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    if way == "hongtou":
        ways.out.rmdir()
    result = measure(getattr(ways, way)())
    if way == "floor":
        # Reading and computing are not in its figures, nor is anything written.
        told = json.loads(result["output"].splitlines()[-1])
        return result | {"wall": told["wall"], "cpu": told["cpu"], "size": told["bytes"], "pdfs": None}
    pdfs = list(ways.out.rglob("*.pdf"))
    return result | {"size": sum(path.stat().st_size for path in pdfs), "pdfs": pdfs}


def table(results):
    lines = [
        "| letters by | wall | CPU | CPU of hongtou to it | wall of hongtou to it | peak memory | a letter | PDF/ | rounds |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for way, title, standard, _ in WAYS:
        runs = results[way]
        middle = lambda key: statistics.median(run[key] for run in runs)
        ratio = lambda key: statistics.median(own[key] / run[key] for own, run in zip(results["hongtou"], runs))
        lines.append(
            f"| {title} | {middle('wall'):.2f} s | {middle('cpu'):.2f} s | {ratio('cpu'):.2f} | {ratio('wall'):.2f} "
            f"| {middle('memory'):.0f} MiB | {middle('size') / LETTERS / 1000:.0f} kB | {standard} | {len(runs)} |")
    office = call("soffice", "--version", stdout=subprocess.PIPE).stdout.decode().split()[1]
    lines += ["", f"{LETTERS} letters, medians, {machine()}; Typst 0.15.1, LibreOffice {office}."]
    return "\n".join(lines)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    install()
    results = {way: [] for way, *_ in WAYS}
    with tempfile.TemporaryDirectory() as temp:
        ways = Ways(Path(temp))
        for at in range(rounds):
            for way, _, _, slow in WAYS:
                if slow and at >= SLOW:
                    continue
                result = one(ways, way)
                if at == 0 and result["pdfs"] is not None:
                    check(ways, result["pdfs"])
                results[way].append(result)
                print(f"{at + 1} {way}: {result['wall']:.2f} s, CPU {result['cpu']:.2f} s", file=sys.stderr, flush=True)
    rewrite("peers", table(results))


if __name__ == "__main__":
    main()
