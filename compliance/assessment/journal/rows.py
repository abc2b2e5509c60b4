"""Rows that a source adds to a table, beside those that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Row = dict[str, Any]


def rows_of(table: Any) -> list[Row]:
    """The rows of what is, or should be, a table."""
    return [row for row in table if isinstance(row, dict)] if isinstance(table, list) else []


def all_stand(rows: Iterable[Row], table: Any) -> bool:
    """Whether a table holds every row with each of its cells.

    >>> all_stand([{"a": 1}], [{"a": 1, "b": 2}]), all_stand([{"a": 2}], None)
    (True, False)
    """
    standing = rows_of(table)
    by_cell: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        column = next(iter(row), None)
        if column is None:
            continue
        if column not in by_cell:
            by_cell[column] = _by_cell(standing, column)
        near = by_cell[column].get(repr(row[column]), ())
        if not any(_holds(other, row) for other in near):
            return False
    return True


def _by_cell(table: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in table:
        found.setdefault(repr(row.get(column)), []).append(row)
    return found


def _holds(standing: Row, row: Row) -> bool:
    return all(standing.get(column) == cell for column, cell in row.items())


class Standing:
    """The rows of a table, found by what they speak of.

    Args:
        table: the rows that stand.
        same: columns by which rows that speak of the same thing are recognised, however
            they are written.

    >>> Standing([{"name": "a"}, {"name": "B "}], ["name"]).place({"name": "b"})
    1
    """

    def __init__(self, table: Any, same: Sequence[str]) -> None:
        self.rows, self._same = rows_of(table), tuple(same)
        self._places: dict[tuple[str, ...], int] = {}
        for at, row in enumerate(self.rows):
            self._places.setdefault(self._key(row), at)

    def place(self, row: Row) -> int:
        """Where a row stands that speaks of the same thing; -1 where none does."""
        key = self._key(row)
        return self._places.get(key, -1) if any(key) else -1

    def add(self, row: Row) -> None:
        """Put a row in the place of the one that speaks of the same, or at the end.

        Cells that it does not say stay as they stand.
        """
        at = self.place(row)
        if at >= 0:
            self.rows[at] = {**self.rows[at], **row}
            return
        self._places.setdefault(self._key(row), len(self.rows))
        self.rows.append(row)

    def _key(self, row: Row) -> tuple[str, ...]:
        return tuple(_plain(row.get(column)) for column in self._same)


def _plain(cell: Any) -> str:
    return " ".join(str("" if cell is None else cell).casefold().split())


def added(rows: Iterable[Row], table: Any, same: Sequence[str]) -> list[Row]:
    """A table with rows of a source: new ones at its end, others in their place.

    Args:
        rows: what the source says; of a row that stands it may say some cells only.
        table: the rows that stand.
        same: columns by which rows that speak of the same thing are recognised.

    >>> added([{"a": "x", "b": 2}, {"a": "y", "b": 3}], [{"a": "x", "b": 1}], ["a"])
    [{'a': 'x', 'b': 2}, {'a': 'y', 'b': 3}]
    """
    standing = Standing(table, same)
    for row in rows:
        standing.add(row)
    return standing.rows
