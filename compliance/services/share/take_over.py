"""Taking the answers of an organisation over into an assessment.

Each answer, piece of evidence and review becomes a record of the assessment's own
journal with its origin. What the assessment answers by itself is never replaced
without being named. An interrupted take-over goes on when it is called again; called
once more, it appends nothing.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from compliance.assessment.findings import review_basis
from compliance.assessment.journal.fold import apply
from compliance.assessment.journal.records import (
    Answer,
    Evidence,
    EvidenceLinked,
    EvidenceWithdrawn,
    Origin,
    ReviewGiven,
    seal,
)
from compliance.assessment.journal.state import Given, HeldEvidence, Reviewed, State
from compliance.assessment.journal.store import HeadMovedError
from compliance.assessment.sharing import Shared, compare_one, stands_alone
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.data.names import safe_name
from compliance.data.typed import clean_text
from compliance.errors import ConformityError, Problem, fail
from compliance.language.words import counted
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.append import append_record
from compliance.services.assess.evidence_said import MAX_NOTE
from compliance.services.assess.record_answer import MAX_TRIES, build_answer
from compliance.storage.opened import OpenAssessment

__all__ = ["TakenOver", "plan_take_over", "take_over"]


def take_over(
    source: OpenAssessment,
    target: OpenAssessment,
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
        target.place,
        "journal.locked",
        "The journal kept changing; the answers were not all taken over.",
        "Try again; what was taken over is safe.",
    )


def plan_take_over(
    source: OpenAssessment, target: OpenAssessment, replace: Collection[str] = ()
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


AS_THERE: Final = "As in the record of the organisation."
"""Why links of evidence change here."""
Step = Answer | Evidence | EvidenceLinked | EvidenceWithdrawn | ReviewGiven


@dataclass
class TakenOver:
    """What a take-over did, or would do."""

    answers: list[Shared] = field(default_factory=list)
    """Answers taken over, each with the one that stood here before."""
    evidence: list[Evidence] = field(default_factory=list)
    linked: list[EvidenceLinked] = field(default_factory=list)
    """What evidence that is here already supports from now on, or no longer."""
    withdrawn: list[str] = field(default_factory=list)
    """Numbers of evidence that the organisation withdrew."""
    reviews: list[ReviewGiven] = field(default_factory=list)
    kept: list[Shared] = field(default_factory=list)
    """Answers that differ here and were left as they are."""
    refused: dict[str, Problem] = field(default_factory=dict)
    """What does not fit here, by question or number of evidence, and why."""

    @property
    def counts(self) -> dict[str, str]:
        """How much of what there is, in words, by the name of the list."""
        kinds = (
            ("answers", len(self.answers), "answer", "answers"),
            ("evidence", len(self.evidence), "piece of evidence", "pieces of evidence"),
            ("linked", len(self.linked), "change of links", "changes of links"),
            ("withdrawn", len(self.withdrawn), "withdrawal", "withdrawals"),
            ("reviews", len(self.reviews), "review", "reviews"),
        )
        return {kind: counted(number, one, many) for kind, number, one, many in kinds if number}

    @property
    def records(self) -> int:
        """Number of records appended."""
        parts = (self.answers, self.evidence, self.linked, self.withdrawn, self.reviews)
        return sum(len(part) for part in parts)


class TakeOver:
    """The steps of a take-over, each found from the state as it then is."""

    def __init__(
        self,
        source: OpenAssessment,
        target: OpenAssessment,
        replace: Collection[str],
        only: Collection[str] | None = None,
    ) -> None:
        if source.state.begin.pack != target.state.begin.pack:
            raise fail(
                target.place,
                "organisation.other-pack",
                f"It follows {target.state.begin.pack}, the organisation "
                f"{source.state.begin.pack}.",
                "Keep assessments under different laws in different workspaces.",
            )
        for known in replace:
            target.catalogue.question(known)
        self.source, self.target = source, target
        self.replace = frozenset(replace)
        self.done = TakenOver()
        self._wide = target.catalogue.organisation_wide
        if only is not None:
            self._wide &= frozenset(only)
        self._before: dict[str, Shared] = {}

    def steps(self, state: State) -> Iterator[Step]:
        """What is still to be recorded; ``state`` may move on between two steps."""
        self.done.kept = []
        yield from self._answers(state)
        for held in self.source.state.evidence.values():
            if held.withdrawn:
                yield from self._withdrawals(state, held)
                continue
            if not held.superseded:
                yield from self._evidence(state, held)
            yield from self._links(state, held)
        yield from self._reviews(state)

    def note(self, step: Step) -> None:
        """Remember a step that was recorded."""
        match step:
            case Answer():
                self.done.answers.append(self._before[step.question])
            case Evidence():
                self.done.evidence.append(step)
            case EvidenceLinked():
                self.done.linked.append(step)
            case EvidenceWithdrawn():
                self.done.withdrawn.append(step.evidence)
            case ReviewGiven():
                self.done.reviews.append(step)

    def bring(self, step: Evidence) -> bool:
        """Copy the file of evidence into the locker; whether it is there and whole."""
        mine, theirs = self.target.blobs, self.source.blobs
        place = f"{self.source.binder.name}: {step.name}"
        if not step.held:
            return True
        if theirs.size(step.sha256) is None:
            code, what = "evidence.missing", "is not in the locker of the organisation"
        elif not theirs.is_whole(step.sha256, step.size):
            code, what = "evidence.changed", "was changed in the locker after it was taken"
        else:
            if not mine.is_whole(step.sha256, step.size):
                with theirs.open(step.sha256, place) as stream:
                    mine.put(stream, place)
            return True
        hint = "Restore the original there, and take over again."
        self.done.refused[step.sha256] = Problem(place, code, f"The file {what}.", hint)
        return False

    def _origin(self, record: str, by: str, at: str) -> Origin:
        state = self.source.state
        return Origin(
            journal=state.begin.assessment,
            head=state.head,
            record=record,
            by=clean_author(by),
            at=at,
        )

    def _answers(self, state: State) -> Iterator[Answer]:
        for question in self.target.catalogue.questions:
            if question not in self._wide:
                continue
            shared = compare_one(self.source.state, state, question)
            if shared is None or shared.how in {"current", "same"}:
                continue
            if shared.how == "own" and question not in self.replace:
                self.done.kept.append(shared)
                continue
            answer = self._fitting(shared.theirs)
            if answer is not None:
                self._before[question] = shared
                yield answer

    def _fitting(self, theirs: Given) -> Answer | None:
        """The answer as a record here, if the question accepts it as it stands."""
        question = theirs.question
        try:
            self._same_meaning(question)
            answer = build_answer(
                self.target,
                question,
                theirs.value,
                explanation=theirs.explanation,
                state=theirs.state,
            )
            origin = self._origin(theirs.record, theirs.by, theirs.at)
        except ConformityError as error:
            cause = error.problems[0]
            self._refuse(question, f"{cause.message} {cause.hint}".strip())
            return None
        if (answer.value, answer.explanation) != (theirs.value, theirs.explanation):
            self._refuse(question, "It is not written as this program writes it.")
            return None
        return answer.model_copy(update={"origin": origin, "source": theirs.source})

    def _same_meaning(self, question: str) -> None:
        """Refuse an answer to what another edition asks otherwise."""
        here, there = self.target.catalogue, self.source.catalogue
        known = here.requirement_of.get(question)
        if known is None or here.edition.id == there.edition.id or known in self.replace:
            return
        other = there.requirements.get(known)
        mine = here.requirements[known].revision
        if other is not None and other.revision != mine:
            raise fail(
                question,
                "organisation.not-taken-over",
                f"Edition {there.edition.id} asks revision {other.revision} of it, this "
                f"assessment revision {mine}.",
            )

    def _refuse(self, known: str, why: str) -> None:
        self.done.refused[known] = Problem(
            known,
            "organisation.not-taken-over",
            f"The organisation's answer does not fit here: {why}",
            "Answer it in the assessment.",
        )

    def _copies(self, state: State, held: HeldEvidence) -> list[HeldEvidence]:
        return [
            mine
            for mine in state.evidence.values()
            if mine.data.origin is not None and mine.data.origin.record == held.record
        ]

    def _withdrawals(self, state: State, held: HeldEvidence) -> Iterator[EvidenceWithdrawn]:
        for mine in self._copies(state, held):
            if not mine.withdrawn:
                reason = f"Withdrawn by the organisation: {held.withdrawn}"
                yield EvidenceWithdrawn(evidence=mine.data.evidence, reason=reason)

    def _links(self, state: State, held: HeldEvidence) -> Iterator[EvidenceLinked]:
        """What a copy supports no longer; and what the version before it supported here."""
        for mine in self._copies(state, held):
            if not mine.is_current:
                continue
            older = state.evidence.get(mine.data.supersedes or "")
            kept = {*mine.data.supports, *mine.unlinked, *held.unlinked}
            add = tuple(one for one in (older.data.supports if older else ()) if one not in kept)
            gone = (one for one in mine.data.supports if one in held.unlinked)
            remove = tuple(one for one in gone if one in self._wide)
            if add or remove:
                yield EvidenceLinked(
                    evidence=mine.data.evidence, add=add, remove=remove, reason=AS_THERE
                )

    def _evidence(self, state: State, held: HeldEvidence) -> Iterator[Evidence | EvidenceLinked]:
        data = held.data
        there: set[str] = set()
        copies = self._copies(state, held)
        for mine in copies:
            there.update(mine.data.supports, mine.unlinked)
        for mine in state.evidence.values():
            if not mine.withdrawn and _same_file(mine.data, data):
                there.update(mine.data.supports)
        wanted = [
            known
            for known in data.supports
            if known in self._wide and known not in there and self._leans(state, known)
        ]
        if not wanted:
            return
        current = [mine for mine in copies if mine.is_current]
        if current:
            number = current[0].data.evidence
            yield EvidenceLinked(evidence=number, add=tuple(wanted), reason=AS_THERE)
            return
        try:
            origin = self._origin(held.record, held.by, held.at)
            note = clean_text(data.name, data.note, MAX_NOTE)
        except ConformityError as error:
            self._refuse(data.evidence, error.problems[0].message)
            return
        if data.evidence_kind not in self.target.catalogue.vocabularies[EVIDENCE_KINDS].ids():
            self._refuse(data.evidence, f"There is no kind {data.evidence_kind}.")
            return
        yield data.model_copy(
            update={
                "evidence": f"EV-{len(state.evidence) + 1:04d}",
                "name": safe_name(data.name),
                "note": note,
                "supports": tuple(wanted),
                "origin": origin,
                "inside": held.said_inside,
                "supersedes": self._older(state, data),
            }
        )

    def _older(self, state: State, data: Evidence) -> str | None:
        """The copy here of what evidence of the organisation is a newer version of."""
        older = self.source.state.evidence.get(data.supersedes or "")
        copies = [] if older is None else self._copies(state, older)
        return next((mine.data.evidence for mine in copies if mine.is_current), None)

    def _leans(self, state: State, known: str) -> bool:
        """Whether the assessment leans on the organisation for what is supported."""
        main = self.target.catalogue.requirement_of.get(known, known)
        return not stands_alone(self.source.state, state, main)

    def _reviews(self, state: State) -> Iterator[ReviewGiven]:
        for known, review in self.source.state.reviews.items():
            requirement = self.target.catalogue.requirements.get(known)
            if requirement is None or known not in self._wide:
                continue
            basis = review_basis(state, requirement)
            if review.data.basis != basis or _reviewed(state, review, basis):
                continue
            try:
                origin = self._origin(review.record, review.by, review.at)
                comment = clean_text(known, review.data.comment)
            except ConformityError as error:
                self._refuse(known, error.problems[0].message)
                continue
            update = {"comment": comment, "origin": origin}
            yield review.data.model_copy(update=update)


def _same_file(one: Evidence, other: Evidence) -> bool:
    return (one.sha256, one.evidence_kind, one.collected, one.expires) == (
        other.sha256,
        other.evidence_kind,
        other.collected,
        other.expires,
    )


def _reviewed(state: State, review: Reviewed, basis: str) -> bool:
    """Whether a review is here already, or one of the assessment's own counts."""
    mine = state.reviews.get(review.data.requirement)
    if mine is None:
        return False
    if mine.data.origin is None:
        return mine.data.basis == basis
    return mine.data.origin.record == review.record
