"""What is still wanted of people: answers, confirmations and evidence.

None of it is a gap: that nobody said yet how things stand shows nothing about how they
stand, so it has no severity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from compliance.assessment.evidence_check import EvidenceLine
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.state import Given, State
from compliance.assessment.placeholders import looks_like_placeholder, without_reason
from compliance.assessment.proposals import waiting
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.model import MainOption, Requirement
from compliance.checklist.questions import Question

Want = Literal["to-answer", "to-confirm", "evidence-missing"]

DASHES: Final = ("-", "–", "—")


@dataclass(frozen=True)
class Wanted:
    """Something that a person still has to say, to confirm or to attach."""

    want: Want
    about: str
    """Id of the question; of the requirement where it is evidence."""
    text: str
    remedy: str


@dataclass(frozen=True)
class WantedFacts:
    """Questions about operator and system that arise and have no answer that counts."""

    to_answer: tuple[str, ...]
    """Those without an answer, or of which it is not known yet."""
    stand_ins: tuple[str, ...]
    """Those whose answer is only a stand-in for an answer."""
    to_confirm: tuple[str, ...]
    """Those whose answer no person has confirmed yet."""


def wanted_facts(facts: AnswerFacts, state: State) -> WantedFacts:
    """What is wanted about operator and system."""
    missing, stand_ins = [], []
    proposed = tuple(one.question for one in waiting(facts, state))
    for known, question in facts.catalogue.facts.items():
        if facts.relevance(known) is not Truth.YES:
            continue
        given = state.answers.get(known)
        if given is None and known in proposed:
            continue
        if question.optional or (question.type == "file" and state.evidence_for(known)):
            continue
        if given is None or given.state == "unknown":
            missing.append(known)
        elif isinstance(given.value, str) and looks_like_placeholder(facts.catalogue, given.value):
            stand_ins.append(known)
    to_confirm = tuple(
        known for known in proposed if known in facts.catalogue.facts and known not in state.answers
    )
    return WantedFacts(tuple(missing), tuple(stand_ins), to_confirm)


def wanted_answer(
    facts: AnswerFacts, state: State, requirement: Requirement, option: MainOption | None
) -> list[Wanted]:
    """What is wanted of the main question of a requirement that applies.

    Args:
        facts: the answers.
        state: the assessment.
        requirement: of which the main question is looked at.
        option: the one that was chosen; nothing where none was, or it is none any more.
    """
    given = state.answers.get(requirement.id)
    known = requirement.id
    if given is None and known in state.unconfirmed:
        text = f"Its answer waits to be confirmed: {state.unconfirmed[known].reason}"
        return [Wanted("to-confirm", known, text, "Confirm the answer, or answer anew.")]
    if without_reason(facts.catalogue, given):
        return [_stand_in(known, "the reason")]
    if given is None or (given.state == "given" and option is None):
        text, remedy = "This requirement has not been assessed.", "Answer its question."
        return [Wanted("to-answer", known, text, remedy)]
    if given.state == "unknown":
        reason = given.explanation.rstrip(".")
        text = f"Not known yet: {reason}." if reason else "The answer is not known yet."
        return [Wanted("to-answer", known, text, "Find out, and answer.")]
    if given.state == "given" and looks_like_placeholder(facts.catalogue, given.explanation):
        return [_stand_in(known, "the explanation")]
    return []


def wanted_follow_up(
    catalogue: Catalogue, state: State, question: Question, given: Given | None
) -> list[Wanted]:
    """What is wanted of a follow-up question that arises."""
    known = question.id
    if question.type == "file":
        return []  # requests for evidence report it
    if given is None and known in state.unconfirmed:
        return [Wanted("to-confirm", known, question.ask, "Confirm the answer, or answer anew.")]
    if given is None or given.state == "unknown":
        return [] if question.optional else [Wanted("to-answer", known, question.ask, "Answer it.")]
    texts = [given.explanation]
    texts += [value for value in _values(given.value) if isinstance(value, str)]
    if any(looks_like_placeholder(catalogue, text) for text in texts):
        return [_stand_in(known, f"the answer to “{question.ask}”")]
    return []


def wanted_evidence(requirement: Requirement, evidence: tuple[EvidenceLine, ...]) -> list[Wanted]:
    """Evidence that a requirement needs and that is not there, or counts no longer."""
    return [
        Wanted(
            "evidence-missing",
            requirement.id,
            line.problem if line.held else line.request.note,
            line.remedy,
        )
        for line in evidence
        if line.problem and line.request is not None and line.request.required
    ]


def _stand_in(known: str, where: str) -> Wanted:
    text = f"There is only a placeholder in {where}."
    return Wanted("to-answer", known, text, "Replace it by an answer.")


def _values(value: Any) -> list[Any]:
    """The single values of an answer; those of all cells for a repeated group.

    A dash in a cell is the usual way of saying "none" and no stand-in.
    """
    if isinstance(value, list):
        return [inner for item in value for inner in _values(item)]
    if isinstance(value, dict):
        return [cell for cell in value.values() if cell not in DASHES]
    return [value]
