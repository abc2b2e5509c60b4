"""What came back in an Excel workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from compliance.data.archive import damaged
from compliance.data.workbook import Cell, Worksheet, read_workbook
from compliance.errors import Problem
from compliance.services.exchange.instructions import (
    COLUMNS,
    HOW_SHEET,
    LISTS_SHEET,
    MAIN_SHEET,
    POINTER,
    STAMP_SHEET,
    WHO,
)
from compliance.services.exchange.table import (
    ERASE,
    STATES,
    Entry,
    Erase,
    Returned,
    Said,
    Stamp,
    entry_number,
)
from compliance.services.exchange.values import unguard

HEAD_ROW = 3


@dataclass
class _Columns:
    """Where the columns of the list of questions stand."""

    row: int
    at: dict[str, int]


def read_xlsx(content: bytes, place: str) -> Returned:
    """Read a workbook that was exported and filled in.

    Raises:
        ConformityError: codes ``exchange.*`` where the file cannot be used at all.
    """
    sheets = read_workbook(content, place)
    named = {sheet.name: sheet for sheet in sheets}
    returned = Returned(_stamp(named.get(STAMP_SHEET)), _who(named.get(HOW_SHEET)))
    main, columns = _find_main(sheets, place)
    tables = _tables(sheets, main, returned)
    for row in main.rows():
        if row > columns.row:
            _take_row(returned, main, columns, row, tables)
    return returned


def _stamp(sheet: Worksheet | None) -> Stamp | None:
    if sheet is None:
        return None
    pairs = {
        str(sheet.value(row, 1)): str(sheet.value(row, 2) or "") for row in range(1, 40)
    }
    try:
        return Stamp.model_validate(pairs)
    except ValidationError:
        return None


def _who(sheet: Worksheet | None) -> str:
    for row in range(1, 12 if sheet else 0):
        if sheet is not None and sheet.value(row, 1) == WHO:
            return str(sheet.value(row, 2) or "").strip()
    return ""


def _find_main(sheets: list[Worksheet], place: str) -> tuple[Worksheet, _Columns]:
    """The list of questions, by its headings, wherever it was moved."""
    headings = {heading.casefold(): key for key, heading in COLUMNS}
    for sheet in sorted(sheets, key=lambda item: item.name != MAIN_SHEET):
        for row in range(1, 20):
            at = {
                headings[text.strip().casefold()]: column
                for column in range(1, 60)
                if isinstance(text := sheet.value(row, column), str)
                and text.strip().casefold() in headings
            }
            if {"id", "answer"} <= set(at):
                return sheet, _Columns(row, at)
    raise damaged(place, f"It has no sheet “{MAIN_SHEET}” with the columns Id and Answer.")


def _tables(
    sheets: list[Worksheet], main: Worksheet, returned: Returned
) -> dict[str, Worksheet]:
    """Sheets of tables by the question whose id stands in their first cell."""
    found: dict[str, Worksheet] = {}
    for sheet in sheets:
        known = sheet.value(1, 1)
        if sheet is main or sheet.name in {HOW_SHEET, LISTS_SHEET, STAMP_SHEET}:
            continue
        if isinstance(known, str) and sheet.value(HEAD_ROW, 1) == "Entry":
            if known in found:
                message = f"There are two tables for {known}; this one was not read."
                returned.loose.append(
                    Problem(f"“{sheet.name}”", "exchange.row-twice", message)
                )
            found.setdefault(known, sheet)
        elif sheet.cells:
            message = "The sheet belongs to no question; it was not read."
            returned.loose.append(
                Problem(f"“{sheet.name}”", "exchange.unknown-row", message)
            )
    return found


def _take_row(
    returned: Returned,
    main: Worksheet,
    columns: _Columns,
    row: int,
    tables: dict[str, Worksheet],
) -> None:
    place = f"“{main.name}”, row {row}"
    cells = {key: main.cells.get((row, column)) for key, column in columns.at.items()}
    known = cells["id"].value if cells["id"] else None
    if not isinstance(known, str) or not known.strip():
        said = [cells.get(key) for key in ("answer", "state", "explanation")]
        if any(said):
            returned.loose.append(
                Problem(
                    place,
                    "exchange.unknown-row",
                    "The row has content and no id of a question; it was not read.",
                    "Write the answer into the row of its question.",
                )
            )
        return
    known = known.strip()
    problems: list[Problem] = []
    answer = _value(cells.get("answer"), f"{place}, Answer", problems)
    entries: tuple[Entry, ...] = ()
    if known in tables:
        entries = _entries(tables[known], problems)
        if isinstance(answer, str) and POINTER.fullmatch(answer.strip()):
            answer = None
    said_row = Said(
        known,
        place,
        ask=_text(cells.get("ask")),
        state=_state(cells.get("state"), place, problems),
        answer=answer,
        entries=entries,
        explanation=_explanation(cells.get("explanation"), place, problems),
        problems=tuple(problems),
    )
    again = Problem(place, "exchange.row-twice", "The question stands twice in the file.")
    returned.take(said_row, again)


def _value(cell: Cell | None, place: str, problems: list[Problem]) -> Any:
    """The value of a cell: nothing, a plain value, or that something is removed."""
    if cell is None:
        return None
    if cell.wrong == "formula":
        message, hint = "The cell holds a formula.", "Replace it by its value."
        problems.append(Problem(place, "exchange.formula", message, hint))
        return None
    if cell.wrong:
        message, hint = "The cell holds an error value.", "Write the answer again."
        problems.append(Problem(place, "exchange.cell-error", message, hint))
        return None
    return unguard(cell.value) if isinstance(cell.value, str) else cell.value


def _text(cell: Cell | None) -> str:
    return cell.value if cell is not None and isinstance(cell.value, str) else ""


def _state(cell: Cell | None, place: str, problems: list[Problem]) -> str:
    value = _value(cell, f"{place}, State", problems)
    if value is None:
        return ""
    state, problem = read_state(value, f"{place}, State")
    problems.extend(problem)
    return state


def read_state(value: Any, place: str) -> tuple[str, list[Problem]]:
    """The state that a word stands for, or what is wrong with the word."""
    low = "" if value is ERASE else str(value).strip().casefold()
    for state, word in STATES.items():
        if low in {state, word.casefold()}:
            return state, []
    words = ", ".join(f"“{word}”" for word in STATES.values())
    message = f"“{str(value)[:40]}” is no state of an answer."
    return "", [Problem(place, "answer.not-an-option", message, f"Write {words}.")]


def _explanation(
    cell: Cell | None, place: str, problems: list[Problem]
) -> str | Erase | None:
    value = _value(cell, f"{place}, Explanation", problems)
    return value if value is None or isinstance(value, Erase) else str(value)


def _entries(sheet: Worksheet, problems: list[Problem]) -> tuple[Entry, ...]:
    columns = {
        column: value.strip()
        for column in range(2, 200)
        if isinstance(value := sheet.value(1, column), str) and value.strip()
    }
    found = []
    for row, filled in sheet.rows().items():
        if row <= HEAD_ROW:
            continue
        place = f"“{sheet.name}”, row {row}"
        cells = {
            name: _value(sheet.cells.get((row, column)), f"{place}, {name}", problems)
            for column, name in columns.items()
        }
        if any(column > 1 and column not in columns for column in filled):
            message = "There is content beside the table; it belongs to no column."
            problems.append(Problem(place, "exchange.unknown-row", message))
        entry = Entry(place, entry_number(sheet.value(row, 1)), cells)
        if entry.number is not None or entry.filled:
            found.append(entry)
    return tuple(found)
