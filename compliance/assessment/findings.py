"""Findings: how each requirement stands, with gaps, evidence and dates."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from compliance.assessment.contradicted import contradicted
from compliance.assessment.evidence_check import EvidenceLine, check_evidence
from compliance.assessment.facts import AnswerFacts, open_facts, reason
from compliance.assessment.gaps import Gap, chosen_option, find_gaps
from compliance.assessment.journal.records import Assignment
from compliance.assessment.journal.state import Given, Reviewed, State
from compliance.assessment.observe import observe
from compliance.assessment.placeholders import without_reason
from compliance.assessment.reviews import is_answered, review_word
from compliance.assessment.roles import roles_shown
from compliance.assessment.starts import Start, binds, dates_of
from compliance.assessment.supply import first_supply
from compliance.assessment.verdict import OPEN_STATUSES, Status, decide
from compliance.assessment.wanted import (
    Want,
    Wanted,
    WantedFacts,
    wanted_answer,
    wanted_evidence,
    wanted_facts,
    wanted_follow_up,
)
from compliance.checklist.conditions import Truth, evaluate
from compliance.checklist.model import Conclusion, MainOption, Requirement
from compliance.checklist.questions import Question
from compliance.data.digests import canonical_json, sha256

SEVERITIES: Final = ("blocker", "major", "minor", "observation")
"""How serious a gap is, the worst first."""


@dataclass(frozen=True)
class Finding:
    """How one requirement stands."""

    requirement: Requirement
    status: Status
    applies: Truth
    applies_because: str
    not_begun: str
    """Which answer says that what it is part of has not been begun; empty otherwise."""
    answer: Given | None
    follow_ups: tuple[tuple[Question, Given | None], ...]
    """Follow-up questions that arise, with their answers."""
    wanted: tuple[Wanted, ...]
    """Answers, confirmations and evidence that people still owe."""
    gaps: tuple[Gap, ...]
    """What the answers show to be missing."""
    deciding: tuple[str, ...]
    """Where it is not determined whether it applies: the questions that decide it."""
    evidence: tuple[EvidenceLine, ...]
    starts: tuple[Start, ...]
    """Days from which the requirement binds, or may bind, with the rules behind."""
    review: Reviewed | None
    review_state: str
    """How its review stands: a key of ``reviews.WORDS``."""
    assignment: Assignment | None

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of a declaration."""
        return self.status in OPEN_STATUSES

    @property
    def review_counts(self) -> bool:
        """Whether an approval exists that still fits what was approved, or none is asked for.

        One that was given without being asked for no longer counts either, once
        something changes.
        """
        return self.review_state in {"approved", "not-asked"}

    @property
    def lacks_review(self) -> bool:
        """Whether it binds and lacks the review it requires, answered or not.

        Of what has not been begun there is nothing to look at yet.
        """
        binds = self.applies is Truth.YES and self.status is not Status.NOT_BEGUN
        required = binds and self.requirement.review.required
        return required and not self.review_counts

    @property
    def waits_for(self) -> str:
        """Who has to act before it has the review it requires: ``author`` or ``reviewer``.

        Empty where it lacks none, or has no answer that somebody could look at. Whether
        the answer shows a gap makes no difference: that it is honest is what a second
        person looks at.
        """
        if not self.lacks_review or not is_answered(self.answer):
            return ""
        return "author" if self.review_state == "returned" else "reviewer"

    @property
    def due(self) -> datetime.date | None:
        """The day by which its owner promised to mend it."""
        return None if self.assignment is None else self.assignment.due

    @property
    def cause(self) -> str:
        """What its gaps come from, as it was declared; empty where nothing was."""
        return (self.assignment and self.assignment.cause) or ""

    def overdue(self, as_of: datetime.date) -> bool:
        """Whether its owner promised an earlier day than this one, and it is still open."""
        return self.is_open and self.due is not None and self.due < as_of

    @property
    def in_scope(self) -> bool:
        """Whether it binds this operator and system, or may bind them."""
        return self.status is not Status.OUT_OF_SCOPE

    def applies_from(self) -> datetime.date | None:
        """The earliest day from which it applies, over routes and readings."""
        return min((start.on for start in self.starts), default=None)

    def binds(self, as_of: datetime.date) -> Truth:
        """Whether it binds on a day; unknown where a reading or a route decides."""
        return binds(self.starts, as_of)

    def bound_since(self, as_of: datetime.date) -> datetime.date | None:
        """The day since which it certainly binds; nothing where it does not on a day."""
        begun = sorted(start.on for start in self.starts if start.begun(as_of))
        return next((on for on in begun if self.binds(on) is Truth.YES), None)


@dataclass(frozen=True)
class Turned:
    """A requirement before and after; one side is missing where it is new or gone."""

    before: Finding | None
    after: Finding | None

    @property
    def differs(self) -> bool:
        """Whether its finding is another one."""
        before, after = self.before, self.after
        return before is None or after is None or before.status is not after.status


def find_turned(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Turned, ...]:
    """Findings that differ under the same checklists, in the order of the law."""
    earlier = {item.requirement.id: item for item in before}
    pairs = (Turned(earlier.get(item.requirement.id), item) for item in after)
    return tuple(pair for pair in pairs if pair.differs)


@dataclass(frozen=True)
class Standing:
    """All findings of an assessment on a day."""

    as_of: datetime.date
    findings: tuple[Finding, ...]
    wanted_facts: WantedFacts
    routes: tuple[tuple[str, Truth], ...]
    alerts: tuple[tuple[Conclusion, Truth], ...]
    """Conclusions that stop everything (a prohibited practice) and hold, or of which
    it is not known whether they hold."""
    notices: tuple[str, ...] = ()
    """What to know before reading the findings, from conclusions that hold."""

    def in_scope(self) -> tuple[Finding, ...]:
        """Findings on all that binds or may bind."""
        return tuple(finding for finding in self.findings if finding.in_scope)

    def counts(self) -> dict[Status, int]:
        """Number of requirements by status; every status is listed."""
        found = dict.fromkeys(Status, 0)
        for finding in self.findings:
            found[finding.status] += 1
        return found

    def wants(self) -> dict[Want, int]:
        """How many answers, confirmations and pieces of evidence people still owe.

        Only what certainly arises: questions that depend on open answers are not counted.
        """
        facts = self.wanted_facts
        found: dict[Want, int] = {
            "to-answer": len(facts.to_answer) + len(facts.stand_ins),
            "to-confirm": len(facts.to_confirm),
            "evidence-missing": 0,
        }
        for finding in self.findings:
            for item in finding.wanted:
                found[item.want] += 1
        return found

    def deciding(self) -> dict[str, int]:
        """Questions that leave it open what applies, with how many requirements, most first."""
        found = Counter(fact for finding in self.findings for fact in finding.deciding)
        return dict(found.most_common())

    def gaps(self) -> list[Gap]:
        """Every gap, most serious first, then in the order of the law."""
        return most_serious_first(gap for finding in self.findings for gap in finding.gaps)

    def waiting_for(self, *who: str) -> list[Finding]:
        """Answered requirements for whose review somebody has to act, as ``waits_for``."""
        return [item for item in self.findings if item.waits_for in who]

    @property
    def all_met(self) -> bool:
        """Whether nothing is open: no gap, no missing answer, no placeholder."""
        return not (
            any(finding.is_open for finding in self.findings)
            or any(self.wants().values())
            or self.alerts
        )


def most_serious_first(gaps: Iterable[Gap]) -> list[Gap]:
    """Gaps by severity; those of one severity stay in their order."""
    return sorted(gaps, key=lambda gap: SEVERITIES.index(gap.severity))


def state_standing(facts: AnswerFacts, state: State, as_of: datetime.date) -> Standing:
    """Evaluate every requirement of the edition against the answers.

    Args:
        facts: the answers as conditions see them.
        state: the assessment.
        as_of: day on which ages, expiries and dates of application count.
    """
    catalogue = facts.catalogue
    routes = tuple((rule.route, evaluate(rule.when, facts)) for rule in catalogue.routes)
    dated = dates_of(facts)
    findings = tuple(
        _finding(facts, state, requirement, dated[requirement.id], as_of)
        for requirement in catalogue.ordered_requirements
    )
    wanted = wanted_facts(facts, state)
    findings = tuple(observe(findings, first_supply(facts, as_of)))
    return Standing(as_of, findings, wanted, routes, _alerts(facts), _notices(facts))


def _notices(facts: AnswerFacts) -> tuple[str, ...]:
    """Notices of the conclusions that hold."""
    return tuple(
        item.notice
        for item in facts.catalogue.conclusions.values()
        if item.notice and facts.holds(item.id) is Truth.YES
    )


def review_basis(state: State, requirement: Requirement) -> str:
    """Digest of everything a reviewer of a requirement looks at.

    An approval names it; when an answer or the evidence changes, the digest
    changes and the approval no longer counts.
    """
    ids = [requirement.id, *(question.id for question in requirement.follow_ups)]
    answers = [
        [known, given.state, given.value, given.explanation]
        for known in ids
        if (given := state.answers.get(known)) is not None
    ]
    evidence = sorted(
        held.data.sha256 or str(held.data.address) for held in state.evidence_for(*ids)
    )
    return sha256(canonical_json([requirement.id, answers, evidence]))


def _finding(
    facts: AnswerFacts,
    state: State,
    requirement: Requirement,
    starts: tuple[Start, ...],
    as_of: datetime.date,
) -> Finding:
    applies, begun, not_begun = _scope(facts, requirement)
    given = state.answers.get(requirement.id)
    follow_ups = tuple(
        (question, state.answers.get(question.id))
        for question in requirement.follow_ups
        if facts.relevance(question.id) is Truth.YES
    )
    evidence = check_evidence(state, requirement, as_of)
    option = chosen_option(requirement, given)
    binds = applies is Truth.YES and begun is not Truth.NO
    wanted: list[Wanted] = []
    gaps: list[Gap] = []
    if binds and (begun is Truth.YES or given is not None):
        wanted, gaps = _missing(facts, state, requirement, option, follow_ups, evidence)
    status = decide(
        applies,
        "" if given is None or without_reason(facts.catalogue, given) else given.state,
        None if option is None else option.means,
        [gap.severity for gap in gaps],
        wanted=bool(wanted),
        begun=begun,
    )
    review = state.reviews.get(requirement.id)
    return Finding(
        requirement=requirement,
        status=status,
        applies=applies,
        applies_because=reason(facts, requirement.applies_when),
        not_begun=not_begun,
        answer=given,
        follow_ups=follow_ups,
        wanted=tuple(wanted),
        gaps=tuple(gaps),
        deciding=tuple(open_facts(facts, requirement.applies_when))
        if applies is Truth.UNKNOWN
        else (),
        evidence=evidence,
        starts=starts,
        review=review,
        review_state=review_word(
            requirement,
            given,
            review,
            fits=review is None or review.data.basis == review_basis(state, requirement),
        ),
        assignment=state.owners.get(requirement.id),
    )


def _missing(
    facts: AnswerFacts,
    state: State,
    requirement: Requirement,
    option: MainOption | None,
    follow_ups: tuple[tuple[Question, Given | None], ...],
    evidence: tuple[EvidenceLine, ...],
) -> tuple[list[Wanted], list[Gap]]:
    """What is wanted for a requirement that binds, and what its answers show to be missing."""
    wanted = wanted_answer(facts, state, requirement, option)
    if option is None:
        return wanted, []
    for question, answer in follow_ups:
        wanted += wanted_follow_up(facts.catalogue, state, question, answer)
    gaps = find_gaps(facts, requirement, follow_ups, option)
    asked = (requirement.id, *(question.id for question, _ in follow_ups))
    held = state.evidence_for(*asked)
    gaps += contradicted(facts.catalogue, requirement.id, follow_ups, held)
    # Where nothing is claimed, or what is claimed falls at once, no evidence is missed.
    if option.means != "not-met" and not any(gap.severity == "blocker" for gap in gaps):
        wanted += wanted_evidence(requirement, evidence)
    return wanted, gaps


def _scope(facts: AnswerFacts, requirement: Requirement) -> tuple[Truth, Truth, str]:
    """Whether it applies, whether what it is part of has been begun, and why not."""
    applies, begun = evaluate(requirement.applies_when, facts), requirement.begun_when
    if begun is None:
        return applies, Truth.YES, ""
    truth = evaluate(begun, facts)
    waits = applies is Truth.YES and truth is Truth.NO
    return applies, truth, reason(facts, begun) if waits else ""


def _alerts(facts: AnswerFacts) -> tuple[tuple[Conclusion, Truth], ...]:
    return tuple(
        (conclusion, truth)
        for conclusion in facts.catalogue.conclusions.values()
        if conclusion.alert and (truth := facts.holds(conclusion.id)) is not Truth.NO
    )


def without_review(findings: Iterable[Finding]) -> list[Finding]:
    """Requirements that bind and lack the review they require, answered or not.

    They stand in the way of a declaration.
    """
    return [item for item in findings if item.lacks_review]


def by_role(findings: Iterable[Finding], held: dict[str, Truth]) -> dict[str, list[Finding]]:
    """Findings of what applies, or may apply, under each role that is or may be held."""
    found: dict[str, list[Finding]] = {
        role: [] for role, truth in held.items() if truth is not Truth.NO
    }
    for finding in findings:
        if finding.applies is not Truth.NO:
            for role in roles_shown(finding.requirement, held):
                found.setdefault(role, []).append(finding)
    return {role: items for role, items in found.items() if items}
