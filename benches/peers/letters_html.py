"""The letters by WeasyPrint, all in one process: letters_html.py FONTS VIEWS OUT."""

import json
import sys
from html import escape
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

FACES = {"Fang": "FandolFang-Regular", "Hei": "FandolHei-Regular", "Song": "FandolSong-Regular", "Bold": "FandolSong-Bold",
         "Fallback": "HongtouFallback-Regular"}
STYLE = """
@page { size: A4; margin: 30mm 26mm 30mm 28mm;
  @bottom-left { content: "— " counter(page) " —"; font: 14pt Song } }
@page :first { @bottom-left { content: ""; width: 100%; border-top: 3pt double red } }
body { font: 16pt/30pt Fang, Fallback; text-align: justify; margin: 0 }
p, h1, h2 { margin: 0 }
.mark { font: 23pt/40pt Bold, Fallback; color: red; text-align: center; border-bottom: 3pt double red }
.right { text-align: right }
h1 { font: 22pt/36pt Bold, Fallback; text-align: center; margin: 30pt 0 }
h2 { font: 16pt/30pt Hei, Fallback; text-indent: 2em }
.body { text-indent: 2em }
table { width: 100%; border-collapse: collapse; font-size: 12pt; line-height: 1.3; margin: 12pt 0; text-indent: 0 }
th { font-family: Hei, Fallback; font-weight: normal }
th, td { border: 0.5pt solid; padding: 1.6mm 1.5mm }
.center, th { text-align: center }
.left { text-align: left }
"""


def block(item):
    if item["type"] == "heading":
        return f"<h2>{escape(item['label'] + item['text'])}</h2>"
    if item["type"] == "paragraph":
        return f"<p class=body>{escape(''.join(run['text'] for run in item['runs']))}</p>"
    columns = item["columns"]
    widths = "".join(f"<col style='width:{c['width']}mm'>" if c["width"] else "<col>" for c in columns)
    head = "".join(f"<th scope=col>{escape(column['head'])}</th>" for column in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td class={c['align']}>{escape(text)}</td>" for c, text in zip(columns, row)) + "</tr>"
        for row in item["rows"]
    )
    return f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def page(view):
    signature = view["signature"]
    return f"""<!doctype html><html lang=zh-CN><head><meta charset=utf-8><title>{escape(view["meta"]["title"])}</title>
<meta name=author content="{escape(view["meta"]["author"])}"></head><body>
<p class=mark>{escape("".join(view["head"]["mark"]))}</p><p class=right>{escape(view["head"]["number"])}</p>
<h1>{escape("".join(view["title"]))}</h1><p>{escape(view["addressees"])}：</p>
{"".join(map(block, view["body"]))}
<p class=right style="margin-top:30pt">{escape("".join(signature["name"]))}</p><p class=right>{escape(signature["date"])}</p>
<p class=body>（{escape(view["note"])}）</p></body></html>"""


def main():
    fonts, views, out = map(Path, sys.argv[1:])
    # Read once for all letters.
    known = FontConfiguration()
    faces = (f"@font-face {{ font-family: {name}; src: url({(fonts / file).as_uri()}.ttf) }}" for name, file in FACES.items())
    style = CSS(string="".join(faces) + STYLE, font_config=known)
    for path in sorted(views.glob("*.json")):
        html = HTML(string=page(json.loads(path.read_text(encoding="utf-8"))))
        html.write_pdf(out / f"{path.stem}.pdf", stylesheets=[style], font_config=known, pdf_variant="pdf/a-2a", pdf_tags=True)


main()
