#!/usr/bin/env python3
"""The letters of workspaces of 100 to 100,000 units: letters per second and peak memory, and the floor beside it.

Usage: python3 benches/scaling.py [SIZE...]   (after cargo build --release; 100 1000 10000 100000 if not said, which takes an hour and 15 GB
of disk on two processors); rewrites its table in benches/README.md.

Each size is built once, cold, with a thread for each processor: `hongtou build --only letters` from tables to files, in a workspace of
`hongtou init --synthetic`. The floor is compiling and exporting the same letters in memory (`benches/letters.rs`), with as many threads.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from told import machine, rewrite

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/hongtou"
# The size that others are compared with.
USUAL = 1_000


def run(folder, *arguments):
    """Wall and CPU time in seconds and peak memory in MiB of the program, and what it says last."""
    began = time.monotonic()
    process = subprocess.Popen([PROGRAM, *arguments, "--lang", "en"], cwd=folder, stdout=subprocess.PIPE)
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"hongtou {' '.join(arguments)}: status {status}")
    wall = time.monotonic() - began
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.splitlines()[-1]


def measure(letters):
    """What a build of so many letters takes, and the floor."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as temp:
        folder = Path(temp)
        run(folder, "init", "--synthetic", str(letters), "data")
        check = run(folder, "check")
        wall, cpu, peak, said = run(folder, "build", "--only", "letters")
        if f"{letters} new" not in said:
            sys.exit(f"not all letters were made: {said}")
        size = sum(path.stat().st_size for path in folder.glob("out/**/*.pdf")) / letters
        shutil.rmtree(folder / "out")
        floor = ["cargo", "bench", "--quiet", "--locked", "--bench", "letters", "--", "floor", folder / "data"]
        told = json.loads(subprocess.run(floor, check=True, cwd=ROOT, stdout=subprocess.PIPE).stdout)
        if told["letters"] != letters:
            sys.exit(f"the floor made {told['letters']} letters")
        return {
            "check": check[1], "wall": wall, "cpu": cpu, "peak": peak, "size": size,
            "rate": letters / wall, "floor": letters / told["wall"], "floor cpu": told["cpu"],
        }


def main():
    sizes = [int(size) for size in sys.argv[1:]] or [100, 1_000, 10_000, 100_000]
    found = {}
    for size in sizes:
        found[size] = measure(size)
        print(size, found[size], flush=True)
    usual = found.get(USUAL)
    lines = [
        "| letters | wall | CPU | letters a second | rate to that of 1,000 | rate of the floor | CPU to that of the floor | peak memory "
        "| peak to that of 1,000 | a letter | CPU of `check` |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for size, one in found.items():
        compared = [f"{one[key] / usual[key]:.2f}" if usual else "" for key in ("rate", "peak")]
        lines.append(
            f"| {size:,} | {one['wall']:.1f} s | {one['cpu']:.1f} s | {one['rate']:.0f} | {compared[0]} | {one['floor']:.0f} "
            f"| {one['cpu'] / one['floor cpu']:.2f} | {one['peak']:.0f} MiB | {compared[1]} | {one['size'] / 1000:.0f} kB "
            f"| {one['check']:.1f} s |"
        )
    lines += ["", f"Each size once, {machine()}."]
    rewrite("scaling", "\n".join(lines))


if __name__ == "__main__":
    main()
