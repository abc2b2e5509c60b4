"""What waits for a person: put forward by sources, settled by an answer, or refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from compliance.assessment.journal.records import Answer, ProposalRefused, Proposed, Record
from compliance.assessment.journal.rows import all_stand
from compliance.assessment.journal.state import Given, Proposal, State
from compliance.data.digests import canonical_json, sha256

WAITS: Final = {
    "public": "A public source says so; nobody here has confirmed it.",
    "file": "A file says so; nobody here has confirmed it.",
    "edition": "It was answered under an earlier edition.",
}
"""Why something has to be confirmed, by the kind of its source."""


def weigh(state: State, record: Record, data: Proposed | ProposalRefused) -> None:
    """What a source says, or that somebody does not take it."""
    if isinstance(data, Proposed):
        put_forward(state, record, data)
    else:
        refuse(state, data)


def put_forward(state: State, record: Record, data: Proposed) -> None:
    """Beside what other sources say, and beside an answer that stands.

    A later statement of the same source takes the place of its earlier one. What the
    answer says already is nothing to decide on.
    """
    known, source = data.question, data.source
    state.put_forward.add(saying(data))
    said = Given(
        known, data.state, data.value, data.explanation, source.title, record.at, record.seq,
        record.hash, source=source, adds=data.adds,
    )  # fmt: skip
    if settles(state.answers.get(known), said):
        return
    waiting = state.unconfirmed.get(known)
    others = [
        item
        for item in (waiting.answers if waiting else ())
        if item.source is None or item.source.title != source.title
    ]
    alike = [
        item
        for item in others
        if (item.state, item.value, item.adds) == (data.state, data.value, data.adds)
    ]
    answers = (*others, said) if not alike else tuple(others)
    state.unconfirmed[known] = Proposal(
        known, answers, source, WAITS[source.kind], record.at, record.seq
    )


def saying(data: Proposed) -> str:
    """Digest of what a source says to a question, whatever else it says elsewhere."""
    source = [data.source.kind, data.source.title, data.source.address, data.source.revision]
    said = [data.question, data.state, data.value, data.explanation, list(data.adds)]
    return sha256(canonical_json([source, said]))


def settles(present: Given | None, said: Given) -> bool:
    """Whether an answer says already what a source says."""
    if present is None or present.state != said.state:
        return False
    if said.adds:
        return all_stand(said.value, present.value)
    return bool(present.value == said.value)


def settle(state: State, data: Answer) -> None:
    """What an answer leaves of what waited at its question.

    It settles everything but rows of a table that still do not stand there. What waited
    waits again once the answer is withdrawn.
    """
    known = data.question
    waiting = state.unconfirmed.pop(known, None)
    if data.state == "withdrawn":
        answered = state.answers.pop(known, None) is not None
        earlier = state.answered.pop(known, None)
        again = together(earlier, waiting) if answered else None
        if again is not None:
            state.unconfirmed[known] = again
        return
    if waiting is None:
        return
    state.answered[known] = waiting
    left = tuple(
        item
        for item in waiting.answers
        if item.adds and data.state == "given" and not all_stand(item.value, data.value)
    )
    if left:
        state.unconfirmed[known] = with_answers(waiting, left)


def refuse(state: State, data: ProposalRefused) -> None:
    """What a source said waits no longer."""
    waiting = state.unconfirmed.get(data.question)
    if waiting is None:
        return
    left = tuple(item for item in waiting.answers if item.source != data.source)
    if left:
        state.unconfirmed[data.question] = with_answers(waiting, left)
    elif waiting.answers:
        del state.unconfirmed[data.question]


def with_answers(waiting: Proposal, answers: tuple[Given, ...]) -> Proposal:
    """The same, of other sources: the last of them says why it waits and since when."""
    last = answers[-1]
    source = last.source or waiting.source
    if waiting.source in [item.source for item in answers]:
        return replace(waiting, answers=answers)
    return replace(waiting, answers=answers, source=source, reason=WAITS[source.kind])


def together(earlier: Proposal | None, later: Proposal | None) -> Proposal | None:
    """What waited before and what came since, each source once."""
    if earlier is None or later is None:
        return earlier or later
    newer = {item.source.title for item in later.answers if item.source}
    kept = tuple(
        item for item in earlier.answers if item.source is None or item.source.title not in newer
    )
    return replace(later, answers=(*kept, *later.answers))
