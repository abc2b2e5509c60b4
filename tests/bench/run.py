"""Benchmarks, apart from the tests: figures of one run on one machine.

Usage: python tests/bench/run.py [start|answer|lint ...]

The press has a benchmark of its own, press.py.

Prints a line for each figure with its limit. Limits are ratios or differences
within this run, so that they mean the same on a fast and on a slow machine.
"""

from __future__ import annotations

import datetime
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from compliance.assessment.assessment import Assessment

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

EXAMPLE = ROOT / "examples" / "cv-screening" / "answers.yaml"
NOW = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=datetime.UTC)


def _line(name: str, value: float, unit: str, limit: float) -> bool:
    ok = value <= limit
    mark = "ok  " if ok else "OVER"
    print(f"{mark} {name:<58} {value:10.3f} {unit:<6} (limit {limit:g})", flush=True)
    return ok


def _best(run: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


def start() -> bool:
    """``conformity --help`` against Python's own start."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}

    def spawn(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=env)

    bare = _best(lambda: spawn("-c", "pass"), 15)
    helped = _best(lambda: spawn("-m", "compliance", "--help"), 15)
    return _line("--help beyond Python's own start", helped - bare, "s", 0.2)


def begin(folder: Path):
    """An assessment without answers."""
    from compliance.services.assess.begin import begin_assessment
    from compliance.storage.locate import binder_at

    return begin_assessment(
        binder_at(folder),
        assessment_id="CA-BENCH",
        name="Benchmark",
        pack="eu-ai-act",
        by="Bench",
        at=NOW,
    )


def _fill(assessment, count: int) -> None:
    """Write ``count`` records without syncing each; only their number matters."""
    from compliance.assessment.journal.records import Answer, seal, timestamp

    head, lines = assessment.head, []
    questions = [
        known
        for known, question in assessment.catalogue.questions.items()
        if question.type == "text"
    ]
    for at in range(count):
        data = Answer(question=questions[at % len(questions)], value=f"Text {at} " * 10)
        record = seal(assessment.state.seq + 1 + at, timestamp(NOW), "Bench", data, head)
        head = record.hash
        lines.append(record.line())
    with assessment.store.path.open("ab") as journal:
        journal.write(b"".join(lines))
    assessment.refresh()


def answer() -> bool:
    """Recording an answer and finding the next question, at two lengths."""
    from compliance.services.assess.record_answer import build_answer, record_answer

    ok = True
    for count in (500, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            assessment = begin(Path(folder) / "a")
            _fill(assessment, count - assessment.state.seq)
            gc.collect()
            gc.freeze()  # as ``conformity ask`` does
            took = []
            for at in range(300):
                started = time.perf_counter()
                built = build_answer(assessment, "operator.name", f"Company {at} Ltd")
                record_answer(assessment, built, by="Bench", at=NOW, seen=assessment.head)
                Assessment(assessment.catalogue, assessment.state).agenda.next_open()
                took.append(time.perf_counter() - started)
            p99 = statistics.quantiles(took, n=100)[98] * 1000
            ok &= _line(f"answer and next question at {count} records, p99", p99, "ms", 30)
    return ok


def lint() -> bool:
    """Loading and reviewing the whole pack."""
    from compliance.services.editions.authoring import review_checklists

    return _line("checklists lint, whole pack", _best(review_checklists, 5), "s", 2)


BENCHMARKS = {"start": start, "answer": answer, "lint": lint}


def main() -> int:
    """Run the benchmarks named, or all; exit 1 when a limit is passed."""
    names = sys.argv[1:] or list(BENCHMARKS)
    with tempfile.TemporaryDirectory() as cache:
        os.environ["CONFORMITY_CACHE"] = cache  # not that of the user
        results = [BENCHMARKS[name]() for name in names]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
