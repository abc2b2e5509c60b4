"""From what was read in a file to what it proposes, by the data of the edition.

Nothing is guessed: an item fills a question where ``reading/items.yaml`` says so, and only
where the question accepts the value. What it does not accept is told with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from compliance.adapters.base import Reading, Said
from compliance.assessment.answers import parse_answer
from compliance.assessment.facts import AnswerFacts
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth, evaluate
from compliance.checklist.questions import ChoicesQuestion, GroupQuestion, Question, TextQuestion
from compliance.checklist.reading_items import ItemUse, filled
from compliance.errors import ConformityError

MAX_PLACE: Final = 1_000
MAX_SURE: Final = 300
PLAIN: Final = "plain"
"""Stands for the unit of a number that is written without one."""
_WORD: Final = re.compile(r"\s*([^\W\d_]+)")
_NUMBER: Final = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """What a file proposes to one question."""

    question: str
    value: Any
    place: str
    """Where it stands in the file."""
    sure: str = ""
    """How sure it is, or what to look at before it is confirmed."""
    adds: tuple[str, ...] = ()
    """Of rows that are added: the columns by which one that stands is recognised."""
    places: tuple[str, ...] = ()
    """Of rows, the place of each."""


@dataclass(frozen=True)
class NotTaken:
    """Something that a file says and that its question does not accept."""

    question: str
    said: str
    place: str
    why: str


@dataclass
class Drafts:
    """What a file proposes, and what it says in vain."""

    taken: list[Draft] = field(default_factory=list)
    left: list[NotTaken] = field(default_factory=list)
    withheld: dict[str, list[str]] = field(default_factory=dict)
    """Failed check to the questions to which nothing is proposed because of it."""


def draft(
    catalogue: Catalogue,
    facts: AnswerFacts,
    reading: Reading,
    answered: Collection[str] = (),
    evidence_kind: str = "",
) -> Drafts:
    """What a file proposes to the questions of an edition.

    Args:
        catalogue: the edition.
        facts: the answers so far; where by them something may not be proposed, it is not.
        reading: what was read.
        answered: questions that have an answer.
        evidence_kind: of the file.
    """
    found = Drafts()
    if catalogue.reading_items is None:
        return found
    read = _Read.of(reading)
    failed = [check.check for check in reading.checks if check.outcome == "failed"]
    for use in catalogue.reading_items.uses:
        if use.kinds and reading.kind not in use.kinds:
            continue
        if use.evidence and evidence_kind not in use.evidence:
            continue
        if use.open_only and use.question in answered:
            continue
        if use.when is not None and evaluate(use.when, facts) is not Truth.YES:
            continue
        made = list(_drafts(catalogue, use, read, found))
        against = next((check for check in use.needs if check in failed), None)
        if made and against is not None:
            found.withheld.setdefault(against, []).append(use.question)
        elif against is None:
            found.taken += made
    found.taken = _joined(found.taken)
    return found


def _joined(drafts: list[Draft]) -> list[Draft]:
    """One proposal a question: rows of several items for one table come together."""
    joined: dict[str, Draft] = {}
    for one in drafts:
        before = joined.get(one.question)
        if before is None or not (one.adds and before.adds == one.adds):
            joined.setdefault(one.question, one)
            continue
        place = "; ".join(dict.fromkeys((before.place, one.place)))[:MAX_PLACE]
        value, places = before.value + one.value, before.places + one.places
        joined[one.question] = replace(before, value=value, place=place, places=places)
    return list(joined.values())


@dataclass(frozen=True)
class _Read:
    """What was read, by item."""

    said: Mapping[str, Said]

    @classmethod
    def of(cls, reading: Reading) -> _Read:
        first: dict[str, Said] = {}
        for one in reading.said:
            first.setdefault(one.item, one)
        return cls(first)

    def values(self, lines: Mapping[str, str]) -> dict[str, Any]:
        """What each item says, as a template takes it."""
        return {item: _flat(one.value, lines.get(item, "")) for item, one in self.said.items()}

    def place(self, use: ItemUse) -> str:
        """Where all that fills a use stands."""
        places = [self.said[item].place for item in use.items() if item in self.said]
        return "; ".join(dict.fromkeys(filter(None, places)))[:MAX_PLACE]

    def sure(self, use: ItemUse) -> str:
        found = [self.said[item].sure for item in use.items() if item in self.said]
        return "; ".join(dict.fromkeys(filter(None, (*found, use.because))))[:MAX_SURE]


def _flat(value: Any, line: str) -> Any:
    """A value as it stands in a template: lists in a line, rows in lines of their own."""
    if not isinstance(value, list):
        return value
    if all(not isinstance(one, dict) for one in value):
        return ", ".join(str(one) for one in value)
    rows = [filled(line, row) for row in value if line and isinstance(row, dict)]
    return "\n".join(str(row) for row in rows if row) or None


def _drafts(catalogue: Catalogue, use: ItemUse, read: _Read, found: Drafts) -> Iterator[Draft]:
    question = catalogue.questions.get(use.question)
    if question is None:
        return
    if isinstance(question, GroupQuestion):
        yield from _table(catalogue, use, question, read, found)
        return
    item = read.said.get(use.items()[0]) if use.says else None
    listed = isinstance(question, ChoicesQuestion) and item is not None
    value = item.value if listed and item else filled(use.says or "", read.values(use.lines))
    if value in (None, "", []):
        return
    try:
        accepted = _accepted(catalogue, question, value, use)
    except ConformityError as error:
        why = error.problems[0].message
        found.left.append(NotTaken(use.question, str(value)[:300], read.place(use), why))
        return
    yield Draft(use.question, accepted, read.place(use), read.sure(use))


def _accepted(catalogue: Catalogue, question: Question, value: Any, use: ItemUse) -> Any:
    """The value as the question takes it.

    Raises:
        ConformityError: codes ``answer.*``.
    """
    if use.options:
        several = value if isinstance(value, list) else [value]
        value = [_option(one, use.options) for one in several]
        value = list(dict.fromkeys(value)) if question.type == "choices" else value[0]
    if use.units:
        value = _number(str(value), use.units)
    if isinstance(question, TextQuestion) and question.lines == "one" and isinstance(value, str):
        value = " ".join(value.split())
    return parse_answer(catalogue, question, value)


def _option(said: Any, options: Mapping[str, str]) -> Any:
    return options.get(str(said).strip().casefold(), said)


def _number(text: str, units: Mapping[str, float]) -> Any:
    """The number of a text in the unit that is asked for; the text where it holds none.

    >>> _number("38.7B", {"b": 1, "m": 0.001}), _number("500 M", {"b": 1, "m": 0.001})
    (38.7, 0.5)
    >>> _number("training: 0.4 kWh", {"kwh": 0.001}), _number("about four", {"b": 1})
    (0.0004, 'about four')
    """
    plain = text.replace(",", "").replace("_", "").strip()
    found = [
        float(number[0]) * units[unit]
        for number in _NUMBER.finditer(plain)
        if (unit := _unit_after(plain, number.end())) in units
    ]
    if not found and PLAIN in units and (number := _NUMBER.fullmatch(plain)):
        found = [float(number[0]) * units[PLAIN]]
    return float(f"{found[0]:.12g}") if len(set(found)) == 1 else text


def _unit_after(text: str, at: int) -> str:
    """The word that follows a number."""
    word = _WORD.match(text, at)
    return word[1].casefold() if word else ""


def _table(
    catalogue: Catalogue, use: ItemUse, question: GroupQuestion, read: _Read, found: Drafts
) -> Iterator[Draft]:
    said = read.said.get(use.rows)
    if use.rows and (said is None or not isinstance(said.value, list)):
        return
    values = read.values(use.lines)
    if said is None:
        rows, places = [values], [read.place(use)]
    else:
        rows = [values | row for row in said.value if isinstance(row, dict)]
        places = [*said.places, *[said.place] * len(rows)][: len(rows)]
    made: list[dict[str, Any]] = []
    standing: list[str] = []
    for row, place in zip(rows, places, strict=True):
        if not _is_meant(use, row):
            continue
        cells = _cells(catalogue, use, question, row, place, found)
        if all(column in cells for column in use.must or use.same[:1]):
            made.append(cells)
            standing.append(place)
    if made:
        place = _spanned(read.place(use), standing)
        yield Draft(use.question, made, place, read.sure(use), use.same, tuple(standing))


def _is_meant(use: ItemUse, row: Mapping[str, Any]) -> bool:
    """Whether a row states what it has to, and nothing that it must not."""
    return all(row.get(name) not in (None, "") for name in use.having) and all(
        row.get(name) in (None, "") for name in use.lacking
    )


def _spanned(place: str, places: list[str]) -> str:
    """Where rows stand: each place of a few, or from the first to the last."""
    different = list(dict.fromkeys(filter(None, places)))
    if not different:
        return place
    few = 3
    text = "; ".join(different)
    if len(different) > few:
        text = f"{different[0]} … {different[-1]} ({len(different)} places)"
    return text[:MAX_PLACE]


def _cells(
    catalogue: Catalogue,
    use: ItemUse,
    question: GroupQuestion,
    row: Mapping[str, Any],
    place: str,
    found: Drafts,
) -> dict[str, Any]:
    """The cells of one row that the columns accept; others are told."""
    columns = {part.id: part for part in catalogue.fields(question)}
    cells: dict[str, Any] = {}
    for column, template in use.columns.items():
        value, part = filled(template, row), columns.get(column)
        if value in (None, "") or part is None:
            continue
        value = _option(value, use.cells.get(column, {}))
        if isinstance(part, TextQuestion):
            value = _cell_text(value, part)
        try:
            cells[column] = parse_answer(catalogue, part, value)
        except ConformityError as error:
            why = error.problems[0].message
            said = f"{part.label or part.ask}: {str(value)[:300]}"
            found.left.append(NotTaken(use.question, said, place, why))
    return cells


def _cell_text(value: Any, part: TextQuestion) -> str:
    if isinstance(value, float):
        value = f"{value:.12g}"
    text = str(value)
    return " ".join(text.split()) if part.lines == "one" else text
