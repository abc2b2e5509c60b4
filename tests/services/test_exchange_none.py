"""What a cell of a returned file says of "none of these": alone it counts, beside more never."""

from __future__ import annotations

import pytest

from compliance.assessment.answers import parse_answer
from compliance.errors import ConformityError
from compliance.services.exchange.values import from_cell, to_cell


def read(catalogue, cell):
    question = catalogue.question("fact.uses")
    return parse_answer(catalogue, question, from_cell(catalogue, question, cell))


@pytest.mark.parametrize("cell", ["None of these", "none", "No", ["none"], []])
def test_none_alone_is_an_answer_in_every_format(mini, cell):
    assert read(mini, cell) == []


@pytest.mark.parametrize(
    "cell", ["Use A\nNone of these", "none\nb", "Use A; None of these", "a, none", ["a", "none"]]
)
def test_none_beside_an_option_is_refused_with_a_reason(mini, cell):
    with pytest.raises(ConformityError) as caught:
        read(mini, cell)
    assert [item.code for item in caught.value.problems] == ["answer.none-and-more"]


def test_what_is_written_for_none_is_read_as_none(mini):
    assert read(mini, to_cell(mini, mini.question("fact.uses"), [])) == []
