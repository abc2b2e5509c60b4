"""Deadlines as they are listed: the day, how far away it is, and what it needs."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.deadlines import PHASES, Deadline, Phase, find_deadlines
from compliance.assessment.findings import Finding
from compliance.assessment.stated_days import DoubtfulDay, doubtful_days
from compliance.assessment.supply import FirstSupply, first_supply
from compliance.checklist.conditions import Truth
from compliance.language.words import capital, counted, day, listed

KINDS: Final = {
    "supply": "Before the first supply",
    "law": "Date of the law",
    "period": "Time limit of a duty",
    "entry": "After the launch",
    "evidence": "Evidence ends",
    "gap": "Gap to be mended",
    "plan": "Your own date",
}
NOBODY: Final = "nobody named"


@dataclass(frozen=True)
class Needed:
    """A requirement that has to be met by a deadline."""

    id: str
    title: str
    open: bool
    owner: str
    """Who mends it; empty where nobody is named."""


@dataclass(frozen=True)
class DeadlineView:
    """A day on which something must be ready, or stops counting."""

    on: datetime.date | None
    """Nothing where it counts back from a first supply of which no day is stated."""
    days: int | None
    """Days to go; below zero once it has passed; nothing without a day."""
    kind: str
    """A key of ``KINDS``."""
    phase: Phase
    word: str
    title: str
    detail: str
    about: tuple[str, ...]
    """Ids of requirements, evidence or facts."""
    requirements: tuple[Needed, ...]
    """Those among them that are requirements."""
    still_open: int
    """Of these requirements, how many are not met."""

    @property
    def late(self) -> bool:
        """Whether its day has passed and something is open."""
        return bool(self.still_open) and self.days is not None and self.days < 0

    @property
    def distance(self) -> str:
        """How far away it is, in words."""
        if self.days is None:
            return "no day is stated"
        if not self.days:
            return "today"
        away = counted(abs(self.days), "day")
        return f"in {away}" if self.days > 0 else f"{away} ago"

    @property
    def owners(self) -> str:
        """Who has how much of it open, most first; empty where nothing is open."""
        counts = Counter(item.owner or NOBODY for item in self.requirements if item.open)
        if not counts or (len(counts) == 1 and self.kind == "gap"):
            return ""
        names = [f"{name} ({number})" for name, number in counts.most_common()]
        return f"Open with: {listed(names)}."


@dataclass(frozen=True)
class ToAsk:
    """Something about days that somebody has to answer before they can be relied on."""

    text: str
    question: str
    """Id of the question to answer."""
    ask: str
    stated: str = ""
    """Id of the question in which the doubtful day stands."""


@dataclass(frozen=True)
class DeadlineGroup:
    """Deadlines that lie on one side of the first supply, or are due."""

    phase: Phase
    title: str
    deadlines: tuple[DeadlineView, ...]


@dataclass(frozen=True)
class Timetable:
    """Everything that has to be ready by some day, and what has to be asked first."""

    to_ask: tuple[ToAsk, ...]
    waiting: Truth | None
    """Whether the first supply is still to come; nothing where the law knows none."""
    planned: datetime.date | None
    """Its day, where one is stated that has not passed."""
    deadlines: tuple[DeadlineView, ...]

    @property
    def groups(self) -> tuple[DeadlineGroup, ...]:
        """The deadlines by phase, as far as there are any."""
        return group(self, self.deadlines)


def timetable(assessment: Assessment, as_of: datetime.date, *, past: bool = False) -> Timetable:
    """Deadlines from a day on, or all of them, with what has to be asked first.

    Args:
        assessment: the assessment.
        as_of: day on which findings are evaluated, and from which to list.
        past: list those before ``as_of`` too. Of these, duties that are still open
            and promises not kept are always listed.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    supply = first_supply(assessment.facts, as_of)
    return Timetable(
        to_ask=(*_ask_first(assessment, supply), *days_to_ask(assessment, as_of)),
        waiting=None if supply is None else supply.waiting,
        planned=None if supply is None else supply.planned,
        deadlines=tuple(deadlines(assessment, as_of, past=past)),
    )


def deadlines(
    assessment: Assessment, as_of: datetime.date, *, past: bool = False
) -> list[DeadlineView]:
    """The deadlines of :func:`timetable` alone."""
    standing = assessment.standing(as_of)
    findings = {item.requirement.id: item for item in standing.findings}
    return [
        _view(item, findings, as_of)
        for item in find_deadlines(assessment, standing)
        if past or item.still_open or item.on is None or item.on >= as_of
    ]


def _view(item: Deadline, findings: dict[str, Finding], as_of: datetime.date) -> DeadlineView:
    return DeadlineView(
        on=item.on,
        days=None if item.on is None else (item.on - as_of).days,
        kind=item.kind,
        phase=item.phase,
        word=KINDS[item.kind],
        title=item.title,
        detail=item.detail,
        about=item.about,
        requirements=tuple(_needed(findings[known]) for known in item.about if known in findings),
        still_open=item.still_open,
    )


def _needed(finding: Finding) -> Needed:
    owner = "" if finding.assignment is None else finding.assignment.owner
    return Needed(finding.requirement.id, finding.requirement.title, finding.is_open, owner)


def group(found: Timetable, lines: Sequence[DeadlineView]) -> tuple[DeadlineGroup, ...]:
    """Some deadlines of a timetable by phase."""
    return tuple(
        DeadlineGroup(phase, _title(found, phase), inside)
        for phase in PHASES
        if (inside := tuple(item for item in lines if item.phase == phase))
    )


def _title(found: Timetable, phase: Phase) -> str:
    still = found.waiting is Truth.YES
    match phase:
        case "due":
            unknown = found.waiting is Truth.UNKNOWN
            return "Already due, if it is supplied already" if unknown else "Already due"
        case "before":
            at = f"planned for {day(found.planned)}" if found.planned else "no day is stated"
            return f"Before the first supply ({at})"
        case _:
            return "After the first supply" if still and found.planned else "Days to come"


def _ask_first(assessment: Assessment, supply: FirstSupply | None) -> Iterable[ToAsk]:
    """That nothing can count back from a first supply that nobody has stated."""
    if supply is None or not supply.asks:
        return
    question = assessment.catalogue.questions[supply.asks]
    given = assessment.state.answers.get(supply.asks)
    if given is not None and given.state == "given":
        return  # a day that has passed is asked about as such
    yield ToAsk(
        "No first supply is stated, so nothing can be counted back from it. Answer this first.",
        question.id,
        question.ask,
    )


def days_to_ask(assessment: Assessment, as_of: datetime.date) -> tuple[ToAsk, ...]:
    """Stated days that today contradicts, each with what to ask."""
    found = doubtful_days(assessment.facts, as_of)
    return tuple(_doubt(assessment, item) for item in found)


def days_beside(assessment: Assessment, known: str, as_of: datetime.date) -> tuple[ToAsk, ...]:
    """Of these, what concerns one question: its day, or an answer that has to change."""
    found = days_to_ask(assessment, as_of)
    return tuple(item for item in found if known in {item.question, item.stated})


def _doubt(assessment: Assessment, item: DoubtfulDay) -> ToAsk:
    passed = item.stated.lies == "ahead"
    side = "That day has passed." if passed else "That day is still to come."
    label = capital(item.question.label or item.question.ask)
    asked = assessment.catalogue.questions[item.stated.question]
    return ToAsk(
        f"{label}: {day(item.on)}. {side} {item.stated.asks}", asked.id, asked.ask, item.question.id
    )
