"""The files of an official text: found, read within bounds, and recognised.

Nothing is fetched; what a file is, its content says, not its name.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from compliance.data.files import read_bytes
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.law.official.formex import read_formex
from compliance.law.official.pieces import Parsed
from compliance.law.official.xhtml import read_xhtml

MAX_BYTES: Final = 16 << 20
MAX_FILES: Final = 200
ENDINGS: Final = frozenset({".xml", ".html", ".htm", ".xhtml"})
WHERE: Final = (
    "Download the act from EUR-Lex in the format Formex (unpacked) or as HTML; "
    "see docs/how-to/import-official-text.md."
)
_MAGIC: Final = {
    b"PK": "This is a ZIP archive: unpack it and import the folder.",
    b"%PDF": "This is a PDF: take the format Formex or HTML instead.",
    b"\x1f\x8b": "This is a compressed file: unpack it first.",
}


def read_files(path: Path) -> dict[str, bytes]:
    """Name to bytes of the file, or of every usable file of the folder."""
    if not path.exists():
        raise fail(str(path), "file.missing", "There is no such file or folder.", WHERE)
    if not path.is_dir():
        return {path.name: _read(path)}
    files = [
        file
        for file in sorted(path.iterdir())
        if file.suffix.lower() in ENDINGS and file.is_file()
    ]
    if not files:
        raise empty(path, "The folder holds no .xml or .html file.")
    if len(files) > MAX_FILES:
        raise fail(
            str(path),
            "file.too-large",
            f"The folder holds {len(files)} files; {MAX_FILES} at most are read.",
            "Put the files of this one act into a folder of their own.",
        )
    return {file.name: _read(file) for file in files}


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise fail(str(path), "law.import-format", "This is not an ordinary file.", WHERE)
    return read_bytes(path, MAX_BYTES, WHERE)


def parse_files(contents: dict[str, bytes]) -> list[Parsed]:
    """Parse every file; problems of all files are reported at once."""
    parts: list[Parsed] = []
    problems: list[Problem] = []
    for name, content in contents.items():
        try:
            parts.append(_parse_one(name, content))
        except ConformityError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return parts


def _parse_one(name: str, content: bytes) -> Parsed:
    for magic, advice in _MAGIC.items():
        if content.startswith(magic):
            raise fail(name, "law.import-format", advice, WHERE)
    head = content[:4096].lower()
    if re.search(rb"<html[\s>]|<!doctype\s+html", head):
        return read_xhtml(content, name)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return read_formex(content, name)
    raise fail(name, "law.import-format", "This is neither XML nor HTML.", WHERE)


def empty(path: Path, message: str) -> ConformityError:
    """The error for input without any provision of the law."""
    return fail(str(path), "law.import-empty", message, WHERE)
