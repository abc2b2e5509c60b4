"""Copies of a measure for others, in which small cells do not show.

A count of a few persons may tell who they are. So in a copy counts below a least one are
left out (primary suppression), and further ones, so that what was left out cannot be got
back from sums (complementary suppression): in every row and column of a table either
nothing is left out or at least two counts are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from compliance.measure.table import NOT_STATED, Chosen, Table, Tallies, Tally

LEAST: Final = 5
ALL: Final = "all"
Counted = Callable[[Tally], int]
OUTCOMES: Final[dict[str, Counted]] = {
    "favourable": lambda tally: tally.favourable,
    "other": lambda tally: tally.rows - tally.favourable,
}
LABELLED: Final[dict[str, Counted]] = {
    "true positive": lambda tally: tally.true_positive,
    "false positive": lambda tally: tally.false_positive,
    "false negative": lambda tally: tally.false_negative,
    "true negative": lambda tally: tally.true_negative,
}
WITHIN: Final = frozenset({"stratum-difference", "calibration", "mean-score"})
"""Figures of parts of groups, of which no counts are shown."""
Grid = list[list[int | None]]


def suppress(counts: Sequence[Sequence[int]], least: int = LEAST) -> Grid:
    """A table of counts in which small ones, and what would give them away, are left out.

    Rows and columns are those whose sums may be known.

    >>> suppress([[3, 90], [40, 60], [20, 70]])
    [[None, None], [40, 60], [None, None]]
    """
    found: Grid = [[None if 0 < one < least else one for one in row] for row in counts]
    wide = len(counts[0]) if counts else 0
    changed = True
    while changed:
        changed = False
        for at in range(len(found)):
            changed |= _cover(found, counts, [(at, to) for to in range(wide)])
        for to in range(wide):
            changed |= _cover(found, counts, [(at, to) for at in range(len(found))])
    return found


def _cover(found: Grid, counts: Sequence[Sequence[int]], line: list[tuple[int, int]]) -> bool:
    """Leave out a second count of a line in which one alone is left out, or too few are."""
    hidden = [(at, to) for at, to in line if found[at][to] is None]
    shown = [(at, to) for at, to in line if found[at][to] is not None]
    if len(hidden) != 1 or not shown:
        return False
    # Best is one whose row and column hide others already, then the smallest; a nought hides
    # nothing, as everybody guesses it.
    at, to = min(shown, key=lambda one: (
        counts[one[0]][one[1]] == 0, -_beside(found, *one), counts[one[0]][one[1]]
    ))  # fmt: skip
    found[at][to] = None
    return True


def _beside(found: Grid, at: int, to: int) -> int:
    """In how many of its two lines something is left out already."""
    return (None in found[at]) + any(row[to] is None for row in found)


def shared(
    value: dict[str, Any], table: Table, chosen: Chosen, digest: str, least: int
) -> dict[str, Any]:
    """A measure for others: counts by group in place of the table, small ones left out.

    Args:
        value: the measure as it is archived.
        table: what was counted.
        chosen: what the columns mean.
        digest: SHA-256 of the archived measure.
        least: counts below are left out.
    """
    grids: dict[str, Any] = {}
    hidden: set[str] = set()
    for at, column in enumerate(chosen.groups):
        tallies = table.groups(chosen, at)
        grids[column], out = _column(tallies, chosen, least)
        hidden |= {f"{column}: {name or NOT_STATED}" for name in out}
        # Where there is one group alone, all together are that group.
        hidden |= {ALL} if len(tallies) == len(out) == 1 else set()
    kept = [one for one in value["figures"] if _may_show(one, hidden, chosen)]
    left = len(value["figures"]) - len(kept)
    note = (
        f"This is a copy for others: counts below {least} are left out, and further ones from "
        f"which they could be worked out; so are {left} figures that rest on them, on crossed "
        "groups, on strata or on bins of scores."
    )
    return {
        **{key: item for key, item in value.items() if key not in {"table", "held"}},
        "table": {"cells": [], "counts": grids, "least": least},
        "held": [],
        "figures": kept,
        "notes": [note],
        "shared": {"of": digest},
    }


def _column(tallies: Tallies, chosen: Chosen, least: int) -> tuple[dict[str, Any], set[str]]:
    """Counts of the groups of a column, and the groups of which some are left out."""
    outcomes = LABELLED if chosen.label else OUTCOMES
    names = list(tallies)
    counts = [[count(tallies[name]) for count in outcomes.values()] for name in names]
    grid = suppress(counts, least)
    out = {name for name, row in zip(names, grid, strict=True) if None in row}
    rows = {
        name or NOT_STATED: dict(zip(outcomes, row, strict=True))
        for name, row in zip(names, grid, strict=True)
    }
    return rows, out


def _may_show(figure: dict[str, Any], hidden: set[str], chosen: Chosen) -> bool:
    """Whether a figure rests on no count that is left out."""
    column, colon, group = str(figure["of"]).partition(": ")
    if not colon:
        # Of several groups one is never left out alone, so nothing can be subtracted.
        return ALL not in hidden
    if column not in chosen.groups or f"{column}: {group}" in hidden:
        return False
    if figure["id"] in WITHIN:
        return False
    return f"{column}: {figure.get('against', '')}" not in hidden
