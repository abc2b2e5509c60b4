"""What can be shown of a file without trusting it: decided by its bytes, not its name."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import IO, Final

from compliance.data.delimited import choose_sign, rows_of

HEAD: Final = 64 * 1024
"""Bytes that are shown at most, never a whole gigabyte."""
ROWS: Final = 40
COLUMNS: Final = 20
CELL: Final = 300
MAGIC: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
SHOWN_BY_BROWSER: Final = frozenset({"application/pdf", "image/png", "image/jpeg"})


@dataclass(frozen=True)
class Preview:
    """What a page may show of a file."""

    kind: str
    """``image``, ``pdf``, ``table``, ``text`` or ``none``."""
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    cut: bool = False
    """Whether only the beginning is shown."""


def sniff(head: bytes) -> str:
    """Media type by the first bytes; ``text/plain`` for UTF-8 text, else unknown."""
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    return "text/plain" if _text(head) is not None else "application/octet-stream"


def look(stream: IO[bytes], name: str) -> Preview:
    """What can be shown of a file."""
    head = stream.read(HEAD + 1)
    head, cut = head[:HEAD], len(head) > HEAD
    kind = sniff(head)
    if kind == "application/pdf":
        return Preview("pdf")
    if kind.startswith("image/"):
        return Preview("image")
    if kind != "text/plain":
        return Preview("none")
    text = _text(head) or ""
    if name.lower().endswith((".csv", ".tsv")):
        rows, more = _rows(text, cut=cut)
        if rows:
            return Preview("table", rows=rows, cut=more)
    return Preview("text", text, cut=cut)


def _text(head: bytes) -> str | None:
    """The bytes as text, if they are UTF-8 without control characters."""
    try:
        # A character cut in two at the end is no reason to call it binary.
        text = head.decode("utf-8-sig", "strict" if len(head) < HEAD else "ignore")
    except UnicodeDecodeError:
        return None
    binary = any(ord(character) < ord(" ") and character not in "\t\n\r\f" for character in text)
    return None if binary else text


def _rows(text: str, *, cut: bool) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """The first rows; none where it is no table. Never more is read than is shown."""
    sign = choose_sign(text)
    if not sign:
        return (), False
    try:
        found = list(rows_of(text, sign, ROWS + 1))
    except csv.Error:
        return (), False
    if cut and len(found) <= ROWS:
        found = found[:-1]  # the end of its last row is not known
    width = max((len(row) for row in found), default=0)
    shown = tuple(tuple(cell[:CELL] for cell in row[:COLUMNS]) for row in found[:ROWS] if row)
    return shown, cut or len(found) > ROWS or width > COLUMNS
