"""Excel workbooks of others, read without trusting them and without loss.

Only cells are read: no formula is worked out, nothing outside the file is opened, and
macros, links to other files and foreign objects are refused. The cells are openpyxl's
to read. It is given a plain workbook, made of the parts that hold cells, each bounded
before anything is built of it. Texts come back exactly as they are in the file, with
the escapes of the format undone (``_x000D_`` and the like).
"""

from __future__ import annotations

import codecs
import datetime
import io
import math
import re
import warnings
import zipfile
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final
from xml.parsers import expat

from lxml import etree
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.escape import unescape
from openpyxl.xml.constants import SHARED_STRINGS

from compliance.data.archive import OLE, ZIP, Archive, damaged
from compliance.errors import ConformityError, fail

MAX_SHEETS: Final = 400
MAX_CELLS: Final = 200_000
"""Most cells with content."""
MAX_CHARACTERS: Final = 64_000_000
"""Most characters in all cells together; many may share one text."""
MAX_ELEMENTS: Final = 1_000_000
"""Most elements of all parts together."""
MAX_OTHERS: Final = 100_000
"""Most elements in a row, and in a part that holds no cells."""
MAX_PLACES: Final = 10_000_000
"""Most places for cells, filled or not, up to the last one of each row."""
MAX_ROWS: Final = 200_000
"""Most rows of a sheet, filled or not."""
LAST_ROW: Final = 1_048_576
MAX_DEPTH: Final = 60
_MACROS: Final = re.compile(
    r"vbaproject|macrosheets|dialogsheets|/ctrlprops/|activex", re.IGNORECASE
)
_FOREIGN: Final = re.compile(
    r"^xl/(externallinks|embeddings|connections|querytables|model|customdata)", re.IGNORECASE
)
_DECLARATION: Final = re.compile(rb"^<\?xml[^>]*\?>")
_LINKS_OF_SHEETS: Final = "xl/worksheets/_rels/"
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?(\w+)[\s/>]")
_TAG: Final = re.compile(rb"<[^\"'>]*(?:\"[^\"]*\"[^\"'>]*|'[^']*'[^\"'>]*)*>")
_STRICT: Final = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
"""Names of the strict variant of the format, and those that openpyxl knows."""
_EASTERN_DAYS: Final = frozenset(map(str, [*range(27, 37), *range(50, 59)]))
"""Formats for days that East Asian programs number and do not spell out."""
_DAY: Final = "14"


@dataclass(frozen=True)
class Cell:
    """One cell. ``wrong`` is ``formula`` or ``error`` where it holds no plain value."""

    value: object
    """Text, whole number, number, day, moment, time, truth value, or nothing."""
    wrong: str = ""


@dataclass
class Worksheet:
    """One sheet with its cells by row and column, counted from 1."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden: bool = False
    """Whether people do not see it in their program. Known of files of others only, as is
    what follows."""
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    """Remarks on cells, with who wrote them where that is said."""
    joined: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Cells that are one: first row and column, last row and column."""
    shares: set[tuple[int, int]] = field(default_factory=set)
    """Numbers that are shown in percent: a quarter is 0.25 and reads 25 %."""

    def rows(self) -> dict[int, list[int]]:
        """Rows that hold something, in order, each with its columns that do."""
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, []).append(column)
        return found

    def value(self, row: int, column: int) -> object:
        """The value of a cell; nothing where there is none."""
        cell = self.cells.get((row, column))
        return None if cell is None else cell.value


def read_workbook(content: bytes, place: str, *, theirs: bool = False) -> list[Worksheet]:
    """Read the sheets of a workbook, hidden ones too.

    Args:
        content: the bytes of the file.
        place: its name, for messages.
        theirs: whether it is as others keep it, and not a form of ours that came back:
            a formula has the value that their program last worked out, and macros, links
            and objects are passed over, for only cells are read.

    Raises:
        ConformityError: codes ``exchange.*`` that say why it is not read.
    """
    if not content.startswith(ZIP):
        raise _no_zip(content, place)
    archive = Archive(content, place)
    if not theirs:
        _refuse_foreign(archive)
    elif "xl/workbook.bin" in archive.names():
        raise _old(place)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="openpyxl")
            return _worksheets(_plain(archive), place, worked_out=theirs)
    except ConformityError:
        raise
    except Exception:  # noqa: BLE001 - openpyxl fails in as many ways as a file can be odd
        raise damaged(place, "It is no Excel workbook, or not a whole one.") from None


def _no_zip(content: bytes, place: str) -> ConformityError:
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return fail(
                place,
                "exchange.encrypted",
                "The workbook is encrypted with a password.",
                "Remove the password and save it again.",
            )
        return _old(place)
    return damaged(place, "It is no Excel workbook.")


def _old(place: str) -> ConformityError:
    return fail(
        place,
        "exchange.old-format",
        "The workbook is in the old format (.xls) or in the binary one (.xlsb).",
        "Save it as “Excel workbook (.xlsx)”.",
    )


def _refuse_foreign(archive: Archive) -> None:
    names = archive.names()
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(_MACROS.search(name) for name in names):
        raise fail(
            archive.place,
            "exchange.macros",
            "The workbook holds macros or controls.",
            "Save it as “Excel workbook (.xlsx)”, without macros.",
        )
    foreign = next((name for name in names if _FOREIGN.match(name)), "")
    if foreign:
        raise fail(
            archive.place,
            "exchange.foreign-parts",
            f"The workbook links to other files or holds objects ({foreign[:80]}).",
            "Break the links, delete the objects, and save it again.",
        )
    if "xl/workbook.bin" in names:
        raise _old(archive.place)


def _too_many(place: str) -> ConformityError:
    return fail(
        place,
        "exchange.too-large",
        "It holds too many cells, or too much text.",
        "Return only the exported sheets, without other content.",
    )


def _plain(archive: Archive) -> io.BytesIO:
    """A workbook of the parts that matter, checked, and without what does not matter."""
    stream = io.BytesIO()
    elements = places = 0
    with zipfile.ZipFile(stream, "w") as plain:
        for name in archive.names():
            if not name.endswith((".xml", ".rels")) or name.startswith(_LINKS_OF_SHEETS):
                continue
            part = _utf8(archive.read(name), archive.place)
            root = _ROOT.search(part, 0, 4096)
            scan = _Scan(part, archive.place)
            match root[1] if root else b"":
                case b"worksheet":
                    scan = _SheetScan(part, archive.place)
                    part = scan.rows()
                case b"sst":
                    scan.run(MAX_ELEMENTS)
                case b"styleSheet":
                    scan.run()
                    part = _formats(part)
                case b"workbook" | b"Types" | b"Relationships":
                    scan.run()
                    part = _known_names(part)
                case _:
                    continue
            elements += scan.elements
            places += scan.places
            if elements > MAX_ELEMENTS or places > MAX_PLACES:
                raise _too_many(archive.place)
            plain.writestr(name, part)
    return stream


def _utf8(part: bytes, place: str) -> bytes:
    """A part as UTF-8, whatever it was, without the declaration that says so."""
    if part.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            part = part.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise damaged(place, "A part of it is not encoded as it says.") from None
    return _DECLARATION.sub(b"", part.removeprefix(codecs.BOM_UTF8))


def _known_names(part: bytes) -> bytes:
    for strict, known in _STRICT.items():
        part = part.replace(strict, known)
    return part


def _formats(part: bytes) -> bytes:
    """Of the styles of cells, only which of them show a number as a day."""
    root = etree.fromstring(part)
    for element in list(root):
        if etree.QName(element).localname not in {"numFmts", "cellXfs"}:
            root.remove(element)
    spelled = {element.get("numFmtId") for element in root.iter("{*}numFmt")}
    for style in root.iter("{*}xf"):
        number = style.get("numFmtId", "0")
        style.clear()
        eastern = number in _EASTERN_DAYS - spelled
        style.set("numFmtId", _DAY if eastern else number)
    return etree.tostring(root)


class _Scan:
    """Goes through a part once, before anything is built of it."""

    def __init__(self, part: bytes, place: str) -> None:
        self.part, self.place = part, place
        self.most = self.elements = self.depth = self.places = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def run(self, most: int = MAX_OTHERS) -> None:
        self.most = most
        try:
            self.parser.Parse(self.part, True)  # noqa: FBT003 - the signature of expat
        except expat.ExpatError as error:
            raise damaged(self.place, f"A part of it is no XML: {error}.") from None

    def doctype(self, *_: Any) -> None:
        raise damaged(self.place, "It declares a type of document; no workbook does.")

    def start(self, _tag: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise damaged(self.place, "It is nested too deeply.")
        if self.elements > self.most:
            raise _too_many(self.place)

    def end(self, _tag: str) -> None:
        self.depth -= 1


class _SheetScan(_Scan):
    """Cuts a sheet down to its rows, and a formula to the fact that there is one."""

    def __init__(self, part: bytes, place: str) -> None:
        super().__init__(part, place)
        self.root, self.head = "", b""
        self.kept: list[bytes] = []
        self.open = -1
        """Where what is kept next begins; below zero outside the rows."""
        self.row = self.count = self.beside = 0
        self.last = ""
        """The last cell of the row."""

    def rows(self) -> bytes:
        self.run(MAX_ELEMENTS)
        prefix = self.root.rpartition(":")[0]
        size = f"<{prefix}{':' if prefix else ''}dimension ref='A1'/>"
        data = [self.head, size.encode(), *self.kept, f"</{self.root}>".encode()]
        return self.head if self.head.endswith(b"/>") else b"".join(data)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        at = self.parser.CurrentByteIndex
        local = tag.rpartition(":")[2]
        if self.depth == 1:
            self.root, self.head = tag, _known_names(self.part[at : self._after(at)])
        elif local == "sheetData" and self.open < 0:
            self.open = at
        elif local == "row" and self.open >= 0:
            self._row(attributes.get("r", ""))
        elif local == "c":
            self.last = attributes.get("r", "")
        elif local == "f" and self.open >= 0:
            self.kept += (self.part[self.open : at], f"<{tag}/>".encode())
        self.beside += 1
        if self.beside > MAX_OTHERS:
            raise _too_many(self.place)

    def end(self, tag: str) -> None:
        super().end(tag)
        local = tag.rpartition(":")[2]
        if self.open < 0 or local not in {"f", "row", "sheetData"}:
            return
        if local == "row":
            self.places += coordinate_to_tuple(self.last)[1] if self.last else 0
            return
        at = self.parser.CurrentByteIndex
        if self.part.startswith(f"</{tag}".encode(), at):  # it is not an empty element
            at = self._after(at)
        if local == "sheetData":
            self.kept.append(self.part[self.open : at])
        self.open = at if local == "f" else -1

    def _row(self, number: str) -> None:
        row = int(number) if number else self.row + 1
        if not self.row < row <= LAST_ROW:
            raise damaged(self.place, "The rows of a sheet are not in their order.")
        self.places += row - self.row
        self.row, self.last, self.beside = row, "", 0
        self.count += 1
        if self.count > MAX_ROWS or self.places > MAX_PLACES:
            raise _too_many(self.place)

    def _after(self, at: int) -> int:
        """Where the tag that begins here ends."""
        tag = _TAG.match(self.part, at)
        return tag.end() if tag else at


def _worksheets(plain: io.BytesIO, place: str, *, worked_out: bool) -> list[Worksheet]:
    # Not by load_workbook: it takes every "x005F_" out of shared texts.
    reader = ExcelReader(plain, read_only=True, keep_links=False, data_only=worked_out)
    reader.read_manifest()
    reader.shared_strings = _shared_texts(reader)
    reader.read_workbook()
    parts = [relation.target for _, relation in reader.parser.find_sheets()]
    if len(parts) > MAX_SHEETS or len(set(parts)) < len(parts):
        raise damaged(place, "It has far too many sheets, or one of them twice.")
    apply_stylesheet(reader.archive, reader.wb)
    reader.read_worksheets()
    sheets, cells, characters = [], 0, 0
    for sheet in reader.wb.worksheets:
        sheet.reset_dimensions()
        worksheet = Worksheet(sheet.title)
        for cell in chain.from_iterable(sheet.iter_rows()):
            if cell.value is None:
                continue
            worksheet.cells[cell.row, cell.column] = _cell(cell.value, cell.data_type)
            cells += 1
            characters += len(cell.value) if isinstance(cell.value, str) else 0
            if cells > MAX_CELLS or characters > MAX_CHARACTERS:
                raise _too_many(place)
        sheets.append(worksheet)
    return sheets


def _shared_texts(reader: Any) -> list[str]:
    """The texts that cells refer to, without phonetic readings."""
    part = reader.package.find(SHARED_STRINGS)
    if part is None:
        return []
    with reader.archive.open(part.PartName.lstrip("/")) as stream:
        texts = []
        for _, entry in etree.iterparse(stream, tag="{*}si"):
            pieces = (*entry.iterfind("{*}t"), *entry.iterfind("{*}r/{*}t"))
            texts.append("".join(piece.text or "" for piece in pieces))
            entry.clear()
    return texts


def _cell(value: Any, kind: str) -> Cell:
    if kind == "f":
        return Cell(None, "formula")
    infinite = isinstance(value, float) and not math.isfinite(value)
    if infinite or kind not in {"n", "s", "b", "d"}:
        return Cell(None, "error")
    if isinstance(value, str):
        return Cell(_unescaped(value) or None)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return Cell(value.date())
    return Cell(value)


def _unescaped(text: str) -> str:
    r"""Undo the escapes for characters that XML cannot hold.

    Escapes are UTF-16: two halves make one character, and a half on its own, which no
    page or file can hold, becomes the sign for a character that was lost.

    >>> _unescaped("a_x000D_b"), _unescaped("_x005F_x000D_")
    ('a\rb', '_x000D_')
    >>> _unescaped("_xD83D__xDE00_"), _unescaped("_xD800_")
    ('\U0001f600', '\ufffd')
    """
    plain: str = unescape(text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
