"""What a returned file would change, worked out before anything is recorded.

Three answers are compared for each question: the one when the file was exported, the
one in the assessment now, and the one in the file. A file that was not touched never
undoes what others answered meanwhile, and what both changed is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import Answer
from compliance.assessment.journal.state import Given
from compliance.checklist.answer_text import full_answer
from compliance.errors import ConformityError, Problem, fail
from compliance.services.assess.record_answer import same_as_present
from compliance.services.exchange.settle import Settled, settle
from compliance.services.exchange.table import FORMAT, Returned, Said, Stamp
from compliance.storage.opened import OpenAssessment

KINDS: Final = {
    "new": "New answers",
    "changed": "Changed answers",
    "conflict": "Conflicts",
    "refused": "Refused",
    "newer": "Answered here since the export, unchanged in the file",
    "emptied": "Emptied in the file, left as they are",
    "unchanged": "Unchanged",
    "empty": "Not answered in the file",
}
"""Kinds of differences with their headings, in the order in which they are shown."""


@dataclass(frozen=True)
class Version:
    """An answer in words."""

    words: str
    explanation: str
    by: str = ""
    at: str = ""


@dataclass(frozen=True)
class Difference:
    """What a file says about one question, compared with the assessment."""

    question: str
    ask: str
    place: str
    kind: str
    """A key of :data:`KINDS`."""
    present: Version | None
    """The answer in the assessment now."""
    returned: Version | None = None
    """The answer in the file."""
    answer: Answer | None = None
    """What would be recorded."""
    problems: tuple[Problem, ...] = ()
    seq: int = 0
    """Number of the record of the present answer; 0 without one."""


@dataclass(frozen=True)
class Preview:
    """Everything that a file would change."""

    differences: tuple[Difference, ...]
    loose: tuple[Problem, ...]
    """Rows of the file that belong to no question, and the like."""
    head: str
    """Head of the journal that was compared with."""
    answered_by: str
    stamp: Stamp | None
    notices: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: str) -> list[Difference]:
        """The differences of one kind."""
        return [item for item in self.differences if item.kind == kind]

    @property
    def clean(self) -> bool:
        """Whether everything in the file was understood and nothing contradicts."""
        return not (self.loose or self.of("conflict") or self.of("refused"))


def preview(assessment: OpenAssessment, returned: Returned) -> Preview:
    """Compare a returned file with the assessment.

    Raises:
        ConformityError: ``exchange.other-assessment`` or ``exchange.newer``.
    """
    stamp = returned.stamp
    _check_stamp(assessment, stamp)
    base = _base(assessment, stamp)
    blank = stamp is not None and stamp.blank
    differences, loose = [], list(returned.loose)
    for said in returned.said.values():
        if said.question in assessment.catalogue.questions:
            differences.append(_compare(assessment, said, base, blank=blank))
        else:
            loose.append(
                Problem(
                    said.place,
                    "exchange.unknown-row",
                    f"There is no question {said.question[:80]}; the row was not read.",
                    "Write the answer into the row of its question.",
                )
            )
    counts = {kind: sum(item.kind == kind for item in differences) for kind in KINDS}
    return Preview(
        tuple(differences),
        tuple(loose),
        assessment.head,
        returned.answered_by,
        stamp,
        _notices(assessment, stamp, base),
        counts,
    )


def _check_stamp(assessment: OpenAssessment, stamp: Stamp | None) -> None:
    if stamp is None:
        return
    begin = assessment.state.begin
    if stamp.format > FORMAT:
        raise fail(
            "file",
            "exchange.newer",
            f"The file has form {stamp.format}; this version reads form {FORMAT}.",
            "Import it with the version that exported it.",
        )
    if stamp.assessment != begin.assessment:
        raise fail(
            "file",
            "exchange.other-assessment",
            f"The file belongs to “{stamp.name}” ({stamp.assessment}), this is "
            f"“{begin.name}” ({begin.assessment}).",
            "Import it into its own assessment.",
        )


def _base(assessment: OpenAssessment, stamp: Stamp | None) -> dict[str, Given] | None:
    """The answers when the file was exported; nothing if that moment is not known."""
    if stamp is None:
        return None
    records = assessment.store.read()
    for number, record in enumerate(records, 1):
        if record.hash == stamp.head:
            return fold(records[:number]).answers
    return None


def _notices(
    assessment: OpenAssessment, stamp: Stamp | None, base: dict[str, Given] | None
) -> tuple[str, ...]:
    found = []
    if stamp is None:
        found.append(
            "The file does not say what it was exported from. Every answer that differs "
            "from the present one is shown as a conflict."
        )
    elif base is None:
        found.append(
            "The journal has no record of the moment of this export. Every answer that "
            "differs from the present one is shown as a conflict."
        )
    if stamp is not None and stamp.digest != assessment.catalogue.digest:
        found.append("The checklists have changed since the export.")
    return tuple(found)


def _compare(
    assessment: OpenAssessment,
    said: Said,
    base: dict[str, Given] | None,
    *,
    blank: bool,
) -> Difference:
    question = assessment.catalogue.questions[said.question]
    present = assessment.state.answers.get(question.id)
    before = present if base is None else base.get(question.id)
    common: dict[str, Any] = {
        "question": question.id,
        "ask": question.ask,
        "place": said.place,
        "present": _version(assessment, present),
        "seq": 0 if present is None else present.seq,
    }
    try:
        settled = settle(assessment, question, said, None if blank else before)
    except ConformityError as error:
        return Difference(kind="refused", problems=tuple(error.problems), **common)
    if settled.answer is None:
        kind = "emptied" if settled.emptied and not blank else "empty"
        return Difference(kind=kind, **common)
    kind = _kind(settled, before, present, known=base is not None)
    answer = settled.answer
    words = full_answer(assessment.catalogue, question.id, answer.state, answer.value)
    version = Version(words, answer.explanation)
    return Difference(kind=kind, returned=version, answer=answer, **common)


def _kind(
    settled: Settled, before: Given | None, present: Given | None, *, known: bool
) -> str:
    answer = settled.answer
    assert answer is not None  # noqa: S101 - the caller has looked
    if _same(present, answer):
        return "unchanged"
    if known and _same(before, answer):
        return "newer"
    if _alike(before, present) and known:
        return "new" if present is None else "changed"
    return "new" if present is None and before is None else "conflict"


def _same(given: Given | None, answer: Answer) -> bool:
    if answer.state == "withdrawn":
        return given is None
    return same_as_present(given, answer)


def _alike(one: Given | None, other: Given | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.state, one.value, one.explanation) == (
        *(other.state, other.value),
        other.explanation,
    )


def _version(assessment: OpenAssessment, given: Given | None) -> Version | None:
    if given is None:
        return None
    words = full_answer(assessment.catalogue, given.question, given.state, given.value)
    return Version(words, given.explanation, given.signed, given.at)
