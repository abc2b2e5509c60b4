"""Adapters are found, asked in an order, and read apart; foreign ones cannot do harm."""

from __future__ import annotations

import importlib.metadata
import importlib.util

import pytest

from compliance.adapters import registry
from compliance.adapters.base import About, Reading, Said
from compliance.adapters.registry import look_at, read_apart, recognised
from compliance.assessment.journal.records import Figure
from compliance.errors import ConformityError

CARD = """---
license: apache-2.0
model-index: []
---
# Loom 7B
"""


@pytest.fixture
def card(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(CARD, encoding="utf-8")
    return look_at(path, "README.md")


@pytest.fixture(autouse=True)
def fresh():
    yield
    registry.own_adapters.cache_clear()
    registry.offered_adapters.cache_clear()


def offer(monkeypatch, *entries):
    """Let other distributions offer something."""
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: entries)
    registry.offered_adapters.cache_clear()


class Entry:
    def __init__(self, name, load):
        self.name, self.load = name, load


class Foreign:
    id, version, title = "foreign", "3", "something foreign"

    def recognise(self, file):
        return file.name.endswith(".odd")

    def read(self, *_):
        return Reading("odd")


def test_every_adapter_of_ours_has_a_name_of_its_own_and_a_module_that_is_there():
    for name in registry.OWN:
        assert importlib.util.find_spec(f"compliance.adapters.{name}") is not None, name
    ids = [one.id for one in registry.own_adapters()]
    assert len(ids) == len(set(ids))
    assert all(one.version and one.title for one in registry.own_adapters())


def test_a_file_is_recognised_by_name_and_first_bytes_and_read_in_another_process(card):
    adapter, plain = recognised(card)
    assert plain.id == "document", "which every text with a title is"
    reading = read_apart(adapter, card, About())
    assert {one.item: one.value for one in reading.said}["model.licence"] == "apache-2.0"


def test_adapters_of_others_are_offered_by_an_entry_point(monkeypatch, tmp_path):
    offer(monkeypatch, Entry("foreign", Foreign))
    assert registry.adapters()[-1].id == "foreign"
    assert registry.adapter_called("foreign").title == "something foreign"


def test_one_that_cannot_be_loaded_is_said_and_the_others_go_on(monkeypatch):
    def broken():
        raise ImportError("no module of that name")

    offer(monkeypatch, Entry("broken", broken), Entry("foreign", Foreign))
    found, problems = registry.offered_adapters()
    assert [one.id for one in found] == ["foreign"]
    assert [problem.code for problem in problems] == ["adapter.not-offered"]
    assert "ImportError" in problems[0].message


def test_ours_come_first_where_two_have_one_name(monkeypatch):
    twin = type("Twin", (Foreign,), {"id": registry.own_adapters()[0].id})
    offer(monkeypatch, Entry("twin", twin))
    assert registry.adapter_called(twin.id) is registry.own_adapters()[0]


def test_one_that_fails_at_looking_does_not_know_the_file(card):
    class Failing(Foreign):
        def recognise(self, *_):
            raise ZeroDivisionError

    assert recognised(card, [Failing()]) == ()


def test_what_an_adapter_raises_in_the_other_process_is_one_clean_error(card, monkeypatch):
    """There only adapters of ours are known: the foreign one is none."""
    offer(monkeypatch, Entry("foreign", Foreign))
    with pytest.raises(ConformityError) as refused:
        read_apart(Foreign(), card, About())
    assert refused.value.code == "adapter.unknown-format"


def read(monkeypatch, card, reading):
    class Saying(Foreign):
        def read(self, *_):
            return reading

    offer(monkeypatch, Entry("foreign", Saying))
    return registry.read_here("foreign", card, About())


def test_what_is_more_than_can_be_recorded_is_cut_and_numbers_are_finite(monkeypatch, card):
    said = tuple(Said("model.name", "x" * 50_000, "/p" * 2_000) for _ in range(2_100))
    figures = (Figure(name="a", value=float("nan")), Figure(name="b", value=1.0))
    reading = read(monkeypatch, card, Reading("odd", said, (), figures))
    assert len(reading.said) == registry.MAX_SAID
    assert len(reading.said[0].value) == registry.MAX_TEXT
    assert len(reading.said[0].place) == registry.MAX_PLACE
    assert [figure.name for figure in reading.figures] == ["b"]
    assert reading.notes


def test_what_is_no_reading_is_refused(monkeypatch, card):
    with pytest.raises(ConformityError) as refused:
        read(monkeypatch, card, {"format": "odd"})
    assert refused.value.code == "adapter.failed"
