"""What follows from the answers: conclusions, why, and what would change them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.conclusions import Outcome
from compliance.assessment.what_if import Change
from compliance.checklist.base import CONCLUSION_GROUPS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.texts import fact_label
from compliance.language.words import capital, listed, sentence
from compliance.views.marks import ALERT, HOLDS, WOULD, Mark

SHOWN_TITLES: Final = 4
"""Conclusions named in a sentence of what one other answer would change."""


@dataclass(frozen=True)
class Concluded:
    """A conclusion as it stands."""

    title: str
    mark: Mark
    truth: Truth
    provisions: str
    """Where it stands in the law, as printed; empty where nowhere."""
    text: str
    reason: str
    """On which answers it rests, as a part of a sentence."""
    effect: str
    """What follows for the operator; empty unless it holds."""
    missing: tuple[tuple[str, str], ...]
    """Questions to answer before it can be decided: id and short name."""
    headline: bool
    notice: str
    """What everybody has to know while it holds; empty unless it does."""

    @property
    def because(self) -> str:
        """The reason as a sentence."""
        return sentence(self.reason)

    @property
    def asked(self) -> str:
        """The questions to answer, in one line."""
        return "; ".join(capital(name) for _, name in self.missing)


@dataclass(frozen=True)
class Group:
    """Conclusions under one heading, as declared."""

    title: str
    conclusions: tuple[Concluded, ...]

    @property
    def settled(self) -> tuple[Concluded, ...]:
        return tuple(item for item in self.conclusions if item.truth is not Truth.UNKNOWN)

    @property
    def holding(self) -> tuple[Concluded, ...]:
        return tuple(item for item in self.conclusions if item.truth is Truth.YES)

    @property
    def undecided(self) -> tuple[Concluded, ...]:
        return tuple(item for item in self.conclusions if item.truth is Truth.UNKNOWN)

    @property
    def failing(self) -> tuple[Concluded, ...]:
        return tuple(item for item in self.conclusions if item.truth is Truth.NO)


@dataclass(frozen=True)
class Turn:
    """Another answer to one question, with every conclusion it would turn."""

    fact: str
    fact_text: str
    present: str
    other: str
    supposing: str
    """The other answer as the beginning of a sentence ("If x were ...")."""
    effects: tuple[tuple[str, tuple[str, ...]], ...]
    """Titles by what would become of them: ``would hold`` and so on."""

    @property
    def then(self) -> tuple[str, ...]:
        """The effects as sentences, the titles of each counted beyond a few."""
        return self._said(SHOWN_TITLES)

    @property
    def whole(self) -> tuple[str, ...]:
        """The same with every title."""
        return self._said(max(len(titles) for _, titles in self.effects))

    def _said(self, limit: int) -> tuple[str, ...]:
        return tuple(
            f"{capital(would)}: {listed(titles, limit)}." for would, titles in self.effects
        )


@dataclass(frozen=True)
class Classification:
    """Every conclusion that people are shown, by heading, and what would turn them."""

    groups: tuple[Group, ...]
    outside: tuple[Concluded, ...]
    """What says that the law does not apply at all: chief conclusions under the first
    heading that do not hold."""
    turns: tuple[Turn, ...]

    @property
    def holding(self) -> tuple[Concluded, ...]:
        return tuple(item for group in self.groups for item in group.holding)

    @property
    def headlines(self) -> tuple[Concluded, ...]:
        """Those that say in short what a system is and what follows."""
        return tuple(item for item in self.holding if item.headline)

    @property
    def notices(self) -> tuple[str, ...]:
        return tuple(item.notice for item in self.holding if item.notice)

    @property
    def undecided(self) -> int:
        """How many are not determined yet."""
        return sum(len(group.undecided) for group in self.groups)

    def shown(self, *, everything: bool) -> tuple[Group, ...]:
        """The groups, with what does not hold only where everything is wanted."""
        if everything:
            return self.groups
        kept = (
            Group(group.title, tuple(i for i in group.conclusions if i.truth is not Truth.NO))
            for group in self.groups
        )
        return tuple(group for group in kept if group.conclusions)


def conclude(assessment: Assessment, *, everything: bool = False) -> Classification:
    """What follows from the answers of an assessment.

    Args:
        assessment: one about a system.
        everything: as for :func:`turns_of`.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    asked = conclude, everything
    return assessment.kept(asked, lambda: _conclude(assessment, everything=everything))


def _conclude(assessment: Assessment, *, everything: bool) -> Classification:
    found, catalogue = assessment.conclusions(), assessment.catalogue
    groups: dict[str, list[Concluded]] = {}
    for item in found:
        groups.setdefault(item.conclusion.group, []).append(_concluded(catalogue, item))
    first = next((word.id for word in catalogue.words(CONCLUSION_GROUPS)), "")
    return Classification(
        tuple(
            Group(capital(catalogue.label(CONCLUSION_GROUPS, group)), tuple(items))
            for group, items in groups.items()
        ),
        tuple(i for i in groups.get(first, ()) if i.headline and i.truth is Truth.NO),
        tuple(turns_of(found, assessment.changes(), everything=everything)),
    )


def _concluded(catalogue: Catalogue, item: Outcome) -> Concluded:
    declared = item.conclusion
    return Concluded(
        title=declared.title,
        mark=ALERT if declared.alert and item.holds else HOLDS[item.truth],
        truth=item.truth,
        provisions=catalogue.outline.printed(*declared.provisions),
        text=item.text,
        reason=item.reason,
        effect=declared.effect if item.holds else "",
        missing=tuple((fact, fact_label(catalogue, fact)) for fact in item.missing),
        headline=declared.headline,
        notice=declared.notice if item.holds else "",
    )


def turns_of(
    found: Iterable[Outcome], changes: Iterable[Change], *, everything: bool = False
) -> list[Turn]:
    """Gather changes by the answer that brings them about.

    Args:
        found: the conclusions as they stand.
        changes: single answers that would turn one of them.
        everything: otherwise a conclusion that does not hold is named only where it
            would hold: that it would become open tells nobody anything.
    """
    known = {item.conclusion.id: item for item in found}
    gathered: dict[str, list[Change]] = {}
    for change in changes:
        holds = known[change.conclusion].truth is not Truth.NO
        if everything or holds or change.becomes is Truth.YES:
            gathered.setdefault(change.supposing, []).append(change)
    return [
        Turn(
            items[0].fact,
            items[0].fact_text,
            items[0].present,
            items[0].other,
            supposing,
            tuple(_effects(items, known)),
        )
        for supposing, items in gathered.items()
    ]


def _effects(
    items: list[Change], known: Mapping[str, Outcome]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for truth, would in WOULD.items():
        titles = {
            known[item.conclusion].conclusion.title: None for item in items if item.becomes is truth
        }
        if titles:
            yield would, tuple(titles)
