"""Fixtures: the small pack, two assessments and their PDFs, rendered once."""

from __future__ import annotations

import pytest

from compliance.assessment.assessment import Assessment
from compliance.checklist.catalogue import Catalogue
from compliance.documents.dossier.issue import make_dossier, prepare
from tests.documents.build import AS_OF, Journal, complete, load_sample, open_ended


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The small pack."""
    return load_sample(tmp_path_factory.mktemp("checklists"))


@pytest.fixture(scope="session")
def finished(catalogue: Catalogue) -> Journal:
    """Nothing open."""
    return complete(catalogue)


@pytest.fixture(scope="session")
def unfinished(catalogue: Catalogue) -> Journal:
    """Gaps of several kinds."""
    return open_ended(catalogue)


@pytest.fixture(scope="session")
def finished_pdf(catalogue: Catalogue, finished: Journal) -> bytes:
    """Dossier of the finished assessment."""
    return make_dossier(Assessment(catalogue, finished.state), finished.content, AS_OF, "0.0.1")


@pytest.fixture(scope="session")
def unfinished_pdf(catalogue: Catalogue, unfinished: Journal) -> bytes:
    """Dossier of the unfinished assessment."""
    return make_dossier(Assessment(catalogue, unfinished.state), unfinished.content, AS_OF, "0.0.1")


@pytest.fixture(scope="session")
def unfinished_html(catalogue: Catalogue, unfinished: Journal) -> str:
    """HTML of the unfinished assessment."""
    return prepare(Assessment(catalogue, unfinished.state), unfinished.content, AS_OF, "0.0.1").html
