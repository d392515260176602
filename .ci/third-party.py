"""Writes licenses/THIRD-PARTY.txt: the crates that the program is built from, with every licence and notice they carry.

usage: third-party.py [--check]

With --check nothing is written: if the file is not what would be written, the differences are shown and the exit code is 1.
Nothing is compiled: the crates are those of `cargo metadata --locked`, their texts those of Cargo's registry.
"""

import collections
import difflib
import json
import re
import struct
import subprocess
import sys
import textwrap
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "licenses" / "THIRD-PARTY.txt"
RULE = "#" * 80

HEAD = """\
Third-party software in hongtou

hongtou is built from the {count} crates listed here. After the list stand the texts of their licences and notices, each
text once, under the names of the crates that carry it.

Made by .ci/third-party.py from Cargo.lock and the sources of the crates. Do not edit: run that script instead.

Listed are all crates that hongtou reaches through normal dependencies on any platform. That is more than any one build
contains: crates for other platforms are listed, and so are procedural macros, of which a program contains what they
write, not their own code. Crates that are needed only for build scripts or tests are not listed. A notice may also speak
of files that its crate carries but hongtou does not use.

Texts that differ only in white space, and copies of the Apache License 2.0 that differ only in its heading, its appendix
and the marks of its lists, count as one. All copyright lines are kept: they stand before the text, each with the crates
it comes from. A bare title above them, such as “MIT License”, is left out. Where a text lies in a folder of its crate,
its path is given in parentheses.

The Rust standard library, which every Rust program contains, is no crate of this list. It is licensed under
MIT OR Apache-2.0; the notices of its parts come with every Rust toolchain, in share/doc/rust/COPYRIGHT-library.html.
"""

# Names of files with licences, notices and the names of authors, and what else can have such a name.
LEGAL = re.compile(r"(.*[-_.])?((un)?licen[sc]es?|copying|copyrights?|notices?|authors|contributors|patents|ofl)([-_.].*)?", re.I)
DATA = {".bin", ".cbor", ".csl", ".rs"}
# In these folders of a crate lies nothing that reaches a program.
ASIDE = {".git", ".github", "benches", "examples", "tests"}
# READMEs that state licences of parts which no other file of the crate states.
README_SECTIONS = {"hypher": "License", "two-face": "Legal"}

TITLE = re.compile(r"[#*\s]*((the )?(mit|expat|zlib|apache|bsd [23]-clause) licen[sc]e\W*)+((mit|expat)\W*)*|[-=\s]+", re.I)
COPYRIGHT = re.compile(r"(portions )?(copyright\b(?! and )|\(c\)|©)", re.I)
# With these words, at the start of a line, a licence begins. What stands before can be copyright lines.
GRANT = re.compile(r"(permission|redistribution|this software is|licensed under)\b", re.I)
PLACEHOLDER = re.compile(r"copyright [\[{]yyyy[\]}] [\[{]name of copyright owner[\]}]", re.I)
APACHE_TITLE = re.compile(r"apache license version 2\.0, january 2004 https?://www\.apache\.org/licenses/(license-2\.0)?")
APACHE_START = "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION"
APACHE_END = "END OF TERMS AND CONDITIONS"
# What follows the terms: how to apply them, and the notice, which may be filled in.
APACHE_TAIL = re.compile(
    r"(appendix: how to apply the apache license to your work\. .*? third-party archives\.)? ?"
    r"((?P<owner>copyright .{1,200}?) licensed under the apache license, version 2\.0 \(the .license.\);"
    r".{300,600} limitations under the license\.)?",
    re.I,
)

Text = collections.namedtuple("Text", "label copyrights body key")


def words(text):
    """The text with every run of white space made one space."""
    return " ".join(text.split())


def clean(data):
    """The text of a file: without byte order mark, carriage returns, tabs and blanks at the ends of lines."""
    text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    lines = [line.rstrip() for line in text.expandtabs().splitlines()]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    odd = [char for char in text if char < " " and char != "\n" or "\x7f" <= char < "\xa0"]
    assert not odd, f"control characters {odd!r} in a text"
    assert RULE not in text, "a text has lines like those between the texts"
    return textwrap.dedent(text)


def apache_terms(text):
    """The words between heading and appendix of an Apache License, without punctuation and the letters of its lists."""
    terms = text.partition(APACHE_START)[2].partition(APACHE_END)[0]
    return re.sub(r"[\W_]+", " ", re.sub(r"\([a-d]\)", " ", terms)).casefold().strip()


def parse(label, data, standard):
    """The text as copyright lines and a body. Bodies with the same key are the same licence."""
    text = clean(data)
    if APACHE_START in text:
        title, _, rest = text.partition(APACHE_START)
        tail = APACHE_TAIL.fullmatch(words(rest.partition(APACHE_END)[2]))
        if APACHE_TITLE.fullmatch(words(title).casefold()) and tail and apache_terms(text) == standard:
            owner = tail["owner"]
            filled_in = owner and not PLACEHOLDER.fullmatch(owner)
            return Text(label, [owner] if filled_in else [], text, "Apache-2.0")
        return Text(label, [], text, words(text))
    lines = text.split("\n")
    copyrights = []
    for at, line in enumerate(lines):
        bare = line.strip()
        if GRANT.match(bare):
            body = textwrap.dedent("\n".join(lines[at:]))
            return Text(label, copyrights, body, words(body))
        if COPYRIGHT.match(bare):
            copyrights.append(words(line))
        elif copyrights and lines[at - 1].strip() and bare and not TITLE.fullmatch(bare):
            copyrights[-1] += " " + words(line)
        elif copyrights and re.fullmatch(r"all rights reserved\.?", bare, re.I):
            copyrights[-1] += " " + bare
        elif bare and not TITLE.fullmatch(bare):
            break
    return Text(label, [], text, words(text))


def crates():
    """All crates that the program reaches through normal dependencies, itself excepted."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    start = metadata["resolve"]["root"]
    reached, ahead = {start}, [start]
    while ahead:
        for dependency in nodes[ahead.pop()]["deps"]:
            normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if normal and dependency["pkg"] not in reached:
                reached.add(dependency["pkg"])
                ahead.append(dependency["pkg"])
    packages = [package for package in metadata["packages"] if package["id"] in reached - {start}]
    return sorted(packages, key=lambda package: (package["name"], package["version"]))


def legal_files(folder, inside=""):
    """Paths and contents of the files with licences and notices, and of READMEs that lie beside one in a subfolder."""
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    files = [entry for entry in entries if entry.is_file() and entry.suffix not in DATA]
    legal = [file for file in files if LEGAL.fullmatch(file.name) and not file.name.startswith(".git")]
    if legal and inside:
        legal += [file for file in files if file.name.casefold().startswith("readme")]
    yield from ((inside + file.name, file.read_bytes()) for file in legal)
    for entry in entries:
        if entry.is_dir() and entry.name not in ASIDE:
            yield from legal_files(entry, f"{inside}{entry.name}/")


def readme_section(folder, heading):
    """The part of a README from a heading on to the next of the same rank."""
    readme = (folder / "README.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |^\[.*\]: |\Z)", readme, re.M | re.S)
    assert section, f"{folder.name}: README.md has no section {heading}"
    return section[1]


def two_face(folder):
    """The licences of the syntaxes and themes in two-face, which carries them packed: zlib around bincode."""
    packed = zlib.decompress((folder / "generated" / "acknowledgements_full.bin").read_bytes())
    at = 0

    def number(form):
        nonlocal at
        (value,) = struct.unpack_from(form, packed, at)
        at += struct.calcsize(form)
        return value

    def string():
        nonlocal at
        length = number("<Q")
        at += length
        return packed[at - length : at].decode("utf-8")

    for _ in ("syntaxes", "themes"):
        for _ in range(number("<Q")):
            number("<I")  # the kind of licence
            text = string()
            yield string(), text
    assert at == len(packed), "two-face packs its acknowledgements in another way now"


def carried(package):
    """Paths inside the crate and contents of all texts that it carries."""
    folder = Path(package["manifest_path"]).parent
    found = dict(legal_files(folder))
    if package["license_file"]:
        found.setdefault(package["license_file"], (folder / package["license_file"]).read_bytes())
    if package["name"] in README_SECTIONS:
        found["README.md, in part"] = readme_section(folder, README_SECTIONS[package["name"]])
    if package["name"] == "two-face":
        found |= dict(two_face(folder))
    return found


def wrapped(names, indent=""):
    """Names with commas, in lines that do not break inside a name."""
    line = ", ".join(name.replace(" ", "\0") for name in names)
    options = {"initial_indent": indent, "subsequent_indent": indent, "break_long_words": False, "break_on_hyphens": False}
    return textwrap.fill(line, 118, **options).replace("\0", " ")


def unique(values):
    return list(dict.fromkeys(values))


def section(texts):
    """One licence: who carries it, their copyright lines, its text."""
    # Of texts that differ in white space, or of Apache Licenses, the one that most crates carry.
    common = collections.Counter(text.body for text in texts if not (text.key == "Apache-2.0" and text.copyrights))
    common = common or collections.Counter(text.body for text in texts)
    body = max(sorted(common), key=common.__getitem__)
    owners = collections.defaultdict(list)
    for text in texts:
        for line in text.copyrights:
            owners[line].append(text.label)
    labels = unique(text.label for text in texts)
    if len(labels) == 1:
        copyrights = "\n".join(owners)
    else:
        copyrights = "\n".join(f"{line}\n{wrapped(unique(of), '    ')}" for line, of in sorted(owners.items()))
    return "\n\n".join(filter(None, [f"{RULE}\n{wrapped(labels)}\n{RULE}", copyrights, body]))


def document():
    packages = crates()
    versions = collections.Counter(package["name"] for package in packages)
    found = []
    listed, bare = [], []
    for package in packages:
        name, version = package["name"], package["version"]
        # Before SPDX expressions, crates had a slash for OR.
        spdx = re.sub(r"\s*/\s*", " OR ", package["license"] or "no SPDX expression")
        entry = f"{name} {version} — {spdx}"
        listed.append(f"{entry} — {package['repository'] or f'https://crates.io/crates/{name}'}")
        label = name if versions[name] == 1 else f"{name} {version}"
        texts = carried(package)
        for path, data in texts.items():
            plain = "/" not in path and not path.startswith("README")
            found.append((label if plain else f"{label} ({path})", data))
        if not any(re.match(r"(un)?licen[sc]e|copying", path, re.I) for path in texts):
            authors = [re.sub(r"\s*<[^>]*>", "", author) for author in package["authors"]]
            bare.append(f"{entry}\n" + (f"{wrapped(authors, '    ')}\n" if authors else ""))

    terms = collections.Counter(
        apache_terms(text) for text in (clean(data) for _, data in found) if APACHE_START in text and APACHE_END in text
    )
    standard = max(sorted(terms), key=terms.__getitem__)
    groups = collections.defaultdict(list)
    for label, data in found:
        text = parse(label, data, standard)
        groups[text.key].append(text)
    ranked = sorted(groups.values(), key=lambda texts: (-len(texts), texts[0].label, texts[0].key))

    return "\n".join([
        HEAD.format(count=len(packages)),
        f"{RULE}\nCrates: name, version — licence (SPDX) — repository\n{RULE}\n",
        *listed,
        f"\n{RULE}\nCrates without a licence file of their own\n{RULE}\n",
        "Their packages name a licence but have no file with its text; below it stand the authors, where the package names\n"
        "them. The texts are those that other crates with the same licences carry.\n",
        "".join(bare),
        "\n\n".join(section(texts) for texts in ranked),
        "",
    ])


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    made = document()
    if not sys.argv[1:]:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_bytes(made.encode("utf-8"))
        return
    committed = TARGET.read_bytes().decode("utf-8") if TARGET.exists() else ""
    if committed != made:
        changes = list(difflib.unified_diff(committed.split("\n"), made.split("\n"), "committed", "made", n=0, lineterm=""))
        print(*changes[:60], sep="\n")
        sys.exit(f"{TARGET.relative_to(ROOT)} is out of date: run python3 .ci/third-party.py")


if __name__ == "__main__":
    main()
