"""What an answer changed, in a few lines for every face."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.shift import Shift, TurnedConclusion, find_shift
from compliance.checklist.conditions import Truth
from compliance.language.words import counted, day, listed, sentence

NAMED: Final = 4
"""Conclusions that are named in a line; others are counted."""


class Watch:
    """What stands before something is recorded, to say afterwards what it changed.

    Args:
        assessment: in which something is about to be recorded.
    """

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._before = assessment.snapshot()

    def lines(self) -> tuple[str, ...]:
        """What differs since, one sentence a line; none where nothing that follows does."""
        if self._assessment.state.is_organisation:
            return ()  # what follows shows in the assessments of its systems
        return shift_lines(find_shift(self._before, self._assessment.facts))


def shift_lines(shift: Shift) -> tuple[str, ...]:
    """A shift in sentences, what matters most first."""
    lines = [
        _titles("Now", (item for item in shift.turned if item.after is Truth.YES)),
        _titles("No longer", (item for item in shift.turned if _lost(item))),
        _titles("Open again", (item for item in shift.turned if _opened(item))),
        _titles("Ruled out", (item for item in shift.turned if _ruled_out(item))),
        *_numbers(shift),
    ]
    return tuple(line for line in lines if line)


def _lost(item: TurnedConclusion) -> bool:
    return item.before is Truth.YES and item.after is Truth.NO


def _opened(item: TurnedConclusion) -> bool:
    return item.after is Truth.UNKNOWN and (
        item.before is Truth.YES or item.conclusion.headline or item.conclusion.alert
    )


def _ruled_out(item: TurnedConclusion) -> bool:
    """Whether it was open and does not hold; of the chief ones only."""
    chief = item.conclusion.headline or item.conclusion.alert
    return chief and item.before is Truth.UNKNOWN and item.after is Truth.NO


def _titles(word: str, items: Iterable[TurnedConclusion]) -> str:
    """Conclusions in a line: first what stops something, then the chief ones."""
    found = [item.conclusion for item in items]
    found.sort(key=lambda item: (not item.alert, not item.headline))
    return f"{word}: {listed([item.title for item in found], NAMED)}." if found else ""


def _numbers(shift: Shift) -> Iterable[str]:
    if shift.coming:
        first = shift.first
        at = "" if first is None else f"; first day {day(first.on)}"
        if first is not None and (first.event or not first.sure):
            at += " at the earliest"
        yield sentence(f"{counted(len(shift.coming), 'requirement')} more{at}")
    if shift.going:
        yield sentence(f"{counted(len(shift.going), 'requirement')} fewer")
    if shift.opened:
        number = counted(len(shift.opened), "requirement")
        yield f"{number} may apply, depending on open answers."
    if shift.ruled_out:
        yield f"{counted(len(shift.ruled_out), 'requirement')} ruled out."
    for (before, after), moving in sorted((shift.moved or {}).items()):
        moved = counted(moving, "requirement")
        yield f"{moved} from {day(after)}, before from {day(before)}."
