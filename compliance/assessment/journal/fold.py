"""The state of an assessment: a fold over its journal, nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeVar

from compliance.assessment.journal.records import (
    Answer,
    Assignment,
    Begin,
    EntryChanged,
    EntryMade,
    Evidence,
    EvidenceLinked,
    EvidenceMarked,
    EvidenceRead,
    EvidenceWithdrawn,
    LanguageConfirmed,
    Migrated,
    Note,
    Origin,
    ProposalRefused,
    Proposed,
    Record,
    ReviewGiven,
    SignOff,
    Source,
)
from compliance.assessment.journal.state import (
    Change,
    ConfirmedLanguage,
    Given,
    HeldEvidence,
    LogEntry,
    Move,
    Proposal,
    Remark,
    Retired,
    Reviewed,
    Signed,
    State,
    touch,
)
from compliance.assessment.journal.waiting import settle, weigh
from compliance.errors import fail


def fold(records: Iterable[Record]) -> State:
    """Fold records into the state they lead to.

    Raises:
        ConformityError: ``journal.unreadable`` when the journal does not begin
            with the beginning of an assessment.
    """
    state: State | None = None
    for record in records:
        if state is None:
            if not isinstance(record.data, Begin):
                break
            state = State(record.data, record.by, record.at)
        apply(state, record)
    if state is None:
        raise fail(
            "journal.jsonl:1",
            "journal.unreadable",
            "The journal does not begin with an assessment.",
            "Begin one with: conformity new DIR",
        )
    return state


def apply(state: State, record: Record) -> None:
    """Take one more record into the state."""
    state.seq, state.head = record.seq, record.hash
    state.changed_at, state.changed_by = record.at, record.by
    state.people[record.by] = state.people.get(record.by, 0) + 1
    by, at = _author(state, record)
    match record.data:
        case Answer() as data:
            _answer(state, record, data)
        case Proposed() | ProposalRefused() as data:
            weigh(state, record, data)
        case Evidence() as data:
            state.evidence[data.evidence] = HeldEvidence(data, by, at, record=record.hash)
            _supersede(state, data)
            confirm_files(state, data.supports)
        case EvidenceWithdrawn() | EvidenceMarked() | EvidenceLinked() | EvidenceRead() as data:
            _say_of_evidence(state, data)
        case Note() as data:
            by = data.source.title if data.source else record.by
            state.notes.append(Remark(data.question, data.text, by, record.at, data.source))
        case ReviewGiven() as data:
            state.reviews[data.requirement] = Reviewed(data, by, at, record.hash)
        case Assignment() as data:
            state.owners[data.requirement] = data
        case Migrated() as data:
            migrate_state(state, record, data)
        case SignOff() as data:
            state.sign_offs.append(Signed(data, record.by, record.at, record.seq))
        case EntryMade() | EntryChanged() as data:
            _log(state, record, data)
        case LanguageConfirmed() as data:
            confirmed = ConfirmedLanguage(data.texts, record.by, record.at)
            state.languages[data.language, data.document] = confirmed
        case _:
            pass
    _touch(state, record)


def _say_of_evidence(
    state: State, data: EvidenceWithdrawn | EvidenceMarked | EvidenceLinked | EvidenceRead
) -> None:
    """Note what was said of evidence later; of what is not there nothing is."""
    held = state.evidence.get(data.evidence)
    if held is None:
        return
    if isinstance(data, EvidenceWithdrawn):
        state.evidence[data.evidence] = replace(held, withdrawn=data.reason or "withdrawn")
        _stand_again(state, held)
    elif isinstance(data, EvidenceLinked):
        state.evidence[data.evidence] = _linked(held, data)
        confirm_files(state, data.add)
    elif isinstance(data, EvidenceRead):
        state.evidence[data.evidence] = replace(held, read=data)
    else:
        state.evidence[data.evidence] = replace(held, marked=data.inside)


def _supersede(state: State, data: Evidence) -> None:
    """A newer version takes the place of the one it names, which stays in the locker."""
    older = state.evidence.get(data.supersedes or "")
    if older is not None and older.data.evidence != data.evidence:
        state.evidence[older.data.evidence] = replace(older, superseded=data.evidence)


def _stand_again(state: State, gone: HeldEvidence) -> None:
    """What a withdrawn version superseded is superseded by the next one, or stands again."""
    for number, held in state.evidence.items():
        if held.superseded == gone.data.evidence:
            state.evidence[number] = replace(held, superseded=gone.superseded)


def _linked(held: HeldEvidence, data: EvidenceLinked) -> HeldEvidence:
    """Evidence with more questions that it supports, or fewer."""
    left = [known for known in held.data.supports if known not in data.remove]
    taken = held.unlinked.union(known for known in held.data.supports if known in data.remove)
    supports = tuple(dict.fromkeys([*left, *data.add]))
    changed = held.data.model_copy(update={"supports": supports})
    return replace(held, data=changed, unlinked=taken.difference(data.add))


def _touch(state: State, record: Record) -> None:
    """Note with the last sign-off what was recorded after it."""
    touched = touch(record) if state.sign_offs else None
    if touched is not None:
        state.sign_offs[-1].since.append(touched)


def _author(state: State, record: Record) -> tuple[str, str]:
    """Who said what a record holds, and when: there, where it was taken over."""
    origin: Origin | None = getattr(record.data, "origin", None)
    if origin is not None:
        state.people.setdefault(origin.by, 0)
        return origin.by, origin.at
    said_by: str | None = getattr(record.data, "said_by", None)
    state.people.setdefault(said_by or record.by, 0)
    return said_by or record.by, record.at


def _answer(state: State, record: Record, data: Answer) -> None:
    settle(state, data)
    if data.state == "withdrawn":
        return
    by, at = _author(state, record)
    state.answers[data.question] = Given(
        data.question,
        data.state,
        data.value,
        data.explanation,
        by,
        at,
        record.seq,
        record.hash,
        data.origin,
        ("", "") if data.origin is None else (record.by, record.at),
        record.by if data.said_by and data.said_by != record.by else "",
        data.source,
    )


def _log(state: State, record: Record, data: EntryMade | EntryChanged) -> None:
    """An entry is made once; what changes one that is not there changes nothing."""
    entry = state.entries.get(data.entry)
    if isinstance(data, EntryMade):
        values = {known: value for known, value in data.values.items() if value is not None}
        by, at, seq = record.by, record.at, record.seq
        made = LogEntry(data, by, at, seq, values, data.evidence, data.linked)
        state.entries.setdefault(data.entry, made)
    elif entry is not None:
        state.entries[data.entry] = _changed(entry, record, data)


def _changed(entry: LogEntry, record: Record, data: EntryChanged) -> LogEntry:
    """What an entry says from now on."""
    before = {known: entry.values.get(known) for known in data.values}
    change = Change(data, before, record.by, record.at, record.seq)
    values = {**entry.values, **data.values}
    return replace(
        entry,
        values={known: value for known, value in values.items() if value is not None},
        evidence=entry.evidence if data.evidence is None else data.evidence,
        linked=entry.linked if data.linked is None else data.linked,
        changes=(*entry.changes, change),
    )


VOID: Final = "0" * 64
"""Basis of an approval that no longer counts; no digest is ever this."""

AnyValue = TypeVar("AnyValue")


def migrate_state(state: State, record: Record, data: Migrated) -> None:
    """Turn a state of the earlier edition into one of the later."""
    state.edition, state.edition_digest = data.edition, data.edition_digest
    state.moves.append(Move(data, record.by, record.at))
    _answers(state, record, data)
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
                update={"requirement": known, "basis": data.reviews.get(known, review.data.basis)}
            ),
        )
        for known, review in _moved(data, state.reviews).items()
    }


def confirm_files(state: State, supports: Iterable[str]) -> None:
    """A question that a file answers is confirmed by attaching or linking one again."""
    for known in supports:
        if any(known in move.data.detached for move in state.moves):
            state.unconfirmed.pop(known, None)


def _answers(state: State, record: Record, data: Migrated) -> None:
    earlier: dict[str, tuple[Given, ...]] = {
        known: (given,) for known, given in state.answers.items()
    }
    for known, item in state.unconfirmed.items():
        earlier[known] = (*earlier.get(known, ()), *item.answers)
    retired = [known for known in earlier if known in data.dropped]
    state.retired += [
        Retired(given, data.dropped[known], data.edition)
        for known in retired
        for given in earlier[known]
    ]
    waiting = _still_waiting(state, data)
    for entry in data.reconfirm:
        known = entry.question
        before = waiting.get(known)
        given = () if before is None or before.seq != record.seq else before.answers
        given += tuple(
            replace(item, question=known, source=item.source or _under(data, item))
            for item in earlier.get(entry.earlier, ())
        )
        source = Source(kind="edition", title=f"Edition {data.from_edition}")
        reason, at, seq = entry.reason, record.at, record.seq
        waiting[known] = Proposal(known, given, source, reason, at, seq)
    doubted = {entry.question for entry in data.reconfirm}
    counting = {
        data.renamed.get(known, known): given
        for known, given in state.answers.items()
        if known not in data.dropped and known not in data.replaced
    }
    state.answers = {
        known: replace(given, question=known, value=data.values.get(known, given.value))
        for known, given in counting.items()
        if known not in doubted
    }
    state.unconfirmed = waiting
    state.answered = {}  # what waited at questions of another edition


def _still_waiting(state: State, data: Migrated) -> dict[str, Proposal]:
    """What goes on waiting, under the later ids.

    Present ids of options are recorded for the answer, where one stands: what waits beside
    it keeps its own, and can be answered anew where the question has them no longer.
    """
    waiting: dict[str, Proposal] = {}
    for known, item in state.unconfirmed.items():
        if known in data.dropped or known in data.replaced:
            continue
        new = data.renamed.get(known, known)
        answers = item.answers
        if known not in state.answers:
            answers = _renewed(data, new, answers)
        answers = tuple(replace(given, question=new) for given in answers)
        waiting[new] = replace(item, question=new, answers=answers)
    return waiting


def _renewed(data: Migrated, known: str, answers: tuple[Given, ...]) -> tuple[Given, ...]:
    """What waits under a later id; a single value with the present ids of its options."""
    several = len(answers) != 1
    return tuple(
        replace(
            given,
            question=known,
            value=given.value if several else data.values.get(known, given.value),
        )
        for given in answers
    )


def _under(data: Migrated, given: Given) -> Source:
    """An answer under an earlier edition, as the source of one to be confirmed now."""
    return Source(
        kind="edition",
        title=f"Edition {data.from_edition}",
        place=f"answered by {given.signed}",
        read=datetime.date.fromisoformat(given.at[:10]),
    )


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
        update = {"supports": tuple(supports), "evidence_kind": data.evidence_kinds.get(kind, kind)}
        state.evidence[number] = replace(
            held,
            data=held.data.model_copy(update=update),
            unlinked=frozenset(new for old in held.unlinked for new in _onwards(data, old)),
        )


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
