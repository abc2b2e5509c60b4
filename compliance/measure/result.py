"""What is archived of a measure: what it was computed of, and what came out.

The archived file holds a table in place of the rows. All else in it follows from that by
the named version of the method, so that anybody can compute it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from compliance.measure import marking, oversight
from compliance.measure.fairness import compute
from compliance.measure.figures import Figure
from compliance.measure.table import Cell, Chosen, Table
from compliance.measure.thresholds import Threshold, held

FAIRNESS: Final = "fairness"
OVERSIGHT: Final = "oversight"
MARKING: Final = "marking"
METHODS: Final = {
    FAIRNESS: ("group-rates-of-contingency-table", 1),
    OVERSIGHT: ("oversight-of-log-counts", 1),
    MARKING: ("credentials-in-samples-of-content", 1),
}
"""Name and version of the method: the version goes up whenever a figure would be another."""
ABOUT: Final = "figures of conformity measure"
"""Stands first in every archived measure, so that its first bytes tell what it is."""
TABLE_ENDS: Final = ("stratum", "label", "decision", "bin", "count", "scores")


@dataclass(frozen=True)
class Input:
    """The file that was measured; it is not archived."""

    name: str
    sha256: str
    rows: int

    def as_json(self) -> dict[str, Any]:
        """As it is archived."""
        return {"name": self.name, "sha256": self.sha256, "rows": self.rows}


@dataclass(frozen=True)
class Measured:
    """Everything that came out of a measure."""

    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    cases: dict[str, Any]
    """By rule, the cases that break it, of a measure that names cases."""
    held: tuple[str, ...] = ()
    """How figures stand to the limits that were set."""


def of_table(table: Table, chosen: Chosen, thresholds: Sequence[Threshold]) -> Measured:
    """What comes out of a contingency table."""
    found = compute(table, chosen)
    return Measured(found.figures, found.notes, {}, tuple(held(found.figures, thresholds)))


def of_counts(counts: oversight.Counts, thresholds: Sequence[Threshold]) -> Measured:
    """What comes out of what was counted in a log."""
    found, notes = oversight.compute(counts)
    return Measured(found, notes, counts.cases, tuple(held(found, thresholds)))


def of_samples(counts: marking.Counts, thresholds: Sequence[Threshold]) -> Measured:
    """What comes out of samples of content."""
    found, notes = marking.compute(counts)
    silent = {"do not say that they were generated": [one["name"] for one in counts.silent]}
    return Measured(found, notes, silent, tuple(held(found, thresholds)))


def archived(
    measure: str,
    inputs: Sequence[Input],
    table: dict[str, Any],
    measured: Measured,
    thresholds: Sequence[Threshold],
    made: str,
) -> dict[str, Any]:
    """A measure as JSON.

    Args:
        measure: which: a key of ``METHODS``.
        inputs: the file that was measured, and others beside it.
        table: what was counted, with the columns chosen.
        measured: what came out.
        thresholds: limits that were set, with reasons.
        made: the day on which it was measured.
    """
    method, version = METHODS[measure]
    value: dict[str, Any] = {
        "about": ABOUT,
        "measure": measure,
        "method": method,
        "version": version,
        "made": made,
        "input": inputs[0].as_json(),
        "table": table,
        "thresholds": [one.as_json() for one in thresholds],
        "figures": [one.as_json() for one in measured.figures],
        "held": list(measured.held),
        "notes": list(measured.notes),
    }
    if inputs[1:]:
        value["beside"] = [one.as_json() for one in inputs[1:]]
    return value


def table_json(table: Table, chosen: Chosen) -> dict[str, Any]:
    """A contingency table as it is archived."""
    return {
        "chosen": chosen.as_json(),
        "columns": [*chosen.groups, *TABLE_ENDS],
        "empty": table.empty,
        "cells": [cell.row for cell in table.cells],
    }


def table_from(value: dict[str, Any]) -> tuple[Table, Chosen]:
    """A contingency table as it was archived.

    Raises:
        KeyError: something is missing.
        TypeError: something is of another kind.
        ValueError: a row is written otherwise.
    """
    chosen = Chosen.from_json(value["chosen"])
    cells = tuple(Cell.of(row) for row in value["cells"])
    if any(len(cell.groups) != len(chosen.groups) for cell in cells):
        raise ValueError(value["columns"])
    return Table(cells, int(value["empty"])), chosen


def again(value: dict[str, Any]) -> Measured:
    """A measure computed again from the table that is archived in it.

    Raises:
        KeyError: something is missing.
        TypeError: something is of another kind.
        ValueError: something is written otherwise.
    """
    limits = [Threshold(**one) for one in value["thresholds"]]
    if value["measure"] == FAIRNESS:
        return of_table(*table_from(value["table"]), limits)
    if value["measure"] == MARKING:
        return of_samples(marking.Counts.from_json(value["table"]), limits)
    return of_counts(oversight.Counts.from_json(value["table"]), limits)


def differing(value: dict[str, Any], measured: Measured) -> list[str]:
    """In what an archived measure says something else than its table gives, in sentences."""
    said = value["figures"]
    found = []
    for at, figure in enumerate(measured.figures):
        if at >= len(said) or not figure.same_as(said[at]):
            stated = said[at].get("value") if at < len(said) else "nothing"
            found.append(f"{figure.name} of {figure.of} comes to {figure.value:g}, not {stated}.")
    found += [f"A figure is stated that does not follow: {one}." for one in
              said[len(measured.figures):]]  # fmt: skip
    if value["notes"] != list(measured.notes) or value["held"] != list(measured.held):
        found.append("Its notes, or how figures stand to limits, are not those that follow.")
    return found
