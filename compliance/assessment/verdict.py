"""The verdict: from what is known about a requirement to its status.

Nothing tunes a verdict: there is no option, weight or percentage. Facts are
gathered elsewhere and formatted elsewhere; this module only decides.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

from compliance.checklist.conditions import Truth
from compliance.checklist.gaps import Severity
from compliance.checklist.model import Meaning


class Status(enum.Enum):
    """How a requirement stands."""

    MET = "met"
    PARTLY_MET = "partly-met"
    NOT_MET = "not-met"
    NOT_APPLICABLE = "not-applicable"
    """The answer says so, with a reason."""
    OUT_OF_SCOPE = "out-of-scope"
    """By the facts the requirement does not bind this operator and system."""
    NOT_BEGUN = "not-begun"
    """It binds, and what it is part of has not been begun; the gap is there."""
    NOT_ASSESSED = "not-assessed"
    UNDETERMINED = "undetermined"
    """Whether it applies depends on answers that are missing."""


OPEN_STATUSES = frozenset(
    {Status.PARTLY_MET, Status.NOT_MET, Status.NOT_BEGUN, Status.NOT_ASSESSED, Status.UNDETERMINED}
)
"""While a requirement has one of these, no declaration can be issued."""

_BY_MEANING = {"met": Status.MET, "partly-met": Status.PARTLY_MET, "not-met": Status.NOT_MET}


def decide(
    applies: Truth,
    answered: str,
    means: Meaning | None,
    severities: Iterable[Severity],
    *,
    wanted: bool = False,
    begun: Truth = Truth.YES,
) -> Status:
    """Decide the status of one requirement.

    Args:
        applies: whether it binds this operator and system.
        answered: state of the main answer: empty, ``given``, ``unknown`` or
            ``not-applicable``.
        means: what the chosen option says.
        severities: of every gap that the answers show.
        wanted: whether a further answer, a confirmation or evidence is still owed.
        begun: whether what it is part of has been begun.

    Returns:
        The worst status that anything known asks for: a blocker makes it not
        met, a major or minor gap and whatever is owed at most partly met. An
        observation lowers nothing.
    """
    if applies is Truth.NO:
        return Status.OUT_OF_SCOPE
    if applies is Truth.UNKNOWN:
        return Status.UNDETERMINED
    if begun is Truth.NO:
        return Status.NOT_BEGUN
    if answered == "not-applicable":
        return Status.NOT_APPLICABLE
    if answered != "given" or means is None:
        return Status.NOT_ASSESSED
    found = set(severities)
    if means == "not-met" or "blocker" in found:
        return Status.NOT_MET
    if wanted or found & {"major", "minor"}:
        return Status.PARTLY_MET
    return _BY_MEANING[means]
