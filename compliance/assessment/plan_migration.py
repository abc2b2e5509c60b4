"""What migrating an assessment to the next edition does to everything recorded.

Careful where the checklists are not: an answer whose question changed without a
migration line, or does not accept it any more, is to be confirmed; one whose question
is gone without a line is retired. Nothing is guessed and nothing is lost.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any, Final

from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.findings import review_basis
from compliance.assessment.journal.fold import VOID, apply
from compliance.assessment.journal.records import Migrated, Reconfirm, seal
from compliance.assessment.journal.state import Given, State
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.editions.fingerprint import fingerprint
from compliance.checklist.editions.migration import MeaningChanged, OptionsChanged, RulesChanged
from compliance.checklist.editions.succession import VOCABULARY, Succession, succession
from compliance.checklist.questions import Question
from compliance.errors import ConformityError

NO_LINE = "The question is another one in this edition."
NO_OPTION = "The option that was chosen has no successor."
NO_FIT = "The question does not accept the earlier answer any more."
KINDS_OF_EVIDENCE: Final = f"{VOCABULARY}{EVIDENCE_KINDS}"


@dataclass(frozen=True)
class Plan:
    """What one step does, and the record that does it."""

    record: Migrated
    succession: Succession
    kept: tuple[str, ...]
    """Later ids of answers that go on as they are."""


def plan_migration(assessment: Assessment, after: Catalogue) -> Plan:
    """Plan the step from the edition an assessment follows to the next one."""
    before, state = assessment.catalogue, assessment.state
    found = succession(fingerprint(before), after)
    planner = _Planner(before, after, state, found)
    for known in _spoken_of(before, state):
        planner.place(known)
    planner.settle()
    record = Migrated(
        from_edition=before.edition.id,
        from_digest=before.digest,
        edition=after.edition.id,
        edition_digest=after.digest,
        renamed=planner.renamed,
        replaced=planner.replaced,
        values=planner.values,
        reconfirm=tuple(planner.reconfirm),
        dropped=planner.dropped,
        evidence_kinds=_kinds(found, state),
        detached=tuple(planner.detached),
    )
    later = preview(state, record)
    reviews = _reviews(before, after, state, later, found)
    record = record.model_copy(update={"reviews": reviews})
    return Plan(record, found, tuple(planner.kept))


def preview(state: State, record: Migrated) -> State:
    """The state that a record would lead to; the given one stays as it is."""
    later = copy.copy(state)
    for name in ("answers", "evidence", "unconfirmed", "reviews", "owners", "people"):
        setattr(later, name, dict(getattr(state, name)))
    for name in ("notes", "retired", "moves"):
        setattr(later, name, list(getattr(state, name)))
    apply(later, seal(state.seq + 1, state.changed_at, state.begun_by, record, state.head))
    return later


def _spoken_of(before: Catalogue, state: State) -> list[str]:
    """Every id that the assessment says anything about, in the order of the edition."""
    found = {*state.answers, *state.unconfirmed, *state.reviews, *state.owners}
    found |= {note.question for note in state.notes}
    for held in state.evidence.values():
        found |= set(held.data.supports)
    order = {known: at for at, known in enumerate(before.questions)}
    return sorted(found, key=lambda known: (order.get(known, len(order)), known))


@dataclass
class _Planner:
    before: Catalogue
    after: Catalogue
    state: State
    found: Succession
    kept: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    reconfirm: list[Reconfirm] = field(default_factory=list)
    dropped: dict[str, str] = field(default_factory=dict)
    detached: list[str] = field(default_factory=list)

    def place(self, known: str) -> None:
        """Say what becomes of one id and of what was recorded under it."""
        same = self.found.same(known)
        if same in self.after.questions:
            if same != known:
                self.renamed[known] = same
            self._carry(known, same)
            return
        successors = tuple(
            item for item in self.found.successors(known) if item in self.after.questions
        )
        if not successors:
            if known in self.before.questions:
                self.dropped[known] = self.found.reason(known)
            return
        self.replaced[known] = successors
        for item in successors:
            self._confirm(known, item, self.found.reason(known))

    def _carry(self, known: str, same: str) -> None:
        """An answer whose question goes on: as it is, with new options, or in doubt."""
        meaning = self.found.stated(same, MeaningChanged)
        unstated = self.found.unstated(known, same) if known in self.found.before else set()
        if meaning is not None:
            self._confirm(known, same, meaning.reason)
        elif unstated - {"rules"}:
            self._confirm(known, same, NO_LINE)
        elif known in self.state.answers:
            self._keep(known, same, self.state.answers[known])
        elif known in self.state.unconfirmed:
            self._renew(same, self.state.unconfirmed[known].single)

    def _keep(self, known: str, same: str, given: Given) -> None:
        if given.state != "given":
            self.kept.append(same)
            return
        question = self.after.questions[same]
        value = self._present(question, given.value)
        if value is None:
            self._confirm(known, same, NO_OPTION)
            return
        try:
            value = parse_answer(self.after, question, value)
        except ConformityError:
            self._confirm(known, same, NO_FIT)
            return
        if value == given.value:
            self.kept.append(same)
        else:
            self.values[same] = value

    def _renew(self, same: str, waiting: Given | None) -> None:
        """What waits goes on waiting, under the present ids of its options."""
        if waiting is None or waiting.state != "given":
            return
        value = self._present(self.after.questions[same], waiting.value)
        if value is not None and value != waiting.value:
            self.values[same] = value

    def settle(self) -> None:
        """A question that absorbs another keeps no answer of its own uncounted."""
        origins = self.found.origins()
        named = {(entry.question, entry.earlier) for entry in self.reconfirm}
        for entry in list(self.reconfirm):
            own = origins.get(entry.question, "")
            if own in self.state.answers and (entry.question, own) not in named:
                named.add((entry.question, own))
                self.reconfirm.append(entry.model_copy(update={"earlier": own}))
                self.values.pop(entry.question, None)
                if entry.question in self.kept:
                    self.kept.remove(entry.question)

    def _confirm(self, known: str, question: str, reason: str) -> None:
        """Only what was answered, or shown by a file, can be confirmed."""
        is_file = self.after.questions[question].type == "file"
        shown = is_file and bool(self.state.evidence_for(known))
        answered = known in self.state.answers or known in self.state.unconfirmed
        if answered or shown:
            entry = Reconfirm(question=question, earlier=known, reason=reason)
            self.reconfirm.append(entry)
        if is_file and (answered or shown):
            self.detached.append(question)

    def _present(self, question: Question, value: Any) -> Any:
        """A value with the present ids of its options; nothing if one has none."""
        if isinstance(value, list):
            parts = [self._present(question, item) for item in value]
            return None if None in parts else parts
        if isinstance(value, dict):
            fields = {item.id: item for item in self.after.fields(question)}
            cells = {
                key: self._present(fields[key], cell) if key in fields else cell
                for key, cell in value.items()
            }
            return None if None in cells.values() else cells
        for known in (question.id, f"{VOCABULARY}{vars(question).get('options_from')}"):
            line = self.found.stated(known, OptionsChanged)
            if isinstance(line, OptionsChanged) and value in line.map:
                return line.map[value]
        return value


def _kinds(found: Succession, state: State) -> dict[str, str]:
    """Kinds of evidence that have another id now, as far as evidence has them."""
    line = found.stated(KINDS_OF_EVIDENCE, OptionsChanged)
    used = {held.data.evidence_kind for held in state.evidence.values()}
    if not isinstance(line, OptionsChanged):
        return {}
    return {old: new for old, new in line.map.items() if new is not None and old in used}


def _reviews(
    before: Catalogue, after: Catalogue, state: State, later: State, found: Succession
) -> dict[str, str]:
    """Approvals that go on under other ids, and those that no longer count.

    An approval goes on where only ids and words changed. Where the requirement asks
    something else, or other things follow from its answers, somebody has to look again.
    """
    bases: dict[str, str] = {}
    for known, review in state.reviews.items():
        same = found.same(known)
        if review.data.decision != "approved" or known not in before.requirements:
            continue
        if same not in after.requirements:
            bases.update(dict.fromkeys(found.successors(known), VOID))
            continue
        declared = before.requirements[known]
        if review.data.basis != review_basis(state, declared) or _touched(
            found, [known, *(item.id for item in declared.follow_ups)]
        ):
            bases[same] = VOID
            continue
        basis = review_basis(later, after.requirements[same])
        if basis != review.data.basis:
            bases[same] = basis
    return bases


def _touched(found: Succession, ids: list[str]) -> bool:
    """Whether more than ids and words changed under any of some earlier ids."""
    for known in ids:
        same = found.same(known)
        if not same or found.unstated(known, same):
            return True
        if found.stated(same, MeaningChanged, OptionsChanged, RulesChanged):
            return True
    return False
