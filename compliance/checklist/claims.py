"""Which measured figure meets which answer: the file ``reading/claims.yaml``.

Evidence that holds measured figures supports questions. Where such a question is a table
that states figures, a row and a figure are held against each other if the row names what
the figure measures.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from compliance.checklist.base import Id, Model, Text
from compliance.checklist.gaps import StatedGap

Words = Annotated[str, StringConstraints(min_length=2, max_length=120, strip_whitespace=True)]


class Claim(Model):
    """A table in which figures are stated."""

    question: Id
    names: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Columns that together say what was measured, and of whom."""
    stated: Id
    """The column of the figure."""


class Names(Model):
    """How people call a figure."""

    figure: Text
    """Its name as it is measured."""
    also: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Other names for the same, in any language."""


class ClaimsFile(Model):
    """The file ``reading/claims.yaml``."""

    contradicted: StatedGap
    """What is missing where a figure contradicts what is stated."""
    kinds: dict[Id, Id] = Field(default_factory=dict)
    """Measure to the kind of evidence that its archived file is."""
    everybody: tuple[Words, ...] = ()
    """Words for all persons together, in any language."""
    plain: tuple[Words, ...] = ()
    """Words that change nothing about what is named."""
    names: tuple[Names, ...] = ()
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]

    def of(self, question: str) -> Claim | None:
        """What a question states; nothing where it is no table of figures."""
        return next((one for one in self.claims if one.question == question), None)
