"""An answer as it is said: full text, real tables, nothing rounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.records import Answer
from compliance.assessment.journal.state import Given, Proposal, State
from compliance.checklist.answer_text import entries, full_answer, full_value, short_answer
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import ChoicesQuestion, FileQuestion, GroupQuestion, Question
from compliance.language.tongue import Tongue
from compliance.language.words import capital, counted, day_of, paragraphs
from compliance.views.source import source_line

WIDE: Final = 6
"""A group with more columns than this is turned: entries become columns."""
ENTRIES_ACROSS: Final = 3
_NOTES: Final = {"unknown": "answer.unknown", "not-applicable": "answer.does-not-apply"}
"""State of an answer to what papers say of it."""
OPEN_WHETHER: Final = "(whether it is asked is still open)"
"""Beside an answer to a question of which other answers decide whether it arises."""
SHORT: Final = 450
"""Answers with fewer characters are kept on one page."""
ON_SCREEN: Final = 40
"""Entries of a table that a screen shows at most; a page of its own shows all of them."""
BRIEF: Final = 90
"""Answers with fewer characters stand in the line of their question."""


@dataclass(frozen=True)
class Grid:
    """A table of plain texts: the entries of a repeated group."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Cells by row; the first cell of each row is its heading."""


@dataclass(frozen=True)
class AnswerView:
    """A question with what was answered to it, as screens say it."""

    id: str
    ask: str
    """The question; its id where the edition does not ask it."""
    state: str = ""
    """``given``, ``unknown``, ``not-applicable`` or ``withdrawn``; empty while open."""
    words: str = ""
    """The answer in full; empty while there is none."""
    short: str = ""
    """The answer in a few words; the entries of a table are counted."""
    explanation: str = ""
    by: str = ""
    """Who answered."""
    signed: str = ""
    """Who answered, and who entered it where that is somebody else."""
    at: str = ""
    origin: str = ""
    """Where it was taken over from, in words; empty where it was given here."""
    journal: str = ""
    """Id of the journal it was taken over from."""
    taken: tuple[str, str] = ("", "")
    """Who took it over, and when."""
    source: str = ""
    """What proposed it, in a line; empty where a person answered out of the blue."""
    entries: tuple[str, ...] = ()
    """The entries of a table, each in a line."""
    grids: tuple[Grid, ...] = ()
    """The same entries as tables."""
    files: tuple[tuple[str, str], ...] = ()
    """Number and name of the evidence that supports the question."""

    @property
    def told(self) -> str:
        """The answer as a screen has room for it: of a long table the first entries."""
        more = len(self.entries) - ON_SCREEN
        if more <= 0:
            return self.words
        first = (f"{number}. {line}" for number, line in enumerate(self.entries[:ON_SCREEN], 1))
        return "\n".join((*first, f"… and {counted(more, 'more entry', 'more entries')}"))


def view_answer(assessment: Assessment, known: str, given: Given | Answer | None) -> AnswerView:
    """An answer to a question, or that there is none.

    Args:
        assessment: in which it stands; its edition names options and columns.
        known: the question; one of an earlier edition may be unknown here.
        given: what was answered, or is to be recorded.
    """
    catalogue, state = assessment.catalogue, assessment.state
    question = catalogue.questions.get(known)
    ask = known if question is None else question.ask
    files = tuple((held.data.evidence, held.data.name) for held in state.evidence_for(known))
    if given is None:
        return AnswerView(known, ask, files=files)
    more: dict[str, Any] = {}
    short = short_answer(catalogue, known, given.state, given.value)
    if isinstance(question, GroupQuestion) and isinstance(given.value, list):
        more["entries"] = tuple(entries(catalogue, question, given.value))
        more["grids"] = group_grids(catalogue, question, given.value, short)
    if isinstance(given, Given):
        more |= {"by": given.by, "signed": given.signed, "at": given.at, "taken": given.taken}
        more["source"] = source_line(given.source)
        if given.origin is not None:
            more["origin"] = "an assessment" if state.is_organisation else "the organisation"
            more["journal"] = given.origin.journal
    return AnswerView(
        id=known,
        ask=ask,
        state=given.state,
        words=full_answer(catalogue, known, given.state, given.value),
        short=short,
        explanation=given.explanation,
        files=files,
        **more,
    )


def cell_text(assessment: Assessment, known: str, column: str, value: Any) -> str:
    """What stands in a cell of a table, in full."""
    catalogue = assessment.catalogue
    columns = {part.id: part for part in catalogue.fields(catalogue.question(known))}
    return full_value(catalogue, columns[column], value)


@dataclass(frozen=True)
class Shown:
    """An answer as it is printed."""

    state: str
    """``given``, ``missing``, ``optional`` (and missing), ``unknown`` or
    ``not-applicable``."""
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """Chosen options where several can be chosen."""
    grids: tuple[Grid, ...] = ()
    note: str = ""
    """What is printed instead of a value, or beside one that was given."""
    explanation: tuple[str, ...] = ()
    given: str = ""
    """Who answered and when."""

    @property
    def length(self) -> int:
        """Characters of its texts; long answers may break over pages."""
        texts = (*self.paragraphs, *self.items, *self.explanation)
        return sum(len(text) for text in texts)

    @property
    def short(self) -> bool:
        """Whether it is kept on one page."""
        return self.length < SHORT

    @property
    def brief(self) -> bool:
        """Whether it fits in the line of its question."""
        return (
            len(self.paragraphs) <= 1
            and not self.explanation
            and not self.grids
            and self.length < BRIEF
        )


def show_answer(
    catalogue: Catalogue,
    state: State,
    question: Question,
    given: Given | None,
    *,
    caption: str = "",
) -> Shown:
    """An answer ready for printing.

    Args:
        catalogue: names options and columns.
        state: holds the files that answer a file question.
        question: what was asked.
        given: the answer, if there is one.
        caption: heading of the table of a repeated group; the question's own
            wording by default.
    """
    if given is None and isinstance(question, FileQuestion):
        return _files(state, question)
    waiting = state.unconfirmed.get(question.id)
    if given is None and waiting is not None and waiting.answers:
        return _waiting(catalogue, waiting)
    if given is None:
        if question.optional:
            return Shown("optional", note="Not stated (optional).")
        return Shown("missing", note="Not answered.")
    explanation = paragraphs(given.explanation)
    signed = signature(given)
    if given.state != "given":
        known = _NOTES.get(given.state)
        note = given.state if known is None else catalogue.tongue.say(known)
        return Shown(given.state, note=note, explanation=explanation, given=signed)
    if isinstance(question, GroupQuestion):
        grids = group_grids(catalogue, question, given.value, caption or question.ask)
        return Shown("given", grids=grids, explanation=explanation, given=signed)
    if isinstance(question, ChoicesQuestion):
        chosen = given.value if isinstance(given.value, list) else [given.value]
        items = tuple(catalogue.option_label(question, str(item)) for item in chosen)
        none = () if items else (catalogue.tongue.say("answer.none-chosen"),)
        return Shown("given", none, items, explanation=explanation, given=signed)
    texts = paragraphs(full_value(catalogue, question, given.value))
    return Shown("given", texts, explanation=explanation, given=signed)


def _waiting(catalogue: Catalogue, waiting: Proposal) -> Shown:
    """What a source proposes is printed with the source, and as no answer."""
    notes = [
        f"“{short_answer(catalogue, waiting.question, item.state, item.value)}” "
        f"({source_line(item.source or waiting.source)})"
        for item in waiting.answers
    ]
    return Shown("missing", note=f"Not answered. To be confirmed: {'; '.join(notes)}.")


def signature(given: Given) -> str:
    """Who answered and when, and for whom where that is not this system alone."""
    by = f"{given.signed}, {day_of(given.at)}"
    if given.source is not None:
        by = f"Confirmed by {by}, from: {source_line(given.source)}"
    if given.origin is None:
        return by
    taken_by, taken_at = given.taken
    return f"{by}, for the organisation; taken over by {taken_by}, {day_of(taken_at)}"


def _files(state: State, question: FileQuestion) -> Shown:
    held = state.evidence_for(question.id)
    if not held:
        return Shown("missing", note="No file attached.")
    items = tuple(f"{item.data.evidence} {item.data.name}" for item in held)
    return Shown("given", items=items)


def group_grids(
    catalogue: Catalogue, question: GroupQuestion, value: Any, caption: str
) -> tuple[Grid, ...]:
    """The entries of a repeated group as one table, or several turned ones."""
    entries = [row for row in value if isinstance(row, dict)] if value else []
    cells = [
        tuple(
            full_value(catalogue, field, row[field.id]) if field.id in row else "–"
            for field in question.fields
        )
        for row in entries
    ]
    labels = tuple(field.label or field.ask for field in question.fields)
    labels = tuple(capital(label) for label in labels)
    if len(labels) <= WIDE:
        return (Grid(caption, labels, tuple(cells)),)
    name = capital(question.entry)
    return tuple(
        _turned(catalogue.tongue, caption, name, labels, cells, start)
        for start in range(0, len(cells), ENTRIES_ACROSS)
    )


def _turned(
    spoken: Tongue,
    caption: str,
    name: str,
    labels: tuple[str, ...],
    cells: list[tuple[str, ...]],
    start: int,
) -> Grid:
    part = cells[start : start + ENTRIES_ACROSS]
    numbers = range(start + 1, start + 1 + len(part))
    entries = (spoken.say("table.entry", entry=name, number=number) for number in numbers)
    rows = tuple((label, *(entry[at] for entry in part)) for at, label in enumerate(labels))
    if len(cells) > len(part):
        caption = spoken.say("table.entries", caption=caption, first=numbers[0], last=numbers[-1])
    return Grid(caption, ("", *entries), rows)
