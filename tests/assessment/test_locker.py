"""Evidence is copied whole, under its own digest, with a name that harms nobody."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compliance.errors import ConformityError
from compliance.storage.folder import blobs as locker_module
from compliance.storage.folder.blobs import MAX_NAME, Locker, safe_folder, safe_name


def test_a_file_is_kept_under_its_digest_and_the_original_stays(tmp_path):
    source = tmp_path / "report.pdf"
    source.write_bytes(b"content")
    locker = Locker(tmp_path / "a")
    pieces: list[int] = []
    digest, size = locker.take(source, pieces.append)
    assert digest == hashlib.sha256(b"content").hexdigest()
    assert size == sum(pieces) == 7
    assert locker.path(digest).read_bytes() == b"content"
    assert source.read_bytes() == b"content"
    assert [path for path in locker.folder.rglob("*") if path.is_file()] == [
        locker.path(digest)
    ]


def test_the_same_content_is_kept_once(tmp_path):
    locker = Locker(tmp_path / "a")
    digests = set()
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("same")
        digests.add(locker.take(tmp_path / name))
    assert len(digests) == 1
    assert len([path for path in locker.folder.rglob("*") if path.is_file()]) == 1


def test_what_is_no_usable_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(locker_module, "MAX_BYTES", 10)
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
    locker = Locker(tmp_path / "a")
    for source, code in cases.items():
        with pytest.raises(ConformityError) as caught:
            locker.take(source)
        assert caught.value.code == code, source
    assert not locker.folder.exists()


def test_when_copying_fails_nothing_is_left_in_the_locker(tmp_path, monkeypatch):
    source = tmp_path / "x"
    source.write_bytes(b"content")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(locker_module.os, "fsync", full)
    locker = Locker(tmp_path / "a")
    with pytest.raises(ConformityError) as caught:
        locker.take(source)
    assert caught.value.code == "file.write-failed"
    assert [path for path in locker.folder.rglob("*") if path.is_file()] == []


def test_a_stream_is_taken_in_as_a_file_is_and_refused_as_one(tmp_path, monkeypatch):
    monkeypatch.setattr(locker_module, "MAX_BYTES", 10)
    locker = Locker(tmp_path / "a")
    assert locker.take_stream("x", io.BytesIO(b"content")) == (
        hashlib.sha256(b"content").hexdigest(),
        7,
    )
    for content, code in ((b"", "evidence.empty"), (b"x" * 11, "file.too-large")):
        with pytest.raises(ConformityError) as caught:
            locker.take_stream("x", io.BytesIO(content))
        assert caught.value.code == code
    assert len([path for path in locker.folder.rglob("*") if path.is_file()]) == 1


RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


@given(st.text(max_size=400))
@example("../../etc/passwd")
@example("C:\\Windows\\system32")
@example("con.txt")
@example("a" * 300 + ".pdf")
@example("....")
@example("\u202egpj.exe")
@example("a/")
@example(" .x. ")
@example("x" * 119 + " ." + "y" * 10)
@example("con" + " " * 200)
@example("con" + " " * 200 + "x")
@example("con." + "x" * 200)
@example("a" * (MAX_NAME - 1) + "." + "b" * 40)
def test_a_safe_name_is_safe_whatever_was_given(name: str):
    safe = safe_name(name)
    assert 0 < len(safe) <= MAX_NAME
    assert not set(safe) & set('<>:"|?*/\\\x00')
    assert safe.isprintable()
    assert safe not in {".", ".."}
    assert safe == safe.strip(" ."), "Windows drops spaces and dots at the end"
    assert not RESERVED.fullmatch(safe)
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("Prüfbericht 深圳 (v2).pdf", "Prüfbericht 深圳 (v2).pdf"),
        ("a/b/c.txt", "c.txt"),
        ("nul", "_nul"),
        ("", "unnamed"),
        ("x" * 300 + ".pdf", "x" * (MAX_NAME - 4) + ".pdf"),
    ],
)
def test_a_good_name_stays_and_a_bad_one_is_mended(name: str, safe: str):
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("title", "taken", "folder"),
    [
        ("CV sorting 3", (), "cv-sorting-3"),
        ("CV sorting 3", {"cv-sorting-3", "cv-sorting-3-2"}, "cv-sorting-3-3"),
        ("Aux", (), "aux-2"),
        ("COM1", {"com1-2"}, "com1-3"),
        ("../..", (), "assessment"),
        ("简历筛选", (), "assessment"),
        ("x" * 59 + " y", (), "x" * 59),
    ],
)
def test_a_folder_name_works_on_every_system_and_is_free(title, taken, folder):
    assert safe_folder(title, taken) == folder
    assert not RESERVED.fullmatch(folder)
