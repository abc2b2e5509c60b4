"""The digest of the program follows every file of its rooms."""

from __future__ import annotations

import pytest

from compliance.data.program import source_digest


@pytest.fixture
def package(tmp_path):
    for name in ("one/a.py", "one/below/b.py", "two/c.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n")
    return tmp_path


def test_every_file_of_a_room_counts_and_no_other(package):
    first = source_digest("one", package=package)
    assert len(first) == 64
    (package / "two" / "c.py").write_text("# other\n")
    (package / "one" / "notes.txt").write_text("x")
    assert source_digest("one", package=package) == first
    seen = {first}
    (package / "one" / "below" / "b.py").write_text("# other\n")
    seen.add(source_digest("one", package=package))
    (package / "one" / "new.py").write_text("")
    seen.add(source_digest("one", package=package))
    (package / "one" / "new.py").rename(package / "one" / "newer.py")
    seen.add(source_digest("one", package=package))
    assert len(seen) == 4


def test_the_order_of_rooms_and_their_names_count(package):
    digests = {
        source_digest(*rooms, package=package)
        for rooms in (("one",), ("two",), ("one", "two"), ("one", "two", "one"))
    }
    assert len(digests) == 4


@pytest.mark.parametrize("room", ["missing", "empty"])
def test_without_source_there_is_no_digest(package, room):
    (package / "empty").mkdir()
    assert source_digest("one", room, package=package) == ""


def test_the_rooms_of_this_program_have_one():
    assert source_digest("checklist") != source_digest("law") != ""
