"""What evidence is still wanted: by kind, for which requirements, by when, from whom."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from compliance.assessment.assessment import Assessment
from compliance.assessment.evidence_check import EvidenceLine, how_lasting
from compliance.assessment.findings import Finding, Standing
from compliance.assessment.supply import FirstSupply, first_supply
from compliance.assessment.verdict import Status
from compliance.checklist.conditions import Truth


@dataclass(frozen=True)
class WantedFor:
    """A requirement or question that evidence is still wanted for."""

    known: str
    note: str
    """What the evidence has to show; empty for a question that a file answers."""
    owner: str
    """Who mends it; empty where nobody is named."""
    by: datetime.date | None
    """The day that its owner promised, or by which it has to be met; nothing where none is
    known."""
    promised: bool
    """Whether the day is one that somebody promised."""
    claimed: bool
    """Whether it is answered, so that the answer rests on evidence that is not there."""
    ended: tuple[str, ...] = ()
    """Numbers of evidence that was given for it and counts no longer."""


@dataclass(frozen=True)
class WantedKind:
    """A kind of evidence that is still wanted."""

    kind: str
    wanted_for: tuple[WantedFor, ...]
    here: tuple[str, ...] = ()
    """Numbers of evidence of this kind that is held and could be linked."""

    @property
    def by(self) -> datetime.date | None:
        """The first day by which it is wanted."""
        return min((one.by for one in self.wanted_for if one.by is not None), default=None)

    @property
    def owners(self) -> tuple[str, ...]:
        """Who is named for it."""
        return tuple(dict.fromkeys(one.owner for one in self.wanted_for if one.owner))

    @property
    def claimed(self) -> int:
        """How many answers rest on it already."""
        return sum(one.claimed for one in self.wanted_for)

    @property
    def order(self) -> tuple[object, ...]:
        """Sorts kinds: what serves most comes first, then what is wanted first."""
        return -len(self.wanted_for), self.by or datetime.date.max, self.kind


@dataclass
class _Found:
    """What is wanted so far, by kind."""

    kinds: dict[str, list[WantedFor]] = field(default_factory=dict)

    def add(self, kind: str, wanted: WantedFor) -> None:
        """Note one more thing that wants evidence of a kind."""
        self.kinds.setdefault(kind, []).append(wanted)


def plan_evidence(assessment: Assessment, standing: Standing) -> list[WantedKind]:
    """The evidence that is still wanted, what serves most requirements first.

    Of what binds and asks for it as required, whether or not it is answered yet; and of
    questions that a file answers.
    """
    found, supply = _Found(), first_supply(assessment.facts, standing.as_of)
    for finding in standing.findings:
        if finding.applies is not Truth.YES or finding.status is Status.NOT_BEGUN:
            continue
        for line in finding.evidence:
            if line.request is not None and line.request.required and not line.counting:
                found.add(line.request.kind, _of_finding(finding, line, supply))
    planned = None if supply is None else supply.planned
    for item in assessment.agenda.items:
        question = item.question
        if question.type == "file" and not (item.requirement or item.answered or question.optional):
            wanted = WantedFor(question.id, "", "", planned, promised=False, claimed=False)
            found.add(question.kind, wanted)
    kinds = [
        WantedKind(kind, tuple(items), _here(assessment, kind, standing.as_of))
        for kind, items in found.kinds.items()
    ]
    return sorted(kinds, key=lambda one: one.order)


def _of_finding(finding: Finding, line: EvidenceLine, supply: FirstSupply | None) -> WantedFor:
    request, given = line.request, finding.answer
    return WantedFor(
        finding.requirement.id,
        "" if request is None else request.note,
        finding.assignment.owner if finding.assignment else "",
        finding.due or _by(finding, supply),
        promised=finding.due is not None,
        claimed=given is not None and any(one.want == "evidence-missing" for one in finding.wanted),
        ended=tuple(held.data.evidence for held in line.held),
    )


def _by(finding: Finding, supply: FirstSupply | None) -> datetime.date | None:
    """The day by which a requirement has to be met, as far as one is known."""
    if supply is not None and supply.planned is not None and supply.comes_after(finding):
        return supply.planned
    return min((start.on for start in finding.starts if not start.event), default=None)


def _here(assessment: Assessment, kind: str, as_of: datetime.date) -> tuple[str, ...]:
    return tuple(
        held.data.evidence
        for held in assessment.state.evidence.values()
        if held.is_current
        and held.data.evidence_kind == kind
        and how_lasting(assessment.catalogue, held, as_of).state != "stale"
    )
