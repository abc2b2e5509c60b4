"""CPU of each stage of ``conformity dossier`` short of laying pages out, in a cold process.

Usage: python tests/bench/whole_command.py [RUNS]

Each run is a process of its own. Two kinds of runs take turns, so that both see the same
machine: with the editions kept from before, and with the cache switched off. Printed are
medians in milliseconds; the limit is a ratio within this run.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "examples" / "cv-screening" / "answers.yaml"
DAY = "2026-11-24"
RUNS = 5
LIMIT = 0.85
"""Most that a run may take with the edition kept, as a part of one without."""


def main() -> int:
    """Print the figures; exit 1 when the limit is passed."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        kept, off = _environment(str(room / "cache")), _environment("off")
        begin = ["new", str(room / "a"), "--name", "Benchmark", "--by", "Bench"]
        _python(kept, "-m", "compliance", *begin, "--answers", str(EXAMPLE))
        found: dict[str, list[dict[str, float]]] = {"kept": [], "off": []}
        for number in range(runs + 1):
            for kind, variables in (("kept", kept), ("off", off)):
                stages = json.loads(_python(variables, __file__, "--stages", str(room / "a")))
                found[kind] += [stages] if number else []  # the first one fills caches
    return 0 if _print(found) else 1


def _environment(cache: str) -> dict[str, str]:
    found = {**os.environ, "CONFORMITY_CACHE": cache, "PYTHONPATH": str(ROOT)}
    found.pop("PYTHONDONTWRITEBYTECODE", None)  # a program that is installed has its own
    return found


def _python(variables: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True, env=variables
    )
    return done.stdout


def _print(found: dict[str, list[dict[str, float]]]) -> bool:
    print(f"{'CPU, ms (median)':<28} {'kept':>8} {'off':>8}")
    for stage in found["kept"][0]:
        shown = [statistics.median(run[stage] for run in found[kind]) for kind in found]
        print(f"     {stage:<23} {shown[0]:8.0f} {shown[1]:8.0f}")
    totals = {
        kind: statistics.median(sum(run.values()) for run in runs) for kind, runs in found.items()
    }
    print(f"     {'all of it':<23} {totals['kept']:8.0f} {totals['off']:8.0f}")
    ratio = totals["kept"] / totals["off"]
    mark = "ok  " if ratio <= LIMIT else "OVER"
    name = "with the edition kept, against without"
    print(f"{mark} {name:<58} {ratio:10.3f} {'x':<6} (limit {LIMIT:g})")
    return ratio <= LIMIT


class Clock:
    """CPU of this process, stage by stage from its start."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self._last = 0.0

    def stage(self, name: str) -> None:
        """Whatever was spent since the last stage was spent on this one."""
        now = time.process_time()
        self.stages[name] = (now - self._last) * 1000
        self._last = now


def stages(folder: Path) -> dict[str, float]:
    """What the command does, in its order."""
    clock = Clock()
    clock.stage("Python")
    import datetime
    import gc

    from compliance.cli.main import GARBAGE

    gc.set_threshold(*GARBAGE)
    clock.stage("the command line")
    from compliance.assessment.journal.fold import fold
    from compliance.services.assess.open import followed
    from compliance.storage.locate import binder_at
    from compliance.storage.opened import OpenAssessment

    clock.stage("modules to open")
    binder = binder_at(folder)
    store = binder.store()
    state = fold(store.read())
    clock.stage("journal")
    assessment = OpenAssessment(followed(state), state, binder, store)
    clock.stage("edition")
    from compliance.documents.dossier import compose, issue
    from compliance.documents.render import html

    clock.stage("modules to compose")
    day = datetime.date.fromisoformat(DAY)
    assessment.standing(day)
    clock.stage("findings")
    assessment.changes()
    clock.stage("what would change it")
    issue.build_record(assessment, day, "1")
    clock.stage("record as JSON")
    composed = compose.compose(compose.gather(assessment, day, (), "1"))
    clock.stage("chapters")
    for chapter in composed.chapters:
        html.render_chapter(chapter)
    clock.stage("templates")
    return clock.stages


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stages"]:
        print(json.dumps(stages(Path(sys.argv[2]))))
        sys.exit(0)
    sys.exit(main())
