"""Measuring samples of generated content: how many say by machine what they are."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from compliance.errors import ConformityError
from compliance.measure.archive import compute_again, read_measure
from compliance.services.measure.marks import measure_marking
from compliance.services.measure.run import Result
from tests.adapters.marks_lab import TAKEN, marked, picture

TODAY = datetime.date(2026, 12, 1)


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """Five samples: two that tell, one unmarked, one altered, one of a camera."""
    folder = tmp_path / "out"
    folder.mkdir()
    told = marked()
    altered = bytearray(told)
    altered[-20] ^= 1
    contents = {"a": told, "b": told, "c": picture(), "d": bytes(altered), "e": marked(TAKEN)}
    for name, content in contents.items():
        (folder / f"{name}.jpg").write_bytes(content)
    return folder


def _figures(result: Result) -> dict[str, tuple[int | None, int | None]]:
    return {one.id: (one.part, one.whole) for one in result.measured.figures}


def test_samples_are_counted_and_those_that_do_not_tell_are_named(samples: Path) -> None:
    result = measure_marking([samples], today=TODAY)
    assert _figures(result) == {"marked": (4, 5), "mark-whole": (3, 4), "mark-telling": (2, 5)}
    silent = result.value["table"]["silent"]
    assert [one["name"] for one in silent] == ["c.jpg", "d.jpg", "e.jpg"]
    assert "dataHash.mismatch" in silent[1]["why"]
    assert "digitalCapture" in silent[2]["why"]
    assert any("watermark layer was not tested" in note for note in result.measured.notes)


def test_an_archived_result_is_computed_again_and_a_changed_one_is_named(samples: Path) -> None:
    result = measure_marking([samples], today=TODAY)
    value = read_measure("marks.json", result.content)
    assert value is not None
    problems, fine, _ = compute_again("marks.json", value)
    assert not problems
    assert fine
    forged = json.loads(result.content)
    forged["figures"][2]["value"] = 1.0
    assert compute_again("marks.json", forged)[0]
    forged = json.loads(result.content)
    forged["table"]["kinds"]["image/jpeg"]["telling"] = 9
    assert compute_again("marks.json", forged)[0]


def test_what_cannot_carry_such_a_mark_is_refused_all_at_once(samples: Path) -> None:
    (samples / "notes.txt").write_text("a", encoding="utf-8")
    (samples / "more.csv").write_text("b", encoding="utf-8")
    with pytest.raises(ConformityError) as refused:
        measure_marking([samples], today=TODAY)
    assert [problem.code for problem in refused.value.problems] == ["measure.file"] * 2


def test_the_input_is_known_by_the_digests_of_all_samples(samples: Path) -> None:
    first = measure_marking([samples], today=TODAY).value["input"]
    assert first["rows"] == 5
    (samples / "c.jpg").write_bytes(marked())
    assert measure_marking([samples], today=TODAY).value["input"]["sha256"] != first["sha256"]
