"""Draws the pictures in the README of the gongwen package from its examples, with the stock Typst compiler.

Run as: python3 pictures.py REPOSITORY. Needs typst (PyPI) and pdftoppm (poppler). A picture shows one or two pages side by side
in 16 colours, greys and reds, since an official document has no others.
"""

import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import typst

DPI = 60
# The function that is shown, its example, its layout, the pages.
PICTURES = (
    ("notice", "method", "method", (1, 2)),
    ("joint", "joint", "method", (1, 2)),
    ("imprint", "addressees-in-imprint", "method", (1, 2)),
    ("letter", "letter", "letter", (1, 2)),
    ("detached", "attachment", "attachment", (1,)),
    ("order", "order", "order", (1,)),
    ("minutes", "minutes", "minutes", (1, 2)),
)
SHADES = 8
PALETTE = [(level, level, level) for level in (255 * i // (SHADES - 1) for i in range(SHADES))]
PALETTE += [(255, level, level) for level in (255 * i // SHADES for i in range(SHADES))]


def pixels(pdf, page):
    """The rows of a page as lists of places in the palette."""
    ppm = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), str(pdf)], check=True, capture_output=True
    ).stdout
    _, size, _, data = ppm.split(b"\n", 3)
    width, height = map(int, size.split())

    def place(red, green):
        if red - green > 40:
            return SHADES + green * SHADES // 256
        return round(green * (SHADES - 1) / 255)

    row = lambda y: [place(data[at], data[at + 1]) for at in range(y * width * 3, (y + 1) * width * 3, 3)]
    return [row(y) for y in range(height)]


def png(rows):
    """A PNG of four bits a pixel."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    width = len(rows[0])
    lines = b"".join(
        b"\0" + bytes(a << 4 | b for a, b in zip(row[::2], (row + [0])[1::2], strict=False)) for row in rows
    )
    return b"".join((
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 4, 3, 0, 0, 0)),
        chunk(b"PLTE", bytes(value for colour in PALETTE for value in colour)),
        chunk(b"IDAT", zlib.compress(lines, 9)),
        chunk(b"IEND", b""),
    ))


root = Path(sys.argv[1])
folder = root / "templates/gongwen/pictures"
folder.mkdir(exist_ok=True)
with tempfile.TemporaryDirectory() as temp:
    for name, example, layout, pages in PICTURES:
        pdf = Path(temp) / f"{name}.pdf"
        pdf.write_bytes(
            typst.compile(
                str(root / "templates" / f"{layout}.typ"),
                root=str(root / "templates"),
                font_paths=[str(root / "fonts")],
                ignore_system_fonts=True,
                sys_inputs={"view": f"/gongwen/examples/{example}.json"},
            )
        )
        sheets = [pixels(pdf, page) for page in pages]
        grey = [SHADES - 3]
        frame = lambda row: grey + [place for part in row for place in part + grey]
        rows = [frame(row) for row in zip(*sheets, strict=True)]
        edge = grey * len(rows[0])
        picture = png([edge, *rows, edge])
        (folder / f"{name}.png").write_bytes(picture)
        print(f"{name}.png: {len(picture)} bytes")
