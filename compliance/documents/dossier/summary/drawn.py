"""Tables of answers that a summary draws: their rows as answered, and the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from compliance.checklist.answer_text import full_value
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.model import DrawnTable
from compliance.checklist.questions import GroupQuestion
from compliance.documents.dossier.summary.said import Plot, Point, Row
from compliance.language.words import capital
from compliance.views.finding import FindingView

_NUMBER: Final = r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?"
_FIRST: Final = re.compile(rf"\s*({_NUMBER})(?![\d/])")
_EVERY: Final = re.compile(_NUMBER)
_INTERVAL: Final = re.compile(rf"\(({_NUMBER}) to ({_NUMBER})\)")


def plots_of(catalogue: Catalogue, findings: Iterable[FindingView]) -> tuple[Plot, ...]:
    """The tables of some requirements that the edition draws, as far as they are answered."""
    answers = {known: given for item in findings for known, given in item.answers}
    found = []
    for table in catalogue.dossier.drawn:
        question, given = catalogue.questions[table.question], answers.get(table.question)
        if given is None or given.state != "given" or not isinstance(question, GroupQuestion):
            continue
        entries = [entry for entry in given.value or [] if isinstance(entry, dict)]
        if entries:
            found.append(_plot(catalogue, question, table, entries))
    return tuple(found)


def _plot(
    catalogue: Catalogue, question: GroupQuestion, table: DrawnTable, entries: list[dict[str, Any]]
) -> Plot:
    fields = {field.id: field for field in question.fields}
    shown = [known for known in (table.label, table.value, table.beside) if known is not None]
    names = {known: capital(fields[known].label or fields[known].ask) for known in shown}
    rows, points = [], []
    for entry in entries:
        cells = {
            known: full_value(catalogue, fields[known], entry[known]) if known in entry else "–"
            for known in shown
        }
        rows.append(Row(head=cells[table.label], cells=tuple(cells[one] for one in shown[1:])))
        points.append(_point(cells[table.value], cells.get(table.beside or "", "")))
    value = "bar" if table.bar else "square"
    post = f"; post: {names[table.beside].lower()}" if table.beside else ""
    return Plot(
        caption=capital(question.label or question.ask),
        columns=tuple(names.values()),
        rows=tuple(rows),
        points=tuple(points),
        kind="bar" if table.bar else "point",
        axis=f"{capital(value)}: {names[table.value].lower()}{post}",
    )


def _point(value: str, beside: str) -> Point:
    """The numbers of a row; what does not begin with one is not drawn."""
    first, interval = _FIRST.match(value), _INTERVAL.search(value)
    if first is None:
        return Point()
    return Point(
        value=_number(first[1]),
        low=_number(interval[1]) if interval else None,
        high=_number(interval[2]) if interval else None,
        beside=_held_against(beside),
    )


def _held_against(text: str) -> float | None:
    """The one number of a text that names what a value is compared with.

    >>> _held_against("Under 50: 0.829"), _held_against("At most 20"), _held_against("1 of 4")
    (0.829, 20.0, 1.0)
    >>> _held_against("above 3 or 4")
    """
    for said in (text, text.rpartition(":")[2]):
        first = _FIRST.match(said)
        if first:
            return _number(first[1])
    every = _EVERY.findall(text)
    return _number(every[0]) if len(every) == 1 else None


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))
