"""Taking the answers of an organisation over into an assessment.

Each answer, piece of evidence and review becomes a record of the assessment's own
journal with its origin. What the assessment answers by itself is never replaced
without being named. An interrupted take-over goes on when it is called again; called
once more, it appends nothing.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Collection

from compliance.assessment.records import Evidence, seal
from compliance.assessment.state import apply
from compliance.assessment.store import HeadMovedError
from compliance.errors import fail
from compliance.services.authors import clean_author
from compliance.services.open_assessment import Assessment
from compliance.services.record_answer import MAX_TRIES, append_record
from compliance.services.take_over_steps import TakenOver, TakeOver

__all__ = ["TakenOver", "plan_take_over", "take_over"]


def take_over(
    source: Assessment,
    target: Assessment,
    *,
    by: str,
    at: datetime.datetime,
    replace: Collection[str] = (),
    only: Collection[str] | None = None,
) -> TakenOver:
    """Take over what an organisation answered and an assessment lacks.

    Args:
        source: the organisation (or, to begin one, an assessment).
        target: the assessment (or the organisation that begins).
        by: who takes over, and says so that the answers hold here.
        at: when.
        replace: questions whose differing answers here are to be replaced.
        only: questions to look at; all that are organisation-wide by default.

    Raises:
        ConformityError: ``organisation.other-pack``, ``answer.unknown-question`` for a
            name in ``replace``, ``file.write-failed`` or ``journal.locked``. What was
            appended before stays.
    """
    work = TakeOver(source, target, replace, only)
    by = clean_author(by)
    for _ in range(MAX_TRIES):
        try:
            for step in work.steps(target.state):
                if not isinstance(step, Evidence) or work.bring(step):
                    append_record(target, step, by=by, at=at, seen=target.head)
                    work.note(step)
        except HeadMovedError:
            target.refresh()
            continue
        return work.done
    raise fail(
        str(target.folder),
        "journal.locked",
        "The journal kept changing; the answers were not all taken over.",
        "Try again; what was taken over is safe.",
    )


def plan_take_over(
    source: Assessment, target: Assessment, replace: Collection[str] = ()
) -> TakenOver:
    """What :func:`take_over` would do at present; nothing is written.

    Raises:
        ConformityError: as :func:`take_over`, where the two do not fit together.
    """
    work = TakeOver(source, target, replace)
    state = copy.deepcopy(target.state)
    for step in work.steps(state):
        apply(state, seal(state.seq + 1, state.changed_at, "nobody", step, state.head))
        work.note(step)
    return work.done
