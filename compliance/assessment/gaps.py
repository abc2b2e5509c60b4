"""Gaps: what the answers show to be missing for a requirement to be met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.assessment.facts import AnswerFacts, AskedFacts
from compliance.assessment.journal.state import Given
from compliance.checklist.conditions import Truth, evaluate
from compliance.checklist.gaps import Ground, Severity, StatedGap
from compliance.checklist.model import MainOption, Requirement
from compliance.checklist.questions import GroupQuestion, Question
from compliance.language.length import is_very_short, wished_length
from compliance.language.measures import read_limit, read_measure


@dataclass(frozen=True)
class Gap:
    """Something that the answers show to be missing for a requirement to be met."""

    requirement: str
    severity: Severity
    text: str
    remedy: str
    ground: Ground = "law"
    """Whether the law asks for it, or the checklist advises it."""


def chosen_option(requirement: Requirement, given: Given | None) -> MainOption | None:
    """The option that was chosen for the main question; nothing if none was."""
    if given is None or given.state != "given":
        return None
    for option in requirement.question.options:
        if option.id == given.value:
            return option
    return None


def find_gaps(
    facts: AnswerFacts,
    requirement: Requirement,
    follow_ups: tuple[tuple[Question, Given | None], ...],
    option: MainOption,
) -> list[Gap]:
    """Gaps of an answered requirement: of the option, of its rules, then observations."""
    own = frozenset(question.id for question in requirement.follow_ups)
    asked = AskedFacts(facts, own)
    declared: list[StatedGap] = [] if option.gap is None else [option.gap]
    declared += [rule for rule in requirement.gaps if evaluate(rule.when, asked) is Truth.YES]
    found = [
        Gap(requirement.id, gap.severity, gap.says, gap.remedy, gap.rests_on) for gap in declared
    ]
    for question, answer in follow_ups:
        found += _short_answer(requirement, question, answer)
        found += _beyond_limits(requirement, question, answer)
    return found


def _beyond_limits(
    requirement: Requirement, question: Question, given: Given | None
) -> Iterator[Gap]:
    """An observation where a limit lies within the interval of a result; it lowers nothing."""
    if not isinstance(question, GroupQuestion) or question.compared is None or given is None:
        return
    compared, rows = question.compared, given.value if isinstance(given.value, list) else []
    first = question.fields[0].id
    said = [
        f"{row.get(first)}: {row[compared.result]}, limit {row[compared.limit]}"
        for row in rows
        if _is_beyond(str(row.get(compared.limit, "")), str(row.get(compared.result, "")))
    ]
    if said:
        yield Gap(
            requirement.id,
            "observation",
            f"The interval of a result reaches beyond its limit: {'; '.join(said)}.",
            "Say whether the figure alone or its interval decides, or measure more cases.",
            "advice",
        )


def _is_beyond(limit: str, result: str) -> bool:
    measure, held_to = read_measure(result), read_limit(limit)
    return measure is not None and held_to is not None and measure.reaches_beyond(held_to)


def _short_answer(requirement: Requirement, question: Question, given: Given | None) -> list[Gap]:
    """An observation where a text is very short for what is asked; it lowers nothing."""
    words = getattr(question, "min_words", 0)
    if given is None or not isinstance(given.value, str) or not is_very_short(given.value, words):
        return []
    return [
        Gap(
            requirement.id,
            "observation",
            f"The answer to “{question.ask}” is very short for what is asked.",
            f"See whether somebody outside can follow it; {wished_length(words)} is usual.",
            "advice",
        )
    ]
