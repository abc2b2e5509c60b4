"""Marks on generated content: there, whole, and saying that a machine made it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.content_credentials import ADAPTER, NOT_TESTED
from compliance.errors import ConformityError
from tests.adapters.marks_lab import TAKEN, marked, picture


def _read(folder: Path, content: bytes) -> Reading:
    path = folder / "a.jpg"
    path.write_bytes(content)
    file = Foreign(path, "a.jpg", content[:65536])
    return ADAPTER.read(file, About())


def _outcomes(reading: Reading) -> dict[str, str]:
    return {check.check: check.outcome for check in reading.checks}


def test_a_generated_picture_with_a_mark_says_so_and_where(tmp_path: Path) -> None:
    reading = _read(tmp_path, marked())
    assert _outcomes(reading) == {
        "marked": "passed", "whole": "passed", "generated": "passed", "signer-known": "unknown",
    }  # fmt: skip
    (said,) = reading.said
    assert (said.item, said.value) == ("content.source", "trainedAlgorithmicMedia")
    assert said.place.endswith("/data/actions/0/digitalSourceType")


def test_that_no_watermark_was_looked_for_is_said_whatever_was_found(tmp_path: Path) -> None:
    for content in (marked(), picture()):
        assert NOT_TESTED in _read(tmp_path, content).notes


def test_a_picture_without_a_mark_fails(tmp_path: Path) -> None:
    reading = _read(tmp_path, picture())
    assert _outcomes(reading) == {"marked": "failed"}
    assert not reading.said


def test_content_that_was_altered_after_it_was_marked_fails_and_claims_nothing(
    tmp_path: Path,
) -> None:
    content = bytearray(marked())
    content[-20] ^= 1
    reading = _read(tmp_path, bytes(content))
    assert _outcomes(reading)["whole"] == "failed"
    assert any("dataHash.mismatch" in check.said for check in reading.checks)
    assert not reading.said


def test_a_mark_that_says_a_camera_took_it_does_not_tell_that_it_was_generated(
    tmp_path: Path,
) -> None:
    reading = _read(tmp_path, marked(TAKEN))
    assert _outcomes(reading)["generated"] == "unknown"
    assert not reading.said


def test_credentials_that_lie_elsewhere_are_named_and_not_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.3)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/manifest.c2pa"
        reading = _read(tmp_path, marked(address=address))
        with pytest.raises(TimeoutError):
            server.accept()
    assert _outcomes(reading) == {"marked": "failed"}
    assert address in reading.checks[0].said


@pytest.mark.parametrize("length", [40, 500, 5_000, 20_000])
def test_a_picture_cut_off_is_said_to_be_damaged_or_unmarked(tmp_path: Path, length: int) -> None:
    assert _failed(tmp_path, marked()[:length])


def _failed(folder: Path, content: bytes) -> bool:
    """Whether a check failed, or the file is said to be damaged."""
    try:
        return "failed" in _outcomes(_read(folder, content)).values()
    except ConformityError as error:
        return error.code == "adapter.damaged"


def test_only_content_with_credentials_is_recognised() -> None:
    def known(content: bytes) -> bool:
        return ADAPTER.recognise(Foreign(Path("a"), "a", content[:65536]))

    assert known(marked())
    assert not known(picture())
    assert not known(b"a;b\nc2pa;2\n")
