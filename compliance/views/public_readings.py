"""Open questions of the law in JSON: the part of the vocabulary that weighs readings."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Self

from pydantic import Field

from compliance.assessment import weigh_readings as weighing
from compliance.checklist.conditions import Truth
from compliance.views.public import Public, found


class FirstDay(Public):
    """A first day on which something binds, or may bind."""

    from_: datetime.date = Field(validation_alias="on", serialization_alias="from")
    event: str
    """What must happen first; empty where the day alone decides."""
    settled: bool = found("sure")
    """False while another reading or an open answer decides whether it is that day."""


class DayOfReading(FirstDay):
    """A first day of the requirements on which readings differ."""

    requirements: int
    """How many bind, or may bind, from it."""


class Consequence(Public):
    """What follows where an open question is read in one way."""

    id: str
    title: str
    argument: str
    counter: str
    """What speaks against it."""
    follows: str
    """What follows from it in general."""
    chosen: bool
    in_application: dict[Truth, int]
    """Number of requirements that apply, by whether they bind on the day."""
    first_days: tuple[DayOfReading, ...]
    """Of the requirements on which the readings differ."""
    roles: dict[str, FirstDay]
    """Roles of whose duties the first day differs between the readings."""
    conclusions: dict[str, Truth]
    """Conclusions that differ between the readings, as they are in this one."""
    notices: tuple[str, ...]
    """Notices that not every reading raises."""

    @classmethod
    def of(cls, item: weighing.Consequence, chosen: str) -> Self:
        """One reading with what it comes to."""
        days = [SimpleNamespace(**vars(one), requirements=number) for one, number in item.days]
        further = {
            "chosen": item.reading.id == chosen,
            "in_application": {truth: item.binding.get(truth, 0) for truth in Truth},
            "first_days": days,
            "roles": dict(item.roles),
            "conclusions": {one.id: truth for one, truth in item.conclusions},
            "notices": item.notices,
        }
        return cls.model_validate(SimpleNamespace(**vars(item.reading) | further))


class WeighedQuestion(Public):
    """A question that the wording of the law leaves open and that arises here."""

    id: str = found("question", "id")
    question: str = found("question", "fact")
    """The question in which a reading is chosen."""
    title: str = found("question", "title")
    provisions: tuple[str, ...] = found("question", "provisions")
    chosen: str | None
    matters: bool
    """Whether anything differs between the readings as the answers stand."""
    differing: tuple[str, ...]
    """Requirements that bind from other days in one reading than in another."""
    readings: tuple[Consequence, ...]

    @classmethod
    def of(cls, item: weighing.WeighedQuestion) -> Self:
        """One open question with all its readings."""
        further = {
            "chosen": item.chosen or None,
            "matters": item.matters,
            "readings": [Consequence.of(one, item.chosen) for one in item.consequences],
        }
        return cls.model_validate(SimpleNamespace(**vars(item) | further))
