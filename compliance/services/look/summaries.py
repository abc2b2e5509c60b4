"""What each assessment of a workspace comes to in a few figures, kept between visits.

A summary follows from the journal, the day and the checklists. It is kept under that
key and worked out again when one of them changes; losing it loses nothing. Browser and
terminal keep the same ones.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError

from compliance import __version__
from compliance.checklist.edition_files import edition_digest
from compliance.checklist.loader import find_edition
from compliance.data.digests import canonical_json, sha256
from compliance.errors import ConformityError, Problem
from compliance.services.assess.open import open_binder
from compliance.services.editions.load import Editions
from compliance.storage.opened import OpenAssessment
from compliance.storage.workspace import Binder, Cover, Stamp, Workspace
from compliance.views.board import Summary, summarise

_SUMMARY: Final = TypeAdapter(Summary)
FORMAT: Final = sha256(canonical_json(_SUMMARY.json_schema()))
"""What a summary holds: one of another shape is worked out again, never half believed."""


@dataclass(frozen=True)
class Entry:
    """An assessment of a workspace, and how it stands where that is known."""

    name: str
    """Of its binder."""
    title: str
    summary: Summary | None = None
    problems: tuple[Problem, ...] = ()
    """Why it cannot be read."""
    organisation: bool = False
    """Whether it is the record of an organisation."""

    @property
    def pending(self) -> bool:
        """Whether it is still being worked out."""
        return self.summary is None and not self.problems


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
            "summary": _SUMMARY.dump_python(summary, mode="json"),
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
                _SUMMARY.validate_python(entry["summary"]),
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


def work_out(
    store: SummaryStore, stamp: Stamp | None, assessment: OpenAssessment, day: datetime.date
) -> Summary:
    """The summary of an open assessment, kept where the stamp is that of its journal."""
    summary = summarise(assessment, day)
    if stamp is not None and stamp.head == assessment.head:
        store.keep(assessment.binder.name, stamp, day, assessment, summary)
    return summary


def entry(cover: Cover, summary: Summary | None, problems: tuple[Problem, ...] = ()) -> Entry:
    """An assessment by its cover and, where it is known, its summary."""
    if summary is None:
        return Entry(cover.name, cover.title, None, problems, cover.organisation)
    return Entry(cover.name, summary.title, summary, problems, summary.organisation)


def survey(
    workspace: Workspace,
    day: datetime.date,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Entry]:
    """Every assessment of a workspace with how it stands; one that cannot be read says why.

    Args:
        workspace: with the summaries that are kept in it.
        day: the day on which findings and dates count.
        progress: called with the number done and the total.

    Raises:
        ConformityError: ``file.unreadable``.
    """
    store, editions = SummaryStore(workspace), Editions()
    covers = sorted(workspace.covers(), key=lambda cover: cover.name.casefold())
    found = []
    for number, cover in enumerate(covers, 1):
        known = store.find(cover.name, cover.stamp, day) if cover.stamp else None
        if known is None:
            found.append(_read(store, workspace.binder(cover.name), cover, day, editions))
            progress(number, len(covers))
        else:
            found.append(entry(cover, known))
    return found


def _read(
    store: SummaryStore, binder: Binder, cover: Cover, day: datetime.date, editions: Editions
) -> Entry:
    try:
        assessment = open_binder(binder, editions.load)
        return entry(cover, work_out(store, cover.stamp, assessment, day))
    except ConformityError as error:
        return entry(cover, None, tuple(error.problems))
