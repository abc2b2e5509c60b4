"""Conditions: a small typed tree with three truth values.

A condition is true, false or *unknown*. Unknown comes from a question nobody
has answered, and it spreads as in Kleene's logic: it never turns into true or
false by default. So a missing fact can leave a requirement undetermined but can
never remove it. A question that is known to be irrelevant (its own ``ask_when``
is false) counts as having none of the values tested for.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Protocol

from pydantic import Discriminator, Field, Tag, model_validator

from compliance.checklist.base import Id, Model


class Truth(enum.Enum):
    """True, false, or not known yet."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, value: bool) -> Truth:  # noqa: FBT001 - a conversion
        return cls.YES if value else cls.NO

    def negated(self) -> Truth:
        """Not; unknown stays unknown."""
        opposite = {Truth.YES: Truth.NO, Truth.NO: Truth.YES}
        return opposite.get(self, Truth.UNKNOWN)


class Missing(enum.Enum):
    """Why a question has no value."""

    UNANSWERED = "unanswered"
    IRRELEVANT = "irrelevant"
    """Known not to arise: it has none of the values tested for."""
    NOT_ASKED = "not asked"
    """In gap rules: nothing can be said about it, so every test of it fails."""


Value = str | int | float | datetime.date | tuple[Any, ...]
"""A typed answer: option id, text, number, date, or several of them."""


class Facts(Protocol):
    """What a condition may ask: values of questions and truth of conclusions."""

    def value(self, fact: str) -> Value | Missing:
        """The answer to a question, or why there is none."""

    def pending(self, fact: str) -> Value | Missing:  # noqa: ARG002 - most have none
        """The answer to a question of which it is open whether it is relevant."""
        return Missing.UNANSWERED

    def holds(self, conclusion: str) -> Truth:
        """Whether a conclusion holds."""

    def group(self, fact: str, name: str) -> frozenset[str]:
        """Option ids of a question that belong to a named group."""


Scalar = str | int | float | datetime.date


class FactTest(Model):
    """A test of one answer. Exactly one of the tests is given."""

    fact: Id
    is_: Annotated[Scalar | None, Field(alias="is")] = None
    any_of: Annotated[tuple[Scalar, ...] | None, Field(min_length=1)] = None
    none_of: Annotated[tuple[Scalar, ...] | None, Field(min_length=1)] = None
    includes: str | None = None
    includes_any: Annotated[tuple[str, ...] | None, Field(min_length=1)] = None
    includes_none: Annotated[tuple[str, ...] | None, Field(min_length=1)] = None
    in_group: str | None = None
    not_in_group: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    before: datetime.date | None = None
    on_or_after: datetime.date | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> FactTest:
        given = [name for name in TESTS if getattr(self, name) is not None]
        if len(given) != 1:
            msg = f"needs exactly one test of {', '.join(TESTS)}; has {len(given)}"
            raise ValueError(msg)
        return self

    @cached_property
    def test(self) -> str:
        """Name of the test that is given."""
        return next(name for name in TESTS if getattr(self, name) is not None)

    @cached_property
    def operand(self) -> Any:
        """What the answer is tested against."""
        return getattr(self, self.test)

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        return (self,)


TESTS = (
    "is_",
    "any_of",
    "none_of",
    "includes",
    "includes_any",
    "includes_none",
    "in_group",
    "not_in_group",
    "at_least",
    "at_most",
    "before",
    "on_or_after",
)
NEGATIVE_TESTS = frozenset({"none_of", "includes_none", "not_in_group"})


class Holds(Model):
    """Whether a declared conclusion holds."""

    holds: Id

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        return (self,)


class All(Model):
    """Every part is true."""

    all: Annotated[tuple[Condition, ...], Field(min_length=1)]

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        return tuple(leaf for part in self.all for leaf in part.leaves)


class AnyOf(Model):
    """At least one part is true."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1)]

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        return tuple(leaf for part in self.any for leaf in part.leaves)


class Not(Model):
    """The part is false."""

    not_: Annotated[Condition, Field(alias="not")]

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        return self.not_.leaves


class Always(Model):
    """True of every assessment (for requirements that bind everyone)."""

    always: bool

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        return ()


Leaf = FactTest | Holds
"""What a condition comes down to: tests of answers and of conclusions."""


_KINDS = ("all", "any", "not", "holds", "fact", "always")


def _kind(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((kind for kind in _KINDS if kind in value), None)
    names: dict[Any, str] = {
        All: "all",
        AnyOf: "any",
        Not: "not",
        Holds: "holds",
        FactTest: "fact",
        Always: "always",
    }
    return names.get(type(value))


Condition = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Holds, Tag("holds")]
    | Annotated[FactTest, Tag("fact")]
    | Annotated[Always, Tag("always")],
    Discriminator(
        _kind,
        custom_error_type="condition",
        custom_error_message="a condition starts with one of: " + ", ".join(_KINDS),
    ),
]


def evaluate(condition: Condition, facts: Facts) -> Truth:
    """Whether a condition is true of the facts, false, or not known yet."""
    return _EVALUATED[type(condition)](condition, facts)


def _strongest(parts: Iterable[Condition], facts: Facts, decisive: Truth, default: Truth) -> Truth:
    result = default
    for part in parts:
        truth = evaluate(part, facts)
        if truth is decisive:
            return decisive
        if truth is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def test_fact(test: FactTest, facts: Facts) -> Truth:
    """Truth of one test of one answer."""
    value = facts.value(test.fact)
    if value is Missing.UNANSWERED:
        return _test_pending(test, facts)
    if value is Missing.NOT_ASKED:
        return Truth.NO
    if value is Missing.IRRELEVANT:
        return Truth.of(test.test in NEGATIVE_TESTS)
    return Truth.of(_passes(test, value, facts))


def _test_pending(test: FactTest, facts: Facts) -> Truth:
    """Truth of a test while it is open whether its question is relevant.

    An answer that was given all the same decides the test if the test would come out
    alike without it, so whatever is said about the relevance later changes nothing.
    """
    pending = facts.pending(test.fact)
    if isinstance(pending, Missing):
        return Truth.UNKNOWN
    passes = _passes(test, pending, facts)
    return Truth.of(passes) if passes == (test.test in NEGATIVE_TESTS) else Truth.UNKNOWN


def _passes(test: FactTest, value: Any, facts: Facts) -> bool:
    name, operand = test.test, test.operand
    match name:
        case "is_":
            return bool(value == operand)
        case "at_least":
            return bool(value >= operand)
        case "at_most":
            return bool(value <= operand)
        case "before":
            return bool(value < operand)
        case "on_or_after":
            return bool(value >= operand)
        case "includes":
            among: Collection[Any] = (operand,)
        case "in_group" | "not_in_group":
            among = facts.group(test.fact, operand)
        case _:
            among = operand
    several = value if isinstance(value, tuple) else (value,)
    return any(one in among for one in several) is not (name in NEGATIVE_TESTS)


_EVALUATED: Final[Mapping[type[Model], Callable[[Any, Facts], Truth]]] = {
    All: lambda condition, facts: _strongest(condition.all, facts, Truth.NO, Truth.YES),
    AnyOf: lambda condition, facts: _strongest(condition.any, facts, Truth.YES, Truth.NO),
    Not: lambda condition, facts: evaluate(condition.not_, facts).negated(),
    Holds: lambda condition, facts: facts.holds(condition.holds),
    FactTest: test_fact,
    Always: lambda condition, _: Truth.of(condition.always),
}
"""How each kind of condition is evaluated: tens of thousands are for one dossier, and a
table is quicker than asking one after the other whether it is that kind."""


def leaves(condition: Condition) -> tuple[Leaf, ...]:
    """The tests of answers and of conclusions in a condition, left to right."""
    return condition.leaves


def deciding(condition: Condition, facts: Facts) -> list[Leaf]:
    """The leaves on which the present truth value rests.

    For a true ``all`` that is every part, for a false one the parts that are
    false, for an unknown one the parts that are unknown; ``any`` mirrors this.
    """
    return _deciding(condition, evaluate(condition, facts), facts)


def _deciding(condition: Condition, truth: Truth, facts: Facts) -> list[Leaf]:
    match condition:
        case All(all=parts) | AnyOf(any=parts):
            found: list[Leaf] = []
            for part in parts:
                if evaluate(part, facts) is truth:
                    found += _deciding(part, truth, facts)
            return found
        case Not(not_=part):
            return _deciding(part, truth.negated(), facts)
        case _:
            return list(condition.leaves)
