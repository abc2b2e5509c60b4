"""Review of the open questions of the law, and of what waits by one of their readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compliance.checklist.base import ROLES
from compliance.checklist.catalogue import Catalogue
from compliance.errors import ConformityError, Problem
from compliance.law.timeline import OpenQuestion


def review_open_readings(catalogue: Catalogue) -> Iterator[Problem]:
    """Readings that cannot be chosen or told apart, and waits for what is not there."""
    questions = catalogue.timeline.open_questions
    named = Counter(reading.id for item in questions for reading in item.readings)
    for at, question in enumerate(questions):
        place = catalogue.place("file:timeline", "open_questions", at)
        yield from _provisions(catalogue, place, question.provisions)
        yield from _choice(catalogue, place, question)
    for reading in sorted(known for known, times in named.items() if times > 1):
        yield Problem(
            catalogue.place("file:timeline", "open_questions"),
            "checklist.duplicate-id",
            f"Two readings are called {reading}; a rule could not tell which it belongs to.",
            "Give each reading an id of its own.",
        )
    for at, rule in enumerate(catalogue.timeline.rules):
        if rule.reading and rule.reading not in named:
            yield Problem(
                catalogue.place("file:timeline", "rules", at, "reading"),
                "checklist.unknown-word",
                f"There is no reading {rule.reading}.",
                f"Readings: {', '.join(sorted(named))}.",
            )
    yield from _waits(catalogue)


def _choice(catalogue: Catalogue, place: str, question: OpenQuestion) -> Iterator[Problem]:
    """A question that does not offer exactly the readings."""
    asked = catalogue.facts.get(question.fact)
    if asked is None:
        yield Problem(
            place,
            "checklist.unknown-fact",
            f"There is no fact {question.fact}.",
            "Declare it under facts/, or correct the name.",
        )
        return
    offered = {option.id for option in catalogue.options(asked)}
    readings = {reading.id for reading in question.readings}
    if asked.type != "choice" or offered != readings:
        yield Problem(
            place,
            "checklist.impossible-value",
            f"{question.fact} does not offer exactly the readings of {question.id}.",
            f"Make it a choice of: {', '.join(sorted(readings))}.",
        )


def _waits(catalogue: Catalogue) -> Iterator[Problem]:
    roles = {word.id for word in catalogue.words(ROLES)}
    for at, wait in enumerate(catalogue.waits):
        place = catalogue.place("file:routes", "waits", at)
        yield from _provisions(catalogue, place, (*wait.provisions, *filter(None, [wait.until])))
        for role in wait.roles:
            if role not in roles:
                yield Problem(
                    place,
                    "checklist.unknown-word",
                    f"{role} is not in the vocabulary {ROLES}.",
                    f"Words: {', '.join(sorted(roles))}.",
                )


def _provisions(catalogue: Catalogue, place: str, ids: tuple[str, ...]) -> Iterator[Problem]:
    for known in ids:
        try:
            catalogue.outline.get(known)
        except ConformityError as error:
            cause = error.problems[0]
            yield Problem(place, cause.code, f"{known}: {cause.message}", cause.hint)
