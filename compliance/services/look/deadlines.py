"""Deadlines of an assessment, as a list and as a calendar file."""

from __future__ import annotations

import datetime
from typing import Final

from compliance.assessment.deadlines import Deadline, find_deadlines
from compliance.assessment.findings import Standing
from compliance.data.digests import sha256
from compliance.storage.opened import OpenAssessment

OCTETS: Final = 75


def deadlines(
    assessment: OpenAssessment,
    as_of: datetime.date,
    *,
    past: bool = False,
    standing: Standing | None = None,
) -> list[Deadline]:
    """Deadlines from a day on, or all of them.

    Args:
        assessment: the open assessment.
        as_of: day on which findings are evaluated, and from which to list.
        past: list those before ``as_of`` too. Of these, duties that are still open
            and promises not kept are always listed.
        standing: the findings of that day where they are known already.
    """
    standing = standing or assessment.standing(as_of)
    found = find_deadlines(assessment, standing)
    return [item for item in found if past or item.still_open or item.on >= as_of]


def calendar(assessment: OpenAssessment, found: list[Deadline]) -> str:
    """An iCalendar file (RFC 5545) with one all-day event a deadline.

    The same deadlines always give the same text: times come from the journal.
    """
    begin = assessment.state.begin
    stamp = assessment.state.changed_at.replace("-", "").replace(":", "")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//conformity-dossier//deadlines//EN",
        f"X-WR-CALNAME:{_escape(begin.name)}",
    ]
    for item in found:
        after = item.on + datetime.timedelta(days=1)
        key = sha256(f"{item.on}{item.kind}{item.title}".encode())[:24]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{key}@{begin.assessment.lower()}.conformity-dossier",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{item.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}",
            f"SUMMARY:{_escape(item.title)}",
            f"DESCRIPTION:{_escape(item.detail)}",
            f"CATEGORIES:{item.kind}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(_fold(line) + "\r\n" for line in lines)


def _escape(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def _fold(line: str) -> str:
    """Fold a line to 75 octets without cutting a character in two."""
    parts, current, size = [], "", 0
    for character in line:
        octets = len(character.encode("utf-8"))
        if size + octets > OCTETS:
            parts.append(current)
            current, size = " ", 1
        current += character
        size += octets
    return "\r\n".join([*parts, current])
