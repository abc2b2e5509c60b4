"""Tables of others, whatever they are kept in: text, Excel, OpenDocument, Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from compliance.data.apart import Apart
from compliance.data.archive import OLE, ZIP, Archive
from compliance.data.files import too_large
from compliance.data.opendocument import is_opendocument, read_opendocument, read_opendocument_xml
from compliance.data.pipe_table import read_pipe_tables
from compliance.data.text_table import decode, read_text_table
from compliance.data.workbook import Worksheet
from compliance.errors import fail

MAX_BYTES: Final = 20 * 1024 * 1024
"""Most bytes of a file whose tables are read."""
APART: Final = Apart(seconds=60, megabytes=1536, at_once=2, waiting=2)
"""Where tables of others are read."""
SUFFIXES: Final = frozenset(
    {"csv", "tsv", "tab", "txt", "psv", "xlsx", "xlsm", "xltx", "ods", "ots", "fods", "md"}
)
"""Endings of files that may hold a table."""
_SIGNS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_ONLY: Final = "Read an extract of it."


@dataclass(frozen=True)
class ForeignTables:
    """The sheets of a file, and what was taken for granted in reading it."""

    format: str
    """What it is, as people call it."""
    sheets: tuple[Worksheet, ...]
    said: tuple[str, ...] = ()
    """Sentences on what nothing in the file says: its encoding, what parts its cells."""


def may_hold_tables(name: str) -> bool:
    """Whether a file of this name may hold a table."""
    return name.rpartition(".")[2].casefold() in SUFFIXES


def read_tables_apart(content: bytes, name: str) -> ForeignTables:
    """Read the tables of a file in a process of its own, within bounds.

    Raises:
        ConformityError: ``table.format``, ``file.too-large``, ``file.limits`` or codes
            ``exchange.*`` that say why it is not read.
    """
    if len(content) > MAX_BYTES:
        raise too_large(name, MAX_BYTES, _ONLY)
    return APART.run(name, read_tables, content, name)


def read_tables(content: bytes, name: str) -> ForeignTables:
    """Read the tables of a file.

    Args:
        content: the bytes; they say what the file is.
        name: its name, which says so for texts, and names it in messages.

    Raises:
        ConformityError: as :func:`read_tables_apart`.
    """
    if len(content) > MAX_BYTES:
        raise too_large(name, MAX_BYTES, _ONLY)
    suffix = name.rpartition(".")[2].casefold()
    if content.startswith(ZIP):
        archive = Archive(content, name)
        if is_opendocument(archive):
            return ForeignTables("OpenDocument spreadsheet", tuple(read_opendocument(archive)))
        if "[Content_Types].xml" not in archive.names() or "xl/workbook.xml" not in (
            known for known in archive.names() if known.startswith("xl/")
        ):
            raise _none(name, suffix)
    if content.startswith((ZIP, OLE)):
        from compliance.data.workbook_beside import read_foreign_workbook  # noqa: PLC0415 - slow to import

        return ForeignTables("Excel workbook", tuple(read_foreign_workbook(content, name)))
    if suffix == "fods":
        sheets = tuple(read_opendocument_xml(content, name))
        return ForeignTables("OpenDocument spreadsheet", sheets)
    if suffix in {"md", "markdown"}:
        return _markdown(content, name)
    if suffix in {"pdf", "docx", "doc", "json", "jsonl", "yaml", "html", "xml", "png", "jpg"}:
        raise _none(name, suffix)
    return _text(content, name)


def _text(content: bytes, name: str) -> ForeignTables:
    sheet, decoded, sign = read_text_table(content, name)
    parted = f"Its cells are parted by {_SIGNS.get(sign, f'“{sign}”')}."
    said = (f"Read as {decoded.encoding}; nothing in the file says so.",) if decoded.guessed else ()
    return ForeignTables("CSV", (sheet,), (*said, parted) if sign != "," else said)


def _markdown(content: bytes, name: str) -> ForeignTables:
    decoded = decode(content, name)
    sheets = read_pipe_tables(decoded.text)
    said = (f"Read as {decoded.encoding}; nothing in the file says so.",) if decoded.guessed else ()
    return ForeignTables("Markdown", tuple(sheets), said)


def _none(name: str, suffix: str) -> Exception:
    what = f" (.{suffix[:10]})" if suffix else ""
    return fail(
        name,
        "table.format",
        f"No tables are read from a file of this kind{what}.",
        "Tables are read from CSV, Excel (.xlsx), OpenDocument (.ods) and Markdown (.md).",
    )
