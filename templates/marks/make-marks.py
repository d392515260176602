#!/usr/bin/env python3
"""Draw the marks that stand behind a page: sample.svg (样例) and draft.svg (送审稿).

The words are paths, never text: a mark set as text would land inside the sentences that are extracted from the PDF. The
fill is an opaque light grey, since a page with transparency costs more and prints worse; the page draws the mark first and
the text over it. The outlines are those of Noto Sans CJK SC Bold (SIL Open Font License 1.1).

How to run it (from the top of the repository):

    python3 -m venv fonts-venv && fonts-venv/bin/pip install fonttools==4.68.0
    sudo apt-get install fonts-noto-cjk            # Debian 12: 1:20220127+repack1-1, Noto Sans CJK 2.004
    fonts-venv/bin/python templates/marks/make-marks.py --noto /usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc

--out DIR      where to write (default: the folder of this script)

The same face gives the same bytes.
"""

import argparse
import sys
from pathlib import Path

FAMILY = "Noto Sans CJK SC"
MARKS = {"sample.svg": ("样例", "#e9e9e9"), "draft.svg": ("送审稿", "#e4e4e4")}
# Between the em boxes of two characters, in thousandths of an em.
GAP = 80


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--noto", type=Path, required=True, help="NotoSansCJK-Bold.ttc")
    parser.add_argument("--out", type=Path, default=here)
    options = parser.parse_args()
    if not options.noto.is_file():
        sys.exit(f"make-marks: {options.noto} is missing. See --help for where it comes from.")
    try:
        face = open_face(options.noto)
    except ImportError:
        sys.exit("make-marks: the Python package fonttools is missing; install it with: pip install fonttools==4.68.0")
    for name, (words, grey) in MARKS.items():
        (options.out / name).write_text(draw(face, words, grey), encoding="utf-8", newline="\n")


def open_face(path):
    from fontTools.ttLib import TTCollection

    for face in TTCollection(path, lazy=True).fonts:
        if face["name"].getDebugName(16) == FAMILY or face["name"].getDebugName(1) == FAMILY:
            return face
    sys.exit(f"make-marks: {path} holds no face named {FAMILY!r}")


def draw(face, words, grey):
    """One word as an SVG whose view box is exactly as large as the ink."""
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    glyphs, names = face.getGlyphSet(), [face.getBestCmap()[ord(character)] for character in words]
    places, x = [], 0
    for name in names:
        places.append((name, x))
        x += face["hmtx"][name][0] + GAP
    ink = BoundsPen(glyphs)
    for name, x in places:
        glyphs[name].draw(TransformPen(ink, (1, 0, 0, 1, x, 0)))
    left, bottom, right, top = (round(edge) for edge in ink.bounds)
    paths = []
    for name, x in places:
        pen = SVGPathPen(glyphs, ntos=lambda number: str(round(number)))
        glyphs[name].draw(TransformPen(pen, (1, 0, 0, -1, x - left, top)))
        paths.append(f'<path d="{pen.getCommands()}"/>')
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right - left} {top - bottom}" fill="{grey}">',
        f"<!-- {words}. Drawn by make-marks.py with the outlines of Noto Sans CJK SC Bold, version"
        f" {face['head'].fontRevision:.3f}, copyright 2014-2021 Adobe (http://www.adobe.com/),"
        " SIL Open Font License 1.1. -->",
        *paths,
        "</svg>",
        "",
    ])


if __name__ == "__main__":
    main()
