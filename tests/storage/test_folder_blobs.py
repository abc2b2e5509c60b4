"""Evidence is copied whole into the folder, under its own digest, and is durable."""

from __future__ import annotations

import errno
import hashlib
import io
import os

import pytest

from compliance.errors import ConformityError
from compliance.storage.folder import blobs as blobs_module
from compliance.storage.folder.blobs import FolderBlobs


@pytest.fixture
def blobs(tmp_path):
    return FolderBlobs(tmp_path / "a")


def files(blobs):
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


def test_a_file_lies_under_its_digest_and_once(blobs):
    digest, _ = blobs.put(io.BytesIO(b"content"), "report.pdf")
    assert digest == hashlib.sha256(b"content").hexdigest()
    assert blobs.path(digest).read_bytes() == b"content"
    blobs.put(io.BytesIO(b"content"), "again.pdf")
    assert files(blobs) == [blobs.path(digest)]


def test_when_copying_fails_nothing_is_left_in_the_locker(blobs, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(blobs_module.os, "fsync", full)
    with pytest.raises(ConformityError) as caught:
        blobs.put(io.BytesIO(b"content"), "x")
    assert caught.value.code == "file.write-failed"
    assert files(blobs) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_in_place_of_a_copy_is_not_followed(blobs, tmp_path):
    digest, size = blobs.put(io.BytesIO(b"content"), "x")
    (tmp_path / "elsewhere").write_bytes(b"content")
    blobs.path(digest).unlink()
    blobs.path(digest).symlink_to(tmp_path / "elsewhere")
    assert not blobs.is_whole(digest, size)
    with pytest.raises(ConformityError) as caught:
        blobs.open(digest, "EV-0001")
    assert caught.value.code == "evidence.missing"


def test_a_copy_that_was_interrupted_is_named(blobs):
    blobs.put(io.BytesIO(b"content"), "x")
    (blobs.folder / ".new-abc").write_text("half")
    assert blobs.unfinished() == ["evidence/.new-abc"]
