"""What has to be done by when: dates of the law, of evidence, and of people.

Deadlines are computed, never stored: from the rules that apply to the system, from
the age and expiry of its evidence, and from the due dates that people set.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from compliance.assessment.assessment import Assessment
from compliance.assessment.evidence_check import how_lasting
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.findings import Finding, Standing, most_serious_first
from compliance.assessment.starts import Start
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.model import Period
from compliance.language.words import counted


@dataclass(frozen=True, order=True)
class Deadline:
    """One day on which something must be ready, or stops counting."""

    on: datetime.date
    kind: str
    """``law``: from then a duty binds; ``period``: a time limit of a duty, counted from
    a day that was answered, ends; ``evidence``: it no longer counts after that
    day; ``gap``: a person promised to mend it; ``plan``: the operator's own date."""
    title: str
    detail: str = ""
    about: tuple[str, ...] = ()
    """Ids of requirements, evidence or facts."""
    still_open: int = 0
    """Of these requirements, how many are not met."""


def find_deadlines(assessment: Assessment, standing: Standing) -> list[Deadline]:
    """Every deadline of an assessment, past ones included, in order."""
    found = [
        *_of_law(assessment.catalogue, standing),
        *_of_periods(assessment.facts, standing),
        *_of_evidence(assessment, standing.as_of),
        *_of_people(standing),
        *_of_plans(assessment),
    ]
    return sorted(set(found))


def _of_law(catalogue: Catalogue, standing: Standing) -> list[Deadline]:
    """For each start of a rule, how many applicable requirements it brings."""
    brought: dict[Start, list[Finding]] = {}
    for finding in standing.findings:
        if finding.applies is Truth.YES:
            for start in finding.starts:
                brought.setdefault(start, []).append(finding)
    return [_law(catalogue, start, findings) for start, findings in brought.items()]


def _law(catalogue: Catalogue, start: Start, findings: list[Finding]) -> Deadline:
    rule, timeline = start.rule, catalogue.timeline
    still_open = sum(finding.is_open for finding in findings)
    if start.event:
        kind = "Earliest day"
    elif start.sure:
        kind = "Applies from this day"
    else:
        kind = "May apply from this day"
    duties = counted(len(findings), "requirement")
    detail = f"{duties}, {still_open} of them open. {rule.source}."
    if not start.sure:
        route = timeline.route_title(rule.route) or "by which route the law binds"
        detail += f" Not settled yet: {route}."
    if rule.reading:
        detail += f" One reading of the law: {timeline.reading_title(rule.reading)}."
    return Deadline(
        start.on,
        "law",
        f"{kind}: {rule.title}",
        detail,
        tuple(finding.requirement.id for finding in findings),
        0 if start.event else still_open,
    )


def _of_periods(facts: AnswerFacts, standing: Standing) -> Iterable[Deadline]:
    """Ends of retention, notice and certificates, where the day they run from is known."""
    for finding in standing.findings:
        if finding.applies is not Truth.YES:
            continue
        requirement = finding.requirement
        place = facts.catalogue.outline.get(requirement.provisions[0]).printed
        for period in requirement.periods:
            day = facts.value(period.after)
            if isinstance(day, datetime.date):
                yield Deadline(
                    _later(day, period),
                    "period",
                    period.title,
                    f"{place}, counted from {day}.",
                    (requirement.id,),
                    int(finding.is_open),
                )


def _later(day: datetime.date, period: Period) -> datetime.date:
    """The same day some years on (28 February for a 29th), and some days more."""
    year = min(day.year + period.years, datetime.MAXYEAR)
    try:
        moved = day.replace(year=year)
    except ValueError:
        moved = day.replace(year=year, day=day.day - 1)
    left = (datetime.date.max - moved).days
    return moved + datetime.timedelta(days=min(period.days, left))


def _of_evidence(assessment: Assessment, as_of: datetime.date) -> Iterable[Deadline]:
    """When evidence that is held stops counting."""
    catalogue = assessment.catalogue
    for held in assessment.state.evidence.values():
        ends = how_lasting(catalogue, held, as_of).ends
        data, of = held.data, catalogue.requirement_of
        bound = {of[known] for known in data.supports if known in of}
        about = bound or {known for known in data.supports if known in catalogue.questions}
        if ends is None or not about:
            continue
        does = f"supports {counted(len(bound), 'requirement')}" if bound else "answers a question"
        yield Deadline(
            ends,
            "evidence",
            f"{data.evidence} {data.name} counts for the last time",
            f"It {does}; attach a current version.",
            tuple(sorted(about)),
        )


def _of_people(standing: Standing) -> list[Deadline]:
    """What owners promised; a promise is kept once its requirement is no longer open."""
    return [
        Deadline(
            finding.due,
            "gap",
            f"{finding.assignment.owner}: {finding.requirement.title}",
            _gap_detail(finding),
            (finding.requirement.id,),
            1,
        )
        for finding in standing.findings
        if finding.assignment is not None and finding.due is not None and finding.is_open
    ]


def _gap_detail(finding: Finding) -> str:
    gaps = (f"{gap.severity}: {gap.text}" for gap in most_serious_first(finding.gaps))
    return " ".join(gaps) or finding.not_begun


def _of_plans(assessment: Assessment) -> list[Deadline]:
    """Dates that the operator stated about its own plans."""
    found = []
    for known, question in assessment.catalogue.facts.items():
        given = assessment.state.answers.get(known)
        if question.type != "date" or given is None or given.state != "given":
            continue
        if assessment.facts.relevance(known) is Truth.NO:
            continue  # a plan that later answers have overtaken
        try:
            day = datetime.date.fromisoformat(str(given.value))
        except ValueError:
            continue
        found.append(Deadline(day, "plan", f"Stated: {question.label}", "", (known,)))
    return found
