#!/usr/bin/env python3
"""What a build costs when little or nothing changed: CPU time as a ratio of a full build of the sample, paired.

Usage: python3 benches/incremental.py [ROUNDS]   (after cargo build --release)

Each round makes a full build, a build with nothing to do and a build after one changed score that moves no rank, one after
the other; a ratio is that of two builds of the same round, and the median over the rounds is told. CPU time is that of the
process, user and system, of all threads.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/hongtou"
SCORES = ("P057,城市管理局,日常工作,8.75", "P057,城市管理局,日常工作,9.25")


def build(folder, expected):
    """Builds and gives the CPU time in seconds; the summary must hold what is expected."""
    process = subprocess.Popen([PROGRAM, "build", "--lang", "en"], cwd=folder, stdout=subprocess.PIPE)
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0 or expected not in output:
        sys.exit(f"expected “{expected}”, got status {status} and “{output.strip()}”")
    return usage.ru_utime + usage.ru_stime


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    times = {"full": [], "nothing": [], "score": []}
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        shutil.copytree(ROOT / "data", folder / "data")
        marks = folder / "data/scores/评分.csv"
        for at in range(rounds):
            shutil.rmtree(folder / "out", ignore_errors=True)
            times["full"].append(build(folder, "79 new, 0 updated"))
            times["nothing"].append(build(folder, "0 new, 0 updated"))
            before, after = SCORES if at % 2 == 0 else reversed(SCORES)
            text = marks.read_text(encoding="utf-8")
            if text.count(before) != 1:
                sys.exit(f"“{before}” must stand once in {marks.name}")
            marks.write_text(text.replace(before, after), encoding="utf-8", newline="")
            times["score"].append(build(folder, "0 new, 5 updated"))
    print("| build | CPU, median | of a full build, median | goal |")
    print("|---|---|---|---|")
    for name, title, goal in [
        ("full", "full, 79 files", ""),
        ("nothing", "nothing to do", "≤ 1/40"),
        ("score", "one changed score, no rank moves", "≤ 1/4"),
    ]:
        ratio = statistics.median(one / whole for one, whole in zip(times[name], times["full"]))
        told = "1" if name == "full" else f"1/{1 / ratio:.1f}"
        print(f"| {title} | {statistics.median(times[name]):.3f} s | {told} | {goal} |")


if __name__ == "__main__":
    main()
