"""Tables that are counted already: a row a group, with how many there are of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from compliance.errors import Problem, ProblemsError, fail
from compliance.measure.result import Input
from compliance.measure.table import NO_BIN, Cell, Chosen, Table, ordered
from compliance.services.measure.rows import Rows, open_rows

YES, NO = "yes", "no"
MAX_ROWS: Final = 20_000
FEW: Final = 2
"""Of two rows that say the same neither is a sum."""


@dataclass(frozen=True)
class CountColumns:
    """Columns of counts."""

    whole: str
    """Of all persons of the row."""
    selected: str
    """Of those with a favourable decision."""
    true: str = ""
    """Of those with a positive label."""
    both: str = ""
    """Of those with both."""

    @property
    def named(self) -> tuple[str, ...]:
        """Those that there are."""
        return tuple(one for one in (self.whole, self.selected, self.true, self.both) if one)


def read_counted(
    path: Path, chosen: Chosen, columns: CountColumns, encoding: str = ""
) -> tuple[Table, Chosen, Input]:
    """Read a table of counts.

    Args:
        path: CSV.
        chosen: columns of groups and strata.
        columns: those of counts.
        encoding: of the text.

    Raises:
        ConformityError: everything that is wrong with the file.
    """
    read: list[tuple[list[str], dict[str, int]]] = []
    with open_rows(path, encoding) as rows:
        words = (*chosen.groups, *([chosen.stratum] if chosen.stratum else []))
        places = _places(rows, (*words, *columns.named))
        for piece in rows.pieces(places):
            for *cells, line in zip(*piece.columns, piece.lines, strict=True):
                texts = [cell.strip() for cell in cells]
                counts = _counts(rows, columns.named, texts[len(words) :], line)
                if counts is None:
                    continue
                read.append((texts[: len(words)], counts))
        rows.faults.refuse()
        whole, empty = Input(path.name, rows.sha256, rows.rows), rows.empty
    kept = _without_sums(read)
    found: dict[tuple[tuple[str, ...], str, str, str], int] = {}
    for texts, counts in kept:
        named = ["" if chosen.is_missing(one) else one for one in texts]
        groups = tuple(named[: len(chosen.groups)])
        stratum = named[-1] if chosen.stratum else ""
        for (label, decision), number in _parts(columns, counts).items():
            key = (groups, stratum, label, decision)
            found[key] = found.get(key, 0) + number
    if not found or whole.rows > MAX_ROWS:
        cause = "The file holds no rows." if not found else f"More than {MAX_ROWS} rows."
        raise fail(path.name, "measure.file", cause, "")
    cells_ = [Cell(*key, NO_BIN, number) for key, number in found.items() if number]
    meant = replace(
        chosen,
        sums=len(read) - len(kept),
        decision=columns.selected,
        label=columns.true,
        favourable=(YES,),
        predicted=(YES,) if columns.true else (),
        positive=(YES,) if columns.true else (),
    )
    return replace(ordered(cells_), empty=empty), meant, whole


def _without_sums(
    read: list[tuple[list[str], dict[str, int]]],
) -> list[tuple[list[str], dict[str, int]]]:
    """The rows without one that sums up all others."""
    if len(read) <= FEW:
        return read
    sums = {name: sum(counts[name] for _, counts in read) for name in read[0][1]}
    twice = [one for one in read if all(2 * one[1][name] == sums[name] for name in sums)]
    return [one for one in read if one is not twice[0]] if len(twice) == 1 else read


def _places(rows: Rows, named: Sequence[str]) -> list[int]:
    problems = [
        Problem(
            rows.name,
            "measure.column",
            f"There is no column {one}.",
            f"The file has: {', '.join(rows.columns[:40])}.",
        )
        for one in named
        if one not in rows.columns
    ]
    if len(set(named)) != len(named):
        problems.append(Problem(rows.name, "measure.column", "A column is named for two purposes."))
    if problems:
        raise ProblemsError(problems)
    return [rows.columns.index(one) for one in named]


def _counts(
    rows: Rows, named: Sequence[str], texts: Sequence[str], line: int
) -> dict[str, int] | None:
    """The counts of a row; nothing where they cannot be, which is noted."""
    wrong = [f"{name}: {text[:40]!r}" for name, text in zip(named, texts, strict=True)
             if not text.isdecimal()]  # fmt: skip
    if wrong:
        rows.faults.add(line, f"No whole number: {', '.join(wrong)}.")
        return None
    counts = {name: int(text) for name, text in zip(named, texts, strict=True)}
    whole, selected, *rest = counts.values()
    true, both = (rest[0], rest[1]) if len(rest) > 1 else (0, 0)
    if max(selected, true) > whole or (rest and both > min(selected, true)) or (
        rest and selected + true - both > whole
    ):  # fmt: skip
        rows.faults.add(line, "A part is larger than its whole.")
        return None
    return counts


def _parts(columns: CountColumns, counts: dict[str, int]) -> dict[tuple[str, str], int]:
    """How many have which label and decision."""
    whole, selected = counts[columns.whole], counts[columns.selected]
    if not columns.true:
        return {("", YES): selected, ("", NO): whole - selected}
    true, both = counts[columns.true], counts[columns.both]
    return {
        (YES, YES): both,
        (NO, YES): selected - both,
        (YES, NO): true - both,
        (NO, NO): whole - selected - true + both,
    }
