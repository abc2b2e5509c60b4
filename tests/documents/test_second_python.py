"""Two Pythons print the same bytes: those who check a paper need not have ours.

The other one is named by the variable ``SECOND_PYTHON``; ``sh .ci/second`` prepares one with
the same versions of all packages.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "examples" / "not-high-risk-sorting" / "answers.yaml"
OTHER = os.environ.get("SECOND_PYTHON", "")
DAY = ["--as-of", "2026-11-30"]

pytestmark = pytest.mark.skipif(
    not OTHER, reason="no second Python is named by SECOND_PYTHON: sh .ci/second prepares one"
)


def run(python: str, *arguments: object) -> str:
    environment = os.environ | {
        "CONFORMITY_CACHE": "off",
        "CONFORMITY_AUTHOR": "Ann",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [python, *map(str, arguments)], capture_output=True, check=False, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_other_python_is_another_one():
    asked = ["-c", "import sys; print(sys.version_info[:2])"]
    assert run(OTHER, *asked) != run(sys.executable, *asked)


def test_the_dossier_and_a_paper_have_the_same_bytes_with_another_python(tmp_path):
    case = tmp_path / "case"
    run(sys.executable, "-m", "compliance", "new", case, "--answers", ANSWERS)
    for name, python in (("ours", sys.executable), ("other", OTHER)):
        command = (python, "-m", "compliance")
        run(*command, "dossier", case, "-o", tmp_path / name / "dossier.pdf", *DAY)
        run(*command, "issue", case, "-o", tmp_path / name / "papers", *DAY)
    ours, other = (
        {path.name: path.read_bytes() for path in sorted((tmp_path / name).rglob("*.pdf"))}
        for name in ("ours", "other")
    )
    assert len(ours) > 2
    assert ours.keys() == other.keys()
    assert [name for name in ours if ours[name] != other[name]] == []
