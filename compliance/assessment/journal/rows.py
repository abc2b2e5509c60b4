"""Rows that a source adds to a table, beside those that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def all_stand(rows: Iterable[dict[str, Any]], table: Any) -> bool:
    """Whether a table holds every row with each of its cells.

    >>> all_stand([{"a": 1}], [{"a": 1, "b": 2}]), all_stand([{"a": 2}], None)
    (True, False)
    """
    standing = [row for row in table if isinstance(row, dict)] if isinstance(table, list) else []
    return all(any(_holds(other, row) for other in standing) for row in rows)


def _holds(standing: dict[str, Any], row: dict[str, Any]) -> bool:
    return all(standing.get(column) == cell for column, cell in row.items())


def place_of(row: dict[str, Any], table: Sequence[dict[str, Any]], same: Sequence[str]) -> int:
    """Where in a table a row stands that speaks of the same thing; -1 where none does.

    Args:
        row: the row.
        table: the rows that stand.
        same: columns by which rows that speak of the same thing are recognised.

    >>> place_of({"name": "B "}, [{"name": "a"}, {"name": "b"}], ["name"])
    1
    """
    wanted = [_plain(row.get(column)) for column in same]
    if not any(wanted):
        return -1
    for at, standing in enumerate(table):
        if [_plain(standing.get(column)) for column in same] == wanted:
            return at
    return -1


def _plain(cell: Any) -> str:
    return " ".join(str("" if cell is None else cell).casefold().split())


def added(rows: Iterable[dict[str, Any]], table: Any, same: Sequence[str]) -> list[dict[str, Any]]:
    """A table with rows of a source: new ones at its end, others in their place.

    Args:
        rows: what the source says; of a row that stands it may say some cells only.
        table: the rows that stand.
        same: columns by which rows that speak of the same thing are recognised.

    >>> added([{"a": "x", "b": 2}, {"a": "y", "b": 3}], [{"a": "x", "b": 1}], ["a"])
    [{'a': 'x', 'b': 2}, {'a': 'y', 'b': 3}]
    """
    standing = [row for row in table if isinstance(row, dict)] if isinstance(table, list) else []
    found = list(standing)
    for row in rows:
        at = place_of(row, found, same)
        if at < 0:
            found.append(row)
        else:
            found[at] = {**found[at], **row}
    return found
