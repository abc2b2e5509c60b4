"""What is recorded after a launch, as checklists declare it: entries, duties, limits.

An entry is filled in like an assessment: its fields are questions. So conditions, forms and
papers see what was recorded as they see any other answer.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from compliance.checklist.base import Id, Model, Text
from compliance.checklist.conditions import Condition
from compliance.checklist.questions import Question


class EntryKind(Model):
    """A kind of entry, such as a serious incident."""

    id: Id
    title: Text
    """What one is called, at the start of a line."""
    plural: Text
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    """Numbers of its entries begin with it: ``IN-0001``."""
    says: Text
    """What belongs here, for whoever records one."""
    provisions: tuple[str, ...] = ()
    fields: Annotated[tuple[Id, ...], Field(min_length=1)]
    """In the order in which they are filled in."""


class Named(Model):
    """Fields that every entry is listed and ordered by."""

    title: Id
    """The only one that an entry cannot be recorded without."""
    day: Id
    """When it happened."""
    closed: Id
    """When it was closed; it is open without."""


class ToldTable(Model):
    """Where it is recorded who was told: a table, with the columns that count."""

    question: Id
    whom: Id
    what: Id
    on: Id
    country: Id | None = None
    """Where the one who was told belongs to one of several countries."""


class Whom(Model):
    """Somebody who has to be told."""

    whom: Id
    """As in the column of the table."""
    instead: tuple[Id, ...] = ()
    """Others of whom one may be told instead."""
    when: Condition | None = None
    says: Text
    """Who that is, with ``{question-id}`` slots."""
    provisions: tuple[str, ...] = ()
    in_each: Id | None = None
    """The field with countries: one in each of them has to be told."""
    of_group: Id | None = None
    """Only those of this group of countries."""
    known_from: Id | None = None
    """The question, a table with countries, in which its name in a country was stated."""
    as_fits: bool = False
    """Whether it is told only where that fits, so that nothing is owed to it for sure."""


class Limit(Model):
    """Within how many days, and in which case."""

    id: Id
    title: Text
    """The case, in a few words."""
    when: Condition
    days: Annotated[int, Field(ge=0)] | None = None
    """Nothing where the law sets no number of days."""
    after: tuple[Id, ...] = ()
    """Fields with the days it is counted from: the earliest that is stated."""
    at_once_after: tuple[Id, ...] = ()
    """Fields with the days from which it is due at once."""
    provisions: Annotated[tuple[str, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _counts_from_something(self) -> Limit:
        if self.days is not None and not self.after:
            raise ValueError("days need the fields they are counted from: after")
        return self


class AfterDuty(Model):
    """Something that has to be done because of an entry."""

    id: Id
    title: Text
    kinds: Annotated[tuple[Id, ...], Field(min_length=1)]
    when: Condition
    requirement: Id | None = None
    """The requirement it belongs to: from its day on the law asks for it."""
    to: tuple[Whom, ...] = ()
    by: tuple[Id, ...] = ()
    """Telling that counts, as in the column of the table."""
    follows: tuple[Id, ...] = ()
    """It arises once something of this was told."""
    done_with: tuple[Id, ...] = ()
    """Fields that show it done once they are filled in; for what is not telling."""
    limits: Annotated[tuple[Limit, ...], Field(min_length=1)]
    """Of those that apply, the shortest counts."""
    note: str = ""
    provisions: Annotated[tuple[str, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _can_be_done(self) -> AfterDuty:
        if bool(self.to and self.by) == bool(self.done_with):
            raise ValueError("name whom to tell and what counts (to, by), or done_with")
        return self


class Remark(Model):
    """What has to be known of an entry, where it is so."""

    kinds: Annotated[tuple[Id, ...], Field(min_length=1)]
    when: Condition
    says: Text
    provisions: tuple[str, ...] = ()


class InOrder(Model):
    """Two days of which one cannot lie before the other."""

    first: Id
    then: Id


class AfterLaunchFile(Model):
    """The file ``after_launch.yaml``: what is recorded once something is supplied."""

    intro: Text
    counting: Text
    """How days are counted, for people."""
    kinds: Annotated[tuple[EntryKind, ...], Field(min_length=1)]
    named: Named
    told: ToldTable
    fields: Annotated[tuple[Question, ...], Field(min_length=1)]
    not_known: tuple[str, ...] = ()
    """What stands in a table where a name is not known, in small letters."""
    ahead: tuple[Id, ...] = ()
    """Fields whose day may lie ahead; of all others it has come."""
    in_order: tuple[InOrder, ...] = ()
    duties: tuple[AfterDuty, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def kind(self, known: str) -> EntryKind | None:
        """A kind by its id."""
        return next((kind for kind in self.kinds if kind.id == known), None)

    def of_prefix(self, number: str) -> EntryKind | None:
        """The kind that a number of an entry belongs to."""
        return next((kind for kind in self.kinds if number.startswith(f"{kind.prefix}-")), None)
