"""Non-discrimination in figures: what groups of persons get, and where decisions err.

Everything is computed of a contingency table. Nothing is passed or failed here: a ratio or
a difference is a figure, and what it is held to is chosen by people, with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from compliance.measure import figures as said
from compliance.measure.audit import audit
from compliance.measure.figures import Figure
from compliance.measure.shares import Compared, Share, seen_below
from compliance.measure.strata import (
    Pair,
    common_ratio,
    direction,
    is_paradox,
    mantel_haenszel,
    standardised,
)
from compliance.measure.table import NOT_STATED, Chosen, Table, Tallies, Tally, binned

SMALL: Final = 30
"""Groups of fewer persons are named as too small to be judged by their figures."""
CROSS: Final = " × "
Rate = Callable[[Tally], Share]

SELECTION: Final = ("selection-rate", "selection rate")
RATES: Final[dict[str, tuple[str, Rate]]] = {
    "base-rate": ("share of positive labels", lambda t: Share(t.positive, t.labelled)),
    "tpr": ("true positive rate", lambda t: Share(t.true_positive, t.positive)),
    "fpr": ("false positive rate", lambda t: Share(t.false_positive, t.labelled - t.positive)),
    "fnr": ("false negative rate", lambda t: Share(t.false_negative, t.positive)),
    "tnr": ("true negative rate", lambda t: Share(t.true_negative, t.labelled - t.positive)),
    "ppv": (
        "positive predictive value",
        lambda t: Share(t.true_positive, t.true_positive + t.false_positive),
    ),
    "npv": (
        "negative predictive value",
        lambda t: Share(t.true_negative, t.true_negative + t.false_negative),
    ),
    "fdr": (
        "false discovery rate",
        lambda t: Share(t.false_positive, t.true_positive + t.false_positive),
    ),
    "for": (
        "false omission rate",
        lambda t: Share(t.false_negative, t.true_negative + t.false_negative),
    ),
    "accuracy": ("accuracy", lambda t: Share(t.true_positive + t.true_negative, t.labelled)),
}
"""Of labels and decisions; a true positive rate is the share of positive labels that the
decision says, a predictive value the share of what it says that is true."""

LIKELIHOODS: Final = (
    ("positive-likelihood", "of a positive decision", ("tpr", "fpr")),
    ("negative-likelihood", "of a negative decision", ("fnr", "tnr")),
)
"""How many times as often a decision is met where the label is positive as where it is not."""


def selection(tally: Tally) -> Share:
    """The share of favourable decisions."""
    return Share(tally.favourable, tally.rows)


@dataclass(frozen=True)
class Computed:
    """Everything that follows from a table."""

    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    """What has to be known to read them, in sentences."""


def compute(table: Table, chosen: Chosen) -> Computed:
    """All figures of a table, and what has to be known to read them."""
    found: list[Figure | None] = []
    notes = list(_of_missing(table, chosen))
    whole = table.tallies(chosen, lambda _: "").get("", Tally())
    found += _rates("all", whole, chosen)
    for at, column in enumerate(chosen.groups):
        tallies = table.groups(chosen, at)
        stated = {name: tally for name, tally in tallies.items() if name and tally.rows}
        found += _of_column(column, tallies, stated, chosen, at)
        notes += _small(column, stated)
        if chosen.stratum:
            more, warned = _stratified(table, chosen, at, stated)
            found += more
            notes += warned
        if chosen.score and chosen.label and not chosen.bias_audit:
            found += _calibration(table, chosen, at)
    if len(chosen.groups) > 1:
        crossed = {name: one for name, one in table.crossed(chosen).items() if one.rows}
        found += _crossed(CROSS.join(chosen.groups), crossed)
        notes += _small(CROSS.join(chosen.groups), crossed)
    if chosen.bias_audit:
        ratios, warned = audit(table, chosen)
        found += ratios
        notes += warned
    return Computed(tuple(one for one in found if one is not None), tuple(notes))


def _rates(of: str, tally: Tally, chosen: Chosen) -> Iterator[Figure | None]:
    yield said.share(*SELECTION, of, selection(tally))
    if chosen.label:
        for known, (name, rate) in RATES.items():
            yield said.share(known, name, of, rate(tally))
        for known, sign, (over, under) in LIKELIHOODS:
            pair = Compared(RATES[over][1](tally), RATES[under][1](tally))
            yield said.ratio(known, f"likelihood {sign}", of, pair, "")


def reference_of(chosen: Chosen, at: int, stated: Tallies) -> str:
    """The group that others of a column are held against."""
    named = chosen.reference[at] if at < len(chosen.reference) else ""
    return named or max(stated, key=lambda name: (stated[name].rows, name), default="")


def _of_column(
    column: str, tallies: Tallies, stated: Tallies, chosen: Chosen, at: int
) -> Iterator[Figure | None]:
    reference = reference_of(chosen, at, stated)
    for name, tally in tallies.items():
        of = f"{column}: {name or NOT_STATED}"
        yield from _rates(of, tally, chosen)
        if name and name != reference and reference in stated:
            yield from _against(of, tally, stated[reference], chosen, reference)
    yield from _extremes(column, stated, chosen)


def _against(
    of: str, tally: Tally, other: Tally, chosen: Chosen, reference: str
) -> Iterator[Figure | None]:
    """A group held against the reference: rates of decisions, then of errors."""
    known, name = SELECTION
    pair = Compared(selection(tally), selection(other))
    yield said.difference(known, name, of, pair, reference)
    yield said.ratio(known, name, of, pair, reference)
    yield said.chance(known, name, of, pair, reference)
    seen = seen_below(tally.rows, selection(other))
    if seen is not None:
        yield Figure(
            "smallest-seen", "smallest visible shortfall", of,
            round(seen, said.DIGITS), whole=tally.rows, against=reference,
        )  # fmt: skip
    if not chosen.label:
        return
    for known, (name, rate) in RATES.items():
        pair = Compared(rate(tally), rate(other))
        if pair.one.whole and pair.other.whole:
            yield said.difference(known, name, of, pair, reference)
            yield said.ratio(known, name, of, pair, reference)


def _extremes(column: str, stated: Tallies, chosen: Chosen) -> Iterator[Figure | None]:
    """The widest distances between any two groups of a column."""
    rates = {name: share for name, tally in stated.items() if (share := selection(tally)).whole}
    if len(rates) < 2:  # noqa: PLR2004 - a distance is of two
        return
    yield _widest("demographic-parity-difference", "widest gap in selection rate",
                  column, rates)  # fmt: skip
    low, high = _ends(rates)
    if rates[high].part:
        pair = Compared(rates[low], rates[high])
        ratio = pair.ratio or 0.0
        yield Figure(
            "demographic-parity-ratio", "smallest ratio of selection rates", f"{column}: {low}",
            round(ratio, said.DIGITS), against=high,
        )  # fmt: skip
    if not chosen.label:
        return
    found = [_widest_of(column, stated, known) for known in ("tpr", "fpr")]
    both = [one for one in found if one is not None]
    if both:
        worst = max(both, key=lambda one: one.value)
        yield Figure(
            "equalised-odds-difference",
            "widest gap in error rates",
            worst.of, worst.value, against=worst.against,
        )  # fmt: skip


def _widest_of(column: str, stated: Tallies, known: str) -> Figure | None:
    name, rate = RATES[known]
    rates = {group: share for group, tally in stated.items() if (share := rate(tally)).whole}
    if len(rates) < 2:  # noqa: PLR2004 - a distance is of two
        return None
    return _widest(f"{known}-widest", f"widest gap in {name}", column, rates)


def _ends(rates: dict[str, Share]) -> tuple[str, str]:
    """The groups with the smallest and the largest share."""
    by = sorted(rates, key=lambda name: (rates[name].part / rates[name].whole, name))
    return by[0], by[-1]


def _widest(known: str, name: str, column: str, rates: dict[str, Share]) -> Figure:
    low, high = _ends(rates)
    gap = Compared(rates[high], rates[low]).difference or 0.0
    return Figure(known, name, f"{column}: {low}", round(gap, said.DIGITS), against=high)


def _crossed(column: str, crossed: Tallies) -> Iterator[Figure | None]:
    """Rates of decisions where groups cross, held against the largest of them."""
    reference = max(crossed, key=lambda name: (crossed[name].rows, name), default="")
    for name, tally in crossed.items():
        of = f"{column}: {name}"
        yield said.share(*SELECTION, of, selection(tally))
        if name != reference:
            pair = Compared(selection(tally), selection(crossed[reference]))
            yield said.difference(*SELECTION, of, pair, reference)
            yield said.ratio(*SELECTION, of, pair, reference)
            yield said.chance(*SELECTION, of, pair, reference)
    rates = {name: selection(tally) for name, tally in crossed.items()}
    if len(rates) > 1:
        yield _widest("demographic-parity-difference", "widest gap in selection rate",
                      column, rates)  # fmt: skip


def _stratified(
    table: Table, chosen: Chosen, at: int, stated: Tallies
) -> tuple[list[Figure | None], list[str]]:
    """Each group against the reference within strata."""
    column, reference = chosen.groups[at], reference_of(chosen, at, stated)
    strata = table.strata(chosen, at)
    found: list[Figure | None] = []
    notes: list[str] = []
    for name in stated:
        if name == reference or reference not in stated:
            continue
        of = f"{column}: {name}"
        pairs = {
            key: Pair(selection(inside.get(name, Tally())), selection(inside[reference]))
            for key, inside in strata.items()
            if reference in inside
        }
        found += _common(of, list(pairs.values()), reference)
        for key, pair in pairs.items():
            if pair.one.whole and pair.other.whole:
                compared = Compared(pair.one, pair.other)
                within = f"{of}, {chosen.stratum}: {key}"
                found.append(said.difference("stratum", SELECTION[1], within, compared, reference))
        notes += _warned(of, list(pairs.values()), reference, chosen.stratum)
    return found, notes


def _common(of: str, pairs: list[Pair], reference: str) -> Iterator[Figure | None]:
    difference, ratio, spread = mantel_haenszel(pairs), common_ratio(pairs), standardised(pairs)
    for known, name, one in (
        ("mantel-haenszel-difference", "common difference of the strata", difference),
        ("mantel-haenszel-ratio", "common ratio of the strata", ratio),
    ):
        if one is not None:
            yield Figure(
                known, name, of, round(one[0], said.DIGITS) + 0.0, said.rounded(one[1][0]),
                said.rounded(one[1][1]), against=reference,
            )  # fmt: skip
    if spread is not None:
        name = "standardised difference"
        value = round(spread, said.DIGITS) + 0.0
        yield Figure("standardised-difference", name, of, value, against=reference)


def _warned(of: str, pairs: list[Pair], reference: str, stratum: str) -> Iterator[str]:
    if not is_paradox(pairs):
        return
    way = direction(pairs)
    yield (
        f"{of} against {reference}: all together and within {stratum} do not point the same way "
        f"(lower in {way.below}, higher in {way.above} of {way.below + way.above + way.level}): "
        "Simpson's paradox. Say which of the two answers the question that is asked, and why."
    )


def _calibration(table: Table, chosen: Chosen, at: int) -> Iterator[Figure | None]:
    """Of each group and bin of scores, the mean score and the share that was positive."""
    column = chosen.groups[at]
    for group, number, rows, positive, scores in binned(table, chosen, at):
        low, high = chosen.edges(number)
        of = f"{column}: {group}, score {low:g} to {high:g}"
        counted = Share(positive, rows)
        yield said.share("calibration", "share of positive labels by score", of, counted)
        mean = Figure("mean-score", "mean score", of, round(scores / rows, said.DIGITS), whole=rows)
        yield mean


def _of_missing(table: Table, chosen: Chosen) -> Iterator[str]:
    """What is not stated, counted: nothing is left out without a word."""
    rows = table.rows

    def lacking(column: str, test: Callable[[int], bool], then: str) -> Iterator[str]:
        number = sum(cell.count for at, cell in enumerate(table.cells) if test(at))
        if number:
            yield f"{column} is not stated in {number} of {rows} rows, which {then}."

    cells = table.cells
    for at, column in enumerate(chosen.groups):
        then = f"are counted as “{NOT_STATED}” and compared with nobody"
        yield from lacking(column, lambda n, at=at: not cells[n].groups[at], then)  # type: ignore[misc]
    if len(chosen.groups) > 1:
        then = f"count in no crossing of {CROSS.join(chosen.groups)}"
        yield from lacking("A group", lambda n: not all(cells[n].groups), then)
    if chosen.decision:
        then = "count nowhere"
        yield from lacking(chosen.decision, lambda n: chosen.is_missing(cells[n].decision), then)
    if chosen.label:
        then = "count in no rate of errors"
        yield from lacking(chosen.label, lambda n: chosen.is_missing(cells[n].label), then)
    if chosen.stratum:
        then = "count in no stratum"
        yield from lacking(chosen.stratum, lambda n: not cells[n].stratum, then)
    if chosen.sums:
        yield "A row that sums up all others was left out."
    if table.empty:
        yield f"{table.empty} empty lines were passed over."


def _small(column: str, stated: Tallies) -> Iterable[str]:
    """Groups that are too small to be judged by their figures."""
    small = [f"{name} ({tally.rows})" for name, tally in stated.items() if tally.rows < SMALL]
    if small:
        yield (
            f"{column}: fewer than {SMALL} rows of {', '.join(small)}. The intervals are wide; "
            "that no difference shows there is no sign that there is none."
        )
