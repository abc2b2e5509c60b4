"""Scoring the results of any tool on a regression set: counts, never one figure.

A tool says of each case what it finds, and leaves out what it does not say. What is
left out counts as not said, never as right.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from compliance.data.files import read_bytes
from compliance.errors import Problem, ProblemsError, fail
from compliance.services.benchmark.model import AskedOfSet, CaseOfSet, RegressionSet, ResultOfCase

MAX_BYTES: Final = 64 << 20
RIGHT, WRONG, NOT_SAID = "right", "wrong", "not said"
UNDETERMINED: Final = "undetermined"
ALL: Final = "all groups"
TRUTHS: Final = ("holds", "fails", UNDETERMINED)
CLOSE: Final = 1e-9
_Form = TypeVar("_Form", bound=BaseModel)


@dataclass
class ClassTally:
    """The cases of one group that answer one question of classification."""

    asked: AskedOfSet
    group: str
    said: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Number of cases by class expected and class said (empty: no answer)."""

    @property
    def cases(self) -> int:
        return self.said.total()

    @property
    def exact(self) -> int:
        """Cases with the class expected."""
        return sum(n for (wanted, said), n in self.said.items() if wanted == said)

    def expected(self, class_: str) -> int:
        """Cases of which a class is expected."""
        return sum(n for (wanted, _), n in self.said.items() if wanted == class_)

    def false(self, said: str) -> tuple[int, int]:
        """Cases wrongly given a class, of those that have the opposite one."""
        asked = self.asked
        opposite = asked.no if said == asked.yes else asked.yes
        return self.said[opposite, said], self.expected(opposite)

    @property
    def undetermined(self) -> tuple[int, int]:
        """Cases left undetermined, of those that can be decided."""
        wanted = (self.asked.yes, self.asked.no)
        number = sum(self.said[class_, UNDETERMINED] for class_ in wanted)
        return number, sum(self.expected(class_) for class_ in wanted)

    @property
    def decided(self) -> tuple[int, int]:
        """Cases decided, of those that the facts leave open."""
        wanted = (self.asked.yes, self.asked.no)
        number = sum(self.said[UNDETERMINED, class_] for class_ in wanted)
        return number, self.expected(UNDETERMINED)

    @property
    def unanswered(self) -> int:
        return sum(n for (_, said), n in self.said.items() if not said)

    @property
    def other(self) -> int:
        """Cases with a class that does not answer the question."""
        fitting = {self.asked.yes, self.asked.no, UNDETERMINED, ""}
        return sum(n for (_, said), n in self.said.items() if said not in fitting)


@dataclass(frozen=True)
class Difference:
    """Something that a tool says otherwise, or does not say."""

    case: CaseOfSet
    about: str
    expected: str
    said: str
    """Empty where nothing was said."""


@dataclass
class Score:
    """How results compare with a set."""

    classes: list[ClassTally] = field(default_factory=list)
    """By question; the row of all groups first, then one a group."""
    further: dict[str, Counter[str]] = field(default_factory=dict)
    """Kind of expectation to how many were right, wrong or not said."""
    differences: list[Difference] = field(default_factory=list)

    @property
    def all_right(self) -> bool:
        """Whether everything expected was said."""
        return not self.differences


def read_set(path: Path) -> RegressionSet:
    """Read a published set.

    Raises:
        ConformityError: ``file.*`` or ``cases.form``.
    """
    value = _read_json(path)
    return _form(RegressionSet, value, path.name)


def read_results(path: Path, cases: RegressionSet) -> dict[str, ResultOfCase]:
    """Read the results of a tool: case id to what it finds.

    Raises:
        ConformityError: every case that is unknown or not in the form, at once.
    """
    value = _read_json(path)
    known = {case.id for case in cases.cases}
    found: dict[str, ResultOfCase] = {}
    problems: list[Problem] = []
    for name, entry in value.items():
        place = f"{path.name}: {name[:80]}"
        if name not in known:
            message = "The set has no case with this id."
            problems.append(Problem(place, "cases.form", message, "Use the ids of the set."))
            continue
        try:
            found[name] = _form(ResultOfCase, entry, place)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        problems += _twice(found[name], place)
    if problems:
        raise ProblemsError(problems)
    return found


def _read_json(path: Path) -> dict[str, Any]:
    content = read_bytes(path, MAX_BYTES)
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        message = f"This is not JSON ({type(error).__name__})."
        raise fail(path.name, "cases.form", message, _WHERE) from None
    if not isinstance(value, dict):
        raise fail(path.name, "cases.form", "A JSON object is expected.", _WHERE)
    return value


_WHERE: Final = "See docs/reference/regression-set.md."


def _form(model: type[_Form], value: Any, place: str) -> _Form:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise ProblemsError(
            Problem(
                place,
                "cases.form",
                f"{'.'.join(map(str, item['loc'])) or 'here'}: {item['msg']}.",
                _WHERE,
            )
            for item in error.errors()
        ) from None


def _twice(result: ResultOfCase, place: str) -> list[Problem]:
    counts = Counter(known for key in TRUTHS for known in set(getattr(result, key)))
    return [
        Problem(place, "cases.form", f"{known} has two truth values.", "Keep one.")
        for known, number in counts.items()
        if number > 1
    ]


def score(cases: RegressionSet, results: dict[str, ResultOfCase]) -> Score:
    """Compare results with what a set expects."""
    found = Score()
    tallies: dict[tuple[str, str], ClassTally] = {}
    asked = {item.id: item for item in cases.questions}
    for question in cases.questions:
        for group in (ALL, *(item.id for item in cases.groups)):
            tallies[question.id, group] = ClassTally(question, group)
    for case in cases.cases:
        result = results.get(case.id, ResultOfCase())
        if case.question in asked:
            for group in (ALL, case.group):
                tallies[case.question, group].said[case.class_, result.class_] += 1
            if case.class_ != result.class_:
                found.differences.append(Difference(case, "class", case.class_, result.class_))
        conclusion = asked[case.question].conclusion if case.question in asked else ""
        inferred = _inferred(asked.get(case.question), result.class_)
        for kind, about, wanted, given in _further(case, result):
            said = inferred if given is None and about == conclusion else given
            _compare(found, case, kind, about, wanted, said)
    found.classes = [tally for tally in tallies.values() if tally.cases]
    return found


def _inferred(asked: AskedOfSet | None, class_: str) -> str | None:
    """What a class says about the conclusion behind its question."""
    if asked is None:
        return None
    return {asked.yes: "holds", asked.no: "fails", UNDETERMINED: UNDETERMINED}.get(class_)


def _compare(found: Score, case: CaseOfSet, kind: str, about: str, wanted: Any, said: Any) -> None:
    if said is None:
        verdict = NOT_SAID
    elif kind == "numbers":
        verdict = RIGHT if math.isclose(wanted, said, rel_tol=CLOSE) else WRONG
    elif about == "routes among others":
        verdict = RIGHT if set(wanted) <= set(said) else WRONG
    else:
        verdict = RIGHT if wanted == said else WRONG
    found.further.setdefault(kind, Counter())[verdict] += 1
    if verdict != RIGHT:
        found.differences.append(
            Difference(case, about, _words(wanted), "" if said is None else _words(said))
        )


def _words(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _further(case: CaseOfSet, result: ResultOfCase) -> Iterator[tuple[str, str, Any, Any]]:
    """Kind, subject, what is expected and what is said, beyond the class."""
    expect = case.expect
    said = {known: key for key in TRUTHS for known in getattr(result, key)}
    for key in TRUTHS:
        for known in getattr(expect, key):
            yield "conclusions", known, key, said.get(known)
    for kind in ("provisions", "requirements", "dates", "numbers"):
        for known, wanted in getattr(expect, kind).items():
            yield kind, known, wanted, getattr(result, kind).get(known)
    routes = None if result.routes is None else tuple(sorted(result.routes))
    if expect.routes is not None:
        yield "routes", "routes", tuple(sorted(expect.routes)), routes
    if expect.routes_include:
        yield "routes", "routes among others", expect.routes_include, routes
