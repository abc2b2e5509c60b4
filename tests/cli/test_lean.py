"""A command loads what it uses: no library that only other commands need."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from compliance.data.cache import PLACE
from tests.builders import ANN, LONG_AGO, ROOT, begin, load_mini

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="a cache that was named counts as one of others there"
)
LIBRARIES = (
    "argon2", "docx", "flask", "filelock", "jinja2", "lxml", "openpyxl", "pypdf", "segno",
    "uharfbuzz", "waitress", "weasyprint", "yaml",
)  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The libraries that a command line loaded, in a process that finds the edition kept."""
    packs = tmp_path / "packs"
    begin(tmp_path / "a", load_mini(packs), LONG_AGO)
    names = ", ".join(map(repr, LIBRARIES))
    code = (
        "import sys\nfrom compliance.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit:\n"
        f"    print('LOADED', *[name for name in [{names}] if name in sys.modules])"
    )

    def loaded(*arguments: object) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            cwd=ROOT,
            env={
                **os.environ,
                "CONFORMITY_AUTHOR": ANN,
                "CONFORMITY_CHECKLISTS": str(packs),
                PLACE: str(tmp_path / "cache"),
                "PYTHONUTF8": "1",
            },
        )
        assert done.stderr == ""
        word, *names = done.stdout.splitlines()[-1].split()
        assert word == "LOADED"
        return set(names)

    assert "yaml" in loaded("status", tmp_path / "a"), "the first one reads the edition"
    return loaded


@pytest.mark.parametrize("command", ["status", "check", "classify", "deadlines", "history"])
def test_looking_at_an_assessment_loads_none_of_them(run, tmp_path, command):
    assert run(command, tmp_path / "a") == set()


def test_recording_an_answer_takes_a_lock_and_no_more(run, tmp_path):
    assert run("answer", tmp_path / "a", "fact.listed", "yes") == {"filelock"}
