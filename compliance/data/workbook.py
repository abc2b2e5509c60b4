"""Excel workbooks of others, read without trusting them and without loss.

Only cells are read: no formula is worked out, nothing outside the file is opened, and
macros, links to other files and foreign objects are refused. Texts come back exactly as
they are in the file, with the escapes of the format undone (``_x000D_`` and the like).
"""

from __future__ import annotations

import datetime
import posixpath
import re
from dataclasses import dataclass, field
from typing import Final

from compliance.data.archive import Archive, damaged
from compliance.data.markup import Element, Handler, feed_xml, read_xml
from compliance.data.workbook_cells import Cell, CellReader, StringReader, day_formats
from compliance.errors import ConformityError, fail

ZIP: Final = b"PK\x03\x04"
OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
MAX_SHEETS: Final = 400
_MACROS: Final = re.compile(
    r"vbaproject|macrosheets|dialogsheets|/ctrlprops/|activex", re.IGNORECASE
)
_FOREIGN: Final = re.compile(
    r"^xl/(externallinks|embeddings|connections|querytables|model|customdata)",
    re.IGNORECASE,
)


@dataclass
class Sheet:
    """One sheet with its cells by row and column, counted from 1."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

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


def read_workbook(content: bytes, place: str) -> list[Sheet]:
    """Read the sheets of a workbook, hidden ones too.

    Args:
        content: the bytes of the file.
        place: its name, for messages.

    Raises:
        ConformityError: codes ``exchange.*`` that say why it is not read.
    """
    if not content.startswith(ZIP):
        raise _no_zip(content, place)
    archive = Archive(content, place)
    _refuse_foreign(archive)
    main, relations = _main_part(archive)
    book = _tree(archive, main)
    properties = _named(book, "workbookPr")
    since_1904 = any(
        part.attributes.get("date1904") in {"1", "true"} for part in properties
    )
    strings, formats = _shared(archive, relations)
    epoch = (
        datetime.date.fromisoformat("1904-01-01")
        if since_1904
        else datetime.date.fromisoformat("1899-12-30")
    )
    sheets = []
    for part in _named(book, "sheet")[:MAX_SHEETS]:
        target = relations.get(_relation_id(part), ("", ""))
        if target[0] != "worksheet":
            continue
        reader = CellReader(place, strings, formats, epoch)
        _feed(archive, target[1], reader)
        sheets.append(Sheet(part.attributes.get("name", ""), reader.cells))
    return sheets


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


def _main_part(archive: Archive) -> tuple[str, dict[str, tuple[str, str]]]:
    """Name of the main part, and what it refers to: id to kind and name."""
    top = _relations(archive, "")
    main = next((name for kind, name in top.values() if kind == "officeDocument"), "")
    if not main or not main.startswith("xl/"):
        raise damaged(archive.place, "It is no Excel workbook.")
    return main, _relations(archive, main)


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    found = {}
    for relation in _named(_tree(archive, path), "Relationship"):
        attributes = relation.attributes
        if attributes.get("TargetMode") == "External":
            continue
        target = attributes.get("Target", "")
        full = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        kind = attributes.get("Type", "").rsplit("/", 1)[-1]
        found[attributes.get("Id", "")] = (kind, posixpath.normpath(full).lstrip("/"))
    return found


def _shared(
    archive: Archive, relations: dict[str, tuple[str, str]]
) -> tuple[list[str], frozenset[int]]:
    """The texts that cells refer to, and the cell formats that show a day."""
    parts = dict(relations.values())
    strings = StringReader(archive.place)
    if "sharedStrings" in parts:
        _feed(archive, parts["sharedStrings"], strings)
    days: frozenset[int] = frozenset()
    if "styles" in parts:
        days = day_formats(_tree(archive, parts["styles"]))
    return strings.found, days


def _tree(archive: Archive, name: str) -> Element:
    content = archive.read(name)
    if not content:
        raise damaged(archive.place, f"The part {name[:80]} is missing.")
    try:
        return read_xml(content, archive.place)
    except ConformityError as error:
        raise damaged(archive.place, error.problems[0].message) from None


def _feed(archive: Archive, name: str, handler: Handler) -> None:
    content = archive.read(name)
    if not content:
        raise damaged(archive.place, f"The part {name[:80]} is missing.")
    try:
        feed_xml(content, archive.place, handler)
    except ConformityError as error:
        if error.code.startswith("exchange."):
            raise
        raise damaged(archive.place, error.problems[0].message) from None


def _named(tree: Element, tag: str) -> list[Element]:
    return [part for part in tree.walk() if part.tag.rpartition(":")[2] == tag]


def _relation_id(sheet: Element) -> str:
    for key, value in sheet.attributes.items():
        if key.rpartition(":")[2] == "id" and ":" in key:
            return value
    return ""
