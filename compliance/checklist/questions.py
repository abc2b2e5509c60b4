"""Questions: what is asked, of which type, and which answers are possible."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from compliance.checklist.base import Id, Model, Scope, Text
from compliance.checklist.conditions import Condition


class Option(Model):
    """One possible answer of a choice."""

    id: Id
    label: Text
    groups: tuple[Id, ...] = ()
    """Named sets the option belongs to, for ``in_group`` (e.g. member states)."""
    implies: tuple[Id, ...] = ()
    """Other options of the same question that are true wherever this one is; conditions
    see them as chosen."""
    note: str = ""
    alone: bool = False
    """Of several that can be chosen: one that excludes all others ("none of these")."""


class Guidance(Model):
    """How to answer well."""

    good_answer: Text
    """What a good answer contains."""
    example: Text
    """A short, realistic, invented example."""


class _Question(Model):
    id: Id
    type: str
    label: str = ""
    """A few words naming the fact in sentences and tables ("country of the
    provider"); required for facts."""
    ask: Text
    """The question as put to a person."""
    why: str = ""
    """Why it is asked, one sentence."""
    help: str = ""
    """More explanation, shown on request."""
    guidance: Guidance | None = None
    provisions: tuple[str, ...] = ()
    scope: Scope = "system"
    """Of a fact: ``organisation`` where one answer holds for all systems. Follow-ups
    share the scope of their requirement."""
    optional: bool = False
    """An optional question may stay open without a gap."""
    not_applicable: str = ""
    """When set, "not applicable" is accepted; the text says when it fits."""
    ask_when: Condition | None = None
    """When it is asked. Of a follow-up without one: when the answer to the main
    question claims that the requirement is met or partly met."""


class ChoiceQuestion(_Question):
    """One of several options."""

    type: Literal["choice"]
    options: tuple[Option, ...] = ()
    options_from: Id | None = None
    """Name of a vocabulary instead of a list of options."""
    options_group: Id | None = None
    """Only the words of this group of the vocabulary."""

    @model_validator(mode="after")
    def _has_options(self) -> ChoiceQuestion:
        _one_source(self.options, self.options_from)
        if any(option.implies for option in self.options):
            raise ValueError("an option of which one alone is chosen implies no other")
        return self


class ChoicesQuestion(_Question):
    """Any number of several options; an empty choice means "none of these"."""

    type: Literal["choices"]
    at_least: int = 0
    options: tuple[Option, ...] = ()
    options_from: Id | None = None
    options_group: Id | None = None

    @model_validator(mode="after")
    def _has_options(self) -> ChoicesQuestion:
        _one_source(self.options, self.options_from)
        known = {option.id for option in self.options}
        for option in self.options:
            for implied in option.implies:
                if implied not in known or implied == option.id:
                    raise ValueError(f"{option.id} implies {implied}, which is no other option")
        return self

    def with_implied(self, chosen: Iterable[str]) -> tuple[str, ...]:
        """What was chosen, and what that implies."""
        found = dict.fromkeys(chosen)
        implied = {option.id: option.implies for option in self.options if option.implies}
        for item in list(found):
            found.update(dict.fromkeys(implied.get(item, ())))
        return tuple(found)


class YesNoQuestion(_Question):
    """Yes or no, kept as the words "yes" and "no"."""

    type: Literal["yes-no"]


class TextQuestion(_Question):
    """Free text."""

    type: Literal["text"]
    lines: Literal["one", "several"] = "several"
    min_words: Annotated[int, Field(ge=0)] = 0
    max_characters: Annotated[int, Field(ge=1)] = 20_000


class NumberQuestion(_Question):
    """A number with a unit."""

    type: Literal["number"]
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False


class StatedDay(Model):
    """On which side of today a stated day lies, and what is asked once it does not."""

    lies: Literal["ahead", "past"]
    """``ahead`` of a plan; ``past`` of what has happened."""
    asks: Text
    """What to ask somebody who reads a plan that is over, or a fact that is still to come."""
    question: Id
    """Whose answer has to change then."""


class DateQuestion(_Question):
    """A day of the calendar."""

    type: Literal["date"]
    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    day: StatedDay | None = None
    """Where the day is a plan, or something that has happened."""


class FileQuestion(_Question):
    """Answered by attaching evidence of a kind."""

    type: Literal["file"]
    kind: Id


Field_ = Annotated[
    ChoiceQuestion | ChoicesQuestion | YesNoQuestion | TextQuestion | NumberQuestion | DateQuestion,
    Field(discriminator="type"),
]


class Compared(Model):
    """Columns of a table of which one is held to the other."""

    limit: Id
    """What was to be reached, or not to be passed."""
    result: Id
    """What came out, with its interval."""


class GroupQuestion(_Question):
    """A repeated group: a table with one row an entry."""

    type: Literal["group"]
    entry: Text
    """What one entry is called ("data set", "metric")."""
    at_least: Annotated[int, Field(ge=0)] = 1
    at_most: Annotated[int, Field(ge=1)] = 5_000
    fields: Annotated[tuple[Field_, ...], Field(min_length=1)]
    compared: Compared | None = None
    """The columns of results and of the limits that they are held to."""

    @model_validator(mode="after")
    def _compares_columns(self) -> GroupQuestion:
        named = (self.compared.limit, self.compared.result) if self.compared else ()
        if missing := set(named) - {part.id for part in self.fields}:
            msg = f"compared names no column of this table: {', '.join(sorted(missing))}"
            raise ValueError(msg)
        return self


Question = Annotated[
    ChoiceQuestion
    | ChoicesQuestion
    | YesNoQuestion
    | TextQuestion
    | NumberQuestion
    | DateQuestion
    | FileQuestion
    | GroupQuestion,
    Field(discriminator="type"),
]


def _one_source(options: tuple[Option, ...], vocabulary: str | None) -> None:
    if bool(options) == bool(vocabulary):
        msg = "needs either options or options_from"
        raise ValueError(msg)
    ids = [option.id for option in options]
    twice = sorted({known for known in ids if ids.count(known) > 1})
    if twice:
        msg = f"option ids stand twice: {', '.join(twice)}"
        raise ValueError(msg)
