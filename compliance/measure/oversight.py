"""Human oversight in figures: what persons did with what a system put to them.

How often outputs are overridden proves nothing alone: who accepts whatever comes and who
overrides at random have a rate, too. So it stands beside what was right: wrong outputs that
were accepted (over-reliance), right ones that were overridden (under-reliance), seeded wrong
ones that were caught (drills), and the time that was taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from compliance.measure import figures as said
from compliance.measure.figures import Figure
from compliance.measure.shares import Compared, Share

FAMILY: Final = 0.05
"""Chance that any reviewer is named as outlying though all do alike."""
MIDDLE: Final = 0.5
SHARES: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("override-rate", "override rate", "overridden", "decisions"),
    ("correct-override", "correct override: wrong, put right", "put_right", "wrong"),
    ("over-reliance", "over-reliance: wrong, accepted", "accepted_wrong", "wrong"),
    ("under-reliance", "under-reliance: right, overridden", "overridden_right", "right"),
    ("drill-detection", "drill detection: seeded, caught", "caught", "drills"),
    ("team-accuracy", "accuracy of person and system", "final_right", "judged"),
    ("system-accuracy", "accuracy of the system alone", "right", "judged"),
    ("under-floor", "share of reviews under the floor", "under_floor", "timed"),
    ("without-reason", "overrides without a reason", "without_reason", "overridden"),
    ("second-confirmation", "confirmed by two distinct persons", "two_persons", "to_confirm"),
    ("trained", "reviews with valid training", "trained", "to_train"),
)
"""Id, name, and which count is the part of which."""


@dataclass(frozen=True)
class Reviewer:
    """What one person did."""

    decisions: int
    overridden: int
    timed: int
    under_floor: int


@dataclass(frozen=True)
class Counts:
    """What was counted in a log; all figures follow from it."""

    counted: dict[str, int]
    """By the names in ``SHARES``; what the log does not say is not in it."""
    seconds: tuple[tuple[float, int], ...] = ()
    """How many reviews took so long, the shortest first."""
    stops: tuple[float, ...] = ()
    """Seconds from each test of the stop to the halt."""
    reviewers: dict[str, Reviewer] = field(default_factory=dict)
    months: dict[str, Reviewer] = field(default_factory=dict)
    """What was done in each month, as of a person."""
    days: tuple[str, ...] = ()
    """The first and the last day with entries."""
    span: int = 0
    """Days from the first to the last entry, both counted."""
    gap: int = 0
    """Most days in a row without any entry."""
    floor: float = 0.0
    """Seconds under which a review is counted as too short to be one."""
    asked_days: int = 0
    """Days that a log has to be kept for; nought where nobody said."""
    cases: dict[str, Any] = field(default_factory=dict)
    """By rule, how many cases break it, and which."""
    left: tuple[str, ...] = ()
    """What the log does not say, or says twice, in sentences."""

    def share(self, part: str, whole: str) -> Share | None:
        """A share; nothing where the log says nothing of it."""
        if part not in self.counted or whole not in self.counted:
            return None
        return Share(self.counted[part], self.counted[whole])

    def as_json(self) -> dict[str, Any]:
        """As it is archived."""
        value = asdict(self)
        value["seconds"] = [list(one) for one in self.seconds]
        for key in ("stops", "days", "left"):
            value[key] = list(value[key])
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Counts:
        """As it was archived.

        Raises:
            KeyError: something is missing.
            TypeError: something is of another kind.
        """
        known = dict(value)
        known["seconds"] = tuple((float(a), int(b)) for a, b in value["seconds"])
        known["stops"] = tuple(float(one) for one in value["stops"])
        known["days"], known["left"] = tuple(value["days"]), tuple(value["left"])
        known["reviewers"] = {name: Reviewer(**one) for name, one in value["reviewers"].items()}
        known["months"] = {name: Reviewer(**one) for name, one in value["months"].items()}
        return cls(**known)


def compute(counts: Counts) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    """All figures of what was counted, and what has to be known to read them."""
    found: list[Figure] = []
    for known, name, part, whole in SHARES:
        counted = counts.share(part, whole)
        figure = None if counted is None else said.share(known, name, "all reviews", counted)
        if figure is not None:
            found.append(figure)
    found += _times(counts)
    found += _stops(counts)
    found += _coverage(counts)
    found += _over_time(counts)
    outlying, notes = _reviewers(counts)
    found += outlying
    return tuple(found), (*counts.left, *_notes(counts), *notes)


def at_place(seconds: Sequence[tuple[float, int]], place: int) -> float:
    """The value at a place of all in order, counted from nought."""
    below = 0
    for value, number in seconds:
        below += number
        if place < below:
            return value
    return seconds[-1][0]


def quantile(seconds: Sequence[tuple[float, int]], share: float) -> float:
    r"""The value before which a share of all lies in order: at place :math:`\lfloor nq \rfloor`.

    It is always a time that was taken. The median is as usual the mean of both middle ones.

    >>> quantile([(1.0, 1), (2.0, 1), (4.0, 2)], 0.5), quantile([(1.0, 1), (9.0, 19)], 0.05)
    (3.0, 9.0)
    """
    whole = sum(number for _, number in seconds)
    if share == MIDDLE:
        return (at_place(seconds, (whole - 1) // 2) + at_place(seconds, whole // 2)) / 2
    return at_place(seconds, min(whole - 1, int(whole * share)))


def _times(counts: Counts) -> Iterator[Figure]:
    if not counts.seconds:
        return
    whole = sum(number for _, number in counts.seconds)
    for known, name, share in (
        ("review-median", "median time of a review", MIDDLE),
        ("review-p05", "time of the fastest twentieth", 0.05),
        ("review-p95", "time of the slowest twentieth", 0.95),
    ):
        value = round(quantile(counts.seconds, share), said.DIGITS)
        yield Figure(known, name, "all reviews", value, whole=whole, unit="seconds")


def _stops(counts: Counts) -> Iterator[Figure]:
    if counts.stops:
        number = float(len(counts.stops))
        yield Figure("stop-tests", "tests of the stop", "all", number, unit="tests")
        longest = max(counts.stops)
        yield Figure(
            "stop-longest", "longest time to the halt", "all", longest,
            whole=len(counts.stops), unit="seconds",
        )  # fmt: skip


def _coverage(counts: Counts) -> Iterator[Figure]:
    if counts.span:
        yield Figure("log-days", "days from first to last entry", "log",
                     float(counts.span), unit="days")  # fmt: skip
        yield Figure("log-gap", "longest time without an entry", "log",
                     float(counts.gap), unit="days")  # fmt: skip


def _over_time(counts: Counts) -> Iterator[Figure]:
    """The override rate of each month, where there are several."""
    for month, one in counts.months.items() if len(counts.months) > 1 else ():
        share = Share(one.overridden, one.decisions)
        figure = said.share("override-rate", "override rate", f"month {month}", share)
        if figure is not None:
            yield figure


def _reviewers(counts: Counts) -> tuple[list[Figure], list[str]]:
    """Each reviewer by number, and those who do otherwise than the rest."""
    found: list[Figure | None] = []
    notes: list[str] = []
    held = {name: one for name, one in counts.reviewers.items() if one.decisions}
    for name, one in held.items():
        of = f"reviewer {name}"
        share = Share(one.overridden, one.decisions)
        found.append(said.share("override-rate", "override rate", of, share))
        rest = Share(
            sum(other.overridden for other in held.values()) - one.overridden,
            sum(other.decisions for other in held.values()) - one.decisions,
        )
        pair = Compared(share, rest)
        if not rest.whole:
            continue
        found.append(said.difference("override-rate", "override rate", of, pair, "all others"))
        found.append(said.chance("override-rate", "override rate", of, pair, "all others"))
        if pair.p < FAMILY / len(held) and pair.difference is not None:
            way = "more" if pair.difference > 0 else "less"
            notes.append(
                f"{of} overrides {way} often than all others together ({one.overridden} of "
                f"{one.decisions} against {rest.part} of {rest.whole}, exact p {pair.p:.2g}). "
                "See whether the cases differ, or the persons."
            )
    return [one for one in found if one is not None], notes


def _notes(counts: Counts) -> Iterator[str]:
    if "wrong" not in counts.counted:
        yield (
            "The log does not say what would have been right. How often outputs are overridden "
            "shows neither over-reliance nor its absence."
        )
    elif counts.counted["wrong"] == 0:
        yield "No output was wrong, so nothing shows whether wrong ones would be caught."
    if counts.counted.get("drills", 0) == 0:
        yield "No wrong output was seeded (drill): whether they are caught was not tested."
    if counts.asked_days and counts.span:
        short = counts.span < counts.asked_days
        yield (
            f"The log covers {counts.span} days, {counts.days[0]} to {counts.days[-1]}; "
            f"{counts.asked_days} days were asked for"
            + (": what lies before is not shown by it." if short else ".")
        )
    if not counts.stops:
        yield "The log holds no test of the stop."
    for rule, broken in sorted(counts.cases.items()):
        if broken["number"]:
            shown = ", ".join(broken["first"])
            more = ", and more" if broken["number"] > len(broken["first"]) else ""
            yield f"{rule}: {broken['number']} cases ({shown}{more})."
