"""Importers: who reads the official text of a law, as its publisher offers it.

The pack names the importer of its law. A new publisher is a new entry here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from compliance.errors import fail
from compliance.law.official.formex import read_formex
from compliance.law.official.pieces import Parsed
from compliance.law.official.xhtml import read_xhtml
from compliance.law.timeline import LawState


@dataclass(frozen=True)
class Importer:
    """Reads the files of one publisher."""

    endings: tuple[str, ...]
    """Of the files that are read from a folder, the usual ones first."""
    where: str
    """What to download, as a way out in messages."""
    read: Callable[[bytes, str], Parsed]
    """Content and name of a file to what it holds; raises ``law.import-format``."""
    act_of: Callable[[LawState], tuple[int, int] | None]
    """Year and number by which the files name the act, where the law has them."""


EURLEX_WHERE: Final = (
    "Download the act from EUR-Lex in the format Formex (unpacked) or as HTML; "
    "see docs/how-to/import-official-text.md."
)
_MAGIC: Final = {
    b"PK": "This is a ZIP archive: unpack it and import the folder.",
    b"%PDF": "This is a PDF: take the format Formex or HTML instead.",
    b"\x1f\x8b": "This is a compressed file: unpack it first.",
}


def read_eurlex(content: bytes, name: str) -> Parsed:
    """Read a file of EUR-Lex; its content says in which format it is.

    Raises:
        ConformityError: ``law.import-format`` or a code of markup.
    """
    for magic, advice in _MAGIC.items():
        if content.startswith(magic):
            raise fail(name, "law.import-format", advice, EURLEX_WHERE)
    head = content[:4096].lower()
    if re.search(rb"<html[\s>]|<!doctype\s+html", head):
        return read_xhtml(content, name)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return read_formex(content, name)
    raise fail(name, "law.import-format", "This is neither XML nor HTML.", EURLEX_WHERE)


def act_of_celex(law: LawState) -> tuple[int, int] | None:
    """Year and number of an act from its CELEX number, where it has one."""
    found = re.match(r"\d(\d{4})[A-Z]+(\d+)", law.celex)
    return None if found is None else (int(found[1]), int(found[2]))


IMPORTERS: Final = {
    "eurlex": Importer((".xml", ".html", ".htm", ".xhtml"), EURLEX_WHERE, read_eurlex, act_of_celex)
}
"""Name in ``law.yaml`` to importer."""


def importer_of(law: LawState) -> Importer:
    """The importer that a pack names for its law.

    Raises:
        ConformityError: ``law.no-importer``.
    """
    found = IMPORTERS.get(law.importer)
    if found is None:
        raise fail(
            law.short_name,
            "law.no-importer",
            "The checklists name no importer for the official text of this law.",
            f"Importers of this program: {', '.join(IMPORTERS)} (importer in law.yaml).",
        )
    return found
