#!/usr/bin/env python3
"""Turn the outlines of an OpenType face from cubic (CFF) into quadratic curves (TrueType).

A document holds the glyphs it prints, and cutting these out of a CFF face takes a program to be decoded for each; those of
a TrueType face are copied. No curve moves by more than 1/1000 em. Hints go; widths, names and coverage stay.

How to run it (from the top of the repository):

    python3 -m venv fonts-venv && fonts-venv/bin/pip install fonttools==4.68.0
    sudo apt-get install texlive-lang-chinese      # Debian 12: 2022.20230122-1, Fandol v0.3
    fonts-venv/bin/python fonts/make-truetype.py /usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/Fandol{Fang,Hei,Kai,Song}-Regular.otf
    fonts-venv/bin/python fonts/make-truetype.py /usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolSong-Bold.otf

Each FACE.otf becomes FACE.ttf beside this script, or in the folder that --out names. The same inputs and the same fonttools
give the same bytes.
"""

import argparse
import sys
from pathlib import Path

import fontTools
from fontTools.misc.bezierTools import calcCubicParameters, solveQuadratic, splitCubicAtT
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import FilterPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

FONTTOOLS = "4.68.0"
# How far a curve may move, in em.
LARGEST_ERROR = 1 / 1000
# What the licence wants said of a face that was changed.
NOTICE = "Changed by hongtou in 2026: outlines turned from cubic into quadratic curves, hints removed."
DESCRIPTION = 10
WINDOWS, UNICODE, ENGLISH = 3, 1, 0x409

NO_PROGRAMS = {
    "maxZones": 1,
    "maxTwilightPoints": 0,
    "maxStorage": 0,
    "maxFunctionDefs": 0,
    "maxInstructionDefs": 0,
    "maxStackElements": 0,
    "maxSizeOfInstructions": 0,
    "maxComponentElements": 0,
    "maxPoints": 0,
    "maxContours": 0,
    "maxCompositePoints": 0,
    "maxCompositeContours": 0,
    "maxComponentDepth": 0,
}


class Extremes(FilterPen):
    """Puts a point where a curve is farthest out. Else the points beside the curve lie farther out than the ink, and who places
    a mark by its ink takes these for it."""

    def curveTo(self, *points):
        start = self.current_pt
        a, b, c, _ = calcCubicParameters(start, *points)
        turns = [t for i in (0, 1) for t in solveQuadratic(3 * a[i], 2 * b[i], c[i])]
        for piece in splitCubicAtT(start, *points, *sorted(t for t in turns if 0.01 < t < 0.99)):
            super().curveTo(*piece[1:])


def quadratic(font):
    """The outlines of a face as TrueType glyphs, by name."""
    outlines = font.getGlyphSet()
    error = font["head"].unitsPerEm * LARGEST_ERROR
    glyphs = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        outlines[name].draw(Extremes(Cu2QuPen(pen, error, reverse_direction=True)))
        glyphs[name] = pen.glyph()
    return glyphs


def convert(source, target):
    """Writes one face with quadratic curves."""
    font = TTFont(source, recalcTimestamp=False)
    glyphs = quadratic(font)
    for table in ("CFF ", "VORG", "DSIG"):
        if table in font:
            del font[table]
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = font.getGlyphOrder(), glyphs
    glyf.compile(font)
    for name, (advance, _) in list(font["hmtx"].metrics.items()):
        font["hmtx"][name] = (advance, getattr(glyphs[name], "xMin", 0))
    font["maxp"].tableVersion = 0x00010000
    for field, value in NO_PROGRAMS.items():
        setattr(font["maxp"], field, value)
    font["post"].formatType = 3.0
    font["name"].setName(NOTICE, DESCRIPTION, WINDOWS, UNICODE, ENGLISH)
    font.sfntVersion = "\x00\x01\x00\x00"
    font.save(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faces", nargs="+", type=Path, metavar="FACE.otf")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    arguments = parser.parse_args()
    if fontTools.version != FONTTOOLS:
        print(f"fonttools {fontTools.version}, not {FONTTOOLS}: the bytes may differ", file=sys.stderr)
    for face in arguments.faces:
        convert(face, arguments.out / (face.stem + ".ttf"))


if __name__ == "__main__":
    main()
