"""A figure that was computed, with all that it needs to be read and computed again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from compliance.measure.shares import Compared, Share, katz, newcombe

DIGITS: Final = 6
"""Digits behind the point, of p the digits that count."""
TINY: Final = 1e-4
"""Below it a p is not written out."""


@dataclass(frozen=True)
class Figure:
    """One number."""

    id: str
    """What it measures, in a word that stays: ``selection-rate``."""
    name: str
    """The same for people."""
    of: str
    """Of whom or of what: “sex: Female”."""
    value: float
    low: float | None = None
    high: float | None = None
    part: int | None = None
    whole: int | None = None
    against: str = ""
    """What it was held against."""
    unit: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is archived, without what is not said."""
        return {k: v for k, v in asdict(self).items() if v is not None and v != ""}

    def same_as(self, other: dict[str, Any]) -> bool:
        """Whether an archived figure says the same, but for the last digit."""
        mine = self.as_json()
        return mine.keys() == other.keys() and all(_same(mine[k], other[k]) for k in mine)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float | int):
        return abs(one - other) <= max(1.5 * 10**-DIGITS, 1e-5 * abs(one))
    return bool(one == other)


def rounded(value: float | None) -> float | None:
    """A number with as many digits as are archived."""
    return None if value is None else round(value, DIGITS) + 0.0


def share(known: str, name: str, of: str, counted: Share, unit: str = "") -> Figure | None:
    """The figure of a share; nothing where there is no whole."""
    if counted.value is None or counted.interval is None:
        return None
    low, high = counted.interval
    return Figure(
        known, name, of, round(counted.value, DIGITS), rounded(low), rounded(high),
        counted.part, counted.whole, unit=unit,
    )  # fmt: skip


def difference(known: str, name: str, of: str, pair: Compared, against: str) -> Figure | None:
    """The figure of a difference of two shares; nothing where either has no whole."""
    ends = newcombe(pair.one, pair.other)
    if pair.difference is None or ends is None:
        return None
    return Figure(
        f"{known}-difference", f"difference in {name}", of, round(pair.difference, DIGITS) + 0.0,
        rounded(ends[0]), rounded(ends[1]), whole=pair.one.whole, against=against,
    )  # fmt: skip


def ratio(known: str, name: str, of: str, pair: Compared, against: str) -> Figure | None:
    """The figure of a ratio of two shares; nothing where it is not defined."""
    if pair.ratio is None:
        return None
    low, high = katz(pair.one, pair.other) or (None, None)
    return Figure(
        f"{known}-ratio", f"ratio in {name}", of, round(pair.ratio, DIGITS),
        rounded(low), rounded(high), whole=pair.one.whole, against=against,
    )  # fmt: skip


def chance(known: str, name: str, of: str, pair: Compared, against: str) -> Figure:
    """The figure of Fisher's exact p."""
    p = float(f"{pair.p:.{DIGITS}g}")
    return Figure(f"{known}-p", f"exact p of the difference in {name}", of, p, against=against)


def told(figure: Figure, digits: int = 3) -> str:
    """A figure as people write it: ``0.304 (0.283 to 0.325)``."""
    if figure.unit:
        return f"{figure.value:g} {figure.unit}"
    if figure.id.endswith("-p"):
        return "< 0.0001" if figure.value < TINY else f"{figure.value:.4f}"
    text = plain(figure.value, digits)
    if figure.low is not None and figure.high is not None:
        text += f" ({plain(figure.low, digits)} to {plain(figure.high, digits)})"
    return text


def plain(value: float, digits: int = 3) -> str:
    """A number with so many digits, nought without a sign."""
    return f"{round(value, digits) + 0.0:.{digits}f}"
