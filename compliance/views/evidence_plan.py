"""The evidence that is still wanted, in words, and as every format writes it."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.evidence_plan import WantedFor, WantedKind, plan_evidence
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.conditions import Truth
from compliance.language.words import counted, day, listed
from compliance.views.evidence import name_of
from compliance.views.public import Identified, Public
from compliance.views.public_identified import identified

NOBODY: Final = "nobody named"
HEADINGS: Final = (
    "Kind of evidence", "For", "Id", "What it has to show", "From whom", "By", "Answered already",
    "Was given and ended", "Held of this kind",
)  # fmt: skip


@dataclass(frozen=True)
class PlannedFor:
    """Something that evidence is wanted for, in words."""

    id: str
    name: str
    note: str
    owner: str
    by: datetime.date | None
    promised: bool
    claimed: bool
    ended: tuple[tuple[str, str], ...]
    """Evidence that was given for it and counts no longer: number and name."""


@dataclass(frozen=True)
class PlannedKind:
    """A kind of evidence that is still wanted, in words."""

    kind: str
    label: str
    wanted_for: tuple[PlannedFor, ...]
    owners: tuple[str, ...]
    by: datetime.date | None
    claimed: int
    here: tuple[tuple[str, str], ...]
    """Evidence of this kind that is held: number and name."""

    @property
    def said(self) -> str:
        """For how much it is wanted, by when and from whom, in a line."""
        parts = [f"for {counted(len(self.wanted_for), 'requirement or question', WIDE)}"]
        if self.claimed:
            rests = "answer rests" if self.claimed == 1 else "answers rest"
            parts.append(f"{self.claimed} {rests} on it already")
        parts.append(f"by {day(self.by)}" if self.by else "no day known")
        parts.append(listed(list(self.owners)) if self.owners else NOBODY)
        return "; ".join(parts)


WIDE: Final = "requirements or questions"


@dataclass(frozen=True)
class EvidencePlan:
    """Everything that is still wanted."""

    as_of: datetime.date
    kinds: tuple[PlannedKind, ...]
    undecided: int = 0
    """Of how many requirements it is not known yet whether they bind: what these want is not
    among the kinds."""

    @property
    def none(self) -> str:
        """What is said where no kind is wanted."""
        return "No evidence is wanted that is not there."

    @property
    def later(self) -> str:
        """What is left out because nobody can say yet whether it binds; empty where nothing is."""
        if not self.undecided:
            return ""
        what = counted(self.undecided, "requirement")
        verb = "binds" if self.undecided == 1 else "bind"
        return (
            f"It is not known yet whether {what} {verb}; what they want is not shown here. "
            "Answer the questions on system and operator first."
        )

    @property
    def total(self) -> int:
        """How many times evidence is wanted."""
        return sum(len(one.wanted_for) for one in self.kinds)


def view_plan(assessment: Assessment, as_of: datetime.date) -> EvidencePlan:
    """The evidence that is still wanted on a day, what serves most first.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    standing = assessment.standing(as_of)
    found = plan_evidence(assessment, standing)
    undecided = sum(item.applies is Truth.UNKNOWN for item in standing.findings)
    return EvidencePlan(as_of, tuple(_kind(assessment, one) for one in found), undecided)


def _kind(assessment: Assessment, one: WantedKind) -> PlannedKind:
    return PlannedKind(
        one.kind,
        assessment.catalogue.label(EVIDENCE_KINDS, one.kind),
        tuple(_wanted(assessment, item) for item in one.wanted_for),
        one.owners,
        one.by,
        one.claimed,
        _files(assessment, one.here),
    )


def _wanted(assessment: Assessment, item: WantedFor) -> PlannedFor:
    return PlannedFor(
        item.known,
        name_of(assessment, item.known),
        item.note,
        item.owner,
        item.by,
        item.promised,
        item.claimed,
        _files(assessment, item.ended),
    )


def _files(assessment: Assessment, numbers: Sequence[str]) -> tuple[tuple[str, str], ...]:
    evidence = assessment.state.evidence
    return tuple((number, evidence[number].data.name) for number in numbers)


def plan_rows(plan: EvidencePlan) -> list[tuple[str, ...]]:
    """One row for each kind and what it is wanted for, below the headings."""
    rows: list[tuple[str, ...]] = [HEADINGS]
    for kind in plan.kinds:
        here = ", ".join(f"{number} {name}" for number, name in kind.here)
        rows += [
            (
                kind.label,
                one.name,
                one.id,
                one.note,
                one.owner or NOBODY,
                one.by.isoformat() if one.by else "",
                "yes" if one.claimed else "no",
                ", ".join(f"{number} {name}" for number, name in one.ended),
                here,
            )
            for one in kind.wanted_for
        ]
    return rows


def plan_csv(plan: EvidencePlan) -> bytes:
    """The rows as CSV; what a program for tables would run as a formula is text."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in plan_rows(plan):
        writer.writerow(
            [f"'{cell}" if cell.startswith(tuple("=+-@\t\r")) else cell for cell in row]
        )
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


class PublicWanted(Public):
    """Something that evidence is wanted for."""

    id: str
    name: str
    note: str
    """What the evidence has to show; empty for a question that a file answers."""
    owner: str
    """Who mends it; empty where nobody is named."""
    by: datetime.date | None
    """The day that its owner promised, or by which it has to be met."""
    promised: bool
    claimed: bool
    """Whether an answer rests on it already."""
    ended: tuple[str, ...]
    """Numbers of evidence that was given for it and counts no longer."""


class PublicKind(Public):
    """A kind of evidence that is still wanted."""

    kind: str
    label: str
    by: datetime.date | None
    """The first day by which it is wanted."""
    owners: tuple[str, ...]
    here: tuple[str, ...]
    """Numbers of evidence of this kind that is held and could be linked."""
    wanted_for: tuple[PublicWanted, ...]


class PublicPlan(Identified):
    """What ``conformity evidence plan`` prints, what serves most first."""

    as_of: datetime.date
    kinds: tuple[PublicKind, ...]


def public_plan(assessment: Assessment, plan: EvidencePlan) -> PublicPlan:
    """The plan for machines."""
    return PublicPlan(
        **identified(assessment),
        as_of=plan.as_of,
        kinds=tuple(
            PublicKind(
                kind=kind.kind,
                label=kind.label,
                by=kind.by,
                owners=kind.owners,
                here=tuple(number for number, _ in kind.here),
                wanted_for=tuple(
                    PublicWanted(
                        id=one.id,
                        name=one.name,
                        note=one.note,
                        owner=one.owner,
                        by=one.by,
                        promised=one.promised,
                        claimed=one.claimed,
                        ended=tuple(number for number, _ in one.ended),
                    )
                    for one in kind.wanted_for
                ),
            )
            for kind in plan.kinds
        ),
    )
