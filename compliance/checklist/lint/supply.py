"""Review of the first supply and of the days that answers state."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import DateQuestion
from compliance.errors import Problem

FILE = "file:supply"


def review_supply(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with the first supply, and with what is asked about stated days."""
    yield from _stated_days(catalogue)
    supply = catalogue.supply
    if supply is None:
        return
    if not isinstance(catalogue.facts.get(supply.planned), DateQuestion):
        yield Problem(
            catalogue.place(FILE, "planned"),
            "checklist.unknown-fact",
            f"{supply.planned} is no fact that asks for a day.",
            "Name the fact in which the day of the first supply is stated.",
        )
    scopes: dict[tuple[str | int, ...], str] = {
        ("apart", at): scope for at, scope in enumerate(supply.apart)
    }
    for at, step in enumerate(supply.steps):
        scopes |= {("steps", at, "provisions", n): s for n, s in enumerate(step.provisions)}
    for path, scope in scopes.items():
        if scope not in catalogue.outline:
            yield Problem(
                catalogue.place(FILE, *path),
                "law.unknown-provision",
                f"The outline has no {scope}.",
                "Correct the id, or add the provision to the outline.",
            )
    if sum(not step.provisions for step in supply.steps) != 1:
        yield Problem(
            catalogue.place(FILE, "steps"),
            "checklist.schema",
            "One step, and only one, names no provisions and takes what is left.",
            "Leave the provisions out in one step.",
        )


def _stated_days(catalogue: Catalogue) -> Iterator[Problem]:
    for known, question in catalogue.questions.items():
        if not isinstance(question, DateQuestion) or question.day is None:
            continue
        if question.day.question not in catalogue.questions:
            yield Problem(
                catalogue.place(known, "day", "question"),
                "checklist.unknown-fact",
                f"There is no question {question.day.question}.",
                "Name the question whose answer has to change once the day has come.",
            )
