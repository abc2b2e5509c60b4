"""Search over questions, answers, remarks and evidence of an assessment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, request

from compliance.views.answer import view_answer
from compliance.web.common import opened, show_in
from compliance.web.workspace.desk import Opened

pages = Blueprint("search", __name__, url_prefix="/a/<name>/search")

MANY: Final = 80
AROUND: Final = 70


@dataclass(frozen=True)
class Hit:
    """A question in which the words were found, and where."""

    id: str
    ask: str
    place: str
    before: str
    match: str
    after: str
    arises: bool


@pages.get("/")
def index(name: str) -> str:
    words = " ".join(request.args.get("q", "")[:200].split())
    with opened(name) as found:
        hits = list(_hits(found, words)) if words else []
        return show_in(found, "search", "search", words=words, hits=hits[:MANY], number=len(hits))


def _hits(found: Opened, words: str) -> Iterator[Hit]:
    """Questions that arise first, then the others; one hit for each."""
    catalogue, agenda = found.assessment.catalogue, found.assessment.agenda
    arising = [item.question.id for item in agenda.items]
    rest = [
        known
        for known in catalogue.questions
        if agenda.item(known) is None and found.assessment.scope_problem(known) is None
    ]
    low = words.casefold()
    for known in [*arising, *rest]:
        for place, text in _texts(found, known):
            at, end = _find(text, low)
            if end:
                question = catalogue.questions[known]
                before, after = _around(text, at, end)
                yield Hit(
                    known,
                    question.ask,
                    place,
                    before,
                    text[at:end],
                    after,
                    agenda.item(known) is not None,
                )
                break


def _find(text: str, low: str) -> tuple[int, int]:
    """Where folded words begin and end in a text; 0 and 0 where they do not stand.

    >>> _find("Straßen: Aufsicht", "aufsicht"), _find("Straße", "strasse")
    ((9, 17), (0, 6))
    """
    at = text.casefold().find(low)
    if at < 0:
        return 0, 0
    # Folding can make letters longer: each folded letter comes from this one.
    origin = [place for place, letter in enumerate(text) for _ in letter.casefold()]
    return origin[at], origin[at + len(low) - 1] + 1


def _around(text: str, at: int, end: int) -> tuple[str, str]:
    """What stands before and after a match, from word to word where it is cut."""
    before, after = text[max(at - AROUND, 0) : at], text[end : end + AROUND]
    if at > AROUND and " " in before:
        before = "…" + before[before.index(" ") :]
    if len(text) > end + AROUND and " " in after:
        after = after[: after.rindex(" ")] + " …"
    return before, after


def _texts(found: Opened, known: str) -> Iterator[tuple[str, str]]:
    """The texts of a question that are searched, most telling first."""
    catalogue, state = found.assessment.catalogue, found.assessment.state
    question = catalogue.questions[known]
    yield "question", question.ask
    yield "name", question.label
    yield "id", known
    given = state.answers.get(known)
    if given is not None:
        yield "answer", view_answer(found.assessment, known, given).words
        if isinstance(given.value, list):
            for row in given.value:
                yield (
                    "answer",
                    " · ".join(map(str, row.values())) if isinstance(row, dict) else str(row),
                )
        yield "explanation", given.explanation
    for remark in state.notes:
        if remark.question == known:
            yield f"remark by {remark.by}", remark.text
    for held in state.evidence_for(known):
        yield f"evidence {held.data.evidence}", f"{held.data.name} {held.data.note}"
    yield "help", question.help
