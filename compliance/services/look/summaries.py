"""How each assessment of a workspace stands, in a few figures, kept between visits.

A summary follows from the journal, the day and the checklists. It is kept under that
key and worked out again when one of them changes; losing it loses nothing.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from compliance import __version__
from compliance.assessment.agenda import Progress
from compliance.assessment.deadlines import Deadline, find_deadlines
from compliance.assessment.findings import Standing
from compliance.assessment.sign_off import sign_off_standing
from compliance.assessment.verdict import Status
from compliance.checklist.conditions import Truth
from compliance.checklist.loader import edition_digest, find_edition
from compliance.errors import ConformityError
from compliance.services.assess.review_queue import review_queue
from compliance.storage.opened import OpenAssessment
from compliance.storage.workspace import Stamp, Workspace

SOON: Final = datetime.timedelta(days=60)
"""How long before its end evidence is named."""
NAMED: Final = 3
FORMAT: Final = 1


class Day(BaseModel):
    """Something that falls on a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: datetime.date
    title: str


class Summary(BaseModel):
    """How one assessment stands on a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    answered: int
    total: int
    statuses: dict[str, int]
    """Requirements that may bind, by status."""
    severities: dict[str, int]
    """Gaps by severity."""
    alerts: tuple[str, ...]
    """Conclusions that stop everything and hold."""
    sign_off: str
    """State of the sign-off."""
    signed_by: str
    waiting: int
    """Answers that wait for a reviewer."""
    returned: int
    """Answers that were returned to their authors."""
    overdue: int
    """Gaps whose owner promised an earlier day."""
    upcoming: Day | None
    """The next deadline."""
    ended: tuple[str, ...]
    """Evidence that is asked for and of which nothing that is held counts any more."""
    ending: tuple[Day, ...]
    """Evidence that soon stops counting; the first few."""
    ending_count: int
    changed_at: str
    changed_by: str
    organisation: bool = False
    """Whether it is the record of an organisation, which has no findings."""


def summarise(assessment: OpenAssessment, as_of: datetime.date) -> Summary:
    """Work out how an assessment stands on a day.

    Args:
        assessment: the open assessment.
        as_of: the day.
    """
    state = assessment.state
    progress = assessment.agenda.progress()
    if state.is_organisation:
        return _of_organisation(assessment, progress)
    standing = assessment.standing(as_of)
    signed = sign_off_standing(assessment)
    queue = review_queue(assessment, standing)
    days = find_deadlines(assessment, standing)
    evidence = [item for item in days if item.kind == "evidence"]
    ended = _ended(assessment, standing)
    ending = [item for item in evidence if as_of <= item.on <= as_of + SOON]
    upcoming = next((item for item in days if item.on >= as_of), None)
    last = assessment.store.read()[state.seq - 1]
    severities = [gap.severity for gap in standing.gaps()]
    return Summary(
        title=state.begin.name,
        answered=sum(part.answered for part in progress),
        total=sum(part.total for part in progress),
        statuses={
            status.value: number
            for status, number in standing.counts().items()
            if number and status is not Status.OUT_OF_SCOPE
        },
        severities={key: severities.count(key) for key in sorted(set(severities))},
        alerts=tuple(item.title for item, truth in standing.alerts if truth is Truth.YES),
        sign_off=signed.state,
        signed_by=signed.given.by if signed.given else "",
        waiting=sum(not item.with_author for item in queue),
        returned=sum(item.with_author for item in queue),
        overdue=sum(item.kind == "gap" and item.on < as_of for item in days),
        upcoming=None if upcoming is None else _day(upcoming),
        ended=ended,
        ending=_days(ending),
        ending_count=len(ending),
        changed_at=last.at,
        changed_by=last.by,
    )


def _of_organisation(assessment: OpenAssessment, progress: Sequence[Progress]) -> Summary:
    """How far an organisation is; whether duties are met shows in its systems."""
    state = assessment.state
    last = assessment.store.read()[state.seq - 1]
    return Summary(
        title=state.begin.name,
        answered=sum(part.answered for part in progress),
        total=sum(part.total for part in progress),
        statuses={},
        severities={},
        alerts=(),
        sign_off="unsigned",
        signed_by="",
        waiting=0,
        returned=0,
        overdue=0,
        upcoming=None,
        ended=(),
        ending=(),
        ending_count=0,
        changed_at=last.at,
        changed_by=last.by,
        organisation=True,
    )


def _ended(assessment: OpenAssessment, standing: Standing) -> tuple[str, ...]:
    held = assessment.state.evidence
    numbers = {
        item.data.evidence
        for finding in standing.findings
        if finding.applies is Truth.YES
        for line in finding.evidence
        if not line.counting
        for item in line.held
    }
    return tuple(f"{known} {held[known].data.name}" for known in sorted(numbers))


def _day(item: Deadline) -> Day:
    return Day(on=item.on, title=item.title)


def _days(items: Sequence[Deadline]) -> tuple[Day, ...]:
    return tuple(_day(item) for item in items[:NAMED])


class SummaryStore:
    """Summaries in memory and, where a workspace is given, between starts."""

    def __init__(self, workspace: Workspace | None) -> None:
        self._workspace = workspace
        self._known: dict[str, tuple[Stamp, datetime.date, Summary]] = {}
        self._digests: dict[tuple[str, str], str] = {}

    def find(self, name: str, stamp: Stamp, day: datetime.date) -> Summary | None:
        """The summary of an assessment, if it still fits its journal and the day."""
        known = self._known.get(name) or self._read(name)
        if known is None or known[:2] != (stamp, day):
            return None
        return known[2]

    def keep(
        self,
        name: str,
        stamp: Stamp,
        day: datetime.date,
        assessment: OpenAssessment,
        summary: Summary,
    ) -> None:
        """Keep a summary."""
        if self._workspace is not None:
            self._write(self._workspace, name, stamp, day, assessment, summary)
        self._known[name] = (stamp, day, summary)

    def _write(
        self,
        workspace: Workspace,
        name: str,
        stamp: Stamp,
        day: datetime.date,
        assessment: OpenAssessment,
        summary: Summary,
    ) -> None:
        catalogue = assessment.catalogue
        entry = {
            "format": FORMAT,
            "tool": __version__,
            "name": name,
            "stamp": [stamp.size, stamp.changed, stamp.head],
            "day": day.isoformat(),
            "edition": [catalogue.pack.pack, catalogue.edition.id, catalogue.digest],
            "summary": summary.model_dump(mode="json"),
        }
        content = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
        workspace.keep_summary(name, content)

    def _read(self, name: str) -> tuple[Stamp, datetime.date, Summary] | None:
        content = self._workspace.summary(name) if self._workspace else None
        if content is None:
            return None
        try:
            entry = json.loads(content)
            written = (entry["format"], entry["tool"], entry["name"])
            if written != (FORMAT, __version__, name):
                return None
            pack, edition, digest = entry["edition"]
            if self._digest(pack, edition) != digest:
                return None
            size, changed, head = entry["stamp"]
            found = (
                Stamp(int(size), int(changed), str(head)),
                datetime.date.fromisoformat(entry["day"]),
                Summary.model_validate_json(json.dumps(entry["summary"])),
            )
        except (ValueError, KeyError, TypeError, ValidationError, RecursionError):
            return None
        self._known[name] = found
        return found

    def _digest(self, pack: str, edition: str) -> str:
        """Digest of an edition that is installed; worked out once."""
        if (pack, edition) not in self._digests:
            try:
                found = edition_digest(find_edition(pack, edition)[2])
            except (ConformityError, OSError):
                found = ""
            self._digests[pack, edition] = found
        return self._digests[pack, edition]
