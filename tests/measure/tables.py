"""Contingency tables of tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from compliance.measure.figures import Figure
from compliance.measure.table import NO_BIN, Cell, Chosen, Table, ordered

HERE = Path(__file__).resolve().parent
PUBLISHED = {
    case["id"]: case for case in json.loads((HERE / "published.json").read_text())["cases"]
}

CONFUSION = Chosen(
    ("group",), "decision", "label", favourable=("1",), predicted=("1",), positive=("1",)
)
RATES = Chosen(("group",), "decision", favourable=("1",))


def confusion(groups: dict[str, dict[str, int]]) -> Table:
    """A table of true and false positives and negatives by group."""
    said = {"tp": ("1", "1"), "fp": ("0", "1"), "fn": ("1", "0"), "tn": ("0", "0")}
    return ordered(
        Cell((name,), "", label, decision, NO_BIN, counts[key])
        for name, counts in groups.items()
        for key, (label, decision) in said.items()
    )


def rates(groups: dict[str, tuple[int, int]], stratum: str = "") -> Table:
    """A table of groups with those selected, and all."""
    return ordered(
        Cell((name,), stratum, "", decision, NO_BIN, number)
        for name, (part, whole) in groups.items()
        for decision, number in (("1", part), ("0", whole - part))
    )


def found(figures: tuple[Figure, ...], known: str, of: str) -> Any:
    """The one figure of an id about a group."""
    (figure,) = [one for one in figures if (one.id, one.of) == (known, of)]
    return figure
