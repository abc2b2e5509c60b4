"""Limits that people set for a figure, each with the reason for it.

Whether a figure lies within a limit is said with its interval; that is no finding on
whether anybody is discriminated against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from compliance.measure.figures import Figure, told

_LIMIT: Final = re.compile(r"\s*([^<>=:]+?)\s*(<=|>=)\s*(-?\d+(?:\.\d+)?)\s*:\s*(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Threshold:
    """A limit for all figures of one kind."""

    metric: str
    """Id or name of the figure."""
    at_most: bool
    limit: float
    reason: str

    def as_json(self) -> dict[str, Any]:
        """As it is archived."""
        return asdict(self)

    @property
    def text(self) -> str:
        """The limit as people write it."""
        return f"{self.metric} {'at most' if self.at_most else 'at least'} {self.limit:g}"

    def meets(self, figure: Figure) -> bool:
        """Whether it is about a figure."""
        return self.metric.casefold() in {figure.id.casefold(), figure.name.casefold()}


def read_threshold(text: str) -> Threshold | None:
    """A limit as it is typed; nothing where it has another form, or no reason.

    >>> read_threshold("selection-rate-difference>=-0.05: agreed on 2 June").limit
    -0.05
    >>> read_threshold("fpr<=0.2")
    """
    found = _LIMIT.fullmatch(text)
    if found is None:
        return None
    return Threshold(found[1], found[2] == "<=", float(found[3]), found[4].strip())


def held(figures: Iterable[Figure], thresholds: Iterable[Threshold]) -> Iterator[str]:
    """How each figure stands to the limits that are about it, in sentences."""
    known = list(figures)
    for threshold in thresholds:
        for figure in known:
            if threshold.meets(figure):
                yield (
                    f"{figure.of}: {figure.name} {told(figure)}, {threshold.text} "
                    f"({threshold.reason}): {_stands(figure, threshold)}."
                )


def _stands(figure: Figure, threshold: Threshold) -> str:
    sign = 1 if threshold.at_most else -1
    worst = figure.high if threshold.at_most else figure.low
    best = figure.low if threshold.at_most else figure.high
    if sign * (figure.value - threshold.limit) > 0:
        surely = best is not None and sign * (best - threshold.limit) > 0
        return "beyond the limit, with all of its interval" if surely else "beyond the limit"
    if worst is not None and sign * (worst - threshold.limit) > 0:
        return "within the limit, but its interval reaches beyond"
    return "within the limit that was set, which decides nothing else"
