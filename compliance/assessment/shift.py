"""What one answer changed: conclusions that turned, requirements that came or went.

Two views of the answers are compared, one kept from before and one of now. Nothing is
evaluated that both share: where no route and no reading moved, days are only looked up
for what is new.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.starts import Dates, Start
from compliance.checklist.conditions import Truth
from compliance.checklist.model import Conclusion


@dataclass(frozen=True)
class TurnedConclusion:
    """A conclusion that people are shown, before and after."""

    conclusion: Conclusion
    before: Truth
    after: Truth


@dataclass(frozen=True)
class Shift:
    """Everything that differs between two moments of one assessment."""

    turned: tuple[TurnedConclusion, ...] = ()
    """Under their headings in their order."""
    coming: tuple[str, ...] = ()
    """Ids of requirements that apply now and did not, or were not known to."""
    going: tuple[str, ...] = ()
    """Ids of those that applied and do not apply any more."""
    opened: tuple[str, ...] = ()
    """Ids of those of which it was settled, and is open now, whether they apply."""
    ruled_out: tuple[str, ...] = ()
    """Ids of those that might have applied, and do not."""
    first: Start | None = None
    """The earliest day of those that are coming."""
    moved: Mapping[tuple[datetime.date, datetime.date], int] | None = None
    """First day before and now, with the number of requirements that moved so."""

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(
            self.turned or self.coming or self.going or self.opened or self.ruled_out or self.moved
        )


def find_shift(before: AnswerFacts, after: AnswerFacts) -> Shift:
    """Compare what follows from the answers at two moments.

    Args:
        before: the answers as they stood, kept from later ones.
        after: the answers as they stand.
    """
    catalogue = after.catalogue
    turned = tuple(
        TurnedConclusion(item, was, becomes)
        for item in catalogue.shown_conclusions
        if (was := before.holds(item.id)) is not (becomes := after.holds(item.id))
    )
    pairs = {
        known: (before.applies(known), after.applies(known)) for known in catalogue.requirements
    }

    def those(was: Iterable[Truth], becomes: Truth) -> tuple[str, ...]:
        return tuple(
            known for known, pair in pairs.items() if pair[0] in was and pair[1] is becomes
        )

    coming = those((Truth.NO, Truth.UNKNOWN), Truth.YES)
    dates = Dates(after)
    starts = [start for known in coming for start in dates[known]]
    return Shift(
        turned,
        coming,
        those((Truth.YES,), Truth.NO),
        those((Truth.YES, Truth.NO), Truth.UNKNOWN),
        those((Truth.UNKNOWN,), Truth.NO),
        min(starts, key=lambda start: (start.on, not start.sure), default=None),
        _moved(before, dates, those((Truth.YES,), Truth.YES)),
    )


def _moved(
    before: AnswerFacts, after: Dates, stayed: tuple[str, ...]
) -> Mapping[tuple[datetime.date, datetime.date], int]:
    """How the first day moved of what applied before and applies now."""
    was = Dates(before)
    if was.stands_on() == after.stands_on():
        return {}
    days = (
        tuple(min(start.on for start in dates[known]) for dates in (was, after)) for known in stayed
    )
    return Counter((old, new) for old, new in days if old != new)
