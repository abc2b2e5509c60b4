"""Beginning an assessment, and taking it back when the beginning failed."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import pytest

from compliance.checklist.loader import load_catalogue
from compliance.errors import ConformityError
from compliance.services.assess import begin as begin_module
from compliance.services.assess.begin import abandon, begin_assessment
from compliance.services.assess.open import find_head, open_assessment
from compliance.services.assess.start import prepare, start_assessment
from compliance.storage.locate import binder_at
from tests.builders import ANN, AT, ROOT, conformity
from tests.services.helpers import contents, record, records_of, verified

EXAMPLE = ROOT / "examples/not-high-risk-sorting"


@pytest.fixture(autouse=True, scope="module")
def loaded_once():
    """The shipped checklists take most of the time of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(begin_module, "load_catalogue", functools.cache(load_catalogue))
        yield


def start(folder, name="Mill", pack="eu-ai-act"):
    return begin_assessment(
        binder_at(folder), assessment_id="CA-1", name=name, pack=pack, by=ANN, at=AT
    )


def test_a_new_assessment_opens_with_the_edition_it_was_begun_with(tmp_path):
    begun = start(tmp_path / "a", name="  Mill\t 2 ")
    opened = open_assessment(tmp_path / "a")
    assert opened.state.begin.name == "Mill 2"
    assert opened.state.begin.edition == opened.catalogue.edition.id
    assert opened.state.begin.edition_digest == opened.catalogue.digest
    assert opened.head == begun.head
    assert find_head(opened, begun.head[:8].upper()) == begun.head
    assert verified(tmp_path / "a").intact


@pytest.mark.parametrize("start_of_head", ["", "0" * 7, "z" * 8])
def test_a_head_that_no_record_has_is_refused(tmp_path, start_of_head):
    with pytest.raises(ConformityError) as raised:
        find_head(start(tmp_path / "a"), start_of_head)
    assert raised.value.code == "usage.arguments"


def test_a_folder_that_holds_anything_is_refused_untouched(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    for folder in (tmp_path, tmp_path / "notes.txt"):
        with pytest.raises(ConformityError) as raised:
            start(folder)
        assert raised.value.code == "assessment.exists"
    assert contents(tmp_path) == {"notes.txt": b"mine"}


@pytest.mark.parametrize(
    ("name", "pack", "code"),
    [
        (" ", "eu-ai-act", "assessment.name"),
        ("x" * 121, "eu-ai-act", "answer.too-long"),
        ("a\x1bb", "eu-ai-act", "answer.control-character"),
        ("x", "../eu-ai-act", "checklist.unknown-pack"),
    ],
)
def test_a_wrong_name_or_pack_leaves_no_folder(tmp_path, name, pack, code):
    with pytest.raises(ConformityError) as raised:
        start(tmp_path / "a", name, pack)
    assert raised.value.code == code
    assert not (tmp_path / "a").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of a process")
def test_a_disk_that_is_full_at_the_beginning_leaves_no_folder(tmp_path):
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
        with pytest.raises(ConformityError) as raised:
            start(tmp_path / "a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert raised.value.code == "file.write-failed"
    assert not (tmp_path / "a").exists()
    start(tmp_path / "a")


def test_abandoning_takes_back_only_an_assessment_without_answers(tmp_path, mini):
    begun = start(tmp_path / "a")
    (tmp_path / "a" / "evidence").mkdir()
    abandon(begun)
    assert not (tmp_path / "a").exists()
    kept = start(tmp_path / "b")
    record(kept, "system.name", "Mill")
    abandon(kept)
    assert len(records_of(tmp_path / "b")) == 2


def test_new_with_a_wrong_answers_file_leaves_no_folder_and_can_be_repeated(tmp_path):
    wrong = tmp_path / "answers.yaml"
    text = (EXAMPLE / "answers.yaml").read_text("utf-8").split("\nevidence:")[0]
    wrong.write_text(text + '\n  system.nane: "x"\n  system.tipe: []\n', encoding="utf-8")
    ended = conformity("new", "a", "--answers", wrong, home=tmp_path)
    assert ended.returncode == 2
    assert "answer.unknown-question" in ended.stderr
    lines = len(text.splitlines())
    assert f"answers.yaml:{lines + 1}: [answer.unknown-question]" in ended.stderr
    assert not (tmp_path / "a").exists()
    right = EXAMPLE / "answers.yaml"
    ended = conformity("new", "a", "--answers", right, home=tmp_path)
    assert ended.returncode == 0
    assert len(records_of(tmp_path / "a")) > 50


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="no such device here")
def test_new_takes_an_answers_file_that_can_be_read_only_once(tmp_path):
    text = 'answers: {system.name: "Mill"}\n'
    ended = conformity("new", "a", "--answers", "/dev/stdin", home=tmp_path, stdin=text)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(records_of(tmp_path / "a")) == 2


def test_new_with_a_missing_answers_file_leaves_no_folder(tmp_path):
    ended = conformity("new", "a", "--answers", "none.yaml", home=tmp_path)
    assert ended.returncode == 2
    assert "file.missing" in ended.stderr
    assert not (tmp_path / "a").exists()


def test_nothing_has_begun_where_the_file_does_not_fit(tmp_path):
    answers = tmp_path / "answers.yaml"
    answers.write_text("answers:\n  no.such: 1\n", "utf-8")
    beginning = prepare(None, answers=answers)
    binder = binder_at(tmp_path / "a")
    with pytest.raises(ConformityError, match="no question with this id"):
        start_assessment(binder, beginning, name="A", by=ANN, at=AT)
    assert not (tmp_path / "a").exists()
    begun = start_assessment(binder, prepare(beginning.pack), name="A", by=ANN, at=AT)
    assert (begun.claims, begun.imported, begun.taken) == (None, None, None)
