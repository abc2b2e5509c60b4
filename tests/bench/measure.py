"""Benchmark of measures: figures of one run on one machine.

Usage: python tests/bench/measure.py [ROWS]

Times are processor time of a process of its own, less that of an interpreter which does
nothing. fairlearn's MetricFrame computes what it can of the same rows in the same run,
where the extra measure-check is installed.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_SECONDS, MOST_MEGABYTES, MOST_TIMES = 1.2, 100.0, 11.0

OURS = """
import sys
from compliance.cli.main import main
main(["measure", "fairness", sys.argv[1], "--group", "sex,race", "--decision", "invited",
      "--label", "qualified", "--format", "json", *sys.argv[2:]])
"""
FAIRLEARN = """
import csv, sys
import pandas
from fairlearn import metrics
rows = pandas.read_csv(sys.argv[1])
frame = metrics.MetricFrame(
    metrics={"selection": metrics.selection_rate, "tpr": metrics.true_positive_rate,
             "fpr": metrics.false_positive_rate, "fnr": metrics.false_negative_rate,
             "tnr": metrics.true_negative_rate},
    y_true=rows["qualified"], y_pred=rows["invited"], sensitive_features=rows[["sex", "race"]])
print(frame.by_group)
"""


def write(path: Path, rows: int) -> None:
    """Decisions on as many made-up persons."""
    chance = random.Random(20)  # noqa: S311 - made-up data
    with path.open("w", encoding="utf-8") as stream:
        stream.write("id,sex,race,score,qualified,invited\n")
        for at in range(rows):
            sex, race = chance.choice("FM"), chance.choice(["Asian", "Black", "Other", "White"])
            fit = chance.random() < 0.4
            invited = chance.random() < (0.6 if fit else 0.2) + 0.05 * (sex == "M")
            score = chance.random()
            stream.write(f"{at},{sex},{race},{score:.6f},{int(fit)},{int(invited)}\n")


def spend(code: str, *arguments: str) -> tuple[float, float]:
    """Seconds of processor time and most megabytes of one process."""
    watch = (
        "import resource, subprocess, sys, json\n"
        "done = subprocess.run([sys.executable, '-c', sys.argv[1], *sys.argv[2:]],"
        " stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss]))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", watch, code, *arguments],
        capture_output=True, text=True, check=True, env=env,
    )  # fmt: skip
    status, seconds, memory = json.loads(done.stdout)
    if status:
        sys.exit(f"it failed: {done.stderr}")
    return seconds, memory / 1024


def best(code: str, *arguments: str, times: int = 3) -> tuple[float, float]:
    """The least time, and the most memory, of several runs."""
    found = [spend(code, *arguments) for _ in range(times)]
    return min(one for one, _ in found), max(one for _, one in found)


def say(name: str, value: float, unit: str, limit: float) -> bool:
    """A line with its limit."""
    good = value <= limit
    print(f"{'ok  ' if good else 'OVER'} {name:<58} {value:10.3f} {unit:<6} (limit {limit:g})")
    return good


def main(rows: int) -> int:
    """Measure and print; 1 where something is over its limit."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.csv", Path(folder) / "large.csv"
        write(small, rows)
        write(large, 10 * rows)
        bare, _ = best("pass")
        time, memory = best(OURS, str(small))
        more, many = best(OURS, str(large), times=1)
        scored, _ = best(OURS, str(small), "--score", "score")
        good = [
            say(f"{rows:,} rows beyond the interpreter", time - bare, "s CPU", MOST_SECONDS),
            say(f"{rows:,} rows, memory", memory, "MB", MOST_MEGABYTES),
            say("ten times as many rows, as many times", (more - bare) / (time - bare), "",
                MOST_TIMES),
            say("ten times as many rows, memory", many, "MB", MOST_MEGABYTES),
        ]  # fmt: skip
        print(f"     {rows:,} rows with calibration of scores {scored - bare:26.3f} s CPU")
        try:
            other, theirs = spend(FAIRLEARN, str(small))
        except SystemExit:
            print("     fairlearn is not installed (extra measure-check)")
        else:
            print(f"     fairlearn, five rates by group, same rows {other - bare:18.3f} s CPU")
            print(f"     fairlearn, memory {theirs:42.0f} MB")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
