"""Makes the PDF files of this folder with software that is not ours. Not part of CI: the files are committed.

usage: python3 make.py [NAME…]   in a checkout of the repository; README.md says what must be installed
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FONTS = HERE.parent.parent / "fonts"
WENKAI = Path("/usr/share/fonts/truetype/lxgw-wenkai")
# The day of the files, wherever a program asks for one.
os.environ["SOURCE_DATE_EPOCH"] = "1767225600"

ORGAN = "青禾县图书馆"
NUMBER = "青图办〔2026〕7号"
TITLE = ["关于2026年冬季图书馆", "开放安排的通知"]
ADDRESSEES = "各分馆，各书站："
# Few different characters: each of them costs about half a kilobyte in a file.
BODY = [
    "冬季天黑得早，居民到馆读书多在周末和傍晚。为了让大家有一个暖和、安静的地方读书，现就冬季开放的安排通知如下。",
    "一、开放时间",
    "总馆每天8时30分开门，21时闭馆，每周一上午整理图书，下午照常开放。分馆每周二至周日9时开门，17时30分闭馆，每周一整理图书。"
    "遇有大雪，分馆可以提前闭馆，提前闭馆的应当在上午10时以前通知读者，并在当天17时以前报告总馆。",
    "二、供暖和照明",
    "总馆和分馆的温度应当在18℃至22℃之间，每天8时30分、12时、17时各看一次温度。座位上的照明应当在闭馆15分钟以后再关，"
    "总馆每周一上午、分馆每周一下午各看一次照明，不亮的应当在2天之内更换。",
    "三、图书流动",
    "书站每月更换图书一次，每次不少于120册，图书由总馆统一整理。书站可以提前10天报告想要的图书，总馆应当在5天之内答复，"
    "不能更换的应当说明为什么。读者还书以后，书站应当在当天登记，每周一报告分馆，每月报告总馆。",
    "四、读者意见",
    "读者的意见应当在5天之内答复。能够马上办到的应当马上办到，不能马上办到的应当说明为什么，并通知读者大约在哪一天可以办到。"
    "分馆每周整理一次读者的意见，总馆每月整理一次读者的意见，整理以后在总馆和分馆的一楼通知读者。",
    "五、其他安排",
    "每周六上午，总馆安排读者为居民读书，每次不少于30分钟；每周日下午，分馆安排读者整理图书，每次不少于60分钟。"
    "想要报名的读者可以提前7天到总馆或者分馆登记，由总馆统一安排。",
]
DATE = "2026年11月9日"
TABLE = [
    ["序号", "地点", "座位", "每周开放", "登记"],
    ["1", "总馆一楼", "160", "7天", "5550101"],
    ["2", "一分馆", "48", "6天", "5550102"],
    ["3", "二分馆", "36", "6天", "5550103"],
    ["4", "一书站", "12", "3天", "5550104"],
    ["5", "二书站", "10", "3天", "5550105"],
]
RED = "#ff0000"


# LibreOffice


def fontconfig(folder):
    """A fontconfig file that knows the fonts of the repository and no others."""
    file = Path(folder) / "fonts.conf"
    cache = f"<cachedir>{folder}/cache</cachedir>"
    file.write_text(f"<fontconfig><dir>{FONTS}</dir>{cache}</fontconfig>", encoding="utf-8")
    return str(file)


def libreoffice(name, content, kind):
    """Has LibreOffice print a document."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{name}.{kind}"
        source.write_bytes(content)
        environment = os.environ | {"FONTCONFIG_FILE": fontconfig(folder), "HOME": folder}
        command = ["soffice", "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source)]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        shutil.copyfile(source.with_suffix(".pdf"), HERE / f"{name}.pdf")


def fodt(margins, pitch, line, table=False, sides=True, size=16):
    """A flat ODF document: margins of top, left, right, bottom in mm; the red line as `shape` or `border`."""
    top, left, right, bottom = margins
    spaces = (
        "office:urn:oasis:names:tc:opendocument:xmlns:office:1.0 style:urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
        "text:urn:oasis:names:tc:opendocument:xmlns:text:1.0 table:urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
        "draw:urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 fo:urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0 "
        "svg:urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
    )
    faces = {"Fang": "FandolFang R", "Hei": "FandolHei", "Song": "FandolSong"}

    def text(font, points, more=""):
        both = f'style:font-name="{font}" style:font-name-asian="{font}" fo:font-size="{points}pt"'
        return f'<style:text-properties {both} style:font-size-asian="{points}pt" {more}/>'

    def paragraph_style(name, align, indent, font="Fang", points=size, more="", paint=""):
        line_height = f'fo:line-height="{pitch}pt"' if points <= 22 else ""
        return (
            f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties fo:text-align="{align}" '
            f'fo:text-indent="{indent}pt" {line_height} {more}/>{text(font, points, paint)}</style:style>'
        )

    bold = 'fo:font-weight="bold" style:font-weight-asian="bold"'
    border = f'fo:border-bottom="1.5pt solid {RED}" fo:padding-bottom="3mm" fo:margin-bottom="12mm"'
    styles = (
        paragraph_style(
            "Mark", "center", 0, "Song", 36, 'fo:margin-top="20mm" fo:margin-bottom="14mm"', f'fo:color="{RED}" {bold}'
        )
        + paragraph_style("Number", "center", 0, more=border if line == "border" else 'fo:margin-bottom="16mm"')
        + paragraph_style("Title", "center", 0, "Song", 22, paint=bold)
        + paragraph_style("Flush", "justify", 0)
        + paragraph_style("Body", "justify", 2 * size)
        + paragraph_style("Head", "justify", 2 * size, "Hei")
        + paragraph_style("End", "end", 0)
        + paragraph_style("Cell", "center", 0, points=12)
        + paragraph_style("Odd", "end" if sides else "center", 0, "Song", 14)
        + paragraph_style("Even", "start" if sides else "center", 0, "Song", 14)
        + '<style:style style:name="Grid" style:family="table"><style:table-properties table:align="margins"/></style:style>'
        + '<style:style style:name="Box" style:family="table-cell"><style:table-cell-properties fo:border="0.75pt solid #000000" '
        'fo:padding="1mm"/></style:style><style:style style:name="Line" style:family="graphic"><style:graphic-properties '
        f'draw:stroke="solid" svg:stroke-width="0.7mm" svg:stroke-color="{RED}" style:vertical-pos="from-top" '
        'style:vertical-rel="paragraph" style:horizontal-pos="from-left" style:horizontal-rel="paragraph"/></style:style>'
    )
    shape = (
        '<draw:line draw:style-name="Line" text:anchor-type="paragraph" svg:x1="0mm" svg:y1="14mm" '
        f'svg:x2="{210 - left - right}mm" svg:y2="14mm"/>'
    )
    paragraphs = [("Mark", ORGAN + "文件"), ("Number", (shape if line == "shape" else "") + NUMBER)]
    paragraphs += [("Title", row) for row in TITLE] + [("Flush", ""), ("Flush", ADDRESSEES)]
    paragraphs += [("Head" if row[1] == "、" else "Body", row) for row in BODY]
    content = "".join(f'<text:p text:style-name="{style}">{row}</text:p>' for style, row in paragraphs)
    if table:
        cells = [
            "".join(
                f'<table:table-cell table:style-name="Box"><text:p text:style-name="Cell">{cell}</text:p></table:table-cell>'
                for cell in row
            )
            for row in TABLE
        ]
        rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
        content += f'<table:table table:style-name="Grid"><table:table-column table:number-columns-repeated="5"/>{rows}</table:table>'
    content += f'<text:p text:style-name="End">{ORGAN}</text:p><text:p text:style-name="End">{DATE}</text:p>'
    number = "— <text:page-number>1</text:page-number> —"
    left_foot = f'<style:footer-left><text:p text:style-name="Even">{number}</text:p></style:footer-left>' if sides else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document '
        + " ".join('xmlns:{}="{}"'.format(*space.split(":", 1)) for space in spaces.split())
        + ' office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"><office:font-face-decls>'
        + "".join(
            f'<style:font-face style:name="{name}" svg:font-family="&apos;{face}&apos;"/>' for name, face in faces.items()
        )
        + '</office:font-face-decls><office:styles><style:default-style style:family="paragraph"><style:text-properties '
        'fo:language="en" fo:country="US" style:language-asian="zh" style:country-asian="CN"/></style:default-style></office:styles>'
        f'<office:automatic-styles>{styles}<style:page-layout style:name="A4"><style:page-layout-properties '
        f'fo:page-width="210mm" fo:page-height="297mm" fo:margin-top="{top}mm" fo:margin-left="{left}mm" '
        f'fo:margin-right="{right}mm" fo:margin-bottom="{bottom - 15}mm"/><style:footer-style><style:header-footer-properties '
        'svg:height="15mm" fo:margin-top="3mm"/></style:footer-style></style:page-layout></office:automatic-styles>'
        f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"><style:footer>'
        f'<text:p text:style-name="Odd">{number}</text:p></style:footer>{left_foot}</style:master-page></office:master-styles>'
        f"<office:body><office:text>{content}</office:text></office:body></office:document>"
    ).encode()


def docx():
    """A Word document with lines of exactly 28 pt and a border as the red line."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    packages = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def paragraph(text, half_points=32, font="FandolFang R", align="both", indent=False, paint="", more=""):
        exact = (
            '<w:spacing w:line="560" w:lineRule="exact"/>'
            if half_points <= 44
            else '<w:spacing w:before="1100" w:after="800"/>'
        )
        first = '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else ""
        fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
        return (
            f'<w:p><w:pPr>{more}{exact}{first}<w:jc w:val="{align}"/></w:pPr><w:r><w:rPr>{fonts}{paint}'
            f'<w:sz w:val="{half_points}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
        )

    red_line = '<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="8" w:color="FF0000"/></w:pBdr>'
    rows = [
        paragraph(ORGAN + "文件", 72, "FandolSong", "center", paint='<w:b/><w:color w:val="FF0000"/>'),
        paragraph(NUMBER, align="center", more=red_line),
        paragraph(""),
        *(paragraph(row, 44, "FandolSong", "center", paint="<w:b/>") for row in TITLE),
        paragraph(""),
        paragraph(ADDRESSEES),
        *(paragraph(row, font="FandolHei" if row[1] == "、" else "FandolFang R", indent=True) for row in BODY),
        paragraph(""),
        paragraph(ORGAN, align="right"),
        paragraph(DATE, align="right"),
    ]
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="foot"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" '
        'w:right="1474" w:bottom="1985" w:left="1588" w:header="851" w:footer="1417"/></w:sectPr>'
    )
    number = '</w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    number += '<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">'
    foot = paragraph("— @ —", 28, "FandolSong", "right").replace("@", number)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/footer1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="foot" '
        f'Type="{office}/footer" Target="footer1.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}" xmlns:r="{office}"><w:body>{"".join(rows)}{section}</w:body></w:document>',
        "word/footer1.xml": f'<w:ftr xmlns:w="{word}">{foot}</w:ftr>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + part)
    return buffer.getvalue()


def libreoffice_files():
    libreoffice("libreoffice-notice", fodt((37, 28, 26, 35), 29.6, "shape"), "fodt")
    libreoffice("libreoffice-docx-28pt", docx(), "docx")
    libreoffice("libreoffice-wrong-margins", fodt((25.4, 31.7, 31.7, 25.4), 30, "border", sides=False), "fodt")
    libreoffice("libreoffice-table", fodt((37, 28, 26, 35), 29, "border", table=True), "fodt")


# Chromium and WeasyPrint


FANDOL = {
    "Fang": FONTS / "FandolFang-Regular.ttf",
    "Hei": FONTS / "FandolHei-Regular.ttf",
    "Song": FONTS / "FandolSong-Bold.ttf",
    "Digits": FONTS / "FandolSong-Regular.ttf",
}


def html(margins, pitch, extra="", head="", table="", tracking=-0.2, faces=FANDOL):
    """A page of HTML as people write them for printing."""
    font_faces = "".join(
        f"@font-face {{ font-family: {name}; src: url({file.as_uri()}) }}\n" for name, file in faces.items()
    )
    body = "".join(f'<p{" class=hei" if row[1] == "、" else ""}>{row}</p>' for row in BODY)
    head = head or f"<h1>{ORGAN}文件</h1><div class=number>{NUMBER}</div><hr>"
    return f"""<!doctype html><html lang=zh-CN><meta charset=utf-8><title>{"".join(TITLE)}</title><style>
{font_faces}
@page {{ size: A4; margin: {margins};
  @bottom-right {{ content: "— " counter(page) " —"; font: 14pt Digits; padding-right: 1em }} }}
@page :left {{ @bottom-right {{ content: none }}
  @bottom-left {{ content: "— " counter(page) " —"; font: 14pt Digits; padding-left: 1em }} }}
body {{ margin: 0; font: 16pt/{pitch}pt Fang; letter-spacing: {tracking}pt; text-align: justify }}
p {{ margin: 0; text-indent: 2em; orphans: 1; widows: 1 }} .hei {{ font-family: Hei }} .flush {{ text-indent: 0 }}
h1 {{ margin: 20mm 0 18mm; font: 34pt/1 Song; color: {RED}; text-align: center }} .number {{ text-align: center }}
hr {{ margin: 2mm 0 18mm; border: 0; border-top: 0.6mm solid {RED} }}
h2 {{ margin: 0 0 10mm; font: 22pt/36pt Song; text-align: center }} .end {{ text-align: right; padding-right: 2em }}
table {{ border-collapse: collapse; width: 100%; font-size: 12pt; line-height: 16pt; letter-spacing: 0 }}
td {{ border: 0.35mm solid black; padding: 1.5mm; text-align: center }}
{extra}</style>{head}<h2>{"<br>".join(TITLE)}</h2><p class=flush>{ADDRESSEES}</p>{body}{table}
<p class=end>{ORGAN}</p><p class=end>{DATE}</p></html>"""


def grid():
    """The table in HTML."""
    return "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE) + "</table>"


def weasyprint_files():
    from weasyprint import HTML

    def write(name, text):
        HTML(string=text).write_pdf(HERE / f"{name}.pdf", pdf_identifier=name.encode())

    write("weasyprint-notice", html("37mm 26mm 35mm 28mm", 29.6))
    write("weasyprint-table", html("37mm 26mm 35mm 28mm", 28, table=grid(), tracking=0))
    letter = """@page :first { margin: 30mm 26mm 35mm 28mm; @bottom-right { content: none } }
h1 { margin: 0 0 4mm; font-size: 32pt } .rule { position: absolute; left: -7mm; width: 170mm; height: 0.25mm; background: #e60012 }
.thick { height: 1.2mm } .upper.thin { margin-top: 1.8mm } .lower.thin { top: 244.5mm } .lower.thick { top: 245.8mm } .number { margin: 6mm 0 18mm; text-align: right }"""
    rules = "".join(
        f'<div class="rule {place}"></div>' for place in ("upper thick", "upper thin", "lower thin", "lower thick")
    )
    head = f"<h1>{ORGAN}</h1>{rules}<div class=number>{NUMBER.replace('图办', '图办函')}</div>"
    write("weasyprint-letter", html("37mm 26mm 35mm 28mm", 29.6, letter, head))


def chromium_file():
    """Chromium prints the page with a table. Faces in TrueType: of those in CFF it makes a font of Type 3 for every character."""
    regular, bold = WENKAI / "LXGWWenKai-Regular.ttf", WENKAI / "LXGWWenKai-Bold.ttf"
    faces = {"Fang": regular, "Hei": bold, "Song": bold, "Digits": regular}
    text = html("37mm 26mm 35mm 28mm", 29, table=grid(), tracking=0, faces=faces)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(text, encoding="utf-8")
        target = HERE / "chromium-table.pdf"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/user"]
        command = ["chromium", *options, f"--print-to-pdf={target}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


# ReportLab


def reportlab_files():
    from reportlab.lib.colors import CMYKColor, Color
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Kai", WENKAI / "LXGWWenKai-Regular.ttf"))
    pdfmetrics.registerFont(TTFont("Bold", WENKAI / "LXGWWenKai-Bold.ttf"))
    em = 16 / mm  # of the body, mm

    def canvas(name, **options):
        new = Canvas(str(HERE / f"{name}.pdf"), pagesize=(210 * mm, 297 * mm), invariant=True, **options)
        new.setTitle("".join(TITLE))
        return new

    def write(canvas, x, y, text, font="Kai", size=16, align="left", **options):
        """Writes a row whose baseline is y mm below the top."""
        width = pdfmetrics.stringWidth(text, font, size) / mm + options.get("charSpace", 0) * (len(text) - 1) / mm
        x -= {"left": 0, "centre": width / 2, "right": width}[align]
        canvas.setFont(font, size)
        canvas.drawString(x * mm, (297 - y) * mm, text, **options)

    def rows(text, per_row):
        """Cuts a paragraph with an indent of two characters into rows; two half-width characters fill one place."""
        row, room = "　　", per_row - 2
        for character in text:
            needed = 0.5 if character.isascii() else 1
            if room < needed and character not in "，。；、":
                yield row
                row, room = "", per_row
            row, room = row + character, room - needed
        yield row

    def body(canvas, first, pitch, last, footer, per_row=28, left=28, tracking=0.0, count=len(BODY)):
        """The body from a first baseline on, over as many pages as it takes."""
        y, page = first, 1
        for line in [ADDRESSEES, *(row for text in BODY[:count] for row in rows(text, per_row))]:
            if y > last:
                footer(canvas, page)
                canvas.showPage()
                y, page = 37 + 0.88 * em, page + 1
            indent = 2 * (em + tracking / mm) if line.startswith("　　") else 0
            write(canvas, left + indent, y, line.strip("　"), charSpace=tracking)
            y += pitch
        footer(canvas, page)
        return y

    def number(canvas, page):
        x, align = (179.06, "right") if page % 2 else (32.94, "left")
        write(canvas, x, 270.5, f"— {page} —", size=14, align=align)

    # A notice on the grid of 22 rows of 28 characters; the red line is a filled rectangle.
    notice = canvas("reportlab-notice")
    notice.setFillColor(Color(0.9, 0, 0))
    write(notice, 106, 86, ORGAN + "文件", "Bold", size=38, align="centre")
    notice.rect(28 * mm, (297 - 118) * mm, 156 * mm, 0.7 * mm, stroke=0, fill=1)
    notice.setFillColor(Color(0, 0, 0))
    write(notice, 106, 112, NUMBER, align="centre")
    for row, text in enumerate(TITLE):
        write(notice, 106, 146 + 12.6 * row, text, "Bold", size=22, align="centre")
    body(notice, 175, 10.445, 262, number, tracking=156 / 28 * mm - 16)
    notice.showPage()
    notice.save()

    # A letter in CMYK with double rules, stroked above and filled below.
    letter = canvas("reportlab-letter")
    red = CMYKColor(0, 0.8, 0.8, 0)
    letter.setFillColor(red)
    letter.setStrokeColor(red)
    write(letter, 105, 41, ORGAN, "Bold", size=36, align="centre")
    for y, width in ((47.6, 1.2), (49.0, 0.25)):
        letter.setLineWidth(width * mm)
        letter.line(20 * mm, (297 - y) * mm, 190 * mm, (297 - y) * mm)
    for bottom, height in ((275.3, 0.25), (277, 1.2)):
        letter.rect(20 * mm, (297 - bottom) * mm, 170 * mm, height * mm, stroke=0, fill=1)
    letter.setFillColor(CMYKColor(0, 0, 0, 1))
    write(letter, 184, 59, NUMBER.replace("图办", "图办函"), align="right")
    for row, text in enumerate(TITLE):
        write(letter, 106, 86 + 12.6 * row, text, "Bold", size=22, align="centre")
    body(letter, 120, 10.445, 268, lambda canvas, page: page > 1 and number(canvas, page))
    letter.showPage()
    letter.save()

    # Upright text; a table turned by 90° on an upright page; a page that /Rotate shows in landscape format.
    def table(canvas):
        """The table with its upper left corner at the origin: stroked boxes, lines of the default width."""
        for y, row in enumerate(TABLE):
            for x, cell in enumerate(row):
                canvas.rect(x * 45 * mm, -(y + 1) * 12 * mm, 45 * mm, 12 * mm)
                canvas.drawString((x * 45 + 3) * mm, (-12 * y - 8) * mm, cell)

    wide = canvas("reportlab-landscape")
    end = body(wide, 37 + 0.88 * em, 9.878, 262, number, count=5)
    wide.line(28 * mm, (297 - end) * mm, 184 * mm, (297 - end) * mm)
    wide.showPage()
    number(wide, 2)
    wide.setFont("Kai", 14)
    wide.translate(40 * mm, 36 * mm)
    wide.rotate(90)
    table(wide)
    wide.showPage()
    wide.setPageRotation(90)
    wide.setFont("Kai", 14)
    wide.translate(210 * mm, 0)
    wide.rotate(90)
    wide.drawString(36 * mm, 176 * mm, "各馆和各书站开放时间")
    wide.translate(36 * mm, 170 * mm)
    table(wide)
    wide.showPage()
    wide.save()


def scan():
    """Two pictures of pages, as a scanner saves them; the second with hidden text as of character recognition."""
    from PIL import Image
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Kai", WENKAI / "LXGWWenKai-Regular.ttf"))
    canvas = Canvas(str(HERE / "scan.pdf"), pagesize=(210 * mm, 297 * mm), invariant=True)
    with tempfile.TemporaryDirectory() as folder:
        source = str(HERE / "typst-naive.pdf")
        subprocess.run(["pdftoppm", "-r", "96", "-l", "2", "-png", source, f"{folder}/page"], check=True)
        for number, file in enumerate(sorted(Path(folder).glob("*.png"))):
            picture = (
                Image.open(file).convert("P", palette=Image.Palette.ADAPTIVE, colors=8)
                if number == 0
                else Image.open(file).convert("1")
            )
            picture.rotate(0.4, fillcolor=None if number == 0 else 1).save(file)
            canvas.drawImage(str(file), 0, 0, 210 * mm, 297 * mm)
            if number:
                hidden = canvas.beginText(28 * mm, 250 * mm)
                hidden.setTextRenderMode(3)
                hidden.setFont("Kai", 16, 28)
                hidden.textLines([text[:26] for text in BODY])
                canvas.drawText(hidden)
            canvas.showPage()
    canvas.save()


# Typst

NAIVE = """
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "— 1 —", number-align: center)
#set text(font: "FandolFang R", size: 16pt, lang: "zh")
#set par(leading: 28pt - 1em, spacing: 28pt - 1em, first-line-indent: (amount: 2em, all: true), justify: true)
#align(center, text(font: "FandolSong", weight: "bold", size: 36pt, fill: red)[ORGAN文件])
#v(1em)
#align(center)[NUMBER]
#line(length: 100%, stroke: 2pt + red)
#v(1em)
#align(center, text(font: "FandolSong", weight: "bold", size: 22pt)[TITLE])
#v(1em)
#par(first-line-indent: 0pt)[ADDRESSEES]
BODY
#align(right)[ORGAN \\ DATE]
"""

CAREFUL = """
#let em = 16pt
#let pitch = (225mm - em) / 21
#set document(title: "冬季开放安排")
#set page(width: 210mm, height: 297mm, margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), footer-descent: 0pt,
  footer: context {
    let n = counter(page).get().first()
    set text(font: "FandolSong", size: 14pt)
    set align(if calc.odd(n) { right } else { left })
    pad(x: 14pt, top: 4.5mm)[— #n —]
  })
#set text(font: "FandolFang R", size: em, lang: "zh", tracking: 156mm / 28 - em, top-edge: 0.88em, bottom-edge: -0.12em,
  cjk-latin-spacing: none)
#set par(leading: pitch - em, spacing: pitch - em, first-line-indent: (amount: 2em, all: true), justify: true)
#show heading: it => par(text(font: "FandolHei", size: em, weight: "regular", it.body))
#place(top + center, dy: 35mm, text(font: "FandolSong", weight: 700, size: 34pt, fill: rgb("#ff0000"), tracking: 0pt)[ORGAN文件])
#v(35mm + 34pt + 20.78mm)
#align(center)[NUMBER]
#block(spacing: 4mm, rect(width: 100%, height: 0.6mm, fill: rgb("#f00"), stroke: none))
#v(16mm)
#align(center, text(font: "FandolSong", weight: 700, size: 22pt, tracking: 0pt)[TITLE])
#v(8mm)
#par(first-line-indent: 0pt)[ADDRESSEES]
BODY
#v(pitch)
#align(right, pad(right: 2em)[ORGAN \\ DATE])
#set text(size: 12pt, tracking: 0pt)
#table(columns: (1fr,) * 5, align: center, stroke: 0.5pt, TABLE)
#v(1fr)
#line(length: 100%, stroke: 0.35mm)
#pad(x: 14pt, text(size: 14pt)[ORGAN #h(1fr) DATE 印发])
#line(length: 100%, stroke: 0.35mm)
"""


def typst_files():
    import typst

    warnings.simplefilter("error")
    for name, template, title, heading in (
        ("typst-naive", NAIVE, " \\ ".join(TITLE), '#text(font: "FandolHei")[{}]'),
        ("typst-careful", CAREFUL, " \\ ".join(TITLE), "= {}"),
    ):
        body = "\n\n".join(heading.format(row) if row[1] == "、" else row for row in BODY)
        cells = ", ".join(f"[{cell}]" for row in TABLE for cell in row)
        for key, text in dict(
            ORGAN=ORGAN, NUMBER=NUMBER, TITLE=title, ADDRESSEES=ADDRESSEES, BODY=body, DATE=DATE, TABLE=cells
        ).items():
            template = template.replace(key, text)
        pdf = typst.compile(template.encode(), font_paths=[str(FONTS)], ignore_system_fonts=True)
        (HERE / f"{name}.pdf").write_bytes(pdf)


# Ghostscript


def ghostscript_file():
    """A PDF made by LibreOffice that went through a "PDF printer"."""
    target = HERE / "ghostscript-printed.pdf"
    options = ["-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-dCompatibilityLevel=1.4", f"-sOutputFile={target}"]
    subprocess.run(["gs", *options, str(HERE / "libreoffice-docx-28pt.pdf")], check=True)


STEPS = {
    "libreoffice": libreoffice_files,
    "weasyprint": weasyprint_files,
    "chromium": chromium_file,
    "reportlab": reportlab_files,
    "typst": typst_files,
    "ghostscript": ghostscript_file,
    "scan": scan,
}

if __name__ == "__main__":
    for step in sys.argv[1:] or STEPS:
        STEPS[step]()
