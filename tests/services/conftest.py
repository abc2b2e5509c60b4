"""Dossiers for the tests of services: made once, also for several workers."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from compliance.services.issue_dossier import issue_dossier
from tests.builders import TODAY, load_mini
from tests.services.helpers import Issued, record, sample


@pytest.fixture(scope="session")
def issued(tmp_path_factory):
    base = Path(tmp_path_factory.getbasetemp())
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "issued"
    with FileLock(f"{root}.lock"):
        catalogue = load_mini(root / "packs")
        if not (root / "a.pdf").exists():
            assessment = sample(root / "a", catalogue)
            issue_dossier(assessment, root / "earlier.pdf", as_of=TODAY)
            record(assessment, "tell", "no")
            issue_dossier(assessment, root / "a.pdf", as_of=TODAY)
    return Issued(root / "packs", catalogue, root / "a", root / "earlier.pdf", root / "a.pdf")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory, mini):
    folder = tmp_path_factory.mktemp("untouched") / "a"
    sample(folder, mini)
    return folder


@pytest.fixture
def folder(untouched, tmp_path):
    shutil.copytree(untouched, tmp_path / "a")
    return tmp_path / "a"
