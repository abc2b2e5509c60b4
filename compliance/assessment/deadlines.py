"""What has to be done by when: dates of the law, of evidence, and of people.

Deadlines are computed, never stored: from the rules that apply to the system, from
the age and expiry of its evidence, and from the due dates that people set.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from compliance.assessment.facts import AnswerFacts
from compliance.checklist.conditions import Truth
from compliance.data.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compliance.assessment.evidence_check import EvidenceLine
    from compliance.assessment.findings import Finding, Standing
    from compliance.assessment.state import State
    from compliance.checklist.catalogue import Catalogue
    from compliance.law.timeline import Rule

KINDS: Final = ("law", "evidence", "gap", "plan")


@dataclass(frozen=True, order=True)
class Deadline:
    """One day on which something must be ready, or stops to count."""

    on: datetime.date
    kind: str
    """``law``: from then a duty binds; ``evidence``: it no longer counts after that
    day; ``gap``: a person promised to mend it; ``plan``: the operator's own date."""
    title: str
    detail: str = ""
    about: tuple[str, ...] = ()
    """Ids of requirements, evidence or facts."""
    still_open: int = 0
    """Of these requirements, how many are not met."""


def find_deadlines(
    catalogue: Catalogue, state: State, standing: Standing
) -> list[Deadline]:
    """Every deadline of an assessment, past ones included, in order."""
    found = [
        *_of_law(standing),
        *_of_evidence(state, standing),
        *_of_people(standing),
        *_of_plans(catalogue, state),
    ]
    return sorted(set(found))


def _of_law(standing: Standing) -> list[Deadline]:
    """For each dated rule, how many applicable requirements it brings."""
    rules: dict[str, Rule] = {}
    about: dict[str, list[str]] = {}
    still: dict[str, int] = {}
    for finding in standing.findings:
        if finding.applies is not Truth.YES:
            continue
        for rule in finding.rules:
            rules[rule.id] = rule
            about.setdefault(rule.id, []).append(finding.requirement.id)
            still[rule.id] = still.get(rule.id, 0) + finding.is_open
    return [
        Deadline(
            rule.from_,
            "law",
            f"{'Earliest day' if rule.event else 'Applies from this day'}: {rule.title}",
            _law_detail(rule, len(about[known]), still[known]),
            tuple(about[known]),
            0 if rule.event else still[known],
        )
        for known, rule in rules.items()
    ]


def _law_detail(rule: Rule, number: int, still_open: int) -> str:
    reading = f" In the reading “{rule.reading}”." if rule.reading else ""
    duties = counted(number, "requirement")
    return f"{duties}, {still_open} of them open. {rule.source}.{reading}"


def _of_evidence(state: State, standing: Standing) -> list[Deadline]:
    """When evidence that counts today stops to count."""
    ends: dict[str, tuple[datetime.date, set[str]]] = {}
    for finding in standing.findings:
        for line in finding.evidence:
            for known, day in _ends(line):
                first, about = ends.get(known, (day, set()))
                about.add(finding.requirement.id)
                ends[known] = (min(first, day), about)
    return [
        Deadline(
            day,
            "evidence",
            f"{known} {state.evidence[known].data.name} counts for the last time",
            f"It supports {counted(len(about), 'requirement')}; attach a current version.",
            tuple(sorted(about)),
        )
        for known, (day, about) in ends.items()
    ]


def _ends(line: EvidenceLine) -> Iterable[tuple[str, datetime.date]]:
    age = None if line.request is None else line.request.max_age_days
    for held in line.held:
        data = held.data
        days = [data.expires] if data.expires is not None else []
        if age is not None and data.collected is not None:
            days.append(data.collected + datetime.timedelta(days=age))
        if days:
            yield data.evidence, min(days)


def _of_people(standing: Standing) -> list[Deadline]:
    return [
        Deadline(
            finding.assignment.due,
            "gap",
            f"{finding.assignment.owner}: {finding.requirement.title}",
            _gap_detail(finding),
            (finding.requirement.id,),
            1,
        )
        for finding in standing.findings
        if finding.assignment is not None
        and finding.assignment.due is not None
        and finding.gaps
    ]


def _gap_detail(finding: Finding) -> str:
    return " ".join(f"{gap.severity}: {gap.text}" for gap in finding.gaps)


def _of_plans(catalogue: Catalogue, state: State) -> list[Deadline]:
    """Dates that the operator stated about its own plans."""
    found = []
    facts = AnswerFacts(catalogue, state.answers)
    for known, question in catalogue.facts.items():
        given = state.answers.get(known)
        if question.type != "date" or given is None or given.state != "given":
            continue
        if facts.relevance(known) is Truth.NO:
            continue  # a plan that later answers have overtaken
        try:
            day = datetime.date.fromisoformat(str(given.value))
        except ValueError:
            continue
        found.append(Deadline(day, "plan", f"Stated: {question.label}", "", (known,)))
    return found
