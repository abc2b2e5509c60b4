"""Markets as a checklist declares them: the languages of each, and its authorities.

What is not at hand is left out, and said to be unknown: an authority that somebody writes
to by mistake is worse than none.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from compliance.checklist.base import Id, Model, Text

Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""A language by ISO 639."""


class Authority(Model):
    """An authority of a market, with where that stands."""

    name: Text
    task: Text
    """What it is competent for."""
    address: str = ""
    source: Text
    checked: bool = False
    """Whether that was read where the source says."""


class Market(Model):
    """A state in which systems are supplied."""

    country: Id
    """Of the vocabulary ``countries``."""
    languages: Annotated[tuple[Code, ...], Field(min_length=1)]
    """Official languages, the one of most people first."""
    source: Text
    """What lays them down."""
    checked: bool = False
    """Whether that was read where the source says."""
    note: str = ""
    authorities: tuple[Authority, ...] = ()
    """None where none is known for sure."""


class MarketFile(Model):
    """The file ``markets.yaml``: languages and authorities of each state."""

    fact: Id
    """The question in which the states are chosen."""
    union: Annotated[tuple[Code, ...], Field(min_length=1)]
    """Official languages of the institutions of the Union."""
    source: Text
    checked: bool = False
    markets: Annotated[tuple[Market, ...], Field(min_length=1)]

    def market(self, country: str) -> Market | None:
        """The market of a country; nothing where it is not listed."""
        return next((one for one in self.markets if one.country == country), None)
