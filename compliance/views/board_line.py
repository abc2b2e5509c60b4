"""An assessment among others in one line: the words of the columns of a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from compliance.language.words import counted
from compliance.views.board import Summary
from compliance.views.marks import Count

COLUMNS: Final = (
    "Assessment", "Answered", "Findings", "Owed", "Gaps", "Next date", "Sign-off", "What it is",
    "Waits",
)  # fmt: skip
"""Headings of the columns, those first that are needed most."""


def board_line(title: str, summary: Summary | None) -> tuple[str, ...]:
    """What stands in each column.

    Args:
        title: of the assessment.
        summary: how it stands; nothing where it cannot be read.
    """
    if summary is None:
        return (title, "", "cannot be read", *("" for _ in COLUMNS[3:]))
    progress = f"{summary.answered}/{summary.total}"
    if summary.organisation:
        return (title, progress, "", "", "", "", "", "Organisation", "")
    return (
        title,
        progress,
        _counts(summary.status_counts),
        _counts(summary.want_counts) or "none",
        _counts(summary.gap_counts) or "none",
        summary.upcoming.on.isoformat() if summary.upcoming else "",
        f"{summary.sign} {summary.sign_off}",
        "; ".join((*(f"! {alert}" for alert in summary.alerts), *summary.classes)),
        _waits(summary),
    )


def _counts(counts: Iterable[Count]) -> str:
    return " ".join(f"{count.mark.glyph}{count.number}" for count in counts)


def _waits(summary: Summary) -> str:
    """What somebody has to do, in a few words."""
    parts = (
        (summary.overdue, counted(summary.overdue, "requirement") + " overdue"),
        (summary.waiting, f"{summary.waiting} to review"),
        (summary.returned, f"{summary.returned} returned"),
        (summary.ended, counted(summary.ended, "file") + " ended"),
    )
    return ", ".join(text for number, text in parts if number)
