"""Folders and faces for the tests of the command line."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from tests.builders import ANN, EDITION, begin, write_pack
from tests.cli.packs import CHANGES, EVERYTHING


class Said(NamedTuple):
    """What one command line gave."""

    status: int
    out: str
    err: str


Program = Callable[..., Said]


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small pack of these tests."""
    return write_pack(tmp_path_factory.mktemp("packs"), CHANGES)


@pytest.fixture(scope="session")
def small_catalogue(packs: Path) -> Catalogue:
    return load_catalogue("mini", EDITION, packs)


@pytest.fixture
def looms(tmp_path: Path, small_catalogue: Catalogue) -> Path:
    """An assessment of the small pack that has only begun."""
    folder = tmp_path / "looms"
    begin(folder, small_catalogue)
    return folder


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A file with which everything that applies is met."""
    path = tmp_path / "all.yaml"
    path.write_text(EVERYTHING, encoding="utf-8")
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.7 a plan")
    return path


@pytest.fixture
def program(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Program:
    """The program on the small pack, within this process (fast)."""
    from compliance.checklist import loader
    from compliance.cli.main import run
    from compliance.services.editions import authoring as review_checklists

    for module in (loader, review_checklists):
        monkeypatch.setattr(module, "shipped_folder", lambda _name: packs)
    monkeypatch.setenv("CONFORMITY_AUTHOR", ANN)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.delenv("CONFORMITY_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        status = run([str(item) for item in arguments])
        return Said(status, *capsys.readouterr())

    return call


@pytest.fixture
def done(tmp_path: Path, program: Program, answers: Path) -> Path:
    """An assessment in which everything that applies is met."""
    folder = tmp_path / "done"
    said = program("new", folder, "--pack", "mini", "--answers", answers)
    assert said.status == 0, said.err
    return folder


@pytest.fixture(scope="session")
def shipped_folders(
    tmp_path_factory: pytest.TempPathFactory, shipped: Catalogue
) -> Callable[[], Path]:
    """Makes assessments of the shipped checklists that have only begun."""
    made = tmp_path_factory.mktemp("shipped")
    begin(made / "begun", shipped)

    def copy() -> Path:
        target = tmp_path_factory.mktemp("begun") / "cv"
        shutil.copytree(made / "begun", target)
        return target

    return copy
