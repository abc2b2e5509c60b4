"""A name from anywhere becomes one that harms nobody, on any system."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compliance.data.names import MAX_NAME, safe_folder, safe_name

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
