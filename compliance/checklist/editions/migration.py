"""What became of the ids of the edition before: lines of ``migrations.yaml``.

Answers are kept for years, under the ids of the edition that asked for them. So an
edition says of every id it no longer has where it went, and of every id that now asks
or leads to something else, that it does. What is merely added needs no line.

Lines that move an id (renamed, split, merged, dropped) name the id of the edition
before; the others name the id of this edition.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from compliance.checklist.base import Id, Model, Text

Key = Annotated[
    str,
    StringConstraints(
        pattern=r"^((conclusion|vocabulary):)?[a-z0-9]+(-[a-z0-9]+)*"
        r"(\.[a-z0-9]+(-[a-z0-9]+)*)*$",
        max_length=100,
    ),
]
"""Id of a question, requirement or derived number; ``conclusion:`` and
``vocabulary:`` stand before the ids of those."""


class _Change(Model):
    id: Key
    reason: Text
    """Why, for the people whose answers it concerns."""


class Renamed(_Change):
    """The same question under another id; a requirement takes its follow-ups along."""

    change: Literal["renamed"]
    to: Key


class Split(_Change):
    """Several questions instead of one; the earlier answer is shown at each of them."""

    change: Literal["split"]
    to: Annotated[tuple[Key, ...], Field(min_length=2)]


class Merged(_Change):
    """One question instead of several; each earlier answer is shown there."""

    change: Literal["merged"]
    to: Key


class Dropped(_Change):
    """Not asked any more; a requirement takes its follow-ups along."""

    change: Literal["dropped"]


class MeaningChanged(_Change):
    """Asks something else now: earlier answers count only once they are confirmed."""

    change: Literal["meaning"]


class Reworded(_Change):
    """Other words for the same question: earlier answers stand."""

    change: Literal["reworded"]


class OptionsChanged(_Change):
    """Options (or words of a vocabulary) under other ids; answers are carried over."""

    change: Literal["options"]
    map: Annotated[dict[Id, Id | None], Field(min_length=1)]
    """Earlier option to present option; null where it has no successor, so that an
    answer with it has to be given anew."""


class RulesChanged(_Change):
    """Asked in other cases, or leading to other gaps: answers stand, findings differ."""

    change: Literal["rules"]


Change = Annotated[
    Renamed | Split | Merged | Dropped | MeaningChanged | Reworded | OptionsChanged | RulesChanged,
    Field(discriminator="change"),
]
Moving = Renamed | Split | Merged | Dropped


class MigrationFile(Model):
    """The file ``migrations.yaml``: from the edition before to this one."""

    from_: Annotated[Text, Field(alias="from")]
    """The edition before, as ``pack.yaml`` lists it."""
    changes: tuple[Change, ...] = ()
