"""What was found in a file that was read, as far as it bears on what the file shows."""

from __future__ import annotations

from compliance.assessment.journal.records import Check
from compliance.assessment.journal.state import HeldEvidence
from compliance.checklist.reading_items import DECISIVE


def failed_checks(item: HeldEvidence) -> tuple[Check, ...]:
    """What was looked at in a file and came out badly; nothing where it was never read."""
    checks = () if item.read is None else item.read.checks
    return tuple(check for check in checks if check.outcome == "failed")


def is_decisive(check: Check) -> bool:
    """Whether a file that fails it shows nothing about this system."""
    return check.check in DECISIVE


def why_void(item: HeldEvidence) -> str:
    """Why a file that was read shows nothing about this system; empty while it may.

    A result that was cancelled, of a part of what was planned or of another model counts
    no more than none.
    """
    said = [check.said.rstrip(".") for check in failed_checks(item) if is_decisive(check)]
    return f"shows nothing here ({'; '.join(said)})" if said else ""
