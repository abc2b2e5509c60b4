"""Review of the list of facts that are asked when an assessment begins."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.catalogue import Catalogue
from compliance.errors import Problem

UNFIT = ("group", "file")


def review_start(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with ``start`` of the edition in ``pack.yaml``."""
    place = f"{catalogue.pack.pack}/pack.yaml"
    for known in catalogue.edition.start:
        fact = catalogue.facts.get(known)
        if fact is None:
            yield Problem(
                place,
                "checklist.unknown-fact",
                f"start names {known}, which is no fact of edition {catalogue.edition.id}.",
                "Name a question that stands under facts/.",
            )
        elif fact.type in UNFIT:
            yield Problem(
                place,
                "checklist.impossible-test",
                f"start names {known}, a question of type {fact.type}.",
                "Tables and files are answered later; name another fact.",
            )
