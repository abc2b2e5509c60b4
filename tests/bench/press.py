"""Benchmark of the press, with typst beside it in the same run.

Usage: python tests/bench/press.py [RUNS]

Sets the dossier of the large example: cold, with one answer changed, with nothing
changed, and four times as long. Each figure is the median over RUNS (5 unless said)
runs in fresh processes; the limits are ratios to typst, which sets the same words, in
the same run. Exit status 1 when a limit is passed. Needs the extra ``bench``.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

EXAMPLE = ROOT / "examples" / "cv-screening" / "answers.yaml"
DAY = datetime.date(2026, 11, 30)
CHANGED = "logs.kept-by-provider"
"""An answer that one article and the pages of counts show."""
LONG = 4
LIMITS = {
    "cold, wall to typst": 5.0,
    "one answer, laying out and binding, CPU to typst": 1.2,
    "one answer, whole command, CPU to typst": 2.0,
    "nothing changed, binding, CPU to typst": 0.3,
    "CPU a page, seconds": 0.1,
    "largest process, MB": 200,
    "largest process at four times the length, MB": 200,
}
"""Ratios within one run; CPU a page and memory are what they are on this machine."""


def assess(folder: Path) -> None:
    """Begin the assessment of the example."""
    from compliance.services.assess.answers_file import read_answers
    from compliance.services.assess.import_answers import import_answers
    from tests.bench.run import NOW, begin

    made = begin(folder)
    import_answers(made, read_answers(EXAMPLE), by="Bench", at=NOW)


def change(folder: Path) -> None:
    """Change the explanation of one answer."""
    from compliance.services.assess.open import open_assessment
    from compliance.services.assess.record_answer import build_answer, record_answer
    from tests.bench.run import NOW

    assessment = open_assessment(folder)
    value = assessment.state.answers[CHANGED].value
    built = build_answer(
        assessment, CHANGED, value, explanation=f"Looked at once more: {time.time_ns()}."
    )
    record_answer(assessment, built, by="Bench", at=NOW, seen=assessment.head)


def prepared(folder: Path) -> Any:
    """The paper of the assessment in a folder."""
    from compliance.documents.dossier.issue import prepare
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    journal = b"".join(record.line() for record in assessment.store.read())
    return prepare(assessment, journal, DAY, "bench")


def longer(paper: Any, times: int) -> Any:
    """A paper with every fragment several times, under other names."""
    found = []
    for at in range(times):
        for one in paper.fragments:
            html = re.sub(r' id="([^"]+)"', rf' id="\1-{at}"', one.html)
            html = re.sub(r'href="(/to|/page)#([^"]+)"', rf'href="\1#\2-{at}"', html)
            found.append(dataclasses.replace(one, id=f"{one.id}-{at}", html=html))
    return dataclasses.replace(paper, fragments=tuple(found))


def print_once(folder: Path, cache: str, times: int) -> None:
    """Print the paper, and say what that cost; runs in a process of its own."""
    import resource

    from compliance.data.cache import Cache
    from compliance.documents.render.press import Press

    paper = longer(prepared(folder), times) if times > 1 else prepared(folder)
    cpu, wall = time.process_time(), time.perf_counter()
    press = Press(Cache(Path(cache)) if cache else None)
    content = press.print(paper)
    own, below = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        json.dumps(
            {
                "cpu": time.process_time() - cpu + below.ru_utime + below.ru_stime,
                "wall": time.perf_counter() - wall,
                "megabytes": max(own.ru_maxrss, below.ru_maxrss) / 1024,
                "pages": _pages(content),
                "laid_out": len(press.laid_out),
                "fragments": len(paper.fragments),
            }
        )
    )


def _pages(content: bytes) -> int:
    import io

    import pypdf

    return len(pypdf.PdfReader(io.BytesIO(content)).pages)


def set_once(source: str) -> None:
    """Set a typst document, and say what that cost; runs in a process of its own."""
    import resource

    import typst

    cpu, wall = time.process_time(), time.perf_counter()
    typst.compile(source, output=f"{source}.pdf", font_paths=[str(ROOT / "templates" / "fonts")])
    print(
        json.dumps(
            {
                "cpu": time.process_time() - cpu,
                "wall": time.perf_counter() - wall,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "pages": _pages(Path(f"{source}.pdf").read_bytes()),
            }
        )
    )


def _environment(**more: str) -> dict[str, str]:
    found = {**os.environ, **more}
    found.pop("PYTHONDONTWRITEBYTECODE", None)  # a program that is installed has its own
    return found


def _child(*arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=_environment(),
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _command(folder: Path, target: Path, cache: Path) -> float:
    """CPU of the whole command in a fresh process."""
    env = _environment(CONFORMITY_CACHE=str(cache), PYTHONPATH=str(ROOT))
    before = os.times()
    arguments = ["dossier", str(folder), "-o", str(target), "--as-of", DAY.isoformat()]
    subprocess.run(
        [sys.executable, "-m", "compliance", *arguments], check=True, capture_output=True, env=env
    )
    after = os.times()
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )


def measure(runs: int, folder: Path) -> dict[str, list[dict[str, float]]]:
    """Everything, ``runs`` times, in turns."""
    from tests.bench.typst_source import typst_source

    work, sheets, cache = folder / "a", folder / "sheets", folder / "cache"
    assess(work)
    source = folder / "a.typ"
    source.write_text(typst_source(prepared(work).fragments), encoding="utf-8")
    found: dict[str, list[dict[str, float]]] = {}

    def note(name: str, value: dict[str, float]) -> None:
        found.setdefault(name, []).append(value)
        shown = ", ".join(f"{key} {number:.2f}" for key, number in value.items())
        print(f"     {name}: {shown}", flush=True)

    _child("print", str(work), str(sheets), "1")
    _command(work, folder / "x.pdf", cache)
    for _ in range(runs):
        note("typst", _child("typst", str(source)))
        note("cold", _child("print", str(work), "", "1"))
        change(work)
        note("one answer", _child("print", str(work), str(sheets), "1"))
        note("nothing", _child("print", str(work), str(sheets), "1"))
        note("command", {"cpu": _command(work, folder / "x.pdf", cache)})
        note("command, nothing", {"cpu": _command(work, folder / "x.pdf", cache)})
    note("long", _child("print", str(work), "", str(LONG)))
    shutil.rmtree(sheets)
    return found


def judge(found: dict[str, list[dict[str, float]]]) -> bool:
    """Print every figure beside its limit; whether all are kept."""

    def middle(name: str, key: str) -> float:
        return statistics.median(item[key] for item in found[name])

    def ratio(name: str, key: str) -> float:
        """Median of the ratios within each turn."""
        pairs = zip(found[name], found["typst"], strict=True)
        return statistics.median(one[key] / other[key] for one, other in pairs)

    values = {
        "cold, wall to typst": ratio("cold", "wall"),
        "one answer, laying out and binding, CPU to typst": ratio("one answer", "cpu"),
        "one answer, whole command, CPU to typst": ratio("command", "cpu"),
        "nothing changed, binding, CPU to typst": ratio("nothing", "cpu"),
        "CPU a page, seconds": middle("cold", "cpu") / middle("cold", "pages"),
        "largest process, MB": middle("cold", "megabytes"),
        "largest process at four times the length, MB": middle("long", "megabytes"),
    }
    for name, value in values.items():
        mark = "ok  " if value <= LIMITS[name] else "OVER"
        print(f"{mark} {name:<52} {value:8.3f} (limit {LIMITS[name]:g})")
    print(
        f"     cold, CPU to typst {ratio('cold', 'cpu'):.2f}; typst takes "
        f"{middle('typst', 'wall'):.2f} s and {middle('typst', 'megabytes'):.0f} MB"
    )
    return all(value <= LIMITS[name] for name, value in values.items())


def main() -> int:
    """Run the benchmark; exit 1 when a limit is passed."""
    match sys.argv[1:]:
        case ["print", folder, cache, times]:
            print_once(Path(folder), cache, int(times))
            return 0
        case ["typst", source]:
            set_once(source)
            return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        found = measure(runs, Path(folder))
    return 0 if judge(found) else 1


if __name__ == "__main__":
    sys.exit(main())
