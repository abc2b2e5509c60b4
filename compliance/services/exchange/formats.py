"""Files that questions travel in: written by format, read by what they are.

Every format is a module with ``write(table) -> bytes`` and, where answers are taken back
from it, ``read(content, place) -> Sheet``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from compliance.assessment.journal.store import MAX_WAITING
from compliance.data.apart import Apart
from compliance.data.archive import OLE, ZIP
from compliance.data.digests import sha256
from compliance.data.files import read_bytes, too_large, write_atomically
from compliance.errors import fail
from compliance.services.exchange import csv_file, docx_file, json_file
from compliance.services.exchange.sheet import Sheet
from compliance.services.exchange.table import Table

FORMATS: Final = {
    "xlsx": "Excel workbook",
    "docx": "Word document",
    "csv": "CSV (UTF-8)",
    "json": "JSON",
}
MEDIA: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "json": "application/json",
}
RETURNED: Final = ("xlsx", "csv", "json")
"""Formats that answers are read from."""
MAX_BYTES: Final = MAX_WAITING
"""Most bytes of a returned file."""
APART: Final = Apart(seconds=60, megabytes=1536, at_once=2, waiting=2)
"""Where a server reads files: the largest accepted takes some 15 seconds and 500 MB."""
_ONLY: Final = "Return only what was exported, without other content."


def write_table(table: Table, form: str) -> bytes:
    """The bytes of a table in a format.

    Raises:
        ConformityError: ``exchange.cell-too-long``.
    """
    match form:
        case "docx":
            return docx_file.write(table)
        case "csv":
            return csv_file.write(table)
        case "json":
            return json_file.write(table)
    from compliance.services.exchange import xlsx_file  # noqa: PLC0415 - slow to import

    return xlsx_file.write(table)


def save_table(table: Table, form: str, path: Path, *, replace: bool) -> None:
    """Write a table to a file.

    Raises:
        ConformityError: ``exchange.exists`` where somebody's answers might be lost,
            ``exchange.cell-too-long`` or ``file.write-failed``.
    """
    if path.exists() and not replace:
        raise fail(
            str(path),
            "exchange.exists",
            "The file is there already; it may hold answers that came back.",
            "Choose another name with -o, or say --replace.",
        )
    write_atomically(path, write_table(table, form))


def load_sheet(path: Path) -> Sheet:
    """Read a file that came back.

    Raises:
        ConformityError: ``file.*`` or ``exchange.*``.
    """
    return read_sheet(read_bytes(path, MAX_BYTES, _ONLY), path.name)


def read_sheet(content: bytes, name: str) -> Sheet:
    """Read the bytes of a file that came back.

    Args:
        content: the bytes; they say what the file is.
        name: its name, which says so for texts, and names it in messages.

    Raises:
        ConformityError: codes ``exchange.*``.
    """
    if len(content) > MAX_BYTES:
        raise too_large(name, MAX_BYTES, _ONLY)
    sheet = _read(content, name)
    sheet.name, sheet.digest = name, sha256(content)
    return sheet


def _read(content: bytes, name: str) -> Sheet:
    suffix = Path(name).suffix.casefold()
    if content.startswith((ZIP, OLE)):
        if suffix in {".docx", ".docm", ".doc", ".odt"}:
            raise _other_kind(name, "A Word file is for reading and commenting.")
        from compliance.services.exchange import xlsx_file  # noqa: PLC0415 - slow to import

        return xlsx_file.read(content, name)
    if suffix == ".json":
        return json_file.read(content, name)
    if suffix == ".csv":
        return csv_file.read(content, name)
    raise _other_kind(name, "It is no Excel workbook (.xlsx), no CSV and no JSON.")


def read_sheet_apart(content: bytes, name: str) -> Sheet:
    """Read a file like :func:`read_sheet`, in a process of its own.

    Raises:
        ConformityError: as :func:`read_sheet`, or ``file.limits``.
    """
    if len(content) > MAX_BYTES:
        raise too_large(name, MAX_BYTES, _ONLY)
    return APART.run(name[:120] or "file", read_sheet, content, name)


def _other_kind(name: str, message: str) -> Exception:
    return fail(
        name[:120] or "file",
        "exchange.format",
        message,
        "Return the Excel file, or CSV or JSON as it was exported.",
    )
