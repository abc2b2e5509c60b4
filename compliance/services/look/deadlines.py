"""Deadlines of an assessment as a calendar file."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.data.digests import sha256
from compliance.views.deadline import DeadlineView

OCTETS: Final = 75


def calendar(assessment: Assessment, found: Sequence[DeadlineView]) -> str:
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
        if item.on is None:
            continue  # nothing to put into a calendar until a day is stated
        # An event without an end lasts its day; after the last day there is none.
        last = item.on == datetime.date.max
        after = [] if last else [f"DTEND;VALUE=DATE:{_date(item.on + datetime.timedelta(1))}"]
        key = sha256(f"{item.on}{item.kind}{item.title}".encode())[:24]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{key}@{begin.assessment.lower()}.conformity-dossier",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{_date(item.on)}",
            *after,
            f"SUMMARY:{_escape(item.title)}",
            f"DESCRIPTION:{_escape(f'{item.detail} {item.owners}'.strip())}",
            f"CATEGORIES:{item.kind}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(_fold(line) + "\r\n" for line in lines)


def _date(day: datetime.date) -> str:
    """A day as the format wants it, the year always in four digits."""
    return day.isoformat().replace("-", "")


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
