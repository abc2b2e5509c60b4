"""Results and limits as people write them: a number, its interval, the limit it is held to.

What cannot be read for sure is not read at all: nobody is told something about a figure
that was only guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_FIGURE: Final = r"(?<![\w.,])[-−–+]?\d+(?:[.,]\d+)*"
_NUMBER: Final = re.compile(_FIGURE)
_INTERVAL: Final = re.compile(
    rf"[(\[][^()\[\]]*?({_FIGURE})\s*(?:%|per ?cent)?\s*(?:to|until|bis|–|—|\.\.|;)\s*({_FIGURE})"
)
_LEVEL: Final = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:%|per ?cent)[\s-]*(?:confidence|credible|interval|CI\b)", re.IGNORECASE
)
"""How sure an interval is, which is no figure of what was measured."""
_RULE: Final = re.compile(rf"\b(?:lower|upper)\s+(?:limit|bound|end)\D*?({_FIGURE})", re.IGNORECASE)
"""A limit for the interval itself."""
_PERCENT: Final = re.compile(r"%|\bper ?cent\b", re.IGNORECASE)
_THOUSANDS: Final = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True)
class Measure:
    """A result with its interval."""

    value: float
    low: float
    high: float
    percent: bool

    def reaches_beyond(self, limit: Limit) -> bool:
        """Whether the interval lies on both sides of a limit, in the same unit."""
        return self.percent == limit.percent and self.low < limit.value < self.high


@dataclass(frozen=True)
class Limit:
    """What a result is held to, whichever side of it is the good one."""

    value: float
    percent: bool


def read_measure(text: str) -> Measure | None:
    """A result with its interval in brackets; nothing where it is not written so.

    >>> read_measure("0.788 (0.719 to 0.843)")
    Measure(value=0.788, low=0.719, high=0.843, percent=False)
    >>> read_measure("0.145 (0.820 against 0.676)")
    """
    plain = _LEVEL.sub("", text)
    interval = _INTERVAL.search(plain)
    before = _NUMBER.findall(plain[: interval.start()]) if interval else []
    if interval is None or not before:
        return None
    value, low, high = map(_number, (before[-1], interval[1], interval[2]))
    if value is None or low is None or high is None or not low <= value <= high:
        return None
    return Measure(value, low, high, _PERCENT.search(plain) is not None)


def read_limit(text: str) -> Limit | None:
    """The limit that a text names; nothing where it names several, or none.

    >>> read_limit("0.80, lower limit 0.78"), read_limit("at most 5 %")
    (Limit(value=0.78, percent=False), Limit(value=5.0, percent=True))
    >>> read_limit("0.80 in 2026, 0.85 later")
    """
    plain = _LEVEL.sub("", text)
    found = _RULE.findall(plain) or _NUMBER.findall(plain)
    value = _number(found[0]) if len(found) == 1 else None
    return None if value is None else Limit(value, _PERCENT.search(plain) is not None)


def _number(text: str) -> float | None:
    plain = text.replace("−", "-").replace("–", "-")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return None
