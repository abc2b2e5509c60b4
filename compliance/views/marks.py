"""Marks: what a status, a severity or a conclusion is called, and its one glyph.

Terminal, browser and paper show the same word and the same glyph, so that each can be
told without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from compliance.assessment.verdict import Status
from compliance.assessment.wanted import Want
from compliance.checklist.conditions import Truth


@dataclass(frozen=True)
class Mark:
    """A status or severity: shown by word, glyph and shape, never colour alone."""

    key: str
    """Names the shape in the style sheet, for example ``partly-met``."""
    word: str
    glyph: str


@dataclass(frozen=True)
class Count:
    """How many requirements or gaps carry a mark."""

    mark: Mark
    number: int
    note: str = ""


STATUS: Final = {
    Status.MET: Mark("met", "Met", "✓"),
    Status.PARTLY_MET: Mark("partly-met", "Partly met", "≈"),
    Status.NOT_MET: Mark("not-met", "Not met", "×"),
    Status.NOT_BEGUN: Mark("not-begun", "Not begun", "<"),
    Status.NOT_ASSESSED: Mark("not-assessed", "Not assessed", "…"),
    Status.UNDETERMINED: Mark("undetermined", "Undetermined", "?"),
    Status.NOT_APPLICABLE: Mark("not-applicable", "Not applicable", "–"),
    Status.OUT_OF_SCOPE: Mark("out-of-scope", "Out of scope", "/"),
}
"""Marks of findings, in the order in which counts are shown."""

STATUS_NOTES: Final = {
    Status.MET: "The answer says so, and nothing that was asked for is missing.",
    Status.PARTLY_MET: "Part of it is shown; a major or minor gap is open, or a further "
    "answer, a confirmation or evidence is missing.",
    Status.NOT_MET: "The answer says that it is not met, or a blocker is open.",
    Status.NOT_BEGUN: "It applies; what it is part of has not been begun; the gap is there.",
    Status.NOT_ASSESSED: "It applies, and its question has no answer yet.",
    Status.UNDETERMINED: "Whether it applies depends on answers that are missing.",
    Status.NOT_APPLICABLE: "It applies to the operator, but its subject does not "
    "arise; the answer gives the reason.",
    Status.OUT_OF_SCOPE: "By the facts stated it does not bind this operator and system or model.",
}

WANT: Final[dict[Want, Mark]] = {
    "to-answer": Mark("to-answer", "To answer", "…"),
    "to-confirm": Mark("to-confirm", "To confirm", "“"),
    "evidence-missing": Mark("evidence-missing", "Evidence missing", "¶"),
}
"""Marks of what people still owe; none of it is a gap, and none has a severity."""

WANT_NOTES: Final[dict[Want, str]] = {
    "to-answer": "A question arises and has no answer, or only that it is not known yet, or a "
    "stand-in.",
    "to-confirm": "A file, a public source or an earlier edition gave an answer, and no person "
    "has confirmed it. Until then it counts as no answer.",
    "evidence-missing": "The answer claims something for which evidence is asked, and none is "
    "attached that counts.",
}

SEVERITY: Final = {
    "blocker": Mark("blocker", "Blocker", "!!!"),
    "major": Mark("major", "Major", "!!"),
    "minor": Mark("minor", "Minor", "!"),
    "observation": Mark("observation", "Observation", "i"),
}
"""Marks of gaps, most serious first."""

GROUND: Final = {"law": "", "advice": "our advice"}
"""Whose demand a gap is: said only where the law itself does not ask for it."""

HOLDS: Final = {
    Truth.YES: Mark("yes", "Holds", "+"),
    Truth.NO: Mark("no", "Does not hold", "–"),
    Truth.UNKNOWN: Mark("unknown", "Not determined", "?"),
}
ALERT: Final = Mark("alert", "Holds", "!")
"""A conclusion that holds and forbids or stops something."""
WOULD: Final = {
    Truth.YES: "would hold",
    Truth.NO: "would no longer hold",
    Truth.UNKNOWN: "would depend on further answers",
}
"""What would become of a conclusion if an answer were another."""

APPLIES: Final = {
    Truth.YES: Mark("yes", "Yes", "+"),
    Truth.NO: Mark("no", "No", "–"),
    Truth.UNKNOWN: Mark("unknown", "Not determined", "?"),
}


def held(truth: Truth | None) -> str:
    """Whether a conclusion holds, in a sentence; none where the edition has no such one."""
    return "not in the edition" if truth is None else HOLDS[truth].word.lower()


def status_counts(statuses: Iterable[Status], *, every: bool = False) -> tuple[Count, ...]:
    """Number of requirements by status; those with none only if asked for."""
    found = list(statuses)
    return tuple(
        Count(mark, found.count(status), STATUS_NOTES[status])
        for status, mark in STATUS.items()
        if every or status in found
    )


def severity_counts(severities: Iterable[str]) -> tuple[Count, ...]:
    """Number of gaps by severity, every severity listed."""
    found = list(severities)
    return tuple(Count(mark, found.count(key)) for key, mark in SEVERITY.items())


def want_counts(wants: Mapping[Want, int]) -> tuple[Count, ...]:
    """Number of answers, confirmations and pieces of evidence that are owed, each listed."""
    return tuple(Count(mark, wants[want]) for want, mark in WANT.items())
