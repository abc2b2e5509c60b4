"""Points of documents on a day: which of their cases holds, and what they lack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.findings import Finding
from compliance.assessment.placeholders import looks_like_placeholder
from compliance.checklist.conditions import Always, Missing, Truth, evaluate
from compliance.checklist.documents import Point


@dataclass(frozen=True)
class Lack:
    """What a point of a document lacks."""

    number: int
    """Place of the point in the document, from 1."""
    point: Point
    facts: tuple[str, ...]
    """Facts without an answer, or with a stand-in for one."""
    undecided: bool
    """Whether the answers that decide what it says are missing."""
    blocked: bool
    """Whether what the law wants said cannot be said truly."""
    findings: tuple[Finding, ...] = ()
    """Requirements that it tells of or rests on, and that are open."""


def lack_of(
    facts: AnswerFacts, number: int, point: Point, findings: Mapping[str, Finding] | None = None
) -> Lack | None:
    """What a point lacks; nothing where it can be printed.

    Args:
        facts: the answers.
        number: place of the point in the document.
        point: as it stands, of its variants the one that holds.
        findings: by requirement, where the point tells of some or rests on them.
    """
    holds = holds_of(facts, point)
    blocked = point.blocked_when is not None and evaluate(point.blocked_when, facts) is Truth.YES
    missing = () if holds is Truth.NO else tuple(f for f in point.facts if lacks_answer(facts, f))
    open_ = holds is not Truth.NO and _is_open(facts, point)
    undecided = holds is Truth.UNKNOWN or open_
    known = findings or {}
    told = (known[one] for one in bars_of(facts, point) if one in known)
    undone = (undone_of(facts, fact, known) for fact in point.facts)
    named = () if holds is Truth.NO else filter(None, (*told, *undone))
    barring = tuple({one.requirement.id: one for one in named if one.is_open}.values())
    if not (missing or undecided or blocked or barring):
        return None
    return Lack(number, point, missing, undecided, blocked, barring)


def holds_of(facts: AnswerFacts, point: Point) -> Truth:
    """Whether a point states something here; always where it has no condition."""
    return Truth.YES if point.when is None else evaluate(point.when, facts)


def as_it_stands(facts: AnswerFacts, point: Point) -> Point:
    """A point with what its variant states that holds, or that may hold."""
    truths = [(variant, evaluate(variant.when, facts)) for variant in point.variants]
    for wanted in (Truth.YES, Truth.UNKNOWN):
        for variant, truth in truths:
            if truth is wanted:
                return point.model_copy(update=dict(variant) | {"variants": ()})
    never = {"when": Always(always=False), "variants": ()}
    return point.model_copy(update=never) if truths else point


def bars_of(facts: AnswerFacts, point: Point) -> tuple[str, ...]:
    """The requirements of a point that are named where they are open.

    One that it rests on is not, where an answer to what it asks is missing: that one is.
    """
    missing = {
        facts.catalogue.requirement_of.get(fact)
        for fact in point.facts
        if lacks_answer(facts, fact)
    }
    return (*point.requirements, *(one for one in point.rests_on if one not in missing))


def _is_open(facts: AnswerFacts, point: Point) -> bool:
    """Whether something under a heading that it states may hold or not."""
    wanted = set(point.conclusions)
    found = facts.catalogue.conclusions.values() if wanted else ()
    return any(one.group in wanted and facts.holds(one.id) is Truth.UNKNOWN for one in found)


def undone_of(facts: AnswerFacts, fact: str, findings: Mapping[str, Finding]) -> Finding | None:
    """The open requirement for whose sake a fact is not asked: it was answered with no.

    Then the fact is not missing, but what it would tell of is.
    """
    requirement = facts.catalogue.requirement_of.get(fact, "")
    finding = findings.get(requirement)
    asked = facts.value(fact) is not Missing.IRRELEVANT
    return None if finding is None or asked or not finding.is_open else finding


def lacks_answer(facts: AnswerFacts, fact: str) -> bool:
    """Whether a fact has no real answer: none at all, or a stand-in for one."""
    value = facts.stated(fact)
    if value is Missing.UNANSWERED:
        return True
    return isinstance(value, str) and looks_like_placeholder(facts.catalogue, value)
