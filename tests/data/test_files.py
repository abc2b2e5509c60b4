"""A file is whole or not there."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from compliance.data import files, shipped
from compliance.data.files import read_beginning, read_bytes, too_large, write_atomically
from compliance.data.shipped import shipped_folder
from compliance.errors import ConformityError, Problem


def test_a_new_file_is_written_with_its_folders(tmp_path):
    path = tmp_path / "a" / "b" / "x.txt"
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("where", "name"), [(os, "fsync"), (Path, "replace"), (files.tempfile, "mkstemp")]
)
def test_when_writing_fails_the_old_content_stays(tmp_path, monkeypatch, where, name):
    path = tmp_path / "x.txt"
    path.write_bytes(b"old")
    monkeypatch.setattr(where, name, full_disk)
    with pytest.raises(ConformityError) as caught:
        write_atomically(path, b"new")
    monkeypatch.undo()
    assert caught.value.code == "file.write-failed"
    assert "No space left" in str(caught.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path], "a piece of the new file was left"


def test_a_folder_in_the_way_is_reported(tmp_path):
    target = tmp_path / "x.txt"
    target.mkdir()
    with pytest.raises(ConformityError) as caught:
        write_atomically(target, b"new")
    assert caught.value.code == "file.write-failed"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_cannot_be_synced_does_not_spoil_a_written_file(tmp_path, monkeypatch):
    path = tmp_path / "x.txt"
    sync = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        sync(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_a_new_file_has_the_usual_rights(tmp_path):
    files._mask.cache_clear()  # read once in a process; here it is set anew
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "x.txt", b"new")
    finally:
        os.umask(before)
        files._mask.cache_clear()
    assert stat.S_IMODE((tmp_path / "x.txt").stat().st_mode) == 0o640


def test_a_file_is_read_up_to_its_bound_and_no_byte_further(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    assert read_bytes(path, 5) == b"12345"
    assert read_beginning(path, 2) == b"12"
    with pytest.raises(ConformityError) as caught:
        read_bytes(path, 4, "Split it.")
    (problem,) = caught.value.problems
    assert problem == Problem(str(path), "file.too-large", "It has more than 4 bytes.", "Split it.")
    assert too_large("x", 20 << 20).problems[0].message == "It has more than 20 MB."
    for missing, code in ((tmp_path / "no", "file.missing"), (tmp_path, "file.unreadable")):
        with pytest.raises(ConformityError) as caught:
            read_bytes(missing, 5)
        assert caught.value.code == code


def test_shipped_folders_are_found_beside_the_code_and_inside_it(tmp_path, monkeypatch):
    package = tmp_path / "compliance"
    beside = tmp_path / "checklists"
    inside = package / "_shipped" / "checklists"
    monkeypatch.setattr(shipped, "_PACKAGE", package)
    with pytest.raises(ConformityError) as caught:
        shipped_folder("checklists")
    assert caught.value.code == "file.missing"
    beside.mkdir()
    assert shipped_folder("checklists") == beside
    inside.mkdir(parents=True)
    assert shipped_folder("checklists") == inside
