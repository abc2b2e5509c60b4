"""Appending to the journal: one record, several at once, one that depends on what is there."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from compliance.assessment.journal.records import Data, Record, moment_of, timestamp
from compliance.assessment.journal.store import Entry, HeadMovedError
from compliance.errors import Problem
from compliance.services.accounts.authors import clean_author
from compliance.storage.opened import OpenAssessment

Made = TypeVar("Made", bound=Data)

CLOCKS_DIFFER: Final = datetime.timedelta(minutes=5)
"""How far the clocks of two machines usually lie apart at most."""


def append_record(
    assessment: OpenAssessment,
    data: Data,
    *,
    by: str,
    at: datetime.datetime,
    seen: str | None = None,
) -> Record:
    """Append a record.

    Raises:
        ConformityError: the assessment was migrated to another edition meanwhile, or a name
            that cannot be an author.
        HeadMovedError: ``seen`` was given and is not the head any more.
    """
    # Refuses where the assessment was migrated to another edition meanwhile.
    assessment.refresh()
    _mind_the_clock(assessment, timestamp(at))
    try:
        entry = Entry(timestamp(at), clean_author(by), data)
        (record,) = assessment.store.append(seen, entry)
    except HeadMovedError:
        assessment.refresh()
        raise
    assessment.refresh()
    return record


def append_all(
    assessment: OpenAssessment,
    data: Sequence[Data],
    *,
    by: str,
    at: datetime.datetime,
    seen: str | None = None,
) -> None:
    """Append several records in their order: all of them, or none.

    Args:
        assessment: the open assessment.
        data: what they say; nothing happens where there are none.
        by: who says so.
        at: when.
        seen: head of the journal that was seen; nothing where any will do.

    Raises:
        HeadMovedError: ``seen`` was given and is not the head any more.
    """
    if not data:
        return
    assessment.refresh()
    _mind_the_clock(assessment, timestamp(at))
    author = clean_author(by)
    try:
        assessment.store.append(seen, *(Entry(timestamp(at), author, one) for one in data))
    finally:
        assessment.refresh()


def append_anew(
    assessment: OpenAssessment, make: Callable[[], Made], *, by: str, at: datetime.datetime
) -> Made:
    """Append a record that depends on what is there; made anew where somebody wrote meanwhile.

    Args:
        assessment: the open assessment.
        make: makes the record from the assessment as it is, or refuses.
        by: who writes.
        at: when.

    Returns:
        What was appended.
    """
    while True:
        data = make()
        try:
            append_record(assessment, data, by=by, at=at, seen=assessment.head)
        except HeadMovedError:
            assessment.refresh()
            continue
        return data


def _mind_the_clock(assessment: OpenAssessment, at: str) -> None:
    """Say once that the clock lies before the last record: one of the two is wrong.

    It is recorded all the same: what was said must not be lost to a clock.
    """
    last, notices = assessment.state.changed_at, assessment.store.notices
    then, now = moment_of(last), moment_of(at)
    if then is None or now is None or then - now <= CLOCKS_DIFFER:
        return
    if any(item.code == "journal.clock" for item in notices):
        return
    notices.append(
        Problem(
            assessment.place,
            "journal.clock",
            f"The clock says {at}; the last record, by {assessment.state.changed_by}, is "
            f"dated {last}.",
            "Check the clock of this machine. It is recorded with the time the clock says.",
        )
    )
