#!/usr/bin/env python3
"""What a build costs when little or nothing changed: a cold build of the sample, one with nothing to do, one after a changed score that
moves no rank, one after a changed layout, each with one thread and with two; and the letters bound into one file.

Usage: python3 benches/incremental.py [ROUNDS]   (after cargo build --release); rewrites its table in benches/README.md.

A round makes all of them, one after the other; a ratio is that of two runs of one round, and the median over the rounds is told. CPU
time is user and system of all threads.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from told import machine, rewrite

ROOT = Path(__file__).resolve().parent.parent

PROGRAM = ROOT / "target/release/hongtou"
SCORES = ("P057,城市管理局,日常工作,8.75", "P057,城市管理局,日常工作,9.25")
LAYOUT = ("#import", "// Changed.\n#import")


def run(folder, arguments, expected):
    """Runs the program and gives wall and CPU time in seconds; its output must hold what is expected."""
    began = time.monotonic()
    process = subprocess.Popen([PROGRAM, *arguments, "--lang", "en"], cwd=folder, stdout=subprocess.PIPE)
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    if status != 0 or expected not in output:
        sys.exit(f"expected “{expected}”, got status {status} and “{output.strip()}”")
    return wall, usage.ru_utime + usage.ru_stime


def swap(path, pair):
    """Puts the second text of a pair in the place of the first one, or the first in that of the second."""
    text = path.read_text(encoding="utf-8")
    before, after = pair if pair[1] not in text else reversed(pair)
    if text.count(before) != 1:
        sys.exit(f"“{before}” must stand once in {path.name}")
    path.write_text(text.replace(before, after), encoding="utf-8", newline="")


def one_round(folder, threads):
    """One build of each kind: wall and CPU time by name."""
    jobs = ["--jobs", str(threads)]
    layout = folder / "data/templates/letter.typ"
    shutil.rmtree(folder / "out", ignore_errors=True)
    times = {"full": run(folder, ["build", *jobs], "79 new, 0 updated")}
    times["nothing"] = run(folder, ["build", *jobs], "0 new, 0 updated, 79 unchanged")
    swap(folder / "data/scores/评分.csv", SCORES)
    times["score"] = run(folder, ["build", *jobs], "0 new, 5 updated")
    layout.parent.mkdir(exist_ok=True)
    shutil.copy(ROOT / "templates/letter.typ", layout)
    swap(layout, LAYOUT)
    times["layout"] = run(folder, ["build", *jobs], "0 new, 72 updated")
    shutil.rmtree(layout.parent)
    shutil.rmtree(folder / "letters", ignore_errors=True)
    times["letters"] = run(folder, ["build", "--only", "letters", "--out", "letters", *jobs], "72 new")
    times["print"] = run(folder, ["print", "--force", *jobs], "72 letters")
    return times


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*.pdf"))


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    lines = ["| what | threads | wall | CPU | CPU to that of | goal |", "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        shutil.copytree(ROOT / "data", folder / "data")
        all_times = {1: [], 2: []}
        for _ in range(rounds):
            for threads in all_times:
                all_times[threads].append(one_round(folder, threads))
        bytes_ratio = size(folder / "letters") / (folder / "反馈函合订本.pdf").stat().st_size
    median = lambda threads, what, which: statistics.median(times[what][which] for times in all_times[threads])
    for threads in all_times:
        for what, title, other, goal in [
            ("full", "cold, 79 files", None, ""),
            ("nothing", "nothing to do", "full", "≤ 0.020 s"),
            ("score", "one changed score, no rank moves: 5 files", "full", "≤ 1/5"),
            ("layout", "one changed layout: 72 letters", "full", ""),
            ("letters", "the letters alone, cold", None, ""),
            ("print", "the letters bound into one file", "letters", "≤ 1/3"),
        ]:
            ratios = [times[what][1] / times[other][1] for times in all_times[threads]] if other else []
            told = f"{other}: 1/{1 / statistics.median(ratios):.1f}" if ratios else ""
            wall, cpu = median(threads, what, 0), median(threads, what, 1)
            lines.append(f"| {title} | {threads} | {wall:.3f} s | {cpu:.3f} s | {told} | {goal} |")
    faster = statistics.median(one["full"][0] / two["full"][0] for one, two in zip(all_times[1], all_times[2]))
    letters = statistics.median(one["letters"][0] / two["letters"][0] for one, two in zip(all_times[1], all_times[2]))
    lines += [
        "",
        f"Two threads are {faster:.2f} times as fast as one for the cold build, {letters:.2f} times for the letters (goal: 1.8). The",
        f"bound file has 1/{bytes_ratio:.1f} of the bytes of the letters (goal: 1/5).",
        f"Medians of {rounds} rounds, {machine()}.",
    ]
    rewrite("incremental", "\n".join(lines))


if __name__ == "__main__":
    main()
