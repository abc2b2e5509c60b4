"""Files are read from the terminal, and what they say is confirmed or refused there."""

from __future__ import annotations

import pytest

from tests.builders import reopen
from tests.services.reading_pack import Toy, attach, reading_pack, toy_file, toys

__all__ = ["toys"]
pytestmark = pytest.mark.usefixtures("toys")
FAILED = {"check": "finished", "outcome": "failed", "said": "The run was cancelled."}


@pytest.fixture
def packs(tmp_path_factory):
    """Instead of the pack of the other tests."""
    root = tmp_path_factory.mktemp("reading")
    reading_pack(root)
    return root


@pytest.fixture
def small_catalogue(packs):
    from compliance.checklist.loader import load_catalogue

    return load_catalogue(root=packs)


@pytest.fixture
def held(looms, tmp_path, small_catalogue):
    """Attach a file that nobody has read; its number."""

    def give(name="run.json", **told):
        return attach(reopen(looms, small_catalogue), toy_file(tmp_path, name, **told))

    return give


def words(said):
    return " ".join(said.out.split())


def test_reading_says_what_was_looked_at_and_what_is_proposed(program, looms, held):
    figure = {"name": "accuracy", "value": 0.5, "low": 0.4, "high": 0.6}
    told = {"model.name": "Loom", "model.country": "Utopia"}
    number = held(said=told, checks=[FAILED], figures=[figure])
    said = program("evidence", "read", looms, number)
    assert said.status == 0
    for part in (
        f"run.json ({number}): results of a toy",
        "× Reached its end: The run was cancelled.",
        "It shows nothing here (The run was cancelled). It counts no more than none.",
        "accuracy: 0.5 (0.4 to 0.6)",
        "not taken: fact.country: “Utopia”",
        "nothing is proposed to 1 question: finished failed.",
    ):
        assert part in words(said), part
    assert "The run was cancelled" in words(program("evidence", "list", looms))


def test_all_files_of_known_formats_are_read_and_others_are_left(program, looms, held, tmp_path):
    held(said={"model.name": "Loom"})
    other = tmp_path / "other.txt"
    other.write_text("nothing", "utf-8")
    said = program("evidence", "read", looms)
    assert said.status == 0
    assert "proposes: fact.name" in words(said)
    assert "(as before)" in words(program("evidence", "read", looms))


def test_a_file_that_cannot_be_read_is_an_error_with_a_code(program, looms, held, tmp_path):
    (tmp_path / "odd.json").write_text('{"toy": tru', "utf-8")
    number = held(raises=True)
    said = program("evidence", "read", looms, number)
    assert said.status == 1
    assert "[adapter.failed]" in said.err
    assert program("evidence", "read", looms, number, "--adapter", "nothing").status == 1


def test_confirming_and_refusing_by_file(program, looms, held, small_catalogue):
    held("a.json", said={"model.name": "Loom", "model.size": "7"})
    held("b.json", said={"model.name": "Mill", "results": [{"metric": "m", "value": 1}]})
    program("evidence", "read", looms)
    listed = words(program("confirm", looms))
    for part in (
        "a.json (EV-0001): 2 answers",
        "otherwise: b.json (EV-0002)",
        "+ Name: m; Size: 1",
    ):
        assert part in listed, part
    assert program("confirm", looms, "fact.name").status == 1, "it is not said which"
    assert program("confirm", looms, "fact.name", "--source", "b.json").status == 0
    said = program("confirm", looms, "--all-of", "a.json", "--refuse", "--reason", "Old.")
    assert (said.status, said.out) == (0, "Refused at 1 question; no answer was changed.\n")
    state = reopen(looms, small_catalogue).state
    assert state.answers["fact.name"].value == "Mill"
    assert set(state.unconfirmed) == {"x.table"}
    assert program("confirm", looms, "--refuse").status == 2


def test_documents_are_not_read_where_nothing_is_asked_of_them(
    program, looms, small_catalogue, tmp_path, monkeypatch
):
    from compliance.adapters import registry
    from compliance.adapters.documents import ADAPTER

    monkeypatch.setattr(registry, "own_adapters", lambda: (Toy(), ADAPTER))
    path = tmp_path / "plan.md"
    path.write_text("# Plan\nVersion 2 of 1 May 2020\n", "utf-8")
    number = attach(reopen(looms, small_catalogue), path)
    assert "No file here is of a format" in words(program("evidence", "read", looms))
    asked = program("evidence", "read", looms, number, "--adapter", "document")
    assert "It was made on 1 May 2020." in words(asked)
