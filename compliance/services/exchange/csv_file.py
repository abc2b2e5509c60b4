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
from dataclasses import replace
from typing import Any, Final

from compliance.data.archive import damaged
from compliance.data.delimited import MAX_CELLS, choose_sign, may_hold_too_many, rows_of
from compliance.errors import ConformityError, Problem, fail
from compliance.services.exchange.instructions import COLUMNS, WHO
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
from compliance.services.exchange.values import is_exact

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


def write(table: Table) -> bytes:
    """The rows of a table as CSV in UTF-8.

    Raises:
        ConformityError: ``exchange.cell-too-long`` for every text that no cell holds.
    """
    check_lengths(table)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    stamp = json.dumps(table.stamp.model_dump(mode="json"), ensure_ascii=False)
    writer.writerow(_line(STAMP_ROW, ask="Do not change this row", answer=stamp))
    writer.writerow(_line(WHO_ROW, ask=WHO, answer=_written(table.answered_by)))
    for row in table.rows:
        writer.writerows(_lines(row))
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def _line(question: str, entry: str = "", column: str = "", **cells: str) -> list[str]:
    return [question, entry, column, *(cells.get(key, "") for key, _ in COLUMNS[1:])]


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not is_exact(value):
        return protect(repr(value))
    return protect(value) if isinstance(value, str) else str(value)


def _lines(row: TableRow) -> Iterator[list[str]]:
    yield _line(
        row.id,
        part=_written(row.part),
        ask=_written(row.ask),
        how=_written(row.column.how),
        answer=_written(row.answer),
        state=STATES.get(row.state, ""),
        explanation=_written(row.explanation),
        by=_written(row.by),
        evidence=_written(row.evidence_lines),
        remarks=_written(row.remark_lines),
    )
    entries = (*row.entries, (None,) * len(row.fields)) if row.fields else ()
    for number, entry in enumerate(entries, 1):
        for field, value in zip(row.fields, entry, strict=True):
            yield _line(
                row.id,
                str(number),
                field.id,
                ask=_written(field.title),
                how=_written(field.how),
                answer=_written(value),
            )


def read(content: bytes, place: str) -> Sheet:
    """Read CSV that was exported and filled in.

    Raises:
        ConformityError: ``file.not-utf8`` or codes ``exchange.*``.
    """
    lines = _parse(content, place)
    heading = [text.strip().casefold() for text in next(lines, [])]
    names = {name.casefold(): name for name in HEADINGS}
    at = {names[text]: number for number, text in enumerate(heading) if text in names}
    if not {"Id", "Answer"} <= set(at):
        raise damaged(place, "Its first row has no columns Id and Answer.")
    reader = _Reader()
    for number, line in enumerate(lines, 2):
        cells = {name: line[column] for name, column in at.items() if column < len(line)}
        reader.take(f"row {number}", cells)
    return reader.sheet()


def _parse(content: bytes, place: str) -> Iterator[list[str]]:
    codec = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        raise fail(
            place, "file.not-utf8", "The file is not encoded as UTF-8.", "Save it as “CSV UTF-8”."
        ) from None
    sign = choose_sign(text, ",;\t") or ","
    if may_hold_too_many(text, sign):
        raise _too_large(place, f"It may have more than {MAX_CELLS:,} cells.")
    return _bounded(text, sign, place)


def _bounded(text: str, sign: str, place: str) -> Iterator[list[str]]:
    try:
        for number, row in enumerate(rows_of(text, sign, MAX_ROWS + 2)):
            if number > MAX_ROWS:
                raise _too_large(place, f"It has more than {MAX_ROWS:,} rows.")
            yield row
    except csv.Error as error:
        raise damaged(place, f"It is no CSV: {error}.") from None


def _too_large(place: str, message: str) -> ConformityError:
    return fail(place, "exchange.too-large", message, "Return only what was exported.")


class _Reader:
    """Puts each line where it belongs: the file, a question, or a field of an entry."""

    def __init__(self) -> None:
        self.file = Sheet()
        self.rows: dict[str, Row] = {}
        self.entries: dict[str, dict[str, Entry]] = {}

    def take(self, place: str, cells: dict[str, str]) -> None:
        question, answer = cells.get("Id", "").strip(), cells.get("Answer", "")
        if question == STAMP_ROW:
            self.file.stamp = Stamp.read(answer)
        elif question == WHO_ROW:
            self.file.answered_by = unprotect(answer).strip()
        elif not question:
            said = (
                cells.get(name, "") for name in ("Answer", "State", "Explanation", "New remark")
            )
            if any(text.strip() for text in said):
                self.file.stray.append(no_question(place))
        elif column := cells.get("Column", "").strip():
            self._field(place, question, cells.get("Entry", "").strip(), column, answer)
        elif question in self.rows:
            self._twice(place, question)
        else:
            self.rows[question] = Row(
                question,
                place,
                ask=unprotect(cells.get("Question", "")),
                answer=unguard(unprotect(answer)),
                state=cells.get("State", "").strip() or None,
                explanation=unguard(unprotect(cells.get("Explanation", ""))),
                remark=unguard(unprotect(cells.get("New remark", ""))),
            )

    def _field(self, place: str, question: str, number: str, column: str, answer: str) -> None:
        entries = self.entries.setdefault(question, {})
        entry = entries.setdefault(number, Entry(place, entry_number(number), {}))
        if column in entry.cells:
            self._twice(place, f"{question}, entry {number}, {column}")
        else:
            entry.cells[column] = unguard(unprotect(answer))

    def _twice(self, place: str, what: str) -> None:
        message = f"{what} stands twice in the file; this row was not read."
        self.file.stray.append(Problem(place, "exchange.row-twice", message))

    def sheet(self) -> Sheet:
        """Everything that was taken."""
        for question, entries in self.entries.items():
            first = next(iter(entries.values()))
            row = self.rows.get(question) or Row(question, first.place)
            self.rows[question] = replace(row, entries=tuple(entries.values()))
        self.file.rows += self.rows.values()
        return self.file
