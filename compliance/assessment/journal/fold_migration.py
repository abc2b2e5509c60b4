"""Taking a state over to a later edition, as a ``migrated`` record says.

Nothing is lost: an answer goes on, waits to be confirmed, or is retired. An answer
that waits does not count: conditions and findings see an open question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from compliance.assessment.journal.fold import Given, State
    from compliance.assessment.journal.records import Evidence, Migrated, Record

VOID: Final = "0" * 64
"""Basis of an approval that no longer counts; no digest is ever this."""

AnyValue = TypeVar("AnyValue")


@dataclass(frozen=True)
class Unconfirmed:
    """A question whose earlier answers count only once they are confirmed."""

    question: str
    answers: tuple[Given, ...]
    """Several where questions were merged; none where evidence answered it."""
    reason: str
    edition: str
    """The edition that changed the question."""


@dataclass(frozen=True)
class Retired:
    """An answer to a question that is not asked any more."""

    given: Given
    reason: str
    edition: str
    """The edition that dropped the question."""


@dataclass(frozen=True)
class Move:
    """One migration, with who did it and when."""

    data: Migrated
    by: str
    at: str


def migrate_state(state: State, record: Record, data: Migrated) -> None:
    """Turn a state of the earlier edition into one of the later."""
    state.edition, state.edition_digest = data.edition, data.edition_digest
    state.moves.append(Move(data, record.by, record.at))
    _answers(state, data)
    _evidence(state, data)
    state.notes = [
        replace(note, question=known)
        for note in state.notes
        for known in _onwards(data, note.question)
    ]
    state.owners = {
        known: owner.model_copy(update={"requirement": known})
        for known, owner in _moved(data, state.owners).items()
    }
    state.reviews = {
        known: replace(
            review,
            data=review.data.model_copy(
                update={
                    "requirement": known,
                    "basis": data.reviews.get(known, review.data.basis),
                }
            ),
        )
        for known, review in _moved(data, state.reviews).items()
    }


def confirm_files(state: State, evidence: Evidence) -> None:
    """A question that a file answers is confirmed by attaching one again."""
    for known in evidence.supports:
        if any(known in move.data.detached for move in state.moves):
            state.unconfirmed.pop(known, None)


def _answers(state: State, data: Migrated) -> None:
    earlier: dict[str, tuple[Given, ...]] = {
        known: (given,) for known, given in state.answers.items()
    }
    earlier |= {known: item.answers for known, item in state.unconfirmed.items()}
    retired = [known for known in earlier if known in data.dropped]
    state.retired += [
        Retired(given, data.dropped[known], data.edition)
        for known in retired
        for given in earlier[known]
    ]
    waiting: dict[str, Unconfirmed] = {}
    for known, item in state.unconfirmed.items():
        if known in data.dropped or known in data.replaced:
            continue
        new = data.renamed.get(known, known)
        answers = tuple(replace(given, question=new) for given in item.answers)
        waiting[new] = replace(item, question=new, answers=answers)
    for entry in data.reconfirm:
        known = entry.question
        before = waiting.get(known)
        given = () if before is None or before.edition != data.edition else before.answers
        given += tuple(
            replace(item, question=known) for item in earlier.get(entry.earlier, ())
        )
        waiting[known] = Unconfirmed(known, given, entry.reason, data.edition)
    counting = {
        data.renamed.get(known, known): given
        for known, given in state.answers.items()
        if known not in data.dropped and known not in data.replaced
    }
    state.answers = {
        known: replace(given, question=known, value=data.values.get(known, given.value))
        for known, given in counting.items()
        if known not in waiting
    }
    state.unconfirmed = waiting


def _evidence(state: State, data: Migrated) -> None:
    """Evidence goes on supporting what stands now for what it supported."""
    for number, held in state.evidence.items():
        supports = dict.fromkeys(
            known
            for earlier in held.data.supports
            for known in _onwards(data, earlier)
            if known not in data.detached
        )
        kind = held.data.evidence_kind
        update = {
            "supports": tuple(supports),
            "evidence_kind": data.evidence_kinds.get(kind, kind),
        }
        state.evidence[number] = replace(held, data=held.data.model_copy(update=update))


def _onwards(data: Migrated, known: str) -> tuple[str, ...]:
    """Ids that stand for an earlier one; a dropped one keeps its own name."""
    return data.replaced.get(known, (data.renamed.get(known, known),))


def _moved(data: Migrated, items: dict[str, AnyValue]) -> dict[str, AnyValue]:
    """What is kept by requirement, under the ids that stand for them now."""
    return {
        new: item
        for known, item in items.items()
        if known not in data.dropped
        for new in _onwards(data, known)
    }
