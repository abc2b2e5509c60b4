"""Review of what is organisation-wide, and of the conclusions behind roles."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.base import ROLES
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Condition, FactTest, Holds, leaves
from compliance.checklist.model import Requirement
from compliance.errors import Problem


def review_scopes(catalogue: Catalogue) -> list[Problem]:
    """Follow-ups that leave the scope of their requirement, and roles of nobody.

    Whether an organisation-wide requirement applies may rest on facts about a system:
    that is decided in each assessment. Which of its follow-ups are asked may not: the
    organisation could never answer them.
    """
    problems: list[Problem] = []
    for requirement in catalogue.requirements.values():
        problems += _own_scopes(catalogue, requirement)
        if requirement.scope == "organisation":
            problems += _system_conditions(catalogue, requirement)
    for known, question in catalogue.questions.items():
        problems += [
            _scope(catalogue, known, f"The column {field.id} has a scope of its own.")
            for field in catalogue.fields(question)
            if field.scope != "system"
        ]
    return [*problems, *_roles(catalogue)]


def _own_scopes(catalogue: Catalogue, requirement: Requirement) -> Iterator[Problem]:
    for follow_up in requirement.follow_ups:
        if follow_up.scope not in {"system", requirement.scope}:
            yield _scope(
                catalogue,
                follow_up.id,
                f"A follow-up shares the scope of its requirement, {requirement.scope}.",
            )


def _system_conditions(catalogue: Catalogue, requirement: Requirement) -> Iterator[Problem]:
    for follow_up in requirement.follow_ups:
        if follow_up.ask_when is None:
            continue
        rests_on = facts_below(catalogue, follow_up.ask_when)
        foreign = sorted(rests_on - catalogue.organisation_wide)
        if foreign:
            yield _scope(
                catalogue,
                follow_up.id,
                f"{follow_up.id} is organisation-wide, but it is asked depending on "
                f"facts about one system: {', '.join(foreign[:4])}.",
            )


def facts_below(catalogue: Catalogue, condition: Condition) -> set[str]:
    """Every question that a condition names, by itself or through conclusions."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [condition]
    while waiting:
        for leaf in leaves(waiting.pop()):
            if isinstance(leaf, FactTest):
                derived = catalogue.derived.get(leaf.fact)
                found.update((leaf.fact,) if derived is None else derived.of)
            elif isinstance(leaf, Holds) and leaf.holds not in seen:
                seen.add(leaf.holds)
                declared = catalogue.conclusions.get(leaf.holds)
                if declared is not None:
                    waiting.append(declared.when)
    return found


def _scope(catalogue: Catalogue, known: str, message: str) -> Problem:
    return Problem(
        catalogue.place(known),
        "checklist.scope",
        message,
        "Take the key away, or make it a requirement of its own.",
    )


def _roles(catalogue: Catalogue) -> Iterator[Problem]:
    for at, word in enumerate(catalogue.words(ROLES)):
        known = word.conclusion
        if known is not None and known not in catalogue.conclusions:
            yield Problem(
                catalogue.place(f"vocabulary:{ROLES}", "words", at),
                "checklist.unknown-conclusion",
                f"There is no conclusion {known}.",
                "Declare it under conclusions/, or correct the name.",
            )
