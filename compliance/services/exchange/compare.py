"""What a returned file would change, worked out before anything is recorded.

Three answers are compared for each question: the one when the file was exported, the
one in the assessment now, and the one in the file. A file that was not touched never
undoes what others answered meanwhile, and what both changed is a conflict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from compliance.assessment.journal.chain import seq_of
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import Answer
from compliance.assessment.journal.state import Given, State
from compliance.assessment.proposals import acceptable
from compliance.assessment.sharing import content
from compliance.errors import Problem, fail
from compliance.services.exchange.settle import Said, settle
from compliance.services.exchange.sheet import FORMAT, Sheet, Stamp
from compliance.storage.opened import OpenAssessment
from compliance.views.answer import AnswerView, view_answer
from compliance.views.marks import Mark

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
MARKS: Final = {
    "new": Mark("new", "New", "+"),
    "changed": Mark("changed", "Changed", "≠"),
    "conflict": Mark("conflict", "Conflict", "!"),
    "refused": Mark("refused", "Refused", "✗"),
    "newer": Mark("newer", "Stays", "–"),
    "emptied": Mark("emptied", "Stays", "–"),
}
"""Kinds of differences that are shown question by question; of others, the number."""
_CONFLICTS: Final = "Every answer that differs from the present one is shown as a conflict."


@dataclass(frozen=True)
class Difference:
    """What a file says about one question, compared with the assessment."""

    question: str
    ask: str
    place: str
    kind: str
    """A key of :data:`KINDS`."""
    present: AnswerView | None
    """The answer in the assessment now."""
    returned: AnswerView | None
    """The answer in the file."""
    answer: Answer | None
    """What would be recorded."""
    problems: tuple[Problem, ...]
    seq: int
    """Number of the record of the present answer; 0 without one."""


@dataclass(frozen=True)
class NewRemark:
    """Something that a file says to colleagues about a question."""

    question: str
    ask: str
    place: str
    text: str


@dataclass(frozen=True)
class Differences:
    """Everything that a file would change."""

    questions: tuple[Difference, ...]
    stray: tuple[Problem, ...]
    """Rows of the file that belong to no question, and the like."""
    head: str
    """Head of the journal that was compared with."""
    answered_by: str
    stamp: Stamp | None
    notices: tuple[str, ...]
    file: tuple[str, str] = ("", "")
    """Name of the file, and the SHA-256 of its bytes."""
    remarks: tuple[NewRemark, ...] = ()
    """What the file says to colleagues and nobody has said yet."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of questions of each kind."""
        counted = Counter(difference.kind for difference in self.questions)
        return {kind: counted[kind] for kind in KINDS}

    def of(self, kind: str) -> list[Difference]:
        """The differences of one kind."""
        return [difference for difference in self.questions if difference.kind == kind]

    def settled(self, take: Collection[str] = ()) -> bool:
        """Whether everything in the file was understood, and nothing is left to decide.

        Args:
            take: conflicts that were decided for the file.
        """
        undecided = [each for each in self.of("conflict") if each.question not in take]
        return not (self.stray or undecided or self.of("refused"))


def compare(assessment: OpenAssessment, sheet: Sheet) -> Differences:
    """Compare a returned file with the assessment.

    Raises:
        ConformityError: ``exchange.other-assessment`` or ``exchange.newer``.
    """
    stamp = sheet.stamp
    present = assessment.state.answers
    then, notices = _exported(assessment, stamp)
    exported = None if then is None else then.answers
    blank = stamp is not None and stamp.blank
    stood_there = present if exported is None else exported
    proposed = {} if blank else _proposed(assessment, then or assessment.state)
    returned = settle(assessment, sheet, {} if blank else stood_there, proposed)
    differences = []
    for question, said in returned.said.items():
        now, before = present.get(question), stood_there.get(question)
        differences.append(
            Difference(
                question=question,
                ask=assessment.catalogue.questions[question].ask,
                place=said.place,
                kind=_kind(said, before, now, known=exported is not None),
                present=view_answer(assessment, question, now) if now else None,
                returned=view_answer(assessment, question, said.answer) if said.answer else None,
                answer=said.answer,
                problems=said.problems,
                seq=0 if now is None else now.seq,
            )
        )
    return Differences(
        questions=tuple(differences),
        stray=returned.stray,
        head=assessment.head,
        answered_by=sheet.answered_by,
        stamp=stamp,
        notices=notices,
        file=(sheet.name, sheet.digest),
        remarks=tuple(_remarks(assessment, sheet)),
    )


def _remarks(assessment: OpenAssessment, sheet: Sheet) -> Iterator[NewRemark]:
    """Remarks of a file; one that stands at its question already is passed over."""
    there = {(note.question, note.text) for note in assessment.state.notes}
    said = [
        *((row.question, row.place, row.remark) for row in sheet.rows),
        *((known, place, f"{place}: {text}") for known, place, text in sheet.comments),
    ]
    for known, place, remark in said:
        question = assessment.catalogue.questions.get(known)
        text = remark.strip() if isinstance(remark, str) else ""
        if question is None or not text or assessment.scope_problem(known) is not None:
            continue
        if (known, text) not in there:
            there.add((known, text))
            yield NewRemark(known, question.ask, place, text)


def _exported(
    assessment: OpenAssessment, stamp: Stamp | None
) -> tuple[State | None, tuple[str, ...]]:
    """The state when the file was exported, if that is known, and what to say of it."""
    if stamp is None:
        return None, (f"The file does not say what it was exported from. {_CONFLICTS}",)
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
    moved = stamp.digest != assessment.catalogue.digest
    notices = ["The checklists have changed since the export."] if moved else []
    records = assessment.store.read()
    if at := seq_of(records, stamp.head):
        return fold(records[:at]), tuple(notices)
    lost = f"The journal has no record of the moment of this export. {_CONFLICTS}"
    return None, (lost, *notices)


def _proposed(assessment: OpenAssessment, then: State) -> dict[str, Given]:
    """What waited to be confirmed then, as the rows of the file showed it."""
    found = {
        known: acceptable(assessment.catalogue, item)
        for known, item in then.unconfirmed.items()
        if known in assessment.catalogue.questions and known not in then.answers
    }
    return {known: given for known, given in found.items() if given is not None}


def _kind(said: Said, before: Given | None, now: Given | None, *, known: bool) -> str:
    """A key of :data:`KINDS`; ``known`` is whether the moment of the export is."""
    if said.problems:
        return "refused"
    if said.answer is None:
        return "emptied" if said.emptied else "empty"
    exported, present, returned = map(_content, (before, now, said.answer))
    if returned == present:
        return "unchanged"
    if known and returned == exported:
        return "newer"
    if known and exported == present:
        return "new" if present is None else "changed"
    return "new" if present is None and exported is None else "conflict"


def _content(answer: Answer | Given | None) -> tuple[str, Any, str] | None:
    """What an answer says; a withdrawn one says nothing."""
    return None if answer is None or answer.state == "withdrawn" else content(answer)
