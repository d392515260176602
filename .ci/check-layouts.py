"""Compiles the examples of the gongwen package with the stock Typst compiler, as templates/README.md shows.

Run as: python3 check-layouts.py REPOSITORY. Every example must become a PDF/A-2a and PDF/UA-1 without a warning.
"""

import sys
import warnings
from pathlib import Path

import typst

root = Path(sys.argv[1])
warnings.simplefilter("error")
examples = {name: name for name in ("method", "results", "letter", "attachment", "order", "minutes")}
for example, layout in (examples | {"joint": "method", "personal-seal": "method", "addressees-in-imprint": "method"}).items():
    pdf = typst.compile(
        str(root / "templates" / f"{layout}.typ"),
        root=str(root / "templates"),
        font_paths=[str(root / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"view": f"/gongwen/examples/{example}.json"},
        pdf_standards=["a-2a", "ua-1"],
    )
    print(f"{example}: {len(pdf)} bytes")
