"""The states in which a system is supplied, as they are said: languages and authorities."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.assessment.assessment import Assessment
from compliance.checklist.markets import Authority, Market
from compliance.language.tongue import english_name

UNKNOWN = "not known here"


@dataclass(frozen=True)
class MarketView:
    """A state in which a system is, or is to be, supplied."""

    country: str
    """Its code."""
    name: str
    languages: tuple[tuple[str, str], ...]
    """Official languages: code and English name."""
    note: str
    source: str
    checked: bool
    authorities: tuple[str, ...]
    """Each in a line; none where none is known."""

    @property
    def line(self) -> str:
        """The state with its languages."""
        return f"{self.name}: {' or '.join(name for _, name in self.languages)}"

    @property
    def authority(self) -> str:
        """Its authorities, or that none is known."""
        return "; ".join(self.authorities) or UNKNOWN


def view_markets(assessment: Assessment) -> tuple[MarketView, ...]:
    """The states that were chosen, in the order in which they were."""
    known = assessment.catalogue.markets
    chosen = None if known is None else assessment.facts.stated(known.fact)
    if known is None or not isinstance(chosen, tuple | list | frozenset):
        return ()
    catalogue = assessment.catalogue
    options = catalogue.options(catalogue.questions[known.fact])
    names = {option.id: option.label for option in options}
    markets = ((code, known.market(code)) for code in names if code in chosen)
    return tuple(_view(market, names[code]) for code, market in markets if market is not None)


def _view(market: Market, name: str) -> MarketView:
    return MarketView(
        country=market.country,
        name=name,
        languages=tuple((code, english_name(code)) for code in market.languages),
        note=market.note,
        source=market.source,
        checked=market.checked,
        authorities=tuple(map(_authority, market.authorities)),
    )


def _authority(authority: Authority) -> str:
    place = f", {authority.address}" if authority.address else ""
    return f"{authority.name}{place} ({authority.task})"
