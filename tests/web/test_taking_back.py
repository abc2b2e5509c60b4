"""Withdrawing an answer, undoing one, and what an answer changed, without a script."""

from __future__ import annotations

import pytest

USES = "/a/machine/q/fact.uses"


@pytest.fixture
def answers(room):
    """The answers as another program would read them."""
    return lambda: room.again().state.answers


def save(room, path: str, **fields):
    room.alone.post(path, {"action": "save", **fields}, page=path)
    return room.text(path)


def test_none_beside_a_use_is_refused_and_nothing_typed_is_lost(room, answers):
    before = answers()["fact.uses"].value
    room.alone.post(USES, {"action": "save", "value": ["a", "-none-"]}, page=USES)
    page = room.alone.last.text
    assert "answer.none-and-more" in page
    assert page.count("checked") == 2
    assert answers()["fact.uses"].value == before
