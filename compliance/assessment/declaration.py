"""How the declaration stands on a day: what bars it, what is open beside it, who knows.

The edition says which requirements the declaration vouches for. While one of those is
open, or a fact of it is missing, it is a draft. Every other duty that is open bars
nothing; it is known at signature, and the signatory confirms the list of them. The tool
has no switch that makes a declaration valid.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.conclusions import Outcome
from compliance.assessment.facts import reason
from compliance.assessment.findings import Finding, Standing, without_review
from compliance.assessment.journal.state import Signed
from compliance.assessment.points import Lack, as_it_stands, lack_of
from compliance.assessment.sign_off import (
    DRAFT,
    SIGNED,
    SignOffStanding,
    acknowledged,
    sign_off_standing,
)
from compliance.checklist.base import CLASS, CONCLUSION_GROUPS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth, evaluate
from compliance.checklist.declared import ATTESTED, FOLLOWS, OUTSIDE, Declared
from compliance.data.digests import canonical_json, sha256

UNREVIEWED, UNANSWERED, STAND_IN = "unreviewed", "unanswered", "stand-in"
"""What is open beside a requirement that is not met, as the journal names it."""
ELSEWHERE: Final = Declared(OUTSIDE, "")


@dataclass(frozen=True)
class Duty:
    """A requirement that is open and does not keep the declaration a draft."""

    finding: Finding
    declared: Declared

    @property
    def later(self) -> bool:
        """Whether the declaration vouches for it from the day on which it binds."""
        return self.declared.kind == ATTESTED


@dataclass(frozen=True)
class DeclarationStanding:
    """The declaration of an assessment on a day."""

    applies: Truth
    """Whether one is to be drawn up at all."""
    because: str
    standing: Standing
    undecided: tuple[Outcome, ...]
    """Conclusions on the class that are not decided."""
    bars: tuple[Duty, ...]
    """Open requirements that it vouches for."""
    lacks: tuple[Lack, ...]
    duties: tuple[Duty, ...]
    """Other requirements that are open, known at signature."""
    following: tuple[Duty, ...]
    """Open requirements that can only be met once it is there."""
    unreviewed: tuple[Finding, ...]
    """Further requirements that lack the look of a second person."""
    open_facts: tuple[str, ...]
    """Questions without an answer that no point of it needs."""
    stand_ins: tuple[str, ...]
    """Such questions whose answer is only a stand-in."""
    confirmed: Signed | None
    """The sign-off with which somebody confirmed what is open now."""

    @property
    def owed(self) -> bool:
        """Whether one is, or may be, to be drawn up."""
        return self.applies is not Truth.NO

    @property
    def is_barred(self) -> bool:
        """Whether something stands in its way that nobody can confirm."""
        barred = self.bars or self.lacks or self.undecided or self.standing.alerts
        return bool(barred) or self.applies is Truth.UNKNOWN

    @property
    def open_duties(self) -> tuple[str, ...]:
        """What is known to be open at signature, as a sign-off records it, in order."""
        duties = [
            f"{item.finding.requirement.id} {item.finding.status.value}" for item in self.duties
        ]
        duties += [f"{item.requirement.id} {UNREVIEWED}" for item in self.unreviewed]
        duties += [f"{fact} {UNANSWERED}" for fact in self.open_facts]
        return (*duties, *(f"{fact} {STAND_IN}" for fact in self.stand_ins))

    @property
    def duties_digest(self) -> str:
        """Digest of that list, which names exactly what somebody saw."""
        return sha256(canonical_json(list(self.open_duties)))

    @property
    def to_confirm(self) -> bool:
        """Whether the signatory still has to confirm what is open."""
        return self.owed and bool(self.open_duties) and self.confirmed is None

    @property
    def is_draft(self) -> bool:
        """Whether the dossier is a draft.

        Where a declaration is owed: it is barred, or what is open was not confirmed.
        Elsewhere nobody signs for anything, and whatever is open makes a draft.
        """
        if self.owed:
            return self.is_barred or self.to_confirm
        return not self.standing.all_met or bool(self.unreviewed)


def state_declaration(
    assessment: Assessment, as_of: datetime.date, standing: Standing | None = None
) -> DeclarationStanding:
    """How the declaration stands on a day.

    Args:
        assessment: the assessment.
        as_of: the day on which evidence counts and provisions are in application.
        standing: its findings on that day, where they are at hand.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    if standing is not None:
        return _state(assessment, as_of, standing)
    asked = state_declaration, as_of
    return assessment.kept(asked, lambda: _state(assessment, as_of, assessment.standing(as_of)))


def _state(assessment: Assessment, as_of: datetime.date, standing: Standing) -> DeclarationStanding:
    catalogue, facts, wanted = assessment.catalogue, assessment.facts, standing.wanted_facts
    file = catalogue.declaration
    applies = Truth.NO if file is None else evaluate(file.applies_when, facts)
    duties = [
        Duty(finding, _declared(catalogue, finding))
        for finding in standing.findings
        if finding.is_open
    ]
    declared = () if file is None or applies is Truth.NO else file.points
    points = tuple(as_it_stands(facts, point) for point in declared)
    lacks = tuple(lack for at, item in enumerate(points, 1) if (lack := lack_of(facts, at, item)))
    needed = {fact for item in points for fact in item.facts}
    made = DeclarationStanding(
        applies=applies,
        because="the checklists of this edition hold no declaration"
        if file is None
        else reason(facts, file.applies_when),
        standing=standing,
        undecided=_undecided(assessment),
        bars=tuple(item for item in duties if _bars(item, as_of)),
        lacks=lacks,
        duties=tuple(item for item in duties if not _bars(item, as_of) and not _follows(item)),
        following=tuple(item for item in duties if _follows(item)),
        unreviewed=tuple(
            item
            for item in without_review(standing.findings)
            if not item.is_open and _declared(catalogue, item).kind != FOLLOWS
        ),
        open_facts=_beside((*wanted.to_answer, *wanted.to_confirm), needed),
        stand_ins=_beside(wanted.stand_ins, needed),
        confirmed=None,
    )
    later = frozenset(
        question
        for known, requirement in catalogue.requirements.items()
        if catalogue.declared.get(known, ELSEWHERE).kind == FOLLOWS
        for question in (known, *(part.id for part in requirement.follow_ups))
    )
    return replace(made, confirmed=acknowledged(assessment, made.open_duties, later))


def sign_off_on(assessment: Assessment, as_of: datetime.date) -> SignOffStanding:
    """How the sign-off stands on a day: where the dossier is a draft, a draft is signed."""
    signed = sign_off_standing(assessment)
    if signed.state != SIGNED or assessment.state.is_organisation:
        return signed
    draft = state_declaration(assessment, as_of).is_draft
    return replace(signed, state=DRAFT) if draft else signed


def _declared(catalogue: Catalogue, finding: Finding) -> Declared:
    return catalogue.declared.get(finding.requirement.id, ELSEWHERE)


def _beside(facts: Sequence[str], needed: set[str]) -> tuple[str, ...]:
    return tuple(fact for fact in facts if fact not in needed)


def _bars(duty: Duty, as_of: datetime.date) -> bool:
    """Whether the declaration vouches for it on a day.

    What a reading or an open route decides counts as in application: what is unknown
    never takes a requirement away.
    """
    if duty.declared.kind != ATTESTED:
        return False
    return not duty.declared.from_its_day or duty.finding.binds(as_of) is not Truth.NO


def _follows(duty: Duty) -> bool:
    return duty.declared.kind == FOLLOWS


def _undecided(assessment: Assessment) -> tuple[Outcome, ...]:
    groups = assessment.catalogue.words_in(CONCLUSION_GROUPS, CLASS)
    return tuple(
        item
        for item in assessment.conclusions()
        if item.conclusion.group in groups
        and item.truth is Truth.UNKNOWN
        and not item.conclusion.alert  # said as an alert
    )
