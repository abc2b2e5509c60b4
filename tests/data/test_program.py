"""The digest of the program follows every file of its rooms."""

from __future__ import annotations

import shutil

import pytest

from compliance.data.program import source_digest, texts_digest


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


# --- of files of text, wherever they lie


@pytest.fixture
def texts(package):
    return lambda folder=package: texts_digest([(folder / "one", "one", ".py")])


def test_every_text_counts_with_its_name(package, texts):
    seen = {texts()}
    assert len(texts()) == 64
    (package / "one" / "below" / "b.py").write_text("# other\n")
    seen.add(texts())
    (package / "one" / "below" / "b.py").rename(package / "one" / "b.py")
    seen.add(texts())
    (package / "one" / "new.py").write_text("")
    seen.add(texts())
    (package / "one" / "a.py").unlink()
    seen.add(texts())
    assert len(seen) == 5


def test_equal_texts_have_one_digest_wherever_they_lie_and_however_their_lines_end(package, texts):
    first = texts()
    other = package / "elsewhere"
    shutil.copytree(package / "one", other / "one")
    for path in (other / "one").rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert texts(other) == first


def test_what_python_editors_and_systems_leave_beside_counts_for_nothing(package, texts):
    first = texts()
    for name in ("__pycache__/a.cpython-313.pyc", "a.py~", ".#a.py", "._a.py", "a.py.orig"):
        path = package / "one" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert texts() == first


def test_names_of_folders_that_hold_the_texts_do_not_run_into_each_other(package):
    one, two = (package / "one", "one", ".py"), (package / "two", "two", ".py")
    assert len({texts_digest(each) for each in ([one], [two], [one, two])}) == 3


def test_without_texts_there_is_no_digest_of_them(package):
    (package / "empty").mkdir()
    assert texts_digest([(package / "empty", "empty", ".py")]) == ""
    assert texts_digest([(package / "missing", "missing", ".py")]) == ""
