"""Shares of a whole, what two of them differ by, and how sure that is.

All intervals are of 95 per cent. Formulas stand at the functions; where they come from is
listed in ``docs/explanation/measures.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from typing import Final

Z: Final = 1.959963984540054
"""97.5 per cent of a normal distribution lie below it."""
Z_POWER: Final = 0.8416212335729143
"""80 per cent of a normal distribution lie below it."""
ENOUGH: Final = 1e-16
"""Terms of a sum that are smaller than so much of it change nothing."""
EQUAL: Final = 1e-7
"""Tables as probable as the one seen, but for the error of logarithms, are taken for equal."""

Interval = tuple[float, float]
_Test = Callable[[int], bool]


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole``: 18 of 28."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share; nothing where there is no whole."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> Interval | None:
        """Its Wilson interval; nothing where there is no whole."""
        return wilson(self.part, self.whole) if self.whole else None


def wilson(part: int, whole: int) -> Interval:
    r"""Score interval of a share (Wilson 1927).

    With :math:`p = k/n`: :math:`(p + z^2/2n \pm z\sqrt{p(1-p)/n + z^2/4n^2}) / (1 + z^2/n)`.

    >>> [round(end, 4) for end in wilson(49, 400)]
    [0.0939, 0.1583]
    """
    p, square = part / whole, Z * Z
    below = 1 + square / whole
    middle = (p + square / 2 / whole) / below
    half = Z * sqrt(p * (1 - p) / whole + square / 4 / whole / whole) / below
    low = 0.0 if part == 0 else max(0.0, middle - half)
    return low, 1.0 if part == whole else min(1.0, middle + half)


def newcombe(one: Share, other: Share) -> Interval | None:
    r"""Interval of ``one - other`` from the Wilson intervals of both (Newcombe 1998, method 10).

    With Wilson ends :math:`l, u`: :math:`d - \sqrt{(p_1-l_1)^2 + (u_2-p_2)^2}` to
    :math:`d + \sqrt{(u_1-p_1)^2 + (p_2-l_2)^2}`.

    >>> [round(end, 4) for end in newcombe(Share(56, 70), Share(48, 80))]
    [0.0524, 0.3339]
    """
    if not (one.whole and other.whole):
        return None
    p1, p2 = one.part / one.whole, other.part / other.whole
    (l1, u1), (l2, u2) = wilson(one.part, one.whole), wilson(other.part, other.whole)
    d = p1 - p2
    return d - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), d + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)


def katz(one: Share, other: Share) -> Interval | None:
    r"""Interval of ``one / other`` by logarithms (Katz and others 1978).

    :math:`r \exp(\pm z\sqrt{1/a - 1/n_1 + 1/b - 1/n_2})` with :math:`r = (a/n_1)/(b/n_2)`.
    There is none where either part is nought, or both are the whole: the formula gives none
    that could be believed.
    """
    if not (one.part and other.part) or (one.part == one.whole and other.part == other.whole):
        return None
    ratio = one.part / one.whole / (other.part / other.whole)
    spread = Z * sqrt(1 / one.part - 1 / one.whole + 1 / other.part - 1 / other.whole)
    return ratio * exp(-spread), ratio * exp(spread)


def _choose(n: int, k: int) -> float:
    """Logarithm of the number of ways to choose ``k`` of ``n``."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def fisher(one: Share, other: Share) -> float:
    """Two-sided p of Fisher's exact test: tables as improbable as this one, or more so.

    With the margins held, ``x`` of ``one`` has the hypergeometric probability
    ``C(n1, x) C(n2, K - x) / C(n1 + n2, K)``. Both tails are summed from where they begin
    outwards, as far as a term still counts, so that large tables take no time.

    >>> round(fisher(Share(3, 15), Share(25, 43)), 4)
    0.0159
    """
    n1, n2, total = one.whole, other.whole, one.part + other.part
    if not (n1 and n2):
        return 1.0
    least, most = max(0, total - n2), min(n1, total)
    whole = _choose(n1 + n2, total)

    def chance(x: int) -> float:
        return _choose(n1, x) + _choose(n2, total - x) - whole

    seen = chance(one.part)
    limit = seen + log(1 + EQUAL)
    top = min(max((n1 + 1) * (total + 1) // (n1 + n2 + 2), least), most)
    if chance(top) <= limit:
        return 1.0
    down = _last(least, top, lambda x: chance(x) <= limit)
    up = _first(top, most, lambda x: chance(x) <= limit)
    sides = 0.0
    if down is not None:
        sides += _tail(n1, n2, total, down, least, -1) * exp(chance(down))
    if up is not None:
        sides += _tail(n1, n2, total, up, most, 1) * exp(chance(up))
    return min(1.0, sides)


def _last(low: int, high: int, holds: _Test) -> int | None:
    """The last of a range up to which something holds; nothing where it holds nowhere."""
    if not holds(low):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _first(low: int, high: int, holds: _Test) -> int | None:
    """The first of a range from which something holds; nothing where it holds nowhere."""
    if not holds(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _tail(n1: int, n2: int, total: int, start: int, end: int, way: int) -> float:
    """The sum of a tail, as many times its first term, each term of the one before."""
    term = found = 1.0
    for x in range(start, end, way):
        if way > 0:
            term *= (n1 - x) * (total - x) / ((x + 1) * (n2 - total + x + 1))
        else:
            term *= x * (n2 - total + x) / ((n1 - x + 1) * (total - x + 1))
        found += term
        if term < ENOUGH * found:
            break
    return found


@dataclass(frozen=True)
class Compared:
    """One share held against another: difference, ratio, and whether chance explains it."""

    one: Share
    other: Share

    @property
    def difference(self) -> float | None:
        """``one - other``; nothing where either has no whole."""
        if self.one.value is None or self.other.value is None:
            return None
        return self.one.value - self.other.value

    @property
    def ratio(self) -> float | None:
        """``one / other``; nothing where that is not defined."""
        if self.one.value is None or not self.other.value:
            return None
        return self.one.value / self.other.value

    @property
    def p(self) -> float:
        """Fisher's exact p."""
        return fisher(self.one, self.other)


def seen_below(whole: int, reference: Share) -> float | None:
    r"""How far below a reference a share must lie, to be seen in four of five samples.

    The smallest :math:`d` with :math:`z_{.975}\sqrt{\bar p(1-\bar p)(1/n_1+1/n_2)} +
    z_{.8}\sqrt{p_1(1-p_1)/n_1 + p_2(1-p_2)/n_2} \le d`, where :math:`p_1 = p_2 - d` and
    :math:`\bar p` is the share of both together (Fleiss and others 2003, without correction
    for continuity). Nothing where not even a share of nought would be seen.

    >>> round(seen_below(341, Share(341 * 8 // 10, 341)), 2)
    0.09
    """
    p, n1, n2 = reference.value, whole, reference.whole
    if not (p and n1 and n2):
        return None

    def seen(d: float) -> bool:
        q = max(p - d, 0.0)
        both = (q * n1 + p * n2) / (n1 + n2)
        chance = Z * sqrt(both * (1 - both) * (1 / n1 + 1 / n2))
        return chance + Z_POWER * sqrt(q * (1 - q) / n1 + p * (1 - p) / n2) <= d

    if not seen(p):
        return None
    low, high = 0.0, p
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if seen(middle) else (middle, high)
    return high
