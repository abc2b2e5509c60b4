"""Load on ``conformity serve``, apart from the tests: figures of one run.

Usage: python tests/bench/load.py [--requests N] [--connections N] [--records N]

Serves a filled assessment with a long journal on a port of the loopback, asks for
question pages over a few connections at once, and prints the times and the memory of
the server before and after. Exit 1 when a limit is passed.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from compliance.assessment.assessment import Assessment

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

P95_MS = 100.0
GROWTH_MB = 10.0
SECONDS = 600.0
"""Nothing here runs longer."""


def _fill(workspace: Path, records: int) -> list[str]:
    """A filled assessment with a journal of so many records; ids of its questions."""
    from compliance.services.assess.answers_file import read_answers
    from compliance.services.assess.import_answers import import_answers
    from tests.bench import run

    assessment = run.begin(workspace / "a")
    import_answers(assessment, read_answers(run.EXAMPLE), by="Bench", at=run.NOW)
    run._fill(assessment, records - assessment.state.seq)
    agenda = Assessment(assessment.catalogue, assessment.state).agenda
    return [item.question.id for item in agenda.items]


def _memory(process: int) -> float:
    """Resident megabytes."""
    text = Path(f"/proc/{process}/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    assert found
    return int(found[1]) / 1024


def _visit(port: int, paths: list[str], count: int, connections: int) -> list[float]:
    """Ask for pages over several connections; milliseconds of each."""
    took: list[float] = []
    turns = itertools.count()
    end = time.monotonic() + SECONDS

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (turn := next(turns)) < count and time.monotonic() < end:
            begin = time.perf_counter()
            connection.request("GET", paths[turn % len(paths)])
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - begin) * 1000)
            assert answer.status == 200, (answer.status, paths[turn % len(paths)])
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def _report(name: str, took: list[float], seconds: float) -> float:
    cuts = statistics.quantiles(took, n=100)
    print(
        f"{name:<28} {len(took):6} requests, {len(took) / seconds:6.1f} a second, "
        f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms",
        flush=True,
    )
    return cuts[94]


OTHERS = ("", "?by=theme", "?by=person", "section/art-9", "evidence/", "findings/")
OTHERS += ("findings/risk.process", "deadlines/", "history/", "issue/")
OTHERS += ("classification/", "search/?q=risk", "history/differences", "evidence/EV-0001")


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--records", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CONFORMITY_CACHE"] = str(Path(folder) / "cache")  # not that of the user
        workspace = Path(folder) / "workspace"
        workspace.mkdir()
        questions = _fill(workspace, asked.records)
        line = f"-m compliance serve {workspace} --port 0 --no-browser".split()
        more = {"PYTHONPATH": str(ROOT), "CONFORMITY_AUTHOR": "Bench"}
        server = subprocess.Popen(
            [sys.executable, *line], stdout=subprocess.PIPE, text=True, env={**os.environ, **more}
        )
        try:
            assert server.stdout is not None
            port = int(server.stdout.readline().rsplit(":", 1)[1].strip("/\n"))
            return _measure(server.pid, port, questions, asked)
        finally:
            server.terminate()
            server.wait(10)


def _measure(process: int, port: int, questions: list[str], asked: argparse.Namespace) -> int:
    pages = [f"/a/a/q/{known}" for known in questions]
    print(f"{len(pages)} questions, {asked.records} records")
    for path in OTHERS:
        once = [_visit(port, [f"/a/a/{path}"], 1, 1)[0] for _ in range(4)]
        print(f"  /{path:<24} first {once[0]:7.1f} ms, then {min(once[1:]):6.1f} ms")
    _visit(port, pages, len(pages), asked.connections)
    before, begin = _memory(process), time.perf_counter()
    took = _visit(port, pages, asked.requests, asked.connections)
    p95 = _report("question pages", took, time.perf_counter() - begin)
    after = _memory(process)
    print(f"memory {before:.1f} MB before, {after:.1f} MB after")
    return int(p95 > P95_MS or after - before > GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main())
