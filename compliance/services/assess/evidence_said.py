"""What is said about a piece of evidence, checked before anything is recorded."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from compliance.checklist.base import EVIDENCE_KINDS
from compliance.data.addresses import clean_address
from compliance.data.typed import clean_text
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.storage.opened import OpenAssessment

MAX_NOTE: Final = 2_000
MAX_LINE: Final = 300
AHEAD_OF_UTC: Final = datetime.timedelta(hours=14)
"""Where a day begins first."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says about a file."""

    kind: str = ""
    """What kind of evidence it is."""
    supports: tuple[str, ...] = ()
    """Ids of requirements and questions."""
    collected: datetime.date | None = None
    """The day on which it was made or collected."""
    expires: datetime.date | None = None
    """The last day on which it counts."""
    note: str = ""
    inside: bool | None = None
    """Whether it is not for outside; its kind decides where nothing is said."""
    owner: str = ""
    """Who keeps it up to date."""
    covers_from: datetime.date | None = None
    covers_to: datetime.date | None = None
    """First and last day of the period that it speaks of."""
    version: str = ""
    """The version of the system that it speaks of."""
    address: str = ""
    """Where it lies in the system that documents are kept in."""


def check_said(assessment: OpenAssessment, place: str, said: Said, at: datetime.datetime) -> Said:
    """What is said about a file, cleaned, without touching the file.

    Raises:
        ConformityError: all that is wrong with it at once.
    """
    problems = [
        *_kind_problems(assessment, place, said.kind),
        *support_problems(assessment, place, said.supports),
        *_date_problems(place, said, at),
    ]
    clean: dict[str, str] = {}
    for name, limit in (("note", MAX_NOTE), ("owner", MAX_LINE), ("version", MAX_LINE)):
        try:
            clean[name] = clean_text(place, getattr(said, name), limit)
        except ConformityError as error:
            problems += error.problems
    try:
        clean["address"] = clean_address(place, said.address) if said.address else ""
    except ConformityError as error:
        problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return replace(
        said,
        supports=tuple(dict.fromkeys(said.supports)),
        note=clean["note"],
        owner=" ".join(clean["owner"].split()),
        version=" ".join(clean["version"].split()),
        address=clean["address"],
    )


def _kind_problems(assessment: OpenAssessment, place: str, kind: str) -> Iterable[Problem]:
    kinds = assessment.catalogue.vocabularies[EVIDENCE_KINDS]
    if kind not in kinds.ids():
        names = ", ".join(word.id for word in kinds.words)
        message = f"{kind} is not a kind of evidence." if kind else "Its kind is not said."
        yield Problem(place, "evidence.unknown-kind", message, f"Kinds: {names}.")


def support_problems(
    assessment: OpenAssessment, place: str, supports: Sequence[str]
) -> Iterable[Problem]:
    """What keeps evidence from supporting something."""
    catalogue = assessment.catalogue
    if not supports:
        yield Problem(
            place,
            "evidence.unknown-support",
            "It is not said what the evidence supports.",
            "Name at least one requirement or question.",
        )
    for known in supports:
        if known not in catalogue.questions:
            yield Problem(
                place,
                "evidence.unknown-support",
                f"There is no requirement or question {known}.",
                "List them with: conformity checklists show",
            )
        elif (problem := assessment.scope_problem(known)) is not None:
            yield problem


def _date_problems(place: str, said: Said, at: datetime.datetime) -> Iterable[Problem]:
    collected, expires = said.collected, said.expires
    # Whoever attaches may be ahead of UTC, and of the server: in the future lies a day
    # that has begun nowhere yet.
    if collected is not None and collected > (at + AHEAD_OF_UTC).date():
        message = f"It is said to be collected on {collected}, in the future."
        yield Problem(place, "evidence.dates", message, "Correct the dates.")
    if collected is not None and expires is not None and expires < collected:
        message = f"It expires on {expires}, before it was collected."
        yield Problem(place, "evidence.dates", message, "Correct the dates.")
    first, last = said.covers_from, said.covers_to
    if first is not None and last is not None and last < first:
        message = f"The period that it covers ends on {last}, before it begins."
        yield Problem(place, "evidence.dates", message, "Correct the period.")
