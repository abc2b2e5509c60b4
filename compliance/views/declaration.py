"""The declaration as it is said: what bars it, what is known to be open, what follows."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.declaration import DeclarationStanding, Duty, state_declaration
from compliance.assessment.findings import Finding
from compliance.assessment.points import Lack
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.texts import fact_label
from compliance.language.words import capital, day_of, listed, number_of, sentence
from compliance.views.finding import FindingView, view_findings
from compliance.views.marks import STATUS
from compliance.views.standing import NAMED, alert_lines, view_alerts

NOT_VALID: Final = "Draft, not valid as a declaration"
DRAFT: Final = "Draft"


@dataclass(frozen=True)
class DutyView:
    """An open requirement with how it stands towards the declaration."""

    finding: FindingView
    because: str
    """Why the declaration vouches for it, or why it does not."""
    day: str
    """From when it binds, as a sentence."""
    fine: str
    """The provision that fines a breach, as printed; empty where the edition names none."""

    @property
    def text(self) -> str:
        """What is open, in a sentence."""
        return self.finding.gaps[0].text if self.finding.gaps else self.finding.mark.word


@dataclass(frozen=True)
class DeclarationView:
    """The declaration of an assessment on a day."""

    applies: Truth
    because: str
    draft: bool
    owed: bool
    """Whether one is, or may be, to be drawn up."""
    blockers: tuple[str, ...]
    """What keeps it, or the dossier where none is owed, a draft: a sentence each."""
    general: tuple[str, ...]
    """Those of them that speak of no single requirement and of no point of it."""
    bars: tuple[DutyView, ...]
    """Open requirements that it vouches for."""
    duties: tuple[DutyView, ...]
    """Duties known to be open at signature."""
    following: tuple[DutyView, ...]
    """Steps that follow it and are open."""
    unreviewed: tuple[str, ...]
    """Further requirements that lack the look of a second person, by title."""
    unanswered: tuple[str, ...]
    """Questions without a real answer that it does not need, in words."""
    number: int
    """How many entries the signatory confirms."""
    digest: str
    """Digest of the list of them."""
    confirmed: str
    """Who confirmed them, and when; empty while nobody did."""

    @property
    def to_confirm(self) -> bool:
        """Whether the signatory still has to confirm what is known to be open."""
        return self.owed and bool(self.number) and not self.confirmed

    @property
    def stamp(self) -> str:
        """What every page says while it is a draft; empty otherwise."""
        if not self.draft:
            return ""
        return NOT_VALID if self.owed else DRAFT


def view_declaration(assessment: Assessment, as_of: datetime.date) -> DeclarationView:
    """The declaration on a day, in words.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    return assessment.kept((view_declaration, as_of), lambda: _view(assessment, as_of))


def _view(assessment: Assessment, as_of: datetime.date) -> DeclarationView:
    found, catalogue = state_declaration(assessment, as_of), assessment.catalogue
    views = {item.id: item for item in view_findings(assessment, as_of)}
    given = found.confirmed
    return DeclarationView(
        applies=found.applies,
        because=found.because,
        draft=found.is_draft,
        owed=found.owed,
        blockers=tuple(_blockers(catalogue, found)),
        general=(*_general(found), *_unconfirmed(found)),
        bars=_duties(catalogue, views, found.bars),
        duties=_duties(catalogue, views, found.duties),
        following=_duties(catalogue, views, found.following),
        unreviewed=tuple(item.requirement.title for item in found.unreviewed),
        unanswered=tuple(
            capital(fact_label(catalogue, fact)) for fact in (*found.open_facts, *found.stand_ins)
        ),
        number=len(found.open_duties),
        digest=found.duties_digest,
        confirmed="" if given is None else f"{given.by}, {day_of(given.at)}",
    )


def _duties(
    catalogue: Catalogue, views: dict[str, FindingView], duties: Sequence[Duty]
) -> tuple[DutyView, ...]:
    return tuple(
        DutyView(
            views[item.finding.requirement.id],
            item.declared.because,
            _day(views[item.finding.requirement.id]),
            catalogue.outline.printed(item.declared.fine) if item.declared.fine else "",
        )
        for item in duties
    )


def _day(item: FindingView) -> str:
    since = item.since()
    if not since:
        return ""
    return f"since {since}" if item.binds == "yes" else f"from {since}"


def _blockers(catalogue: Catalogue, found: DeclarationStanding) -> Iterable[str]:
    yield from _general(found)
    if not found.owed:
        yield from _anything(catalogue, found)
    if not found.owed or found.applies is Truth.UNKNOWN:
        return  # the rest follows from what is not determined
    if found.bars:
        items = [item.finding for item in found.bars]
        number = capital(number_of(len(items), "requirement"))
        verb = "is" if len(items) == 1 else "are"
        yield (
            f"{number} that the declaration vouches for {verb} open ({_by_status(items)}): "
            f"{listed([item.requirement.title for item in items], NAMED)}."
        )
    yield from (text for lack in found.lacks for text in _lacking(catalogue, lack))
    yield from _unconfirmed(found)


def _general(found: DeclarationStanding) -> Iterable[str]:
    if found.applies is Truth.UNKNOWN:
        undetermined = "It is not determined whether a declaration is to be drawn up"
        yield sentence(f"{undetermined}: {found.because}")
    yield from alert_lines(view_alerts(found.standing))
    if found.owed and found.undecided:
        titles = listed([f"“{item.conclusion.title}”" for item in found.undecided], NAMED)
        yield f"The class is not determined: {titles}."


def _unconfirmed(found: DeclarationStanding) -> Iterable[str]:
    if found.applies is Truth.YES and found.to_confirm and not found.is_barred:
        points = number_of(len(found.open_duties), "point")
        yield f"The signatory has not confirmed the {points} known to be open at signature."


def _anything(catalogue: Catalogue, found: DeclarationStanding) -> Iterable[str]:
    """Whatever is open, where no declaration is owed."""
    items = [item for item in found.standing.findings if item.is_open]
    if items:
        verb = "has an open finding" if len(items) == 1 else "have open findings"
        number = capital(number_of(len(items), "requirement"))
        yield f"{number} {verb} ({_by_status(items)})."
    lacking = sum(item.lacks_review for item in found.standing.findings)
    if lacking:
        verb = "lacks" if lacking == 1 else "lack"
        yield (
            f"{capital(number_of(lacking, 'requirement'))} {verb} an approving review of the "
            "present answers by a second person."
        )
    wanted = found.standing.wanted_facts
    yield from _facts(catalogue, wanted.to_answer, "no answer")
    yield from _facts(catalogue, wanted.stand_ins, "only a stand-in")
    yield from _facts(catalogue, wanted.to_confirm, "an answer that nobody confirmed")


def _facts(catalogue: Catalogue, facts: Sequence[str], what: str) -> Iterable[str]:
    if facts:
        number = capital(number_of(len(facts), "question"))
        verb = "has" if len(facts) == 1 else "have"
        names = listed([fact_label(catalogue, fact) for fact in facts])
        yield f"{number} about operator and system {verb} {what}: {names}."


def _lacking(catalogue: Catalogue, lack: Lack) -> Iterable[str]:
    names = [capital(fact_label(catalogue, fact)) for fact in lack.facts]
    if lack.undecided:
        names.append("the answers that decide whether it arises")
    if names:
        yield f"Point {lack.number} ({lack.point.title}) lacks: {listed(names)}."
    if lack.blocked:
        yield f"Point {lack.number} ({lack.point.title}): {lack.point.blocked_text}"


def _by_status(items: Sequence[Finding]) -> str:
    counts = Counter(item.status for item in items)
    return ", ".join(
        f"{counts[status]} {mark.word.lower()}" for status, mark in STATUS.items() if counts[status]
    )
