"""What documents say of themselves is read, and nothing else of them."""

from __future__ import annotations

import datetime

import pytest

from compliance.adapters.base import About
from compliance.adapters.documents import ADAPTER
from compliance.adapters.registry import look_at


def read(tmp_path, content, name="plan.md"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    file = look_at(path, name)
    assert ADAPTER.recognise(file)
    reading = ADAPTER.read(file, About(today=datetime.date(2026, 12, 1)))
    return reading, {one.item.removeprefix("document."): one.value for one in reading.said}


def test_title_and_the_lines_under_it(tmp_path):
    reading, said = read(tmp_path, "# PM-01 Plan\nVersion 3 of 23 October 2026. Tang, lead.\n\nX\n")
    assert said == {"title": "PM-01 Plan", "version": "3", "date": "2026-10-23"}
    assert (reading.day, reading.version) == (datetime.date(2026, 10, 23), "3")
    assert [check.outcome for check in reading.checks] == ["passed"]


def test_front_matter_says_more_than_the_lines(tmp_path):
    front = '---\ntitle: "Plan"\nversion: "4.1"\ndate: 2026-05-02\nauthor: Ann\n---\n'
    _, said = read(tmp_path, f"{front}# Other\nVersion 3 of 23 October 2026.\n")
    assert said == {"title": "Plan", "version": "4.1", "date": "2026-05-02", "author": "Ann"}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Fassung 1.4 vom 2. Mai 2026", {"version": "1.4", "date": "2026-05-02"}),
        ("版本:2.1 2026年10月9日", {"version": "2.1", "date": "2026-10-09"}),
        ("The version that is supplied is described here.", {}),
        ("| version | 9 |\n|---|---|", {}),
        ("One.\n\nTwo.\n\nThree.\n\nFour.\n\nVersion 9 of 1 May 2026", {}),
    ],
)
def test_only_what_stands_there_as_a_version_or_a_day_is_taken(tmp_path, lines, said):
    assert read(tmp_path, f"# T\n{lines}\n")[1] == {"title": "T", **said}


def test_a_day_to_come_is_a_failed_check(tmp_path):
    reading, _ = read(tmp_path, "# T\nVersion 1 of 1 May 2031\n")
    assert [check.outcome for check in reading.checks] == ["failed"]


def test_a_pdf_is_not_read_without_being_asked(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 x")
    assert not ADAPTER.recognise(look_at(path, "a.pdf"))
