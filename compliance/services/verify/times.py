"""Verifying the times of a journal: they are what clocks said, and clocks go forward.

The order of records is sealed; their times are not more than what the clock of each
writer said. Clocks of two machines differ by seconds, so a little way back is only
noted. A record dated days before the one in front of it says that a clock stood wrong
or that somebody wrote it later than it claims: either has to be looked at.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from compliance.assessment.journal.records import Record, moment_of
from compliance.errors import Problem
from compliance.language.words import counted
from compliance.services.verify.result import Verification

NOTED: Final = datetime.timedelta(days=1)
"""How far a time may lie before the one in front of it and only be noted."""


def check_times(records: Sequence[Record], place: str, result: Verification) -> None:
    """Compare the time of each record with that of the record in front of it."""
    result.problems += [_no_day(place, each) for each in records if moment_of(each.at) is None]
    dated = [(record, at) for record in records if (at := moment_of(record.at))]
    back = [(record, before - at) for (_, before), (record, at) in pairwise(dated) if at < before]
    result.problems += [_runs_back(place, record, gap) for record, gap in back if gap > NOTED]
    little = [gap for _, gap in back if gap <= NOTED]
    if little:
        most = counted(round(max(little).total_seconds()), "second")
        result.notes.append(
            f"{place}: {counted(len(little), 'record')} dated before the one in front, by {most} "
            "at most: clocks of several machines differ, or one was set."
        )


def _no_day(place: str, record: Record) -> Problem:
    message = f"Record {record.seq} is dated {record.at}, which no calendar has."
    hint = "It was not written by this program: ask where the journal comes from."
    return Problem(f"{place}:{record.seq}", "journal.clock", message, hint)


def _runs_back(place: str, record: Record, gap: datetime.timedelta) -> Problem:
    return Problem(
        f"{place}:{record.seq}",
        "journal.clock",
        f"Record {record.seq} is dated {record.at}, {counted(gap.days, 'day')} before the "
        "record in front of it.",
        "A clock stood wrong, or the record was written later than it says: ask who kept it.",
    )
