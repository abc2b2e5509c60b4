"""Coverage: for every provision of the outline, what maps it or why nothing does.

A provision is mapped when a requirement or a conclusion cites it, something inside
it, or the paragraph or point it belongs to. An article cited as a whole maps its
heading only, not its paragraphs: those need a citation of their own. A provision
that is neither mapped nor excluded with a reason is a hole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.checklist.catalogue import Catalogue
from compliance.law.outline import Outline
from compliance.law.readings import Exclusion

WHOLE = 1
"""Parts of an id that names a whole article or annex."""


@dataclass(frozen=True)
class Covered:
    """One provision with what covers it."""

    provision: str
    requirements: tuple[str, ...]
    conclusions: tuple[str, ...]
    exclusion: Exclusion | None

    @property
    def state(self) -> str:
        """``mapped``, ``excluded`` or ``hole``."""
        if self.requirements or self.conclusions:
            return "mapped"
        return "hole" if self.exclusion is None else "excluded"


def cover(catalogue: Catalogue) -> list[Covered]:
    """Coverage of every provision that can bind somebody, in the order of the law."""
    outline = catalogue.outline
    asked = _citations(
        catalogue, ((item.id, item.provisions) for item in catalogue.requirements.values())
    )
    concluded = _citations(
        catalogue, ((item.id, item.provisions) for item in catalogue.conclusions.values())
    )
    excluded = _scopes(catalogue.exclusions)
    return [
        Covered(
            provision,
            _covering(provision, asked),
            _covering(provision, concluded),
            _exclusion(outline, provision, excluded),
        )
        for provision in outline.ids()
        if not outline.explanations(provision)
    ]


def _citations(
    catalogue: Catalogue, items: Iterable[tuple[str, tuple[str, ...]]]
) -> dict[str, list[str]]:
    """Provision to the ids that cite it or something inside it.

    Under ``=`` and the provision stand only those that cite exactly it.
    """
    outline = catalogue.outline
    found: dict[str, list[str]] = {}
    for known, provisions in items:
        for cited in provisions:
            place = outline.canonical(cited)
            found.setdefault(f"={place}", []).append(known)  # cited itself
            while place:
                found.setdefault(place, []).append(known)
                place = outline.parent(place)
    return found


def _covering(provision: str, cited: dict[str, list[str]]) -> tuple[str, ...]:
    """Ids that cite a provision, something inside it, or what it belongs to."""
    found = dict.fromkeys(cited.get(provision, []))
    parts = provision.split(".")
    for length in range(len(parts) - 1, WHOLE, -1):
        above = ".".join(parts[:length])
        for known in cited.get(f"={above}", []):
            found.setdefault(known)
    return tuple(found)


def _scopes(exclusions: Iterable[Exclusion]) -> dict[str, Exclusion]:
    """Scope to its exclusion; where two name the same scope, the first."""
    found: dict[str, Exclusion] = {}
    for item in exclusions:
        for scope in item.provisions:
            found.setdefault(scope, item)
    return found


def _exclusion(outline: Outline, provision: str, scopes: dict[str, Exclusion]) -> Exclusion | None:
    """The most specific exclusion of a provision."""
    scope = provision
    while scope and scope not in scopes:
        scope = outline.parent(scope)
    return scopes.get(scope)
