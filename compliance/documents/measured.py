"""What of a table of answers can be drawn: the numbers that are beyond doubt, and no others.

People write results as texts: ``0.824 (0.808 to 0.839)``. Such a text is drawn where it
begins with its one number; of several, such as ``0.82 and 0.79``, none is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from compliance.assessment.journal.state import Given
from compliance.checklist.answer_text import full_value
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import GroupQuestion
from compliance.documents.papers.filled import Drawing, Measure
from compliance.language.words import capital

_NUMBER: Final = r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?"
_FIRST: Final = re.compile(rf"\s*({_NUMBER})(?![\d/])")
_EVERY: Final = re.compile(_NUMBER)
_INTERVAL: Final = re.compile(rf"\(({_NUMBER}) to ({_NUMBER})\)")
_BESIDE: Final = re.compile(r"\([^()]*\)")
"""What is added to a number in brackets: its interval, the cases that it rests on."""


def names_of(question: GroupQuestion) -> dict[str, str]:
    """The columns of a table by their id, as headings."""
    return {field.id: capital(field.label or field.ask) for field in question.fields}


def cells_of(
    catalogue: Catalogue, question: GroupQuestion, entry: Mapping[str, object]
) -> dict[str, str]:
    """The cells of a row by the id of their column; those that were left empty are missing."""
    return {
        field.id: full_value(catalogue, field, entry[field.id])
        for field in question.fields
        if field.id in entry
    }


def drawn_of(
    value: str,
    beside: str | None,
    names: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
    *,
    bar: bool = False,
) -> Drawing | None:
    """What is drawn of a table; nothing where no row has a number beyond doubt.

    Args:
        value: the column that is drawn.
        beside: the column with what it is held against.
        names: its columns by id.
        rows: its cells by the id of their column.
        bar: whether values are shares, drawn from nought.
    """
    found = tuple(measure(cells.get(value, ""), cells.get(beside or "", "")) for cells in rows)
    if all(one.value is None for one in found):
        return None
    post = f"; post: {names[beside].lower()}" if beside else ""
    shape = "Bar" if bar else "Square"
    axis = f"{shape}: {names[value].lower()}{post}"
    return Drawing(kind="bar" if bar else "point", axis=axis, rows=found)


def drawing_for(catalogue: Catalogue, fact: str, given: Given | None) -> Drawing | None:
    """What is drawn of an answered table that the edition says how to draw."""
    question = catalogue.questions[fact]
    table = next((one for one in catalogue.dossier.drawn if one.question == fact), None)
    if table is None or given is None or not isinstance(question, GroupQuestion):
        return None
    rows = [cells_of(catalogue, question, entry) for entry in given.value or ()]
    return drawn_of(table.value, table.beside, names_of(question), rows, bar=table.bar)


def measure(value: str, beside: str) -> Measure:
    """The numbers of a row; nothing where it is not beyond doubt which number it gives.

    >>> measure("0.8 (0.7 to 0.9)", "Men 0.82")
    Measure(value=0.8, low=0.7, high=0.9, beside=0.82)
    >>> measure("0.828 and 0.821", "0.05").value is None
    True
    """
    first, interval = _FIRST.match(value), _INTERVAL.search(value)
    if first is None or len(_EVERY.findall(_BESIDE.sub("", value))) > 1:
        return Measure()
    return Measure(
        value=_number(first[1]),
        low=_number(interval[1]) if interval else None,
        high=_number(interval[2]) if interval else None,
        beside=held_against(beside),
    )


def held_against(text: str) -> float | None:
    """The one number of a text that names what a value is compared with.

    >>> held_against("Under 50: 0.829"), held_against("At most 20"), held_against("1 of 4")
    (0.829, 20.0, 1.0)
    >>> held_against("above 3 or 4")
    """
    for said in (text, text.rpartition(":")[2]):
        first = _FIRST.match(said)
        if first:
            return _number(first[1])
    every = _EVERY.findall(text)
    return _number(every[0]) if len(every) == 1 else None


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))
