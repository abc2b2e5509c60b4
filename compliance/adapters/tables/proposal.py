"""What a table of others says to a question, before anything of it is put forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from compliance.adapters.tables.rows import TableEntry
from compliance.checklist.questions import GroupQuestion
from compliance.data.foreign_table import ForeignTables
from compliance.data.workbook import Worksheet
from compliance.errors import Problem, fail
from compliance.language.headers import plain_header

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
        """The whole table that is put forward: present entries with those of the file.

        An entry that is there already is not there twice; one that says the same in its
        first column is the present one, changed.
        """
        fresh = [dict(row) for row in self.rows(incomplete=incomplete)]
        if self.wish.mode == "replace":
            return fresh
        return _merged([dict(row) for row in self.present], fresh, self.question.fields[0].id)


def _merged(
    present: list[dict[str, Any]], fresh: list[dict[str, Any]], key: str
) -> list[dict[str, Any]]:
    """Present entries, changed where the file says otherwise, and the new ones behind them."""
    named = [plain_header(str(row.get(key, ""))) for row in present]
    own = [plain_header(str(row.get(key, ""))) for row in fresh]
    rows = list(present)
    for row, name in zip(fresh, own, strict=True):
        if row in rows:
            continue
        single = name and named.count(name) == 1 and own.count(name) == 1
        if single:
            rows[named.index(name)] = row
        else:
            rows.append(row)
    return rows
