"""Every shipped example against both profiles: its volumes and papers, sealed and not.

Usage: python -m tests.tools.every_paper [EXAMPLE ...]

Takes a quarter of an hour; the tests do the same with a few small papers. ``mended`` is
the example cv-screening with nothing open, whose papers are final. Sealed papers are also
verified. Exit status 1 when anything fails.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdf

from tests.builders import ROOT
from tests.examples.build import NAMES, begun, mended
from tests.services import seal_lab as lab
from tests.tools import verapdf

DAY = ["--as-of", "2026-12-01"]
PAPERS = ("classification-record", "declaration")
"""The first is owed for every system, the second has places to sign."""


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "compliance", *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        cwd=ROOT,
    )


def _papers(folder: Path, name: str) -> list[Path]:
    """Both volumes, and those of the papers that are owed."""
    case, made = folder / "case", folder / "made"
    if name == "mended":
        mended(case)
        case /= "a"
    else:
        begun(case, name)
    done = _run("dossier", case, "-o", made / "proof.pdf", *DAY)
    assert done.returncode == 0, done.stderr
    for paper in PAPERS:
        _run("issue", case, paper, "-o", made / paper, *DAY)
    return sorted(made.rglob("*.pdf"))


def _sealed(paper: Path, key: Path, pin: Path) -> Path | None:
    """The paper with a seal, where it has a place for one."""
    target = paper.with_name(f"{paper.stem}-sealed.pdf")
    done = _run("seal", paper, "--key", key, "--pin-file", pin, "--draft", "-o", target)
    if done.returncode:
        print(f"     not sealed: {paper.name}: {done.stderr.strip().splitlines()[0]}", flush=True)
        return None
    return target


def _passes(paper: Path) -> bool:
    verdicts = verapdf.validate(paper.read_bytes())
    passed = all(verdict.passed for verdict in verdicts)
    words = " ".join(f"{one.profile} {'pass' if one.passed else 'FAIL'}" for one in verdicts)
    keywords = (pypdf.PdfReader(paper).metadata or {}).get("/Keywords", "")
    state = "final" if "state:final" in keywords else "draft"
    print(f"{'ok  ' if passed else 'FAIL'} {paper.name}: {words} ({state})", flush=True)
    if not passed:
        print(verdicts[0].report)
    return passed


def _verifies(paper: Path) -> bool:
    done = _run("verify", paper)
    # The key is one of nobody: that it is not trusted is said, and is no fault.
    faults = re.findall(r"\[([a-z.-]+)\]", done.stdout + done.stderr)
    print(
        f"     verified with status {done.returncode} {' '.join(sorted(set(faults)))}", flush=True
    )
    return done.returncode == 0


def main(names: list[str]) -> int:
    """Check the examples named, or all of them; 1 where anything fails."""
    good = True
    with tempfile.TemporaryDirectory() as folder:
        (pin := Path(folder) / "pin").write_text(lab.PASSWORD)
        key, *_ = lab.keys_of_today(Path(folder))
        for name in names or [*NAMES, "mended"]:
            print(f"== {name}", flush=True)
            (room := Path(folder) / name).mkdir()
            for paper in _papers(room, name):
                good &= _passes(paper)
                sealed = _sealed(paper, key, pin)
                if sealed is not None:
                    good &= _passes(sealed)
                    good &= _verifies(sealed)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
