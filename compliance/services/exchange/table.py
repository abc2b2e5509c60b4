"""What is exported: which questions, with their present answers, as a plain table.

The one model behind Excel, Word, CSV and JSON.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from compliance import __version__
from compliance.assessment.journal.records import timestamp
from compliance.assessment.journal.state import Given, Remark
from compliance.checklist.base import THEMES
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.questions import GroupQuestion, Question
from compliance.errors import Problem, ProblemsError, fail
from compliance.law.provision import outermost
from compliance.services.accounts.authors import clean_author
from compliance.services.exchange.beside import Attached, beside, fitting
from compliance.services.exchange.sheet import FORMAT, STATES, Stamp, guard
from compliance.services.exchange.values import MAX_CELL, Column, cell_size, column_of, to_cell
from compliance.storage.opened import OpenAssessment
from compliance.views.source import source_line

WAYS: Final = ("section", "theme", "person")
"""How heaps of questions are named: ``section:art-9``, ``theme:...``, ``person:...``."""


@dataclass(frozen=True)
class TableRow:
    """One question, with its present answer."""

    id: str
    part: str
    ask: str
    column: Column
    follow_up: bool
    states: tuple[str, ...]
    """States that the question accepts."""
    fields: tuple[Column, ...] = ()
    """Columns of a repeated group; empty for every other question."""
    entry: str = ""
    at_most: int = 0
    """Most entries of a repeated group."""
    state: str = ""
    answer: Any = None
    entries: tuple[tuple[Any, ...], ...] = ()
    """Entries of a repeated group, one value a column."""
    explanation: str = ""
    by: str = ""
    """Who answered, and when."""
    evidence: tuple[Attached, ...] = ()
    """What is attached for it, superseded evidence included."""
    remarks: tuple[Remark, ...] = ()
    """What colleagues said about it, oldest first."""

    @property
    def evidence_lines(self) -> str:
        """Evidence as a cell holds it, one piece a line."""
        return fitting([one.line for one in self.evidence])

    @property
    def remark_lines(self) -> str:
        """Remarks as a cell holds them, the last one first."""
        lines = (f"{one.by}, {one.at[:10]}: {one.text}" for one in reversed(self.remarks))
        return fitting([guard(line) for line in lines])


@dataclass(frozen=True)
class Table:
    """Everything that an exported file holds."""

    stamp: Stamp
    answered_by: str
    """The colleague the file is for; empty where it is for nobody in particular."""
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Choice:
    """Which questions to export."""

    names: tuple[str, ...] = ()
    """Questions, requirements, parts, themes and people; empty for all that arise."""
    scope: str = "arising"
    """``arising``, ``open`` (of those the ones without an answer), or ``all``."""
    without: tuple[str, ...] = ()
    """Questions to leave out."""


@dataclass(frozen=True)
class Heap:
    """Something that a group of questions can be chosen by."""

    value: str
    title: str
    count: int


def make_table(
    assessment: OpenAssessment,
    choice: Choice,
    *,
    at: datetime.datetime,
    answered_by: str = "",
    blank: bool = False,
) -> Table:
    """Everything that an exported file holds.

    Args:
        assessment: the open assessment.
        choice: which questions.
        at: moment of the export.
        answered_by: the colleague who is to fill the file in.
        blank: whether to leave out the present answers.

    Raises:
        ConformityError: ``exchange.nothing-chosen``, ``answer.unknown-question`` or
            codes of names.
    """
    catalogue, begin = assessment.catalogue, assessment.state.begin
    stamp = Stamp(
        format=FORMAT,
        program=__version__,
        assessment=begin.assessment,
        name=begin.name,
        pack=begin.pack,
        edition=assessment.state.edition,
        digest=catalogue.digest,
        head=assessment.head,
        at=timestamp(at),
        blank=blank,
    )
    rows = tuple(
        replace(
            _row(assessment, question, blank=blank),
            **({} if blank else beside(assessment, question.id, at.date())),
        )
        for question in choose(assessment, choice)
    )
    return Table(stamp, clean_author(answered_by) if answered_by else "", rows)


def check_lengths(table: Table) -> None:
    """Refuse texts that a cell would cut off, all at once.

    Raises:
        ConformityError: ``exchange.cell-too-long``.
    """
    problems = [
        Problem(
            row.id,
            "exchange.cell-too-long",
            f"A text of this question has {size:,} characters; a cell holds {MAX_CELL:,}.",
            f"Export to JSON, or leave the question out: --except {row.id}",
        )
        for row in table.rows
        if (size := max(map(cell_size, _texts(row)))) > MAX_CELL
    ]
    if problems:
        raise ProblemsError(problems)


def _texts(row: TableRow) -> Iterator[Any]:
    yield from (row.answer, row.explanation, row.ask, row.column.how)
    for entry in row.entries:
        yield from entry


def choose(assessment: OpenAssessment, choice: Choice) -> list[Question]:
    """The questions of a choice, in the order in which they are asked.

    Raises:
        ConformityError: ``exchange.nothing-chosen`` or ``answer.unknown-question``.
    """
    catalogue, state = assessment.catalogue, assessment.state
    wanted = None
    if choice.names:
        wanted = set().union(*(_named(assessment, name) for name in choice.names))
    left_out = {catalogue.question(known).id for known in choice.without}
    whole = choice.scope == "all" or (choice.names and _explicit(catalogue, choice.names))
    arising = None if whole else _arising(assessment)
    answered = set(state.answers) if choice.scope == "open" else set()
    found = [
        question
        for question in ordered(catalogue)
        if (wanted is None or question.id in wanted)
        and (arising is None or question.id in arising)
        and question.id not in left_out
        and assessment.scope_problem(question.id) is None
        and question.id not in answered
    ]
    if not found:
        raise fail(
            ", ".join(choice.names)[:120] or "export",
            "exchange.nothing-chosen",
            "No question is left to export.",
            "Choose other questions, or export all of them with --all.",
        )
    return found


def ordered(catalogue: Catalogue) -> list[Question]:
    """Every question: facts by section, then requirements in the order of the law."""
    late = {section.id for section in catalogue.sections if section.late}
    facts = list(catalogue.facts.values())
    found = [item for item in facts if catalogue.section_of[item.id] not in late]
    for requirement in catalogue.ordered_requirements:
        found.append(catalogue.questions[requirement.id])
        found += requirement.follow_ups
    return found + [item for item in facts if catalogue.section_of[item.id] in late]


def part_of(catalogue: Catalogue, known: str) -> str:
    """Id of the part a question belongs to: a section, or an article or annex."""
    requirement = catalogue.requirement_of.get(known)
    if requirement is None:
        return catalogue.section_of[known]
    return outermost(catalogue.requirements[requirement].provisions[0])


def heaps(assessment: OpenAssessment) -> dict[str, list[Heap]]:
    """The groups of questions that arise, by the ways of naming them."""
    catalogue, owners = assessment.catalogue, assessment.state.owners
    items = assessment.agenda.items
    arising = {item.question.id for item in items}
    inside = [item.requirement for item in items if item.requirement]
    asked = (question.id for question in ordered(catalogue) if question.id in arising)
    parts = Counter(part_of(catalogue, known) for known in asked)
    themes = Counter(catalogue.requirements[known].theme for known in inside)
    people = Counter(owners[known].owner for known in inside if known in owners)
    titled = {
        "section": [(part, part_title(catalogue, part), n) for part, n in parts.items()],
        "theme": [
            (theme, catalogue.label(THEMES, theme), n)
            for theme, n in sorted(themes.items())
            if theme
        ],
        "person": [(name, name, n) for name, n in sorted(people.items())],
    }
    return {
        way: [Heap(f"{way}:{name}", title, count) for name, title, count in found]
        for way, found in titled.items()
    }


def _explicit(catalogue: Catalogue, names: Iterable[str]) -> bool:
    """Whether questions are named one by one: they are exported even if they are moot."""
    return all(name in catalogue.questions for name in names)


def _arising(assessment: OpenAssessment) -> set[str]:
    """Questions that arise or may arise, with follow-ups that may arise later.

    A colleague with a file cannot be asked the follow-ups afterwards, so they are in it
    as long as nothing rules them out.
    """
    catalogue = assessment.catalogue
    facts = assessment.facts
    found = {known for known in catalogue.facts if facts.relevance(known) is not Truth.NO}
    for requirement in catalogue.requirements.values():
        if facts.arises(requirement.id) is Truth.NO:
            continue
        found.add(requirement.id)
        found |= {
            item.id for item in requirement.follow_ups if facts.relevance(item.id) is not Truth.NO
        }
    return found


def _named(assessment: OpenAssessment, name: str) -> set[str]:
    """Questions that a name stands for.

    Raises:
        ConformityError: ``answer.unknown-question`` where it stands for none.
    """
    catalogue = assessment.catalogue
    way, _, rest = name.partition(":")
    if way in WAYS and rest:
        heaps = [_heap(assessment, way, rest)]
    elif name in catalogue.requirements:
        follow_ups = catalogue.requirements[name].follow_ups
        return {name, *(item.id for item in follow_ups)}
    elif name in catalogue.questions:
        return {name}
    else:
        heaps = [_heap(assessment, way, name) for way in WAYS]
    found: set[str] = next((heap for heap in heaps if heap), set())
    if not found:
        catalogue.question(name)  # says what is near
    return found


def _heap(assessment: OpenAssessment, way: str, name: str) -> set[str]:
    catalogue, owners = assessment.catalogue, assessment.state.owners
    low = name.casefold()
    if way == "section":
        return {known for known in catalogue.questions if part_of(catalogue, known) == name}
    if way == "theme":
        label = catalogue.label
        chosen = {
            item.id
            for item in catalogue.requirements.values()
            if low in {item.theme, label(THEMES, item.theme).casefold()}
        }
    else:
        chosen = {known for known, owner in owners.items() if owner.owner.casefold() == low}
    return {known for known, of in catalogue.requirement_of.items() if of in chosen}


def _row(assessment: OpenAssessment, question: Question, *, blank: bool) -> TableRow:
    catalogue = assessment.catalogue
    given = None if blank else assessment.state.answers.get(question.id)
    waiting = None if blank or given else assessment.proposed(question.id)
    part = part_of(catalogue, question.id)
    group = question if isinstance(question, GroupQuestion) else None
    return TableRow(
        id=question.id,
        part=assessment.agenda.titles.get(part) or part_title(catalogue, part),
        ask=question.ask,
        column=column_of(catalogue, question),
        follow_up=catalogue.requirement_of.get(question.id, question.id) != question.id,
        states=tuple(
            state
            for state in STATES
            if (state != "not-applicable" or question.not_applicable)
            and (state != "to-confirm" or waiting)
        ),
        fields=tuple(
            column_of(catalogue, field, inside=True) for field in catalogue.fields(question)
        ),
        entry=group.entry if group else "",
        at_most=group.at_most if group else 0,
        **({} if given is None else _answer(catalogue, question, given)),
        **({} if waiting is None else _waiting(catalogue, question, waiting)),
    )


def part_title(catalogue: Catalogue, part: str) -> str:
    """Title of a part: of a section, or the provision with its heading."""
    for section in catalogue.sections:
        if section.id == part:
            return section.title
    return catalogue.outline.title(part)


def _answer(catalogue: Catalogue, question: Question, given: Given) -> dict[str, Any]:
    """What the answer to a question fills in its row."""
    filled: dict[str, Any] = {
        "state": given.state,
        "explanation": guard(given.explanation),
        "by": f"{given.signed}, {given.at[:10]}",
    }
    if given.state == "given" and isinstance(question, GroupQuestion):
        filled["entries"] = _entries(catalogue, question, given.value)
    elif given.state == "given":
        filled["answer"] = to_cell(catalogue, question, given.value)
    return filled


def _waiting(catalogue: Catalogue, question: Question, given: Given) -> dict[str, Any]:
    """What a source says, as the row shows it: filled in, and marked as no answer yet."""
    source = source_line(given.source) or given.signed
    return _answer(catalogue, question, given) | {"state": "to-confirm", "by": guard(source)}


def _entries(
    catalogue: Catalogue, question: GroupQuestion, value: Any
) -> tuple[tuple[Any, ...], ...]:
    entries: Sequence[Any] = value if isinstance(value, list) else ()
    return tuple(
        tuple(
            None if entry.get(field.id) is None else to_cell(catalogue, field, entry[field.id])
            for field in question.fields
        )
        for entry in entries
    )
