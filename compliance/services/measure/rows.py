"""Rows of a CSV file as a stream: read once, in pieces, with the digest of its bytes."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from compliance.data.delimited import choose_sign
from compliance.data.files import cannot_read
from compliance.errors import ConformityError, Problem, ProblemsError, fail

PIECE: Final = 4_000
"""Rows that are held at once."""
NAMED: Final = 20
"""Lines that are named where something is wrong."""
MAX_COLUMNS: Final = 1_000
_BUFFER: Final = 1 << 18
_BLOCK: Final = 1 << 17
"""Characters that are parted at once."""
MAX_LINE: Final = 1 << 20
_WIDE: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
Progress = Callable[[int, int], None]


@dataclass
class Faults:
    """What is wrong with lines of a file, the first of them by number."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    number: int = 0

    def add(self, line: int, message: str) -> None:
        """Note that something is wrong with a line."""
        self.number += 1
        if len(self.problems) < NAMED:
            self.problems.append(Problem(f"{self.name}:{line}", "measure.rows", message))

    def refuse(self) -> None:
        """Refuse the file, with every line that was noted.

        Raises:
            ConformityError: ``measure.rows``.
        """
        if not self.number:
            return
        if self.number > len(self.problems):
            more = self.number - len(self.problems)
            self.problems.append(
                Problem(self.name, "measure.rows", f"{more} more lines are wrong likewise.")
            )
        raise ProblemsError(self.problems)


class _Digested(io.RawIOBase):
    """The bytes of a file, digested as they are read."""

    def __init__(self, path: Path, progress: Progress | None) -> None:
        self._file = path.open("rb", buffering=0)
        self._progress, self._done = progress, 0
        self._size = path.stat().st_size
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._file.readinto(buffer) or 0
        self.digest.update(memoryview(buffer)[:count])
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._size)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


@dataclass(frozen=True)
class Piece:
    """Some rows in a row: the columns that were asked for, and the line of each row."""

    columns: list[Sequence[str]]
    lines: Sequence[int]


@dataclass
class Rows:
    """The rows of an open file below its head."""

    name: str
    columns: list[str]
    sign: str
    """What parts its cells."""
    faults: Faults
    _text: Any
    """What is left of the text, behind the head."""
    _bytes: _Digested
    line: int = 1
    """Lines read so far."""
    empty: int = 0
    """Lines that hold nothing, as far as it was read."""
    rows: int = 0

    def pieces(self, wanted: Sequence[int]) -> Iterator[Piece]:
        """The rows, a few thousand at a time; what has another width is noted, not given.

        Text without quotation marks is parted as a whole, which is twice as fast as row by
        row; from the first quotation mark on the module csv reads it.

        Args:
            wanted: places of the columns that are wanted.

        Raises:
            ConformityError: ``measure.file`` for what is no such table.
        """
        rest = ""
        try:
            while block := self._text.read(_BLOCK):
                if "\0" in block:
                    raise _no_table(self.name, self.line + 1, csv.Error("it holds NUL"))
                text = rest + block
                if '"' in text:
                    yield from self._quoted(text, wanted)
                    return
                end = text.rfind("\n") + 1
                text, rest = text[:end], text[end:]
                if len(rest) > MAX_LINE:
                    raise _no_table(self.name, self.line + 1, csv.Error("a line has no end"))
                if text:
                    yield from self._plain(text, wanted)
            if rest:
                yield from self._plain(f"{rest}\n", wanted)
        except (csv.Error, UnicodeDecodeError) as error:
            raise _no_table(self.name, self.line + 1, error) from None

    def _plain(self, text: str, wanted: Sequence[int]) -> Iterator[Piece]:
        """Whole lines without quotation marks."""
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        wide, lines = len(self.columns), text.count("\n")
        # Each line but the first begins behind a mark; where all marks stand in the first
        # column, every row has the width of the head.
        cells = text[:-1].replace("\n", f"{self.sign}\n").split(self.sign)
        even = wide > 1 and "\r" not in text and len(cells) == wide * lines
        if not even or "".join(cells[::wide]).count("\n") != lines - 1:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.sign)
            yield from self._read(reader, wanted)
            return
        columns: list[Sequence[str]] = [cells[at::wide] for at in wanted]
        columns = [
            [one.removeprefix("\n") for one in column] if at == 0 else column
            for at, column in zip(wanted, columns, strict=True)
        ]
        start = self.line + 1
        self.line += lines
        self.rows += lines
        yield Piece(columns, range(start, start + lines))

    def _quoted(self, text: str, wanted: Sequence[int]) -> Iterator[Piece]:
        """All that is left, which has quotation marks."""
        lines = chain(io.StringIO(text, newline=""), self._text)
        yield from self._read(csv.reader(_joined(lines), delimiter=self.sign), wanted)

    def _read(self, reader: Any, wanted: Sequence[int]) -> Iterator[Piece]:
        """What the module csv reads."""
        before = self.line
        while True:
            at: list[int] = []
            piece: list[list[str]] = []
            for row in islice(reader, PIECE):
                self.line = before + reader.line_num
                if len(row) == len(self.columns) and (len(row) > 1 or row[0].strip()):
                    piece.append(row)
                    at.append(self.line)
                else:
                    self._uneven(row)
            if not piece:
                return
            self.rows += len(piece)
            yield Piece([[row[n] for row in piece] for n in wanted], at)

    def _uneven(self, row: list[str]) -> None:
        """Count a row that holds nothing, note one that has another width."""
        if any(cell.strip() for cell in row):
            have, wide = len(row), len(self.columns)
            self.faults.add(self.line, f"The row has {have} cells; the head has {wide}.")
        else:
            self.empty += 1

    @property
    def sha256(self) -> str:
        """Digest of the file, once it was read to its end."""
        return self._bytes.digest.hexdigest()

    def find(self, column: str) -> int:
        """The place of a column.

        Raises:
            ConformityError: ``measure.column``.
        """
        if column in self.columns:
            return self.columns.index(column)
        raise fail(
            self.name,
            "measure.column",
            f"There is no column {column}.",
            f"The file has: {', '.join(self.columns[:40])}.",
        )


@contextmanager
def open_rows(path: Path, encoding: str = "", progress: Progress | None = None) -> Iterator[Rows]:
    """Open a CSV file: its separator, its head, and its rows as a stream.

    Args:
        path: the file.
        encoding: how its text is encoded; UTF-8, or UTF-16 by its mark, where none is named.
        progress: called with bytes read and bytes in all.

    Raises:
        ConformityError: ``file.missing``, ``file.unreadable``, ``measure.file`` or
            ``measure.encoding``.
    """
    name = path.name
    try:
        with path.open("rb") as stream:
            head = stream.read(1 << 16)
        raw = _Digested(path, progress)
    except OSError as error:
        raise cannot_read(path, error) from None
    chosen = encoding or _WIDE.get(head[:2], "utf-8-sig")
    try:
        text = io.TextIOWrapper(io.BufferedReader(raw, _BUFFER), encoding=chosen, newline="")
    except LookupError:
        raw.close()
        raise fail(name, "measure.encoding", f"There is no encoding {encoding}.", "") from None
    with text:
        line = head.decode(chosen, "replace").lstrip("\ufeff")
        sign = choose_sign(line) or ","
        yield Rows(name, _head(name, text, sign), sign, Faults(name), text, raw)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Lines as a file gives them, where the first of the rest may end within a line."""
    held = ""
    for line in lines:
        if "\0" in line:
            raise csv.Error("it holds NUL")
        held += line
        if held.endswith(("\n", "\r")):
            yield held
            held = ""
        elif len(held) > MAX_LINE:
            raise csv.Error("a line has no end")
    if held:
        yield held


def _head(name: str, text: Any, sign: str) -> list[str]:
    """The names of the columns, in the first line."""
    try:
        first = list(_joined(iter([text.readline(MAX_LINE)])))
        columns = [
            cell.strip().lstrip("\ufeff") for cell in next(csv.reader(first, delimiter=sign), [])
        ]
    except (csv.Error, UnicodeDecodeError) as error:
        raise _no_table(name, 1, error) from None
    twice = sorted({one for one in columns if one and columns.count(one) > 1})
    if not any(columns) or twice or len(columns) > MAX_COLUMNS:
        cause = f"Columns of one name: {', '.join(twice)}." if twice else "It has no head row."
        raise fail(name, "measure.file", cause, "The first line names each column, once.")
    return columns


def _no_table(name: str, line: int, error: Exception) -> ConformityError:
    if isinstance(error, UnicodeDecodeError):
        return fail(
            f"{name}:{line}",
            "measure.encoding",
            "The text is not encoded as UTF-8.",
            "Save it as CSV UTF-8, or name the encoding: --encoding cp1252, --encoding gb18030.",
        )
    return fail(f"{name}:{line}", "measure.file", f"This is no CSV table: {error}.", "")
