"""What each assessment of a workspace comes to in a few figures, kept between visits.

A summary follows from the journal, the day and the checklists. It is kept under that
key and worked out again when one of them changes; losing it loses nothing.
"""

from __future__ import annotations

import datetime
import json
from typing import Final

from pydantic import TypeAdapter, ValidationError

from compliance import __version__
from compliance.checklist.loader import edition_digest, find_edition
from compliance.errors import ConformityError
from compliance.storage.opened import OpenAssessment
from compliance.storage.workspace import Stamp, Workspace
from compliance.views.board import Summary

FORMAT: Final = 3
_SUMMARY: Final = TypeAdapter(Summary)


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
