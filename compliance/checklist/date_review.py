"""Review of the questions from whose answers days are counted."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.catalogue import Catalogue
from compliance.errors import Problem


def review_dates(catalogue: Catalogue) -> Iterator[Problem]:
    """Periods and events that run from a question which asks for no day."""
    for requirement in catalogue.requirements.values():
        for at, period in enumerate(requirement.periods):
            place = catalogue.place(requirement.id, "periods", at)
            yield from _asks_for_a_day(catalogue, place, period.after)
    for at, rule in enumerate(catalogue.timeline.rules):
        if rule.event_fact:
            place = catalogue.place("file:timeline", "rules", at)
            yield from _asks_for_a_day(catalogue, place, rule.event_fact)


def _asks_for_a_day(catalogue: Catalogue, place: str, known: str) -> Iterator[Problem]:
    question = catalogue.questions.get(known)
    if question is None:
        yield Problem(
            place,
            "checklist.unknown-fact",
            f"A day is counted from {known}, which is no question of this edition.",
            "Name a question of type date.",
        )
    elif question.type != "date":
        yield Problem(
            place,
            "checklist.impossible-test",
            f"A day is counted from {known}, a question of type {question.type}.",
            "Name a question of type date.",
        )
