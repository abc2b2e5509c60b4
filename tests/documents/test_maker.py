"""A paper names the program that made it: all that decides its bytes, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys

from compliance import __version__
from compliance.data.program import PACKAGE
from compliance.documents.render import maker
from tests.builders import ROOT

USED = """
import sys
from compliance.documents.dossier.issue import make_dossier
from compliance.documents.render import html, laying_out, sheets, weasy
from compliance.services.official_law.quote import official_quotes
print(*sorted(name for name in sys.modules if name.startswith("compliance.")))
"""


def run(code, *, folder=ROOT):
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder
    )
    return done.stdout.strip()


def test_everything_that_making_a_paper_imports_counts():
    counted = {"compliance." + room.replace("/", ".") for room in maker.ROOMS}
    holders = {room.rpartition(".")[0] for room in counted}
    for name in run(USED).split():
        known = any(name == room or name.startswith(f"{room}.") for room in counted)
        assert known or name in holders, name


def test_every_template_of_papers_counts_and_the_program_has_a_digest():
    templates = ROOT / "templates"
    kinds = {
        (path.relative_to(templates).parts[0], path.suffix)
        for path in templates.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    found = {(folder, kind) for folder, kind in kinds if folder not in {"web", "fonts"}}
    assert found == set(maker.TEMPLATES)
    assert len(maker.program()) == 16


NAMED = "from compliance.documents.render import maker; print(maker.creator('1'))"


def test_a_wheel_and_a_checkout_of_the_same_files_name_the_same_program(tmp_path):
    """A wheel holds the templates inside the package; a face is no part of a paper."""
    inside = tmp_path / "compliance"
    shutil.copytree(PACKAGE, inside, ignore=shutil.ignore_patterns("__pycache__", "_shipped"))
    kept = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "templates", inside / "_shipped" / "templates", ignore=kept)
    here = run(NAMED)
    assert run(NAMED, folder=tmp_path) == here
    assert maker.version_named(here) == "1"
    (inside / "cli" / "dossier.py").write_text("# another face\n")
    assert run(NAMED, folder=tmp_path) == here
    changed = {here}
    for path in (
        inside / "_shipped" / "templates" / "dossier" / "chapters" / "cover.html.j2",
        inside / "_shipped" / "templates" / "dossier" / "css" / "proof.css",
        inside / "views" / "marks.py",
        inside / "services" / "official_law" / "quote.py",
    ):
        path.write_bytes(path.read_bytes() + b"\n")
        changed.add(run(NAMED, folder=tmp_path))
    font = inside / "_shipped" / "templates" / "fonts" / "IBMPlexMono-Regular.ttf"
    font.write_bytes(font.read_bytes() + b"\n")
    changed.add(run(NAMED, folder=tmp_path))
    assert len(changed) == 6


def test_without_source_a_paper_names_the_version_alone(monkeypatch):
    monkeypatch.setattr(maker, "program", lambda: "")
    assert maker.creator(__version__) == f"conformity {__version__}"
    assert maker.version_named(f"conformity {__version__}") == __version__
