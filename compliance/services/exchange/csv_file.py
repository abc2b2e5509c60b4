"""Questions and answers as CSV: one row a question, one a field of an entry.

A program for tables turns texts that look like formulas, numbers or dates into these.
Such texts are written with an apostrophe before them, and read without it: what is
written is read back exactly, and a formula never runs.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError

from compliance.data.archive import damaged
from compliance.errors import Problem, fail
from compliance.services.exchange.instructions import COLUMNS, WHO
from compliance.services.exchange.table import (
    STATES,
    Entry,
    Line,
    Returned,
    Said,
    Stamp,
    Table,
    entry_number,
)
from compliance.services.exchange.values import unguard
from compliance.services.exchange.xlsx_read import read_state
from compliance.services.exchange.xlsx_write import check_lengths, is_exact

STAMP_ROW: Final = "#file"
WHO_ROW: Final = "#answered-by"
SHORT: Final = 40
MAX_ROWS: Final = 200_000
HEADINGS: Final = ("Id", "Entry", "Column", *(heading for _, heading in COLUMNS[1:]))


def protect(text: str) -> str:
    """A text that a program for tables leaves as it is.

    >>> protect("=1+1"), protect("007"), protect("plain"), protect("'tis")
    ("'=1+1", "'007", 'plain', "''tis")
    """
    return f"'{text}" if _at_risk(text) else text


def unprotect(text: str) -> str:
    """Undo :func:`protect`; other texts stay as they are.

    >>> unprotect("'=1+1"), unprotect("'word"), unprotect("''tis")
    ('=1+1', "'word", "'tis")
    """
    return text[1:] if text.startswith("'") and _at_risk(text[1:]) else text


def _at_risk(text: str) -> bool:
    if not text:
        return False
    odd = text[0] in "=+-@'\t\r\n" or text.casefold() in {"true", "false"}
    return odd or (len(text) <= SHORT and any(sign.isdigit() for sign in text))


def write_csv(table: Table) -> bytes:
    """The rows of a table as CSV in UTF-8.

    Raises:
        ConformityError: ``exchange.cell-too-long`` for every text that no cell holds.
    """
    check_lengths(table)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    stamp = json.dumps(table.stamp.model_dump(mode="json"), ensure_ascii=False)
    writer.writerow(_row(STAMP_ROW, ask="Do not change this row", answer=stamp))
    writer.writerow(_row(WHO_ROW, ask=WHO, answer=_written(table.answered_by)))
    for line in table.lines:
        writer.writerows(_rows(line))
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def _row(known: str, entry: str = "", column: str = "", **cells: str) -> list[str]:
    return [known, entry, column, *(cells.get(key, "") for key, _ in COLUMNS[1:])]


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not is_exact(value):
        return protect(repr(value))
    return protect(value) if isinstance(value, str) else str(value)


def _rows(line: Line) -> Iterator[list[str]]:
    yield _row(
        line.id,
        part=_written(line.part),
        ask=_written(line.ask),
        how=_written(line.column.how),
        answer=_written(line.answer),
        state=STATES.get(line.state, ""),
        explanation=_written(line.explanation),
        by=_written(line.by),
    )
    entries = (*line.entries, (None,) * len(line.fields)) if line.fields else ()
    for number, entry in enumerate(entries, 1):
        for field, value in zip(line.fields, entry, strict=True):
            yield _row(
                line.id,
                str(number),
                field.id,
                ask=_written(field.title),
                how=_written(field.how),
                answer=_written(value),
            )


def read_csv(content: bytes, place: str) -> Returned:
    """Read CSV that was exported and filled in.

    Raises:
        ConformityError: ``file.not-utf8`` or codes ``exchange.*``.
    """
    rows = _parse(content, place)
    heading = [text.strip().casefold() for text in next(rows, [])]
    names = {name.casefold(): name for name in HEADINGS}
    at = {names[text]: number for number, text in enumerate(heading) if text in names}
    if not {"Id", "Answer"} <= set(at):
        raise damaged(place, "Its first row has no columns Id and Answer.")
    returned = Returned()
    main: dict[str, tuple[str, dict[str, str]]] = {}
    entries: dict[str, dict[str, Entry]] = {}
    for number, row in enumerate(rows, 2):
        cells = {name: row[column] for name, column in at.items() if column < len(row)}
        _sort_in(returned, f"row {number}", cells, main, entries)
    for known, (where, cells) in main.items():
        said = _said(known, where, cells, tuple(entries.pop(known, {}).values()))
        returned.said[known] = said
    for known, loose in entries.items():
        where = next(iter(loose.values())).place
        returned.said[known] = Said(known, where, entries=tuple(loose.values()))
    return returned


def _parse(content: bytes, place: str) -> Iterator[list[str]]:
    codec = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        raise fail(
            place,
            "file.not-utf8",
            "The file is not encoded as UTF-8.",
            "Save it as “CSV UTF-8”.",
        ) from None
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    return _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=sign), place)


def _bounded(reader: Iterator[list[str]], place: str) -> Iterator[list[str]]:
    try:
        for number, row in enumerate(reader):
            if number > MAX_ROWS:
                raise fail(
                    place,
                    "exchange.too-large",
                    f"It has more than {MAX_ROWS:,} rows.",
                    "Return only what was exported.",
                )
            yield row
    except csv.Error as error:
        raise damaged(place, f"It is no CSV: {error}.") from None


def _sort_in(
    returned: Returned,
    place: str,
    cells: dict[str, str],
    main: dict[str, tuple[str, dict[str, str]]],
    entries: dict[str, dict[str, Entry]],
) -> None:
    """Put a row where it belongs: the file, a question, or a field of an entry."""
    known = cells.get("Id", "").strip()
    answer = cells.get("Answer", "")
    if known == STAMP_ROW:
        returned.stamp = _stamp(answer)
    elif known == WHO_ROW:
        returned.answered_by = unprotect(answer).strip()
    elif not known:
        if any(cells.get(name, "").strip() for name in ("Answer", "State", "Explanation")):
            message = "The row has content and no id of a question; it was not read."
            returned.loose.append(Problem(place, "exchange.unknown-row", message))
    elif column := cells.get("Column", "").strip():
        number = cells.get("Entry", "").strip()
        _add_field(returned, place, known, number, column, answer, entries)
    elif known in main:
        message = f"{known} stands twice in the file; this row was not read."
        returned.loose.append(Problem(place, "exchange.row-twice", message))
    else:
        main[known] = (place, cells)


def _add_field(
    returned: Returned,
    place: str,
    known: str,
    number: str,
    column: str,
    answer: str,
    entries: dict[str, dict[str, Entry]],
) -> None:
    new = Entry(place, entry_number(number), {})
    entry = entries.setdefault(known, {}).setdefault(number, new)
    if column in entry.cells:
        message = f"{known}, entry {number}, {column} stands twice; this row was not read."
        returned.loose.append(Problem(place, "exchange.row-twice", message))
        return
    entry.cells[column] = unguard(unprotect(answer))


def _stamp(text: str) -> Stamp | None:
    try:
        return Stamp.model_validate_json(text)
    except ValidationError:
        return None


def _said(
    known: str, place: str, cells: dict[str, str], entries: tuple[Entry, ...]
) -> Said:
    problems: list[Problem] = []
    state = cells.get("State", "").strip()
    if state:
        state, problems = read_state(state, f"{place}, State")
    explanation = unguard(unprotect(cells.get("Explanation", "")))
    return Said(
        known,
        place,
        ask=unprotect(cells.get("Question", "")),
        state=state,
        answer=unguard(unprotect(cells.get("Answer", ""))),
        entries=entries,
        explanation=explanation,
        problems=tuple(problems),
    )
