"""A file that a person names is copied whole, or refused before anything is written."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from compliance.assessment.journal import store as store_module
from compliance.errors import ConformityError
from compliance.services.assess.attach_evidence import attach_evidence
from tests.builders import ANN, AT, TODAY, begin
from tests.services.helpers import records_of


@pytest.fixture
def assessment(tmp_path, mini):
    return begin(tmp_path / "a", mini)


def attach(assessment, source, progress=None):
    return attach_evidence(
        assessment,
        source,
        kind="report",
        supports=["risk.list"],
        by=ANN,
        at=AT,
        collected=TODAY,
        progress=progress,
    )[0]


def test_a_file_is_kept_under_its_digest_and_the_original_stays(assessment, tmp_path):
    source = tmp_path / "report.pdf"
    source.write_bytes(b"content")
    pieces: list[int] = []
    data = attach(assessment, source, pieces.append).data
    assert data.sha256 == hashlib.sha256(b"content").hexdigest()
    assert data.size == sum(pieces) == 7
    assert data.name == "report.pdf"
    with assessment.blobs.open(data.sha256, data.evidence) as stream:
        assert stream.read() == b"content"
    assert source.read_bytes() == b"content"


def test_what_is_no_usable_file_is_refused(assessment, tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "MAX_EVIDENCE", 10)
    empty, large = tmp_path / "empty", tmp_path / "large"
    empty.write_bytes(b"")
    large.write_bytes(b"x" * 11)
    cases = {
        empty: "evidence.empty",
        large: "file.too-large",
        tmp_path: "file.unreadable",
        tmp_path / "none": "file.missing",
        tmp_path / ("n" * 300): "file.unreadable",
        tmp_path / "empty" / "inside": "file.unreadable",
    }
    for source, code in cases.items():
        with pytest.raises(ConformityError) as caught:
            attach(assessment, source)
        assert caught.value.code == code, source
    assert not (assessment.store.folder / "evidence").exists()
    assert len(records_of(assessment.store.folder)) == 1


def test_a_file_that_may_not_be_read_is_said_to_be_so(assessment, tmp_path, monkeypatch):
    source = tmp_path / "secret.pdf"
    source.write_bytes(b"content")

    def denied(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", denied)
        with pytest.raises(ConformityError) as caught:
            attach(assessment, source)
    assert caught.value.code == "file.unreadable"
    assert len(records_of(assessment.store.folder)) == 1
