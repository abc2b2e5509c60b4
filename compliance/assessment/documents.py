"""How the documents of a law stand on a day: which are due, and what each lacks."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from compliance.assessment.about_entry import AboutEntry, entries
from compliance.assessment.assessment import Assessment
from compliance.assessment.clocks import clocks
from compliance.assessment.deadlines import period_end
from compliance.assessment.declaration import state_declaration
from compliance.assessment.facts import reason
from compliance.assessment.findings import Finding
from compliance.assessment.points import Lack, as_it_stands, lack_of
from compliance.checklist.conditions import All, AnyOf, Condition, Truth, evaluate
from compliance.checklist.documents import DocumentFile

NOBODY: Final = "by what is recorded nobody has to be told"
NOTHING: Final = "nothing that it would be about is recorded"


@dataclass(frozen=True)
class DocumentStanding:
    """A document of an assessment on a day."""

    file: DocumentFile
    applies: Truth
    """Whether the operator owes it."""
    because: str
    lacks: tuple[Lack, ...]
    duties: tuple[Finding, ...]
    """Findings on the requirements that it serves."""
    entry: str = ""
    """Number of the entry that it is about; empty where it is about none."""
    barred: bool = False
    """Whether something else keeps it a draft: what a declaration vouches for."""

    @property
    def id(self) -> str:
        """What it is called among the documents of the assessment."""
        return f"{self.file.id}.{self.entry.lower()}" if self.entry else self.file.id

    @property
    def owed(self) -> bool:
        """Whether it is, or may be, to be drawn up."""
        return self.applies is not Truth.NO

    @property
    def is_draft(self) -> bool:
        """Whether it can only be issued as a draft."""
        return bool(self.lacks) or self.barred or self.applies is not Truth.YES

    def from_(self) -> datetime.date | None:
        """The earliest day from which a duty that it serves binds."""
        days = (finding.applies_from() for finding in self.duties)
        return min((day for day in days if day is not None), default=None)

    def binds(self, as_of: datetime.date) -> Truth:
        """Whether a duty that it serves binds on a day."""
        found = [finding.binds(as_of) for finding in self.duties]
        for truth in (Truth.YES, Truth.UNKNOWN):
            if truth in found:
                return truth
        return Truth.NO if found else Truth.UNKNOWN


def state_documents(assessment: Assessment, as_of: datetime.date) -> tuple[DocumentStanding, ...]:
    """How every document of the edition stands on a day, in its order.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    asked = state_documents, as_of
    return assessment.kept(asked, lambda: tuple(_all(assessment, as_of)))


def _all(assessment: Assessment, as_of: datetime.date) -> list[DocumentStanding]:
    findings = {item.requirement.id: item for item in assessment.standing(as_of).findings}
    found: list[DocumentStanding] = []
    for file in assessment.catalogue.documents.values():
        if file.about is None:
            found.append(_state(assessment, file, findings, as_of))
        else:
            found += _about_each(assessment, file, findings, as_of)
    return found


def _about_each(
    assessment: Assessment, file: DocumentFile, findings: dict[str, Finding], as_of: datetime.date
) -> list[DocumentStanding]:
    """A document for each entry of its kind; one that is not owed where there is none."""
    kind = "" if file.about is None else file.about.kind
    found = [
        _state(entry, file, findings, as_of)
        for entry in entries(assessment)
        if entry.entry.made.sort == kind
    ]
    if found:
        return found
    duties = tuple(findings[known] for known in file.duties if known in findings)
    return [DocumentStanding(file, Truth.NO, NOTHING, (), duties)]


def _state(
    assessment: Assessment, file: DocumentFile, findings: dict[str, Finding], as_of: datetime.date
) -> DocumentStanding:
    facts = assessment.facts
    owed = _owed_when(assessment, file)
    applies, because = evaluate(owed, facts), reason(facts, owed)
    if isinstance(assessment, AboutEntry) and not _is_due(assessment, file, as_of):
        applies, because = Truth.NO, because if applies is Truth.NO else NOBODY
    points = [as_it_stands(facts, point) for point in file.points]
    found = (lack_of(facts, at, point, findings) for at, point in enumerate(points, 1))
    lacks = tuple(lack for lack in found if lack) if applies is not Truth.NO else ()
    return DocumentStanding(
        file=file,
        applies=applies,
        because=because,
        lacks=lacks,
        duties=tuple(findings[known] for known in file.duties if known in findings),
        entry=assessment.entry.number if isinstance(assessment, AboutEntry) else "",
        barred=file.vouches is not None and state_declaration(assessment, as_of).is_draft,
    )


def _owed_when(assessment: Assessment, file: DocumentFile) -> Condition:
    """When it is owed: of a document about an entry, also because of what it serves."""
    served = () if file.about is None else file.about.duties
    log = assessment.catalogue.after_launch
    duties = [duty for duty in log.duties if duty.id in served] if log else []
    whens = [duty.when for duty in duties if not duty.follows]  # what follows adds no case
    return All(all=(file.applies_when, AnyOf(any=tuple(whens)))) if whens else file.applies_when


def _is_due(entry: AboutEntry, file: DocumentFile, as_of: datetime.date) -> bool:
    """Whether somebody has to be told by it, or had to be."""
    served = () if file.about is None else file.about.duties
    return not served or any(clock.duty.id in served for clock in clocks(entry, as_of))


def kept_until(assessment: Assessment, file: DocumentFile) -> datetime.date | None:
    """Until when it is kept at least; nothing where the day it runs from is not known."""
    requirement = assessment.catalogue.requirements.get(file.kept or "")
    days = [
        period_end(since, period)
        for period in (() if requirement is None else requirement.periods)
        if isinstance(since := assessment.facts.stated(period.after), datetime.date)
    ]
    return max(days, default=None)
