"""Review of requirements that hang on one another: parts of what was begun, and acts.

A part waits for the answer to the requirement that it is part of. Of requirements that
demand one act of different addressees, or by different ways, only one may bind.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import FactTest, leaves
from compliance.checklist.lint.exclusion import exclude_each_other
from compliance.checklist.model import Requirement
from compliance.errors import Problem


def review_demands(catalogue: Catalogue) -> Iterator[Problem]:
    """Parts that wait for nothing they could be part of, and orders that contradict."""
    for requirement in catalogue.requirements.values():
        yield from _begun(catalogue, requirement)
    demanding = [item for item in catalogue.requirements.values() if item.demands]
    for first, second in itertools.combinations(demanding, 2):
        yield from _opposite(catalogue, first, second)


def _begun(catalogue: Catalogue, requirement: Requirement) -> Iterator[Problem]:
    if requirement.begun_when is None:
        return
    mains = catalogue.requirements.keys() - {requirement.id}
    for leaf in leaves(requirement.begun_when):
        if not isinstance(leaf, FactTest) or leaf.fact not in mains:
            yield Problem(
                catalogue.place(requirement.id, "begun_when"),
                "checklist.not-its-own",
                f"{requirement.id} waits for something that is no answer to another requirement.",
                "Name the main question of the requirement that it is part of.",
            )


def _opposite(catalogue: Catalogue, first: Requirement, second: Requirement) -> Iterator[Problem]:
    one, other = first.demands, second.demands
    if one is None or other is None or one.act != other.act or one.to == other.to:
        return
    if not exclude_each_other(catalogue, first.applies_when, second.applies_when):
        yield Problem(
            catalogue.place(second.id, "demands"),
            "checklist.contradiction",
            f"{first.id} demands {one.act} of {one.to} and {second.id} of {other.to}, "
            "and both can hold together.",
            "Add to one of the conditions that the other does not hold, or correct demands.",
        )
