"""What has to be done by when: dates of the law, of evidence, and of people.

Deadlines are computed, never stored: from the rules that apply to the system, from
the age and expiry of its evidence, and from the due dates that people set.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from compliance.assessment.about_entry import entries
from compliance.assessment.assessment import Assessment
from compliance.assessment.clocks import Clock, clocks
from compliance.assessment.evidence_check import how_lasting
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.findings import Finding, Standing, most_serious_first
from compliance.assessment.starts import Start
from compliance.assessment.supply import FirstSupply, first_supply
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.model import Period
from compliance.language.words import counted, day, listed

Phase = Literal["due", "before", "after"]
"""Where a deadline lies: its day has come; before the first supply; or later."""
PHASES: Final = ("due", "before", "after")


@dataclass(frozen=True)
class Deadline:
    """One day on which something must be ready, or stops counting."""

    on: datetime.date | None
    """Nothing where it counts back from a first supply of which no day is stated."""
    kind: str
    """``law``: from then a duty binds; ``supply``: to be ready before the first supply,
    one for each step; ``period``: a time limit of a duty, counted from
    a day that was answered, ends; ``entry``: something recorded after the launch has to
    be told or done; ``evidence``: it no longer counts after that
    day; ``gap``: a person promised to mend it; ``plan``: the operator's own date."""
    title: str
    detail: str = ""
    about: tuple[str, ...] = ()
    """Ids of requirements, evidence or facts."""
    still_open: int = 0
    """Of these requirements, how many are not met."""
    place: int = 0
    """Among those of one day, what comes first."""
    phase: Phase = "after"

    @property
    def order(self) -> tuple[object, ...]:
        """Sorts deadlines: by day, one without a day before those to come."""
        on = self.on or datetime.date.max
        return PHASES.index(self.phase), on, self.place, self.kind, self.title, self.about


def find_deadlines(assessment: Assessment, standing: Standing) -> list[Deadline]:
    """Every deadline of an assessment, past ones included, in order.

    While the first supply is still to come, what the law asks by then is due before it
    and no day of the law is one on which something was missed.
    """
    supply = first_supply(assessment.facts, standing.as_of)
    found = [
        *_of_supply(standing, supply),
        *_of_law(assessment.catalogue, standing, supply),
        *_of_periods(assessment.facts, standing),
        *_of_evidence(assessment, standing.as_of),
        *_of_people(standing),
        *_of_plans(assessment),
        *_of_entries(assessment, standing.as_of),
    ]
    placed = {replace(item, phase=_phase(item, supply, standing.as_of)) for item in found}
    return sorted(placed, key=lambda item: item.order)


def law_days(assessment: Assessment, standing: Standing) -> list[Deadline]:
    """The days of the law alone, whether or not something is supplied by then, in order."""
    found = _of_law(assessment.catalogue, standing, None)
    return sorted(found, key=lambda item: item.order)


def _phase(item: Deadline, supply: FirstSupply | None, as_of: datetime.date) -> Phase:
    if item.kind == "supply" or item.on is None:
        return "before"
    if item.on < as_of or (item.kind == "law" and item.on == as_of):
        return "due"
    planned = None if supply is None else supply.planned
    return "before" if planned is not None and item.on <= planned else "after"


def _of_supply(standing: Standing, supply: FirstSupply | None) -> Iterable[Deadline]:
    """What must be ready before the first supply, step by step."""
    if supply is None:
        return
    steps: dict[int, list[tuple[Finding, Start]]] = {}
    for finding in standing.findings:
        start = supply.comes_after(finding) if finding.applies is Truth.YES else None
        if start is not None:
            steps.setdefault(supply.step(finding), []).append((finding, start))
    for at, pairs in sorted(steps.items()):
        findings = [finding for finding, _ in pairs]
        days = sorted({start.on for _, start in pairs})
        yield Deadline(
            supply.planned,
            "supply",
            f"Before the first supply: {supply.named(at).title}",
            f"{_number(findings)} The law binds systems of this kind from {_days(days)}.",
            tuple(finding.requirement.id for finding in findings),
            sum(finding.is_open for finding in findings),
            place=at,
        )


def _days(days: list[datetime.date]) -> str:
    return listed([day(item) for item in days])


def _number(findings: list[Finding]) -> str:
    """How many requirements, and how many of them are open."""
    still_open = sum(finding.is_open for finding in findings)
    return f"{counted(len(findings), 'requirement')}, {still_open} of them open."


def _of_law(catalogue: Catalogue, standing: Standing, supply: FirstSupply | None) -> list[Deadline]:
    """For each start of a rule, how many applicable requirements it brings."""
    brought: dict[Start, list[Finding]] = {}
    for finding in standing.findings:
        early = supply is not None and supply.comes_after(finding) is not None
        if finding.applies is Truth.YES and not early:
            for start in finding.starts:
                brought.setdefault(start, []).append(finding)
    return [_law(catalogue, start, findings) for start, findings in brought.items()]


def _law(catalogue: Catalogue, start: Start, findings: list[Finding]) -> Deadline:
    rule, timeline = start.rule, catalogue.timeline
    still_open = sum(finding.is_open for finding in findings)
    if start.event:
        kind = "Earliest day"
    elif start.sure and start.agreed:
        kind = "Applies from this day"
    else:
        kind = "May apply from this day"
    detail = f"{_number(findings)} {rule.source}."
    if not start.sure:
        route = timeline.route_title(rule.route) or "by which route the law binds"
        detail += f" Not settled yet: {route}."
    if start.readings:
        titles = "; ".join(map(timeline.reading_title, start.readings))
        several = "One reading" if len(start.readings) == 1 else "Readings"
        detail += f" {several} of the law: {titles}."
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
        if finding.applies is not Truth.YES or all(start.event for start in finding.starts):
            continue  # what waits for an event leaves nothing to keep yet
        requirement = finding.requirement
        place = facts.catalogue.outline.get(requirement.provisions[0]).printed
        for period in requirement.periods:
            since = facts.value(period.after)
            if isinstance(since, datetime.date):
                yield Deadline(
                    period_end(since, period),
                    "period",
                    period.title,
                    f"{place}, counted from {since}.",
                    (requirement.id,),
                    int(finding.is_open),
                )


def period_end(since: datetime.date, period: Period) -> datetime.date:
    """The same day some years on (28 February for a 29th), and some days more."""
    year = min(since.year + period.years, datetime.MAXYEAR)
    try:
        moved = since.replace(year=year)
    except ValueError:
        moved = since.replace(year=year, day=since.day - 1)
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
        if ends is None or not about or not held.is_current:
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
    gaps = most_serious_first(finding.gaps)
    lacking: list[tuple[str, str]] = [(gap.severity, gap.text) for gap in gaps]
    lacking += [(item.want.replace("-", " "), item.text) for item in finding.wanted]
    return " ".join(f"{word}: {text}" for word, text in lacking) or finding.not_begun


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
            stated = datetime.date.fromisoformat(str(given.value))
        except ValueError:
            continue
        found.append(Deadline(stated, "plan", f"Stated: {question.label}", "", (known,)))
    return found


def _of_entries(assessment: Assessment, as_of: datetime.date) -> Iterable[Deadline]:
    """What is left to tell or do because of something recorded after the launch."""
    for entry in entries(assessment):
        for clock in clocks(entry, as_of):
            on = clock.last or clock.at_once
            if on is not None and not clock.done and clock.binds is not Truth.NO:
                title = f"{clock.entry}: {clock.duty.title}"
                detail = _clock_detail(assessment.catalogue, clock)
                yield Deadline(on, "entry", title, detail, (clock.entry,), 1)


def _clock_detail(catalogue: Catalogue, clock: Clock) -> str:
    limit = clock.counts.limit
    cited = catalogue.outline.printed(*limit.provisions)
    may = "" if clock.sure else "It may apply: the shortest limit that may is shown. "
    once = f" Due at once since {day(clock.at_once)}." if clock.at_once and clock.last else ""
    return f"{may}{limit.title}, {cited}.{once}"
