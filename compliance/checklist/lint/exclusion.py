"""Whether two conditions can hold of one assessment.

Conditions are taken apart together, conclusions into the conditions behind them. What has
to be true is followed until two demands on one answer cannot both be kept; where a
condition leaves alternatives, each is tried. When a question arises is left out, so that
two conditions may be said to be compatible which no assessment meets together; that they
exclude each other is certain.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import (
    All,
    Always,
    AnyOf,
    Condition,
    Facts,
    FactTest,
    Holds,
    Missing,
    Not,
    Truth,
    Value,
    test_fact,
)

MOST_TRIED: Final = 4_000
"""Alternatives that are tried; where they do not decide, two conditions are compatible."""
MOST_OPTIONS: Final = 12
"""Of a question with more options to tick, only equal tests are held against each other."""

Wanted = tuple[Condition, bool]
Demands = tuple[tuple[FactTest, bool], ...]


def exclude_each_other(catalogue: Catalogue, first: Condition, second: Condition) -> bool:
    """Whether it is certain that two conditions never hold together."""
    return not _Search(catalogue).possible([(first, True), (second, True)], [], _Known({}, {}))


@dataclass
class _Known:
    """What has been followed so far: truths of conclusions, and demands on answers."""

    conclusions: dict[str, bool]
    demands: dict[str, Demands]

    def copy(self) -> _Known:
        return _Known(dict(self.conclusions), dict(self.demands))


class _Search:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._left = MOST_TRIED
        self._kept: dict[Demands, bool] = {}

    def possible(self, wanted: list[Wanted], choices: list[list[Wanted]], known: _Known) -> bool:
        """Whether all that is wanted, and one of each choice, can be kept together."""
        while self._follow(wanted, choices, known):
            open_ = [group for group in choices if not self._settled(group, known)]
            if not open_:
                return True
            viable = [[part for part in group if self._may_be(part, known)] for group in open_]
            narrowest = min(viable, key=len)
            choices = [group for group in viable if group is not narrowest]
            if len(narrowest) > 1:
                return self._any_possible(narrowest, choices, known)
            if not narrowest:
                return False
            wanted = narrowest
        return False

    def _any_possible(
        self, group: list[Wanted], choices: list[list[Wanted]], known: _Known
    ) -> bool:
        for part in group:
            self._left -= 1
            if self._left < 0 or self.possible([part], list(choices), known.copy()):
                return True
        return False

    def _follow(self, wanted: list[Wanted], choices: list[list[Wanted]], known: _Known) -> bool:
        """Take apart what has to be so; false where it contradicts itself."""
        waiting = list(wanted)
        while waiting:
            condition, truth = waiting.pop()
            match condition:
                case Always(always=always) if always is not truth:
                    return False
                case Not(not_=part):
                    waiting.append((part, not truth))
                case All(all=parts) | AnyOf(any=parts):
                    each = [(part, truth) for part in parts]
                    if truth is isinstance(condition, All):
                        waiting += each
                    else:
                        choices.append(each)
                case Holds(holds=conclusion) if conclusion in known.conclusions:
                    if known.conclusions[conclusion] is not truth:
                        return False
                case Holds(holds=conclusion):
                    known.conclusions[conclusion] = truth
                    declared = self._catalogue.conclusions.get(conclusion)
                    waiting += [] if declared is None else [(declared.when, truth)]
                case FactTest() if not self._demand(condition, truth, known):
                    return False
        return True

    def _demand(self, test: FactTest, truth: bool, known: _Known) -> bool:  # noqa: FBT001
        """Add a demand on an answer; false where no answer keeps all of them."""
        demands = known.demands.get(test.fact, ())
        if (test, truth) not in demands:
            demands = (*demands, (test, truth))
            known.demands[test.fact] = demands
        return self._can_keep(demands)

    def _settled(self, group: list[Wanted], known: _Known) -> bool:
        return any(not self._may_be((part, not truth), known) for part, truth in group)

    def _may_be(self, wanted: Wanted, known: _Known) -> bool:
        """Whether nothing known so far speaks against it."""
        condition, truth = wanted
        match condition:
            case Always(always=always):
                return always is truth
            case Not(not_=part):
                return self._may_be((part, not truth), known)
            case All(all=parts) | AnyOf(any=parts):
                each = (self._may_be((part, truth), known) for part in parts)
                return all(each) if truth is isinstance(condition, All) else any(each)
            case Holds(holds=conclusion):
                return known.conclusions.get(conclusion, truth) is truth
            case FactTest():
                demands = known.demands.get(condition.fact, ())
                return self._can_keep((*demands, (condition, truth)))

    def _can_keep(self, demands: Demands) -> bool:
        """Whether one answer to a question can keep all demands on it."""
        if demands not in self._kept:
            self._kept[demands] = _can_keep(self._catalogue, demands)
        return self._kept[demands]


def _can_keep(catalogue: Catalogue, demands: Demands) -> bool:
    fact = demands[0][0].fact
    if any((test, not truth) in demands for test, truth in demands):
        return False
    if _has_many(catalogue, fact):
        return True
    return any(
        all((test_fact(test, answer) is Truth.YES) is truth for test, truth in demands)
        for answer in (_One(catalogue, value) for value in _answers(catalogue, fact, demands))
    )


def _has_many(catalogue: Catalogue, fact: str) -> bool:
    question = catalogue.questions.get(fact)
    if question is None or question.type != "choices":
        return False
    return len(catalogue.options(question)) > MOST_OPTIONS


class _One(Facts):
    """One answer, as a test sees it."""

    def __init__(self, catalogue: Catalogue, value: Value | Missing) -> None:
        self._catalogue, self._value = catalogue, value

    def value(self, fact: str) -> Value | Missing:  # noqa: ARG002 - there is one only
        return self._value

    def holds(self, conclusion: str) -> Truth:  # noqa: ARG002 - no test asks for it
        return Truth.UNKNOWN

    def group(self, fact: str, name: str) -> frozenset[str]:
        return self._catalogue.group(fact, name)


def _answers(catalogue: Catalogue, fact: str, demands: Demands) -> Iterator[Value | Missing]:
    """Answers among which one keeps the demands if any does; also that it does not arise."""
    question = catalogue.questions.get(fact)
    yield Missing.IRRELEVANT
    options = [] if question is None else [item.id for item in catalogue.options(question)]
    if question is not None and question.type == "choices":
        for size in range(len(options) + 1):
            yield from itertools.combinations(options, size)
    elif options:
        yield from options
    else:
        yield from _around(demands)


def _around(demands: Demands) -> Iterator[Value]:
    """The values that tests name, and those beside them; a text that no test names."""
    for test, _ in demands:
        operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
        for value in operands:
            yield value
            if isinstance(value, datetime.date):
                yield value - datetime.timedelta(days=1)
                yield value + datetime.timedelta(days=1)
            elif isinstance(value, int | float):
                yield value - 1
                yield value + 1
            else:
                yield f"not {value}"
