"""What a table of others says to a question, before anything of it is put forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from compliance.adapters.tables.rows import TableEntry
from compliance.checklist.questions import GroupQuestion
from compliance.data.foreign_table import ForeignTables
from compliance.data.workbook import Worksheet
from compliance.errors import Problem, fail

Mode = Literal["add", "replace"]
MAX_TITLE: Final = 300


@dataclass(frozen=True)
class TableFile:
    """A file with tables, read."""

    name: str
    digest: str
    tables: ForeignTables
    number: str = ""
    """Of the evidence that it is; empty for a file that is not held."""

    @property
    def title(self) -> str:
        """What its rows name as their source."""
        return (f"{self.name} ({self.number})" if self.number else self.name)[:MAX_TITLE]

    def sheet(self, name: str) -> int:
        """Number of the sheet of a name, from 0.

        Raises:
            ConformityError: ``table.unknown-sheet``.
        """
        names = [sheet.name for sheet in self.tables.sheets]
        low = name.strip().casefold()
        for at, known in enumerate(names):
            if low in {known.casefold(), str(at + 1)}:
                return at
        listed = ", ".join(f"“{known}”" for known in names if known)[:400]
        raise fail(
            self.name,
            "table.unknown-sheet",
            f"There is no sheet “{name[:60]}”.",
            f"Sheets: {listed}." if listed else "The file has one table, without a name.",
        )


@dataclass(frozen=True)
class Wish:
    """What a person says of how a table is to be read."""

    question: str
    sheet: int = 0
    row: int = 0
    """Row of the head; 0 where it is to be found."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header to the field it fills; empty to leave it out."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Field to what every entry says there."""
    mode: Mode = "add"
    """Whether rows are added to those of the present answer, or take their place."""


@dataclass(frozen=True)
class MappedColumn:
    """A column of a table, and what it fills."""

    letter: str
    header: str
    field: str
    """Id of the field; empty where it is left out."""
    title: str
    role: str
    how: str


@dataclass(frozen=True)
class TableProposal:
    """What a table says to a question, before anything is put forward."""

    file: TableFile
    wish: Wish
    question: GroupQuestion
    sheet: Worksheet
    columns: tuple[MappedColumn, ...]
    unfilled: tuple[str, ...]
    """Ids of fields that no column fills, whether an entry may lack them or not."""
    missing: tuple[str, ...]
    """Those of them that no entry may lack."""
    entries: tuple[TableEntry, ...]
    left_out: tuple[str, ...]
    present: tuple[Mapping[str, Any], ...]
    """Entries of the present answer."""
    head: int
    """Row of the headers."""
    place: str
    remarks: tuple[tuple[str, str], ...]
    """Comments on cells of the table: where, and what they say."""
    learnt: Mapping[str, str]
    """What a person said of columns and is remembered: header to field."""

    def of(self, state: str) -> list[TableEntry]:
        """The rows that are ``accepted``, ``incomplete`` or ``refused``."""
        return [entry for entry in self.entries if entry.state == state]

    @property
    def problems(self) -> list[Problem]:
        """Why rows are refused, cell by cell."""
        return [problem for entry in self.entries for problem in entry.problems]

    @property
    def notes(self) -> list[str]:
        """Cells of which something else was taken than stands there."""
        return [note for entry in self.entries for note in entry.notes]

    @property
    def cells(self) -> int:
        """Cells that accepted rows fill."""
        return sum(len(entry.values) for entry in self.of("accepted"))

    def rows(self, *, incomplete: bool = False) -> list[Mapping[str, Any]]:
        """The entries that are put forward."""
        states = ("accepted", "incomplete") if incomplete else ("accepted",)
        return [entry.values for entry in self.entries if entry.state in states]

    def value(self, *, incomplete: bool = False) -> list[dict[str, Any]]:
        """The whole table, once the rows are confirmed: present entries with those of the file.

        An entry that is there already is not there twice; one that says the same in the
        columns that name it is the present one, changed.
        """
        fresh = [dict(row) for row in self.rows(incomplete=incomplete)]
        if self.wish.mode == "replace":
            return fresh
        return _merged([dict(row) for row in self.present], fresh, self.named_by())

    def named_by(self) -> tuple[str, ...]:
        """The columns by which an entry is told from the others: as few as do it.

        The first column names an entry where no two say the same in it; where two do (one
        data set looked at for several groups), the following ones name it, too.
        """
        tables = [self.rows(incomplete=True), list(self.present)]
        fields = [part.id for part in self.question.fields]
        for number in range(1, len(fields)):
            names = tuple(fields[:number])
            if all(_unique(rows, names) for rows in tables):
                return names
        return tuple(fields)


def _unique(rows: Sequence[Mapping[str, Any]], names: tuple[str, ...]) -> bool:
    said = [_name(row, names) for row in rows]
    return len(set(said)) == len(said)


def _name(row: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(str(row.get(name, "")).casefold().split()) for name in names)


def _merged(
    present: list[dict[str, Any]], fresh: list[dict[str, Any]], names: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Present entries, changed where the file says otherwise, and the new ones behind them."""
    places = {_name(row, names): at for at, row in enumerate(present)}
    rows = list(present)
    for row in fresh:
        at = places.setdefault(_name(row, names), len(rows))
        if at == len(rows):
            rows.append(row)
        else:
            rows[at] = {**rows[at], **row}
    return rows
