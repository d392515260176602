"""The letters by docxtpl: a template of Word, filled for each unit. LibreOffice makes PDFs of them afterwards.

letters_docx.py template FILE         makes the template, once
letters_docx.py fill FILE VIEWS OUT   fills it with each view
"""

import json
import sys
from pathlib import Path

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docxtpl import DocxTemplate

BLACK, RED = RGBColor(0, 0, 0), RGBColor(255, 0, 0)


def element(name, **attributes):
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def write(paragraph, text, font="FandolFang R", size=16, bold=False, color=BLACK):
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, color
    # Digits come from FandolSong, as in the layouts of hongtou.
    digits = "FandolSong" if font == "FandolFang R" else font
    run._r.get_or_add_rPr().insert(0, element("w:rFonts", ascii=digits, hAnsi=digits, eastAsia=font))
    return run


def add(parent, text, align=ALIGN.JUSTIFY, indent=0, before=0, **look):
    paragraph = parent.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment, shape.first_line_indent = align, Pt(indent)
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(0), Pt(30)
    write(paragraph, text, **look)
    return paragraph


def rule(paragraph, style, side):
    borders = element("w:pBdr")
    borders.append(element(f"w:{side}", val=style, sz="24", space="6", color="FF0000"))
    paragraph._p.get_or_add_pPr().append(borders)


def tags(document, tag):
    """A paragraph that only holds a statement of the template; docxtpl takes it away."""
    document.add_paragraph(tag)


def cell(place, text, align=ALIGN.LEFT, font="FandolFang R"):
    paragraph = place.paragraphs[0]
    paragraph.alignment = align
    write(paragraph, text, font=font, size=12)


def template(file):
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(30), Mm(30)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.different_first_page_header_footer = True
    rule(section.first_page_footer.paragraphs[0], "thinThickSmallGap", "top")
    number = section.footer.paragraphs[0]
    write(number, "— ", size=14)
    field = write(number, "", size=14)
    for kind in ("begin", "instr", "end"):
        if kind == "instr":
            field._r.append(element("w:instrText"))
            field._r[-1].text = "PAGE"
        else:
            field._r.append(element("w:fldChar", fldCharType=kind))
    write(number, " —", size=14)
    document.core_properties.language = "zh-CN"

    mark = add(document, "{{ head.mark | join }}", ALIGN.CENTER, font="FandolSong", size=23, bold=True, color=RED)
    rule(mark, "thickThinSmallGap", "bottom")
    add(document, "{{ head.number }}", ALIGN.RIGHT)
    heading = add(document, "{{ title | join }}", ALIGN.CENTER, before=30, font="FandolSong", size=22, bold=True)
    heading.style = document.styles["Heading 1"]
    add(document, "{{ addressees }}：", before=30)
    tags(document, "{%p for block in body %}")
    tags(document, "{%p if block.type == 'heading' %}")
    heading = add(document, "{{ block.label }}{{ block.text }}", indent=32, font="FandolHei")
    heading.style = document.styles["Heading 2"]
    tags(document, "{%p elif block.type == 'paragraph' %}")
    add(document, "{% for run in block.runs %}{{ run.text }}{% endfor %}", indent=32)
    tags(document, "{%p else %}")
    table = document.add_table(rows=4, cols=5)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for at, width in enumerate((40, 14, 18, 18, 66)):
        table.columns[at].width = Mm(width)
        side = ALIGN.LEFT if at in (0, 4) else ALIGN.CENTER
        cell(table.rows[0].cells[at], f"{{{{ block.columns[{at}].head }}}}", ALIGN.CENTER, "FandolHei")
        cell(table.rows[2].cells[at], f"{{{{ row[{at}] }}}}", side)
    table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))
    table.rows[1].cells[0].text = "{%tr for row in block.rows %}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    tags(document, "{%p endif %}")
    tags(document, "{%p endfor %}")
    add(document, "{{ signature.name | join }}", ALIGN.RIGHT, before=30)
    add(document, "{{ signature.date }}", ALIGN.RIGHT)
    add(document, "（{{ note }}）", indent=32)
    document.save(file)


def fill(file, views, out):
    for path in sorted(Path(views).glob("*.json")):
        letter = DocxTemplate(file)
        view = json.loads(path.read_text(encoding="utf-8"))
        letter.render(view, autoescape=True)
        letter.docx.core_properties.title = view["meta"]["title"]
        letter.docx.core_properties.author = view["meta"]["author"]
        letter.save(Path(out, f"{path.stem}.docx"))


{"template": template, "fill": fill}[sys.argv[1]](*sys.argv[2:])
