"""Which provisions were read a second time, and which differences were settled."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.checklist.catalogue import Catalogue
from compliance.errors import Problem
from compliance.law.outline import Outline
from compliance.law.readings import Settled


@dataclass(frozen=True)
class SecondReading:
    """How far the second reading of an edition has come."""

    agreed: tuple[str, ...]
    """Provisions on which both readings agree."""
    settled: tuple[Settled, ...]
    """Differences with what was decided."""
    unread: tuple[str, ...]
    """Provisions that can bind somebody and that nobody read a second time."""


def second_reading(catalogue: Catalogue) -> SecondReading:
    """Gather the second readings of an edition.

    A provision with a settled difference counts as settled, also where a wider
    scope says that the readings agree.
    """
    outline = catalogue.outline
    settled = [item for file in catalogue.readings for item in file.settled]
    differing = {outline.canonical(scope) for item in settled for scope in item.provisions}
    agreeing = {outline.canonical(scope) for file in catalogue.readings for scope in file.agrees}
    named = agreeing | differing
    agreed: list[str] = []
    unread: list[str] = []
    for provision in outline.ids():
        if outline.explanations(provision) or _named(provision, differing):
            continue
        if _read(outline, provision, agreeing):
            agreed.append(provision)
        elif not _read(outline, provision, named):
            unread.append(provision)
    return SecondReading(tuple(agreed), tuple(settled), tuple(unread))


def _named(provision: str, scopes: set[str]) -> bool:
    parts = provision.split(".")
    return any(".".join(parts[:length]) in scopes for length in range(1, len(parts) + 1))


def _read(outline: Outline, provision: str, scopes: set[str]) -> bool:
    """Whether a provision, or else everything inside it, is named."""
    if _named(provision, scopes):
        return True
    inside = outline.children(provision)
    return bool(inside) and all(_read(outline, part, scopes) for part in inside)


def review_readings(catalogue: Catalogue) -> list[Problem]:
    """Readings that name provisions which the law does not have."""
    problems = []
    for number, file in enumerate(catalogue.readings):
        place = catalogue.place(f"file:reading:{number}")
        named = [*file.agrees, *(scope for item in file.settled for scope in item.provisions)]
        problems += [
            Problem(
                place,
                "law.unknown-provision",
                f"A second reading names {scope}, which the outline does not have.",
                "Name a provision of the outline.",
            )
            for scope in named
            if scope not in catalogue.outline
        ]
    return problems
