"""Questions and answers as an Excel workbook to fill in and send back."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from compliance.data.archive import Archive, damaged
from compliance.data.workbook import Cell, Worksheet, read_workbook
from compliance.data.workbook_beside import add_comments
from compliance.errors import Problem
from compliance.services.exchange import xlsx_style as style
from compliance.services.exchange.instructions import (
    COLUMNS,
    HOW_SHEET,
    LISTS_SHEET,
    MAIN_SHEET,
    POINTER,
    STAMP_SHEET,
    WHO,
    about,
    how_to,
    pointer,
    sheet_of,
)
from compliance.services.exchange.sheet import (
    STATES,
    Entry,
    Row,
    Sheet,
    Stamp,
    entry_number,
    no_question,
    unguard,
)
from compliance.services.exchange.table import Table, TableRow, check_lengths
from compliance.services.exchange.values import Column, escape, is_exact

SPARE: Final = 20
"""Empty rows for new entries in a table."""
FIRST_DAY: Final = datetime.date.fromisoformat("1900-03-01")
"""Days before are text: Excel counts a 29 February that year did not have."""
HEAD_ROW: Final = 3
"""Row of the headings of a table of entries; its ids stand in the hidden first row."""
WIDTHS: Final = (24, 22, 46, 42, 46, 16, 40, 24, 44, 44, 34)
ENTRY_WIDTH: Final = 34


@dataclass
class _Book:
    """The workbook under construction."""

    book: Any
    main: Any
    lists: Any
    ranges: dict[tuple[str, ...], str]
    checks: dict[tuple[int, Any], Any]


def write(table: Table) -> bytes:
    """The workbook of a table.

    Raises:
        ConformityError: ``exchange.cell-too-long`` for every text that no cell holds.
    """
    check_lengths(table)
    book = openpyxl.Workbook()
    how = book.active
    how.title = HOW_SHEET
    main = book.create_sheet(MAIN_SHEET)
    parts = _Book(book, main, book.create_sheet(LISTS_SHEET), {}, {})
    _how_sheet(how, table)
    _main_sheet(parts, table)
    number = 0
    for at, row in enumerate(table.rows, 2):
        if row.fields:
            number += 1
            entries = book.create_sheet(sheet_of(number), book.index(parts.lists))
            _entry_sheet(parts, entries, row)
            text = pointer(number, len(row.entries))
            style.link(main.cell(at, 5), entries.title, text)
    _stamp_sheet(book.create_sheet(STAMP_SHEET), table)
    _finish(parts, table)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


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
    for at, row in enumerate(table.rows, 2):
        _main_row(parts, at, row)
    style.widths(sheet, WIDTHS)
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "D2"
    sheet.print_title_rows = "1:1"
    style.landscape(sheet)
    style.protect(sheet)


def _main_row(parts: _Book, at: int, row: TableRow) -> None:
    sheet = parts.main
    for column, value in enumerate((row.id, row.part, row.ask, row.column.how), 1):
        style.wrapped(put(sheet, at, column, value))
    if row.follow_up:
        style.indented(sheet.cell(at, 3))
    if row.column.kind == "file":
        style.wrapped(sheet.cell(at, 5))
    else:
        style.field(put(sheet, at, 5, row.answer), text=_is_text(row.column))
        _check(parts, sheet, f"E{at}", row.column)
    style.field(put(sheet, at, 6, STATES.get(row.state, "")))
    words = ",".join(STATES[known] for known in row.states)
    _add(parts, sheet, f"F{at}", ("list", f'"{words}"'), "Choose from the list.")
    style.field(put(sheet, at, 7, row.explanation))
    for column, value in enumerate((row.by, row.evidence_lines, row.remark_lines), 8):
        style.wrapped(put(sheet, at, column, value))
    style.field(put(sheet, at, 11, None))


def _entry_sheet(parts: _Book, sheet: Any, row: TableRow) -> None:
    put(sheet, 1, 1, row.id)
    style.title(put(sheet, 2, 1, row.ask))
    style.heading(put(sheet, HEAD_ROW, 1, "Entry"))
    for column, part in enumerate(row.fields, 2):
        put(sheet, 1, column, part.id)
        title = f"{part.title} (may stay empty)" if part.optional else part.title
        style.heading(put(sheet, HEAD_ROW, column, f"{title}\n{part.how}"))
    spare = min(len(row.entries) + SPARE, max(row.at_most, len(row.entries)))
    for number in range(spare):
        at = HEAD_ROW + 1 + number
        values = row.entries[number] if number < len(row.entries) else ()
        put(sheet, at, 1, number + 1)
        for column, part in enumerate(row.fields):
            value = values[column] if column < len(values) else None
            style.field(put(sheet, at, column + 2, value), text=_is_text(part))
    for column, part in enumerate(row.fields, 2):
        letter = get_column_letter(column)
        _check(parts, sheet, f"{letter}{HEAD_ROW + 1}:{letter}{HEAD_ROW + max(spare, 1)}", part)
    style.widths(sheet, (8, *(ENTRY_WIDTH for _ in row.fields)))
    sheet.row_dimensions[1].hidden = True
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 2).coordinate
    style.landscape(sheet)
    style.protect(sheet)


def _is_text(column: Column) -> bool:
    """Whether a cell is formatted as text, so that what is typed stays as it is."""
    return column.kind not in {"number", "date"}


def _check(parts: _Book, sheet: Any, place: str, what: Column) -> None:
    """Let the program offer the options in cells, or refuse what cannot be right."""
    if what.kind in {"choice", "yes-no"}:
        rule: Any = ("list", _range(parts, what.words))
        _add(parts, sheet, place, rule, "Choose from the list.")
    elif what.kind == "choices":
        _range(parts, what.words)


def _add(parts: _Book, sheet: Any, place: str, rule: tuple[str, str], message: str) -> None:
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


# --- what came back


def read(content: bytes, place: str) -> Sheet:
    """Read a workbook that was exported and filled in.

    Raises:
        ConformityError: codes ``exchange.*`` where the file cannot be used at all.
    """
    worksheets = read_workbook(content, place)
    add_comments(Archive(content, place), worksheets)
    named = {worksheet.name: worksheet for worksheet in worksheets}
    none = Worksheet("")
    main, heading, columns = _find_main(worksheets, place)
    sheet = Sheet(_stamp(named.get(STAMP_SHEET, none)), _who(named.get(HOW_SHEET, none)))
    tables = _tables(worksheets, main, sheet)
    for row in main.rows():
        if row > heading:
            _take(sheet, main, row, columns, tables)
    sheet.comments += _comments(main, columns["id"], tables)
    return sheet


def _comments(
    main: Worksheet, ids: int, tables: dict[str, Worksheet]
) -> Iterator[tuple[str, str, str]]:
    """What reviewers wrote on cells: by the question of the row, or of the sheet."""
    for (row, column), text in sorted(main.comments.items()):
        question = main.value(row, ids)
        if isinstance(question, str):
            yield question.strip(), f"“{main.name}”, {get_column_letter(column)}{row}", text
    for question, worksheet in tables.items():
        for (row, column), text in sorted(worksheet.comments.items()):
            yield question, f"“{worksheet.name}”, {get_column_letter(column)}{row}", text


def _stamp(worksheet: Worksheet) -> Stamp | None:
    pairs = {worksheet.value(row, 1): worksheet.value(row, 2) for row in range(1, 40)}
    return Stamp.read({str(key): str(value or "") for key, value in pairs.items()})


def _who(worksheet: Worksheet) -> str:
    rows = (row for row in range(1, 12) if worksheet.value(row, 1) == WHO)
    return str(worksheet.value(next(rows, 0), 2) or "").strip()


def _find_main(worksheets: list[Worksheet], place: str) -> tuple[Worksheet, int, dict[str, int]]:
    """The list of questions, by its headings, wherever it was moved.

    Returns:
        The sheet, the row of its headings, and the columns by their key.
    """
    headings = {heading.casefold(): key for key, heading in COLUMNS}
    for worksheet in sorted(worksheets, key=lambda each: each.name != MAIN_SHEET):
        for row in range(1, 20):
            columns = {
                headings[text.strip().casefold()]: column
                for column in range(1, 60)
                if isinstance(text := worksheet.value(row, column), str)
                and text.strip().casefold() in headings
            }
            if {"id", "answer"} <= set(columns):
                return worksheet, row, columns
    raise damaged(place, f"It has no sheet “{MAIN_SHEET}” with the columns Id and Answer.")


def _tables(worksheets: list[Worksheet], main: Worksheet, sheet: Sheet) -> dict[str, Worksheet]:
    """Sheets of tables by the question whose id stands in their first cell."""
    tables: dict[str, Worksheet] = {}
    for worksheet in worksheets:
        question = worksheet.value(1, 1)
        if worksheet is main or worksheet.name in {HOW_SHEET, LISTS_SHEET, STAMP_SHEET}:
            continue
        place = f"“{worksheet.name}”"
        if not isinstance(question, str) or worksheet.value(HEAD_ROW, 1) != "Entry":
            message = "The sheet belongs to no question; it was not read."
            if worksheet.cells:
                sheet.stray.append(Problem(place, "exchange.unknown-row", message))
        elif question in tables:
            message = f"There are two tables for {question}; this one was not read."
            sheet.stray.append(Problem(place, "exchange.row-twice", message))
        else:
            tables[question] = worksheet
    return tables


def _take(
    sheet: Sheet, main: Worksheet, row: int, columns: dict[str, int], tables: dict[str, Worksheet]
) -> None:
    place, headings = f"“{main.name}”, row {row}", dict(COLUMNS)
    answer, state, explanation, remark = (
        _value(main.cells.get((row, columns.get(key, 0))), f"{place}, {headings[key]}")
        for key in ("answer", "state", "explanation", "remark")
    )
    question = main.value(row, columns["id"])
    if not isinstance(question, str) or not question.strip():
        if any(cell is not None for cell in (answer, state, explanation, remark)):
            sheet.stray.append(no_question(place))
        return
    table = tables.get(question.strip())
    entries, beside = _entries(table) if table else ((), ())
    if table and isinstance(answer, str) and POINTER.fullmatch(answer.strip()):
        answer = None
    ask = main.value(row, columns.get("ask", 0))
    sheet.rows.append(
        Row(
            question.strip(),
            place,
            ask=ask if isinstance(ask, str) else "",
            answer=answer,
            state=state,
            explanation=explanation,
            entries=entries,
            beside=beside,
            remark=remark,
        )
    )


def _value(cell: Cell | None, place: str) -> Any:
    """The value of a cell: nothing, a plain value, that something is removed, a problem."""
    if cell is None:
        return None
    if cell.wrong == "formula":
        message, hint = "The cell holds a formula.", "Replace it by its value."
        return Problem(place, "exchange.formula", message, hint)
    if cell.wrong:
        message, hint = "The cell holds an error value.", "Write the answer again."
        return Problem(place, "exchange.cell-error", message, hint)
    return unguard(cell.value)


def _entries(worksheet: Worksheet) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    columns = {
        column: name.strip()
        for column in range(2, 200)
        if isinstance(name := worksheet.value(1, column), str) and name.strip()
    }
    entries, problems = [], []
    for row, filled in worksheet.rows().items():
        if row <= HEAD_ROW:
            continue
        place = f"“{worksheet.name}”, row {row}"
        cells = {
            name: _value(worksheet.cells.get((row, column)), f"{place}, {name}")
            for column, name in columns.items()
        }
        if any(column > 1 and column not in columns for column in filled):
            message = "There is content beside the table; it belongs to no column."
            problems.append(Problem(place, "exchange.unknown-row", message))
        entry = Entry(place, entry_number(worksheet.value(row, 1)), cells)
        if entry.number is not None or entry.filled:
            entries.append(entry)
    return tuple(entries), tuple(problems)
