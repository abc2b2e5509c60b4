"""The first supply as a checklist declares it: its day, and what comes before it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from compliance.checklist.base import Id, Model, Text
from compliance.checklist.conditions import Condition


class Step(Model):
    """Something that must be ready before the first supply."""

    id: Id
    title: Text
    provisions: tuple[str, ...] = ()
    """Scopes; requirements placed inside one of them belong to it, unless to an earlier
    step. A step without any takes what belongs to no other."""


class SupplyFile(Model):
    """The file ``supply.yaml``: when duties that wait for a first supply have to be met."""

    planned: Id
    """The question for the day on which it is planned."""
    not_yet: Condition
    """When the subject has not been supplied yet."""
    apart: tuple[str, ...] = ()
    """Scopes whose requirements do not wait for it."""
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    """In the order in which they are taken."""
