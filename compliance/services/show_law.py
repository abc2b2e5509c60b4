"""Looking a provision up: heading, dates, and the requirements it gave rise to."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.model import Conclusion, Requirement
from compliance.law.outline import Provision
from compliance.law.provision import is_within
from compliance.law.timeline import Rule


@dataclass(frozen=True)
class ShownProvision:
    """A provision with its surroundings."""

    provision: Provision
    path: tuple[Provision, ...]
    children: tuple[Provision, ...]
    rules: tuple[Rule, ...]
    requirements: tuple[Requirement, ...]
    conclusions: tuple[Conclusion, ...]


def show_provision(catalogue: Catalogue, provision: str) -> ShownProvision:
    """Look up a provision.

    Raises:
        ConformityError: ``law.bad-provision``, ``law.unknown-provision`` or
            ``law.no-date``.
    """
    outline = catalogue.outline
    found = outline.get(provision)
    routes = [route.id for route in catalogue.timeline.routes]
    recital = found.id.startswith("rec-")
    rules = [] if recital else catalogue.timeline.rules_for(found.id, routes)

    def cites(provisions: tuple[str, ...]) -> bool:
        return any(is_within(outline.canonical(cited), found.id) for cited in provisions)

    return ShownProvision(
        found,
        tuple(outline.path(found.id)),
        tuple(outline.get(child) for child in outline.children(found.id)),
        tuple(rules),
        tuple(item for item in catalogue.ordered_requirements if cites(item.provisions)),
        tuple(item for item in catalogue.conclusions.values() if cites(item.provisions)),
    )
