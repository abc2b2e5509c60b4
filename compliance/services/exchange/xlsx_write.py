"""Questions and answers as an Excel workbook to fill in and send back."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from compliance.errors import Problem, ProblemsError
from compliance.services.exchange import xlsx_style as style
from compliance.services.exchange.instructions import (
    COLUMNS,
    HOW_SHEET,
    LISTS_SHEET,
    MAIN_SHEET,
    STAMP_SHEET,
    WHO,
    about,
    how_to,
    pointer,
    sheet_of,
)
from compliance.services.exchange.table import STATES, Column, Line, Table

MAX_CELL: Final = 32_767
"""Most characters of a cell, counted as Excel counts (UTF-16)."""
EXACT_WHOLE: Final = 10**15
"""From here on a cell no longer keeps every digit of a whole number."""
SPARE: Final = 20
"""Empty rows for new entries in a table."""
FIRST_DAY: Final = datetime.date.fromisoformat("1900-03-01")
"""Days before are text: Excel counts a 29 February that year did not have."""
HEAD_ROW: Final = 3
"""Row of the headings of a table of entries; its ids stand in the hidden first row."""
WIDTHS: Final = (24, 22, 46, 42, 46, 16, 40, 24)
ENTRY_WIDTH: Final = 34


@dataclass
class _Book:
    """The workbook under construction."""

    book: Any
    main: Any
    lists: Any
    ranges: dict[tuple[str, ...], str]
    checks: dict[tuple[int, Any], Any]


def write_xlsx(table: Table) -> bytes:
    """The workbook of a table.

    Raises:
        ConformityError: ``exchange.cell-too-long`` for every text that no cell holds.
    """
    check_lengths(table)
    import openpyxl  # noqa: PLC0415 - slow to import, used only here

    book = openpyxl.Workbook()
    how = book.active
    how.title = HOW_SHEET
    main = book.create_sheet(MAIN_SHEET)
    parts = _Book(book, main, book.create_sheet(LISTS_SHEET), {}, {})
    _how_sheet(how, table)
    _main_sheet(parts, table)
    number = 0
    for row, line in enumerate(table.lines, 2):
        if line.fields:
            number += 1
            name = sheet_of(number)
            at = book.index(parts.lists)
            _entry_sheet(parts, book.create_sheet(name, at), line)
            style.link(main.cell(row, 5), name, pointer(number, len(line.entries)))
    _stamp_sheet(book.create_sheet(STAMP_SHEET), table)
    _finish(parts, table)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def check_lengths(table: Table) -> None:
    """Refuse texts that a cell would cut off, all at once.

    Raises:
        ConformityError: ``exchange.cell-too-long``.
    """
    problems = [
        Problem(
            line.id,
            "exchange.cell-too-long",
            f"A text of this question has {size:,} characters; a cell holds {MAX_CELL:,}.",
            f"Export to JSON, or leave the question out: --except {line.id}",
        )
        for line in table.lines
        if (size := max(map(_size, _values(line)), default=0)) > MAX_CELL
    ]
    if problems:
        raise ProblemsError(problems)


def _values(line: Line) -> Iterator[Any]:
    yield from (line.answer, line.explanation, line.ask, line.column.how)
    for entry in line.entries:
        yield from entry


def _size(value: Any) -> int:
    if not isinstance(value, str):
        return 0
    return max(len(value.encode("utf-16-le", "surrogatepass")) // 2, len(escape(value)))


def escape(text: str) -> str:
    r"""Write what XML cannot hold, or what would look like an escape, as an escape.

    >>> escape("_x0041_"), escape("_x005F_x0041_ \uffff")
    ('_x005F_x0041_', '_x005F_x005F_x005F_x0041_ _xFFFF_')
    """
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub(
        "[\x00-\x08\x0b-\x1f\ufffe\uffff]",
        lambda found: f"_x{ord(found[0]):04X}_",
        text,
    )


def is_exact(number: float) -> bool:
    """Whether a cell keeps a number to its last digit; others travel as text.

    >>> is_exact(0.3), is_exact(0.1 + 0.2), is_exact(10**18 + 1)
    (True, False, False)
    """
    return abs(number) < EXACT_WHOLE and float(f"{number:.15g}") == number


def put(sheet: Any, row: int, column: int, value: Any) -> Any:
    """Write a value so that it is read back exactly as it is; never as a formula."""
    cell = sheet.cell(row, column)
    if value is None or value == "":
        return cell
    if isinstance(value, datetime.date):
        if value >= FIRST_DAY:
            cell.value = value
            cell.number_format = "yyyy-mm-dd"
            return cell
        value = value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        if is_exact(value):
            cell.value = value
            return cell
        value = repr(value)
    cell.value = escape(str(value))
    cell.data_type = "s"
    cell.number_format = "@"
    if str(value)[0] in "=+-@'":
        cell.quotePrefix = True
    return cell


def _how_sheet(sheet: Any, table: Table) -> None:
    style.title(put(sheet, 1, 1, f"{table.stamp.name}: questions to answer"))
    put(sheet, 3, 1, WHO)
    style.bold(sheet.cell(3, 1))
    style.field(put(sheet, 3, 2, table.answered_by))
    for row, text in enumerate(how_to(table), 5):
        style.wrapped(put(sheet, row, 1, f"{row - 4}."))
        style.wrapped(put(sheet, row, 2, text))
    start = 6 + len(how_to(table))
    for row, (name, value) in enumerate(about(table), start):
        style.wrapped(put(sheet, row, 1, name))
        style.wrapped(put(sheet, row, 2, value))
    style.widths(sheet, (28, 100))
    style.protect(sheet)


def _main_sheet(parts: _Book, table: Table) -> None:
    sheet = parts.main
    for column, (_, heading) in enumerate(COLUMNS, 1):
        style.heading(put(sheet, 1, column, heading))
    for row, line in enumerate(table.lines, 2):
        _main_row(parts, row, line)
    style.widths(sheet, WIDTHS)
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "D2"
    sheet.print_title_rows = "1:1"
    style.landscape(sheet)
    style.protect(sheet)


def _main_row(parts: _Book, row: int, line: Line) -> None:
    sheet = parts.main
    for column, value in enumerate((line.id, line.part, line.ask, line.column.how), 1):
        style.wrapped(put(sheet, row, column, value))
    if line.follow_up:
        style.indented(sheet.cell(row, 3))
    if line.column.kind == "file":
        style.wrapped(sheet.cell(row, 5))
    else:
        style.field(put(sheet, row, 5, line.answer), text=_is_text(line.column))
        _check(parts, sheet, row, 5, line.column)
    style.field(put(sheet, row, 6, STATES.get(line.state, "")))
    words = ",".join(STATES[known] for known in line.states)
    _add(parts, sheet, f"F{row}", ("list", f'"{words}"'), "Choose from the list.")
    style.field(put(sheet, row, 7, line.explanation))
    style.wrapped(put(sheet, row, 8, line.by))


def _entry_sheet(parts: _Book, sheet: Any, line: Line) -> None:
    put(sheet, 1, 1, line.id)
    style.title(put(sheet, 2, 1, line.ask))
    style.heading(put(sheet, HEAD_ROW, 1, "Entry"))
    for column, part in enumerate(line.fields, 2):
        put(sheet, 1, column, part.id)
        title = f"{part.title} (may stay empty)" if part.optional else part.title
        style.heading(put(sheet, HEAD_ROW, column, f"{title}\n{part.how}"))
    rows = min(len(line.entries) + SPARE, max(line.at_most, len(line.entries)))
    for number in range(rows):
        row = HEAD_ROW + 1 + number
        values = line.entries[number] if number < len(line.entries) else ()
        put(sheet, row, 1, number + 1)
        for at, part in enumerate(line.fields):
            value = values[at] if at < len(values) else None
            style.field(put(sheet, row, at + 2, value), text=_is_text(part))
            _check(parts, sheet, row, at + 2, part)
    style.widths(sheet, (8, *(ENTRY_WIDTH for _ in line.fields)))
    sheet.row_dimensions[1].hidden = True
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 2).coordinate
    style.landscape(sheet)
    style.protect(sheet)


def _is_text(column: Column) -> bool:
    """Whether a cell is formatted as text, so that what is typed stays as it is."""
    return column.kind not in {"number", "date"}


def _check(parts: _Book, sheet: Any, row: int, column: int, what: Column) -> None:
    """Let the program offer the options, or refuse what cannot be right."""
    place = sheet.cell(row, column).coordinate
    if what.kind in {"choice", "yes-no"}:
        rule: Any = ("list", _range(parts, what.words))
        _add(parts, sheet, place, rule, "Choose from the list.")
    elif what.kind == "choices":
        _range(parts, what.words)


def _add(parts: _Book, sheet: Any, place: str, rule: tuple[str, str], message: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    key = (id(sheet), rule)
    if key not in parts.checks:
        # A warning, not a wall: the word that removes must get through.
        check = DataValidation(type=rule[0], formula1=rule[1], allow_blank=True)
        check.errorStyle, check.error, check.showErrorMessage = "warning", message, True
        sheet.add_data_validation(check)
        parts.checks[key] = check
    parts.checks[key].add(place)


def _range(parts: _Book, words: tuple[str, ...]) -> str:
    """The cells in which the options stand; the same options stand there once."""
    if words not in parts.ranges:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        column = len(parts.ranges) + 1
        for row, word in enumerate(words, 2):
            style.wrapped(put(parts.lists, row, column, word))
        letter = get_column_letter(column)
        parts.lists.column_dimensions[letter].width = ENTRY_WIDTH
        style.heading(put(parts.lists, 1, column, f"List {column}"))
        parts.ranges[words] = f"'{LISTS_SHEET}'!${letter}$2:${letter}${len(words) + 1}"
    return parts.ranges[words]


def _stamp_sheet(sheet: Any, table: Table) -> None:
    """What the program reads again to know what the file belongs to."""
    for row, (key, value) in enumerate(table.stamp.model_dump(mode="json").items(), 1):
        put(sheet, row, 1, key)
        put(sheet, row, 2, str(value))
    sheet.sheet_state = "veryHidden"
    style.protect(sheet)


def _finish(parts: _Book, table: Table) -> None:
    style.protect(parts.lists)
    parts.lists.freeze_panes = "A2"
    parts.book.active = 0
    parts.book.active.sheet_view.tabSelected = True
    properties = parts.book.properties
    properties.title = f"{table.stamp.name}: questions to answer"
    properties.creator = f"conformity {table.stamp.program}"
    moment = datetime.datetime.fromisoformat(table.stamp.at).replace(tzinfo=None)
    properties.created = properties.modified = moment
