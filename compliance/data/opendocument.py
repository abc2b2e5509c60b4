"""OpenDocument spreadsheets (.ods, .fods) of others, read within bounds.

A cell or row that stands many times is written once, with a number: a few bytes can say a
thousand million cells. Nothing is repeated that holds nothing, and what is filled counts
each time against the bounds.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from compliance.data.archive import Archive, damaged
from compliance.data.workbook import (
    MAX_CELLS,
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_SHEETS,
    Cell,
    Worksheet,
)
from compliance.errors import ConformityError, fail

KIND: Final = b"application/vnd.oasis.opendocument.spreadsheet"
MAX_ELEMENTS: Final = 3_000_000
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE: Final = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_DUBLIN: Final = "http://purl.org/dc/elements/1.1/ "
_CELLS: Final = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_TIME: Final = re.compile(r"PT(\d{1,5})H(\d{1,2})M(\d{1,2})(?:[.,]\d*)?S")


def is_opendocument(archive: Archive) -> bool:
    """Whether an archive says that it is a spreadsheet of this format."""
    return archive.read("mimetype").strip().startswith(KIND) if _small(archive) else False


def _small(archive: Archive) -> bool:
    return "mimetype" in archive.names()


def read_opendocument(archive: Archive) -> list[Worksheet]:
    """The sheets of a spreadsheet, hidden ones too.

    Raises:
        ConformityError: ``exchange.damaged``, ``exchange.encrypted`` or
            ``exchange.too-large``.
    """
    manifest = archive.read("META-INF/manifest.xml")
    if b"encryption-data" in manifest:
        raise fail(
            archive.place,
            "exchange.encrypted",
            "The spreadsheet is encrypted with a password.",
            "Remove the password and save it again.",
        )
    return read_opendocument_xml(archive.read("content.xml"), archive.place)


def read_opendocument_xml(content: bytes, place: str) -> list[Worksheet]:
    """The sheets of the content of a spreadsheet."""
    reader = _Reader(place)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.buffer_text = True
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the signature of expat
    except expat.ExpatError as error:
        raise damaged(place, f"Its content is no XML: {error}.") from None
    return reader.sheets


@dataclass
class _Cell:
    attributes: dict[str, str]
    paragraphs: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    author: str = ""


class _Reader:
    """Takes the elements of the content one by one."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.sheets: list[Worksheet] = []
        self.hidden: set[str] = set()
        self.style = ""
        self.row = self.column = self.repeat = self.elements = self.depth = 0
        self.cells = self.characters = 0
        self.filled: list[tuple[int, int, _Cell]] = []
        """Cells of the row at hand that hold something: column, how often, what."""
        self.cell: _Cell | None = None
        self.inside = 0
        """Depth of a table inside a cell, of which nothing is taken."""
        self.note = False
        self.creator = False
        self.listening = 0

    def doctype(self, *_: Any) -> None:
        raise damaged(self.place, "It declares a type of document; no spreadsheet does.")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise damaged(self.place, "It is nested too deeply.")
        if self.elements > MAX_ELEMENTS:
            raise self._too_much()
        if tag == f"{_STYLE}style":
            self.style = attributes.get(f"{_STYLE}name", "")
        elif tag == f"{_STYLE}table-properties":
            if attributes.get(f"{_TABLE}display") == "false":
                self.hidden.add(self.style)
        elif tag == f"{_TABLE}table":
            self._begin_table(attributes)
        elif tag == f"{_TABLE}table-row" and not self.inside:
            self.row += 1
            self.column, self.filled = 0, []
            self.repeat = _number(attributes.get(f"{_TABLE}number-rows-repeated"), LAST_ROW)
        elif tag in _CELLS and not self.inside:
            self.cell = _Cell(attributes)
        elif self.cell is not None:
            self._inside_cell(tag, attributes)

    def _begin_table(self, attributes: dict[str, str]) -> None:
        if self.cell is not None or self.inside:
            self.inside += 1
            return
        if len(self.sheets) >= MAX_SHEETS:
            raise self._too_much()
        sheet = Worksheet(attributes.get(f"{_TABLE}name", "")[:200])
        sheet.hidden = attributes.get(f"{_TABLE}style-name", "") in self.hidden
        self.sheets.append(sheet)
        self.row = 0

    def _inside_cell(self, tag: str, attributes: dict[str, str]) -> None:
        cell = self.cell
        if cell is None or self.inside:
            return
        if tag == f"{_OFFICE}annotation":
            self.note = True
        elif tag == f"{_DUBLIN}creator":
            self.creator = True
        elif tag == f"{_TEXT}p":
            self.listening += 1
            (cell.comment if self.note else cell.paragraphs).append("")
        elif self.listening and tag == f"{_TEXT}s":
            self.text(" " * _number(attributes.get(f"{_TEXT}c"), 1000))
        elif self.listening and tag == f"{_TEXT}tab":
            self.text("\t")
        elif self.listening and tag == f"{_TEXT}line-break":
            self.text("\n")

    def text(self, text: str) -> None:
        cell = self.cell
        if cell is None or self.inside:
            return
        if self.creator:
            cell.author += text[:100]
        elif self.listening:
            self.characters += len(text)
            if self.characters > MAX_CHARACTERS:
                raise self._too_much()
            (cell.comment if self.note else cell.paragraphs)[-1] += text

    def end(self, tag: str) -> None:
        self.depth -= 1
        if tag == f"{_TABLE}table" and self.inside:
            self.inside -= 1
        elif self.inside:
            return
        elif tag == f"{_OFFICE}annotation":
            self.note = False
        elif tag == f"{_DUBLIN}creator":
            self.creator = False
        elif tag == f"{_TEXT}p" and self.listening:
            self.listening -= 1
        elif tag in _CELLS and self.cell is not None:
            self._end_cell(self.cell)
        elif tag == f"{_TABLE}table-row":
            self._end_row()

    def _end_cell(self, cell: _Cell) -> None:
        self.cell, self.listening, self.note = None, 0, False
        often = _number(cell.attributes.get(f"{_TABLE}number-columns-repeated"), LAST_COLUMN)
        covers = (
            _number(cell.attributes.get(f"{_TABLE}number-rows-spanned"), LAST_ROW),
            _number(cell.attributes.get(f"{_TABLE}number-columns-spanned"), LAST_COLUMN),
        )
        at = self.column + 1
        if covers != (1, 1) and self.sheets and len(self.sheets[-1].joined) < MAX_CELLS:
            last = (self.row + covers[0] - 1, at + covers[1] - 1)
            self.sheets[-1].joined.append((self.row, at, *last))
        if cell.paragraphs or cell.comment or f"{_OFFICE}value-type" in cell.attributes:
            self.filled.append((at, often, cell))
        self.column += often

    def _end_row(self) -> None:
        if self.sheets and self.filled and self.row <= LAST_ROW:
            sheet = self.sheets[-1]
            for at, often, cell in self.filled:
                self._put(sheet, at, often, cell)
        self.row += self.repeat - 1

    def _put(self, sheet: Worksheet, at: int, often: int, cell: _Cell) -> None:
        self.cells += often * self.repeat
        if self.cells > MAX_CELLS:
            raise self._too_much()
        value = _value(cell)
        comment = "\n".join(cell.comment).strip()
        if comment:
            author = cell.author.strip()
            sheet.comments[self.row, at] = f"{author}: {comment}" if author else comment
        if value.value is None and not value.wrong:
            return
        for row in range(self.row, self.row + self.repeat):
            for column in range(at, at + often):
                sheet.cells[row, column] = value
                if cell.attributes.get(f"{_OFFICE}value-type") == "percentage":
                    sheet.shares.add((row, column))

    def _too_much(self) -> ConformityError:
        return fail(
            self.place,
            "exchange.too-large",
            "It holds too many cells, or too much text.",
            "Leave out what does not belong to the table.",
        )


def _number(text: str | None, most: int) -> int:
    """A number of times, at least once and never beyond the end of a sheet."""
    return max(1, min(int(text), most)) if text and text.isdecimal() and len(text) < 12 else 1  # noqa: PLR2004 - longer than any sheet


def _value(cell: _Cell) -> Cell:
    """What a cell holds, by the type that it states."""
    text = "\n".join(cell.paragraphs).strip()
    stated = cell.attributes.get(f"{_OFFICE}value", "")
    try:
        match cell.attributes.get(f"{_OFFICE}value-type", ""):
            case "float" | "percentage" | "currency":
                number = float(stated)
                if not abs(number) < 1e300:  # noqa: PLR2004 - infinite, or no number
                    return Cell(None, "error")
                return Cell(int(number) if number == int(number) else number)
            case "date":
                day = cell.attributes.get(f"{_OFFICE}date-value", "")
                moment = datetime.datetime.fromisoformat(day)
                return Cell(moment.date() if moment.time() == datetime.time() else moment)
            case "boolean":
                return Cell(cell.attributes.get(f"{_OFFICE}boolean-value") == "true")
            case "time":
                found = _TIME.fullmatch(cell.attributes.get(f"{_OFFICE}time-value", ""))
                return Cell(text if text or not found else ":".join(found.groups()))
            case _:
                return Cell(text or None)
    except ValueError:
        return Cell(text or None)
