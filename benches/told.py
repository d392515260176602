"""What the benchmarks share: where a table goes, and what machine it was measured on."""

import datetime
import os
import re
from pathlib import Path

README = Path(__file__).resolve().parent / "README.md"


def machine():
    """The day, and the machine."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text()).group(1)
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text()).group(1)) / 2**20
    return f"{datetime.date.today()}: {model}, {os.cpu_count()} processors, {memory:.0f} GiB"


def rewrite(name, text):
    """Prints a table, and puts it into README.md between the two marks of its name."""
    print(text)
    begin, end = f"<!-- {name}: written by its script -->", f"<!-- end of {name} -->"
    before, rest = README.read_text(encoding="utf-8").split(begin)
    README.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")
