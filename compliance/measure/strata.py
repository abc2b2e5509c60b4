"""Two groups compared within strata: what is left of a difference between like and like.

A difference of all may come from how the groups are spread over strata (departments,
posts, years) and may even point the other way within most of them: Simpson's paradox.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from compliance.measure.shares import Interval, Share, Z, newcombe


@dataclass(frozen=True)
class Pair:
    """Both groups in one stratum."""

    one: Share
    other: Share

    @property
    def both(self) -> int:
        """Cases of both groups."""
        return self.one.whole + self.other.whole

    @property
    def difference(self) -> float | None:
        """``one - other`` in this stratum; nothing where one of them is not in it."""
        if not (self.one.whole and self.other.whole):
            return None
        return self.one.part / self.one.whole - self.other.part / self.other.whole


def mantel_haenszel(pairs: Sequence[Pair]) -> tuple[float, Interval] | None:
    r"""Difference common to all strata, weighted by Mantel and Haenszel, with its interval.

    :math:`w_i = n_{1i} n_{2i} / N_i`, :math:`d = \sum w_i d_i / \sum w_i`; its variance after
    Sato (1989): :math:`(d \sum P_i + \sum Q_i) / (\sum w_i)^2` with
    :math:`P_i = (n_{1i}^2 b_i - n_{2i}^2 a_i + n_{1i} n_{2i} (n_{2i} - n_{1i})/2) / N_i^2` and
    :math:`Q_i = (a_i (n_{2i} - b_i) + b_i (n_{1i} - a_i)) / 2N_i`, which holds for few large
    and for many small strata. Nothing where no stratum has both groups.
    """
    weight = top = p = q = 0.0
    for a, n1, b, n2, total in _with_both(pairs):
        weight += n1 * n2 / total
        top += (a * n2 - b * n1) / total
        p += (n1 * n1 * b - n2 * n2 * a + n1 * n2 * (n2 - n1) / 2) / total / total
        q += (a * (n2 - b) + b * (n1 - a)) / 2 / total
    if not weight:
        return None
    d = top / weight
    half = Z * sqrt(max(0.0, d * p + q)) / weight
    return d, (d - half, d + half)


def _with_both(pairs: Sequence[Pair]) -> Iterator[tuple[int, int, int, int, int]]:
    """Part and whole of either group, and how many there are, of strata that have both."""
    for pair in pairs:
        n1, n2 = pair.one.whole, pair.other.whole
        if n1 and n2:
            yield pair.one.part, n1, pair.other.part, n2, n1 + n2


def common_ratio(pairs: Sequence[Pair]) -> tuple[float, Interval] | None:
    r"""Ratio common to all strata, weighted by Mantel and Haenszel.

    :math:`r = \sum (a_i n_{2i}/N_i) / \sum (b_i n_{1i}/N_i)`; the variance of its logarithm
    after Greenland and Robins (1985): :math:`\sum (n_{1i} n_{2i} (a_i+b_i) - a_i b_i N_i)/N_i^2`
    over the product of both sums. Nothing where one of the sums is nought.
    """
    above = below = spread = 0.0
    for a, n1, b, n2, total in _with_both(pairs):
        above += a * n2 / total
        below += b * n1 / total
        spread += (n1 * n2 * (a + b) - a * b * total) / total / total
    if not (above and below):
        return None
    ratio = above / below
    half = Z * sqrt(spread / above / below)
    return ratio, (exp(log(ratio) - half), exp(log(ratio) + half))


def standardised(pairs: Sequence[Pair]) -> float | None:
    r"""Difference if both groups were spread over the strata as all people are.

    :math:`\sum N_i d_i / \sum N_i` over strata with both groups (direct standardisation).
    """
    both = [(pair.both, d) for pair in pairs if (d := pair.difference) is not None]
    whole = sum(weight for weight, _ in both)
    return sum(weight * d for weight, d in both) / whole if whole else None


@dataclass(frozen=True)
class Direction:
    """How many strata point where."""

    below: int
    """Strata in which the first group has the smaller share."""
    above: int
    level: int


def direction(pairs: Sequence[Pair]) -> Direction:
    """How many of the strata with both groups point where."""
    signs = [d for pair in pairs if (d := pair.difference) is not None]
    return Direction(
        sum(d < 0 for d in signs), sum(d > 0 for d in signs), sum(d == 0 for d in signs)
    )


def is_paradox(pairs: Sequence[Pair]) -> bool:
    """Whether all together point one way, and like against like the other.

    So where the difference common to the strata has the other sign, or where more than half
    of the strata do; and only where chance does not explain the difference of all, or the
    common one: its interval leaves nought out.
    """
    one = Share(sum(p.one.part for p in pairs), sum(p.one.whole for p in pairs))
    other = Share(sum(p.other.part for p in pairs), sum(p.other.whole for p in pairs))
    crude = Pair(one, other).difference
    common = mantel_haenszel(pairs)
    if not crude or common is None:
        return False
    ends = newcombe(one, other) or (0.0, 0.0)
    if ends[0] <= 0 <= ends[1] and common[1][0] <= 0 <= common[1][1]:
        return False
    way = direction(pairs)
    against, strata = (way.above, way.below) if crude < 0 else (way.below, way.above)
    return common[0] * crude < 0 or against > strata + way.level
