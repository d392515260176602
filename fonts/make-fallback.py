#!/usr/bin/env python3
"""Cut the fallback face HongtouFallback-Regular.otf from Noto Serif CJK SC Regular.

The five Fandol faces cover GB 2312 and little more. This script reads what each of them covers and cuts one face that
holds everything a document may need and at least one of them lacks:

* every character of the two-byte zone of GBK (CP936) and of GB 18030, private use aside;
* every character of the table of general standard characters (通用规范汉字表, 2013);
* punctuation, digits, Latin, Greek, Cyrillic, kana, numbered and unit signs, arrows, mathematical and other symbols.

ASCII, 〇 and 々 are in it although Fandol has them, so that the face can be looked at on its own. Left out on purpose, so
that the program can report them instead of printing something that only looks right: Kangxi radicals (⼯ for 工, as
pasted from a PDF), half-width kana, private use, combining marks, invisible and bidirectional controls.

How to run it (from the top of the repository):

    python3 -m venv fonts-venv && fonts-venv/bin/pip install fonttools==4.68.0
    sudo apt-get install fonts-noto-cjk            # Debian 12: 1:20220127+repack1-1, Noto Serif CJK 2.001
    fonts-venv/bin/python fonts/make-fallback.py --noto /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc
    fonts-venv/bin/python fonts/make-truetype.py fonts/HongtouFallback-Regular.otf

--fandol DIR   the folder of the Fandol faces (default: the folder of this script)
--out FILE     where to write (default: HongtouFallback-Regular.otf beside this script)

The same inputs and the same fonttools give the same bytes: the time stamps are those of the source face. With another
version of fonttools the glyphs are the same but the bytes may differ; the script says so.
"""

import argparse
import sys
from pathlib import Path

FONTTOOLS = "4.68.0"
SOURCE_FAMILY = "Noto Serif CJK SC"
FAMILY = "Hongtou Fallback"
POSTSCRIPT = "HongtouFallback-Regular"

FANDOL = [
    "FandolFang-Regular.ttf",
    "FandolHei-Regular.ttf",
    "FandolKai-Regular.ttf",
    "FandolSong-Bold.ttf",
    "FandolSong-Regular.ttf",
]

# Carried although every Fandol face has them.
ALWAYS = set(range(0x20, 0x7F)) | {ord("〇"), ord("々")}

# GB 18030-2005 and -2022 moved these two-byte codes out of the private use area; Python's codec still puts them there.
GB18030_MOVED = set(range(0xFE10, 0xFE1A)) | set(range(0x9FB4, 0x9FBC)) | {
    0x1E3F, 0x20087, 0x20089, 0x200CC, 0x215D7, 0x2298F, 0x241FE,
}

# The part of 通用规范汉字表 that GBK does not have: 252 characters, above all names of people, places and species.
GENERAL_STANDARD = (
    "鿍鿎鿏㑊㕮㙍㙘㙦㛃㛚㛹㟃㠇㠓㥄㧑㫰㬊㬎㬚㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䂮䃅䃎䌹䎃䎖䏡"
    "䏲䐃䓛䓨䓫䓬䗖䗛䗪䗴䝙䢺䢼䣘𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉"
    "𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜"
    "𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡"
    "𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊"
    "𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)

# Blocks of which whatever the source face draws is taken.
BLOCKS = [
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A
    (0x01CD, 0x01DC),  # pinyin
    (0x01F8, 0x01F9),
    (0x0391, 0x03C9),  # Greek
    (0x0401, 0x0451),  # Cyrillic
    (0x2000, 0x200A),  # spaces
    (0x2010, 0x2027),  # punctuation
    (0x202F, 0x205E),
    (0x2070, 0x209C),  # superscripts, subscripts
    (0x20A0, 0x20C0),  # currency
    (0x2100, 0x218B),  # letterlike, number forms
    (0x2190, 0x23FF),  # arrows, mathematics, technical
    (0x2460, 0x27BF),  # enclosed, boxes, shapes, symbols, dingbats
    (0x3000, 0x3029),  # CJK symbols and punctuation, without combining tone marks
    (0x3030, 0x303F),
    (0x3041, 0x3096),  # kana, without combining marks
    (0x309B, 0x30FF),
    (0x3105, 0x312F),  # bopomofo
    (0x3220, 0x325F),  # parenthesized and circled
    (0x327F, 0x33FF),  # circled, squared units
    (0xFE10, 0xFE19),  # vertical forms
    (0xFE30, 0xFE6F),
    (0xFF01, 0xFF5E),  # fullwidth forms
    (0xFFE0, 0xFFE6),
]

# ≒ is in GBK but not in Noto CJK: it is drawn here, in the glyph of ≢, which is not needed.
DRAWN, DONOR = 0x2252, 0x2262


def main():
    options = arguments()
    fandol = {name: coverage(options.fandol / name) for name in FANDOL}
    face = open_source(options.noto)
    wanted = wanted_characters(fandol, set(face.getBestCmap()))
    draw_approximately_equal(face)
    cut(face, wanted)
    rename(face)
    face.save(options.out, reorderTables=True)
    report(options.out, fandol)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).resolve().parent
    parser.add_argument("--noto", type=Path, required=True, help="NotoSerifCJK-Regular.ttc or NotoSerifCJKsc-Regular.otf")
    parser.add_argument("--fandol", type=Path, default=here)
    parser.add_argument("--out", type=Path, default=here / (POSTSCRIPT + ".otf"))
    options = parser.parse_args()
    missing = [str(path) for path in [options.noto, *(options.fandol / name for name in FANDOL)] if not path.is_file()]
    if missing:
        sys.exit("make-fallback: these inputs are missing:\n  " + "\n  ".join(missing) + "\nSee --help for where they come from.")
    try:
        import fontTools
    except ImportError:
        sys.exit(f"make-fallback: the Python package fonttools is missing; install it with: pip install fonttools=={FONTTOOLS}")
    if fontTools.version != FONTTOOLS:
        print(f"make-fallback: fonttools {fontTools.version} instead of {FONTTOOLS}: the bytes may differ", file=sys.stderr)
    return options


def coverage(path):
    """The characters a font file maps to a glyph."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def open_source(path):
    """The simplified Chinese face, out of a collection or alone."""
    from fontTools.ttLib import TTCollection, TTFont

    count = len(TTCollection(path, lazy=True).fonts) if path.suffix == ".ttc" else 1
    for number in range(count):
        face = TTFont(path, fontNumber=number, recalcTimestamp=False)
        if face["name"].getDebugName(1) == SOURCE_FAMILY:
            return face
    sys.exit(f"make-fallback: {path} holds no face named {SOURCE_FAMILY!r}")


def gbk():
    """The two-byte zone of GBK and GB 18030, without the private use area."""
    characters = set(GB18030_MOVED)
    for codec in ("cp936", "gb18030"):
        for lead in range(0x81, 0xFF):
            for trail in range(0x40, 0xFF):
                try:
                    characters.update(map(ord, bytes([lead, trail]).decode(codec)))
                except UnicodeDecodeError:
                    pass
    # A lead byte without its trail never decodes, so every character here came from two bytes.
    return {c for c in characters if c >= 0x80 and not 0xE000 <= c <= 0xF8FF}


def wanted_characters(fandol, source):
    """What the fallback face holds; stops if the source lacks a character that must be there."""
    everywhere = set.intersection(*fandol.values())
    required = gbk() | set(map(ord, GENERAL_STANDARD))
    lacking = required - everywhere - source - {DRAWN}
    if lacking:
        sys.exit("make-fallback: the source face lacks " + " ".join(f"U+{c:04X}" for c in sorted(lacking)))
    useful = {c for first, last in BLOCKS for c in range(first, last + 1) if c in source} - {0xAD, DONOR}
    return sorted(ALWAYS | ((required | useful) - everywhere))


def draw_approximately_equal(face):
    """≒: the bars of the face's ＝ and the dots of its ∵, one above on the left, one below on the right."""
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    glyph = face.getBestCmap()[DONOR]
    charstrings = face["CFF "].cff.topDictIndex[0].CharStrings
    old = charstrings[glyph]
    advance = face["hmtx"][glyph][0]
    width = None if advance == old.private.defaultWidthX else advance - old.private.nominalWidthX
    pen = T2CharStringPen(width, None)
    for bottom, top in ((448, 492), (244, 288)):
        pen.moveTo((850, bottom))
        pen.lineTo((850, top))
        pen.lineTo((150, top))
        pen.lineTo((150, bottom))
        pen.closePath()
    for x, y in ((238, 611), (762, 125)):
        pen.moveTo((x - 69, y))
        pen.curveTo((x - 69, y - 38), (x - 38, y - 69), (x, y - 69))
        pen.curveTo((x + 38, y - 69), (x + 69, y - 38), (x + 69, y))
        pen.curveTo((x + 69, y + 38), (x + 38, y + 69), (x, y + 69))
        pen.curveTo((x - 38, y + 69), (x - 69, y + 38), (x - 69, y))
        pen.closePath()
    new = pen.getCharString(private=old.private, globalSubrs=old.globalSubrs)
    charstrings[glyph] = new
    for table in face["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap.pop(DONOR, None)  # subtables may share one dictionary
            table.cmap[DRAWN] = glyph


def cut(face, characters):
    """Keep the glyphs of these characters, horizontal, without hints and layout features."""
    from fontTools import subset

    face["cmap"].tables = [table for table in face["cmap"].tables if table.format != 14]
    options = subset.Options()
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.recalc_average_width = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(face)


def rename(face):
    """A name that nobody takes for Noto or Source Han; copyright and licence stay as they are."""
    names = face["name"]
    keep = {i: names.getDebugName(i) for i in (0, 5, 9, 13, 14)}
    names.names = []
    entries = {
        0: keep[0],
        1: FAMILY,
        2: "Regular",
        3: f"{keep[5]};{POSTSCRIPT}",
        4: FAMILY,
        5: keep[5],
        6: POSTSCRIPT,
        9: keep[9],
        10: f"Cut from {SOURCE_FAMILY} Regular for the program hongtou: hints and layout features dropped, U+2252 added. "
        "Not made or endorsed by Adobe or Google.",
        13: keep[13],
        14: keep[14],
    }
    for number, text in entries.items():
        names.setName(text, number, 3, 1, 0x409)
    face["OS/2"].achVendID = "NONE"
    cff = face["CFF "].cff
    cff.fontNames = [POSTSCRIPT]
    top = cff.topDictIndex[0]
    top.Notice = keep[0].replace("©", "Copyright")
    top.FullName = FAMILY
    top.FamilyName = FAMILY
    for part in top.FDArray:
        part.FontName = POSTSCRIPT + "-" + part.FontName.rsplit("-", 1)[-1]


def report(path, fandol):
    """Reads the result back: what it holds, and that no face leaves a hole."""
    result = coverage(path)
    print(f"{path}: {len(result)} characters, {path.stat().st_size} bytes")
    required = gbk() | set(map(ord, GENERAL_STANDARD))
    for name, covered in fandol.items():
        hole = required - covered - result
        print(f"  {name}: lacks {len(required - covered)} of {len(required)}, with the fallback {len(hole)}")
        if hole:
            sys.exit("make-fallback: uncovered: " + " ".join(f"U+{c:04X}" for c in sorted(hole)))


if __name__ == "__main__":
    main()
